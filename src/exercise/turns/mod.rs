//! The floor: one speaks, the other writes down what was heard, the speaker says whether that is it.
//! Whose turn it is and how much time is left are always in view; the time presses nobody.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Check, Kind, Model, Move, Told, Wrong, breathe::seconds_between};
use crate::{
    journey::{Role, Seat, Time},
    layer::{Cx, Input, Pasted},
    ui::{Block, Choice, Desk, Gauge, Hint, Key, List, Wrote, fill, keys, keys::Binding},
};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Turns {
    /// Who speaks first.
    pub first: Opens,
    /// Whether the floor changes hands after each turn.
    pub swap: bool,
    /// How many turns each speaker has.
    pub rounds: u8,
    /// How long a turn is, in seconds.
    pub seconds: u32,
    /// What the speaker does.
    pub speak: String,
    /// What the listener does.
    pub listen: String,
}

/// Who speaks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Opens {
    /// The one who was hurt.
    Hurt,
    /// The one who is repairing.
    Repairing,
    /// Whoever sits in the first seat.
    Either,
}

impl Opens {
    fn seat(self, cx: &Cx<'_>) -> Seat {
        let has = |role| Seat::ALL.into_iter().find(|seat| cx.journey.role(*seat) == role);
        let seat = match self {
            Self::Hurt => has(Role::Hurt),
            Self::Repairing => has(Role::Repairing),
            Self::Either => None,
        };
        seat.unwrap_or_default()
    }
}

impl Kind for Turns {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        let heard = kept.and_then(|kept| kept.get("heard")?.as_array());
        let heard: Vec<String> =
            heard.into_iter().flatten().filter_map(|text| Some(text.as_str()?.to_owned())).collect();
        let half = kept.and_then(|kept| kept.get("half")?.as_str()).unwrap_or_default();
        // what was left in the middle of a turn is found again, with the clock at rest
        let stage = if half.is_empty() {
            Stage::Ready
        } else {
            Stage::Speaking { since: None, before: 0.0 }
        };
        Box::new(Floor {
            spec: self,
            turn: heard.len(),
            heard,
            desk: Desk::new(half, 2),
            more: 0,
            stage,
            list: List::default(),
            width: 68,
        })
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        let heard = answer.get("heard").and_then(Value::as_array);
        let said: Vec<&str> = heard
            .into_iter()
            .flatten()
            .chain(answer.get("half"))
            .filter_map(Value::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        if said.is_empty() {
            return Vec::new();
        }
        vec![Told { asked: self.speak.clone(), said: said.join("\n") }]
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("speak", &self.speak, 300);
        check.text("listen", &self.listen, 300);
        if self.rounds == 0 || self.seconds == 0 {
            check.wrong(Wrong::AtOdds("“rounds” or “seconds” is 0", "Let both be more than 0"));
        }
    }
}

impl Turns {
    fn turns(&self) -> usize {
        usize::from(self.rounds) * if self.swap { 2 } else { 1 }
    }
}

/// Where a turn stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// Nobody speaks yet.
    Ready,
    /// The clock runs; or it rests, after so many seconds.
    Speaking { since: Option<Time>, before: f64 },
    /// The speaker reads what was heard.
    Reading { spoken: f64 },
}

struct Floor {
    spec: &'static Turns,
    turn: usize,
    heard: Vec<String>,
    desk: Desk,
    /// How often the listener has asked in this turn whether there is more.
    more: u32,
    stage: Stage,
    list: List,
    width: u16,
}

#[derive(Clone, Copy)]
enum Act {
    GoOn,
    Start,
    Pause,
    Pass,
    Move,
    Say,
}

/// Seconds that “is there more?” gives the speaker.
const MORE: u32 = 60;

impl Floor {
    fn speaker(&self, cx: &Cx<'_>) -> Seat {
        let first = self.spec.first.seat(cx);
        if self.spec.swap && self.turn % 2 == 1 { first.other() } else { first }
    }

    fn spoken(&self, now: Time) -> f64 {
        match self.stage {
            Stage::Ready => 0.0,
            Stage::Speaking { since, before } => {
                before + since.map_or(0.0, |since| seconds_between(since, now))
            }
            Stage::Reading { spoken } => spoken,
        }
    }

