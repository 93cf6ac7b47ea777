//! What the cases of Macie begin with: Macie on, a bucket with an object, a job
//! that has run, the findings it left.

use crate::place::{ACCOUNT, Aws};
use aws_sdk_macie2::Client;
use aws_sdk_macie2::operation::create_classification_job::builders::CreateClassificationJobFluentBuilder;
use aws_sdk_macie2::types::{
    ClassificationResult, DefaultDetection, Finding, JobType, S3BucketDefinitionForJob, S3JobDefinition,
};
use aws_sdk_s3::primitives::ByteStream;

/// The bucket of most cases.
pub const BUCKET: &str = "clinic-records";

/// Macie, on.
pub async fn on(aws: &Aws) -> Client {
    let api = aws.macie();
    api.enable_macie().send().await.expect("on");
    api
}

/// A bucket.
pub async fn bucket(aws: &Aws) {
    let made = aws.s3().create_bucket().bucket(BUCKET).send().await;
    made.expect("a bucket");
}

/// An object of the bucket.
pub async fn object(aws: &Aws, key: &str, body: &str) {
    let body = ByteStream::from(body.as_bytes().to_vec());
    let put = aws.s3().put_object().bucket(BUCKET).key(key).body(body);
    put.send().await.expect("an object");
}

/// What a job analyses: the bucket.
pub fn definition() -> S3JobDefinition {
    let buckets = S3BucketDefinitionForJob::builder()
        .account_id(ACCOUNT)
        .buckets(BUCKET);
    S3JobDefinition::builder()
        .bucket_definitions(buckets.build())
        .build()
}

/// A one-time job on the bucket, not yet asked for.
pub fn job(api: &Client, name: &str) -> CreateClassificationJobFluentBuilder {
    let job = api.create_classification_job().name(name).client_token(name);
    job.job_type(JobType::OneTime).s3_job_definition(definition())
}

/// Runs a job to its end and gives its id.
pub async fn run(aws: &Aws, job: CreateClassificationJobFluentBuilder) -> String {
    let made = job.send().await.expect("a job");
    aws.later(120);
    made.job_id().expect("an id").to_owned()
}

/// Every finding there is.
pub async fn findings(api: &Client) -> Vec<Finding> {
    let listed = api.list_findings().send().await.expect("a list");
    let ids = listed.finding_ids().to_vec();
    if ids.is_empty() {
        return Vec::new();
    }
    let read = api.get_findings().set_finding_ids(Some(ids)).send().await;
    read.expect("findings").findings().to_vec()
}

/// Puts an object, runs a job with all managed data identifiers over the
/// bucket, and gives what was found.
pub async fn look(aws: &Aws, key: &str, body: &str) -> Vec<Finding> {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, key, body).await;
    let all = aws_sdk_macie2::types::ManagedDataIdentifierSelector::All;
    run(aws, job(&api, "look").managed_data_identifier_selector(all)).await;
    findings(&api).await
}

/// The result of a sensitive data finding.
pub fn result(finding: &Finding) -> &ClassificationResult {
    let details = finding.classification_details().expect("details");
    details.result().expect("a result")
}

/// The types that a finding detects, with their counts.
pub fn counts(finding: &Finding) -> Vec<(String, i64)> {
    let items = result(finding).sensitive_data().iter();
    items
        .flat_map(aws_sdk_macie2::types::SensitiveDataItem::detections)
        .map(|found| {
            (
                found.r#type().unwrap_or("").to_owned(),
                found.count().unwrap_or(0),
            )
        })
        .collect()
}

/// What a finding says of one type.
pub fn detection<'f>(finding: &'f Finding, kind: &str) -> &'f DefaultDetection {
    let mut all = result(finding)
        .sensitive_data()
        .iter()
        .flat_map(aws_sdk_macie2::types::SensitiveDataItem::detections);
    all.find(|found| found.r#type() == Some(kind)).expect("the type")
}
