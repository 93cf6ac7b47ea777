//! Large inventories for benchmarks and load tests: half well kept, half not.

use aisec_tui::inventory::detail::{
    Bucket, BucketEncryption, BucketLogging, KeyRotation, KmsKey, ObjectSample, PublicAccessBlock, Role,
    TrainingJob, VpcConfig,
};
use aisec_tui::inventory::{AccountId, Arn, Detail, Field, Inventory, Region, Resource, Tags};

const ACCOUNT: &str = "123456789012";
const REGION: &str = "us-east-1";

/// An inventory of `count` resources: keys, buckets, roles and training jobs
/// in equal parts.
pub fn inventory(count: usize) -> Inventory {
    let mut inventory = Inventory::new(AccountId::new(ACCOUNT), vec![Region::new(REGION)]);
    for index in 0..count {
        inventory.upsert(resource(index));
    }
    inventory
}

/// The resource of a number; even quarters are well kept, odd ones are not.
pub fn resource(index: usize) -> Resource {
    let good = (index / 4).is_multiple_of(2);
    let group = index / 4;
    let (arn, name, detail): (String, String, Detail) = match index % 4 {
        0 => (key_arn(group), format!("alias/team-{group:06}"), key(good).into()),
        1 => (
            format!("arn:aws:s3:::training-data-{group:06}"),
            format!("training-data-{group:06}"),
            bucket(good, group).into(),
        ),
        2 => (
            role_arn(group),
            format!("train-exec-{group:06}"),
            role(good).into(),
        ),
        _ => (
            format!("arn:aws:sagemaker:{REGION}:{ACCOUNT}:training-job/fraud-model-{group:06}"),
            format!("fraud-model-{group:06}"),
            job(good, group).into(),
        ),
    };
    Resource {
        arn: Arn::new(arn),
        name,
        region: Region::new(if index % 4 == 2 { "global" } else { REGION }),
        account: AccountId::new(ACCOUNT),
        created: None,
        tags: Field::Known(Tags::from([("team".to_owned(), format!("team-{}", group % 50))])),
        detail,
    }
}

fn key_arn(group: usize) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-4000-8000-{group:012}")
}

fn role_arn(group: usize) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/train-exec-{group:06}")
}

fn key(good: bool) -> KmsKey {
    let principal = if good {
        format!("arn:aws:iam::{ACCOUNT}:root")
    } else {
        "*".to_owned()
    };
    KmsKey {
        manager: Field::Known("CUSTOMER".into()),
        state: Field::Known("Enabled".into()),
        spec: Field::Known("SYMMETRIC_DEFAULT".into()),
        usage: Field::Known("ENCRYPT_DECRYPT".into()),
        origin: Field::Known("AWS_KMS".into()),
        multi_region: Field::Known(false),
        description: Field::Known(String::new()),
        deletion_date: Field::Known(None),
        rotation: Field::Known(KeyRotation {
            enabled: good,
            period_days: good.then_some(365),
            next: None,
        }),
        policy: Field::Known(format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"kms:*","Resource":"*"}}]}}"#
        )),
        aliases: Field::Known(vec![]),
        grants: Field::Known(vec![]),
        enclave_calls: Field::Known(None),
    }
}

fn bucket(good: bool, group: usize) -> Bucket {
    let name = format!("training-data-{group:06}");
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}]}}"#
    );
    Bucket {
        encryption: Field::Known(Some(BucketEncryption {
            algorithm: if good { "aws:kms" } else { "AES256" }.into(),
            kms_key: good.then(|| key_arn(group)),
            bucket_key: good,
        })),
        public_access_block: Field::Known(good.then(PublicAccessBlock::full)),
        policy: Field::Known(good.then_some(policy)),
        policy_is_public: Field::Known(false),
        versioning: Field::Known(good.then(|| "Enabled".into())),
        mfa_delete: Field::Known(false),
        logging: Field::Known(good.then(|| BucketLogging {
            target_bucket: "logs".into(),
            target_prefix: String::new(),
        })),
        ownership: Field::Known(Some("BucketOwnerEnforced".into())),
        acl: Field::Known(Vec::new()),
        lifecycle: Field::Known(Vec::new()),
        replication: Field::Known(Vec::new()),
        object_lock: Field::Known(good),
        notifications: Field::Known(Vec::new()),
        objects: Field::Known(ObjectSample::default()),
    }
}

fn role(good: bool) -> Role {
    let action = if good { "s3:GetObject" } else { "*" };
    Role {
        id: "AROAEXAMPLE".into(),
        path: "/".into(),
        trust: Field::Known(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#.into(),
        ),
        inline: Field::Known(vec![aisec_tui::inventory::detail::InlinePolicy {
            name: "access".into(),
            document: format!(
                r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
            ),
        }]),
        attached: Field::Known(vec![]),
        boundary: Field::Known(None),
        last_used: Field::Known(None),
        last_accessed: Field::Known(None),
    }
}

fn job(good: bool, group: usize) -> TrainingJob {
    TrainingJob {
        status: Field::Known("Completed".into()),
        secondary_status: Field::Known("Completed".into()),
        role: Field::Known(Arn::new(role_arn(group))),
        image: Field::Known(Some(
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1".into(),
        )),
        inputs: Field::Known(vec![format!("s3://training-data-{group:06}/train/")]),
        output_path: Field::Known(format!("s3://training-data-{group:06}/models/")),
        output_kms_key: Field::Known(good.then(|| key_arn(group))),
        volume_kms_key: Field::Known(good.then(|| key_arn(group))),
        instance_type: Field::Known(Some("ml.m5.xlarge".into())),
        instance_groups: Field::Known(vec![]),
        instance_count: Field::Known(1),
        vpc: Field::Known(good.then(|| VpcConfig {
            subnets: vec!["subnet-1".into()],
            security_groups: vec!["sg-1".into()],
        })),
        network_isolation: Field::Known(good),
        inter_container_encryption: Field::Known(good),
        remote_debug: Field::Known(false),
        secrets: Field::Known(vec![]),
        failure: Field::Known(None),
        ended: Field::Known(None),
    }
}
