//! The JSON Schema of the curriculum's files, made from the very types that read them.
//!
//! It lies in `schema.json`, so that the program need not carry what makes it: that was a tenth of it.
//! A test holds it to the types; `AMENDS_SCHEMA=renew cargo test schema` writes it anew.

use super::load::unpacked;

/// One schema for every kind of file: a file fits if it is one of them, whole.
///
/// Under `$defs` they stand by the names of their types, for whoever knows which one it should be.
pub fn schema() -> String {
    unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/schema.packed")))
}

#[cfg(test)]
mod tests {
    use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
    use serde_json::{Value, json};

    use super::{
        super::{Ask, Contents, Couples, Help, Ideas, Sayings, Step},
        schema,
    };
    use crate::{lens::Phrases, practice::Practices, ui::Words};

    /// As the types say.
    fn made() -> Value {
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

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "a test reads its folder, and renews a file of it"
    )]
    fn the_file_says_what_the_types_say() {
        let made = serde_json::to_string_pretty(&made()).unwrap();
        if std::env::var("AMENDS_SCHEMA").is_ok_and(|it| it == "renew") {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/curriculum/schema.json");
            std::fs::write(path, made + "\n").unwrap();
            return;
        }
        assert!(
            schema().trim_end() == made,
            "to write it again: AMENDS_SCHEMA=renew cargo test schema"
        );
    }
}
