//! The plan being applied: what happened to each step, told as it happens.

use crate::inventory::Timestamp;
use crate::stack::progress::{Outcome, Progress, ProgressEvent};
use crate::stack::{Plan, StepId};

/// Where a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its turn has not come.
    Ahead,
    /// It is looked for, or its call is being made.
    Doing,
    /// AWS is not ready for it yet.
    Waiting {
        /// The try that failed, counted from 1.
        attempt: u32,
        /// The most tries.
        of: u32,
        /// Why, in AWS's words.
        error: String,
    },
    /// Done; AWS takes a while, and it is read back at the end.
    Later,
    /// Done, not read back yet.
    Called,
    /// Read back, as wanted.
    Verified,
    /// It was there already and is used.
    Kept,
    /// Read back, not as wanted.
    Differs(String),
    /// Refused.
    Failed(String),
}

impl Standing {
    /// Glyph and word.
    pub fn mark(&self) -> (&'static str, &'static str) {
        match self {
            Self::Ahead => ("·", "ahead"),
            Self::Doing => ("▸", "doing"),
            Self::Waiting { .. } => ("◌", "waiting"),
            Self::Later => ("◔", "settling"),
            Self::Called => ("◑", "called"),
            Self::Verified => ("●", "verified"),
            Self::Kept => ("=", "kept"),
            Self::Differs(_) => ("▲", "differs"),
            Self::Failed(_) => ("✗", "failed"),
        }
    }

    /// Whether nothing more happens to it in a run that goes well.
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Verified | Self::Kept)
    }
}

/// A step and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// The step's id.
    pub id: StepId,
    /// The group it is shown under.
    pub group: String,
    /// What it does.
    pub title: String,
    /// Where it stands.
    pub standing: Standing,
}

/// How an apply ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It came to an end, whole or not; the journal is at this path.
    Outcome {
        /// What came of it.
        outcome: Outcome,
        /// The journal.
        journal: String,
    },
    /// It could not be kept account of, and was stopped or not begun.
    Refused(String),
}

/// An apply, from confirmation to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The stack.
    pub stack: String,
    /// The steps, in order.
    pub steps: Vec<StepRow>,
    /// When it was confirmed.
    pub since: Timestamp,
    /// When it ended, and how.
    pub ended: Option<(Timestamp, Ended)>,
    /// The operator asked to stop after the step under way.
    pub cancelling: bool,
    /// The position of the step that something last happened to.
    pub current: usize,
}

impl Run {
    /// A run of a plan, nothing done.
    pub fn new(plan: &Plan, now: Timestamp) -> Self {
        let row = |step: &crate::stack::Step| StepRow {
            id: step.id.clone(),
            group: step.group.clone(),
            title: step.title.clone(),
            standing: Standing::Ahead,
        };
        Self {
            stack: plan.stack.clone(),
            steps: plan.steps.iter().map(row).collect(),
            since: now,
            ended: None,
            cancelling: false,
            current: 0,
        }
    }

    /// Whether it is under way.
    pub fn is_going(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether everything is done and as wanted.
    pub fn is_whole(&self) -> bool {
        matches!(&self.ended, Some((_, Ended::Outcome { outcome, .. })) if outcome.is_complete())
    }

    /// Steps that are done and read back.
    pub fn settled(&self) -> usize {
        self.steps.iter().filter(|s| s.standing.is_settled()).count()
    }

    /// Takes what happened to a step.
    pub fn take(&mut self, progress: &Progress) {
        let Some(at) = self.steps.iter().position(|s| s.id == progress.step) else {
            return;
        };
        self.current = at;
        self.steps[at].standing = match &progress.event {
            ProgressEvent::Started | ProgressEvent::Intent => Standing::Doing,
            ProgressEvent::Called => Standing::Called,
            ProgressEvent::Later => Standing::Later,
            ProgressEvent::Found | ProgressEvent::Verified => Standing::Verified,
            ProgressEvent::Adopted | ProgressEvent::Kept => Standing::Kept,
            ProgressEvent::Waiting {
                attempt, of, error, ..
            } => Standing::Waiting {
                attempt: *attempt,
                of: *of,
                error: error.clone(),
            },
            ProgressEvent::NotAsWanted(verdict) => Standing::Differs(verdict.to_string()),
            ProgressEvent::Failed(error) => Standing::Failed(error.to_string()),
            ProgressEvent::Undone => Standing::Ahead,
        };
    }

    /// Takes its end.
    pub fn end(&mut self, ended: Ended, now: Timestamp) {
        self.ended = Some((now, ended));
    }
}
