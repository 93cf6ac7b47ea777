//! Policy findings: a bucket that is opened while Macie is on. Macie does not
//! report what was so before it was turned on.

use super::inventory::Facts;
use super::state::Region;
use super::{Ground, finding};
use crate::demo::s3::view;
use crate::demo::{ACCOUNT_ID, Call};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The operations that can open a bucket, and as CloudTrail names them.
const OPENING: &[(&str, &str)] = &[
    ("PutBucketPolicy", "PutBucketPolicy"),
    ("PutBucketAcl", "PutBucketAcl"),
    ("PutBucketReplication", "PutBucketReplication"),
    ("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("DeletePublicAccessBlock", "DeleteBucketPublicAccessBlock"),
    ("DeleteBucketEncryption", "DeleteBucketEncryption"),
];

/// A type: severity, title, description.
type Kind = (&'static str, u8, &'static str, &'static str);

const UNBLOCKED: Kind = (
    "Policy:IAMUser/S3BlockPublicAccessDisabled",
    3,
    "Block public access settings are disabled for the S3 bucket",
    "All bucket-level block public access settings were disabled for the S3 bucket. Access to the bucket is controlled only by access control lists (ACLs) and bucket policies.",
);
const RESET: Kind = (
    "Policy:IAMUser/S3BucketEncryptionDisabled",
    1,
    "Default encryption is disabled for the S3 bucket",
    "Default encryption for the S3 bucket was reset to the default Amazon S3 encryption behavior, which is to encrypt new objects automatically with an Amazon S3 managed key.",
);
const PUBLIC: Kind = (
    "Policy:IAMUser/S3BucketPublic",
    3,
    "The S3 bucket is publicly accessible",
    "An ACL or bucket policy for the S3 bucket was changed to allow access by anonymous users or all authenticated IAM identities.",
);
const SHARED: Kind = (
    "Policy:IAMUser/S3BucketSharedExternally",
    3,
    "The S3 bucket is shared with an external AWS account",
    "An ACL or bucket policy for the S3 bucket was changed to allow the bucket to be shared with an AWS account that isn't in the organization.",
);
const REPLICATED: Kind = (
    "Policy:IAMUser/S3BucketReplicatedExternally",
    3,
    "The S3 bucket is replicated to an external AWS account",
    "Replication was enabled and configured to replicate objects from the S3 bucket to a bucket for an AWS account that isn't in the organization.",
);
const FRONTED: Kind = (
    "Policy:IAMUser/S3BucketSharedWithCloudFront",
    2,
    "The S3 bucket is shared with CloudFront",
    "The bucket policy for the S3 bucket was changed to allow the bucket to be shared with an Amazon CloudFront origin access identity (OAI) or origin access control (OAC).",
);

/// Whether a call is one that Macie looks at.
pub(super) fn concerns(call: &Call) -> bool {
    OPENING.iter().any(|(operation, _)| *operation == call.operation)
}

/// Judges the bucket that an S3 call has changed.
pub(super) fn note(regions: &mut BTreeMap<String, Region>, ground: &Ground, call: &Call) {
    if regions.is_empty() || !concerns(call) {
        return;
    }
    let Some(view) = ground.s3.bucket(&view::bucket_of(call)) else {
        return;
    };
    let Some(region) = regions.get_mut(&view.region) else {
        return;
    };
    if !region.is_on() || call.now < region.since {
        return;
    }
    let facts = Facts::of(view);
    let (accounts, fronted) = facts.shared_with();
    let by = |operations: &[&str]| operations.contains(&call.operation.as_str());
    let access = [
        "PutBucketPolicy",
        "PutBucketAcl",
        "PutPublicAccessBlock",
        "DeletePublicAccessBlock",
    ];
    let kinds = [
        (UNBLOCKED, facts.is_unblocked() && by(&access[2..])),
        (RESET, by(&["DeleteBucketEncryption"])),
        (PUBLIC, facts.is_public() && by(&access)),
        (SHARED, !accounts.is_empty() && by(&access[..2])),
        (
            REPLICATED,
            !facts.replicates_outside().is_empty() && by(&["PutBucketReplication"]),
        ),
        (FRONTED, fronted && by(&access[..1])),
    ];
    for (kind, _) in kinds.iter().filter(|(_, opened)| *opened) {
        report(region, ground, call, &facts, *kind);
    }
}

/// A new finding, or one more occurrence of the one that is there.
fn report(region: &mut Region, ground: &Ground, call: &Call, facts: &Facts, kind: Kind) {
    let (name, score, title, description) = kind;
    let now = call.now.rfc3339();
    let key = (name, facts.view.name.clone());
    let resources = json!({"s3Bucket": finding::bucket(facts)});
    let action = action(call);
    if let Some(at) = region.open.get(&key) {
        let open = &mut region.findings[*at];
        let seen = open["policyDetails"]["action"]["apiCallDetails"]["firstSeen"].clone();
        open["count"] = json!(open["count"].as_u64().unwrap_or(0) + 1);
        open["updatedAt"] = json!(now);
        open["resourcesAffected"] = resources;
        open["policyDetails"] = json!({"action": action, "actor": actor(call)});
        open["policyDetails"]["action"]["apiCallDetails"]["firstSeen"] = seen;
        return;
    }
    let id = ground.ids.hex(32);
    let mut made = finding::frame(region, &id, score, (name, title, description), call.now);
    made["resourcesAffected"] = resources;
    made["policyDetails"] = json!({"action": action, "actor": actor(call)});
    let at = region.add(made);
    region.open.insert(key, at);
}

fn action(call: &Call) -> Value {
    let api = OPENING.iter().find(|(operation, _)| *operation == call.operation);
    json!({
        "actionType": "AWS_API_CALL",
        "apiCallDetails": {
            "api": api.map_or(call.operation.as_str(), |(_, api)| *api),
            "apiServiceName": "s3.amazonaws.com",
            "firstSeen": call.now.rfc3339(),
            "lastSeen": call.now.rfc3339(),
        },
    })
}

/// `actor`: who made the call.
fn actor(call: &Call) -> Value {
    let arn = call.caller.arn.as_ref();
    let name = arn.rsplit('/').next().unwrap_or(arn);
    if let Some((_, session)) = arn.split_once(":assumed-role/") {
        let role = session.split('/').next().unwrap_or(session);
        return json!({"userIdentity": {
            "type": "AssumedRole",
            "assumedRole": {
                "accessKeyId": call.caller.access_key,
                "accountId": ACCOUNT_ID,
                "arn": arn,
                "sessionContext": {"sessionIssuer": {
                    "accountId": ACCOUNT_ID,
                    "arn": format!("arn:aws:iam::{ACCOUNT_ID}:role/{role}"),
                    "type": "Role",
                    "userName": role,
                }},
            },
        }});
    }
    if arn.ends_with(":root") {
        return json!({"userIdentity": {"type": "Root", "root": {"accountId": ACCOUNT_ID, "arn": arn}}});
    }
    json!({"userIdentity": {
        "type": "IAMUser",
        "iamUser": {"accountId": ACCOUNT_ID, "arn": arn, "userName": name},
    }})
}
