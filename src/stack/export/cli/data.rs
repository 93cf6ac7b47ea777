//! Keys, buckets, objects and roles as calls.

use super::say::{Call, From};
use crate::stack::export::Handover;
use crate::stack::export::value::{Value, map, number, tag_pairs, text};
use crate::stack::spec::Tags;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

fn document(policy: &str) -> Value {
    Value::Document(policy.to_owned())
}

pub(super) fn key(description: &str, policy: &str, tags: &Tags) -> Call {
    Call::new(
        "kms create-key",
        vec![
            ("Description", text(description)),
            ("Policy", document(policy)),
            ("Tags", tag_pairs(tags, "TagKey", "TagValue")),
        ],
    )
    .gives("KeyId", From::Answer("KeyMetadata.KeyId"))
    .gives("KeyArn", From::Answer("KeyMetadata.Arn"))
}

pub(super) fn alias(alias: &str, key_id: &str) -> Call {
    let parameters = vec![("AliasName", text(alias)), ("TargetKeyId", text(key_id))];
    Call::new("kms create-alias", parameters).gives("AliasName", From::Words(alias.to_owned()))
}

pub(super) fn rotation(key_id: &str, days: i32) -> Call {
    let parameters = vec![("KeyId", text(key_id)), ("RotationPeriodInDays", number(days))];
    Call::new("kms enable-key-rotation", parameters)
}

pub(super) fn key_policy(key_id: &str, policy: &str) -> Call {
    Call::new(
        "kms put-key-policy",
        vec![
            ("KeyId", text(key_id)),
            ("PolicyName", text("default")),
            ("Policy", document(policy)),
        ],
    )
}

/// A setting of a bucket, if the bucket is this account's.
fn set(operation: &'static str, bucket: &str, name: &'static str, value: Value, to: &Handover<'_>) -> Call {
    Call::new(
        operation,
        vec![
            ("Bucket", text(bucket)),
            (name, value),
            ("ExpectedBucketOwner", text(to.account.as_str())),
        ],
    )
}

pub(super) fn bucket(bucket: &str, region: &str, to: &Handover<'_>) -> Call {
    let mut parameters = vec![
        ("Bucket", text(bucket)),
        ("ObjectOwnership", text("BucketOwnerEnforced")),
    ];
    // The first Region is refused as a constraint.
    if region != "us-east-1" {
        let place = map([("LocationConstraint", text(region))]);
        parameters.push(("CreateBucketConfiguration", place));
    }
    let arn = format!("arn:{}:s3:::{bucket}", to.partition);
    Call::new("s3api create-bucket", parameters).gives("BucketArn", From::Words(arn))
}

pub(super) fn bucket_tags(bucket: &str, tags: &Tags, to: &Handover<'_>) -> Call {
    let tagging = map([("TagSet", tag_pairs(tags, "Key", "Value"))]);
    set("s3api put-bucket-tagging", bucket, "Tagging", tagging, to)
}

pub(super) fn public_access(bucket: &str, to: &Handover<'_>) -> Call {
    let on = || Value::Truth(true);
    let block = map([
        ("BlockPublicAcls", on()),
        ("IgnorePublicAcls", on()),
        ("BlockPublicPolicy", on()),
        ("RestrictPublicBuckets", on()),
    ]);
    let name = "PublicAccessBlockConfiguration";
    set("s3api put-public-access-block", bucket, name, block, to)
}

pub(super) fn encryption(bucket: &str, key_arn: &str, to: &Handover<'_>) -> Call {
    let rule = map([
        (
            "ApplyServerSideEncryptionByDefault",
            map([
                ("SSEAlgorithm", text("aws:kms")),
                ("KMSMasterKeyID", text(key_arn)),
            ]),
        ),
        ("BucketKeyEnabled", Value::Truth(true)),
    ]);
    let rules = map([("Rules", Value::List(vec![rule]))]);
    let name = "ServerSideEncryptionConfiguration";
    set("s3api put-bucket-encryption", bucket, name, rules, to)
}

pub(super) fn versioning(bucket: &str, to: &Handover<'_>) -> Call {
    let enabled = map([("Status", text("Enabled"))]);
    let name = "VersioningConfiguration";
    set("s3api put-bucket-versioning", bucket, name, enabled, to)
}

pub(super) fn logging(bucket: &str, target: &str, prefix: &str, to: &Handover<'_>) -> Call {
    let enabled = map([("TargetBucket", text(target)), ("TargetPrefix", text(prefix))]);
    let status = map([("LoggingEnabled", enabled)]);
    let name = "BucketLoggingStatus";
    set("s3api put-bucket-logging", bucket, name, status, to)
}

pub(super) fn bucket_policy(bucket: &str, policy: &str, to: &Handover<'_>) -> Call {
    set("s3api put-bucket-policy", bucket, "Policy", document(policy), to)
}

pub(super) fn object(
    [bucket, key, path, sha256, key_arn]: [&String; 5],
    tags: &Tags,
    to: &Handover<'_>,
) -> Call {
    let parameters = vec![
        ("Bucket", text(bucket)),
        ("Key", text(key)),
        ("Body", Value::Verbatim(local(path))),
        ("ChecksumAlgorithm", text("SHA256")),
        ("ChecksumSHA256", text(in_base64(sha256))),
        ("ServerSideEncryption", text("aws:kms")),
        ("SSEKMSKeyId", text(key_arn)),
        ("BucketKeyEnabled", Value::Truth(true)),
        ("IfNoneMatch", text("*")),
        ("Tagging", text(query(tags))),
        ("ExpectedBucketOwner", text(to.account.as_str())),
    ];
    let arn = format!("arn:{}:s3:::{bucket}/{key}", to.partition);
    Call::new("s3api put-object", parameters)
        .gives("ObjectArn", From::Words(arn))
        .gives("VersionId", From::Answer("VersionId"))
        .note("S3 refuses the file when it has changed since this was written.")
}

/// A path that cannot be taken for an option or an address.
fn local(path: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("./{path}")
    }
}

/// A digest in hex, as S3 takes it.
fn in_base64(hex: &str) -> String {
    let digits: Option<Vec<u8>> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .collect();
    digits.map_or_else(|| hex.to_owned(), |bytes| STANDARD.encode(bytes))
}

/// Tags as a query string.
fn query(tags: &Tags) -> String {
    let pairs = tags.iter().map(|(k, v)| format!("{}={}", encoded(k), encoded(v)));
    pairs.collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

pub(super) fn role(
    [role, path, trust, description]: [&String; 4],
    boundary: Option<&str>,
    tags: &Tags,
) -> Call {
    let mut parameters = vec![
        ("RoleName", text(role)),
        ("Path", text(path)),
        ("AssumeRolePolicyDocument", document(trust)),
        ("Description", text(description)),
    ];
    parameters.extend(boundary.map(|b| ("PermissionsBoundary", text(b))));
    parameters.push(("Tags", tag_pairs(tags, "Key", "Value")));
    Call::new("iam create-role", parameters)
        .gives("RoleArn", From::Answer("Role.Arn"))
        .gives("RoleId", From::Answer("Role.RoleId"))
}

pub(super) fn role_policy(role: &str, name: &str, policy: &str) -> Call {
    Call::new(
        "iam put-role-policy",
        vec![
            ("RoleName", text(role)),
            ("PolicyName", text(name)),
            ("PolicyDocument", document(policy)),
        ],
    )
}
