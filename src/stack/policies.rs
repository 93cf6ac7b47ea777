//! The matched set of least-privilege policies of a blueprint: composed, or as
//! a person rewrote them. Texts may hold `${step.Output}` references.

use super::blueprint::{Blueprint, short_to_service};
use crate::inventory::AccountId;
use serde::Serialize;
use serde_json::{Value, json};

/// What kind of policy a text is: it decides what linting applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyUse {
    /// A KMS key policy.
    Key,
    /// A role's trust policy.
    Trust,
    /// A role's own policy.
    Identity,
    /// A bucket policy.
    Bucket,
    /// A VPC endpoint policy.
    Endpoint,
}

/// One policy of the set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComposedPolicy {
    /// Its name in `[identities.policies]`.
    pub name: String,
    /// What it guards, for people.
    pub title: String,
    /// What kind it is.
    pub kind: PolicyUse,
    /// The JSON text, indented.
    pub text: String,
    /// Whether a person wrote it.
    pub edited: bool,
}

/// The names of a blueprint's policies, in the order in which they are shown.
pub fn names(blueprint: &Blueprint) -> Vec<String> {
    let mut names = Vec::new();
    if blueprint.key.existing.is_none() {
        names.push("key".to_owned());
    }
    for name in ["trust", "role", "bucket-data", "bucket-models", "bucket-logs"] {
        names.push(name.to_owned());
    }
    names.extend(blueprint.endpoints().iter().map(|e| format!("endpoint-{e}")));
    names
}

/// Every policy of the blueprint.
pub fn composed(blueprint: &Blueprint, account: &AccountId) -> Vec<ComposedPolicy> {
    names(blueprint)
        .into_iter()
        .map(|name| {
            let (kind, title) = describe(blueprint, account, &name);
            ComposedPolicy {
                text: text(blueprint, account, &name),
                edited: blueprint.identities.policies.contains_key(&name),
                title,
                kind,
                name,
            }
        })
        .collect()
}

fn describe(blueprint: &Blueprint, account: &AccountId, name: &str) -> (PolicyUse, String) {
    match name {
        "key" => (PolicyUse::Key, format!("Key policy of {}", blueprint.key_alias())),
        "trust" => (
            PolicyUse::Trust,
            format!("Trust policy of {}", blueprint.role_name()),
        ),
        "role" => (
            PolicyUse::Identity,
            format!("Permissions of {}", blueprint.role_name()),
        ),
        "bucket-data" => (
            PolicyUse::Bucket,
            format!("Policy of {}", blueprint.data_bucket(account)),
        ),
        "bucket-models" => (
            PolicyUse::Bucket,
            format!("Policy of {}", blueprint.models_bucket(account)),
        ),
        "bucket-logs" => (
            PolicyUse::Bucket,
            format!("Policy of {}", blueprint.logs_bucket(account)),
        ),
        _ => (
            PolicyUse::Endpoint,
            format!(
                "Policy of the endpoint {}",
                short_to_service(
                    name.strip_prefix("endpoint-").unwrap_or(name),
                    blueprint.region.as_str()
                )
            ),
        ),
    }
}

/// One policy's text: what a person wrote, else composed.
pub fn text(blueprint: &Blueprint, account: &AccountId, name: &str) -> String {
    if let Some(text) = blueprint.identities.policies.get(name) {
        return text.clone();
    }
    let scope = Scope { blueprint, account };
    let statements = match name {
        "key" => scope.key(true),
        "trust" => scope.trust(),
        "role" => scope.role(),
        "bucket-data" => scope.bucket(&blueprint.data_bucket(account)),
        "bucket-models" => scope.bucket(&blueprint.models_bucket(account)),
        "bucket-logs" => scope.logs_bucket(),
        _ => scope.endpoint(name.strip_prefix("endpoint-").unwrap_or(name)),
    };
    document(&statements)
}

