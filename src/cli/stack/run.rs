//! `stack apply`, `resume` and `destroy`: confirmed, journalled, told step by
//! step on standard output.

use super::crash::CrashAt;
use super::place::{Place, actuator, blueprint, journal, same_region};
use super::plan::{make, plain_lines};
use crate::aws::act::AwsActuator;
use crate::cli::args::TargetArgs;
use crate::cli::connect::data_dir;
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{self, plain};
use crate::stack::apply::{ApplyError, apply as apply_plan};
use crate::stack::destroy::{DestroyPlan, destroy as destroy_plan};
use crate::stack::journal::Journal;
use crate::stack::progress::{Cancel, Outcome, Progress, ProgressEvent};
use crate::stack::{Confirmation, ConfirmedPlan, Plan, render};
use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;

/// Plans, asks, applies.
pub async fn apply(target: &TargetArgs, path: &Path, yes: bool) -> Result<Exit, Failure> {
    let blueprint = blueprint(path)?;
    same_region(target, &blueprint)?;
    refuse_read_only(target)?;
    // Opened first: without a journal nothing may be begun.
    let mut kept = Journal::open(&data_dir(target)?, &blueprint.stack()).map_err(|e| journal(&e))?;
    let hands = actuator(target, &blueprint.region).await?;
    let plan = make(target, &blueprint, &hands).await?;
    output::emit(None, &plain_lines(&render::text(&plan)))?;
    if plan.writes().next().is_none() && !kept.state().is_unfinished() {
        output::emit(None, "There is nothing to do.\n")?;
        return Ok(Exit::Fine);
    }
    if !yes {
        ask(&plan.stack, "to apply")?;
    }
    let agreement = Confirmation::of(&plan);
    let confirmed = plan
        .confirm(&agreement)
        .map_err(|e| Failure::usage(e.to_string()))?;
    go(&confirmed, &mut kept, &hands).await
}

/// Goes on with what was interrupted.
pub async fn resume(target: &TargetArgs, stack: &str) -> Result<Exit, Failure> {
    let place = Place::of(target, stack)?;
    refuse_read_only(target)?;
    let mut kept = Journal::open(&place.directory, &place.stack).map_err(|e| journal(&e))?;
    let hands = place.actuator(target).await?;
    if let (Some(purge), true) = (place.state.destroying, place.state.is_unfinished()) {
        return take_down(&place, &mut kept, &hands, &place.stack, purge).await;
    }
    let agreement = Confirmation::of(&place.plan);
    let confirmed = place
        .plan
        .clone()
        .confirm(&agreement)
        .map_err(|e| Failure::usage(e.to_string()))?;
    go(&confirmed, &mut kept, &hands).await
}

/// Takes a stack down, after its name was typed.
pub async fn destroy(
    target: &TargetArgs,
    stack: &str,
    confirm: Option<&str>,
    purge: bool,
) -> Result<Exit, Failure> {
    let place = Place::of(target, stack)?;
    refuse_read_only(target)?;
    let mut kept = Journal::open(&place.directory, &place.stack).map_err(|e| journal(&e))?;
    let hands = place.actuator(target).await?;
    let typed = if let Some(name) = confirm {
        name.to_owned()
    } else {
        show(&place)?;
        ask(&place.stack, "to destroy it")?
    };
    take_down(&place, &mut kept, &hands, &typed, purge).await
}

fn show(place: &Place) -> Result<(), Failure> {
    let Some(plan) = DestroyPlan::of(&place.state) else {
        return Ok(());
    };
    let mut out = format!("Stack {}: this would be taken down, in this order\n", place.stack);
    for item in &plan.items {
        let _ = writeln!(out, "  - {:<28} {}", item.step, plain(&item.what));
    }
    if !plan.left.is_empty() {
        let _ = writeln!(
            out,
            "left alone, because it was there before: {}",
            plan.left.join(", ")
        );
    }
    output::emit(None, &out)
}

async fn take_down(
    place: &Place,
    kept: &mut Journal,
    hands: &AwsActuator,
    typed: &str,
    purge: bool,
) -> Result<Exit, Failure> {
    let Some(plan) = DestroyPlan::of(&place.state) else {
        output::emit(None, "There is nothing left to destroy.\n")?;
        return Ok(Exit::Fine);
    };
    let confirmed = plan
        .confirm(typed, purge)
        .map_err(|e| Failure::usage(e.to_string()))?;
    let crash = CrashAt::from_environment();
    let mut tell = |progress: Progress| tell(&progress, crash.as_ref());
    let outcome = destroy_plan(&confirmed, kept, hands, &mut tell, &stop_on_interrupt())
        .await
        .map_err(|e| broken(&e))?;
    close(&outcome, &place.stack, "taken down")
}

