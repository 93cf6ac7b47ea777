//! `checks list` and `checks show`: what is looked for, and why.

use super::args::{ChecksCommand, ListFormat};
use super::exit::{Exit, Failure};
use super::output;
use crate::inventory::Kind;
use crate::posture::{self, Check};
use std::fmt::Write as _;

/// Runs the command.
pub fn run(command: &ChecksCommand) -> Result<Exit, Failure> {
    let text = match command {
        ChecksCommand::List {
            format: ListFormat::Table,
        } => table(),
        ChecksCommand::List {
            format: ListFormat::Json,
        } => json(&posture::checks::all().collect::<Vec<_>>())?,
        ChecksCommand::Show { id, format } => {
            let check = posture::checks::find(id).ok_or_else(|| {
                Failure::usage(format!(
                    "There is no check \"{id}\".\n`aisec-tui checks list` prints the ids."
                ))
            })?;
            match format {
                ListFormat::Table => page(check),
                ListFormat::Json => json(check)?,
            }
        }
    };
    output::emit(None, &text)?;
    Ok(Exit::Fine)
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|e| Failure::usage(format!("The checks cannot be written as JSON: {e}.")))
}

fn table() -> String {
    let width = posture::checks::all().map(|c| c.id.len()).max().unwrap_or(0);
    posture::checks::all().fold(String::new(), |mut out, check| {
        let _ = writeln!(
            out,
            "{:<13} {:<width$}  {}",
            check.severity, check.id, check.title
        );
        out
    })
}

fn page(check: &Check) -> String {
    let mut out = format!("{}\n{}\n\n", check.id, check.title);
    let kinds: Vec<&str> = check.kinds().map(Kind::label).collect();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name:<14} {value}");
        }
    };
    line("severity", check.severity.word());
    line("reads", &kinds.join(", "));
    line("why", check.why);
    line("fix", check.fix.words);
    line("Prowler", &check.prowler.join(", "));
    line("Security Hub", &check.security_hub.join(", "));
    for requirement in check.requirements() {
        let inferred = if requirement.inferred {
            " (our own mapping)"
        } else {
            ""
        };
        line(
            requirement.framework.name(),
            &format!("{}{inferred}", requirement.id),
        );
    }
    out
}
