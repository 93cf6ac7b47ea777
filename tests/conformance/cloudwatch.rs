//! CloudWatch: alarms and their state.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_cloudwatch::operation::put_metric_alarm::builders::PutMetricAlarmFluentBuilder;
use aws_sdk_cloudwatch::types::{
    AlarmType, ComparisonOperator, Dimension, MetricAlarm, MetricDatum, StandardUnit, StateValue, Statistic,
};
use aws_smithy_types::DateTime;

pub const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:security";
pub const NAME: &str = "guardrail-interventions";

pub fn model() -> Dimension {
    Dimension::builder()
        .name("ModelId")
        .value("amazon.nova-pro-v1:0")
        .build()
}

/// An alarm on more than two interventions in one of two minutes.
pub fn alarm(aws: &Aws, name: &str) -> PutMetricAlarmFluentBuilder {
    aws.cloudwatch()
        .put_metric_alarm()
        .alarm_name(name)
        .namespace("Custom/Bedrock")
        .metric_name("Interventions")
        .dimensions(model())
        .statistic(Statistic::Sum)
        .period(60)
        .evaluation_periods(2)
        .datapoints_to_alarm(1)
        .threshold(2.0)
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .alarm_actions(TOPIC)
}

pub async fn put(aws: &Aws, at: i64, value: f64) {
    let datum = MetricDatum::builder()
        .metric_name("Interventions")
        .dimensions(model())
        .timestamp(DateTime::from_secs(at))
        .value(value)
        .unit(StandardUnit::Count);
    let put = aws.cloudwatch().put_metric_data().namespace("Custom/Bedrock");
    put.metric_data(datum.build()).send().await.expect("data put");
}

async fn read(aws: &Aws, name: &str) -> MetricAlarm {
    let all = aws
        .cloudwatch()
        .describe_alarms()
        .alarm_names(name)
        .send()
        .await
        .expect("alarms");
    all.metric_alarms().first().expect("the alarm").clone()
}

fn state(alarm: &MetricAlarm) -> &str {
    alarm.state_value().map_or("none", StateValue::as_str)
}

async fn an_alarm_keeps_every_field(aws: &Aws) {
    alarm(aws, NAME)
        .alarm_description("The guardrail steps in too often")
        .ok_actions(TOPIC)
        .insufficient_data_actions(TOPIC)
        .treat_missing_data("notBreaching")
        .unit(StandardUnit::Count)
        .send()
        .await
        .expect("an alarm");
    let kept = read(aws, NAME).await;
    assert_eq!(
        kept.alarm_arn(),
        Some(format!("arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{NAME}").as_str())
    );
    assert_eq!(kept.alarm_description(), Some("The guardrail steps in too often"));
    assert_eq!(kept.actions_enabled(), Some(true));
    assert_eq!(kept.alarm_actions(), [TOPIC]);
    assert_eq!(kept.ok_actions(), [TOPIC]);
    assert_eq!(kept.insufficient_data_actions(), [TOPIC]);
    assert_eq!(
        (kept.namespace(), kept.metric_name()),
        (Some("Custom/Bedrock"), Some("Interventions"))
    );
    assert_eq!(kept.dimensions(), [model()]);
    assert_eq!(kept.statistic(), Some(&Statistic::Sum));
    assert_eq!(
        (
            kept.period(),
            kept.evaluation_periods(),
            kept.datapoints_to_alarm()
        ),
        (Some(60), Some(2), Some(1))
    );
    assert_eq!(kept.threshold(), Some(2.0));
    assert_eq!(
        kept.comparison_operator(),
        Some(&ComparisonOperator::GreaterThanThreshold)
    );
    assert_eq!(kept.treat_missing_data(), Some("notBreaching"));
    assert_eq!(kept.unit(), Some(&StandardUnit::Count));
    assert_eq!(state(&kept), "INSUFFICIENT_DATA");
    assert_eq!(kept.state_reason(), Some("Unchecked: Initial alarm creation"));
    assert_eq!(
        kept.alarm_configuration_updated_timestamp().map(DateTime::secs),
        Some(START)
    );
}

