//! Copies inside the account: whole objects, and ranges as parts of an upload.

use super::checksum::{Algorithm, Checksum};
use super::encryption::Encryption;
use super::objects::{describe_write, draft, fill};
use super::reply::{Outcome, Refusal, document, header};
use super::request::Request;
use super::state::{Version, no_bucket};
use super::{conditions, customer, encryption, multipart};
use crate::demo::Response;
use crate::demo::wire::query;
use bytes::Bytes;

/// What is copied.
pub(super) struct Source {
    bucket: String,
    key: String,
    /// `versionId` of the header, when it names one.
    named: Option<String>,
    /// Whether its bucket keeps versions.
    versioned: bool,
    version: Version,
}

/// Finds and checks the source that `x-amz-copy-source` names, in any Region.
fn source(request: &Request<'_>) -> Result<Source, Refusal> {
    let header = request.call.header("x-amz-copy-source").unwrap_or("");
    let (path, named) = match header.split_once("?versionId=") {
        Some((path, id)) => (path, Some(query::decode_path(id))),
        None => (header, None),
    };
    let path = query::decode_path(path);
    let (name, key) = path
        .trim_start_matches('/')
        .split_once('/')
        .filter(|(name, key)| !name.is_empty() && !key.is_empty())
        .ok_or_else(|| {
            Refusal::argument("Copy Source must mention the source bucket and key: /sourcebucket/sourcekey")
        })?;
    request.check_owner("x-amz-source-expected-bucket-owner")?;
    let bucket = request.state.buckets.get(name).ok_or_else(no_bucket)?;
    let no_key = || Refusal::no_key().element("Key", key);
    let version = match &named {
        None => bucket.latest(key).ok_or_else(no_key)?,
        Some(id) => {
            let versions = bucket.objects.get(key).into_iter().flatten();
            let found = versions
                .into_iter()
                .find(|v| v.id == *id)
                .ok_or_else(|| Refusal::new(404, "NoSuchVersion", "The specified version does not exist."))?;
            if found.marker {
                return Err(Refusal::request(
                    "The source of a copy request may not specifically refer to a delete marker by version id.",
                ));
            }
            found
        }
    };
    match &version.encryption {
        Encryption::Managed => {}
        Encryption::Kms { key, .. } => encryption::decrypt(request, key)?,
        Encryption::Customer { key_md5 } => customer::check_source(request.call, key_md5)?,
    }
    conditions::of_copy(request.call, version)?;
    Ok(Source {
        bucket: name.to_owned(),
        key: key.to_owned(),
        named,
        versioned: bucket.versioning.is_some(),
        version: version.clone(),
    })
}

/// Whether a directive says `REPLACE`; absent it says `COPY`.
fn replaces(request: &Request<'_>, name: &str, what: &str) -> Result<bool, Refusal> {
    match request.call.header(name) {
        None | Some("COPY") => Ok(false),
        Some("REPLACE") => Ok(true),
        Some(_) => Err(Refusal::argument(format!("Unknown {what} directive."))),
    }
}

/// `CopyObject`: a new version with the source's bytes, its metadata and tags
/// unless the call replaces them, and the encryption of the destination.
pub(super) fn object(request: &mut Request<'_>) -> Outcome {
    let from = source(request)?;
    let metadata = replaces(request, "x-amz-metadata-directive", "metadata")?;
    let tags = replaces(request, "x-amz-tagging-directive", "tagging")?;
    refuse_to_itself(request, &from, metadata)?;
    let mut version = draft(request)?;
    if !metadata {
        // The class and the redirect are the copy's own.
        let own = ["x-amz-storage-class", "x-amz-website-redirect-location"];
        version.headers.retain(|(name, _)| own.contains(&name.as_str()));
        let kept = from.version.headers.iter();
        let kept = kept.filter(|(name, _)| !own.contains(&name.as_str()));
        version.headers.extend(kept.cloned());
    }
    if !tags {
        version.tags.clone_from(&from.version.tags);
    }
    let algorithm = match request.call.header("x-amz-checksum-algorithm") {
        Some(name) => Algorithm::named(name)?,
        None => from.version.checksum.algorithm,
    };
    let body = from.version.body.clone();
    let checksum = Checksum::of(algorithm, &body);
    fill(&mut version, body, checksum);
    let key = request.address.key.clone();
    conditions::of_write(request.call, request.bucket()?, &key)?;
    let mut response = document("CopyObjectResult", |x| {
        x.text("ETag", format!("\"{}\"", version.etag));
        x.text("LastModified", version.modified.rfc3339());
        x.text("ChecksumType", version.checksum.kind());
        x.text(&version.checksum.algorithm.element(), &version.checksum.value);
    });
    describe_write(request.bucket()?, &key, &version, &mut response);
    response.headers.remove("etag");
    tell_source(&from, &mut response);
    request.bucket_mut()?.store(&key, version);
    Ok(response)
}

fn tell_source(from: &Source, response: &mut Response) {
    if from.versioned {
        header(response, "x-amz-copy-source-version-id", &from.version.id);
    }
}

/// A copy onto itself must change something.
fn refuse_to_itself(request: &Request<'_>, from: &Source, metadata: bool) -> Result<(), Refusal> {
    let itself = from.bucket == request.address.bucket && from.key == request.address.key;
    let attributes = [
        "x-amz-storage-class",
        "x-amz-website-redirect-location",
        "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-checksum-algorithm",
    ];
    let changed = attributes
        .iter()
        .any(|name| request.call.headers.contains_key(*name));
    if itself && from.named.is_none() && !metadata && !changed {
        return Err(Refusal::request(
            "This copy request is illegal because it is trying to copy an object to itself without changing \
             the object's metadata, storage class, website redirect location or encryption attributes.",
        ));
    }
    Ok(())
}

/// `UploadPartCopy`.
pub(super) fn part(request: &mut Request<'_>) -> Outcome {
    let from = source(request)?;
    let body = match request.call.header("x-amz-copy-source-range") {
        None => from.version.body.clone(),
        Some(range) => slice(&from.version.body, range)?,
    };
    let part = multipart::add(request, body)?;
    let mut response = document("CopyPartResult", |x| {
        x.text("ETag", format!("\"{}\"", part.etag));
        x.text("LastModified", part.modified.rfc3339());
        x.text(&part.checksum.algorithm.element(), &part.checksum.value);
    });
    encryption::write(&multipart::named(request)?.draft.encryption, &mut response);
    tell_source(&from, &mut response);
    Ok(response)
}

/// `bytes=first-last`, both given and inside the source.
fn slice(body: &Bytes, range: &str) -> Result<Bytes, Refusal> {
    let bounds = range.strip_prefix("bytes=").and_then(|r| r.split_once('-'));
    let bounds = bounds.and_then(|(a, b)| Some((a.parse::<usize>().ok()?, b.parse::<usize>().ok()?)));
    let (first, last) = bounds.ok_or_else(|| {
        Refusal::argument(
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are \
             the zero-based offsets of the first and last bytes to copy",
        )
    })?;
    if first > last || last >= body.len() {
        return Err(Refusal::argument(format!(
            "Range specified is not valid for source object of size: {}",
            body.len()
        )));
    }
    Ok(body.slice(first..=last))
}
