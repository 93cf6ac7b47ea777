//! What collectors call of the services that watch over the rest, and of S3
//! beside the settings of a bucket that most checks ask for.

use super::reads::scan;
use super::{Operation, Pace};
use Pace::{Fast, Lookup, Slow, Steady};

/// Part of the read-only policy, as the rest of the scan.
pub(super) const SCAN: &[Operation] = &[
    // S3
    scan("s3", "GetBucketAcl", Fast, &["s3:GetBucketAcl"]),
    // Asked about directory buckets, IAM has an action of its own for it.
    scan(
        "s3",
        "GetBucketLifecycleConfiguration",
        Fast,
        &[
            "s3:GetLifecycleConfiguration",
            "s3express:GetLifecycleConfiguration",
        ],
    ),
    scan(
        "s3",
        "ListDirectoryBuckets",
        Slow,
        &["s3express:ListAllMyDirectoryBuckets"],
    ),
    scan(
        "s3",
        "GetBucketReplication",
        Fast,
        &["s3:GetReplicationConfiguration"],
    ),
    scan(
        "s3",
        "GetObjectLockConfiguration",
        Fast,
        &["s3:GetBucketObjectLockConfiguration"],
    ),
    scan(
        "s3",
        "GetBucketNotificationConfiguration",
        Fast,
        &["s3:GetBucketNotification"],
    ),
    scan("s3", "GetObjectAcl", Steady, &["s3:GetObjectAcl"]),
    scan("s3", "ListObjectsV2", Steady, &["s3:ListBucket"]),
    scan("s3", "HeadBucket", Steady, &["s3:ListBucket"]),
    // S3 Control: in IAM its actions are S3's.
    scan(
        "s3control",
        "GetPublicAccessBlock",
        Slow,
        &["s3:GetAccountPublicAccessBlock"],
    ),
    scan("s3control", "ListAccessPoints", Slow, &["s3:ListAccessPoints"]),
    scan("s3control", "GetAccessPoint", Slow, &["s3:GetAccessPoint"]),
    scan(
        "s3control",
        "GetAccessPointPolicy",
        Slow,
        &["s3:GetAccessPointPolicy"],
    ),
    scan(
        "s3control",
        "ListTagsForResource",
        Slow,
        &["s3:ListTagsForResource", "s3express:ListTagsForResource"],
    ),
    scan(
        "s3control",
        "ListMultiRegionAccessPoints",
        Slow,
        &["s3:ListMultiRegionAccessPoints"],
    ),
    // CloudTrail
    scan(
        "cloudtrail",
        "GetInsightSelectors",
        Slow,
        &["cloudtrail:GetInsightSelectors"],
    ),
    scan(
        "cloudtrail",
        "ListEventDataStores",
        Slow,
        &["cloudtrail:ListEventDataStores"],
    ),
    scan(
        "cloudtrail",
        "GetEventDataStore",
        Slow,
        &["cloudtrail:GetEventDataStore"],
    ),
    scan("cloudtrail", "LookupEvents", Lookup, &["cloudtrail:LookupEvents"]),
    // Macie
    scan("macie2", "DescribeBuckets", Slow, &["macie2:DescribeBuckets"]),
    scan("macie2", "ListFindings", Slow, &["macie2:ListFindings"]),
    scan("macie2", "GetFindings", Slow, &["macie2:GetFindings"]),
    // GuardDuty
    scan("guardduty", "ListDetectors", Slow, &["guardduty:ListDetectors"]),
    scan("guardduty", "GetDetector", Slow, &["guardduty:GetDetector"]),
    // AWS Config
    scan(
        "config",
        "DescribeConfigurationRecorders",
        Slow,
        &["config:DescribeConfigurationRecorders"],
    ),
    scan(
        "config",
        "DescribeConfigurationRecorderStatus",
        Slow,
        &["config:DescribeConfigurationRecorderStatus"],
    ),
    // CloudWatch
    scan(
        "cloudwatch",
        "DescribeAlarms",
        Slow,
        &["cloudwatch:DescribeAlarms"],
    ),
    scan(
        "cloudwatch",
        "ListTagsForResource",
        Steady,
        &["cloudwatch:ListTagsForResource"],
    ),
    // CloudWatch Logs
    scan("logs", "DescribeLogGroups", Slow, &["logs:DescribeLogGroups"]),
    scan(
        "logs",
        "DescribeMetricFilters",
        Slow,
        &["logs:DescribeMetricFilters"],
    ),
    scan(
        "logs",
        "DescribeResourcePolicies",
        Slow,
        &["logs:DescribeResourcePolicies"],
    ),
    // A few events of each group: what is looked for in them is secrets.
    scan("logs", "FilterLogEvents", Slow, &["logs:FilterLogEvents"]),
    scan("logs", "ListTagsForResource", Slow, &["logs:ListTagsForResource"]),
];
