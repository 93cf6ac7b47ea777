//! `stack`: blueprints, plans, and what is done with them.
//!
//! - `place`: which stack is meant, its journal, its actuator
//! - `plan`: `new`, `plan`
//! - `export`: the stack for other tools
//! - `run`: `apply`, `resume`, `destroy`, told step by step
//! - `crash`: the hook by which tests kill the program at a step

mod crash;
mod export;
mod place;
mod plan;
mod run;

use super::args::{StackCommand, TargetArgs};
use super::connect::data_dir;
use super::exit::{Exit, Failure};
use super::output::{self, plain};
use crate::stack::journal::Journal;
use crate::stack::verify::{Verdict, verify};
use place::Place;
use std::fmt::Write as _;

/// Runs the command.
pub async fn run(target: &TargetArgs, command: &StackCommand) -> Result<Exit, Failure> {
    match command {
        StackCommand::New {
            scenario,
            name,
            stage,
            output,
        } => plan::new(target, scenario, name, stage, output.as_deref()),
        StackCommand::Plan { blueprint, format } => plan::plan(target, blueprint, *format).await,
        StackCommand::Apply { blueprint, yes } => run::apply(target, blueprint, *yes).await,
        StackCommand::Resume { stack } => run::resume(target, stack).await,
        StackCommand::Verify { stack } => check(target, stack).await,
        StackCommand::Destroy {
            stack,
            confirm,
            purge,
        } => run::destroy(target, stack, confirm.as_deref(), *purge).await,
        StackCommand::Export {
            blueprint,
            format,
            account,
            output,
        } => export::export(target, blueprint, *format, account.as_deref(), output.as_deref()).await,
        StackCommand::List => list(target),
    }
}

/// Reads every step of the stack back; 1 when something is not as applied.
async fn check(target: &TargetArgs, stack: &str) -> Result<Exit, Failure> {
    let place = Place::of(target, stack)?;
    let actuator = place.actuator(target).await?;
    let checks = verify(&place.state, &actuator).await;
    let mut out = String::new();
    for check in &checks {
        let mark = match check.verdict {
            Verdict::AsWanted => "●",
            Verdict::Unknown(_) => "?",
            Verdict::Missing | Verdict::Differs(_) => "✗",
        };
        let _ = writeln!(
            out,
            "{mark} {:<28} {}: {}",
            check.step,
            check.title,
            plain(&check.verdict.to_string())
        );
    }
    let wrong = checks.iter().filter(|c| c.verdict != Verdict::AsWanted).count();
    let _ = writeln!(
        out,
        "{} of {} steps are as applied.",
        checks.len() - wrong,
        checks.len()
    );
    output::emit(None, &out)?;
    Ok(if wrong == 0 { Exit::Fine } else { Exit::Findings })
}

fn list(target: &TargetArgs) -> Result<Exit, Failure> {
    let entries = Journal::list(&data_dir(target)?).map_err(|e| Failure::usage(e.to_string()))?;
    let mut out = String::new();
    for entry in &entries {
        let _ = match &entry.state {
            Ok(state) => {
                let place = state
                    .plan
                    .as_ref()
                    .map(|p| format!("{} {}", p.account, p.region))
                    .unwrap_or_default();
                writeln!(out, "{:<40} {:<11} {place}", plain(&entry.stack), state.word())
            }
            Err(error) => writeln!(
                out,
                "{:<40} damaged     {}",
                plain(&entry.stack),
                plain(&error.to_string())
            ),
        };
    }
    if entries.is_empty() {
        out.push_str("No stack has been applied from here. `aisec-tui stack new` writes a blueprint.\n");
    }
    output::emit(None, &out)?;
    Ok(Exit::Fine)
}
