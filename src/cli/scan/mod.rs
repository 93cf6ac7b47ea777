//! `scan`: reads the account once, evaluates every check, prints the findings.
//!
//! - `report`: the one object that every format prints
//! - `table`, `csv`: the formats that are not plain JSON

mod csv;
mod report;
mod table;

use super::args::{ScanArgs, ScanFormat, TargetArgs};
use super::connect::{connect, now};
use super::exit::{Exit, Failure};
use super::output;
use crate::aws::collect;
use crate::inventory::Inventory;
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
    let (inventory, calls) = read(target, arguments).await?;
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

async fn read(target: &TargetArgs, arguments: &ScanArgs) -> Result<(Inventory, u64), Failure> {
    let Some(path) = &arguments.inventory else {
        let session = connect(target).await?;
        return Ok(collect::inventory(&session, None).await);
    };
    let inventory = serde_json::from_str(&output::read(path)?).map_err(|e| {
        Failure::usage(format!(
            "{} is not a saved inventory: {e}.\nMake one with `aisec-tui scan --save-inventory FILE`.",
            path.display()
        ))
    })?;
    Ok((inventory, 0))
}
