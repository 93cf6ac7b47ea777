//! Every write that the product can make: one variant, one AWS call.
//!
//! A string may hold references to what earlier steps produced, written
//! `${step-id.Output}`, e.g. `${data-key.KeyArn}`; they are resolved from the
//! journal just before the call. A reference to an unknown output is an error,
//! never an empty string.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Tags put on a resource when it is created.
pub type Tags = BTreeMap<String, String>;

/// One write call, with everything that it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call")]
#[expect(
    missing_docs,
    reason = "the fields are the parameters of the call that the variant names"
)]
pub enum Spec {
    /// `kms:CreateKey`. Outputs: `KeyId`, `KeyArn`. No client token exists in
    /// KMS: found again by the tag `aisec:step` (and by alias).
    CreateKey {
        description: String,
        policy: String,
        tags: Tags,
    },
    /// `kms:CreateAlias`; `alias` with the `alias/` prefix. Output: `AliasName`.
    CreateAlias { alias: String, key_id: String },
    /// `kms:EnableKeyRotation`; 90 to 2560 days.
    EnableKeyRotation { key_id: String, period_days: i32 },
    /// `kms:PutKeyPolicy` for the policy `default`.
    PutKeyPolicy { key_id: String, policy: String },
    /// `s3:CreateBucket` with `BucketOwnerEnforced`. Output: `BucketArn`.
    CreateBucket { bucket: String, region: String },
    /// `s3:PutBucketTagging`.
    PutBucketTagging { bucket: String, tags: Tags },
    /// `s3:PutPublicAccessBlock`, all four on.
    PutPublicAccessBlock { bucket: String },
    /// `s3:PutBucketEncryption` with `aws:kms` and a bucket key.
    PutBucketEncryption { bucket: String, key_arn: String },
    /// `s3:PutBucketVersioning`, `Enabled`.
    PutBucketVersioning { bucket: String },
    /// `s3:PutBucketLogging`.
    PutBucketLogging {
        bucket: String,
        target_bucket: String,
        prefix: String,
    },
    /// `s3:PutBucketPolicy`.
    PutBucketPolicy { bucket: String, policy: String },
    /// `s3:PutObject` with SSE-KMS, SHA-256 checksum and `If-None-Match: *`.
    /// `path` is a local file; `sha256` its digest in hex, taken at plan time.
    /// Outputs: `ObjectArn`, `VersionId`.
    PutObject {
        bucket: String,
        key: String,
        path: String,
        sha256: String,
        bytes: u64,
        key_arn: String,
        tags: Tags,
    },
    /// `iam:CreateRole`. Outputs: `RoleArn`, `RoleId`.
    CreateRole {
        role: String,
        path: String,
        trust: String,
        description: String,
        boundary: Option<String>,
        tags: Tags,
    },
    /// `iam:PutRolePolicy`.
    PutRolePolicy {
        role: String,
        name: String,
        policy: String,
    },
    /// `ec2:CreateVpc`. Output: `VpcId`. No client token: found by tag.
    CreateVpc { cidr: String, tags: Tags },
    /// `ec2:ModifyVpcAttribute`, one attribute a call:
    /// `EnableDnsSupport` or `EnableDnsHostnames`.
    ModifyVpcAttribute {
        vpc_id: String,
        attribute: String,
        value: bool,
    },
    /// `ec2:CreateSubnet`. Outputs: `SubnetId`, `SubnetArn`. Found by tag.
    CreateSubnet {
        vpc_id: String,
        cidr: String,
        zone: String,
        tags: Tags,
    },
    /// `ec2:CreateRouteTable`. Output: `RouteTableId`. Has a client token.
    CreateRouteTable { vpc_id: String, tags: Tags },
    /// `ec2:AssociateRouteTable`. Output: `AssociationId`.
    AssociateRouteTable {
        route_table_id: String,
        subnet_id: String,
    },
    /// `ec2:CreateSecurityGroup`. Output: `GroupId`. Unique by name in a VPC.
    CreateSecurityGroup {
        vpc_id: String,
        name: String,
        description: String,
        tags: Tags,
    },
    /// `ec2:AuthorizeSecurityGroupIngress`: TCP `port` from another group.
    AuthorizeIngress {
        group_id: String,
        from_group: String,
        port: i32,
        description: String,
    },
    /// `ec2:CreateVpcEndpoint`. Outputs: `VpcEndpointId`. Has a client token.
    /// Gateway endpoints take route tables; interface endpoints take subnets
    /// and groups, with private DNS on.
    CreateVpcEndpoint {
        vpc_id: String,
        service: String,
        gateway: bool,
        route_table_ids: Vec<String>,
        subnet_ids: Vec<String>,
        group_ids: Vec<String>,
        policy: String,
        tags: Tags,
    },
    /// `sagemaker:CreateTrainingJob`. Output: `TrainingJobArn`. Unique by name.
    CreateTrainingJob(Box<TrainingJobSpec>),
    /// `kinesis:CreateStream`, on demand. Output: `StreamArn`.
    CreateStream { stream: String, tags: Tags },
    /// `kinesis:StartStreamEncryption`.
    StartStreamEncryption { stream: String, key_arn: String },
    /// `sagemaker:CreateModel`. Output: `ModelArn`.
    CreateModel {
        model: String,
        role_arn: String,
        image: String,
        model_data: Option<String>,
        subnet_ids: Vec<String>,
        group_ids: Vec<String>,
        tags: Tags,
    },
    /// `sagemaker:CreateEndpointConfig`. Output: `EndpointConfigArn`.
    CreateEndpointConfig {
        config: String,
        model: String,
        instance_type: String,
        instances: i32,
        key_arn: String,
        capture_uri: Option<String>,
        tags: Tags,
    },
    /// `sagemaker:CreateEndpoint`. Output: `EndpointArn`.
    CreateEndpoint {
        endpoint: String,
        config: String,
        tags: Tags,
    },
}

