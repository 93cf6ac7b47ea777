//! What a document grants too widely.

use crate::policy::operator::{Base, Operator};
use crate::policy::{Document, Effect, Select, Statement, pattern};

/// Whether statements with conditions count as granting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conditions {
    /// They count: the condition may hold.
    Ignore,
    /// They do not: only what is granted whatever the request.
    MustBeAbsent,
}

/// The statement that grants `action` on `resource`, unless an unconditional
/// `Deny` of the document covers both. Principals are not looked at.
///
/// `resource` is an ARN, or `*` for "on everything".
pub fn allows<'d>(
    document: &'d Document,
    action: &str,
    resource: &str,
    conditions: Conditions,
) -> Option<&'d Statement> {
    let speaks = |s: &&Statement| selects_action(s, action) && selects_resource(s, resource);
    let denied = document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Deny && s.conditions.is_empty())
        .any(|s| speaks(&s));
    if denied {
        return None;
    }
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow)
        .filter(|s| conditions == Conditions::Ignore || s.conditions.is_empty())
        .find(speaks)
}

/// The statement that grants `action` on any resource at all, whatever the
/// conditions, unless the document denies the action everywhere.
pub fn grants_action<'d>(document: &'d Document, action: &str) -> Option<&'d Statement> {
    let denied = document.statements.iter().any(|s| {
        s.effect == Effect::Deny && s.conditions.is_empty() && selects_action(s, action) && on_everything(s)
    });
    if denied {
        return None;
    }
    document
        .statements
        .iter()
        .find(|s| s.effect == Effect::Allow && selects_action(s, action))
}

/// Whether the statement holds for the actions of AWS's MCP servers only: for
/// the calling of their tools, not for what the tools do (IAM User Guide,
/// `aws:IsMcpServiceAction`).
pub fn is_of_tools_only(statement: &Statement) -> bool {
    statement.conditions.iter().any(|c| {
        let demanded = Operator::parse(&c.operator).is_some_and(|o| o.base == Base::Bool && !o.if_exists);
        c.key.eq_ignore_ascii_case("aws:IsMcpServiceAction")
            && demanded
            && c.values.iter().all(|v| v.eq_ignore_ascii_case("true"))
    })
}

/// The statement that grants every action on every resource.
pub fn grants_admin(document: &Document) -> Option<&Statement> {
    document.statements.iter().find(|s| {
        s.effect == Effect::Allow
            && !is_of_tools_only(s)
            && on_everything(s)
            && match &s.action {
                Select::Only(patterns) => patterns.iter().any(|p| pattern::is_any(p) || p == "*:*"),
                Select::AllBut(patterns) => patterns.is_empty(),
            }
    })
}

/// The statements that grant `iam:PassRole` on every role, to any service: no
/// `iam:PassedToService` narrows them.
pub fn pass_role_star(document: &Document) -> Vec<&Statement> {
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && selects_action(s, "iam:PassRole") && !is_of_tools_only(s))
        .filter(|s| match &s.resource {
            None => false,
            Some(Select::AllBut(_)) => true,
            Some(Select::Only(patterns)) => patterns.iter().any(|p| is_every_role(p)),
        })
        .filter(|s| {
            !s.conditions
                .iter()
                .any(|c| c.key.eq_ignore_ascii_case("iam:PassedToService"))
        })
        .collect()
}

pub(super) fn is_every_role(resource: &str) -> bool {
    pattern::is_any(resource)
        || resource
            .split_once(":role/")
            .is_some_and(|(_, name)| pattern::is_any(name))
        || (resource.starts_with("arn:")
            && resource.split(':').nth(2) == Some("iam")
            && resource.ends_with(":*"))
        || matches!(resource, "arn:*" | "arn:*:*")
}

/// The action patterns of `Allow` statements that name a whole service, e.g.
/// `s3:*`; `*` is answered by [`grants_admin`]. Sorted, each once.
pub fn full_service_wildcards(document: &Document) -> Vec<String> {
    let mut out: Vec<String> = document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && !s.action.is_negated())
        .flat_map(|s| s.action.patterns())
        .filter(|p| {
            p.split_once(':')
                .is_some_and(|(service, name)| pattern::is_any(name) && !pattern::is_any(service))
        })
        .map(|p| p.to_ascii_lowercase())
        .collect();
    out.sort();
    out.dedup();
    out
}

/// The statements that grant decryption with every key, of the account or at
/// all (`kms:Decrypt` or `kms:ReEncryptFrom`), whatever the conditions.
pub fn decrypt_any_key(document: &Document) -> Vec<&Statement> {
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && s.principal.is_none() && !is_of_tools_only(s))
        .filter(|s| selects_action(s, "kms:Decrypt") || selects_action(s, "kms:ReEncryptFrom"))
        .filter(|s| match &s.resource {
            None => false,
            Some(Select::AllBut(_)) => true,
            Some(Select::Only(patterns)) => patterns.iter().any(|p| is_every_key(p)),
        })
        .collect()
}

fn is_every_key(resource: &str) -> bool {
    let tail = resource.rsplit(':').next().unwrap_or(resource);
    pattern::is_any(resource)
        || matches!(resource, "arn:*" | "arn:*:*")
        || (resource.split(':').nth(2) == Some("kms") && matches!(tail, "key/*" | "alias/*" | "*"))
}

/// Whether the statement speaks of the action.
pub(super) fn selects_action(statement: &Statement, action: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|p| pattern::matches_ignoring_case(p, action));
    match &statement.action {
        Select::Only(patterns) => any(patterns),
        Select::AllBut(patterns) => !any(patterns),
    }
}

/// Whether the statement speaks of the resource; one without a `Resource` (a
/// trust policy) speaks of what it is attached to.
pub(super) fn selects_resource(statement: &Statement, resource: &str) -> bool {
    let any = |patterns: &[String]| patterns.iter().any(|p| pattern::matches(p, resource));
    match &statement.resource {
        None => true,
        Some(Select::Only(patterns)) => any(patterns),
        Some(Select::AllBut(patterns)) => !any(patterns),
    }
}

pub(super) fn on_everything(statement: &Statement) -> bool {
    match &statement.resource {
        None => false,
        Some(Select::Only(patterns)) => patterns.iter().any(|p| pattern::is_any(p) || p == "arn:*"),
        Some(Select::AllBut(patterns)) => patterns.is_empty(),
    }
}
