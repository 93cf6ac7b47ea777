//! Kinesis shards and records.

use crate::kinesis::stream;
use crate::place::{Aws, refusal};
use aws_sdk_kinesis::primitives::Blob;
use aws_sdk_kinesis::types::{EncryptionType, PutRecordsRequestEntry, ShardIteratorType};

async fn shards_share_the_hash_keys(aws: &Aws) {
    let kinesis = aws.kinesis();
    kinesis
        .create_stream()
        .stream_name("wide")
        .shard_count(3)
        .send()
        .await
        .expect("a stream");
    let early = kinesis.list_shards().stream_name("wide").send().await;
    assert_eq!(refusal(early), "ResourceInUseException");
    aws.later(60);
    let page = kinesis
        .list_shards()
        .stream_name("wide")
        .max_results(2)
        .send()
        .await
        .expect("a page");
    let token = page.next_token().expect("a token");
    let rest = kinesis
        .list_shards()
        .next_token(token)
        .send()
        .await
        .expect("the rest");
    let mut next = 0_u128;
    for shard in page.shards().iter().chain(rest.shards()) {
        let range = shard.hash_key_range().expect("a range");
        assert_eq!(range.starting_hash_key(), next.to_string());
        let end: u128 = range.ending_hash_key().parse().expect("a number");
        next = end.wrapping_add(1);
    }
    assert_eq!(next, 0, "the last ends where the keys end");
}

async fn a_record_is_read_back_as_it_was_put(aws: &Aws) {
    let kinesis = aws.kinesis();
    stream(aws, "vitals").await;
    let put = kinesis
        .put_record()
        .stream_name("vitals")
        .partition_key("bed-4")
        .data(Blob::new("61"));
    let put = put.send().await.expect("put");
    let entry = PutRecordsRequestEntry::builder()
        .partition_key("bed-5")
        .data(Blob::new("72"));
    let many = kinesis
        .put_records()
        .stream_name("vitals")
        .records(entry.build().expect("a record"));
    let many = many.send().await.expect("put");
    assert_eq!(many.failed_record_count(), Some(0));
    let iterator = kinesis
        .get_shard_iterator()
        .stream_name("vitals")
        .shard_id(put.shard_id())
        .shard_iterator_type(ShardIteratorType::TrimHorizon)
        .send()
        .await
        .expect("an iterator");
    let iterator = iterator.shard_iterator().expect("an iterator");
    let read = kinesis
        .get_records()
        .shard_iterator(iterator)
        .send()
        .await
        .expect("records");
    let told: Vec<(Option<&str>, &[u8])> = read
        .records()
        .iter()
        .map(|r| (r.partition_key(), r.data().as_ref()))
        .collect();
    assert_eq!(
        told,
        [
            (Some("bed-4"), b"61".as_slice()),
            (Some("bed-5"), b"72".as_slice())
        ]
    );
    assert_eq!(read.records()[0].sequence_number(), put.sequence_number());
    let next = read.next_shard_iterator().expect("an iterator");
    let rest = kinesis
        .get_records()
        .shard_iterator(next)
        .send()
        .await
        .expect("records");
    assert!(rest.records().is_empty());
    aws.later(301);
    let late = kinesis.get_records().shard_iterator(next).send().await;
    assert_eq!(refusal(late), "ExpiredIteratorException");
}

async fn an_iterator_starts_where_it_is_told(aws: &Aws) {
    let kinesis = aws.kinesis();
    stream(aws, "vitals").await;
    let mut numbers = Vec::new();
    for value in ["1", "2", "3"] {
        let call = kinesis.put_record().stream_name("vitals").partition_key("bed");
        let put = call.data(Blob::new(value)).send().await.expect("put");
        numbers.push(put.sequence_number().to_owned());
    }
    assert!(numbers.is_sorted());
    let iterator = |kind, at: Option<&String>| {
        let call = kinesis
            .get_shard_iterator()
            .stream_name("vitals")
            .shard_id("shardId-000000000000");
        call.shard_iterator_type(kind)
            .set_starting_sequence_number(at.cloned())
            .send()
    };
    for (kind, at, left) in [
        (ShardIteratorType::AtSequenceNumber, Some(&numbers[1]), 2),
        (ShardIteratorType::AfterSequenceNumber, Some(&numbers[1]), 1),
        (ShardIteratorType::Latest, None, 0),
    ] {
        let given = iterator(kind, at).await.expect("an iterator");
        let from = given.shard_iterator().expect("an iterator");
        let read = kinesis
            .get_records()
            .shard_iterator(from)
            .send()
            .await
            .expect("records");
        assert_eq!(read.records().len(), left);
    }
    let unknown = iterator(ShardIteratorType::AtSequenceNumber, Some(&"7".to_owned())).await;
    assert_eq!(refusal(unknown), "InvalidArgumentException");
}

async fn records_put_under_encryption_say_so(aws: &Aws) {
    stream(aws, "vitals").await;
    let key = aws.key().await;
    let start = aws
        .kinesis()
        .start_stream_encryption()
        .stream_name("vitals")
        .key_id(key);
    start
        .encryption_type(EncryptionType::Kms)
        .send()
        .await
        .expect("started");
    aws.later(10);
    let call = aws
        .kinesis()
        .put_record()
        .stream_name("vitals")
        .partition_key("bed");
    let put = call.data(Blob::new("61")).send().await.expect("put");
    assert_eq!(put.encryption_type().map(EncryptionType::as_str), Some("KMS"));
}

cases! {
    "kinesis";
    ListShards: shards_share_the_hash_keys,
    GetRecords: a_record_is_read_back_as_it_was_put,
    GetShardIterator: an_iterator_starts_where_it_is_told,
    PutRecord: records_put_under_encryption_say_so,
}
