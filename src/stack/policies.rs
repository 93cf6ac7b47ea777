//! The matched set of least-privilege policies of a blueprint: composed by the
//! policy room, or as a person rewrote them. Texts may hold `${step.Output}`
//! references.

use super::blueprint::Blueprint;
use crate::inventory::AccountId;
use crate::policy::PolicyKind;
use crate::policy::compose::{self, Composed, Scenario, Workload};
use serde::Serialize;

/// One policy of the set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComposedPolicy {
    /// Its name in `[identities.policies]`.
    pub name: String,
    /// What it guards, for people.
    pub title: String,
    /// What kind it is.
    pub kind: PolicyKind,
    /// The JSON text, indented.
    pub text: String,
    /// Whether a person wrote it.
    pub edited: bool,
    /// Each composed statement's `Sid` and why it is there; empty for a policy
    /// that a person wrote.
    pub reasons: Vec<(String, String)>,
}

/// The names of a blueprint's policies, in the order in which they are shown.
pub fn names(blueprint: &Blueprint) -> Vec<String> {
    let mut names = Vec::new();
    if blueprint.key.existing.is_none() {
        names.push("key".to_owned());
    }
    for name in ["trust", "role", "bucket-data", "bucket-models", "bucket-logs"] {
        names.push(name.to_owned());
    }
    names.extend(blueprint.endpoints().iter().map(|e| format!("endpoint-{e}")));
    names
}

/// Every policy of the blueprint.
pub fn composed(blueprint: &Blueprint, account: &AccountId) -> Vec<ComposedPolicy> {
    names(blueprint)
        .into_iter()
        .map(|name| {
            let (kind, title) = describe(blueprint, account, &name);
            let own = blueprint.identities.policies.get(&name);
            let composed = compose_one(blueprint, account, &name);
            ComposedPolicy {
                edited: own.is_some(),
                reasons: if own.is_some() {
                    Vec::new()
                } else {
                    composed.statements
                },
                text: own.cloned().unwrap_or(composed.document),
                title,
                kind,
                name,
            }
        })
        .collect()
}

fn describe(blueprint: &Blueprint, account: &AccountId, name: &str) -> (PolicyKind, String) {
    match name {
        "key" => (
            PolicyKind::KeyPolicy,
            format!("Key policy of {}", blueprint.key_alias()),
        ),
        "trust" => (
            PolicyKind::Trust,
            format!("Trust policy of {}", blueprint.role_name()),
        ),
        "role" => (
            PolicyKind::Identity,
            format!("Permissions of {}", blueprint.role_name()),
        ),
        "bucket-data" => (
            PolicyKind::BucketPolicy,
            format!("Policy of {}", blueprint.data_bucket(account)),
        ),
        "bucket-models" => (
            PolicyKind::BucketPolicy,
            format!("Policy of {}", blueprint.models_bucket(account)),
        ),
        "bucket-logs" => (
            PolicyKind::BucketPolicy,
            format!("Policy of {}", blueprint.logs_bucket(account)),
        ),
        _ => (
            PolicyKind::EndpointPolicy,
            format!(
                "Policy of endpoint {}",
                name.strip_prefix("endpoint-").unwrap_or(name)
            ),
        ),
    }
}

/// One policy's text: what a person wrote, else composed.
pub fn text(blueprint: &Blueprint, account: &AccountId, name: &str) -> String {
    blueprint
        .identities
        .policies
        .get(name)
        .cloned()
        .unwrap_or_else(|| compose_one(blueprint, account, name).document)
}

/// The key policy with which the key is made, before the role exists: KMS
/// refuses a policy that names an unknown principal.
pub fn initial_key_policy(blueprint: &Blueprint, account: &AccountId) -> String {
    compose::first_key_policy(&workload(blueprint, account)).document
}

/// The key's ARN: given, or what the key's step will produce.
pub fn key_arn(blueprint: &Blueprint) -> String {
    blueprint
        .key
        .existing
        .clone()
        .unwrap_or_else(|| "${data-key.KeyArn}".to_owned())
}

/// The role's ARN, once it is made.
pub const ROLE_ARN: &str = "${exec-role.RoleArn}";

fn compose_one(blueprint: &Blueprint, account: &AccountId, name: &str) -> Composed {
    let w = workload(blueprint, account);
    match name {
        "key" => compose::key_policy(&w),
        "trust" => compose::trust(&w),
        "role" => compose::execution_role(&w),
        "bucket-models" => compose::bucket_policy(&w, name, &w.output_bucket),
        "bucket-logs" => compose::log_bucket_policy(&w).expect("the workload names its log bucket"),
        _ => match name.strip_prefix("endpoint-") {
            Some(short) => compose::endpoint_policy(&w, short),
            None => compose::bucket_policy(&w, name, &w.data_bucket),
        },
    }
}

/// The blueprint as the policy room sees it.
pub(super) fn workload(blueprint: &Blueprint, account: &AccountId) -> Workload {
    let (stack, region) = (blueprint.stack(), blueprint.region.as_str());
    let mut w = Workload::new(account.as_str(), region, &stack, role_needs(blueprint));
    w.data_bucket = blueprint.data_bucket(account);
    w.data_prefix.clone_from(&blueprint.data.prefix);
    w.output_bucket = blueprint.models_bucket(account);
    w.log_bucket = Some(blueprint.logs_bucket(account));
    w.key_arn = key_arn(blueprint);
    w.role_name = blueprint.role_name();
    w.role_arn = Some(ROLE_ARN.to_owned());
    if let Some(operator) = &blueprint.identities.operator {
        w.operator_arn.clone_from(operator);
    }
    w.endpoint_services = blueprint.endpoints();
    w.image_repositories = repositories(blueprint);
    w.stream_arn = blueprint.stream_name().map(|stream| {
        let partition = blueprint.partition();
        format!("arn:{partition}:kinesis:{region}:{account}:stream/{stream}")
    });
    w
}

/// What the one role must be able to do, by what the blueprint runs and not by
/// its title: nothing is allowed that nothing needs.
fn role_needs(blueprint: &Blueprint) -> Scenario {
    let workload = &blueprint.workload;
    match (workload.training.is_some(), workload.hosting.is_some()) {
        (true, true) => Scenario::Healthcare,
        (true, false) => Scenario::Blank,
        (false, true) => Scenario::Inference,
        (false, false) => Scenario::Pipeline,
    }
}

/// The ECR repositories of the images, which may be of another account.
fn repositories(blueprint: &Blueprint) -> Vec<String> {
    let workload = &blueprint.workload;
    let images = [
        workload.training.as_ref().map(|t| &t.image),
        workload.hosting.as_ref().map(|h| &h.image),
    ];
    let mut arns: Vec<String> = images
        .into_iter()
        .flatten()
        .filter_map(|image| {
            let (host, rest) = image.split_once('/')?;
            let mut parts = host.split('.');
            let (account, region) = (parts.next()?, parts.nth(2)?);
            let repository = rest.split(['@', ':']).next()?;
            let partition = blueprint.partition();
            Some(format!(
                "arn:{partition}:ecr:{region}:{account}:repository/{repository}"
            ))
        })
        .collect();
    arns.dedup();
    arns
}
