//! Conditions in filter patterns: `($.a = "b*") && ($.n >= 3 || $.c NOT EXISTS)`.

use crate::policy::pattern;
use serde_json::Value;

/// A condition over the fields of an event.
#[derive(Clone, Debug)]
pub enum Expression {
    /// All hold.
    All(Vec<Expression>),
    /// One holds.
    Any(Vec<Expression>),
    /// A field compared.
    Is(String, Test),
}

/// What is asked of a field.
#[derive(Clone, Debug)]
pub enum Test {
    /// `=`, with `*` for any text.
    Equal(String),
    /// `!=`.
    Unequal(String),
    /// `<`, `<=`, `>`, `>=`.
    Order(String, f64),
    /// `IS NULL`.
    Null,
    /// `IS TRUE`.
    True,
    /// `IS FALSE`.
    False,
    /// `EXISTS`.
    Exists,
    /// `NOT EXISTS`.
    NotExists,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Compare(String),
    /// A field, a value or a word of the language.
    Word(String),
    Quoted(String),
}

/// Reads a condition. `None` for what is not one.
pub(super) fn parse(text: &str) -> Option<Expression> {
    let tokens = tokens(text)?;
    let mut at = 0;
    let whole = any(&tokens, &mut at)?;
    (at == tokens.len()).then_some(whole)
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            '&' => (Token::And, rest.strip_prefix("&&")?),
            '|' => (Token::Or, rest.strip_prefix("||")?),
            '"' => {
                let (value, after) = rest[1..].split_once('"')?;
                (Token::Quoted(value.to_owned()), after)
            }
            '=' | '!' | '<' | '>' => {
                let two = rest.len() > 1 && rest.as_bytes()[1] == b'=' && first != '=';
                let (operator, after) = rest.split_at(if two { 2 } else { 1 });
                if operator == "!" {
                    return None;
                }
                (Token::Compare(operator.to_owned()), after)
            }
            _ => {
                let end = rest
                    .find(|c: char| c.is_whitespace() || "()&|=!<>\"".contains(c))
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                (Token::Word(word.to_owned()), after)
            }
        };
        out.push(token);
        rest = after.trim_start();
    }
    Some(out)
}

fn any(tokens: &[Token], at: &mut usize) -> Option<Expression> {
    let mut parts = vec![all(tokens, at)?];
    while tokens.get(*at) == Some(&Token::Or) {
        *at += 1;
        parts.push(all(tokens, at)?);
    }
    Some(Expression::Any(parts))
}

fn all(tokens: &[Token], at: &mut usize) -> Option<Expression> {
    let mut parts = vec![one(tokens, at)?];
    while tokens.get(*at) == Some(&Token::And) {
        *at += 1;
        parts.push(one(tokens, at)?);
    }
    Some(Expression::All(parts))
}

fn one(tokens: &[Token], at: &mut usize) -> Option<Expression> {
    let mut next = || {
        let token = tokens.get(*at);
        *at += 1;
        token
    };
    let field = match next()? {
        Token::Open => {
            let inner = any(tokens, at)?;
            let closed = tokens.get(*at) == Some(&Token::Close);
            *at += 1;
            return closed.then_some(inner);
        }
        Token::Word(field) if field != "$" && field != "$." => field.clone(),
        _ => return None,
    };
    let test = match next()? {
        Token::Compare(operator) => {
            let (value, quoted) = match next()? {
                Token::Word(value) => (value.clone(), false),
                Token::Quoted(value) => (value.clone(), true),
                _ => return None,
            };
            match operator.as_str() {
                "=" => Test::Equal(value),
                "!=" => Test::Unequal(value),
                _ if quoted => return None,
                _ => Test::Order(operator.clone(), value.parse().ok()?),
            }
        }
        Token::Word(word) => match (word.to_ascii_uppercase().as_str(), next()) {
            ("IS", Some(Token::Word(what))) => match what.to_ascii_uppercase().as_str() {
                "NULL" => Test::Null,
                "TRUE" => Test::True,
                "FALSE" => Test::False,
                _ => return None,
            },
            ("NOT", Some(Token::Word(what))) if what.eq_ignore_ascii_case("EXISTS") => Test::NotExists,
            ("EXISTS", _) => {
                *at -= 1;
                Test::Exists
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(Expression::Is(field, test))
}

/// The value at `$.a.b[0]`, or below `a` when there is no `$.`.
pub(super) fn select<'v>(event: &'v Value, path: &str) -> Option<&'v Value> {
    let path = path.strip_prefix("$.").unwrap_or(path);
    path.split('.').try_fold(event, |value, step| {
        let (name, indices) = step.split_once('[').map_or((step, None), |(n, i)| (n, Some(i)));
        let mut value = if name.is_empty() { value } else { value.get(name)? };
        for index in indices.into_iter().flat_map(|i| i.split('[')) {
            let index = index.strip_suffix(']')?;
            value = match index.parse::<usize>() {
                Ok(index) => value.get(index)?,
                Err(_) => value.get(index.trim_matches(['"', '\'']))?,
            };
        }
        Some(value)
    })
}

/// A value as text.
pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Expression {
    /// Whether it holds, given the value of each field.
    pub(super) fn holds(&self, at: &dyn Fn(&str) -> Option<Value>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(at)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(at)),
            Self::Is(field, test) => test.holds(at(field).as_ref()),
        }
    }

    /// The fields that it speaks of.
    pub(super) fn paths(&self) -> Vec<String> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::paths).collect(),
            Self::Is(field, _) => vec![field.clone()],
        }
    }
}

impl Test {
    fn holds(&self, value: Option<&Value>) -> bool {
        let same = |wanted: &str| {
            value.is_some_and(|value| {
                let text = shown(value);
                let number = |text: &str| text.parse::<f64>().ok();
                pattern::matches(wanted, &text)
                    || number(wanted)
                        .is_some_and(|n| number(&text).is_some_and(|m| (n - m).abs() < f64::EPSILON))
            })
        };
        match self {
            Self::Equal(wanted) => same(wanted),
            Self::Unequal(wanted) => !same(wanted),
            Self::Order(operator, limit) => {
                let number = value.and_then(|value| shown(value).parse::<f64>().ok());
                number.is_some_and(|n| match operator.as_str() {
                    "<" => n < *limit,
                    "<=" => n <= *limit,
                    ">" => n > *limit,
                    _ => n >= *limit,
                })
            }
            Self::Null => value.is_some_and(Value::is_null),
            Self::True => value == Some(&Value::Bool(true)),
            Self::False => value == Some(&Value::Bool(false)),
            Self::Exists => value.is_some(),
            Self::NotExists => value.is_none(),
        }
    }
}
