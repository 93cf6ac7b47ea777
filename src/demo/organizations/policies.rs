//! Policies of an organization: made, attached to the root or the account.

use super::{Request, invalid};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The types that there are.
const TYPES: &[&str] = &[
    "AISERVICES_OPT_OUT_POLICY",
    "BACKUP_POLICY",
    "CHATBOT_POLICY",
    "DECLARATIVE_POLICY_EC2",
    "RESOURCE_CONTROL_POLICY",
    "SERVICE_CONTROL_POLICY",
    "TAG_POLICY",
];

/// A policy.
#[derive(Debug)]
pub(super) struct Policy {
    name: String,
    description: String,
    kind: String,
    content: String,
    targets: BTreeSet<String>,
}

fn summary(organization: &str, id: &str, policy: &Policy) -> Value {
    let kind = policy.kind.to_lowercase();
    json!({
        "Id": id,
        "Arn": format!("arn:aws:organizations::{ACCOUNT_ID}:policy/{organization}/{kind}/{id}"),
        "Name": policy.name,
        "Description": policy.description,
        "Type": policy.kind,
        "AwsManaged": false,
    })
}

fn known_type(kind: &str) -> Result<String, Refusal> {
    if TYPES.contains(&kind) {
        return Ok(kind.to_owned());
    }
    Err(invalid(
        "INVALID_ENUM_POLICY_TYPE",
        "You specified an unknown policy type.",
    ))
}

fn missing() -> Refusal {
    Refusal::new(
        400,
        "PolicyNotFoundException",
        "We can't find a policy with the PolicyId that you specified.",
    )
}

/// `EnablePolicyType`: at the root, once.
pub(super) fn enable_type(request: &mut Request<'_>) -> Outcome {
    let kind = known_type(request.required("PolicyType")?)?;
    if request.required("RootId")? != request.organization.root {
        return Err(Refusal::new(
            400,
            "RootNotFoundException",
            "We can't find a root with the RootId that you specified.",
        ));
    }
    if !request.organization.types.insert(kind) {
        return Err(Refusal::new(
            400,
            "PolicyTypeAlreadyEnabledException",
            "The specified policy type is already enabled.",
        ));
    }
    Ok(json!({"Root": request.organization.root_described()}))
}

/// `CreatePolicy`. Its content is checked as far as its outer form goes.
pub(super) fn create(request: &mut Request<'_>) -> Outcome {
    let kind = known_type(request.required("Type")?)?;
    let (name, content) = (
        request.required("Name")?.to_owned(),
        request.required("Content")?.to_owned(),
    );
    let parsed: Option<Value> = serde_json::from_str(&content).ok();
    let outer = if kind == "AISERVICES_OPT_OUT_POLICY" {
        "services"
    } else {
        ""
    };
    let fine = parsed.is_some_and(|p| p.is_object() && (outer.is_empty() || p[outer].is_object()));
    if !fine {
        return Err(Refusal::new(
            400,
            "MalformedPolicyDocumentException",
            "The provided policy document does not meet the requirements of the specified policy type.",
        ));
    }
    let mut same = request.organization.policies.values();
    if same.any(|p| p.kind == kind && p.name == name) {
        return Err(Refusal::new(
            400,
            "DuplicatePolicyException",
            "A policy with the same name already exists.",
        ));
    }
    let id = format!("p-{}", request.ids.hex(10));
    let policy = Policy {
        name,
        description: outcome::text(&request.body, "Description")
            .unwrap_or("")
            .to_owned(),
        kind,
        content,
        targets: BTreeSet::new(),
    };
    let answer = json!({"Policy": {
        "PolicySummary": summary(&request.organization.id, &id, &policy),
        "Content": policy.content,
    }});
    request.organization.policies.insert(id, policy);
    Ok(answer)
}

/// `DescribePolicy`.
pub(super) fn describe(request: &mut Request<'_>) -> Outcome {
    let id = request.required("PolicyId")?;
    let policy = request.organization.policies.get(id).ok_or_else(missing)?;
    Ok(json!({"Policy": {
        "PolicySummary": summary(&request.organization.id, id, policy),
        "Content": policy.content,
    }}))
}

/// `ListPolicies` of one type.
pub(super) fn list(request: &mut Request<'_>) -> Outcome {
    let kind = known_type(request.required("Filter")?)?;
    let organization = &request.organization;
    let of_kind = organization.policies.iter().filter(|(_, p)| p.kind == kind);
    let rows: Vec<Value> = of_kind
        .map(|(id, policy)| summary(&organization.id, id, policy))
        .collect();
    request.page("Policies", &rows)
}

/// `DeletePolicy`: one that is attached nowhere.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    let id = request.required("PolicyId")?.to_owned();
    let policy = request.organization.policies.get(&id).ok_or_else(missing)?;
    if !policy.targets.is_empty() {
        return Err(Refusal::new(
            400,
            "PolicyInUseException",
            "The policy is attached to one or more entities.",
        ));
    }
    request.organization.policies.remove(&id);
    Ok(Value::Null)
}

/// The policy and the target of a call.
fn attachment(request: &Request<'_>) -> Result<(String, String), Refusal> {
    let (id, target) = (request.required("PolicyId")?, request.required("TargetId")?);
    if !request.organization.policies.contains_key(id) {
        return Err(missing());
    }
    if target != request.organization.root && target != ACCOUNT_ID {
        return Err(Refusal::new(
            400,
            "TargetNotFoundException",
            "We can't find a root, OU, or account with the TargetId that you specified.",
        ));
    }
    Ok((id.to_owned(), target.to_owned()))
}

/// `AttachPolicy`: of a type that is on, once to a target.
pub(super) fn attach(request: &mut Request<'_>) -> Outcome {
    let (id, target) = attachment(request)?;
    let organization = &mut *request.organization;
    let policy = organization.policies.get_mut(&id).ok_or_else(missing)?;
    if !organization.types.contains(&policy.kind) {
        return Err(Refusal::new(
            400,
            "PolicyTypeNotEnabledException",
            "This operation can be performed only for enabled policy types.",
        ));
    }
    if !policy.targets.insert(target) {
        return Err(Refusal::new(
            400,
            "DuplicatePolicyAttachmentException",
            "A policy with the specified name and type is already attached to the target.",
        ));
    }
    Ok(Value::Null)
}

/// `DetachPolicy`.
pub(super) fn detach(request: &mut Request<'_>) -> Outcome {
    let (id, target) = attachment(request)?;
    let policy = request.organization.policies.get_mut(&id).ok_or_else(missing)?;
    if !policy.targets.remove(&target) {
        return Err(Refusal::new(
            400,
            "PolicyNotAttachedException",
            "The policy isn't attached to the specified target in the specified root.",
        ));
    }
    Ok(Value::Null)
}

/// `ListTargetsForPolicy`.
pub(super) fn targets(request: &mut Request<'_>) -> Outcome {
    let id = request.required("PolicyId")?;
    let organization = &request.organization;
    let policy = organization.policies.get(id).ok_or_else(missing)?;
    let target = |target: &String| {
        let (class, name, kind) = if *target == organization.root {
            ("root", "Root", "ROOT")
        } else {
            ("account", "clinic", "ACCOUNT")
        };
        let arn = format!(
            "arn:aws:organizations::{ACCOUNT_ID}:{class}/{}/{target}",
            organization.id
        );
        json!({"TargetId": target, "Arn": arn, "Name": name, "Type": kind})
    };
    let rows: Vec<Value> = policy.targets.iter().map(target).collect();
    request.page("Targets", &rows)
}
