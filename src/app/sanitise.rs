//! The one gate through which text from AWS passes before it is shown.
//!
//! Names, tags, policies and error messages are written by whoever can create
//! a resource. Escape sequences would drive the terminal, bidirectional marks
//! would reorder a line, zero-width characters would make two names look the
//! same, and a megabyte of name would stall the screen.

/// The longest text that a table cell or a message line carries, in characters.
pub const CELL_LIMIT: usize = 240;

/// The longest text that a detail line carries, in characters.
pub const LINE_LIMIT: usize = 20_000;

/// Shown in place of a character that must not reach the terminal.
const MARK: char = '\u{fffd}';

/// Whether a character is invisible or acts on its neighbours.
fn is_hostile(c: char) -> bool {
    matches!(c,
        '\u{00ad}'                      // soft hyphen
        | '\u{034f}'                    // grapheme joiner
        | '\u{061c}'                    // Arabic letter mark
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
        | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180e}'       // Mongolian selectors
        | '\u{200b}'..='\u{200f}'       // zero width, direction marks
        | '\u{2028}'..='\u{202e}'       // separators, embeddings, overrides
        | '\u{2060}'..='\u{206f}'       // joiners, isolates
        | '\u{fe00}'..='\u{fe0f}'       // variation selectors
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}'       // private use
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}'     // tags
        | '\u{f0000}'..='\u{10ffff}')
}

/// Makes text harmless and at most `limit` characters long, on one line.
///
/// Line breaks and tabs become spaces; every other control, bidirectional or
/// invisible character becomes `U+FFFD`, so that it is seen to have been there.
pub fn clean(text: &str, limit: usize) -> String {
    let mut out = String::new();
    clean_into(&mut out, text, limit);
    out
}

/// [`clean`] at the end of another text, for rows that are made by the
/// hundred thousand.
pub fn clean_into(out: &mut String, text: &str, limit: usize) {
    // Nearly all names are plain ASCII: they are copied as they are.
    if text.len() <= limit && text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        out.push_str(text);
        return;
    }
    out.reserve(text.len().min(limit.saturating_add(16)));
    for (count, c) in text.chars().enumerate() {
        if count == limit {
            out.push('…');
            break;
        }
        out.push(match c {
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() || is_hostile(c) => MARK,
            c => c,
        });
    }
}

/// A table cell or message: [`clean`] at [`CELL_LIMIT`].
pub fn cell(text: &str) -> String {
    clean(text, CELL_LIMIT)
}

/// Splits text into harmless lines, each at most [`LINE_LIMIT`] characters.
pub fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(|line| clean(line, LINE_LIMIT)).collect()
}
