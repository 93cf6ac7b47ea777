//! What an attacker is after: data, keys, models, and the roles of workloads.

use crate::inventory::names::bucket_of_uri;
use crate::inventory::relations::{RelationKind, relations};
use crate::inventory::{Arn, Detail, Inventory, Kind, Resource};
use crate::policy::{Document, Effect, Principal, PrincipalElement};
use crate::posture::stakes::{Level, stated};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What kind of thing is at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stake {
    /// A bucket that jobs read or Macie looks into, or whose tags say that its
    /// data is not for everyone.
    Dataset,
    /// A key of the customer's.
    Key,
    /// What a model loads: it is taken, or replaced.
    Model,
    /// A role that SageMaker, Bedrock or AgentCore runs workloads as.
    ExecutionRole,
}

impl Stake {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dataset => "dataset",
            Self::Key => "key",
            Self::Model => "model",
            Self::ExecutionRole => "execution role",
        }
    }

    /// The action by which it is lost; a role is lost to whoever becomes it.
    pub(super) fn action(self) -> Option<&'static str> {
        match self {
            Self::Dataset | Self::Model => Some("s3:GetObject"),
            Self::Key => Some("kms:Decrypt"),
            Self::ExecutionRole => None,
        }
    }
}

/// Something at stake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Prize {
    /// Its kind.
    pub stake: Stake,
    /// What people call it.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The resource that the action is on: of a model, what it loads.
    #[serde(skip)]
    pub(super) on: String,
}

/// Services whose roles run workloads of AI.
const RUNNERS: &[&str] = &["sagemaker.", "bedrock.", "bedrock-agentcore."];

/// Everything at stake in an inventory, sorted.
pub(super) fn prizes(inventory: &Inventory) -> Vec<Prize> {
    let data = datasets(inventory);
    let mut found = BTreeSet::new();
    for resource in inventory.iter() {
        let stake = match &resource.detail {
            Detail::Bucket(_) if data.contains(&resource.arn) || is_classified(resource) => Stake::Dataset,
            Detail::KmsKey(key) if key.manager.known().is_none_or(|m| m == "CUSTOMER") => Stake::Key,
            Detail::Role(role) if role.trust.known().is_some_and(|t| runs_workloads(t)) => {
                Stake::ExecutionRole
            }
            Detail::Model(model) => {
                let containers = model.containers.known().into_iter().flatten();
                let loaded = containers.filter_map(|c| object_of(c.model_data.as_deref()?, resource));
                found.extend(loaded.map(|on| prize(Stake::Model, resource, on)));
                continue;
            }
            _ => continue,
        };
        found.insert(prize(stake, resource, resource.arn.as_str().to_owned()));
    }
    found.into_iter().collect()
}

fn prize(stake: Stake, resource: &Resource, on: String) -> Prize {
    Prize {
        stake,
        name: resource.name.clone(),
        arn: resource.arn.as_str().to_owned(),
        on,
    }
}

/// Buckets that jobs read, or that Macie looks into.
fn datasets(inventory: &Inventory) -> BTreeSet<Arn> {
    let kinds: BTreeMap<&Arn, Kind> = inventory.iter().map(|r| (&r.arn, r.kind())).collect();
    relations(inventory)
        .into_iter()
        .filter(|relation| match kinds.get(&relation.from) {
            Some(Kind::TrainingJob | Kind::ProcessingJob | Kind::TransformJob) => {
                relation.kind == RelationKind::ReadsFrom
            }
            Some(Kind::MacieJob) => relation.kind == RelationKind::Watches,
            _ => false,
        })
        .map(|relation| relation.to)
        .collect()
}

/// Whether tags say that the data is not for everyone of the company; a class
/// that is not understood is taken to say so.
fn is_classified(resource: &Resource) -> bool {
    let stated = resource.tags.known().and_then(stated);
    stated.is_some_and(|(level, _)| !matches!(level, Level::Public | Level::Internal))
}

fn runs_workloads(trust: &str) -> bool {
    let Ok(document) = Document::parse(trust) else {
        return false;
    };
    let granting = document.statements.iter().filter(|s| s.effect == Effect::Allow);
    granting
        .filter_map(|s| s.principal.as_ref())
        .flat_map(PrincipalElement::principals)
        .any(|p| matches!(p, Principal::Service(name) if RUNNERS.iter().any(|r| name.starts_with(r))))
}

/// The ARN of what a URI of S3 names: the object, or one below the prefix.
pub(super) fn object_of(uri: &str, from: &Resource) -> Option<String> {
    let bucket = bucket_of_uri(uri)?;
    let key = uri
        .strip_prefix("s3://")?
        .strip_prefix(bucket)?
        .trim_start_matches('/');
    let end = if key.is_empty() || key.ends_with('/') {
        "any"
    } else {
        ""
    };
    Some(format!("arn:{}:s3:::{bucket}/{key}{end}", from.arn.partition()))
}
