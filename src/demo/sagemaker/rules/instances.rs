//! Instances whose storage is local NVMe, encrypted by the hardware: SageMaker
//! refuses a volume key for them.

use crate::demo::sagemaker::nouns::Noun;
use serde_json::Value;

/// The families with local storage, as EC2 names them.
const LOCAL_STORAGE: &[&str] = &[
    "p3dn", "p4d", "p4de", "p5", "p5e", "p5en", "g4dn", "g5", "g6", "g6e", "gr6", "trn1", "trn1n", "trn2",
    "inf2", "c5d", "m5d", "m6gd", "c6gd", "r5d", "r6gd", "m6id", "c6id", "r6id", "m7gd", "c7gd", "r7gd",
];

/// Where requests name an instance type beside a volume key.
const VOLUMES: &[&str] = &[
    "/ResourceConfig",
    "/TrainingJobDefinition/ResourceConfig",
    "/ProcessingResources/ClusterConfig",
    "/TransformResources",
    "/JobResources/ClusterConfig",
    "/MonitoringScheduleConfig/MonitoringJobDefinition/MonitoringResources/ClusterConfig",
];

/// Whether an instance type such as `ml.g5.xlarge` has local storage.
fn has_local_storage(instance_type: &str) -> bool {
    instance_type
        .split('.')
        .nth(1)
        .is_some_and(|family| LOCAL_STORAGE.contains(&family))
}

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
