//! What a screen is told while a plan is applied or a stack is destroyed: true
//! progress, and honest waiting.

use super::verify::Verdict;
use super::{ActError, StepId};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One thing that happened to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The step.
    pub step: StepId,
    /// Its place, counted from 1.
    pub index: usize,
    /// How many there are.
    pub total: usize,
    /// What happened.
    pub event: ProgressEvent,
}

/// What can happen to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgressEvent {
    /// It begins: it is looked for first.
    Started,
    /// It is there already (a run that was interrupted had done it).
    Found,
    /// It is there, is not the stack's, and is used.
    Adopted,
    /// It is there as wanted.
    Kept,
    /// The intent is on disk; the call is being made.
    Intent,
    /// The call succeeded.
    Called,
    /// AWS is not ready: waiting before another try.
    Waiting {
        /// The try that failed, counted from 1.
        attempt: u32,
        /// The most tries.
        of: u32,
        /// Why, in AWS's words.
        error: String,
        /// How long the wait is.
        millis: u64,
    },
    /// It takes AWS a while; it is read back at the end.
    Later,
    /// It was read back and is as wanted.
    Verified,
    /// It was read back and is not as wanted.
    NotAsWanted(Verdict),
    /// It was refused; the run stops here.
    Failed(ActError),
    /// It was taken back.
    Undone,
}

/// A wish to stop, shared between the one who wishes and the run.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Nobody has wished yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stop after the current step.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody wished.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where progress goes.
pub type Report<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Steps whose effect is there (or was taken back).
    pub done: Vec<StepId>,
    /// The step at which it stopped.
    pub failed: Option<(StepId, ActError)>,
    /// Steps that were not come to.
    pub remaining: Vec<StepId>,
    /// Steps that were done and are not (or not known to be) as wanted.
    pub unverified: Vec<(StepId, Verdict)>,
    /// Whether a person stopped it.
    pub cancelled: bool,
}

impl Outcome {
    /// Whether everything is done and as wanted.
    pub fn is_complete(&self) -> bool {
        self.failed.is_none() && self.remaining.is_empty() && self.unverified.is_empty()
    }

    /// 0 when complete; 4 when applied in part.
    pub fn exit_code(&self) -> u8 {
        if self.is_complete() { 0 } else { 4 }
    }
}
