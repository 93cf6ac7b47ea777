//! `policy minimise`: the smaller policy, and why each thing went or stayed.

use super::args::MinimiseArgs;
use super::{document, json, read};
use crate::cli::args::ListFormat;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output;
use crate::policy::minimise::{Change, Usage, minimise};
use serde_json::json;
use std::fmt::Write as _;

pub(super) fn run(arguments: &MinimiseArgs) -> Result<Exit, Failure> {
    let document = document(&arguments.policy)?;
    let mut usage = Usage::default();
    for file in &arguments.used {
        let text = read(file)?;
        let read = Usage::read(&text, arguments.principal.as_deref(), arguments.since.as_deref());
        usage.merge(read.map_err(|why| {
            Failure::usage(format!(
                "{}: {why}.\nGive a CloudTrail log file, or what `aws cloudtrail lookup-events` printed.",
                file.display()
            ))
        })?);
    }
    if usage.records == 0 {
        return Err(Failure::usage(
            "No record is left to go by, so everything would be taken away.\nLeave out --principal or --since, or give more records.",
        ));
    }
    let small = minimise(&document, &usage);
    let policy = small.document.to_json();
    if let Some(file) = &arguments.output {
        output::write_private(file, &policy)?;
    }
    let text = match arguments.format {
        ListFormat::Json => json(&json!({
            "policy": serde_json::from_str::<serde_json::Value>(&policy).unwrap_or_default(),
            "removed": small.removed,
            "kept_on_suspicion": small.kept,
            "records": usage.records,
            "refused": usage.refused,
        })),
        ListFormat::Table => {
            let mut out = format!(
                "{} records, {} of them refused by AWS\n",
                usage.records, usage.refused
            );
            changes(&mut out, "Taken away", &small.removed);
            changes(&mut out, "Kept, though no record shows its use", &small.kept);
            if arguments.output.is_none() {
                let _ = write!(out, "\n{policy}");
            }
            out
        }
    };
    output::emit(None, &text)?;
    Ok(Exit::Fine)
}

fn changes(out: &mut String, title: &str, changes: &[Change]) {
    if changes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title}:");
    for change in changes {
        let place = match &change.sid {
            Some(sid) => sid.clone(),
            None => (change.statement + 1).to_string(),
        };
        let line = format!("  {place}: {}: {}", change.what, change.why);
        let _ = writeln!(out, "{}", output::plain(&line));
    }
}
