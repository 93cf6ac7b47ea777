//! Which bucket and key a request names, and which endpoint it came to.

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
    /// `bucket.s3.localhost/key`, `bucket.localhost/key`, or
    /// `host/bucket/key`.
    pub(super) fn of(call: &Call) -> Self {
        let host = call.host.split(':').next().unwrap_or("");
        let path = call.path.strip_prefix('/').unwrap_or(&call.path);
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
        if local == "s3" || local.starts_with("s3.") {
            return None;
        }
        let end = local
            .rfind(".s3.")
            .or_else(|| local.strip_suffix(".s3").map(str::len));
        return Some(&local[..end.unwrap_or(local.len())]);
    }
    let labels = host.strip_suffix(".amazonaws.com")?;
    [".s3.", ".s3-fips.", ".s3-accelerate", ".s3-"]
        .iter()
        .find_map(|mark| labels.rfind(mark))
        .or_else(|| labels.len().checked_sub(3).filter(|at| labels[*at..] == *".s3"))
        .map(|at| &host[..at])
}

/// The labels of an AWS host after the one that names S3.
fn after_s3(host: &str) -> Option<Vec<&str>> {
    let host = host.split(':').next().unwrap_or("");
    let labels: Vec<&str> = host.strip_suffix(".amazonaws.com")?.split('.').collect();
    let at = labels
        .iter()
        .rposition(|label| ["s3", "s3-fips", "s3-accelerate"].contains(label))?;
    Some(labels[at + 1..].to_vec())
}

/// The Region that an AWS endpoint names. Loopback names none: there the
/// signature alone says which Region is called.
pub(super) fn endpoint_region(host: &str) -> Option<&str> {
    let labels = after_s3(host)?;
    labels.into_iter().find(|label| *label != "dualstack")
}

/// Whether the host is the global endpoint, which any Region may answer.
pub(super) fn is_global(host: &str) -> bool {
    after_s3(host).is_some_and(|labels| labels.is_empty())
}
