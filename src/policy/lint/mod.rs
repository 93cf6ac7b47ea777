//! What is wrong with a policy text, with line and column.
//!
//! - [`structure`]: elements that the kind of policy takes, sids, sizes
//! - [`names`]: actions, ARNs, principals, variables
//! - [`conditions`]: operators, values, and conditions that do not say what they seem to
//! - [`grants`]: what is granted too widely, or to whom it should not be
//!
//! Codes are those of IAM Access Analyzer's policy checks where it has one;
//! ours begin with `AISEC_`.

mod conditions;
mod grants;
mod names;
mod structure;

use crate::policy::json::{self, Json};
use crate::policy::{Document, PolicyKind, Statement};
use serde::Serialize;

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
    /// The statement, from 0; `None` for the document.
    pub statement: Option<usize>,
}

/// Lints a text as a policy of a kind; issues in the order of the text. A text
/// that cannot be read has the one issue that says why.
pub fn lint(text: &str, kind: PolicyKind) -> Vec<Issue> {
    let (document, tree) = match (Document::parse(text), json::parse(text)) {
        (Ok(document), Ok(tree)) => (document, tree),
        (Err(e), _) => {
            return vec![Issue {
                severity: Severity::Error,
                code: e.code,
                message: e.reason,
                line: e.line,
                column: e.column,
                statement: None,
            }];
        }
        // A text that is read as a document is JSON.
        (Ok(_), Err(_)) => return Vec::new(),
    };
    let mut page = Page {
        text,
        tree: &tree,
        kind,
        issues: Vec::new(),
    };
    structure::document(&mut page, &document);
    grants::document(&mut page, &document);
    for (index, statement) in document.statements.iter().enumerate() {
        let seat = Seat { index, statement };
        structure::statement(&mut page, seat);
        names::statement(&mut page, seat, document.has_variables());
        conditions::statement(&mut page, seat);
        grants::statement(&mut page, seat);
    }
    let mut issues = page.issues;
    issues.sort_by_key(|i| (i.line, i.column, i.severity, i.code));
    issues.dedup();
    issues
}

/// A statement and its place among the others.
#[derive(Clone, Copy)]
struct Seat<'d> {
    index: usize,
    statement: &'d Statement,
}

/// The text being linted, and what was found so far.
struct Page<'t> {
    text: &'t str,
    tree: &'t Json,
    kind: PolicyKind,
    issues: Vec<Issue>,
}

impl Page<'_> {
    /// Reports an issue of the document.
    fn of_document(&mut self, severity: Severity, code: &'static str, at: usize, message: impl Into<String>) {
        self.report(severity, code, at, None, message.into());
    }

    /// Reports an issue at an element of a statement (`Action`, or its `Not`
    /// form), or at the statement if it has no such element.
    fn at(
        &mut self,
        seat: Seat<'_>,
        element: &str,
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
    ) {
        let node = self.node(seat);
        let not = format!("Not{element}");
        let at = node.map_or(0, |node| {
            node.members()
                .and_then(|all| all.iter().find(|m| m.name == element || m.name == not))
                .map_or(node.span.start, |m| m.name_span.start)
        });
        self.report(severity, code, at, Some(seat.index), message.into());
    }

    /// Reports an issue at a value: the first string of the statement that
    /// reads so, be it a name or a value.
    fn at_value(
        &mut self,
        seat: Seat<'_>,
        value: &str,
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
    ) {
        let node = self.node(seat);
        let at = node.map_or(0, |node| find(node, value).unwrap_or(node.span.start));
        self.report(severity, code, at, Some(seat.index), message.into());
    }

    fn node(&self, seat: Seat<'_>) -> Option<&Json> {
        self.tree.get("Statement")?.elements().get(seat.index)
    }

    fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        at: usize,
        statement: Option<usize>,
        message: String,
    ) {
        let (line, column) = json::line_and_column(self.text, at);
        self.issues.push(Issue {
            severity,
            code,
            message,
            line,
            column,
            statement,
        });
    }
}

/// Where a string stands within a value.
fn find(node: &Json, wanted: &str) -> Option<usize> {
    if node.as_str() == Some(wanted) {
        return Some(node.span.start);
    }
    if let Some(members) = node.members() {
        return members.iter().find_map(|m| {
            if m.name == wanted {
                Some(m.name_span.start)
            } else {
                find(&m.value, wanted)
            }
        });
    }
    match &node.value {
        json::Value::Array(items) => items.iter().find_map(|item| find(item, wanted)),
        _ => None,
    }
}
