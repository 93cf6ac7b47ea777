//! Security Hub: the hub, its standards and controls, and findings in the AWS
//! Security Finding Format.
//!
//! - [`hub`]: enabling, describing, tags, product subscriptions
//! - [`standards`]: the standards that there are, and those enabled
//! - [`controls`]: the controls of the standards
//! - [`import`]: findings as products send them: checked, made, updated
//! - [`update`]: what people say of findings
//! - [`filters`]: the filters of GetFindings
//! - [`findings`]: findings read, sorted, in pages
//!
//! A service of our own: the base has none.

mod controls;
mod filters;
mod findings;
mod hub;
mod import;
mod standards;
mod update;

use super::wire::json::Refusal;
use super::wire::outcome::{self, Outcome};
use super::{ACCOUNT_ID, Call, Response, Service};
use crate::inventory::Timestamp;
use hub::Hub;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The service: a hub in each Region where it is enabled.
#[derive(Debug, Default)]
pub struct SecurityHub {
    hubs: Mutex<HashMap<String, Hub>>,
}

/// One call with what it says.
struct Request<'a> {
    call: &'a Call,
    body: Value,
    /// The path after its first words, for ARNs in paths.
    path: Vec<String>,
}

fn refused(status: u16, code: &'static str, message: impl Into<String>) -> Refusal {
    let refusal = Refusal::new(status, code, message);
    let message = refusal.message.clone();
    refusal.with("Message", message).with("Code", code)
}

fn invalid(message: impl Into<String>) -> Refusal {
    refused(400, "InvalidInputException", message)
}

fn off() -> Refusal {
    refused(
        401,
        "InvalidAccessException",
        format!("Account {ACCOUNT_ID} is not subscribed to AWS Security Hub"),
    )
}

fn missing(what: &str) -> Refusal {
    refused(404, "ResourceNotFoundException", format!("{what} was not found"))
}

/// As Security Hub writes times: with milliseconds.
fn shown(time: Timestamp) -> String {
    time.rfc3339().replace('Z', ".000Z")
}

impl Request<'_> {
    /// A page of rows, from `MaxResults` and `NextToken` wherever they are.
    fn page(&self, name: &str, rows: &[Value]) -> Outcome {
        let query = &self.call.query;
        let limit = outcome::limit(&self.body["MaxResults"])
            .or_else(|| query.number("MaxResults").and_then(|n| usize::try_from(n).ok()))
            .unwrap_or(100);
        if !(1..=100).contains(&limit) {
            return Err(invalid(
                "Invalid parameter 'MaxResults'. data.MaxResults should be between 1 and 100",
            ));
        }
        let token = outcome::text(&self.body, "NextToken").or(query.get("NextToken"));
        outcome::page_of(name, rows, "NextToken", token, limit)
            .ok_or_else(|| invalid("Invalid parameter 'NextToken'. data.NextToken is not valid"))
    }

    /// What follows so many words of the path: an ARN.
    fn arn(&self, words: usize) -> String {
        self.path.get(words..).unwrap_or_default().join("/")
    }

    fn answer(&self, hubs: &mut HashMap<String, Hub>) -> Outcome {
        let region = self.call.region.clone();
        if self.call.operation == "EnableSecurityHub" {
            return hub::enable(self, hubs);
        }
        let hub = hubs.get_mut(&region).ok_or_else(off)?;
        hub.pass(self.call.now);
        match self.call.operation.as_str() {
            "DescribeHub" => hub::describe(self, hub),
            "UpdateSecurityHubConfiguration" => hub::configure(self, hub),
            "DisableSecurityHub" => {
                hubs.remove(&region);
                Ok(json!({}))
            }
            "TagResource" | "UntagResource" | "ListTagsForResource" => hub::tags(self, hub),
            "EnableImportFindingsForProduct" => hub::subscribe(self, hub),
            "DisableImportFindingsForProduct" => hub::unsubscribe(self, hub),
            "ListEnabledProductsForImport" => {
                let rows: Vec<Value> = hub.products.iter().map(|arn| json!(arn)).collect();
                self.page("ProductSubscriptions", &rows)
            }
            "DescribeStandards" => standards::describe(self),
            "BatchEnableStandards" => standards::enable(self, hub),
            "BatchDisableStandards" => standards::disable(self, hub),
            "GetEnabledStandards" => standards::enabled(self, hub),
            "DescribeStandardsControls" => controls::of_standard(self, hub),
            "UpdateStandardsControl" => controls::set(self, hub),
            "ListSecurityControlDefinitions" => controls::definitions(self),
            "BatchImportFindings" => import::batch(self, hub),
            "BatchUpdateFindings" => update::batch(self, hub),
            "GetFindings" => findings::get(self, hub),
            "GetInsights" => Ok(json!({"Insights": []})),
            // The account stands alone: in no organisation, with no members.
            "ListMembers" => Ok(json!({"Members": []})),
            "GetAdministratorAccount" => Ok(json!({})),
            "ListFindingAggregators" => Ok(json!({"FindingAggregators": []})),
            _ => Err(invalid(
                "The embedded account has no such Security Hub operation.",
            )),
        }
    }
}

impl Service for SecurityHub {
    fn operation(&self, call: &Call) -> String {
        let path = call.segments();
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        match (call.method.as_str(), words.as_slice()) {
            ("POST", ["accounts"]) => "EnableSecurityHub",
            ("GET", ["accounts"]) => "DescribeHub",
            ("PATCH", ["accounts"]) => "UpdateSecurityHubConfiguration",
            ("DELETE", ["accounts"]) => "DisableSecurityHub",
            ("GET", ["standards"]) => "DescribeStandards",
            ("POST", ["standards", "register"]) => "BatchEnableStandards",
            ("POST", ["standards", "deregister"]) => "BatchDisableStandards",
            ("POST", ["standards", "get"]) => "GetEnabledStandards",
            ("GET", ["standards", "controls", ..]) => "DescribeStandardsControls",
            ("PATCH", ["standards", "control", ..]) => "UpdateStandardsControl",
            ("GET", ["securityControls", "definitions"]) => "ListSecurityControlDefinitions",
            ("POST", ["findings", "import"]) => "BatchImportFindings",
            ("PATCH", ["findings", "batchupdate"]) => "BatchUpdateFindings",
            ("POST", ["findings"]) => "GetFindings",
            ("POST", ["insights", "get"]) => "GetInsights",
            ("POST", ["productSubscriptions"]) => "EnableImportFindingsForProduct",
            ("DELETE", ["productSubscriptions", ..]) => "DisableImportFindingsForProduct",
            ("GET", ["productSubscriptions"]) => "ListEnabledProductsForImport",
            ("GET", ["members"]) => "ListMembers",
            ("GET", ["administrator"]) => "GetAdministratorAccount",
            ("GET", ["findingAggregator", "list"]) => "ListFindingAggregators",
            ("POST", ["tags", ..]) => "TagResource",
            ("GET", ["tags", ..]) => "ListTagsForResource",
            ("DELETE", ["tags", ..]) => "UntagResource",
            _ => "Unknown",
        }
        .to_owned()
    }

    fn handle(&self, call: &Call) -> Response {
        let mut hubs = self.hubs.lock().unwrap_or_else(PoisonError::into_inner);
        let request = Request {
            call,
            body: call.json(),
            path: call.segments(),
        };
        outcome::rest_response(request.answer(&mut hubs))
    }
}
