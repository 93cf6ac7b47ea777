//! What a request names must be there.

use super::{Case, invalid};
use crate::demo::sagemaker::describe::definition_noun;
use crate::demo::sagemaker::key;
use crate::demo::sagemaker::nouns::Noun;
use crate::demo::wire::json::error;
use crate::demo::{Call, Response};
use serde_json::Value;

/// The refusal for a resource that is not there.
pub fn missing(call: &Call, noun: &Noun, key: &str) -> Response {
    let (code, message) = noun.missing;
    let name = key.rsplit('/').next().unwrap_or(key);
    let arn = key::arn(&call.region, noun, key);
    error(400, code, &message.replace("{}", &arn).replace("{name}", name))
}

impl Case<'_> {
    /// The refusal unless a resource of that kind and name is there.
    fn needs(&self, noun: &str, name: &Value) -> Option<Response> {
        let name = name.as_str()?;
        let noun = Noun::named(noun);
        let key = name.rsplit('/').next().unwrap_or(name).to_lowercase();
        let there = self.store.get(&self.call.region, noun, &key).is_some();
        (!there).then(|| missing(self.call, noun, &key))
    }
}

/// The configuration that an endpoint takes.
fn config_exists(case: &Case<'_>) -> Option<Response> {
    case.needs("EndpointConfig", &case.request["EndpointConfigName"])
}

/// What a creation names and is not there.
pub fn refuse(case: &Case<'_>) -> Option<Response> {
    let request = case.request;
    match case.noun.name {
        "Endpoint" => config_exists(case),
        "EndpointConfig" => {
            let variants = ["ProductionVariants", "ShadowProductionVariants"];
            let variants = variants.iter().filter_map(|field| request[*field].as_array());
            variants
                .flatten()
                .find_map(|variant| case.needs("Model", &variant["ModelName"]))
        }
        "TransformJob" => case.needs("Model", &request["ModelName"]),
        "InferenceComponent" => case
            .needs("Endpoint", &request["EndpointName"])
            .or_else(|| case.needs("Model", &request["Specification"]["ModelName"])),
        "NotebookInstance" => lifecycle(case),
        "UserProfile" | "Space" | "App" => {
            domain(case).or_else(|| match request["UserProfileName"].as_str() {
                Some(_) if case.noun.name == "App" => {
                    inside(case, "UserProfile", &request["UserProfileName"])
                }
                _ if case.noun.name == "App" => inside(case, "Space", &request["SpaceName"]),
                _ => None,
            })
        }
        "ModelPackage" => case.needs("ModelPackageGroup", &request["ModelPackageGroupName"]),
        "MonitoringSchedule" => definition(case),
        _ => None,
    }
}

/// What an update names and is not there.
pub fn refuse_update(case: &Case<'_>) -> Option<Response> {
    match case.noun.name {
        "Endpoint" => config_exists(case),
        "NotebookInstance" => lifecycle(case),
        "MonitoringSchedule" => definition(case),
        _ => None,
    }
}

fn lifecycle(case: &Case<'_>) -> Option<Response> {
    case.needs(
        "NotebookInstanceLifecycleConfig",
        &case.request["LifecycleConfigName"],
    )
}

fn domain(case: &Case<'_>) -> Option<Response> {
    case.needs("Domain", &case.request["DomainId"])
}

/// A user profile or space of the request's domain.
fn inside(case: &Case<'_>, noun: &str, name: &Value) -> Option<Response> {
    let name = name.as_str()?;
    let noun = Noun::named(noun);
    let domain = case.request["DomainId"].as_str().unwrap_or("");
    let key = format!("{domain}/{name}").to_lowercase();
    let there = case.store.get(&case.call.region, noun, &key).is_some();
    (!there).then(|| missing(case.call, noun, &key))
}

/// A schedule has a definition of its own or names one.
fn definition(case: &Case<'_>) -> Option<Response> {
    let config = &case.request["MonitoringScheduleConfig"];
    let (inline, named) = (
        config["MonitoringJobDefinition"].is_object(),
        config["MonitoringJobDefinitionName"].is_string(),
    );
    if inline == named {
        return Some(invalid(
            "Exactly one of MonitoringJobDefinition and MonitoringJobDefinitionName must be provided.",
        ));
    }
    let kind = config["MonitoringType"].as_str();
    if named && kind.is_none() {
        return Some(invalid(
            "MonitoringType must be provided when MonitoringJobDefinitionName is provided.",
        ));
    }
    let noun = definition_noun(kind.unwrap_or("DataQuality"));
    case.needs(noun, &config["MonitoringJobDefinitionName"])
}
