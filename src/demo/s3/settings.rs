//! A bucket's settings: encryption, public access, versioning, logging,
//! ownership, tags, lifecycle, and those that nobody configured.

use super::reply::{Outcome, Refusal, document, element, empty};
use super::state::{Encryption, Request, Tags};
use crate::demo::wire::xml::Element;
use crate::inventory::detail::PublicAccessBlock;

/// `GetBucketEncryption`.
pub(super) fn encryption(request: &mut Request<'_>) -> Outcome {
    let encryption = &request.bucket()?.encryption;
    Ok(document("ServerSideEncryptionConfiguration", |x| {
        x.element("Rule", |x| {
            x.element("ApplyServerSideEncryptionByDefault", |x| {
                x.text("SSEAlgorithm", &encryption.algorithm);
                x.maybe("KMSMasterKeyID", encryption.key.as_ref());
            });
            x.text("BucketKeyEnabled", encryption.bucket_key);
        });
    }))
}

/// `PutBucketEncryption`.
pub(super) fn put_encryption(request: &mut Request<'_>) -> Outcome {
    let body = request.body("ServerSideEncryptionConfiguration")?;
    let mut rules = body.all("Rule");
    let (Some(rule), None) = (rules.next(), rules.next()) else {
        return Err(Refusal::malformed());
    };
    let default = rule.child("ApplyServerSideEncryptionByDefault");
    let algorithm = default.and_then(|d| d.at("SSEAlgorithm")).unwrap_or("AES256");
    if !["AES256", "aws:kms", "aws:kms:dsse"].contains(&algorithm) {
        return Err(Refusal::malformed());
    }
    let key = default
        .and_then(|d| d.at("KMSMasterKeyID"))
        .filter(|k| !k.is_empty());
    if key.is_some() && algorithm == "AES256" {
        return Err(Refusal::argument(
            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        ));
    }
    let encryption = Encryption {
        algorithm: algorithm.to_owned(),
        key: key.map(str::to_owned),
        bucket_key: rule.at("BucketKeyEnabled") == Some("true"),
    };
    request.bucket_mut()?.encryption = encryption;
    Ok(empty(200))
}

/// `DeleteBucketEncryption`: back to S3's own keys, never to none.
pub(super) fn delete_encryption(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.encryption = Encryption::s3_managed();
    Ok(empty(204))
}

/// `GetPublicAccessBlock`.
pub(super) fn public_access_block(request: &mut Request<'_>) -> Outcome {
    let block = request.bucket()?.public_access_block.clone().ok_or_else(|| {
        Refusal::new(
            404,
            "NoSuchPublicAccessBlockConfiguration",
            "The public access block configuration was not found",
        )
    })?;
    Ok(document("PublicAccessBlockConfiguration", |x| {
        x.text("BlockPublicAcls", block.block_public_acls);
        x.text("IgnorePublicAcls", block.ignore_public_acls);
        x.text("BlockPublicPolicy", block.block_public_policy);
        x.text("RestrictPublicBuckets", block.restrict_public_buckets);
    }))
}

/// `PutPublicAccessBlock`: a switch that is not sent is off.
pub(super) fn put_public_access_block(request: &mut Request<'_>) -> Outcome {
    let body = request.body("PublicAccessBlockConfiguration")?;
    let on = |name: &str| body.at(name).is_some_and(|v| v.eq_ignore_ascii_case("true"));
    let block = PublicAccessBlock {
        block_public_acls: on("BlockPublicAcls"),
        ignore_public_acls: on("IgnorePublicAcls"),
        block_public_policy: on("BlockPublicPolicy"),
        restrict_public_buckets: on("RestrictPublicBuckets"),
    };
    request.bucket_mut()?.public_access_block = Some(block);
    Ok(empty(200))
}

/// `DeletePublicAccessBlock`.
pub(super) fn delete_public_access_block(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.public_access_block = None;
    Ok(empty(204))
}

/// `GetBucketVersioning`: nothing at all when it was never set.
pub(super) fn versioning(request: &mut Request<'_>) -> Outcome {
    let status = request.bucket()?.versioning.clone();
    Ok(document("VersioningConfiguration", |x| x.maybe("Status", status)))
}

/// `PutBucketVersioning`. MFA delete needs the root user's device, and is
/// refused as it is to everyone else.
pub(super) fn put_versioning(request: &mut Request<'_>) -> Outcome {
    let body = request.body("VersioningConfiguration")?;
    let status = body.at("Status").ok_or_else(Refusal::malformed)?.to_owned();
    if !["Enabled", "Suspended"].contains(&status.as_str()) {
        return Err(Refusal::malformed());
    }
    if body.at("MfaDelete") == Some("Enabled") {
        return Err(Refusal::denied(
            "MFA delete can be enabled by the bucket owner's root user only",
        ));
    }
    let bucket = request.bucket_mut()?;
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
    let logging = request.bucket()?.logging.clone();
    Ok(document("BucketLoggingStatus", |x| {
        if let Some(enabled) = &logging {
            element(x, enabled);
        }
    }))
}