async fn go(confirmed: &ConfirmedPlan, kept: &mut Journal, hands: &AwsActuator) -> Result<Exit, Failure> {
    let crash = CrashAt::from_environment();
    let mut tell = |progress: Progress| tell(&progress, crash.as_ref());
    let outcome = apply_plan(confirmed, kept, hands, &mut tell, &stop_on_interrupt())
        .await
        .map_err(|e| broken(&e))?;
    let plan: &Plan = confirmed.plan();
    close(&outcome, &plan.stack, "done and verified")
}

fn broken(error: &ApplyError) -> Failure {
    Failure {
        exit: Exit::Partial,
        message: error.to_string(),
    }
}

/// Ctrl-C stops after the step under way, so that its result is journalled.
fn stop_on_interrupt() -> Cancel {
    let cancel = Cancel::new();
    let wish = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            eprintln!("Stopping after the step under way.");
            wish.cancel();
        }
    });
    cancel
}

fn close(outcome: &Outcome, stack: &str, word: &str) -> Result<Exit, Failure> {
    if outcome.is_complete() {
        output::emit(None, &format!("{stack}: {} steps {word}.\n", outcome.done.len()))?;
        return Ok(Exit::Fine);
    }
    let why = match &outcome.failed {
        Some((step, error)) => format!("stopped at {step}: {}", plain(&error.to_string())),
        None if outcome.cancelled => "stopped as you asked".to_owned(),
        None => {
            let first = outcome.unverified.first();
            let told = first
                .map(|(step, verdict)| format!("{step} {verdict}"))
                .unwrap_or_default();
            format!("not everything reads back as wanted: {}", plain(&told))
        }
    };
    Err(Failure {
        exit: Exit::Partial,
        message: format!(
            "{stack}: {why}.\n{} steps are done, {} remain.\n`aisec-tui stack resume {stack}` goes on.",
            outcome.done.len(),
            outcome.remaining.len()
        ),
    })
}

fn tell(progress: &Progress, crash: Option<&CrashAt>) {
    let place = format!("[{:>2}/{}]", progress.index, progress.total);
    let step = &progress.step;
    let line = match &progress.event {
        ProgressEvent::Started | ProgressEvent::Intent | ProgressEvent::Called => None,
        ProgressEvent::Waiting {
            attempt,
            of,
            error,
            millis,
        } => Some(format!(
            "waiting {:.1} s, try {attempt} of {of}: {error}",
            f64::from(u32::try_from(*millis).unwrap_or(u32::MAX)) / 1000.0
        )),
        ProgressEvent::Found => Some("is there already".to_owned()),
        ProgressEvent::Adopted => Some("adopted".to_owned()),
        ProgressEvent::Kept => Some("as wanted".to_owned()),
        ProgressEvent::Later => Some("settling; it is read back at the end".to_owned()),
        ProgressEvent::Verified => Some("verified".to_owned()),
        ProgressEvent::NotAsWanted(verdict) => Some(format!("not as wanted: {verdict}")),
        ProgressEvent::Failed(error) => Some(format!("failed: {error}")),
        ProgressEvent::Undone => Some("taken down".to_owned()),
    };
    if let Some(line) = line {
        let _ = output::emit(None, &format!("{place} {step:<28} {}\n", plain(&line)));
    }
    if let Some(crash) = crash {
        crash.look(progress);
    }
}

fn refuse_read_only(target: &TargetArgs) -> Result<(), Failure> {
    if target.read_only {
        return Err(Failure::usage(
            "This run is read-only, so nothing can be changed.\nLeave out --read-only.",
        ));
    }
    Ok(())
}

/// Asks for the stack's name on the terminal.
fn ask(stack: &str, purpose: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            "This needs a confirmation, and there is no terminal to ask on.\n\
             Apply with --yes, or destroy with --confirm NAME.",
        ));
    }
    print!("Type {stack} {purpose}: ");
    let _ = std::io::Write::flush(&mut std::io::stdout());
    let mut typed = String::new();
    let read = std::io::stdin().lock().read_line(&mut typed);
    if read.is_ok() && typed.trim() == stack {
        return Ok(typed.trim().to_owned());
    }
    Err(Failure::usage("The name does not match: nothing was changed."))
}
