//! Checks over an inventory → findings, score, coverage.
//!
//! - [`check`]: what a check is; everything about one in one place
//! - [`checks`]: the checks, a file per area
//! - [`verdict`]: what a check says, and the evidence it says it on
//! - [`context`]: what a check may look at besides its resource
//! - [`engine`]: asks every check about every resource that it concerns
//! - [`finding`]: what one check found about one resource
//! - [`index`]: the inventory by kind, by name and by VPC
//! - [`networks`]: what lies in a VPC, and what a security group guards
//! - [`cidr`]: address blocks
//! - [`log_pattern`]: which events a metric filter takes
//! - [`policies`]: policy documents, parsed once, and statements in words
//! - [`reach`]: who can do what on which resource, and by which path
//! - [`report`]: the findings counted and scored
//! - [`frameworks`]: which requirement of which framework a check answers for
//! - [`compliance`]: a framework's requirements, with what the findings say of each
//! - [`roots`]: why findings fail together, and what mends them together
//! - [`severity`]: how bad a failing check is
//! - [`stakes`]: what data is at stake with each resource
//!
//! Pure: the time is an argument and nothing is read or written.

pub mod check;
pub mod checks;
pub mod cidr;
pub mod compliance;
pub mod context;
pub mod engine;
pub mod finding;
pub mod frameworks;
pub mod index;
pub mod log_pattern;
pub mod networks;
pub mod policies;
pub mod reach;
pub mod report;
pub mod roots;
pub mod severity;
pub mod stakes;
pub mod verdict;

pub use check::{Check, Fix, FixKind, Judge, Reads};
pub use context::Context;
pub use engine::{Changes, evaluate, evaluate_resources};
pub use finding::{Finding, Scope, Status, Subject};
pub use frameworks::{Framework, Requirement, Strength};
pub use report::{Counts, Report, Tally};
pub use roots::{RootCause, RootKind, root_causes};
pub use severity::Severity;
pub use stakes::{Level, Stake, Stakes};
pub use verdict::{Evidence, Evidences, Verdict};
