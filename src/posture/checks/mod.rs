//! The checks, a file per area; each file holds the rows and their functions.
//!
//! To add a check: write its function and its row, in the file of its area,
//! and its fixture.

mod audit;
mod hosting;
mod instances;
mod jobs;
mod kms;
mod network;
mod notebook;
mod s3;
mod training;

use super::check::Check;

const AREAS: &[&[Check]] = &[
    audit::CHECKS,
    hosting::CHECKS,
    jobs::CHECKS,
    kms::CHECKS,
    network::CHECKS,
    notebook::CHECKS,
    s3::CHECKS,
    training::CHECKS,
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
