//! Listing keys and versions, by prefix, folder and page.

use super::objects::latest;
use super::reply::{Outcome, Refusal, document};
use super::state::{Bucket, Request, Version};
use crate::demo::wire::query;
use crate::demo::wire::xml::Writer;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::ops::Bound;

/// The most that a page may hold.
const LARGEST_PAGE: usize = 1000;

/// What a listing is asked for.
struct Asked<'a> {
    prefix: &'a str,
    delimiter: &'a str,
    size: usize,
    /// Whether keys are percent-encoded in the answer.
    encoded: bool,
}

impl<'a> Asked<'a> {
    fn read(request: &'a Request<'_>) -> Result<Self, Refusal> {
        let query = &request.call.query;
        let size = match query.get("max-keys") {
            None => LARGEST_PAGE,
            Some(text) => text
                .parse::<usize>()
                .map_err(|_| Refusal::argument("Provided max-keys not an integer or within integer range"))?
                .min(LARGEST_PAGE),
        };
        Ok(Self {
            prefix: query.text("prefix"),
            delimiter: query.text("delimiter"),
            size,
            encoded: query.get("encoding-type") == Some("url"),
        })
    }

    fn shown(&self, text: &str) -> String {
        if self.encoded {
            query::encode(text).replace("%2F", "/")
        } else {
            text.to_owned()
        }
    }

    /// The folder that a key is shown as, when it is below one.
    fn folder<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let below = key.get(self.prefix.len()..)?;
        let at = below.find(self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
    }

    fn write(&self, x: &mut Writer, name: &str) {
        x.text("Name", name);
        x.text("Prefix", self.shown(self.prefix));
        if !self.delimiter.is_empty() {
            x.text("Delimiter", self.shown(self.delimiter));
        }
        x.text("MaxKeys", self.size);
        if self.encoded {
            x.text("EncodingType", "url");
        }
    }
}

/// One page: keys, folders, and the last thing shown when there is more.
struct Page<'b> {
    keys: Vec<(&'b str, &'b Version)>,
    folders: Vec<String>,
    next: Option<String>,
}

fn page<'b>(bucket: &'b Bucket, asked: &Asked<'_>, after: &str) -> Page<'b> {
    let mut page = Page {
        keys: Vec::new(),
        folders: Vec::new(),
        next: None,
    };
    let mut last = String::new();
    let start = if after.is_empty() || after < asked.prefix {
        Bound::Included(asked.prefix.to_owned())
    } else {
        Bound::Excluded(after.to_owned())
    };
    for (key, _) in bucket.objects.range((start, Bound::Unbounded)) {
        if !key.starts_with(asked.prefix) {
            break;
        }
        let Some(version) = latest(bucket, key) else {
            continue;
        };
        let folder = asked.folder(key);
        // A page that ended with a folder goes on after all that is in it.
        if folder.is_some_and(|f| f == after || page.folders.last().is_some_and(|l| l == f)) {
            continue;
        }
        if page.keys.len() + page.folders.len() == asked.size {
            page.next = Some(last);
            break;
        }
        if let Some(folder) = folder {
            folder.clone_into(&mut last);
            page.folders.push(folder.to_owned());
        } else {
            key.clone_into(&mut last);
            page.keys.push((key, version));
        }
    }
    page
}

fn contents(x: &mut Writer, asked: &Asked<'_>, page: &Page<'_>, owner: bool) {
    for (key, version) in &page.keys {
        x.element("Contents", |x| {
            x.text("Key", asked.shown(key));
            facts(x, version);
            if owner {
                x.element("Owner", |x| x.text("ID", Request::owner()));
            }
        });
    }
    for folder in &page.folders {
        x.element("CommonPrefixes", |x| x.text("Prefix", asked.shown(folder)));
    }
}

fn facts(x: &mut Writer, version: &Version) {
    x.text("LastModified", version.modified.rfc3339());
    x.text("ETag", format!("\"{}\"", version.etag));
    x.text("ChecksumAlgorithm", version.checksum.algorithm.name());
    x.text("ChecksumType", version.checksum.kind());
    x.text("Size", version.body.len());
    let class = version.headers.iter().find(|(n, _)| n == "x-amz-storage-class");
    x.text("StorageClass", class.map_or("STANDARD", |(_, v)| v));
}

