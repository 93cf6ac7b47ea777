//! Resource policies that let a service in for anybody, and grants whose
//! grantee is gone.

use super::kms::is_customers;
use crate::inventory::detail::{Bucket, KmsKey};
use crate::inventory::{Arn, Kind, Region, Resource};
use crate::policy::Document;
use crate::policy::query::service_trust_without_source;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};

const FIX: Fix = Fix::by_hand(
    "Add a condition on aws:SourceAccount, and aws:SourceArn where the service sends it, to the statement.",
);

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "kms.policy_cross_service_confused_deputy_prevention",
        title: "A key policy lets services in for this account only",
        severity: Severity::Medium,
        why: "A service that may use the key uses it for whoever asks it: another account's trail or job \
              decrypts with your key.",
        fix: FIX,
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(key_policy)],
    },
    Check {
        id: "s3.bucket_policy_cross_service_confused_deputy_prevention",
        title: "A bucket policy lets services in for this account only",
        severity: Severity::Medium,
        why: "A service that may write to the bucket writes for whoever asks it: another account's delivery \
              puts its records among the training data.",
        fix: FIX,
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(bucket_policy)],
    },
    Check {
        id: "kms.grants_left_over",
        title: "A key's grants are for principals that exist",
        severity: Severity::Medium,
        why: "No policy shows grants: one that outlived its job says that nobody retires them, and hides the \
              one that an intruder made to keep the key.",
        fix: Fix::by_hand("Revoke the grant with kms:RevokeGrant."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::KmsKey(grantees_exist)],
    },
];

const KEY: Probe = Probe::new(
    "GetKeyPolicy.Policy",
    "aws:SourceAccount or aws:SourceArn for services",
);
const BUCKET: Probe = Probe::new(
    "GetBucketPolicy.Policy",
    "aws:SourceAccount or aws:SourceArn for services",
);
const GRANTS: Probe = Probe::new(
    "ListGrants.Grants.GranteePrincipal",
    "roles and users that exist, or services",
);

fn bound(probe: Probe, document: &Document) -> Verdict {
    let open = service_trust_without_source(document);
    if open.is_empty() {
        return probe.verdict(true, "no service without a source");
    }
    probe.verdict(false, format!("without a source: {}", open.join(", ")))
}

fn key_policy(context: &Context<'_>, _: &Resource, key: &KmsKey) -> Judged {
    if !is_customers(key)? {
        return Ok(Verdict::NotApplicable);
    }
    Ok(bound(KEY, &*context.document(KEY.read(&key.policy)?, KEY)?))
}

fn bucket_policy(context: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let Some(text) = BUCKET.read(&bucket.policy)? else {
        return Ok(BUCKET.verdict(true, "no policy"));
    };
    Ok(bound(BUCKET, &*context.document(text, BUCKET)?))
}

fn grantees_exist(context: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    if !is_customers(key)? {
        return Ok(Verdict::NotApplicable);
    }
    let grants = GRANTS.read(&key.grants)?;
    let mut gone = Vec::new();
    let mut unread = None;
    for grant in grants {
        match is_gone(context, resource, &grant.grantee) {
            Ok(false) => {}
            Ok(true) => gone.push(grant.grantee.as_str()),
            Err(why) => unread = Some(why),
        }
    }
    if !gone.is_empty() {
        return Ok(GRANTS.verdict(false, gone.join(", ")));
    }
    match unread {
        Some(why) => Err(why),
        None => Ok(GRANTS.verdict(true, format!("{} grants", grants.len()))),
    }
}

/// Whether a grantee exists no more. KMS shows the unique id of a principal
/// that was deleted; other accounts' principals are not ours to know.
fn is_gone(context: &Context<'_>, resource: &Resource, grantee: &str) -> Result<bool, Unread> {
    let unique = ["AROA", "AIDA"].iter().any(|prefix| grantee.starts_with(prefix));
    if unique {
        return Ok(true);
    }
    let arn = Arn::new(grantee);
    if !grantee.starts_with("arn:") || arn.account() != resource.account.as_str() {
        return Ok(false);
    }
    let (kind, name) = match arn.resource().split_once('/') {
        Some(("role", _)) => (Kind::Role, arn.short_name()),
        Some(("user", _)) => (Kind::User, arn.short_name()),
        // `assumed-role/ROLE/SESSION`
        Some(("assumed-role", rest)) => (Kind::Role, rest.split('/').next().unwrap_or(rest)),
        _ => return Ok(false),
    };
    if context.has_principal(kind, name) {
        return Ok(false);
    }
    context.listed(kind, &Region::global(), GRANTS)?;
    Ok(true)
}
