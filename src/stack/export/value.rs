//! What a resource says, before a format writes it.

use super::handover::ExportError;
use crate::stack::reference::{self, Part};
use crate::stack::spec::Tags;
use std::collections::BTreeSet;

/// Things that other steps call by their name instead of referring to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Bucket,
    Role,
    Stream,
    Model,
    EndpointConfig,
}

/// A value with its references unresolved.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Words that may hold `${step.Output}`.
    Text(String),
    /// Words that hold no reference whatever they look like: a local path.
    Verbatim(String),
    /// The name of a thing, by which the step that makes it is found.
    Name(Named, String),
    /// A JSON document whose strings may hold references.
    Document(String),
    /// A word of the format's own.
    Bare(&'static str),
    /// A number.
    Number(serde_json::Number),
    /// Yes or no.
    Truth(bool),
    /// JSON's nothing, in documents only.
    Nothing,
    /// Several.
    List(Vec<Self>),
    /// By name, in order.
    Map(Vec<(String, Self)>),
}

/// A part of a resource.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// One field.
    Field(&'static str, Value),
    /// A block, where the format tells blocks from fields.
    Block(&'static str, Vec<Item>),
}

pub(super) fn text(words: impl Into<String>) -> Value {
    Value::Text(words.into())
}

pub(super) fn texts(words: &[String]) -> Value {
    Value::List(words.iter().map(text).collect())
}

pub(super) fn number(value: impl Into<serde_json::Number>) -> Value {
    Value::Number(value.into())
}

/// A map with fixed names.
pub(super) fn map<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Map(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

/// Tags as one map.
pub(super) fn tag_map(tags: &Tags) -> Value {
    Value::Map(tags.iter().map(|(k, v)| (k.clone(), text(v))).collect())
}

/// Tags as a list of pairs, as most calls take them.
pub(super) fn tag_pairs(tags: &Tags, key: &str, value: &str) -> Value {
    let pair = |(k, v): (&String, &String)| map([(key, Value::Verbatim(k.clone())), (value, text(v))]);
    Value::List(tags.iter().map(pair).collect())
}

impl Value {
    /// A document as the value that its JSON says.
    pub(super) fn parsed(document: &str, step: &str) -> Result<Self, ExportError> {
        let json = serde_json::from_str(document).map_err(|e| ExportError::Document {
            step: step.to_owned(),
            message: e.to_string(),
        })?;
        Ok(Self::of_json(json))
    }

    fn of_json(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Nothing,
            serde_json::Value::Bool(truth) => Self::Truth(truth),
            serde_json::Value::Number(number) => Self::Number(number),
            serde_json::Value::String(words) => Self::Text(words),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Self::of_json).collect()),
            serde_json::Value::Object(fields) => {
                Self::Map(fields.into_iter().map(|(k, v)| (k, Self::of_json(v))).collect())
            }
        }
    }

    /// Each text that may hold references, for reading.
    pub(super) fn words(&self, read: &mut impl FnMut(&str)) {
        match self {
            Self::Text(words) | Self::Document(words) => read(words),
            Self::List(items) => items.iter().for_each(|v| v.words(read)),
            Self::Map(fields) => fields.iter().for_each(|(_, v)| v.words(read)),
            Self::Name(..)
            | Self::Verbatim(_)
            | Self::Bare(_)
            | Self::Number(_)
            | Self::Truth(_)
            | Self::Nothing => {}
        }
    }

    /// Names, and steps that are referred to, are put into the sets.
    pub(super) fn collect(&self, steps: &mut BTreeSet<String>, names: &mut BTreeSet<(Named, String)>) {
        self.words(&mut |words| {
            for part in reference::parts(words) {
                if let Part::Output { step, .. } = part {
                    steps.insert(step.to_owned());
                }
            }
        });
        self.names(names);
    }

    fn names(&self, names: &mut BTreeSet<(Named, String)>) {
        match self {
            Self::Name(kind, name) => {
                names.insert((*kind, name.clone()));
            }
            Self::List(items) => items.iter().for_each(|v| v.names(names)),
            Self::Map(fields) => fields.iter().for_each(|(_, v)| v.names(names)),
            _ => {}
        }
    }
}

impl Item {
    /// As [`Value::collect`].
    pub(super) fn collect(&self, steps: &mut BTreeSet<String>, names: &mut BTreeSet<(Named, String)>) {
        match self {
            Self::Field(_, value) => value.collect(steps, names),
            Self::Block(_, items) => items.iter().for_each(|i| i.collect(steps, names)),
        }
    }
}

impl Value {
    /// The text of its JSON on one line. References stay as they are written:
    /// what replaces them must not need an escape, and ids and ARNs do not.
    pub(super) fn json(&self) -> String {
        match self {
            Self::Text(words) | Self::Name(_, words) | Self::Document(words) => quoted(words),
            Self::Verbatim(words) => verbatim(words),
            Self::Bare(word) => (*word).to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::Nothing => "null".to_owned(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::json).collect();
                format!("[{}]", items.join(","))
            }
            Self::Map(fields) => {
                let fields = fields
                    .iter()
                    .map(|(k, v)| format!("{}:{}", verbatim(k), v.json()));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }
        }
    }
}

fn quoted(words: &str) -> String {
    serde_json::Value::from(words).to_string()
}

/// As [`quoted`], and holding nothing that looks like a reference.
fn verbatim(words: &str) -> String {
    quoted(words).replace('$', "\\u0024")
}
