//! Patterns of resources and strings, with their variables: matched against
//! the values of a request piece by piece, without putting a text together.

use super::super::request::KeyName;
use super::super::{Context, variable};
use crate::policy::pattern;

/// The pieces that are resolved without allocating.
const FEW: usize = 8;

/// A pattern made ready.
#[derive(Clone, Debug)]
pub enum Text {
    /// Matches everything.
    Any,
    /// Matches nothing: an ARN pattern of fewer than six parts.
    Nothing,
    /// Matches itself.
    Exact(Box<str>),
    /// Matches what begins so.
    Prefix(Box<str>),
    /// Anything else.
    Pieces(Vec<Piece>),
}

/// A piece of a pattern.
#[derive(Clone, Debug)]
pub enum Piece {
    /// With `*` and `?` as wildcards.
    Wild(Box<str>),
    /// As it stands.
    Literal(Box<str>),
    /// The value of a context key, as it stands.
    Key {
        /// Its name.
        key: KeyName,
        /// Stands in for a missing key.
        default: Option<Box<str>>,
    },
}

/// A piece with its value.
#[derive(Clone, Copy)]
struct Slice<'a> {
    bytes: &'a [u8],
    wild: bool,
}

/// How a pattern is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Character by character, no wildcards.
    Equal,
    /// With wildcards.
    Like,
    /// With wildcards, part by part of an ARN.
    Arn,
}

impl Text {
    /// Makes a pattern ready; variables are read if `variables`.
    pub fn of(wanted: &str, how: How, variables: bool) -> Self {
        if variables && variable::has_variables(wanted) {
            return Self::Pieces(pieces(wanted, how));
        }
        if how == How::Equal {
            return Self::Exact(wanted.into());
        }
        if pattern::is_any(wanted) {
            return Self::Any;
        }
        // An exact text or a prefix that holds five colons divides an ARN as
        // the parts do.
        let parted = |text: &str| how == How::Like || text.matches(':').count() >= 5;
        if !parted(wanted) {
            return Self::Nothing;
        }
        if !pattern::is_wild(wanted) {
            return Self::Exact(wanted.into());
        }
        match wanted.strip_suffix('*') {
            Some(start) if !pattern::is_wild(start) && parted(start) => Self::Prefix(start.into()),
            _ => Self::Pieces(vec![Piece::Wild(wanted.into())]),
        }
    }

    /// Whether the text matches.
    pub fn matches(&self, text: &str, how: How, context: &Context) -> bool {
        match self {
            Self::Any => true,
            Self::Nothing => false,
            Self::Exact(wanted) => **wanted == *text,
            Self::Prefix(start) => text.starts_with(&**start),
            Self::Pieces(pieces) => compare(pieces, text, how, context, None),
        }
    }

    /// Whether the text may match: a variable without a value may be anything.
    pub fn may_match(&self, text: &str, how: How, context: &Context) -> bool {
        match self {
            Self::Pieces(pieces) => compare(pieces, text, how, context, Some(ANYTHING)),
            _ => self.matches(text, how, context),
        }
    }

    /// Whether it has a variable of which the context does not know what a
    /// request has for it.
    pub fn is_unread(&self, context: &Context) -> bool {
        let unread = |p: &Piece| matches!(p, Piece::Key { key, .. } if context.is_unread_named(key));
        matches!(self, Self::Pieces(pieces) if pieces.iter().any(unread))
    }

    /// The pattern as a text, with its variables put in; `None` if one has no
    /// value. For comparisons without case, which are rare.
    pub fn put_together(&self, context: &Context) -> Option<String> {
        match self {
            Self::Exact(text) => Some(text.to_string()),
            Self::Pieces(pieces) => pieces
                .iter()
                .map(|p| p.slice(context).and_then(|s| std::str::from_utf8(s.bytes).ok()))
                .collect(),
            _ => None,
        }
    }
}

const ANYTHING: Slice<'static> = Slice {
    bytes: b"*",
    wild: true,
};

impl Piece {
    fn slice<'a>(&'a self, context: &'a Context) -> Option<Slice<'a>> {
        let literal = |text: &'a str| Slice {
            bytes: text.as_bytes(),
            wild: false,
        };
        match self {
            Self::Wild(text) => Some(Slice {
                bytes: text.as_bytes(),
                wild: true,
            }),
            Self::Literal(text) => Some(literal(text)),
            Self::Key { key, default } => match context.get_named(key) {
                Some([value]) => Some(literal(value)),
                Some(_) => None,
                None => default.as_deref().map(literal),
            },
        }
    }
}