/// What `CreateTrainingJob` is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingJobSpec {
    /// `TrainingJobName`.
    pub job: String,
    /// `RoleArn`.
    pub role_arn: String,
    /// `AlgorithmSpecification.TrainingImage`.
    pub image: String,
    /// `InputDataConfig` channel `train`: an `s3://` prefix.
    pub input_uri: String,
    /// `OutputDataConfig.S3OutputPath`.
    pub output_uri: String,
    /// `VolumeKmsKeyId` and `OutputDataConfig.KmsKeyId`.
    pub key_arn: String,
    /// `ResourceConfig.InstanceType`.
    pub instance_type: String,
    /// `ResourceConfig.InstanceCount`.
    pub instances: i32,
    /// `ResourceConfig.VolumeSizeInGB`.
    pub volume_gb: i32,
    /// `StoppingCondition.MaxRuntimeInSeconds`.
    pub max_seconds: i32,
    /// `VpcConfig.Subnets`.
    pub subnet_ids: Vec<String>,
    /// `VpcConfig.SecurityGroupIds`.
    pub group_ids: Vec<String>,
    /// Tags.
    pub tags: Tags,
}

impl Spec {
    /// The AWS call as IAM names it, e.g. `kms:CreateKey`: the key of the
    /// operation table and of the interlock.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::CreateKey { .. } => "kms:CreateKey",
            Self::CreateAlias { .. } => "kms:CreateAlias",
            Self::EnableKeyRotation { .. } => "kms:EnableKeyRotation",
            Self::PutKeyPolicy { .. } => "kms:PutKeyPolicy",
            Self::CreateBucket { .. } => "s3:CreateBucket",
            Self::PutBucketTagging { .. } => "s3:PutBucketTagging",
            Self::PutPublicAccessBlock { .. } => "s3:PutPublicAccessBlock",
            Self::PutBucketEncryption { .. } => "s3:PutBucketEncryption",
            Self::PutBucketVersioning { .. } => "s3:PutBucketVersioning",
            Self::PutBucketLogging { .. } => "s3:PutBucketLogging",
            Self::PutBucketPolicy { .. } => "s3:PutBucketPolicy",
            Self::PutObject { .. } => "s3:PutObject",
            Self::CreateRole { .. } => "iam:CreateRole",
            Self::PutRolePolicy { .. } => "iam:PutRolePolicy",
            Self::CreateVpc { .. } => "ec2:CreateVpc",
            Self::ModifyVpcAttribute { .. } => "ec2:ModifyVpcAttribute",
            Self::CreateSubnet { .. } => "ec2:CreateSubnet",
            Self::CreateRouteTable { .. } => "ec2:CreateRouteTable",
            Self::AssociateRouteTable { .. } => "ec2:AssociateRouteTable",
            Self::CreateSecurityGroup { .. } => "ec2:CreateSecurityGroup",
            Self::AuthorizeIngress { .. } => "ec2:AuthorizeSecurityGroupIngress",
            Self::CreateVpcEndpoint { .. } => "ec2:CreateVpcEndpoint",
            Self::CreateTrainingJob(_) => "sagemaker:CreateTrainingJob",
            Self::CreateStream { .. } => "kinesis:CreateStream",
            Self::StartStreamEncryption { .. } => "kinesis:StartStreamEncryption",
            Self::CreateModel { .. } => "sagemaker:CreateModel",
            Self::CreateEndpointConfig { .. } => "sagemaker:CreateEndpointConfig",
            Self::CreateEndpoint { .. } => "sagemaker:CreateEndpoint",
        }
    }

    /// The write operations that taking the step back may need: what a permit
    /// for `undo` must cover. Empty for a setting that goes with its resource.
    pub fn undo_operations(&self) -> &'static [&'static str] {
        match self {
            Self::CreateKey { .. } => &["kms:ScheduleKeyDeletion"],
            Self::CreateAlias { .. } => &["kms:DeleteAlias"],
            Self::CreateBucket { .. } => &["s3:AbortMultipartUpload", "s3:DeleteObjects", "s3:DeleteBucket"],
            Self::PutBucketPolicy { .. } => &["s3:DeleteBucketPolicy"],
            Self::PutObject { .. } => &["s3:DeleteObject"],
            Self::CreateRole { .. } => &[
                "iam:DetachRolePolicy",
                "iam:DeleteRolePolicy",
                "iam:RemoveRoleFromInstanceProfile",
                "iam:DeleteRole",
            ],
            Self::PutRolePolicy { .. } => &["iam:DeleteRolePolicy"],
            Self::CreateVpc { .. } => &["ec2:DeleteVpc"],
            Self::CreateSubnet { .. } => &["ec2:DeleteSubnet"],
            Self::CreateRouteTable { .. } => &["ec2:DeleteRouteTable"],
            Self::AssociateRouteTable { .. } => &["ec2:DisassociateRouteTable"],
            Self::CreateSecurityGroup { .. } => &["ec2:DeleteSecurityGroup"],
            Self::AuthorizeIngress { .. } => &["ec2:RevokeSecurityGroupIngress"],
            Self::CreateVpcEndpoint { .. } => &["ec2:DeleteVpcEndpoints"],
            Self::CreateTrainingJob(_) => &["sagemaker:StopTrainingJob", "sagemaker:DeleteTrainingJob"],
            Self::CreateStream { .. } => &["kinesis:DeleteStream"],
            Self::CreateModel { .. } => &["sagemaker:DeleteModel"],
            Self::CreateEndpointConfig { .. } => &["sagemaker:DeleteEndpointConfig"],
            Self::CreateEndpoint { .. } => &["sagemaker:DeleteEndpoint"],
            Self::EnableKeyRotation { .. }
            | Self::PutKeyPolicy { .. }
            | Self::PutBucketTagging { .. }
            | Self::PutPublicAccessBlock { .. }
            | Self::PutBucketEncryption { .. }
            | Self::PutBucketVersioning { .. }
            | Self::PutBucketLogging { .. }
            | Self::ModifyVpcAttribute { .. }
            | Self::StartStreamEncryption { .. } => &[],
        }
    }
}
