//! S3 buckets and the settings that guard them.

use super::answer::{bucket_region, filled, plain, tags, text, time};
use super::listing::{Found, Listing};
use super::{Clients, Scope};
use crate::aws::dialect;
use crate::aws::errors::Failure;
use crate::inventory::detail::{Bucket, BucketEncryption, BucketLogging, PublicAccessBlock};
use crate::inventory::{Arn, Field, Kind, Region, Tags};
use aws_sdk_s3::types::{
    Bucket as Listed, BucketVersioningStatus, MfaDeleteStatus, PolicyStatus, ServerSideEncryptionRule,
};
use std::sync::Arc;

/// Every bucket of the account that lives in the session's Regions, each read
/// with the client of its own Region.
pub(super) async fn buckets(scope: Scope) {
    let listings: Vec<Listing<'_>> = scope
        .session
        .regions()
        .iter()
        .map(|region| Listing::in_region(&scope, Kind::Bucket, region.clone()))
        .collect();
    let first = &listings[0];
    // S3 names each bucket's Region only when a page size is asked for.
    let mut pages = scope
        .clients
        .s3
        .list_buckets()
        .max_buckets(10_000)
        .into_paginator()
        .send();
    loop {
        match scope.call("s3:ListBuckets", pages.try_next()).await {
            Ok(Some(page)) => {
                let listed = page.buckets.unwrap_or_default();
                first
                    .each(listed, |bucket| place(&scope, &listings, bucket))
                    .await;
            }
            Ok(None) => break,
            Err(failure) => {
                for listing in &listings {
                    listing.gap(&failure).await;
                }
                break;
            }
        }
    }
    for listing in listings {
        listing.end().await;
    }
}

/// Finds the listing of the bucket's Region; buckets elsewhere were not asked
/// for. A bucket whose Region is kept secret is shown in the first one.
async fn place(scope: &Scope, listings: &[Listing<'_>], listed: Listed) {
    let name = plain(listed.name());
    let region = match listed.bucket_region() {
        Some(region) => Some(Region::from(region)),
        None => match location(scope, &name).await {
            Ok(region) => Some(region),
            Err(failure) if failure.is("NoSuchBucket") => return,
            Err(_) => None,
        },
    };
    let listing = match &region {
        Some(region) => listings.iter().find(|l| l.region == *region),
        None => listings.first(),
    };
    if let Some(listing) = listing {
        bucket(listing, &name, &listed).await;
    }
}

async fn location(scope: &Scope, name: &str) -> Result<Region, Failure> {
    let call = scope.clients.s3.get_bucket_location().bucket(name).send();
    let answer = scope.call("s3:GetBucketLocation", call).await?;
    Ok(bucket_region(
        answer.location_constraint().map_or("", |c| c.as_str()),
    ))
}

async fn bucket(listing: &Listing<'_>, name: &str, listed: &Listed) {
    let read = Settings {
        scope: listing.scope,
        clients: listing.scope.session.clients(&listing.region),
        name,
    };
    let (encryption, public_access_block, (policy, policy_is_public), versions, logging, ownership, tags) = tokio::join!(
        read.encryption(),
        read.public_access_block(),
        read.policy(),
        read.versioning(),
        read.logging(),
        read.ownership(),
        read.tags()
    );
    let (acl, lifecycle, replication, object_lock, notifications, objects) = tokio::join!(
        read.acl(&ownership),
        read.lifecycle(),
        read.replication(&versions),
        read.object_lock(&versions),
        read.notifications(),
        read.objects(&ownership, &public_access_block)
    );
    let gone = encryption
        .gap()
        .is_some_and(|g| g.message.starts_with("NoSuchBucket:"));
    if gone {
        return;
    }
    let partition = crate::aws::regions::partition(listing.region.as_str());
    listing
        .found(Found {
            arn: Arn::from(format!("arn:{partition}:s3:::{name}")),
            name: name.to_owned(),
            created: time(listed.creation_date()),
            tags,
            detail: Bucket {
                encryption,
                public_access_block,
                policy,
                policy_is_public,
                versioning: versions.clone().map(|(status, _)| status),
                mfa_delete: versions.map(|(_, mfa)| mfa),
                logging,
                ownership,
                acl,
                lifecycle,
                replication,
                object_lock,
                notifications,
                objects,
            }
            .into(),
        })
        .await;
}

/// The reads of one bucket.
pub(super) struct Settings<'a> {
    pub(super) scope: &'a Scope,
    pub(super) clients: Arc<Clients>,
    pub(super) name: &'a str,
}

