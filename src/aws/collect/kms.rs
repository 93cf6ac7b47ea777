//! KMS keys: metadata, rotation, policy, aliases, grants, tags.

use super::Scope;
use super::answer::{Answer, filled, not_collected, plain, tags, text, time};
use super::kms_enclave::enclave_calls;
use super::listing::{Found, Listing};
use crate::inventory::detail::{KeyGrant, KeyRotation, KmsKey};
use crate::inventory::{Arn, Field, Gap, GapKind, Kind, Tags};
use aws_sdk_kms::operation::describe_key::DescribeKeyOutput;
use aws_sdk_kms::types::{GrantListEntry, KeyListEntry, KeyMetadata};
use std::collections::HashMap;

type Aliases = Result<HashMap<String, Vec<String>>, Gap>;

/// Every key of the Region. Keys that AWS manages are read by their metadata
/// only: nobody but AWS can change the rest.
pub(super) async fn keys(scope: Scope) {
    let listing = Listing::new(&scope, Kind::KmsKey);
    let aliases = aliases(&scope).await;
    let mut pages = scope.clients.kms.list_keys().limit(1000).into_paginator().send();
    while let Some(page) = listing.page("kms:ListKeys", pages.try_next()).await {
        let keys = page.keys.unwrap_or_default();
        listing.each(keys, |entry| key(&listing, &aliases, entry)).await;
    }
    listing.end().await;
}

/// Alias names by key id: one listing for the Region, not one for each key.
async fn aliases(scope: &Scope) -> Aliases {
    let mut by_key: HashMap<String, Vec<String>> = HashMap::new();
    let mut pages = scope
        .clients
        .kms
        .list_aliases()
        .limit(100)
        .into_paginator()
        .send();
    while let Some(page) = scope.call("kms:ListAliases", pages.try_next()).await? {
        for alias in page.aliases() {
            if let (Some(key), Some(name)) = (alias.target_key_id(), alias.alias_name()) {
                by_key.entry(key.to_owned()).or_default().push(name.to_owned());
            }
        }
    }
    Ok(by_key)
}

async fn key(listing: &Listing<'_>, aliases: &Aliases, entry: KeyListEntry) {
    let scope = listing.scope;
    let id = plain(entry.key_id());
    let kms = &scope.clients.kms;
    let Some(described) = scope
        .describe("kms:DescribeKey", kms.describe_key().key_id(&id).send())
        .await
    else {
        return;
    };
    let arn = match metadata(&described)
        .and_then(KeyMetadata::arn)
        .or(entry.key_arn())
    {
        Some(arn) => Arn::from(arn),
        None => scope.arn("kms", &format!("key/{id}")),
    };
    let names = match aliases {
        Ok(by_key) => Field::Known(by_key.get(&id).cloned().unwrap_or_default()),
        Err(gap) => Field::Unknown(gap.clone()),
    };
    let mut detail = KmsKey {
        manager: required(&described, "KeyManager", |m| text(m.key_manager())),
        state: required(&described, "KeyState", |m| text(m.key_state())),
        spec: required(&described, "KeySpec", |m| text(m.key_spec())),
        usage: required(&described, "KeyUsage", |m| text(m.key_usage())),
        origin: required(&described, "Origin", |m| text(m.origin())),
        multi_region: required(&described, "KeyMetadata", |m| {
            Some(m.multi_region() == Some(true))
        }),
        description: required(&described, "KeyMetadata", |m| Some(plain(m.description()))),
        deletion_date: required(&described, "KeyMetadata", |m| Some(time(m.deletion_date()))),
        aliases: names,
        ..KmsKey::default()
    };
    let tags = if detail.manager.known().is_some_and(|m| m == "AWS") {
        let why = "AWS manages this key and its settings";
        detail.rotation = not_collected("kms:GetKeyRotationStatus", why);
        detail.policy = not_collected("kms:GetKeyPolicy", why);
        detail.grants = not_collected("kms:ListGrants", why);
        detail.enclave_calls = Field::Known(None);
        // Keys that AWS manages cannot be tagged.
        Field::Known(Tags::new())
    } else {
        let (rotation, policy, grants, tags) = tokio::join!(
            rotation(scope, &id, &detail.spec),
            policy(scope, &id),
            grants(scope, &id),
            key_tags(scope, &id)
        );
        detail.rotation = rotation;
        detail.policy = policy;
        detail.grants = grants;
        detail.enclave_calls = enclave_calls(scope, &arn, &detail, &tags).await;
        tags
    };
    let name = detail.aliases.known().and_then(|a| a.first()).cloned();
    listing
        .found(Found {
            arn,
            name: name.unwrap_or(id),
            created: metadata(&described).and_then(|m| time(m.creation_date())),
            tags,
            detail: detail.into(),
        })
        .await;
}

