//! Reads a group of words: an object with exactly the fields that it should have. One reader does for
//! all groups, as a derived one does for each; that keeps the program small.

use std::{borrow::Cow, fmt};

use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

use super::words::Pair;

/// What a field should be.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Line,
    Lines,
    Pair,
}

/// What a field is.
pub(super) enum Said {
    Line(String),
    Lines(Vec<String>),
    Pair(Pair),
}

/// A type of a field.
pub(super) trait Saying: Default {
    const KIND: Kind;

    /// What was said: of this kind, for it was read as such.
    fn of(said: Option<Said>) -> Self;
}

macro_rules! sayings {
    ($($Kind:ident: $Type:ty),*) => {
        $(impl Saying for $Type {
            const KIND: Kind = Kind::$Kind;

            // in one place: there are eight hundred fields, and inlined it was 160 KB
            #[inline(never)]
            fn of(said: Option<Said>) -> Self {
                if let Some(Said::$Kind(said)) = said { said } else { Self::default() }
            }
        })*
    };
}

sayings! { Line: String, Lines: Vec<String>, Pair: Pair }

/// A group, by what it should be.
#[derive(Clone, Copy)]
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) fields: &'static [&'static str],
    pub(super) kinds: &'static [Kind],
}

impl Group {
    /// What its fields say, in their order.
    pub(super) fn read<'de, D: Deserializer<'de>>(self, from: D) -> Result<Vec<Said>, D::Error> {
        from.deserialize_struct(self.name, self.fields, self)
    }
}

impl<'de> Visitor<'de> for Group {
    type Value = Vec<Said>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Said>, A::Error> {
        let mut said: Vec<Option<Said>> = self.fields.iter().map(|_| None).collect();
        while let Some(field) = map.next_key::<Cow<'_, str>>()? {
            let Some(at) = self.fields.iter().position(|known| *known == field) else {
                return Err(A::Error::unknown_field(&field, self.fields));
            };
            if said[at].is_some() {
                return Err(A::Error::duplicate_field(self.fields[at]));
            }
            said[at] = Some(match self.kinds[at] {
                Kind::Line => Said::Line(map.next_value()?),
                Kind::Lines => Said::Lines(map.next_value()?),
                Kind::Pair => Said::Pair(map.next_value()?),
            });
        }
        let whole = self.fields.iter().zip(said);
        whole.map(|(field, said)| said.ok_or_else(|| A::Error::missing_field(field))).collect()
    }
}
