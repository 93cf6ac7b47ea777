//! What bucket policies allow: public writes, other accounts, plain HTTP.

use super::s3::{account_block, blocks};
use crate::inventory::detail::{Bucket, PublicAccessBlock};
use crate::inventory::{Field, Resource};
use crate::policy::query::{denies_insecure_transport, public_statements};
use crate::policy::{Document, Select, Statement, pattern};
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::{no_strangers, statement_names};
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "s3.bucket_policy_public_write_access",
        title: "A bucket policy lets the public write nothing",
        severity: Severity::Critical,
        why: "Whoever can write to a training bucket poisons the next model; whoever can replace a model \
              file runs code where it is served.",
        fix: Fix::by_plan(
            FixKind::PutPublicAccessBlock,
            "Turn on Block Public Access, then remove the public statement from the policy.",
        ),
        prowler: &["s3_bucket_policy_public_write_access"],
        security_hub: &["S3.3"],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(public_write)],
    },
    Check {
        id: "s3.bucket_secure_transport_policy",
        title: "A bucket policy refuses requests without TLS",
        severity: Severity::Medium,
        why: "Over plain HTTP training records can be read and changed on the way.",
        fix: Fix::by_plan(
            FixKind::DenyInsecureTransport,
            "Add a statement that denies s3:* to everyone where aws:SecureTransport is false, for the bucket and its objects.",
        ),
        prowler: &["s3_bucket_secure_transport_policy"],
        security_hub: &["S3.5"],
        reads: Reads::Itself,
        judges: &[Judge::Bucket(secure_transport)],
    },
    Check {
        id: "s3.bucket_cross_account_access",
        title: "A bucket policy lets in no other account",
        severity: Severity::High,
        why: "Data shared with another account is guarded by that account's policies, and leaves with \
              whoever is compromised there.",
        fix: Fix::by_hand(
            "Take the other account out of the policy, or share single prefixes through an access point.",
        ),
        prowler: &["s3_bucket_cross_account_access"],
        security_hub: &["S3.6"],
        reads: Reads::Inventory,
        judges: &[Judge::Bucket(cross_account)],
    },
];

const WRITE: Probe = Probe::new("GetBucketPolicy.Policy", "no statement that lets everyone write");
const TLS: Probe = Probe::new(
    "GetBucketPolicy.Policy",
    "Deny s3:* where aws:SecureTransport is false, for bucket and objects",
);
const OUTSIDE: Probe = Probe::new("GetBucketPolicy.Policy", "principals of this account only");
const BLOCK: Probe = Probe::new("GetPublicAccessBlock.RestrictPublicBuckets", "true");

/// Actions that change objects, the bucket, or who may.
const WRITES: &[&str] = &[
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:ReplicateObject",
    "s3:PutBucketPolicy",
    "s3:PutBucketAcl",
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
];

/// Whether a statement speaks of one of them.
pub(super) fn writes(statement: &Statement) -> bool {
    let takes = |patterns: &[String], action: &str| {
        patterns.iter().any(|p| pattern::matches_ignoring_case(p, action))
    };
    WRITES.iter().any(|action| match &statement.action {
        Select::Only(patterns) => takes(patterns, action),
        Select::AllBut(patterns) => !takes(patterns, action),
    })
}

fn public_write(context: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let Some(text) = WRITE.read(&bucket.policy)? else {
        return Ok(WRITE.verdict(true, "no policy"));
    };
    let document = context.document(text, WRITE)?;
    let mut open = public_statements(&document);
    open.retain(|statement| writes(statement));
    if open.is_empty() {
        return Ok(WRITE.verdict(true, "none"));
    }
    if is_restricted(context, BLOCK, &bucket.public_access_block)? {
        return Ok(BLOCK.verdict(true, "true: the public statement is not in force"));
    }
    Ok(WRITE.verdict(false, statement_names(&document, &open)))
}

fn secure_transport(context: &Context<'_>, _: &Resource, bucket: &Bucket) -> Judged {
    let Some(text) = TLS.read(&bucket.policy)? else {
        return Ok(TLS.verdict(false, "no policy"));
    };
    let denies = denies_insecure_transport(&*context.document(text, TLS)?);
    Ok(TLS.verdict(denies, if denies { "denied" } else { "not denied" }))
}

fn cross_account(context: &Context<'_>, resource: &Resource, bucket: &Bucket) -> Judged {
    let Some(text) = OUTSIDE.read(&bucket.policy)? else {
        return Ok(OUTSIDE.verdict(true, "no policy"));
    };
    let document = context.document(text, OUTSIDE)?;
    no_strangers_unless_restricted(
        context,
        (OUTSIDE, BLOCK),
        resource,
        &document,
        &bucket.public_access_block,
    )
}

/// Passes when a policy lets in no other account, or is public where
/// RestrictPublicBuckets is on, which ends what a public policy grants, to
/// named accounts, too.
pub(super) fn no_strangers_unless_restricted(
    context: &Context<'_>,
    (policy, switch): (Probe, Probe),
    resource: &Resource,
    document: &Document,
    block: &Field<Option<PublicAccessBlock>>,
) -> Judged {
    if !public_statements(document).is_empty() && is_restricted(context, switch, block)? {
        return Ok(switch.verdict(true, "true: a public policy lets in no other account"));
    }
    Ok(no_strangers(policy, document, resource.account.as_str()))
}

/// Whether RestrictPublicBuckets is on, here or for the whole account; UNKNOWN
/// when what could be on was not read.
fn is_restricted(
    context: &Context<'_>,
    switch: Probe,
    block: &Field<Option<PublicAccessBlock>>,
) -> Result<bool, Unread> {
    if blocks(context, block, |b| b.restrict_public_buckets) {
        return Ok(true);
    }
    switch.read(block)?;
    account_block(context, switch)?;
    Ok(false)
}