async fn a_second_put_replaces_every_field(aws: &Aws) {
    alarm(aws, NAME)
        .alarm_description("first")
        .send()
        .await
        .expect("an alarm");
    aws.later(30);
    let put = alarm(aws, NAME)
        .set_alarm_actions(None)
        .threshold(9.5)
        .actions_enabled(false);
    put.send().await.expect("the alarm");
    let kept = read(aws, NAME).await;
    assert_eq!(kept.alarm_description(), None);
    assert!(kept.alarm_actions().is_empty());
    assert_eq!(kept.threshold(), Some(9.5));
    assert_eq!(kept.actions_enabled(), Some(false));
    let all = aws.cloudwatch().describe_alarms().send().await.expect("alarms");
    assert_eq!(all.metric_alarms().len(), 1);
}

async fn an_alarm_that_cannot_work_is_refused(aws: &Aws) {
    assert_eq!(
        refusal(alarm(aws, "a").period(45).send().await),
        "ValidationError"
    );
    assert_eq!(
        refusal(alarm(aws, "a").datapoints_to_alarm(3).send().await),
        "ValidationError"
    );
    assert_eq!(
        refusal(alarm(aws, "a").treat_missing_data("skip").send().await),
        "ValidationError"
    );
    let both = alarm(aws, "a").extended_statistic("p99").send().await;
    assert_eq!(
        complaint(both),
        "Exactly one of the parameters Statistic and ExtendedStatistic must be specified."
    );
    assert_eq!(
        complaint(alarm(aws, "a").alarm_actions("mail me").send().await),
        "Invalid arn syntax: mail me"
    );
    let all = aws.cloudwatch().describe_alarms().send().await.expect("alarms");
    assert!(all.metric_alarms().is_empty());
}

async fn alarms_are_told_by_prefix_state_and_page(aws: &Aws) {
    for name in ["cis-1", "cis-2", "cis-3", "other"] {
        alarm(aws, name).send().await.expect("an alarm");
    }
    let cloudwatch = aws.cloudwatch();
    let first = cloudwatch
        .describe_alarms()
        .alarm_name_prefix("cis-")
        .max_records(2)
        .send()
        .await
        .expect("a page");
    assert_eq!(first.metric_alarms().len(), 2);
    let token = first.next_token().expect("a token");
    let rest = cloudwatch
        .describe_alarms()
        .alarm_name_prefix("cis-")
        .max_records(2)
        .next_token(token)
        .send()
        .await;
    assert_eq!(
        rest.expect("a page").metric_alarms()[0].alarm_name(),
        Some("cis-3")
    );
    let fine = cloudwatch
        .describe_alarms()
        .state_value(StateValue::Ok)
        .send()
        .await
        .expect("alarms");
    assert!(fine.metric_alarms().is_empty());
    let composite = cloudwatch
        .describe_alarms()
        .alarm_types(AlarmType::CompositeAlarm)
        .send()
        .await
        .expect("alarms");
    assert!(composite.metric_alarms().is_empty() && composite.composite_alarms().is_empty());
}

async fn an_alarm_follows_its_data_on_the_clock(aws: &Aws) {
    alarm(aws, NAME).send().await.expect("an alarm");
    put(aws, START, 5.0).await;
    aws.later(60);
    let breaching = read(aws, NAME).await;
    assert_eq!(state(&breaching), "ALARM");
    let reason = breaching.state_reason().expect("a reason");
    assert!(
        reason.contains("[5.0 (") && reason.contains("greater than the threshold (2.0)"),
        "{reason}"
    );
    assert!(
        breaching
            .state_reason_data()
            .is_some_and(|data| data.contains("\"recentDatapoints\":[5.0]"))
    );
    for minute in 1..=4 {
        put(aws, START + minute * 60, 1.0).await;
    }
    aws.later(240);
    assert_eq!(state(&read(aws, NAME).await), "OK");
    aws.later(3600);
    assert_eq!(state(&read(aws, NAME).await), "INSUFFICIENT_DATA");
}

