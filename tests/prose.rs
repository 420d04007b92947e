//! Rows and carets: tables of real scripts, and laws that hold for any text and any edits.
//! What it looks like on a screen is tested with the screens.

use amends::ui::{
    clean::{clean, clean_line},
    prose::{Edit, Edited, FULL, Prose, cells, rows_of, wrap},
};
use chrono::{DateTime, FixedOffset, TimeDelta};
use proptest::prelude::*;
use ratatui::buffer::CellWidth as _;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

type Time = DateTime<FixedOffset>;

fn noon() -> Time {
    "2026-11-22T12:00:00+01:00".parse().unwrap()
}

/// Does `edits` one after the other, with no pause.
fn after(mut prose: Prose, edits: impl IntoIterator<Item = Edit>) -> Prose {
    for edit in edits {
        let _ = prose.edit(edit, noon());
    }
    prose
}

fn typed(text: &str) -> impl Iterator<Item = Edit> {
    text.chars().map(Edit::Type)
}

fn page(text: &str, width: u16) -> Prose {
    let mut prose = Prose::with_text(text);
    prose.set_width(width);
    after(prose, [Edit::TextStart])
}

/// Width, text, and its rows.
const ROWS: &[(u16, &str, &[&str])] = &[
    (
        24,
        "I told myself it didn’t matter — “you were already asleep” — and went…",
        &["I told myself it didn’t", "matter — “you were", "already asleep” — and", "went…"],
    ),
    (
        20,
        "彼女は「ごめんなさい」と言った。「もう遅い」と私は思った。",
        &["彼女は「ごめんなさ", "い」と言った。「もう", "遅い」と私は思った。"],
    ),
    (8, "fam 👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦 🏳️‍🌈🇩🇪🇫🇷 1️⃣2️⃣ 👍🏽", &["fam 👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦 🏳️‍🌈🇩🇪", "🇫🇷 1️⃣2️⃣", "👍🏽"]),
    (
        6,
        "Vie\u{323}\u{302}t Nam tie\u{302}\u{301}ng",
        &["Vie\u{323}\u{302}t", "Nam", "tie\u{302}\u{301}ng"],
    ),
    (8, "नमस्ते दुनिया मैं क्षमा चाहता हूँ", &["नमस्ते", "दुनिया मैं", "क्षमा", "चाहता हूँ"]),
    (10, "ฉันขอโทษ ฉันไม่รู้ว่าจะพูดอย่างไร", &["ฉันขอโทษ", "ฉันไม่รู้ว่าจะพู", "ดอย่างไร"]),
    (10, "한국어 문장은 띄어쓰기로", &["한국어 문", "장은 띄어", "쓰기로"]),
    (
        16,
        "see https://example.org/a/very/long/path?with=query&and=more now",
        &["see https://", "example.org/a/", "very/long/path?", "with=query&and=m", "ore now"],
    ),
    (5, "one\n\ntwo   \nend\n", &["one", "", "two", "end", ""]),
    (5, "aaaaaaa     b", &["aaaaa", "aa", "b"]),
    (6, "ab\u{a0}cd ef", &["ab\u{a0}cd", "ef"]),
    (1, "心a", &["心", "a"]),
    (0, "ab", &["a", "b"]),
    (9, "", &[""]),
];

#[test]
fn rows_break_where_readers_of_each_script_expect() {
    for (width, text, rows) in ROWS {
        assert_eq!(rows_of(text, *width).collect::<Vec<_>>(), *rows, "at {width}");
    }
}

#[test]
fn every_character_is_as_wide_as_ratatui_draws_it_and_cut_from_none() {
    for c in ('\u{20}'..='\u{ffff}').filter(|c| !c.is_control()) {
        let text = c.to_string();
        assert_eq!(cells(&text), usize::from(text.cell_width()), "{c:?}");
        let text = format!("{c}a{c}{c}あ{c}“{c}\n{c}");
        for row in wrap(&text, 1) {
            assert!(between_clusters(&text, row.start), "{c:?} cut at {}", row.start);
        }
    }
}