/// The key policy with which the key is made, before the role exists: KMS
/// refuses a policy that names an unknown principal.
pub fn initial_key_policy(blueprint: &Blueprint, account: &AccountId) -> String {
    document(&Scope { blueprint, account }.key(false))
}

fn document(statements: &[Value]) -> String {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    serde_json::to_string_pretty(&document).expect("a JSON value can be written")
}

/// The key's ARN: given, or what the key's step will produce.
pub fn key_arn(blueprint: &Blueprint) -> String {
    blueprint
        .key
        .existing
        .clone()
        .unwrap_or_else(|| "${data-key.KeyArn}".to_owned())
}

/// The role's ARN, once it is made.
pub const ROLE_ARN: &str = "${exec-role.RoleArn}";

struct Scope<'a> {
    blueprint: &'a Blueprint,
    account: &'a AccountId,
}

impl Scope<'_> {
    fn root(&self) -> String {
        format!("arn:{}:iam::{}:root", self.blueprint.partition(), self.account)
    }

    fn bucket_arn(&self, bucket: &str) -> String {
        format!("arn:{}:s3:::{bucket}", self.blueprint.partition())
    }

    fn key(&self, with_role: bool) -> Vec<Value> {
        let admin = self
            .blueprint
            .identities
            .operator
            .clone()
            .unwrap_or_else(|| self.root());
        let region = &self.blueprint.region;
        let mut statements = vec![
            json!({"Sid": "AccountKeepsControl", "Effect": "Allow", "Principal": {"AWS": self.root()},
                "Action": ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants",
                    "kms:ListKeyPolicies", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:EnableKey",
                    "kms:CancelKeyDeletion"],
                "Resource": "*"}),
            json!({"Sid": "Administer", "Effect": "Allow", "Principal": {"AWS": admin},
                "Action": ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias", "kms:DescribeKey",
                    "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants",
                    "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant", "kms:ScheduleKeyDeletion",
                    "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription"],
                "Resource": "*"}),
            json!({"Sid": "UseThroughS3", "Effect": "Allow", "Principal": {"AWS": admin},
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": "*",
                "Condition": {"StringEquals": {
                    "kms:CallerAccount": self.account.as_str(),
                    "kms:ViaService": format!("s3.{region}.amazonaws.com")}}}),
            json!({"Sid": "GrantToAwsResources", "Effect": "Allow", "Principal": {"AWS": admin},
                "Action": "kms:CreateGrant",
                "Resource": "*",
                "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}}),
            json!({"Sid": "AccessLogDelivery", "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceAccount": self.account.as_str()}}}),
        ];
        if with_role {
            statements.push(
                json!({"Sid": "ExecutionRoleUses", "Effect": "Allow", "Principal": {"AWS": ROLE_ARN},
                "Action": ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
                "Resource": "*",
                "Condition": {"StringEquals": {"kms:CallerAccount": self.account.as_str()}}}),
            );
            statements.push(
                json!({"Sid": "ExecutionRoleGrantsToAwsResources", "Effect": "Allow",
                "Principal": {"AWS": ROLE_ARN},
                "Action": "kms:CreateGrant",
                "Resource": "*",
                "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}}),
            );
        }
        statements
    }

    fn trust(&self) -> Vec<Value> {
        vec![json!({"Sid": "SageMakerAssume", "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": self.account.as_str()},
                "ArnLike": {"aws:SourceArn": format!("arn:{}:sagemaker:{}:{}:*",
                    self.blueprint.partition(), self.blueprint.region, self.account)}}})]
    }

    fn role(&self) -> Vec<Value> {
        let b = self.blueprint;
        let (partition, region, account) = (b.partition(), &b.region, self.account.as_str());
        let data = self.bucket_arn(&b.data_bucket(self.account));
        let models = self.bucket_arn(&b.models_bucket(self.account));
        let own = json!({"StringEquals": {"aws:ResourceAccount": account}});
        let mut statements = vec![
            json!({"Sid": "ListBuckets", "Effect": "Allow", "Action": "s3:ListBucket",
                "Resource": [data, models], "Condition": own}),
            json!({"Sid": "ReadData", "Effect": "Allow", "Action": "s3:GetObject",
                "Resource": [format!("{data}/{}*", b.data.prefix), format!("{models}/output/*")],
                "Condition": own}),
            json!({"Sid": "WriteOutput", "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
                "Resource": [format!("{models}/output/*"), format!("{models}/capture/*")],
                "Condition": own}),
            json!({"Sid": "UseDataKey", "Effect": "Allow",
                "Action": ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
                "Resource": key_arn(b)}),
            json!({"Sid": "GrantDataKeyToVolumes", "Effect": "Allow", "Action": "kms:CreateGrant",
                "Resource": key_arn(b),
                "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}}),
            json!({"Sid": "EcrToken", "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}),
            json!({"Sid": "Logs", "Effect": "Allow",
                "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                "Resource": format!("arn:{partition}:logs:{region}:{account}:log-group:/aws/sagemaker/*")}),
            json!({"Sid": "Metrics", "Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*",
                "Condition": {"StringLike": {"cloudwatch:namespace": ["/aws/sagemaker/*", "aws/sagemaker/*"]}}}),
            json!({"Sid": "PlaceInterfaces", "Effect": "Allow",
                "Action": ["ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission",
                    "ec2:DeleteNetworkInterface", "ec2:DeleteNetworkInterfacePermission"],
                "Resource": format!("arn:{partition}:ec2:{region}:{account}:*")}),
            json!({"Sid": "SeeNetwork", "Effect": "Allow",
                "Action": ["ec2:DescribeNetworkInterfaces", "ec2:DescribeVpcs", "ec2:DescribeDhcpOptions",
                    "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"],
                "Resource": "*"}),
        ];
        let repositories = self.repositories();
        if !repositories.is_empty() {
            statements.push(json!({"Sid": "PullImages", "Effect": "Allow",
                "Action": ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
                "Resource": repositories}));
        }
        if let Some(stream) = b.stream_name() {
            statements.push(json!({"Sid": "ReadStream", "Effect": "Allow",
                "Action": ["kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator",
                    "kinesis:ListShards"],
                "Resource": format!("arn:{partition}:kinesis:{region}:{account}:stream/{stream}")}));
        }
        statements
    }

    /// The ECR repositories of the images, which may be of another account.
    fn repositories(&self) -> Vec<String> {
        let workload = &self.blueprint.workload;
        let images = [
            workload.training.as_ref().map(|t| &t.image),
            workload.hosting.as_ref().map(|h| &h.image),
        ];
        let mut arns: Vec<String> = images
            .into_iter()
            .flatten()
            .filter_map(|image| {
                let (host, rest) = image.split_once('/')?;
                let mut parts = host.split('.');
                let (account, region) = (parts.next()?, parts.nth(2)?);
                let repository = rest.split(['@', ':']).next()?;
                Some(format!(
                    "arn:{}:ecr:{region}:{account}:repository/{repository}",
                    self.blueprint.partition()
                ))
            })
            .collect();
        arns.dedup();
        arns
    }

    fn bucket(&self, bucket: &str) -> Vec<Value> {
        let mut statements = self.tls_only(bucket);
        let objects = format!("{}/*", self.bucket_arn(bucket));
        let key_header = "s3:x-amz-server-side-encryption-aws-kms-key-id";
        // A missing header means the bucket's default, which is the stack's
        // key; `Null` keeps the negated operators from matching it.
        statements.push(json!({"Sid": "DenyOtherKeys", "Effect": "Deny", "Principal": "*",
            "Action": "s3:PutObject", "Resource": objects,
            "Condition": {"Null": {key_header: "false"},
                "ArnNotEquals": {key_header: key_arn(self.blueprint)}}}));
        statements.push(
            json!({"Sid": "DenyOtherEncryption", "Effect": "Deny", "Principal": "*",
            "Action": "s3:PutObject", "Resource": objects,
            "Condition": {"Null": {"s3:x-amz-server-side-encryption": "false"},
                "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}}),
        );
        statements
    }

    fn logs_bucket(&self) -> Vec<Value> {
        let b = self.blueprint;
        let bucket = b.logs_bucket(self.account);
        let mut statements = self.tls_only(&bucket);
        statements.push(json!({"Sid": "AccessLogDelivery", "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": format!("{}/*", self.bucket_arn(&bucket)),
            "Condition": {
                "StringEquals": {"aws:SourceAccount": self.account.as_str()},
                "ArnLike": {"aws:SourceArn": [
                    self.bucket_arn(&b.data_bucket(self.account)),
                    self.bucket_arn(&b.models_bucket(self.account))]}}}));
        statements
    }

    fn tls_only(&self, bucket: &str) -> Vec<Value> {
        let arn = self.bucket_arn(bucket);
        let resource = json!([arn, format!("{arn}/*")]);
        vec![
            json!({"Sid": "DenyPlainHttp", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                "Resource": resource, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
            json!({"Sid": "DenyOldTls", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                "Resource": resource, "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}),
        ]
    }

    fn endpoint(&self, short: &str) -> Vec<Value> {
        let b = self.blueprint;
        let account = self.account.as_str();
        let own = json!({"StringEquals": {"aws:PrincipalAccount": account}});
        if short != "s3" {
            return vec![json!({"Sid": "OwnAccount", "Effect": "Allow", "Principal": "*",
                "Action": endpoint_actions(short), "Resource": "*", "Condition": own})];
        }
        let buckets =
            [b.data_bucket(self.account), b.models_bucket(self.account)].map(|x| self.bucket_arn(&x));
        let objects: Vec<String> = buckets.iter().map(|b| format!("{b}/*")).collect();
        vec![
            json!({"Sid": "OwnBuckets", "Effect": "Allow", "Principal": "*",
                "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": buckets, "Condition": own}),
            json!({"Sid": "OwnObjects", "Effect": "Allow", "Principal": "*",
                "Action": ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
                "Resource": objects, "Condition": own}),
            json!({"Sid": "EcrLayers", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                "Resource": format!("arn:{}:s3:::prod-{}-starport-layer-bucket/*", b.partition(), b.region)}),
        ]
    }
}

/// What a workload does through each endpoint; for services that the stack
/// itself does not use, all of the service's actions, by the own account only.
fn endpoint_actions(short: &str) -> Value {
    match short {
        "sagemaker.api" => json!(["sagemaker:Describe*", "sagemaker:List*", "sagemaker:AddTags"]),
        "sagemaker.runtime" => json!([
            "sagemaker:InvokeEndpoint",
            "sagemaker:InvokeEndpointAsync",
            "sagemaker:InvokeEndpointWithResponseStream"
        ]),
        "sagemaker.featurestore-runtime" => {
            json!([
                "sagemaker:GetRecord",
                "sagemaker:BatchGetRecord",
                "sagemaker:PutRecord",
                "sagemaker:DeleteRecord"
            ])
        }
        "notebook" => json!(["sagemaker:CreatePresignedNotebookInstanceUrl"]),
        "kms" => json!([
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "kms:DescribeKey",
            "kms:CreateGrant"
        ]),
        "sts" => json!(["sts:AssumeRole", "sts:GetCallerIdentity"]),
        "logs" => json!([
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "logs:DescribeLogStreams"
        ]),
        "monitoring" => json!(["cloudwatch:PutMetricData"]),
        "ecr.api" | "ecr.dkr" => json!([
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage"
        ]),
        "kinesis-streams" => json!([
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
            "kinesis:PutRecord",
            "kinesis:PutRecords"
        ]),
        "secretsmanager" => json!(["secretsmanager:GetSecretValue"]),
        other => json!([format!("{}:*", other.split('.').next().unwrap_or(other))]),
    }
}