    /// Whether every turn has been heard: one may go on, or begin another round.
    fn is_heard(&self) -> bool {
        self.is_ready() && self.turn > 0 && self.turn.is_multiple_of(self.spec.turns())
    }

    fn is_ready(&self) -> bool {
        self.stage == Stage::Ready
    }

    fn is_speaking(&self) -> bool {
        matches!(self.stage, Stage::Speaking { .. })
    }

    fn is_reading(&self) -> bool {
        matches!(self.stage, Stage::Reading { .. })
    }

    fn pause(&mut self, now: Time) {
        if let Stage::Speaking { since, before } = self.stage {
            self.stage = match since {
                Some(since) => {
                    Stage::Speaking { since: None, before: before + seconds_between(since, now) }
                }
                None => Stage::Speaking { since: Some(now), before },
            };
        }
    }

    fn start(&mut self, now: Time) {
        self.stage = Stage::Speaking { since: Some(now), before: 0.0 };
    }

    /// How long this turn is, in seconds.
    fn length(&self) -> f64 {
        f64::from(self.spec.seconds + self.more * MORE)
    }

    /// The one question that the listener has: it makes room for an answer.
    fn ask_for_more(&mut self, now: Time) {
        if self.spoken(now) + f64::from(MORE) > self.length() {
            self.more += 1;
        }
        self.more = self.more.max(1);
        self.desk.up();
    }

    /// The floor goes to the other one, with what was heard so far.
    fn pass(&mut self, now: Time) -> Move {
        let ends = self.end_turn();
        if !self.is_heard() {
            self.start(now);
        }
        ends
    }

    /// The turn is over; half of all may be behind them, or all.
    fn end_turn(&mut self) -> Move {
        self.heard.push(self.desk.pen.text().to_owned());
        self.desk = Desk::new("", 2);
        self.desk.pen.set_width(self.width);
        self.more = 0;
        self.stage = Stage::Ready;
        self.turn += 1;
        let all = self.spec.turns();
        match self.turn % all {
            0 => Move::Done,
            turn if turn == all.div_ceil(2) => Move::Half,
            _ => Move::Stay,
        }
    }

    fn was_heard(&mut self, now: Time) {
        self.desk.up();
        self.stage = Stage::Reading { spoken: self.spoken(now) };
        self.list = List::default();
    }

    /// That's it, or not quite.
    fn say(&mut self) -> Move {
        let Stage::Reading { spoken } = self.stage else { return Move::Stay };
        if self.list.at == 1 {
            self.stage = Stage::Speaking { since: None, before: spoken };
            return Move::Stay;
        }
        self.end_turn()
    }
}

const KEYS: &[Binding<Floor, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::GoOn,
        says: |w| &w.keys.go_on,
        when: |f| f.is_heard() && f.list.at == 0,
    },
    Binding {
        keys: &[Key::ENTER],
        act: Act::Start,
        says: |w| &w.keys.start,
        when: |f| f.is_ready() && !(f.is_heard() && f.list.at == 0),
    },
    Binding {
        keys: &[Key::ctrl('p')],
        act: Act::Pause,
        says: |w| &w.keys.pause,
        when: Floor::is_speaking,
    },
    Binding {
        keys: &[Key::ctrl('n')],
        act: Act::Pass,
        says: |w| &w.keys.pass_floor,
        when: |f| f.is_speaking() && f.spec.swap,
    },
    Binding { keys: &[Key::ENTER], act: Act::Say, says: |w| &w.keys.say, when: Floor::is_reading },
    Binding {
        keys: &[Key::UP, Key::DOWN, Key::TAB, Key::BACK_TAB],
        act: Act::Move,
        says: |w| &w.keys.choose,
        when: |f| f.is_reading() || f.is_heard(),
    },
];

