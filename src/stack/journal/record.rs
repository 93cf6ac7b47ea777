//! One line of a journal. No secrets and no data are in it: names, ARNs,
//! policies and digests only.

use crate::inventory::Timestamp;
use crate::stack::{ActError, Difference, Outputs, Plan, Spec, StepId};
use serde::{Deserialize, Serialize};

/// What is written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// A confirmed plan begins to be applied.
    RunOpened {
        /// The run's id.
        run: String,
        /// When.
        at: Timestamp,
        /// The plan: it names account and Region.
        plan: Box<Plan>,
    },
    /// The same run is gone on with.
    Resumed {
        /// The run's id.
        run: String,
        /// When.
        at: Timestamp,
    },
    /// The call of a step is about to be made.
    Intent {
        /// The step.
        step: StepId,
        /// Its client token.
        token: String,
        /// The call, with its references resolved.
        spec: Box<Spec>,
        /// When.
        at: Timestamp,
    },
    /// The step has had its effect.
    Result {
        /// The step.
        step: StepId,
        /// The call, with its references resolved.
        spec: Box<Spec>,
        /// What it produced.
        outputs: Outputs,
        /// Whether it is the stack's own, to be taken back on destroy; a
        /// setting of an adopted resource is not.
        ours: bool,
        /// When.
        at: Timestamp,
    },
    /// It was there, is not the stack's, is used and will be left.
    Adopted {
        /// The step.
        step: StepId,
        /// What later steps may refer to.
        outputs: Outputs,
    },
    /// It was there as wanted and is the stack's.
    Kept {
        /// The step.
        step: StepId,
        /// The call, with its references resolved.
        spec: Box<Spec>,
        /// What later steps may refer to.
        outputs: Outputs,
    },
    /// The step was refused.
    Failed {
        /// The step.
        step: StepId,
        /// What AWS said.
        error: ActError,
        /// When.
        at: Timestamp,
    },
    /// It was read back and is as wanted.
    Verified {
        /// The step.
        step: StepId,
    },
    /// It was read back and is not as wanted.
    Differs {
        /// The step.
        step: StepId,
        /// How; empty when it was not found or could not be read.
        differences: Vec<Difference>,
    },
    /// Destruction of the stack was confirmed.
    DestroyOpened {
        /// Whether buckets are emptied.
        purge: bool,
        /// When.
        at: Timestamp,
    },
    /// A step is about to be taken back.
    UndoIntent {
        /// The run that made it.
        run: String,
        /// The step.
        step: StepId,
        /// When.
        at: Timestamp,
    },
    /// A step was taken back.
    Undone {
        /// The run that made it.
        run: String,
        /// The step.
        step: StepId,
        /// When.
        at: Timestamp,
    },
    /// A run, or a destruction, came to its end.
    Closed {
        /// How.
        outcome: Closing,
        /// When.
        at: Timestamp,
    },
}

impl Record {
    /// Whether what comes next must not happen before this is on disk. What is
    /// found out by reading can be found out again.
    pub(super) fn must_be_on_disk(&self) -> bool {
        !matches!(
            self,
            Self::Adopted { .. } | Self::Kept { .. } | Self::Verified { .. } | Self::Differs { .. }
        )
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// Every step is done and verified.
    Applied,
    /// Some steps failed, or are not as wanted.
    Partial,
    /// A person stopped it.
    Cancelled,
    /// Everything that the stack made was taken back.
    Destroyed,
}
