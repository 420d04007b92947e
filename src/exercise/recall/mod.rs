//! Plans, from memory: the moment is shown, its key words are typed, then the plan is laid beside them.
//! Nobody is graded; the one who typed says whether it came back.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Check, Kind, Model, Move, Told};
use crate::{
    layer::{Cx, Input, Pasted},
    ui::{Block, Choice, Desk, Hint, Key, List, Wrote, fill, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recall {
    /// What is asked.
    pub ask: String,
    /// The exercise with the plans.
    pub exercise: String,
    /// Its parts with plans, whichever of them this person has done.
    pub parts: Vec<String>,
    /// Said when there is no plan yet.
    pub none: String,
}

impl Kind for Recall {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let words = kept.and_then(|kept| kept.get("words")?.as_array());
        let words = words.into_iter().flatten().filter_map(|it| Some(it.as_str()?.to_owned()));
        Box::new(Recalling {
            spec: self,
            before: words.collect(),
            plans: None,
            at: 0,
            beside: false,
            list: List::default(),
        })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let words = answer.get("words").and_then(Value::as_array);
        let said: Vec<_> = words
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|it| !it.is_empty())
            .collect();
        if said.is_empty() {
            return Vec::new();
        }
        vec![Told { asked: self.ask.clone(), said: said.join("\n") }]
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.text("exercise", &self.exercise, 20);
        check.ids("parts", self.parts.iter().map(String::as_str), 1);
        check.text("none", &self.none, 240);
    }
}

/// A plan, and what was typed of it.
struct Plan {
    when: String,
    then: String,
    desk: Desk,
    came: Option<bool>,
}

struct Recalling {
    spec: &'static Recall,
    /// What was typed another time.
    before: Vec<String>,
    /// The plans; none before somebody has looked for them.
    plans: Option<Vec<Plan>>,
    at: usize,
    /// Whether the plan lies beside the words.
    beside: bool,
    list: List,
}

#[derive(Clone, Copy)]
enum Act {
    Say,
    Move,
}

const KEYS: &[Binding<Recalling, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Say,
        says: |w| &w.keys.say,
        when: |m| !m.is_typing(),
    },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |m| m.beside,
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Recalling {
    /// The plans that this person has made, as they stand now.
    fn look(&mut self, cx: &Cx<'_>) {
        let kept = |part: &String| {
            let kept = cx.journey.answer(cx.seat, cx.seat, &self.spec.exercise, part)?;
            kept.answer.get("plans")?.as_array()
        };
        let plans = self.spec.parts.iter().filter_map(kept).flatten();
        let text = |plan: &Value, key| plan.get(key)?.as_str().map(str::to_owned);
        let before = &self.before;
        let plans = plans.enumerate().filter_map(|(n, plan)| {
            let typed = before.get(n).map(String::as_str).unwrap_or_default();
            let desk = Desk::new(typed, 1);
            Some(Plan { when: text(plan, "when")?, then: text(plan, "then")?, desk, came: None })
        });
        self.plans = Some(plans.collect());
    }

    fn plan(&self) -> Option<&Plan> {
        self.plans.as_ref()?.get(self.at)
    }

    fn plan_mut(&mut self) -> Option<&mut Plan> {
        self.plans.as_mut()?.get_mut(self.at)
    }

    fn count(&self) -> usize {
        self.plans.as_ref().map_or(0, Vec::len)
    }

    fn is_typing(&self) -> bool {
        self.plan().is_some() && !self.beside
    }

    /// The plan is laid beside the words; then the writer says whether it came back.
    fn say(&mut self) -> Move {
        if !self.beside {
            self.beside = self.count() > 0;
            self.list = List::default();
            return if self.beside { Move::Stay } else { Move::Done };
        }
        let came = self.list.at == 0;
        if let Some(plan) = self.plan_mut() {
            plan.came = Some(came);
        }
        self.beside = false;
        if self.at + 1 >= self.count() {
            return Move::Done;
        }
        self.at += 1;
        Move::Stay
    }
}

impl Model for Recalling {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        if self.plans.is_none() {
            self.look(cx);
        }
        let typing = self.is_typing();
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::Say) => return self.say(),
                Some(Act::Move) => self.list.step(*key, 2),
                None if typing => {
                    let wrote = self.plan_mut().map(|plan| plan.desk.key(*key, cx.now));
                    match wrote {
                        Some(Wrote::Item(_)) => return self.say(),
                        Some(Wrote::Stay) => {}
                        Some(Wrote::Pass) | None => return Move::Pass,
                    }
                }
                None => return Move::Pass,
            },
            Input::Paste(Pasted(text)) if typing => {
                if let Some(plan) = self.plan_mut() {
                    plan.desk.paste(text, cx.now);
                }
            }
            Input::Caret { row, cell, .. } if typing => {
                if let Some(plan) = self.plan_mut() {
                    plan.desk.place(*row, *cell, cx.now);
                }
            }
            Input::Measure(width) => {
                for plan in self.plans.iter_mut().flatten() {
                    plan.desk.pen.set_width(*width);
                }
            }
            Input::Pick(_) if typing => return self.say(),
            Input::Pick(n) => {
                self.list.at = *n;
                return self.say();
            }
            _ => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        let desk = self.plan().filter(|_| self.is_typing()).map(|plan| plan.desk.hints(cx.words));
        let mut hints = desk.unwrap_or_default();
        hints.extend(keys::hints(KEYS, self, cx.words));
        hints
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.recall;
        let Some(plan) = self.plan() else {
            let go_on = Choice::new(&cx.words.write.go_on, true);
            return vec![Block::Text(self.spec.none.clone()), Block::Choices(vec![go_on])];
        };
        let mut blocks = vec![
            Block::Heading(fill(&words.when, &[("when", &plan.when)])),
            Block::Text(self.spec.ask.clone()),
        ];
        if self.beside {
            blocks.push(Block::Label(words.typed.clone()));
            blocks.push(Block::Inset(plan.desk.pen.text().to_owned()));
            blocks.push(Block::Label(words.plan.clone()));
            blocks.push(Block::Inset(plan.then.clone()));
            blocks.push(Block::Choices(vec![
                Choice::new(&words.came, self.list.at == 0),
                Choice::new(&words.not_yet, self.list.at == 1),
            ]));
        } else {
            blocks.push(Block::Field(plan.desk.field(2)));
            blocks.push(Block::Choices(vec![plan.desk.choice(0, &words.show)]));
        }
        blocks
    }

    fn answer(&self) -> Value {
        let Some(plans) = &self.plans else { return json!({ "words": self.before }) };
        let words: Vec<_> = plans.iter().map(|plan| plan.desk.pen.text()).collect();
        let came: Vec<_> = plans.iter().map(|plan| plan.came).collect();
        json!({ "words": words, "came": came })
    }

    fn pages(&self) -> (usize, usize) {
        (self.at, self.count())
    }

    fn is_writing(&self) -> bool {
        self.is_typing() && self.plan().is_some_and(|plan| plan.desk.is_writing())
    }
}
