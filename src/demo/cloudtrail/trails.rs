//! Trails: made where they may deliver, seen from every Region when they span
//! all of them, changed only at home.

use super::check;
use super::status::Logging;
use super::stores::Store;
use crate::demo::roles::Roles;
use crate::demo::s3::S3;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::page;
use crate::demo::{ACCOUNT_ID, Call};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most trails of a Region.
const MOST: usize = 5;

/// One trail.
#[derive(Debug)]
pub(super) struct Trail {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) home: String,
    /// The settings of `CreateTrail` and `UpdateTrail`, as given.
    pub(super) settings: Value,
    pub(super) tags: Vec<(String, String)>,
    pub(super) logging: Logging,
    /// `EventSelectors` or `AdvancedEventSelectors`, as put.
    pub(super) selectors: Option<Value>,
    /// `InsightSelectors`; empty when Insights is off.
    pub(super) insights: Vec<Value>,
}

/// Every trail of the account, by ARN.
#[derive(Debug, Default)]
pub(super) struct Trails {
    trails: BTreeMap<String, Trail>,
    /// Event data stores, by ARN too.
    pub(super) stores: BTreeMap<String, Store>,
}

/// What a trail is checked against.
pub(super) struct Ground<'a> {
    pub(super) s3: &'a S3,
    pub(super) roles: &'a Roles,
}

pub(super) fn arn(region: &str, name: &str) -> String {
    format!("arn:aws:cloudtrail:{region}:{ACCOUNT_ID}:trail/{name}")
}

fn missing(name: &str) -> Refusal {
    Refusal::new(
        400,
        "TrailNotFoundException",
        format!("Unknown trail: {name} for the user: {ACCOUNT_ID}"),
    )
}

impl Trail {
    fn flag(&self, field: &str, default: bool) -> bool {
        self.settings[field].as_bool().unwrap_or(default)
    }

    pub(super) fn validates(&self) -> bool {
        self.flag("EnableLogFileValidation", false)
    }

    pub(super) fn bucket(&self) -> &str {
        self.settings["S3BucketName"].as_str().unwrap_or("")
    }

    fn spans(&self) -> bool {
        self.flag("IsMultiRegionTrail", false)
    }

    /// What `CreateTrail` and `UpdateTrail` answer.
    fn settings(&self) -> Value {
        let mut out = json!({
            "Name": self.name,
            "TrailARN": self.arn,
            "IncludeGlobalServiceEvents": self.flag("IncludeGlobalServiceEvents", true),
            "IsMultiRegionTrail": self.spans(),
            "IsOrganizationTrail": self.flag("IsOrganizationTrail", false),
            "LogFileValidationEnabled": self.validates(),
        });
        for field in [
            "S3BucketName",
            "S3KeyPrefix",
            "SnsTopicName",
            "KmsKeyId",
            "CloudWatchLogsLogGroupArn",
            "CloudWatchLogsRoleArn",
        ] {
            // An empty text takes a setting away.
            if self.settings[field].as_str().is_some_and(|text| !text.is_empty()) {
                out[field] = self.settings[field].clone();
            }
        }
        if let Some(topic) = out["SnsTopicName"].as_str() {
            let arn = if topic.starts_with("arn:") {
                topic.to_owned()
            } else {
                format!("arn:aws:sns:{}:{ACCOUNT_ID}:{topic}", self.home)
            };
            out["SnsTopicARN"] = json!(arn);
        }
        out
    }

    /// What `DescribeTrails` and `GetTrail` answer.
    fn describe(&self) -> Value {
        let mut out = self.settings();
        out["HomeRegion"] = json!(self.home);
        out["HasCustomEventSelectors"] = json!(self.selectors.is_some());
        out["HasInsightSelectors"] = json!(!self.insights.is_empty());
        out
    }
}

impl Trails {
    /// A trail by name (of this Region) or ARN, to read. A trail at home
    /// elsewhere is seen here only when it spans all Regions.
    pub(super) fn read(&self, call: &Call, given: &Value) -> Result<&Trail, Refusal> {
        let name = given.as_str().unwrap_or("");
        let key = check::key(&call.region, name)?;
        self.trails
            .get(&key)
            .filter(|trail| trail.home == call.region || trail.spans())
            .ok_or_else(|| missing(name))
    }

    /// A trail to change: only in the Region it was made in.
    pub(super) fn change(&mut self, call: &Call, given: &Value) -> Result<&mut Trail, Refusal> {
        let name = given.as_str().unwrap_or("");
        let key = check::key(&call.region, name)?;
        let trail = self.trails.get_mut(&key).ok_or_else(|| missing(name))?;
        if trail.home != call.region {
            return Err(Refusal::new(
                400,
                "InvalidHomeRegionException",
                format!(
                    "Trail {} must be updated in region {}, in which it was created.",
                    trail.name, trail.home
                ),
            ));
        }
        Ok(trail)
    }

