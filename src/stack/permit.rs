//! The token without which nothing is written.
//!
//! Only a confirmed plan can make one, and the AWS room's interlock refuses
//! every write operation that has none in scope. A permit names one operation:
//! it opens that door and no other.

use std::sync::Arc;

/// Leave to make one kind of call for one step of a confirmed plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    run: Arc<str>,
    step: Arc<str>,
    operations: Arc<[&'static str]>,
}

impl Permit {
    /// Builds a permit. Only the executor of a confirmed plan calls this.
    pub(in crate::stack) fn new(run: &str, step: &str, operations: &[&'static str]) -> Self {
        Self {
            run: run.into(),
            step: step.into(),
            operations: operations.into(),
        }
    }

    /// The run that was confirmed.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The step that is being done.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// Whether the permit covers an operation, e.g. `kms:CreateKey`.
    pub fn covers(&self, operation: &str) -> bool {
        self.operations.contains(&operation)
    }
}
