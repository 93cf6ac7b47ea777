//! Which stack is meant: its journal, its account and Region, its actuator.

use crate::aws::act::AwsActuator;
use crate::cli::args::TargetArgs;
use crate::cli::connect::{connect, data_dir};
use crate::cli::exit::Failure;
use crate::cli::output;
use crate::inventory::Region;
use crate::stack::journal::{Journal, JournalError, JournalState};
use crate::stack::{Blueprint, BlueprintError, Plan};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A stack that has a journal.
pub struct Place {
    /// Where journals are.
    pub directory: PathBuf,
    /// The stack.
    pub stack: String,
    /// What its journal says.
    pub state: JournalState,
    /// The plan that was applied last.
    pub plan: Plan,
}

impl Place {
    /// Finds a stack by its name, or by its blueprint.
    pub fn of(target: &TargetArgs, stack: &str) -> Result<Self, Failure> {
        let is_file = Path::new(stack)
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("toml"));
        let name = if is_file {
            blueprint(Path::new(stack))?.stack()
        } else {
            stack.to_owned()
        };
        let directory = data_dir(target)?;
        let state = Journal::read(&directory, &name)
            .map_err(|e| journal(&e))?
            .unwrap_or_default();
        let Some(plan) = state.plan.clone() else {
            return Err(Failure::usage(format!(
                "There is no journal of a stack \"{name}\" in {}.\n\
                 Its name is NAME-STAGE; `aisec-tui stack list` prints the stacks that were applied from here.",
                directory.display()
            )));
        };
        Ok(Self {
            directory,
            stack: name,
            state,
            plan,
        })
    }

    /// The hands for this stack, in its own account and Region.
    pub async fn actuator(&self, target: &TargetArgs) -> Result<AwsActuator, Failure> {
        let actuator = actuator(target, &self.plan.region).await?;
        let here = actuator.session.account();
        if *here != self.plan.account {
            return Err(Failure::usage(format!(
                "{} stands in account {}, but these credentials are of {here}.\n\
                 Choose the profile or role of that account.",
                self.stack, self.plan.account
            )));
        }
        Ok(actuator)
    }
}

/// Reads a blueprint. With many faults the first is told, and how many more.
pub fn blueprint(path: &Path) -> Result<Blueprint, Failure> {
    Blueprint::parse(&output::read(path)?).map_err(|error| faults(path, &error))
}

/// The faults of a blueprint in at most three lines.
pub fn faults(path: &Path, error: &BlueprintError) -> Failure {
    let mut message = format!("{} is not a blueprint that can be used.", path.display());
    if let Some(first) = error.problems.first() {
        let _ = write!(message, "\n{}", first.to_string().replace('\n', " "));
    }
    if error.problems.len() > 1 {
        let _ = write!(
            message,
            "\n{} more faults follow once this one is mended.",
            error.problems.len() - 1
        );
    }
    Failure::usage(message)
}

/// A journal's fault as a failure.
pub fn journal(error: &JournalError) -> Failure {
    Failure::usage(error.to_string())
}

/// The hands in a Region. Without `--region` the blueprint's own is used.
pub async fn actuator(target: &TargetArgs, region: &Region) -> Result<AwsActuator, Failure> {
    let mut target = target.clone();
    target.region = vec![region.to_string()];
    let session = connect(&target).await?;
    Ok(AwsActuator {
        session,
        region: region.clone(),
    })
}

/// `--region` and the blueprint must not disagree.
pub fn same_region(target: &TargetArgs, blueprint: &Blueprint) -> Result<(), Failure> {
    match target.region.iter().find(|r| *r != blueprint.region.as_str()) {
        Some(other) => Err(Failure::usage(format!(
            "The blueprint is for {}, but --region says {other}.\nChange one of the two.",
            blueprint.region
        ))),
        None => Ok(()),
    }
}
