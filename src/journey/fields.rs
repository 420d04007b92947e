//! What was answered of a matter, read when somebody asks for it: years of it lie in a home, and a day
//! looks at little of that. What is asked of it, and who may see it, is left to [`super::matter`].

use std::{collections::BTreeMap, ops::Deref, sync::OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Value, value::RawValue};

/// Answers: by the part's id, the kind's own JSON. What was not written by this program and is no such
/// thing inside is as if nothing had been answered.
#[derive(Clone, Default)]
pub struct Fields {
    written: Option<Box<RawValue>>,
    read: OnceLock<BTreeMap<String, Value>>,
}

impl Deref for Fields {
    type Target = BTreeMap<String, Value>;

    fn deref(&self) -> &Self::Target {
        self.read.get_or_init(|| {
            let written = self.written.as_deref().map(RawValue::get);
            written.and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default()
        })
    }
}

impl From<BTreeMap<String, Value>> for Fields {
    fn from(fields: BTreeMap<String, Value>) -> Self {
        Self { written: None, read: fields.into() }
    }
}

impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(to)
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Box::<RawValue>::deserialize(from)?;
        if !written.get().starts_with('{') {
            return Err(D::Error::custom("not answers by their parts"));
        }
        Ok(Self { written: Some(written), read: OnceLock::new() })
    }
}
