//! The aws-chunked content encoding: how the SDKs send streams with a checksum
//! trailer (`x-amz-content-sha256: STREAMING-…`).

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

/// The payload of a body that may be aws-chunked; trailers become headers.
/// `None` when the body breaks the framing that its headers promise.
pub fn plain(body: Bytes, headers: &mut HeaderMap) -> Option<Bytes> {
    if is_chunked(headers) {
        decode(&body, headers)
    } else {
        Some(body)
    }
}

/// Whether a request's body is aws-chunked.
fn is_chunked(headers: &HeaderMap) -> bool {
    let starts = |name: &str, with: &str| {
        headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.contains(with))
    };
    starts("content-encoding", "aws-chunked") || starts("x-amz-content-sha256", "STREAMING-")
}

/// The payload, and the trailers put among the headers. `None` for a body that
/// breaks the framing.
fn decode(body: &Bytes, headers: &mut HeaderMap) -> Option<Bytes> {
    let mut payload = Vec::with_capacity(body.len());
    let mut at = 0;
    loop {
        let (line, next) = line(body, at)?;
        let size = line.split(';').next().unwrap_or("").trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        at = next;
        if size == 0 {
            break;
        }
        payload.extend_from_slice(body.get(at..at.checked_add(size)?)?);
        at += size;
        let (end, next) = self::line(body, at)?;
        if !end.is_empty() {
            return None;
        }
        at = next;
    }
    while let Some((trailer, next)) = line(body, at).filter(|(text, _)| !text.is_empty()) {
        if let Some((name, value)) = trailer.split_once(':')
            && let (Ok(name), Ok(value)) = (
                HeaderName::from_bytes(name.trim().as_bytes()),
                HeaderValue::from_str(value.trim()),
            )
        {
            headers.insert(name, value);
        }
        at = next;
    }
    Some(payload.into())
}

/// The line at `at` without its CRLF, and where the next one begins.
fn line(body: &Bytes, at: usize) -> Option<(&str, usize)> {
    let rest = body.get(at..)?;
    let end = rest.windows(2).position(|w| w == b"\r\n")?;
    Some((std::str::from_utf8(&rest[..end]).ok()?, at + end + 2))
}
