//! Principals: their form, and what lets a service in.

use super::page::{Clause, Leaf, Page, removal};
use crate::policy::json::Json;
use crate::policy::query::service_trust_without_source;
use crate::policy::{Document, Effect, PolicyKind, pattern};

/// Keys by which a statement says on whose behalf a service may act.
const SOURCES: &[&str] = &[
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

/// Keys that say who calls; a service that calls for itself has none of them.
const OF_CALLERS: &[&str] = &[
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:userid",
    "aws:username",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    for (kind, leaf) in &clause.principals {
        match *kind {
            "AWS" => of_account(page, clause, leaf),
            "Service" => of_service(page, clause, leaf),
            "Federated" if page.kind != PolicyKind::Trust => page.report(
                clause,
                "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
                leaf.span.clone(),
                "only a trust policy lets an identity provider's users in",
            ),
            _ => {}
        }
    }
    if page.kind == PolicyKind::Trust {
        sessions(page, clause);
    }
    services(page, clause);
}

fn of_account(page: &mut Page<'_>, clause: &Clause<'_>, leaf: &Leaf<'_>) {
    let value = leaf.text;
    if value.contains("${") || value == "*" {
        return;
    }
    // What a deleted principal leaves behind, or its id written by hand.
    let unique = value.len() >= 16
        && value
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if unique && value.starts_with('A') {
        let (code, what) = if value.starts_with("AROA") {
            ("INVALID_ROLE_REFERENCE", "role")
        } else {
            ("INVALID_USER_REFERENCE", "user")
        };
        let message = format!("\"{value}\" is the id of a {what}, perhaps a deleted one: use its ARN");
        page.report(clause, code, leaf.span.clone(), message);
        return;
    }
    let account = value.len() == 12 && value.bytes().all(|b| b.is_ascii_digit());
    let arn = value.starts_with("arn:") && value.splitn(6, ':').count() == 6;
    if !(account || unique || arn) {
        let message = format!("\"{value}\" is neither an account id nor the ARN of a principal");
        page.report(clause, "INVALID_PRINCIPAL_FORMAT", leaf.span.clone(), message);
    } else if pattern::is_wild(value) {
        let code = if page.kind == PolicyKind::Trust {
            "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"
        } else {
            "UNSUPPORTED_WILDCARD_IN_PRINCIPAL"
        };
        page.report(
            clause,
            code,
            leaf.span.clone(),
            "an ARN in Principal takes no wildcard; use \"*\" with a condition on aws:PrincipalArn",
        );
    }
}

fn of_service(page: &mut Page<'_>, clause: &Clause<'_>, leaf: &Leaf<'_>) {
    let value = leaf.text;
    let shaped = value.contains('.')
        && (value.contains(".amazon") || value.ends_with(".aws.internal"))
        && !pattern::is_wild(value);
    if !shaped && !value.contains("${") {
        let message = format!("\"{value}\" is not a service principal such as sagemaker.amazonaws.com");
        page.report(
            clause,
            "INVALID_SERVICE_PRINCIPAL_FORMAT",
            leaf.span.clone(),
            message,
        );
    }
}

/// A session of a role that is trusted whole.
fn sessions(page: &mut Page<'_>, clause: &Clause<'_>) {
    let list = clause
        .element("Principal")
        .and_then(|m| m.value.get("AWS"))
        .filter(|v| matches!(v.value, crate::policy::json::Value::Array(_)));
    for (_, leaf) in &clause.principals {
        let Some(role) = role_of_session(leaf.text) else {
            continue;
        };
        let trusted = clause.principals.iter().any(|(_, other)| {
            other
                .text
                .split_once(":role/")
                .is_some_and(|(head, name)| head == role.0 && name.rsplit('/').next() == Some(role.1))
        });
        if trusted {
            let fix = list.and_then(|l: &Json| removal(l, &leaf.span, "remove the session"));
            page.report_fixable(
                clause,
                "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
                leaf.span.clone(),
                "the role of this session is trusted already",
                fix,
            );
        }
    }
}

/// The head of the role's ARN and its name, for the ARN of a session.
fn role_of_session(arn: &str) -> Option<(String, &str)> {
    let (head, rest) = arn.split_once(":assumed-role/")?;
    let (name, _) = rest.split_once('/')?;
    Some((head.replacen(":sts:", ":iam:", 1), name))
}

fn services(page: &mut Page<'_>, clause: &Clause<'_>) {
    if clause.statement.effect != Effect::Allow {
        return;
    }
    let Some((_, first)) = clause.principals.iter().find(|(kind, _)| *kind == "Service") else {
        return;
    };
    let only = clause.principals.iter().all(|(kind, _)| *kind == "Service");
    if let Some(test) = clause
        .tests
        .iter()
        .find(|t| OF_CALLERS.iter().any(|k| t.is(k)))
        .filter(|t| {
            t.meaning
                .is_some_and(|m| !m.if_exists && !m.base.is_negated() && m.base.pins())
        })
        .filter(|_| only)
    {
        let message = format!("a service has no {}: this never holds for it", test.key.name);
        let place = test.key.name_span.clone();
        page.report(
            clause,
            "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
            place,
            message,
        );
    }
    let one = Document {
        version: None,
        id: None,
        statements: vec![clause.statement.clone()],
    };
    let unbound = service_trust_without_source(&one);
    if unbound.is_empty() {
        return;
    }
    let message = format!(
        "{} comes in for anyone who can make it act: condition aws:SourceAccount or aws:SourceArn",
        unbound.join(", ")
    );
    // A condition of another kind holds the service to something, if not to
    // the account that it acts for.
    let bound_otherwise = clause.tests.iter().any(|t| {
        t.meaning.is_some_and(|m| m.base.pins() && !m.if_exists) && !SOURCES.iter().any(|k| t.is(k))
    });
    let code = if bound_otherwise {
        "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"
    } else {
        "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"
    };
    page.report(clause, code, first.span.clone(), message);
}
