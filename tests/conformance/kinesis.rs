//! Kinesis data streams.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_kinesis::types::{EncryptionType, StreamDescriptionSummary, StreamMode, StreamModeDetails};

/// Makes a stream of one shard and waits until it is active.
pub async fn stream(aws: &Aws, name: &str) -> String {
    let made = aws
        .kinesis()
        .create_stream()
        .stream_name(name)
        .shard_count(1)
        .send()
        .await;
    made.expect("a stream");
    aws.later(60);
    format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/{name}")
}

async fn summary(aws: &Aws, name: &str) -> StreamDescriptionSummary {
    let read = aws
        .kinesis()
        .describe_stream_summary()
        .stream_name(name)
        .send()
        .await;
    let read = read.expect("a stream");
    read.stream_description_summary().expect("a summary").clone()
}

async fn a_stream_is_creating_and_then_active(aws: &Aws) {
    let mode = StreamModeDetails::builder()
        .stream_mode(StreamMode::OnDemand)
        .build();
    aws.kinesis()
        .create_stream()
        .stream_name("vitals")
        .stream_mode_details(mode.expect("a mode"))
        .tags("team", "cardio")
        .send()
        .await
        .expect("a stream");
    let new = summary(aws, "vitals").await;
    assert_eq!(new.stream_status().as_str(), "CREATING");
    aws.later(60);
    let ready = summary(aws, "vitals").await;
    assert_eq!(ready.stream_status().as_str(), "ACTIVE");
    assert_eq!(
        ready.stream_arn(),
        format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/vitals")
    );
    assert_eq!(ready.stream_creation_timestamp().secs(), START);
    assert_eq!(
        ready.stream_mode_details().map(|m| m.stream_mode().as_str()),
        Some("ON_DEMAND")
    );
    assert_eq!(ready.encryption_type().map(EncryptionType::as_str), Some("NONE"));
    assert_eq!(ready.key_id(), None);
    assert_eq!(ready.retention_period_hours(), 24);
    assert_eq!(ready.open_shard_count(), 4);
}

async fn a_name_is_taken_once(aws: &Aws) {
    stream(aws, "vitals").await;
    let again = || {
        aws.kinesis()
            .create_stream()
            .stream_name("vitals")
            .shard_count(1)
            .send()
    };
    assert_eq!(
        complaint(again().await),
        format!("Stream vitals under account {ACCOUNT} already exists.")
    );
    assert_eq!(refusal(again().await), "ResourceInUseException");
}

async fn encryption_needs_a_key_that_can_be_used(aws: &Aws) {
    stream(aws, "vitals").await;
    let start = |key: &str| {
        let call = aws.kinesis().start_stream_encryption().stream_name("vitals");
        call.encryption_type(EncryptionType::Kms).key_id(key).send()
    };
    let ghost = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/0ea3fef3-80a7-4778-9d8c-1c0c6e3a8d11");
    assert_eq!(refusal(start(&ghost).await), "KMSNotFoundException");
    let key = aws.key().await;
    let (disable, enable) = (aws.kms().disable_key(), aws.kms().enable_key());
    disable.key_id(&key).send().await.expect("disabled");
    assert_eq!(refusal(start(&key).await), "KMSDisabledException");
    enable.key_id(&key).send().await.expect("enabled");
    start(&key).await.expect("started");
    let changing = summary(aws, "vitals").await;
    assert_eq!(changing.stream_status().as_str(), "UPDATING");
    assert_eq!(refusal(start(&key).await), "ResourceInUseException");
    aws.later(10);
    let done = summary(aws, "vitals").await;
    assert_eq!(done.stream_status().as_str(), "ACTIVE");
    assert_eq!(done.encryption_type().map(EncryptionType::as_str), Some("KMS"));
    assert_eq!(done.key_id(), Some(key.as_str()));
}

async fn a_key_on_its_way_out_encrypts_no_stream(aws: &Aws) {
    stream(aws, "vitals").await;
    let key = aws.key().await;
    aws.kms()
        .schedule_key_deletion()
        .key_id(&key)
        .send()
        .await
        .expect("scheduled");
    let call = aws.kinesis().start_stream_encryption().stream_name("vitals");
    let refused = call
        .encryption_type(EncryptionType::Kms)
        .key_id(&key)
        .send()
        .await;
    assert_eq!(refusal(refused), "KMSInvalidStateException");
}

