//! One thing that a practice keeps: what it says, what came of it so far, and where it may go now.

mod showing;

use chrono::NaiveDate;

use self::showing::ToShow;
use super::{
    super::{
        BRING_BACK,
        menu::{back, looking},
    },
    Adding, Chose, Menu, add_to,
    moving::Moving,
    page, told,
};
use crate::{
    curriculum::Curriculum,
    journey::{About, Amiss, Event, Matter, Mode, Moved, Own, Reach, RecordId, Seat},
    layer::{Cx, Effect, Flow, Input, Layer, Outcome, Report},
    practice::{Practice, State},
    ui::{Block, Choice, Hint, Page, Words, fill, keys, keys::Binding},
};

/// A promise, an agreement, a question, a check-in.
pub(super) struct OneMatter {
    book: &'static Curriculum,
    practice: &'static Practice,
    owner: Seat,
    id: RecordId,
    menu: Menu,
    asks: Asks,
}

/// What its owner is asked, or was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Nothing,
    /// If the other one may read it.
    ToShow,
    /// If it may be thrown away.
    ToErase,
    /// It is thrown away, and can be brought back.
    Thrown,
}

/// Something that can be done with it.
#[derive(Clone, Copy)]
enum Way {
    /// On with what was only begun.
    GoOn,
    /// To the next one, with which this is over.
    Next,
    To(&'static State),
    Show,
    /// To an offer of the same by whoever looks.
    Return,
    Change,
    Erase,
    /// To what it says now, though that is not what one agreed to.
    Agree,
    /// It was oneself who moved it on, though one's own drawer does not know.
    Mine,
}

#[derive(Clone, Copy)]
enum Act {
    BringBack,
}

const KEYS: &[Binding<OneMatter, Act>] = &[Binding {
    keys: &[BRING_BACK],
    act: Act::BringBack,
    says: |w| &w.keys.bring_back,
    when: |one| one.asks == Asks::Thrown,
}];

pub(super) fn every_key(words: &Words) -> Vec<Hint> {
    keys::rows(KEYS, words)
}

impl OneMatter {
    pub(super) fn new(
        book: &'static Curriculum,
        practice: &'static Practice,
        owner: Seat,
        id: RecordId,
        cx: &Cx<'_>,
    ) -> Self {
        let mut one =
            Self { book, practice, owner, id, menu: Menu::default(), asks: Asks::Nothing };
        one.menu = one.menu_for(cx);
        one
    }

    /// Nothing is chosen beforehand of what waits for a yes or a no.
    fn menu_for(&self, cx: &Cx<'_>) -> Menu {
        let today = cx.now.date_naive();
        let waits = self.owner != cx.seat
            && self
                .matter(cx)
                .and_then(|it| self.practice.standing(&it, today))
                .is_some_and(|standing| standing.state.waits);
        if waits { Menu::question() } else { Menu::default() }
    }

