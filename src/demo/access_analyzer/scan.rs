//! From a resource's policy to the access that it gives outside the account.

use super::survey::Resource;
use crate::demo::ACCOUNT_ID;
use crate::policy::query::exposure::{is_restricted, outside_principals, public_statements};
use crate::policy::{Condition, Document, Effect, Principal, PrincipalElement, Select, Statement, pattern};
use serde_json::{Map, Value, json};

/// Access that an outsider has.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Access {
    /// E.g. `{"AWS": "111122223333"}`.
    pub(super) principal: Value,
    pub(super) actions: Vec<String>,
    /// Key to value.
    pub(super) condition: Value,
    pub(super) public: bool,
    /// `POLICY` or `BUCKET_ACL`.
    pub(super) source: &'static str,
}

impl Access {
    /// What tells one access from another in the same resource.
    pub(super) fn identity(&self) -> String {
        format!("{} {} {}", self.source, self.principal, self.condition)
    }
}

/// The access that a resource gives outside.
pub(super) fn outside_access(resource: &Resource) -> Vec<Access> {
    let mut found = Vec::new();
    if let Some(document) = resource
        .policy
        .as_deref()
        .and_then(|text| Document::parse(text).ok())
    {
        let public = !public_statements(&document).is_empty();
        // A bucket that restricts public policies keeps everybody outside out
        // while its policy is public.
        if !(public && resource.restricts_public_policies) {
            for statement in document.statements.iter().filter(|s| s.effect == Effect::Allow) {
                of_statement(&document, statement, &mut found);
            }
        }
    }
    if !resource.ignores_public_acls {
        for (group, permission) in &resource.grants {
            of_grant(group, permission, &mut found);
        }
    }
    found
}

fn add(found: &mut Vec<Access>, access: Access) {
    match found
        .iter_mut()
        .find(|known| known.identity() == access.identity())
    {
        Some(known) => {
            known.actions.extend(access.actions);
            known.actions.sort();
            known.actions.dedup();
        }
        None => found.push(access),
    }
}

fn of_statement(document: &Document, statement: &Statement, found: &mut Vec<Access>) {
    let actions: Vec<String> = match &statement.action {
        Select::Only(patterns) => {
            let mut left: Vec<String> = patterns
                .iter()
                .filter(|a| !is_denied(document, a))
                .cloned()
                .collect();
            left.sort();
            left
        }
        Select::AllBut(_) => vec!["*".to_owned()],
    };
    if actions.is_empty() {
        return;
    }
    let condition = conditions(&statement.conditions);
    let element = statement.principal.as_ref();
    let everyone = element.is_some_and(PrincipalElement::is_everyone);
    let mut give = |principal: Value, public: bool| {
        let access = Access {
            principal,
            actions: actions.clone(),
            condition: condition.clone(),
            public,
            source: "POLICY",
        };
        add(found, access);
    };
    if everyone {
        let alone = Document {
            version: document.version,
            id: None,
            statements: vec![statement.clone()],
        };
        let public = !is_restricted(statement);
        if public || !outside_principals(&alone, ACCOUNT_ID).is_empty() {
            give(json!({"AWS": "*"}), public);
        }
        return;
    }
    for principal in element.map_or(&[][..], PrincipalElement::principals) {
        match principal {
            Principal::Aws(value) if is_outside(value) => give(json!({"AWS": account_of(value)}), false),
            Principal::CanonicalUser(value) => give(json!({"CanonicalUser": value}), false),
            Principal::Federated(value) => give(json!({"Federated": value}), false),
            _ => {}
        }
    }
}

/// Whether the document denies an action to everyone, whatever the resource
/// and the request.
pub(super) fn is_denied(document: &Document, action: &str) -> bool {
    document.statements.iter().any(|s| {
        s.effect == Effect::Deny
            && s.conditions.is_empty()
            && matches!(&s.principal, Some(PrincipalElement::Only(all)) if all.iter().any(Principal::is_everyone))
            && matches!(&s.action, Select::Only(patterns) if patterns.iter().any(|p| pattern::covers(p, action)))
            && s.resource.as_ref().is_none_or(|r| matches!(r, Select::Only(all) if all.iter().any(|p| pattern::is_any(p))))
    })
}

/// Whether an `AWS` principal is of another account. Unique ids are what is
/// left of deleted principals.
fn is_outside(value: &str) -> bool {
    if value.bytes().all(|b| b.is_ascii_digit()) {
        return value != ACCOUNT_ID;
    }
    value.starts_with("arn:")
        && value
            .split(':')
            .nth(4)
            .is_some_and(|account| account != ACCOUNT_ID)
}

/// An account's root is the account.
fn account_of(value: &str) -> &str {
    value
        .strip_suffix(":root")
        .and_then(|arn| arn.split(':').nth(4))
        .unwrap_or(value)
}

fn conditions(all: &[Condition]) -> Value {
    let mut out = Map::new();
    for condition in all {
        out.insert(condition.key.clone(), json!(condition.values.join(",")));
    }
    Value::Object(out)
}

fn of_grant(group: &str, permission: &str, found: &mut Vec<Access>) {
    let public = ["AllUsers", "AuthenticatedUsers"]
        .iter()
        .any(|name| group.ends_with(name));
    let actions: &[&str] = match permission {
        "READ" => &[
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
            "s3:ListBucketVersions",
        ],
        "WRITE" => &["s3:DeleteObject", "s3:PutObject"],
        "READ_ACP" => &["s3:GetBucketAcl"],
        "WRITE_ACP" => &["s3:PutBucketAcl"],
        "FULL_CONTROL" => &[
            "s3:DeleteObject",
            "s3:GetBucketAcl",
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
            "s3:ListBucketVersions",
            "s3:PutBucketAcl",
            "s3:PutObject",
        ],
        _ => &[],
    };
    if public && !actions.is_empty() {
        let access = Access {
            principal: json!({"AWS": "*"}),
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
            condition: json!({}),
            public: true,
            source: "BUCKET_ACL",
        };
        add(found, access);
    }
}
