//! Choosing a passphrase: five words by chance first, one's own second, none third. A part of other
//! screens; what becomes of the passphrase is theirs to say.

use super::menu::{Chose, Menu};
use crate::{
    layer::{Cx, Input, Pasted},
    seal::{Passphrase, Strength, strength},
    ui::{Block, Choice, Hint, Key, Secret, Words, fill, keys, keys::Binding},
};

/// A passphrase on its way.
pub(super) struct NewLock {
    stage: Stage,
    /// Whose it will be, and the other one, if there is one: a passphrase made of their names is none.
    names: Vec<String>,
    /// Whether "none" is an answer.
    may_decline: bool,
}

enum Stage {
    /// Whether, and which kind.
    Asks(Menu),
    /// Five words, to be learned.
    Words(Passphrase, Menu),
    /// To be typed: the first time, or once more.
    Types { secret: Secret, before: Option<Passphrase>, wrong: bool },
    /// One's own, and not a good one.
    Weak(Passphrase, Menu),
}

/// What came of an input.
pub(super) enum Chosen {
    /// Nothing yet.
    Stay,
    /// Not a key of this.
    Pass,
    /// Back to what was before.
    Back,
    /// None.
    Declined,
    /// This one.
    Passphrase(Passphrase),
}

#[derive(Clone, Copy)]
enum Act {
    Next,
    Back,
}

const KEYS: &[Binding<NewLock, Act>] = &[
    Binding {
        keys: &[Key::ENTER],
        act: Act::Next,
        says: |w| &w.keys.go_on,
        when: NewLock::is_writing,
    },
    Binding {
        keys: &[Key::ESC],
        act: Act::Back,
        says: |w| &w.keys.back,
        when: NewLock::is_writing,
    },
];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl NewLock {
    /// For the first of these people; the other one is only to be asked to look away.
    pub(super) fn of(names: Vec<String>, may_decline: bool) -> Self {
        Self { stage: Stage::Asks(Menu::default()), names, may_decline }
    }

    pub(super) fn is_writing(&self) -> bool {
        matches!(self.stage, Stage::Types { .. })
    }

    fn len(&self) -> usize {
        match self.stage {
            Stage::Asks(_) => 2 + usize::from(self.may_decline),
            Stage::Words(..) | Stage::Weak(..) => 2,
            Stage::Types { .. } => 0,
        }
    }

    fn asks(&mut self) {
        self.stage = Stage::Asks(Menu::default());
    }

    fn type_it(&mut self, before: Option<Passphrase>, wrong: bool) {
        self.stage = Stage::Types { secret: Secret::default(), before, wrong };
    }

    /// Hears something.
    pub(super) fn input(&mut self, input: &Input) -> Chosen {
        if let Stage::Types { secret, .. } = &mut self.stage {
            match input {
                Input::Paste(Pasted(text)) => secret.paste(text),
                Input::Pick(_) => return self.typed(),
                _ => {}
            }
            let Input::Key(key) = input else { return Chosen::Stay };
            if secret.key(*key) {
                return Chosen::Stay;
            }
            return match keys::find(KEYS, self, *key) {
                Some(Act::Next) => self.typed(),
                Some(Act::Back) => {
                    self.asks();
                    Chosen::Stay
                }
                None => Chosen::Pass,
            };
        }
        let len = self.len();
        let (Stage::Asks(menu) | Stage::Words(_, menu) | Stage::Weak(_, menu)) = &mut self.stage
        else {
            return Chosen::Pass;
        };
        match (menu.input(input, len), &self.stage) {
            (Chose::Item(n), _) => self.chose(n),
            (Chose::Back, Stage::Asks(_)) => Chosen::Back,
            (Chose::Back, _) => {
                self.asks();
                Chosen::Stay
            }
            (Chose::Moved, _) => Chosen::Stay,
            (Chose::Pass, _) => Chosen::Pass,
        }
    }

    fn chose(&mut self, n: usize) -> Chosen {
        match (&self.stage, n) {
            (Stage::Asks(_), 0) | (Stage::Words(..), 1) => {
                // without chance there are no words, and no lock either: the other ways remain
                if let Ok(words) = Passphrase::generated() {
                    self.stage = Stage::Words(words, Menu::default());
                }
            }
            (Stage::Asks(_), 1) | (Stage::Weak(..), 0) => self.type_it(None, false),
            (Stage::Asks(_), _) => return Chosen::Declined,
            (Stage::Words(words, _) | Stage::Weak(words, _), _) => {
                let words = words.clone();
                self.type_it(Some(words), false);
            }
            (Stage::Types { .. }, _) => {}
        }
        Chosen::Stay
    }

    fn typed(&mut self) -> Chosen {
        let Stage::Types { secret, before, .. } = &mut self.stage else { return Chosen::Stay };
        let Some(typed) = secret.take() else { return Chosen::Stay };
        match before.take() {
            Some(before) if before == typed => return Chosen::Passphrase(typed),
            Some(before) => self.type_it(Some(before), true),
            None if self.is_weak(&typed) => self.stage = Stage::Weak(typed, Menu::default()),
            None => self.type_it(Some(typed), false),
        }
        Chosen::Stay
    }

    fn is_weak(&self, passphrase: &Passphrase) -> bool {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        strength(passphrase, &names) == Strength::Guessable
    }

    pub(super) fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match &self.stage {
            Stage::Types { .. } => keys::hints(KEYS, self, cx.words),
            Stage::Asks(menu) | Stage::Words(_, menu) | Stage::Weak(_, menu) => {
                menu.hints(cx, |w| &w.keys.go_on)
            }
        }
    }

    pub(super) fn blocks<'a>(&'a self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.lock;
        let list = |menu: &Menu, says: &[&String]| {
            let says = says.iter().enumerate();
            Block::Choices(says.map(|(i, says)| Choice::new(says.as_str(), menu.is(i))).collect())
        };
        match &self.stage {
            Stage::Asks(menu) => {
                let says = if self.may_decline {
                    vec![&words.five, &words.own, &words.none]
                } else {
                    vec![&words.five_new, &words.own_new]
                };
                let (two, one) = if self.may_decline {
                    (&words.ask_two, &words.ask_one)
                } else {
                    (&words.new_two, &words.new_one)
                };
                let asks = match self.names.as_slice() {
                    [name, other] => fill(two, &[("name", name), ("other", other)]),
                    _ => one.clone(),
                };
                vec![
                    Block::Heading(words.heading.clone()),
                    Block::Text(asks),
                    list(menu, &says),
                    Block::Quiet(words.means.clone()),
                ]
            }
            Stage::Words(five, menu) => vec![
                Block::Heading(words.five_words.clone()),
                Block::Accent(five.words().to_owned()),
                Block::Text(words.learn_them.clone()),
                list(menu, &[&words.have_them, &words.others]),
            ],
            Stage::Types { secret, before, wrong } => {
                let asks = match (before, wrong) {
                    (_, true) => &words.not_same,
                    (Some(_), _) => &words.type_again,
                    (None, _) => &words.type_own,
                };
                vec![
                    Block::Text(asks.clone()),
                    Block::Field(secret.field(&words.passphrase)),
                    Block::Quiet(words.forgotten.clone()),
                ]
            }
            Stage::Weak(_, menu) => vec![
                Block::Text(words.guessable.clone()),
                list(menu, &[&words.another, &words.all_the_same]),
            ],
        }
    }
}
