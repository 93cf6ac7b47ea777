//! The checks, a file per area; each file holds the rows and their functions.
//!
//! To add a check: write its function and its row, in the file of its area,
//! and its fixture.

mod account;
mod acls;
mod admin;
mod audit;
mod bedrock;
mod ec2_settings;
mod endpoint_policy;
mod endpoint_trust;
mod escalation;
mod guardrail;
mod hosting;
mod instances;
mod jobs;
mod kms;
mod kms_policy;
mod network;
mod notebook;
mod open_ports;
mod s3;
mod s3_policy;
mod subnets;
mod training;
mod trust;
mod vpc_endpoints;

use super::check::Check;

const AREAS: &[&[Check]] = &[
    account::CHECKS,
    acls::CHECKS,
    admin::CHECKS,
    audit::CHECKS,
    bedrock::CHECKS,
    ec2_settings::CHECKS,
    endpoint_policy::CHECKS,
    endpoint_trust::CHECKS,
    escalation::CHECKS,
    guardrail::CHECKS,
    hosting::CHECKS,
    jobs::CHECKS,
    kms::CHECKS,
    kms_policy::CHECKS,
    network::CHECKS,
    notebook::CHECKS,
    open_ports::CHECKS,
    s3::CHECKS,
    s3_policy::CHECKS,
    subnets::CHECKS,
    training::CHECKS,
    trust::CHECKS,
    vpc_endpoints::CHECKS,
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
