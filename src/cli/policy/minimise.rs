//! `policy minimise`: the smaller policy, and why each thing went or stayed.

use super::args::MinimiseArgs;
use super::{document, json, read};
use crate::cli::args::ListFormat;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output;
use crate::policy::minimise::accessed::Accessed;
use crate::policy::minimise::{Change, Usage, minimise};
use serde_json::json;
use std::fmt::Write as _;

pub(super) fn run(arguments: &MinimiseArgs) -> Result<Exit, Failure> {
    let document = document(&arguments.policy)?;
    let usage = usage(arguments)?;
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
            "services_last_accessed": usage.accessed.as_ref().map(Accessed::len),
        })),
        ListFormat::Table => {
            let mut out = String::new();
            if !arguments.used.is_empty() {
                let (records, refused) = (usage.records, usage.refused);
                let _ = writeln!(out, "{records} records, {refused} of them refused by AWS");
            }
            if let Some(accessed) = &usage.accessed {
                let _ = writeln!(out, "last-accessed data of {} services", accessed.len());
            }
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

fn usage(arguments: &MinimiseArgs) -> Result<Usage, Failure> {
    let (principal, since) = (arguments.principal.as_deref(), arguments.since.as_deref());
    let mut usage = Usage::default();
    for file in &arguments.used {
        let read = Usage::read(&read(file)?, principal, since);
        usage.merge(read.map_err(|why| {
            Failure::usage(format!(
                "{}: {why}.\nGive a CloudTrail log file, or what `aws cloudtrail lookup-events` printed.",
                file.display()
            ))
        })?);
    }
    if usage.records == 0 && !arguments.used.is_empty() {
        return Err(Failure::usage(
            "No record is left to go by, so everything would be taken away.\nLeave out --principal or --since, or give more records.",
        ));
    }
    for file in &arguments.last_accessed {
        let read = Usage::read_last_accessed(&read(file)?, principal, since);
        usage.merge(read.map_err(|why| {
            Failure::usage(format!(
                "{}: {why}.\nGive what `aws iam get-service-last-accessed-details` printed.",
                file.display()
            ))
        })?);
    }
    if usage.accessed.as_ref().is_some_and(Accessed::is_cut) {
        return Err(Failure::usage(
            "The last-accessed data go on: the last page is missing.\nAsk AWS again with --marker and give every page with --last-accessed.",
        ));
    }
    Ok(usage)
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
