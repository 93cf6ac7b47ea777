//! Discovery, audit and streams: Macie, CloudTrail, Kinesis.

use super::s3::not_public;
use crate::inventory::detail::{KinesisStream, MacieSession, Trail};
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, all, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "macie.is_enabled",
        title: "Macie is on in the Region",
        severity: Severity::Medium,
        why: "Nobody knows by heart which training set holds personal data; Macie looks.",
        fix: Fix::by_hand(
            "Enable Macie in the Region, and run a classification job over the buckets that jobs read from.",
        ),
        prowler: &["macie_is_enabled"],
        security_hub: &["Macie.1"],
        reads: Reads::Itself,
        judges: &[Judge::MacieSession(macie_on)],
    },
    Check {
        id: "macie.automated_sensitive_data_discovery_enabled",
        title: "Macie samples every bucket for sensitive data by itself",
        severity: Severity::High,
        why: "Jobs cover the buckets somebody thought of; automated discovery finds patient and card \
              records in those that nobody did.",
        fix: Fix::by_hand("Turn on automated sensitive data discovery in Macie, in every Region with data."),
        prowler: &["macie_automated_sensitive_data_discovery_enabled"],
        security_hub: &["Macie.2"],
        reads: Reads::Itself,
        judges: &[Judge::MacieSession(automated_discovery)],
    },
    Check {
        id: "cloudtrail.multi_region_enabled",
        title: "A trail that is logging covers the Region",
        severity: Severity::High,
        why: "Without a trail nobody can say who changed a key policy, read a model or started a job, and \
              an attacker picks the Region where none looks.",
        fix: Fix::by_hand("Create a multi-Region trail and start its logging."),
        prowler: &["cloudtrail_multi_region_enabled"],
        security_hub: &["CloudTrail.1", "CloudTrail.3"],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::Trail, region_is_covered)],
    },
    Check {
        id: "cloudtrail.log_file_validation_enabled",
        title: "A trail signs its log files",
        severity: Severity::Medium,
        why: "Signed digests prove that nobody edited the record of who touched the data.",
        fix: Fix::by_hand("Update the trail with EnableLogFileValidation."),
        prowler: &["cloudtrail_log_file_validation_enabled"],
        security_hub: &["CloudTrail.4"],
        reads: Reads::Itself,
        judges: &[Judge::Trail(validation)],
    },
    Check {
        id: "cloudtrail.kms_encryption_enabled",
        title: "A trail's logs are encrypted with a KMS key",
        severity: Severity::Medium,
        why: "The logs name every role, bucket and key: a map of the account for whoever can read them.",
        fix: Fix::by_hand("Update the trail with KmsKeyId, after the key policy lets CloudTrail encrypt."),
        prowler: &["cloudtrail_kms_encryption_enabled"],
        security_hub: &["CloudTrail.2"],
        reads: Reads::Itself,
        judges: &[Judge::Trail(trail_key)],
    },
    Check {
        id: "cloudtrail.logs_s3_bucket_is_not_publicly_accessible",
        title: "The bucket of a trail is not open to the public",
        severity: Severity::Critical,
        why: "Public audit logs show attackers the account from the inside.",
        fix: Fix::by_plan(
            FixKind::PutPublicAccessBlock,
            "Turn on Block Public Access on the trail's bucket, then take the public statement out of its policy.",
        ),
        prowler: &["cloudtrail_logs_s3_bucket_is_not_publicly_accessible"],
        security_hub: &["CloudTrail.6"],
        reads: Reads::Inventory,
        judges: &[Judge::Trail(trail_bucket)],
    },
    Check {
        id: "kinesis.stream_encrypted_at_rest",
        title: "A stream is encrypted with a KMS key",
        severity: Severity::High,
        why: "Streams that feed models carry live records: readings of patients, payments, devices.",
        fix: Fix::by_plan(
            FixKind::StartStreamEncryption,
            "Start server-side encryption with a customer managed key; producers and consumers need to use it.",
        ),
        prowler: &["kinesis_stream_encrypted_at_rest"],
        security_hub: &["Kinesis.1"],
        reads: Reads::Itself,
        judges: &[Judge::KinesisStream(stream)],
    },
    Check {
        id: "kinesis.stream_data_retention_period",
        title: "A stream keeps its records for a week",
        severity: Severity::Medium,
        why: "A consumer that is down over a weekend, or an incident that has to be replayed, finds \
              nothing in a stream that forgets after a day.",
        fix: Fix::by_hand("Increase the retention period of the stream to 168 hours or more."),
        prowler: &["kinesis_stream_data_retention_period"],
        security_hub: &["Kinesis.3"],
        reads: Reads::Itself,
        judges: &[Judge::KinesisStream(retention)],
    },
];

