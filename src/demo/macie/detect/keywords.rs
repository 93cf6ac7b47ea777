//! Keywords as Macie reads them: in any case, and where they have a space also
//! without it or with an underscore or a hyphen in its place.

use regex::{Regex, RegexBuilder};

/// One expression for a list of keywords, each a word of its own.
pub(super) fn any_of(keywords: &[&str]) -> Regex {
    let words: Vec<String> = keywords
        .iter()
        .map(|keyword| {
            let parts: Vec<String> = keyword.split(' ').map(regex::escape).collect();
            parts.join("[ _-]?")
        })
        .collect();
    let pattern = format!(r"(?:^|[^a-z])(?:{})s?(?:$|[^a-z])", words.join("|"));
    RegexBuilder::new(&pattern)
        .case_insensitive(true)
        .build()
        .expect("escaped keywords make an expression")
}

/// A column's name or a path with its humps apart: `cardNumber` as
/// `card Number`.
pub(super) fn apart(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && before.is_ascii_lowercase() {
            out.push(' ');
        }
        out.push(letter);
        before = letter;
    }
    out
}
