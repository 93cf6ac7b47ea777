//! The effects of stacks: listing, planning, applying. One way to write to
//! AWS: a confirmed plan, given to the plan engine.

use super::account::Opened;
use crate::app::Tone;
use crate::app::stacks::StackRow;
use crate::aws::act::AwsActuator;
use crate::inventory::{Region, Timestamp};
use crate::stack::journal::Entry;
use crate::stack::planner::plan_knowing;
use crate::stack::{Blueprint, Cancel, ConfirmedPlan, Journal, Outcome, Plan, Progress, apply};
use std::path::{Path, PathBuf};

/// The hands of the plan engine in a Region of the open account.
fn actuator(opened: &Opened, region: &Region) -> AwsActuator {
    AwsActuator {
        session: opened.session.clone(),
        region: region.clone(),
    }
}

/// Observes the account and makes a plan. Reads only.
///
/// # Errors
/// What happened, why, and what to do next.
pub async fn make_plan(opened: &Opened, blueprint: &Blueprint, now: Timestamp) -> Result<Plan, String> {
    let journal = Journal::read(&opened.data_dir, &blueprint.stack()).map_err(|e| e.to_string())?;
    let made = journal.map(|state| state.made_steps()).unwrap_or_default();
    let actuator = actuator(opened, &blueprint.region);
    let account = opened.session.account();
    plan_knowing(blueprint, account, now, &actuator, &made)
        .await
        .map_err(|e| e.to_string())
}

/// Applies a confirmed plan, or goes on with it where its journal says so;
/// answers with what came of it and with the path of the journal.
///
/// # Errors
/// The journal cannot be kept; steps that AWS refuses are in the outcome.
pub async fn apply_plan(
    opened: &Opened,
    confirmed: &ConfirmedPlan,
    cancel: &Cancel,
    mut report: impl FnMut(Progress) + Send,
) -> Result<(Outcome, PathBuf), String> {
    let plan = confirmed.plan();
    let mut journal = Journal::open(&opened.data_dir, &plan.stack).map_err(|e| e.to_string())?;
    let actuator = actuator(opened, &plan.region);
    let applied = apply(confirmed, &mut journal, &actuator, &mut report, cancel).await;
    let outcome = applied.map_err(|e| e.to_string())?;
    Ok((outcome, journal.path().to_owned()))
}

/// The stacks that have a journal in a folder.
///
/// # Errors
/// The folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<StackRow>, String> {
    let entries = Journal::list(folder).map_err(|e| e.to_string())?;
    Ok(entries.into_iter().map(row).collect())
}

fn row(entry: Entry) -> StackRow {
    let state = match entry.state {
        Ok(state) => state,
        Err(error) => {
            return StackRow {
                name: entry.stack,
                state: format!("✗ unreadable: {error}"),
                tone: Tone::Fail,
                done: 0,
                steps: 0,
                changed: None,
                account: String::new(),
                region: String::new(),
            };
        }
    };
    let (mark, tone) = match state.word() {
        "applied" => ("✓", Tone::Pass),
        "unfinished" => ("◐", Tone::Medium),
        _ => ("·", Tone::Dim),
    };
    let plan = state.plan.as_ref();
    StackRow {
        name: entry.stack,
        state: format!("{mark} {}", state.word()),
        tone,
        done: state.steps.values().filter(|s| s.is_settled()).count(),
        steps: plan.map_or(0, |p| p.steps.len()),
        changed: state.opened,
        account: plan.map(|p| p.account.to_string()).unwrap_or_default(),
        region: plan.map(|p| p.region.to_string()).unwrap_or_default(),
    }
}