pub(super) fn every_key(words: &crate::ui::Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl Model for Floor {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Move {
        match input {
            Input::Key(key) => match keys::find(KEYS, self, *key) {
                Some(Act::GoOn) => return Move::Done,
                Some(Act::Start) => self.start(cx.now),
                Some(Act::Pause) => self.pause(cx.now),
                Some(Act::Pass) => return self.pass(cx.now),
                Some(Act::Move) => self.list.step(*key, 2),
                Some(Act::Say) => return self.say(),
                None if self.is_speaking() => match self.desk.key(*key, cx.now) {
                    Wrote::Item(0) => self.was_heard(cx.now),
                    Wrote::Item(_) => self.ask_for_more(cx.now),
                    Wrote::Stay => {}
                    Wrote::Pass => return Move::Pass,
                },
                None => return Move::Pass,
            },
            Input::Paste(Pasted(text)) if self.is_speaking() => self.desk.paste(text, cx.now),
            Input::Caret { row, cell, .. } if self.is_speaking() => self.desk.place(*row, *cell, cx.now),
            Input::Measure(width) => {
                self.width = *width;
                self.desk.pen.set_width(*width);
            }
            Input::Pick(0) if self.is_heard() => return Move::Done,
            Input::Pick(_) if self.is_ready() => self.start(cx.now),
            Input::Pick(0) if self.is_speaking() => self.was_heard(cx.now),
            Input::Pick(_) if self.is_speaking() => self.ask_for_more(cx.now),
            Input::Pick(n) => {
                self.list.at = *n;
                return self.say();
            }
            Input::Tick => {}
            _ => return Move::Pass,
        }
        Move::Stay
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        // the clock's keys first: what is below the text can be seen
        let mut hints = keys::hints(KEYS, self, cx.words);
        if self.is_speaking() {
            hints.extend(self.desk.hints(cx.words));
        }
        hints
    }

    fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.floor;
        let (speaker, listener) = (self.speaker(cx), self.speaker(cx).other());
        let (speaker, listener) = (cx.name(speaker).to_owned(), cx.name(listener).to_owned());
        let name = |text: &str| fill(text, &[("speaker", &speaker), ("listener", &listener)]);
        let mut blocks = vec![Block::Banner(name(&words.speaks))];
        if self.is_ready() {
            blocks.push(Block::Text(self.spec.speak.clone()));
            blocks.push(Block::Label(name(&words.listens)));
            blocks.push(Block::Inset(self.spec.listen.clone()));
            let mut choices = Vec::new();
            if self.is_heard() {
                choices.push(Choice::new(&cx.words.write.go_on, self.list.at == 0));
            }
            let start = !self.is_heard() || self.list.at == 1;
            choices.push(Choice::new(name(&words.start), start));
            blocks.push(Block::Choices(choices));
            return blocks;
        }
        let all = self.length();
        let left = all - self.spoken(cx.now);
        let says = match self.stage {
            Stage::Speaking { since: None, .. } => words.resting.clone(),
            _ if left <= 0.0 => words.time_is_up.clone(),
            _ => cx.words.time_left(left),
        };
        blocks.push(Block::Gauge(Gauge { share: (all - left).clamp(0.0, all) / all, words: says }));
        if self.is_reading() {
            blocks.push(Block::Label(name(&words.was_heard)));
            blocks.push(Block::Inset(self.desk.pen.text().to_owned()));
            blocks.push(Block::Text(name(&words.is_that_it)));
            blocks.push(Block::Choices(vec![
                Choice::new(words.that_is_it.clone(), self.list.at == 0),
                Choice::new(words.not_quite.clone(), self.list.at == 1),
            ]));
            return blocks;
        }
        let does = if self.more > 0 { &words.asks_more } else { &words.writes };
        blocks.push(Block::Text(name(does)));
        blocks.push(Block::Field(self.desk.field(3)));
        blocks.push(Block::Choices(vec![
            self.desk.choice(0, &words.said_back),
            self.desk.choice(1, &words.more),
        ]));
        blocks
    }

    fn answer(&self) -> Value {
        let half = self.desk.pen.text();
        if half.is_empty() {
            json!({ "heard": self.heard })
        } else {
            json!({ "heard": self.heard, "half": half })
        }
    }

    fn foot(&self, cx: &Cx<'_>) -> Option<String> {
        let all = self.spec.turns();
        let (turn, all) = ((self.turn % all + 1).to_string(), all.to_string());
        Some(fill(&cx.words.floor.turn, &[("n", &turn), ("all", &all)]))
    }

    fn wake(&self, cx: &Cx<'_>) -> Option<Duration> {
        let runs = matches!(self.stage, Stage::Speaking { since: Some(_), .. });
        let left = self.length() - self.spoken(cx.now);
        (runs && left > 0.0).then(|| Duration::from_secs(1))
    }

    fn is_writing(&self) -> bool {
        self.is_speaking() && self.desk.is_writing()
    }
}
