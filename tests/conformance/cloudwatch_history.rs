//! CloudWatch: what happened to alarms, those of a metric, their tags.

use crate::cloudwatch::{NAME, TOPIC, alarm, model, put};
use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_cloudtrail::types::{LookupAttribute, LookupAttributeKey};
use aws_sdk_cloudwatch::types::{HistoryItemType, Tag};

async fn history_tells_states_and_actions(aws: &Aws) {
    alarm(aws, NAME).send().await.expect("an alarm");
    put(aws, START, 5.0).await;
    aws.later(60);
    let cloudwatch = aws.cloudwatch();
    let of = |kind: HistoryItemType| {
        cloudwatch
            .describe_alarm_history()
            .alarm_name(NAME)
            .history_item_type(kind)
            .send()
    };
    let states = of(HistoryItemType::StateUpdate).await.expect("history");
    let item = &states.alarm_history_items()[0];
    assert_eq!(
        item.history_summary(),
        Some("Alarm updated from INSUFFICIENT_DATA to ALARM")
    );
    assert!(item.timestamp().expect("a time").secs() > START);
    let actions = of(HistoryItemType::Action).await.expect("history");
    let done = format!("Successfully executed action {TOPIC}");
    assert_eq!(
        actions.alarm_history_items()[0].history_summary(),
        Some(done.as_str())
    );
    let made = of(HistoryItemType::ConfigurationUpdate).await.expect("history");
    assert_eq!(
        made.alarm_history_items()[0].history_summary(),
        Some(format!("Alarm \"{NAME}\" created").as_str())
    );
}

async fn the_alarms_of_a_metric_are_told(aws: &Aws) {
    alarm(aws, NAME).send().await.expect("an alarm");
    alarm(aws, "elsewhere")
        .metric_name("Other")
        .send()
        .await
        .expect("an alarm");
    let found = aws
        .cloudwatch()
        .describe_alarms_for_metric()
        .namespace("Custom/Bedrock")
        .metric_name("Interventions")
        .dimensions(model())
        .send()
        .await
        .expect("alarms");
    assert_eq!(found.metric_alarms().len(), 1);
    assert_eq!(found.metric_alarms()[0].alarm_name(), Some(NAME));
}

async fn tags_of_an_alarm_are_kept(aws: &Aws) {
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
    alarm(aws, NAME)
        .tags(tag("team", "fraud"))
        .send()
        .await
        .expect("an alarm");
    let (cloudwatch, arn) = (
        aws.cloudwatch(),
        format!("arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{NAME}"),
    );
    cloudwatch
        .tag_resource()
        .resource_arn(&arn)
        .tags(tag("tier", "1"))
        .send()
        .await
        .expect("tagged");
    cloudwatch
        .untag_resource()
        .resource_arn(&arn)
        .tag_keys("team")
        .send()
        .await
        .expect("untagged");
    let tags = cloudwatch
        .list_tags_for_resource()
        .resource_arn(&arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(tags.tags(), [tag("tier", "1")]);
    let nothing = cloudwatch
        .list_tags_for_resource()
        .resource_arn(format!("{arn}x"))
        .send()
        .await;
    assert_eq!(refusal(nothing), "ResourceNotFoundException");
}

async fn the_trail_tells_of_an_alarm_and_of_a_refusal(aws: &Aws) {
    alarm(aws, NAME).send().await.expect("an alarm");
    let cloudwatch = aws.cloudwatch();
    let refused = cloudwatch.delete_alarms().alarm_names("none").send().await;
    assert_eq!(refusal(refused), "ResourceNotFound");
    let by = LookupAttribute::builder()
        .attribute_key(LookupAttributeKey::EventSource)
        .attribute_value("monitoring.amazonaws.com");
    let told = aws
        .cloudtrail()
        .lookup_events()
        .lookup_attributes(by.build().expect("an attribute"))
        .send()
        .await
        .expect("events");
    let event = |name: &str| {
        let found = told.events().iter().find(|e| e.event_name() == Some(name));
        found.unwrap_or_else(|| panic!("no {name}"))
    };
    let put = event("PutMetricAlarm");
    let resource = &put.resources()[0];
    assert_eq!(
        (resource.resource_type(), resource.resource_name()),
        (Some("AWS::CloudWatch::Alarm"), Some(NAME))
    );
    let record = put.cloud_trail_event().expect("a record");
    assert!(
        record.contains(&format!(r#""alarmActions":["{TOPIC}"]"#)),
        "{record}"
    );
    let deleted = event("DeleteAlarms").cloud_trail_event().expect("a record");
    assert!(deleted.contains(r#""errorCode":"ResourceNotFound""#), "{deleted}");
}

cases! {
    "cloudwatch";
    DescribeAlarmHistory: history_tells_states_and_actions,
    DescribeAlarmsForMetric: the_alarms_of_a_metric_are_told,
    PutMetricAlarm: the_trail_tells_of_an_alarm_and_of_a_refusal,
    ListTagsForResource: tags_of_an_alarm_are_kept,
}
