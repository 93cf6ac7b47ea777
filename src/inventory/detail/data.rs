//! Data discovery, audit and streams: Macie, CloudTrail, Kinesis, IoT.

use crate::inventory::{Arn, Field};
use serde::{Deserialize, Serialize};

/// The Region's Macie session. Macie that is off answers `GetMacieSession`
/// with `AccessDeniedException` "Macie is not enabled": that is `DISABLED`
/// here, not a gap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacieSession {
    /// `ENABLED`, `PAUSED` or `DISABLED`.
    pub status: Field<String>,
    /// `findingPublishingFrequency`.
    pub frequency: Field<Option<String>>,
    /// `GetAutomatedDiscoveryConfiguration.status` is `ENABLED`.
    pub automated_discovery: Field<bool>,
}

/// A Macie classification job (`DescribeClassificationJob`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacieJob {
    /// `jobId`.
    pub id: String,
    /// `jobStatus`.
    pub status: Field<String>,
    /// `jobType`: `ONE_TIME` or `SCHEDULED`.
    pub job_type: Field<String>,
    /// `s3JobDefinition.bucketDefinitions[].buckets`.
    pub buckets: Field<Vec<String>>,
    /// `lastRunErrorStatus.code`: `NONE` or `ERROR`.
    pub last_run_error: Field<Option<String>>,
}

/// A CloudTrail trail (`DescribeTrails` and the calls about it).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// `IsMultiRegionTrail`.
    pub multi_region: Field<bool>,
    /// `HomeRegion`.
    pub home_region: Field<String>,
    /// `IsOrganizationTrail`.
    pub organization: Field<bool>,
    /// `S3BucketName`.
    pub bucket: Field<String>,
    /// `KmsKeyId`.
    pub kms_key: Field<Option<String>>,
    /// `LogFileValidationEnabled`.
    pub validation: Field<bool>,
    /// `CloudWatchLogsLogGroupArn`.
    pub log_group: Field<Option<Arn>>,
    /// `GetTrailStatus.IsLogging`.
    pub logging: Field<bool>,
    /// `GetTrailStatus.LatestDeliveryError`.
    pub delivery_error: Field<Option<String>>,
    /// `GetEventSelectors`: what is recorded.
    pub selectors: Field<TrailSelectors>,
}

/// What a trail records, from basic or advanced selectors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailSelectors {
    /// Management events are recorded.
    pub management_events: bool,
    /// `All`, `ReadOnly` or `WriteOnly` for management events.
    pub read_write: String,
    /// Resource types of recorded data events, e.g. `AWS::S3::Object`.
    pub data_resources: Vec<String>,
    /// ARN prefixes of recorded data events; empty means all.
    pub data_arns: Vec<String>,
}

/// A Kinesis data stream (`DescribeStreamSummary`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KinesisStream {
    /// `StreamStatus`.
    pub status: Field<String>,
    /// `EncryptionType`: `KMS` or `NONE`.
    pub encryption: Field<String>,
    /// `KeyId`.
    pub kms_key: Field<Option<String>>,
    /// `RetentionPeriodHours`.
    pub retention_hours: Field<i32>,
}

/// An IoT policy (`GetPolicy`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IotPolicy {
    /// `policyDocument`.
    pub document: Field<String>,
    /// `defaultVersionId`.
    pub version: Field<String>,
}
