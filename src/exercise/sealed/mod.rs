//! Both do the same apart; it is shown on two yeses. Here is only the doing: who wrote, who is asked
//! and what is shown are the screen's, for they need both people.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{Check, Kind, Model, Spec, Told, Wrong};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// What both will do apart.
    pub ask: String,
    /// What each does: write, lines, pick, rate or sort.
    pub part: Box<Inner>,
    /// What to say to each other once it is shown.
    pub then: String,
}

/// The part within, with its id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Inner {
    /// Its name.
    pub id: String,
    /// What it is.
    #[serde(flatten)]
    pub spec: Spec,
}

impl Kind for Sealed {
    fn open(&'static self, kept: Option<&Value>) -> Box<dyn Model> {
        self.part.spec.open(kept)
    }

    fn tell(&self, answer: &Value) -> Vec<Told> {
        self.part.spec.kind().tell(answer)
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("ask", &self.ask, 360);
        check.text("then", &self.then, 300);
        let mut inner = check.at("part");
        inner.text("id", &self.part.id, 40);
        match &self.part.spec {
            Spec::Write(_) | Spec::Lines(_) | Spec::Pick(_) | Spec::Rate(_) | Spec::Sort(_) => {
                self.part.spec.kind().check(&mut inner);
            }
            _ => inner.wrong(Wrong::AtOdds(
                "a part of this kind cannot be sealed",
                "Use write, lines, pick, rate or sort",
            )),
        }
    }
}
