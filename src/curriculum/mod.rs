//! What is taught: the steps and all that stands in them, the questions people ask, help lines, and
//! the invented couples of the session. Reads `content/`; knows nothing of who reads it now.

pub mod check;
mod load;
mod schema;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use load::{Curriculum, Files, Trouble, bundled, languages, languages_in};
pub use schema::schema;

use crate::{
    exercise::{Spec, Tag},
    journey::{Between, Hurt, Reach, Role},
    practice::AskedAlone,
};

/// The version of the files' form that this program reads.
pub const FORMAT: u32 = 1;

/// How many paragraphs of a therapist's note stand on a page.
pub const NOTES_A_PAGE: usize = 2;

/// `contents.json`: the table of contents, read at every start; the rest is read when opened.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// [`FORMAT`].
    pub format: u32,
    /// The language's own name for itself.
    pub language: String,
    /// The steps, in order.
    pub steps: Vec<Head>,
    /// The exercise in which somebody sees, alone, how safe it is: offered wherever there is help.
    #[serde(default)]
    pub private_start: String,
}

/// A step in the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Its id, and the name of its file.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is for, in a sentence.
    pub aim: String,
}

/// `step-NN.json`: a step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// [`FORMAT`].
    pub format: u32,
    /// As in the table of contents.
    pub id: String,
    /// Why it matters.
    pub why: Vec<Leaflet>,
    /// The reading.
    pub reading: Vec<Leaflet>,
    /// What does not help, what helps.
    pub examples: Vec<Example>,
    /// What there is to do.
    pub exercises: Vec<Exercise>,
    /// Exercises of other steps that are offered here again.
    #[serde(default)]
    pub again: Vec<String>,
    /// For the journal.
    pub prompts: Vec<Prompt>,
    /// What people often do, and what to do instead.
    pub mistakes: Vec<Mistake>,
    /// Before one goes on.
    pub before: Vec<Gate>,
    /// For a therapist.
    pub therapist: Vec<String>,
}

/// A page of reading.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Leaflet {
    /// What it is called.
    pub heading: String,
    /// Its paragraphs.
    pub text: Vec<String>,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
}

/// Two ways of saying it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Its name.
    pub id: String,
    /// The kind of hurt.
    pub kind: Hurt,
    /// Between whom.
    pub between: Between,
    /// Who speaks.
    pub voice: Voice,
    /// What happened, to whom.
    pub scene: String,
    /// What does not help.
    pub hinders: String,
    /// Why not.
    pub hinders_why: String,
    /// What helps.
    pub helps: String,
    /// Why.
    pub helps_why: String,
    /// Something to do with it now.
    #[serde(default, rename = "try")]
    pub trial: String,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
}

/// Who speaks in an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Voice {
    /// The one who was hurt.
    Hurt,
    /// The one who is repairing.
    Repairing,
}

/// An exercise, composed of parts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What one does, and what for.
    pub aim: String,
    /// Whose hands are on the keys.
    pub who: Who,
    /// Who can read what comes of it.
    pub sees: Reach,
    /// How much care it needs.
    pub risk: Risk,
    /// About how long it takes.
    pub minutes: u16,
    /// Whose phrases the lens marks in it, when the one who writes has that part in what happened;
    /// without it, none. It has no place where the one hurt says what it was like.
    #[serde(default)]
    pub lens: Option<Role>,
    /// Asked of each alone before both begin it: anything but the yes of both is "Not today".
    #[serde(default)]
    pub alone: Vec<AskedAlone>,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
    /// Its parts, done one after the other.
    pub parts: Vec<Part>,
    /// Said when it is done.
    pub after: String,
    /// The sealed exercise whose halves stand before it, once they are shown.
    #[serde(default)]
    pub recalls: Option<String>,
    /// The practice that carries it on.
    #[serde(default)]
    pub onward: Option<Onward>,
}