#[test]
fn clean_keeps_words_and_drops_commands() {
    let table = [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u{2028}b\u{2029}c", "a\nb\nc"),
        ("\ta", "    a"),
        ("\u{1b}[31ma\u{9b}b\u{7f}\0", "[31mab"),
        ("a\u{202e}b\u{2066}c\u{2069}", "abc"),
        ("a\u{e0041}\u{fff9}b\u{fffb}", "ab"),
        ("👩‍👧 ❤️ \u{200f}שלום", "👩‍👧 ❤️ \u{200f}שלום"),
    ];
    for (text, cleaned) in table {
        assert_eq!(clean(text), cleaned);
    }
    assert_eq!(clean_line("a\r\n\tb\u{2029}"), "a     b ");
    assert!(matches!(clean("as it is\n"), std::borrow::Cow::Borrowed(_)));
}

#[test]
fn the_caret_stands_where_the_next_letter_will() {
    let prose = after(Prose::new(), typed("心信頼é💛"));
    assert_eq!(prose.caret_row_cell(), (0, 9));
    let prose = after(Prose::new(), typed("e\u{301}\u{1f469}\u{200d}\u{1f467}"));
    assert_eq!(prose.caret_row_cell(), (0, 3));
    let prose = after(prose, [Edit::Left, Edit::Left]);
    assert_eq!((prose.caret(), prose.caret_row_cell()), (0, (0, 0)));
}

#[test]
fn a_step_and_a_backspace_take_a_whole_cluster() {
    let text = "👨‍👩‍👧‍👦👨‍👩‍👧‍👦 🏳️‍🌈🇩🇪🇫🇷1️⃣👍🏽Vie\u{323}\u{302}tक्षि한국어";
    let clusters = text.graphemes(true).count();
    let mut prose = page(text, 10);
    let mut steps = 0;
    while prose.edit(Edit::Right, noon()) == Edited::Moved {
        steps += 1;
    }
    assert_eq!(steps, clusters);
    for left in (0..clusters).rev() {
        assert_eq!(prose.edit(Edit::Backspace, noon()), Edited::Changed);
        assert_eq!(prose.text(), text.graphemes(true).take(left).collect::<String>());
    }
}

#[test]
fn undo_takes_a_word_and_redo_gives_it_back() {
    let mut prose = after(Prose::new(), typed("I was late"));
    let mut texts = Vec::new();
    while prose.edit(Edit::Undo, noon()) == Edited::Changed {
        texts.push(prose.text().to_owned());
    }
    assert_eq!(texts, ["I was ", "I ", ""]);
    prose = after(prose, [Edit::Redo, Edit::Redo]);
    assert_eq!(prose.text(), "I was ");
    prose = after(prose, typed("on time").chain([Edit::Undo]));
    assert_eq!(prose.text(), "I was on ");
    assert_eq!(after(prose, [Edit::Undo, Edit::Redo, Edit::Redo]).text(), "I was on time");
}

#[test]
fn a_pause_a_move_a_line_and_a_paste_end_a_step() {
    let mut prose = after(Prose::new(), typed("ab"));
    let _ = prose.edit(Edit::Type('c'), noon() + TimeDelta::milliseconds(2_001));
    assert_eq!(after(prose, [Edit::Undo]).text(), "ab");
    let moved = typed("ab").chain([Edit::Left, Edit::Right]).chain(typed("c"));
    assert_eq!(after(Prose::new(), moved.chain([Edit::Undo])).text(), "ab");
    let line = typed("ab\nc").chain([Edit::Undo]);
    assert_eq!(after(Prose::new(), line).text(), "ab\n");
    let pasted = typed("ab").chain([Edit::Paste("c d\r\ne".into()), Edit::Undo]);
    assert_eq!(after(Prose::new(), pasted).text(), "ab");
}

#[test]
fn backspaces_come_back_by_the_word() {
    let rubbed = after(Prose::with_text("I was late"), vec![Edit::Backspace; 6]);
    assert_eq!(rubbed.text(), "I wa");
    assert_eq!(after(rubbed, [Edit::Undo]).text(), "I was ");
}

