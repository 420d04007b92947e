//! How roles look. Screens name roles, never colours; meaning is always also a word or a sign.

use ratatui::style::{Color, Modifier, Style};

/// A style by role. The terminal's own foreground and background stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What one reads.
    pub text: Style,
    /// What stands back.
    pub quiet: Style,
    /// What a page or a part is called.
    pub heading: Style,
    /// Gold: progress, and the one thing to do now.
    pub accent: Style,
    /// What the keys would act on.
    pub focus: Style,
    /// The first person.
    pub first: Style,
    /// The second person.
    pub second: Style,
    /// Words that there is something to say to.
    pub remark: Style,
    /// Rare.
    pub warn: Style,
}

impl Theme {
    /// Colours among the 16 that the reader chose; never black, white or bright black.
    pub fn coloured() -> Self {
        Self {
            accent: Style::new().fg(Color::Yellow),
            first: Style::new().fg(Color::Cyan),
            second: Style::new().fg(Color::Magenta),
            warn: Style::new().fg(Color::Red),
            ..Self::plain()
        }
    }

    /// Without any colour (`NO_COLOR`).
    pub fn plain() -> Self {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        Self {
            text: Style::new(),
            quiet: Style::new().add_modifier(Modifier::DIM),
            heading: bold,
            accent: Style::new(),
            focus: bold,
            first: Style::new(),
            second: Style::new(),
            remark: Style::new().add_modifier(Modifier::UNDERLINED),
            warn: bold,
        }
    }
}
