//! The build script: puts every file of `content/` into the binary, so that a language is a folder
//! and nothing else, and the program never looks for its texts at run time. They are packed, each by
//! itself: open they would be a sixth of the program, and it is mapped into memory whole.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a build script reads its folder and speaks to cargo on stdout"
)]

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use miniz_oxide::deflate::compress_to_vec;

/// The form of all these files, as a test writes it.
const SCHEMA: &str = "src/curriculum/schema.json";

/// The level of packing that takes longest and gives the fewest bytes.
const SMALLEST: u8 = 10;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=content");
    println!("cargo::rerun-if-changed=src/bundle.rs");
    println!("cargo::rerun-if-changed={SCHEMA}");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut files = Vec::new();
    collect(&Path::new(&root).join("content"), "", &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    for (at, (name, path)) in files.iter().enumerate() {
        let packed = format!("/{at}.packed");
        pack(&flush_left(&fs::read_to_string(path)?), &format!("{out}{packed}"))?;
        let bytes = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), {packed:?}))");
        writeln!(table, "    ({name:?}, {bytes}),").map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    let schema = fs::read_to_string(Path::new(&root).join(SCHEMA))?;
    pack(&schema, &format!("{out}/schema.packed"))?;
    fs::write(Path::new(&out).join("bundle.rs"), table)
}

fn pack(text: &str, to: &str) -> io::Result<()> {
    fs::write(to, compress_to_vec(text.as_bytes(), SMALLEST))
}

/// Indentation is for people, and a quarter of the bytes. Lines stay lines, so that whoever finds a
/// mistake names the right one; no text of JSON has a line break in it.
fn flush_left(json: &str) -> String {
    let left = |line: &'_ str| line.trim_start_matches([' ', '\t']).to_owned();
    json.lines().map(left).collect::<Vec<_>>().join("\n")
}

fn collect(dir: &Path, below: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", dir.display());
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = if below.is_empty() { name } else { format!("{below}/{name}") };
        if path.is_dir() {
            collect(&path, &name, files)?;
        } else if path.extension().is_some_and(|it| it == "json") {
            files.push((name, path));
        }
    }
    Ok(())
}
