//! Deleting: a marker in a versioned bucket, one version when it is named.

use super::encryption::Encryption;
use super::reply::{Outcome, Refusal, document, empty, header};
use super::request::Request;
use super::state::{Bucket, Lock, Version};
use super::{acl, checksum, conditions, lock};
use crate::demo::Call;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Element;
use bytes::Bytes;

/// The most keys that one `DeleteObjects` may name.
const MOST: usize = 1000;

/// One key of `DeleteObjects`, with its conditions.
struct Wanted<'e> {
    key: &'e str,
    version: Option<&'e str>,
    etag: Option<&'e str>,
    modified: Option<&'e str>,
    size: Option<&'e str>,
}

impl<'e> Wanted<'e> {
    fn read(object: &'e Element) -> Result<Self, Refusal> {
        let key = object.child("Key").ok_or_else(Refusal::malformed)?;
        Ok(Self {
            key: &key.text,
            version: object.at("VersionId"),
            etag: object.at("ETag"),
            modified: object.at("LastModifiedTime"),
            size: object.at("Size"),
        })
    }
}

/// The version that a deletion is about, when it is there.
fn meant<'b>(bucket: &'b Bucket, key: &str, version: Option<&str>) -> Option<&'b Version> {
    match version {
        None => bucket.latest(key),
        Some(id) => bucket.objects.get(key)?.iter().find(|v| v.id == id),
    }
}

/// What became of a key.
struct Deleted {
    /// The version that is gone, when one was named.
    version: Option<String>,
    /// The delete marker that was made, or is gone.
    marker: Option<String>,
}

/// `DeleteObject`: a key that is not there is deleted all the same.
pub(super) fn one(request: &mut Request<'_>) -> Outcome {
    let version = request.call.query.get("versionId").map(str::to_owned);
    let key = request.address.key.clone();
    let (call, ids) = (request.call, request.ids);
    let [etag, modified, size] = [
        "if-match",
        "x-amz-if-match-last-modified-time",
        "x-amz-if-match-size",
    ]
    .map(|name| call.header(name));
    let bucket = request.bucket_mut()?;
    conditions::of_deletion(etag, modified, size, meant(bucket, &key, version.as_deref()))?;
    let done = delete(bucket, call, ids, &key, version)?;
    let mut response = empty(204);
    if done.marker.is_some() {
        header(&mut response, "x-amz-delete-marker", "true");
    }
    if let Some(id) = done.version.or(done.marker) {
        header(&mut response, "x-amz-version-id", &id);
    }
    Ok(response)
}

/// `DeleteObjects`: each key by itself; one that is held does not stop the
/// others.
pub(super) fn many(request: &mut Request<'_>) -> Outcome {
    let body = request.body("Delete")?;
    if request.brought.is_none() && !request.call.headers.contains_key("content-md5") {
        return Err(Refusal::request(
            "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
        ));
    }
    let quiet = body.at("Quiet") == Some("true");
    let objects: Vec<Wanted<'_>> = body
        .all("Object")
        .map(Wanted::read)
        .collect::<Result<_, Refusal>>()?;
    if objects.is_empty() || objects.len() > MOST {
        return Err(Refusal::malformed());
    }
    let (call, ids) = (request.call, request.ids);
    let bucket = request.bucket_mut()?;
    let outcomes: Vec<_> = objects
        .into_iter()
        .map(|wanted| {
            let version = wanted.version.map(str::to_owned);
            let here = meant(bucket, wanted.key, wanted.version);
            let outcome = conditions::of_deletion(wanted.etag, wanted.modified, wanted.size, here)
                .and_then(|()| delete(bucket, call, ids, wanted.key, version));
            (wanted.key, wanted.version, outcome)
        })
        .collect();
    Ok(document("DeleteResult", |x| {
        for (key, version, outcome) in outcomes {
            match outcome {
                Ok(_) if quiet => {}
                Ok(done) => x.element("Deleted", |x| {
                    x.text("Key", key);
                    x.maybe("VersionId", version);
                    if let Some(marker) = done.marker {
                        x.text("DeleteMarker", true);
                        x.text("DeleteMarkerVersionId", marker);
                    }
                }),
                Err(refusal) => x.element("Error", |x| {
                    x.text("Key", key);
                    x.maybe("VersionId", version);
                    x.text("Code", refusal.code);
                    x.text("Message", refusal.message);
                }),
            }
        }
    }))
}

fn delete(
    bucket: &mut Bucket,
    call: &Call,
    ids: &Ids,
    key: &str,
    version: Option<String>,
) -> Result<Deleted, Refusal> {
    let Some(id) = version else {
        return Ok(Deleted {
            version: None,
            marker: hide(bucket, call, ids, key),
        });
    };
    let mut marker = None;
    if id != "null" && (id.len() != 32 || !id.bytes().all(|b| b.is_ascii_hexdigit())) {
        return Err(Refusal::argument("Invalid version id specified"));
    }
    if let Some(versions) = bucket.objects.get_mut(key) {
        if let Some(at) = versions.iter().position(|v| v.id == id) {
            lock::check_deletion(call, &versions[at])?;
            marker = versions.remove(at).marker.then(|| id.clone());
        }
        if versions.is_empty() {
            bucket.objects.remove(key);
        }
    }
    Ok(Deleted {
        version: Some(id),
        marker,
    })
}

/// Deletes without naming a version. Gives the marker's id where versions are
/// or were kept.
fn hide(bucket: &mut Bucket, call: &Call, ids: &Ids, key: &str) -> Option<String> {
    let id = match bucket.versioning.as_deref() {
        None => {
            bucket.objects.remove(key);
            return None;
        }
        Some("Enabled") => ids.hex(32),
        Some(_) => "null".to_owned(),
    };
    let marker = Version {
        id: id.clone(),
        marker: true,
        modified: call.now,
        body: Bytes::new(),
        etag: String::new(),
        parts: Vec::new(),
        checksum: checksum::Checksum::of(checksum::Algorithm::Crc64Nvme, &[]),
        encryption: Encryption::Managed,
        headers: Vec::new(),
        tags: Vec::new(),
        lock: Lock::default(),
        acl: acl::private(),
    };
    bucket.store(key, marker);
    Some(id)
}
