//! What the base's Kinesis does, and what AWS documents.

use crate::demo::corrections::Correction;

pub(in crate::demo) const ROWS: &[Correction] = &[
    Correction {
        service: "kinesis",
        operations: &["CreateStream", "DescribeStream", "DescribeStreamSummary"],
        base: "streams are ACTIVE at once, on the system's date",
        aws: "StreamStatus is CREATING, then ACTIVE; StreamCreationTimestamp is when it was asked for",
        test: "kinesis::a_stream_is_creating_and_then_active",
    },
    Correction {
        service: "kinesis",
        operations: &["StartStreamEncryption", "StopStreamEncryption"],
        base: "takes any key for one, and is done at once",
        aws: "the key must exist and be enabled; the stream is UPDATING and then ACTIVE",
        test: "kinesis::encryption_needs_a_key_that_can_be_used",
    },
    Correction {
        service: "kinesis",
        operations: &["PutRecord", "PutRecords", "GetRecords"],
        base: "keeps partition keys and no data",
        aws: "GetRecords answers the data that was put, and whether it was encrypted",
        test: "kinesis_records::a_record_is_read_back_as_it_was_put",
    },
    Correction {
        service: "kinesis",
        operations: &["ListStreams"],
        base: "answers in no order",
        aws: "names in order, in pages of Limit, with NextToken and HasMoreStreams",
        test: "kinesis::streams_are_listed_in_pages",
    },
];
