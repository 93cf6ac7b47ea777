//! Which operation a request means: by method, sub-resource and headers; and
//! which IAM action it asks for.

use super::address::Address;
use crate::demo::Call;

/// A sub-resource: query parameter, and the operation of GET, PUT and DELETE
/// on it (empty: there is none).
type Row = (&'static str, [&'static str; 3]);

const OF_BUCKETS: &[Row] = &[
    ("abac", ["GetBucketAbac", "PutBucketAbac", ""]),
    (
        "accelerate",
        [
            "GetBucketAccelerateConfiguration",
            "PutBucketAccelerateConfiguration",
            "",
        ],
    ),
    ("acl", ["GetBucketAcl", "PutBucketAcl", ""]),
    ("cors", ["GetBucketCors", "PutBucketCors", "DeleteBucketCors"]),
    (
        "encryption",
        [
            "GetBucketEncryption",
            "PutBucketEncryption",
            "DeleteBucketEncryption",
        ],
    ),
    (
        "lifecycle",
        [
            "GetBucketLifecycleConfiguration",
            "PutBucketLifecycleConfiguration",
            "DeleteBucketLifecycle",
        ],
    ),
    ("location", ["GetBucketLocation", "", ""]),
    ("logging", ["GetBucketLogging", "PutBucketLogging", ""]),
    (
        "notification",
        [
            "GetBucketNotificationConfiguration",
            "PutBucketNotificationConfiguration",
            "",
        ],
    ),
    (
        "object-lock",
        ["GetObjectLockConfiguration", "PutObjectLockConfiguration", ""],
    ),
    (
        "ownershipControls",
        [
            "GetBucketOwnershipControls",
            "PutBucketOwnershipControls",
            "DeleteBucketOwnershipControls",
        ],
    ),
    (
        "policy",
        ["GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"],
    ),
    ("policyStatus", ["GetBucketPolicyStatus", "", ""]),
    (
        "publicAccessBlock",
        [
            "GetPublicAccessBlock",
            "PutPublicAccessBlock",
            "DeletePublicAccessBlock",
        ],
    ),
    (
        "replication",
        [
            "GetBucketReplication",
            "PutBucketReplication",
            "DeleteBucketReplication",
        ],
    ),
    (
        "requestPayment",
        ["GetBucketRequestPayment", "PutBucketRequestPayment", ""],
    ),
    (
        "tagging",
        ["GetBucketTagging", "PutBucketTagging", "DeleteBucketTagging"],
    ),
    ("uploads", ["ListMultipartUploads", "", ""]),
    ("versioning", ["GetBucketVersioning", "PutBucketVersioning", ""]),
    ("versions", ["ListObjectVersions", "", ""]),
    (
        "website",
        ["GetBucketWebsite", "PutBucketWebsite", "DeleteBucketWebsite"],
    ),
];

/// Sub-resources of which a bucket has several, told apart by `id`; without
/// one GET lists them.
const NUMBERED: &[(&str, [&str; 4])] = &[
    (
        "analytics",
        [
            "GetBucketAnalyticsConfiguration",
            "PutBucketAnalyticsConfiguration",
            "DeleteBucketAnalyticsConfiguration",
            "ListBucketAnalyticsConfigurations",
        ],
    ),
    (
        "intelligent-tiering",
        [
            "GetBucketIntelligentTieringConfiguration",
            "PutBucketIntelligentTieringConfiguration",
            "DeleteBucketIntelligentTieringConfiguration",
            "ListBucketIntelligentTieringConfigurations",
        ],
    ),
    (
        "inventory",
        [
            "GetBucketInventoryConfiguration",
            "PutBucketInventoryConfiguration",
            "DeleteBucketInventoryConfiguration",
            "ListBucketInventoryConfigurations",
        ],
    ),
    (
        "metrics",
        [
            "GetBucketMetricsConfiguration",
            "PutBucketMetricsConfiguration",
            "DeleteBucketMetricsConfiguration",
            "ListBucketMetricsConfigurations",
        ],
    ),
];

const OF_OBJECTS: &[Row] = &[
    ("acl", ["GetObjectAcl", "PutObjectAcl", ""]),
    ("attributes", ["GetObjectAttributes", "", ""]),
    ("encryption", ["", "UpdateObjectEncryption", ""]),
    ("retention", ["GetObjectRetention", "PutObjectRetention", ""]),
    ("legal-hold", ["GetObjectLegalHold", "PutObjectLegalHold", ""]),
    (
        "tagging",
        ["GetObjectTagging", "PutObjectTagging", "DeleteObjectTagging"],
    ),
    ("uploadId", ["ListParts", "UploadPart", "AbortMultipartUpload"]),
    ("torrent", ["", "", ""]),
];

