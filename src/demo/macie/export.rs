//! Where discovery results go: a bucket that lets Macie write, under a key that
//! lets Macie encrypt.

use super::state::Region;
use super::{Reply, Work, invalid, text};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};

const SERVICE: &str = "macie.amazonaws.com";

/// `detailedResultsLocation` of a result.
pub(super) fn location(region: &Region, job: &str, result: &str) -> String {
    let destination = region.export.as_ref().map(|export| &export["s3Destination"]);
    let bucket = destination
        .and_then(|d| d["bucketName"].as_str())
        .unwrap_or("[export-config-not-set]");
    let prefix = destination.and_then(|d| d["keyPrefix"].as_str()).unwrap_or("");
    let prefix = match prefix.trim_end_matches('/') {
        "" => String::new(),
        prefix => format!("{prefix}/"),
    };
    let name = &region.name;
    format!("s3://{bucket}/{prefix}AWSLogs/{ACCOUNT_ID}/Macie/{name}/{job}/{ACCOUNT_ID}/{result}.jsonl.gz")
}

/// `GetClassificationExportConfiguration`.
pub(super) fn get(region: &Region) -> Value {
    match &region.export {
        Some(configuration) => json!({"configuration": configuration}),
        None => json!({}),
    }
}

fn refuse_bucket(work: &Work<'_>, destination: &Value, bucket: &str) -> Result<(), Refusal> {
    let denied = |message: &str| Err(Refusal::new(403, "AccessDeniedException", message));
    let Some(view) = work.ground.s3.bucket(bucket) else {
        return Err(invalid(format!("The S3 bucket {bucket} doesn't exist.")));
    };
    let owner = destination["expectedBucketOwner"].as_str();
    if owner.is_some_and(|owner| owner != ACCOUNT_ID) {
        return denied("The expectedBucketOwner isn't the account that owns the bucket.");
    }
    let source = format!(
        "arn:aws:macie2:{}:{ACCOUNT_ID}:export-configuration:*",
        work.region()
    );
    let prefix = destination["keyPrefix"]
        .as_str()
        .unwrap_or("")
        .trim_end_matches('/');
    let key = format!("{prefix}/AWSLogs/{ACCOUNT_ID}/Macie/result.jsonl.gz");
    let key = key.trim_start_matches('/');
    let lets = |action: &str, key: &str| view.lets_service(SERVICE, action, key, Some(&source));
    if lets("s3:GetBucketLocation", "") && lets("s3:PutObject", key) {
        return Ok(());
    }
    denied("The bucket policy doesn't allow Macie to write results to the S3 bucket.")
}

/// `PutClassificationExportConfiguration`.
pub(super) fn put(region: &mut Region, work: &Work<'_>) -> Reply {
    let configuration = &work.request["configuration"];
    let destination = &configuration["s3Destination"];
    if destination.is_null() {
        region.export = None;
        return Ok(json!({}));
    }
    let bucket = text(destination, "bucketName", 63)?;
    let key = text(destination, "kmsKeyArn", 2048)?;
    let view = work.ground.s3.bucket(bucket);
    let place = view.map_or_else(|| work.region().to_owned(), |view| view.region);
    refuse_bucket(work, destination, bucket)?;
    let facts = work.ground.kms.facts(&place, key, work.now());
    let Some(facts) =
        facts.filter(|facts| key.starts_with("arn:") && facts.symmetric && facts.state == "Enabled")
    else {
        return Err(invalid(
            "The kmsKeyArn must be the ARN of an enabled, symmetric encryption KMS key in the bucket's Region.",
        ));
    };
    if !work
        .ground
        .kms
        .lets(&place, &facts.arn, SERVICE, "kms:GenerateDataKey", work.now())
    {
        return Err(Refusal::new(
            403,
            "AccessDeniedException",
            "The key policy doesn't allow Macie to use the KMS key.",
        ));
    }
    region.export = Some(configuration.clone());
    Ok(json!({"configuration": configuration}))
}
