//! The posture after, before anything is touched: the plan laid over the
//! inventory, and both evaluated.
//!
//! - [`overlay`](self::overlay): the inventory with the plan's things in it
//! - `things`: what each call makes, as AWS would describe it when fresh
//! - `settings`: what each setting changes

mod overlay;
mod settings;
mod things;

pub use overlay::overlay;

use super::Plan;
use crate::inventory::{Arn, Inventory, Timestamp};
use crate::posture::{self, Counts, Finding, Report, Status};
use serde::Serialize;
use std::collections::BTreeSet;

/// What a plan would do to the posture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preview {
    /// The score now, 0 to 100.
    pub before: u8,
    /// The score after.
    pub after: u8,
    /// The verdicts now, by severity.
    pub before_counts: Counts,
    /// The verdicts after, by severity.
    pub after_counts: Counts,
    /// Failed or unknown findings that the plan would bring.
    pub new_findings: Vec<Finding>,
    /// Failed findings of now that the plan would close.
    pub closed: Vec<Finding>,
    /// Passed findings about the things that the plan makes or changes.
    pub own_passed: usize,
    /// Failed and unknown findings about them.
    pub own_open: Vec<Finding>,
}

/// Evaluates the inventory as it is and as the plan would leave it.
pub fn preview(inventory: &Inventory, plan: &Plan, now: Timestamp) -> Preview {
    let before = posture::evaluate(inventory, now);
    let planned = overlay(inventory, plan, now);
    let touched = touched(inventory, &planned);
    let after = posture::evaluate(&planned, now);
    let own = |f: &&Finding| touched.contains(f.resource());
    Preview {
        before: before.score,
        after: after.score,
        before_counts: before.counts.clone(),
        after_counts: after.counts.clone(),
        new_findings: open_only_in(&after, &before),
        closed: open_only_in(&before, &after)
            .into_iter()
            .filter(|f| f.status == Status::Fail)
            .collect(),
        own_passed: after
            .findings
            .iter()
            .filter(own)
            .filter(|f| f.status == Status::Pass)
            .count(),
        own_open: after
            .findings
            .iter()
            .filter(own)
            .filter(|f| f.status != Status::Pass)
            .cloned()
            .collect(),
    }
}

/// The resources in which the planned inventory differs.
fn touched(inventory: &Inventory, planned: &Inventory) -> BTreeSet<Arn> {
    planned
        .iter()
        .filter(|r| inventory.get(&r.arn) != Some(*r))
        .map(|r| r.arn.clone())
        .collect()
}

/// The open findings of one report that are not open in the other.
fn open_only_in(one: &Report, other: &Report) -> Vec<Finding> {
    let open: BTreeSet<(&Arn, &str)> = other
        .findings
        .iter()
        .filter(|f| f.status != Status::Pass)
        .map(|f| (f.resource(), f.check.id))
        .collect();
    one.findings
        .iter()
        .filter(|f| f.status != Status::Pass && !open.contains(&(f.resource(), f.check.id)))
        .cloned()
        .collect()
}
