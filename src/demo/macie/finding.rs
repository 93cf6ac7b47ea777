//! One finding, as `GetFindings` answers it.

use super::content;
use super::detect::{Detections, Hit, Place, identifiers};
use super::inventory::{Facts, pairs};
use super::state::Region;
use super::{Ground, export};
use crate::demo::ACCOUNT_ID;
use crate::demo::s3::view::{self as s3, ObjectView, Sealed};
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// How many occurrences a finding locates.
const LOCATED: usize = 15;

/// Where a sensitive data finding comes from.
pub(super) struct Source {
    /// `SENSITIVE_DATA_DISCOVERY_JOB` or `AUTOMATED_SENSITIVE_DATA_DISCOVERY`.
    pub(super) origin: &'static str,
    pub(super) id: String,
    pub(super) arn: String,
}

impl Source {
    pub(super) fn job(region: &Region, id: &str) -> Self {
        Self {
            origin: "SENSITIVE_DATA_DISCOVERY_JOB",
            id: id.to_owned(),
            arn: region.arn("classification-job", id),
        }
    }

    pub(super) fn discovery(region: &Region, id: &str) -> Self {
        Self {
            origin: "AUTOMATED_SENSITIVE_DATA_DISCOVERY",
            id: id.to_owned(),
            arn: region.arn("classification-job", id),
        }
    }
}

/// What was found in an object.
pub(super) struct Result<'a> {
    pub(super) media_type: &'static str,
    pub(super) found: &'a Detections,
}

/// `severity`.
pub(super) fn severity(score: u8) -> Value {
    let description = match score {
        1 => "Low",
        2 => "Medium",
        _ => "High",
    };
    json!({"description": description, "score": score})
}

/// Type, title and description of sensitive data findings.
pub(super) fn words(categories: &[&str]) -> (&'static str, &'static str, &'static str) {
    match categories {
        ["CREDENTIALS"] => (
            "SensitiveData:S3Object/Credentials",
            "The S3 object contains credentials.",
            "The object contains credentials data such as private keys or AWS secret access keys.",
        ),
        ["FINANCIAL_INFORMATION"] => (
            "SensitiveData:S3Object/Financial",
            "The S3 object contains financial information.",
            "The object contains financial information such as bank account numbers or credit card numbers.",
        ),
        ["PERSONAL_INFORMATION"] => (
            "SensitiveData:S3Object/Personal",
            "The S3 object contains personal information.",
            "The object contains personal information such as first or last names, addresses, or identification numbers.",
        ),
        ["CUSTOM_IDENTIFIER"] => (
            "SensitiveData:S3Object/CustomIdentifier",
            "The S3 object contains custom sensitive data.",
            "The object contains text that matches the detection criteria of one or more custom data identifiers.",
        ),
        _ => (
            "SensitiveData:S3Object/Multiple",
            "The S3 object contains multiple categories of sensitive data.",
            "The object contains more than one category of sensitive data.",
        ),
    }
}

/// What all findings have.
pub(super) fn frame(region: &Region, id: &str, score: u8, words: (&str, &str, &str), at: Timestamp) -> Value {
    let (kind, title, description) = words;
    let category = if kind.starts_with("Policy") {
        "POLICY"
    } else {
        "CLASSIFICATION"
    };
    json!({
        "accountId": ACCOUNT_ID,
        "archived": false,
        "category": category,
        "count": 1,
        "createdAt": at.rfc3339(),
        "description": description,
        "id": id,
        "partition": "aws",
        "region": region.name,
        "sample": false,
        "schemaVersion": "1.0",
        "severity": severity(score),
        "title": title,
        "type": kind,
        "updatedAt": at.rfc3339(),
    })
}

fn sealed(encryption: &Sealed) -> Value {
    let known = ["AES256", "aws:kms", "aws:kms:dsse"].contains(&encryption.algorithm.as_str());
    let kind = if known {
        encryption.algorithm.as_str()
    } else {
        "UNKNOWN"
    };
    let mut out = json!({"encryptionType": kind});
    if let Some(key) = &encryption.key {
        out["kmsMasterKeyId"] = json!(key);
    }
    out
}

/// `resourcesAffected.s3Bucket`.
pub(super) fn bucket(facts: &Facts) -> Value {
    let view = &facts.view;
    json!({
        "allowsUnencryptedObjectUploads": facts.allows_unencrypted_uploads(),
        "arn": format!("arn:aws:s3:::{}", view.name),
        "createdAt": view.created.rfc3339(),
        "defaultServerSideEncryption": sealed(&view.encryption),
        "name": view.name,
        "owner": {"id": s3::owner()},
        "publicAccess": facts.public_access(),
        "tags": facts.tags(),
    })
}

/// `resourcesAffected.s3Object`.
fn object_of(facts: &Facts, object: &ObjectView) -> Value {
    let mut out = json!({
        "bucketArn": format!("arn:aws:s3:::{}", facts.view.name),
        "eTag": object.etag,
        "extension": content::extension(&object.key),
        "key": object.key,
        "lastModified": object.modified.rfc3339(),
        "path": format!("{}/{}", facts.view.name, object.key),
        "publicAccess": facts.is_readable(),
        "serverSideEncryption": sealed(&object.encryption),
        "size": object.body.len(),
        "storageClass": object.storage_class,
        "tags": pairs(&object.tags),
    });
    if let Some(version) = &object.version {
        out["versionId"] = json!(version);
    }
    out
}

