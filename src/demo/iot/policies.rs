//! Device policies: well-formed, named once, deleted when nothing needs them.

use super::{MARKER, Region, Reply, Work, invalid, missing, tags};
use crate::demo::wire::json::Refusal;
use crate::inventory::Timestamp;
use crate::policy::Document;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One version of a policy.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) document: String,
    pub(super) created: Timestamp,
}

/// A policy.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) versions: BTreeMap<u32, Version>,
    pub(super) default: u32,
    /// Numbers are not used again.
    pub(super) last: u32,
    pub(super) created: Timestamp,
    pub(super) changed: Timestamp,
    pub(super) tags: Vec<Value>,
}

impl Policy {
    /// `generationId`: changes with every version.
    pub(super) fn generation(&self) -> String {
        format!("{:016x}{:08x}", self.created.0, self.last)
    }
}

pub(super) fn no_policy(name: &str) -> Refusal {
    missing(format!("Policy not found with name '{name}'"))
}

/// The policy that the path names.
pub(super) fn find<'r>(region: &'r mut Region, work: &Work<'_>) -> Result<&'r mut Policy, Refusal> {
    region
        .policies
        .get_mut(work.name())
        .ok_or_else(|| no_policy(work.name()))
}

/// A document that is a policy of at most 2,048 characters without white space.
pub(super) fn document(work: &Work<'_>) -> Result<String, Refusal> {
    let malformed = |reason: String| {
        let message = format!("Policy document is malformed: {reason}");
        Err(Refusal::new(400, "MalformedPolicyException", message))
    };
    let text = work.request["policyDocument"].as_str().unwrap_or("");
    if text.chars().filter(|c| !c.is_whitespace()).count() > 2048 {
        return malformed("the document is longer than 2048 characters".to_owned());
    }
    match Document::parse(text) {
        Err(error) => malformed(error.to_string()),
        Ok(document) if document.statements.iter().any(|s| s.principal.is_some()) => {
            malformed("Principal is not allowed in an IoT policy".to_owned())
        }
        Ok(_) => Ok(text.to_owned()),
    }
}

/// `CreatePolicy`.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    let name = work.name();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if !(1..=128).contains(&name.len()) || !name.chars().all(plain) {
        return Err(invalid(format!("Invalid policy name: {name}")));
    }
    let document = document(work)?;
    let tags = tags::read(&work.request["tags"])?;
    if region.policies.contains_key(name) {
        return Err(Refusal::new(
            409,
            "ResourceAlreadyExistsException",
            format!("Policy cannot be created - name already exists (name={name})"),
        ));
    }
    let answer = json!({
        "policyName": name,
        "policyArn": work.arn("policy", name),
        "policyDocument": document,
        "policyVersionId": "1",
    });
    let first = Version {
        document,
        created: work.now(),
    };
    let policy = Policy {
        versions: BTreeMap::from([(1, first)]),
        default: 1,
        last: 1,
        created: work.now(),
        changed: work.now(),
        tags,
    };
    region.policies.insert(name.to_owned(), policy);
    Ok(answer)
}

/// `GetPolicy`: the default version.
pub(super) fn get(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = find(region, work)?;
    let version = policy
        .versions
        .get(&policy.default)
        .ok_or_else(|| no_policy(work.name()))?;
    Ok(json!({
        "policyName": work.name(),
        "policyArn": work.arn("policy", work.name()),
        "policyDocument": version.document,
        "defaultVersionId": policy.default.to_string(),
        "creationDate": policy.created.0,
        "lastModifiedDate": policy.changed.0,
        "generationId": policy.generation(),
    }))
}

/// A policy as lists have it.
pub(super) fn summary(work: &Work<'_>, name: &str) -> Value {
    json!({"policyName": name, "policyArn": work.arn("policy", name)})
}

/// `ListPolicies`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Reply {
    let mut all: Vec<Value> = region.policies.keys().map(|name| summary(work, name)).collect();
    if work.descends() {
        all.reverse();
    }
    work.page("policies", &all, MARKER)
}

/// `DeletePolicy`: not while it is attached or has other versions.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    let policy = find(region, work)?;
    let conflict = |message: &str| {
        let message = format!(
            "Cannot delete the policy ({message}) (policyName={})",
            work.name()
        );
        Err(Refusal::new(409, "DeleteConflictException", message))
    };
    if policy.versions.len() > 1 {
        return conflict("it has non-default versions");
    }
    if region.attached.values().any(|names| names.contains(work.name())) {
        return conflict("it is attached to one or more targets");
    }
    region.policies.remove(work.name());
    Ok(json!({}))
}
