//! A plan: what would be done, in order, with everything a person needs to
//! decide: before, after, the IAM actions it takes, the controls it satisfies.

use super::{Difference, Outputs, Spec};
use crate::inventory::{AccountId, Region, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// The name of a step within its plan, e.g. `data-key`; references use it.
pub type StepId = String;

/// What a step would do to the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It does not exist: make it.
    Create,
    /// It exists as wanted but is not ours: use it, leave it on destroy.
    Adopt,
    /// It exists and differs: bring it to what is wanted.
    Change,
    /// It exists as wanted and is ours: nothing to do.
    None,
}

impl Action {
    /// The mark used on screens and in text: `+`, `=`, `~`, ` `.
    pub fn mark(self) -> char {
        match self {
            Self::Create => '+',
            Self::Adopt => '=',
            Self::Change => '~',
            Self::None => ' ',
        }
    }
}

/// One call of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name in the plan.
    pub id: StepId,
    /// The group it is shown under: `keys`, `identities`, `network`, …
    pub group: String,
    /// A sentence in the imperative: `Create the data key`.
    pub title: String,
    /// Why it is there.
    pub why: String,
    /// The call, with references unresolved.
    pub spec: Spec,
    /// Steps that must be done first.
    pub needs: Vec<StepId>,
    /// What it would do.
    pub action: Action,
    /// What differs now (for `Change`), field by field.
    pub differences: Vec<Difference>,
    /// Outputs known at plan time (for `Adopt`, `Change`, `None`).
    pub known: Outputs,
    /// IAM actions that the operator needs for it.
    pub iam_actions: Vec<String>,
    /// Framework requirements that it satisfies, e.g. `HIPAA 164.312(a)(2)(iv)`.
    pub controls: Vec<String>,
}

/// An ordered set of steps for one stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The stack's name: `aisec:stack` on everything it makes.
    pub stack: String,
    /// The account it was made for.
    pub account: AccountId,
    /// The Region it was made for.
    pub region: Region,
    /// When it was made.
    pub made: Timestamp,
    /// The steps, in an order that respects `needs`.
    pub steps: Vec<Step>,
}

impl Plan {
    /// Steps that would change the account.
    pub fn writes(&self) -> impl Iterator<Item = &Step> {
        self.steps
            .iter()
            .filter(|s| matches!(s.action, Action::Create | Action::Change))
    }

    /// How many steps do what.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for step in &self.steps {
            match step.action {
                Action::Create => summary.create += 1,
                Action::Adopt => summary.adopt += 1,
                Action::Change => summary.change += 1,
                Action::None => summary.none += 1,
            }
        }
        summary
    }

    /// One step by its name.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.id == id)
    }

    /// SHA-256 in hex over everything but the time of making: two plans with
    /// the same hash would do the same. A confirmation carries it.
    ///
    /// # Panics
    /// Never: a plan has only strings, numbers, lists and maps.
    pub fn hash(&self) -> String {
        let content = (&self.stack, &self.account, &self.region, &self.steps);
        let json = serde_json::to_vec(&content).expect("a plan has only strings, numbers, lists and maps");
        super::upload::hex(&Sha256::digest(&json))
    }

    /// The IAM actions that applying it takes, sorted, each once.
    pub fn iam_actions(&self) -> Vec<&str> {
        let mut actions: Vec<&str> = self
            .writes()
            .flat_map(|s| s.iam_actions.iter().map(String::as_str))
            .collect();
        actions.sort_unstable();
        actions.dedup();
        actions
    }
}

/// How many steps of a plan do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Would be made.
    pub create: usize,
    /// Are there, are used, are not the stack's.
    pub adopt: usize,
    /// Would be changed.
    pub change: usize,
    /// Are as wanted.
    pub none: usize,
}

impl Summary {
    /// Whether applying would write nothing.
    pub fn is_unchanged(&self) -> bool {
        self.create + self.change == 0
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} to create, {} to change, {} to adopt, {} as wanted",
            self.create, self.change, self.adopt, self.none
        )
    }
}
