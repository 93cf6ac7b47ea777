//! S3 buckets: public access, encryption, versioning, logging.

use super::s3_access::{all_four, granted};
use crate::inventory::detail::{Bucket, PublicAccessBlock};
use crate::inventory::{Detail, Field, Kind, Resource};
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::context::{Context, KeyUse};
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict, all, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "s3.bucket_level_public_access_block",
        title: "A bucket blocks public access with all four switches",
        severity: Severity::High,
        why: "One careless policy or ACL on a bucket of training data or models is then refused by S3 \
              instead of being served to the internet.",
        fix: Fix::by_plan(
            FixKind::PutPublicAccessBlock,
            "Turn on all four Block Public Access switches on the bucket.",
        ),
        prowler: &["s3_bucket_level_public_access_block"],
        security_hub: &["S3.8"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(block_public_access)],
    },
    Check {
        id: "s3.bucket_public_access",
        title: "A bucket is not open to the public",
        severity: Severity::Critical,
        why: "Public training data is a breach; a public model artifact can be stolen, and probed offline \
              for the data it was trained on.",
        fix: Fix::by_plan(
            FixKind::PutPublicAccessBlock,
            "Turn on Block Public Access, then take the public statement out of the bucket policy.",
        ),
        prowler: &["s3_bucket_public_access"],
        security_hub: &["S3.2"],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(not_public)],
    },
    Check {
        id: "s3.bucket_kms_encryption",
        title: "A bucket encrypts new objects with KMS",
        severity: Severity::Medium,
        why: "With KMS a second permission guards the data: who may read the bucket but not use the key \
              gets nothing, and every use of the key is in CloudTrail.",
        fix: Fix::by_plan(
            FixKind::PutBucketEncryption,
            "Set default encryption to aws:kms with a customer managed key and a bucket key.",
        ),
        prowler: &["s3_bucket_kms_encryption"],
        security_hub: &["S3.17"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(kms_encryption)],
    },
    Check {
        id: "s3.cmk_not_aws_managed",
        title: "A bucket under KMS uses a customer managed key, with bucket keys",
        severity: Severity::Medium,
        why: "The policy of aws/s3 cannot be changed: it opens to everyone in the account who may use S3. \
              Only a key of one's own separates who may read training data.",
        fix: Fix::by_plan(
            FixKind::PutBucketEncryption,
            "Set default encryption to a customer managed key and turn on the bucket key, which also cuts KMS requests.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(customer_key)],
    },
    Check {
        id: "s3.bucket_object_versioning",
        title: "A bucket keeps versions of its objects",
        severity: Severity::Medium,
        why: "Poisoned or overwritten training data and swapped model artifacts can be seen and rolled \
              back only when the earlier version is still there.",
        fix: Fix::by_plan(
            FixKind::PutBucketVersioning,
            "Enable versioning, with a lifecycle rule that ends old versions.",
        ),
        prowler: &["s3_bucket_object_versioning"],
        security_hub: &["S3.14"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(versioning)],
    },
    Check {
        id: "s3.bucket_server_access_logging_enabled",
        title: "A bucket logs the requests made to it",
        severity: Severity::Medium,
        why: "Access logs are what says, after the fact, who read which training record or model file.",
        fix: Fix::by_plan(
            FixKind::PutBucketLogging,
            "Deliver server access logs to a log bucket of the same Region and account.",
        ),
        prowler: &["s3_bucket_server_access_logging_enabled"],
        security_hub: &["S3.9"],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(access_logging)],
    },
];

const BLOCK: Probe = Probe::new(
    "GetPublicAccessBlock.PublicAccessBlockConfiguration",
    "all four switches on",
);
const IS_PUBLIC: Probe = Probe::new("GetBucketPolicyStatus.PolicyStatus.IsPublic", "false");
/// What an ACL gives away when it gives it to the public.
const PERMISSIONS: &[&str] = &["READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"];
const ALGORITHM: Probe = Probe::new("GetBucketEncryption.SSEAlgorithm", "aws:kms");
const KEY: Probe = Probe::new("GetBucketEncryption.KMSMasterKeyID", "a customer managed key");
const BUCKET_KEY: Probe = Probe::new("GetBucketEncryption.BucketKeyEnabled", "true");
const VERSIONING: Probe = Probe::new("GetBucketVersioning.Status", "Enabled");
const LOGGING: Probe = Probe::new("GetBucketLogging.LoggingEnabled.TargetBucket", "a log bucket");

