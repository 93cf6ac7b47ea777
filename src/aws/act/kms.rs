//! Keys, aliases, rotation and key policies.
//!
//! KMS has no client token in any call. A key is found again by the tags
//! `aisec:stack` and `aisec:step` that it is created with; one that is pending
//! deletion counts as gone. Its policy is compared by the step that puts it,
//! not by the step that makes the key: roles are added to it after both exist.

use super::answer::{failure, fatal, found, gone, made, seen, unbuilt, unnamed};
use super::compare::Compared;
use super::tags::Owner;
use super::{misrouted, recorded};
use crate::aws::interlock::with_permit;
use crate::stack::{ActError, Observed, Outputs, Permit, Spec};
use aws_sdk_kms::Client;
use aws_sdk_kms::types::{KeyMetadata, KeySpec, KeyState, KeyUsageType, OriginType, Tag};
use futures_util::StreamExt;

/// The one name that a key policy can have.
const POLICY_NAME: &str = "default";
/// Days before a deleted key is gone: the longest that KMS allows.
const PENDING_DAYS: i32 = 30;
/// Keys whose tags are read at a time.
const TAG_READS: usize = 8;

/// Reads what is there.
pub(super) async fn observe(kms: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    match spec {
        Spec::CreateKey { .. } => observe_key(kms, owner).await,
        Spec::CreateAlias { alias, key_id } => observe_alias(kms, owner, alias, key_id).await,
        Spec::EnableKeyRotation { key_id, period_days } => observe_rotation(kms, key_id, *period_days).await,
        Spec::PutKeyPolicy { key_id, policy } => observe_policy(kms, key_id, policy).await,
        other => Err(misrouted(other)),
    }
}

/// Makes the call.
pub(super) async fn act(kms: &Client, permit: &Permit, spec: &Spec) -> Result<Outputs, ActError> {
    let operation = spec.operation();
    match spec {
        Spec::CreateKey {
            description,
            policy,
            tags,
        } => {
            let tags = tags
                .iter()
                .map(|(k, v)| Tag::builder().tag_key(k).tag_value(v).build())
                .collect::<Result<Vec<_>, _>>()
                .map_err(unbuilt(operation))?;
            let call = kms
                .create_key()
                .description(description)
                .key_spec(KeySpec::SymmetricDefault)
                .key_usage(KeyUsageType::EncryptDecrypt)
                .origin(OriginType::AwsKms)
                .policy(policy)
                .set_tags(Some(tags));
            let answer = made(operation, with_permit(permit, call.send()).await)?;
            let key = answer
                .key_metadata()
                .ok_or_else(|| unnamed(operation, "KeyMetadata"))?;
            Ok(key_outputs(key))
        }
        Spec::CreateAlias { alias, key_id } => {
            let call = kms.create_alias().alias_name(alias).target_key_id(key_id);
            made(operation, with_permit(permit, call.send()).await)?;
            Ok(Outputs::from([("AliasName".to_owned(), alias.clone())]))
        }
        Spec::EnableKeyRotation { key_id, period_days } => {
            let call = kms
                .enable_key_rotation()
                .key_id(key_id)
                .rotation_period_in_days(*period_days);
            made(operation, with_permit(permit, call.send()).await)?;
            Ok(Outputs::new())
        }
        Spec::PutKeyPolicy { key_id, policy } => {
            let call = kms
                .put_key_policy()
                .key_id(key_id)
                .policy_name(POLICY_NAME)
                .policy(policy);
            made(operation, with_permit(permit, call.send()).await)?;
            Ok(Outputs::new())
        }
        other => Err(misrouted(other)),
    }
}

/// Takes back what the step made.
pub(super) async fn undo(
    kms: &Client,
    permit: &Permit,
    spec: &Spec,
    outputs: &Outputs,
) -> Result<(), ActError> {
    match spec {
        Spec::CreateKey { .. } => schedule_deletion(kms, permit, recorded(spec, outputs, "KeyId")?).await,
        // Left alone, the alias would keep pointing at the key that is pending
        // deletion, and the next CreateAlias would be refused.
        Spec::CreateAlias { alias, .. } => {
            let call = kms.delete_alias().alias_name(alias);
            gone("kms:DeleteAlias", with_permit(permit, call.send()).await)
        }
        Spec::EnableKeyRotation { .. } | Spec::PutKeyPolicy { .. } => Ok(()),
        other => Err(misrouted(other)),
    }
}

async fn schedule_deletion(kms: &Client, permit: &Permit, key: &str) -> Result<(), ActError> {
    let described = kms.describe_key().key_id(key).send().await;
    let Some(described) = found("kms:DescribeKey", described)? else {
        return Ok(());
    };
    if described.key_metadata().is_some_and(is_going) {
        return Ok(());
    }
    let operation = "kms:ScheduleKeyDeletion";
    let call = kms
        .schedule_key_deletion()
        .key_id(key)
        .pending_window_in_days(PENDING_DAYS);
    gone(operation, with_permit(permit, call.send()).await)
}

fn is_going(key: &KeyMetadata) -> bool {
    matches!(
        key.key_state(),
        Some(KeyState::PendingDeletion | KeyState::PendingReplicaDeletion)
    )
}

fn key_outputs(key: &KeyMetadata) -> Outputs {
    let mut outputs = Outputs::from([("KeyId".to_owned(), key.key_id().to_owned())]);
    if let Some(arn) = key.arn() {
        outputs.insert("KeyArn".to_owned(), arn.to_owned());
    }
    outputs
}

