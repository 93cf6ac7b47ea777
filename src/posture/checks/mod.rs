//! The checks, a file per area; each file holds the rows and their functions.
//!
//! To add a check: write its function and its row, in the file of its area,
//! and its fixture.

mod account;
mod admin;
mod audit;
mod bedrock;
mod endpoint_policy;
mod escalation;
mod guardrail;
mod hosting;
mod instances;
mod jobs;
mod kms;
mod kms_policy;
mod network;
mod notebook;
mod s3;
mod s3_policy;
mod training;
mod trust;

use super::check::Check;

const AREAS: &[&[Check]] = &[
    account::CHECKS,
    admin::CHECKS,
    audit::CHECKS,
    bedrock::CHECKS,
    endpoint_policy::CHECKS,
    escalation::CHECKS,
    guardrail::CHECKS,
    hosting::CHECKS,
    jobs::CHECKS,
    kms::CHECKS,
    kms_policy::CHECKS,
    network::CHECKS,
    notebook::CHECKS,
    s3::CHECKS,
    s3_policy::CHECKS,
    training::CHECKS,
    trust::CHECKS,
];

/// Every check, area by area.
pub fn all() -> impl Iterator<Item = &'static Check> {
    AREAS.iter().flat_map(|area| area.iter())
}

/// One check by its id.
pub fn find(id: &str) -> Option<&'static Check> {
    all().find(|check| check.id == id)
}

pub use instances::has_local_storage;
