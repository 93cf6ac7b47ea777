//! Execution roles must exist and let SageMaker in.

use crate::demo::roles::Roles;
use crate::demo::sagemaker::nouns::Noun;
use serde_json::Value;

const SAGEMAKER: &str = "sagemaker.amazonaws.com";

/// What is wrong with the roles of a request.
pub fn fault(roles: &Roles, noun: &Noun, request: &Value) -> Option<String> {
    let named = noun
        .roles
        .iter()
        .filter_map(|pointer| request.pointer(pointer)?.as_str());
    let groups = request["InstanceGroups"].as_array().into_iter().flatten();
    let of_groups = groups.filter_map(|group| group["ExecutionRole"].as_str());
    let refused = named.chain(of_groups).find(|arn| !roles.admits(arn, SAGEMAKER))?;
    Some(format!(
        "Could not assume role {refused}. Please ensure that the role exists and allows principal '{SAGEMAKER}' to assume the role."
    ))
}
