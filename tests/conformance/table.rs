//! The cases against the tables: each correction names a case that exists, and
//! each operation of the product has one.

use crate::place::Case;
use aisec_tui::aws::operations;
use aisec_tui::demo::corrections;

/// The files and their cases.
const FILES: &[(&str, &[Case])] = &[
    ("bedrock_guardrails", crate::bedrock_guardrails::CASES),
    ("cloudtrail_events", crate::cloudtrail_events::CASES),
    ("cloudtrail_trails", crate::cloudtrail_trails::CASES),
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
    ("s3_answers", crate::s3_answers::CASES),
    ("s3_buckets", crate::s3_buckets::CASES),
    ("s3_encryption", crate::s3_encryption::CASES),
    ("s3_lock", crate::s3_lock::CASES),
    ("s3_objects", crate::s3_objects::CASES),
    ("s3_policy", crate::s3_policy::CASES),
    ("s3_settings", crate::s3_settings::CASES),
    ("s3_uploads", crate::s3_uploads::CASES),
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
    ("sts", crate::sts::CASES),
];

/// The services of which every operation that the product uses has a case.
const WHOLE: &[&str] = &["cloudtrail", "kinesis", "kms", "s3", "sagemaker", "sts"];

fn cases() -> impl Iterator<Item = (&'static str, &'static Case)> {
    FILES
        .iter()
        .flat_map(|(file, cases)| cases.iter().map(move |case| (*file, case)))
}

#[test]
fn a_correction_names_a_case_that_exists() {
    for row in corrections::table().filter(|row| !row.test.is_empty()) {
        let named = cases().any(|(file, case)| row.test == format!("{file}::{}", case.name));
        assert!(named, "{} {:?}: {}", row.service, row.operations, row.test);
    }
}

#[test]
fn each_operation_of_the_product_has_a_case() {
    for operation in operations::all().filter(|o| WHOLE.contains(&o.service)) {
        let has =
            cases().any(|(_, case)| case.service == operation.service && case.operation == operation.name);
        assert!(has, "{}:{}", operation.service, operation.name);
    }
}
