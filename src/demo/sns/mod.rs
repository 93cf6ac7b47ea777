//! SNS, as far as alarms need it: topics with their policy and key, and
//! subscriptions that wait for their confirmation.
//!
//! - [`topics`]: topics, attributes, tags
//! - [`subscriptions`]: who is told
//!
//! The base has no such service.

mod subscriptions;
mod topics;

use super::ids::Ids;
use super::wire::json::Refusal;
use super::wire::query::Params;
use super::wire::xml::{self, Writer};
use super::{ACCOUNT_ID, Call, Response, Service};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use subscriptions::Subscription;
use topics::Topic;

const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

/// What the service keeps in one Region: topics by name, subscriptions by ARN.
#[derive(Debug, Default)]
struct Region {
    topics: BTreeMap<String, Topic>,
    subscriptions: BTreeMap<String, Subscription>,
}

/// The service.
#[derive(Debug)]
pub struct Sns {
    ids: Arc<Ids>,
    regions: Mutex<HashMap<String, Region>>,
}

/// One call with what it works on.
struct Request<'a> {
    call: &'a Call,
    form: Params,
    region: &'a mut Region,
    ids: &'a Ids,
}

/// What an operation answers: writes the members of its result.
type Fill = Box<dyn FnOnce(&mut Writer)>;

/// What an operation comes to; `None` for one that has no result.
type Outcome = Result<Option<Fill>, Refusal>;

impl Sns {
    /// The service without topics.
    pub fn new(ids: Arc<Ids>) -> Self {
        Self {
            ids,
            regions: Mutex::default(),
        }
    }
}

fn bad(field: &str, reason: &str) -> Refusal {
    let reason = if reason.is_empty() {
        String::new()
    } else {
        format!(" Reason: {reason}")
    };
    Refusal::new(
        400,
        "InvalidParameter",
        format!("Invalid parameter: {field}{reason}"),
    )
}

/// The entries of a map: `Attributes.entry.1.key`, `Attributes.entry.1.value`.
fn entries(form: &Params, name: &str) -> BTreeMap<String, String> {
    let entries = form.groups(&format!("{name}.entry"));
    let pairs = entries
        .iter()
        .map(|e| (e.text("key").to_owned(), e.text("value").to_owned()));
    pairs.collect()
}

/// Writes a map as its entries.
fn write_entries(x: &mut Writer, name: &str, entries: BTreeMap<String, String>) {
    x.list(name, "entry", entries, |x, (key, value)| {
        x.text("key", key);
        x.text("value", value);
    });
}

impl Request<'_> {
    fn required(&self, field: &str) -> Result<&str, Refusal> {
        self.form
            .get(field)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| bad(field, "no value for required parameter"))
    }

    /// The name in a topic's ARN of this Region and account.
    fn topic_name(&self, field: &str) -> Result<String, Refusal> {
        let given = self.required(field)?;
        let own = format!("arn:aws:sns:{}:{ACCOUNT_ID}:", self.call.region);
        match given.strip_prefix(&own) {
            Some(name) if !name.contains(':') => Ok(name.to_owned()),
            _ if given.starts_with("arn:aws:sns:") => {
                Err(Refusal::new(404, "NotFound", "Topic does not exist"))
            }
            _ => Err(bad(field, "An ARN must have at least 6 elements, not 1")),
        }
    }

    fn answer(&mut self) -> Outcome {
        match self.call.operation.as_str() {
            "CreateTopic" => topics::create(self),
            "GetTopicAttributes" => topics::attributes(self),
            "SetTopicAttributes" => topics::set_attribute(self),
            "ListTopics" => topics::list(self),
            "DeleteTopic" => topics::delete(self),
            "Publish" => topics::publish(self),
            "TagResource" => topics::tag(self),
            "UntagResource" => topics::untag(self),
            "ListTagsForResource" => topics::tags(self),
            "Subscribe" => subscriptions::subscribe(self),
            "Unsubscribe" => subscriptions::unsubscribe(self),
            "GetSubscriptionAttributes" => subscriptions::attributes(self),
            "ListSubscriptions" | "ListSubscriptionsByTopic" => subscriptions::list(self),
            other => Err(Refusal::new(
                400,
                "InvalidAction",
                format!("Could not find operation {other} for version 2010-03-31"),
            )),
        }
    }
}

impl Service for Sns {
    fn handle(&self, call: &Call) -> Response {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut request = Request {
            call,
            form: call.form(),
            region: regions.entry(call.region.clone()).or_default(),
            ids: &self.ids,
        };
        match request.answer() {
            Err(refusal) => refusal.query_error(),
            Ok(fill) => {
                let name = format!("{}Response", call.operation);
                let body = xml::document(&name, Some(NAMESPACE), |x| {
                    if let Some(fill) = fill {
                        x.element(&format!("{}Result", call.operation), fill);
                    }
                    x.element("ResponseMetadata", |x| x.text("RequestId", xml::REQUEST_ID));
                });
                xml::response(200, body)
            }
        }
    }
}
