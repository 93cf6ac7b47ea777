//! The tones of a line of JSON: names apart from values apart from marks.

use crate::app::Tone;

/// The tone of each character of a line. A string that is not closed ends
/// with its line, so that one missing quote does not repaint the rest.
pub(super) fn tones(line: &[char]) -> Vec<Tone> {
    let mut tones = vec![Tone::Dim; line.len()];
    let mut at = 0;
    while at < line.len() {
        if line[at] != '"' {
            if !line[at].is_whitespace() && !"{}[]:,".contains(line[at]) {
                tones[at] = Tone::Plain;
            }
            at += 1;
            continue;
        }
        let end = string_end(line, at);
        let is_name = line[end..].iter().find(|c| !c.is_whitespace()) == Some(&':');
        let tone = if is_name { Tone::Accent } else { Tone::Plain };
        tones[at..end].fill(tone);
        at = end;
    }
    tones
}

/// Behind the closing quote of the string that begins here.
fn string_end(line: &[char], start: usize) -> usize {
    let mut at = start + 1;
    while at < line.len() {
        match line[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    line.len()
}
