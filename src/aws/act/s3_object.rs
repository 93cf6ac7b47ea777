//! Data files: uploaded encrypted, with a checksum, and never over another.
//!
//! What is sent is what was planned: the file is hashed again, S3 is given the
//! digest and refuses a body that does not match, and `If-None-Match: *` keeps
//! an object that is already there.

use super::answer::{failure, fatal, found, gone, made, seen};
use super::compare::Compared;
use super::s3::Buckets;
use super::tags::Owner;
use super::{misrouted, recorded};
use crate::aws::interlock::with_permit;
use crate::stack::spec::Tags;
use crate::stack::{ActError, ActErrorKind, Observed, Outputs, Permit, Spec};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode, ServerSideEncryption};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read;
use std::path::PathBuf;

/// The most that one `PutObject` takes.
const LARGEST: u64 = 5 * 1024 * 1024 * 1024;
/// Up to here a file is read once, hashed and sent from memory; beyond, it is
/// read twice and S3's check of the digest stands between.
const IN_MEMORY: u64 = 16 * 1024 * 1024;
const CHUNK: usize = 1024 * 1024;

/// Reads what is there.
pub(super) async fn observe(buckets: &Buckets, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    let Spec::PutObject { bucket, key, .. } = spec else {
        return Err(misrouted(spec));
    };
    let Some(mut compared) = compare(buckets, spec).await? else {
        return Ok(Observed::Absent);
    };
    let answer = buckets
        .s3
        .get_object_tagging()
        .bucket(bucket)
        .key(key)
        .expected_bucket_owner(buckets.account())
        .send()
        .await;
    let tags = seen("s3:GetObjectTagging", answer)?;
    let ours = owner.stack_owns(tags.tag_set().iter().map(|t| (t.key(), t.value())));
    Ok(compared.present(ours))
}

async fn compare(buckets: &Buckets, spec: &Spec) -> Result<Option<Compared>, ActError> {
    let Spec::PutObject {
        bucket,
        key,
        sha256,
        bytes,
        key_arn,
        ..
    } = spec
    else {
        return Err(misrouted(spec));
    };
    let operation = "s3:HeadObject";
    let answer = buckets
        .s3
        .head_object()
        .bucket(bucket)
        .key(key)
        .checksum_mode(ChecksumMode::Enabled)
        .expected_bucket_owner(buckets.account())
        .send()
        .await;
    let Some(head) = found(operation, answer)? else {
        return Ok(None);
    };
    let length = head.content_length().and_then(|l| u64::try_from(l).ok());
    let mut compared = Compared::default();
    compared
        .output("ObjectArn", Some(&buckets.arn(&format!("{bucket}/{key}"))))
        .output("VersionId", head.version_id())
        .text(
            "ServerSideEncryption",
            head.server_side_encryption().map(ServerSideEncryption::as_str),
            ServerSideEncryption::AwsKms.as_str(),
        )
        .text("SSEKMSKeyId", head.ssekms_key_id(), key_arn)
        .value("BucketKeyEnabled", head.bucket_key_enabled(), true)
        .value("ContentLength", length, *bytes)
        .text("ChecksumSHA256", head.checksum_sha256(), &in_base64(sha256));
    Ok(Some(compared))
}

/// A digest in hex, as S3 writes it; what is no hex can match nothing.
fn in_base64(hex: &str) -> String {
    let digits: Option<Vec<u8>> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .collect();
    digits.map_or_else(|| hex.to_owned(), |bytes| STANDARD.encode(bytes))
}

/// Makes the call.
pub(super) async fn act(buckets: &Buckets, permit: &Permit, spec: &Spec) -> Result<Outputs, ActError> {
    let Spec::PutObject {
        bucket,
        key,
        path,
        sha256,
        bytes,
        key_arn,
        tags,
    } = spec
    else {
        return Err(misrouted(spec));
    };
    let operation = spec.operation();
    let body = body(path, sha256, *bytes).await?;
    let call = buckets
        .s3
        .put_object()
        .bucket(bucket)
        .key(key)
        .body(body)
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .checksum_sha256(in_base64(sha256))
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id(key_arn)
        .bucket_key_enabled(true)
        .if_none_match("*")
        .tagging(query(tags))
        .expected_bucket_owner(buckets.account());
    // The SDK's future of this call is large.
    let answer = Box::pin(with_permit(permit, call.send())).await;
    if let Some(failure) = failure(operation, &answer) {
        if failure.is("PreconditionFailed") || failure.status == Some(412) {
            return there_already(buckets, spec).await;
        }
        // Another upload to the same key was under way.
        if failure.is("ConditionalRequestConflict") {
            return Err(ActError {
                kind: ActErrorKind::Retry,
                ..failure.act_error()
            });
        }
    }
    let answer = made(operation, answer)?;
    let arn = buckets.arn(&format!("{bucket}/{key}"));
    let mut outputs = Outputs::from([("ObjectArn".to_owned(), arn)]);
    if let Some(version) = answer.version_id {
        outputs.insert("VersionId".to_owned(), version);
    }
    Ok(outputs)
}

