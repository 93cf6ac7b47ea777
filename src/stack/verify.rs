//! Reading back: is everything as the journal's plan wanted it?

use super::actuator::{ActError, Actuator, Difference, Observed};
use super::journal::JournalState;
use super::reference;
use super::retry::{TRIES, wait_millis};
use super::{Spec, StepId};
use serde::Serialize;
use std::fmt;

/// How a step was found. Unknown is not as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict", content = "detail")]
pub enum Verdict {
    /// As wanted.
    AsWanted,
    /// It is there and differs.
    Differs(Vec<Difference>),
    /// It is not there.
    Missing,
    /// It could not be read.
    Unknown(String),
}

impl Verdict {
    /// The verdict on an observation.
    pub fn of(observed: &Observed) -> Self {
        match observed {
            Observed::Absent => Self::Missing,
            Observed::Present { differences, .. } if differences.is_empty() => Self::AsWanted,
            Observed::Present { differences, .. } => Self::Differs(differences.clone()),
        }
    }

    /// The differences, where there are any.
    pub fn differences(&self) -> &[Difference] {
        match self {
            Self::Differs(differences) => differences,
            _ => &[],
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsWanted => f.write_str("as wanted"),
            Self::Missing => f.write_str("missing"),
            Self::Unknown(reason) => write!(f, "unknown: {reason}"),
            Self::Differs(differences) => {
                for (i, d) in differences.iter().enumerate() {
                    let comma = if i == 0 { "" } else { "; " };
                    write!(f, "{comma}{} is {}, not {}", d.field, d.actual, d.wanted)?;
                }
                Ok(())
            }
        }
    }
}

/// One step as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepCheck {
    /// The step.
    pub step: StepId,
    /// What it is, for people.
    pub title: String,
    /// How it was found.
    pub verdict: Verdict,
}

/// Observes every step of the journal's plan. Empty when there is no plan.
pub async fn verify<A: Actuator>(state: &JournalState, actuator: &A) -> Vec<StepCheck> {
    let Some(plan) = &state.plan else {
        return Vec::new();
    };
    let produced = state.produced();
    let mut checks = Vec::with_capacity(plan.steps.len());
    for step in &plan.steps {
        let verdict = match reference::resolve(&step.spec, &produced) {
            Ok(spec) => match look(actuator, &plan.stack, &step.id, &spec).await {
                Ok(observed) => Verdict::of(&observed),
                Err(error) => Verdict::Unknown(error.to_string()),
            },
            Err(_) => Verdict::Missing,
        };
        checks.push(StepCheck {
            step: step.id.clone(),
            title: step.title.clone(),
            verdict,
        });
    }
    checks
}

/// Observes, trying again while AWS throttles or does not answer.
pub(super) async fn look<A: Actuator>(
    actuator: &A,
    stack: &str,
    step: &str,
    spec: &Spec,
) -> Result<Observed, ActError> {
    let mut attempt = 0;
    loop {
        match actuator.observe(stack, step, spec).await {
            Err(error) if attempt + 1 < TRIES && error.is_transient() => {
                actuator.pause(wait_millis(attempt)).await;
                attempt += 1;
            }
            end => return end,
        }
    }
}
