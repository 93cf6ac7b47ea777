//! The filter pattern language of CloudWatch Logs: terms (`ERROR -exclude
//! ?either`), JSON (`{ $.errorCode = "*Denied*" }`) and space-delimited fields
//! (`[ip, user, status = 4*]`).
//!
//! - [`expression`]: conditions within patterns
//!
//! The checks ask a pattern which events it takes; the embedded account runs
//! it. Regular expressions (`%…%`) are not read: who meets one must say so.

mod expression;

use expression::Expression;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A pattern that was understood.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Words: all of the first, none of the second, one of the third.
    Terms {
        /// Words that must all be there.
        all: Vec<String>,
        /// Words of which none may be.
        none: Vec<String>,
        /// Words of which one must be, if there are any.
        any: Vec<String>,
    },
    /// A condition on a JSON event.
    Json(Expression),
    /// Fields by name, with conditions; `None` stands for `...`.
    Fields(Vec<Option<Field>>),
}

/// One field of a space-delimited pattern.
#[derive(Clone, Debug)]
pub struct Field {
    name: String,
    condition: Option<Expression>,
}

/// Reads a pattern. `None` for one that CloudWatch Logs refuses.
pub fn parse(text: &str) -> Option<Pattern> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('{') {
        return expression::parse(inner.strip_suffix('}')?).map(Pattern::Json);
    }
    if let Some(inner) = text.strip_prefix('[') {
        return fields(inner.strip_suffix(']')?).map(Pattern::Fields);
    }
    terms(text)
}

fn fields(text: &str) -> Option<Vec<Option<Field>>> {
    let mut out = Vec::new();
    for part in text.split(',').map(str::trim) {
        if part == "..." {
            out.push(None);
            continue;
        }
        let end = part
            .find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c)))
            .unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        if name.is_empty() {
            return None;
        }
        let condition = match rest.trim() {
            "" => None,
            _ => Some(expression::parse(part)?),
        };
        out.push(Some(Field {
            name: name.to_owned(),
            condition,
        }));
    }
    // One gap at most: two would leave open which fields they stand for.
    (out.iter().filter(|field| field.is_none()).count() <= 1).then_some(out)
}

fn terms(text: &str) -> Option<Pattern> {
    let (mut all, mut none, mut any) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = text;
    while !rest.is_empty() {
        let (list, after) = match rest.as_bytes()[0] {
            b'-' => (&mut none, &rest[1..]),
            b'?' => (&mut any, &rest[1..]),
            _ => (&mut all, rest),
        };
        let (term, after) = if let Some(quoted) = after.strip_prefix('"') {
            quoted.split_once('"')?
        } else {
            let end = after.find(char::is_whitespace).unwrap_or(after.len());
            let (term, after) = after.split_at(end);
            // Other than letters, digits and underscores must be quoted.
            if term.contains(['"', '{', '}', '[', ']', '(', ')', '&', '|', '=']) {
                return None;
            }
            (term, after)
        };
        if term.is_empty() {
            return None;
        }
        list.push(term.to_owned());
        rest = after.trim_start();
    }
    Some(Pattern::Terms { all, none, any })
}

impl Pattern {
    /// What the pattern reads out of an event that it matches: field or
    /// selector to value. `None` for an event that it does not match.
    pub fn extract(&self, message: &str) -> Option<BTreeMap<String, String>> {
        match self {
            Self::Terms { all, none, any } => {
                let has = |term: &String| message.contains(term.as_str());
                let matched =
                    all.iter().all(has) && !none.iter().any(has) && (any.is_empty() || any.iter().any(has));
                matched.then(BTreeMap::new)
            }
            Self::Json(condition) => {
                let event: Value = serde_json::from_str(message).ok()?;
                let at = |path: &str| expression::select(&event, path).cloned();
                if !event.is_object() || !condition.holds(&at) {
                    return None;
                }
                let paths = condition.paths().into_iter();
                Some(
                    paths
                        .filter_map(|path| Some((path.clone(), expression::shown(&at(&path)?))))
                        .collect(),
                )
            }
            Self::Fields(fields) => extract_fields(fields, message),
        }
    }

    /// Whether an event matches.
    pub fn matches(&self, message: &str) -> bool {
        self.extract(message).is_some()
    }

    /// The number that a metric filter publishes for an event that matches:
    /// a literal, a selector `$.size`, or a field `$size`.
    pub fn number(&self, message: &str, value: &str) -> Option<f64> {
        let text = match value.strip_prefix('$') {
            None => value.to_owned(),
            Some(_) => self.named(message, value)?,
        };
        text.parse().ok().filter(|n: &f64| n.is_finite())
    }

    /// The text that a selector or field has in an event.
    pub fn named(&self, message: &str, value: &str) -> Option<String> {
        if value.starts_with("$.") {
            let event: Value = serde_json::from_str(message).ok()?;
            return expression::select(&event, value).map(expression::shown);
        }
        self.extract(message)?.remove(value)
    }
}

/// Words, quoted texts and bracketed texts of a space-delimited event.
fn words(message: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = message.trim_start();
    while !rest.is_empty() {
        let closing = match rest.as_bytes()[0] {
            b'"' => Some('"'),
            b'[' => Some(']'),
            _ => None,
        };
        let enclosed = closing.and_then(|end| rest[1..].split_once(end));
        let (word, after) = enclosed.unwrap_or_else(|| {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            rest.split_at(end)
        });
        out.push(word.to_owned());
        rest = after.trim_start();
    }
    out
}

fn extract_fields(fields: &[Option<Field>], message: &str) -> Option<BTreeMap<String, String>> {
    let words = words(message);
    let gap = fields.iter().position(Option::is_none);
    let fits = match gap {
        Some(_) => words.len() >= fields.len() - 1,
        None => words.len() == fields.len(),
    };
    if !fits {
        return None;
    }
    let mut found = BTreeMap::new();
    for (index, field) in fields.iter().enumerate() {
        let Some(field) = field else { continue };
        let at = match gap {
            Some(gap) if index > gap => words.len() - (fields.len() - index),
            _ => index,
        };
        let word = words.get(at)?;
        let lookup = |path: &str| (path == field.name).then(|| json!(word));
        if field.condition.as_ref().is_some_and(|c| !c.holds(&lookup)) {
            return None;
        }
        found.insert(format!("${}", field.name), word.clone());
    }
    Some(found)
}
