//! Reads a policy document, and says where and why it is not one.

use super::places::{ConditionPlace, ElementPlace, Places, StatementPlaces};
use super::{
    Condition, Document, Effect, ParseError, Principal, PrincipalElement, Select, Span, Statement, Version,
};
use crate::policy::json::{self, Fault, Json, Member, Value};
use std::ops::Range;

/// A fault of grammar: its Access Analyzer id, its place, and the reason.
struct Wrong {
    code: &'static str,
    at: usize,
    reason: String,
}

type Read<T> = Result<T, Wrong>;

fn wrong<T>(code: &'static str, span: &Range<usize>, reason: impl Into<String>) -> Read<T> {
    Err(Wrong {
        code,
        at: span.start,
        reason: reason.into(),
    })
}

impl Document {
    /// Reads a policy document as AWS does: a value may stand for a list of
    /// one, one statement need not be in a list, both versions are taken.
    ///
    /// Refused: what is not JSON, a name given twice, unknown elements, bad
    /// effects and values, `Action` beside `NotAction`, a missing `Effect`,
    /// `Action` or `Statement`; texts over 256 KiB or nested over 32 levels.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::parse_with_places(text).map(|(document, _)| document)
    }

    /// Reads a policy document, and where in the text each element stands.
    pub fn parse_with_places(text: &str) -> Result<(Self, Places), ParseError> {
        let tree = json::parse(text).map_err(|fault| syntax(text, fault))?;
        Self::from_json(&tree).map_err(|wrong| {
            let (line, column) = json::line_and_column(text, wrong.at);
            ParseError {
                line,
                column,
                reason: wrong.reason,
                code: wrong.code,
            }
        })
    }

    fn from_json(tree: &Json) -> Read<(Self, Places)> {
        let Some(members) = tree.members() else {
            return wrong(
                "DATA_TYPE_MISMATCH",
                &tree.span,
                format!("a policy is an object, not {}", tree.kind()),
            );
        };
        let mut document = Self {
            version: None,
            id: None,
            statements: Vec::new(),
        };
        let mut places = Places::default();
        let mut seen = false;
        for member in members {
            match member.name.as_str() {
                "Version" => {
                    document.version = Some(version(&member.value)?);
                    places.version = Some(member.value.span.clone());
                }
                "Id" => {
                    document.id = Some(string("Id", &member.value)?);
                    places.id = Some(member.value.span.clone());
                }
                "Statement" => {
                    seen = true;
                    let read = member.value.elements().iter().map(statement);
                    (document.statements, places.statements) =
                        read.collect::<Read<Vec<_>>>()?.into_iter().unzip();
                }
                name => {
                    return wrong(
                        "INVALID_POLICY_ELEMENT",
                        &member.name_span,
                        format!("a policy has no element `{name}`; it has Version, Id and Statement"),
                    );
                }
            }
        }
        if !seen {
            return wrong("MISSING_STATEMENT", &tree.span, "the policy has no Statement");
        }
        Ok((document, places))
    }
}

fn syntax(text: &str, fault: Fault) -> ParseError {
    let (line, column) = json::line_and_column(text, fault.at);
    ParseError {
        line,
        column,
        reason: fault.reason,
        code: "JSON_SYNTAX_ERROR",
    }
}

fn version(value: &Json) -> Read<Version> {
    match string("Version", value)?.as_str() {
        "2012-10-17" => Ok(Version::V2012),
        "2008-10-17" => Ok(Version::V2008),
        other => wrong(
            "INVALID_VERSION",
            &value.span,
            format!("Version is \"2012-10-17\" or \"2008-10-17\", not \"{other}\""),
        ),
    }
}

fn string(element: &str, value: &Json) -> Read<String> {
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None => wrong(
            "DATA_TYPE_MISMATCH",
            &value.span,
            format!("{element} takes a string, not {}", value.kind()),
        ),
    }
}

fn strings(element: &str, value: &Json) -> Read<Vec<String>> {
    value.elements().iter().map(|v| string(element, v)).collect()
}

/// What has been read of a statement so far.
#[derive(Default)]
struct Parts {
    sid: Option<String>,
    effect: Option<Effect>,
    principal: Option<PrincipalElement>,
    action: Option<Select>,
    resource: Option<Select>,
    conditions: Vec<Condition>,
    places: StatementPlaces,
}

impl Parts {
    /// Reads one member of a statement.
    fn take(&mut self, member: &Member) -> Read<()> {
        let (name, span, value) = (member.name.as_str(), &member.name_span, &member.value);
        match name {
            "Sid" => {
                self.sid = Some(string("Sid", value)?);
                self.places.sid = Some(value.span.clone());
            }
            "Effect" => {
                self.effect = Some(effect(value)?);
                self.places.effect = value.span.clone();
            }
            "Principal" | "NotPrincipal" => {
                let (principals, values) = principals(value)?;
                let element = if name == "Principal" {
                    PrincipalElement::Only(principals)
                } else {
                    PrincipalElement::AllBut(principals)
                };
                once(&mut self.principal, element, span)?;
                self.places.principal = Some(ElementPlace {
                    name: span.clone(),
                    values,
                });
            }
            "Action" | "NotAction" => {
                once(&mut self.action, select(member)?, span)?;
                self.places.action = ElementPlace::of(member);
            }
            "Resource" | "NotResource" => {
                once(&mut self.resource, select(member)?, span)?;
                self.places.resource = Some(ElementPlace::of(member));
            }
            "Condition" => (self.conditions, self.places.conditions) = conditions(value)?,
            _ => {
                return wrong(
                    "INVALID_POLICY_ELEMENT",
                    span,
                    format!("a statement has no element `{name}`"),
                );
            }
        }
        Ok(())
    }
}

