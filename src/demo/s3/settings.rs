//! A bucket's settings that decide over its objects: versioning, ownership,
//! tags; and where its access is logged.

use super::acl;
use super::reply::{Outcome, Refusal, document, element, empty};
use super::request::Request;
use super::state::Tags;
use crate::demo::wire::xml::Element;

/// `GetBucketVersioning`: nothing at all when it was never set.
pub(super) fn versioning(request: &mut Request<'_>) -> Outcome {
    let bucket = request.bucket()?;
    let (status, mfa) = (bucket.versioning.clone(), bucket.mfa_delete);
    Ok(document("VersioningConfiguration", |x| {
        x.maybe("Status", status);
        if mfa {
            x.text("MfaDelete", "Enabled");
        }
    }))
}

/// `PutBucketVersioning`. MFA delete is changed by the root user with a code of
/// its device (`x-amz-mfa`), and by nobody else.
pub(super) fn put_versioning(request: &mut Request<'_>) -> Outcome {
    let body = request.body("VersioningConfiguration")?;
    let status = body.at("Status").ok_or_else(|| {
        Refusal::new(
            400,
            "IllegalVersioningConfigurationException",
            "The Versioning element must be specified",
        )
    })?;
    if !["Enabled", "Suspended"].contains(&status) {
        return Err(Refusal::malformed());
    }
    let mfa = body.at("MfaDelete").map(|word| word == "Enabled");
    let root = request.call.caller.arn.ends_with(":root") && request.call.header("x-amz-mfa").is_some();
    if mfa.is_some() && mfa != Some(request.bucket()?.mfa_delete) && !root {
        return Err(Refusal::denied(
            "MFA delete can be changed by the bucket owner's root user only",
        ));
    }
    let status = status.to_owned();
    let bucket = request.bucket_mut()?;
    if let Some(on) = mfa {
        bucket.mfa_delete = on;
    }
    if bucket.lock_enabled && status == "Suspended" {
        return Err(Refusal::new(
            409,
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        ));
    }
    bucket.versioning = Some(status);
    Ok(empty(200))
}

/// `GetBucketLogging`.
pub(super) fn logging(request: &mut Request<'_>) -> Outcome {
    let logging = request.bucket()?.configurations.get("logging");
    Ok(document("BucketLoggingStatus", |x| {
        if let Some(enabled) = logging {
            element(x, enabled);
        }
    }))
}

/// `PutBucketLogging`: to a bucket of the same Region that exists.
pub(super) fn put_logging(request: &mut Request<'_>) -> Outcome {
    let body = request.body("BucketLoggingStatus")?;
    let region = &request.bucket()?.region;
    let enabled = body.child("LoggingEnabled").cloned();
    if let Some(enabled) = &enabled {
        let target = enabled.at("TargetBucket").ok_or_else(Refusal::malformed)?;
        enabled.child("TargetPrefix").ok_or_else(Refusal::malformed)?;
        match request.state.buckets.get(target) {
            None => {
                return Err(Refusal::new(
                    400,
                    "InvalidTargetBucketForLogging",
                    "The target bucket for logging does not exist",
                )
                .element("TargetBucket", target));
            }
            Some(bucket) if bucket.region != *region => {
                return Err(Refusal::new(
                    403,
                    "CrossLocationLoggingProhibitted",
                    "Cross S3 location logging not allowed.",
                ));
            }
            Some(_) => {}
        }
    }
    let kept = &mut request.bucket_mut()?.configurations;
    match enabled {
        Some(enabled) => kept.insert("logging", enabled),
        None => kept.remove("logging"),
    };
    Ok(empty(200))
}

/// Refuses an ownership that does not exist.
pub(super) fn check_ownership(name: &str) -> Result<(), Refusal> {
    if ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"].contains(&name) {
        Ok(())
    } else {
        Err(Refusal::argument(format!(
            "Invalid x-amz-object-ownership header: {name}"
        )))
    }
}