fn pieces(wanted: &str, how: How) -> Vec<Piece> {
    let plain = |text: &str| match how {
        How::Equal => Piece::Literal(text.into()),
        _ => Piece::Wild(text.into()),
    };
    variable::parts(wanted)
        .map(|part| match part {
            variable::Part::Plain(text) => plain(text),
            variable::Part::Sign(text) => Piece::Literal(text.into()),
            variable::Part::Key { key, default } => Piece::Key {
                key: KeyName::of(key),
                default: default.map(Into::into),
            },
        })
        .collect()
}

fn compare(pieces: &[Piece], text: &str, how: How, context: &Context, missing: Option<Slice<'_>>) -> bool {
    let by_part = how == How::Arn;
    let mut few = [ANYTHING; FEW];
    if let Some(few) = few.get_mut(..pieces.len()) {
        for (slot, piece) in few.iter_mut().zip(pieces) {
            match piece.slice(context).or(missing) {
                Some(slice) => *slot = slice,
                None => return false,
            }
        }
        return glob(few, text.as_bytes(), by_part);
    }
    let many: Option<Vec<Slice<'_>>> = pieces.iter().map(|p| p.slice(context).or(missing)).collect();
    many.is_some_and(|many| glob(&many, text.as_bytes(), by_part))
}

/// A place in the pieces.
#[derive(Clone, Copy)]
struct Cursor {
    slice: usize,
    byte: usize,
}

enum Token {
    Any,
    One,
    Byte(u8),
}

fn next(slices: &[Slice<'_>], mut at: Cursor) -> Option<(Token, Cursor)> {
    loop {
        let slice = slices.get(at.slice)?;
        let Some(byte) = slice.bytes.get(at.byte) else {
            at = Cursor {
                slice: at.slice + 1,
                byte: 0,
            };
            continue;
        };
        at.byte += 1;
        let token = match byte {
            b'*' if slice.wild => Token::Any,
            b'?' if slice.wild => Token::One,
            byte => Token::Byte(*byte),
        };
        return Some((token, at));
    }
}

/// The colons that divide an ARN into six parts.
const COLONS: usize = 5;

/// The linear matcher over pieces: on a mismatch it goes back to the last star
/// only. `by_part` keeps wildcards from reaching over the first five colons.
fn glob(slices: &[Slice<'_>], text: &[u8], by_part: bool) -> bool {
    if by_part && is_any(slices) {
        return true;
    }
    let mut at = Cursor { slice: 0, byte: 0 };
    let mut star: Option<(Cursor, usize)> = None;
    let (mut t, mut colons) = (0, if by_part { 0 } else { COLONS });
    loop {
        let here = text.get(t).copied();
        match next(slices, at) {
            Some((Token::Any, after)) => {
                star = Some((after, t));
                at = after;
                continue;
            }
            Some((Token::One, after)) if here.is_some_and(|b| b != b':' || colons == COLONS) => {
                t = next_char(text, t);
                at = after;
                continue;
            }
            Some((Token::Byte(wanted), after)) if here == Some(wanted) => {
                if wanted == b':' && colons < COLONS {
                    colons += 1;
                    star = None;
                }
                t += 1;
                at = after;
                continue;
            }
            None if here.is_none() => return colons == COLONS,
            _ => {}
        }
        let Some((after, from)) = star else {
            return false;
        };
        match text.get(from) {
            None => return false,
            Some(b':') if colons < COLONS => return false,
            Some(_) => {}
        }
        t = next_char(text, from);
        star = Some((after, t));
        at = after;
    }
}

fn is_any(slices: &[Slice<'_>]) -> bool {
    let mut bytes = slices
        .iter()
        .flat_map(|s| s.bytes.iter().map(|b| s.wild && *b == b'*'));
    bytes.next() == Some(true) && bytes.all(|star| star)
}

/// Where the next character begins; the text is UTF-8.
fn next_char(text: &[u8], at: usize) -> usize {
    let rest = text.get(at + 1..).unwrap_or(&[]);
    at + 1 + rest.iter().take_while(|b| **b & 0xC0 == 0x80).count()
}
