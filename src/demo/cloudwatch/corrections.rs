//! What the base gets wrong about CloudWatch.

use crate::demo::corrections::Correction;

/// The rows.
pub const ROWS: &[Correction] = &[
    Correction {
        service: "monitoring",
        operations: &["GetMetricStatistics", "GetMetricData"],
        base: "answers no data points",
        aws: "the statistics of what was put, for each period that has data",
        test: "cloudwatch_metrics::statistics_are_of_what_was_put",
    },
    Correction {
        service: "monitoring",
        operations: &["DescribeAlarms", "DescribeAlarmHistory"],
        base: "alarms never change their state",
        aws: "the state follows the data, and says INSUFFICIENT_DATA without any",
        test: "cloudwatch::an_alarm_follows_its_data_on_the_clock",
    },
];
