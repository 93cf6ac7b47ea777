//! Reading when a certificate is valid out of its DER, and nothing else.

use crate::inventory::Timestamp;
use ::time::{Date, Month, PrimitiveDateTime, Time};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The first element: its tag, its content, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let count = usize::from(first & 0x7f);
        if count == 0 || count > 4 || rest.len() < count {
            return None;
        }
        let (digits, rest) = rest.split_at(count);
        let length = digits.iter().fold(0_usize, |sum, b| (sum << 8) | usize::from(*b));
        (length, rest)
    };
    let content = rest.get(..length)?;
    Some((tag, content, &rest[length..]))
}

/// The content of an element with a tag, and what follows.
fn expect(der: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = element(der)?;
    (tag == wanted).then_some((content, rest))
}

/// A time in either of X.509's two forms, in UTC.
fn time(der: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (tag, content, rest) = element(der)?;
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let (year, text) = match tag {
        UTC_TIME => {
            let (year, text) = text.split_at_checked(2)?;
            let year: i32 = year.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, text)
        }
        GENERALIZED_TIME => {
            let (year, text) = text.split_at_checked(4)?;
            (year.parse().ok()?, text)
        }
        _ => return None,
    };
    let pair = |at: usize| text.get(at..at + 2)?.parse::<u8>().ok();
    let month = Month::try_from(pair(0)?).ok()?;
    let date = Date::from_calendar_date(year, month, pair(2)?).ok()?;
    let clock = Time::from_hms(pair(4)?, pair(6)?, pair(8)?).ok()?;
    let instant = PrimitiveDateTime::new(date, clock).assume_utc();
    Some((Timestamp(instant.unix_timestamp()), rest))
}

/// `notBefore` and `notAfter` (RFC 5280, 4.1): after the version, the serial
/// number, the algorithm and the issuer.
pub(super) fn validity(der: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let (certificate, _) = expect(der, SEQUENCE)?;
    let (mut body, _) = expect(certificate, SEQUENCE)?;
    if let Some((_, rest)) = expect(body, VERSION) {
        body = rest;
    }
    for _ in ["serialNumber", "signature", "issuer"] {
        body = element(body)?.2;
    }
    let (times, _) = expect(body, SEQUENCE)?;
    let (from, rest) = time(times)?;
    let (until, _) = time(rest)?;
    Some((from, until))
}
