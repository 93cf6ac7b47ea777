//! `stack export`: the same stack for other tools. Nothing is written to AWS,
//! and AWS is asked only which account it is, where nothing else says so.

use super::place::{actuator, blueprint, journal, same_region};
use crate::cli::args::{ExportFormat, TargetArgs};
use crate::cli::connect::data_dir;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{self, plain};
use crate::inventory::AccountId;
use crate::stack::export::{self, Format, Handover, standing};
use crate::stack::journal::{Journal, JournalState};
use crate::stack::{Blueprint, planner};
use std::path::Path;

/// Writes the stack of a blueprint in a format.
pub async fn export(
    target: &TargetArgs,
    path: &Path,
    format: ExportFormat,
    account: Option<&str>,
    output: Option<&Path>,
) -> Result<Exit, Failure> {
    let blueprint = blueprint(path)?;
    same_region(target, &blueprint)?;
    let stack = blueprint.stack();
    let kept = Journal::read(&data_dir(target)?, &stack).map_err(|e| journal(&e))?;
    let account = match account {
        Some(id) => AccountId::new(id),
        None => account_of(target, &blueprint, kept.as_ref()).await?,
    };
    let steps = planner::wanted(&blueprint, &account)
        .map_err(|e| Failure::usage(format!("No stack can be made of it.\n{}", plain(&e.to_string()))))?;
    // What stands in another account or Region is not what is written here.
    let here = |plan: &crate::stack::Plan| plan.account == account && plan.region == blueprint.region;
    let applied = kept.filter(|state| state.plan.as_ref().is_some_and(here));
    let standing = applied.map(|state| standing(&steps, &state)).unwrap_or_default();
    let handover = Handover {
        stack: &stack,
        account: &account,
        region: &blueprint.region,
        partition: blueprint.partition(),
        steps: &steps,
        standing: &standing,
    };
    let format = match format {
        ExportFormat::Terraform => Format::Terraform,
        ExportFormat::Cloudformation => Format::CloudFormation,
        ExportFormat::Cli => Format::Cli,
    };
    let text = export::export(&handover, format).map_err(|e| {
        Failure::usage(format!(
            "The stack cannot be exported.\n{}",
            plain(&e.to_string())
        ))
    })?;
    output::emit(output, &text)?;
    Ok(Exit::Fine)
}

/// The account that the stack was applied in, else that of the credentials.
async fn account_of(
    target: &TargetArgs,
    blueprint: &Blueprint,
    kept: Option<&JournalState>,
) -> Result<AccountId, Failure> {
    if let Some(plan) = kept.and_then(|state| state.plan.as_ref()) {
        return Ok(plan.account.clone());
    }
    let hands = actuator(target, &blueprint.region).await?;
    Ok(hands.session.account().clone())
}
