//! Objects read: whole, in ranges and parts, or only their headers and
//! attributes.

use super::conditions::{self, Read};
use super::objects::{describe_write, write_checksum};
use super::reply::{Outcome, Refusal, document, empty, header, http_date};
use super::request::Request;
use super::state::Version;
use super::{customer, encryption};
use crate::demo::{Call, Response};
use bytes::Bytes;

/// Query parameters that a signed GET may replace headers with.
const REPLACED: &[(&str, &str)] = &[
    ("response-cache-control", "cache-control"),
    ("response-content-disposition", "content-disposition"),
    ("response-content-encoding", "content-encoding"),
    ("response-content-language", "content-language"),
    ("response-content-type", "content-type"),
    ("response-expires", "expires"),
];

/// `GetObject` and `HeadObject`; the body of a HEAD is left out later.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let version = request.version()?;
    let call = request.call;
    encryption::check_read(request, &version.encryption)?;
    let mut response = empty(200);
    header(&mut response, "last-modified", &http_date(version.modified));
    if conditions::of_read(call, version)? == Read::NotModified {
        response.status = 304;
        header(&mut response, "etag", &format!("\"{}\"", version.etag));
        return Ok(response);
    }
    let archived = ["GLACIER", "DEEP_ARCHIVE"].contains(&version.storage_class());
    if archived && call.method == "GET" {
        return Err(Refusal::new(
            403,
            "InvalidObjectState",
            "The operation is not valid for the object's storage class",
        )
        .element("StorageClass", version.storage_class()));
    }
    let (body, range) = match call.query.get("partNumber") {
        Some(number) => of_part(call, number, version)?,
        None => ranged(call.header("range"), &version.body)?,
    };
    header(&mut response, "accept-ranges", "bytes");
    header(&mut response, "content-length", &body.len().to_string());
    header(&mut response, "content-type", "binary/octet-stream");
    describe_write(bucket, &request.address.key, version, &mut response);
    for (name, value) in &version.headers {
        header(&mut response, name, value);
    }
    describe(version, &mut response);
    replace(call, &mut response)?;
    if call.query.has("partNumber") && !version.parts.is_empty() {
        let count = version.parts.len().to_string();
        header(&mut response, "x-amz-mp-parts-count", &count);
    }
    if let Some(range) = range {
        response.status = 206;
        header(&mut response, "content-range", &range);
    } else if call.header("x-amz-checksum-mode") == Some("ENABLED") {
        write_checksum(&version.checksum, &mut response);
    }
    response.body = body;
    Ok(response)
}

/// Tags and lock of what is read.
fn describe(version: &Version, response: &mut Response) {
    if !version.tags.is_empty() {
        header(response, "x-amz-tagging-count", &version.tags.len().to_string());
    }
    if let Some((mode, until)) = &version.lock.retention {
        header(response, "x-amz-object-lock-mode", mode);
        header(response, "x-amz-object-lock-retain-until-date", &until.rfc3339());
    }
    if let Some(held) = version.lock.legal_hold {
        header(
            response,
            "x-amz-object-lock-legal-hold",
            if held { "ON" } else { "OFF" },
        );
    }
}

fn replace(call: &Call, response: &mut Response) -> Result<(), Refusal> {
    for (parameter, name) in REPLACED {
        if let Some(value) = call.query.get(parameter) {
            if call.caller.access_key.is_empty() {
                return Err(Refusal::request(
                    "Request specific response headers cannot be used for anonymous GET requests.",
                ));
            }
            header(response, name, value);
        }
    }
    Ok(())
}

/// Bytes, and their `Content-Range` when they are not all.
type Piece = (Bytes, Option<String>);

