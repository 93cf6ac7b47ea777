//! Whether a bucket keeps what it holds, and shows what happens to it: locks,
//! copies, lifecycle, notifications.

use crate::inventory::detail::{Bucket, DirectoryBucket, LifecycleRule};
use crate::inventory::{Kind, Resource};
use crate::policy::query::{outside_principals, public_statements};
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "s3.bucket_default_encryption",
        title: "A bucket encrypts new objects by default",
        severity: Severity::Medium,
        why: "S3 has done so everywhere since January 2023; a bucket that says otherwise is on something \
              that is not S3, or was not read well.",
        fix: Fix::by_plan(
            FixKind::PutBucketEncryption,
            "Set default encryption, best to aws:kms with a key of your own.",
        ),
        prowler: &["s3_bucket_default_encryption"],
        security_hub: &["S3.4"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(encrypts)],
    },
    Check {
        id: "s3.bucket_lifecycle_enabled",
        title: "A bucket has a lifecycle rule that is on",
        severity: Severity::Low,
        why: "Captured requests, checkpoints and old datasets pile up; what was to be forgotten after a year \
              is then there to be stolen after five.",
        fix: Fix::by_hand(
            "Add a lifecycle rule that moves or ends objects after the time that the data may be kept.",
        ),
        prowler: &["s3_bucket_lifecycle_enabled"],
        security_hub: &["S3.13"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(lifecycle)],
    },
    Check {
        id: "s3.directory_bucket_lifecycle",
        title: "A directory bucket has a lifecycle rule that is on",
        severity: Severity::Low,
        why: "Directory buckets hold what a training run wants fast: shards, checkpoints, caches, copies of \
              records kept properly elsewhere. They have no versions and no storage class to move to, so what \
              no rule expires stays, at a high price and out of mind.",
        fix: Fix::by_hand(
            "Add a lifecycle rule that expires objects when the run that needs them is over, and that ends \
             unfinished uploads.",
        ),
        prowler: &[],
        security_hub: &["S3.25"],
        reads: Reads::Itself,
        judges: &[Judge::DirectoryBucket(directory_lifecycle)],
    },
    Check {
        id: "s3.versioned_lifecycle",
        title: "A versioned bucket has a lifecycle rule that is on",
        severity: Severity::Medium,
        why: "Deleting an object of a versioned bucket deletes nothing: records that a patient had removed \
              stay as old versions until a rule ends them.",
        fix: Fix::by_hand("Add a lifecycle rule that ends noncurrent versions."),
        prowler: &[],
        security_hub: &["S3.10"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(versioned_lifecycle)],
    },
    Check {
        id: "s3.bucket_no_mfa_delete",
        title: "Versions of a bucket are deleted with MFA only",
        severity: Severity::Medium,
        why: "Otherwise a stolen key is enough to delete every version of a dataset or of the audit logs.",
        fix: Fix::by_hand("As the root user, enable MFA Delete with versioning (PutBucketVersioning)."),
        prowler: &["s3_bucket_no_mfa_delete"],
        security_hub: &["S3.20"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(mfa_delete)],
    },
    Check {
        id: "s3.bucket_object_lock",
        title: "A bucket has Object Lock",
        severity: Severity::Low,
        why: "Locked versions cannot be deleted or overwritten by anyone for their time: ransom and quiet \
              changes of training data both fail on them.",
        fix: Fix::by_hand("Turn on Object Lock with a default retention; the bucket must be versioned."),
        prowler: &["s3_bucket_object_lock"],
        security_hub: &["S3.15"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(object_lock)],
    },
    Check {
        id: "s3.bucket_event_notifications_enabled",
        title: "A bucket tells somebody of what changes in it",
        severity: Severity::Low,
        why: "A model file that is swapped at night is noticed by what listens for new objects.",
        fix: Fix::by_hand("Send the bucket's events to EventBridge, a topic, a queue or a function."),
        prowler: &["s3_bucket_event_notifications_enabled"],
        security_hub: &["S3.11"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(notifications)],
    },
    Check {
        id: "s3.bucket_cross_region_replication",
        title: "A bucket is copied to another Region",
        severity: Severity::Low,
        why: "A dataset that took years to label is worth a copy that one Region's loss, or one account's \
              mistake there, does not take along.",
        fix: Fix::by_hand(
            "Add a replication rule to a versioned bucket in another Region, where the law lets the data go there.",
        ),
        prowler: &["s3_bucket_cross_region_replication"],
        security_hub: &["S3.7"],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(cross_region)],
    },
    Check {
        id: "s3.bucket_replicates_within_account",
        title: "A bucket is not copied into another account",
        severity: Severity::High,
        why: "A replication rule to a stranger's bucket takes every new record out of the account, without \
              one request that looks wrong.",
        fix: Fix::by_hand(
            "Delete the rule, or replicate to a bucket of this account; keep foreign destinations to accounts that you own.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(within_account)],
    },
    Check {
        id: "s3.training_data_tamper_evident",
        title: "Training data cannot be overwritten without a trace",
        severity: Severity::High,
        why: "Poisoning is a few changed samples: without versions nothing shows it, and when outsiders may \
              write nobody can say who did it.",
        fix: Fix::by_plan(
            FixKind::PutBucketVersioning,
            "Enable versioning on the bucket that jobs train from, let outsiders write nothing, and add Object Lock for approved sets.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(tamper_evident)],
    },
];

const ENCRYPTION: Probe = Probe::new("GetBucketEncryption.SSEAlgorithm", "any encryption");
const LIFECYCLE: Probe = Probe::new(
    "GetBucketLifecycleConfiguration.Rules",
    "at least one rule that is Enabled",
);
const VERSIONING: Probe = Probe::new("GetBucketVersioning.Status", "Enabled");
const MFA_DELETE: Probe = Probe::new("GetBucketVersioning.MFADelete", "Enabled");
const LOCK: Probe = Probe::new("GetObjectLockConfiguration.ObjectLockEnabled", "Enabled");
const NOTIFICATIONS: Probe = Probe::new("GetBucketNotificationConfiguration", "at least one destination");
const COPY: Probe = Probe::new(
    "GetBucketReplication.Rules.Destination.Bucket",
    "a bucket in another Region",
);
const ACCOUNT: Probe = Probe::new(
    "GetBucketReplication.Rules.Destination.Account",
    "buckets of this account only",
);
const WRITERS: Probe = Probe::new("GetBucketPolicy.Policy", "no statement that lets outsiders write");

fn encrypts(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let encryption = ENCRYPTION.read(&bucket.encryption)?.as_ref();
    let algorithm = encryption.map_or("", |e| e.algorithm.as_str());
    Ok(ENCRYPTION.verdict(!algorithm.is_empty(), text(algorithm)))
}

fn some_rule(rules: &[LifecycleRule]) -> Verdict {
    let on = rules.iter().filter(|rule| rule.enabled).count();
    LIFECYCLE.verdict(on > 0, format!("{on} of {} rules Enabled", rules.len()))
}

fn lifecycle(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    LIFECYCLE.read(&bucket.lifecycle).map(|rules| some_rule(rules))
}

fn directory_lifecycle(_: &Context<'_>, _: &Resource, bucket: &DirectoryBucket) -> Judged {
    LIFECYCLE.read(&bucket.lifecycle).map(|rules| some_rule(rules))
}

fn versioned_lifecycle(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    if VERSIONING.read(&bucket.versioning)?.as_deref() != Some("Enabled") {
        return Ok(Verdict::NotApplicable);
    }
    LIFECYCLE.read(&bucket.lifecycle).map(|rules| some_rule(rules))
}

fn mfa_delete(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let on = *MFA_DELETE.read(&bucket.mfa_delete)?;
    Ok(MFA_DELETE.verdict(on, if on { "Enabled" } else { "Disabled" }))
}

fn object_lock(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let on = *LOCK.read(&bucket.object_lock)?;
    Ok(LOCK.verdict(on, if on { "Enabled" } else { "not set" }))
}

fn notifications(_: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let told = NOTIFICATIONS.read(&bucket.notifications)?;
    Ok(NOTIFICATIONS.verdict(!told.is_empty(), text(&told.join(", "))))
}

fn cross_region(context: &Context<'_>, resource: &Resource, bucket: &Bucket) -> Judged {
    let mut seen = Vec::new();
    let mut doubt = None;
    for rule in COPY.read(&bucket.replication)?.iter().filter(|r| r.enabled) {
        match context.names().find(Kind::Bucket, &rule.bucket, "") {
            Some(copy) if copy.region != resource.region => {
                return Ok(COPY.verdict(true, format!("{} in {}", rule.bucket, copy.region)));
            }
            Some(copy) => seen.push(format!("{} in {}, the same Region", rule.bucket, copy.region)),
            None => doubt = Some(format!("the Region of bucket {} was not read", rule.bucket)),
        }
    }
    if let Some(why) = doubt {
        return Err(COPY.unread(why));
    }
    Ok(COPY.verdict(false, text(&seen.join(", "))))
}

fn within_account(context: &Context<'_>, resource: &Resource, bucket: &Bucket) -> Judged {
    let rules = ACCOUNT.read(&bucket.replication)?;
    let mut outside = Vec::new();
    let mut doubt = None;
    for rule in rules.iter().filter(|r| r.enabled) {
        let own = context.names().find(Kind::Bucket, &rule.bucket, "").is_some();
        match rule.account.as_deref() {
            Some(account) if account != resource.account.as_str() => {
                outside.push(format!("{} of account {account}", rule.bucket));
            }
            Some(_) => {}
            None if own => {}
            None => doubt = Some(format!("whose bucket {} is was not read", rule.bucket)),
        }
    }
    if !outside.is_empty() {
        return Ok(ACCOUNT.verdict(false, outside.join(", ")));
    }
    if let Some(why) = doubt {
        return Err(ACCOUNT.unread(why));
    }
    let value = if rules.is_empty() {
        "no replication"
    } else {
        "this account"
    };
    Ok(ACCOUNT.verdict(true, value))
}

fn tamper_evident(context: &Context<'_>, resource: &Resource, bucket: &Bucket) -> Judged {
    let Some(job) = context.trained_from(&resource.name) else {
        return Ok(Verdict::NotApplicable);
    };
    let versions = || -> Judged {
        let status = VERSIONING.read(&bucket.versioning)?.as_deref().unwrap_or("");
        Ok(VERSIONING.verdict(status == "Enabled", format!("{} (read by {job})", text(status))))
    };
    let writers = || -> Judged {
        let Some(policy) = WRITERS.read(&bucket.policy)? else {
            return Ok(WRITERS.verdict(true, "no policy"));
        };
        let document = context.document(policy, WRITERS)?;
        let mut writing = (*document).clone();
        writing.statements.retain(super::s3_policy::writes);
        let mut who = outside_principals(&writing, resource.account.as_str());
        if !public_statements(&writing).is_empty() && who.is_empty() {
            who.push("everyone".to_owned());
        }
        let value = if who.is_empty() {
            "none".to_owned()
        } else {
            who.join(", ")
        };
        Ok(WRITERS.verdict(who.is_empty(), value))
    };
    all([versions(), writers()])
}
