//! Where findings are published: a bucket, with a key.

use super::detector::Detector;
use super::{Request, bad};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A publishing destination.
#[derive(Debug)]
pub(super) struct Destination {
    properties: Value,
    pub(super) tags: BTreeMap<String, String>,
}

fn unknown() -> Refusal {
    bad("The request is rejected because the input destinationId is not valid.")
}

/// The properties of a request: a bucket's ARN and a key's.
fn properties(request: &Request<'_>) -> Result<Value, Refusal> {
    let given = &request.body["destinationProperties"];
    let bucket = outcome::text(given, "destinationArn").filter(|arn| arn.starts_with("arn:aws:s3:::"));
    let key = outcome::text(given, "kmsKeyArn")
        .filter(|arn| arn.starts_with("arn:aws:kms:") && arn.contains(":key/"));
    match (bucket, key) {
        (Some(_), Some(_)) => Ok(given.clone()),
        _ => Err(bad(
            "The request failed because the GuardDuty service principal does not have permission to the KMS key or \
             the resource specified by destinationArn, or one of them is not an ARN.",
        )),
    }
}

/// `CreatePublishingDestination`.
pub(super) fn create(request: &Request<'_>, detector: &mut Detector) -> Outcome {
    if request.body["destinationType"] != "S3" {
        return Err(bad(
            "The request is rejected because the parameter destinationType has an invalid value.",
        ));
    }
    let properties = properties(request)?;
    if !detector.destinations.is_empty() {
        return Err(bad(
            "The request is rejected because a publishing destination already exists for the detector.",
        ));
    }
    let id = request.ids.hex(32);
    let tags = outcome::text_map(&request.body["tags"]);
    detector
        .destinations
        .insert(id.clone(), Destination { properties, tags });
    Ok(json!({"destinationId": id}))
}

fn summary(id: &str) -> Value {
    json!({"destinationId": id, "destinationType": "S3", "status": "PUBLISHING"})
}

/// `ListPublishingDestinations`.
pub(super) fn list(request: &Request<'_>, detector: &Detector) -> Outcome {
    let rows: Vec<Value> = detector.destinations.keys().map(|id| summary(id)).collect();
    request.page("destinations", &rows)
}

impl Request<'_> {
    fn destination<'d>(&self, detector: &'d mut Detector) -> Result<(&str, &'d mut Destination), Refusal> {
        let id = self.path.get(3).map_or("", String::as_str);
        let found = detector.destinations.get_mut(id).ok_or_else(unknown)?;
        Ok((id, found))
    }
}

/// `DescribePublishingDestination`.
pub(super) fn describe(request: &Request<'_>, detector: &mut Detector) -> Outcome {
    let (id, destination) = request.destination(detector)?;
    let mut out = summary(id);
    out["publishingFailureStartTimestamp"] = json!(0);
    out["destinationProperties"] = destination.properties.clone();
    out["tags"] = json!(destination.tags);
    Ok(out)
}

/// `UpdatePublishingDestination`.
pub(super) fn update(request: &Request<'_>, detector: &mut Detector) -> Outcome {
    let properties = properties(request)?;
    request.destination(detector)?.1.properties = properties;
    Ok(json!({}))
}

/// `DeletePublishingDestination`.
pub(super) fn delete(request: &Request<'_>, detector: &mut Detector) -> Outcome {
    let id = request.destination(detector)?.0.to_owned();
    detector.destinations.remove(&id);
    Ok(json!({}))
}
