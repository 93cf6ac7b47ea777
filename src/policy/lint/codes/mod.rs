//! Every code that lint knows, with its severity and where it is decided.
//!
//! - [`analyzer`]: the codes of IAM Access Analyzer's policy checks
//! - [`ours`]: what Access Analyzer does not look at: traps, escalation, AI

mod analyzer;
mod ours;

use super::Severity;

/// A code and what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Access Analyzer's id, or ours (`AISEC_…`).
    pub id: &'static str,
    /// How bad an issue of it is.
    pub severity: Severity,
    /// The part of the policy room that decides it.
    pub room: &'static str,
    /// What of it cannot be decided without AWS, and why; `None` if all can.
    pub undecided: Option<&'static str>,
}

impl Code {
    const fn new(severity: Severity, id: &'static str, room: &'static str) -> Self {
        Self {
            id,
            severity,
            room,
            undecided: None,
        }
    }

    const fn partly(self, why: &'static str) -> Self {
        Self {
            undecided: Some(why),
            ..self
        }
    }
}

const fn error(id: &'static str, room: &'static str) -> Code {
    Code::new(Severity::Error, id, room)
}

const fn security(id: &'static str, room: &'static str) -> Code {
    Code::new(Severity::SecurityWarning, id, room)
}

const fn warning(id: &'static str, room: &'static str) -> Code {
    Code::new(Severity::Warning, id, room)
}

const fn suggestion(id: &'static str, room: &'static str) -> Code {
    Code::new(Severity::Suggestion, id, room)
}

/// The codes of IAM Access Analyzer, sorted.
pub fn of_analyzer() -> &'static [Code] {
    analyzer::CODES
}

/// Our own codes, sorted.
pub fn of_ours() -> &'static [Code] {
    ours::CODES
}

/// What is known of a code.
pub fn find(id: &str) -> Option<&'static Code> {
    let among = |codes: &'static [Code]| {
        codes
            .binary_search_by(|code| code.id.cmp(id))
            .ok()
            .map(|at| &codes[at])
    };
    among(analyzer::CODES).or_else(|| among(ours::CODES))
}
