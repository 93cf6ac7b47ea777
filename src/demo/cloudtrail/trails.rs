//! Trails: kept as given, seen from every Region when they span all of them.

use crate::demo::wire::json;
use crate::demo::{ACCOUNT_ID, Call, Response};
use crate::inventory::Timestamp;
use serde_json::{Value, json};

#[derive(Debug)]
struct Trail {
    name: String,
    arn: String,
    home: String,
    settings: Value,
    tags: Value,
    logging_since: Option<Timestamp>,
    stopped: Option<Timestamp>,
    /// `EventSelectors` or `AdvancedEventSelectors`, as put.
    selectors: Option<Value>,
}

/// Every trail of the account.
#[derive(Debug, Default)]
pub struct Trails(Vec<Trail>);

fn missing(name: &str) -> Response {
    json::error(
        400,
        "TrailNotFoundException",
        &format!("Unknown trail: {name} for the user: {ACCOUNT_ID}"),
    )
}

impl Trail {
    fn describe(&self) -> Value {
        let mut out = json!({
            "Name": self.name,
            "TrailARN": self.arn,
            "HomeRegion": self.home,
            "IncludeGlobalServiceEvents": self.settings["IncludeGlobalServiceEvents"].as_bool().unwrap_or(true),
            "IsMultiRegionTrail": self.settings["IsMultiRegionTrail"].as_bool().unwrap_or(false),
            "IsOrganizationTrail": self.settings["IsOrganizationTrail"].as_bool().unwrap_or(false),
            "LogFileValidationEnabled": self.settings["EnableLogFileValidation"].as_bool().unwrap_or(false),
            "HasCustomEventSelectors": self.selectors.is_some(),
            "HasInsightSelectors": false,
        });
        for field in [
            "S3BucketName",
            "S3KeyPrefix",
            "KmsKeyId",
            "CloudWatchLogsLogGroupArn",
            "CloudWatchLogsRoleArn",
        ] {
            if self.settings[field].is_string() {
                out[field] = self.settings[field].clone();
            }
        }
        out
    }
}

impl Trails {
    /// By name or ARN, as every operation takes it.
    fn find(&mut self, name: &str) -> Option<&mut Trail> {
        self.0
            .iter_mut()
            .find(|trail| trail.name == name || trail.arn == name)
    }

    pub(super) fn create(&mut self, call: &Call, request: &Value) -> Response {
        let name = request["Name"].as_str().unwrap_or("");
        if self.find(name).is_some() {
            return json::error(
                400,
                "TrailAlreadyExistsException",
                &format!("Trail {name} already exists for customer: {ACCOUNT_ID}"),
            );
        }
        if request["S3BucketName"].as_str().is_none_or(str::is_empty) {
            return json::error(
                400,
                "InvalidS3BucketNameException",
                "Bucket name cannot be blank!",
            );
        }
        let trail = Trail {
            name: name.to_owned(),
            arn: format!("arn:aws:cloudtrail:{}:{ACCOUNT_ID}:trail/{name}", call.region),
            home: call.region.clone(),
            settings: request.clone(),
            tags: request["TagsList"].clone(),
            logging_since: None,
            stopped: None,
            selectors: None,
        };
        let answer = json::ok(&trail.describe());
        self.0.push(trail);
        answer
    }

