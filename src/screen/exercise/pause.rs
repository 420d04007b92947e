//! What stands in front of something that both do, for a while: how tense each is, a break that the
//! program proposes or somebody asks for, and the break itself.

use std::time::Duration;

use chrono::TimeDelta;

use super::Menu;
use crate::{
    journey::{Reach, Time},
    layer::{Cx, Input},
    screen::{
        heat::{Felt, Heats},
        menu::Chose,
    },
    ui::{Block, Choice, Hint, Words, fill},
};

/// How long a break may be, in minutes: long enough for a body to calm down, and never past a day.
const BREAKS: [i64; 4] = [20, 60, 180, 24 * 60];

/// What stands in front.
pub(super) enum Pause {
    /// Each says how tense they are.
    Heats(Heats),
    /// The program proposes a break.
    Offer(Menu),
    /// How long.
    Length(Menu),
    /// The break.
    Away { back: Time, menu: Menu },
}

/// What came of an input.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Paused {
    Pass,
    Stay,
    /// On with it.
    On,
    /// A break begins: until then.
    Break(Time),
    /// Leave it there.
    Leave,
}

impl Pause {
    /// Each is asked how tense they are.
    pub(super) fn heats() -> Self {
        Self::Heats(Heats::default())
    }

    /// Somebody wants a break.
    pub(super) fn wanted() -> Self {
        Self::Length(Menu::default())
    }

    /// Who looks at it, and who can read what comes of it: nobody.
    pub(super) fn hands(&self, cx: &Cx<'_>) -> String {
        match self {
            Self::Heats(heats) => heats.hands(cx),
            _ => cx.hands_of_both(Reach::NotKept),
        }
    }

    pub(super) fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Paused {
        let chose = match self {
            Self::Heats(heats) => {
                match heats.input(input) {
                    Felt::Pass => return Paused::Pass,
                    Felt::Stay => {}
                    Felt::Said(true) => return Paused::On,
                    Felt::Said(false) => *self = Self::Offer(Menu::default()),
                }
                return Paused::Stay;
            }
            Self::Offer(menu) | Self::Away { menu, .. } => menu.input(input, 2),
            Self::Length(menu) => menu.input(input, BREAKS.len() + 1),
        };
        match (chose, &*self) {
            (Chose::Item(0), Self::Offer(_)) => *self = Self::Length(Menu::default()),
            (Chose::Item(0), Self::Away { .. }) => *self = Self::heats(),
            (Chose::Item(n), Self::Length(_)) if n < BREAKS.len() => {
                let minutes = BREAKS.get(n).copied().unwrap_or(BREAKS[0]);
                let back = cx.now + TimeDelta::minutes(minutes);
                *self = Self::Away { back, menu: Menu::default() };
                return Paused::Break(back);
            }
            (Chose::Item(_) | Chose::Back, Self::Away { .. }) => return Paused::Leave,
            (Chose::Item(_) | Chose::Back, _) => return Paused::On,
            (Chose::Moved, _) => {}
            (Chose::Pass, _) => return Paused::Pass,
        }
        Paused::Stay
    }

    pub(super) fn wake(&self, cx: &Cx<'_>) -> Option<Duration> {
        let Self::Away { back, .. } = self else { return None };
        (*back > cx.now).then(|| (*back - cx.now).to_std().unwrap_or_default())
    }

    pub(super) fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        match self {
            Self::Heats(heats) => heats.hints(cx),
            Self::Offer(menu) | Self::Length(menu) | Self::Away { menu, .. } => {
                menu.hints(cx, |w| &w.keys.say)
            }
        }
    }

    pub(super) fn blocks<'a>(&self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.sitting;
        let list = |menu: &Menu, says: &[&str]| {
            let choice = |(n, says): (usize, &&str)| Choice::new(*says, menu.is(n));
            Block::Choices(says.iter().enumerate().map(choice).collect())
        };
        match self {
            Self::Heats(heats) => heats.blocks(cx),
            Self::Offer(menu) => vec![
                Block::Heading(words.a_break.clone()),
                Block::Text(words.good_moment.clone()),
                list(menu, &[&words.take_it, &words.go_on_now]),
            ],
            Self::Length(menu) => vec![
                Block::Heading(words.how_long.clone()),
                Block::Text(words.long_enough.clone()),
                list(
                    menu,
                    &[
                        &words.twenty,
                        &words.an_hour,
                        &words.three_hours,
                        &words.tomorrow,
                        &words.no_break,
                    ],
                ),
            ],
            Self::Away { back, menu } => {
                let over = cx.now >= *back;
                let until = fill(&words.until, &[("time", &until(cx.words, *back, cx.now))]);
                vec![
                    Block::Heading(if over { words.over.clone() } else { until }),
                    Block::Text(if over { words.come_back.clone() } else { words.away.clone() }),
                    list(menu, &[&words.we_are_back, &words.leave_it]),
                ]
            }
        }
    }
}

/// A time of day, and that it is tomorrow's if it is.
pub(in crate::screen) fn until(words: &Words, back: Time, now: Time) -> String {
    let clock = back.format("%H:%M").to_string();
    let tomorrow = back.date_naive() > now.date_naive();
    let says = if tomorrow { &words.sitting.clock_tomorrow } else { &words.sitting.clock };
    fill(says, &[("time", &clock)])
}
