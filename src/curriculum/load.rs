//! From files to a curriculum: the table of contents at once, each step when it is first opened.
//! Finding what is wrong with files beyond their form is left to [`super::check`].

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Mutex, OnceLock, PoisonError},
};

use miniz_oxide::inflate::decompress_to_vec;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Ask, Contents, Couples, Exercise, FORMAT, Head, Help, Sayings, Step};
use crate::{
    lens::Lens,
    practice::Practices,
    ui::{Words, clean_line},
};

/// Every file of `content/`, by its path below it; each packed.
const BUNDLE: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/bundle.rs"));

/// Texts by path: `en/step-01.json`.
pub type Files = BTreeMap<String, String>;

/// The files inside the binary.
pub fn bundled() -> Files {
    BUNDLE.iter().map(|(name, packed)| ((*name).to_owned(), unpacked(packed))).collect()
}

/// The languages that the bundle has: its folders with a table of contents.
pub fn languages() -> Vec<&'static str> {
    let names = BUNDLE.iter().filter_map(|(name, _)| name.strip_suffix(CONTENTS));
    names.collect()
}

/// The help lines, which are no language's own.
const HELP: &str = "help.json";

/// What makes a folder a language.
const CONTENTS: &str = "/contents.json";

/// The languages that files have.
pub fn languages_in(files: &Files) -> Vec<&str> {
    files.keys().filter_map(|name| name.strip_suffix(CONTENTS)).collect()
}

/// Why a file of the curriculum cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It is not there.
    #[error("{0} is missing")]
    Missing(String),
    /// It is not in the form that this version reads.
    #[error("{file}, line {line}: {what}")]
    Form {
        /// The file.
        file: String,
        /// Where.
        line: usize,
        /// What stands there.
        what: String,
    },
    /// It is of a newer form.
    #[error("{0} was written for a newer version of amends")]
    Newer(String),
}

/// A curriculum in one language.
///
/// Made once and kept for the whole run, so that screens can hold on to its texts.
#[derive(Debug)]
pub struct Curriculum {
    files: Source,
    language: String,
    contents: Contents,
    steps: Vec<OnceLock<Result<Step, Trouble>>>,
    kept: Mutex<BTreeMap<&'static str, &'static (dyn std::any::Any + Send + Sync)>>,
}

#[derive(Debug)]
enum Source {
    Bundle,
    Given(Files),
}

impl Source {
    fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        match self {
            Self::Bundle => in_bundle(path).map(Cow::Owned),
            Self::Given(files) => files.get(path).map(|text| text.as_str().into()),
        }
    }
}

fn in_bundle(path: &str) -> Option<String> {
    BUNDLE.iter().find(|(name, _)| *name == path).map(|(_, packed)| unpacked(packed))
}

/// What `src/bundle.rs` has packed.
pub(super) fn unpacked(packed: &[u8]) -> String {
    let text = decompress_to_vec(packed).unwrap_or_default();
    String::from_utf8(text).unwrap_or_default()
}

/// What a stranger's files may do to a screen is taken out of them.
fn harmless(text: String) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(&text) else { return text };
    // written anew only where something was taken out: else lines keep their numbers
    if cleaned(&mut value) { value.to_string() } else { text }
}

/// Cleans every text in a value, and says whether that changed anything.
fn cleaned(value: &mut Value) -> bool {
    match value {
        Value::String(text) => match clean_line(text) {
            Cow::Borrowed(_) => false,
            Cow::Owned(clean) => {
                *text = clean;
                true
            }
        },
        Value::Array(items) => {
            items.iter_mut().fold(false, |changed, item| cleaned(item) | changed)
        }
        Value::Object(fields) => {
            fields.values_mut().fold(false, |changed, field| cleaned(field) | changed)
        }
        _ => false,
    }
}

/// Reads one file into its type.
pub(super) fn read<T: DeserializeOwned>(
    file: &str,
    text: Option<impl AsRef<str>>,
) -> Result<T, Trouble> {
    let text = text.ok_or_else(|| Trouble::Missing(file.to_owned()))?;
    let text = text.as_ref();
    serde_json::from_str(text).map_err(|error| {
        // a newer file may well have fields that this version does not know
        let newer = serde_json::from_str::<Version>(text).is_ok_and(|v| v.format > FORMAT);
        if newer {
            return Trouble::Newer(file.to_owned());
        }
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default().to_owned();
        Trouble::Form { file: file.to_owned(), line: error.line(), what }
    })
}

#[derive(serde::Deserialize)]
struct Version {
    format: u32,
}

