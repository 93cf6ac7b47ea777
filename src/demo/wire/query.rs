//! Form bodies and query strings: AWS query, EC2 query, REST parameters.

use std::fmt::Write;

/// Decoded name and value pairs, in the order sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub Vec<(String, String)>);

/// Reads `a=1&b=2`; a name without `=` has an empty value.
pub fn parse(text: &str) -> Params {
    Params(
        text.split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(name, true), decode(value, true))
            })
            .collect(),
    )
}

/// Percent-decodes a segment of a path (`+` stays a plus).
pub fn decode_path(text: &str) -> String {
    decode(text, false)
}

fn decode(text: &str, plus_is_space: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text
            .get(at + 1..at + 3)
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (b'+', _) if plus_is_space => {
                out.push(b' ');
                at += 1;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Percent-encodes everything but unreserved characters (RFC 3986): how IAM
/// returns policy documents.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

impl Params {
    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether the name is there, with or without a value (`?policyStatus`).
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// The value of a name, empty when it is absent.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or("")
    }

    /// A `true`/`false` value.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).map(|v| v.eq_ignore_ascii_case("true"))
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(|v| v.parse().ok())
    }

    /// The values of `name.1`, `name.2`, … or `name.member.1`, …
    pub fn list(&self, name: &str) -> Vec<&str> {
        let mut found = Vec::new();
        for n in 1.. {
            let value = self
                .get(&format!("{name}.{n}"))
                .or_else(|| self.get(&format!("{name}.member.{n}")));
            match value {
                Some(value) => found.push(value),
                None => break,
            }
        }
        found
    }

    /// The parameters below `prefix.`, with the prefix cut off.
    #[must_use]
    pub fn below(&self, prefix: &str) -> Params {
        Params(
            self.0
                .iter()
                .filter_map(|(n, v)| {
                    let rest = n.strip_prefix(prefix)?.strip_prefix('.')?;
                    Some((rest.to_owned(), v.clone()))
                })
                .collect(),
        )
    }

    /// The structures `name.1.…`, `name.2.…` (or `name.member.1.…`), each with
    /// its prefix cut off.
    pub fn groups(&self, name: &str) -> Vec<Params> {
        let mut found = Vec::new();
        for n in 1.. {
            let mut group = self.below(&format!("{name}.{n}"));
            if group.0.is_empty() {
                group = self.below(&format!("{name}.member.{n}"));
            }
            if group.0.is_empty() {
                break;
            }
            found.push(group);
        }
        found
    }

    /// EC2's `Filter.N.Name` and `Filter.N.Value.M`.
    pub fn filters(&self) -> Vec<(String, Vec<String>)> {
        self.groups("Filter")
            .iter()
            .map(|f| {
                let values = f.list("Value").into_iter().map(str::to_owned).collect();
                (f.text("Name").to_owned(), values)
            })
            .collect()
    }
}
