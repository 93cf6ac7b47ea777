//! Elements that the kind of policy takes, sids, sizes.

use super::{Page, Seat, Severity};
use crate::policy::json::{Json, Value};
use crate::policy::{Document, Effect, PolicyKind, Principal, PrincipalElement};

pub(super) fn document(page: &mut Page<'_>, document: &Document) {
    let start = page.tree.span.start;
    if document.version.is_none() {
        page.of_document(
            Severity::Warning,
            "MISSING_VERSION",
            start,
            "without Version the policy is read as 2008-10-17, which has no variables; say \"2012-10-17\"",
        );
    }
    if document.statements.is_empty() {
        page.of_document(
            Severity::Error,
            "MISSING_STATEMENT",
            start,
            "the policy has no statement",
        );
    }
    size(page);
    sids(page, document);
}

fn size(page: &mut Page<'_>) {
    let (quota, with_space) = page.kind.quota();
    let length = if with_space {
        page.text.trim().chars().count()
    } else {
        page.text.chars().filter(|c| !c.is_whitespace()).count()
    };
    if length <= quota {
        return;
    }
    let (severity, code) = match page.kind {
        PolicyKind::Identity => (Severity::Warning, "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"),
        PolicyKind::Trust => (Severity::Warning, "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA"),
        PolicyKind::Scp => (Severity::Error, "POLICY_SIZE_EXCEEDS_SCP_QUOTA"),
        PolicyKind::Rcp => (Severity::Error, "POLICY_SIZE_EXCEEDS_RCP_QUOTA"),
        _ => (Severity::Warning, "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA"),
    };
    let counted = if with_space { "" } else { " without white space" };
    let start = page.tree.span.start;
    page.of_document(
        severity,
        code,
        start,
        format!("the policy has {length} characters{counted}; AWS takes {quota}"),
    );
}

fn sids(page: &mut Page<'_>, document: &Document) {
    let required = matches!(
        page.kind,
        PolicyKind::Identity | PolicyKind::Scp | PolicyKind::Rcp
    );
    for (index, statement) in document.statements.iter().enumerate() {
        let Some(sid) = &statement.sid else { continue };
        let seat = Seat { index, statement };
        if sid.is_empty() {
            page.at(
                seat,
                "Sid",
                Severity::Suggestion,
                "EMPTY_SID_VALUE",
                "the Sid is empty",
            );
            continue;
        }
        if required && !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            page.at(
                seat,
                "Sid",
                Severity::Error,
                "UNSUPPORTED_SID",
                format!("a Sid here has letters and digits only; \"{sid}\" has more"),
            );
        }
        if document.statements[..index]
            .iter()
            .any(|s| s.sid.as_ref() == Some(sid))
        {
            let (severity, code) = if required {
                (Severity::Error, "UNIQUE_SIDS_REQUIRED")
            } else {
                (Severity::Warning, "UNIQUE_SIDS_RECOMMENDED")
            };
            page.at(
                seat,
                "Sid",
                severity,
                code,
                format!("the Sid \"{sid}\" is used before"),
            );
        }
    }
}

pub(super) fn statement(page: &mut Page<'_>, seat: Seat<'_>) {
    principal(page, seat);
    resource(page, seat);
    organisation(page, seat);
    empties(page, seat);
}

fn principal(page: &mut Page<'_>, seat: Seat<'_>) {
    let given = seat.statement.principal.as_ref();
    match (page.kind, given) {
        (PolicyKind::Scp, Some(_)) => page.at(
            seat,
            "Principal",
            Severity::Error,
            "SCP_SYNTAX_ERROR_PRINCIPAL",
            "a service control policy names no principal: it speaks of every principal of the accounts",
        ),
        (kind, Some(_)) if !kind.needs_principal() => page.at(
            seat,
            "Principal",
            Severity::Error,
            "UNSUPPORTED_PRINCIPAL",
            "an identity policy names no principal: it speaks of whom it is attached to",
        ),
        (kind, None) if kind.needs_principal() => page.at(
            seat,
            "Effect",
            Severity::Error,
            "MISSING_PRINCIPAL",
            "a resource policy says whom it speaks of: Principal is missing",
        ),
        (PolicyKind::Trust, Some(PrincipalElement::AllBut(_))) => page.at(
            seat,
            "Principal",
            Severity::Error,
            "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
            "a trust policy takes no NotPrincipal",
        ),
        (_, Some(PrincipalElement::AllBut(_))) if seat.statement.effect == Effect::Allow => page.at(
            seat,
            "Principal",
            Severity::SecurityWarning,
            "ALLOW_WITH_NOT_PRINCIPAL",
            "this allows everyone in the world but the named, anonymous callers too",
        ),
        _ => {}
    }
}

