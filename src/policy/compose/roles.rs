//! Who runs the workload and who may start it.
//!
//! Sources: SageMaker Developer Guide, "How to use SageMaker AI execution
//! roles", "Identity-based policy examples" and "Cross-service confused deputy
//! prevention"; KMS Developer Guide, "AWS KMS condition keys".

use super::clause::Clause;
use super::permissions::{
    images, in_vpc, input, isolated, key_describe, key_for_notebook, key_for_output, key_grant,
    key_through_kinesis, key_through_s3, list, logs, own_account, pass_role, platform, read_stream,
};
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
    let mut all = notebook_but_key(w);
    all.push(key_through_s3(w, &["kms:Decrypt", "kms:GenerateDataKey"]));
    all.push(key_for_notebook(w));
    all.push(key_grant(w));
    composed(PolicyKind::Identity, "notebook-role", all)
}

/// What a notebook needs besides the key.
pub(super) fn notebook_but_key(w: &Workload) -> Vec<Clause> {
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
    all
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
    let clauses = vec![
        start_training(w, jobs.clone()),
        watch_training(jobs),
        pass_role(
            "PassExecutionRole",
            "hand SageMaker this one role: passing any role is how privileges escalate",
            [w.role()],
        ),
    ];
    composed(PolicyKind::Identity, "caller", clauses)
}

/// Starting jobs that are private, isolated and encrypted.
pub(super) fn start_training(w: &Workload, jobs: String) -> Clause {
    let start = Clause::allow(
        "StartPrivateTraining",
        "a job without network isolation, traffic encryption or the stack's key is refused before it runs",
        &["sagemaker:CreateTrainingJob"],
    )
    .on([jobs]);
    isolated(in_vpc(w, start))
        .when("ArnEquals", "sagemaker:VolumeKmsKeyArn", [&w.key_arn])
        .when("ArnEquals", "sagemaker:OutputKmsKeyArn", [&w.key_arn])
}

pub(super) fn watch_training(jobs: String) -> Clause {
    Clause::allow(
        "WatchTraining",
        "see and stop the jobs",
        &["sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"],
    )
    .on([jobs])
}

fn training(w: &Workload) -> Vec<Clause> {
    let mut all = training_but_key(w);
    all.push(key_through_s3(w, &["kms:Decrypt", "kms:GenerateDataKey"]));
    all.push(key_for_output(w));
    all.push(key_describe(w));
    all.push(key_grant(w));
    all
}

/// What training needs besides the key.
pub(super) fn training_but_key(w: &Workload) -> Vec<Clause> {
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
    all
}

fn model(w: &Workload) -> Vec<Clause> {
    let mut all = model_but_key(w);
    all.push(key_through_s3(w, &["kms:Decrypt", "kms:GenerateDataKey"]));
    all.push(key_describe(w));
    all.push(key_grant(w));
    all
}

/// What a model behind an endpoint needs besides the key.
pub(super) fn model_but_key(w: &Workload) -> Vec<Clause> {
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
    all
}

fn stream(w: &Workload) -> Vec<Clause> {
    let Some(stream) = &w.stream_arn else {
        return Vec::new();
    };
    vec![read_stream(stream), key_through_kinesis(w, &["kms:Decrypt"])]
}
