//! Bedrock: guardrails with every policy and key they were given, and the
//! Region's model invocation logging.
//!
//! A service of our own: the base drops a guardrail's key and policies.

use super::ids::Ids;
use super::wire::{json, page};
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug)]
struct Guardrail {
    id: String,
    request: Value,
    created: Timestamp,
    changed: Timestamp,
}

#[derive(Debug, Default)]
struct State {
    guardrails: BTreeMap<(String, String), Guardrail>,
    logging: BTreeMap<String, Value>,
    /// The guardrail enforced on every invocation, one a Region.
    enforced: BTreeMap<String, Value>,
}

/// The service.
#[derive(Debug)]
pub struct Bedrock {
    ids: Arc<Ids>,
    state: Mutex<State>,
}

impl Bedrock {
    /// Without guardrails or logging.
    pub fn new(ids: Arc<Ids>) -> Self {
        Self {
            ids,
            state: Mutex::default(),
        }
    }
}

/// Lists inside a policy: the request's field and the answer's.
type Lists = &'static [(&'static str, &'static str)];

/// Policies: the request's field, the answer's, and the lists inside each.
const POLICIES: &[(&str, &str, Lists)] = &[
    ("topicPolicyConfig", "topicPolicy", &[("topicsConfig", "topics")]),
    (
        "contentPolicyConfig",
        "contentPolicy",
        &[("filtersConfig", "filters")],
    ),
    (
        "wordPolicyConfig",
        "wordPolicy",
        &[
            ("wordsConfig", "words"),
            ("managedWordListsConfig", "managedWordLists"),
        ],
    ),
    (
        "sensitiveInformationPolicyConfig",
        "sensitiveInformationPolicy",
        &[("piiEntitiesConfig", "piiEntities"), ("regexesConfig", "regexes")],
    ),
    (
        "contextualGroundingPolicyConfig",
        "contextualGroundingPolicy",
        &[("filtersConfig", "filters")],
    ),
];

fn arn(region: &str, id: &str) -> String {
    format!("arn:aws:bedrock:{region}:{ACCOUNT_ID}:guardrail/{id}")
}

fn key_arn(region: &str, key: &str) -> String {
    match key {
        _ if key.starts_with("arn:") => key.to_owned(),
        _ if key.starts_with("alias/") => format!("arn:aws:kms:{region}:{ACCOUNT_ID}:{key}"),
        _ => format!("arn:aws:kms:{region}:{ACCOUNT_ID}:key/{key}"),
    }
}

impl Guardrail {
    fn summary(&self, region: &str) -> Value {
        let mut out = json!({
            "id": self.id,
            "arn": arn(region, &self.id),
            "name": self.request["name"],
            "status": "READY",
            "version": "DRAFT",
            "createdAt": self.created.rfc3339(),
            "updatedAt": self.changed.rfc3339(),
        });
        if self.request["description"].is_string() {
            out["description"] = self.request["description"].clone();
        }
        out
    }

    fn describe(&self, region: &str) -> Value {
        let mut out = json!({
            "guardrailId": self.id,
            "guardrailArn": arn(region, &self.id),
            "version": "DRAFT",
            "status": "READY",
            "createdAt": self.created.rfc3339(),
            "updatedAt": self.changed.rfc3339(),
        });
        for field in [
            "name",
            "description",
            "blockedInputMessaging",
            "blockedOutputsMessaging",
        ] {
            if self.request[field].is_string() {
                out[field] = self.request[field].clone();
            }
        }
        if let Some(key) = self.request["kmsKeyId"].as_str() {
            out["kmsKeyArn"] = json!(key_arn(region, key));
        }
        for (given, answered, lists) in POLICIES {
            if self.request[*given].is_object() {
                let mut policy = Map::new();
                for (from, to) in *lists {
                    if self.request[*given][*from].is_array() {
                        policy.insert((*to).to_owned(), self.request[*given][*from].clone());
                    }
                }
                out[*answered] = Value::Object(policy);
            }
        }
        out
    }
}