#[test]
fn home_and_end_mean_the_row_one_sees() {
    let end = |text, edits: &[Edit]| {
        let prose = after(page(text, 5), edits.to_vec());
        (prose.caret(), prose.caret_row_cell())
    };
    let down_end = [Edit::Down, Edit::RowEnd];
    assert_eq!(end("one two", &[Edit::RowEnd]), (3, (0, 3)));
    assert_eq!(end("one two", &down_end), (7, (1, 3)));
    assert_eq!(end("aaaaabbbbb", &[Edit::RowEnd]), (5, (0, 5)));
    assert_eq!(end("aaaaabbbbb", &[Edit::RowEnd, Edit::Right]), (6, (1, 1)));
    assert_eq!(end("aaaaabbbbb", &[Edit::RowEnd, Edit::RowStart]), (0, (0, 0)));
    assert_eq!(end("one  \ntwo", &[Edit::RowEnd]), (5, (0, 5)));
    assert_eq!(end("one two", &[Edit::Down, Edit::Right, Edit::RowStart]), (4, (1, 0)));
}

#[test]
fn up_and_down_keep_their_column_past_a_short_row() {
    let mut prose = after(page("a long row\nab\nanother row", 20), vec![Edit::Right; 8]);
    let mut seen = Vec::new();
    for edit in [Edit::Down, Edit::Down, Edit::Up, Edit::Up, Edit::Up] {
        let edited = prose.edit(edit, noon());
        seen.push((edited, prose.caret_row_cell()));
    }
    let moved = Edited::Moved;
    let there = [(moved, (1, 2)), (moved, (2, 8)), (moved, (1, 2)), (moved, (0, 8))];
    assert_eq!(seen.split_last(), Some((&(Edited::Same, (0, 8)), &there[..])));
    let prose = after(prose, [Edit::PageDown(9), Edit::Left, Edit::PageUp(1)]);
    assert_eq!(prose.caret_row_cell(), (1, 2));
}

#[test]
fn a_click_finds_the_cluster_or_the_end() {
    let place =
        |row, cell| after(page("心💛ab\nc", 9), [Edit::Place { row, cell }]).caret_row_cell();
    assert_eq!([place(0, 0), place(0, 1), place(0, 2)], [(0, 0), (0, 0), (0, 2)]);
    assert_eq!([place(0, 5), place(0, 40), place(7, 7)], [(0, 5), (0, 6), (1, 1)]);
}

#[test]
fn words_are_passed_and_taken_whole() {
    let take = |text, edit| {
        let mut prose = Prose::with_text(text);
        let _ = prose.edit(edit, noon());
        prose.text().to_owned()
    };
    assert_eq!(take("I was late…  ", Edit::WordBack), "I was late");
    assert_eq!(take("I don’t", Edit::WordBack), "I ");
    assert_eq!(take("so 💛💛", Edit::WordBack), "so ");
    let ahead = |edit| after(page("one two", 40), [edit]).text().to_owned();
    assert_eq!(ahead(Edit::WordForwardDelete), " two");
    let on = after(page("one two\nthree", 40), vec![Edit::WordRight; 3]);
    assert_eq!(on.caret(), 13);
    assert_eq!(after(on, vec![Edit::WordLeft; 2]).caret(), 4);
}

#[test]
fn a_row_is_taken_to_either_side() {
    let cut = |edit| {
        let prose = after(page("one two", 5), [Edit::Down, Edit::Right, edit]);
        prose.text().to_owned()
    };
    assert_eq!((cut(Edit::ToRowStart), cut(Edit::ToRowEnd)), ("one wo".into(), "one t".into()));
}

#[test]
fn words_are_counted() {
    for (text, words) in [
        ("", 0),
        ("I don’t know — do you?", 5),
        ("…well-known words/phrases\n", 3),
        ("心信頼 カナ", 5),
        ("한국어 문장", 2),
    ] {
        assert_eq!(Prose::with_text(text).words(), words, "{text}");
    }
}

