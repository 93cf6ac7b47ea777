//! SageMaker, remembering: what `Create…` was given is what `Describe…`
//! answers, every security field included.
//!
//! - [`nouns`]: the kinds of resource, a row each
//! - [`store`]: what is remembered
//! - [`validate`]: what SageMaker refuses
//! - [`progress`]: how states move with the clock
//! - [`describe`], [`list`]: the answers
//!
//! A service of our own: the base keeps names and ARNs only.

mod describe;
mod list;
mod nouns;
mod progress;
mod store;
mod validate;

use super::ids::Ids;
use super::roles::Roles;
use super::wire::json;
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
pub use nouns::Noun;
use serde_json::{Map, Value, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Item, Store};

/// The service.
#[derive(Debug)]
pub struct SageMaker {
    store: Mutex<Store>,
    ids: Arc<Ids>,
    roles: Arc<Roles>,
}

impl SageMaker {
    /// An empty service.
    pub fn new(ids: Arc<Ids>, roles: Arc<Roles>) -> Self {
        Self {
            store: Mutex::default(),
            ids,
            roles,
        }
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a job or endpoint fail with a reason: the seeded story's faults.
    pub fn fail(&self, region: &str, operation: &str, name: &str, reason: &str) {
        if let Some((_, noun)) = Noun::of_operation(operation)
            && let Some(item) = self.store().get_mut(region, noun, name)
        {
            item.failed = Some(reason.to_owned());
        }
    }

    fn create(&self, call: &Call, noun: &'static Noun, request: Value) -> Response {
        let mut store = self.store();
        if let Some(refusal) = validate::refuse(&store, &self.roles, &call.region, noun, &request) {
            return refusal;
        }
        let Value::Object(mut fields) = request else {
            return json::error(400, "SerializationException", "The body is not an object.");
        };
        let tags = store::take_tags(&mut fields);
        let name = fields.get(noun.name_field).and_then(Value::as_str).unwrap_or("");
        let key = if noun.name == "Domain" {
            format!("d-{}", self.ids.hex(12))
        } else {
            name.to_owned()
        };
        let arn = format!(
            "arn:aws:sagemaker:{}:{ACCOUNT_ID}:{}/{}",
            call.region,
            noun.arn_word,
            key.to_lowercase()
        );
        store.insert(
            &call.region,
            Item {
                noun,
                key: key.clone(),
                arn: arn.clone(),
                request: Value::Object(fields),
                tags,
                created: call.now,
                changed: call.now,
                started: call.now,
                stopped: None,
                failed: None,
            },
        );
        let mut out = Map::new();
        out.insert(noun.arn_field.to_owned(), arn.into());
        if noun.name == "Domain" {
            out.insert("DomainId".to_owned(), key.into());
        }
        json::ok(&Value::Object(out))
    }

    fn describe(&self, call: &Call, noun: &'static Noun, request: &Value) -> Response {
        let store = self.store();
        let key = request[noun.key_field()].as_str().unwrap_or("");
        match store.get(&call.region, noun, key) {
            Some(item) => json::ok(&describe::describe(&store, &call.region, item, call.now)),
            None => missing(call, noun, key),
        }
    }

    fn delete(&self, call: &Call, noun: &'static Noun, request: &Value) -> Response {
        let mut store = self.store();
        let key = request[noun.key_field()].as_str().unwrap_or("");
        let Some(item) = store.get(&call.region, noun, key) else {
            return missing(call, noun, key);
        };
        let status = progress::state(item, call.now).status;
        let must_rest = ["NotebookInstance", "TrainingJob", "ProcessingJob"].contains(&noun.name);
        if must_rest && !progress::is_at_rest(status) {
            return json::error(
                400,
                "ValidationException",
                &format!(
                    "Status ({status}) not in ([Stopped, Completed, Failed]). Unable to transition to (Deleting) for {}",
                    item.arn
                ),
            );
        }
        store.remove(&call.region, noun, key);
        json::ok(&json!({}))
    }

    /// `Stop…`, `Start…` and `Update…`.
    fn change(&self, call: &Call, verb: &str, noun: &'static Noun, request: &Value) -> Response {
        let mut store = self.store();
        let key = request[noun.key_field()].as_str().unwrap_or("").to_owned();
        if noun.name == "Endpoint"
            && let Some(fault) = validate::config_exists(&store, &call.region, request)
        {
            return json::error(400, "ValidationException", &fault);
        }
        let Some(item) = store.get_mut(&call.region, noun, &key) else {
            return missing(call, noun, &key);
        };
        let status = progress::state(item, call.now).status;
        match verb {
            "Stop" if progress::is_at_rest(status) => json::error(
                400,
                "ValidationException",
                &format!("The request was rejected because the job is in status {status}."),
            ),
            "Stop" => {
                item.stopped = Some(call.now);
                json::ok(&json!({}))
            }
            "Start" if status != "Stopped" => not_stopped(status, &item.arn),
            "Start" => {
                item.stopped = None;
                item.started = call.now;
                json::ok(&json!({}))
            }
            _ if noun.name == "NotebookInstance" && status != "Stopped" => not_stopped(status, &item.arn),
            _ => {
                update(item, request, call.now);
                let mut out = Map::new();
                out.insert(noun.arn_field.to_owned(), item.arn.clone().into());
                json::ok(&Value::Object(out))
            }
        }
    }

    fn tags(&self, call: &Call, request: &Value) -> Response {
        let arn = request["ResourceArn"].as_str().unwrap_or("");
        let mut store = self.store();
        let Some(item) = store.by_arn_mut(arn) else {
            return json::error(
                400,
                "ValidationException",
                &format!("Could not find resource {arn}."),
            );
        };
        match call.operation.as_str() {
            "AddTags" => item.tags.extend(store::read_tags(&request["Tags"])),
            "DeleteTags" => {
                let keys = request["TagKeys"].as_array().into_iter().flatten();
                for key in keys.filter_map(Value::as_str) {
                    item.tags.remove(key);
                }
            }
            _ => {}
        }
        match call.operation.as_str() {
            "DeleteTags" => json::ok(&json!({})),
            _ => json::ok(&json!({"Tags": store::write_tags(&item.tags)})),
        }
    }
}

impl Service for SageMaker {
    fn handle(&self, call: &Call) -> Response {
        let request = call.json();
        if ["ListTags", "AddTags", "DeleteTags"].contains(&call.operation.as_str()) {
            return self.tags(call, &request);
        }
        match Noun::of_operation(&call.operation) {
            Some(("Create", noun)) => self.create(call, noun, request),
            Some(("Describe", noun)) => self.describe(call, noun, &request),
            Some(("List", noun)) => list::list(&self.store(), call, noun, &request),
            Some(("Delete", noun)) => self.delete(call, noun, &request),
            Some((verb, noun)) => self.change(call, verb, noun, &request),
            None => json::error(
                400,
                "UnknownOperationException",
                "The embedded account has no such SageMaker operation.",
            ),
        }
    }
}

fn update(item: &mut Item, request: &Value, now: Timestamp) {
    if let (Some(fields), Some(changes)) = (item.request.as_object_mut(), request.as_object()) {
        for (field, value) in changes {
            fields.insert(field.clone(), value.clone());
        }
    }
    item.changed = now;
}

fn not_stopped(status: &str, arn: &str) -> Response {
    json::error(
        400,
        "ValidationException",
        &format!("Status ({status}) not in ([Stopped]). Unable to transition for {arn}"),
    )
}

fn missing(call: &Call, noun: &Noun, key: &str) -> Response {
    let named = if noun.name == "Domain" {
        key.to_owned()
    } else {
        format!(
            "arn:aws:sagemaker:{}:{ACCOUNT_ID}:{}/{key}",
            call.region, noun.arn_word
        )
    };
    json::error(400, noun.missing_code, &noun.missing.replace("{}", &named))
}