/// `GetBucketOwnershipControls`.
pub(super) fn ownership(request: &mut Request<'_>) -> Outcome {
    let ownership = request.bucket()?.ownership.clone().ok_or_else(|| {
        Refusal::new(
            404,
            "OwnershipControlsNotFoundError",
            "The bucket ownership controls were not found",
        )
    })?;
    Ok(document("OwnershipControls", |x| {
        x.element("Rule", |x| x.text("ObjectOwnership", ownership));
    }))
}

/// `PutBucketOwnershipControls`.
pub(super) fn put_ownership(request: &mut Request<'_>) -> Outcome {
    let body = request.body("OwnershipControls")?;
    let ownership = body
        .at("Rule/ObjectOwnership")
        .filter(|name| check_ownership(name).is_ok())
        .ok_or_else(Refusal::malformed)?;
    let bucket = request.bucket_mut()?;
    if ownership == "BucketOwnerEnforced" && bucket.acl != acl::private() {
        return Err(Refusal::new(
            400,
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
        ));
    }
    bucket.ownership = Some(ownership.to_owned());
    Ok(empty(200))
}

/// `DeleteBucketOwnershipControls`.
pub(super) fn delete_ownership(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.ownership = None;
    Ok(empty(204))
}

/// `GetBucketTagging`.
pub(super) fn tags(request: &mut Request<'_>) -> Outcome {
    let tags = &request.bucket()?.tags;
    if tags.is_empty() {
        return Err(Refusal::new(404, "NoSuchTagSet", "The TagSet does not exist")
            .element("BucketName", request.address.bucket.clone()));
    }
    Ok(tagging(tags))
}

/// A `Tagging` document.
pub(super) fn tagging(tags: &Tags) -> crate::demo::Response {
    document("Tagging", |x| {
        x.list("TagSet", "Tag", tags, |x, (key, value)| {
            x.text("Key", key);
            x.text("Value", value);
        });
    })
}

/// `PutBucketTagging`.
pub(super) fn put_tags(request: &mut Request<'_>) -> Outcome {
    let body = request.body("Tagging")?;
    let tags = read_tags(body.child("TagSet").ok_or_else(Refusal::malformed)?)?;
    if tags.len() > 50 {
        return Err(Refusal::new(
            400,
            "BadRequest",
            "Bucket tag count cannot be greater than 50",
        ));
    }
    request.bucket_mut()?.tags = tags;
    Ok(empty(204))
}

/// The `Tag`s inside an element: keys once, of their lengths.
pub(super) fn read_tags(set: &Element) -> Result<Tags, Refusal> {
    let pairs = set
        .all("Tag")
        .map(|tag| match (tag.child("Key"), tag.child("Value")) {
            (Some(key), Some(value)) => Ok((key.text.clone(), value.text.clone())),
            _ => Err(Refusal::malformed()),
        })
        .collect::<Result<Tags, Refusal>>()?;
    check_tags(&pairs)?;
    Ok(pairs)
}

/// Refuses keys that are empty, too long, reserved or given twice.
pub(super) fn check_tags(tags: &Tags) -> Result<(), Refusal> {
    let invalid = |message: &str| Err(Refusal::new(400, "InvalidTag", message));
    for (at, (key, value)) in tags.iter().enumerate() {
        if key.is_empty() || key.chars().count() > 128 {
            return invalid("The TagKey you have provided is invalid");
        }
        if key.starts_with("aws:") {
            return invalid("System tags cannot be added/updated by requester");
        }
        if value.chars().count() > 256 {
            return invalid("The TagValue you have provided is invalid");
        }
        if tags[..at].iter().any(|(k, _)| k == key) {
            return invalid("Cannot provide multiple Tags with the same key");
        }
    }
    Ok(())
}

/// `DeleteBucketTagging`.
pub(super) fn delete_tags(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.tags.clear();
    Ok(empty(204))
}
