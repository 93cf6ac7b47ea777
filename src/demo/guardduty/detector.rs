//! The detector of a Region: status, frequency, features, tags.

use super::destinations::Destination;
use super::findings::Finding;
use super::{Request, bad};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The features that a detector can be told of, with the configurations within
/// them, and whether a new detector has them on.
const FEATURES: &[(&str, &[&str], bool)] = &[
    ("S3_DATA_EVENTS", &[], true),
    ("EKS_AUDIT_LOGS", &[], true),
    ("EBS_MALWARE_PROTECTION", &[], true),
    ("RDS_LOGIN_EVENTS", &[], true),
    ("LAMBDA_NETWORK_LOGS", &[], true),
    ("EKS_RUNTIME_MONITORING", &["EKS_ADDON_MANAGEMENT"], false),
    (
        "RUNTIME_MONITORING",
        &[
            "EKS_ADDON_MANAGEMENT",
            "ECS_FARGATE_AGENT_MANAGEMENT",
            "EC2_AGENT_MANAGEMENT",
        ],
        false,
    ),
    ("AI_PROTECTION", &[], false),
];

/// The sources that every detector has.
const FOUNDATIONS: &[&str] = &["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];

/// A feature: on or off, since when, and its configurations.
#[derive(Clone, Debug)]
struct Feature {
    on: bool,
    updated: i64,
    more: BTreeMap<String, (bool, i64)>,
}

/// A detector.
#[derive(Debug)]
pub(super) struct Detector {
    pub(super) id: String,
    enabled: bool,
    frequency: String,
    created: Timestamp,
    updated: Timestamp,
    features: BTreeMap<&'static str, Feature>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) findings: BTreeMap<String, Finding>,
    pub(super) destinations: BTreeMap<String, Destination>,
}

/// As GuardDuty writes times: with milliseconds.
pub(super) fn shown(time: Timestamp) -> String {
    time.rfc3339().replace('Z', ".000Z")
}

fn word(on: bool) -> &'static str {
    if on { "ENABLED" } else { "DISABLED" }
}

/// `CreateDetector`: one in each Region.
pub(super) fn create(request: &Request<'_>, detectors: &mut HashMap<String, Detector>) -> Outcome {
    let region = &request.call.region;
    if detectors.contains_key(region) {
        return Err(bad(
            "The request is rejected because a detector already exists for the current account.",
        ));
    }
    let enabled = request.body["enable"].as_bool();
    let enabled =
        enabled.ok_or_else(|| bad("The request is rejected because the parameter enable is required."))?;
    let now = request.call.now;
    let features = FEATURES.iter().map(|(name, more, on)| {
        let feature = Feature {
            on: *on,
            updated: now.0,
            more: more
                .iter()
                .map(|name| ((*name).to_owned(), (false, now.0)))
                .collect(),
        };
        (*name, feature)
    });
    let mut detector = Detector {
        id: request.ids.hex(32),
        enabled,
        frequency: "SIX_HOURS".to_owned(),
        created: now,
        updated: now,
        features: features.collect(),
        tags: outcome::text_map(&request.body["tags"]),
        findings: BTreeMap::new(),
        destinations: BTreeMap::new(),
    };
    detector.apply(&request.body, now)?;
    let id = detector.id.clone();
    detectors.insert(region.clone(), detector);
    Ok(json!({"detectorId": id}))
}

/// `UpdateDetector`.
pub(super) fn update(request: &Request<'_>, detector: &mut Detector) -> Outcome {
    detector.apply(&request.body, request.call.now)?;
    if let Some(enabled) = request.body["enable"].as_bool() {
        detector.enabled = enabled;
    }
    detector.updated = request.call.now;
    Ok(json!({}))
}

