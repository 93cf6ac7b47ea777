//! A policy that is being edited: its text, its cursor, and what lint says.
//!
//! The text itself is kept by the terminal's text area; what it holds comes
//! here after every key, so that validity is live and state stays in one place.

use crate::policy::PolicyKind;
use crate::policy::lint::{Issue, Severity, lint};

/// The policy on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    /// Its name in the blueprint.
    pub name: String,
    /// What it guards.
    pub title: String,
    /// What kind of policy it is.
    pub kind: PolicyKind,
    /// What the composer wrote.
    pub composed: String,
    /// The text now.
    pub text: String,
    /// The cursor: line and column, counted from 0.
    pub cursor: (usize, usize),
    /// What lint says of the text.
    pub issues: Vec<Issue>,
}

impl Editor {
    /// Opens a policy.
    pub fn open(name: &str, title: &str, kind: PolicyKind, composed: String, text: String) -> Self {
        let issues = lint(&text, kind);
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            kind,
            composed,
            text,
            cursor: (0, 0),
            issues,
        }
    }

    /// Takes what the text area holds now.
    pub fn edited(&mut self, text: String, cursor: (usize, usize)) {
        self.cursor = cursor;
        if text != self.text {
            self.issues = lint(&text, self.kind);
            self.text = text;
        }
    }

    /// Whether it may be used: lint finds no error.
    pub fn is_valid(&self) -> bool {
        !self.issues.iter().any(|i| i.severity == Severity::Error)
    }

    /// Whether it differs from what was composed.
    pub fn is_changed(&self) -> bool {
        self.text.trim() != self.composed.trim()
    }
}
