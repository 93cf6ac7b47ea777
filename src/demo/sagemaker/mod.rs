//! SageMaker, remembering: what `Create…` was given is what `Describe…`
//! answers, every security field included.
//!
//! - [`shapes`]: what requests and answers hold, from AWS's own model
//! - [`check`], [`pattern`]: the front door: members missing or malformed
//! - [`nouns`]: the kinds of resource, a row each
//! - [`key`]: how a call names one
//! - [`store`]: what is remembered
//! - [`rules`]: what SageMaker refuses beyond the form
//! - [`create`], [`change`]: what makes, changes and takes away
//! - [`progress`]: how states move with the clock
//! - [`describe`], [`list`]: the answers
//! - [`tags`], [`access`]: tags; group policies and presigned URLs
//! - [`corrections`]: what the base got wrong here
//!
//! A service of our own: the base keeps names and ARNs only.

mod access;
mod change;
mod check;
pub mod corrections;
mod create;
mod describe;
mod key;
mod list;
pub(super) mod nouns;
mod pattern;
mod progress;
mod rules;
mod shapes;
mod store;
mod tags;

use super::ids::Ids;
use super::roles::Roles;
use super::wire::json;
use super::{Call, Response, Service};
use describe::Scene;
use nouns::Noun;
use serde_json::Value;
use shapes::Operation;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;

/// The service.
#[derive(Debug)]
pub struct SageMaker {
    store: Mutex<Store>,
    ids: Arc<Ids>,
    roles: Arc<Roles>,
}

/// One request, read: what the parts of the service work on.
struct Request<'a> {
    call: &'a Call,
    body: Value,
    ids: &'a Ids,
    roles: &'a Roles,
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
            && let Some(item) = self.store().get_mut(region, noun, &name.to_lowercase())
        {
            item.failed = Some(reason.to_owned());
        }
    }

    /// Says how many seconds a training job works: the seeded story's jobs end
    /// one after the other.
    pub fn lasts(&self, region: &str, job: &str, seconds: i64) {
        let noun = Noun::named("TrainingJob");
        if let Some(item) = self.store().get_mut(region, noun, &job.to_lowercase()) {
            item.work = Some(seconds);
        }
    }
}

impl Service for SageMaker {
    fn handle(&self, call: &Call) -> Response {
        let Some(operation) = shapes::operation(&call.operation) else {
            return json::error(
                400,
                "UnknownOperationException",
                "The embedded account has no such SageMaker operation.",
            );
        };
        let body = match serde_json::from_slice::<Value>(&call.body) {
            Ok(body @ Value::Object(_)) => body,
            _ if call.body.is_empty() => Value::Object(serde_json::Map::new()),
            _ => return json::error(400, "SerializationException", "The body is not a JSON object."),
        };
        if let Some(refusal) = check::refuse(operation, &body) {
            return refusal;
        }
        let mut store = self.store();
        store.settle(call.now);
        let request = Request {
            call,
            body,
            ids: &self.ids,
            roles: &self.roles,
        };
        answer(&mut store, request, operation)
    }
}

fn answer(store: &mut Store, request: Request<'_>, operation: &Operation) -> Response {
    match request.call.operation.as_str() {
        "ListTags" => tags::list(store, &request),
        "AddTags" => tags::add(store, &request),
        "DeleteTags" => tags::delete(store, &request),
        "PutModelPackageGroupPolicy" => access::put_policy(store, &request),
        "GetModelPackageGroupPolicy" => access::get_policy(store, &request),
        "DeleteModelPackageGroupPolicy" => access::delete_policy(store, &request),
        "CreatePresignedNotebookInstanceUrl" => access::notebook_url(store, &request),
        "CreatePresignedDomainUrl" => access::domain_url(store, &request),
        "UpdateEndpointWeightsAndCapacities" => change::weights(store, &request),
        name => match Noun::of_operation(name) {
            Some(("Create", noun)) => create::create(store, request, noun),
            Some(("Describe", noun)) => describe(store, &request, noun),
            Some(("List", noun)) => list::list(&scene(store, &request), noun, &request.body),
            Some(("Delete", noun)) => change::delete(store, &request, noun),
            Some(("Update", noun)) => change::update(store, &request, noun),
            Some(("Start", noun)) => change::start(store, &request, noun),
            Some((_, noun)) => change::stop(store, &request, noun),
            // Nothing in the account makes such things: the list is empty.
            None => match operation.listed() {
                Some(listed) => list::none(listed),
                None => json::error(400, "UnknownOperationException", "The operation is not known."),
            },
        },
    }
}

fn scene<'a>(store: &'a Store, request: &Request<'a>) -> Scene<'a> {
    Scene {
        store,
        call: request.call,
    }
}

fn describe(store: &Store, request: &Request<'_>, noun: &'static Noun) -> Response {
    let key = key::of(store, &request.call.region, noun, &request.body);
    match store.get(&request.call.region, noun, &key) {
        Some(item) => json::ok(&scene(store, request).describe(item)),
        None => rules::missing(request.call, noun, &key),
    }
}
