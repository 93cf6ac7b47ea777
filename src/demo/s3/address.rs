//! Which bucket and key a request names, and which operation it means.

use crate::demo::Call;
use crate::demo::wire::query;

/// Bucket and key, as far as the request names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) bucket: String,
    pub(super) key: String,
}

impl Address {
    /// Reads `bucket.s3.region.amazonaws.com/key` (any variant of the host),
    /// `bucket.localhost/key`, or `host/bucket/key`.
    pub(super) fn of(call: &Call) -> Self {
        let host = call.host.split(':').next().unwrap_or("");
        let path = call.path.trim_start_matches('/');
        if let Some(bucket) = bucket_in(host) {
            return Self {
                bucket: bucket.to_owned(),
                key: query::decode_path(path),
            };
        }
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        Self {
            bucket: query::decode_path(bucket),
            key: query::decode_path(key),
        }
    }
}

/// The bucket of a virtual-hosted address. Bucket names may have dots, so the
/// last label that names S3 divides it.
fn bucket_in(host: &str) -> Option<&str> {
    if let Some(local) = host.strip_suffix(".localhost") {
        return match local.find(".s3") {
            Some(at) => Some(&local[..at]),
            None => (local != "s3" && !local.starts_with("s3.")).then_some(local),
        };
    }
    let labels = host.strip_suffix(".amazonaws.com")?;
    [".s3.", ".s3-fips.", ".s3-accelerate", ".s3-"]
        .iter()
        .find_map(|mark| labels.rfind(mark))
        .or_else(|| labels.len().checked_sub(3).filter(|at| labels[*at..] == *".s3"))
        .map(|at| &host[..at])
}

/// Sub-resources of a bucket: query parameter, and the operation of GET, PUT
/// and DELETE on it (empty: there is none).
const OF_BUCKETS: &[(&str, [&str; 3])] = &[
    ("accelerate", ["GetBucketAccelerateConfiguration", "", ""]),
    ("acl", ["GetBucketAcl", "PutBucketAcl", ""]),
    ("cors", ["GetBucketCors", "", ""]),
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
    ("notification", ["GetBucketNotificationConfiguration", "", ""]),
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
    ("replication", ["GetBucketReplication", "", ""]),
    ("requestPayment", ["GetBucketRequestPayment", "", ""]),
    (
        "tagging",
        ["GetBucketTagging", "PutBucketTagging", "DeleteBucketTagging"],
    ),
    ("uploads", ["ListMultipartUploads", "", ""]),
    ("versioning", ["GetBucketVersioning", "PutBucketVersioning", ""]),
    ("versions", ["ListObjectVersions", "", ""]),
    ("website", ["GetBucketWebsite", "", ""]),
];

/// The same for objects.
const OF_OBJECTS: &[(&str, [&str; 3])] = &[
    ("acl", ["GetObjectAcl", "", ""]),
    ("attributes", ["GetObjectAttributes", "", ""]),
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
    let table = if address.key.is_empty() {
        OF_BUCKETS
    } else {
        OF_OBJECTS
    };
    let of = ["GET", "PUT", "DELETE"].iter().position(|m| *m == method);
    if let (Some(of), Some((_, operations))) = (of, table.iter().find(|(name, _)| has(name))) {
        return operations[of];
    }
    let copied = call.headers.contains_key("x-amz-copy-source");
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
