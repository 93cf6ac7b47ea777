//! The statements that several roles have in common.

use super::Workload;
use super::clause::Clause;

/// Handing roles to SageMaker, and to no other service.
pub(super) fn pass_role(
    sid: &'static str,
    why: &'static str,
    roles: impl IntoIterator<Item = String>,
) -> Clause {
    Clause::allow(sid, why, &["iam:PassRole"]).on(roles).when(
        "StringEquals",
        "iam:PassedToService",
        ["sagemaker.amazonaws.com"],
    )
}

/// Only in the workload's subnets, with its security groups.
pub(super) fn in_vpc(w: &Workload, mut start: Clause) -> Clause {
    for (key, ids) in [
        ("sagemaker:VpcSubnets", &w.subnet_ids),
        ("sagemaker:VpcSecurityGroupIds", &w.group_ids),
    ] {
        if !ids.is_empty() {
            // ForAllValues holds for a missing key; Null false is what makes it safe.
            start = start
                .when("ForAllValues:StringEquals", key, ids)
                .when("Null", key, ["false"]);
        }
    }
    start
}

/// Without a way out, and encrypted between its machines.
pub(super) fn isolated(clause: Clause) -> Clause {
    clause.when("Bool", "sagemaker:NetworkIsolation", ["true"]).when(
        "Bool",
        "sagemaker:InterContainerTrafficEncryption",
        ["true"],
    )
}

pub(super) fn read_stream(stream: &str) -> Clause {
    Clause::allow(
        "ReadStream",
        "transactions are read from the stream, and written by others",
        &[
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
        ],
    )
    .on([stream.to_owned()])
}

pub(super) fn key_through_kinesis(w: &Workload, actions: &[&str]) -> Clause {
    Clause::allow(
        "KeyThroughKinesis",
        "the records are encrypted with the key; it is used through Kinesis only",
        actions,
    )
    .on([w.key_arn.clone()])
    .when("StringEquals", "kms:ViaService", [w.via("kinesis")])
}

pub(super) fn input(w: &Workload) -> String {
    w.s3(&format!("{}/{}*", w.data_bucket, w.data_prefix))
}

pub(super) fn list(buckets: Vec<String>) -> Clause {
    Clause::allow("ListBuckets", "find the objects", &["s3:ListBucket"]).on(buckets)
}

/// A bucket of the same name in another account is not ours.
pub(super) fn own_account(w: &Workload, clause: Clause) -> Clause {
    clause.when("StringEquals", "aws:ResourceAccount", [&w.account])
}

pub(super) fn logs(w: &Workload, sid: &'static str, group: &str) -> Clause {
    Clause::allow(
        sid,
        "SageMaker writes the job's logs with the role",
        &[
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "logs:DescribeLogStreams",
        ],
    )
    .on([w.arn("logs", &format!("log-group:/aws/sagemaker/{group}*"))])
}

pub(super) fn images(w: &Workload) -> Vec<Clause> {
    let mut all = vec![
        Clause::allow(
            "EcrToken",
            "a registry login; the action takes no resource",
            &["ecr:GetAuthorizationToken"],
        )
        .on_any(),
    ];
    if !w.image_repositories.is_empty() {
        all.push(
            Clause::allow(
                "PullImages",
                "only the images of this workload",
                &[
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:GetDownloadUrlForLayer",
                    "ecr:BatchGetImage",
                ],
            )
            .on(w.image_repositories.clone()),
        );
    }
    all
}

pub(super) fn platform() -> Vec<Clause> {
    vec![
        Clause::allow(
            "Metrics",
            "SageMaker publishes metrics with the role; the action takes no resource",
            &["cloudwatch:PutMetricData"],
        )
        .on_any(),
        Clause::allow(
            "VpcNetworkInterfaces",
            "SageMaker places interfaces in the VPC; it refuses the job if these are narrowed by resource",
            &[
                "ec2:CreateNetworkInterface",
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeVpcs",
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeSubnets",
                "ec2:DescribeSecurityGroups",
            ],
        )
        .on_any(),
    ]
}

pub(super) fn key_through_s3(w: &Workload, actions: &[&str]) -> Clause {
    Clause::allow(
        "KeyThroughS3",
        "objects are encrypted with the key; it is used through S3 only, never on loose data",
        actions,
    )
    .on([w.key_arn.clone()])
    .when("StringEquals", "kms:ViaService", [w.via("s3")])
}

pub(super) fn key_for_output(w: &Workload) -> Clause {
    Clause::allow(
        "KeyForOutput",
        "SageMaker encrypts the output with the key",
        &["kms:Encrypt"],
    )
    .on([w.key_arn.clone()])
}

pub(super) fn key_for_notebook(w: &Workload) -> Clause {
    Clause::allow(
        "KeyForNotebookVolume",
        "the notebook's volume is encrypted with the key, by SageMaker on the role's behalf",
        &[
            "kms:DescribeKey",
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
        ],
    )
    .on([w.key_arn.clone()])
    .when("StringEquals", "kms:ViaService", [w.via("sagemaker")])
}

pub(super) fn key_describe(w: &Workload) -> Clause {
    Clause::allow(
        "KeyDescribe",
        "SageMaker checks the volume key",
        &["kms:DescribeKey"],
    )
    .on([w.key_arn.clone()])
}

pub(super) fn key_grant(w: &Workload) -> Clause {
    Clause::allow(
        "KeyGrantForVolumes",
        "volumes use the key through a grant, made for AWS resources only",
        &["kms:CreateGrant"],
    )
    .on([w.key_arn.clone()])
    .when("Bool", "kms:GrantIsForAWSResource", ["true"])
}
