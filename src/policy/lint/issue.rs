//! What lint finds: an issue, its place, and its fix.

use serde::Serialize;
use std::ops::Range;

/// How bad an issue is, in Access Analyzer's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// AWS refuses it, or it cannot work.
    Error,
    /// It lets in what should stay out.
    SecurityWarning,
    /// It may not do what it seems to.
    Warning,
    /// It could be said better.
    Suggestion,
}

/// One thing wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// How bad.
    pub severity: Severity,
    /// Access Analyzer's id, or ours (`AISEC_…`).
    pub code: &'static str,
    /// What and why, in a sentence.
    pub message: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The bytes of the text that are wrong.
    pub span: Range<usize>,
    /// The statement, from 0; `None` for the document.
    pub statement: Option<usize>,
    /// How to put it right without changing what is meant; `None` where that
    /// is the author's to decide.
    pub fix: Option<Fix>,
}

/// A change of the text that puts an issue right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What it does, as an order: `remove the action`.
    pub title: String,
    /// The replacements, in the order of the text; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The bytes to replace.
    pub span: Range<usize>,
    /// What to put there.
    pub text: String,
}

impl Fix {
    /// A fix of one replacement.
    pub(super) fn new(title: impl Into<String>, span: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            edits: vec![Edit {
                span,
                text: text.into(),
            }],
        }
    }

    /// The text with the fix applied. A text other than the one linted may
    /// come back unchanged in part.
    pub fn apply(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for edit in self.edits.iter().rev() {
            if out.get(edit.span.clone()).is_some() {
                out.replace_range(edit.span.clone(), &edit.text);
            }
        }
        out
    }
}
