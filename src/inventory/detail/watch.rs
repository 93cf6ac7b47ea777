//! What watches: log groups with their metric filters, alarms, GuardDuty,
//! Config.

use crate::inventory::Field;
use crate::inventory::secrets::Secret;
use serde::{Deserialize, Serialize};

/// A log group (`DescribeLogGroups` and the calls about it).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogGroup {
    /// `logGroupClass`: `STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`.
    pub class: String,
    /// `kmsKeyId`.
    pub kms_key: Field<Option<String>>,
    /// `retentionInDays`; `None` keeps events for ever.
    pub retention_days: Field<Option<i32>>,
    /// `dataProtectionStatus`, or `ACCOUNT_DATA_PROTECTION` when the group
    /// inherits the account's policy; `None` without either.
    pub data_protection: Field<Option<String>>,
    /// `DescribeMetricFilters` of the group.
    pub metric_filters: Field<Vec<MetricFilter>>,
    /// The Region's resource policies (`DescribeResourcePolicies`) that name
    /// the group, or that could not be parsed to see whom they name.
    pub policies: Field<Vec<String>>,
    /// Some of the group's last events (`FilterLogEvents`), looked through for
    /// secrets.
    pub sample: Field<LogSample>,
}

/// Log events that were looked through; neither events nor secrets are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogSample {
    /// How many events were read, newest first.
    pub events: usize,
    /// Whether there were more.
    pub more: bool,
    /// What stands where in them.
    pub secrets: Vec<Secret>,
}

/// A metric filter: which events become which metric.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricFilter {
    /// `filterName`.
    pub name: String,
    /// `filterPattern`.
    pub pattern: String,
    /// `metricTransformations`.
    pub metrics: Vec<MetricName>,
}

/// A metric, by the two names that it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricName {
    /// `namespace`.
    pub namespace: String,
    /// `metricName`.
    pub name: String,
}

/// A metric alarm (`DescribeAlarms`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudWatchAlarm {
    /// `ActionsEnabled`.
    pub actions_enabled: Field<bool>,
    /// `AlarmActions`: ARNs of what is told or done in the state ALARM.
    pub alarm_actions: Field<Vec<String>>,
    /// `MetricName` and `Namespace`, or those of every query in `Metrics`.
    pub metrics: Field<Vec<MetricName>>,
    /// `StateValue`: `OK`, `ALARM`, `INSUFFICIENT_DATA`.
    pub state: Field<String>,
}

/// The Region's GuardDuty detector (`GetDetector`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardDutyDetector {
    /// `status`: `ENABLED`, or `DISABLED` while it is suspended.
    pub status: Field<String>,
    /// The names of the `features` that are enabled.
    pub features: Field<Vec<String>>,
    /// `findingPublishingFrequency`.
    pub frequency: Field<Option<String>>,
}

/// A configuration recorder of AWS Config.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigRecorder {
    /// `DescribeConfigurationRecorderStatus.recording`.
    pub recording: Field<bool>,
    /// `lastStatus`: `SUCCESS`, `FAILURE`, `PENDING`.
    pub last_status: Field<Option<String>>,
    /// `lastErrorCode`.
    pub last_error: Field<Option<String>>,
    /// `recordingGroup.allSupported`.
    pub all_supported: Field<bool>,
}
