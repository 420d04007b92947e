//! The form of `practices.json`: what a practice says, asks and allows.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    exercise::{Spec, Tag, day::Day},
    journey::{Mode, Reach},
};

/// `practices.json`: what carries on between the steps.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Practices {
    /// The version of the files' form.
    pub format: u32,
    /// The practices, in the order they are offered.
    pub practices: Vec<Practice>,
}

/// A practice.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of what a practice does and does not do"
)]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Its name in what is kept.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is, in a line.
    pub aim: String,
    /// Why, in a short paragraph.
    pub why: String,
    /// The same for one alone; without it, it is for two.
    #[serde(default)]
    pub why_alone: String,
    /// The same for who cannot add to it and reads what the other one lets them see; needed where it is
    /// for one part in what happened only.
    #[serde(default)]
    pub why_other: String,
    /// What protects it, said before anything is added.
    #[serde(default)]
    pub care: Vec<String>,
    /// The same for one alone, if that is something else.
    #[serde(default)]
    pub care_alone: Option<Vec<String>>,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
    /// Whether both sit at the keys for it.
    #[serde(default)]
    pub together: bool,
    /// Who can read what is kept of it, unless its owner shows it.
    pub reach: Reach,
    /// How often.
    pub cadence: Cadence,
    /// About how long it takes.
    pub minutes: u16,
    /// The steps that introduce it.
    pub steps: Vec<String>,
    /// How one adds to it.
    pub add: String,
    /// Said while there is nothing.
    pub none_yet: String,
    /// What it asks, one after the other.
    pub asks: Vec<Ask>,
    /// The part whose answer stands in a list.
    pub shows: String,
    /// What must have an answer before it is kept.
    #[serde(default)]
    pub needs: Vec<String>,
    /// How many of one person's a week has room for.
    #[serde(default)]
    pub most_week: Option<usize>,
    /// The states of a matter; the first is where it begins.
    pub states: Vec<State>,
    /// Asked of each alone, of two, before they offer or agree: anything but a yes leaves all as it is.
    #[serde(default)]
    pub alone: Vec<AskedAlone>,
    /// Its days.
    #[serde(default)]
    pub span: Span,
    /// How many of one person may be open at a time.
    #[serde(default)]
    pub most_open: Option<usize>,
    /// What a matter must reach to be kept.
    #[serde(default)]
    pub least: Option<Least>,
    /// A question to oneself where nothing fits: said before it is kept, which it may be all the same.
    #[serde(default)]
    pub doubt: Option<Doubt>,
    /// How it is spoken of when its day is near: `{what}`.
    #[serde(default)]
    pub due: String,
    /// The same of the other one’s: `{name}`, `{what}`. Without it, the other one's are not spoken of.
    #[serde(default)]
    pub due_other: String,
    /// How it is spoken of on its last day, if not as on the day to look at it again: `{what}`.
    #[serde(default)]
    pub due_last: String,
    /// From how many days before its day.
    #[serde(default)]
    pub days_ahead: u8,
    /// Whether it is asked how it went when its day is behind.
    #[serde(default)]
    pub asks_how_it_went: bool,
    /// Whether what is told here is that trust was broken again.
    #[serde(default)]
    pub tells_breaches: bool,
    /// Whether it is for good moments: not spoken of while there is a pattern of harm.
    #[serde(default)]
    pub celebrates: bool,
    /// Whether a private matter may be shown to the other one, by its owner.
    #[serde(default)]
    pub may_show: bool,
    /// Where each sees what the other one shows only once they have shown theirs.
    #[serde(default)]
    pub pairs: Option<Pairs>,
    /// How the other one offers the same, where that may be.
    #[serde(default)]
    pub in_return: Option<InReturn>,
    /// What may lie for some days before it is shown.
    #[serde(default)]
    pub pause: Option<Pause>,
    /// How one of those that are there is taken out, any of them; empty if that is not done.
    #[serde(default)]
    pub draws: String,
    /// Said at the start of a fortnight if the one before brought something; empty if nothing is.
    #[serde(default)]
    pub toast: String,
    /// The practice with which it ends: it is not spoken of any more when what was agreed there is over.
    #[serde(default)]
    pub ends_with: String,
    /// What, weeks on end, is more than a page can hold.
    #[serde(default)]
    pub heavy: Option<Heavy>,
    /// Whether a day has one at most: adding another goes on with it.
    #[serde(default)]
    pub one_a_day: bool,
    /// The picture that is drawn of it.
    #[serde(default)]
    pub picture: Option<Picture>,
    /// What has a dot in a picture.
    #[serde(default)]
    pub dots: Option<Dots>,
    /// What is gone through on a timer before it is kept.
    #[serde(default)]
    pub agenda: Vec<Agenda>,
    /// The state that what is open of it comes to when one more is kept.
    #[serde(default)]
    pub closes_last: String,
}