    fn matter<'a>(&self, cx: &Cx<'a>) -> Option<Matter<'a>> {
        cx.journey.matter(cx.seat, self.owner, &self.id)
    }

    fn ways(&self, matter: &Matter<'_>, cx: &Cx<'_>) -> Vec<Way> {
        if matter.is_begun() {
            return vec![Way::GoOn, Way::Erase];
        }
        let today = cx.now.date_naive();
        // one person at the keys speaks for both of what both did there, and for one alone
        let speaks = if self.practice.together { self.owner } else { cx.seat };
        let two = cx.journey.mode() != Mode::Alone;
        let mut ways: Vec<_> = self.practice.ways(matter, speaks, today);
        ways.retain(|state| two || state.by != crate::practice::Mover::Other);
        let open = self.practice.standing(matter, today).is_some_and(|it| !it.over);
        let next = (open && !self.practice.closes_last.is_empty()).then_some(Way::Next);
        let mut ways: Vec<_> = next.into_iter().chain(ways.into_iter().map(Way::To)).collect();
        let own = self.owner == cx.seat && matter.reach() == Reach::OnlyYou;
        if own && self.practice.may_show && two {
            ways.push(Way::Show);
        }
        let theirs = self.owner != cx.seat && two && open;
        if theirs && self.practice.in_return.is_some() {
            ways.push(Way::Return);
        }
        if own || self.owner == cx.seat && self.practice.one_a_day {
            ways.push(Way::Change);
        }
        if self.altered(cx).is_some() {
            ways.push(Way::Agree);
        }
        if !self.in_ones_name(cx).is_empty() {
            ways.push(Way::Mine);
        }
        if matter.has_own() {
            ways.push(Way::Erase);
        }
        ways
    }

    fn about_it(&self) -> About {
        let (owner, of) = (self.owner, self.id.clone());
        About::Matter { owner, practice: self.practice.id.clone(), of }
    }

    /// The day on which whoever looks agreed to something else than what stands here now.
    fn altered(&self, cx: &Cx<'_>) -> Option<NaiveDate> {
        let about = self.about_it();
        let mut amiss = cx.journey.amiss(cx.seat);
        amiss.find(|(of, _, how)| **of == about && *how == Amiss::Altered).map(|(_, day, _)| day)
    }

    /// How it was moved on in the name of whoever looks, and not by them.
    fn in_ones_name<'a>(&self, cx: &Cx<'a>) -> Vec<&'a Moved> {
        self.practice.in_ones_name(cx.journey, cx.seat, (self.owner, &self.id))
    }

    fn go(&mut self, way: Way, cx: &Cx<'_>) -> Outcome {
        let flow = match way {
            Way::GoOn => {
                let adding = Adding::new(self.book, self.practice, Some(&self.id), cx);
                Flow::Replace(Box::new(adding))
            }
            Way::Next => Flow::Replace(add_to(self.book, self.practice, cx)),
            Way::Agree => {
                let receipt = cx.journey.receipt(self.about_it());
                let effects = receipt.map(|receipt| Effect::Keep(vec![receipt]));
                self.menu = self.menu_for(cx);
                return Outcome { flow: Flow::Stay, effects: effects.into_iter().collect() };
            }
            Way::Mine => {
                let moves = self.in_ones_name(cx).into_iter();
                let moves: Vec<_> = moves.cloned().map(Event::Move).collect();
                self.menu = Menu::default();
                let own = cx.journey.own_moves(cx.seat, &moves);
                return Outcome::from(Flow::Stay).and(Effect::Keep(vec![own]));
            }
            Way::To(state) => {
                let (owner, id) = (self.owner, self.id.clone());
                Flow::Open(Box::new(Moving::new(self.practice, state, owner, id, cx)))
            }
            Way::Change => {
                Flow::Open(Box::new(Adding::new(self.book, self.practice, Some(&self.id), cx)))
            }
            Way::Show => self.ask(Asks::ToShow),
            Way::Return => match self.in_return(cx) {
                Some(adding) => Flow::Replace(Box::new(adding)),
                None => Flow::Stay,
            },
            Way::Erase => self.ask(Asks::ToErase),
        };
        flow.into()
    }

    fn ask(&mut self, asks: Asks) -> Flow {
        self.asks = asks;
        self.menu = Menu::default();
        Flow::Stay
    }

    /// What its owner says to what they are asked.
    fn answer(&mut self, chose: Chose, cx: &Cx<'_>) -> Outcome {
        let Chose::Item(n) = chose else {
            return if chose == Chose::Back {
                self.ask(Asks::Nothing).into()
            } else {
                chose.otherwise()
            };
        };
        match self.asks {
            Asks::ToErase if n == 1 => {
                let thrown = Effect::Throw(Own::Matter(self.id.clone()));
                Outcome::from(self.ask(Asks::Thrown)).and(thrown)
            }
            Asks::ToShow => {
                let effect = match self.to_show(cx).get(n) {
                    Some((ToShow::Show, _)) => self.show(cx),
                    Some((ToShow::Lie, _)) => self.lie(cx),
                    Some((ToShow::Keep, _)) | None => None,
                };
                let flow = self.ask(Asks::Nothing);
                Outcome { flow, effects: effect.into_iter().collect() }
            }
            _ => self.ask(Asks::Nothing).into(),
        }
    }

    /// While it can be brought back: any other key is the end of that, and what comes then is told.
    fn thrown(&mut self, input: &Input) -> Outcome {
        match input {
            Input::Key(key) if keys::find(KEYS, self, *key).is_some() => {
                Outcome::from(self.ask(Asks::Nothing)).and(Effect::BringBack)
            }
            Input::Key(_) | Input::Pick(_) => match self.menu.input(input, 0) {
                Chose::Pass => Flow::Pass.into(),
                Chose::Moved | Chose::Item(_) | Chose::Back => Flow::Stay.into(),
            },
            _ => Flow::Pass.into(),
        }
    }

    fn about<'a>(&self, matter: &Matter<'_>, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.practices;
        let today = cx.now.date_naive();
        let Some(standing) = self.practice.standing(matter, today) else { return Vec::new() };
        let mut about = vec![cx.name(matter.owner).to_owned(), cx.words.weekday(matter.made())];
        if matter.is_begun() {
            about.push(cx.words.step.begun.clone());
        } else if self.practice.states.len() > 1 {
            about.push(standing.state.says.clone());
        }
        let mut blocks = vec![Block::Quiet(about.join(" · "))];
        if is_mixed(matter, cx) {
            for (both, reach) in [(true, &words.both_read), (false, &words.own)] {
                let told = self.answers(matter, |part| matter.shows(part) == both, cx);
                if !told.is_empty() {
                    blocks.push(Block::Quiet(reach.clone()));
                    blocks.extend(told);
                }
            }
        } else {
            blocks.extend(self.answers(matter, |_| true, cx));
        }
        let days = [
            (standing.until, [&words.until, &words.until_past]),
            (standing.review, [&words.review, &words.review_past]),
        ];
        for (day, says) in days.into_iter().filter(|_| !standing.over && !matter.is_begun()) {
            if let Some(day) = day {
                let away = cx.words.days.away((day - today).num_days());
                let says = says[usize::from(day < today)];
                let names = [("day", cx.words.weekday(day)), ("away", away)];
                let names = [("day", names[0].1.as_str()), ("away", names[1].1.as_str())];
                blocks.push(Block::Quiet(fill(says, &names)));
            }
        }
        for (by, moved) in matter.moves() {
            let Some(state) = self.practice.state(&moved.to) else { continue };
            let when = cx.words.day(moved.day);
            blocks.push(Block::Quiet(format!("{} · {when} · {}", cx.name(by), state.says)));
            let days = cx.words.days_set(moved.until, moved.review);
            blocks.extend(days.into_iter().map(Block::Quiet));
            if !moved.note.is_empty() {
                blocks.push(Block::Inset(moved.note.clone()));
            }
        }
        blocks
    }

    /// What was answered to some of what the practice asks.
    fn answers<'a>(
        &self,
        matter: &Matter<'_>,
        of: impl Fn(&str) -> bool,
        cx: &Cx<'_>,
    ) -> Vec<Block<'a>> {
        let asks = self.practice.asks.iter().filter(|ask| of(&ask.id));
        let all = asks.filter_map(|ask| Some(told(ask, matter.field(&ask.id)?, cx))).flatten();
        all.flat_map(|told| [Block::Label(told.asked), Block::Inset(told.said)]).collect()
    }
}