async fn encryption_is_stopped(aws: &Aws) {
    stream(aws, "vitals").await;
    let (kinesis, kms) = (aws.kinesis(), EncryptionType::Kms);
    let start = kinesis.start_stream_encryption().stream_name("vitals");
    let start = start
        .encryption_type(kms.clone())
        .key_id("alias/aws/kinesis")
        .send();
    start.await.expect("started with AWS's key");
    aws.later(10);
    assert_eq!(summary(aws, "vitals").await.key_id(), Some("alias/aws/kinesis"));
    let stop = || {
        let call = kinesis.stop_stream_encryption().stream_name("vitals");
        call.encryption_type(EncryptionType::Kms)
            .key_id("alias/aws/kinesis")
            .send()
    };
    stop().await.expect("stopped");
    assert_eq!(refusal(stop().await), "ResourceInUseException");
    aws.later(10);
    let plain = summary(aws, "vitals").await;
    assert_eq!(plain.encryption_type().map(EncryptionType::as_str), Some("NONE"));
    assert_eq!(plain.key_id(), None);
}

async fn a_stream_is_described_with_its_shards(aws: &Aws) {
    let arn = stream(aws, "vitals").await;
    let read = aws
        .kinesis()
        .describe_stream()
        .stream_arn(&arn)
        .send()
        .await
        .expect("a stream");
    let stream = read.stream_description().expect("a description");
    assert_eq!(
        (stream.stream_name(), stream.stream_arn()),
        ("vitals", arn.as_str())
    );
    assert_eq!(stream.stream_status().as_str(), "ACTIVE");
    let shard = &stream.shards()[0];
    assert_eq!(shard.shard_id(), "shardId-000000000000");
    let range = shard.hash_key_range().expect("a range");
    assert_eq!(range.starting_hash_key(), "0");
    assert_eq!(range.ending_hash_key(), u128::MAX.to_string());
    assert!(!stream.has_more_shards());
    let nobody = aws.kinesis().describe_stream().stream_name("nobody").send().await;
    assert_eq!(refusal(nobody), "ResourceNotFoundException");
}

async fn streams_are_listed_in_pages(aws: &Aws) {
    for name in ["c", "a", "b"] {
        stream(aws, name).await;
    }
    let kinesis = aws.kinesis();
    let first = kinesis.list_streams().limit(2).send().await.expect("a page");
    assert_eq!(first.stream_names(), ["a", "b"]);
    assert!(first.has_more_streams());
    assert_eq!(first.stream_summaries()[0].stream_status().as_str(), "ACTIVE");
    let token = first.next_token().expect("a token");
    let rest = kinesis
        .list_streams()
        .next_token(token)
        .send()
        .await
        .expect("the rest");
    assert_eq!(rest.stream_names(), ["c"]);
    assert!(!rest.has_more_streams());
}

async fn tags_are_added_listed_and_removed(aws: &Aws) {
    let kinesis = aws.kinesis();
    let arn = stream(aws, "vitals").await;
    let add = kinesis.add_tags_to_stream().stream_name("vitals");
    add.tags("team", "cardio")
        .tags("stage", "dev")
        .send()
        .await
        .expect("tagged");
    let listed = kinesis
        .list_tags_for_stream()
        .stream_name("vitals")
        .limit(1)
        .send()
        .await
        .expect("tags");
    assert_eq!(
        (listed.tags()[0].key(), listed.tags()[0].value()),
        ("stage", Some("dev"))
    );
    assert!(listed.has_more_tags());
    let remove = kinesis
        .remove_tags_from_stream()
        .stream_name("vitals")
        .tag_keys("stage");
    remove.send().await.expect("untagged");
    let all = kinesis
        .list_tags_for_resource()
        .resource_arn(&arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(all.tags().len(), 1);
    assert_eq!(
        (all.tags()[0].key(), all.tags()[0].value()),
        ("team", Some("cardio"))
    );
    let reserved = kinesis
        .tag_resource()
        .resource_arn(&arn)
        .tags("aws:x", "y")
        .send()
        .await;
    assert_eq!(refusal(reserved), "InvalidArgumentException");
}

async fn tags_are_listed_in_pages(aws: &Aws) {
    let kinesis = aws.kinesis();
    stream(aws, "vitals").await;
    let add = kinesis.add_tags_to_stream().stream_name("vitals");
    add.tags("a", "1")
        .tags("b", "2")
        .tags("c", "3")
        .send()
        .await
        .expect("tagged");
    let list = |from: Option<&str>| {
        let call = kinesis.list_tags_for_stream().stream_name("vitals").limit(2);
        call.set_exclusive_start_tag_key(from.map(str::to_owned)).send()
    };
    let first = list(None).await.expect("a page");
    assert_eq!((first.tags().len(), first.has_more_tags()), (2, true));
    let rest = list(Some("b")).await.expect("the rest");
    assert_eq!((rest.tags()[0].key(), rest.tags()[0].value()), ("c", Some("3")));
    assert!(!rest.has_more_tags());
    let nobody = kinesis.list_tags_for_stream().stream_name("nobody").send().await;
    assert_eq!(refusal(nobody), "ResourceNotFoundException");
}

async fn a_resource_policy_is_kept_until_it_is_deleted(aws: &Aws) {
    let kinesis = aws.kinesis();
    let arn = stream(aws, "vitals").await;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"210987654321"}},"Action":"kinesis:GetRecords","Resource":"{arn}"}}]}}"#
    );
    let put = |text: &str| {
        kinesis
            .put_resource_policy()
            .resource_arn(&arn)
            .policy(text)
            .send()
    };
    put(&policy).await.expect("put");
    assert_eq!(refusal(put("no policy").await), "InvalidArgumentException");
    let read = kinesis
        .get_resource_policy()
        .resource_arn(&arn)
        .send()
        .await
        .expect("a policy");
    assert_eq!(read.policy(), policy);
    let delete = || kinesis.delete_resource_policy().resource_arn(&arn).send();
    delete().await.expect("deleted");
    assert_eq!(refusal(delete().await), "ResourceNotFoundException");
}

