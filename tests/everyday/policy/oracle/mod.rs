//! The evaluator against an independent one, and against what must always hold.
//!
//! - [`dice`]: random choices from a seed
//! - [`generate`], [`conditions`]: cases weighted to the corners
//! - [`properties`]: what holds of every case, on every test run
//! - [`differential`]: the same cases put to an oracle, when there is one
//! - [`readings`], [`walk`]: the ways in which the oracle reads a case otherwise

mod conditions;
mod dice;
mod differential;
mod generate;
mod properties;
mod readings;
mod walk;

use aisec_tui::policy::evaluate::{Case, Policies, Request};
use serde_json::Value;

/// The request and policies of a case.
fn question(case: &Value) -> (Request, Policies) {
    let read: Case = serde_json::from_value(case.clone()).expect("a case of the right shape");
    read.question().unwrap_or_else(|e| panic!("{e}\n{case}"))
}