    pub(super) fn update(&mut self, _: &Call, request: &Value) -> Response {
        let name = request["Name"].as_str().unwrap_or("");
        let Some(trail) = self.find(name) else {
            return missing(name);
        };
        if let (Some(settings), Some(changes)) = (trail.settings.as_object_mut(), request.as_object()) {
            settings.extend(changes.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
        json::ok(&trail.describe())
    }

    pub(super) fn describe(&mut self, call: &Call, request: &Value) -> Response {
        let shadows = request["includeShadowTrails"].as_bool().unwrap_or(true);
        let names: Vec<&str> = request["trailNameList"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let found: Vec<Value> = self
            .0
            .iter()
            .filter(|trail| {
                let here = trail.home == call.region;
                let spans = trail.settings["IsMultiRegionTrail"] == true;
                let asked_for = names.is_empty()
                    || names.contains(&trail.name.as_str())
                    || names.contains(&trail.arn.as_str());
                asked_for && (here || (spans && shadows))
            })
            .map(Trail::describe)
            .collect();
        json::ok(&json!({"trailList": found}))
    }

    pub(super) fn list(&self) -> Response {
        let all: Vec<Value> = self
            .0
            .iter()
            .map(|trail| json!({"TrailARN": trail.arn, "Name": trail.name, "HomeRegion": trail.home}))
            .collect();
        json::ok(&json!({"Trails": all}))
    }

    pub(super) fn status(&mut self, call: &Call, request: &Value) -> Response {
        let name = request["Name"].as_str().unwrap_or("");
        let Some(trail) = self.find(name) else {
            return missing(name);
        };
        let on = trail.logging_since.is_some() && trail.stopped.is_none();
        let mut out = json!({"IsLogging": on});
        if let Some(since) = trail.logging_since {
            let last = trail.stopped.unwrap_or(call.now);
            out["StartLoggingTime"] = json!(since.0);
            out["LatestDeliveryTime"] = json!((last.0 - 300).max(since.0));
        }
        if let Some(stopped) = trail.stopped {
            out["StopLoggingTime"] = json!(stopped.0);
        }
        json::ok(&out)
    }

    pub(super) fn set_logging(&mut self, call: &Call, request: &Value) -> Response {
        let name = request["Name"].as_str().unwrap_or("");
        let Some(trail) = self.find(name) else {
            return missing(name);
        };
        if call.operation == "StartLogging" {
            trail.logging_since = Some(call.now);
            trail.stopped = None;
        } else {
            trail.stopped = Some(call.now);
        }
        json::ok(&json!({}))
    }

    pub(super) fn put_selectors(&mut self, request: &Value) -> Response {
        let name = request["TrailName"].as_str().unwrap_or("");
        let Some(trail) = self.find(name) else {
            return missing(name);
        };
        // A trail has one kind or the other, never both.
        let mut kept = json!({});
        for field in ["AdvancedEventSelectors", "EventSelectors"] {
            if request[field].is_array() {
                kept[field] = request[field].clone();
                break;
            }
        }
        trail.selectors = Some(kept.clone());
        kept["TrailARN"] = json!(trail.arn);
        json::ok(&kept)
    }

    pub(super) fn selectors(&mut self, request: &Value) -> Response {
        let name = request["TrailName"].as_str().unwrap_or("");
        let Some(trail) = self.find(name) else {
            return missing(name);
        };
        let mut out = trail.selectors.clone().unwrap_or_else(|| {
            json!({"EventSelectors": [{
                "ReadWriteType": "All",
                "IncludeManagementEvents": true,
                "DataResources": [],
                "ExcludeManagementEventSources": [],
            }]})
        });
        out["TrailARN"] = json!(trail.arn);
        json::ok(&out)
    }

    pub(super) fn delete(&mut self, request: &Value) -> Response {
        let name = request["Name"].as_str().unwrap_or("");
        if self.find(name).is_none() {
            return missing(name);
        }
        self.0.retain(|trail| trail.name != name && trail.arn != name);
        json::ok(&json!({}))
    }

    pub(super) fn tags(&mut self, request: &Value) -> Response {
        let mut found = Vec::new();
        for arn in request["ResourceIdList"].as_array().into_iter().flatten() {
            let arn = arn.as_str().unwrap_or("");
            let Some(trail) = self.find(arn) else {
                return json::error(
                    400,
                    "ResourceNotFoundException",
                    &format!("Resource {arn} not found."),
                );
            };
            let tags = trail.tags.as_array().cloned().unwrap_or_default();
            found.push(json!({"ResourceId": arn, "TagsList": tags}));
        }
        json::ok(&json!({"ResourceTagList": found}))
    }
}