impl Curriculum {
    /// The one inside the binary, in a language of [`languages`]; kept for the whole run.
    pub fn of_bundle(language: &str) -> Result<&'static Self, Trouble> {
        Self::open(Source::Bundle, language)
    }

    /// Somebody's own, from files; kept for the whole run. The bundled `ui`, `ask`, `lens`,
    /// `practices`, `coach`, `couples` and `help` stand in for those that it leaves out.
    pub fn of_files(files: Files, language: &str) -> Result<&'static Self, Trouble> {
        let files = files.into_iter().map(|(name, text)| (name, harmless(text))).collect();
        Self::open(Source::Given(files), language)
    }

    fn open(files: Source, language: &str) -> Result<&'static Self, Trouble> {
        let file = format!("{language}/contents.json");
        let contents: Contents = read(&file, files.text(&file))?;
        let steps = contents.steps.iter().map(|_| OnceLock::new()).collect();
        let language = language.to_owned();
        let kept = Mutex::default();
        // leaked on purpose: there is one, and it is read until the program ends
        Ok(Box::leak(Box::new(Self { files, language, contents, steps, kept })))
    }

    fn file(&self, name: &str) -> String {
        format!("{}/{name}.json", self.language)
    }

    /// The exercise in which somebody sees, alone, how safe it is; empty if there is none.
    pub fn private_start(&self) -> &str {
        &self.contents.private_start
    }

    /// The language, as its folder is named.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The steps, in order, as the table of contents has them.
    pub fn heads(&self) -> &[Head] {
        &self.contents.steps
    }

    /// A step by its place, read when first asked for.
    pub fn step(&self, n: usize) -> Result<&Step, Trouble> {
        let (Some(head), Some(cell)) = (self.contents.steps.get(n), self.steps.get(n)) else {
            return Err(Trouble::Missing(format!("step {n}")));
        };
        let file = self.file(&head.id);
        let step = cell.get_or_init(|| read(&file, self.files.text(&file)));
        step.as_ref().map_err(Clone::clone)
    }

    /// The place of a step by its id.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.contents.steps.iter().position(|head| head.id == id)
    }

    /// An exercise by its id, with the place of its step.
    pub fn exercise(&self, id: &str) -> Option<(usize, &Exercise)> {
        // "6.1-alone" stands in step 6; ids that say nothing are looked for everywhere
        let hint = id.split('.').next().and_then(|n| n.parse::<usize>().ok());
        let all = hint.into_iter().chain(0..self.contents.steps.len());
        for n in all {
            let Ok(step) = self.step(n) else { continue };
            if let Some(exercise) = step.exercises.iter().find(|exercise| exercise.id == id) {
                return Some((n, exercise));
            }
        }
        None
    }

    /// Whether a text points to something that is there.
    pub fn has(&self, to: &str) -> bool {
        matches!(to, "help" | "journal") || self.place(to).is_some() || self.exercise(to).is_some()
    }

    /// Reads a file of this language, or else the bundled one, in this language or in English.
    fn read_or_bundled<T: DeserializeOwned>(&self, name: &str) -> Result<T, Trouble> {
        let file = self.file(name);
        let english = || in_bundle(&format!("en/{name}.json"));
        let bundled = || in_bundle(&file).or_else(english).map(Cow::Owned);
        read(&file, self.files.text(&file).or_else(bundled))
    }

    /// Makes something once and keeps it.
    fn once<T: Send + Sync + 'static>(
        &self,
        name: &'static str,
        make: impl FnOnce() -> Result<T, Trouble>,
    ) -> Result<&'static T, Trouble> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.get(name).and_then(|kept| kept.downcast_ref()) {
            return Ok(kept);
        }
        // leaked like the curriculum itself, and for the same reason
        let value: &'static T = Box::leak(Box::new(make()?));
        kept.insert(name, value);
        Ok(value)
    }

    /// The program's words.
    pub fn words(&self) -> Result<&'static Words, Trouble> {
        self.once("ui", || self.read_or_bundled("ui"))
    }

    /// The questions people ask. Where the bundled ones stand in, they lead only to what is here.
    pub fn ask(&self) -> Result<&'static Ask, Trouble> {
        self.once("ask", || {
            let mut ask: Ask = self.read_or_bundled("ask")?;
            if self.files.text(&self.file("ask")).is_none() {
                for question in &mut ask.questions {
                    question.tools.retain(|tool| self.has(&tool.to));
                }
            }
            Ok(ask)
        })
    }

    /// Whom one can call; the same file for every language.
    pub fn help(&self) -> Result<&'static Help, Trouble> {
        self.once("help", || {
            let bundled = || in_bundle(HELP).map(Cow::Owned);
            read(HELP, self.files.text(HELP).or_else(bundled))
        })
    }

    /// The phrases that the lens looks for, ready for use.
    pub fn lens(&self) -> Result<&'static Lens, Trouble> {
        self.once("lens", || self.read_or_bundled("lens"))
    }

    /// What carries on between the steps.
    pub fn practices(&self) -> Result<&'static Practices, Trouble> {
        self.once("practices", || self.read_or_bundled("practices"))
    }

    /// What the coach says.
    pub fn sayings(&self) -> Result<&'static Sayings, Trouble> {
        self.once("coach", || self.read_or_bundled("coach"))
    }

    /// The invented people of the session.
    pub fn couples(&self) -> Result<&'static Couples, Trouble> {
        self.once("couples", || self.read_or_bundled("couples"))
    }
}
