//! Conditional requests: reads, writes and copies that happen only if an
//! object is, or is not, what the caller thinks.

use super::reply::{Refusal, http_date, parse_http_date};
use super::state::{Bucket, Version};
use crate::demo::Call;
use crate::inventory::Timestamp;

/// How a conditional read comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// The object is sent.
    Sent,
    /// The reader has it already: 304.
    NotModified,
}

fn is(given: &str, version: &Version) -> bool {
    given
        .split(',')
        .map(|tag| tag.trim().trim_matches('"'))
        .any(|tag| tag == "*" || tag == version.etag)
}

/// The date of a condition; one that is not a date is no condition, as HTTP
/// says.
fn date(call: &Call, name: &str) -> Option<Timestamp> {
    call.header(name).and_then(parse_http_date)
}

/// Reads the four conditions whose headers begin with `prefix`. What holds
/// by ETag is not asked again by date.
fn decide(call: &Call, prefix: &str, version: &Version) -> Result<Read, Refusal> {
    let header = |name: &str| call.header(&format!("{prefix}{name}"));
    let when = |name: &str| date(call, &format!("{prefix}{name}"));
    match header("if-match") {
        Some(given) if !is(given, version) => return Err(Refusal::precondition("If-Match")),
        Some(_) => {}
        None => {
            if when("if-unmodified-since").is_some_and(|since| version.modified > since) {
                return Err(Refusal::precondition("If-Unmodified-Since"));
            }
        }
    }
    let unchanged = match header("if-none-match") {
        Some(given) => is(given, version),
        None => when("if-modified-since").is_some_and(|since| version.modified <= since),
    };
    Ok(if unchanged { Read::NotModified } else { Read::Sent })
}

/// The conditions of GetObject and HeadObject.
pub(super) fn of_read(call: &Call, version: &Version) -> Result<Read, Refusal> {
    decide(call, "", version)
}

/// The conditions on the source of a copy; there is no 304 for them.
pub(super) fn of_copy(call: &Call, version: &Version) -> Result<(), Refusal> {
    match decide(call, "x-amz-copy-source-", version)? {
        Read::Sent => Ok(()),
        Read::NotModified => Err(Refusal::precondition("x-amz-copy-source-If-None-Match")),
    }
}

/// `If-Match` and `If-None-Match` of a write.
pub(super) fn of_write(call: &Call, bucket: &Bucket, key: &str) -> Result<(), Refusal> {
    let latest = bucket.latest(key);
    match call.header("if-none-match") {
        Some("*") if latest.is_some() => return Err(Refusal::precondition("If-None-Match")),
        Some("*") | None => {}
        Some(_) => {
            return Err(Refusal::new(
                501,
                "NotImplemented",
                "A header you provided implies functionality that is not implemented",
            )
            .element("Header", "If-None-Match"));
        }
    }
    match (call.header("if-match"), latest) {
        (Some(_), None) => Err(Refusal::no_key().element("Key", key)),
        (Some(given), Some(version)) if !is(given, version) => Err(Refusal::precondition("If-Match")),
        _ => Ok(()),
    }
}

/// What a deletion asks of the object that is there: its ETag, when it was
/// modified, its size. Nothing is asked of one that is not there.
pub(super) fn of_deletion(
    etag: Option<&str>,
    modified: Option<&str>,
    size: Option<&str>,
    version: Option<&Version>,
) -> Result<(), Refusal> {
    let Some(version) = version else { return Ok(()) };
    if etag.is_some_and(|given| !is(given, version)) {
        return Err(Refusal::precondition("If-Match"));
    }
    let same_time = |given: &str| given == http_date(version.modified) || given == version.modified.rfc3339();
    if modified.is_some_and(|given| !same_time(given)) {
        return Err(Refusal::precondition("If-Match-Last-Modified-Time"));
    }
    if size.is_some_and(|given| given != version.body.len().to_string()) {
        return Err(Refusal::precondition("If-Match-Size"));
    }
    Ok(())
}
