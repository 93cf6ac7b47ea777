//! A hand-made account: one or two of every kind, good and bad.

use aisec_tui::app::{Account, Observation};
use aisec_tui::inventory::detail::{
    AttachedPolicy, Bucket, BucketEncryption, Endpoint, InlinePolicy, KeyRotation, KmsKey, MacieJob,
    MacieSession, Model, Notebook, PublicAccessBlock, Role, SecurityGroup, SecurityRule, Trail,
    TrailSelectors, TrainingJob, Vpc, VpcConfig, VpcEndpoint,
};
use aisec_tui::inventory::{
    AccountId, Arn, Detail, Field, Gap, GapKind, Kind, Region, Resource, ScopeGap, Tags, Timestamp,
};
use std::collections::HashSet;

pub const NOW: Timestamp = Timestamp(1_795_400_000);
pub const REGION: &str = "eu-central-1";
pub const ACCOUNT: &str = "123456789012";

pub fn known<T>(value: T) -> Field<T> {
    Field::Known(value)
}

pub fn denied<T>(operation: &str) -> Field<T> {
    Field::Unknown(Gap {
        operation: operation.to_owned(),
        kind: GapKind::Denied,
        message: "not authorized to perform this action".to_owned(),
    })
}

pub fn arn(service: &str, rest: &str) -> Arn {
    let region = if ["iam", "s3"].contains(&service) {
        ""
    } else {
        REGION
    };
    let account = if service == "s3" { "" } else { ACCOUNT };
    Arn::new(format!("arn:aws:{service}:{region}:{account}:{rest}"))
}

pub fn resource(arn: Arn, name: &str, tags: &[(&str, &str)], detail: impl Into<Detail>) -> Resource {
    let tags: Tags = tags
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    let global = arn.service() == "iam";
    Resource {
        arn,
        name: name.to_owned(),
        region: if global {
            Region::global()
        } else {
            Region::new(REGION)
        },
        account: AccountId::new(ACCOUNT),
        created: Some(Timestamp(1_790_000_000)),
        tags: known(tags),
        detail: detail.into(),
    }
}

pub fn key(id: &str, name: &str, rotated: bool) -> Resource {
    let detail = KmsKey {
        manager: known("CUSTOMER".to_owned()),
        state: known("Enabled".to_owned()),
        spec: known("SYMMETRIC_DEFAULT".to_owned()),
        usage: known("ENCRYPT_DECRYPT".to_owned()),
        origin: known("AWS_KMS".to_owned()),
        multi_region: known(false),
        description: known(String::new()),
        deletion_date: known(None),
        rotation: known(KeyRotation {
            enabled: rotated,
            period_days: rotated.then_some(365),
            next: None,
        }),
        policy: known(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}]}"#.to_owned()),
        aliases: known(vec![name.to_owned()]),
        grants: known(Vec::new()),
enclave_calls: known(None),
    };
    resource(arn("kms", &format!("key/{id}")), name, &[], detail)
}

