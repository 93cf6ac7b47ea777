//! Models and configurations say what they were not told; endpoints tell of
//! their configuration's variants; components, schedules,
//! definitions and experiments of their endpoint.

use super::{Fields, Scene, default, put, text};
use crate::demo::ACCOUNT_ID;
use crate::demo::sagemaker::nouns::Noun;
use crate::demo::sagemaker::progress::State;
use crate::demo::sagemaker::store::Item;
use serde_json::{Map, Value, json};

/// Where a monitoring job definition says what it looks at.
const INPUTS: &[&str] = &[
    "DataQualityJobInput",
    "ModelQualityJobInput",
    "ModelBiasJobInput",
    "ModelExplainabilityJobInput",
];

/// A container hosts one model unless it was told otherwise.
pub fn model(out: &mut Fields) {
    default(out, "EnableNetworkIsolation", json!(false));
    let one = |container: &mut Value| {
        if container.is_object() && container["Mode"].is_null() {
            container["Mode"] = json!("SingleModel");
        }
    };
    if let Some(container) = out.get_mut("PrimaryContainer") {
        one(container);
    }
    if let Some(Value::Array(containers)) = out.get_mut("Containers") {
        containers.iter_mut().for_each(one);
    }
}

/// A variant weighs 1 unless it was told otherwise.
pub fn config(out: &mut Fields) {
    default(out, "EnableNetworkIsolation", json!(false));
    for field in ["ProductionVariants", "ShadowProductionVariants"] {
        let Some(Value::Array(variants)) = out.get_mut(field) else {
            continue;
        };
        for variant in variants {
            if variant["InitialVariantWeight"].is_null() {
                variant["InitialVariantWeight"] = json!(1.0);
            }
        }
    }
}

pub fn endpoint(out: &mut Fields, scene: &Scene<'_>, item: &Item, state: &State) {
    let noun = Noun::named("EndpointConfig");
    let key = text(out, "EndpointConfigName").to_lowercase();
    // A configuration may be deleted under its endpoint.
    let Some(config) = scene.store.get(&scene.call.region, noun, &key) else {
        return;
    };
    let wanted = item.request.get("DesiredWeightsAndCapacities");
    let serving = ["InService", "Updating"].contains(&state.status);
    for field in ["ProductionVariants", "ShadowProductionVariants"] {
        if let Some(variants) = config.request.get(field).and_then(Value::as_array) {
            let variants = variants.iter().map(|given| variant(given, wanted, serving));
            put(out, field, variants.collect());
        }
    }
    for field in ["AsyncInferenceConfig", "ExplainerConfig"] {
        if let Some(value) = config.request.get(field) {
            put(out, field, value.clone());
        }
    }
    if let Some(capture) = config.request.get("DataCaptureConfig") {
        put(out, "DataCaptureConfig", capturing(capture, serving));
    }
    if let Some(deployment) = out.remove("DeploymentConfig") {
        put(out, "LastDeploymentConfig", deployment);
    }
}

fn variant(given: &Value, wanted: Option<&Value>, serving: bool) -> Value {
    let wanted = wanted
        .and_then(Value::as_array)
        .and_then(|all| all.iter().find(|one| one["VariantName"] == given["VariantName"]))
        .unwrap_or(&Value::Null);
    let given_weight = given["InitialVariantWeight"].as_f64().unwrap_or(1.0);
    let weight = wanted["DesiredWeight"].as_f64().unwrap_or(given_weight);
    let mut out = json!({
        "VariantName": given["VariantName"],
        "CurrentWeight": weight,
        "DesiredWeight": weight,
    });
    let count = wanted["DesiredInstanceCount"]
        .as_i64()
        .or_else(|| given["InitialInstanceCount"].as_i64());
    if let Some(count) = count {
        out["DesiredInstanceCount"] = json!(count);
        out["CurrentInstanceCount"] = json!(if serving { count } else { 0 });
    }
    for field in ["ManagedInstanceScaling", "RoutingConfig"] {
        if !given[field].is_null() {
            out[field] = given[field].clone();
        }
    }
    if !given["ServerlessConfig"].is_null() {
        out["CurrentServerlessConfig"] = given["ServerlessConfig"].clone();
        out["DesiredServerlessConfig"] = given["ServerlessConfig"].clone();
    }
    out
}