/// The operation that a call means; empty when S3 has none such, or we do not.
pub(super) fn operation(call: &Call, address: &Address) -> &'static str {
    let has = |name: &str| call.query.has(name);
    let method = call.method.as_str();
    if address.bucket.is_empty() {
        return if method == "GET" { "ListBuckets" } else { "" };
    }
    let copied = call.headers.contains_key("x-amz-copy-source");
    let of = ["GET", "PUT", "DELETE"].iter().position(|m| *m == method);
    let table = if address.key.is_empty() {
        OF_BUCKETS
    } else {
        OF_OBJECTS
    };
    if let (Some(of), Some((_, operations))) = (of, table.iter().find(|(name, _)| has(name))) {
        return match operations[of] {
            "UploadPart" if copied => "UploadPartCopy",
            named => named,
        };
    }
    let numbered = NUMBERED
        .iter()
        .find(|(name, _)| address.key.is_empty() && has(name));
    if let (Some(of), Some((_, operations))) = (of, numbered) {
        return operations[if of == 0 && !has("id") { 3 } else { of }];
    }
    match (method, address.key.is_empty()) {
        ("GET", true) if call.query.text("list-type") == "2" => "ListObjectsV2",
        ("GET", true) => "ListObjects",
        ("PUT", true) => "CreateBucket",
        ("DELETE", true) => "DeleteBucket",
        ("HEAD", true) => "HeadBucket",
        ("POST", true) if has("delete") => "DeleteObjects",
        ("GET", false) => "GetObject",
        ("PUT", false) if copied => "CopyObject",
        ("PUT", false) => "PutObject",
        ("DELETE", false) => "DeleteObject",
        ("HEAD", false) => "HeadObject",
        ("POST", false) if has("uploads") => "CreateMultipartUpload",
        ("POST", false) if has("uploadId") => "CompleteMultipartUpload",
        _ => "",
    }
}

/// Operations whose IAM action has another name.
const ACTIONS: &[(&str, &str)] = &[
    ("CompleteMultipartUpload", "PutObject"),
    ("CopyObject", "PutObject"),
    ("CreateMultipartUpload", "PutObject"),
    ("DeleteBucketCors", "PutBucketCORS"),
    ("DeleteBucketEncryption", "PutEncryptionConfiguration"),
    ("DeleteBucketLifecycle", "PutLifecycleConfiguration"),
    ("DeleteBucketOwnershipControls", "PutBucketOwnershipControls"),
    ("DeleteBucketReplication", "PutReplicationConfiguration"),
    ("DeleteBucketTagging", "PutBucketTagging"),
    ("DeleteObjects", "DeleteObject"),
    ("DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"),
    ("GetBucketAnalyticsConfiguration", "GetAnalyticsConfiguration"),
    ("GetBucketCors", "GetBucketCORS"),
    ("GetBucketEncryption", "GetEncryptionConfiguration"),
    (
        "GetBucketIntelligentTieringConfiguration",
        "GetIntelligentTieringConfiguration",
    ),
    ("GetBucketInventoryConfiguration", "GetInventoryConfiguration"),
    ("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
    ("GetBucketMetricsConfiguration", "GetMetricsConfiguration"),
    ("GetBucketNotificationConfiguration", "GetBucketNotification"),
    ("GetBucketReplication", "GetReplicationConfiguration"),
    ("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"),
    ("GetPublicAccessBlock", "GetBucketPublicAccessBlock"),
    ("HeadBucket", "ListBucket"),
    ("HeadObject", "GetObject"),
    ("ListBucketAnalyticsConfigurations", "GetAnalyticsConfiguration"),
    (
        "ListBucketIntelligentTieringConfigurations",
        "GetIntelligentTieringConfiguration",
    ),
    ("ListBucketInventoryConfigurations", "GetInventoryConfiguration"),
    ("ListBucketMetricsConfigurations", "GetMetricsConfiguration"),
    ("ListBuckets", "ListAllMyBuckets"),
    ("ListDirectoryBuckets", "ListAllMyDirectoryBuckets"),
    ("ListMultipartUploads", "ListBucketMultipartUploads"),
    ("ListObjectVersions", "ListBucketVersions"),
    ("ListObjects", "ListBucket"),
    ("ListObjectsV2", "ListBucket"),
    ("ListParts", "ListMultipartUploadParts"),
    ("PutBucketAccelerateConfiguration", "PutAccelerateConfiguration"),
    ("PutBucketAnalyticsConfiguration", "PutAnalyticsConfiguration"),
    ("PutBucketCors", "PutBucketCORS"),
    ("PutBucketEncryption", "PutEncryptionConfiguration"),
    (
        "PutBucketIntelligentTieringConfiguration",
        "PutIntelligentTieringConfiguration",
    ),
    ("PutBucketInventoryConfiguration", "PutInventoryConfiguration"),
    ("PutBucketLifecycleConfiguration", "PutLifecycleConfiguration"),
    ("PutBucketMetricsConfiguration", "PutMetricsConfiguration"),
    ("PutBucketNotificationConfiguration", "PutBucketNotification"),
    ("PutBucketReplication", "PutReplicationConfiguration"),
    ("PutObjectLockConfiguration", "PutBucketObjectLockConfiguration"),
    ("PutPublicAccessBlock", "PutBucketPublicAccessBlock"),
    ("UploadPart", "PutObject"),
    ("UploadPartCopy", "PutObject"),
];

/// The IAM action of an operation, e.g. `s3:ListBucket`; on a named version
/// `s3:GetObjectVersion` and the like.
pub(in crate::demo) fn action(operation: &str, of_version: bool) -> String {
    let found = ACTIONS.iter().find(|(name, _)| *name == operation);
    let name = found.map_or(operation, |(_, action)| *action);
    let versioned = [
        "DeleteObject",
        "GetObject",
        "GetObjectAcl",
        "GetObjectAttributes",
        "GetObjectTagging",
        "PutObjectAcl",
        "PutObjectTagging",
        "DeleteObjectTagging",
    ];
    if !of_version || !versioned.contains(&name) {
        return format!("s3:{name}");
    }
    let (verb, rest) = name.split_once("Object").unwrap_or((name, ""));
    format!("s3:{verb}ObjectVersion{rest}")
}