fn metadata(answer: &Answer<DescribeKeyOutput>) -> Option<&KeyMetadata> {
    answer.ok().and_then(|a| a.key_metadata.as_ref())
}

fn required<T>(
    answer: &Answer<DescribeKeyOutput>,
    name: &str,
    field: impl FnOnce(&KeyMetadata) -> Option<T>,
) -> Field<T> {
    answer.require(name, |a| a.key_metadata.as_ref().and_then(field))
}

/// Asymmetric and HMAC keys do not rotate; AWS answers an error for them.
async fn rotation(scope: &Scope, id: &str, spec: &Field<String>) -> Field<KeyRotation> {
    let operation = "kms:GetKeyRotationStatus";
    if let Some(spec) = spec.known().filter(|s| *s != "SYMMETRIC_DEFAULT") {
        return Field::Unknown(Gap {
            operation: operation.to_owned(),
            kind: GapKind::Unsupported,
            message: format!("{spec} keys do not rotate"),
        });
    }
    let call = scope.clients.kms.get_key_rotation_status().key_id(id).send();
    scope.setting(operation, call).await.read(|r| KeyRotation {
        enabled: r.key_rotation_enabled(),
        period_days: r.rotation_period_in_days(),
        next: time(r.next_rotation_date()),
    })
}

async fn policy(scope: &Scope, id: &str) -> Field<String> {
    let call = scope
        .clients
        .kms
        .get_key_policy()
        .key_id(id)
        .policy_name("default")
        .send();
    let answer = scope.setting("kms:GetKeyPolicy", call).await;
    answer.require("Policy", |p| text(p.policy()))
}

async fn grants(scope: &Scope, id: &str) -> Field<Vec<KeyGrant>> {
    let mut grants = Vec::new();
    let mut pages = scope
        .clients
        .kms
        .list_grants()
        .key_id(id)
        .limit(100)
        .into_paginator()
        .send();
    loop {
        match scope.call("kms:ListGrants", pages.try_next()).await {
            Ok(Some(page)) => grants.extend(page.grants().iter().map(grant)),
            Ok(None) => return Field::Known(grants),
            Err(failure) => return Field::Unknown(failure.gap()),
        }
    }
}

fn grant(entry: &GrantListEntry) -> KeyGrant {
    let constrained = entry.constraints().is_some_and(|c| {
        c.encryption_context_equals().is_some_and(|m| !m.is_empty())
            || c.encryption_context_subset().is_some_and(|m| !m.is_empty())
    });
    KeyGrant {
        id: plain(entry.grant_id()),
        grantee: plain(entry.grantee_principal().or(entry.grantee_service_principal())),
        retiring: filled(entry.retiring_principal().or(entry.retiring_service_principal())),
        operations: entry.operations().iter().map(|o| o.as_str().to_owned()).collect(),
        constrained,
        created: time(entry.creation_date()),
    }
}

/// A key has fifty tags at most: one page.
async fn key_tags(scope: &Scope, id: &str) -> Field<Tags> {
    let call = scope.clients.kms.list_resource_tags().key_id(id).limit(50).send();
    let answer = scope.setting("kms:ListResourceTags", call).await;
    answer.read(|t| tags(t.tags().iter().map(|t| (Some(t.tag_key()), Some(t.tag_value())))))
}