/// The part of a body that a `Range` header asks for. One that is not of the
/// form `bytes=from-to` is ignored, as HTTP says.
fn ranged(range: Option<&str>, body: &Bytes) -> Result<Piece, Refusal> {
    let length = body.len();
    let whole = || Ok((body.clone(), None));
    let Some((from, to)) = range
        .and_then(|r| r.strip_prefix("bytes="))
        .and_then(|r| r.split_once('-'))
    else {
        return whole();
    };
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let (start, end) = match (number(from), number(to)) {
        (Some(start), Some(end)) if start > end => return whole(),
        (Some(start), end) => (start, end.map_or(length, |end| end.saturating_add(1).min(length))),
        (None, Some(suffix)) => (length.saturating_sub(suffix), length),
        (None, None) => return whole(),
    };
    if start >= end {
        return Err(
            Refusal::new(416, "InvalidRange", "The requested range is not satisfiable")
                .with("content-range", format!("bytes */{length}"))
                .element("RangeRequested", range.unwrap_or(""))
                .element("ActualObjectSize", length.to_string()),
        );
    }
    Ok((
        body.slice(start..end),
        Some(format!("bytes {start}-{}/{length}", end - 1)),
    ))
}

/// The part that `partNumber` names; an object in one piece is its own part 1.
fn of_part(call: &Call, number: &str, version: &Version) -> Result<Piece, Refusal> {
    if call.headers.contains_key("range") {
        return Err(Refusal::request(
            "Cannot specify both Range header and partNumber query parameter",
        ));
    }
    let number: u32 = number
        .parse()
        .ok()
        .filter(|n| (1..=10_000).contains(n))
        .ok_or_else(|| Refusal::argument("Part number must be an integer between 1 and 10000, inclusive"))?;
    let length = version.body.len();
    if version.parts.is_empty() && number == 1 {
        let last = length.saturating_sub(1);
        return Ok((version.body.clone(), Some(format!("bytes 0-{last}/{length}"))));
    }
    let mut start = 0;
    for part in &version.parts {
        if part.number == number {
            let end = start + part.size;
            return Ok((
                version.body.slice(start..end),
                Some(format!("bytes {start}-{}/{length}", end.saturating_sub(1))),
            ));
        }
        start += part.size;
    }
    Err(Refusal::new(
        416,
        "InvalidPartNumber",
        "The requested partnumber is not satisfiable",
    ))
}

/// `GetObjectAttributes`.
pub(super) fn attributes(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let version = request.version()?;
    if let encryption::Encryption::Customer { key_md5 } = &version.encryption {
        customer::check(request.call, key_md5)?;
    }
    let asked: Vec<&str> = request
        .call
        .headers
        .get_all("x-amz-object-attributes")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(str::trim)
        .collect();
    let known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];
    if asked.is_empty() || asked.iter().any(|name| !known.contains(name)) {
        return Err(Refusal::argument("Invalid attribute name specified."));
    }
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
        if asked.contains(&"ObjectParts") && !version.parts.is_empty() {
            x.element("ObjectParts", |x| parts(x, request.call, version));
        }
        if asked.contains(&"StorageClass") {
            x.text("StorageClass", version.storage_class());
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

/// The parts of an object, in pages.
fn parts(x: &mut crate::demo::wire::xml::Writer, call: &Call, version: &Version) {
    let number = |name: &str| call.header(name).and_then(|n| n.parse::<u32>().ok());
    let after = number("x-amz-part-number-marker").unwrap_or(0);
    let most = number("x-amz-max-parts").unwrap_or(1000).min(1000);
    let size = usize::try_from(most).unwrap_or(1000);
    let rest: Vec<_> = version.parts.iter().filter(|p| p.number > after).collect();
    let page = &rest[..size.min(rest.len())];
    x.text("PartsCount", version.parts.len());
    x.text("PartNumberMarker", after);
    x.maybe("NextPartNumberMarker", page.last().map(|p| p.number));
    x.text("MaxParts", most);
    x.text("IsTruncated", page.len() < rest.len());
    // Parts have checksums of their own under a composite one only.
    if !version.checksum.composite {
        return;
    }
    for part in page {
        x.element("Part", |x| {
            x.text("PartNumber", part.number);
            x.text("Size", part.size);
            x.text(&version.checksum.algorithm.element(), &part.checksum);
        });
    }
}
