//! Writes a document in the canonical form: elements in the order of the IAM
//! grammar, a list of one as its value, two spaces of indent.

use super::{Condition, Document, PrincipalElement, Select, Statement};
use crate::policy::Effect;
use serde_json::{Map, Value};

impl Document {
    /// The document as indented JSON.
    pub fn to_json(&self) -> String {
        format!("{:#}", self.to_value())
    }

    /// The document as JSON on one line, as quotas count it.
    pub fn to_compact_json(&self) -> String {
        self.to_value().to_string()
    }

    /// The document as a JSON value.
    pub fn to_value(&self) -> Value {
        let mut out = Map::new();
        if let Some(version) = self.version {
            out.insert("Version".into(), version.as_str().into());
        }
        if let Some(id) = &self.id {
            out.insert("Id".into(), id.as_str().into());
        }
        let statements = self.statements.iter().map(statement).collect();
        out.insert("Statement".into(), Value::Array(statements));
        Value::Object(out)
    }
}

impl Statement {
    /// The statement as a JSON value.
    pub fn to_value(&self) -> Value {
        statement(self)
    }
}

fn statement(from: &Statement) -> Value {
    let mut out = Map::new();
    if let Some(sid) = &from.sid {
        out.insert("Sid".into(), sid.as_str().into());
    }
    let effect = match from.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    out.insert("Effect".into(), effect.into());
    if let Some(principal) = &from.principal {
        let name = match principal {
            PrincipalElement::Only(_) => "Principal",
            PrincipalElement::AllBut(_) => "NotPrincipal",
        };
        out.insert(name.into(), principals(principal));
    }
    out.insert(named("Action", &from.action), one_or_many(from.action.patterns()));
    if let Some(resource) = &from.resource {
        out.insert(named("Resource", resource), one_or_many(resource.patterns()));
    }
    if !from.conditions.is_empty() {
        out.insert("Condition".into(), conditions(&from.conditions));
    }
    Value::Object(out)
}

fn named(element: &str, select: &Select) -> String {
    if select.is_negated() {
        format!("Not{element}")
    } else {
        element.to_owned()
    }
}

fn one_or_many(values: &[String]) -> Value {
    match values {
        [one] => one.as_str().into(),
        many => many.iter().map(String::as_str).collect(),
    }
}

fn principals(element: &PrincipalElement) -> Value {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for principal in element.principals() {
        let Some((kind, value)) = principal.parts() else {
            return "*".into();
        };
        match groups.iter_mut().find(|(name, _)| *name == kind) {
            Some((_, values)) => values.push(value.to_owned()),
            None => groups.push((kind, vec![value.to_owned()])),
        }
    }
    groups
        .into_iter()
        .map(|(kind, values)| (kind.to_owned(), one_or_many(&values)))
        .collect::<Map<_, _>>()
        .into()
}

fn conditions(all: &[Condition]) -> Value {
    let mut out = Map::new();
    for condition in all {
        let keys = out
            .entry(condition.operator.clone())
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(keys) = keys {
            keys.insert(condition.key.clone(), one_or_many(&condition.values));
        }
    }
    Value::Object(out)
}
