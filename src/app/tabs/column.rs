//! What a column is: a name, a width and a value, as data.

use crate::app::stacks::StackRow;
use crate::inventory::{Arn, Resource, ScopeGap, Timestamp};
use crate::posture::{Finding, Report, Severity, Status};
use std::collections::HashSet;

/// What a piece of text means; themes give each a colour, and every tone that
/// carries a judgement also has a glyph and a word in the text itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// A critical failure.
    Critical,
    /// A high failure.
    High,
    /// A medium failure.
    Medium,
    /// A low failure.
    Low,
    /// A failure or an error without a severity.
    Fail,
    /// Not known.
    Unknown,
    /// As wanted.
    Pass,
    /// Ordinary text.
    #[default]
    Plain,
    /// Secondary text.
    Dim,
    /// Emphasis without judgement.
    Accent,
}

/// One cell: text (not yet sanitised) and what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// The meaning.
    pub tone: Tone,
}

impl Cell {
    /// A cell of a tone.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }

    /// Ordinary text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(text, Tone::Plain)
    }

    /// Nothing to say: a dash.
    pub fn none() -> Self {
        Self::new("–", Tone::Dim)
    }
}

/// How a column sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By its text.
    Text,
    /// By the first number in its text.
    Number,
    /// By what the text means, the worst first, then by its text.
    Tone,
}

/// What a row is made from.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// A resource.
    Resource(&'a Resource),
    /// A finding.
    Finding(&'a Finding),
    /// A class of resources that could not be read.
    Gap(&'a ScopeGap),
    /// A stack.
    Stack(&'a StackRow),
}

/// What values may look at besides the item.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The findings.
    pub report: &'a Report,
    /// Buckets that a Macie job scans.
    pub scanned: &'a HashSet<Arn>,
    /// The time.
    pub now: Timestamp,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The heading, also the name in filters (`heading:value`, without spaces).
    pub name: &'static str,
    /// The width in cells; the first column takes what is left.
    pub width: u16,
    /// How it sorts.
    pub order: Order,
    /// The value.
    pub value: fn(Item<'_>, &Facts<'_>) -> Cell,
}

impl Column {
    /// A column that sorts by its text.
    pub(super) const fn text(
        name: &'static str,
        width: u16,
        value: fn(Item<'_>, &Facts<'_>) -> Cell,
    ) -> Self {
        Self {
            name,
            width,
            order: Order::Text,
            value,
        }
    }

    /// The same column, sorted by number.
    pub(super) const fn by_number(self) -> Self {
        Self {
            order: Order::Number,
            ..self
        }
    }

    /// The same column, sorted by meaning.
    pub(super) const fn by_tone(self) -> Self {
        Self {
            order: Order::Tone,
            ..self
        }
    }
}

/// The glyph, word and tone of a severity.
pub fn severity(severity: Severity) -> (char, &'static str, Tone) {
    let (glyph, tone) = match severity {
        Severity::Critical => ('◆', Tone::Critical),
        Severity::High => ('▲', Tone::High),
        Severity::Medium => ('●', Tone::Medium),
        Severity::Low => ('○', Tone::Low),
        Severity::Informational => ('·', Tone::Dim),
    };
    (glyph, severity.word(), tone)
}

/// The glyph, word and tone of a status.
pub fn status(status: Status) -> (char, &'static str, Tone) {
    let (glyph, tone) = match status {
        Status::Pass => ('✓', Tone::Pass),
        Status::Fail => ('✗', Tone::Fail),
        Status::Unknown => ('?', Tone::Unknown),
    };
    (glyph, status.word(), tone)
}
