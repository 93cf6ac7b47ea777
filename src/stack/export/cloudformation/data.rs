//! Keys, buckets and roles as resources of CloudFormation.

use super::property;
use crate::stack::Spec;
use crate::stack::export::gather::{Resource, Said};
use crate::stack::export::value::{Item, Named, Value, map, number, tag_pairs, text};
use crate::stack::spec::Tags;

fn bucket_name(name: &'static str, bucket: &str) -> Item {
    property(name, Value::Name(Named::Bucket, bucket.to_owned()))
}

fn document(policy: &str) -> Value {
    Value::Document(policy.to_owned())
}

fn setting<const N: usize>(items: [Item; N]) -> Said {
    Said::Setting {
        items: items.into(),
        alone: None,
    }
}

/// `Tags` as most types take them.
pub(super) fn tags(tags: &Tags) -> Item {
    property("Tags", tag_pairs(tags, "Key", "Value"))
}

pub(super) fn key(description: &str, policy: &str, key_tags: &Tags) -> Said {
    let items = vec![
        property("Description", text(description)),
        property("KeySpec", text("SYMMETRIC_DEFAULT")),
        property("KeyUsage", text("ENCRYPT_DECRYPT")),
        property("KeyPolicy", document(policy)),
        tags(key_tags),
    ];
    Said::Resource(Resource::new("AWS::KMS::Key", items))
}

pub(super) fn alias(alias: &str, key_id: &str) -> Said {
    let items = vec![
        property("AliasName", text(alias)),
        property("TargetKeyId", text(key_id)),
    ];
    Said::Resource(Resource::new("AWS::KMS::Alias", items))
}

pub(super) fn rotation(days: i32) -> Said {
    setting([
        property("EnableKeyRotation", Value::Truth(true)),
        property("RotationPeriodInDays", number(days)),
    ])
}

/// The role is made before the key, so the key has its last policy from the
/// start.
pub(super) fn key_policy(policy: &str) -> Said {
    setting([property("KeyPolicy", document(policy))])
}

pub(super) fn bucket(bucket: &str) -> Said {
    let owner = map([("ObjectOwnership", text("BucketOwnerEnforced"))]);
    let items = vec![
        property("BucketName", text(bucket)),
        property("OwnershipControls", map([("Rules", Value::List(vec![owner]))])),
    ];
    Said::Resource(Resource::new("AWS::S3::Bucket", items))
}

pub(super) fn bucket_tags(bucket_tags: &Tags) -> Said {
    setting([tags(bucket_tags)])
}

pub(super) fn public_access() -> Said {
    let on = || Value::Truth(true);
    setting([property(
        "PublicAccessBlockConfiguration",
        map([
            ("BlockPublicAcls", on()),
            ("BlockPublicPolicy", on()),
            ("IgnorePublicAcls", on()),
            ("RestrictPublicBuckets", on()),
        ]),
    )])
}

pub(super) fn encryption(key_arn: &str) -> Said {
    let rule = map([
        ("BucketKeyEnabled", Value::Truth(true)),
        (
            "ServerSideEncryptionByDefault",
            map([
                ("SSEAlgorithm", text("aws:kms")),
                ("KMSMasterKeyID", text(key_arn)),
            ]),
        ),
    ]);
    setting([property(
        "BucketEncryption",
        map([("ServerSideEncryptionConfiguration", Value::List(vec![rule]))]),
    )])
}

pub(super) fn versioning() -> Said {
    setting([property(
        "VersioningConfiguration",
        map([("Status", text("Enabled"))]),
    )])
}

pub(super) fn logging(target: &str, prefix: &str) -> Said {
    setting([property(
        "LoggingConfiguration",
        map([
            (
                "DestinationBucketName",
                Value::Name(Named::Bucket, target.to_owned()),
            ),
            ("LogFilePrefix", text(prefix)),
        ]),
    )])
}

pub(super) fn bucket_policy(bucket: &str, policy: &str) -> Said {
    let items = vec![
        bucket_name("Bucket", bucket),
        property("PolicyDocument", document(policy)),
    ];
    Said::Resource(Resource::new("AWS::S3::BucketPolicy", items))
}

pub(super) fn object(spec: &Spec) -> Said {
    let Spec::PutObject {
        bucket,
        key,
        path,
        sha256,
        ..
    } = spec
    else {
        return Said::misrouted(spec);
    };
    Said::Unsaid(format!(
        "CloudFormation uploads no files: {path}, of SHA-256 {sha256}, goes to s3://{bucket}/{key} \
         with SSE-KMS by the data key. The AWS CLI script of this stack has the call."
    ))
}

pub(super) fn role(spec: &Spec) -> Said {
    let Spec::CreateRole {
        role,
        path,
        trust,
        description,
        boundary,
        tags: role_tags,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let mut items = vec![
        property("RoleName", text(role)),
        property("Path", text(path)),
        property("Description", text(description)),
        property("AssumeRolePolicyDocument", document(trust)),
    ];
    items.extend(boundary.iter().map(|b| property("PermissionsBoundary", text(b))));
    items.push(tags(role_tags));
    Said::Resource(Resource::new("AWS::IAM::Role", items))
}

pub(super) fn role_policy(role: &str, name: &str, policy: &str) -> Said {
    let items = vec![
        property("PolicyName", text(name)),
        property("RoleName", Value::Name(Named::Role, role.to_owned())),
        property("PolicyDocument", document(policy)),
    ];
    Said::Resource(Resource::new("AWS::IAM::RolePolicy", items))
}
