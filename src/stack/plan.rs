//! A plan: what would be done, in order, with everything a person needs to
//! decide: before, after, the IAM actions it takes, the controls it satisfies.

use super::{Difference, Outputs, Spec};
use crate::inventory::{AccountId, Region, Timestamp};
use serde::{Deserialize, Serialize};

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
}
