//! Listing keys, by prefix, folder and page.

use super::reply::{Outcome, Refusal, document};
use super::request::Request;
use super::state::{Bucket, Version};
use crate::demo::wire::query;
use crate::demo::wire::xml::Writer;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::ops::Bound;

/// The most that a page may hold.
const LARGEST_PAGE: usize = 1000;

/// What a listing is asked for.
pub(super) struct Asked<'a> {
    pub(super) prefix: &'a str,
    pub(super) delimiter: &'a str,
    pub(super) size: usize,
    /// Whether keys are percent-encoded in the answer.
    pub(super) encoded: bool,
}

impl<'a> Asked<'a> {
    /// Reads the parameters; `most` names that of the page's size.
    pub(super) fn read(request: &'a Request<'_>, most: &str) -> Result<Self, Refusal> {
        let query = &request.call.query;
        let size = match query.get(most) {
            None => LARGEST_PAGE,
            Some(text) => text
                .parse::<usize>()
                .map_err(|_| {
                    Refusal::argument(format!("Provided {most} not an integer or within integer range"))
                })?
                .min(LARGEST_PAGE),
        };
        if query.get("encoding-type").is_some_and(|kind| kind != "url") {
            return Err(Refusal::argument("Invalid Encoding Method specified in Request"));
        }
        Ok(Self {
            prefix: query.text("prefix"),
            delimiter: query.text("delimiter"),
            size,
            encoded: query.get("encoding-type") == Some("url"),
        })
    }

    /// A key as the answer writes it: with `encoding-type=url` as a form
    /// would, slashes apart.
    pub(super) fn shown(&self, text: &str) -> String {
        if self.encoded {
            query::encode(text).replace("%2F", "/").replace("%20", "+")
        } else {
            text.to_owned()
        }
    }

    /// The folder that a key is shown as, when it is below one.
    pub(super) fn folder<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let below = key.get(self.prefix.len()..)?;
        let at = below.find(self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
    }

    pub(super) fn write(&self, x: &mut Writer, name: &str) {
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

/// Where a listing goes on: after a marker, but not before the prefix.
pub(super) fn start_after(marker: &str, prefix: &str) -> Bound<String> {
    if marker.is_empty() || marker < prefix {
        Bound::Included(prefix.to_owned())
    } else {
        Bound::Excluded(marker.to_owned())
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
    // A page of no keys is whole: S3 does not call it truncated.
    if asked.size == 0 {
        return page;
    }
    let start = start_after(after, asked.prefix);
    for (key, versions) in bucket.objects.range((start, Bound::Unbounded)) {
        if !key.starts_with(asked.prefix) {
            break;
        }
        let Some(version) = versions.last().filter(|v| !v.marker) else {
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

/// What a listing tells of a version.
pub(super) fn facts(x: &mut Writer, version: &Version) {
    x.text("LastModified", version.modified.rfc3339());
    x.text("ETag", format!("\"{}\"", version.etag));
    x.text("ChecksumAlgorithm", version.checksum.algorithm.name());
    x.text("ChecksumType", version.checksum.kind());
    x.text("Size", version.body.len());
    x.text("StorageClass", version.storage_class());
}

/// `ListObjectsV2`.
pub(super) fn objects(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let asked = Asked::read(request, "max-keys")?;
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
        x.maybe("StartAfter", query.get("start-after").map(|key| asked.shown(key)));
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
    let asked = Asked::read(request, "max-keys")?;
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