async fn retention_grows_and_shrinks_within_bounds(aws: &Aws) {
    let kinesis = aws.kinesis();
    stream(aws, "vitals").await;
    let grow = |hours| {
        let call = kinesis.increase_stream_retention_period().stream_name("vitals");
        call.retention_period_hours(hours).send()
    };
    assert_eq!(refusal(grow(9000).await), "InvalidArgumentException");
    grow(168).await.expect("grown");
    aws.later(10);
    assert_eq!(summary(aws, "vitals").await.retention_period_hours(), 168);
    assert_eq!(refusal(grow(48).await), "InvalidArgumentException");
    let shrink = kinesis.decrease_stream_retention_period().stream_name("vitals");
    shrink.retention_period_hours(48).send().await.expect("shrunk");
    assert_eq!(summary(aws, "vitals").await.retention_period_hours(), 48);
}

async fn a_stream_is_deleting_and_then_gone(aws: &Aws) {
    let kinesis = aws.kinesis();
    let arn = stream(aws, "vitals").await;
    let register = kinesis
        .register_stream_consumer()
        .stream_arn(&arn)
        .consumer_name("ward");
    let consumer = register.send().await.expect("a consumer");
    let consumer_arn = consumer.consumer().expect("a consumer").consumer_arn();
    assert!(consumer_arn.starts_with(&format!("{arn}/consumer/ward:")));
    let delete = |force| {
        kinesis
            .delete_stream()
            .stream_name("vitals")
            .enforce_consumer_deletion(force)
            .send()
    };
    assert_eq!(refusal(delete(false).await), "ResourceInUseException");
    delete(true).await.expect("deleted");
    assert_eq!(summary(aws, "vitals").await.stream_status().as_str(), "DELETING");
    aws.later(60);
    let gone = kinesis
        .describe_stream_summary()
        .stream_name("vitals")
        .send()
        .await;
    assert_eq!(refusal(gone), "ResourceNotFoundException");
    stream(aws, "vitals").await;
}

cases! {
    "kinesis";
    DescribeStreamSummary: a_stream_is_creating_and_then_active,
    CreateStream: a_name_is_taken_once,
    StartStreamEncryption: encryption_needs_a_key_that_can_be_used,
    StartStreamEncryption: a_key_on_its_way_out_encrypts_no_stream,
    StopStreamEncryption: encryption_is_stopped,
    DescribeStream: a_stream_is_described_with_its_shards,
    ListStreams: streams_are_listed_in_pages,
    AddTagsToStream: tags_are_added_listed_and_removed,
    ListTagsForStream: tags_are_listed_in_pages,
    PutResourcePolicy: a_resource_policy_is_kept_until_it_is_deleted,
    IncreaseStreamRetentionPeriod: retention_grows_and_shrinks_within_bounds,
    DeleteStream: a_stream_is_deleting_and_then_gone,
}
