//! What service and resource control policies of an organisation take.

use super::page::{Clause, Page, Test};
use crate::policy::{PolicyKind, Principal, PrincipalElement, pattern};

/// Keys that only a principal with credentials of an account has.
const OF_PRINCIPALS: &[&str] = &[
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
];

/// Keys that only a service acting for an account's resource has.
const OF_SERVICES: &[&str] = &[
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    match page.kind {
        PolicyKind::Scp => service_control(page, clause),
        PolicyKind::Rcp => {
            resource_control(page, clause);
            callers(page, clause);
        }
        _ => {}
    }
}

fn service_control(page: &mut Page<'_>, clause: &Clause<'_>) {
    if clause.statement.principal.is_some() {
        page.report(
            clause,
            "SCP_SYNTAX_ERROR_PRINCIPAL",
            clause.place("Principal"),
            "a service control policy names no principal: it speaks of every principal of the accounts",
        );
    }
    for action in &clause.actions {
        let service = action.text.split(':').next().unwrap_or_default();
        if pattern::is_wild(service) && !pattern::is_any(action.text) {
            let message = format!(
                "\"{}\" has a wildcard in the service: a service control policy names it",
                action.text
            );
            page.report(
                clause,
                "SCP_SYNTAX_ERROR_ACTION_WILDCARD",
                action.span.clone(),
                message,
            );
        }
    }
}

fn resource_control(page: &mut Page<'_>, clause: &Clause<'_>) {
    if clause.allows() {
        page.report(
            clause,
            "RCP_SYNTAX_ERROR_ALLOW",
            clause.place("Effect"),
            "a resource control policy only denies",
        );
    }
    if clause.statement.action.is_negated() {
        page.report(
            clause,
            "RCP_SYNTAX_ERROR_NOTACTION",
            clause.place("Action"),
            "a resource control policy takes no NotAction",
        );
    }
    for action in clause.actions.iter().filter(|a| pattern::is_any(a.text)) {
        page.report(
            clause,
            "RCP_SYNTAX_ERROR_ACTION",
            action.span.clone(),
            "a resource control policy names the service: s3:*, not *",
        );
    }
    let everyone = matches!(
        &clause.statement.principal,
        Some(PrincipalElement::Only(all)) if matches!(all.as_slice(), [Principal::Everyone])
    );
    if !everyone && clause.statement.principal.is_some() {
        page.report(
            clause,
            "RCP_SYNTAX_ERROR_PRINCIPAL",
            clause.place("Principal"),
            "the principal of a resource control policy is \"*\"; narrow it by conditions",
        );
    }
}

/// A resource control policy meets both principals and AWS services; a key
/// that only one kind has denies all of the other kind.
fn callers(page: &mut Page<'_>, clause: &Clause<'_>) {
    if clause.allows() {
        return;
    }
    let among = |keys: &[&str], test: &Test<'_>| keys.iter().any(|k| test.is(k));
    let negated = |test: &&Test<'_>| test.meaning.is_some_and(|m| m.base.is_negated());
    let says_service = clause.tests_key("aws:PrincipalIsAWSService");
    if let Some(test) = clause
        .tests
        .iter()
        .filter(negated)
        .find(|t| among(OF_PRINCIPALS, t))
        && !says_service
    {
        let message = format!(
            "AWS services have no {}: this denies them all; add Bool aws:PrincipalIsAWSService \"false\"",
            test.key.name
        );
        let place = test.key.name_span.clone();
        page.report(
            clause,
            "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
            place,
            message,
        );
    }
    let Some(test) = clause
        .tests
        .iter()
        .filter(negated)
        .find(|t| among(OF_SERVICES, t))
    else {
        return;
    };
    let place = test.key.name_span.clone();
    if !says_service {
        let message = format!(
            "only AWS services have {}: this denies every principal; add Bool aws:PrincipalIsAWSService \"true\"",
            test.key.name
        );
        page.report(
            clause,
            "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
            place.clone(),
            message,
        );
    }
    let organisational = test.is("aws:SourceOrgID") || test.is("aws:SourceOrgPaths");
    let nulls = clause
        .tests
        .iter()
        .any(|t| t.is("aws:SourceAccount") && t.operator.name.eq_ignore_ascii_case("Null"));
    if organisational && !nulls {
        let message = format!(
            "a service that fills in no source has no {}: this denies it; add Null aws:SourceAccount \"false\"",
            test.key.name
        );
        page.report(
            clause,
            "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
            place,
            message,
        );
    }
}
