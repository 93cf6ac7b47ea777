//! Lifecycle rules: refused when S3 refuses them, kept as they were put, and
//! told to objects in `x-amz-expiration`. Nothing is ever expired by them.

use super::reply::{Outcome, Refusal, document, element, empty, header, http_date};
use super::request::Request;
use super::state::{Bucket, Version};
use crate::demo::Response;
use crate::demo::wire::{query, xml::Element};
use crate::inventory::Timestamp;

const DAY: i64 = 24 * 60 * 60;
const SMALLEST: &str = "x-amz-transition-default-minimum-object-size";
const SMALLEST_VALUES: [&str; 2] = ["all_storage_classes_128K", "varies_by_storage_class"];

/// What buckets made since September 2024 do unless told otherwise.
pub(super) const SMALLEST_DEFAULT: &str = SMALLEST_VALUES[0];

/// `GetBucketLifecycleConfiguration`.
pub(super) fn get(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let rules = bucket.configurations.get("lifecycle").ok_or_else(|| {
        Refusal::new(
            404,
            "NoSuchLifecycleConfiguration",
            "The lifecycle configuration does not exist",
        )
        .element("BucketName", request.address.bucket.clone())
    })?;
    let mut response = document("LifecycleConfiguration", |x| {
        rules.children.iter().for_each(|rule| element(x, rule));
    });
    header(&mut response, SMALLEST, &bucket.smallest_transition);
    Ok(response)
}

/// `PutBucketLifecycleConfiguration`. A rule without an id gets one.
pub(super) fn put(request: &mut Request<'_>) -> Outcome {
    let mut body = request.body("LifecycleConfiguration")?;
    let smallest = request.call.header(SMALLEST).unwrap_or(SMALLEST_DEFAULT);
    if !SMALLEST_VALUES.contains(&smallest) {
        return Err(Refusal::argument(format!(
            "Invalid value for {SMALLEST}: {smallest}"
        )));
    }
    let mut seen: Vec<String> = Vec::new();
    for rule in &mut body.children {
        check(rule)?;
        let id = rule.at("ID").filter(|id| !id.is_empty()).map(str::to_owned);
        let id = id.unwrap_or_else(|| {
            let made = request.ids.uuid();
            rule.children.retain(|c| c.name != "ID");
            rule.children.push(Element {
                name: "ID".to_owned(),
                text: made.clone(),
                ..Element::default()
            });
            made
        });
        if id.len() > 255 {
            return Err(Refusal::argument(
                "ID length should not exceed allowed limit of 255",
            ));
        }
        if seen.contains(&id) {
            return Err(Refusal::argument(
                "Rule ID must be unique. Found same ID for more than one rule",
            ));
        }
        seen.push(id);
    }
    if seen.is_empty() || seen.len() > 1000 {
        return Err(Refusal::malformed());
    }
    let smallest = smallest.to_owned();
    let bucket = request.bucket_mut()?;
    bucket.configurations.insert("lifecycle", body);
    bucket.smallest_transition.clone_from(&smallest);
    let mut response = empty(200);
    header(&mut response, SMALLEST, &smallest);
    Ok(response)
}

/// `DeleteBucketLifecycle`.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.configurations.remove("lifecycle");
    Ok(empty(204))
}

const ACTIONS: &[&str] = &[
    "Expiration",
    "Transition",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransition",
    "AbortIncompleteMultipartUpload",
];

/// Refuses what the schema and the API reference refuse of a rule.
fn check(rule: &Element) -> Result<(), Refusal> {
    let enabled = ["Enabled", "Disabled"].contains(&rule.at("Status").unwrap_or(""));
    let scopes = usize::from(rule.child("Filter").is_some()) + usize::from(rule.child("Prefix").is_some());
    if rule.name != "Rule" || !enabled || scopes != 1 {
        return Err(Refusal::malformed());
    }
    if let Some(filter) = rule.child("Filter")
        && filter.children.len() > 1
    {
        return Err(Refusal::malformed());
    }
    if !ACTIONS.iter().any(|action| rule.child(action).is_some()) {
        return Err(Refusal::request(
            "At least one action needs to be specified in a rule",
        ));
    }
    if let Some(expiration) = rule.child("Expiration") {
        check_when(expiration, "Expiration")?;
    }
    for transition in rule.all("Transition") {
        check_when(transition, "Transition")?;
        let class = transition.at("StorageClass").ok_or_else(Refusal::malformed)?;
        let days = transition.at("Days").and_then(|d| d.parse::<i64>().ok());
        if ["STANDARD_IA", "ONEZONE_IA"].contains(&class) && days.is_some_and(|days| days < 30) {
            return Err(Refusal::argument(format!(
                "'Days' in Transition action must be greater than or equal to 30 for storageClass '{class}'"
            )));
        }
    }
    for (action, field) in [
        ("NoncurrentVersionExpiration", "NoncurrentDays"),
        ("NoncurrentVersionTransition", "NoncurrentDays"),
        ("AbortIncompleteMultipartUpload", "DaysAfterInitiation"),
    ] {
        for action in rule.all(action) {
            positive(action, field)?;
        }
    }
    Ok(())
}