fn missing(id: &str) -> Response {
    json::rest_error(
        404,
        "ResourceNotFoundException",
        &format!("The guardrail with identifier {id} was not found."),
    )
}

fn list(state: &State, call: &Call) -> Response {
    let wanted = call.query.get("guardrailIdentifier");
    let all: Vec<Value> = state
        .guardrails
        .iter()
        .filter(|((region, id), _)| *region == call.region && wanted.is_none_or(|w| short(w) == id))
        .map(|(_, guardrail)| guardrail.summary(&call.region))
        .collect();
    let limit = call
        .query
        .number("maxResults")
        .and_then(|n| usize::try_from(n).ok());
    let Some((shown, next)) = page::cut(&all, call.query.get("nextToken"), limit.unwrap_or(100)) else {
        return json::rest_error(400, "ValidationException", "The token is not valid.");
    };
    let mut body = json!({"guardrails": shown});
    if let Some(next) = next {
        body["nextToken"] = json!(next);
    }
    json::rest_ok(200, &body)
}

/// The id in an id or ARN.
fn short(identifier: &str) -> &str {
    identifier.rsplit('/').next().unwrap_or(identifier)
}

fn create(state: &mut State, ids: &Ids, call: &Call) -> Response {
    let request = call.json();
    let name = request["name"].as_str().unwrap_or("");
    let taken = state
        .guardrails
        .iter()
        .any(|((region, _), g)| *region == call.region && g.request["name"] == name);
    if name.is_empty() || taken {
        let (status, code) = if taken {
            (409, "ConflictException")
        } else {
            (400, "ValidationException")
        };
        return json::rest_error(
            status,
            code,
            "Another guardrail in your account already has this name, or it has none.",
        );
    }
    let id = ids.unique("", 12).to_lowercase();
    let answer = json!({
        "guardrailId": id,
        "guardrailArn": arn(&call.region, &id),
        "version": "DRAFT",
        "createdAt": call.now.rfc3339(),
    });
    state.guardrails.insert(
        (call.region.clone(), id.clone()),
        Guardrail {
            id,
            request,
            created: call.now,
            changed: call.now,
        },
    );
    json::rest_ok(202, &answer)
}

/// `PutEnforcedGuardrailConfiguration`: of a guardrail that exists.
fn enforce(state: &mut State, ids: &Ids, call: &Call) -> Response {
    let given = call.json()["guardrailInferenceConfig"].clone();
    let named = given["guardrailIdentifier"].as_str().unwrap_or("");
    let key = (call.region.clone(), short(named).to_owned());
    let Some(guardrail) = state.guardrails.get(&key) else {
        return missing(named);
    };
    let before = state.enforced.get(&call.region);
    let asked = call.json()["configId"].as_str().map(str::to_owned);
    if asked.is_some() && asked.as_deref() != before.and_then(|b| b["configId"].as_str()) {
        return json::rest_error(
            404,
            "ResourceNotFoundException",
            "The enforced guardrail configuration was not found.",
        );
    }
    let mut kept = json!({
        "configId": asked.unwrap_or_else(|| ids.unique("", 12).to_lowercase()),
        "guardrailArn": arn(&call.region, &guardrail.id),
        "guardrailId": guardrail.id,
        "guardrailVersion": given["guardrailVersion"],
        "createdAt": before.map_or_else(|| json!(call.now.rfc3339()), |b| b["createdAt"].clone()),
        "createdBy": before.map_or_else(|| json!(call.caller.arn.as_ref()), |b| b["createdBy"].clone()),
        "updatedAt": call.now.rfc3339(),
        "updatedBy": call.caller.arn.as_ref(),
        "owner": "ACCOUNT",
    });
    for field in ["selectiveContentGuarding", "modelEnforcement"] {
        if given[field].is_object() {
            kept[field] = given[field].clone();
        }
    }
    let answer = json!({
        "configId": kept["configId"],
        "updatedAt": kept["updatedAt"],
        "updatedBy": kept["updatedBy"],
    });
    state.enforced.insert(call.region.clone(), kept);
    json::rest_ok(200, &answer)
}

