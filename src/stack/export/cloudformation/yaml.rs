//! Values as YAML, with the intrinsic functions of CloudFormation for what
//! other resources give.

use crate::stack::export::handover::ExportError;
use crate::stack::export::value::{Named, Value};
use crate::stack::export::words::is_plain;
use crate::stack::reference::{Part, parts};
use std::fmt::Write as _;

/// How a resource gives something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// By `Ref`.
    Ref,
    /// By `Fn::GetAtt`.
    Get(&'static str),
}

/// The logical id of a resource, and which attribute of it.
pub(super) trait Attributes {
    /// What a reference is.
    fn output(&self, step: &str, output: &str) -> Option<(String, Attribute)>;
    /// What the name of a thing is that the template makes.
    fn name(&self, kind: Named, name: &str) -> Option<(String, Attribute)>;
}

/// Writes the values of one step.
pub(super) struct Yaml<'a> {
    pub(super) attributes: &'a dyn Attributes,
    pub(super) step: &'a str,
}

impl Yaml<'_> {
    /// A value after `name:` or `-`: with the space before it, or on the lines
    /// below, indented; ends its line.
    pub(super) fn value(&self, value: &Value, indent: usize) -> Result<String, ExportError> {
        let scalar = match value {
            Value::Text(words) => self.words(words)?,
            Value::Verbatim(words) => self.plain(words)?,
            Value::Name(kind, name) => match self.attributes.name(*kind, name) {
                Some(attribute) => function(&attribute),
                None => self.words(name)?,
            },
            Value::Document(document) => return self.value(&Value::parsed(document, self.step)?, indent),
            Value::Bare(word) => (*word).to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Truth(truth) => truth.to_string(),
            Value::Nothing => "null".to_owned(),
            Value::List(items) if items.is_empty() => "[]".to_owned(),
            Value::Map(fields) if fields.is_empty() => "{}".to_owned(),
            Value::List(items) => return self.list(items, indent),
            Value::Map(fields) => return self.map(fields, indent),
        };
        Ok(format!(" {scalar}\n"))
    }

    fn map(&self, fields: &[(String, Value)], indent: usize) -> Result<String, ExportError> {
        let mut out = String::from("\n");
        let pad = " ".repeat(indent);
        for (name, value) in fields {
            let _ = write!(out, "{pad}{}:{}", self.key(name)?, self.value(value, indent + 2)?);
        }
        Ok(out)
    }

    fn list(&self, items: &[Value], indent: usize) -> Result<String, ExportError> {
        let mut out = String::from("\n");
        let pad = " ".repeat(indent);
        for item in items {
            let written = self.value(item, indent + 2)?;
            // A map or list begins on the line of its dash.
            let inner = match written.strip_prefix('\n') {
                Some(below) => format!(" {}", below.trim_start_matches(' ')),
                None => written,
            };
            let _ = write!(out, "{pad}-{inner}");
        }
        Ok(out)
    }

    /// A key that CloudFormation would take for a function is refused: there is
    /// no way to write it as itself.
    fn key(&self, name: &str) -> Result<String, ExportError> {
        if name == "Ref" || name.starts_with("Fn::") {
            return Err(self.instruction(name));
        }
        let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
            && !is_yaml_word(name);
        if plain {
            Ok(name.to_owned())
        } else {
            self.plain(name)
        }
    }

    /// Words with their references.
    fn words(&self, words: &str) -> Result<String, ExportError> {
        let parts = parts(words);
        match parts[..] {
            [Part::Output { step, output }] => Ok(function(&self.attribute(step, output)?)),
            _ if parts.iter().all(|p| matches!(p, Part::Words(_))) => self.plain(words),
            _ => {
                let mut inner = String::new();
                for part in parts {
                    match part {
                        Part::Words(words) => inner.push_str(&substitutable(words)),
                        Part::Output { step, output } => {
                            let (label, attribute) = self.attribute(step, output)?;
                            let _ = match attribute {
                                Attribute::Ref => write!(inner, "${{{label}}}"),
                                Attribute::Get(name) => write!(inner, "${{{label}.{name}}}"),
                            };
                        }
                    }
                }
                Ok(format!("!Sub {}", self.plain(&inner)?))
            }
        }
    }

    fn plain(&self, words: &str) -> Result<String, ExportError> {
        if words.contains("{{resolve:") {
            return Err(self.instruction(words));
        }
        Ok(quoted(words))
    }

    fn instruction(&self, text: &str) -> ExportError {
        ExportError::Instruction {
            step: self.step.to_owned(),
            text: text.to_owned(),
            format: "CloudFormation",
        }
    }

    fn attribute(&self, step: &str, output: &str) -> Result<(String, Attribute), ExportError> {
        self.attributes
            .output(step, output)
            .ok_or_else(|| ExportError::Reference {
                step: self.step.to_owned(),
                to: step.to_owned(),
                output: output.to_owned(),
                format: "CloudFormation",
            })
    }
}

fn function((label, attribute): &(String, Attribute)) -> String {
    match attribute {
        Attribute::Get(attribute) => format!("!GetAtt {label}.{attribute}"),
        Attribute::Ref => format!("!Ref {label}"),
    }
}

/// Words inside `Fn::Sub`, where `${!` stands for `${`.
fn substitutable(words: &str) -> String {
    words.replace("${", "${!")
}

/// What YAML 1.1 reads as something else than text.
fn is_yaml_word(name: &str) -> bool {
    let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    words.iter().any(|w| name.eq_ignore_ascii_case(w))
}

/// A double-quoted scalar.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_plain(c) => out.push(c),
            c if u32::from(c) <= 0xff => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c if u32::from(c) <= 0xffff => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}