fn capturing(given: &Value, serving: bool) -> Value {
    let on = given["EnableCapture"].as_bool().unwrap_or(false);
    json!({
        "EnableCapture": on,
        "CaptureStatus": if on && serving { "Started" } else { "Stopped" },
        "CurrentSamplingPercentage": given["InitialSamplingPercentage"].as_i64().unwrap_or(100),
        "DestinationS3Uri": given["DestinationS3Uri"],
        "KmsKeyId": given["KmsKeyId"].as_str().unwrap_or(""),
    })
}

pub fn component(out: &mut Fields, scene: &Scene<'_>) {
    let endpoint = text(out, "EndpointName").to_lowercase();
    let region = &scene.call.region;
    let arn = format!("arn:aws:sagemaker:{region}:{ACCOUNT_ID}:endpoint/{endpoint}");
    put(out, "EndpointArn", json!(arn));
    let copies = out
        .get("RuntimeConfig")
        .and_then(|config| config["CopyCount"].as_i64());
    if let Some(copies) = copies {
        let runtime = json!({"DesiredCopyCount": copies, "CurrentCopyCount": copies});
        put(out, "RuntimeConfig", runtime);
    }
}

pub fn experiment(out: &mut Fields, item: &Item, state: &State) {
    put(out, "Arn", json!(item.arn));
    let endpoint = text(out, "EndpointName");
    put(out, "EndpointMetadata", json!({"EndpointName": endpoint}));
    if let Some(Value::Array(variants)) = out.get_mut("ModelVariants") {
        for variant in variants {
            variant["Status"] = json!(match state.status {
                "Creating" => "Creating",
                "Running" => "InService",
                _ => "Deleted",
            });
        }
    }
    if state.status == "Completed" {
        put(out, "CompletionTime", json!(state.since.0));
    }
}

/// Lists call a definition's name and ARN otherwise.
pub fn definition(out: &mut Fields, item: &Item) {
    put(out, "MonitoringJobDefinitionName", json!(item.name));
    put(out, "MonitoringJobDefinitionArn", json!(item.arn));
    let endpoint = watched(out).to_owned();
    if !endpoint.is_empty() {
        put(out, "EndpointName", json!(endpoint));
    }
}

/// The endpoint that a definition of its own looks at.
fn watched(definition: &Map<String, Value>) -> &str {
    let input = INPUTS.iter().find_map(|field| definition.get(*field));
    input
        .and_then(|input| input["EndpointInput"]["EndpointName"].as_str())
        .unwrap_or("")
}

pub fn schedule(out: &mut Fields, scene: &Scene<'_>) {
    let config = out.get("MonitoringScheduleConfig").cloned().unwrap_or_default();
    let kind = config["MonitoringType"].as_str().unwrap_or("DataQuality");
    put(out, "MonitoringType", json!(kind));
    let inline = &config["MonitoringJobDefinition"]["MonitoringInputs"][0];
    let mut endpoint = inline["EndpointInput"]["EndpointName"]
        .as_str()
        .unwrap_or("")
        .to_owned();
    if let Some(name) = config["MonitoringJobDefinitionName"].as_str() {
        put(out, "MonitoringJobDefinitionName", json!(name));
        let noun = Noun::named(definition_noun(kind));
        let named = scene.store.get(&scene.call.region, noun, &name.to_lowercase());
        named
            .map_or("", |item| watched(&item.request))
            .clone_into(&mut endpoint);
    }
    if !endpoint.is_empty() {
        default(out, "EndpointName", json!(endpoint));
    }
}

/// The kind of definition that a kind of monitoring takes.
pub fn definition_noun(monitoring: &str) -> &'static str {
    match monitoring {
        "ModelQuality" => "ModelQualityJobDefinition",
        "ModelBias" => "ModelBiasJobDefinition",
        "ModelExplainability" => "ModelExplainabilityJobDefinition",
        _ => "DataQualityJobDefinition",
    }
}