fn resource(page: &mut Page<'_>, seat: Seat<'_>) {
    match (page.kind, &seat.statement.resource) {
        (PolicyKind::Trust, Some(_)) => page.at(
            seat,
            "Resource",
            Severity::Error,
            "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
            "a trust policy takes no Resource: it speaks of the role it is on",
        ),
        (PolicyKind::Trust, None) | (_, Some(_)) => {}
        (_, None) => page.at(
            seat,
            "Effect",
            Severity::Error,
            "MISSING_RESOURCE",
            "the statement has no Resource or NotResource",
        ),
    }
}

fn organisation(page: &mut Page<'_>, seat: Seat<'_>) {
    if page.kind != PolicyKind::Rcp {
        return;
    }
    if seat.statement.effect == Effect::Allow {
        page.at(
            seat,
            "Effect",
            Severity::Error,
            "RCP_SYNTAX_ERROR_ALLOW",
            "a resource control policy only denies",
        );
    }
    if seat.statement.action.is_negated() {
        page.at(
            seat,
            "Action",
            Severity::Error,
            "RCP_SYNTAX_ERROR_NOTACTION",
            "a resource control policy takes no NotAction",
        );
    }
    let everyone = matches!(
        &seat.statement.principal,
        Some(PrincipalElement::Only(all)) if matches!(all.as_slice(), [Principal::Everyone])
    );
    if !everyone && seat.statement.principal.is_some() {
        page.at(
            seat,
            "Principal",
            Severity::Error,
            "RCP_SYNTAX_ERROR_PRINCIPAL",
            "the principal of a resource control policy is \"*\"; narrow it by conditions",
        );
    }
}

/// Empty lists and objects: they match nothing, and are easily taken for
/// "everything".
fn empties(page: &mut Page<'_>, seat: Seat<'_>) {
    let Some(node) = page.node(seat) else { return };
    let mut found: Vec<(&'static str, &'static str)> = Vec::new();
    for member in node.members().unwrap_or_default() {
        let element = match member.name.as_str() {
            "Action" | "NotAction" => "Action",
            "Resource" | "NotResource" => "Resource",
            "Principal" | "NotPrincipal" => "Principal",
            "Condition" => "Condition",
            _ => continue,
        };
        let code = match element {
            "Action" if is_empty_list(&member.value) => "EMPTY_ARRAY_ACTION",
            "Resource" if is_empty_list(&member.value) => "EMPTY_ARRAY_RESOURCE",
            "Principal" if is_empty_object(&member.value) => "EMPTY_OBJECT_PRINCIPAL",
            "Principal" if inner(&member.value).any(is_empty_list) => "EMPTY_ARRAY_PRINCIPAL",
            "Condition" if is_empty_object(&member.value) || inner(&member.value).any(is_empty_object) => {
                "EMPTY_OBJECT_CONDITION"
            }
            "Condition" if inner(&member.value).flat_map(inner).any(is_empty_list) => "EMPTY_ARRAY_CONDITION",
            _ => continue,
        };
        found.push((element, code));
    }
    for (element, code) in found {
        page.at(
            seat,
            element,
            Severity::Suggestion,
            code,
            format!("an empty {element} matches nothing: fill it or leave it out"),
        );
    }
}

fn inner(value: &Json) -> impl Iterator<Item = &Json> {
    value.members().unwrap_or_default().iter().map(|m| &m.value)
}

fn is_empty_list(value: &Json) -> bool {
    matches!(&value.value, Value::Array(items) if items.is_empty())
}

fn is_empty_object(value: &Json) -> bool {
    matches!(&value.value, Value::Object(members) if members.is_empty())
}
