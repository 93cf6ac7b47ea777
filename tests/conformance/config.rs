//! AWS Config: the recorder of a Region.

use crate::place::{ACCOUNT, Aws, REGION, START, refusal};
use aws_sdk_config::types::{ConfigurationRecorder, DeliveryChannel, RecorderStatus, RecordingGroup};

const ROLE: &str = "arn:aws:iam::123456789012:role/config";

async fn put(aws: &Aws, name: &str) -> Result<(), String> {
    let all = RecordingGroup::builder()
        .all_supported(true)
        .include_global_resource_types(true)
        .build();
    let recorder = ConfigurationRecorder::builder()
        .name(name)
        .role_arn(ROLE)
        .recording_group(all)
        .build();
    let put = aws.config_service().put_configuration_recorder();
    let put = put.configuration_recorder(recorder).send().await;
    put.map(drop).map_err(|e| {
        let error = e.into_service_error();
        error.meta().code().unwrap_or("no code").to_owned()
    })
}

async fn a_recorder_is_read_as_it_was_put(aws: &Aws) {
    let config = aws.config_service();
    let read = || config.describe_configuration_recorders().send();
    assert_eq!(read().await.expect("none").configuration_recorders(), []);
    put(aws, "default").await.expect("a recorder");
    let kept = read().await.expect("read");
    let [recorder] = kept.configuration_recorders() else {
        panic!("{kept:?}");
    };
    assert_eq!(recorder.name(), Some("default"));
    assert_eq!(recorder.role_arn(), Some(ROLE));
    assert_eq!(
        recorder.recording_group().map(RecordingGroup::all_supported),
        Some(true)
    );
    let start = format!("arn:aws:config:{REGION}:{ACCOUNT}:configuration-recorder/default");
    assert!(recorder.arn().is_some_and(|arn| arn.starts_with(&start)));
    let second = put(aws, "second").await;
    assert_eq!(
        second,
        Err("MaxNumberOfConfigurationRecordersExceededException".to_owned())
    );
    let none = config.describe_configuration_recorders();
    let none = none.configuration_recorder_names("none").send().await;
    assert_eq!(refusal(none), "NoSuchConfigurationRecorderException");
}

async fn a_recorder_records_once_it_has_a_channel_and_is_started(aws: &Aws) {
    put(aws, "default").await.expect("a recorder");
    let config = aws.config_service();
    let start = || {
        let start = config.start_configuration_recorder();
        start.configuration_recorder_name("default").send()
    };
    assert_eq!(refusal(start().await), "NoAvailableDeliveryChannelException");
    aws.s3()
        .create_bucket()
        .bucket("history")
        .send()
        .await
        .expect("a bucket");
    let channel = DeliveryChannel::builder()
        .name("default")
        .s3_bucket_name("history");
    let put = config.put_delivery_channel().delivery_channel(channel.build());
    put.send().await.expect("a channel");
    let status = || config.describe_configuration_recorder_status().send();
    let before = status().await.expect("read");
    assert!(!before.configuration_recorders_status()[0].recording());
    start().await.expect("started");
    let after = status().await.expect("read");
    let now = &after.configuration_recorders_status()[0];
    assert!(now.recording());
    // The reference writes `Success`, the service `SUCCESS`.
    let last = now.last_status().map(RecorderStatus::as_str);
    assert!(
        last.is_some_and(|s| s.eq_ignore_ascii_case("success")),
        "{last:?}"
    );
    assert_eq!(
        now.last_start_time().map(aws_smithy_types::DateTime::secs),
        Some(START)
    );
    let stop = config.stop_configuration_recorder();
    let stop = stop.configuration_recorder_name("default").send().await;
    stop.expect("stopped");
    let stopped = status().await.expect("read");
    assert!(!stopped.configuration_recorders_status()[0].recording());
}

cases! {
    "config";
    DescribeConfigurationRecorders: a_recorder_is_read_as_it_was_put,
    DescribeConfigurationRecorderStatus: a_recorder_records_once_it_has_a_channel_and_is_started,
}