/// How an exercise goes on as a practice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Onward {
    /// The practice's id.
    pub practice: String,
    /// How it is offered.
    pub say: String,
    /// What is laid ready: by an ask of the practice, a part of this exercise of the same kind; or
    /// by `ask/slot`, a text of it, `part/slot`.
    #[serde(default)]
    pub take: BTreeMap<String, String>,
}

impl Onward {
    /// A path of [`Self::take`]: an ask or a part, and one of its texts if it names one.
    pub fn path(path: &str) -> (&str, Option<&str>) {
        path.split_once('/').map_or((path, None), |(part, slot)| (part, Some(slot)))
    }
}

/// Whose hands are on the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The one who was hurt.
    Hurt,
    /// The one who is repairing.
    Repairing,
    /// Each, on their own.
    Each,
    /// Both, at the keys together.
    Together,
}

impl Who {
    /// Whether somebody with this role does it.
    pub fn includes(self, role: Role) -> bool {
        match self {
            Self::Hurt => role != Role::Repairing,
            Self::Repairing => role != Role::Hurt,
            Self::Each | Self::Together => true,
        }
    }
}

/// How much care an exercise needs (classes L, M and H of the safety rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Reading, small acts, one's own.
    Low,
    /// Check-ins, rituals, practice.
    Medium,
    /// What could be used against somebody.
    High,
}

/// A part of an exercise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub struct Part {
    /// Its name within the exercise.
    pub id: String,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
    /// What it is.
    #[serde(flatten)]
    pub spec: Spec,
}

/// A prompt for the journal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Its name.
    pub id: String,
    /// A question, or a way to begin.
    pub text: String,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
}

/// What people often do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// What they do.
    pub text: String,
    /// What to do instead.
    pub instead: String,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
}

/// A statement to weigh, alone, before going on. What is answered is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Its name.
    pub id: String,
    /// The statement.
    pub text: String,
    /// What helps if it is not so yet.
    pub stay: String,
    /// Who it is for.
    #[serde(default, rename = "for")]
    pub meant: Vec<Tag>,
}

/// `ask.json`: the questions people ask.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// [`FORMAT`].
    pub format: u32,
    /// The questions.
    pub questions: Vec<Question>,
}

/// A question people ask, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name.
    pub id: String,
    /// The question.
    pub question: String,
    /// The answer's paragraphs.
    pub answer: Vec<String>,
    /// Where it leads: one tool or two.
    pub tools: Vec<Tool>,
}

/// Where an answer leads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// A step, an exercise, `help` or `journal`.
    pub to: String,
    /// How it is offered.
    pub say: String,
}

/// `coach.json`: what is said for the one act of a day, and of what is due.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sayings {
    /// [`FORMAT`].
    pub format: u32,
    /// Exercises after a breach that was not the first of its kind, the first that fits.
    pub after_pattern: Vec<String>,
    /// Exercises after a breach, for the one who was hurt.
    pub after_breach_hurt: Vec<String>,
    /// The same for the one who is repairing.
    pub after_breach_repairing: Vec<String>,
    /// The same after something untrue.
    pub after_lie_repairing: Vec<String>,
    /// Talks, when what somebody places once a week fell by a good deal.
    pub after_a_fall: Vec<String>,
    /// They were away for a while.
    pub back: Saying,
    /// Trust was broken again, in the same way.
    pub pattern: Saying,
    /// Trust was broken again.
    pub breach: Saying,
    /// Talk after talk was broken off.
    pub broken_off: Saying,
    /// They were very tense, twice in a row.
    pub tense: Saying,
    /// What they write down has been heavy for weeks.
    pub heavy: Saying,
    /// What they place once a week fell by a good deal; only where there are two.
    pub fell: Saying,
    /// The other one offered something.
    pub offered: Saying,
    /// Its day is behind.
    pub day_past: Saying,
    /// A week since the last time.
    pub week: Saying,
    /// Not yet today.
    pub day: Saying,
    /// On paper and in a shell: words that tell nobody what it is about.
    pub discreet: Discreet,
}

