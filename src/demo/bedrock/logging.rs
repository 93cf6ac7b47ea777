//! Model invocation logging: where Bedrock may deliver what models were asked.

use super::{Region, Reply, Work, invalid};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};

const SERVICE: &str = "bedrock.amazonaws.com";
/// What is delivered, and whether it is unless the request says otherwise.
const KINDS: &[&str] = &[
    "textDataDeliveryEnabled",
    "imageDataDeliveryEnabled",
    "embeddingDataDeliveryEnabled",
    "videoDataDeliveryEnabled",
    "audioDataDeliveryEnabled",
];

/// Whether Bedrock may write under a prefix of a bucket.
fn check_bucket(work: &Work<'_>, config: &Value) -> Result<(), Refusal> {
    let bucket = config["bucketName"].as_str().unwrap_or("");
    let prefix = config["keyPrefix"].as_str().unwrap_or("");
    let key = format!(
        "{prefix}/AWSLogs/{ACCOUNT_ID}/BedrockModelInvocationLogs/{}/amazon-bedrock-logs-permission-check",
        work.region()
    );
    let source = format!("arn:aws:bedrock:{}:{ACCOUNT_ID}:*", work.region());
    let view = work.ground.s3.bucket(bucket);
    let key = key.trim_start_matches('/');
    if view.is_some_and(|view| view.lets_service(SERVICE, "s3:PutObject", key, Some(&source))) {
        return Ok(());
    }
    Err(invalid(format!(
        "Failed to validate permissions for S3 bucket: {bucket}, with key prefix: {prefix}. Verify the S3 bucket policy."
    )))
}

/// `PutModelInvocationLoggingConfiguration`.
pub(super) fn put(region: &mut Region, work: &Work<'_>) -> Reply {
    let mut config = work.request["loggingConfig"].clone();
    if !config.is_object() {
        return Err(invalid("The loggingConfig is required."));
    }
    let (s3, logs) = (&config["s3Config"], &config["cloudWatchConfig"]);
    if s3.is_object() {
        check_bucket(work, s3)?;
    }
    if logs.is_object() {
        let role = logs["roleArn"].as_str().unwrap_or("");
        let group = logs["logGroupName"].as_str().unwrap_or("");
        if group.is_empty() || !work.ground.roles.admits(role, SERVICE) {
            return Err(invalid(format!(
                "Failed to validate permissions for log group: {group}, with role: {role}. Verify the IAM role permissions are correct."
            )));
        }
        if logs["largeDataDeliveryS3Config"].is_object() {
            check_bucket(work, &logs["largeDataDeliveryS3Config"])?;
        }
    }
    for kind in KINDS {
        if config[*kind].is_null() {
            config[*kind] = json!(true);
        }
    }
    region.logging = Some(config);
    Ok(json!({}))
}

/// `GetModelInvocationLoggingConfiguration`.
pub(super) fn get(region: &Region) -> Value {
    match &region.logging {
        Some(config) => json!({"loggingConfig": config}),
        None => json!({}),
    }
}
