//! SageMaker: the model registry and the feature store.

use crate::inventory::detail::{FeatureGroup, ModelPackage, ModelPackageGroup};
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::policy::query::{outside_principals, public_statements};
use crate::policy::{Condition, Document, Effect};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::statement_names;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.models_registry_in_use",
        title: "Models of the Region come from the registry, one version approved",
        severity: Severity::Low,
        why: "Without a registry nobody can say which artifact serves, who let it through, or what to \
              roll back to.",
        fix: Fix::by_hand(
            "Register models as package versions in a model package group, and approve the one that \
              is deployed.",
        ),
        prowler: &["sagemaker_models_registry_in_use"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::ModelPackageGroup, in_use)],
    },
    Check {
        id: "sagemaker.model_package_manual_approval",
        title: "The latest version of a model was approved by somebody who did not register it",
        severity: Severity::Medium,
        why: "Approval is the gate that a poisoned or stolen model has to pass; a pipeline that \
              approves its own work has none.",
        fix: Fix::by_hand(
            "Register versions as PendingManualApproval, and let another identity than the pipeline's \
              set ModelApprovalStatus.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::ModelPackage(approval)],
    },
    Check {
        id: "sagemaker.model_package_group_policy",
        title: "A model package group lets in nobody outside the account",
        severity: Severity::High,
        why: "Whoever may describe a package gets the address of its artifact, and whoever may create \
              one can put a model of theirs in line for your endpoints.",
        fix: Fix::by_hand(
            "Take the outside principal out of the group's policy, or bind the statement with \
              aws:PrincipalOrgID.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::ModelPackageGroup(group_policy)],
    },
    Check {
        id: "sagemaker.feature_group_offline_kms",
        title: "A feature group's offline store is under a KMS key",
        severity: Severity::Medium,
        why: "The offline store is the training data in its most useful form: cleaned, joined, with \
              the time of everything.",
        fix: Fix::by_hand("Make the feature group anew with OfflineStoreConfig.S3StorageConfig.KmsKeyId."),
        prowler: &[],
        security_hub: &["SageMaker.17"],
        reads: Reads::Itself,
        judges: &[Judge::FeatureGroup(offline)],
    },
    Check {
        id: "sagemaker.feature_group_online_kms",
        title: "A feature group's online store is under a KMS key",
        severity: Severity::Medium,
        why: "The online store holds the latest record of every person and card, ready to be read one \
              by one.",
        fix: Fix::by_hand("Make the feature group anew with OnlineStoreConfig.SecurityConfig.KmsKeyId."),
        prowler: &[],
        security_hub: &["SageMaker.18"],
        reads: Reads::Itself,
        judges: &[Judge::FeatureGroup(online)],
    },
];

const APPROVED: Probe = Probe::new(
    "ListModelPackages.ModelApprovalStatus",
    "Approved for one version or more",
);
const MODELS: Probe = Probe::new("ListModels.Models", "listed");
const APPROVAL: Probe = Probe::new(
    "DescribeModelPackage.ModelApprovalStatus",
    "not Approved, or approved by another than CreatedBy",
);
const CHANGED: Probe = Probe::new("DescribeModelPackage.LastModifiedBy", "another than CreatedBy");
const POLICY: Probe = Probe::new(
    "GetModelPackageGroupPolicy.ResourcePolicy",
    "principals of this account or organisation only",
);
const OFFLINE: Probe = Probe::new(
    "DescribeFeatureGroup.OfflineStoreConfig.S3StorageConfig.KmsKeyId",
    "a KMS key",
);
const ONLINE: Probe = Probe::new(
    "DescribeFeatureGroup.OnlineStoreConfig.SecurityConfig.KmsKeyId",
    "a KMS key",
);

fn in_use(context: &Context<'_>, region: &Region) -> Judged {
    let (mut groups, mut doubt) = (0, None);
    for resource in context.of_kind(Kind::ModelPackageGroup) {
        let Detail::ModelPackageGroup(group) = &resource.detail else {
            continue;
        };
        if resource.region != *region {
            continue;
        }
        groups += 1;
        match APPROVED.read(&group.approved) {
            Ok(0) => {}
            Ok(count) => return Ok(APPROVED.verdict(true, format!("{count} in {}", resource.name))),
            Err(unread) => doubt = Some(unread),
        }
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::ModelPackageGroup, region, APPROVED)?;
    let models = context.of_kind(Kind::Model).iter().any(|r| r.region == *region);
    if !models && groups == 0 {
        // Nothing is registered where nothing is made.
        context.listed(Kind::Model, region, MODELS)?;
        return Ok(Verdict::NotApplicable);
    }
    Ok(APPROVED.verdict(false, format!("no approved version in {groups} groups")))
}

fn approval(_: &Context<'_>, resource: &Resource, package: &ModelPackage) -> Judged {
    let status = APPROVAL.read(&package.approval)?;
    if status != "Approved" {
        return Ok(APPROVAL.verdict(true, text(status)));
    }
    let by = CHANGED.read(&package.created_by)?.as_ref();
    match (by, CHANGED.read(&package.changed_by)?.as_ref()) {
        (Some(by), Some(changed)) if by == changed => {
            Ok(CHANGED.verdict(false, format!("{by}, which registered it")))
        }
        (Some(_), Some(changed)) => Ok(CHANGED.verdict(true, changed.to_string())),
        (None, Some(_)) => Err(CHANGED.unread("AWS does not say who registered the version")),
        // AWS names nobody at all: somebody may have approved it since.
        (None, None) if was_changed(resource, package)? => {
            Err(CHANGED.unread("AWS does not say who changed the version since it was registered"))
        }
        (_, None) => {
            let never = "Approved, and changed by nobody since it was registered";
            Ok(APPROVAL.verdict(false, never))
        }
    }
}

/// Whether the package changed after the minute in which it was registered.
fn was_changed(resource: &Resource, package: &ModelPackage) -> Result<bool, Unread> {
    let changed = *CHANGED.read(&package.changed)?;
    let created = resource.created;
    Ok(changed.is_some_and(|at| created.is_none_or(|created| at.seconds_since(created) > 60)))
}

fn group_policy(context: &Context<'_>, resource: &Resource, group: &ModelPackageGroup) -> Judged {
    let Some(policy) = POLICY.read(&group.policy)? else {
        return Ok(POLICY.verdict(true, "no policy"));
    };
    let document = context.document(policy, POLICY)?;
    let open = public_statements(&document);
    if !open.is_empty() {
        return Ok(POLICY.verdict(false, statement_names(&document, &open)));
    }
    let outside = outside_principals(&unbound(&document), resource.account.as_str());
    if outside.is_empty() {
        return Ok(POLICY.verdict(true, "this account or organisation only"));
    }
    Ok(POLICY.verdict(false, outside.join(", ")))
}

/// The statements that no condition binds to an organisation.
fn unbound(document: &Document) -> Document {
    let mut rest = document.clone();
    rest.statements
        .retain(|s| s.effect == Effect::Allow && !s.conditions.iter().any(binds));
    rest
}

/// Whether the condition demands principals of an organisation that it names.
fn binds(condition: &Condition) -> bool {
    let demands = [
        "StringEquals",
        "ForAnyValue:StringEquals",
        "ForAnyValue:StringLike",
    ];
    let of_organisation = ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths"];
    let names = |value: &String| value.starts_with("o-") && !value.starts_with("o-*");
    demands.iter().any(|d| condition.operator.eq_ignore_ascii_case(d))
        && of_organisation
            .iter()
            .any(|k| condition.key.eq_ignore_ascii_case(k))
        && !condition.values.is_empty()
        && condition.values.iter().all(names)
}

fn offline(_: &Context<'_>, _: &Resource, group: &FeatureGroup) -> Judged {
    let Some(store) = OFFLINE.read(&group.offline)? else {
        return Ok(Verdict::NotApplicable);
    };
    let key = store.kms_key.as_deref().unwrap_or("");
    Ok(OFFLINE.verdict(!key.is_empty(), text(key)))
}

fn online(_: &Context<'_>, _: &Resource, group: &FeatureGroup) -> Judged {
    // Stores in memory take no key.
    let Some(store) = ONLINE
        .read(&group.online)?
        .as_ref()
        .filter(|s| s.storage == "Standard")
    else {
        return Ok(Verdict::NotApplicable);
    };
    let key = store.kms_key.as_deref().unwrap_or("");
    Ok(ONLINE.verdict(!key.is_empty(), text(key)))
}
