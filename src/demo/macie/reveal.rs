//! Samples of what was found: on or off, under which key, and the samples,
//! read again from the object.

use super::detect::{Detections, Lens};
use super::inspect::{self, Outcome};
use super::inventory::Facts;
use super::state::Region;
use super::{Reply, Work, invalid, missing};
use crate::demo::ACCOUNT_ID;
use crate::demo::s3::view::ObjectView;
use crate::demo::wire::json::Refusal;
use serde_json::{Map, Value, json};

/// Media types of which samples can be had.
const TYPES: &[&str] = &[
    "application/avro",
    "application/gzip",
    "application/json",
    "application/parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
    "text/csv",
    "text/plain",
    "text/tab-separated-values",
];
/// How many samples of each type, and how long.
const SAMPLES: usize = 10;
const LONGEST: usize = 128;

/// `GetRevealConfiguration`.
pub(super) fn get(region: &Region) -> Value {
    region.reveal.clone()
}

/// `UpdateRevealConfiguration`.
pub(super) fn update(region: &mut Region, work: &Work<'_>) -> Reply {
    let wanted = &work.request["configuration"];
    let retrieval = &work.request["retrievalConfiguration"];
    let mut kept = json!({"configuration": {"status": wanted["status"]}});
    match wanted["status"].as_str() {
        Some("DISABLED") => {}
        Some("ENABLED") => {
            let key = wanted["kmsKeyId"].as_str().unwrap_or("");
            let facts = work.ground.kms.facts(work.region(), key, work.now());
            if !facts.is_some_and(|facts| facts.symmetric && facts.state == "Enabled") {
                return Err(invalid(
                    "The kmsKeyId must be an enabled, symmetric encryption KMS key in the current Region.",
                ));
            }
            kept["configuration"]["kmsKeyId"] = json!(key);
        }
        _ => return Err(invalid("The status value must be ENABLED or DISABLED.")),
    }
    match retrieval["retrievalMode"].as_str() {
        None => {}
        Some("CALLER_CREDENTIALS") => {
            kept["retrievalConfiguration"] = json!({"retrievalMode": "CALLER_CREDENTIALS"});
        }
        Some("ASSUME_ROLE") => {
            let name = retrieval["roleName"].as_str().unwrap_or("");
            let role = format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}");
            if !work
                .ground
                .roles
                .admits(&role, "reveal-samples.macie.amazonaws.com")
            {
                return Err(invalid("The role must exist and let Macie assume it."));
            }
            kept["retrievalConfiguration"] = json!({
                "retrievalMode": "ASSUME_ROLE", "roleName": name, "externalId": work.ground.ids.hex(22),
            });
        }
        Some(_) => return Err(invalid("The retrievalMode value isn't valid.")),
    }
    region.reveal = kept;
    Ok(region.reveal.clone())
}

fn finding<'r>(region: &'r Region, work: &Work<'_>) -> Result<&'r Value, Refusal> {
    let at = region.finding_ids.get(work.id()).ok_or_else(missing)?;
    Ok(&region.findings[*at])
}

/// The object that a finding is about, if it is still the same.
fn object_of(work: &Work<'_>, finding: &Value) -> Option<(Facts, ObjectView)> {
    let affected = &finding["resourcesAffected"];
    let bucket = affected["s3Bucket"]["name"].as_str()?;
    let view = work.ground.s3.bucket(bucket)?;
    let objects = work.ground.s3.objects(bucket).into_iter();
    let mut same = objects.filter(|object| {
        affected["s3Object"]["key"] == object.key.as_str()
            && affected["s3Object"]["eTag"] == object.etag.as_str()
    });
    Some((Facts::of(view), same.next()?))
}

/// Why samples cannot be had.
fn reasons(region: &Region, work: &Work<'_>, finding: &Value) -> Vec<&'static str> {
    let details = &finding["classificationDetails"];
    let mut reasons = Vec::new();
    if details.is_null() || finding["sample"] == true {
        return vec!["UNSUPPORTED_FINDING_TYPE"];
    }
    if !details["result"]["mimeType"]
        .as_str()
        .is_some_and(|kind| TYPES.contains(&kind))
    {
        reasons.push("UNSUPPORTED_OBJECT_TYPE");
    }
    if region.export.is_none() {
        reasons.push("INVALID_CLASSIFICATION_RESULT");
    }
    if object_of(work, finding).is_none() {
        reasons.push("OBJECT_UNAVAILABLE");
    }
    reasons
}

/// `GetSensitiveDataOccurrencesAvailability`.
pub(super) fn availability(region: &Region, work: &Work<'_>) -> Reply {
    let reasons = reasons(region, work, finding(region, work)?);
    Ok(if reasons.is_empty() {
        json!({"code": "AVAILABLE"})
    } else {
        json!({"code": "UNAVAILABLE", "reasons": reasons})
    })
}

/// The request of the job that made a finding: what it looked for.
fn lens(region: &Region, work: &Work<'_>, finding: &Value) -> Lens {
    let job = finding["classificationDetails"]["jobId"].as_str().unwrap_or("");
    let request = region.job_ids.get(job).map(|at| &region.jobs[*at].request);
    inspect::lens(region, work.ground, request.unwrap_or(&Value::Null))
}

fn samples(region: &Region, found: &Detections) -> Value {
    let cut = |hits: &[super::detect::Hit]| -> Value {
        let values = hits.iter().take(SAMPLES);
        values
            .map(|hit| json!({"value": hit.value.chars().take(LONGEST).collect::<String>()}))
            .collect()
    };
    let mut out = Map::new();
    for (id, hits) in &found.managed {
        out.insert((*id).to_owned(), cut(hits));
    }
    for (id, hits) in &found.custom {
        let name = region
            .identifiers
            .get(id)
            .and_then(|made| made.request["name"].as_str());
        out.insert(name.unwrap_or(id).to_owned(), cut(hits));
    }
    Value::Object(out)
}

/// `GetSensitiveDataOccurrences`.
pub(super) fn occurrences(region: &Region, work: &Work<'_>) -> Reply {
    let finding = finding(region, work)?;
    if region.reveal["configuration"]["status"] != "ENABLED" {
        return Err(Refusal::new(
            403,
            "AccessDeniedException",
            "Retrieval of sensitive data samples is disabled for the account.",
        ));
    }
    let unprocessable = |message: &str| Err(Refusal::new(422, "UnprocessableEntityException", message));
    if let Some(reason) = reasons(region, work, finding).first() {
        return unprocessable(reason);
    }
    let Some((facts, object)) = object_of(work, finding) else {
        return unprocessable("OBJECT_UNAVAILABLE");
    };
    let lens = lens(region, work, finding);
    match inspect::object(work.ground, &facts, &object, &lens, work.now()) {
        Outcome::Sensitive { found, .. } => {
            Ok(json!({"sensitiveDataOccurrences": samples(region, &found), "status": "SUCCESS"}))
        }
        _ => Ok(json!({"error": "The sensitive data could not be located.", "status": "ERROR"})),
    }
}
