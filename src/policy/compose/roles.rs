//! Who runs the workload and who may start it.
//!
//! Sources: SageMaker Developer Guide, "How to use SageMaker AI execution
//! roles", "Identity-based policy examples" and "Cross-service confused deputy
//! prevention"; KMS Developer Guide, "AWS KMS condition keys".

use super::clause::Clause;
use super::{Composed, Workload, composed};
use crate::policy::PolicyKind;

/// The trust policy of every SageMaker execution role.
pub fn trust(w: &Workload) -> Composed {
    let clause = Clause::allow(
        "SageMakerAssume",
        "SageMaker runs jobs with this role, only for this account and Region (the confused deputy has neither)",
        &["sts:AssumeRole"],
    )
    .service("sagemaker.amazonaws.com".to_owned())
    .when("StringEquals", "aws:SourceAccount", [&w.account])
    .when("ArnLike", "aws:SourceArn", [w.arn("sagemaker", "*")]);
    composed(PolicyKind::Trust, "trust", vec![clause])
}

/// What training jobs do: read the input, write models, pull the image, log,
/// place network interfaces, use the key.
pub fn training_role(w: &Workload) -> Composed {
    composed(PolicyKind::Identity, "training-role", training(w))
}

/// What endpoints do: read models, pull the image, log, write captured data.
pub fn model_role(w: &Workload) -> Composed {
    composed(PolicyKind::Identity, "model-role", model(w))
}

/// What notebooks do: read the input, read and write results, and no other
/// bucket whatever is attached later.
pub fn notebook_role(w: &Workload) -> Composed {
    let (data, output) = (w.s3(&w.data_bucket), w.s3(&w.output_bucket));
    let own = [
        data.clone(),
        format!("{data}/*"),
        output.clone(),
        format!("{output}/*"),
    ];
    let mut all = vec![
        own_account(w, list(vec![data.clone(), output.clone()])),
        own_account(
            w,
            Clause::allow("ReadInput", "explore the input data", &["s3:GetObject"]).on([input(w)]),
        ),
        own_account(
            w,
            Clause::allow(
                "ReadWriteOutput",
                "keep results, and delete one's own",
                &[
                    "s3:GetObject",
                    "s3:PutObject",
                    "s3:DeleteObject",
                    "s3:AbortMultipartUpload",
                ],
            )
            .on([format!("{output}/*")]),
        ),
        Clause::deny(
            "DenyOtherBuckets",
            "data leaves through buckets: no policy attached later can open another one",
            &["s3:*"],
        )
        .on_all_but(own),
        logs(w, "NotebookLogs", "NotebookInstances"),
    ];
    all.extend(platform());
    all.push(key_through_s3(w, &["kms:Decrypt", "kms:GenerateDataKey"]));
    all.push(
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
        .when("StringEquals", "kms:ViaService", [w.via("sagemaker")]),
    );
    all.push(key_grant(w));
    composed(PolicyKind::Identity, "notebook-role", all)
}

/// What a consumer of the stream does. Empty without a stream.
pub fn stream_role(w: &Workload) -> Composed {
    composed(PolicyKind::Identity, "stream-role", stream(w))
}

/// The one role of a stack: what its scenario needs of the roles above.
pub fn execution_role(w: &Workload) -> Composed {
    let mut all = if w.scenario.trains() || !w.scenario.serves() {
        training(w)
    } else {
        Vec::new()
    };
    if w.scenario.serves() {
        all.extend(model(w));
    }
    all.extend(stream(w));
    composed(PolicyKind::Identity, "execution-role", all)
}

/// A person or pipeline that starts training jobs, only private and encrypted
/// ones, with this role and no other.
pub fn caller_policy(w: &Workload) -> Composed {
    let jobs = w.arn("sagemaker", "training-job/*");
    let mut start = Clause::allow(
        "StartPrivateTraining",
        "a job without network isolation, traffic encryption or the stack's key is refused before it runs",
        &["sagemaker:CreateTrainingJob"],
    )
    .on([jobs.clone()]);
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
    let start = start
        .when("Bool", "sagemaker:NetworkIsolation", ["true"])
        .when("Bool", "sagemaker:InterContainerTrafficEncryption", ["true"])
        .when("ArnEquals", "sagemaker:VolumeKmsKeyArn", [&w.key_arn])
        .when("ArnEquals", "sagemaker:OutputKmsKeyArn", [&w.key_arn]);
    let clauses = vec![
        start,
        Clause::allow(
            "WatchTraining",
            "see and stop the jobs",
            &["sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"],
        )
        .on([jobs]),
        Clause::allow(
            "PassExecutionRole",
            "hand SageMaker this one role: passing any role is how privileges escalate",
            &["iam:PassRole"],
        )
        .on([w.role()])
        .when("StringEquals", "iam:PassedToService", ["sagemaker.amazonaws.com"]),
    ];
    composed(PolicyKind::Identity, "caller", clauses)
}