async fn missing_data_is_treated_as_the_alarm_says(aws: &Aws) {
    for (treatment, state_then) in [
        ("breaching", "ALARM"),
        ("notBreaching", "OK"),
        ("missing", "INSUFFICIENT_DATA"),
        ("ignore", "INSUFFICIENT_DATA"),
    ] {
        alarm(aws, treatment)
            .treat_missing_data(treatment)
            .send()
            .await
            .expect("an alarm");
        aws.later(120);
        assert_eq!(state(&read(aws, treatment).await), state_then, "{treatment}");
    }
}

async fn a_state_is_set_until_the_data_are_looked_at(aws: &Aws) {
    alarm(aws, NAME).send().await.expect("an alarm");
    let cloudwatch = aws.cloudwatch();
    let set = |name: &str| {
        let set = cloudwatch.set_alarm_state().alarm_name(name);
        set.state_value(StateValue::Alarm).state_reason("drill").send()
    };
    set(NAME).await.expect("set");
    let now = read(aws, NAME).await;
    assert_eq!((state(&now), now.state_reason()), ("ALARM", Some("drill")));
    aws.later(120);
    assert_eq!(state(&read(aws, NAME).await), "INSUFFICIENT_DATA");
    assert_eq!(refusal(set("none").await), "ResourceNotFound");
}

async fn alarms_are_deleted_all_or_none(aws: &Aws) {
    alarm(aws, "a").send().await.expect("an alarm");
    let cloudwatch = aws.cloudwatch();
    let some = cloudwatch
        .delete_alarms()
        .alarm_names("a")
        .alarm_names("none")
        .send()
        .await;
    assert_eq!(refusal(some), "ResourceNotFound");
    assert_eq!(state(&read(aws, "a").await), "INSUFFICIENT_DATA");
    cloudwatch
        .delete_alarms()
        .alarm_names("a")
        .send()
        .await
        .expect("deleted");
    let left = cloudwatch.describe_alarms().send().await.expect("alarms");
    assert!(left.metric_alarms().is_empty());
}

async fn actions_are_disabled(aws: &Aws) {
    alarm(aws, NAME).send().await.expect("an alarm");
    aws.cloudwatch()
        .disable_alarm_actions()
        .alarm_names(NAME)
        .send()
        .await
        .expect("disabled");
    assert_eq!(read(aws, NAME).await.actions_enabled(), Some(false));
}

async fn actions_are_enabled(aws: &Aws) {
    alarm(aws, NAME)
        .actions_enabled(false)
        .send()
        .await
        .expect("an alarm");
    aws.cloudwatch()
        .enable_alarm_actions()
        .alarm_names(NAME)
        .send()
        .await
        .expect("enabled");
    assert_eq!(read(aws, NAME).await.actions_enabled(), Some(true));
}

cases! {
    "cloudwatch";
    PutMetricAlarm: an_alarm_keeps_every_field,
    PutMetricAlarm: a_second_put_replaces_every_field,
    PutMetricAlarm: an_alarm_that_cannot_work_is_refused,
    DescribeAlarms: alarms_are_told_by_prefix_state_and_page,
    DescribeAlarms: an_alarm_follows_its_data_on_the_clock,
    DescribeAlarms: missing_data_is_treated_as_the_alarm_says,
    SetAlarmState: a_state_is_set_until_the_data_are_looked_at,
    DeleteAlarms: alarms_are_deleted_all_or_none,
    DisableAlarmActions: actions_are_disabled,
    EnableAlarmActions: actions_are_enabled,
}
