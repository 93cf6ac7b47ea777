//! Objects written: with their encryption, checksum, lock and tags.

use super::checksum::{self, Algorithm, Checksum};
use super::reply::{Outcome, Refusal, empty, header};
use super::request::Request;
use super::state::{Bucket, Tags, Version};
use super::{acl, conditions, encryption, lifecycle, lock, settings};
use crate::demo::wire::query;
use crate::demo::{Call, Response};
use bytes::Bytes;

/// The longest key, in bytes.
const LONGEST_KEY: usize = 1024;

/// The most metadata of the user, names included, in bytes.
const MOST_METADATA: usize = 2048;

const STORAGE_CLASSES: &[&str] = &[
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
];

/// Headers of a request that are kept with the object and answered again.
pub(super) fn kept_headers(call: &Call) -> Result<Vec<(String, String)>, Refusal> {
    let kept = [
        "content-type",
        "content-disposition",
        "content-encoding",
        "content-language",
        "cache-control",
        "expires",
        "x-amz-storage-class",
        "x-amz-website-redirect-location",
    ];
    let class = call.header("x-amz-storage-class");
    if class.is_some_and(|class| !STORAGE_CLASSES.contains(&class)) {
        return Err(Refusal::new(
            400,
            "InvalidStorageClass",
            "The storage class you specified is not valid",
        ));
    }
    let mut headers = Vec::new();
    let mut metadata = 0;
    for (name, value) in &call.headers {
        let name = name.as_str();
        let of_user = name.strip_prefix("x-amz-meta-");
        let Ok(value) = value.to_str() else { continue };
        metadata += of_user.map_or(0, |name| name.len() + value.len());
        if of_user.is_none() && !kept.contains(&name) || name == "x-amz-storage-class" && value == "STANDARD"
        {
            continue;
        }
        // aws-chunked is how it travelled, not what it is.
        let value = match name {
            "content-encoding" => value
                .split(',')
                .map(str::trim)
                .filter(|e| *e != "aws-chunked")
                .collect::<Vec<_>>()
                .join(","),
            _ => value.to_owned(),
        };
        if !value.is_empty() {
            headers.push((name.to_owned(), value));
        }
    }
    if metadata > MOST_METADATA {
        return Err(Refusal::new(
            400,
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
        ));
    }
    Ok(headers)
}

/// The tags of `x-amz-tagging`.
fn tags(call: &Call) -> Result<Tags, Refusal> {
    let tags = query::parse(call.header("x-amz-tagging").unwrap_or("")).0;
    check_object_tags(&tags)?;
    Ok(tags)
}

fn check_object_tags(tags: &Tags) -> Result<(), Refusal> {
    if tags.len() > 10 {
        return Err(Refusal::new(
            400,
            "BadRequest",
            "Object tags cannot be greater than 10",
        ));
    }
    settings::check_tags(tags)
}

/// A new version, before it has a body.
pub(super) fn draft(request: &Request<'_>) -> Result<Version, Refusal> {
    let bucket = request.bucket()?;
    if request.address.key.len() > LONGEST_KEY {
        return Err(Refusal::new(400, "KeyTooLongError", "Your key is too long"));
    }
    let id = if bucket.is_versioned() {
        request.ids.hex(32)
    } else {
        "null".to_owned()
    };
    Ok(Version {
        id,
        marker: false,
        modified: request.call.now,
        body: Bytes::new(),
        etag: String::new(),
        parts: Vec::new(),
        checksum: Checksum::of(Algorithm::Crc64Nvme, &[]),
        encryption: encryption::for_new(request, bucket)?,
        headers: kept_headers(request.call)?,
        tags: tags(request.call)?,
        lock: lock::for_new(request.call, bucket)?,
        acl: acl::for_new(request, bucket)?,
    })
}

/// Gives a version its bytes: with the ETag that its encryption allows.
pub(super) fn fill(version: &mut Version, body: Bytes, checksum: Checksum) {
    version.etag = if version.encryption.has_md5_etag() {
        checksum::etag(&body)
    } else {
        checksum::opaque_etag(&body)
    };
    version.checksum = checksum;
    version.body = body;
}

/// `PutObject`.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let mut version = draft(request)?;
    let body = request.call.body.clone();
    let announced = request.call.header("x-amz-decoded-content-length");
    if announced.is_some_and(|length| length != body.len().to_string()) {
        return Err(Refusal::new(
            400,
            "IncompleteBody",
            "You did not provide the number of bytes specified by the Content-Length HTTP header",
        ));
    }
    lock::check_integrity(request)?;
    let key = request.address.key.clone();
    conditions::of_write(request.call, request.bucket()?, &key)?;
    let brought = request.brought.take();
    let checksum = brought.unwrap_or_else(|| Checksum::of(Algorithm::Crc64Nvme, &body));
    fill(&mut version, body, checksum);
    let mut response = empty(200);
    describe_write(request.bucket()?, &key, &version, &mut response);
    write_checksum(&version.checksum, &mut response);
    if let Some(context) = request.call.header("x-amz-server-side-encryption-context") {
        header(&mut response, "x-amz-server-side-encryption-context", context);
    }
    request.bucket_mut()?.store(&key, version);
    Ok(response)
}

/// The headers that every write and read answers.
pub(super) fn describe_write(bucket: &Bucket, key: &str, version: &Version, response: &mut Response) {
    header(response, "etag", &format!("\"{}\"", version.etag));
    encryption::write(&version.encryption, response);
    lifecycle::tell(bucket, key, version, response);
    if bucket.versioning.is_some() {
        header(response, "x-amz-version-id", &version.id);
    }
}

/// The headers of a checksum.
pub(super) fn write_checksum(checksum: &Checksum, response: &mut Response) {
    header(response, checksum.algorithm.header(), &checksum.value);
    header(response, "x-amz-checksum-type", checksum.kind());
}

fn with_version(request: &Request<'_>, mut response: Response) -> Outcome {
    if request.bucket()?.versioning.is_some() {
        header(&mut response, "x-amz-version-id", &request.version()?.id);
    }
    Ok(response)
}

/// `GetObjectTagging`.
pub(super) fn object_tags(request: &mut Request<'_>) -> Outcome {
    let response = settings::tagging(&request.version()?.tags);
    with_version(request, response)
}

/// `PutObjectTagging`.
pub(super) fn put_object_tags(request: &mut Request<'_>) -> Outcome {
    let body = request.body("Tagging")?;
    let tags = settings::read_tags(body.child("TagSet").ok_or_else(Refusal::malformed)?)?;
    check_object_tags(&tags)?;
    request.change(|version| version.tags = tags)?;
    with_version(request, empty(200))
}

/// `DeleteObjectTagging`.
pub(super) fn delete_object_tags(request: &mut Request<'_>) -> Outcome {
    request.change(|version| version.tags.clear())?;
    with_version(request, empty(204))
}
