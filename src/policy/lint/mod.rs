//! What is wrong with a policy text, where, and how to put it right.
//!
//! - [`codes`]: every code with its severity and where it is decided
//! - [`issue`]: what is found: an issue, its place, its fix
//! - [`unreadable`]: the one issue of a text that is no policy
//! - [`page`]: the text statement by statement, with the place of everything
//!
//! The checks, one file a subject:
//!
//! - [`document`]: version, statements, size, sids
//! - [`elements`]: elements that the kind of policy takes, and empty ones
//! - [`organisation`]: what service and resource control policies take
//! - [`actions`], [`arn`], [`principals`], [`variables`]: names
//! - [`trust`]: identity providers, and the actions that go with a principal
//! - [`keys`], [`operators`], [`values`], [`addresses`], [`tags`]: conditions
//! - [`redundancy`]: what is said twice
//! - [`delegation`], [`grants`], [`escalation`], [`workloads`]: what is granted too widely
//! - [`lockout`]: policies that keep out those who must come in
//!
//! Codes are those of IAM Access Analyzer's policy checks where it has one;
//! ours begin with `AISEC_`.

mod actions;
mod addresses;
mod arn;
pub mod codes;
mod delegation;
mod document;
mod elements;
mod escalation;
mod grants;
mod issue;
mod keys;
mod lockout;
mod operators;
mod organisation;
mod page;
mod principals;
mod redundancy;
mod tags;
mod trust;
mod unreadable;
mod values;
mod variables;
mod workloads;

pub use issue::{Edit, Fix, Issue, Severity};

use crate::policy::json;
use crate::policy::{Document, PolicyKind};
use page::{Clause, Page};

/// Lints a text as a policy of a kind; issues in the order of the text. A text
/// that cannot be read has the one issue that says why.
pub fn lint(text: &str, kind: PolicyKind) -> Vec<Issue> {
    let (document, tree) = match (Document::parse(text), json::parse(text)) {
        (Ok(document), Ok(tree)) => (document, tree),
        (Err(e), _) => return vec![unreadable::issue(text, e)],
        // A text that is read as a document is JSON.
        (Ok(_), Err(_)) => return Vec::new(),
    };
    let mut page = Page {
        text,
        tree: &tree,
        kind,
        issues: Vec::new(),
    };
    let clauses = page.clauses(&document);
    document::check(&mut page, &document, &clauses);
    redundancy::statements(&mut page, &clauses);
    escalation::check(&mut page, &document, &clauses);
    lockout::document(&mut page, &document);
    for clause in &clauses {
        statement(&mut page, clause, document.has_variables());
    }
    let mut issues = page.issues;
    issues.sort_by(|a, b| (a.span.start, a.severity, a.code).cmp(&(b.span.start, b.severity, b.code)));
    issues.dedup();
    issues
}

fn statement(page: &mut Page<'_>, clause: &Clause<'_>, has_variables: bool) {
    elements::check(page, clause);
    organisation::check(page, clause);
    actions::check(page, clause);
    arn::check(page, clause);
    principals::check(page, clause);
    trust::check(page, clause);
    variables::check(page, clause, has_variables);
    keys::check(page, clause);
    operators::check(page, clause);
    values::check(page, clause);
    addresses::check(page, clause);
    tags::check(page, clause);
    redundancy::check(page, clause);
    let alone = lockout::alone(clause.statement);
    delegation::check(page, clause, &alone);
    grants::check(page, clause, &alone);
    workloads::check(page, clause);
    lockout::statement(page, clause);
}
