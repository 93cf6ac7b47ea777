//! Objects: put with their encryption and checksum, read back with them.

use super::checksum::{self, Algorithm, Checksum};
use super::reply::{Outcome, Refusal, document, empty, header, http_date};
use super::state::{Bucket, Request, Tags, Version};
use super::{encryption, lock, settings};
use crate::demo::wire::query;
use crate::demo::{Call, Response};
use bytes::Bytes;

/// The longest key, in bytes.
const LONGEST_KEY: usize = 1024;

/// Headers of a request that are kept with the object and answered again.
fn kept_headers(call: &Call) -> Vec<(String, String)> {
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
    call.headers
        .iter()
        .filter(|(name, _)| kept.contains(&name.as_str()) || name.as_str().starts_with("x-amz-meta-"))
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .filter_map(|(name, value)| {
            // aws-chunked is how it travelled, not what it is.
            let value = match name.as_str() {
                "content-encoding" => value
                    .split(',')
                    .map(str::trim)
                    .filter(|e| *e != "aws-chunked")
                    .collect::<Vec<_>>()
                    .join(","),
                _ => value,
            };
            (!value.is_empty()).then_some((name, value))
        })
        .collect()
}

/// The tags of `x-amz-tagging`.
fn tags(call: &Call) -> Result<Tags, Refusal> {
    let tags = query::parse(call.header("x-amz-tagging").unwrap_or("")).0;
    if tags.len() > 10 {
        return Err(Refusal::new(
            400,
            "BadRequest",
            "Object tags cannot be greater than 10",
        ));
    }
    Ok(tags)
}

/// A new version, before it has a body.
pub(super) fn draft(request: &Request<'_>) -> Result<Version, Refusal> {
    let bucket = request.bucket()?;
    if request.address.key.len() > LONGEST_KEY {
        return Err(Refusal::new(400, "KeyTooLongError", "Your key is too long"));
    }
    let public = request
        .call
        .header("x-amz-acl")
        .map(super::acl::canned)
        .transpose()?;
    if let Some(grants) = public.filter(|g| *g != super::acl::private()) {
        let blocked = bucket.public_access_block.as_ref();
        if bucket.ownership.as_deref() == Some("BucketOwnerEnforced") {
            return Err(Refusal::new(
                400,
                "AccessControlListNotSupported",
                "The bucket does not allow ACLs",
            ));
        }
        if super::acl::is_public(&grants) && blocked.is_some_and(|b| b.block_public_acls) {
            return Err(Refusal::denied(
                "Access Denied: public ACLs are blocked by the BlockPublicAcls setting",
            ));
        }
        return Err(Refusal::new(
            501,
            "NotImplemented",
            "The embedded account keeps no object ACLs.",
        ));
    }
    Ok(Version {
        id: if bucket.is_versioned() {
            request.ids.hex(32)
        } else {
            "null".to_owned()
        },
        marker: false,
        modified: request.call.now,
        body: Bytes::new(),
        etag: String::new(),
        parts: None,
        checksum: Checksum::of(Algorithm::Crc64Nvme, &[]),
        encryption: encryption::for_new(request.call, bucket)?,
        headers: kept_headers(request.call),
        tags: tags(request.call)?,
        lock: lock::for_new(request.call, bucket)?,
    })
}

/// Puts a version on top of its key: a `null` version takes the place of the
/// one before it.
pub(super) fn store(bucket: &mut Bucket, key: &str, version: Version) {
    let versions = bucket.objects.entry(key.to_owned()).or_default();
    if version.id == "null" {
        versions.retain(|v| v.id != "null");
    }
    versions.push(version);
}

/// `If-Match` and `If-None-Match` of a write.
pub(super) fn check_write(request: &Request<'_>) -> Result<(), Refusal> {
    let latest = latest(request.bucket()?, &request.address.key);
    let failed = || {
        Refusal::new(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
        )
    };
    if request.call.header("if-none-match").is_some() && latest.is_some() {
        return Err(failed());
    }
    match (request.call.header("if-match"), latest) {
        (Some(_), None) => Err(Refusal::no_key()),
        (Some(etag), Some(version)) if etag.trim_matches('"') != version.etag => Err(failed()),
        _ => Ok(()),
    }
}

/// `PutObject`.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let mut version = draft(request)?;
    let body = request.call.body.clone();
    let brought = checksum::brought(&request.call.headers, &body)?;
    check_write(request)?;
    version.checksum = brought.unwrap_or_else(|| Checksum::of(Algorithm::Crc64Nvme, &body));
    version.etag = checksum::etag(&body);
    version.body = body;
    let mut response = empty(200);
    describe_write(request.bucket()?, &version, &mut response);
    write_checksum(&version.checksum, &mut response);
    let key = request.address.key.clone();
    store(request.bucket_mut()?, &key, version);
    Ok(response)
}