#[test]
fn what_does_not_fit_is_said_and_what_fits_is_kept() {
    let mut prose = Prose::with_text(&"x".repeat(FULL - 6));
    assert_eq!(prose.edit(Edit::Paste("ab💛💛".into()), noon()), Edited::Full);
    assert_eq!(prose.text().len(), FULL);
    assert!(prose.text().ends_with("xab💛"));
    assert_eq!(prose.edit(Edit::Type('c'), noon()), Edited::Full);
    assert_eq!(prose.edit(Edit::Undo, noon()), Edited::Changed);
    assert_eq!(prose.text().len(), FULL - 6);
}

#[test]
fn one_line_stays_one_line() {
    let mut prose = Prose::single_with_text("a\nb");
    prose.set_width(2);
    let pasted = [Edit::Newline, Edit::Type('\n'), Edit::Paste("c\r\nd".into())];
    prose = after(prose, pasted);
    assert_eq!((prose.text(), prose.rows().len()), ("a b  c d", 1));
    assert_eq!(prose.edit(Edit::Up, noon()), Edited::Same);
    assert_eq!(prose.caret_row_cell(), (0, 8));
    assert_eq!(prose.window(4), (5, "c d", 3));
    assert_eq!(after(prose, [Edit::TextStart]).window(4), (0, "a b ", 0));
}

#[test]
fn debug_shows_no_words() {
    let mut prose = Prose::with_text("secret");
    assert_eq!(format!("{prose:?}"), "Prose(\"…\", 6 bytes)");
    let edits = [Edit::Type('s'), Edit::Paste("secret".into())];
    assert_eq!(format!("{edits:?}"), "[Type(…), Paste(\"…\", 6 bytes)]");
    assert_eq!(prose.edit(Edit::Type('\u{7}'), noon()), Edited::Same);
}