    /// The tags of a trail or event data store, by ARN alone.
    pub(super) fn tagged(&mut self, given: &Value) -> Result<&mut Vec<(String, String)>, Refusal> {
        let arn = given.as_str().unwrap_or("");
        if !arn.starts_with("arn:") {
            return Err(Refusal::new(
                400,
                "CloudTrailARNInvalidException",
                "The specified ARN is not valid.",
            ));
        }
        let of_store = self.stores.get_mut(arn).map(|store| &mut store.tags);
        let found = of_store.or(self.trails.get_mut(arn).map(|trail| &mut trail.tags));
        found.ok_or_else(|| {
            Refusal::new(
                400,
                "ResourceNotFoundException",
                format!("Resource {arn} not found."),
            )
        })
    }

    pub(super) fn create(
        &mut self,
        ground: &Ground<'_>,
        call: &Call,
        request: &Value,
    ) -> Result<Value, Refusal> {
        let name = request["Name"].as_str().unwrap_or("");
        check::name(name)?;
        let arn = arn(&call.region, name);
        if self.trails.contains_key(&arn) {
            return Err(Refusal::new(
                400,
                "TrailAlreadyExistsException",
                format!("Trail {name} already exists for customer: {ACCOUNT_ID}"),
            ));
        }
        let here = self
            .trails
            .values()
            .filter(|trail| trail.home == call.region)
            .count();
        if here >= MOST {
            return Err(Refusal::new(
                403,
                "MaximumNumberOfTrailsExceededException",
                format!("User: {ACCOUNT_ID} already has {here} trails in {}.", call.region),
            ));
        }
        let tags = check::tags(&request["TagsList"])?;
        let mut settings = request.clone();
        check::settings(ground, &call.region, &arn, &mut settings)?;
        let trail = Trail {
            name: name.to_owned(),
            arn: arn.clone(),
            home: call.region.clone(),
            settings,
            tags,
            logging: Logging::default(),
            selectors: None,
            insights: Vec::new(),
        };
        let answer = trail.settings();
        self.trails.insert(arn, trail);
        Ok(answer)
    }

    pub(super) fn update(
        &mut self,
        ground: &Ground<'_>,
        call: &Call,
        request: &Value,
    ) -> Result<Value, Refusal> {
        let trail = self.change(call, &request["Name"])?;
        let mut settings = trail.settings.clone();
        if let (Some(settings), Some(changes)) = (settings.as_object_mut(), request.as_object()) {
            let changes = changes.iter().filter(|(name, _)| *name != "Name");
            settings.extend(changes.map(|(k, v)| (k.clone(), v.clone())));
        }
        check::settings(ground, &call.region, &trail.arn, &mut settings)?;
        trail.settings = settings;
        Ok(trail.settings())
    }

    pub(super) fn describe(&self, call: &Call, request: &Value) -> Value {
        let shadows = request["includeShadowTrails"].as_bool().unwrap_or(true);
        let seen = |trail: &Trail| trail.home == call.region || (shadows && trail.spans());
        let names: Vec<&str> = request["trailNameList"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let asked_for = |trail: &Trail| {
            names.is_empty()
                || names.contains(&trail.arn.as_str())
                || (trail.home == call.region && names.contains(&trail.name.as_str()))
        };
        let found: Vec<Value> = self
            .trails
            .values()
            .filter(|trail| seen(trail) && asked_for(trail))
            .map(Trail::describe)
            .collect();
        json!({"trailList": found})
    }

    pub(super) fn get(&self, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let trail = self.read(call, &request["Name"])?;
        Ok(json!({"Trail": trail.describe()}))
    }

    pub(super) fn list(&self, request: &Value) -> Result<Value, Refusal> {
        let all: Vec<Value> = self
            .trails
            .values()
            .map(|trail| json!({"TrailARN": trail.arn, "Name": trail.name, "HomeRegion": trail.home}))
            .collect();
        let (shown, next) = page::cut(&all, request["NextToken"].as_str(), 100)
            .ok_or_else(|| Refusal::new(400, "InvalidNextTokenException", "The token is not valid."))?;
        let mut body = json!({"Trails": shown});
        if let Some(next) = next {
            body["NextToken"] = json!(next);
        }
        Ok(body)
    }

    pub(super) fn delete(&mut self, call: &Call, request: &Value) -> Result<Value, Refusal> {
        let arn = self.change(call, &request["Name"])?.arn.clone();
        self.trails.remove(&arn);
        Ok(json!({}))
    }
}
