//! A blueprint as TOML, in and out, with the line of each fault.

use super::Blueprint;
use serde::Serialize;
use std::fmt;

/// One fault of a blueprint: where, what, why, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line in the file, counted from 1, when there is a file.
    pub line: Option<usize>,
    /// The field, e.g. `key.rotation_days`; empty when the text is not TOML.
    pub field: String,
    /// What is wrong.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub next: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}", self.what)?;
        for part in [&self.why, &self.next] {
            if !part.is_empty() {
                write!(f, "; {part}")?;
            }
        }
        Ok(())
    }
}

/// A blueprint that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct BlueprintError {
    /// Every fault that was found, in the order of the fields.
    pub problems: Vec<Problem>,
}

impl fmt::Display for BlueprintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the blueprint cannot be used")?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl Blueprint {
    /// Reads and validates a blueprint.
    ///
    /// # Errors
    /// Every fault, with its line.
    pub fn parse(text: &str) -> Result<Self, BlueprintError> {
        let blueprint: Self = toml::from_str(text).map_err(|e| BlueprintError {
            problems: vec![Problem {
                line: e.span().map(|s| line_at(text, s.start)),
                field: String::new(),
                what: e.message().lines().next().unwrap_or("not TOML").to_owned(),
                why: String::new(),
                next: "`aisec-tui stack new` writes a complete example".to_owned(),
            }],
        })?;
        let mut problems = blueprint.validate();
        if problems.is_empty() {
            return Ok(blueprint);
        }
        for problem in &mut problems {
            problem.line = line_of(text, &problem.field);
        }
        Err(BlueprintError { problems })
    }

    /// The blueprint as TOML.
    ///
    /// # Panics
    /// Never: a blueprint has only tables, strings, numbers and lists.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).expect("a blueprint has only tables, strings, numbers and lists")
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|&b| b == b'\n').count() + 1
}

/// The line of a dotted field: its key below its table's header, else the
/// header, else nothing (the field is absent).
fn line_of(text: &str, field: &str) -> Option<usize> {
    let (table, key) = field.rsplit_once('.').unwrap_or(("", field));
    let mut current = String::new();
    let mut header = None;
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.split(']').next()) {
            name.trim_matches(['[', ' ']).clone_into(&mut current);
            if current == table || current == field {
                header = Some(i + 1);
            }
            continue;
        }
        let Some((left, _)) = line.split_once('=') else {
            continue;
        };
        let left = left.trim().trim_matches(['"', '\'']);
        let full = if current.is_empty() {
            left.to_owned()
        } else {
            format!("{current}.{left}")
        };
        if full == field || (current == table && left == key) {
            return Some(i + 1);
        }
    }
    header
}
