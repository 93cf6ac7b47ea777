//! `scan`: reads the account once, evaluates every check, prints the findings.
//!
//! - `report`: the one object that every format prints
//! - `accounts`: the accounts of an organization, one after another
//! - `causes`: the root causes of what fails
//! - `table`, `csv`: the formats that are not JSON
//! - `formats`: those that other security tools read: SARIF, OCSF, ASFF
//! - `summary`: what the reports for people tell, worked out once
//! - `markdown`, `html`: the reports for people

mod accounts;
mod causes;
mod csv;
mod formats;
mod html;
mod markdown;
mod report;
mod summary;
mod table;

use super::args::{ScanArgs, ScanFormat, TargetArgs};
use super::connect::{inventory_of, now};
use super::exit::{Exit, Failure};
use super::output;
use crate::inventory::Inventory;
use crate::posture::reach::{AttackPaths, MAX_HOPS, Reach};
use crate::posture::{self, Severity, Status};
use formats::{asff, ocsf, sarif};
use report::ScanReport;
use summary::Summary;

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
    let report = match &arguments.organization_role {
        Some(role) => accounts::scan(target, arguments, role).await?,
        None => one(target, arguments).await?,
    };
    let text = match arguments.format {
        ScanFormat::Table => table::render(&report, arguments.all),
        ScanFormat::Json => report.json()?,
        ScanFormat::Jsonl => report.json_lines()?,
        ScanFormat::Csv => csv::render(&report),
        ScanFormat::Sarif => sarif::render(&report)?,
        ScanFormat::Ocsf => ocsf::render(&report, &report.paths, arguments.min_severity)?,
        ScanFormat::Asff => asff::render(&report)?,
        ScanFormat::Markdown => markdown::render(&Summary::new(&report)),
        ScanFormat::Html => html::render(&Summary::new(&report)),
    };
    output::emit(arguments.output.as_deref(), &text)?;
    let failed = arguments.fail_on.is_some_and(|limit| fails_at(&report, limit));
    Ok(if failed {
        Exit::Findings
    } else if report.accounts.iter().any(|a| a.failed.is_some()) {
        Exit::Aws
    } else {
        Exit::Fine
    })
}

/// One account, or one that was saved.
async fn one(target: &TargetArgs, arguments: &ScanArgs) -> Result<ScanReport, Failure> {
    let started = now();
    let (inventory, calls) = inventory_of(target, arguments.inventory.as_deref()).await?;
    let finished = now();
    if let Some(path) = &arguments.save_inventory {
        let text = serde_json::to_string_pretty(&inventory)
            .map_err(|e| Failure::usage(format!("The inventory cannot be written as JSON: {e}")))?;
        output::write_private(path, &text)?;
    }
    let evaluated = posture::evaluate(&inventory, finished);
    let mut report = ScanReport::new(&inventory, evaluated, (started, finished), calls);
    report.paths = attack_paths(&inventory, arguments);
    Ok(report.filtered(arguments))
}

/// The attack paths, for the formats that tell of them; events tell of none
/// where only some checks are asked for.
fn attack_paths(inventory: &Inventory, arguments: &ScanArgs) -> AttackPaths {
    let some = !arguments.check.is_empty() || !arguments.service.is_empty() || arguments.framework.is_some();
    match arguments.format {
        ScanFormat::Ocsf if some => AttackPaths::default(),
        ScanFormat::Ocsf | ScanFormat::Markdown | ScanFormat::Html => {
            Reach::new(inventory).attack_paths(MAX_HOPS)
        }
        _ => AttackPaths::default(),
    }
}

fn fails_at(report: &ScanReport, limit: Severity) -> bool {
    report
        .findings
        .iter()
        .any(|f| f.status == Status::Fail && f.severity() >= limit)
}