/// A question to one person, alone.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskedAlone {
    /// The question.
    pub ask: String,
    /// The answer with which it may begin.
    pub yes: String,
    /// The answer with which it may not.
    pub no: String,
}

/// Something that a practice asks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub struct Ask {
    /// Its name in what is kept.
    pub id: String,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
    /// Of something private: whether the answer to this is for both.
    #[serde(default)]
    pub both: bool,
    /// What it is.
    #[serde(flatten)]
    pub spec: Spec,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Cadence {
    /// Every day that suits.
    Daily,
    /// Once a week.
    Weekly,
    /// When there is a reason.
    Free,
}

/// A state of a matter, and how it gets there.
#[expect(clippy::struct_excessive_bools, reason = "a table of what a state does and does not do")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its name in what is kept.
    pub id: String,
    /// As a list says it.
    pub says: String,
    /// As whoever moves it there says it; empty if nobody can.
    #[serde(default)]
    pub act: String,
    /// Who can.
    #[serde(default)]
    pub by: Mover,
    /// Where this was picked, either can.
    #[serde(default)]
    pub either_where: Option<Picked>,
    /// From which states; without them, from every one that is not over.
    #[serde(default)]
    pub from: Vec<String>,
    /// When, by its last day.
    #[serde(default)]
    pub when: Timing,
    /// What it makes of the matter.
    #[serde(default)]
    pub makes: Makes,
    /// How another day is asked for; without it, none is. Of what is noted beside a matter it is the
    /// day to look at it again, else its last.
    #[serde(default)]
    pub day: Option<Day>,
    /// What a line is asked about; empty if none is.
    #[serde(default)]
    pub note: String,
    /// Said afterwards.
    #[serde(default)]
    pub after: String,
    /// Whether it waits for the other one's word.
    #[serde(default)]
    pub waits: bool,
    /// Whether whoever says so is asked what is asked alone first.
    #[serde(default)]
    pub asks_alone: bool,
    /// Whether whoever says so is not reminded of it any more.
    #[serde(default)]
    pub quiets: bool,
    /// Whether whoever says so does not see it any more, and it is not drawn.
    #[serde(default)]
    pub sets_aside: bool,
    /// The letter that stands for it in a picture.
    #[serde(default)]
    pub letter: String,
    /// What it counts as.
    #[serde(default)]
    pub counts: Counts,
}

/// What a state makes of a matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Makes {
    /// It goes on.
    #[default]
    Open,
    /// It is only noted beside it, and the state stays as it was.
    Aside,
    /// It is over.
    Over,
    /// It is over, and nothing moves it on or takes it back from here.
    ForGood,
}

/// Who can move a matter to a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mover {
    /// Whose it is.
    #[default]
    Owner,
    /// The other one.
    Other,
    /// Either.
    Either,
}

/// When a matter can be moved to a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Timing {
    /// Whenever.
    #[default]
    Any,
    /// On its last day or before.
    InTime,
    /// After its last day.
    Late,
}

/// What a state counts as, in a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// Nothing.
    #[default]
    Nothing,
    /// Something one could rely on.
    Reliable,
    /// Something else.
    Other,
    /// Harm: trust was broken again.
    Breach,
}

/// The days of a matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The ask whose day is its last.
    #[serde(default)]
    pub until: String,
    /// In how many days that is if nobody says.
    #[serde(default)]
    pub default: Option<u16>,
    /// After so many days it is over whatever was said.
    #[serde(default)]
    pub most: Option<u16>,
    /// The ask whose day is that of its review.
    #[serde(default)]
    pub review: String,
    /// A review comes after so many days at most.
    #[serde(default)]
    pub review_most: Option<u16>,
    /// The state that it gets when its last day is past; without it, it stays open.
    #[serde(default)]
    pub lapses: String,
}

/// What a matter must reach to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Least {
    /// The ask: a rate.
    pub ask: String,
    /// Its item.
    pub item: String,
    /// The lowest place that will do.
    pub place: u8,
    /// What helps if it is lower.
    pub says: String,
}

/// What is said where nothing was picked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Doubt {
    /// The ask: a pick.
    pub ask: String,
    /// What is said.
    pub says: String,
}

/// An answer to a pick.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Picked {
    /// The ask.
    pub ask: String,
    /// Its option.
    pub option: String,
}

