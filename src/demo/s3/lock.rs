//! Object Lock: what may not be deleted, and until when.

use super::reply::{Outcome, Refusal, document, element, empty};
use super::request::Request;
use super::state::{Bucket, Lock, Version};
use crate::demo::Call;
use crate::inventory::Timestamp;

const DAY: i64 = 24 * 60 * 60;

fn none() -> Refusal {
    Refusal::new(
        404,
        "ObjectLockConfigurationNotFoundError",
        "Object Lock configuration does not exist for this bucket",
    )
}

/// `GetObjectLockConfiguration`.
pub(super) fn configuration(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    if !bucket.lock_enabled {
        return Err(none());
    }
    Ok(document("ObjectLockConfiguration", |x| {
        x.text("ObjectLockEnabled", "Enabled");
        if let Some(rule) = &bucket.lock_rule {
            element(x, rule);
        }
    }))
}

/// `PutObjectLockConfiguration`: needs versioning; cannot be undone.
pub(super) fn put_configuration(request: &mut Request<'_>) -> Outcome {
    let body = request.body("ObjectLockConfiguration")?;
    let rule = body.child("Rule").cloned();
    if let Some(rule) = &rule {
        let mode = rule.at("DefaultRetention/Mode").unwrap_or("");
        let days = rule.at("DefaultRetention/Days");
        let years = rule.at("DefaultRetention/Years");
        if !["GOVERNANCE", "COMPLIANCE"].contains(&mode) || days.is_some() == years.is_some() {
            return Err(Refusal::malformed());
        }
        let period = days.or(years).and_then(|n| n.parse::<i64>().ok());
        let longest = if days.is_some() { 36_500 } else { 100 };
        if !period.is_some_and(|n| (1..=longest).contains(&n)) {
            return Err(Refusal::new(
                400,
                "InvalidRetentionPeriod",
                "Default retention period must be a positive integer value.",
            ));
        }
    }
    if body.at("ObjectLockEnabled").is_some_and(|v| v != "Enabled") {
        return Err(Refusal::malformed());
    }
    let bucket = request.bucket_mut()?;
    if !bucket.is_versioned() {
        return Err(Refusal::new(
            409,
            "InvalidBucketState",
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        ));
    }
    bucket.lock_enabled = true;
    bucket.lock_rule = rule;
    Ok(empty(200))
}

/// The lock of a new object: as its headers say, else as the bucket's default.
pub(super) fn for_new(call: &Call, bucket: &Bucket) -> Result<Lock, Refusal> {
    let mode = call.header("x-amz-object-lock-mode");
    let until = call.header("x-amz-object-lock-retain-until-date");
    let hold = match call.header("x-amz-object-lock-legal-hold") {
        None => None,
        Some("ON") => Some(true),
        Some("OFF") => Some(false),
        Some(_) => return Err(Refusal::argument("Legal Hold must be either of 'ON' or 'OFF'")),
    };
    if !bucket.lock_enabled {
        return if mode.is_some() || until.is_some() || hold.is_some() {
            Err(unlocked())
        } else {
            Ok(Lock::default())
        };
    }
    let retention = match (mode, until) {
        (Some(mode), Some(until)) => Some(retention(mode, until, call.now)?),
        (None, None) => default_retention(bucket, call.now),
        _ => {
            return Err(Refusal::argument(
                "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
            ));
        }
    };
    Ok(Lock {
        retention,
        legal_hold: hold,
    })
}

fn retention(mode: &str, until: &str, now: Timestamp) -> Result<(String, Timestamp), Refusal> {
    let date = Timestamp::parse(until)
        .filter(|date| *date > now)
        .ok_or_else(|| Refusal::argument("The retain until date must be in the future!"))?;
    if ["GOVERNANCE", "COMPLIANCE"].contains(&mode) {
        Ok((mode.to_owned(), date))
    } else {
        Err(Refusal::argument("Unknown wormMode directive."))
    }
}

fn default_retention(bucket: &Bucket, now: Timestamp) -> Option<(String, Timestamp)> {
    let rule = bucket.lock_rule.as_ref()?;
    let mode = rule.at("DefaultRetention/Mode")?;
    let number = |name: &str| rule.at(name).and_then(|n| n.parse::<i64>().ok());
    let days = number("DefaultRetention/Days")
        .or_else(|| number("DefaultRetention/Years").map(|years| years * 365))?;
    Some((mode.to_owned(), Timestamp(now.0.saturating_add(days * DAY))))
}

