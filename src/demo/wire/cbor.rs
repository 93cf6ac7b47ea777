//! CBOR (RFC 8949) as smithy's rpc-v2-cbor uses it: read into JSON values and
//! written from them.
//!
//! Reading takes definite and indefinite lengths, floats of every width, and
//! tag 1 (a time) as its number of seconds; byte strings have no place in JSON
//! and are refused. Writing makes definite lengths, 64-bit floats, and tag 1
//! for the members that the caller names as times.

use http::HeaderMap;
use serde_json::{Map, Number, Value};

/// How deep values may lie within one another: bodies come from outside.
const DEEPEST: usize = 32;

/// The body of a request or answer that says it is CBOR.
pub fn body(headers: &HeaderMap, bytes: &[u8]) -> Option<Value> {
    let protocol = headers.get("smithy-protocol")?;
    (protocol == "rpc-v2-cbor").then(|| parse(bytes)).flatten()
}

/// Reads one value and nothing after it. `None` for what is not CBOR, or has
/// no form in JSON.
pub fn parse(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader { bytes, depth: 0 };
    let value = reader.value()?;
    reader.bytes.is_empty().then_some(value)
}

struct Reader<'b> {
    bytes: &'b [u8],
    depth: usize,
}

/// What the initial byte of an item says.
struct Head {
    major: u8,
    /// The length, count or number; `None` for an indefinite length.
    argument: Option<u64>,
    /// The low five bits: the width of a float, or a simple value.
    low: u8,
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn head(&mut self) -> Option<Head> {
        let first = *self.take(1)?.first()?;
        let (major, low) = (first >> 5, first & 0x1f);
        let argument = match low {
            0..=23 => Some(u64::from(low)),
            24..=27 => {
                let width = 1_usize << (low - 24);
                let bytes = self.take(width)?;
                Some(bytes.iter().fold(0, |n, byte| (n << 8) | u64::from(*byte)))
            }
            31 => None,
            _ => return None,
        };
        Some(Head { major, argument, low })
    }

    /// Whether an indefinite length ends here; takes the break.
    fn at_break(&mut self) -> bool {
        match self.bytes.split_first() {
            Some((0xff, rest)) => {
                self.bytes = rest;
                true
            }
            _ => false,
        }
    }

    fn value(&mut self) -> Option<Value> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let head = self.head()?;
        let value = match (head.major, head.argument) {
            (0, Some(n)) => Value::from(n),
            (1, Some(n)) => Value::from(-1 - i64::try_from(n).ok()?),
            (3, length) => Value::String(self.text(length)?),
            (4, length) => Value::Array(self.list(length)?),
            (5, length) => Value::Object(self.map(length)?),
            // A time is its number; other tags have no meaning here.
            (6, Some(1)) => self.value()?,
            (7, Some(bits)) => simple(head.low, bits)?,
            _ => return None,
        };
        self.depth -= 1;
        Some(value)
    }

    fn text(&mut self, length: Option<u64>) -> Option<String> {
        let Some(length) = length else {
            let mut whole = String::new();
            while !self.at_break() {
                let part = self.head().filter(|head| head.major == 3)?;
                whole.push_str(&self.text(Some(part.argument?))?);
            }
            return Some(whole);
        };
        let bytes = self.take(usize::try_from(length).ok()?)?;
        std::str::from_utf8(bytes).ok().map(str::to_owned)
    }

    fn list(&mut self, length: Option<u64>) -> Option<Vec<Value>> {
        let mut items = Vec::new();
        while !self.ended(length, items.len())? {
            items.push(self.value()?);
        }
        Some(items)
    }

    fn map(&mut self, length: Option<u64>) -> Option<Map<String, Value>> {
        let (mut fields, mut count) = (Map::new(), 0);
        while !self.ended(length, count)? {
            let Value::String(name) = self.value()? else {
                return None;
            };
            let value = self.value()?;
            // A member sent as null is not there.
            if !value.is_null() {
                fields.insert(name, value);
            }
            count += 1;
        }
        Some(fields)
    }

    /// Whether a list or map of that length has had all its items. `None` when
    /// the text ends before it.
    fn ended(&mut self, length: Option<u64>, had: usize) -> Option<bool> {
        match length {
            Some(length) => Some(u64::try_from(had).ok()? >= length),
            None if self.bytes.is_empty() => None,
            None => Some(self.at_break()),
        }
    }
}

fn simple(low: u8, bits: u64) -> Option<Value> {
    let float = match low {
        20 => return Some(Value::Bool(false)),
        21 => return Some(Value::Bool(true)),
        22 | 23 => return Some(Value::Null),
        25 => half(u16::try_from(bits).ok()?),
        26 => f64::from(f32::from_bits(u32::try_from(bits).ok()?)),
        27 => f64::from_bits(bits),
        _ => return None,
    };
    Number::from_f64(float).map(Value::Number)
}

/// A float of 16 bits: sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff);
    let exponent = i32::from((bits >> 10) & 0x1f);
    let size = match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2_f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { size } else { -size }
}

/// Writes a value. The numbers of members for which `is_time` holds, alone or
/// in a list, are written as times.
pub fn write(value: &Value, is_time: fn(&str) -> bool) -> Vec<u8> {
    let mut out = Vec::new();
    item(&mut out, value, false, is_time);
    out
}

fn item(out: &mut Vec<u8>, value: &Value, time: bool, is_time: fn(&str) -> bool) {
    match value {
        Value::Null => out.push(0xf6),
        Value::Bool(false) => out.push(0xf4),
        Value::Bool(true) => out.push(0xf5),
        Value::Number(number) => {
            if time {
                out.push(0xc1);
            }
            put_number(out, number);
        }
        Value::String(text) => {
            head(out, 3, text.len() as u64);
            out.extend_from_slice(text.as_bytes());
        }
        Value::Array(items) => {
            head(out, 4, items.len() as u64);
            for entry in items {
                item(out, entry, time, is_time);
            }
        }
        Value::Object(fields) => {
            head(out, 5, fields.len() as u64);
            for (name, value) in fields {
                head(out, 3, name.len() as u64);
                out.extend_from_slice(name.as_bytes());
                item(out, value, is_time(name), is_time);
            }
        }
    }
}

fn put_number(out: &mut Vec<u8>, number: &Number) {
    if let Some(n) = number.as_u64() {
        head(out, 0, n);
    } else if let Some(n) = number.as_i64() {
        // A negative number n is written as -1 - n.
        head(out, 1, n.unsigned_abs() - 1);
    } else if let Some(n) = number.as_f64() {
        out.push(0xfb);
        out.extend_from_slice(&n.to_be_bytes());
    }
}

/// The shortest head of an item.
fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let bytes = argument.to_be_bytes();
    let (low, width) = match argument {
        0..=23 => (bytes[7], 0),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    out.push((major << 5) | low);
    out.extend_from_slice(&bytes[8 - width..]);
}
