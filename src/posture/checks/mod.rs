//! The checks, a file per area; each file holds the rows and their functions.
//!
//! To add a check: write its function and its row, in the file of its area,
//! and its fixture.

mod access_keys;
mod account;
mod acls;
mod admin;
mod agentcore;
mod agents;
mod analyzer;
mod api_keys;
mod attached;
mod audit;
mod bedrock;
mod console;
mod crossings;
mod customer_key;
mod deputy;
mod disks;
mod ec2_settings;
mod enclave;
mod enclave_calls;
mod endpoint_policy;
mod endpoint_trust;
mod environment;
mod escalation;
mod firehose;
mod grants;
mod guardrail;
mod hosting;
mod images;
mod instances;
mod invocations;
mod iot;
mod jobs;
mod kms;
mod kms_policy;
mod launch;
mod lifecycle;
mod machines;
mod monitoring;
mod network;
mod notebook;
mod open_ports;
mod organization;
mod own_models;
mod registry;
mod remote_access;
mod s3;
mod s3_access;
mod s3_keeping;
mod s3_policy;
mod stale;
mod studio;
mod subnets;
mod training;
mod trust;
mod trust_source;
mod tuning;
mod untied;
mod vpc_endpoints;
mod watching;
mod wide_grants;
mod written;

use super::check::Check;

const AREAS: &[&[Check]] = &[
    access_keys::CHECKS,
    watching::ACTIVITY,
    watching::ALARM_ROWS,
    watching::ALARMS,
    watching::DELIVERY,
    watching::DETECTORS,
    watching::LOG_GROUPS,
    watching::MACIE,
    watching::PRESIGNED,
    watching::RECORDS,
    account::CHECKS,
    acls::CHECKS,
    admin::CHECKS,
    agentcore::CHECKS,
    agents::CHECKS,
    api_keys::CHECKS,
    audit::CHECKS,
    bedrock::CHECKS,
    crossings::CHECKS,
    disks::CHECKS,
    analyzer::CHECKS,
    attached::CHECKS,
    console::CHECKS,
    deputy::CHECKS,
    ec2_settings::CHECKS,
    enclave::CHECKS,
    enclave_calls::CHECKS,
    endpoint_policy::CHECKS,
    endpoint_trust::CHECKS,
    environment::CHECKS,
    escalation::CHECKS,
    firehose::CHECKS,
    guardrail::CHECKS,
    hosting::CHECKS,
    images::CHECKS,
    invocations::CHECKS,
    iot::CHECKS,
    jobs::CHECKS,
    kms::CHECKS,
    kms_policy::CHECKS,
    launch::CHECKS,
    machines::CHECKS,
    lifecycle::CHECKS,
    monitoring::CHECKS,
    network::CHECKS,
    notebook::CHECKS,
    open_ports::CHECKS,
    own_models::CHECKS,
    organization::CHECKS,
    s3::CHECKS,
    s3_access::CHECKS,
    s3_keeping::CHECKS,
    s3_policy::CHECKS,
    stale::CHECKS,
    subnets::CHECKS,
    training::CHECKS,
    trust::CHECKS,
    trust_source::CHECKS,
    untied::CHECKS,
    vpc_endpoints::CHECKS,
    registry::CHECKS,
    remote_access::CHECKS,
    studio::CHECKS,
    tuning::CHECKS,
    written::CHECKS,
    wide_grants::CHECKS,
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
