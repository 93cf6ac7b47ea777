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

/// Resolves the variables of a pattern. `None` if one has no single value and
/// no default: then the pattern matches nothing.
pub fn resolve(pattern: &str, context: &Context) -> Option<Vec<Token>> {
    let mut out = Vec::with_capacity(pattern.len());
    walk(pattern, &mut out, |variable, out| {
        out.extend(one(variable, context)?.chars().map(Token::Literal));
        Some(())
    })?;
    Some(out)
}

/// Resolves the variables of a pattern; one without a value may be anything.
pub fn resolve_widely(pattern: &str, context: &Context) -> Vec<Token> {
    let mut out = Vec::with_capacity(pattern.len());
    walk(pattern, &mut out, |variable, out| {
        match one(variable, context) {
            Some(value) => out.extend(value.chars().map(Token::Literal)),
            None => out.push(Token::Any),
        }
        Some(())
    });
    out
}

/// Reads a pattern from left to right and hands each variable to `put`.
fn walk(
    pattern: &str,
    out: &mut Vec<Token>,
    put: impl Fn(&str, &mut Vec<Token>) -> Option<()>,
) -> Option<()> {
    let mut rest = pattern;
    while let Some(at) = rest.find("${") {
        plain(&rest[..at], out);
        let after = &rest[at + 2..];
        let Some(end) = after.find('}') else {
            plain(&rest[at..], out);
            return Some(());
        };
        put(&after[..end], out)?;
        rest = &after[end + 1..];
    }
    plain(rest, out);
    Some(())
}

fn plain(text: &str, out: &mut Vec<Token>) {
    out.extend(text.chars().map(|c| match c {
        '*' => Token::Any,
        '?' => Token::One,
        c => Token::Literal(c),
    }));
}

fn one(variable: &str, context: &Context) -> Option<String> {
    if matches!(variable, "*" | "?" | "$") {
        return Some(variable.to_owned());
    }
    let (key, default) = match variable.split_once(',') {
        Some((key, default)) => (key, Some(default.trim())),
        None => (variable, None),
    };
    match context.get(key.trim()) {
        Some([value]) => Some(value.clone()),
        // A key with several values cannot stand in a text.
        Some(_) => None,
        None => default
            .and_then(|d| d.strip_prefix('\'')?.strip_suffix('\''))
            .map(str::to_owned),
    }
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
