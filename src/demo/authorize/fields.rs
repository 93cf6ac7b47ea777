//! SageMaker's condition keys, out of the fields of its requests wherever they
//! stand (Service Authorization Reference, "Condition keys for Amazon SageMaker").

use serde_json::Value;

/// Fields of the same meaning everywhere, and their keys.
const KEYS: &[(&str, &str)] = &[
    ("VolumeKmsKeyId", "sagemaker:VolumeKmsKey"),
    ("Subnets", "sagemaker:VpcSubnets"),
    ("SubnetIds", "sagemaker:VpcSubnets"),
    ("SubnetId", "sagemaker:VpcSubnets"),
    ("SecurityGroupIds", "sagemaker:VpcSecurityGroupIds"),
    ("SecurityGroups", "sagemaker:VpcSecurityGroupIds"),
    ("RootAccess", "sagemaker:RootAccess"),
    ("DirectInternetAccess", "sagemaker:DirectInternetAccess"),
    ("EnableNetworkIsolation", "sagemaker:NetworkIsolation"),
    (
        "EnableInterContainerTrafficEncryption",
        "sagemaker:InterContainerTrafficEncryption",
    ),
    ("InstanceType", "sagemaker:InstanceTypes"),
    ("AppNetworkAccessType", "sagemaker:AppNetworkAccessType"),
    ("HomeEfsFileSystemKmsKeyId", "sagemaker:HomeEfsFileSystemKmsKey"),
    (
        "MinimumInstanceMetadataServiceVersion",
        "sagemaker:MinimumInstanceMetadataServiceVersion",
    ),
    ("ModelArn", "sagemaker:ModelArn"),
];

/// The keys of a request.
pub(super) fn sagemaker(body: &Value) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    walk(body, "", &mut found);
    found
}

fn walk(value: &Value, parent: &str, found: &mut Vec<(String, Vec<String>)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let key = match KEYS.iter().find(|(field, _)| field == name) {
                    Some((_, key)) => Some(*key),
                    None if name == "KmsKeyId" => Some(kms_key(parent)),
                    None => None,
                };
                match (key, texts(value)) {
                    (Some(key), Some(values)) => add(key, values, found),
                    _ => walk(value, name, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, parent, found)),
        _ => {}
    }
}

/// `KmsKeyId` is the output's under `Output…` and `TransformOutput`, and the
/// volume's elsewhere.
fn kms_key(parent: &str) -> &'static str {
    if parent.contains("Output") {
        "sagemaker:OutputKmsKey"
    } else {
        "sagemaker:VolumeKmsKey"
    }
}

/// A text, a number, a truth value, or a list of texts.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Bool(_) | Value::Number(_) => Some(vec![value.to_string()]),
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}

fn add(key: &str, values: Vec<String>, found: &mut Vec<(String, Vec<String>)>) {
    match found.iter_mut().find(|(name, _)| name == key) {
        Some((_, all)) => all.extend(values),
        None => found.push((key.to_owned(), values)),
    }
}