/// Whether some of it is for both, and some of it only for whoever looks.
fn is_mixed(matter: &Matter<'_>, cx: &Cx<'_>) -> bool {
    cx.journey.mode() == Mode::Together && matter.is_shared_in_part()
}

impl Layer for OneMatter {
    fn input(&mut self, input: &Input, cx: &Cx<'_>) -> Outcome {
        if self.asks == Asks::Thrown {
            return self.thrown(input);
        }
        let Some(matter) = self.matter(cx) else { return Flow::Close.into() };
        if self.asks != Asks::Nothing {
            let answers = if self.asks == Asks::ToShow { self.to_show(cx).len() } else { 2 };
            let chose = self.menu.input(input, answers);
            return self.answer(chose, cx);
        }
        let ways = self.ways(&matter, cx);
        match self.menu.input(input, ways.len()) {
            Chose::Item(n) => match ways.get(n) {
                Some(way) => self.go(*way, cx),
                None => Flow::Stay.into(),
            },
            other => other.otherwise(),
        }
    }

    fn told(&mut self, report: &Report, cx: &Cx<'_>) -> Outcome {
        if *report == Report::Destroyed && self.asks == Asks::Thrown {
            self.asks = Asks::Nothing;
            if self.matter(cx).is_none() {
                return Flow::Close.into();
            }
        }
        Flow::Stay.into()
    }

