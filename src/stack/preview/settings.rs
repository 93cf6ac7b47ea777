//! What each setting changes in the resource that it is on.

use super::overlay::Canvas;
use crate::inventory::detail::{
    BucketEncryption, BucketLogging, InlinePolicy, KeyRotation, PublicAccessBlock, SecurityRule,
};
use crate::inventory::{Arn, Detail, Field, Resource};
use crate::stack::Spec;
use Field::Known;

pub(super) fn set(canvas: &mut Canvas, spec: &Spec) {
    match target(canvas, spec) {
        Some(arn) => canvas.change(&arn, |resource| change(resource, spec)),
        // DNS attributes are not in the inventory.
        None => debug_assert!(matches!(spec, Spec::ModifyVpcAttribute { .. })),
    }
}

/// The resource that a setting is on.
fn target(canvas: &Canvas, spec: &Spec) -> Option<Arn> {
    let arn = match spec {
        Spec::CreateAlias { key_id, .. }
        | Spec::EnableKeyRotation { key_id, .. }
        | Spec::PutKeyPolicy { key_id, .. } => canvas.arn("kms", &format!("key/{key_id}")),
        Spec::PutBucketTagging { bucket, .. }
        | Spec::PutPublicAccessBlock { bucket }
        | Spec::PutBucketEncryption { bucket, .. }
        | Spec::PutBucketVersioning { bucket }
        | Spec::PutBucketLogging { bucket, .. }
        | Spec::PutBucketPolicy { bucket, .. } => canvas.bucket_arn(bucket),
        Spec::PutRolePolicy { role, .. } => canvas.role_arn("/", role),
        Spec::AssociateRouteTable { route_table_id, .. } => {
            canvas.arn("ec2", &format!("route-table/{route_table_id}"))
        }
        Spec::AuthorizeIngress { group_id, .. } => canvas.arn("ec2", &format!("security-group/{group_id}")),
        Spec::StartStreamEncryption { stream, .. } => canvas.arn("kinesis", &format!("stream/{stream}")),
        _ => return None,
    };
    Some(arn)
}

/// Pushes onto a list that is known; one that is not stays unknown.
fn push<T>(list: &mut Field<Vec<T>>, item: T) {
    if let Known(list) = list {
        list.push(item);
    }
}

fn change(resource: &mut Resource, spec: &Spec) {
    if let Spec::PutBucketTagging { tags, .. } = spec {
        resource.tags = Known(tags.clone());
        return;
    }
    match (&mut resource.detail, spec) {
        (Detail::KmsKey(key), Spec::CreateAlias { alias, .. }) => {
            resource.name.clone_from(alias);
            push(&mut key.aliases, alias.clone());
        }
        (Detail::KmsKey(key), Spec::EnableKeyRotation { period_days, .. }) => {
            key.rotation = Known(KeyRotation {
                enabled: true,
                period_days: Some(*period_days),
                next: None,
            });
        }
        (Detail::KmsKey(key), Spec::PutKeyPolicy { policy, .. }) => key.policy = Known(policy.clone()),
        (Detail::Bucket(bucket), Spec::PutPublicAccessBlock { .. }) => {
            bucket.public_access_block = Known(Some(PublicAccessBlock::full()));
        }
        (Detail::Bucket(bucket), Spec::PutBucketEncryption { key_arn, .. }) => {
            bucket.encryption = Known(Some(BucketEncryption {
                algorithm: "aws:kms".to_owned(),
                kms_key: Some(key_arn.clone()),
                bucket_key: true,
            }));
        }
        (Detail::Bucket(bucket), Spec::PutBucketVersioning { .. }) => {
            bucket.versioning = Known(Some("Enabled".to_owned()));
        }
        (
            Detail::Bucket(bucket),
            Spec::PutBucketLogging {
                target_bucket,
                prefix,
                ..
            },
        ) => {
            bucket.logging = Known(Some(BucketLogging {
                target_bucket: target_bucket.clone(),
                target_prefix: prefix.clone(),
            }));
        }
        // The public access block, which the plan puts first, refuses public
        // policies: one that is put is not public.
        (Detail::Bucket(bucket), Spec::PutBucketPolicy { policy, .. }) => {
            bucket.policy = Known(Some(policy.clone()));
            bucket.policy_is_public = Known(false);
        }
        (Detail::Role(role), Spec::PutRolePolicy { name, policy, .. }) => {
            if let Known(inline) = &mut role.inline {
                inline.retain(|p| p.name != *name);
            }
            let document = policy.clone();
            push(
                &mut role.inline,
                InlinePolicy {
                    name: name.clone(),
                    document,
                },
            );
        }
        (Detail::RouteTable(table), Spec::AssociateRouteTable { subnet_id, .. }) => {
            table.subnets.push(subnet_id.clone());
        }
        (Detail::SecurityGroup(group), Spec::AuthorizeIngress { from_group, port, .. }) => push(
            &mut group.ingress,
            SecurityRule {
                protocol: "tcp".to_owned(),
                from_port: Some(*port),
                to_port: Some(*port),
                groups: vec![from_group.clone()],
                ..SecurityRule::default()
            },
        ),
        (Detail::KinesisStream(stream), Spec::StartStreamEncryption { key_arn, .. }) => {
            stream.encryption = Known("KMS".to_owned());
            stream.kms_key = Known(Some(key_arn.clone()));
        }
        _ => {}
    }
}
