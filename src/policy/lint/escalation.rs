//! Grants that let the holder become a stronger principal.

use super::page::{Clause, Page};
use crate::policy::query::escalation_actions;
use crate::policy::{Document, PolicyKind, Select, Statement, pattern};

/// Reports each statement by which an escalation path is open on everything:
/// one held to named roles or users, or by a condition, may be meant so.
pub(super) fn check(page: &mut Page<'_>, document: &Document, clauses: &[Clause<'_>]) {
    if page.kind != PolicyKind::Identity {
        return;
    }
    let mut open: Vec<(usize, Vec<&str>)> = Vec::new();
    for path in escalation_actions(document) {
        if !path.granted.iter().all(|(_, s)| is_wide(s)) {
            continue;
        }
        // The statement of the last action: PassRole has an issue of its own.
        let Some(at) = path
            .granted
            .last()
            .and_then(|(_, s)| clauses.iter().position(|c| std::ptr::eq(c.statement, *s)))
        else {
            continue;
        };
        match open.iter_mut().find(|(index, _)| *index == at) {
            Some((_, titles)) => titles.push(path.title),
            None => open.push((at, vec![path.title])),
        }
    }
    for (at, titles) in open {
        let few = titles.iter().take(3).copied().collect::<Vec<_>>().join("; ");
        let more = match titles.len().saturating_sub(3) {
            0 => String::new(),
            n => format!(", and {n} ways more"),
        };
        let message = format!("whoever has this can {few}{more}: name the resources, or add a condition");
        let clause = &clauses[at];
        page.report(clause, "AISEC_ESCALATION_PATH", clause.place("Action"), message);
    }
}

fn is_wide(statement: &Statement) -> bool {
    statement.conditions.is_empty()
        && match &statement.resource {
            None => false,
            Some(Select::AllBut(_)) => true,
            Some(Select::Only(all)) => all.iter().any(|r| pattern::is_any(r) || is_every_of_a_type(r)),
        }
}

/// `arn:aws:iam::123456789012:role/*`: every resource of a type.
fn is_every_of_a_type(resource: &str) -> bool {
    resource.splitn(6, ':').nth(5).is_some_and(|rest| {
        pattern::is_any(rest)
            || rest
                .split_once('/')
                .is_some_and(|(_, name)| pattern::is_any(name))
    })
}