/// What is shown in pairs: each lays theirs down, and both open at once.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    /// Which two belong together.
    pub of: PairOf,
    /// What laying it down means: `{name}` is the other one.
    pub means: String,
}

/// Which two belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PairOf {
    /// Those of a day.
    Day,
    /// Those of a week, from Monday on.
    Week,
}

/// An offer in return.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InReturn {
    /// How it is said.
    pub says: String,
    /// The asks whose answers are the same.
    pub asks: Vec<String>,
}

/// What may lie for some days before it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// That in which one of these was picked.
    pub picked: Vec<Picked>,
    /// For so many days.
    pub days: u16,
    /// The state that says so.
    pub to: String,
    /// Why that may be good.
    pub says: String,
    /// How it is chosen: `{day}`.
    pub act: String,
}

/// What, weeks on end, is more than a page can hold: then help from outside is spoken of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Heavy {
    /// The ask: a rate.
    pub ask: String,
    /// Its item.
    pub item: String,
    /// It is heavy from this place on.
    #[serde(default)]
    pub from: Option<u8>,
    /// It is heavy up to this place.
    #[serde(default)]
    pub up_to: Option<u8>,
    /// In so many weeks, one after the other.
    pub weeks: u8,
}

/// What has a dot in a picture: some answers to one ask.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dots {
    /// The ask: a pick.
    pub ask: String,
    /// Its options, any of which will do.
    pub options: Vec<String>,
}

/// The picture that is drawn of a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Picture {
    /// Lines of a rate's items, with what happened beside them.
    Pulse,
    /// What came of promises, by fortnight: each once, and how many could be relied on.
    Promises,
    /// How much is left of agreements.
    Ends,
    /// Weeks by days of one rate.
    Heat,
    /// Hours by weekdays, and how strong it was by weeks.
    Hours,
    /// Two rates, and what lies between them.
    Gap,
    /// What a rate of three words asks after, by weeks.
    Lane,
    /// How often a pull came by weeks, and how often it was followed: what has a dot.
    Urges,
    /// By months, what is over and what is still open.
    Months,
}

/// A part of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Agenda {
    /// What it is called.
    pub title: String,
    /// What to do.
    pub says: String,
    /// How long, in minutes.
    pub minutes: u16,
    /// Whether each is asked here, alone, how tense they are. It is kept nowhere, and if it is too much
    /// for one of them, all of it is for another day.
    #[serde(default)]
    pub hidden: bool,
    /// The practices of which what is open is listed; of what has a day to look at it again, what is to be
    /// looked at by now.
    #[serde(default)]
    pub lists: Vec<String>,
}

impl Practice {
    /// What protects it, for whoever uses the program so.
    pub fn care(&self, mode: Mode) -> &[String] {
        let alone = self.care_alone.as_ref().filter(|_| mode == Mode::Alone);
        alone.unwrap_or(&self.care)
    }
}

impl Practices {
    /// A practice by its id.
    pub fn find(&self, id: &str) -> Option<&Practice> {
        self.practices.iter().find(|practice| practice.id == id)
    }
}

impl State {
    /// Whether a matter is over in it.
    pub fn is_over(&self) -> bool {
        matches!(self.makes, Makes::Over | Makes::ForGood)
    }

    /// Whether nothing leads on from it, or back.
    pub fn is_for_good(&self) -> bool {
        self.makes == Makes::ForGood
    }

    /// Whether it is only noted beside a matter.
    pub fn is_aside(&self) -> bool {
        self.makes == Makes::Aside
    }
}

impl Practice {
    /// A state by its id.
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// Whether a breach can come to light in it.
    pub fn knows_breaches(&self) -> bool {
        self.tells_breaches || self.states.iter().any(|it| it.counts == Counts::Breach)
    }

    /// A question by its id.
    pub fn ask(&self, id: &str) -> Option<&Ask> {
        self.asks.iter().find(|ask| ask.id == id)
    }
}

impl Ask {
    /// What it asks first.
    pub fn says(&self) -> &str {
        match &self.spec {
            Spec::Write(write) => write.slots.first().map_or("", |slot| &slot.ask),
            Spec::Pick(pick) => &pick.ask,
            Spec::Rate(rate) => &rate.ask,
            Spec::Plan(plan) => &plan.ask,
            Spec::Day(day) => &day.ask,
            _ => "",
        }
    }

    /// Whether an answer to it says anything.
    pub fn is_said(&self, answer: &Value) -> bool {
        !self.spec.kind().tell(answer).is_empty()
    }
}
