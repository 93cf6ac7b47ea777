//! `scan`: reads the account once, evaluates every check, prints the findings.
//!
//! - `report`: the one object that every format prints
//! - `table`, `csv`: the formats that are not plain JSON

mod csv;
mod report;
mod table;

use super::args::{ScanArgs, ScanFormat, TargetArgs};
use super::connect::{inventory_of, now};
use super::exit::{Exit, Failure};
use super::output;
use crate::posture::{self, Severity, Status};
use report::ScanReport;

/// Runs the command.
pub async fn run(target: &TargetArgs, arguments: &ScanArgs) -> Result<Exit, Failure> {
    if let Some(id) = arguments
        .check
        .iter()
        .find(|id| posture::checks::find(id).is_none())
    {
        return Err(Failure::usage(format!(
            "There is no check \"{id}\".\n`aisec-tui checks list` prints the ids."
        )));
    }
    let started = now();
    let (inventory, calls) = inventory_of(target, arguments.inventory.as_deref()).await?;
    let finished = now();
    if let Some(path) = &arguments.save_inventory {
        let text = serde_json::to_string_pretty(&inventory)
            .map_err(|e| Failure::usage(format!("The inventory cannot be written as JSON: {e}")))?;
        output::write_private(path, &text)?;
    }
    let evaluated = posture::evaluate(&inventory, finished);
    let report = ScanReport::new(&inventory, evaluated, arguments, started, finished, calls);
    let text = match arguments.format {
        ScanFormat::Table => table::render(&report, arguments.all),
        ScanFormat::Json => report.json()?,
        ScanFormat::Jsonl => report.json_lines()?,
        ScanFormat::Csv => csv::render(&report),
    };
    output::emit(arguments.output.as_deref(), &text)?;
    let failed = arguments.fail_on.is_some_and(|limit| fails_at(&report, limit));
    Ok(if failed { Exit::Findings } else { Exit::Fine })
}

fn fails_at(report: &ScanReport, limit: Severity) -> bool {
    report
        .findings
        .iter()
        .any(|f| f.status == Status::Fail && f.severity() >= limit)
}