/// `PutBucketLogging`: to a bucket of the same Region that exists.
pub(super) fn put_logging(request: &mut Request<'_>) -> Outcome {
    let body = request.body("BucketLoggingStatus")?;
    let region = request.bucket()?.region.clone();
    let enabled = body.child("LoggingEnabled").cloned();
    if let Some(enabled) = &enabled {
        let target = enabled.at("TargetBucket").ok_or_else(Refusal::malformed)?;
        match request.state.buckets.get(target) {
            None => {
                return Err(Refusal::new(
                    400,
                    "InvalidTargetBucketForLogging",
                    "The target bucket for logging does not exist",
                ));
            }
            Some(bucket) if bucket.region != region => {
                return Err(Refusal::new(
                    403,
                    "CrossLocationLoggingProhibitted",
                    "Cross S3 location logging not allowed.",
                ));
            }
            Some(_) => {}
        }
    }
    request.bucket_mut()?.logging = enabled;
    Ok(empty(200))
}

/// Refuses an ownership that does not exist.
pub(super) fn check_ownership(name: &str) -> Result<(), Refusal> {
    if ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"].contains(&name) {
        Ok(())
    } else {
        Err(Refusal::argument(format!("Invalid ObjectOwnership: {name}")))
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
    let ownership = body.at("Rule/ObjectOwnership").ok_or_else(Refusal::malformed)?;
    check_ownership(ownership)?;
    let bucket = request.bucket_mut()?;
    if ownership == "BucketOwnerEnforced" && bucket.acl != super::acl::private() {
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
        return Err(Refusal::new(404, "NoSuchTagSet", "The TagSet does not exist"));
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
    request.bucket_mut()?.tags = tags;
    Ok(empty(204))
}

/// The `Tag`s inside an element: at most 50, keys once.
pub(super) fn read_tags(set: &Element) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    for tag in set.all("Tag") {
        let (Some(key), Some(value)) = (tag.child("Key"), tag.child("Value")) else {
            return Err(Refusal::malformed());
        };
        let invalid = |message: &str| Err(Refusal::new(400, "InvalidTag", message));
        if key.text.is_empty() || key.text.chars().count() > 128 || key.text.starts_with("aws:") {
            return invalid("The TagKey you have provided is invalid");
        }
        if value.text.chars().count() > 256 {
            return invalid("The TagValue you have provided is invalid");
        }
        if tags.iter().any(|(k, _)| *k == key.text) {
            return invalid("Cannot provide multiple Tags with the same key");
        }
        tags.push((key.text.clone(), value.text.clone()));
    }
    if tags.len() > 50 {
        return Err(Refusal::new(
            400,
            "BadRequest",
            "Bucket tag count cannot be greater than 50",
        ));
    }
    Ok(tags)
}

/// `DeleteBucketTagging`.
pub(super) fn delete_tags(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.tags.clear();
    Ok(empty(204))
}

/// `GetBucketLifecycleConfiguration`.
pub(super) fn lifecycle(request: &mut Request<'_>) -> Outcome {
    let rules = request.bucket()?.lifecycle.clone().ok_or_else(|| {
        Refusal::new(
            404,
            "NoSuchLifecycleConfiguration",
            "The lifecycle configuration does not exist",
        )
    })?;
    Ok(document("LifecycleConfiguration", |x| {
        for rule in &rules.children {
            element(x, rule);
        }
    }))
}

/// `PutBucketLifecycleConfiguration`. A rule without an id gets one.
pub(super) fn put_lifecycle(request: &mut Request<'_>) -> Outcome {
    let mut body = request.body("LifecycleConfiguration")?;
    let mut seen: Vec<String> = Vec::new();
    for rule in &mut body.children {
        if rule.name != "Rule" || !["Enabled", "Disabled"].contains(&rule.at("Status").unwrap_or("")) {
            return Err(Refusal::malformed());
        }
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
        if seen.contains(&id) {
            return Err(Refusal::argument(
                "Rule ID must be unique. Found same ID for more than one rule",
            ));
        }
        seen.push(id);
    }
    if seen.is_empty() {
        return Err(Refusal::malformed());
    }
    request.bucket_mut()?.lifecycle = Some(body);
    Ok(empty(200))
}

/// `DeleteBucketLifecycle`.
pub(super) fn delete_lifecycle(request: &mut Request<'_>) -> Outcome {
    request.bucket_mut()?.lifecycle = None;
    Ok(empty(204))
}

/// Settings that cannot be made in the embedded account, as a bucket answers
/// that does not have them.
pub(super) fn unconfigured(request: &mut Request<'_>, operation: &str) -> Outcome {
    request.bucket()?;
    let refused = |code: &'static str, message: &str| Err(Refusal::new(404, code, message));
    match operation {
        "GetBucketReplication" => refused(
            "ReplicationConfigurationNotFoundError",
            "The replication configuration was not found",
        ),
        "GetBucketCors" => refused("NoSuchCORSConfiguration", "The CORS configuration does not exist"),
        "GetBucketWebsite" => refused(
            "NoSuchWebsiteConfiguration",
            "The specified bucket does not have a website configuration",
        ),
        "GetBucketRequestPayment" => Ok(document("RequestPaymentConfiguration", |x| {
            x.text("Payer", "BucketOwner");
        })),
        "GetBucketNotificationConfiguration" => Ok(document("NotificationConfiguration", |_| {})),
        _ => Ok(document("AccelerateConfiguration", |_| {})),
    }
}
