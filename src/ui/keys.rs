//! Keys, and the tables that say what they do. Dispatch, the bar, the help page, plain mode and the
//! README all read the same rows; what an act *does* is left to whoever owns the table.

use std::{fmt, str::FromStr};

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Words;

/// A key as a person names it. Shift is part of the character, but for named keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    mods: KeyModifiers,
}

impl Key {
    /// ↑
    pub const UP: Self = Self::named(KeyCode::Up);
    /// ↓
    pub const DOWN: Self = Self::named(KeyCode::Down);
    /// ←
    pub const LEFT: Self = Self::named(KeyCode::Left);
    /// →
    pub const RIGHT: Self = Self::named(KeyCode::Right);
    /// Enter
    pub const ENTER: Self = Self::named(KeyCode::Enter);
    /// Esc
    pub const ESC: Self = Self::named(KeyCode::Esc);
    /// Tab
    pub const TAB: Self = Self::named(KeyCode::Tab);
    /// Shift+Tab
    pub const BACK_TAB: Self = Self::named(KeyCode::BackTab);
    /// Backspace
    pub const BACKSPACE: Self = Self::named(KeyCode::Backspace);
    /// Delete
    pub const DELETE: Self = Self::named(KeyCode::Delete);
    /// Home
    pub const HOME: Self = Self::named(KeyCode::Home);
    /// End
    pub const END: Self = Self::named(KeyCode::End);
    /// Page up
    pub const PAGE_UP: Self = Self::named(KeyCode::PageUp);
    /// Page down
    pub const PAGE_DOWN: Self = Self::named(KeyCode::PageDown);
    /// Space
    pub const SPACE: Self = Self::char(' ');

    const fn named(code: KeyCode) -> Self {
        Self { code, mods: KeyModifiers::NONE }
    }

    /// A character, as it is typed.
    pub const fn char(c: char) -> Self {
        Self::named(KeyCode::Char(c))
    }

    /// A character with Ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), mods: KeyModifiers::CONTROL }
    }

    /// This key with Ctrl held.
    #[must_use]
    pub const fn with_ctrl(self) -> Self {
        Self { code: self.code, mods: KeyModifiers::CONTROL }
    }

    /// A function key.
    pub const fn function(n: u8) -> Self {
        Self::named(KeyCode::F(n))
    }

    /// The character that this key types into a text, if it types one.
    pub fn types(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.mods.is_empty() => Some(c),
            _ => None,
        }
    }

    /// Whether Ctrl or Alt is part of it.
    pub fn is_chord(self) -> bool {
        !self.mods.is_empty()
    }
}

impl From<KeyEvent> for Key {
    /// Shift may or may not be reported beside an upper-case letter or Shift+Tab: normalised here,
    /// once.
    fn from(event: KeyEvent) -> Self {
        let mut mods = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        let code = match event.code {
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            KeyCode::Char(c) if !mods.is_empty() => KeyCode::Char(c.to_ascii_lowercase()),
            // a keyboard with AltGr reports Ctrl+Alt for the letters it types
            KeyCode::Char(c) if !c.is_ascii() => {
                mods = KeyModifiers::NONE;
                KeyCode::Char(c)
            }
            code => code,
        };
        Self { code, mods }
    }
}

const NAMES: [(KeyCode, &str); 16] = [
    (KeyCode::Up, "↑"),
    (KeyCode::Down, "↓"),
    (KeyCode::Left, "←"),
    (KeyCode::Right, "→"),
    (KeyCode::Enter, "Enter"),
    (KeyCode::Esc, "Esc"),
    (KeyCode::Tab, "Tab"),
    (KeyCode::BackTab, "Shift+Tab"),
    (KeyCode::Backspace, "Backspace"),
    (KeyCode::Delete, "Delete"),
    (KeyCode::Home, "Home"),
    (KeyCode::End, "End"),
    (KeyCode::PageUp, "PgUp"),
    (KeyCode::PageDown, "PgDn"),
    (KeyCode::Insert, "Insert"),
    (KeyCode::Char(' '), "Space"),
];

impl fmt::Display for Key {
    /// As the bar names it: `Ctrl+Q`, `Enter`, `↑`, `J`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.mods.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl+")?;
        }
        if self.mods.contains(KeyModifiers::ALT) {
            f.write_str("Alt+")?;
        }
        if let Some((_, name)) = NAMES.iter().find(|(code, _)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{}", c.to_uppercase()),
            KeyCode::F(n) => write!(f, "F{n}"),
            _ => Ok(()),
        }
    }
}

/// Said when a key's name is not one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key has this name")]
pub struct NoSuchKey;

impl FromStr for Key {
    type Err = NoSuchKey;