/// `ListObjectsV2`.
pub(super) fn objects(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let asked = Asked::read(request)?;
    let query = &request.call.query;
    let token = query.get("continuation-token");
    let after = match token {
        None => query.text("start-after").to_owned(),
        Some(token) => URL_SAFE_NO_PAD
            .decode(token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| Refusal::argument("The continuation token provided is incorrect"))?,
    };
    let page = page(bucket, &asked, &after);
    Ok(document("ListBucketResult", |x| {
        asked.write(x, &request.address.bucket);
        x.text("KeyCount", page.keys.len() + page.folders.len());
        x.maybe("StartAfter", query.get("start-after"));
        x.maybe("ContinuationToken", token);
        x.text("IsTruncated", page.next.is_some());
        let next = page.next.as_ref();
        x.maybe("NextContinuationToken", next.map(|n| URL_SAFE_NO_PAD.encode(n)));
        contents(x, &asked, &page, query.flag("fetch-owner") == Some(true));
    }))
}

/// `ListObjects`, version 1.
pub(super) fn objects_v1(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let asked = Asked::read(request)?;
    let marker = request.call.query.text("marker");
    let page = page(bucket, &asked, marker);
    Ok(document("ListBucketResult", |x| {
        asked.write(x, &request.address.bucket);
        x.text("Marker", asked.shown(marker));
        x.text("IsTruncated", page.next.is_some());
        if !asked.delimiter.is_empty() {
            x.maybe("NextMarker", page.next.as_ref().map(|n| asked.shown(n)));
        }
        contents(x, &asked, &page, true);
    }))
}

/// `ListObjectVersions`: by key, newest version first.
pub(super) fn versions(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let asked = Asked::read(request)?;
    let query = &request.call.query;
    let (key_marker, id_marker) = (query.text("key-marker"), query.get("version-id-marker"));
    let mut shown: Vec<(&str, &Version, bool)> = Vec::new();
    let mut folders: Vec<&str> = Vec::new();
    let mut last = (String::new(), None);
    let mut more = false;
    // With a version marker the page goes on inside the marked key.
    let start = match id_marker {
        Some(_) => Bound::Included(key_marker),
        None if key_marker.is_empty() => Bound::Unbounded,
        None => Bound::Excluded(key_marker),
    };
    'keys: for (key, versions) in bucket.objects.range::<str, _>((start, Bound::Unbounded)) {
        if !key.starts_with(asked.prefix) {
            continue;
        }
        if let Some(folder) = asked.folder(key) {
            if folder == key_marker || folders.last() == Some(&folder) {
                continue;
            }
            if shown.len() + folders.len() == asked.size {
                more = true;
                break;
            }
            folders.push(folder);
            last = (folder.to_owned(), None);
            continue;
        }
        let resumed = id_marker.filter(|_| key == key_marker);
        let seen = resumed.and_then(|id| versions.iter().rev().position(|v| v.id == id));
        for (at, version) in versions.iter().rev().enumerate() {
            if seen.is_some_and(|seen| at <= seen) {
                continue;
            }
            if shown.len() + folders.len() == asked.size {
                more = true;
                break 'keys;
            }
            shown.push((key, version, at == 0));
            last = (key.clone(), Some(version.id.clone()));
        }
    }
    Ok(document("ListVersionsResult", |x| {
        asked.write(x, &request.address.bucket);
        x.text("KeyMarker", asked.shown(key_marker));
        x.maybe("VersionIdMarker", id_marker);
        x.text("IsTruncated", more);
        if more {
            x.text("NextKeyMarker", asked.shown(&last.0));
            x.maybe("NextVersionIdMarker", last.1);
        }
        for (key, version, newest) in shown {
            let name = if version.marker { "DeleteMarker" } else { "Version" };
            x.element(name, |x| {
                x.text("Key", asked.shown(key));
                x.text("VersionId", &version.id);
                x.text("IsLatest", newest);
                if version.marker {
                    x.text("LastModified", version.modified.rfc3339());
                } else {
                    facts(x, version);
                }
                x.element("Owner", |x| x.text("ID", Request::owner()));
            });
        }
        for folder in folders {
            x.element("CommonPrefixes", |x| x.text("Prefix", asked.shown(folder)));
        }
    }))
}
