//! The wizard's words for scenarios and policies.

use crate::stack::blueprint::Scenario;

/// What each scenario makes, in a sentence.
pub fn scenario_words(scenario: Scenario) -> (&'static str, &'static str) {
    match scenario {
        Scenario::Healthcare => (
            "Healthcare training",
            "A training job on patient data: own key, private buckets, a VPC without a way out. HIPAA.",
        ),
        Scenario::Fraud => (
            "Fraud detection",
            "Training on card transactions with an encrypted stream that feeds it. PCI DSS.",
        ),
        Scenario::Inference => (
            "Private inference",
            "A model behind an endpoint that only the VPC can reach; nothing is trained.",
        ),
        Scenario::Pipeline => (
            "Data pipeline",
            "Encrypted stream in, encrypted buckets out; no SageMaker workload.",
        ),
        Scenario::Blank => (
            "Blank",
            "Key, buckets, role and network only; add the rest yourself.",
        ),
    }
}

/// A few words for a policy, by its name in the blueprint.
pub(super) fn policy_label(name: &str) -> String {
    match name.split_once('-') {
        Some(("bucket", bucket)) => format!("Bucket policy: {bucket}"),
        Some(("endpoint", service)) => format!("Endpoint policy: {service}"),
        _ => match name {
            "key" => "Key policy".to_owned(),
            "trust" => "Trust policy".to_owned(),
            "role" => "Role policy".to_owned(),
            other => other.to_owned(),
        },
    }
}
