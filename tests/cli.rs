//! What can be typed after `amends`, through the real program: its help, what it prints, what it
//! complains about, and how it ends. The screens it opens are told elsewhere.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    os::unix::{
        fs::{PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use amends::{
    curriculum::Curriculum,
    journey::Role,
    platform::dirs::Places,
    ui::{Pair, Words},
    vault::{Options, PAGE, Vault},
};
use tempfile::TempDir;

use super::process::copy_program;

/// A user of the system who owns nothing.
const NOBODY: u32 = 65534;

/// Every command there is.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["init"],
    &["session"],
    &["note"],
    &["due"],
    &["calendar"],
    &["export"],
    &["doctor"],
    &["backup"],
    &["restore"],
    &["forget"],
    &["where"],
    &["lens"],
    &["content"],
    &["content", "check"],
    &["content", "list"],
    &["content", "schema"],
    &["completions"],
    &["man"],
];

/// A shell whose user has a home of their own, and nothing else in the environment.
pub(crate) struct Shell {
    pub(crate) home: TempDir,
    program: PathBuf,
    user: Option<u32>,
    env: Vec<(&'static str, PathBuf)>,
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("what it says is text");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Shell {
    /// Nothing has been set up.
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let program = PathBuf::from(env!("CARGO_BIN_EXE_amends"));
        let env = vec![("HOME", home.path().to_owned())];
        Self { home, program, user: None, env }
    }

    /// Two people, Ana and Ben.
    pub(crate) fn of_two() -> Self {
        let shell = Self::new();
        let names = ["--name", "Ana", "--name", "Ben", "--role", "hurt", "--role", "repairing"];
        shell.run(&[&["init", "--together"], &names[..]].concat()).succeeds();
        shell
    }

    /// One person without a name.
    pub(crate) fn of_one() -> Self {
        let shell = Self::new();
        shell.run(&["init", "--alone"]).succeeds();
        shell
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).env_clear().envs(self.env.iter().cloned()).current_dir(&self.home);
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
    }

    /// Runs it with nothing on standard input.
    pub(crate) fn run(&self, args: &[&str]) -> Said {
        self.command(args).stdin(Stdio::null()).output().unwrap().into()
    }

    /// Runs it with this on standard input.
    pub(crate) fn fed(&self, args: &[&str], input: &[u8]) -> Said {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // it may have ended before it read all of it
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap().into()
    }

    /// Where it keeps things, as it says itself.
    pub(crate) fn places(&self) -> Places {
        let said = self.run(&["where"]);
        let mut lines = said.out.lines().map(PathBuf::from);
        Places { data: lines.next().unwrap(), state: lines.next().unwrap() }
    }
}

impl Said {
    /// All went well, and nobody complained.
    #[track_caller]
    pub(crate) fn succeeds(&self) -> &Self {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""));
        self
    }

    /// It failed, said so in these two sentences, and said nothing else.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, pair: &Pair) {
        assert_eq!(self.err, format!("{}\n{}\n", pair.what, pair.now));
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""));
    }
}

pub(crate) fn words() -> &'static Words {
    Curriculum::of_bundle("en").and_then(Curriculum::words).unwrap()
}

/// What another program complains about when it reads a file; nothing if it is not installed.
#[expect(clippy::print_stdout, reason = "a reader of the tests should know what was not tried")]
pub(crate) fn complaints(reader: &[&str], file: &Path) -> String {
    let (program, args) = reader.split_first().unwrap();
    match Command::new(program).args(args).arg(file).output() {
        Ok(read) => String::from_utf8_lossy(&read.stderr).into_owned(),
        Err(error) => {
            println!("{program} did not read it: {error}");
            String::new()
        }
    }
}

/// Every file below a folder with what is in it.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

fn log_of(places: &Places) -> PathBuf {
    let mut logs = fs::read_dir(places.data.join("log")).unwrap();
    logs.next().unwrap().unwrap().path()
}

#[test]
fn every_help_says_what_it_does() {
    let shell = Shell::new();
    for command in COMMANDS {
        let said = shell.run(&[command, &["--help"][..]].concat());
        let name = ["amends"].iter().chain(*command).copied().collect::<Vec<_>>().join("-");
        assert_eq!(said.succeeds().out, shell.run(&[&["help"], *command].concat()).out, "{name}");
        let longest = said.out.lines().map(|line| line.chars().count()).max();
        assert!(longest.unwrap() <= 100, "{name}: a line of {longest:?} letters");
        insta::assert_snapshot!(format!("help_{name}"), said.out);
    }
}

