//! The JSON Schema of the curriculum's files, made from the very types that read them.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

use super::{Ask, Contents, Couples, Help, Ideas, Sayings, Step};
use crate::{lens::Phrases, practice::Practices, ui::Words};

/// One schema for every kind of file: a file fits if it is one of them, whole.
///
/// Under `$defs` they stand by the names of their types, for whoever knows which one it should be.
pub fn schema() -> Value {
    let mut of = SchemaSettings::draft2020_12().into_generator();
    let kinds = [
        kind::<Contents>(&mut of),
        kind::<Step>(&mut of),
        kind::<Ask>(&mut of),
        kind::<Phrases>(&mut of),
        kind::<Practices>(&mut of),
        kind::<Sayings>(&mut of),
        kind::<Couples>(&mut of),
        kind::<Words>(&mut of),
        kind::<Help>(&mut of),
        kind::<Ideas>(&mut of),
    ];
    json!({
        "$schema": of.settings().meta_schema,
        "title": "A file of a curriculum of amends",
        "anyOf": kinds,
        "$defs": of.take_definitions(true),
    })
}

fn kind<T: JsonSchema>(of: &mut SchemaGenerator) -> Schema {
    of.subschema_for::<T>()
}