/// The object exists: it is either what we would have sent, or not ours to
/// replace.
async fn there_already(buckets: &Buckets, spec: &Spec) -> Result<Outputs, ActError> {
    let operation = spec.operation();
    let Some(mut compared) = compare(buckets, spec).await? else {
        return Err(super::answer::wait(
            operation,
            "the object was there and is gone again",
        ));
    };
    match compared.present(true) {
        Observed::Present {
            outputs, differences, ..
        } if differences.is_empty() => Ok(outputs),
        Observed::Present { differences, .. } => {
            let fields: Vec<_> = differences.iter().map(|d| d.field.as_str()).collect();
            Err(ActError {
                operation: operation.to_owned(),
                kind: ActErrorKind::Conflict,
                message: format!(
                    "PreconditionFailed: another object has this key and differs in {}; it is left as it is",
                    fields.join(", ")
                ),
            })
        }
        Observed::Absent => Err(super::answer::wait(operation, "the object is gone again")),
    }
}

/// The file, if it is still what was planned.
async fn body(path: &str, sha256: &str, bytes: u64) -> Result<ByteStream, ActError> {
    let operation = "s3:PutObject";
    if bytes > LARGEST {
        return Err(fatal(
            operation,
            format!("{path} is larger than the 5 GiB that one upload takes; split it"),
        ));
    }
    let file = PathBuf::from(path);
    let read = tokio::task::spawn_blocking(move || read(&file, bytes <= IN_MEMORY))
        .await
        .map_err(|e| fatal(operation, format!("{path} could not be read: {e}")))?;
    let (digest, length, kept) =
        read.map_err(|e| fatal(operation, format!("{path} could not be read: {e}")))?;
    if !digest.eq_ignore_ascii_case(sha256) || length != bytes {
        return Err(fatal(
            operation,
            format!("{path} has changed since the plan was made; plan again"),
        ));
    }
    match kept {
        Some(content) => Ok(ByteStream::from(content)),
        None => ByteStream::from_path(path)
            .await
            .map_err(|e| fatal(operation, format!("{path} could not be read: {e}"))),
    }
}

/// A file's digest in hex, its length, and its content when it is to be kept.
fn read(path: &PathBuf, keep: bool) -> std::io::Result<(String, u64, Option<Vec<u8>>)> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut length = 0_u64;
    let mut kept = keep.then(Vec::new);
    let mut chunk = vec![0_u8; CHUNK];
    loop {
        let count = file.read(&mut chunk)?;
        if count == 0 {
            break;
        }
        hash.update(&chunk[..count]);
        length += count as u64;
        if let Some(kept) = &mut kept {
            kept.extend_from_slice(&chunk[..count]);
        }
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    Ok((hex, length, kept))
}

/// Tags as a query string, as the header wants them.
fn query(tags: &Tags) -> String {
    let pairs = tags.iter().map(|(k, v)| format!("{}={}", encoded(k), encoded(v)));
    pairs.collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Takes back what the step made: the version that was uploaded, for good.
pub(super) async fn undo(
    buckets: &Buckets,
    permit: &Permit,
    spec: &Spec,
    outputs: &Outputs,
) -> Result<(), ActError> {
    let Spec::PutObject { bucket, key, .. } = spec else {
        return Err(misrouted(spec));
    };
    // Only what an upload answered is ours to delete.
    recorded(spec, outputs, "ObjectArn")?;
    let call = buckets
        .s3
        .delete_object()
        .bucket(bucket)
        .key(key)
        .set_version_id(outputs.get("VersionId").cloned())
        .expected_bucket_owner(buckets.account());
    gone("s3:DeleteObject", with_permit(permit, call.send()).await)
}
