//! What the base gets wrong of CloudTrail: rows for the table of corrections.

use crate::demo::corrections::Correction;

/// The rows.
pub const ROWS: &[Correction] = &[
    Correction {
        service: "cloudtrail",
        operations: &["CreateTrail", "UpdateTrail"],
        base: "drops the key and the log file validation; takes any bucket",
        aws: "both are kept and answered; the bucket must exist and let CloudTrail write to it",
        test: "cloudtrail_trails::a_trail_keeps_every_setting_it_was_made_with",
    },
    Correction {
        service: "cloudtrail",
        operations: &["GetEventSelectors", "PutEventSelectors"],
        base: "drops advanced event selectors",
        aws: "selectors are answered as put; basic and advanced ones exclude each other",
        test: "cloudtrail_trails::advanced_selectors_are_answered_as_put_in_place_of_basic_ones",
    },
    Correction {
        service: "cloudtrail",
        operations: &["DescribeTrails", "GetTrail"],
        base: "KmsKeyId and LogFileValidationEnabled are absent; HasCustomEventSelectors is always false",
        aws: "each says what the trail has",
        test: "cloudtrail_trails::a_trail_of_all_regions_is_seen_in_each_of_them",
    },
    Correction {
        service: "cloudtrail",
        operations: &["LookupEvents"],
        base: "always empty",
        aws: "the management events of the last 90 days in the Region, by one attribute, newest first",
        test: "cloudtrail_events::an_event_tells_who_did_what_from_where_and_how_it_ended",
    },
];