/// The headers that every write answers.
pub(super) fn describe_write(bucket: &Bucket, version: &Version, response: &mut Response) {
    header(response, "etag", &format!("\"{}\"", version.etag));
    encryption::write(&version.encryption, response);
    if bucket.versioning.is_some() {
        header(response, "x-amz-version-id", &version.id);
    }
}

fn write_checksum(checksum: &Checksum, response: &mut Response) {
    header(response, checksum.algorithm.header(), &checksum.value);
    header(response, "x-amz-checksum-type", checksum.kind());
}

/// The newest version of a key, unless it is a delete marker.
pub(super) fn latest<'a>(bucket: &'a Bucket, key: &str) -> Option<&'a Version> {
    bucket
        .objects
        .get(key)
        .and_then(|versions| versions.last())
        .filter(|v| !v.marker)
}

/// The version that a call names, or the newest.
pub(super) fn named<'a>(request: &'a Request<'_>) -> Result<&'a Version, Refusal> {
    let bucket = request.bucket()?;
    let versions = bucket.objects.get(&request.address.key);
    let Some(id) = request.call.query.get("versionId") else {
        let newest = versions.and_then(|v| v.last()).ok_or_else(Refusal::no_key)?;
        return if newest.marker {
            Err(Refusal::no_key().with("x-amz-delete-marker", "true"))
        } else {
            Ok(newest)
        };
    };
    let version = versions
        .and_then(|v| v.iter().find(|v| v.id == id))
        .ok_or_else(|| Refusal::new(404, "NoSuchVersion", "The specified version does not exist."))?;
    if version.marker {
        return Err(Refusal::new(
            405,
            "MethodNotAllowed",
            "The specified method is not allowed against this resource.",
        )
        .with("x-amz-delete-marker", "true"));
    }
    Ok(version)
}

/// Changes the version that a call names.
pub(super) fn change(request: &mut Request<'_>, change: impl FnOnce(&mut Version)) -> Result<(), Refusal> {
    let id = named(request)?.id.clone();
    let key = request.address.key.clone();
    let versions = request.bucket_mut()?.objects.get_mut(&key);
    let version = versions.and_then(|v| v.iter_mut().find(|v| v.id == id));
    change(version.ok_or_else(Refusal::no_key)?);
    Ok(())
}

/// `GetObject` and `HeadObject`; the body of a HEAD is left out later.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let version = named(request)?;
    let quoted = format!("\"{}\"", version.etag);
    let matches = |given: &str| given == "*" || given.trim_matches('"') == version.etag;
    if request.call.header("if-match").is_some_and(|m| !matches(m)) {
        return Err(Refusal::new(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
        ));
    }
    let mut response = empty(200);
    header(&mut response, "etag", &quoted);
    header(&mut response, "last-modified", &http_date(version.modified));
    if request.call.header("if-none-match").is_some_and(matches) {
        response.status = 304;
        return Ok(response);
    }
    let (body, range) = ranged(request.call.header("range"), &version.body)?;
    header(&mut response, "accept-ranges", "bytes");
    header(&mut response, "content-length", &body.len().to_string());
    header(&mut response, "content-type", "binary/octet-stream");
    describe_write(bucket, version, &mut response);
    for (name, value) in &version.headers {
        header(&mut response, name, value);
    }
    if !version.tags.is_empty() {
        header(
            &mut response,
            "x-amz-tagging-count",
            &version.tags.len().to_string(),
        );
    }
    if let Some((mode, until)) = &version.lock.retention {
        header(&mut response, "x-amz-object-lock-mode", mode);
        header(
            &mut response,
            "x-amz-object-lock-retain-until-date",
            &until.rfc3339(),
        );
    }
    if version.lock.legal_hold {
        header(&mut response, "x-amz-object-lock-legal-hold", "ON");
    }
    if let Some(range) = range {
        response.status = 206;
        header(&mut response, "content-range", &range);
    } else if request.call.header("x-amz-checksum-mode") == Some("ENABLED") {
        write_checksum(&version.checksum, &mut response);
    }
    response.body = body;
    Ok(response)
}

