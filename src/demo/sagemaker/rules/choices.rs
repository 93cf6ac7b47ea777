//! Fields that exclude or need each other.

use super::Case;
use serde_json::Value;

/// What is wrong with the choices of a creation.
pub fn fault(case: &Case<'_>) -> Option<String> {
    let request = case.request;
    let has = |field: &str| !request[field].is_null();
    match case.noun.name {
        "NotebookInstance" => notebook(request),
        "Model" => (has("PrimaryContainer") && has("Containers")).then(|| {
            "Exactly one of 'PrimaryContainer' and 'Containers' can be provided in a CreateModel request."
                .to_owned()
        }),
        "TrainingJob" => {
            let algorithm = &request["AlgorithmSpecification"];
            let both = algorithm["TrainingImage"].is_string() && algorithm["AlgorithmName"].is_string();
            both.then(|| "Only one of TrainingImage and AlgorithmName can be provided.".to_owned())
        }
        "Domain" => {
            let offline = request["AppNetworkAccessType"] == "VpcOnly";
            (offline && !(has("VpcId") && has("SubnetIds")))
                .then(|| "VpcId and SubnetIds must be provided for AppNetworkAccessType VpcOnly.".to_owned())
        }
        "ModelPackage" => (has("ModelPackageName") == has("ModelPackageGroupName")).then(|| {
            "Exactly one of ModelPackageName and ModelPackageGroupName must be provided.".to_owned()
        }),
        "FeatureGroup" => features(request),
        "Pipeline" => (has("PipelineDefinition") == has("PipelineDefinitionS3Location")).then(|| {
            "Exactly one of PipelineDefinition and PipelineDefinitionS3Location must be provided.".to_owned()
        }),
        _ => None,
    }
}

fn notebook(request: &Value) -> Option<String> {
    let in_a_subnet = request["SubnetId"].is_string();
    if request["DirectInternetAccess"] == "Disabled" && !in_a_subnet {
        return Some(
            "DirectInternetAccess can be disabled only when a subnet and security groups are given."
                .to_owned(),
        );
    }
    let groups = request["SecurityGroupIds"].as_array();
    let grouped = groups.is_some_and(|groups| !groups.is_empty());
    (grouped && !in_a_subnet).then(|| "SecurityGroupIds can be given only with a SubnetId.".to_owned())
}

fn features(request: &Value) -> Option<String> {
    let online = request["OnlineStoreConfig"]["EnableOnlineStore"] == true;
    let offline = request["OfflineStoreConfig"].is_object();
    if !online && !offline {
        return Some("Either the OnlineStore or the OfflineStore must be enabled.".to_owned());
    }
    let defined = request["FeatureDefinitions"].as_array().into_iter().flatten();
    let known: Vec<&str> = defined
        .filter_map(|feature| feature["FeatureName"].as_str())
        .collect();
    ["RecordIdentifierFeatureName", "EventTimeFeatureName"]
        .iter()
        .find(|field| {
            request[**field]
                .as_str()
                .is_some_and(|name| !known.contains(&name))
        })
        .map(|field| format!("{field} must be one of the FeatureDefinitions."))
}
