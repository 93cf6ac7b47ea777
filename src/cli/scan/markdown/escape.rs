//! Text that stays text in GitHub's Markdown, in a table too.
//!
//! Most of what AWS says goes between backticks, where nothing is markup and a
//! person reads it as it is. Three characters are not safe there: a backtick
//! ends the span, a pipe ends the cell of a table, and a backslash before a
//! pipe undoes what would have kept it in. A text with one of these is
//! written as an HTML code element with every mark as a character reference,
//! which no parser of Markdown takes for anything.

use crate::cli::output::plain;
use std::fmt::Write as _;

/// A name, value or message from AWS.
pub(super) fn code(text: &str) -> String {
    let text = plain(text);
    let text = text.trim();
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    if !text.contains(['`', '|', '\\']) {
        return format!("`{text}`");
    }
    let mut out = String::from("<code>");
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out + "</code>"
}

/// A sentence: what would be markup is escaped, and no address becomes a link.
pub(super) fn words(text: &str) -> String {
    let text = plain(text);
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        // GitHub makes links of bare addresses.
        let address = rest.starts_with("://") || (c == '.' && text[..at].ends_with("www"));
        let mark = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&' | '@'
        );
        if address || mark {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
