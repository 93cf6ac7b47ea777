//! Listing what is not finished: uploads of a bucket, parts of an upload.

use super::listing::{Asked, start_after};
use super::multipart::named;
use super::reply::{Outcome, Refusal, document};
use super::request::Request;
use super::state::{Part, Upload};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use std::ops::Bound;

/// A size of a page: at most 1,000.
fn size(request: &Request<'_>, name: &str) -> Result<usize, Refusal> {
    match request.call.query.get(name) {
        None => Ok(1000),
        Some(text) => text.parse::<usize>().map(|n| n.min(1000)).map_err(|_| {
            Refusal::argument(format!("Provided {name} not an integer or within integer range"))
        }),
    }
}

fn people(x: &mut Writer) {
    x.element("Initiator", |x| {
        x.text("ID", format!("arn:aws:iam::{ACCOUNT_ID}:root"));
    });
    x.element("Owner", |x| x.text("ID", Request::owner()));
}

/// `ListParts`.
pub(super) fn parts(request: &mut Request<'_>) -> Outcome {
    let upload = named(request)?;
    let query = &request.call.query;
    let after = query
        .get("part-number-marker")
        .and_then(|n| n.parse::<u32>().ok())
        .unwrap_or(0);
    let size = size(request, "max-parts")?;
    let mut rest = upload.parts.range(after.saturating_add(1)..);
    let page: Vec<(&u32, &Part)> = rest.by_ref().take(size).collect();
    let more = size > 0 && rest.next().is_some();
    let checksum = &upload.draft.checksum;
    Ok(document("ListPartsResult", |x| {
        x.text("Bucket", &request.address.bucket);
        x.text("Key", &request.address.key);
        x.text("UploadId", query.text("uploadId"));
        x.text("PartNumberMarker", after);
        x.maybe("NextPartNumberMarker", page.last().map(|(number, _)| *number));
        x.text("MaxParts", size);
        x.text("IsTruncated", more);
        x.text("StorageClass", upload.draft.storage_class());
        if upload.checksum_named {
            x.text("ChecksumAlgorithm", checksum.algorithm.name());
            x.text("ChecksumType", checksum.kind());
        }
        people(x);
        for (number, part) in page {
            x.element("Part", |x| {
                x.text("PartNumber", number);
                x.text("LastModified", part.modified.rfc3339());
                x.text("ETag", format!("\"{}\"", part.etag));
                x.text("Size", part.body.len());
                x.text(&part.checksum.algorithm.element(), &part.checksum.value);
            });
        }
    }))
}

/// `ListMultipartUploads`: by key, then by id; folders as in other listings.
pub(super) fn uploads(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let asked = Asked::read(request, "max-uploads")?;
    let query = &request.call.query;
    let (key_marker, id_marker) = (query.text("key-marker"), query.text("upload-id-marker"));
    // Without an id the page goes on after all uploads of the marked key.
    let start = if key_marker.is_empty() {
        Bound::Included((asked.prefix.to_owned(), String::new()))
    } else if id_marker.is_empty() {
        start_after(key_marker, asked.prefix).map(|key| (key, "\u{10ffff}".to_owned()))
    } else {
        Bound::Excluded((key_marker.to_owned(), id_marker.to_owned()))
    };
    let mut shown: Vec<(&str, &str, &Upload)> = Vec::new();
    let mut folders: Vec<&str> = Vec::new();
    let mut last = (String::new(), String::new());
    let mut more = false;
    for ((key, id), upload) in bucket.uploads.range((start, Bound::Unbounded)) {
        if !key.starts_with(asked.prefix) {
            break;
        }
        let folder = asked.folder(key);
        if folder.is_some_and(|f| f == key_marker || folders.last() == Some(&f)) {
            continue;
        }
        if shown.len() + folders.len() == asked.size {
            more = asked.size > 0;
            break;
        }
        if let Some(folder) = folder {
            folders.push(folder);
            last = (folder.to_owned(), String::new());
        } else {
            shown.push((key, id, upload));
            last = (key.clone(), id.clone());
        }
    }
    Ok(document("ListMultipartUploadsResult", |x| {
        x.text("Bucket", &request.address.bucket);
        x.text("KeyMarker", asked.shown(key_marker));
        x.text("UploadIdMarker", id_marker);
        x.text("NextKeyMarker", asked.shown(&last.0));
        x.text("NextUploadIdMarker", &last.1);
        x.text("Prefix", asked.shown(asked.prefix));
        if !asked.delimiter.is_empty() {
            x.text("Delimiter", asked.shown(asked.delimiter));
        }
        if asked.encoded {
            x.text("EncodingType", "url");
        }
        x.text("MaxUploads", asked.size);
        x.text("IsTruncated", more);
        for (key, id, upload) in shown {
            x.element("Upload", |x| {
                x.text("Key", asked.shown(key));
                x.text("UploadId", id);
                people(x);
                x.text("StorageClass", upload.draft.storage_class());
                x.text("Initiated", upload.started.rfc3339());
                if upload.checksum_named {
                    x.text("ChecksumAlgorithm", upload.draft.checksum.algorithm.name());
                    x.text("ChecksumType", upload.draft.checksum.kind());
                }
            });
        }
        for folder in folders {
            x.element("CommonPrefixes", |x| x.text("Prefix", asked.shown(folder)));
        }
    }))
}
