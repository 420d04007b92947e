//! The JSON Schema of the curriculum's files, made from the very types that read them.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{Ask, Contents, Couples, Help, Ideas, Step};
use crate::lens::Phrases;

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// One schema a file: `contents`, `step`, `ask`, `help`, `lens`, `couples`, `ideas`.
pub fn schema() -> Value {
    let files = [
        ("contents", of::<Contents>()),
        ("step", of::<Step>()),
        ("ask", of::<Ask>()),
        ("help", of::<Help>()),
        ("lens", of::<Phrases>()),
        ("couples", of::<Couples>()),
        ("ideas", of::<Ideas>()),
    ];
    let files: Map<String, Value> =
        files.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({ "format": super::FORMAT, "files": files })
}
