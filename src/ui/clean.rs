//! Makes text from outside harmless: what a person or a file gives passes here before it is kept.
//! Knows nothing of rows or screens, and judges no words.

use std::borrow::Cow;

/// One kind of line break, no tabs, and nothing that a terminal could take for a command or that
/// would show text in another order than it is kept.
///
/// CRLF, CR, U+2028 and U+2029 become LF; a tab becomes four spaces. Other control characters,
/// bidirectional overrides, embeddings and isolates, tag characters and interlinear annotation
/// marks go. Joiners and variation selectors stay: families and flags are made of them. (The flags
/// of England, Scotland and Wales are spelled in tag characters; they become a black flag.)
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                kept.push('\n');
            }
            '\u{2028}' | '\u{2029}' => kept.push('\n'),
            '\t' => kept.push_str("    "),
            c if is_harmless(c) => kept.push(c),
            _ => {}
        }
    }
    Cow::Owned(kept)
}

/// As [`clean`], and on one line: every line break becomes a space.
pub fn clean_line(text: &str) -> Cow<'_, str> {
    let cleaned = clean(text);
    if cleaned.contains('\n') { Cow::Owned(cleaned.replace('\n', " ")) } else { cleaned }
}

/// Whether [`clean`] leaves a character as it is.
pub fn is_harmless(c: char) -> bool {
    match c {
        '\n' => true,
        '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => false,
        c => !c.is_control(),
    }
}
