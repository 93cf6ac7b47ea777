//! Whether trails deliver, where to, and how that place is kept; and the keys
//! of event data stores.

use super::trails::log_bucket;
use crate::inventory::Resource;
use crate::inventory::detail::{EventDataStore, Trail};
use crate::posture::check::{Check, Fix, FixKind, Judge, Reads};
use crate::posture::context::{Context, KeyUse};
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, all, text};

pub(in crate::posture::checks) const CHECKS: &[Check] = &[
    Check {
        id: "cloudtrail.cloudwatch_logging_enabled",
        title: "A trail delivered to its log group within the last day",
        severity: Severity::Low,
        why: "Alarms read the log group: when nothing arrives there any more, they are silent for good.",
        fix: Fix::by_hand(
            "Give the trail a log group and a role that may write to it, and see what the last delivery error says.",
        ),
        prowler: &["cloudtrail_cloudwatch_logging_enabled"],
        security_hub: &["CloudTrail.5"],
        reads: Reads::Itself,
        judges: &[Judge::Trail(delivered_to_logs)],
    },
    Check {
        id: "cloudtrail.trail_delivers",
        title: "A trail is logging, and its last delivery went through",
        severity: Severity::High,
        why: "A trail whose bucket shuts it out looks healthy in every list of trails and records nothing.",
        fix: Fix::by_hand(
            "Start the trail's logging, or let CloudTrail write to the bucket and use its key again.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Trail(delivers)],
    },
    Check {
        id: "cloudtrail.insights_exist",
        title: "A trail looks for unusual activity with Insights",
        severity: Severity::Low,
        why: "A thousand invocations in the hour after midnight are not one event that a rule would catch.",
        fix: Fix::by_hand("Turn on Insights for the rate of calls and of errors (PutInsightSelectors)."),
        prowler: &["cloudtrail_insights_exist"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Trail(insights)],
    },
    Check {
        id: "cloudtrail.bucket_requires_mfa_delete",
        title: "The bucket of a trail deletes versions with MFA only",
        severity: Severity::Medium,
        why: "Who steals an administrator's session deletes the record of it next.",
        fix: Fix::by_hand("As the root user, enable MFA Delete on the trail's bucket."),
        prowler: &["cloudtrail_bucket_requires_mfa_delete"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Trail(mfa_delete)],
    },
    Check {
        id: "cloudtrail.logs_s3_bucket_access_logging_enabled",
        title: "The bucket of a trail logs the requests made to it",
        severity: Severity::Medium,
        why: "Who read or deleted the audit logs is worth knowing when the logs themselves may be gone.",
        fix: Fix::by_plan(
            FixKind::PutBucketLogging,
            "Deliver server access logs of the trail's bucket to another bucket.",
        ),
        prowler: &["cloudtrail_logs_s3_bucket_access_logging_enabled"],
        security_hub: &["CloudTrail.7"],
        reads: Reads::Inventory,
        judges: &[Judge::Trail(access_logging)],
    },
    Check {
        id: "cloudtrail.lake_cmk",
        title: "An event data store is encrypted with a customer managed key",
        severity: Severity::Medium,
        why: "The store holds years of who did what; its own key decides who may query it.",
        fix: Fix::by_hand(
            "Make the store anew with a KMS key, or add the key (UpdateEventDataStore); it cannot be taken away again.",
        ),
        prowler: &[],
        security_hub: &["CloudTrail.10"],
        reads: Reads::Inventory,
        judges: &[Judge::EventDataStore(lake_key)],
    },
];

const DELIVERED: Probe = Probe::new(
    "GetTrailStatus.LatestCloudWatchLogsDeliveryTime",
    "within the last 24 hours",
);
const LOG_GROUP: Probe = Probe::new("DescribeTrails.CloudWatchLogsLogGroupArn", "a log group");
const LOGGING: Probe = Probe::new("GetTrailStatus.IsLogging", "true");
const ERROR: Probe = Probe::new("GetTrailStatus.LatestDeliveryError", "no error");
const INSIGHTS: Probe = Probe::new("GetInsightSelectors.InsightSelectors", "at least one insight");
const MFA: Probe = Probe::new("GetBucketVersioning.MFADelete", "Enabled");
const TARGET: Probe = Probe::new("GetBucketLogging.LoggingEnabled.TargetBucket", "a log bucket");
const LAKE_KEY: Probe = Probe::new("GetEventDataStore.KmsKeyId", "a customer managed key");

const DAY: i64 = 86_400;

fn delivered_to_logs(context: &Context<'_>, _: &Resource, trail: &Trail) -> Judged {
    if LOG_GROUP.read(&trail.log_group)?.is_none() {
        return Ok(LOG_GROUP.verdict(false, "not set"));
    }
    let Some(at) = *DELIVERED.read(&trail.log_group_delivery)? else {
        return Ok(DELIVERED.verdict(false, "never"));
    };
    let fresh = context.now().seconds_since(at) <= DAY;
    Ok(DELIVERED.verdict(fresh, at.rfc3339()))
}

fn delivers(_: &Context<'_>, _: &Resource, trail: &Trail) -> Judged {
    let error = || -> Judged {
        let error = ERROR.read(&trail.delivery_error)?.as_deref();
        Ok(ERROR.verdict(error.is_none(), error.unwrap_or("none").to_owned()))
    };
    all([LOGGING.switch(&trail.logging, true), error()])
}

fn insights(_: &Context<'_>, _: &Resource, trail: &Trail) -> Judged {
    let on = INSIGHTS.read(&trail.insights)?;
    Ok(INSIGHTS.verdict(!on.is_empty(), text(&on.join(", "))))
}

fn mfa_delete(context: &Context<'_>, resource: &Resource, trail: &Trail) -> Judged {
    let bucket = log_bucket(context, resource, trail, MFA)?;
    let on = *MFA.read(&bucket.mfa_delete)?;
    Ok(MFA.verdict(on, if on { "Enabled" } else { "Disabled" }))
}

fn access_logging(context: &Context<'_>, resource: &Resource, trail: &Trail) -> Judged {
    let bucket = log_bucket(context, resource, trail, TARGET)?;
    let logging = TARGET.read(&bucket.logging)?.as_ref();
    let target = logging.map_or("", |l| l.target_bucket.as_str());
    Ok(TARGET.verdict(!target.is_empty(), text(target)))
}

fn lake_key(context: &Context<'_>, resource: &Resource, store: &EventDataStore) -> Judged {
    let Some(key) = LAKE_KEY.read(&store.kms_key)?.as_deref() else {
        return Ok(LAKE_KEY.verdict(false, "not set: CloudTrail's own key"));
    };
    match context.key(key, resource) {
        KeyUse::AwsManaged => Ok(LAKE_KEY.verdict(false, format!("{key}: AWS managed"))),
        KeyUse::Customer(..) | KeyUse::OtherAccount => Ok(LAKE_KEY.verdict(true, key.to_owned())),
        KeyUse::Unlisted => Err(LAKE_KEY.unread(format!("{key} is not among the keys that were read"))),
    }
}
