//! `CreateSampleFindings`: examples of each type, marked as such.

use super::state::Region;
use super::{Reply, Work, finding, invalid};
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// The types, with the severity and the category of what they show.
const TYPES: &[(&str, u8, &str, &str)] = &[
    ("SensitiveData:S3Object/Multiple", 3, "", ""),
    (
        "SensitiveData:S3Object/Financial",
        3,
        "FINANCIAL_INFORMATION",
        "CREDIT_CARD_NUMBER",
    ),
    (
        "SensitiveData:S3Object/Personal",
        3,
        "PERSONAL_INFORMATION",
        "USA_SOCIAL_SECURITY_NUMBER",
    ),
    (
        "SensitiveData:S3Object/Credentials",
        3,
        "CREDENTIALS",
        "AWS_CREDENTIALS",
    ),
    ("SensitiveData:S3Object/CustomIdentifier", 2, "", ""),
    ("Policy:IAMUser/S3BucketPublic", 3, "", "PutBucketPolicy"),
    (
        "Policy:IAMUser/S3BucketSharedExternally",
        3,
        "",
        "PutBucketPolicy",
    ),
    (
        "Policy:IAMUser/S3BucketReplicatedExternally",
        3,
        "",
        "PutBucketReplication",
    ),
    (
        "Policy:IAMUser/S3BucketEncryptionDisabled",
        1,
        "",
        "DeleteBucketEncryption",
    ),
    (
        "Policy:IAMUser/S3BlockPublicAccessDisabled",
        3,
        "",
        "PutBucketPublicAccessBlock",
    ),
    (
        "Policy:IAMUser/S3BucketSharedWithCloudFront",
        2,
        "",
        "PutBucketPolicy",
    ),
];

/// `CreateSampleFindings`: of the types that were named, else of all.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    let given: Vec<&str> = work.request["findingTypes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if let Some(unknown) = given
        .iter()
        .find(|kind| !TYPES.iter().any(|(name, ..)| name == *kind))
    {
        return Err(invalid(format!("The finding type {unknown} isn't valid.")));
    }
    for (kind, score, category, detail) in TYPES {
        if given.is_empty() || given.contains(kind) {
            let id = work.ground.ids.hex(32);
            let title = format!("[SAMPLE] {kind}");
            let words = (*kind, title.as_str(), "This is a sample finding.");
            let mut sample = finding::frame(region, &id, *score, words, work.now());
            sample["sample"] = json!(true);
            fill(region, work, &mut sample, category, detail);
            region.add(sample);
        }
    }
    Ok(json!({}))
}

/// What samples of a kind speak of: a bucket and an object that are not there.
fn fill(region: &Region, work: &Work<'_>, sample: &mut Value, category: &str, detail: &str) {
    let now = work.now().rfc3339();
    let kind = sample["type"].as_str().unwrap_or_default().to_owned();
    sample["resourcesAffected"] = json!({"s3Bucket": bucket(work.now())});
    if kind.starts_with("Policy") {
        sample["policyDetails"] = json!({
            "action": {"actionType": "AWS_API_CALL", "apiCallDetails": {
                "api": detail, "apiServiceName": "s3.amazonaws.com", "firstSeen": now, "lastSeen": now,
            }},
            "actor": {"userIdentity": {"type": "AssumedRole", "assumedRole": {
                "accountId": ACCOUNT_ID,
                "arn": format!("arn:aws:sts::{ACCOUNT_ID}:assumed-role/macie-sample-role/session"),
            }}},
        });
        return;
    }
    let item = |category: &str, kind: &str| {
        json!({"category": category, "totalCount": 5, "detections": [{
            "type": kind, "count": 5,
            "occurrences": {"lineRanges": [{"start": 1, "end": 1, "startColumn": 1}]},
        }]})
    };
    let items = match kind.as_str() {
        "SensitiveData:S3Object/Multiple" => vec![
            item("FINANCIAL_INFORMATION", "CREDIT_CARD_NUMBER"),
            item("PERSONAL_INFORMATION", "USA_SOCIAL_SECURITY_NUMBER"),
        ],
        "SensitiveData:S3Object/CustomIdentifier" => Vec::new(),
        _ => vec![item(category, detail)],
    };
    let custom = if items.is_empty() {
        json!({"totalCount": 5, "detections": [{
            "arn": region.arn("custom-data-identifier", "sample"), "name": "sample", "count": 5,
        }]})
    } else {
        json!({"totalCount": 0, "detections": []})
    };
    let job = "00000000000000000000000000000000";
    sample["classificationDetails"] = json!({
        "jobArn": region.arn("classification-job", job),
        "jobId": job,
        "originType": "SENSITIVE_DATA_DISCOVERY_JOB",
        "result": {
            "additionalOccurrences": false,
            "customDataIdentifiers": custom,
            "mimeType": "text/plain",
            "sensitiveData": items,
            "sizeClassified": 1024,
            "status": {"code": "COMPLETE"},
        },
    });
    sample["resourcesAffected"]["s3Object"] = json!({
        "bucketArn": "arn:aws:s3:::macie-sample-finding-bucket",
        "eTag": "39c9dbd5c0b6c7e5a0a2dcba0d6c7f3e",
        "extension": "txt",
        "key": "macie-sample-object.txt",
        "lastModified": now,
        "path": "macie-sample-finding-bucket/macie-sample-object.txt",
        "publicAccess": false,
        "serverSideEncryption": {"encryptionType": "AES256"},
        "size": 1024,
        "storageClass": "STANDARD",
        "tags": [],
    });
}

fn bucket(now: Timestamp) -> Value {
    let off = json!({
        "blockPublicAcls": false, "blockPublicPolicy": false,
        "ignorePublicAcls": false, "restrictPublicBuckets": false,
    });
    let none = json!({"allowsPublicReadAccess": false, "allowsPublicWriteAccess": false});
    json!({
        "allowsUnencryptedObjectUploads": "TRUE",
        "arn": "arn:aws:s3:::macie-sample-finding-bucket",
        "createdAt": now.rfc3339(),
        "defaultServerSideEncryption": {"encryptionType": "AES256"},
        "name": "macie-sample-finding-bucket",
        "owner": {"displayName": "macie-sample-owner"},
        "publicAccess": {
            "effectivePermission": "NOT_PUBLIC",
            "permissionConfiguration": {
                "accountLevelPermissions": {"blockPublicAccess": off},
                "bucketLevelPermissions": {
                    "accessControlList": none, "blockPublicAccess": off, "bucketPolicy": none,
                },
            },
        },
        "tags": [],
    })
}
