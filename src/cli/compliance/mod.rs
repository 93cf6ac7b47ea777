//! `compliance`: reads the account once and says how it stands to a framework,
//! requirement by requirement, and what no check can say.
//!
//! - `table`: aligned text
//! - `markdown`: a report to hand on

mod markdown;
mod table;

use super::args::{ComplianceArgs, ComplianceFormat, TargetArgs};
use super::connect::{inventory_of, now};
use super::exit::{Exit, Failure};
use super::output;
use crate::inventory::{AccountId, Region, Timestamp};
use crate::posture::compliance::{Compliance, Standing, assess};
use crate::posture::{self, Finding, Framework};
use serde::Serialize;

/// The version of the JSON shape; raised when a field changes its meaning.
const SCHEMA: &str = "aisec-tui/compliance/1";

/// What the formats print.
#[derive(Serialize)]
struct Page {
    schema: &'static str,
    account: AccountId,
    regions: Vec<Region>,
    at: Timestamp,
    /// One when a framework was named, else all.
    frameworks: Vec<Compliance>,
    #[serde(skip)]
    findings: Vec<Finding>,
    /// Whether each requirement is told.
    #[serde(skip)]
    whole: bool,
}

/// Runs the command.
pub async fn run(target: &TargetArgs, arguments: &ComplianceArgs) -> Result<Exit, Failure> {
    let wanted = match &arguments.framework {
        None => Framework::ALL.to_vec(),
        Some(name) => vec![Framework::find(name).ok_or_else(|| unknown(name))?],
    };
    let (inventory, _) = inventory_of(target, arguments.inventory.as_deref()).await?;
    let at = now();
    let findings = posture::evaluate(&inventory, at).findings;
    let page = Page {
        schema: SCHEMA,
        account: inventory.account.clone(),
        regions: inventory.regions.clone(),
        at,
        frameworks: wanted.into_iter().map(|f| assess(f, &findings)).collect(),
        findings,
        whole: arguments.framework.is_some(),
    };
    let text = match arguments.format {
        ComplianceFormat::Table => table::render(&page),
        ComplianceFormat::Markdown => markdown::render(&page),
        ComplianceFormat::Json => {
            let text = serde_json::to_string_pretty(&page)
                .map_err(|e| Failure::usage(format!("The report cannot be written as JSON: {e}")))?;
            text + "\n"
        }
    };
    output::emit(arguments.output.as_deref(), &text)?;
    let not_met = |c: &Compliance| c.requirements.iter().any(|r| r.standing == Standing::NotMet);
    let failed = arguments.fail && page.frameworks.iter().any(not_met);
    Ok(if failed { Exit::Findings } else { Exit::Fine })
}

fn unknown(name: &str) -> Failure {
    let names: Vec<&str> = Framework::ALL.iter().map(|f| f.name()).collect();
    Failure::usage(format!(
        "There is no framework \"{name}\".\nThere are: {}.",
        names.join(", ")
    ))
}

/// A share in percent, or a dash when nothing was asked.
fn share(percent: Option<usize>) -> String {
    percent.map_or_else(|| "-".to_owned(), |p| format!("{p} %"))
}
