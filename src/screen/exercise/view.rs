//! What stands on the pages around an exercise: before it, after it, and while a sealed pair waits, is
//! asked about, and is shown.

use super::{After, Doing, Menu};
use crate::{
    curriculum::{Exercise, Part, Risk, Who},
    engine::Progress,
    exercise::{Spec, Told},
    journey::{Mode, Reach, Seat},
    layer::Cx,
    ui::{Block, Choice, fill},
};

/// The longest word on a scale, with room to spare: what is longer is a sentence.
const MARK: usize = 32;

impl Doing {
    /// Whether the next thing is to be asked, rather than to pass the keys: both have written, and
    /// this person has not been asked yet.
    pub(super) fn asked_now(&self, cx: &Cx<'_>) -> bool {
        self.both_wrote(cx) && !self.was_asked
    }

    pub(super) fn intro_choices(&self, cx: &Cx<'_>) -> Vec<String> {
        let words = &cx.words.exercise;
        let begin = match self.progress(cx) {
            Progress::Fresh => &words.begin,
            Progress::Begun | Progress::Waiting => &words.go_on,
            Progress::Done if self.is_pair(cx) => &words.look_again,
            Progress::Done => &words.again,
        };
        let mut choices = Vec::with_capacity(4);
        if !self.unsure(cx).is_empty() {
            choices.push(words.is_right.clone());
        }
        choices.extend([begin.clone(), words.not_today.clone()]);
        if self.is_pair(cx) && self.progress(cx) == Progress::Waiting {
            choices.push(words.change_mine.clone());
        }
        choices
    }

    pub(super) fn intro_blocks<'a>(&'a self, menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.exercise;
        let minutes = self.exercise.minutes.to_string();
        let about = fill(&words.about, &[("n", &minutes)]);
        let who =
            words.who(self.exercise.who == Who::Together, self.exercise.sees, cx.journey.mode());
        let leave = match self.exercise.sees {
            Reach::NotKept => &words.leave_nothing,
            _ => &words.leave_any_time,
        };
        let choices = self.intro_choices(cx);
        let choices = choices
            .into_iter()
            .enumerate()
            .map(|(i, text)| Choice::new(text, menu.is(i)))
            .collect();
        let mut blocks = vec![
            Block::Heading(self.exercise.title.clone()),
            Block::Text(self.exercise.aim.clone()),
            Block::Quiet(format!("{about} {who}")),
            Block::Choices(choices),
            Block::Quiet(leave.clone()),
        ];
        blocks.splice(3..3, self.recalled_blocks(cx));
        blocks.splice(2..2, self.settled_blocks(cx));
        if cx.journey.mode() == Mode::Session && self.exercise.risk == Risk::High {
            blocks.insert(2, Block::Accent(cx.words.sitting.warn.clone()));
        }
        blocks
    }

    pub(super) fn after_blocks<'a>(&'a self, menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.exercise;
        let other = [("name", cx.name(cx.seat.other()))];
        let says = |link: &After| match link {
            After::Help => words.who_to_call.clone(),
            After::Back => words.back_to_step.clone(),
            After::Pass => fill(&words.pass_to, &other),
            After::Close => cx.words.sitting.close.clone(),
            After::Share => fill(&words.share_a_line, &other),
            After::Onward => {
                self.onward(cx).map(|(onward, _)| onward.say.clone()).unwrap_or_default()
            }
        };
        let links = self.after_links(cx);
        let choice = |(n, link): (usize, &After)| Choice::new(says(link), menu.is(n));
        let choices = links.iter().enumerate().map(choice).collect();
        let keeps = self.other_keeps(cx).then(|| Block::Quiet(fill(&words.passes, &other)));
        let blocks = [Some(Block::Text(self.exercise.after.clone())), keeps];
        blocks.into_iter().flatten().chain([Block::Choices(choices)]).collect()
    }

    pub(super) fn hand_on_blocks<'a>(&'a self, menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.pair;
        let other = cx.name(cx.seat.other());
        let asks = self.asked_now(cx);
        let first = if asks { &words.ask_me } else { &words.pass };
        // the same whatever was answered
        let (heading, text) = if self.was_asked {
            (&cx.words.sitting.thanks, fill(&words.other_is_asked, &[("name", other)]))
        } else {
            (&words.yours_is_written, words.how_it_goes_on.clone())
        };
        vec![
            Block::Heading(heading.clone()),
            Block::Text(text),
            Block::Choices(vec![
                Choice::new(fill(first, &[("name", other)]), menu.is(0)),
                Choice::new(&words.another_time, menu.is(1)),
            ]),
        ]
    }

    /// A number before the map: the one who was hurt says whether to look at it.
    pub(super) fn deeper_blocks<'a>(&self, menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let words = &cx.words.pair;
        vec![
            Block::Text(self.deeper(cx).unwrap_or_default()),
            Block::Choices(vec![
                Choice::new(&words.show_parts, menu.is(0)),
                Choice::new(&words.not_now, menu.is(1)),
            ]),
        ]
    }

    pub(super) fn shown_blocks<'a>(&'a self, at: usize, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let Some(part) = self.sealed().nth(at) else { return Vec::new() };
        let Spec::Sealed(sealed) = &part.spec else { return Vec::new() };
        let mut blocks = vec![Block::Heading(sealed.ask.clone())];
        blocks.extend(halves(self.exercise, part, cx));
        blocks.push(Block::Accent(sealed.then.clone()));
        blocks
    }

    /// What both wrote apart before this and then showed each other; or that there is nothing yet,
    /// whatever the reason.
    fn recalled_blocks<'a>(&self, cx: &Cx<'_>) -> Vec<Block<'a>> {
        let recalls = self.exercise.recalls.as_ref().filter(|_| cx.journey.mode() != Mode::Alone);
        let Some((_, from)) = recalls.and_then(|id| self.book.exercise(id)) else {
            return Vec::new();
        };
        let shown = |part: &&Part| {
            cx.journey.answer(cx.seat, cx.seat.other(), &from.id, &part.id).is_some()
        };
        let sealed = from.parts.iter().filter(|part| matches!(part.spec, Spec::Sealed(_)));
        let parts: Vec<_> = sealed.filter(shown).collect();
        if parts.is_empty() {
            let title = [("exercise", from.title.as_str())];
            return vec![Block::Text(fill(&cx.words.exercise.not_shown_yet, &title))];
        }
        parts.into_iter().flat_map(|part| halves(from, part, cx)).collect()
    }
}