fn training(w: &Workload) -> Vec<Clause> {
    let (data, output) = (w.s3(&w.data_bucket), w.s3(&w.output_bucket));
    let mut all = vec![
        own_account(w, list(vec![data, output.clone()])),
        own_account(
            w,
            Clause::allow(
                "ReadInput",
                "training reads the input under its prefix",
                &["s3:GetObject"],
            )
            .on([input(w)]),
        ),
        own_account(
            w,
            Clause::allow(
                "WriteOutput",
                "training writes models, and cleans up uploads it abandons",
                &["s3:PutObject", "s3:AbortMultipartUpload"],
            )
            .on([format!("{output}/output/*")]),
        ),
        logs(w, "TrainingLogs", "TrainingJobs"),
    ];
    all.extend(images(w));
    all.extend(platform());
    all.push(key_through_s3(w, &["kms:Decrypt", "kms:GenerateDataKey"]));
    all.push(
        Clause::allow(
            "KeyForOutput",
            "SageMaker encrypts the output with the key",
            &["kms:Encrypt"],
        )
        .on([w.key_arn.clone()]),
    );
    all.push(key_describe(w));
    all.push(key_grant(w));
    all
}

fn model(w: &Workload) -> Vec<Clause> {
    let output = w.s3(&w.output_bucket);
    let mut all = vec![
        own_account(
            w,
            Clause::allow("ReadModel", "the endpoint loads the model", &["s3:GetObject"])
                .on([format!("{output}/output/*")]),
        ),
        own_account(
            w,
            Clause::allow(
                "WriteCapture",
                "the endpoint keeps captured requests",
                &["s3:PutObject", "s3:AbortMultipartUpload"],
            )
            .on([format!("{output}/capture/*")]),
        ),
        logs(w, "EndpointLogs", "Endpoints"),
    ];
    all.extend(images(w));
    all.extend(platform());
    all.push(key_through_s3(w, &["kms:Decrypt", "kms:GenerateDataKey"]));
    all.push(key_describe(w));
    all.push(key_grant(w));
    all
}

fn stream(w: &Workload) -> Vec<Clause> {
    let Some(stream) = &w.stream_arn else {
        return Vec::new();
    };
    vec![
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
        .on([stream.clone()]),
        Clause::allow(
            "KeyThroughKinesis",
            "the records are encrypted with the key; it is used through Kinesis only",
            &["kms:Decrypt"],
        )
        .on([w.key_arn.clone()])
        .when("StringEquals", "kms:ViaService", [w.via("kinesis")]),
    ]
}

fn input(w: &Workload) -> String {
    w.s3(&format!("{}/{}*", w.data_bucket, w.data_prefix))
}

fn list(buckets: Vec<String>) -> Clause {
    Clause::allow("ListBuckets", "find the objects", &["s3:ListBucket"]).on(buckets)
}

/// A bucket of the same name in another account is not ours.
fn own_account(w: &Workload, clause: Clause) -> Clause {
    clause.when("StringEquals", "aws:ResourceAccount", [&w.account])
}

fn logs(w: &Workload, sid: &'static str, group: &str) -> Clause {
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

fn images(w: &Workload) -> Vec<Clause> {
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

fn platform() -> Vec<Clause> {
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

fn key_through_s3(w: &Workload, actions: &[&str]) -> Clause {
    Clause::allow(
        "KeyThroughS3",
        "objects are encrypted with the key; it is used through S3 only, never on loose data",
        actions,
    )
    .on([w.key_arn.clone()])
    .when("StringEquals", "kms:ViaService", [w.via("s3")])
}

fn key_describe(w: &Workload) -> Clause {
    Clause::allow(
        "KeyDescribe",
        "SageMaker checks the volume key",
        &["kms:DescribeKey"],
    )
    .on([w.key_arn.clone()])
}

fn key_grant(w: &Workload) -> Clause {
    Clause::allow(
        "KeyGrantForVolumes",
        "volumes use the key through a grant, made for AWS resources only",
        &["kms:CreateGrant"],
    )
    .on([w.key_arn.clone()])
    .when("Bool", "kms:GrantIsForAWSResource", ["true"])
}