/// Features in the older form: data source, its flag, its feature.
fn data_sources(body: &Value) -> [(&'static str, Option<bool>); 3] {
    let sources = &body["dataSources"];
    let malware = &sources["malwareProtection"]["scanEc2InstanceWithFindings"]["ebsVolumes"];
    [
        ("S3_DATA_EVENTS", sources["s3Logs"]["enable"].as_bool()),
        (
            "EKS_AUDIT_LOGS",
            sources["kubernetes"]["auditLogs"]["enable"].as_bool(),
        ),
        ("EBS_MALWARE_PROTECTION", malware.as_bool()),
    ]
}

impl Detector {
    /// Takes over frequency and features of a request, all or none.
    fn apply(&mut self, body: &Value, now: Timestamp) -> Result<(), Refusal> {
        let frequency = outcome::text(body, "findingPublishingFrequency")
            .unwrap_or(&self.frequency)
            .to_owned();
        if !["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"].contains(&frequency.as_str()) {
            return Err(bad(
                "The request is rejected because the parameter findingPublishingFrequency has an invalid value.",
            ));
        }
        let listed = body["features"].as_array().map_or(&[][..], Vec::as_slice);
        if !listed.is_empty() && body["dataSources"].is_object() {
            return Err(bad(
                "The request is rejected because both data sources and features were provided. You can provide \
                 only one, it is recommended to use features.",
            ));
        }
        let mut features = self.features.clone();
        let mut set = |name: &str, on: bool, more: &Value| -> Result<(), Refusal> {
            let invalid =
                || bad("The request is rejected because one or more input feature names are not valid.");
            let feature = features.get_mut(name).ok_or_else(invalid)?;
            if feature.on != on {
                *feature = Feature {
                    on,
                    updated: now.0,
                    more: feature.more.clone(),
                };
            }
            for given in more.as_array().into_iter().flatten() {
                let known = feature.more.get_mut(given["name"].as_str().unwrap_or(""));
                *known.ok_or_else(invalid)? = (given["status"] == "ENABLED", now.0);
            }
            Ok(())
        };
        for given in listed {
            let on = given["status"] == "ENABLED";
            set(
                given["name"].as_str().unwrap_or(""),
                on,
                &given["additionalConfiguration"],
            )?;
        }
        for (name, on) in data_sources(body) {
            if let Some(on) = on {
                set(name, on, &Value::Null)?;
            }
        }
        let on = |name: &str| features.get(name).is_some_and(|feature| feature.on);
        if on("EKS_RUNTIME_MONITORING") && on("RUNTIME_MONITORING") {
            return Err(bad(
                "The request is rejected because EKS_RUNTIME_MONITORING and RUNTIME_MONITORING cannot both be enabled.",
            ));
        }
        self.features = features;
        self.frequency = frequency;
        Ok(())
    }

    /// As `GetDetector` answers.
    pub(super) fn described(&self) -> Value {
        let foundations = FOUNDATIONS
            .iter()
            .map(|name| json!({"name": name, "status": word(self.enabled), "updatedAt": self.created.0}));
        let features = self.features.iter().map(|(name, feature)| {
            let mut row = json!({"name": name, "status": word(feature.on), "updatedAt": feature.updated});
            if !feature.more.is_empty() {
                let more = feature.more.iter();
                row["additionalConfiguration"] = more
                    .map(|(name, (on, at))| json!({"name": name, "status": word(*on), "updatedAt": at}))
                    .collect();
            }
            row
        });
        let status = |name: &str| word(self.features.get(name).is_some_and(|feature| feature.on));
        json!({
            "createdAt": shown(self.created),
            "updatedAt": shown(self.updated),
            "findingPublishingFrequency": self.frequency,
            "serviceRole": format!("arn:aws:iam::{ACCOUNT_ID}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"),
            "status": word(self.enabled),
            "dataSources": {
                "cloudTrail": {"status": word(self.enabled)},
                "dnsLogs": {"status": word(self.enabled)},
                "flowLogs": {"status": word(self.enabled)},
                "s3Logs": {"status": status("S3_DATA_EVENTS")},
                "kubernetes": {"auditLogs": {"status": status("EKS_AUDIT_LOGS")}},
                "malwareProtection": {"scanEc2InstanceWithFindings": {
                    "ebsVolumes": {"status": status("EBS_MALWARE_PROTECTION")},
                }},
            },
            "tags": self.tags,
            "features": foundations.chain(features).collect::<Vec<Value>>(),
        })
    }
}

/// The tags of the detector or of one of its destinations, by ARN.
pub(super) fn tags(request: &Request<'_>, detectors: &mut HashMap<String, Detector>) -> Outcome {
    let arn = request.path[1..].join("/");
    let region = &request.call.region;
    let invalid = || bad("The request is rejected because the resource ARN is not valid or does not exist.");
    let detector = detectors.get_mut(region).ok_or_else(invalid)?;
    let own = format!("arn:aws:guardduty:{region}:{ACCOUNT_ID}:detector/{}", detector.id);
    let tags = match arn.strip_prefix(&own).ok_or_else(invalid)? {
        "" => &mut detector.tags,
        rest => {
            let id = rest.strip_prefix("/publishingDestination/").ok_or_else(invalid)?;
            &mut detector.destinations.get_mut(id).ok_or_else(invalid)?.tags
        }
    };
    match request.call.operation.as_str() {
        "ListTagsForResource" => Ok(json!({"tags": tags})),
        "TagResource" => {
            tags.extend(outcome::text_map(&request.body["tags"]));
            Ok(Value::Null)
        }
        _ => {
            let gone: Vec<&String> = request
                .call
                .query
                .0
                .iter()
                .filter(|(n, _)| n == "tagKeys")
                .map(|(_, v)| v)
                .collect();
            tags.retain(|key, _| !gone.contains(&key));
            Ok(Value::Null)
        }
    }
}