pub fn bucket(name: &str, key: Option<&str>, class: &str) -> Resource {
    let detail = Bucket {
        encryption: known(Some(BucketEncryption {
            algorithm: if key.is_some() { "aws:kms" } else { "AES256" }.to_owned(),
            kms_key: key.map(|k| format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{k}")),
            bucket_key: true,
        })),
        public_access_block: known(key.map(|_| PublicAccessBlock::full())),
        policy: known(None),
        policy_is_public: known(false),
        versioning: known(key.map(|_| "Enabled".to_owned())),
        mfa_delete: known(false),
        logging: denied("s3:GetBucketLogging"),
        ownership: known(Some("BucketOwnerEnforced".to_owned())),
        ..Bucket::default()
    };
    resource(
        arn("s3", &format!("::{name}")[2..]),
        name,
        &[("classification", class)],
        detail,
    )
}

pub fn training(name: &str, role: &Arn, good: bool) -> Resource {
    let key = good.then(|| format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/1111"));
    let detail = TrainingJob {
        status: known("Completed".to_owned()),
        secondary_status: known("Completed".to_owned()),
        role: known(role.clone()),
        image: known(Some(
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com/train:1".to_owned(),
        )),
        inputs: known(vec!["s3://patients-raw/train/".to_owned()]),
        output_path: known("s3://patients-models/out/".to_owned()),
        output_kms_key: known(key.clone()),
        volume_kms_key: known(key),
        instance_type: known(Some("ml.m5.xlarge".to_owned())),
        instance_count: known(2),
        vpc: known(good.then(|| VpcConfig {
            subnets: vec!["subnet-1".to_owned(), "subnet-2".to_owned()],
            security_groups: vec!["sg-1".to_owned()],
        })),
        network_isolation: known(good),
        inter_container_encryption: known(good),
        remote_debug: known(false),
        failure: known(None),
        ended: known(Some(Timestamp(1_790_003_600))),
        instance_groups: known(Vec::new()),
        secrets: known(Vec::new()),
    };
    resource(
        arn("sagemaker", &format!("training-job/{name}")),
        name,
        &[("team", "health")],
        detail,
    )
}

pub fn identities() -> Vec<Resource> {
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let role = |name: &str, action: &str| {
        let detail = Role {
            id: "AROAEXAMPLE".to_owned(),
            path: "/".to_owned(),
            trust: known(trust.to_owned()),
            inline: known(vec![InlinePolicy {
                name: "work".to_owned(),
                document: format!(
                    r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
                ),
            }]),
            attached: known(vec![AttachedPolicy {
                name: "AmazonSageMakerFullAccess".to_owned(),
                arn: Arn::new("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"),
            }]),
            boundary: known(None),
            last_used: known(None),
            last_accessed: known(None),
        };
        resource(arn("iam", &format!("role/{name}")), name, &[], detail)
    };
    vec![role("patient-trainer", "*"), role("fraud-scorer", "s3:GetObject")]
}

pub fn workloads(role: &Arn) -> Vec<Resource> {
    let notebook = Notebook {
        status: known("InService".to_owned()),
        instance_type: known("ml.t3.medium".to_owned()),
        role: known(role.clone()),
        kms_key: known(None),
        subnet: known(None),
        security_groups: known(Vec::new()),
        direct_internet: known(true),
        root_access: known(true),
        imds_version: known(Some("1".to_owned())),
        platform: known(None),
        lifecycle_config: known(None),
    };
    let model = Model {
        role: known(Some(role.clone())),
        vpc: known(None),
        network_isolation: known(false),
        containers: known(Vec::new()),
        pipeline: known(false),
        secrets: known(Vec::new()),
    };
    let endpoint = Endpoint {
        status: known("InService".to_owned()),
        config: known("fraud-config".to_owned()),
        failure: known(None),
    };
    vec![
        training("train-good", role, true),
        training("train-bad", role, false),
        resource(arn("sagemaker", "notebook-instance/lab"), "lab", &[], notebook),
        resource(arn("sagemaker", "model/fraud-model"), "fraud-model", &[], model),
        resource(arn("sagemaker", "endpoint/fraud"), "fraud", &[], endpoint),
    ]
}

pub fn network() -> Vec<Resource> {
    let group = SecurityGroup {
        id: "sg-1".to_owned(),
        vpc: "vpc-1".to_owned(),
        description: "training".to_owned(),
        ingress: known(vec![SecurityRule {
            protocol: "tcp".to_owned(),
            from_port: Some(22),
            to_port: Some(22),
            cidrs: vec!["0.0.0.0/0".to_owned()],
            ..SecurityRule::default()
        }]),
        egress: known(Vec::new()),
        interfaces: Field::default(),
    };
    let vpc = Vpc {
        id: "vpc-1".to_owned(),
        cidr: "10.0.0.0/16".to_owned(),
        is_default: false,
        cidrs: Vec::new(),
    };
    let endpoint = VpcEndpoint {
        id: "vpce-1".to_owned(),
        vpc: "vpc-1".to_owned(),
        service: "com.amazonaws.eu-central-1.sagemaker.api".to_owned(),
        endpoint_type: known("Interface".to_owned()),
        state: known("available".to_owned()),
        policy: known(None),
        private_dns: known(true),
        subnets: known(vec!["subnet-1".to_owned()]),
        route_tables: known(Vec::new()),
        security_groups: known(vec!["sg-1".to_owned()]),
    };
    vec![
        resource(arn("ec2", "vpc/vpc-1"), "ml-vpc", &[], vpc),
        resource(arn("ec2", "security-group/sg-1"), "training-sg", &[], group),
        resource(arn("ec2", "vpc-endpoint/vpce-1"), "sagemaker-api", &[], endpoint),
    ]
}

pub fn watch() -> Vec<Resource> {
    let trail = Trail {
        multi_region: known(true),
        home_region: known(REGION.to_owned()),
        organization: known(false),
        bucket: known("audit-logs".to_owned()),
        kms_key: known(None),
        validation: known(true),
        log_group: known(None),
        logging: known(true),
        delivery_error: known(None),
        selectors: known(TrailSelectors {
            management_events: true,
            read_write: "All".to_owned(),
            data_resources: vec!["AWS::S3::Object".to_owned()],
            data_arns: Vec::new(),
            data: Vec::new(),
        }),
        ..Trail::default()
    };
    let session = MacieSession {
        status: known("ENABLED".to_owned()),
        frequency: known(None),
        automated_discovery: known(false),
        locked_out: known(Vec::new()),
        scores: known(Vec::new()),
        sensitive: known(aisec_tui::inventory::detail::SensitiveFindings::default()),
    };
    let job = MacieJob {
        id: "job-1".to_owned(),
        status: known("RUNNING".to_owned()),
        job_type: known("SCHEDULED".to_owned()),
        buckets: known(vec!["patients-raw".to_owned()]),
        last_run_error: known(None),
    };
    vec![
        resource(arn("cloudtrail", "trail/main"), "main", &[], trail),
        resource(arn("macie2", "session"), "Macie", &[], session),
        resource(arn("macie2", "classification-job/job-1"), "weekly-scan", &[], job),
    ]
}

/// A small account with good and bad practice side by side.
pub fn small_account() -> Vec<Observation> {
    let role = arn("iam", "role/patient-trainer");
    let mut resources = vec![
        key("1111", "alias/patients", true),
        key("2222", "alias/fraud", false),
        bucket("patients-raw", Some("1111"), "phi"),
        bucket("fraud-events", None, "internal"),
    ];
    resources.extend(identities());
    resources.extend(workloads(&role));
    resources.extend(network());
    resources.extend(watch());
    let mut observed: Vec<Observation> = Vec::new();
    for kind in Kind::ALL {
        let of_kind: Vec<Resource> = resources.iter().filter(|r| r.kind() == *kind).cloned().collect();
        let seen: HashSet<Arn> = of_kind.iter().map(|r| r.arn.clone()).collect();
        let region = of_kind
            .first()
            .map_or_else(|| Region::new(REGION), |r| r.region.clone());
        observed.extend(of_kind.into_iter().map(|r| Observation::Resource(Box::new(r))));
        observed.push(Observation::Completed {
            kind: *kind,
            region,
            seen,
            at: NOW,
            whole: *kind != Kind::IotPolicy,
        });
    }
    observed.push(Observation::Gap(ScopeGap {
        kind: Kind::IotPolicy,
        region: Region::new(REGION),
        gap: Gap {
            operation: "iot:ListPolicies".to_owned(),
            kind: GapKind::Denied,
            message: "User is not authorized to perform iot:ListPolicies".to_owned(),
        },
    }));
    observed
}

pub fn account(demo: bool) -> Account {
    Account {
        id: AccountId::new(ACCOUNT),
        caller: Arn::new(format!("arn:aws:iam::{ACCOUNT}:user/operator")),
        regions: vec![Region::new(REGION)],
        demo,
    }
}