/// `Action`, `Resource` or their `Not…` forms.
fn select(member: &Member) -> Read<Select> {
    let patterns = strings(&member.name, &member.value)?;
    Ok(if member.name.starts_with("Not") {
        Select::AllBut(patterns)
    } else {
        Select::Only(patterns)
    })
}

fn statement(value: &Json) -> Read<(Statement, StatementPlaces)> {
    let Some(members) = value.members() else {
        return wrong(
            "DATA_TYPE_MISMATCH",
            &value.span,
            format!("a statement is an object, not {}", value.kind()),
        );
    };
    let mut parts = Parts::default();
    for member in members {
        parts.take(member)?;
    }
    let Some(effect) = parts.effect else {
        return wrong("MISSING_EFFECT", &value.span, "the statement has no Effect");
    };
    let Some(action) = parts.action else {
        return wrong(
            "MISSING_ACTION",
            &value.span,
            "the statement has no Action or NotAction",
        );
    };
    let places = StatementPlaces {
        statement: value.span.clone(),
        ..parts.places
    };
    let statement = Statement {
        sid: parts.sid,
        effect,
        principal: parts.principal,
        action,
        resource: parts.resource,
        conditions: parts.conditions,
        span: Span(value.span.clone()),
    };
    Ok((statement, places))
}

/// Keeps an element that may be given in one form only.
fn once<T>(slot: &mut Option<T>, value: T, span: &Range<usize>) -> Read<()> {
    if slot.is_some() {
        return wrong(
            "UNSUPPORTED_ELEMENT_COMBINATION",
            span,
            "an element and its Not form cannot stand in one statement",
        );
    }
    *slot = Some(value);
    Ok(())
}

fn effect(value: &Json) -> Read<Effect> {
    match string("Effect", value)?.as_str() {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        other => wrong(
            "INVALID_EFFECT",
            &value.span,
            format!("Effect is \"Allow\" or \"Deny\" (case counts), not \"{other}\""),
        ),
    }
}

fn principals(value: &Json) -> Read<(Vec<Principal>, Vec<Range<usize>>)> {
    if let Some(text) = value.as_str() {
        if text == "*" {
            return Ok((vec![Principal::Everyone], vec![value.span.clone()]));
        }
        return wrong(
            "INVALID_PRINCIPAL_FORMAT",
            &value.span,
            "a principal is \"*\" or an object such as {\"AWS\": …}",
        );
    }
    let Some(members) = value.members() else {
        return wrong(
            "DATA_TYPE_MISMATCH",
            &value.span,
            format!("a principal is \"*\" or an object, not {}", value.kind()),
        );
    };
    let (mut all, mut places) = (Vec::new(), Vec::new());
    for member in members {
        let wrap: fn(String) -> Principal = match member.name.as_str() {
            "AWS" => Principal::Aws,
            "Service" => Principal::Service,
            "Federated" => Principal::Federated,
            "CanonicalUser" => Principal::CanonicalUser,
            name => {
                return wrong(
                    "INVALID_PRINCIPAL_KEY",
                    &member.name_span,
                    format!("no kind of principal is `{name}`: AWS, Service, Federated, CanonicalUser"),
                );
            }
        };
        all.extend(strings("a principal", &member.value)?.into_iter().map(wrap));
        places.extend(member.value.elements().iter().map(|v| v.span.clone()));
    }
    Ok((all, places))
}

fn conditions(value: &Json) -> Read<(Vec<Condition>, Vec<ConditionPlace>)> {
    let Some(operators) = value.members() else {
        return wrong(
            "DATA_TYPE_MISMATCH",
            &value.span,
            format!("Condition is an object, not {}", value.kind()),
        );
    };
    let (mut all, mut places) = (Vec::new(), Vec::new());
    for operator in operators {
        let Some(keys) = operator.value.members() else {
            return wrong(
                "DATA_TYPE_MISMATCH",
                &operator.value.span,
                format!(
                    "`{}` takes an object of keys, not {}",
                    operator.name,
                    operator.value.kind()
                ),
            );
        };
        for key in keys {
            all.push(Condition {
                operator: operator.name.clone(),
                key: key.name.clone(),
                values: key
                    .value
                    .elements()
                    .iter()
                    .map(condition_value)
                    .collect::<Read<_>>()?,
            });
            places.push(ConditionPlace {
                operator: operator.name_span.clone(),
                key: ElementPlace::of(key),
            });
        }
    }
    Ok((all, places))
}

/// AWS takes numbers and booleans beside strings, and reads them as text.
fn condition_value(value: &Json) -> Read<String> {
    match &value.value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.clone()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => wrong(
            "INVALID_CONDITION_DATA_TYPE",
            &value.span,
            format!(
                "a condition value is a string, a number or a boolean, not {}",
                value.kind()
            ),
        ),
    }
}
