//! IoT, as far as policies: kept as given, malformed ones refused.

use super::wire::{json, page};
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use crate::policy::Document;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

#[derive(Debug)]
struct Policy {
    document: String,
    tags: Value,
    created: Timestamp,
}

type Policies = BTreeMap<(String, String), Policy>;

/// The service.
#[derive(Debug, Default)]
pub struct Iot {
    policies: Mutex<Policies>,
}

fn arn(region: &str, name: &str) -> String {
    format!("arn:aws:iot:{region}:{ACCOUNT_ID}:policy/{name}")
}

fn missing(name: &str) -> Response {
    json::rest_error(
        404,
        "ResourceNotFoundException",
        &format!("Policy not found with name '{name}'"),
    )
}

fn create(policies: &mut Policies, call: &Call, name: &str) -> Response {
    let request = call.json();
    let document = request["policyDocument"].as_str().unwrap_or("");
    if let Err(error) = Document::parse(document) {
        return json::rest_error(
            400,
            "MalformedPolicyException",
            &format!("Policy document is malformed: {error}"),
        );
    }
    let key = (call.region.clone(), name.to_owned());
    if policies.contains_key(&key) {
        return json::rest_error(
            409,
            "ResourceAlreadyExistsException",
            &format!("Policy cannot be created - name already exists (name={name})"),
        );
    }
    policies.insert(
        key,
        Policy {
            document: document.to_owned(),
            tags: request["tags"].clone(),
            created: call.now,
        },
    );
    json::rest_ok(
        200,
        &json!({
            "policyName": name,
            "policyArn": arn(&call.region, name),
            "policyDocument": document,
            "policyVersionId": "1",
        }),
    )
}

fn get(policies: &Policies, call: &Call, name: &str) -> Response {
    let Some(policy) = policies.get(&(call.region.clone(), name.to_owned())) else {
        return missing(name);
    };
    json::rest_ok(
        200,
        &json!({
            "policyName": name,
            "policyArn": arn(&call.region, name),
            "policyDocument": policy.document,
            "defaultVersionId": "1",
            "creationDate": policy.created.0,
            "lastModifiedDate": policy.created.0,
        }),
    )
}

fn list(policies: &Policies, call: &Call) -> Response {
    let named: Vec<Value> = policies
        .keys()
        .filter(|(region, _)| *region == call.region)
        .map(|(_, name)| json!({"policyName": name, "policyArn": arn(&call.region, name)}))
        .collect();
    let size = call
        .query
        .number("pageSize")
        .and_then(|n| usize::try_from(n).ok());
    let Some((shown, next)) = page::cut(&named, call.query.get("marker"), size.unwrap_or(25)) else {
        return json::rest_error(400, "InvalidRequestException", "The marker is not valid.");
    };
    let mut body = json!({"policies": shown});
    if let Some(next) = next {
        body["nextMarker"] = json!(next);
    }
    json::rest_ok(200, &body)
}

fn tags(policies: &Policies, call: &Call) -> Response {
    let name = call.query.text("resourceArn").rsplit('/').next().unwrap_or("");
    match policies.get(&(call.region.clone(), name.to_owned())) {
        Some(policy) if policy.tags.is_array() => json::rest_ok(200, &json!({"tags": policy.tags})),
        Some(_) => json::rest_ok(200, &json!({"tags": []})),
        None => missing(name),
    }
}

impl Service for Iot {
    fn operation(&self, call: &Call) -> String {
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("POST", ["policies", _]) => "CreatePolicy",
            ("GET", ["policies", _]) => "GetPolicy",
            ("DELETE", ["policies", _]) => "DeletePolicy",
            ("GET", ["policies"]) => "ListPolicies",
            ("GET", ["tags"]) => "ListTagsForResource",
            _ => "Unknown",
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let mut policies = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        let name = call.segments().into_iter().nth(1).unwrap_or_default();
        match call.operation.as_str() {
            "CreatePolicy" => create(&mut policies, call, &name),
            "GetPolicy" => get(&policies, call, &name),
            "ListPolicies" => list(&policies, call),
            "ListTagsForResource" => tags(&policies, call),
            "DeletePolicy" => match policies.remove(&(call.region.clone(), name.clone())) {
                Some(_) => json::rest_ok(200, &json!({})),
                None => missing(&name),
            },
            _ => json::rest_error(
                404,
                "UnknownOperationException",
                "The embedded account has no such IoT operation.",
            ),
        }
    }
}