const MACIE: Probe = Probe::new("GetMacieSession.status", "ENABLED");
const DISCOVERY: Probe = Probe::new("GetAutomatedDiscoveryConfiguration.status", "ENABLED");
const LOGGING: Probe = Probe::new(
    "GetTrailStatus.IsLogging",
    "a trail that is logging and covers the Region",
);
const VALIDATION: Probe = Probe::new("DescribeTrails.LogFileValidationEnabled", "true");
const TRAIL_KEY: Probe = Probe::new("DescribeTrails.KmsKeyId", "a KMS key");
const TRAIL_BUCKET: Probe = Probe::new("DescribeTrails.S3BucketName", "a bucket that is not public");
const RETENTION: Probe = Probe::new("DescribeStreamSummary.RetentionPeriodHours", "168 or more");
const STREAM: Probe = Probe::new("DescribeStreamSummary.EncryptionType", "KMS");

fn macie_on(_: &Context<'_>, _: &Resource, session: &MacieSession) -> Judged {
    let status = MACIE.read(&session.status)?;
    Ok(MACIE.verdict(status == "ENABLED", status.clone()))
}

fn automated_discovery(_: &Context<'_>, _: &Resource, session: &MacieSession) -> Judged {
    let status = MACIE.read(&session.status)?;
    if status != "ENABLED" {
        return Ok(MACIE.verdict(false, status.clone()));
    }
    let on = *DISCOVERY.read(&session.automated_discovery)?;
    Ok(DISCOVERY.verdict(on, if on { "ENABLED" } else { "DISABLED" }))
}

fn region_is_covered(context: &Context<'_>, region: &Region) -> Judged {
    let mut seen = Vec::new();
    let mut doubt = None;
    for resource in context.of_kind(Kind::Trail) {
        let Detail::Trail(trail) = &resource.detail else {
            continue;
        };
        let covers = || -> Result<bool, _> {
            Ok(*LOGGING.read(&trail.multi_region)? || LOGGING.read(&trail.home_region)? == region.as_str())
        };
        match covers().and_then(|covers| Ok((covers, *LOGGING.read(&trail.logging)?))) {
            Ok((true, true)) => return Ok(LOGGING.verdict(true, format!("{} is logging", resource.name))),
            Ok((true, false)) => seen.push(format!("{} is not logging", resource.name)),
            Ok((false, _)) => {}
            Err(unread) => doubt = Some(unread),
        }
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::Trail, region, LOGGING)?;
    let value = if seen.is_empty() {
        "no trail".to_owned()
    } else {
        seen.join(", ")
    };
    Ok(LOGGING.verdict(false, value))
}

fn validation(_: &Context<'_>, _: &Resource, trail: &Trail) -> Judged {
    VALIDATION.switch(&trail.validation, true)
}

fn trail_key(_: &Context<'_>, _: &Resource, trail: &Trail) -> Judged {
    TRAIL_KEY.present(&trail.kms_key)
}

fn trail_bucket(context: &Context<'_>, resource: &Resource, trail: &Trail) -> Judged {
    let name = TRAIL_BUCKET.read(&trail.bucket)?;
    let found = context.names().find(Kind::Bucket, name, resource.region.as_str());
    let Some((held, Detail::Bucket(bucket))) = found.map(|r| (r, &r.detail)) else {
        return Err(TRAIL_BUCKET.unread(format!("bucket {name} is not among those that were read")));
    };
    let named = TRAIL_BUCKET.verdict(true, text(name));
    all([Ok(named), not_public(context, held, bucket)])
}

fn stream(_: &Context<'_>, _: &Resource, stream: &KinesisStream) -> Judged {
    let encryption = STREAM.read(&stream.encryption)?;
    Ok(STREAM.verdict(encryption == "KMS", text(encryption)))
}

fn retention(_: &Context<'_>, _: &Resource, stream: &KinesisStream) -> Judged {
    let hours = *RETENTION.read(&stream.retention_hours)?;
    Ok(RETENTION.verdict(hours >= 168, hours.to_string()))
}
