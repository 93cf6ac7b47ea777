//! A person's yes, bound to the plan that was seen. Permits come from here
//! and from nowhere else, one for each step.

use super::{Permit, Plan, Step};
use sha2::{Digest, Sha256};

/// That a person saw a plan and agreed to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    plan: String,
}

impl Confirmation {
    /// Agreement to the plan on screen.
    pub fn of(plan: &Plan) -> Self {
        Self { plan: plan.hash() }
    }

    /// Agreement to a plan by its hash, as printed by `plan`.
    pub fn of_hash(hash: &str) -> Self {
        Self {
            plan: hash.trim().to_owned(),
        }
    }
}

/// A confirmation that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmError {
    /// The plan is not the one that was confirmed.
    #[error("the plan has changed since it was confirmed; look at it again and confirm it anew")]
    Stale,
    /// Something else than the stack's name was typed.
    #[error("{typed:?} is not the stack's name; type {stack} to destroy it")]
    WrongName {
        /// What was typed.
        typed: String,
        /// What should have been.
        stack: String,
    },
}

/// A plan that a person agreed to: the only thing that can be applied.
#[derive(Clone, Debug)]
pub struct ConfirmedPlan {
    plan: Plan,
    run: String,
}

impl Plan {
    /// Takes the person's agreement.
    ///
    /// # Errors
    /// The agreement was to another plan.
    pub fn confirm(self, confirmation: &Confirmation) -> Result<ConfirmedPlan, ConfirmError> {
        let hash = self.hash();
        if hash != confirmation.plan {
            return Err(ConfirmError::Stale);
        }
        let run = run_id(&hash, self.made.0);
        Ok(ConfirmedPlan { plan: self, run })
    }
}

/// The same plan made at the same moment is the same run, so that what a
/// journal holds can be confirmed again and gone on with.
fn run_id(hash: &str, made: i64) -> String {
    short_hash(&format!("{hash} {made}"))
}

fn short_hash(text: &str) -> String {
    let mut hex = super::upload::hex(&Sha256::digest(text.as_bytes()));
    hex.truncate(16);
    hex
}

impl ConfirmedPlan {
    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The run's id: 16 hex digits.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The client token of a step: the same for every try of the same run, at
    /// most 64 characters as AWS demands.
    pub(in crate::stack) fn token(&self, step: &Step) -> String {
        format!("aisec-{}-{}", self.run, short_hash(&step.id))
    }

    /// Leave to do one step.
    pub(in crate::stack) fn permit(&self, step: &Step) -> Permit {
        Permit::new(&self.run, &step.id, &[step.spec.operation()])
    }
}