async fn observe_key(kms: &Client, owner: Owner<'_>) -> Result<Observed, ActError> {
    let Some(key) = find_key(kms, owner).await? else {
        return Ok(Observed::Absent);
    };
    let mut compared = Compared::default();
    compared
        .output("KeyId", Some(key.key_id()))
        .output("KeyArn", key.arn())
        .word("KeyState", key.key_state().map(KeyState::as_str), "Enabled")
        .text(
            "KeySpec",
            key.key_spec().map(KeySpec::as_str),
            "SYMMETRIC_DEFAULT",
        )
        .text(
            "KeyUsage",
            key.key_usage().map(KeyUsageType::as_str),
            "ENCRYPT_DECRYPT",
        )
        .text("Origin", key.origin().map(OriginType::as_str), "AWS_KMS");
    Ok(compared.present(true))
}

/// The key that the step made. Keys whose tags may not be read are not ours:
/// the stack's own policy lets the account's administrators read them.
async fn find_key(kms: &Client, owner: Owner<'_>) -> Result<Option<KeyMetadata>, ActError> {
    let mut ids = Vec::new();
    let mut keys = kms.list_keys().into_paginator().items().send();
    while let Some(key) = keys.next().await {
        ids.extend(seen("kms:ListKeys", key)?.key_id);
    }
    let mut ours = Vec::new();
    let reads = ids.into_iter().map(|id| {
        let kms = kms.clone();
        async move {
            let tags = key_tags(&kms, &id).await;
            (id, tags)
        }
    });
    let mut reads = futures_util::stream::iter(reads).buffer_unordered(TAG_READS);
    while let Some((id, tags)) = reads.next().await {
        if owner.step_owns(tags?.iter().map(|(k, v)| (k.as_str(), v.as_str()))) {
            ours.push(id);
        }
    }
    let mut oldest: Option<KeyMetadata> = None;
    for id in ours {
        let described = kms.describe_key().key_id(id).send().await;
        let key = found("kms:DescribeKey", described)?.and_then(|d| d.key_metadata);
        let Some(key) = key.filter(|k| !is_going(k)) else {
            continue;
        };
        let older = oldest
            .as_ref()
            .is_none_or(|o| (key.creation_date(), key.key_id()) < (o.creation_date(), o.key_id()));
        if older {
            oldest = Some(key);
        }
    }
    Ok(oldest)
}

/// A key's tags; none for a key that is gone or that may not be looked at.
async fn key_tags(kms: &Client, key: &str) -> Result<Vec<(String, String)>, ActError> {
    let operation = "kms:ListResourceTags";
    let mut out = Vec::new();
    let mut tags = kms
        .list_resource_tags()
        .key_id(key)
        .into_paginator()
        .items()
        .send();
    while let Some(tag) = tags.next().await {
        if let Some(failure) = failure(operation, &tag) {
            let unreadable = failure.gap_kind() == crate::inventory::GapKind::Denied;
            if unreadable || failure.is_absent() {
                return Ok(Vec::new());
            }
        }
        let tag = seen(operation, tag)?;
        out.push((tag.tag_key, tag.tag_value));
    }
    Ok(out)
}

/// The last part of a key's ARN, or the id itself.
fn key_name(id_or_arn: &str) -> &str {
    id_or_arn.rsplit('/').next().unwrap_or(id_or_arn)
}

async fn observe_alias(
    kms: &Client,
    owner: Owner<'_>,
    alias: &str,
    key_id: &str,
) -> Result<Observed, ActError> {
    let mut aliases = kms.list_aliases().into_paginator().items().send();
    while let Some(entry) = aliases.next().await {
        let entry = seen("kms:ListAliases", entry)?;
        if entry.alias_name() != Some(alias) {
            continue;
        }
        let target = entry.target_key_id();
        let ours = match target {
            Some(key) => {
                let tags = key_tags(kms, key).await?;
                owner.stack_owns(tags.iter().map(|(k, v)| (k.as_str(), v.as_str())))
            }
            None => false,
        };
        return Ok(Compared::default()
            .output("AliasName", Some(alias))
            .text("TargetKeyId", target, key_name(key_id))
            .present(ours));
    }
    Ok(Observed::Absent)
}

async fn observe_rotation(kms: &Client, key: &str, days: i32) -> Result<Observed, ActError> {
    let operation = "kms:GetKeyRotationStatus";
    let answer = kms.get_key_rotation_status().key_id(key).send().await;
    let Some(rotation) = found(operation, answer)? else {
        return Ok(Observed::Absent);
    };
    let mut compared = Compared::default();
    compared.value("KeyRotationEnabled", Some(rotation.key_rotation_enabled()), true);
    if rotation.key_rotation_enabled() {
        compared.value("RotationPeriodInDays", rotation.rotation_period_in_days(), days);
    }
    Ok(compared.present(true))
}

async fn observe_policy(kms: &Client, key: &str, policy: &str) -> Result<Observed, ActError> {
    let answer = kms
        .get_key_policy()
        .key_id(key)
        .policy_name(POLICY_NAME)
        .send()
        .await;
    let Some(actual) = found("kms:GetKeyPolicy", answer)? else {
        return Ok(Observed::Absent);
    };
    let actual = actual
        .policy
        .ok_or_else(|| fatal("kms:GetKeyPolicy", "the answer has no Policy"))?;
    Ok(Compared::default()
        .policy("Policy", Some(&actual), policy)
        .present(true))
}
