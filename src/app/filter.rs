//! The filter language: words that must all match; `!word` must not;
//! `column:value` looks in one column; words match loosely (fuzzy).
//!
//! A loose match must be a good one: the letters stand together or at the
//! beginnings of words. Otherwise four letters would match every long ARN.

use super::table::{Row, SEPARATOR};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A filter, read.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

#[derive(Clone, Debug)]
struct Term {
    negated: bool,
    place: Place,
    needle: String,
    fuzzy: Pattern,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// Any cell, the ARN included.
    Anywhere,
    /// One cell, by its position in the row.
    Cell(usize),
    /// The ARN.
    Arn,
}

/// The weight that nucleo gives to one matched letter.
const LETTER: u32 = 16;

impl Filter {
    /// Reads a filter over columns of these names; a `name:` that names no
    /// column is part of the word.
    pub fn parse(text: &str, columns: &[&str]) -> Self {
        Self {
            terms: text.split_whitespace().filter_map(|w| term(w, columns)).collect(),
        }
    }

    /// Whether everything matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// A matcher to be used over many rows.
    pub fn matcher() -> Matcher {
        Matcher::new(Config::DEFAULT)
    }

    /// Whether a row matches every term.
    pub fn matches(&self, row: &Row, matcher: &mut Matcher, buffer: &mut Vec<char>) -> bool {
        self.terms
            .iter()
            .all(|term| term.matches(row, matcher, buffer) != term.negated)
    }
}

fn term(word: &str, columns: &[&str]) -> Option<Term> {
    let (negated, word) = match word.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, word),
    };
    let (place, needle) = match word.split_once(':') {
        Some((column, value)) => match find_column(column, columns) {
            Some(at) if columns[at] == "arn" => (Place::Arn, value),
            Some(at) => (Place::Cell(at), value),
            None => (Place::Anywhere, word),
        },
        None => (Place::Anywhere, word),
    };
    if needle.is_empty() {
        return None;
    }
    Some(Term {
        negated,
        place,
        fuzzy: Pattern::new(
            needle,
            CaseMatching::Ignore,
            Normalization::Smart,
            AtomKind::Fuzzy,
        ),
        needle: needle.to_lowercase(),
    })
}

/// A column by its name without spaces, or by the beginning of it.
fn find_column(name: &str, columns: &[&str]) -> Option<usize> {
    let name = name.to_lowercase().replace(['_', '-'], "");
    if name.is_empty() {
        return None;
    }
    let plain = |c: &str| c.to_lowercase().replace([' ', '-'], "");
    columns
        .iter()
        .position(|c| plain(c) == name)
        .or_else(|| columns.iter().position(|c| plain(c).starts_with(&name)))
}

impl Term {
    fn matches(&self, row: &Row, matcher: &mut Matcher, buffer: &mut Vec<char>) -> bool {
        match &self.place {
            Place::Cell(at) => contains(row.cell(*at), &self.needle),
            Place::Arn => contains(row.arn(), &self.needle),
            Place::Anywhere => {
                // What is asked to be absent is meant literally.
                contains(row.text(), &self.needle)
                    || contains(row.arn(), &self.needle)
                    || (!self.negated && self.loosely(row, matcher, buffer))
            }
        }
    }

    fn loosely(&self, row: &Row, matcher: &mut Matcher, buffer: &mut Vec<char>) -> bool {
        let letters = u32::try_from(self.needle.chars().count()).unwrap_or(u32::MAX);
        if letters < 2 {
            return false;
        }
        let wanted = letters.saturating_mul(LETTER);
        row.text().split(SEPARATOR).chain([row.arn()]).any(|cell| {
            self.fuzzy
                .score(Utf32Str::new(cell, buffer), matcher)
                .is_some_and(|score| score >= wanted)
        })
    }
}

/// Whether `text` holds `needle` (lower case) in any case.
fn contains(text: &str, needle: &str) -> bool {
    if text.is_ascii() && needle.is_ascii() {
        let (text, needle) = (text.as_bytes(), needle.as_bytes());
        return text
            .windows(needle.len())
            .any(|window| window.eq_ignore_ascii_case(needle));
    }
    text.to_lowercase().contains(needle)
}