/// What each of the two wrote, one below the other.
fn halves<'a>(exercise: &Exercise, part: &Part, cx: &Cx<'_>) -> Vec<Block<'a>> {
    let half = |seat| {
        let mut blocks = vec![Block::Label(cx.name(seat).to_owned())];
        let kept = cx.journey.answer(cx.seat, seat, &exercise.id, &part.id);
        let told = kept.map(|kept| part.spec.kind().tell(&kept.answer)).unwrap_or_default();
        if told.is_empty() {
            blocks.push(Block::InsetQuiet(cx.words.pair.nothing.clone()));
        }
        blocks.extend(said(told));
        blocks
    };
    Seat::ALL.into_iter().flat_map(half).collect()
}

/// What somebody said: a mark beside its name, words below what was asked, one thing by itself.
fn said<'a>(told: Vec<Told>) -> Vec<Block<'a>> {
    let marks = told.len() > 1 && told.iter().all(|told| told.said.chars().count() <= MARK);
    if marks {
        return vec![Block::Pairs(told.into_iter().map(|it| (it.asked, it.said)).collect())];
    }
    let asks = told.len() > 1;
    let blocks =
        |told: Told| [asks.then_some(Block::Quiet(told.asked)), Some(Block::Inset(told.said))];
    told.into_iter().flat_map(blocks).flatten().collect()
}

pub(super) fn asked_blocks<'a>(menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
    let words = &cx.words.pair;
    let says = [&words.show, &words.later, &words.edit, &words.never];
    let choice = |(i, says): (usize, &&String)| menu.choice(i, says);
    vec![
        Block::Heading(words.may_it_be_shown.clone()),
        Block::Text(words.two_yeses.clone()),
        Block::Choices(says.iter().enumerate().map(choice).collect()),
        Block::Quiet(words.nobody_learns.clone()),
    ]
}

/// After the first one's key: the same, whatever it was.
pub(super) fn turned_blocks<'a>(menu: Menu, cx: &Cx<'_>) -> Vec<Block<'a>> {
    let words = &cx.words.sitting;
    let name = [("name", cx.name(cx.seat.other()))];
    vec![
        Block::Heading(words.thanks.clone()),
        Block::Text(fill(&words.then_other, &name)),
        Block::Choices(vec![
            Choice::new(fill(&words.pass, &name), menu.is(0)),
            Choice::new(&cx.words.pair.another_time, menu.is(1)),
        ]),
    ]
}
