//! What invocations of Bedrock's models leave behind: records that are
//! encrypted, and numbers that somebody watches.

use super::bedrock::uses_bedrock;
use crate::inventory::detail::{Bucket, CloudWatchAlarm, InvocationLogging, LogGroup};
use crate::inventory::{Detail, Kind, Region, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "bedrock.model_invocation_logs_encryption_enabled",
        title: "The record of invocations is encrypted where it is kept",
        severity: Severity::High,
        why: "It holds what people asked and what the model answered: the data of the workload once more, \
              in a place of its own.",
        fix: Fix::by_hand(
            "Give the log group a KMS key (AssociateKmsKey), and the bucket default encryption with one.",
        ),
        prowler: &["bedrock_model_invocation_logs_encryption_enabled"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::InvocationLogging(records_are_encrypted)],
    },
    Check {
        id: "bedrock.runtime_alarms",
        title: "An alarm watches the invocations of Bedrock's models",
        severity: Severity::Medium,
        why: "A stolen credential spends on models by the thousand calls: the numbers show it within \
              minutes, the bill within a month.",
        fix: Fix::by_hand(
            "Alarm on Invocations, InvocationClientErrors or InvocationThrottles of AWS/Bedrock, with an action.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Region(Kind::CloudWatchAlarm, invocations_are_watched)],
    },
];

const CONFIG: Probe = Probe::new(
    "GetModelInvocationLoggingConfiguration.loggingConfig",
    "a place that encrypts",
);
const BUCKET: Probe = Probe::new(
    "GetBucketEncryption.ServerSideEncryptionConfiguration",
    "default encryption",
);
const GROUP: Probe = Probe::new("DescribeLogGroups.kmsKeyId", "a KMS key");
const ALARMS: Probe = Probe::new(
    "DescribeAlarms.Namespace",
    "an alarm on AWS/Bedrock whose actions are on",
);

fn records_are_encrypted(context: &Context<'_>, resource: &Resource, logging: &InvocationLogging) -> Judged {
    let Some(config) = CONFIG.read(&logging.config)? else {
        return Ok(Verdict::NotApplicable);
    };
    let bucket = config.bucket.iter().map(|name| bucket(context, resource, name));
    let group = config.log_group.iter().map(|name| group(context, resource, name));
    all(bucket.chain(group))
}

fn bucket(context: &Context<'_>, resource: &Resource, name: &str) -> Judged {
    let found = context.names().find(Kind::Bucket, name, resource.region.as_str());
    let Some(Detail::Bucket(Bucket { encryption, .. })) = found.map(|r| &r.detail) else {
        return Err(BUCKET.unread(format!("bucket {name} is not among those that were read")));
    };
    Ok(match BUCKET.read(encryption)? {
        Some(rule) => BUCKET.verdict(true, format!("{name}: {}", rule.algorithm)),
        None => BUCKET.verdict(false, format!("{name}: none")),
    })
}

/// The group is in the Region of the models: the configuration has its name only.
fn group(context: &Context<'_>, resource: &Resource, name: &str) -> Judged {
    let found = context
        .names()
        .find(Kind::LogGroup, name, resource.region.as_str());
    if let Some(Detail::LogGroup(LogGroup { kms_key, .. })) = found.map(|r| &r.detail) {
        return GROUP.present(kms_key);
    }
    context.listed(Kind::LogGroup, &resource.region, GROUP)?;
    Ok(GROUP.verdict(false, format!("log group {name} is gone")))
}

fn invocations_are_watched(context: &Context<'_>, region: &Region) -> Judged {
    if !uses_bedrock(context, region, ALARMS)? {
        return Ok(Verdict::NotApplicable);
    }
    let mut silent = Vec::new();
    let mut unread = None;
    let alarms = context.of_kind(Kind::CloudWatchAlarm).iter();
    for resource in alarms.filter(|r| r.region == *region) {
        let Detail::CloudWatchAlarm(alarm) = &resource.detail else {
            continue;
        };
        match hears(alarm) {
            Ok(Some(true)) => return Ok(ALARMS.verdict(true, resource.name.clone())),
            Ok(Some(false)) => silent.push(format!("{}: no action that is on", resource.name)),
            Ok(None) => {}
            Err(why) => unread = Some(why),
        }
    }
    if let Some(why) = unread {
        return Err(why);
    }
    context.listed(Kind::CloudWatchAlarm, region, ALARMS)?;
    let value = if silent.is_empty() {
        "none".to_owned()
    } else {
        silent.join(", ")
    };
    Ok(ALARMS.verdict(false, value))
}

/// Whether an alarm on Bedrock's metrics does something; `None` for another alarm.
fn hears(alarm: &CloudWatchAlarm) -> Result<Option<bool>, Unread> {
    let metrics = ALARMS.read(&alarm.metrics)?;
    if metrics.iter().all(|metric| metric.namespace != "AWS/Bedrock") {
        return Ok(None);
    }
    let acts = !ALARMS.read(&alarm.alarm_actions)?.is_empty();
    Ok(Some(acts && *ALARMS.read(&alarm.actions_enabled)?))
}