/// The part of a body that a `Range` header asks for, and its `Content-Range`.
fn ranged(range: Option<&str>, body: &Bytes) -> Result<(Bytes, Option<String>), Refusal> {
    let length = body.len();
    let Some((from, to)) = range
        .and_then(|r| r.strip_prefix("bytes="))
        .and_then(|r| r.split_once('-'))
    else {
        return Ok((body.clone(), None));
    };
    let unsatisfiable = || Refusal::new(416, "InvalidRange", "The requested range is not satisfiable");
    let number = |text: &str| text.parse::<usize>().ok();
    let (start, end) = match (number(from), number(to)) {
        (Some(start), end) => (start, end.map_or(length, |end| end.saturating_add(1).min(length))),
        (None, Some(suffix)) => (length.saturating_sub(suffix), length),
        (None, None) => return Ok((body.clone(), None)),
    };
    if start >= end {
        return Err(unsatisfiable());
    }
    Ok((
        body.slice(start..end),
        Some(format!("bytes {start}-{}/{length}", end - 1)),
    ))
}

/// `GetObjectAttributes`.
pub(super) fn attributes(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let version = named(request)?;
    let asked: Vec<&str> = request
        .call
        .headers
        .get_all("x-amz-object-attributes")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(str::trim)
        .collect();
    let class = version.headers.iter().find(|(n, _)| n == "x-amz-storage-class");
    let mut response = document("GetObjectAttributesResponse", |x| {
        if asked.contains(&"ETag") {
            x.text("ETag", &version.etag);
        }
        if asked.contains(&"Checksum") {
            x.element("Checksum", |x| {
                x.text(&version.checksum.algorithm.element(), &version.checksum.value);
                x.text("ChecksumType", version.checksum.kind());
            });
        }
        if let (true, Some(parts)) = (asked.contains(&"ObjectParts"), version.parts) {
            x.element("ObjectParts", |x| x.text("PartsCount", parts));
        }
        if asked.contains(&"StorageClass") {
            x.text("StorageClass", class.map_or("STANDARD", |(_, v)| v));
        }
        if asked.contains(&"ObjectSize") {
            x.text("ObjectSize", version.body.len());
        }
    });
    header(&mut response, "last-modified", &http_date(version.modified));
    if bucket.versioning.is_some() {
        header(&mut response, "x-amz-version-id", &version.id);
    }
    Ok(response)
}

/// `CopyObject` inside the account: a new version with the source's bytes, and
/// its metadata unless the call replaces them.
pub(super) fn copy(request: &mut Request<'_>) -> Outcome {
    let source = request.call.header("x-amz-copy-source").unwrap_or("");
    let (path, id) = source.split_once("?versionId=").unwrap_or((source, ""));
    let path = query::decode_path(path.trim_start_matches('/'));
    let (name, key) = path
        .split_once('/')
        .ok_or_else(|| Refusal::argument("Copy Source must mention the source bucket and key"))?;
    let bucket = request
        .state
        .buckets
        .get(name)
        .ok_or_else(super::state::no_bucket)?;
    let found = if id.is_empty() {
        latest(bucket, key)
    } else {
        let versions = bucket.objects.get(key).into_iter().flatten();
        versions.into_iter().find(|v| v.id == id && !v.marker)
    };
    let from = found.ok_or_else(Refusal::no_key)?.clone();
    let mut version = draft(request)?;
    if request.call.header("x-amz-metadata-directive") != Some("REPLACE") {
        version.headers = from.headers;
    }
    if request.call.header("x-amz-tagging-directive") != Some("REPLACE") {
        version.tags = from.tags;
    }
    version.etag = checksum::etag(&from.body);
    version.checksum = Checksum::of(from.checksum.algorithm, &from.body);
    version.body = from.body;
    let mut response = document("CopyObjectResult", |x| {
        x.text("ETag", format!("\"{}\"", version.etag));
        x.text("LastModified", version.modified.rfc3339());
        x.text(&version.checksum.algorithm.element(), &version.checksum.value);
        x.text("ChecksumType", version.checksum.kind());
    });
    describe_write(request.bucket()?, &version, &mut response);
    let key = request.address.key.clone();
    store(request.bucket_mut()?, &key, version);
    Ok(response)
}

/// `GetObjectTagging`.
pub(super) fn object_tags(request: &mut Request<'_>) -> Outcome {
    Ok(settings::tagging(&named(request)?.tags))
}

/// `PutObjectTagging`.
pub(super) fn put_object_tags(request: &mut Request<'_>) -> Outcome {
    let body = request.body("Tagging")?;
    let tags = settings::read_tags(body.child("TagSet").ok_or_else(Refusal::malformed)?)?;
    change(request, |version| version.tags = tags)?;
    Ok(empty(200))
}

/// `DeleteObjectTagging`.
pub(super) fn delete_object_tags(request: &mut Request<'_>) -> Outcome {
    change(request, |version| version.tags.clear())?;
    Ok(empty(204))
}

/// `GetObjectAcl`: the owner's alone, for none other is kept.
pub(super) fn acl(request: &mut Request<'_>) -> Outcome {
    named(request)?;
    Ok(super::acl::answer(&super::acl::private()))
}
