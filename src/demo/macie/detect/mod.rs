//! What Macie recognises in a text, by rules that AWS documents.
//!
//! - [`identifiers`]: the managed data identifiers, a table
//! - [`numbers`]: card and identification numbers: check digits, ranges
//! - [`keywords`]: words that must stand near what they describe
//! - [`custom`]: the account's own identifiers
//!
//! Of AWS's managed data identifiers these are the ones with a published
//! format. Names and addresses, which AWS finds by machine learning, are not
//! among them, and a job that asks for one that is not here is refused.

pub(super) mod custom;
pub(super) mod identifiers;
mod keywords;
mod numbers;

use custom::Rule;
use identifiers::{Identifier, Needs};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// How near a keyword must be in a text without structure, in characters.
const NEAR: usize = 30;

/// Where in an object something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A field of a CSV or TSV file; both numbers from 1, the header row is 1.
    Cell {
        column: usize,
        name: Option<Arc<str>>,
        row: usize,
    },
    /// A value of a JSON file, or of a line of a JSON Lines file.
    Record { path: String, index: usize },
    /// Lines of a text, from 1.
    Lines { start: usize, end: usize, column: usize },
}

/// What the pieces of an object are.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// One value, of which we know its column's name or its path.
    Value { context: Arc<str>, place: Place },
    /// A whole text without structure.
    Text,
}

/// A piece of an object's content.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) shape: Shape,
}

/// One occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) place: Place,
    pub(super) value: String,
}

/// With what an object is inspected.
pub(super) struct Lens {
    pub(super) managed: Vec<&'static Identifier>,
    pub(super) custom: Vec<Rule>,
    pub(super) allowed: Vec<custom::Allowed>,
}

/// What was found, by identifier.
#[derive(Debug, Default)]
pub(super) struct Detections {
    pub(super) managed: BTreeMap<&'static str, Vec<Hit>>,
    /// By the id of the custom data identifier.
    pub(super) custom: BTreeMap<String, Vec<Hit>>,
}

impl Detections {
    pub(super) fn is_empty(&self) -> bool {
        self.managed.is_empty() && self.custom.is_empty()
    }
}

impl Lens {
    /// Inspects the pieces of one object.
    pub(super) fn inspect(&self, pieces: &[Piece<'_>]) -> Detections {
        let mut found = Detections::default();
        for piece in pieces {
            let lines = Lines::of(piece);
            let digits = piece.text.bytes().filter(u8::is_ascii_digit).count();
            let length = piece.text.len();
            for identifier in self.managed.iter().filter(|i| i.fits(digits, length)) {
                for at in identifier.matches(&piece.text) {
                    let near = identifier.needs == Needs::Nothing || identifier.is_named(piece, &at);
                    let wanted = near != (identifier.needs == Needs::NoKeyword);
                    if wanted && !self.is_allowed(&piece.text[at.clone()]) {
                        let hits = found.managed.entry(identifier.id).or_default();
                        hits.push(lines.hit(piece, at));
                    }
                }
            }
            for rule in &self.custom {
                for at in rule.matches(piece) {
                    if !self.is_allowed(&piece.text[at.clone()]) {
                        let hits = found.custom.entry(rule.id.clone()).or_default();
                        hits.push(lines.hit(piece, at));
                    }
                }
            }
        }
        found
    }

    fn is_allowed(&self, value: &str) -> bool {
        self.allowed.iter().any(|list| list.has(value))
    }
}

impl Piece<'_> {
    /// What is known of a value from where it stands.
    fn context(&self) -> Option<&str> {
        match &self.shape {
            Shape::Value { context, .. } => Some(context),
            Shape::Text => None,
        }
    }
}

/// The text some characters before and after a match, without the match.
fn around<'t>(text: &'t str, at: &Range<usize>) -> (&'t str, &'t str) {
    let before = &text[..at.start];
    let after = &text[at.end..];
    let from = before.char_indices().rev().nth(NEAR - 1).map_or(0, |(n, _)| n);
    let to = after.char_indices().nth(NEAR).map_or(after.len(), |(n, _)| n);
    (&before[from..], &after[..to])
}

/// Where the lines of a text without structure begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(piece: &Piece<'_>) -> Self {
        match piece.shape {
            Shape::Value { .. } => Self(Vec::new()),
            Shape::Text => Self(
                std::iter::once(0)
                    .chain(piece.text.match_indices('\n').map(|(n, _)| n + 1))
                    .collect(),
            ),
        }
    }

    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|begin| *begin <= at)
    }

    fn hit(&self, piece: &Piece<'_>, at: Range<usize>) -> Hit {
        let place = match &piece.shape {
            Shape::Value { place, .. } => place.clone(),
            Shape::Text => {
                let start = self.line(at.start);
                let begin = self.0.get(start - 1).copied().unwrap_or(0);
                Place::Lines {
                    start,
                    end: self.line(at.end.saturating_sub(1)),
                    column: piece.text[begin..at.start].chars().count() + 1,
                }
            }
        };
        Hit {
            place,
            value: piece.text[at].to_owned(),
        }
    }
}
