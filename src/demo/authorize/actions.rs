//! Which IAM actions a call takes: the product's table of operations says so,
//! and for the others their name does, but in S3.

use crate::aws::operations;
use crate::demo::Call;
use crate::demo::s3::operations::action;

/// S3's operations outside the product's table whose actions have another name
/// (Service Authorization Reference, "Actions defined by Amazon S3").
const S3: &[(&str, &[&str])] = &[
    ("AbortMultipartUpload", &["s3:AbortMultipartUpload"]),
    ("CompleteMultipartUpload", &["s3:PutObject"]),
    ("CopyObject", &["s3:PutObject"]),
    ("CreateMultipartUpload", &["s3:PutObject"]),
    ("DeleteBucketCors", &["s3:PutBucketCORS"]),
    ("DeleteBucketEncryption", &["s3:PutEncryptionConfiguration"]),
    ("DeleteBucketLifecycle", &["s3:PutLifecycleConfiguration"]),
    (
        "DeleteBucketOwnershipControls",
        &["s3:PutBucketOwnershipControls"],
    ),
    ("DeleteBucketReplication", &["s3:PutReplicationConfiguration"]),
    ("DeleteBucketTagging", &["s3:PutBucketTagging"]),
    ("DeletePublicAccessBlock", &["s3:PutBucketPublicAccessBlock"]),
    (
        "GetBucketAccelerateConfiguration",
        &["s3:GetAccelerateConfiguration"],
    ),
    ("GetBucketCors", &["s3:GetBucketCORS"]),
    (
        "GetBucketLifecycleConfiguration",
        &["s3:GetLifecycleConfiguration"],
    ),
    (
        "GetBucketNotificationConfiguration",
        &["s3:GetBucketNotification"],
    ),
    ("GetBucketReplication", &["s3:GetReplicationConfiguration"]),
    (
        "GetObjectLockConfiguration",
        &["s3:GetBucketObjectLockConfiguration"],
    ),
    ("ListObjects", &["s3:ListBucket"]),
    ("ListParts", &["s3:ListMultipartUploadParts"]),
    ("PutBucketCors", &["s3:PutBucketCORS"]),
    (
        "PutBucketLifecycleConfiguration",
        &["s3:PutLifecycleConfiguration"],
    ),
    (
        "PutBucketNotificationConfiguration",
        &["s3:PutBucketNotification"],
    ),
    ("PutBucketReplication", &["s3:PutReplicationConfiguration"]),
    (
        "PutObjectLockConfiguration",
        &["s3:PutBucketObjectLockConfiguration"],
    ),
    ("UploadPart", &["s3:PutObject"]),
    ("UploadPartCopy", &["s3:PutObject"]),
];

/// Actions that only tags in the request call for.
const TAGGING: &[&str] = &[
    "ec2:CreateTags",
    "iam:TagRole",
    "kinesis:AddTagsToStream",
    "kms:TagResource",
    "s3:PutObjectTagging",
    "sagemaker:AddTags",
];

/// The actions, what the call is about first. `iam:PassRole` is not among
/// them: it is about the role that is passed.
pub(super) fn of(call: &Call) -> Vec<String> {
    if call.service == "s3express" {
        // For directory buckets IAM has S3's actions under a prefix of their own.
        let action = action(&call.operation, false);
        return vec![action.replacen("s3:", "s3express:", 1)];
    }
    let prefix = prefix(&call.service);
    let named = format!("{prefix}:{}", call.operation);
    // The SDK's names have no hyphens: `AccessAnalyzer`.
    let known = operations::find(&prefix.replace('-', ""), &call.operation).map(|o| o.actions);
    let known = known.or_else(|| {
        let s3 = S3
            .iter()
            .find(|(operation, _)| call.service == "s3" && *operation == call.operation);
        s3.map(|(_, actions)| *actions)
    });
    let mut actions: Vec<String> = match known {
        None => vec![named],
        Some(actions) => actions
            .iter()
            .filter(|action| action.split(':').next() == Some(prefix) && **action != "iam:PassRole")
            .filter(|action| applies(call, action))
            .map(|action| (*action).to_owned())
            .collect(),
    };
    if actions.is_empty() {
        actions.extend(known.iter().filter_map(|k| k.first()).map(|a| (*a).to_owned()));
    }
    if call.service == "s3" {
        versions(call, &mut actions);
    }
    actions
}

/// The IAM prefix of a signing name; most are alike.
fn prefix(service: &str) -> &str {
    match service {
        "monitoring" => "cloudwatch",
        other => other,
    }
}

/// Whether the call takes an action that only some calls of its kind take.
fn applies(call: &Call, action: &str) -> bool {
    if TAGGING.contains(&action) && !action.ends_with(&call.operation) {
        return tags_are_given(call);
    }
    match action {
        "s3:PutBucketOwnershipControls" if call.operation == "CreateBucket" => {
            call.headers.contains_key("x-amz-object-ownership")
        }
        "s3:DeleteObject" | "s3:DeleteObjectVersion" if call.operation == "DeleteObjects" => true,
        "s3:DeleteObject" => !call.query.has("versionId"),
        "s3:DeleteObjectVersion" => call.query.has("versionId"),
        _ => true,
    }
}

fn tags_are_given(call: &Call) -> bool {
    match call.service.as_str() {
        "s3" => call.headers.contains_key("x-amz-tagging"),
        "ec2" | "iam" => {
            let form = call.form();
            !form.groups("TagSpecification").is_empty() || !form.groups("Tags").is_empty()
        }
        _ => {
            let body = call.json();
            let tags = body.get("Tags");
            tags.is_some_and(|tags| {
                tags.as_array().is_some_and(|a| !a.is_empty())
                    || tags.as_object().is_some_and(|o| !o.is_empty())
            })
        }
    }
}

/// Reading a version takes an action of its own.
fn versions(call: &Call, actions: &mut [String]) {
    if !call.query.has("versionId") {
        return;
    }
    for action in actions {
        if ["s3:GetObject", "s3:GetObjectAttributes"].contains(&action.as_str()) {
            *action = action.replace("s3:GetObject", "s3:GetObjectVersion");
        }
    }
}
