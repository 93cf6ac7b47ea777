//! Elements that the kind of policy takes, and empty ones.

use super::page::{Clause, Page, member_removal};
use crate::policy::json::{Json, Value};
use crate::policy::operator::{Operator, SetQualifier};
use crate::policy::{PolicyKind, PrincipalElement};

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    principal(page, clause);
    resource(page, clause);
    empties(page, clause);
}

fn principal(page: &mut Page<'_>, clause: &Clause<'_>) {
    let given = clause.statement.principal.as_ref();
    let place = clause.place("Principal");
    match (page.kind, given) {
        // The organisation's policies have codes of their own.
        (PolicyKind::Scp, Some(_)) => {}
        (kind, Some(_)) if !kind.needs_principal() => {
            let name = clause
                .element("Principal")
                .map_or("Principal", |m| m.name.as_str());
            let fix = member_removal(clause.node, name, "remove the principal");
            page.report_fixable(
                clause,
                "UNSUPPORTED_PRINCIPAL",
                place,
                "an identity policy names no principal: it speaks of whom it is attached to",
                fix,
            );
        }
        (kind, None) if kind.needs_principal() => page.report(
            clause,
            "MISSING_PRINCIPAL",
            clause.place("Effect"),
            "a resource policy says whom it speaks of: Principal is missing",
        ),
        (PolicyKind::Trust, Some(PrincipalElement::AllBut(_))) => page.report(
            clause,
            "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
            place,
            "a trust policy takes no NotPrincipal",
        ),
        (_, Some(PrincipalElement::AllBut(_))) if clause.allows() => page.report(
            clause,
            "ALLOW_WITH_NOT_PRINCIPAL",
            place,
            "this allows everyone in the world but the named, anonymous callers too",
        ),
        _ => {}
    }
}

fn resource(page: &mut Page<'_>, clause: &Clause<'_>) {
    match (page.kind, clause.element("Resource")) {
        (PolicyKind::Trust, Some(member)) => {
            let fix = member_removal(clause.node, &member.name, "remove the resource");
            page.report_fixable(
                clause,
                "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
                member.name_span.clone(),
                "a trust policy takes no Resource: it speaks of the role it is on",
                fix,
            );
        }
        (PolicyKind::Trust, None) | (_, Some(_)) => {}
        (_, None) => page.report(
            clause,
            "MISSING_RESOURCE",
            clause.place("Effect"),
            "the statement has no Resource or NotResource",
        ),
    }
}

/// Empty lists and objects: they match nothing, and are easily taken for
/// "everything".
fn empties(page: &mut Page<'_>, clause: &Clause<'_>) {
    for member in clause.node.members().unwrap_or_default() {
        let element = member.name.strip_prefix("Not").unwrap_or(&member.name);
        let value = &member.value;
        let code = match element {
            "Action" if is_empty_list(value) => "EMPTY_ARRAY_ACTION",
            "Resource" if is_empty_list(value) => "EMPTY_ARRAY_RESOURCE",
            "Principal" if is_empty_object(value) => "EMPTY_OBJECT_PRINCIPAL",
            "Principal" if inner(value).any(is_empty_list) => "EMPTY_ARRAY_PRINCIPAL",
            "Condition" if is_empty_object(value) || inner(value).any(is_empty_object) => {
                "EMPTY_OBJECT_CONDITION"
            }
            "Condition" => {
                empty_values(page, clause, value);
                continue;
            }
            _ => continue,
        };
        let message = format!("an empty {element} matches nothing: fill it or leave it out");
        page.report(clause, code, member.name_span.clone(), message);
    }
}

/// Keys without values: what they mean depends on the operator.
fn empty_values(page: &mut Page<'_>, clause: &Clause<'_>, condition: &Json) {
    for operator in condition.members().unwrap_or_default() {
        let meaning = Operator::parse(&operator.name);
        for key in operator.value.members().unwrap_or_default() {
            if !is_empty_list(&key.value) {
                continue;
            }
            let (code, effect) = match meaning {
                Some(o) if o.set == Some(SetQualifier::ForAllValues) => (
                    "EMPTY_ARRAY_CONDITION_FORALLVALUES",
                    "holds only when the request has no value for the key; Null \"true\" says so",
                ),
                Some(o) if o.set == Some(SetQualifier::ForAnyValue) => (
                    "EMPTY_ARRAY_CONDITION_FORANYVALUE",
                    "never holds: the statement never applies",
                ),
                Some(o) if o.if_exists => (
                    "EMPTY_ARRAY_CONDITION_IFEXISTS",
                    "holds only when the key is missing; Null \"true\" says so",
                ),
                _ => (
                    "EMPTY_ARRAY_CONDITION",
                    "has nothing to compare with: fill it or leave it out",
                ),
            };
            let message = format!("{} with no values {effect}", key.name);
            page.report(clause, code, key.name_span.clone(), message);
        }
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
