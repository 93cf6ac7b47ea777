//! Reading objects: which formats and storage classes Macie can analyse, and
//! the pieces of each.

use super::detect::{Piece, Place, Shape};
use crate::demo::s3::view::ObjectView;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// Storage classes that Macie reads.
const CLASSES: &[&str] = &[
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
];

/// File name extensions of formats that Macie reads, with their media types.
const FORMATS: &[(&str, &[&str])] = &[
    ("application/avro", &["avro"]),
    ("application/parquet", &["parquet"]),
    ("application/gzip", &["gz", "gzip"]),
    ("application/x-tar", &["tar"]),
    ("application/zip", &["zip"]),
    ("application/msword", &["doc"]),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        &["docx"],
    ),
    ("application/pdf", &["pdf"]),
    ("application/vnd.ms-excel", &["xls"]),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &["xlsx"],
    ),
    ("message/rfc822", &["eml"]),
    ("text/csv", &["csv"]),
    ("text/tab-separated-values", &["tsv"]),
    ("text/html", &["htm", "html"]),
    ("application/json", &["json", "jsonl"]),
    ("application/xml", &["xml"]),
    (
        "text/plain",
        &[
            "cfg",
            "conf",
            "env",
            "ini",
            "java",
            "js",
            "log",
            "md",
            "pem",
            "properties",
            "py",
            "rtf",
            "sh",
            "sql",
            "toml",
            "ts",
            "txt",
            "yaml",
            "yml",
        ],
    ),
];

/// Why an object is not analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    StorageClass,
    FileType,
}

/// The extension of a key's last segment, without the dot; empty if none.
pub(super) fn extension(key: &str) -> &str {
    let name = key.rsplit('/').next().unwrap_or(key);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn media_type(extension: &str) -> Option<&'static str> {
    let extension = extension.to_lowercase();
    FORMATS
        .iter()
        .find(|(_, all)| all.contains(&extension.as_str()))
        .map(|(name, _)| *name)
}

/// Whether Macie can analyse an object, by its class and name.
pub(super) fn unfit(object: &ObjectView) -> Option<Unfit> {
    if !CLASSES.contains(&object.storage_class.as_str()) {
        return Some(Unfit::StorageClass);
    }
    media_type(extension(&object.key))
        .is_none()
        .then_some(Unfit::FileType)
}

/// Whether an object is a compressed file or an archive.
pub(super) fn is_compressed(key: &str) -> bool {
    ["gz", "gzip", "zip"].contains(&extension(key).to_lowercase().as_str())
}

/// An object's media type and pieces. Packed and binary formats are not taken
/// apart here, and say so by `None`; a file that is not what its name says is
/// read as plain text, as Macie does.
pub(super) fn pieces(object: &ObjectView) -> Option<(&'static str, Vec<Piece<'_>>)> {
    let text = std::str::from_utf8(&object.body).ok()?;
    if text.contains('\0') {
        return None;
    }
    let extension = extension(&object.key).to_lowercase();
    let named = media_type(&extension)?;
    let structured = match extension.as_str() {
        "csv" => Some(table(text, ',')),
        "tsv" => Some(table(text, '\t')),
        "json" => serde_json::from_str(text).ok().map(|value| record(&value, 0)),
        "jsonl" => lines(text),
        _ => None,
    };
    match structured {
        Some(pieces) => Some((named, pieces)),
        None if named.starts_with("text/") && extension != "csv" && extension != "tsv"
            || named == "application/xml" =>
        {
            Some((named, plain(text)))
        }
        None => Some(("text/plain", plain(text))),
    }
}

fn plain(text: &str) -> Vec<Piece<'_>> {
    vec![Piece {
        text: Cow::Borrowed(text),
        shape: Shape::Text,
    }]
}

/// The fields of a CSV or TSV file, its first row the names of the columns.
fn table(text: &str, separator: char) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut names: Vec<Arc<str>> = Vec::new();
    for (row, fields) in (1..).zip(rows(text, separator)) {
        if row == 1 {
            names = fields.iter().map(|field| Arc::from(field.trim())).collect();
            continue;
        }
        for (column, field) in fields.into_iter().enumerate() {
            let name = names.get(column).cloned().filter(|name| !name.is_empty());
            pieces.push(Piece {
                text: field,
                shape: Shape::Value {
                    context: name.clone().unwrap_or_else(|| Arc::from("")),
                    place: Place::Cell {
                        column: column + 1,
                        name,
                        row,
                    },
                },
            });
        }
    }
    pieces
}

/// The rows of a CSV text (RFC 4180: fields in quotes may hold separators,
/// doubled quotes and line ends).
fn rows(text: &str, separator: char) -> Vec<Vec<Cow<'_, str>>> {
    let mut rows = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut fields = Vec::new();
        loop {
            let (field, after) = field(rest, separator);
            fields.push(field);
            if let Some(more) = after.strip_prefix(separator) {
                rest = more;
                continue;
            }
            let ended = after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n'));
            rest = ended.unwrap_or("");
            break;
        }
        rows.push(fields);
    }
    rows
}

/// The first field of a text, and what follows it.
fn field(text: &str, separator: char) -> (Cow<'_, str>, &str) {
    let ends = |c: char| c == separator || c == '\n';
    if let Some(quoted) = text.strip_prefix('"') {
        let mut from = 0;
        while let Some(n) = quoted[from..].find('"') {
            let at = from + n;
            if quoted[at + 1..].starts_with('"') {
                from = at + 2;
                continue;
            }
            let after = &quoted[at + 1..];
            let after = &after[after.find(ends).unwrap_or(after.len())..];
            let inside = &quoted[..at];
            let inside = if inside.contains("\"\"") {
                Cow::Owned(inside.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(inside)
            };
            return (inside, after);
        }
    }
    let end = text.find(ends).unwrap_or(text.len());
    (Cow::Borrowed(text[..end].trim_end_matches('\r')), &text[end..])
}

/// The lines of a JSON Lines file; `None` when one of them is no JSON.
fn lines(text: &str) -> Option<Vec<Piece<'static>>> {
    let mut pieces = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if !line.trim().is_empty() {
            let value: Value = serde_json::from_str(line).ok()?;
            pieces.extend(record(&value, index));
        }
    }
    Some(pieces)
}

/// The values of a JSON document, each with its path.
fn record(value: &Value, index: usize) -> Vec<Piece<'static>> {
    let mut pieces = Vec::new();
    walk(value, "$".to_owned(), index, &mut pieces);
    pieces
}

fn walk(value: &Value, path: String, index: usize, pieces: &mut Vec<Piece<'static>>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
                let step = if plain {
                    format!("{path}.{name}")
                } else {
                    format!("{path}['{name}']")
                };
                walk(inner, step, index, pieces);
            }
        }
        Value::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                walk(inner, format!("{path}[{n}]"), index, pieces);
            }
        }
        Value::String(_) | Value::Number(_) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            pieces.push(Piece {
                text: Cow::Owned(text),
                shape: Shape::Value {
                    context: Arc::from(path.as_str()),
                    place: Place::Record { path, index },
                },
            });
        }
        Value::Bool(_) | Value::Null => {}
    }
}
