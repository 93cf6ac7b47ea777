//! Instances whose storage is local NVMe, encrypted by the hardware: SageMaker
//! refuses a volume key for them.

use crate::demo::sagemaker::nouns::Noun;
use crate::posture::checks::has_local_storage;
use serde_json::Value;

/// Where requests name an instance type beside a volume key.
const VOLUMES: &[&str] = &[
    "/ResourceConfig",
    "/TrainingJobDefinition/ResourceConfig",
    "/ProcessingResources/ClusterConfig",
    "/TransformResources",
    "/JobResources/ClusterConfig",
    "/MonitoringScheduleConfig/MonitoringJobDefinition/MonitoringResources/ClusterConfig",
];

/// What is wrong with the keys of a request's volumes.
pub fn fault(noun: &Noun, request: &Value) -> Option<String> {
    if noun.name == "EndpointConfig" {
        let variants = ["ProductionVariants", "ShadowProductionVariants"];
        let variants = variants.iter().filter_map(|field| request[*field].as_array());
        let local = variants.flatten().find_map(|variant| local_type(variant))?;
        return request["KmsKeyId"].as_str().map(|_| refusal("KmsKeyId", local));
    }
    let resources = VOLUMES.iter().filter_map(|at| request.pointer(at));
    resources
        .filter(|resources| resources["VolumeKmsKeyId"].is_string())
        .find_map(local_type)
        .map(|local| refusal("VolumeKmsKeyId", local))
}

/// The instance type with local storage, of the resources or of their groups.
fn local_type(resources: &Value) -> Option<&str> {
    let groups = resources["InstanceGroups"].as_array().into_iter().flatten();
    let types = groups
        .chain([resources])
        .map(|group| group["InstanceType"].as_str());
    types.flatten().find(|name| has_local_storage(name))
}

fn refusal(field: &str, instance: &str) -> String {
    format!(
        "{field} is not supported for instance type {instance}: its local storage is encrypted by the hardware."
    )
}