#[test]
fn no_command_is_forgotten_here() {
    let shell = Shell::new();
    for (above, depth) in [(&[][..], 1), (&["content"][..], 2)] {
        let help = shell.run(&[above, &["-h"]].concat()).out;
        let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
        let mut listed: Vec<_> =
            list.lines().filter_map(|it| it.split_whitespace().next()).collect();
        listed.retain(|name| *name != "help");
        let known = COMMANDS.iter().filter(|it| it.len() == depth && it.starts_with(above));
        assert_eq!(listed, known.filter_map(|it| it.last().copied()).collect::<Vec<_>>());
    }
}

#[test]
fn version() {
    let said = Shell::new().run(&["--version"]);
    assert_eq!(said.succeeds().out, format!("amends {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_words_end_with_2() {
    let shell = Shell::of_two();
    let wrong: &[&[&str]] = &[
        &["--loud"],
        &["nonsense"],
        &["note", "words", "on", "the", "command", "line"],
        &["init"],
        &["init", "--together", "--alone"],
        &["init", "--alone", "--role", "angry"],
        &["export", "--format", "pdf"],
        &["completions", "tcsh"],
        &["session", "--step", "two"],
        &["init", "--alone", "--passphrase-fd", "-1"],
        &["init", "--alone", "--passphrase", "correct horse"],
        &["note", "\u{1b}[31m\u{202e}"],
    ];
    for words in wrong {
        let said = shell.fed(words, b"a page");
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{words:?}");
        assert!(said.err.starts_with("error: "), "{words:?}");
        assert!(!said.err.contains(['\u{1b}', '\u{202e}']), "{words:?}");
    }
    let trouble = &words().trouble;
    let languages = [("names", "en")];
    shell.run(&["--lang", "xx", "where"]).fails(2, &trouble.no_language.with(&languages));
    shell.run(&["--at", "noon", "where"]).fails(2, &trouble.bad_time);
    shell.run(&["session", "--step", "11"]).fails(2, &trouble.no_such_step.with(&[("most", "10")]));
    shell.run(&["init", "--alone", "--name", "A", "--name", "B"]).fails(2, &trouble.names);
    shell.run(&["export"]).fails(2, &trouble.say_who);
    shell.run(&["export", "--as", "Cleo"]).fails(2, &trouble.no_such_person);
    let said = shell.run(&["session", "--couple", "Nobody"]);
    assert_eq!((said.code, said.err.lines().count()), (Some(2), 2));
    assert!(said.err.contains("first-month"), "it lists them: {}", said.err);
}

#[test]
fn init_makes_a_home_once() {
    let trouble = &words().trouble;
    for args in [&["init", "--together"][..], &["init", "--alone", "--name", "Ana"]] {
        let shell = Shell::new();
        let said = shell.run(args);
        assert_eq!(said.succeeds().out, format!("{}\n", words().cli.home_made));
        let before = files(&shell.places().data);
        shell.run(args).fails(1, &trouble.home_exists);
        assert_eq!(files(&shell.places().data), before, "nothing is touched");
    }
    for args in [
        &["init", "--together", "--name", "A", "--name", "B", "--name", "C"][..],
        &["init", "--alone", "--role", "hurt", "--role", "both"],
    ] {
        let shell = Shell::new();
        shell.run(args).fails(2, &trouble.names);
        assert!(!shell.places().data.exists(), "nothing is made");
    }
}

#[test]
fn init_knows_who_is_here() {
    let shell = Shell::of_two();
    let opened = Vault::open(&shell.places(), &Options::default()).unwrap();
    let people = opened.journey.seats().iter().map(|seat| opened.journey.person(*seat).unwrap());
    let names: Vec<_> = people.map(|person| (person.name.as_str(), person.role)).collect();
    assert_eq!(names, [("Ana", Some(Role::Hurt)), ("Ben", Some(Role::Repairing))]);
}

#[test]
fn note_keeps_a_page_and_says_only_that() {
    let shell = Shell::of_two();
    let said =
        shell.fed(&["note", "--as", "Ana"], "She said: “é 心”.\r\n\tAnd then.\n\n".as_bytes());
    assert_eq!(said.succeeds().out, "Saved.\n");
    for name in ["ana", "A", "a"] {
        assert_eq!(shell.fed(&["note", "--as", name], b"One more.").succeeds().out, "Saved.\n");
    }
    assert_eq!(shell.fed(&["note", "--as", "B"], b"Mine.").succeeds().out, "Saved.\n");
    assert_eq!(
        pages(&shell, "Ana"),
        ["She said: “é 心”.\n    And then.", "One more.", "One more.", "One more."]
    );
    assert_eq!(pages(&shell, "Ben"), ["Mine."]);

    let alone = Shell::of_one();
    alone.fed(&["note"], b"For myself.").succeeds();
    assert_eq!(pages(&alone, "A"), ["For myself."]);
}

/// What this person's export has in its journal.
pub(crate) fn pages(shell: &Shell, name: &str) -> Vec<String> {
    let said = shell.run(&["export", "--format", "json", "--as", name]);
    let json: serde_json::Value = serde_json::from_str(&said.succeeds().out).unwrap();
    let pages = json["journal"].as_array().unwrap().iter();
    pages.map(|page| page["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn note_says_why_it_kept_nothing() {
    let trouble = &words().trouble;
    Shell::new().fed(&["note"], b"A page.").fails(1, &trouble.no_home);
    let shell = Shell::of_two();
    shell.fed(&["note"], b"A page.").fails(2, &trouble.say_who);
    shell.fed(&["note", "--as", "Cleo"], b"A page.").fails(2, &trouble.no_such_person);
    let note = ["note", "--as", "Ana"];
    for nothing in [&b""[..], b" \n\t\r\n ", b"\x1b\x07"] {
        shell.fed(&note, nothing).fails(1, &trouble.nothing_to_keep);
    }
    shell.fed(&note, b"caf\xe9").fails(1, &trouble.not_text);
    let long = |len| "心".repeat(len / 3) + &"a".repeat(len % 3);
    shell.fed(&note, long(PAGE + 1).as_bytes()).fails(1, &trouble.too_long);
    shell.fed(&note, long(3 * PAGE).as_bytes()).fails(1, &trouble.too_long);
    assert_eq!(pages(&shell, "Ana"), Vec::<String>::new());
    shell.fed(&note, long(PAGE).as_bytes()).succeeds();
    assert_eq!(pages(&shell, "Ana"), [long(PAGE)]);
}

#[test]
fn where_names_both_folders() {
    let shell = Shell::new();
    let said = shell.run(&["where"]);
    let lines: Vec<_> = said.succeeds().out.lines().map(Path::new).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|path| path.starts_with(&shell.home)), "{lines:?}");
    assert_eq!(files(shell.home.path()), BTreeMap::new(), "asking makes nothing");
}

/// `--dir` first, then `AMENDS_DIR`, then the usual place.
#[test]
fn the_home_can_be_elsewhere() {
    let mut shell = Shell::new();
    let elsewhere = shell.home.path().join("a folder");
    shell.env.push(("AMENDS_DIR", elsewhere.clone()));
    assert_eq!(shell.places().data, elsewhere);
    shell.run(&["init", "--alone"]).succeeds();
    shell.fed(&["note"], b"Elsewhere.").succeeds();
    let given = shell.home.path().join("given");
    let said = shell.run(&["--dir", "given", "where"]);
    assert_eq!(said.succeeds().out.lines().next().map(Path::new), Some(given.as_path()));
    shell.run(&["export", "--dir", "given"]).fails(1, &words().trouble.no_home);
    assert_eq!(pages(&shell, "A"), ["Elsewhere."]);
}

/// Then the system may still know where the user's files belong, or not: both are told.
#[test]
fn without_a_home_in_the_environment() {
    let mut shell = Shell::new();
    shell.env.clear();
    let said = shell.run(&["where"]);
    if said.code == Some(0) {
        assert!(said.out.lines().all(|line| Path::new(line).is_absolute()) && said.err.is_empty());
    } else {
        said.fails(1, &words().trouble.no_place);
    }
}

#[test]
fn doctor_says_whether_all_is_whole() {
    let shell = Shell::of_two();
    shell.fed(&["note", "--as", "A"], b"CANARY one").succeeds();
    shell.fed(&["note", "--as", "B"], b"CANARY two").succeeds();
    let said = shell.run(&["doctor"]);
    assert!(said.succeeds().out.ends_with(&format!("{}\n", words().cli.whole)), "{}", said.out);
    let json = shell.run(&["doctor", "--json"]);
    let checkup: serde_json::Value = serde_json::from_str(&json.succeeds().out).unwrap();
    assert_eq!(checkup["findings"], serde_json::json!([]));

    let log = log_of(&shell.places());
    let damaged = fs::read_to_string(&log).unwrap().replacen("CANARY one", "CANARX one", 1);
    fs::write(&log, damaged).unwrap();
    let said = shell.run(&["doctor"]);
    let pair = words().trouble.damaged_lines.with(&[("n", "1")]);
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
    assert!(said.out.contains(&format!("{}\n{}\n", pair.what, pair.now)), "{}", said.out);
    let json = shell.run(&["doctor", "--json"]);
    assert_eq!(json.code, Some(1));
    let checkup: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(checkup["findings"][0]["finding"], "damaged-lines");
    for shown in [&said, &json] {
        assert!(!format!("{shown:?}").contains("CANAR"), "it shows nothing that was written");
        assert!(!format!("{shown:?}").contains("Ana"), "nor who is here");
    }
}

#[test]
fn doctor_without_a_home() {
    let shell = Shell::new();
    let said = shell.run(&["doctor"]);
    let pair = &words().trouble.no_home;
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
    assert!(said.out.contains(&format!("{}\n{}\n", pair.what, pair.now)), "{}", said.out);
    assert_eq!(files(shell.home.path()), BTreeMap::new(), "looking makes nothing");
}

#[test]
fn completions_for_every_shell() {
    let shell = Shell::new();
    for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = shell.run(&["completions", name]);
        assert!(said.succeeds().out.contains("export"), "{name}");
    }
    let script = shell.home.path().join("amends.bash");
    fs::write(&script, shell.run(&["completions", "bash"]).out).unwrap();
    assert_eq!(complaints(&["bash", "-n"], &script), "");
}

#[test]
fn the_manual_has_a_part_for_every_command() {
    let shell = Shell::new();
    let said = shell.run(&["man"]);
    let page = &said.succeeds().out;
    assert!(page.starts_with(".ie") || page.starts_with(".TH"), "it is roff");
    assert!(page.is_ascii(), "not every roff reads UTF-8");
    for command in COMMANDS.iter().filter(|command| !command.is_empty()) {
        let part = format!(".SS \"amends {}", command.join(" "));
        assert!(page.contains(&part), "{part} is missing");
    }
    for part in ["COMMANDS", "EXAMPLES", "EXIT STATUS", "ENVIRONMENT"] {
        assert!(
            page.contains(&format!(".SH \"{part}\"")) || page.contains(&format!(".SH {part}\n"))
        );
    }
    let file = shell.home.path().join("amends.1");
    fs::write(&file, page).unwrap();
    assert_eq!(complaints(&["groff", "-man", "-ww", "-z"], &file), "");
}

/// For somebody who may read the home and not write it: reading works, and keeping says why not.
#[test]
fn a_folder_that_can_only_be_read() {
    let mut shell = Shell::new();
    if rustix::process::getuid().is_root() {
        // root may write everywhere; and nobody may not reach where the program was built
        let program = shell.home.path().join("amends");
        copy_program(&shell.program, &program);
        chown(&shell.home, Some(NOBODY), Some(NOBODY)).unwrap();
        (shell.program, shell.user) = (program, Some(NOBODY));
    }
    shell.run(&["init", "--alone"]).succeeds();
    shell.fed(&["note"], b"Before.").succeeds();
    let data = shell.places().data;
    let before = files(&data);
    let modes = |mode| {
        for dir in [data.join("log"), data.clone()] {
            fs::set_permissions(dir, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    modes(0o500);
    let read_only = &words().trouble.read_only;
    shell.fed(&["note"], b"After.").fails(1, read_only);
    assert_eq!(pages(&shell, "A"), ["Before."]);
    let said = shell.run(&["doctor"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains(&read_only.what), "{}", said.out);
    shell
        .run(&["export", "--out", &format!("{}/out.md", data.display())])
        .fails(1, &words().trouble.no_file);
    modes(0o700);
    assert_eq!(files(&data), before, "nothing has changed");
    shell.fed(&["note"], b"After.").succeeds();
}

#[test]
fn while_it_is_open_in_another_window() {
    let shell = Shell::of_two();
    shell.fed(&["note", "--as", "A"], b"Before.").succeeds();
    let places = shell.places();
    let open = Vault::open(&places, &Options::default()).unwrap();
    let before = files(&places.data);
    let in_use = &words().trouble.in_use;
    shell.fed(&["note", "--as", "A"], b"After.").fails(1, in_use);
    shell.run(&[]).fails(1, in_use);
    assert_eq!(pages(&shell, "A"), ["Before."], "what only reads works");
    shell.run(&["doctor"]).succeeds();
    assert_eq!(files(&places.data), before, "nothing has changed");
    drop(open);
    shell.fed(&["note", "--as", "A"], b"After.").succeeds();
}

#[test]
fn without_a_terminal() {
    let no_terminal = &words().trouble.no_terminal;
    let shell = Shell::of_one();
    let before = files(shell.home.path());
    shell.run(&[]).fails(1, no_terminal);
    shell.run(&["session"]).fails(1, no_terminal);
    shell.run(&["session", "--step", "3", "--couple", "first-month"]).fails(1, no_terminal);
    assert_eq!(files(shell.home.path()), before, "nothing has changed");
}

#[test]
fn forget_takes_everything_away_and_nothing_else() {
    let shell = Shell::of_two();
    shell.fed(&["note", "--as", "Ana"], b"A page.").succeeds();
    let (places, trouble) = (shell.places(), &words().trouble);
    let before = files(&places.data);
    for word in ["", "\n", "yes\n", "forget it\n", "\nforget\n", &"forget ".repeat(99)] {
        shell.fed(&["forget", "--all"], word.as_bytes()).fails(1, &trouble.not_forgotten);
    }
    assert_eq!(shell.fed(&["forget"], b"forget\n").code, Some(2), "all of it is to be said");
    let open = Vault::open(&places, &Options::default()).unwrap();
    shell.fed(&["forget", "--all"], b"forget\n").fails(1, &trouble.in_use);
    drop(open);
    assert_eq!(files(&places.data), before, "nothing is touched");

    let mine = places.data.join("mine.txt");
    fs::write(&mine, "not of amends").unwrap();
    let other_name = shell.home.path().join("other name");
    fs::hard_link(log_of(&places), &other_name).unwrap();
    let said = shell.fed(&["forget", "--all"], b" Forget \n");
    assert_eq!(said.succeeds().out.lines().collect::<Vec<_>>(), words().cli.forgotten);
    let left = files(shell.home.path());
    assert_eq!(left.keys().collect::<Vec<_>>(), [&mine, &other_name]);
    assert!(left[&other_name].iter().all(|byte| *byte == 0), "it was written over first");
    shell.fed(&["forget", "--all"], b"forget\n").fails(1, &trouble.no_home);

    let shell = Shell::of_one();
    let places = shell.places();
    for copy in ["home.json", "home.json.2"] {
        fs::write(places.data.join(copy), "damaged").unwrap();
    }
    shell.fed(&["forget", "--all"], b"forget").succeeds();
    assert!(!places.data.exists(), "also what cannot be opened any more");
}

/// Standard input is open, is no terminal, and nothing comes: only what reads it may wait.
#[test]
fn nothing_waits_for_a_key() {
    let shell = Shell::of_two();
    let all: &[&[&str]] = &[
        &[],
        &["session"],
        &["init", "--alone"],
        &["export", "--as", "A"],
        &["doctor"],
        &["where"],
        &["completions", "bash"],
        &["man"],
        &["note"],
    ];
    for args in all {
        let mut command = shell.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let since = Instant::now();
        while child.try_wait().unwrap().is_none() {
            assert!(since.elapsed() < Duration::from_secs(20), "{args:?} waits");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// A reader who has seen enough (`amends export | head`) is no failure.
#[test]
fn a_closed_pipe_is_a_quiet_success() {
    let shell = Shell::of_one();
    shell.fed(&["note"], "Word. ".repeat(30_000).as_bytes()).succeeds();
    for args in [&["export"][..], &["man"], &["completions", "bash"], &["where"], &["doctor"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = shell.command(args).stdin(Stdio::null()).stdout(writer).output().unwrap();
        let said = Said::from(output);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{args:?}");
    }
}
