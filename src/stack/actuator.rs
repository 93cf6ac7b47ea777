//! What the AWS room must offer so that a plan can be observed, applied,
//! verified and undone. The trait keeps the SDK out of this room and lets
//! tests put a recording account in its place.

use super::{Permit, Spec};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::future::Future;

/// What a call produced, by output name (see [`Spec`]), e.g. `KeyArn`.
pub type Outputs = BTreeMap<String, String>;

/// One field that is not as the spec wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The API field, e.g. `RotationPeriodInDays`.
    pub field: String,
    /// What AWS says.
    pub actual: String,
    /// What the spec says.
    pub wanted: String,
}

impl Difference {
    /// Whether it tells of progress or of failure, which no call mends, and not
    /// of a setting.
    pub fn is_status(&self) -> bool {
        const STATUSES: &[&str] = &[
            "State",
            "KeyState",
            "StreamStatus",
            "EndpointStatus",
            "TrainingJobStatus",
        ];
        STATUSES.contains(&self.field.as_str())
    }
}

/// What is there now, compared with a spec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Observed {
    /// Nothing of that name (or token, alias, tag) exists.
    Absent,
    /// It exists.
    Present {
        /// What later steps may refer to.
        outputs: Outputs,
        /// Where it differs from the spec; empty means that it is as wanted.
        differences: Vec<Difference>,
        /// Whether it carries this stack's `aisec:stack` tag (or is a setting
        /// of a resource, which has no tags of its own).
        owned: bool,
    },
}

/// The classes of failure of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActErrorKind {
    /// Worth another try after a wait: throttled, 5xx, not yet consistent.
    Retry,
    /// The outcome is not known (timeout, connection lost): observe before
    /// trying again.
    Ambiguous,
    /// AWS says no: access denied, service control policy.
    Denied,
    /// It exists already and is not ours.
    Conflict,
    /// Anything else that another try will not mend.
    Fatal,
}

/// A call that failed, in words for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{operation}: {message}")]
pub struct ActError {
    /// The operation, e.g. `iam:CreateRole`.
    pub operation: String,
    /// The class.
    pub kind: ActErrorKind,
    /// AWS's code and message.
    pub message: String,
}

/// The hands of the plan engine.
pub trait Actuator: Send + Sync {
    /// Reads what is there (reads only; allowed without a permit). `spec` has
    /// its references resolved; `stack` is the stack's name and `step` the
    /// step's id, by which tagged resources without names are found.
    fn observe(
        &self,
        stack: &str,
        step: &str,
        spec: &Spec,
    ) -> impl Future<Output = Result<Observed, ActError>> + Send;

    /// Makes the call. `token` is stable for (run, step) and is given to AWS
    /// where the API takes a client token.
    fn act(
        &self,
        permit: &Permit,
        spec: &Spec,
        token: &str,
    ) -> impl Future<Output = Result<Outputs, ActError>> + Send;

    /// Takes back what the step made. Absent is success. Keys are scheduled
    /// for deletion (30 days), buckets are refused when not empty unless
    /// `purge`, settings of a resource that is destroyed anyway are left.
    fn undo(
        &self,
        permit: &Permit,
        spec: &Spec,
        outputs: &Outputs,
        purge: bool,
    ) -> impl Future<Output = Result<(), ActError>> + Send;

    /// Waits; the AWS room sleeps, tests do not.
    fn pause(&self, millis: u64) -> impl Future<Output = ()> + Send;

    /// Seconds since 1970.
    fn now(&self) -> crate::inventory::Timestamp;
}
