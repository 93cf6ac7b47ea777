//! Grants that let the holder become a stronger principal.

use super::actions::reaches;
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
        let wide = |action: &str| {
            clauses
                .iter()
                .position(|c| c.allows() && c.speaks_of(action) && is_wide(action, c.statement))
        };
        let grants: Option<Vec<usize>> = path.granted.iter().map(|(action, _)| wide(action)).collect();
        // The statement of the last action: PassRole has an issue of its own.
        let Some(at) = grants.and_then(|all| all.last().copied()) else {
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
            1 => ", and one way more".to_owned(),
            n => format!(", and {n} ways more"),
        };
        let message = format!("whoever has this can {few}{more}: name the resources, or add a condition");
        let clause = &clauses[at];
        page.report(clause, "AISEC_ESCALATION_PATH", clause.place("Action"), message);
    }
}

/// Whether the action is granted on all that it can be done to. A list of whole
/// types is wide for the actions of these types only.
fn is_wide(action: &str, statement: &Statement) -> bool {
    let Some(resources) = statement
        .resource
        .as_ref()
        .filter(|_| statement.conditions.is_empty())
    else {
        return false;
    };
    let Select::Only(all) = resources else {
        return reaches(action, resources);
    };
    let of_type = |resource: &&String| pattern::is_any(resource) || is_every_of_a_type(resource);
    let wide: Vec<String> = all.iter().filter(of_type).cloned().collect();
    !wide.is_empty() && reaches(action, &Select::Only(wide))
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
