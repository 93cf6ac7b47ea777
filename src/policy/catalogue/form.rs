//! Whether an ARN of a policy can name a resource of a type.
//!
//! Both sides have gaps: the policy's wildcards, and the `${…}` of the form
//! that AWS documents. They fit when some ARN satisfies both.

use crate::policy::pattern::is_any;
use std::borrow::Cow;

/// The six parts of an ARN; the last may hold colons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArnParts<'a> {
    /// `aws`, `aws-cn`, ….
    pub partition: &'a str,
    /// The namespace of the service: mostly its prefix.
    pub namespace: &'a str,
    /// The Region, empty for global resources.
    pub region: &'a str,
    /// The account, empty where it does not count.
    pub account: &'a str,
    /// The rest.
    pub resource: &'a str,
}

impl<'a> ArnParts<'a> {
    /// The parts of an ARN; `None` if there are fewer than six.
    pub fn split(arn: &'a str) -> Option<Self> {
        let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
        Some(Self {
            partition: parts.next()?,
            namespace: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }
}

/// The text with every policy variable `${…}` as a `*`: what it will be is not
/// known before the request.
pub fn without_variables(text: &str) -> Cow<'_, str> {
    if !text.contains("${") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((_, tail)) = after.split_once('}') else {
            out.push('*');
            return Cow::Owned(out);
        };
        out.push('*');
        rest = tail;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a pattern (`*` and `?`) and a documented form (`${…}`) have an ARN,
/// or a part of one, in common. A bucket's name has no slash.
pub fn overlap(pattern: &str, form: &str) -> bool {
    let plain = |text: &str, gaps: &[char]| text.find(gaps).unwrap_or(text.len());
    let (told, documented) = (plain(pattern, &['*', '?']), plain(form, &['$']));
    let common = told.min(documented);
    if pattern.as_bytes()[..common] != form.as_bytes()[..common] {
        return false;
    }
    // Mostly one side has nothing more to say than a gap.
    if (common == told && is_any(&pattern[told..])) || (common == documented && is_gap(&form[documented..])) {
        return true;
    }
    meet(&of_pattern(pattern), &of_form(form))
}

/// Whether a form is one `${…}` that takes any text.
fn is_gap(form: &str) -> bool {
    form.find('}').is_some_and(|end| end + 1 == form.len()) && form != "${BucketName}"
}

/// A piece of a pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Byte(u8),
    One,
    Any,
    AnyButSlash,
}

fn of_pattern(text: &str) -> Vec<Piece> {
    text.bytes()
        .map(|b| match b {
            b'*' => Piece::Any,
            b'?' => Piece::One,
            b => Piece::Byte(b),
        })
        .collect()
}

fn of_form(text: &str) -> Vec<Piece> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.extend(before.bytes().map(Piece::Byte));
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push(if name == "BucketName" {
            Piece::AnyButSlash
        } else {
            Piece::Any
        });
        rest = tail;
    }
    out.extend(rest.bytes().map(Piece::Byte));
    out
}

impl Piece {
    fn is_gap(self) -> bool {
        matches!(self, Self::Any | Self::AnyButSlash)
    }

    /// Whether a byte exists that both take.
    fn shares(self, other: Self) -> bool {
        match (self, other) {
            (Self::Byte(a), Self::Byte(b)) => a == b,
            (Self::AnyButSlash, Self::Byte(b)) | (Self::Byte(b), Self::AnyButSlash) => b != b'/',
            _ => true,
        }
    }
}

/// Whether the two have a text in common: `reach[j]` says that the pieces of
/// `a` so far and the first `j` of `b` can have made the same text.
fn meet(a: &[Piece], b: &[Piece]) -> bool {
    let mut reach = vec![false; b.len() + 1];
    reach[0] = true;
    for (j, piece) in b.iter().enumerate() {
        reach[j + 1] = reach[j] && piece.is_gap();
    }
    let mut next = vec![false; b.len() + 1];
    for left in a {
        next[0] = reach[0] && left.is_gap();
        for (j, right) in b.iter().enumerate() {
            let shared = left.shares(*right);
            let both = reach[j] && shared;
            // A gap may be empty, or take one more of the other side.
            let left_gap = left.is_gap() && (reach[j + 1] || (next[j] && shared));
            let right_gap = right.is_gap() && (next[j] || (reach[j + 1] && shared));
            next[j + 1] = both || left_gap || right_gap;
        }
        std::mem::swap(&mut reach, &mut next);
    }
    reach[b.len()]
}
