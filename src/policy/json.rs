//! JSON with the place of every value, refusing what AWS refuses.
//!
//! `serde_json` keeps the last of two equal keys and forgets where things
//! stood; a policy with a repeated element must be refused, and an error must
//! name its line.

use std::collections::HashSet;
use std::ops::Range;

/// The longest text read, in bytes. The largest policy AWS takes is 32 KiB (a
/// key policy); the rest is white space.
pub const MAX_BYTES: usize = 256 * 1024;

/// The deepest nesting read. A policy needs six levels.
pub const MAX_DEPTH: usize = 32;

/// Objects of more members than this are searched for equal names through a
/// set, so that a hostile text costs no more than its length.
const FEW_MEMBERS: usize = 16;

/// A value and where it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Json {
    /// What it is.
    pub value: Value,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

/// What a JSON value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object, in the order written; no name occurs twice.
    Object(Vec<Member>),
}

/// A name and value of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name, unescaped.
    pub name: String,
    /// The bytes of the name with its quotes.
    pub name_span: Range<usize>,
    /// The value.
    pub value: Json,
}

/// Why a text is not JSON that we take, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The byte at which it was noticed.
    pub at: usize,
    /// What is wrong.
    pub reason: String,
}

impl Json {
    /// The members, if this is an object.
    pub fn members(&self) -> Option<&[Member]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The value under `name`, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.members()?.iter().find(|m| m.name == name).map(|m| &m.value)
    }

    /// The elements of a list, or the value itself as a list of one.
    pub fn elements(&self) -> &[Json] {
        match &self.value {
            Value::Array(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value it is, for messages: `an object`, `a number`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}

/// Line and column of a byte, both from 1; columns count characters.
pub fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

/// The byte of a line and column, both from 1: what [`line_and_column`] undoes.
/// Beyond the end of the line or text, its end.
pub fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(before) => text
            .match_indices('\n')
            .nth(before)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    text[start..]
        .char_indices()
        .take_while(|(_, c)| *c != '\n')
        .nth(column.saturating_sub(1))
        .map_or_else(
            || text[start..].find('\n').map_or(text.len(), |at| start + at),
            |(at, _)| start + at,
        )
}

/// Reads one JSON value and nothing after it.
pub fn parse(text: &str) -> Result<Json, Fault> {
    if text.len() > MAX_BYTES {
        return Err(Fault {
            at: MAX_BYTES,
            reason: format!("the text is longer than {MAX_BYTES} bytes"),
        });
    }
    let mut reader = Reader { text, at: 0 };
    reader.skip_space();
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at < text.len() {
        return Err(reader.fault("text after the end of the document"));
    }
    Ok(value)
}

/// The names of an object so far.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    /// Whether the name is among the members, and from now on it is.
    fn is_known(&mut self, members: &[Member], name: &str) -> bool {
        if members.len() < FEW_MEMBERS {
            return members.iter().any(|m| m.name == name);
        }
        if self.0.is_empty() {
            self.0.extend(members.iter().map(|m| m.name.clone()));
        }
        !self.0.insert(name.to_owned())
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault {
            at: self.at,
            reason: reason.into(),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.fault(format!("expected `{}`, found {}", char::from(byte), self.found())))
    }

    fn found(&self) -> String {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => "the end of the text".to_owned(),
            Some(c) => format!("`{}`", c.escape_debug()),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, Fault> {
        if depth >= MAX_DEPTH {
            return Err(self.fault(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.fault(format!("expected a value, found {}", self.found()))),
        };
        Ok(Json {
            value,
            span: start..self.at,
        })
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Fault> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.fault(format!("expected `{word}`")))
    }

    fn object(&mut self, depth: usize) -> Result<Value, Fault> {
        self.expect(b'{')?;
        let mut members: Vec<Member> = Vec::new();
        let mut names = Names::default();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fault(format!("expected a name in quotes, found {}", self.found())));
            }
            let name = self.string()?;
            let name_span = start..self.at;
            if names.is_known(&members, &name) {
                return Err(Fault {
                    at: start,
                    reason: format!("`{name}` is given twice in one object"),
                });
            }
            self.skip_space();
            self.expect(b':')?;
            self.skip_space();
            let value = self.value(depth + 1)?;
            members.push(Member {
                name,
                name_span,
                value,
            });
            self.skip_space();
            if self.peek() == Some(b',') {
                self.at += 1;
                continue;
            }
            self.expect(b'}')?;
            return Ok(Value::Object(members));
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Fault> {
        self.expect(b'[')?;
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            self.skip_space();
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.peek() == Some(b',') {
                self.at += 1;
                continue;
            }
            self.expect(b']')?;
            return Ok(Value::Array(items));
        }
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(self.text[start..self.at].to_owned()))
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.fault(format!("expected a digit, found {}", self.found())));
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.expect(b'"')?;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(c) = rest.chars().next() else {
                return Err(self.fault("the text ends within a string"));
            };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(out);
                }
                '\\' => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                c if u32::from(c) < 0x20 => {
                    return Err(self.fault("a control character within a string"));
                }
                c => {
                    self.at += c.len_utf8();
                    out.push(c);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let Some(byte) = self.peek() else {
            return Err(self.fault("the text ends within a string"));
        };
        let plain = match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(self.fault(format!("unknown escape: {}", self.found()))),
        };
        self.at += 1;
        Ok(plain)
    }

    /// After the backslash, at `u`: one code unit, or a surrogate pair.
    fn unicode(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let lone = |at| Fault {
            at,
            reason: "half of a surrogate pair".to_owned(),
        };
        let first = self.code_unit()?;
        let code = if (0xD800..0xDC00).contains(&first) {
            self.expect(b'\\').map_err(|_| lone(start))?;
            let second = self.code_unit()?;
            if !(0xDC00..0xE000).contains(&second) {
                return Err(lone(start));
            }
            0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| lone(start))
    }

    fn code_unit(&mut self) -> Result<u32, Fault> {
        self.expect(b'u')?;
        let digits = self.text.get(self.at..self.at + 4);
        let unit = digits
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|d| u32::from_str_radix(d, 16).ok())
            .ok_or_else(|| self.fault("expected four hexadecimal digits"))?;
        self.at += 4;
        Ok(unit)
    }
}
