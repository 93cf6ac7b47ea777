//! What is said twice.

use super::Fix;
use super::page::{Clause, Leaf, Page, removal};
use crate::policy::json::Json;
use crate::policy::{Condition, Select, Statement, pattern};

/// Lists longer than this are not compared each with each.
const MOST: usize = 600;

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    let actions = clause.element("Action").map(|m| &m.value);
    let resources = clause.element("Resource").map(|m| &m.value);
    let wider = pattern::covers;
    list(page, clause, &clause.actions, actions, "REDUNDANT_ACTION", wider);
    // Resources are compared by case, which `covers` does not.
    let wider = |a: &str, b: &str| pattern::covers(a, b) && pattern::matches(a, b);
    list(
        page,
        clause,
        &clause.resources,
        resources,
        "REDUNDANT_RESOURCE",
        wider,
    );
}

fn list(
    page: &mut Page<'_>,
    clause: &Clause<'_>,
    leaves: &[Leaf<'_>],
    node: Option<&Json>,
    code: &'static str,
    wider: impl Fn(&str, &str) -> bool,
) {
    // Only a pattern, or the same text again, says another one twice.
    let wild: Vec<usize> = (0..leaves.len())
        .filter(|at| pattern::is_wild(leaves[*at].text))
        .collect();
    let mut seen = std::collections::HashSet::new();
    for (at, leaf) in leaves.iter().enumerate().take(MOST) {
        let again = !seen.insert(leaf.text.to_ascii_lowercase())
            && leaves[..at].iter().any(|l| wider(l.text, leaf.text));
        let covering = wild
            .iter()
            .filter(|other| **other != at)
            .find(|other| {
                let wide = leaves[**other].text;
                wider(wide, leaf.text) && !(wider(leaf.text, wide) && **other > at)
            })
            .map(|other| leaves[*other].text);
        let Some(by) = covering.or(again.then_some(leaf.text)) else {
            continue;
        };
        let fix = node.and_then(|n| removal(n, &leaf.span, "remove it"));
        let message = format!("\"{}\" is said by \"{by}\" already", leaf.text);
        page.report_fixable(clause, code, leaf.span.clone(), message, fix);
    }
}

/// Statements that another one says already.
pub(super) fn statements(page: &mut Page<'_>, clauses: &[Clause<'_>]) {
    for clause in clauses {
        let by = clauses.iter().find(|other| {
            other.index != clause.index
                && says(other.statement, clause.statement)
                && (other.index < clause.index || !says(clause.statement, other.statement))
        });
        let Some(by) = by else { continue };
        let list = page.tree.get("Statement");
        let fix: Option<Fix> = list.and_then(|l| removal(l, &clause.node.span, "remove the statement"));
        let message = format!("statement {} says this already", by.index + 1);
        let place = clause.node.span.start..clause.node.span.start + 1;
        page.report_fixable(clause, "REDUNDANT_STATEMENT", place, message, fix);
    }
}

/// Whether `wide` speaks of every request that `narrow` speaks of.
fn says(wide: &Statement, narrow: &Statement) -> bool {
    let resources = match (&wide.resource, &narrow.resource) {
        (None, None) => true,
        (Some(a), Some(b)) => selects(a, b, |a, b| pattern::covers(a, b) && pattern::matches(a, b)),
        _ => false,
    };
    wide.effect == narrow.effect
        && wide.principal == narrow.principal
        && resources
        && wide
            .conditions
            .iter()
            .all(|c: &Condition| narrow.conditions.contains(c))
        && selects(&wide.action, &narrow.action, pattern::covers)
}

fn selects(wide: &Select, narrow: &Select, covers: impl Fn(&str, &str) -> bool) -> bool {
    match (wide, narrow) {
        (Select::Only(a), Select::Only(b)) => {
            !b.is_empty() && b.iter().all(|n| a.iter().any(|w| covers(w, n)))
        }
        _ => wide == narrow,
    }
}