/// `DeleteEnforcedGuardrailConfiguration`.
fn stop_enforcing(state: &mut State, region: &str, id: &str) -> Response {
    if state
        .enforced
        .get(region)
        .is_none_or(|kept| kept["configId"] != id)
    {
        return json::rest_error(
            404,
            "ResourceNotFoundException",
            "The enforced guardrail configuration was not found.",
        );
    }
    state.enforced.remove(region);
    json::rest_ok(200, &json!({}))
}

impl Service for Bedrock {
    fn operation(&self, call: &Call) -> String {
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("POST", ["guardrails"]) => "CreateGuardrail",
            ("GET", ["guardrails"]) => "ListGuardrails",
            ("GET", ["guardrails", ..]) => "GetGuardrail",
            ("DELETE", ["guardrails", ..]) => "DeleteGuardrail",
            ("PUT", ["enforcedGuardrailsConfiguration"]) => "PutEnforcedGuardrailConfiguration",
            ("GET", ["enforcedGuardrailsConfiguration"]) => "ListEnforcedGuardrailsConfiguration",
            ("DELETE", ["enforcedGuardrailsConfiguration", _]) => "DeleteEnforcedGuardrailConfiguration",
            ("POST", ["listTagsForResource"]) => "ListTagsForResource",
            ("PUT", ["logging", "modelinvocations"]) => "PutModelInvocationLoggingConfiguration",
            ("GET", ["logging", "modelinvocations"]) => "GetModelInvocationLoggingConfiguration",
            ("DELETE", ["logging", "modelinvocations"]) => "DeleteModelInvocationLoggingConfiguration",
            _ => "Unknown",
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let named = call.segments().into_iter().nth(1).unwrap_or_default();
        let key = (call.region.clone(), short(&named).to_owned());
        match call.operation.as_str() {
            "CreateGuardrail" => create(&mut state, &self.ids, call),
            "ListGuardrails" => list(&state, call),
            "GetGuardrail" => match state.guardrails.get(&key) {
                Some(guardrail) => json::rest_ok(200, &guardrail.describe(&call.region)),
                None => missing(&named),
            },
            "DeleteGuardrail" => match state.guardrails.remove(&key) {
                Some(_) => json::rest_ok(202, &json!({})),
                None => missing(&named),
            },
            "ListTagsForResource" => {
                let request = call.json();
                let wanted = request["resourceARN"].as_str().unwrap_or("");
                match state
                    .guardrails
                    .get(&(call.region.clone(), short(wanted).to_owned()))
                {
                    Some(found) => {
                        let tags = found.request["tags"].as_array().cloned().unwrap_or_default();
                        json::rest_ok(200, &json!({"tags": tags}))
                    }
                    None => missing(wanted),
                }
            }
            "PutEnforcedGuardrailConfiguration" => enforce(&mut state, &self.ids, call),
            "ListEnforcedGuardrailsConfiguration" => {
                let kept: Vec<&Value> = state.enforced.get(&call.region).into_iter().collect();
                json::rest_ok(200, &json!({"guardrailsConfig": kept}))
            }
            "DeleteEnforcedGuardrailConfiguration" => stop_enforcing(&mut state, &call.region, &named),
            "PutModelInvocationLoggingConfiguration" => {
                let config = call.json()["loggingConfig"].clone();
                state.logging.insert(call.region.clone(), config);
                json::rest_ok(200, &json!({}))
            }
            "GetModelInvocationLoggingConfiguration" => match state.logging.get(&call.region) {
                Some(config) => json::rest_ok(200, &json!({"loggingConfig": config})),
                None => json::rest_ok(200, &json!({})),
            },
            "DeleteModelInvocationLoggingConfiguration" => {
                state.logging.remove(&call.region);
                json::rest_ok(200, &json!({}))
            }
            _ => json::rest_error(
                404,
                "UnknownOperationException",
                "The embedded account has no such Bedrock operation.",
            ),
        }
    }
}
