//! Data discovery, audit and streams: Macie, CloudTrail, Kinesis.

use crate::inventory::{Arn, Field, Timestamp};
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
    /// The buckets of which `DescribeBuckets` says `ACCESS_DENIED`: their policy
    /// shuts Macie out.
    pub locked_out: Field<Vec<String>>,
    /// What `DescribeBuckets.sensitivityScore` says, of the buckets that have one.
    #[serde(default)]
    pub scores: Field<Vec<SensitivityScore>>,
    /// What its findings say of sensitive data.
    #[serde(default)]
    pub sensitive: Field<SensitiveFindings>,
}

/// How sensitive Macie takes a bucket to be: -1 after an error, 1 to 49 when it
/// found nothing, 50 while it has not looked, 51 to 100 when it found something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitivityScore {
    /// The bucket's name.
    pub bucket: String,
    /// The score.
    pub score: i32,
}

/// What Macie's findings say of sensitive data (`GetFindings`): those that are
/// neither samples nor suppressed. What was found is not kept, only its type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitiveFindings {
    /// By bucket and type.
    pub found: Vec<SensitiveData>,
    /// There are more findings than were read; the worst were read first.
    pub more: bool,
}

/// One type of sensitive data in one bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitiveData {
    /// The bucket's name.
    pub bucket: String,
    /// `PERSONAL_INFORMATION`, `FINANCIAL_INFORMATION`, `CREDENTIALS`, or
    /// `CUSTOM_IDENTIFIER`.
    pub category: String,
    /// The managed data identifier, e.g. `USA_SOCIAL_SECURITY_NUMBER`, or the
    /// name of the account's own.
    pub kind: String,
    /// How often it occurs.
    pub count: u64,
    /// In how many objects.
    pub objects: u64,
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
    /// `GetTrailStatus.LatestCloudWatchLogsDeliveryTime`.
    pub log_group_delivery: Field<Option<Timestamp>>,
    /// `GetInsightSelectors.InsightSelectors[].InsightType`; empty for
    /// `InsightNotEnabledException`.
    pub insights: Field<Vec<String>>,
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
    /// The data events that are recorded, selector by selector.
    #[serde(default)]
    pub data: Vec<DataEvents>,
}

/// Data events that one selector takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataEvents {
    /// The resource type, e.g. `AWS::S3::Object`.
    pub resource_type: String,
    /// Events that read.
    pub reads: bool,
    /// Events that write.
    pub writes: bool,
    /// ARN prefixes; empty means every resource of the type.
    pub arns: Vec<String>,
    /// The selector leaves out more: some event names, callers or resources.
    pub narrowed: bool,
}

/// A CloudTrail Lake event data store (`GetEventDataStore`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDataStore {
    /// `Status`.
    pub status: Field<String>,
    /// `KmsKeyId`; `None` for CloudTrail's own key.
    pub kms_key: Field<Option<String>>,
    /// `MultiRegionEnabled`.
    pub multi_region: Field<bool>,
    /// `RetentionPeriod`.
    pub retention_days: Field<i32>,
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