/// `occurrences` of the first so many hits.
fn occurrences(hits: &[Hit]) -> Value {
    let (mut cells, mut records, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for hit in hits {
        match &hit.place {
            Place::Cell { column, name, row } => {
                let mut cell = json!({"column": column, "row": row});
                if let Some(name) = name {
                    cell["columnName"] = json!(name.as_ref());
                }
                cells.push(cell);
            }
            Place::Record { path, index } => records.push(json!({"jsonPath": path, "recordIndex": index})),
            Place::Lines { start, end, column } => {
                lines.push(json!({"start": start, "end": end, "startColumn": column}));
            }
        }
    }
    let mut out = json!({});
    for (field, list) in [("cells", cells), ("records", records), ("lineRanges", lines)] {
        if !list.is_empty() {
            out[field] = json!(list);
        }
    }
    out
}

/// Takes up to so many hits, and says how many are left to take.
fn located(hits: &[Hit], left: &mut usize) -> Option<Value> {
    let taken = hits.len().min(*left);
    *left -= taken;
    (taken > 0).then(|| occurrences(&hits[..taken]))
}

/// The findings' part about managed data identifiers, with the severity.
fn managed(found: &Detections, left: &mut usize) -> (Vec<&'static str>, Value, u8) {
    let (mut items, mut names, mut score) = (Vec::new(), Vec::new(), 0);
    for category in ["CREDENTIALS", "FINANCIAL_INFORMATION", "PERSONAL_INFORMATION"] {
        let (mut detections, mut total) = (Vec::new(), 0);
        for (id, hits) in &found.managed {
            let Some(identifier) = identifiers::by_id(id).filter(|i| i.category == category) else {
                continue;
            };
            score = score.max(identifier.severity(hits.len()));
            total += hits.len();
            let mut detection = json!({"type": id, "count": hits.len()});
            if let Some(places) = located(hits, left) {
                detection["occurrences"] = places;
            }
            detections.push(detection);
        }
        if total > 0 {
            names.push(category);
            items.push(json!({"category": category, "totalCount": total, "detections": detections}));
        }
    }
    (names, json!(items), score)
}

/// The severity that a custom data identifier gives to so many occurrences:
/// none below its lowest threshold.
fn custom_severity(request: &Value, count: usize) -> Option<u8> {
    let Some(levels) = request["severityLevels"].as_array().filter(|l| !l.is_empty()) else {
        return Some(2);
    };
    let reached = levels.iter().filter(|level| {
        let least = level["occurrencesThreshold"].as_u64().unwrap_or(1);
        u64::try_from(count).is_ok_and(|count| count >= least)
    });
    reached
        .map(|level| match level["severity"].as_str() {
            Some("LOW") => 1,
            Some("MEDIUM") => 2,
            _ => 3,
        })
        .max()
}

fn custom(region: &Region, found: &Detections, left: &mut usize) -> (Value, u8) {
    let (mut detections, mut total, mut highest) = (Vec::new(), 0, 0);
    for (id, hits) in &found.custom {
        let Some(made) = region.identifiers.get(id) else {
            continue;
        };
        let Some(score) = custom_severity(&made.request, hits.len()) else {
            continue;
        };
        highest = highest.max(score);
        total += hits.len();
        let mut detection = json!({
            "arn": region.arn("custom-data-identifier", id),
            "count": hits.len(),
            "name": made.request["name"],
        });
        if let Some(places) = located(hits, left) {
            detection["occurrences"] = places;
        }
        detections.push(detection);
    }
    (json!({"detections": detections, "totalCount": total}), highest)
}

/// A sensitive data finding about an object; none when all that was found is
/// below the thresholds of custom data identifiers.
pub(super) fn sensitive(
    region: &Region,
    ground: &Ground,
    source: &Source,
    facts: &Facts,
    object: &ObjectView,
    result: &Result<'_>,
    at: Timestamp,
) -> Option<Value> {
    let mut left = LOCATED;
    let (mut categories, items, by_managed) = managed(result.found, &mut left);
    let (custom, by_custom) = custom(region, result.found, &mut left);
    if by_custom > 0 {
        categories.push("CUSTOM_IDENTIFIER");
    }
    if categories.is_empty() {
        return None;
    }
    let all: usize = result
        .found
        .managed
        .values()
        .chain(result.found.custom.values())
        .map(Vec::len)
        .sum();
    let id = ground.ids.hex(32);
    let score = by_managed.max(by_custom);
    let mut out = frame(region, &id, score, words(&categories), at);
    out["classificationDetails"] = json!({
        "detailedResultsLocation": export::location(region, &source.id, &ground.ids.uuid()),
        "jobArn": source.arn,
        "jobId": source.id,
        "originType": source.origin,
        "result": {
            "additionalOccurrences": all > LOCATED,
            "customDataIdentifiers": custom,
            "mimeType": result.media_type,
            "sensitiveData": items,
            "sizeClassified": object.body.len(),
            "status": {"code": "COMPLETE"},
        },
    });
    out["resourcesAffected"] = json!({"s3Bucket": bucket(facts), "s3Object": object_of(facts, object)});
    Some(out)
}
