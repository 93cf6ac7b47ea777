//! CloudTrail: trails with key, validation and selectors as given, and
//! `LookupEvents` from the calls that were really made.
//!
//! - [`trails`]: trails, their status and selectors
//! - [`events`]: looking up events
//!
//! A service of our own: the base drops a trail's key, validation and advanced
//! selectors, and its events are always empty.

mod events;
mod trails;

use super::calls::CallLog;
use super::wire::json;
use super::{Call, Response, Service};
use std::sync::{Arc, Mutex, PoisonError};
use trails::Trails;

/// The service.
#[derive(Debug)]
pub struct CloudTrail {
    trails: Mutex<Trails>,
    log: Arc<CallLog>,
}

impl CloudTrail {
    /// Without trails; events come from the log (AWS keeps 90 days of them
    /// whether or not there is a trail).
    pub fn new(log: Arc<CallLog>) -> Self {
        Self {
            trails: Mutex::default(),
            log,
        }
    }
}

impl Service for CloudTrail {
    fn handle(&self, call: &Call) -> Response {
        let request = call.json();
        if call.operation == "LookupEvents" {
            return events::lookup(&self.log, call, &request);
        }
        let mut trails = self.trails.lock().unwrap_or_else(PoisonError::into_inner);
        match call.operation.as_str() {
            "CreateTrail" => trails.create(call, &request),
            "UpdateTrail" => trails.update(call, &request),
            "DescribeTrails" => trails.describe(call, &request),
            "ListTrails" => trails.list(),
            "GetTrailStatus" => trails.status(call, &request),
            "StartLogging" | "StopLogging" => trails.set_logging(call, &request),
            "PutEventSelectors" => trails.put_selectors(&request),
            "GetEventSelectors" => trails.selectors(&request),
            "DeleteTrail" => trails.delete(&request),
            "ListTags" => trails.tags(&request),
            _ => json::error(
                400,
                "UnknownOperationException",
                "The embedded account has no such CloudTrail operation.",
            ),
        }
    }
}
