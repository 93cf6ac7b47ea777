//! What may stand in a comment: a person's words without line breaks and
//! without characters that a terminal, an editor or a parser acts on.

use crate::stack::Step;

/// Whether a character stands for itself wherever text is shown.
pub(super) fn is_plain(c: char) -> bool {
    (' '..='~').contains(&c) || (!c.is_ascii() && c.is_alphanumeric())
}

/// Text for one line of a comment.
pub(super) fn comment(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            '×' | '–' | '…' => c,
            c if is_plain(c) => c,
            _ => '?',
        })
        .collect()
}

/// A comment, with its mark before each line, broken at about 90 columns.
pub(super) fn lines(text: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in comment(text).split(' ').filter(|w| !w.is_empty()) {
        let length = word.chars().count();
        if width == 0 || width + 1 + length > 90 {
            if width > 0 {
                out.push('\n');
            }
            out.push('#');
            width = 1;
        }
        out.push(' ');
        out.push_str(word);
        width += 1 + length;
    }
    out.push('\n');
    out
}

/// Each line with something before it, and ended.
pub(super) fn each_line(before: &str, text: &str) -> String {
    text.lines().flat_map(|line| [before, line, "\n"]).collect()
}

/// What is said above a step.
pub(super) fn about(step: &Step) -> String {
    lines(&format!("{}: {}. {}", step.id, step.title, step.why))
}
