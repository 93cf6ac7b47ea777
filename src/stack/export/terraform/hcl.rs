//! Values and blocks as HCL, laid out as `terraform fmt` does.

use crate::stack::export::handover::ExportError;
use crate::stack::export::value::{Item, Named, Value};
use crate::stack::export::words::is_plain;
use crate::stack::reference::{Part, parts};
use std::fmt::Write as _;

/// What a reference or a name is in the file.
pub(super) trait Addresses {
    /// `aws_kms_key.data_key.arn`
    fn output(&self, step: &str, output: &str) -> Option<String>;
    /// The address of the name of a thing, where the stack makes it.
    fn name(&self, kind: Named, name: &str) -> Option<String>;
}

/// Writes the values of one step.
pub(super) struct Hcl<'a> {
    pub(super) addresses: &'a dyn Addresses,
    pub(super) step: &'a str,
}

/// The longest list that stands on one line.
const WIDE: usize = 100;

impl Hcl<'_> {
    /// The body of a block.
    pub(super) fn body(&self, items: &[Item], indent: usize) -> Result<String, ExportError> {
        let mut out = String::new();
        let mut fields = Vec::new();
        for item in items {
            match item {
                Item::Field(name, value) => fields.push(((*name).to_owned(), self.value(value, indent)?)),
                Item::Block(name, inner) => {
                    out.push_str(&aligned(&std::mem::take(&mut fields), indent, ""));
                    let pad = " ".repeat(indent);
                    if !out.is_empty() {
                        out.push('\n');
                    }
                    let inner = self.body(inner, indent + 2)?;
                    let _ = write!(out, "{pad}{name} {{\n{inner}{pad}}}\n");
                }
            }
        }
        if !fields.is_empty() {
            if out.ends_with("}\n") {
                out.push('\n');
            }
            out.push_str(&aligned(&fields, indent, ""));
        }
        Ok(out)
    }

    /// One value; what follows on further lines is indented.
    pub(super) fn value(&self, value: &Value, indent: usize) -> Result<String, ExportError> {
        Ok(match value {
            Value::Text(words) => self.words(words)?,
            Value::Verbatim(words) => format!("\"{}\"", escaped(words, false)),
            Value::Name(kind, name) => match self.addresses.name(*kind, name) {
                Some(address) => address,
                None => self.words(name)?,
            },
            Value::Document(document) => {
                let parsed = Value::parsed(document, self.step)?;
                format!("jsonencode({})", self.value(&parsed, indent)?)
            }
            Value::Bare(word) => (*word).to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Truth(truth) => truth.to_string(),
            Value::Nothing => "null".to_owned(),
            Value::List(items) => self.list(items, indent)?,
            Value::Map(fields) if fields.is_empty() => "{}".to_owned(),
            Value::Map(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| Ok((key(name), self.value(value, indent + 2)?)))
                    .collect::<Result<Vec<_>, ExportError>>()?;
                format!("{{\n{}{}}}", aligned(&fields, indent + 2, ""), " ".repeat(indent))
            }
        })
    }

    fn list(&self, items: &[Value], indent: usize) -> Result<String, ExportError> {
        let write = |indent| {
            items
                .iter()
                .map(|v| self.value(v, indent))
                .collect::<Result<Vec<_>, _>>()
        };
        let flat = write(indent)?;
        // A list of one thing is opened and closed with it.
        let width: usize = flat.iter().map(|v| v.len() + 2).sum();
        let one_line = flat.iter().all(|v| !v.contains('\n')) && width <= WIDE;
        if one_line || flat.len() == 1 {
            return Ok(format!("[{}]", flat.join(", ")));
        }
        let (pad, end) = (" ".repeat(indent + 2), " ".repeat(indent));
        let lines: String = write(indent + 2)?
            .iter()
            .flat_map(|v| [&pad, v.as_str(), ",\n"])
            .collect();
        Ok(format!("[\n{lines}{end}]"))
    }

    /// Words with their references: an address, a quoted text, or a template.
    pub(super) fn words(&self, words: &str) -> Result<String, ExportError> {
        let parts = parts(words);
        if let [Part::Output { step, output }] = parts[..] {
            return self.address(step, output);
        }
        let mut out = String::from("\"");
        for (i, part) in parts.iter().enumerate() {
            match part {
                Part::Words(words) => out.push_str(&escaped(words, i + 1 < parts.len())),
                Part::Output { step, output } => {
                    let _ = write!(out, "${{{}}}", self.address(step, output)?);
                }
            }
        }
        out.push('"');
        Ok(out)
    }

    fn address(&self, step: &str, output: &str) -> Result<String, ExportError> {
        self.addresses
            .output(step, output)
            .ok_or_else(|| ExportError::Reference {
                step: self.step.to_owned(),
                to: step.to_owned(),
                output: output.to_owned(),
                format: "Terraform",
            })
    }
}

/// Fields, one a line; the signs of neighbours on one line stand in a column.
pub(super) fn aligned(fields: &[(String, String)], indent: usize, end: &str) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    let mut at = 0;
    while at < fields.len() {
        let single = fields[at..].iter().take_while(|(_, v)| !v.contains('\n')).count();
        let run = &fields[at..at + single.max(1)];
        let width = match single {
            0 => 0,
            _ => run.iter().map(|(k, _)| k.chars().count()).max().unwrap_or(0),
        };
        for (name, value) in run {
            let _ = writeln!(out, "{pad}{name:<width$} = {value}{end}");
        }
        at += run.len();
    }
    out
}

/// A key of an object: bare when it is an identifier and no word of HCL's.
fn key(name: &str) -> String {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let bare = begins && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if bare && !["for", "if", "in", "null", "true", "false"].contains(&name) {
        name.to_owned()
    } else {
        format!("\"{}\"", escaped(name, false))
    }
}

/// The inside of a quoted text. `open` says that an interpolation follows: a
/// sign just before it would turn it into plain text.
pub(super) fn escaped(text: &str, open: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Only a single sign may be doubled: HCL reads "$$${" in its own way.
            '$' | '%' if next == Some(c) || before == c || (next.is_none() && open) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            '$' | '%' if next == Some('{') => {
                out.push(c);
                out.push(c);
            }
            c if is_plain(c) => out.push(c),
            c if u32::from(c) > 0xffff => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
        }
        before = c;
    }
    out
}
