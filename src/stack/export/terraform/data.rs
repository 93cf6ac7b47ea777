//! Keys, buckets, objects and roles as resources of the provider.

use super::field;
use crate::stack::Spec;
use crate::stack::export::gather::{Resource, Said};
use crate::stack::export::value::{Item, Named, Value, number, tag_map, text};
use crate::stack::spec::Tags;

fn bucket_name(bucket: &str) -> Item {
    field("bucket", Value::Name(Named::Bucket, bucket.to_owned()))
}

fn document(policy: &str) -> Value {
    Value::Document(policy.to_owned())
}

pub(super) fn key(id: &str, description: &str, policy: &str, tags: &Tags) -> Said {
    let items = vec![
        field("description", text(description)),
        field("policy", document(policy)),
        field("tags", tag_map(tags)),
    ];
    Said::Resource(Resource::new("aws_kms_key", items).imported_by(format!("${{{id}.KeyId}}")))
}

pub(super) fn alias(alias: &str, key_id: &str) -> Said {
    let items = vec![field("name", text(alias)), field("target_key_id", text(key_id))];
    Said::Resource(Resource::new("aws_kms_alias", items).imported_by(alias))
}

pub(super) fn rotation(days: i32) -> Said {
    Said::Setting {
        items: vec![
            field("enable_key_rotation", Value::Truth(true)),
            field("rotation_period_in_days", number(days)),
        ],
        alone: None,
    }
}

/// The provider makes the role before the key, so the key has its last policy
/// from the start.
pub(super) fn key_policy(key_id: &str, policy: &str) -> Said {
    let alone = Resource::new(
        "aws_kms_key_policy",
        vec![field("key_id", text(key_id)), field("policy", document(policy))],
    );
    Said::Setting {
        items: vec![field("policy", document(policy))],
        alone: Some(alone.imported_by(key_id)),
    }
}

pub(super) fn bucket(bucket: &str) -> Said {
    let owner = vec![
        bucket_name(bucket),
        Item::Block(
            "rule",
            vec![field("object_ownership", text("BucketOwnerEnforced"))],
        ),
    ];
    let owner = Resource::new("aws_s3_bucket_ownership_controls", owner).imported_by(bucket);
    let items = vec![field("bucket", text(bucket))];
    Said::Resource(
        Resource::new("aws_s3_bucket", items)
            .imported_by(bucket)
            .beside(owner),
    )
}

pub(super) fn bucket_tags(tags: &Tags) -> Said {
    Said::Setting {
        items: vec![field("tags", tag_map(tags))],
        alone: None,
    }
}

pub(super) fn public_access(bucket: &str) -> Said {
    let on = || Value::Truth(true);
    let items = vec![
        bucket_name(bucket),
        field("block_public_acls", on()),
        field("block_public_policy", on()),
        field("ignore_public_acls", on()),
        field("restrict_public_buckets", on()),
    ];
    Said::Resource(Resource::new("aws_s3_bucket_public_access_block", items).imported_by(bucket))
}

pub(super) fn encryption(bucket: &str, key_arn: &str) -> Said {
    let default = Item::Block(
        "apply_server_side_encryption_by_default",
        vec![
            field("sse_algorithm", text("aws:kms")),
            field("kms_master_key_id", text(key_arn)),
        ],
    );
    let items = vec![
        bucket_name(bucket),
        Item::Block(
            "rule",
            vec![field("bucket_key_enabled", Value::Truth(true)), default],
        ),
    ];
    Said::Resource(
        Resource::new("aws_s3_bucket_server_side_encryption_configuration", items).imported_by(bucket),
    )
}

pub(super) fn versioning(bucket: &str) -> Said {
    let items = vec![
        bucket_name(bucket),
        Item::Block("versioning_configuration", vec![field("status", text("Enabled"))]),
    ];
    Said::Resource(Resource::new("aws_s3_bucket_versioning", items).imported_by(bucket))
}

pub(super) fn logging(bucket: &str, target: &str, prefix: &str) -> Said {
    let items = vec![
        bucket_name(bucket),
        field("target_bucket", Value::Name(Named::Bucket, target.to_owned())),
        field("target_prefix", text(prefix)),
    ];
    Said::Resource(Resource::new("aws_s3_bucket_logging", items).imported_by(bucket))
}

pub(super) fn bucket_policy(bucket: &str, policy: &str) -> Said {
    let items = vec![bucket_name(bucket), field("policy", document(policy))];
    Said::Resource(Resource::new("aws_s3_bucket_policy", items).imported_by(bucket))
}

pub(super) fn object(spec: &Spec) -> Said {
    let Spec::PutObject {
        bucket,
        key,
        path,
        sha256,
        key_arn,
        tags,
        ..
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let items = vec![
        bucket_name(bucket),
        field("key", text(key)),
        field("source", Value::Verbatim(path.clone())),
        field("checksum_algorithm", text("SHA256")),
        field("server_side_encryption", text("aws:kms")),
        field("kms_key_id", text(key_arn)),
        field("bucket_key_enabled", Value::Truth(true)),
        field("tags", tag_map(tags)),
        Item::Block(
            "lifecycle",
            vec![field(
                "ignore_changes",
                Value::List(
                    ["checksum_algorithm", "force_destroy", "source"]
                        .map(Value::Bare)
                        .into(),
                ),
            )],
        ),
    ];
    Said::Resource(
        Resource::new("aws_s3_object", items)
            .imported_by(format!("s3://{bucket}/{key}"))
            .note(format!(
                "The file had the SHA-256 {sha256}. Terraform cannot be told to refuse another file, \
                 nor (If-None-Match) to leave an object alone that is there already. It is not sent \
                 again when the file changes, nor when it is imported."
            )),
    )
}

pub(super) fn role(spec: &Spec) -> Said {
    let Spec::CreateRole {
        role,
        path,
        trust,
        description,
        boundary,
        tags,
    } = spec
    else {
        return Said::misrouted(spec);
    };
    let mut items = vec![
        field("name", text(role)),
        field("path", text(path)),
        field("description", text(description)),
        field("assume_role_policy", document(trust)),
    ];
    items.extend(boundary.iter().map(|b| field("permissions_boundary", text(b))));
    items.push(field("tags", tag_map(tags)));
    Said::Resource(Resource::new("aws_iam_role", items).imported_by(role))
}

pub(super) fn role_policy(role: &str, name: &str, policy: &str) -> Said {
    let items = vec![
        field("name", text(name)),
        field("role", Value::Name(Named::Role, role.to_owned())),
        field("policy", document(policy)),
    ];
    Said::Resource(Resource::new("aws_iam_role_policy", items).imported_by(format!("{role}:{name}")))
}