    /// Reads what `Display` writes; also `up`, `enter`, `ctrl+s`, `a`.
    fn from_str(name: &str) -> Result<Self, NoSuchKey> {
        let lower = name.to_lowercase();
        let (mods, rest) = if let Some(rest) = lower.strip_prefix("ctrl+") {
            (KeyModifiers::CONTROL, rest)
        } else if let Some(rest) = lower.strip_prefix("alt+") {
            (KeyModifiers::ALT, rest)
        } else {
            (KeyModifiers::NONE, lower.as_str())
        };
        let arrow = match rest {
            "up" => Some(KeyCode::Up),
            "down" => Some(KeyCode::Down),
            "left" => Some(KeyCode::Left),
            "right" => Some(KeyCode::Right),
            _ => None,
        };
        let named = || {
            NAMES.iter().find(|(_, written)| written.to_lowercase() == rest).map(|(code, _)| *code)
        };
        let function = || rest.strip_prefix('f')?.parse().ok().map(KeyCode::F);
        let single = || {
            let mut chars = rest.chars();
            chars.next().filter(|_| chars.next().is_none()).map(KeyCode::Char)
        };
        let code = arrow.or_else(named).or_else(function).or_else(single).ok_or(NoSuchKey)?;
        Ok(Self { code, mods })
    }
}

/// A row of a key table: these keys do this, in these words, when that holds.
pub struct Binding<S, A> {
    /// The keys, the one to show first. Arrows that belong together stand in one row.
    pub keys: &'static [Key],
    /// What they do.
    pub act: A,
    /// How the bar says it.
    pub says: fn(&Words) -> &str,
    /// Whether they do it now.
    pub when: fn(&S) -> bool,
}

/// What `key` does now, by the first live row that has it. The bar shows letters large, so that a
/// large one does what the small one does.
pub fn find<S, A: Copy>(table: &[Binding<S, A>], state: &S, key: Key) -> Option<A> {
    let small = match key.code {
        KeyCode::Char(c) => Key { code: KeyCode::Char(c.to_ascii_lowercase()), ..key },
        _ => key,
    };
    table.iter().find(|row| row.keys.contains(&small) && (row.when)(state)).map(|row| row.act)
}

/// What the bar says now.
pub fn hints<S, A>(table: &[Binding<S, A>], state: &S, words: &Words) -> Vec<Hint> {
    table
        .iter()
        .filter(|row| (row.when)(state))
        .map(|row| Hint { keys: row.keys, says: (row.says)(words).to_owned() })
        .collect()
}

/// Every row of a table, whatever holds now: for a list of all keys.
pub fn rows<S, A>(table: &[Binding<S, A>], words: &Words) -> Vec<Hint> {
    let row = |row: &Binding<S, A>| Hint { keys: row.keys, says: (row.says)(words).to_owned() };
    table.iter().map(row).collect()
}

/// One thing that keys do now, for the bar, the help page and plain mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The keys of the row.
    pub keys: &'static [Key],
    /// What they do, in words.
    pub says: String,
}

impl Hint {
    /// The keys as the bar writes them: the first; arrows that stand first run together.
    pub fn keys_text(&self) -> String {
        let arrows = [Key::UP, Key::DOWN, Key::LEFT, Key::RIGHT];
        let run: String =
            self.keys.iter().take_while(|key| arrows.contains(key)).map(Key::to_string).collect();
        if run.is_empty() { self.keys.first().map(Key::to_string).unwrap_or_default() } else { run }
    }

    /// Every key of the row, for the help page.
    pub fn all_keys_text(&self) -> String {
        self.keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
    }

    /// Whether these keys only move about on a page, or are short for what a number says: plain
    /// mode has numbers for both. ← alone goes back, which is more than moving.
    pub fn only_moves(&self) -> bool {
        let sideways = self.keys.contains(&Key::LEFT) && self.keys.contains(&Key::RIGHT);
        self.keys.iter().all(|key| match key.code {
            KeyCode::Up | KeyCode::Down | KeyCode::Home | KeyCode::End => true,
            KeyCode::Tab | KeyCode::BackTab => true,
            KeyCode::Left | KeyCode::Right => sideways,
            KeyCode::Char(c) => c.is_ascii_digit(),
            _ => false,
        })
    }
}

/// A hint in the bar: its words, and the key that a click on it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// `Enter open`.
    pub text: String,
    /// What a click presses; none for keys that only move.
    pub key: Option<Key>,
}

/// The bar: as many hints as fit, the first ones first, but the way back in any case; then, at the
/// right end, always help and the way out. `gap` cells stand between two.
pub fn bar(hints: &[Hint], always: &[Hint], width: u16, gap: usize) -> (Vec<Said>, Vec<Said>) {
    let say = |hint: &Hint| Said {
        text: format!("{} {}", hint.keys_text(), hint.says),
        key: hint.keys.first().copied().filter(|_| !hint.only_moves()),
    };
    let cells = |said: &Said| unicode_width::UnicodeWidthStr::width(said.text.as_str()) + gap;
    let right: Vec<_> = always.iter().map(say).collect();
    let mut room = usize::from(width).saturating_sub(right.iter().map(cells).sum());
    let (back, others): (Vec<_>, Vec<_>) =
        hints.iter().partition(|hint| hint.keys.first() == Some(&Key::ESC));
    let back: Vec<_> = back.into_iter().map(say).collect();
    room = room.saturating_sub(back.iter().map(cells).sum());
    // nothing stands behind the last of them but the gap that the right end brings along
    room += gap;
    let mut left = Vec::new();
    for said in others.into_iter().map(say) {
        if let Some(rest) = room.checked_sub(cells(&said)) {
            room = rest;
            left.push(said);
        }
    }
    left.extend(back);
    (left, right)
}
