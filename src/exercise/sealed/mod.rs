//! Both do the same apart; it is shown on two yeses. Here is only the doing: who wrote, who is asked
//! and what is shown are the screen's, for they need both people.

use serde::Deserialize;
use serde_json::Value;

use super::{Check, Kind, Model, Spec, Told, Wrong};

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// What both will do apart.
    pub ask: String,
    /// What each does: write, lines, pick, rate or sort.
    pub part: Box<Inner>,
    /// Said before a grid is shown, with how many of all the one hurt marked deeper than the other
    /// guessed: `{n}` of `{all}`. They say whether the grid itself comes next.
    #[serde(default)]
    pub deeper: String,
    /// What to say to each other once it is shown.
    pub then: String,
}

/// The part within, with its id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub struct Inner {
    /// Its name.
    pub id: String,
    /// What it is.
    #[serde(flatten)]
    pub spec: Spec,
}

impl Sealed {
    /// In how many rows of a grid one is placed deeper than the other, of how many.
    pub fn deeper(&self, one: &Value, other: &Value) -> Option<(usize, usize)> {
        let Spec::Rate(rate) = &self.part.spec else { return None };
        let place = |answer: &Value, id: &str| answer.get("places")?.get(id)?.as_u64();
        let deeper = |id: &str| place(one, id) > place(other, id);
        let count = rate.items.iter().filter(|item| deeper(&item.id)).count();
        Some((count, rate.items.len()))
    }
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
        check.text_if_any("deeper", &self.deeper, 300);
        if !self.deeper.is_empty() && !matches!(self.part.spec, Spec::Rate(_)) {
            check.wrong(Wrong::AtOdds(
                "“deeper” counts the rows of a grid, and this is none",
                "Leave “deeper” out, or let the part be of the kind “rate”",
            ));
        }
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