/// A setting that S3 answers with an error when it is absent.
pub(super) fn unless<T>(result: Result<T, Failure>, absent: &str, otherwise: T) -> Field<T> {
    match result {
        Ok(value) => Field::Known(value),
        Err(failure) if failure.is(absent) => Field::Known(otherwise),
        Err(failure) => Field::Unknown(failure.gap()),
    }
}

impl Settings<'_> {
    async fn encryption(&self) -> Field<Option<BucketEncryption>> {
        let call = self.clients.s3.get_bucket_encryption().bucket(self.name).send();
        let result = self.scope.call("s3:GetBucketEncryption", call).await.map(|a| {
            a.server_side_encryption_configuration()
                .and_then(|c| c.rules().first())
                .and_then(encryption_rule)
        });
        unless(result, "ServerSideEncryptionConfigurationNotFoundError", None)
    }

    async fn public_access_block(&self) -> Field<Option<PublicAccessBlock>> {
        let call = self.clients.s3.get_public_access_block().bucket(self.name).send();
        let result = self.scope.call("s3:GetPublicAccessBlock", call).await.map(|a| {
            a.public_access_block_configuration().map(|c| PublicAccessBlock {
                block_public_acls: c.block_public_acls() == Some(true),
                ignore_public_acls: c.ignore_public_acls() == Some(true),
                block_public_policy: c.block_public_policy() == Some(true),
                restrict_public_buckets: c.restrict_public_buckets() == Some(true),
            })
        });
        unless(result, "NoSuchPublicAccessBlockConfiguration", None)
    }

    /// The policy, and whether S3 calls it public; a bucket without a policy
    /// needs no second call.
    async fn policy(&self) -> (Field<Option<String>>, Field<bool>) {
        let call = self.clients.s3.get_bucket_policy().bucket(self.name).send();
        let result = self.scope.call("s3:GetBucketPolicy", call).await;
        let policy = unless(result.map(|a| filled(a.policy())), "NoSuchBucketPolicy", None);
        if policy.known() == Some(&None) {
            return (policy, Field::Known(false));
        }
        let call = self
            .clients
            .s3
            .get_bucket_policy_status()
            .bucket(self.name)
            .send();
        let result = self.scope.call("s3:GetBucketPolicyStatus", call).await;
        let public = result.map(|a| a.policy_status().and_then(PolicyStatus::is_public) == Some(true));
        (policy, unless(public, "NoSuchBucketPolicy", false))
    }

    async fn versioning(&self) -> Field<(Option<String>, bool)> {
        let ask = self.clients.s3.get_bucket_versioning().bucket(self.name);
        let call = async { dialect::bucket_versioning(ask.send().await) };
        self.scope
            .setting("s3:GetBucketVersioning", call)
            .await
            .read(|a| {
                let status = text::<BucketVersioningStatus>(a.status());
                (status, a.mfa_delete() == Some(&MfaDeleteStatus::Enabled))
            })
    }

    async fn logging(&self) -> Field<Option<BucketLogging>> {
        let call = self.clients.s3.get_bucket_logging().bucket(self.name).send();
        self.scope.setting("s3:GetBucketLogging", call).await.read(|a| {
            a.logging_enabled().map(|l| BucketLogging {
                target_bucket: l.target_bucket().to_owned(),
                target_prefix: l.target_prefix().to_owned(),
            })
        })
    }

    async fn ownership(&self) -> Field<Option<String>> {
        let call = self
            .clients
            .s3
            .get_bucket_ownership_controls()
            .bucket(self.name)
            .send();
        let result = self
            .scope
            .call("s3:GetBucketOwnershipControls", call)
            .await
            .map(|a| {
                let rule = a.ownership_controls().and_then(|c| c.rules().first());
                rule.map(|r| r.object_ownership().as_str().to_owned())
            });
        unless(result, "OwnershipControlsNotFoundError", None)
    }

    async fn tags(&self) -> Field<Tags> {
        let call = self.clients.s3.get_bucket_tagging().bucket(self.name).send();
        let result = self.scope.call("s3:GetBucketTagging", call).await;
        let pairs = result.map(|a| tags(a.tag_set().iter().map(|t| (Some(t.key()), Some(t.value())))));
        unless(pairs, "NoSuchTagSet", Tags::new())
    }
}

fn encryption_rule(rule: &ServerSideEncryptionRule) -> Option<BucketEncryption> {
    let default = rule.apply_server_side_encryption_by_default()?;
    Some(BucketEncryption {
        algorithm: default.sse_algorithm().as_str().to_owned(),
        kms_key: filled(default.kms_master_key_id()),
        bucket_key: rule.bucket_key_enabled() == Some(true),
    })
}
