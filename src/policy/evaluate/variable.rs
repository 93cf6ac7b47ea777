//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`,
//! and the literals `${*}`, `${?}`, `${$}`. Read in 2012 documents only.

use super::Context;

/// A piece of a pattern whose variables are resolved: what came from a
/// variable is literal, even if it has stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// `*`.
    Any,
    /// `?`.
    One,
    /// Itself.
    Literal(char),
}

/// Whether the text may have variables to resolve.
pub fn has_variables(text: &str) -> bool {
    text.contains("${")
}

/// A part of a pattern as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'p> {
    /// Text with `*` and `?` as wildcards.
    Plain(&'p str),
    /// `${*}`, `${?}` or `${$}`: the sign itself.
    Sign(&'p str),
    /// The value of a context key.
    Key {
        /// The key as written.
        key: &'p str,
        /// What stands in for a missing key.
        default: Option<&'p str>,
    },
}

/// The parts of a pattern, from left to right.
pub fn parts(pattern: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let closed = rest.strip_prefix("${").and_then(|after| after.split_once('}'));
        if let Some((variable, after)) = closed {
            rest = after;
            return Some(part(variable));
        }
        // Up to the next variable; one that is never closed is plain text.
        let end = match rest.find("${") {
            None | Some(0) => rest.len(),
            Some(at) => at,
        };
        let (plain, after) = rest.split_at(end);
        rest = after;
        Some(Part::Plain(plain))
    })
}

fn part(variable: &str) -> Part<'_> {
    if matches!(variable, "*" | "?" | "$") {
        return Part::Sign(variable);
    }
    let (key, default) = match variable.split_once(',') {
        Some((key, default)) => (key, Some(default.trim())),
        None => (variable, None),
    };
    Part::Key {
        key: key.trim(),
        default: default.and_then(|d| d.strip_prefix('\'')?.strip_suffix('\'')),
    }
}

/// Resolves the variables of a pattern. `None` if one has no single value and
/// no default: then the pattern matches nothing.
pub fn resolve(pattern: &str, context: &Context) -> Option<Vec<Token>> {
    put(pattern, context, None)
}

/// Resolves the variables of a pattern; one without a value may be anything.
pub fn resolve_widely(pattern: &str, context: &Context) -> Vec<Token> {
    put(pattern, context, Some(Token::Any)).unwrap_or_default()
}

/// Whether the text has a variable of which the context does not know what a
/// request has for it.
pub fn is_unread(pattern: &str, context: &Context) -> bool {
    context.has_doubts()
        && parts(pattern).any(|part| matches!(part, Part::Key { key, .. } if context.is_unread(key)))
}

fn put(pattern: &str, context: &Context, missing: Option<Token>) -> Option<Vec<Token>> {
    let mut out = Vec::with_capacity(pattern.len());
    for part in parts(pattern) {
        match part {
            Part::Plain(text) => out.extend(text.chars().map(|c| match c {
                '*' => Token::Any,
                '?' => Token::One,
                c => Token::Literal(c),
            })),
            Part::Sign(text) => out.extend(text.chars().map(Token::Literal)),
            Part::Key { key, default } => {
                let value = match context.get(key) {
                    Some([value]) => Some(value.as_str()),
                    // A key with several values cannot stand in a text.
                    Some(_) => None,
                    None => default,
                };
                match value {
                    Some(value) => out.extend(value.chars().map(Token::Literal)),
                    None => out.push(missing?),
                }
            }
        }
    }
    Some(out)
}

/// Whether the text matches the resolved pattern; case counts.
pub fn matches(pattern: &[Token], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(Token::Any) => {
                star = Some((p, t));
                p += 1;
                continue;
            }
            Some(Token::One) => {
                p += 1;
                t += 1;
                continue;
            }
            Some(Token::Literal(c)) if *c == text[t] => {
                p += 1;
                t += 1;
                continue;
            }
            _ => {}
        }
        let Some((star_p, star_t)) = star else {
            return false;
        };
        star = Some((star_p, star_t + 1));
        p = star_p + 1;
        t = star_t + 1;
    }
    pattern[p..].iter().all(|token| *token == Token::Any)
}

/// Whether an ARN matches the resolved ARN pattern, part by part; what came
/// from a variable is literal here too, its colons divide.
pub fn matches_arn(pattern: &[Token], arn: &str) -> bool {
    if !pattern.is_empty() && pattern.iter().all(|token| *token == Token::Any) {
        return true;
    }
    let (mut wanted, mut arn) = (
        pattern.splitn(6, |token| *token == Token::Literal(':')),
        arn.splitn(6, ':'),
    );
    (0..6).all(|_| matches!((wanted.next(), arn.next()), (Some(wanted), Some(part)) if matches(wanted, part)))
}

/// The resolved pattern as plain text, wildcards as written.
pub fn text(pattern: &[Token]) -> String {
    pattern
        .iter()
        .map(|token| match token {
            Token::Any => '*',
            Token::One => '?',
            Token::Literal(c) => *c,
        })
        .collect()
}
