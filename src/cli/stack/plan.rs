//! `stack new` and `stack plan`: nothing is written to AWS here.

use super::place::{actuator, blueprint, journal, same_region};
use crate::aws::act::AwsActuator;
use crate::aws::collect;
use crate::cli::args::{ListFormat, TargetArgs};
use crate::cli::connect::{data_dir, now};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::{self, plain};
use crate::inventory::Region;
use crate::stack::journal::Journal;
use crate::stack::planner::{PlanError, plan_knowing};
use crate::stack::preview::{Preview, preview};
use crate::stack::{Blueprint, Plan, Scenario, Stage, render};
use std::path::Path;

/// Writes a blueprint from a preset.
pub fn new(
    target: &TargetArgs,
    scenario: &str,
    name: &str,
    stage: &str,
    output: Option<&Path>,
) -> Result<Exit, Failure> {
    let words = |all: Vec<&str>| all.join(", ");
    let scenario = Scenario::parse(scenario).ok_or_else(|| {
        let known = words(Scenario::ALL.iter().map(|s| s.word()).collect());
        Failure::usage(format!("\"{scenario}\" is no scenario.\nUse one of {known}."))
    })?;
    let stage = Stage::parse(stage).ok_or_else(|| {
        let known = words(Stage::ALL.iter().map(|s| s.word()).collect());
        Failure::usage(format!("\"{stage}\" is no stage.\nUse one of {known}."))
    })?;
    let region = target
        .region
        .first()
        .cloned()
        .or_else(|| std::env::var("AWS_REGION").ok())
        .or_else(|| std::env::var("AWS_DEFAULT_REGION").ok())
        .unwrap_or_else(|| "us-east-1".to_owned());
    let made = Blueprint::preset(scenario, name, stage, &Region::new(region));
    if let Some(problem) = made.validate().first() {
        return Err(Failure::usage(format!(
            "The blueprint would not be valid.\n{problem}"
        )));
    }
    match output {
        Some(path) => output::write_new(path, &made.to_toml())?,
        None => output::emit(None, &made.to_toml())?,
    }
    Ok(Exit::Fine)
}

/// Shows what apply would do, and the posture before and after.
pub async fn plan(target: &TargetArgs, path: &Path, format: ListFormat) -> Result<Exit, Failure> {
    let blueprint = blueprint(path)?;
    same_region(target, &blueprint)?;
    let actuator = actuator(target, &blueprint.region).await?;
    let plan = make(target, &blueprint, &actuator).await?;
    let (inventory, _) = collect::inventory(&actuator.session, None).await;
    let preview = preview(&inventory, &plan, now());
    let text = match format {
        ListFormat::Table => format!("{}\n{}", plain_lines(&render::text(&plan)), posture(&preview)),
        ListFormat::Json => {
            let value = serde_json::json!({ "plan": render::json(&plan), "preview": preview });
            serde_json::to_string_pretty(&value)
                .map(|text| text + "\n")
                .map_err(|e| Failure::usage(format!("The plan cannot be written as JSON: {e}.")))?
        }
    };
    output::emit(None, &text)?;
    Ok(Exit::Fine)
}

/// Makes the plan, knowing what the stack's journal says that it has made.
pub async fn make(target: &TargetArgs, blueprint: &Blueprint, hands: &AwsActuator) -> Result<Plan, Failure> {
    let known = Journal::read(&data_dir(target)?, &blueprint.stack()).map_err(|e| journal(&e))?;
    let made = known.map(|state| state.made_steps()).unwrap_or_default();
    plan_knowing(blueprint, hands.session.account(), now(), hands, &made)
        .await
        .map_err(|e| failure(&e))
}

fn failure(error: &PlanError) -> Failure {
    let message = plain(&error.to_string());
    match error {
        PlanError::Observe { .. } => Failure::aws(format!("No plan can be made.\n{message}")),
        _ => Failure::usage(format!("No plan can be made.\n{message}")),
    }
}

/// The posture before and after, in two lines.
pub fn posture(preview: &Preview) -> String {
    format!(
        "posture now: score {} of 100; after: score {} of 100\n\
         what is made passes {} checks and leaves {} open; {} findings close, {} open\n",
        preview.before,
        preview.after,
        preview.own_passed,
        preview.own_open.len(),
        preview.closed.len(),
        preview.new_findings.len()
    )
}

/// Text of several lines, each made safe for a terminal.
pub fn plain_lines(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n") + "\n"
}
