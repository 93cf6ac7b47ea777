//! The execution roles of SageMaker.
//!
//! Sources: SageMaker Developer Guide, "How to use SageMaker AI execution
//! roles". Batch transform has no section of its own: it runs with the role of
//! its model, and reads and writes as a job does.

use crate::policy::compose::Workload;
use crate::policy::compose::clause::Clause;
use crate::policy::compose::permissions::{images, input, list, logs, own_account, platform, read_stream};
use crate::policy::compose::roles;

pub(super) fn training(w: &Workload) -> Vec<Clause> {
    roles::training_but_key(w)
}

pub(super) fn notebook(w: &Workload) -> Vec<Clause> {
    roles::notebook_but_key(w)
}

pub(super) fn inference(w: &Workload) -> Vec<Clause> {
    roles::model_but_key(w)
}

pub(super) fn processing(w: &Workload) -> Vec<Clause> {
    let mut all = reads_and_writes(
        w,
        vec![input(w)],
        "processed",
        "processing writes what it made of the input",
    );
    all.push(logs(w, "ProcessingLogs", "ProcessingJobs"));
    all.extend(images(w));
    all.extend(platform());
    all.extend(w.stream_arn.as_deref().map(read_stream));
    all
}

pub(super) fn transform(w: &Workload) -> Vec<Clause> {
    let models = format!("{}/output/*", w.s3(&w.output_bucket));
    let mut all = reads_and_writes(
        w,
        vec![input(w), models],
        "batch",
        "the job writes the model's answers",
    );
    all.push(logs(w, "TransformLogs", "TransformJobs"));
    all.extend(images(w));
    all.extend(platform());
    all
}

fn reads_and_writes(w: &Workload, reads: Vec<String>, folder: &str, why: &'static str) -> Vec<Clause> {
    let (data, output) = (w.s3(&w.data_bucket), w.s3(&w.output_bucket));
    let written = format!("{output}/{folder}/*");
    vec![
        own_account(w, list(vec![data, output])),
        own_account(
            w,
            Clause::allow(
                "ReadInput",
                "the job reads what it works on, and nothing else",
                &["s3:GetObject"],
            )
            .on(reads),
        ),
        own_account(
            w,
            Clause::allow("WriteOutput", why, &["s3:PutObject", "s3:AbortMultipartUpload"]).on([written]),
        ),
    ]
}