    fn hints(&self, cx: &Cx<'_>) -> Vec<Hint> {
        if self.asks == Asks::Thrown {
            return keys::hints(KEYS, self, cx.words).into_iter().chain(back(cx)).collect();
        }
        let to_choose =
            |it: Matter<'_>| self.asks != Asks::Nothing || !self.ways(&it, cx).is_empty();
        if !self.matter(cx).is_some_and(to_choose) {
            return looking(cx);
        }
        self.menu.hints(cx, |w| &w.keys.say)
    }

    fn page<'a>(&'a self, cx: &Cx<'_>) -> Page<'a> {
        let words = &cx.words.practices;
        let mut blank = page(self.practice, Reach::OnlyYou, cx);
        if self.asks == Asks::Thrown {
            let says = fill(&cx.words.journal.thrown, &[("key", &BRING_BACK.to_string())]);
            blank.blocks.push(Block::Text(says));
            return blank;
        }
        let Some(matter) = self.matter(cx) else { return blank };
        // where some of it is one's own, the page as a whole is
        let reach = if is_mixed(&matter, cx) { Reach::OnlyYou } else { matter.reach() };
        let mut page = page(self.practice, reach, cx);
        let asked = |says: String, answers: Vec<String>| {
            let choice = |(n, says): (usize, String)| Choice::new(says, self.menu.is(n));
            vec![
                Block::Text(says),
                Block::Choices(answers.into_iter().enumerate().map(choice).collect()),
            ]
        };
        match self.asks {
            Asks::ToShow => {
                let name = [("name", cx.name(cx.seat.other()))];
                let means = self.practice.pairs.as_ref().map(|pairs| &pairs.means);
                let answers = self.to_show(cx).into_iter().map(|(_, says)| says).collect();
                let pause = self.pause(cx).map(|(pause, _)| Block::Text(pause.says.clone()));
                page.blocks = pause.into_iter().collect();
                page.blocks.extend(asked(fill(means.unwrap_or(&words.show_means), &name), answers));
                return page;
            }
            Asks::ToErase => {
                let words = &cx.words.journal;
                let answers = vec![words.keep_page.clone(), words.erase_now.clone()];
                page.blocks = self.about(&matter, cx);
                page.blocks.extend(asked(words.erase_what.clone(), answers));
                return page;
            }
            Asks::Nothing | Asks::Thrown => {}
        }
        page.blocks = self.about(&matter, cx);
        let laid = match matter.reach() {
            Reach::Sealed => Some(&words.laid),
            Reach::Both if self.owner == cx.seat && self.practice.pairs.is_some() => {
                Some(&words.both_laid)
            }
            Reach::Both | Reach::OnlyYou | Reach::NotKept => None,
        };
        let other = [("name", cx.name(cx.seat.other()))];
        page.blocks.extend(laid.map(|says| Block::Quiet(fill(says, &other))));
        if let Some(day) = self.altered(cx) {
            let name = cx.name(cx.seat.other());
            let names = [("day", cx.words.day(day)), ("name", name.to_owned())];
            let names = names.each_ref().map(|(name, says)| (*name, says.as_str()));
            page.blocks.push(Block::Accent(fill(&words.altered, &names)));
        }
        for moved in self.in_ones_name(cx) {
            let Some(state) = self.practice.state(&moved.to) else { continue };
            let names = [("state", state.says.as_str()), ("name", cx.name(cx.seat.other()))];
            page.blocks.push(Block::Accent(fill(&words.in_your_name, &names)));
        }
        let choice = |(i, way): (usize, &Way)| {
            let says = match way {
                Way::GoOn => words.go_on.clone(),
                Way::Next => self.practice.add.clone(),
                Way::To(state) => state.act.clone(),
                Way::Show => self.show_it(cx),
                Way::Return => {
                    self.practice.in_return.as_ref().map_or_else(String::new, |it| it.says.clone())
                }
                Way::Change => words.change.clone(),
                Way::Erase if matter.is_shared() => words.erase_own.clone(),
                Way::Erase => words.erase.clone(),
                Way::Agree => words.is_right.clone(),
                Way::Mine => words.it_was_me.clone(),
            };
            self.menu.choice(i, &says)
        };
        let choices: Vec<_> = self.ways(&matter, cx).iter().enumerate().map(choice).collect();
        if !choices.is_empty() {
            page.blocks.push(Block::Choices(choices));
        }
        page
    }
}