fn block_public_access(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    Ok(all_four(BLOCK, BLOCK.read(&bucket.public_access_block)?.as_ref()))
}

/// The account's own switches, which S3 adds to those of every bucket.
pub(super) fn account_block<'a>(
    context: &Context<'a>,
    probe: Probe,
) -> Result<Option<&'a PublicAccessBlock>, Unread> {
    let found = context.of_kind(Kind::S3Account).first();
    if let Some(Detail::S3Account(account)) = found.map(|r| &r.detail) {
        return Ok(probe.read(&account.public_access_block)?.as_ref());
    }
    let gap = context
        .inventory()
        .gaps()
        .iter()
        .find(|g| g.kind == Kind::S3Account);
    gap.map_or(Ok(None), |gap| Err(probe.unread(gap.gap.to_string())))
}

/// A switch of Block Public Access that is known to be on, for the bucket or
/// for the whole account.
pub(super) fn blocks(
    context: &Context<'_>,
    block: &Field<Option<PublicAccessBlock>>,
    switch: fn(&PublicAccessBlock) -> bool,
) -> bool {
    let account = || account_block(context, BLOCK).ok().flatten().is_some_and(switch);
    block.known().and_then(Option::as_ref).is_some_and(switch) || account()
}

/// Whether policy and ACLs keep the public out, for buckets and those who
/// deliver to them.
pub(super) fn not_public(context: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let block = &bucket.public_access_block;
    let by_policy = || -> Judged {
        if blocks(context, block, |b| b.restrict_public_buckets) {
            return Ok(BLOCK.verdict(true, "RestrictPublicBuckets on"));
        }
        let verdict = IS_PUBLIC.switch(&bucket.policy_is_public, false)?;
        if matches!(verdict, Verdict::Fail(_)) {
            // A public policy behind a switch that was not read may be closed.
            BLOCK.read(block)?;
            account_block(context, BLOCK)?;
        }
        Ok(verdict)
    };
    let by_acl = || granted(context, bucket, PERMISSIONS);
    all([by_policy(), by_acl()])
}

fn kms_encryption(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let encryption = ALGORITHM.read(&bucket.encryption)?.as_ref();
    let algorithm = encryption.map_or("", |e| e.algorithm.as_str());
    Ok(ALGORITHM.verdict(algorithm.starts_with("aws:kms"), text(algorithm)))
}

fn customer_key(context: &Context<'_>, resource: &Resource, bucket: &Bucket) -> Judged {
    let Some(encryption) = ALGORITHM.read(&bucket.encryption)? else {
        return Ok(Verdict::NotApplicable);
    };
    if !encryption.algorithm.starts_with("aws:kms") {
        return Ok(Verdict::NotApplicable);
    }
    let key = match encryption.kms_key.as_deref().filter(|k| !k.is_empty()) {
        None => Ok(KEY.verdict(false, "not set: aws/s3")),
        Some(named) => match context.key(named, resource) {
            KeyUse::AwsManaged => Ok(KEY.verdict(false, format!("{named}: AWS managed"))),
            KeyUse::Customer(..) => Ok(KEY.verdict(true, named.to_owned())),
            KeyUse::OtherAccount => Ok(KEY.verdict(true, format!("{named}: key of another account"))),
            KeyUse::Unlisted => Err(KEY.unread(format!("{named} is not among the keys that were read"))),
        },
    };
    // Dual-layer encryption has no bucket keys.
    if encryption.algorithm == "aws:kms:dsse" {
        return key;
    }
    let on = encryption.bucket_key;
    all([key, Ok(BUCKET_KEY.verdict(on, if on { "true" } else { "false" }))])
}

fn versioning(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let status = VERSIONING.read(&bucket.versioning)?.as_deref().unwrap_or("");
    Ok(VERSIONING.verdict(status == "Enabled", text(status)))
}

fn access_logging(context: &Context<'_>, resource: &Resource, bucket: &Bucket) -> Judged {
    let target = LOGGING
        .read(&bucket.logging)?
        .as_ref()
        .map(|l| l.target_bucket.as_str());
    // AWS exempts log buckets: a bucket that logs to itself never ends.
    if target.is_none() && context.is_log_bucket(&resource.name) {
        return Ok(Verdict::NotApplicable);
    }
    Ok(LOGGING.verdict(target.is_some(), text(target.unwrap_or(""))))
}