/// A call that locks an object must let S3 check what it sends.
pub(super) fn check_integrity(request: &Request<'_>) -> Result<(), Refusal> {
    let headers = &request.call.headers;
    let locks = ["x-amz-object-lock-mode", "x-amz-object-lock-legal-hold"]
        .iter()
        .any(|name| headers.contains_key(*name));
    if locks && request.brought.is_none() && !headers.contains_key("content-md5") {
        return Err(Refusal::request(
            "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock \
             parameters",
        ));
    }
    Ok(())
}

fn protected() -> Refusal {
    Refusal::denied("Access Denied because object protected by object lock.")
}

/// Whether the caller goes past governance, as only a few may.
fn bypasses(call: &Call) -> bool {
    call.header("x-amz-bypass-governance-retention")
        .is_some_and(|v| v.eq_ignore_ascii_case("true"))
}

/// Refuses to let go of a version that is held.
pub(super) fn check_deletion(call: &Call, version: &Version) -> Result<(), Refusal> {
    let bypass = bypasses(call);
    let kept = version
        .lock
        .retention
        .as_ref()
        .is_some_and(|(mode, until)| *until > call.now && !(bypass && mode == "GOVERNANCE"));
    if kept || version.lock.legal_hold == Some(true) {
        return Err(protected());
    }
    Ok(())
}

/// The version that a call names, in a bucket with object lock.
fn lockable<'a>(request: &'a Request<'_>) -> Result<&'a Version, Refusal> {
    if !request.bucket()?.lock_enabled {
        return Err(unlocked());
    }
    request.version()
}

/// `GetObjectRetention`.
pub(super) fn object_retention(request: &mut Request<'_>) -> Outcome {
    let retention = lockable(request)?.lock.retention.as_ref();
    let (mode, until) = retention.ok_or_else(no_lock)?;
    Ok(document("Retention", |x| {
        x.text("Mode", mode);
        x.text("RetainUntilDate", until.rfc3339());
    }))
}

/// `PutObjectRetention`: compliance is never shortened; governance is by who
/// bypasses it. An empty retention takes it away.
pub(super) fn put_object_retention(request: &mut Request<'_>) -> Outcome {
    let body = request.body("Retention")?;
    let now = request.call.now;
    let held = lockable(request)?.lock.retention.clone();
    let wanted = match (body.at("Mode"), body.at("RetainUntilDate")) {
        (None, None) => None,
        (Some(mode), Some(until)) if ["GOVERNANCE", "COMPLIANCE"].contains(&mode) => {
            Some(retention(mode, until, now)?)
        }
        _ => return Err(Refusal::malformed()),
    };
    if let Some((mode, date)) = held.filter(|(_, date)| *date > now) {
        let weaker = wanted
            .as_ref()
            .is_none_or(|(new, until)| *until < date || *new != mode && new == "GOVERNANCE");
        let changes = weaker || mode == "GOVERNANCE" && wanted.as_ref().is_some_and(|(new, _)| *new != mode);
        if changes && !(mode == "GOVERNANCE" && bypasses(request.call)) {
            return Err(protected());
        }
    }
    request.change(|version| version.lock.retention = wanted)?;
    Ok(empty(200))
}

/// `GetObjectLegalHold`. An object that never was held has no configuration.
pub(super) fn legal_hold(request: &mut Request<'_>) -> Outcome {
    let held = lockable(request)?.lock.legal_hold.ok_or_else(no_lock)?;
    Ok(document("LegalHold", |x| {
        x.text("Status", if held { "ON" } else { "OFF" });
    }))
}

/// `PutObjectLegalHold`.
pub(super) fn put_legal_hold(request: &mut Request<'_>) -> Outcome {
    let held = match request.body("LegalHold")?.at("Status") {
        Some("ON") => true,
        Some("OFF") => false,
        _ => return Err(Refusal::malformed()),
    };
    lockable(request)?;
    request.change(|version| version.lock.legal_hold = Some(held))?;
    Ok(empty(200))
}

fn unlocked() -> Refusal {
    Refusal::request("Bucket is missing Object Lock Configuration")
}

fn no_lock() -> Refusal {
    Refusal::new(
        404,
        "NoSuchObjectLockConfiguration",
        "The specified object does not have a ObjectLock configuration",
    )
}
