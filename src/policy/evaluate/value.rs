//! Numbers, dates, addresses and ARNs as conditions compare them.

use crate::policy::pattern;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::IpAddr;

/// A number, as `Numeric…` operators read it.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    plain.then(|| text.parse().ok()).flatten()
}

/// A date in milliseconds since 1970: ISO 8601 as the W3C profile has it
/// (`2026-01-31`, `2026-01-31T12:00:00Z`, with an offset or a fraction), or
/// epoch seconds.
pub fn date(text: &str) -> Option<i64> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && text.len() > 4 {
        return text.parse::<i64>().ok()?.checked_mul(1000);
    }
    let (day, clock) = match text.split_once(['T', 't']) {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let mut fields = day.splitn(3, '-');
    let year = digits(fields.next()?, 4)?;
    let month = fields.next().map_or(Some(1), |m| digits(m, 2))?;
    let dom = fields.next().map_or(Some(1), |d| digits(d, 2))?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&dom) {
        return None;
    }
    let midnight = days_since_epoch(year, month, dom) * 86_400_000;
    match clock {
        None => Some(midnight),
        Some(clock) => Some(midnight + time_of_day(clock)?),
    }
}

fn digits(text: &str, width: usize) -> Option<i64> {
    let fits = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Milliseconds from midnight UTC; the zone is needed.
fn time_of_day(clock: &str) -> Option<i64> {
    let at = clock.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = clock.split_at(at);
    let offset = if zone.eq_ignore_ascii_case("z") {
        0
    } else {
        let (hours, minutes) = zone[1..].split_once(':')?;
        let minutes = digits(hours, 2)? * 60 + digits(minutes, 2)?;
        if zone.starts_with('-') { -minutes } else { minutes }
    };
    let mut fields = clock.splitn(3, ':');
    let hours = digits(fields.next()?, 2)?;
    let minutes = digits(fields.next()?, 2)?;
    let (seconds, millis) = match fields.next() {
        None => (0, 0),
        Some(seconds) => match seconds.split_once('.') {
            None => (digits(seconds, 2)?, 0),
            Some((seconds, fraction)) => (digits(seconds, 2)?, milliseconds(fraction)?),
        },
    };
    if hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    Some(((hours * 60 + minutes - offset) * 60 + seconds) * 1000 + millis)
}

fn milliseconds(fraction: &str) -> Option<i64> {
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain(*b"00").take(3);
    Some(digits.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

/// Days from 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms").
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// A range of addresses: `192.0.2.0/24`, `2001:db8::/32`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpRange {
    network: IpAddr,
    bits: u32,
}

impl IpRange {
    /// Reads a range; `None` if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (network, bits) = match text.split_once('/') {
            Some((network, bits)) => (network, Some(bits)),
            None => (text, None),
        };
        let network: IpAddr = network.parse().ok()?;
        let width = if network.is_ipv4() { 32 } else { 128 };
        let bits = match bits.map(str::parse) {
            None => width,
            Some(Ok(bits)) if bits <= width => bits,
            Some(_) => return None,
        };
        Some(Self { network, bits })
    }

    /// Whether the address is within the range; an IPv4 address is in no range
    /// of IPv6, nor the other way round.
    pub fn contains(self, address: IpAddr) -> bool {
        let cut = |value: u128, width: u32| {
            if self.bits == 0 {
                0
            } else {
                value >> (width - self.bits)
            }
        };
        match (self.network, address) {
            (IpAddr::V4(n), IpAddr::V4(a)) => cut(u32::from(n).into(), 32) == cut(u32::from(a).into(), 32),
            (IpAddr::V6(n), IpAddr::V6(a)) => cut(n.into(), 128) == cut(a.into(), 128),
            _ => false,
        }
    }
}

/// Whether the address is within the range (`192.0.2.0/24`, or one address).
pub fn in_range(range: &str, address: &str) -> bool {
    matches!((IpRange::parse(range), address.parse()), (Some(range), Ok(address)) if range.contains(address))
}

/// Whether two texts are equal but for case, as `…IgnoreCase` compares them.
pub fn equal_ignoring_case(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    lower(one) == lower(other)
}

/// The bytes of a binary value, which policies and requests give in base 64;
/// a text that is not base 64 stands for its own bytes.
pub fn binary(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec())
}

/// Whether an ARN matches an ARN pattern, part by part: a wildcard does not
/// reach over a colon, but in the last part.
pub fn arn_matches(wanted: &str, arn: &str) -> bool {
    if pattern::is_any(wanted) {
        return true;
    }
    let (mut wanted, mut arn) = (wanted.splitn(6, ':'), arn.splitn(6, ':'));
    for _ in 0..6 {
        match (wanted.next(), arn.next()) {
            (Some(wanted), Some(part)) if pattern::matches(wanted, part) => {}
            _ => return false,
        }
    }
    true
}
