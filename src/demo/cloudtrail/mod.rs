//! CloudTrail: trails that may deliver where they say, and `LookupEvents` from
//! the calls that were really made.
//!
//! - [`trails`]: trails; [`check`]: what they must satisfy
//! - [`status`]: whether they log, and when they delivered
//! - [`selectors`]: what they record, and their tags
//! - [`stores`]: event data stores
//! - [`events`]: looking up events
//! - [`record`]: one event in full
//! - [`resources`]: what an event is about
//! - [`corrections`]: what the base gets wrong here
//!
//! A service of our own: the base drops a trail's key, validation and advanced
//! selectors, and its events are always empty.

mod check;
pub mod corrections;
mod events;
pub mod record;
pub mod resources;
mod selectors;
mod status;
mod stores;
mod trails;

use super::calls::CallLog;
use super::ids::Ids;
use super::roles::Roles;
use super::s3::S3;
use super::wire::json;
use super::{Call, Response, Service};
use std::sync::{Arc, Mutex, PoisonError};
use trails::{Ground, Trails};

/// The service.
#[derive(Debug)]
pub struct CloudTrail {
    trails: Mutex<Trails>,
    log: Arc<CallLog>,
    s3: Arc<S3>,
    roles: Arc<Roles>,
    ids: Ids,
}

impl CloudTrail {
    /// Without trails; events come from the log (AWS keeps 90 days of them
    /// whether or not there is a trail).
    pub fn new(log: Arc<CallLog>, s3: Arc<S3>, roles: Arc<Roles>) -> Self {
        Self {
            trails: Mutex::default(),
            log,
            s3,
            roles,
            ids: Ids::new(90),
        }
    }
}

impl Service for CloudTrail {
    fn handle(&self, call: &Call) -> Response {
        let request = call.json();
        if call.operation == "LookupEvents" {
            return events::lookup(&self.log, call, &request);
        }
        let ground = Ground {
            s3: &self.s3,
            roles: &self.roles,
        };
        let mut trails = self.trails.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = match call.operation.as_str() {
            "AddTags" => trails.add_tags(&request),
            "CreateTrail" => trails.create(&ground, call, &request),
            "DeleteTrail" => trails.delete(call, &request),
            "DescribeTrails" => Ok(trails.describe(call, &request)),
            "GetEventSelectors" => trails.selectors(call, &request),
            "GetInsightSelectors" => trails.insights(call, &request),
            "GetTrail" => trails.get(call, &request),
            "GetTrailStatus" => trails.status(&ground, call, &request),
            "CreateEventDataStore" => trails.create_store(call, &request, &self.ids.uuid()),
            "GetEventDataStore" => trails.get_store(call, &request),
            "ListEventDataStores" => Ok(trails.list_stores(call)),
            "ListTags" => trails.tags(&request),
            "ListTrails" => trails.list(&request),
            "PutEventSelectors" => trails.put_selectors(call, &request),
            "PutInsightSelectors" => trails.put_insights(call, &request),
            "RemoveTags" => trails.remove_tags(&request),
            "StartLogging" | "StopLogging" => trails.set_logging(call, &request),
            "UpdateTrail" => trails.update(&ground, call, &request),
            _ => Err(json::Refusal::new(
                400,
                "UnknownOperationException",
                "The embedded account has no such CloudTrail operation.",
            )),
        };
        answer.map_or_else(|refusal| refusal.error(), |body| json::ok(&body))
    }
}
