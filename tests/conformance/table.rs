//! The cases against the tables: each correction names a case that exists, and
//! each operation of the product has one.

use crate::place::Case;
use aisec_tui::aws::operations;
use aisec_tui::demo::corrections;

/// The files and their cases.
const FILES: &[(&str, &[Case])] = &[
    ("access_analyzer", crate::access_analyzer::CASES),
    (
        "access_analyzer_analyzers",
        crate::access_analyzer_analyzers::CASES,
    ),
    ("access_analyzer_policies", crate::access_analyzer_policies::CASES),
    ("backup", crate::backup::CASES),
    ("agentcore", crate::agentcore::CASES),
    ("bedrock_agents", crate::bedrock_agents::CASES),
    ("bedrock_guardrails", crate::bedrock_guardrails::CASES),
    ("bedrock_logging", crate::bedrock_logging::CASES),
    ("bedrock_models", crate::bedrock_models::CASES),
    ("cloudtrail_events", crate::cloudtrail_events::CASES),
    ("cloudtrail_trails", crate::cloudtrail_trails::CASES),
    ("cloudwatch", crate::cloudwatch::CASES),
    ("cloudwatch_history", crate::cloudwatch_history::CASES),
    ("cloudwatch_metrics", crate::cloudwatch_metrics::CASES),
    ("config", crate::config::CASES),
    ("ec2_acls", crate::ec2_acls::CASES),
    ("ec2_crossings", crate::ec2_crossings::CASES),
    ("ec2_defaults", crate::ec2_defaults::CASES),
    ("ec2_dry_run", crate::ec2_dry_run::CASES),
    ("ec2_endpoint_changes", crate::ec2_endpoint_changes::CASES),
    ("ec2_endpoint_services", crate::ec2_endpoint_services::CASES),
    ("ec2_endpoints", crate::ec2_endpoints::CASES),
    ("ec2_flow_logs", crate::ec2_flow_logs::CASES),
    ("ec2_gateway_endpoints", crate::ec2_gateway_endpoints::CASES),
    ("ec2_gateways", crate::ec2_gateways::CASES),
    ("ec2_groups", crate::ec2_groups::CASES),
    ("ec2_images", crate::ec2_images::CASES),
    ("ec2_instances", crate::ec2_instances::CASES),
    ("ec2_interfaces", crate::ec2_interfaces::CASES),
    ("ec2_launch", crate::ec2_launch::CASES),
    ("ec2_places", crate::ec2_places::CASES),
    ("ec2_routes", crate::ec2_routes::CASES),
    ("ec2_rules", crate::ec2_rules::CASES),
    ("ec2_subnets", crate::ec2_subnets::CASES),
    ("ec2_tags", crate::ec2_tags::CASES),
    ("ec2_volumes", crate::ec2_volumes::CASES),
    ("ec2_vpcs", crate::ec2_vpcs::CASES),
    ("firehose", crate::firehose::CASES),
    ("guardduty", crate::guardduty::CASES),
    ("guardduty_findings", crate::guardduty_findings::CASES),
    ("iam_account", crate::iam_account::CASES),
    ("iam_api_keys", crate::iam_api_keys::CASES),
    ("iam_credentials", crate::iam_credentials::CASES),
    ("iam_enforced", crate::iam_enforced::CASES),
    ("iam_enforced_s3", crate::iam_enforced_s3::CASES),
    ("iam_enforced_sessions", crate::iam_enforced_sessions::CASES),
    ("iam_groups", crate::iam_groups::CASES),
    ("iam_linked", crate::iam_linked::CASES),
    ("iam_policies", crate::iam_policies::CASES),
    ("iam_reports", crate::iam_reports::CASES),
    ("iam_role_policies", crate::iam_role_policies::CASES),
    ("iam_roles", crate::iam_roles::CASES),
    ("iam_simulate", crate::iam_simulate::CASES),
    ("iam_users", crate::iam_users::CASES),
    ("iot", crate::iot::CASES),
    ("iot_controls", crate::iot_controls::CASES),
    ("iot_defender", crate::iot_defender::CASES),
    ("kinesis", crate::kinesis::CASES),
    ("kinesis_records", crate::kinesis_records::CASES),
    ("kms_aliases", crate::kms_aliases::CASES),
    ("kms_crypto", crate::kms_crypto::CASES),
    ("kms_grants", crate::kms_grants::CASES),
    ("kms_keys", crate::kms_keys::CASES),
    ("kms_managed", crate::kms_managed::CASES),
    ("kms_policies", crate::kms_policies::CASES),
    ("kms_regions", crate::kms_regions::CASES),
    ("kms_rotation", crate::kms_rotation::CASES),
    ("logs", crate::logs::CASES),
    ("logs_events", crate::logs_events::CASES),
    ("macie_buckets", crate::macie_buckets::CASES),
    ("macie_detection", crate::macie_detection::CASES),
    ("macie_findings", crate::macie_findings::CASES),
    ("macie_identifiers", crate::macie_identifiers::CASES),
    ("macie_jobs", crate::macie_jobs::CASES),
    ("macie_results", crate::macie_results::CASES),
    ("macie_session", crate::macie_session::CASES),
    ("s3_answers", crate::s3_answers::CASES),
    ("s3_buckets", crate::s3_buckets::CASES),
    ("s3_control", crate::s3_control::CASES),
    ("s3_directory", crate::s3_directory::CASES),
    ("s3_encryption", crate::s3_encryption::CASES),
    ("s3_lock", crate::s3_lock::CASES),
    ("s3_objects", crate::s3_objects::CASES),
    ("s3_policy", crate::s3_policy::CASES),
    ("s3_reads", crate::s3_reads::CASES),
    ("s3_settings", crate::s3_settings::CASES),
    ("s3_uploads", crate::s3_uploads::CASES),
    ("organizations", crate::organizations::CASES),
    ("sagemaker_endpoints", crate::sagemaker_endpoints::CASES),
    ("sagemaker_features", crate::sagemaker_features::CASES),
    ("sagemaker_jobs", crate::sagemaker_jobs::CASES),
    ("sagemaker_lists", crate::sagemaker_lists::CASES),
    ("sagemaker_models", crate::sagemaker_models::CASES),
    ("sagemaker_monitoring", crate::sagemaker_monitoring::CASES),
    ("sagemaker_notebooks", crate::sagemaker_notebooks::CASES),
    ("sagemaker_other_jobs", crate::sagemaker_other_jobs::CASES),
    ("sagemaker_registry", crate::sagemaker_registry::CASES),
    ("sagemaker_studio", crate::sagemaker_studio::CASES),
    ("sagemaker_teams", crate::sagemaker_teams::CASES),
    ("sagemaker_training", crate::sagemaker_training::CASES),
    ("security_hub", crate::security_hub::CASES),
    ("security_hub_filters", crate::security_hub_filters::CASES),
    ("security_hub_findings", crate::security_hub_findings::CASES),
    ("sns", crate::sns::CASES),
    ("sts", crate::sts::CASES),
];

/// Every case, with its file.
pub fn cases() -> impl Iterator<Item = (&'static str, &'static Case)> {
    FILES
        .iter()
        .flat_map(|(file, cases)| cases.iter().map(move |case| (*file, case)))
}

#[test]
fn a_correction_names_a_case_that_exists() {
    for row in corrections::table() {
        let named = cases().any(|(file, case)| row.test == format!("{file}::{}", case.name));
        assert!(named, "{} {:?}: {}", row.service, row.operations, row.test);
    }
}

#[test]
fn each_operation_of_the_product_has_a_case() {
    for operation in operations::all() {
        let has = cases().any(|(_, case)| {
            joined(case.service) == joined(operation.service) && case.operation == operation.name
        });
        assert!(has, "{}:{}", operation.service, operation.name);
    }
}

/// A service's name without its hyphens, as some have it.
fn joined(service: &str) -> String {
    service.replace('-', "")
}
