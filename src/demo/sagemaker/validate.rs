//! What SageMaker refuses before it makes anything.

use super::nouns::Noun;
use super::store::Store;
use crate::demo::roles::Roles;
use crate::demo::wire::json::error;
use crate::demo::{ACCOUNT_ID, Response};
use serde_json::Value;

/// Families whose storage is local NVMe, encrypted by the hardware: SageMaker
/// refuses a volume key for them.
const LOCAL_STORAGE: &[&str] = &[
    "p3dn", "p4d", "p4de", "p5", "p5e", "p5en", "g4dn", "g5", "g6", "g6e", "gr6", "trn1", "trn1n", "trn2",
    "inf2", "c5d", "m5d", "m6gd", "c6gd", "r5d", "r6gd", "m6id", "c6id", "r6id", "m7gd", "c7gd", "r7gd",
];

/// Whether an instance type such as `ml.g5.xlarge` has local storage.
pub fn has_local_storage(instance_type: &str) -> bool {
    instance_type
        .split('.')
        .nth(1)
        .is_some_and(|family| LOCAL_STORAGE.contains(&family))
}

fn invalid(message: &str) -> Response {
    error(400, "ValidationException", message)
}

/// Why a `Create…` request cannot be, if it cannot.
pub fn refuse(store: &Store, roles: &Roles, region: &str, noun: &Noun, request: &Value) -> Option<Response> {
    let name = request[noun.name_field].as_str().unwrap_or("");
    if !is_name(name) {
        return Some(invalid(&format!(
            "1 validation error detected: Value '{name}' at '{}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){{0,62}}",
            lower_first(noun.name_field)
        )));
    }
    if let Some(taken) = store
        .of(region, noun)
        .find(|i| i.request[noun.name_field] == name)
    {
        return Some(error(400, noun.taken_code, &noun.taken.replace("{}", &taken.arn)));
    }
    let fault = match noun.name {
        "TrainingJob" => training(request),
        "EndpointConfig" => endpoint_config(store, region, request),
        "Endpoint" => config_exists(store, region, request),
        "NotebookInstance" => notebook(request),
        _ => None,
    };
    fault.or_else(|| role(roles, noun, request)).map(|m| invalid(&m))
}

/// The role must exist and let SageMaker in.
fn role(roles: &Roles, noun: &Noun, request: &Value) -> Option<String> {
    let role = match noun.name {
        "Model" => &request["ExecutionRoleArn"],
        "Domain" => &request["DefaultUserSettings"]["ExecutionRole"],
        "TrainingJob" | "ProcessingJob" | "NotebookInstance" => &request["RoleArn"],
        _ => return None,
    };
    let Some(arn) = role.as_str() else {
        let required = !["Model", "Domain"].contains(&noun.name);
        return required.then(|| "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null".to_owned());
    };
    (!roles.admits(arn, "sagemaker.amazonaws.com")).then(|| {
        format!(
            "Could not assume role {arn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role."
        )
    })
}

fn training(request: &Value) -> Option<String> {
    let resources = &request["ResourceConfig"];
    let instance = resources["InstanceType"].as_str().unwrap_or("");
    if resources["VolumeKmsKeyId"].is_string() && has_local_storage(instance) {
        return Some(format!(
            "VolumeKmsKeyId is not supported for instance type {instance}: its local storage is encrypted by the hardware."
        ));
    }
    let vpc = &request["VpcConfig"];
    let empty = |field: &str| vpc[field].as_array().is_none_or(Vec::is_empty);
    if vpc.is_object() && (empty("Subnets") || empty("SecurityGroupIds")) {
        return Some("VpcConfig must have at least one subnet and one security group.".to_owned());
    }
    let output = request["OutputDataConfig"]["S3OutputPath"].as_str().unwrap_or("");
    (!output.starts_with("s3://")).then(|| format!("The S3 URI \"{output}\" of S3OutputPath is invalid."))
}

fn endpoint_config(store: &Store, region: &str, request: &Value) -> Option<String> {
    let (_, model) = Noun::of_operation("DescribeModel")?;
    let variants = request["ProductionVariants"].as_array().into_iter().flatten();
    for variant in variants {
        let name = variant["ModelName"].as_str().unwrap_or("");
        if store.get(region, model, name).is_none() {
            let arn = format!("arn:aws:sagemaker:{region}:{ACCOUNT_ID}:model/{name}");
            return Some(model.missing.replace("{}", &arn));
        }
        let instance = variant["InstanceType"].as_str().unwrap_or("");
        if request["KmsKeyId"].is_string() && has_local_storage(instance) {
            return Some(format!(
                "KmsKeyId is not supported for instance type {instance}: its local storage is encrypted by the hardware."
            ));
        }
    }
    None
}

/// The configuration that `CreateEndpoint` and `UpdateEndpoint` name.
pub fn config_exists(store: &Store, region: &str, request: &Value) -> Option<String> {
    let (_, config) = Noun::of_operation("DescribeEndpointConfig")?;
    let name = request["EndpointConfigName"].as_str().unwrap_or("");
    store.get(region, config, name).is_none().then(|| {
        let arn = format!("arn:aws:sagemaker:{region}:{ACCOUNT_ID}:endpoint-config/{name}");
        config.missing.replace("{}", &arn)
    })
}

fn notebook(request: &Value) -> Option<String> {
    let offline = request["DirectInternetAccess"] == "Disabled";
    (offline && !request["SubnetId"].is_string()).then(|| {
        "DirectInternetAccess can be disabled only when a subnet and security groups are given.".to_owned()
    })
}

fn is_name(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !name.starts_with('-')
        && !name.ends_with('-')
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_ascii_lowercase().to_string() + chars.as_str())
        .unwrap_or_default()
}
