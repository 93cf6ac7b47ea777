//! Custom data identifiers and allow lists, at work.

use super::{Piece, Shape};
use regex::{Regex, RegexBuilder};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;

/// How near a keyword must be unless the identifier says otherwise.
pub(in crate::demo::macie) const DISTANCE: u64 = 50;
/// The most that a compiled expression may take, in bytes.
const LARGEST: usize = 1 << 20;

/// A custom data identifier, compiled.
pub(in crate::demo::macie) struct Rule {
    pub(in crate::demo::macie) id: String,
    form: Regex,
    keywords: Vec<String>,
    ignore: Vec<String>,
    distance: usize,
}

/// What an allow list spares.
pub(in crate::demo::macie) enum Allowed {
    /// Text that the expression matches as a whole.
    Form(Regex),
    /// Texts, one a line of the list's object; in any case.
    Texts(BTreeSet<String>),
}

/// Compiles an expression of a customer, within bounds.
pub(in crate::demo::macie) fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern)
        .size_limit(LARGEST)
        .multi_line(true)
        .build()
        .ok()
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten();
    texts.filter_map(|t| t.as_str().map(str::to_owned)).collect()
}

impl Rule {
    /// Compiles a request; `None` when its expression is none.
    pub(in crate::demo::macie) fn of(id: &str, request: &Value) -> Option<Self> {
        let distance = request["maximumMatchDistance"].as_u64().unwrap_or(DISTANCE);
        Some(Self {
            id: id.to_owned(),
            form: compile(request["regex"].as_str()?)?,
            keywords: texts(&request["keywords"])
                .iter()
                .map(|k| k.to_lowercase())
                .collect(),
            ignore: texts(&request["ignoreWords"]),
            distance: usize::try_from(distance).unwrap_or(usize::MAX),
        })
    }

    /// Where the piece has what the identifier describes.
    pub(in crate::demo::macie) fn matches(&self, piece: &Piece<'_>) -> Vec<Range<usize>> {
        let text = &piece.text;
        self.form
            .find_iter(text)
            .map(|found| found.range())
            .filter(|at| !at.is_empty())
            .filter(|at| !self.ignore.iter().any(|word| text[at.clone()].contains(word)))
            .filter(|at| self.is_named(piece, at))
            .collect()
    }

    /// A keyword precedes the match, and between its end and the match's end
    /// are not too many characters; or it is in the column's name or the path.
    fn is_named(&self, piece: &Piece<'_>, at: &Range<usize>) -> bool {
        if self.keywords.is_empty() {
            return true;
        }
        if let Shape::Value { context, .. } = &piece.shape
            && self.keywords.iter().any(|k| context.to_lowercase().contains(k))
        {
            return true;
        }
        let before = piece.text[..at.start].to_lowercase();
        let length = piece.text[at.clone()].chars().count();
        self.keywords.iter().any(|keyword| {
            before
                .rfind(keyword)
                .is_some_and(|n| before[n + keyword.len()..].chars().count() + length <= self.distance)
        })
    }
}

impl Allowed {
    /// Whether a text is one that need not be reported.
    pub(in crate::demo::macie) fn has(&self, value: &str) -> bool {
        match self {
            Self::Form(form) => form.find(value).is_some_and(|found| found.len() == value.len()),
            Self::Texts(texts) => texts.contains(&value.to_lowercase()),
        }
    }
}