/// An act and its reason: `{practice}`, `{exercise}`, `{what}`, `{name}`, `{minutes}`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// What to do.
    pub act: String,
    /// Why.
    pub why: String,
    /// What to do, for one alone, if that is something else.
    #[serde(default)]
    pub act_alone: String,
    /// Why, for one alone.
    #[serde(default)]
    pub why_alone: String,
}

/// Words for places where others look.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Discreet {
    /// The title of everything in a calendar.
    pub reminder: String,
    /// One thing is due.
    pub one: String,
    /// So many are: `{n}`.
    pub many: String,
    /// It takes a key to know.
    pub locked: String,
}

/// `help.json`: whom one can call. Data, in every language the same; checked by a person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// [`FORMAT`].
    pub format: u32,
    /// What must happen before a release.
    pub verify: String,
    /// By country; the last, `*`, is for every other.
    pub countries: Vec<Country>,
}

/// A country's lines.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166 code, or `*`.
    pub country: String,
    /// Its name.
    pub name: String,
    /// Emergency first.
    pub lines: Vec<HelpLine>,
}

/// A line to call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HelpLine {
    /// What it is called.
    pub name: String,
    /// Whom it is for.
    #[serde(rename = "for")]
    pub serves: Serves,
    /// Languages spoken, if known.
    pub languages: Vec<String>,
    /// The number, as one dials it.
    pub number: String,
    /// By text message.
    pub sms: String,
    /// On the web.
    pub web: String,
    /// When, if known.
    pub hours: String,
    /// Anything one should know.
    pub note: String,
    /// How sure we are of it.
    pub sure: Sure,
    /// The month it was last checked, `2026-11`; empty if never.
    pub last_checked: String,
    /// Where it was seen.
    pub source: String,
}

/// Whom a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Serves {
    /// Danger now.
    Emergency,
    /// Fear, injury or control in a relationship.
    PartnerAbuse,
    /// The same, for men.
    Men,
    /// The same, for LGBT+ people.
    Lgbt,
    /// Worry about what one does oneself.
    OwnBehaviour,
    /// Thoughts of dying, or no way out.
    Crisis,
    /// Families.
    Family,
    /// Anything else.
    Other,
}

/// How sure we are of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sure {
    /// Seen on a page.
    Seen,
    /// General knowledge only.
    Known,
}

/// `couples.json`: the invented people of the session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Couples {
    /// [`FORMAT`].
    pub format: u32,
    /// The pairs.
    pub couples: Vec<Couple>,
}

/// An invented pair.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Couple {
    /// Its name, for `--couple`.
    pub id: String,
    /// Their names.
    pub names: [String; 2],
    /// What they are to each other.
    pub between: Between,
    /// What happened.
    pub kind: Hurt,
    /// Their parts.
    pub roles: [Role; 2],
    /// Where they are.
    pub r#where: String,
    /// Their story.
    pub story: Vec<String>,
    /// The steps behind them.
    pub done_steps: Vec<String>,
    /// Journal pages.
    pub pages: Vec<InventedPage>,
    /// Answers.
    pub answers: Vec<InventedAnswer>,
}

/// An invented journal page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InventedPage {
    /// 0 or 1.
    pub by: usize,
    /// The text.
    pub text: String,
}

/// An invented answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InventedAnswer {
    /// 0 or 1.
    pub by: usize,
    /// The exercise.
    pub exercise: String,
    /// The part.
    pub part: String,
    /// What was answered: the kind's own JSON.
    pub answer: serde_json::Value,
}

/// `ideas.json`: where every idea that this program started from has its home.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ideas {
    /// [`FORMAT`].
    pub format: u32,
    /// The ideas.
    pub ideas: Vec<Idea>,
}

/// An idea and what carries it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Idea {
    /// Its number.
    pub idea: String,
    /// In a few words.
    pub says: String,
    /// A step, an exercise, `practice/…`, `ask/…` or `screen/…`.
    #[serde(default)]
    pub carried_by: Vec<String>,
    /// What will carry the rest of it.
    #[serde(default)]
    pub later: String,
}
