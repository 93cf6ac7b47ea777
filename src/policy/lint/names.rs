//! Actions, ARNs, principals, variables.

use super::{Page, Seat, Severity};
use crate::policy::{PolicyKind, Principal, PrincipalElement, Select, pattern};

pub(super) fn statement(page: &mut Page<'_>, seat: Seat<'_>, variables: bool) {
    for action in seat.statement.action.patterns() {
        self::action(page, seat, action);
    }
    for resource in seat.statement.resource.iter().flat_map(Select::patterns) {
        arn(page, seat, resource);
        variable(page, seat, resource, variables);
    }
    for principal in seat
        .statement
        .principal
        .iter()
        .flat_map(PrincipalElement::principals)
    {
        self::principal(page, seat, principal);
    }
    for condition in &seat.statement.conditions {
        for value in &condition.values {
            variable(page, seat, value, variables);
        }
    }
}

fn action(page: &mut Page<'_>, seat: Seat<'_>, action: &str) {
    if pattern::is_any(action) {
        if page.kind == PolicyKind::Trust {
            trust_action(page, seat, action);
        }
        return;
    }
    let well_formed = action.split_once(':').is_some_and(|(service, name)| {
        !service.is_empty()
            && !name.is_empty()
            && service
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-*?".contains(&b))
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"*?".contains(&b))
    });
    if !well_formed {
        page.at_value(
            seat,
            action,
            Severity::Error,
            "INVALID_ACTION",
            format!("\"{action}\" is not an action: service:Name, e.g. s3:GetObject"),
        );
        return;
    }
    if action.split(':').next().is_some_and(pattern::is_wild) {
        page.at_value(
            seat,
            action,
            Severity::Suggestion,
            "WILDCARD_IN_SERVICE_NAME",
            format!("\"{action}\" may match services that do not exist yet: name the service"),
        );
    }
    if page.kind == PolicyKind::Trust && !action.to_ascii_lowercase().starts_with("sts:") {
        trust_action(page, seat, action);
    }
}

fn trust_action(page: &mut Page<'_>, seat: Seat<'_>, action: &str) {
    page.at_value(
        seat,
        action,
        Severity::Error,
        "UNSUPPORTED_ACTION_IN_POLICY",
        format!("a trust policy takes sts: actions only, not \"{action}\""),
    );
}

/// The shape of an ARN. What holds `${…}` is not known until the request, or
/// until the stack is made, and is left alone.
fn arn(page: &mut Page<'_>, seat: Seat<'_>, resource: &str) {
    if pattern::is_any(resource) || resource.starts_with("${") {
        return;
    }
    let fault: Option<(&'static str, String)> = (|| {
        let Some(rest) = resource.strip_prefix("arn:") else {
            if resource.starts_with("arn*") {
                return None;
            }
            return Some((
                "INVALID_ARN_PREFIX",
                format!("\"{resource}\" is not an ARN: it begins with \"arn:\""),
            ));
        };
        let parts: Vec<&str> = rest.splitn(5, ':').collect();
        if parts.len() < 5 {
            // A wildcard at the end may stand for the parts that are missing.
            let open = resource.ends_with('*');
            let message =
                format!("\"{resource}\" lacks parts: arn:partition:service:region:account:resource");
            return (!open).then_some(("MISSING_ARN_FIELD", message));
        }
        if !matches!(
            parts[0],
            "aws" | "aws-cn" | "aws-us-gov" | "aws-eusc" | "aws-iso" | "aws-iso-b"
        ) && !parts[0].contains(['*', '?', '$'])
        {
            return Some(("INVALID_PARTITION", format!("no partition is \"{}\"", parts[0])));
        }
        let account = parts[3];
        let known = account.is_empty()
            || account.contains(['*', '?', '$'])
            || ["aws", "cloudfront", "aws-managed"].contains(&account)
            || (account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()));
        if !known {
            return Some((
                "INVALID_ARN_ACCOUNT",
                format!("\"{account}\" is not an account: twelve digits"),
            ));
        }
        parts[4].is_empty().then(|| {
            (
                "INVALID_ARN_RESOURCE",
                format!("\"{resource}\" names no resource"),
            )
        })
    })();
    if let Some((code, message)) = fault {
        page.at_value(seat, resource, Severity::Error, code, message);
    }
}

fn principal(page: &mut Page<'_>, seat: Seat<'_>, principal: &Principal) {
    match principal {
        Principal::Aws(value) if value.starts_with("${") || value == "*" => {}
        Principal::Aws(value) => {
            let account = value.len() == 12 && value.bytes().all(|b| b.is_ascii_digit());
            // What a deleted principal leaves behind.
            let unique = value.len() >= 16
                && value
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
            let arn = value.starts_with("arn:") && value.splitn(6, ':').count() == 6;
            if !(account || unique || arn) {
                page.at_value(
                    seat,
                    value,
                    Severity::Error,
                    "INVALID_PRINCIPAL_FORMAT",
                    format!("\"{value}\" is neither an account id nor the ARN of a principal"),
                );
            } else if pattern::is_wild(value) {
                let code = if page.kind == PolicyKind::Trust {
                    "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"
                } else {
                    "UNSUPPORTED_WILDCARD_IN_PRINCIPAL"
                };
                page.at_value(
                    seat,
                    value,
                    Severity::Error,
                    code,
                    "an ARN in Principal takes no wildcard; use \"*\" with a condition on aws:PrincipalArn",
                );
            }
        }
        Principal::Service(value) => {
            let shaped = value.contains('.') && value.contains(".amazon") && !pattern::is_wild(value);
            if !shaped {
                page.at_value(
                    seat,
                    value,
                    Severity::Error,
                    "INVALID_SERVICE_PRINCIPAL_FORMAT",
                    format!("\"{value}\" is not a service principal such as sagemaker.amazonaws.com"),
                );
            }
        }
        _ => {}
    }
}

fn variable(page: &mut Page<'_>, seat: Seat<'_>, text: &str, variables: bool) {
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let after = &rest[at + 2..];
        let Some((inner, tail)) = after.split_once('}') else {
            page.at_value(
                seat,
                text,
                Severity::Error,
                "MISSING_BRACE_IN_VARIABLE",
                format!("a variable in \"{text}\" is not closed: `}}` is missing"),
            );
            return;
        };
        if inner.trim().is_empty() {
            page.at_value(
                seat,
                text,
                Severity::Error,
                "EMPTY_VARIABLE",
                format!("a variable in \"{text}\" is empty"),
            );
        } else if !variables && inner.contains(':') {
            page.at_value(
                seat,
                text,
                Severity::Error,
                "VARIABLE_UNSUPPORTED_IN_VERSION",
                format!("${{{inner}}} is a plain text unless Version is 2012-10-17"),
            );
        }
        rest = tail;
    }
}
