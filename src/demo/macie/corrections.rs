//! What the base gets wrong of Macie: rows for the table of corrections.

use crate::demo::corrections::Correction;

/// The rows.
pub const ROWS: &[Correction] = &[
    Correction {
        service: "macie2",
        operations: &[
            "DescribeClassificationJob",
            "ListClassificationJobs",
            "UpdateClassificationJob",
        ],
        base: "a job is complete before it began",
        aws: "a one-time job runs and completes, a recurring one is idle between its runs; one that completed cannot be cancelled",
        test: "macie_jobs::a_one_time_job_runs_and_completes_on_the_clock",
    },
    Correction {
        service: "macie2",
        operations: &["CreateClassificationJob"],
        base: "reads no object and finds nothing",
        aws: "reads the objects in scope and reports each in which it detects sensitive data, with places and counts",
        test: "macie_detection::cards_and_social_security_numbers_in_a_table_are_found_in_their_cells",
    },
    Correction {
        service: "macie2",
        operations: &["ListFindings"],
        base: "always empty; criteria are ignored",
        aws: "the ids of the findings that meet the criteria, sorted and in pages",
        test: "macie_findings::findings_are_listed_by_criteria",
    },
    Correction {
        service: "macie2",
        operations: &["GetFindings"],
        base: "severity, resources, classification details and the sample flag are absent",
        aws: "each finding in full",
        test: "macie_findings::sample_findings_are_marked_and_complete",
    },
    Correction {
        service: "macie2",
        operations: &["GetFindingStatistics"],
        base: "one group whatever is asked",
        aws: "counts by bucket, type, job or severity of the findings that meet the criteria",
        test: "macie_findings::findings_are_counted_by_group",
    },
    Correction {
        service: "macie2",
        operations: &["DescribeBuckets"],
        base: "no buckets although S3 has some",
        aws: "the Region's buckets with their access, encryption, sharing, objects and jobs",
        test: "macie_buckets::a_bucket_is_described_as_s3_has_it",
    },
    Correction {
        service: "macie2",
        operations: &["GetBucketStatistics"],
        base: "BucketCount is absent",
        aws: "counts of buckets by access, encryption and sharing, and of their objects",
        test: "macie_buckets::statistics_count_buckets_and_objects",
    },
];
