//! The keys that AWS services make for themselves, when they are first used
//! in a Region: `KeyManager` is `AWS`, rotation is yearly, nobody can change
//! them.

use super::material::Material;
use super::state::{Alias, DAY, Key, Manager, RegionKeys, Rotation};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// The aliases that a Region has from the beginning, and what their keys
/// protect. Until its first use an alias has no key.
const PREDEFINED: &[(&str, &str)] = &[
    ("alias/aws/acm", "ACM private keys"),
    ("alias/aws/dynamodb", "DynamoDB data"),
    ("alias/aws/ebs", "EBS volumes"),
    ("alias/aws/elasticfilesystem", "EFS filesystems"),
    ("alias/aws/es", "Elasticsearch data"),
    ("alias/aws/glue", "Glue data"),
    ("alias/aws/kinesis", "Kinesis streams"),
    ("alias/aws/kinesisvideo", "Kinesis Video Streams"),
    ("alias/aws/lambda", "Lambda environment variables"),
    ("alias/aws/rds", "RDS database volumes"),
    ("alias/aws/redshift", "Redshift clusters"),
    ("alias/aws/s3", "S3 objects"),
    ("alias/aws/sagemaker", "SageMaker Studio storage"),
    ("alias/aws/secretsmanager", "Secrets Manager secrets"),
    ("alias/aws/sns", "SNS topics"),
    ("alias/aws/sqs", "SQS queues"),
    ("alias/aws/ssm", "SSM parameters"),
    ("alias/aws/xray", "X-Ray data"),
];

/// The aliases that have no key yet.
pub(super) fn unused(here: &RegionKeys) -> impl Iterator<Item = &'static str> {
    PREDEFINED
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !here.aliases.contains_key(*name))
}

/// The same id for the same alias and Region, whatever the seed.
fn id(region: &str, alias: &str) -> String {
    let seed = region
        .bytes()
        .chain(alias.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    Ids::new(seed).uuid()
}

/// Makes the key of a predefined alias, if it has none yet.
pub(super) fn first_use(here: &mut RegionKeys, region: &str, alias: &str, now: Timestamp) {
    let Some((_, what)) = PREDEFINED.iter().find(|(name, _)| *name == alias) else {
        return;
    };
    if here.aliases.contains_key(alias) {
        return;
    }
    let service = alias.rsplit('/').next().unwrap_or("");
    let mut key = Key::new(region, &id(region, alias), now);
    key.manager = Manager::Aws;
    key.description = format!("Default key that protects my {what} when no other key is defined");
    key.rotation = Some(Rotation {
        days: 365,
        next: Timestamp(now.0 + 365 * DAY),
    });
    key.materials.push(Arc::new(Material::derived(&key.id, 0)));
    key.policy = policy(region, service).to_string();
    key.aliases.insert(alias.to_owned());
    here.aliases.insert(
        alias.to_owned(),
        Alias {
            key: key.id.clone(),
            created: now,
            updated: now,
        },
    );
    here.keys.insert(key.id.clone(), key);
}

fn policy(region: &str, service: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Id": format!("auto-{service}-2"),
        "Statement": [
            {
                "Sid": format!("Allow access through {service} for all principals in the account that are authorized to use {service}"),
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
                "Resource": "*",
                "Condition": {"StringEquals": {
                    "kms:CallerAccount": ACCOUNT_ID,
                    "kms:ViaService": format!("{service}.{region}.amazonaws.com"),
                }},
            },
            {
                "Sid": "Allow direct access to key metadata to the account",
                "Effect": "Allow",
                "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT_ID}:root")},
                "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
                "Resource": "*",
            },
        ],
    })
}