fn syllable() -> impl Strategy<Value = String> {
    let words = [
        "a",
        "I",
        "word ",
        "don’t ",
        " ",
        "   ",
        "\n",
        "\n\n",
        "—",
        "…",
        "“",
        "”",
        "(",
        ")",
        "-",
        "/",
        "https://a.b/c?d=e",
        "1",
        "3.14",
        "%",
        "「",
        "」",
        "。",
        "心",
        "信頼",
        "あ",
        "っ",
        "カ",
        "ﾞ",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{323}\u{302}",
        "\u{200d}",
        "\u{fe0f}",
        "\u{20e3}",
        "👨‍👩‍👧‍👦",
        "👩",
        "👍🏽",
        "🏽",
        "🇩",
        "🇩🇪",
        "❤",
        "💛",
        "1️⃣",
        "नमस्ते",
        "क्",
        "ष",
        "मैं ",
        "ฉันขอโทษ",
        "ำ",
        "한국어 ",
        "ᄒ",
        "ᅡ",
        "ᆫ",
        "\u{a0}",
        "\u{200b}",
        "\u{2060}",
        "\u{3000}",
        "\u{ad}",
        "שלום",
        "-\u{5d0}",
        "\u{600}",
        "!",
        "\u{2014}\u{2014}",
        "ab\u{a0}cd",
        "\u{fffc}",
        "\u{e01ef}",
    ];
    prop_oneof![
        6 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(syllable(), 0..40).prop_map(|parts| parts.concat())
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let moves = [
        Edit::Left,
        Edit::Right,
        Edit::WordLeft,
        Edit::WordRight,
        Edit::Up,
        Edit::Down,
        Edit::PageUp(3),
        Edit::PageDown(3),
        Edit::RowStart,
        Edit::RowEnd,
        Edit::TextStart,
        Edit::TextEnd,
    ];
    let cuts = [
        Edit::Newline,
        Edit::Backspace,
        Edit::Delete,
        Edit::WordBack,
        Edit::WordForwardDelete,
        Edit::ToRowStart,
        Edit::ToRowEnd,
    ];
    prop_oneof![
        4 => prop::sample::select(moves.to_vec()),
        2 => prop::sample::select(cuts.to_vec()),
        1 => prop::sample::select(vec![Edit::Undo, Edit::Redo]),
        2 => (0..30usize, 0..20u16).prop_map(|(row, cell)| Edit::Place { row, cell }),
        4 => syllable().prop_map(|text| Edit::Type(text.chars().next().unwrap_or('x'))),
        3 => prop::collection::vec(syllable(), 0..4).prop_map(|parts| Edit::Paste(parts.concat())),
    ]
}

fn between_clusters(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0) == Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn rows_tile_the_text_and_fit(text in any_text(), width in 0..40u16) {
        let rows = wrap(&text, width);
        prop_assert_eq!(rows[0].start, 0);
        prop_assert_eq!(rows[rows.len() - 1].next, text.len());
        for pair in rows.windows(2) {
            prop_assert_eq!(pair[0].next, pair[1].start);
            prop_assert!(pair[0].start < pair[1].start);
        }
        for row in rows {
            let drawn = row.of(&text);
            prop_assert!(between_clusters(&text, row.start) && between_clusters(&text, row.end));
            prop_assert_eq!(usize::from(row.width), cells(drawn));
            prop_assert!(row.width <= width.max(1) || drawn.graphemes(true).filter(|it| cells(it) > 0).count() == 1);
            let left_out = text.get(row.end..row.next).unwrap();
            prop_assert!(left_out.chars().all(char::is_whitespace));
        }
    }

    #[test]
    fn edits_leave_everything_in_order(
        text in any_text(),
        edits in prop::collection::vec((any_edit(), 0..3i64), 0..40),
        width in 1..30u16,
    ) {
        let mut prose = page(&text, width);
        for (edit, pause) in edits {
            let before = (prose.text().to_owned(), prose.caret(), prose.caret_row_cell());
            let edited = prose.edit(edit.clone(), noon() + TimeDelta::seconds(pause));
            let same = (prose.text() == before.0, prose.caret() == before.1, prose.caret_row_cell() == before.2);
            match edited {
                Edited::Same => prop_assert_eq!(same, (true, true, true)),
                Edited::Moved => prop_assert!(same.0),
                Edited::Changed => {}
                Edited::Full => prop_assert!(false, "nothing is full"),
            }
            prop_assert!(between_clusters(prose.text(), prose.caret()));
            prop_assert_eq!(prose.rows(), &wrap(prose.text(), width)[..], "after {:?} in {:?}", edit, prose.text());
            let (row, cell) = prose.caret_row_cell();
            prop_assert!(row < prose.rows().len() && cell <= width);
            prop_assert_eq!(prose.words(), Prose::with_text(prose.text()).words());
            prop_assert_eq!(&clean(prose.text()), prose.text());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn undo_all_restores_and_redo_all_returns(
        text in any_text(),
        edits in prop::collection::vec(any_edit(), 0..40),
    ) {
        let mut prose = page(&text, 12);
        let first = prose.text().to_owned();
        prose = after(prose, edits.into_iter().filter(|it| *it != Edit::Undo));
        let last = prose.text().to_owned();
        while prose.edit(Edit::Undo, noon()) == Edited::Changed {}
        prop_assert_eq!(prose.text(), first);
        while prose.edit(Edit::Redo, noon()) == Edited::Changed {}
        prop_assert_eq!(prose.text(), last);
        prop_assert_eq!(prose.rows(), &wrap(prose.text(), 12)[..]);
    }

    #[test]
    fn clean_is_idempotent(text in ".*", more in any_text()) {
        let text = text + &more;
        let once = clean(&text);
        prop_assert_eq!(clean(&once), once.clone());
        prop_assert!(once.chars().all(|c| c == '\n' || !c.is_control()));
        let line = clean_line(&text);
        prop_assert_eq!(clean_line(&line), line.clone());
        prop_assert!(!line.contains('\n'));
    }
}