fn positive(action: &Element, field: &str) -> Result<(), Refusal> {
    match action.at(field).map(str::parse::<i64>) {
        None => Err(Refusal::malformed()),
        Some(Ok(days)) if days > 0 => Ok(()),
        Some(_) => Err(Refusal::argument(format!(
            "'{field}' for {} action must be a positive integer",
            action.name
        ))),
    }
}

/// Exactly one of days, a date at midnight, or the removal of markers.
fn check_when(action: &Element, name: &str) -> Result<(), Refusal> {
    let given = ["Days", "Date", "ExpiredObjectDeleteMarker"]
        .iter()
        .filter(|field| action.child(field).is_some())
        .count();
    if given != 1 {
        return Err(Refusal::malformed());
    }
    if let Some(days) = action.at("Days") {
        let least = i64::from(name == "Expiration");
        if days.parse::<i64>().ok().is_none_or(|days| days < least) {
            return Err(Refusal::argument(format!(
                "'Days' for {name} action must be a positive integer"
            )));
        }
    }
    if let Some(date) = action.at("Date") {
        let at = Timestamp::parse(date).ok_or_else(Refusal::malformed)?;
        if at.0 % DAY != 0 {
            return Err(Refusal::argument("'Date' must be at midnight GMT"));
        }
    }
    Ok(())
}

/// `x-amz-expiration`: when the first rule that fits will expire the object.
pub(super) fn tell(bucket: &Bucket, key: &str, version: &Version, response: &mut Response) {
    let rules = bucket.configurations.get("lifecycle");
    let soonest = rules
        .iter()
        .flat_map(|rules| &rules.children)
        .filter(|rule| rule.at("Status") == Some("Enabled") && fits(rule, key, version))
        .filter_map(|rule| Some((expiry(rule, version)?, rule.at("ID").unwrap_or(""))))
        .min_by_key(|(at, _)| at.0);
    if let Some((at, id)) = soonest {
        let value = format!(
            "expiry-date=\"{}\", rule-id=\"{}\"",
            http_date(at),
            query::encode(id)
        );
        header(response, "x-amz-expiration", &value);
    }
}

/// Days count from the next midnight.
fn expiry(rule: &Element, version: &Version) -> Option<Timestamp> {
    let expiration = rule.child("Expiration")?;
    if let Some(date) = expiration.at("Date") {
        return Timestamp::parse(date);
    }
    let days: i64 = expiration.at("Days")?.parse().ok()?;
    let midnight = (version.modified.0.div_euclid(DAY) + 1) * DAY;
    Some(Timestamp(midnight.saturating_add(days.saturating_mul(DAY))))
}

fn fits(rule: &Element, key: &str, version: &Version) -> bool {
    let filter = rule.child("Filter").unwrap_or(rule);
    let and = filter.child("And").unwrap_or(filter);
    let prefix = and.at("Prefix").is_none_or(|prefix| key.starts_with(prefix));
    let tags = and.all("Tag").all(|tag| {
        let wanted = (tag.at("Key").unwrap_or(""), tag.at("Value").unwrap_or(""));
        version
            .tags
            .iter()
            .any(|(k, v)| (k.as_str(), v.as_str()) == wanted)
    });
    let size = |name: &str| and.at(name).and_then(|n| n.parse::<usize>().ok());
    prefix
        && tags
        && size("ObjectSizeGreaterThan").is_none_or(|n| version.body.len() > n)
        && size("ObjectSizeLessThan").is_none_or(|n| version.body.len() < n)
}
