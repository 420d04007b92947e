//! The files of one language, read as far as they can be, and what each of them asks of itself.

use super::{Found, form, practices, say, step, tables, words};
use crate::{
    curriculum::{Ask, Contents, Couples, Exercise, Files, Sayings, Step},
    lens::Lens,
    practice::Practices,
};

/// One language's files.
pub(super) struct Language<'f> {
    /// Its folder.
    pub(super) name: &'f str,
    pub(super) contents: Contents,
    /// In the order of the contents; none where a file cannot be read.
    pub(super) steps: Vec<Option<Step>>,
    pub(super) ask: Option<Ask>,
    pub(super) lens: Option<Lens>,
    pub(super) practices: Option<Practices>,
    pub(super) sayings: Option<Sayings>,
    pub(super) couples: Option<Couples>,
}

impl<'f> Language<'f> {
    /// Reads a folder; none if nobody can know what belongs to it.
    pub(super) fn read(files: &Files, name: &'f str, found: &mut Found) -> Option<Self> {
        let file = |file: &str| format!("{name}/{file}.json");
        let contents: Contents = form::read(files, &file("contents"), found)?;
        words::check(files, &file("ui"), found);
        let steps = contents.steps.iter().map(|head| {
            let file = file(&head.id);
            if !files.contains_key(&file) {
                found.add(&file, "", say::missing_step());
            }
            form::read(files, &file, found)
        });
        let steps = steps.collect();
        let ask = form::read(files, &file("ask"), found);
        let lens = form::read(files, &file("lens"), found);
        let practices = form::read(files, &file("practices"), found);
        let sayings = form::read(files, &file("coach"), found);
        let couples = form::read(files, &file("couples"), found);
        Some(Self { name, contents, steps, ask, lens, practices, sayings, couples })
    }

    /// A file of this language.
    pub(super) fn file(&self, name: &str) -> String {
        format!("{}/{name}.json", self.name)
    }

    /// Whether a file of the folder is one of its own.
    pub(super) fn reads(&self, name: &str) -> bool {
        let name = name.strip_suffix(".json").unwrap_or(name);
        matches!(name, "contents" | "ui" | "ask" | "lens" | "practices" | "coach" | "couples")
            || self.contents.steps.iter().any(|head| head.id == name)
    }

    /// Whether every step could be read: only then is what is not found not there.
    pub(super) fn is_whole(&self) -> bool {
        self.steps.iter().all(Option::is_some)
    }

    /// The steps that could be read, each with its file.
    pub(super) fn steps(&self) -> impl Iterator<Item = (String, &Step)> {
        let both = self.contents.steps.iter().zip(&self.steps);
        both.filter_map(|(head, step)| Some((self.file(&head.id), step.as_ref()?)))
    }

    /// An exercise, wherever it stands.
    pub(super) fn exercise(&self, id: &str) -> Option<&Exercise> {
        let mut all = self.steps.iter().flatten().flat_map(|step| &step.exercises);
        all.find(|exercise| exercise.id == id)
    }

    /// Whether a question is there; none knows, where the questions cannot be read.
    pub(super) fn has_question(&self, id: &str) -> bool {
        let Some(ask) = &self.ask else { return true };
        ask.questions.iter().any(|question| question.id == id)
    }

    pub(super) fn has_step(&self, id: &str) -> bool {
        self.contents.steps.iter().any(|head| head.id == id)
    }

    /// What each file asks of itself.
    pub(super) fn check(&self, found: &mut Found) {
        self.contents(found);
        for (head, step) in self.contents.steps.iter().zip(&self.steps) {
            let Some(step) = step else { continue };
            let file = self.file(&head.id);
            if step.id != head.id {
                found.add(&file, "id", say::other_id(&step.id));
            }
            step::check(step, &file, found);
        }
        if let Some(ask) = &self.ask {
            tables::ask(ask, &self.file("ask"), found);
        }
        if let Some(lens) = &self.lens {
            tables::lens(lens, &self.file("lens"), found);
        }
        if let Some(all) = &self.practices {
            practices::check(all, self, found);
        }
        if let Some(sayings) = &self.sayings {
            practices::sayings(sayings, self, found);
        }
        if let Some(couples) = &self.couples {
            tables::couples(couples, &self.file("couples"), found);
        }
    }

    fn contents(&self, found: &mut Found) {
        let file = self.file("contents");
        let Contents { language, steps, .. } = &self.contents;
        found.look(&file, "", |check| {
            check.text("language", language, 40);
            check.ids("steps", steps.iter().map(|head| head.id.as_str()), 1);
        });
        for head in steps {
            found.look(&file, format!("steps/{}", head.id), |check| {
                check.text("title", &head.title, 26);
                check.text("aim", &head.aim, 90);
            });
        }
    }
}
