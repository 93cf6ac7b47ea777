//! `*` and `?` matching, as IAM does it.
//!
//! `*` stands for any characters, none included; `?` for exactly one. There is
//! no escape: a literal star is written `${*}` in a 2012 policy, which the
//! evaluator resolves before it comes here.

/// Whether `text` matches `pattern`; case counts.
pub fn matches(pattern: &str, text: &str) -> bool {
    glob(pattern, text, |a, b| a == b, |_| true)
}

/// Whether `text` matches `pattern`, ignoring ASCII case: actions, service
/// names.
pub fn matches_ignoring_case(pattern: &str, text: &str) -> bool {
    glob(pattern, text, |a, b| a.eq_ignore_ascii_case(&b), |_| true)
}

/// Whether everything that matches `narrow` matches `wide` too.
///
/// Never true wrongly; compared without regard to case.
pub fn covers(wide: &str, narrow: &str) -> bool {
    // A star of the narrow pattern can only be taken by a star of the wide
    // one, so reading the narrow pattern as a text gives the right answer as
    // long as its wildcards match nothing but stars.
    let literal = |a: u8, b: u8| a.eq_ignore_ascii_case(&b) && b != b'*';
    glob(wide, narrow, literal, |b| b != b'*')
}

/// Whether the pattern has a wildcard.
pub fn is_wild(pattern: &str) -> bool {
    pattern.contains(['*', '?'])
}

/// Whether the pattern is only stars, so that it matches everything.
pub fn is_any(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|b| b == b'*')
}

/// The linear-time matcher: on a mismatch it goes back to the last star only.
///
/// `same` compares a literal with a byte of the text; `one` says what `?` takes.
fn glob(pattern: &str, text: &str, same: impl Fn(u8, u8) -> bool, one: impl Fn(u8) -> bool) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && pattern[p] == b'?' && one(text[t]) {
            p += 1;
            t += 1;
            // `?` is one character, not one byte.
            while t < text.len() && text[t] & 0xC0 == 0x80 {
                t += 1;
            }
        } else if p < pattern.len() && same(pattern[p], text[t]) {
            p += 1;
            t += 1;
        } else if let Some((star_p, star_t)) = star {
            star = Some((star_p, star_t + 1));
            p = star_p + 1;
            t = star_t + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
}
