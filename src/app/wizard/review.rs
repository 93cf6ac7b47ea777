//! What is looked at before anything is written: the plan, and the posture
//! before and after it.

use crate::stack::preview::Preview;
use crate::stack::{Blueprint, Plan};

/// A plan with its consequences.
#[derive(Clone, Debug)]
pub struct Review {
    /// The answers that it was made from.
    pub blueprint: Blueprint,
    /// The plan.
    pub plan: Plan,
    /// The posture before and after.
    pub preview: Preview,
}
