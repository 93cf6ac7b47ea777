//! Object Lock: what may not be deleted, and until when.

use super::reply::{Outcome, Refusal, document, element, empty};
use super::state::{Bucket, Lock, Request, Version};
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
        let period = days.or(years).and_then(|n| n.parse::<u32>().ok());
        if !["GOVERNANCE", "COMPLIANCE"].contains(&mode)
            || days.is_some() == years.is_some()
            || period.is_none_or(|n| n == 0)
        {
            return Err(Refusal::malformed());
        }
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
    let hold = call.header("x-amz-object-lock-legal-hold") == Some("ON");
    if !bucket.lock_enabled {
        return if mode.is_some() || until.is_some() || hold {
            Err(Refusal::new(
                400,
                "InvalidRequest",
                "Bucket is missing Object Lock Configuration",
            ))
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

/// Refuses to let go of a version that is held.
pub(super) fn check_deletion(call: &Call, version: &Version) -> Result<(), Refusal> {
    let bypass = call
        .header("x-amz-bypass-governance-retention")
        .is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let kept = version
        .lock
        .retention
        .as_ref()
        .is_some_and(|(mode, until)| *until > call.now && !(bypass && mode == "GOVERNANCE"));
    if kept || version.lock.legal_hold {
        return Err(Refusal::denied(
            "Access Denied because object protected by object lock.",
        ));
    }
    Ok(())
}

/// `GetObjectRetention`.
pub(super) fn object_retention(request: &mut Request<'_>) -> Outcome {
    let version = super::objects::named(request)?;
    let (mode, until) = version.lock.retention.clone().ok_or_else(no_lock)?;
    Ok(document("Retention", |x| {
        x.text("Mode", mode);
        x.text("RetainUntilDate", until.rfc3339());
    }))
}

/// `PutObjectRetention`: compliance is never shortened.
pub(super) fn put_object_retention(request: &mut Request<'_>) -> Outcome {
    let body = request.body("Retention")?;
    let (Some(mode), Some(until)) = (body.at("Mode"), body.at("RetainUntilDate")) else {
        return Err(Refusal::malformed());
    };
    let wanted = retention(mode, until, request.call.now)?;
    let version = super::objects::named(request)?;
    if let Some((held, date)) = &version.lock.retention
        && *date > request.call.now
        && (wanted.1 < *date || held == "COMPLIANCE" && wanted.0 != *held)
    {
        check_deletion(request.call, version)?;
    }
    super::objects::change(request, |version| version.lock.retention = Some(wanted))?;
    Ok(empty(200))
}

/// `GetObjectLegalHold`.
pub(super) fn legal_hold(request: &mut Request<'_>) -> Outcome {
    request.bucket()?.lock_enabled.then_some(()).ok_or_else(no_lock)?;
    let held = super::objects::named(request)?.lock.legal_hold;
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
    request.bucket()?.lock_enabled.then_some(()).ok_or_else(none)?;
    super::objects::change(request, |version| version.lock.legal_hold = held)?;
    Ok(empty(200))
}

fn no_lock() -> Refusal {
    Refusal::new(
        404,
        "NoSuchObjectLockConfiguration",
        "The specified object does not have a ObjectLock configuration",
    )
}
