//! Themes: what each token looks like, read from `themes/*.toml`.

use crate::app::Tone;
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::str::FromStr;

const EMBEDDED: &[(&str, &str)] = &[
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("colour-blind", include_str!("../../themes/colour-blind.toml")),
    ("ansi16", include_str!("../../themes/ansi16.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

/// Why a theme cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// No theme of that name is part of the program.
    #[error("there is no theme \"{name}\"; choose one of {known}", known = names().join(", "))]
    Unknown {
        /// The name that was asked for.
        name: String,
    },
    /// The file is not a theme.
    #[error("the theme cannot be read: {0}")]
    Shape(String),
}

/// The look of every token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// The ground of the screen.
    pub background: Style,
    /// The ground of bars and of what lies over the screen.
    pub surface: Style,
    /// Ordinary text.
    pub text: Style,
    /// Secondary text.
    pub dim: Style,
    /// Emphasis without judgement.
    pub accent: Style,
    /// The selected row.
    pub selection: Style,
    /// Lines between things.
    pub border: Style,
    /// Titles and headings.
    pub title: Style,
    /// Critical.
    pub critical: Style,
    /// High.
    pub high: Style,
    /// Medium.
    pub medium: Style,
    /// Low.
    pub low: Style,
    /// As wanted.
    pub pass: Style,
    /// Not as wanted.
    pub fail: Style,
    /// Not known.
    pub unknown: Style,
    /// Keys in hints.
    pub key: Style,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    tokens: Tokens,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    background: Look,
    surface: Look,
    text: Look,
    dim: Look,
    accent: Look,
    selection: Look,
    border: Look,
    title: Look,
    critical: Look,
    high: Look,
    medium: Look,
    low: Look,
    pass: Look,
    fail: Look,
    unknown: Look,
    key: Look,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the modifiers of a terminal cell")]
struct Look {
    fg: Option<Paint>,
    bg: Option<Paint>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    italic: bool,
    #[serde(default)]
    underline: bool,
    #[serde(default)]
    reverse: bool,
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Paint(Color);

impl TryFrom<String> for Paint {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Color::from_str(&text).map(Self).map_err(|_| {
            format!("\"{text}\" is not a colour; write \"#rrggbb\", \"red\" or a number up to 255")
        })
    }
}

impl From<Look> for Style {
    fn from(look: Look) -> Self {
        let mut style = Style::new();
        style.fg = look.fg.map(|p| p.0);
        style.bg = look.bg.map(|p| p.0);
        let modifiers = [
            (look.bold, Modifier::BOLD),
            (look.italic, Modifier::ITALIC),
            (look.underline, Modifier::UNDERLINED),
            (look.reverse, Modifier::REVERSED),
        ];
        for (on, modifier) in modifiers {
            if on {
                style = style.add_modifier(modifier);
            }
        }
        style
    }
}

/// The names of the themes that are part of the program.
pub fn names() -> Vec<&'static str> {
    EMBEDDED.iter().map(|(name, _)| *name).collect()
}

impl Theme {
    /// Reads a theme file.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        let File { name, tokens } = toml::from_str(text).map_err(|e| ThemeError::Shape(e.to_string()))?;
        Ok(Self {
            name,
            background: tokens.background.into(),
            surface: tokens.surface.into(),
            text: tokens.text.into(),
            dim: tokens.dim.into(),
            accent: tokens.accent.into(),
            selection: tokens.selection.into(),
            border: tokens.border.into(),
            title: tokens.title.into(),
            critical: tokens.critical.into(),
            high: tokens.high.into(),
            medium: tokens.medium.into(),
            low: tokens.low.into(),
            pass: tokens.pass.into(),
            fail: tokens.fail.into(),
            unknown: tokens.unknown.into(),
            key: tokens.key.into(),
        })
    }

    /// An embedded theme by its name.
    pub fn named(name: &str) -> Result<Self, ThemeError> {
        let known = EMBEDDED.iter().find(|(n, _)| *n == name);
        let (_, text) = known.ok_or_else(|| ThemeError::Unknown {
            name: name.to_owned(),
        })?;
        Self::parse(text)
    }

    /// The theme that was asked for, or the one that fits the environment:
    /// mono under `NO_COLOR`, true colour where `COLORTERM` promises it, the
    /// terminal's own sixteen colours elsewhere.
    pub fn choose(
        name: Option<&str>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ThemeError> {
        if let Some(name) = name {
            return Self::named(name);
        }
        let set = |variable: &str| environment(variable).filter(|v| !v.is_empty());
        let depth = set("COLORTERM").unwrap_or_default();
        Self::named(match () {
            () if set("NO_COLOR").is_some() => "mono",
            () if depth == "truecolor" || depth == "24bit" => "dark",
            () => "ansi16",
        })
    }

    /// The look of a meaning.
    pub fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Critical => self.critical,
            Tone::High => self.high,
            Tone::Medium => self.medium,
            Tone::Low => self.low,
            Tone::Fail => self.fail,
            Tone::Unknown => self.unknown,
            Tone::Pass => self.pass,
            Tone::Plain => self.text,
            Tone::Dim => self.dim,
            Tone::Accent => self.accent,
        }
    }
}
