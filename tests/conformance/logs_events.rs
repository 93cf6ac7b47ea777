//! CloudWatch Logs: streams, events, metric and subscription filters.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_cloudwatch::types::{StandardUnit as Unit, Statistic};
use aws_sdk_cloudwatchlogs::types::{Distribution, InputLogEvent, MetricTransformation, StandardUnit};
use aws_smithy_types::DateTime;

const GROUP: &str = "trail";
const STREAM: &str = "us-east-1";
const NOW: i64 = START * 1000;

async fn group(aws: &Aws) {
    let logs = aws.logs();
    logs.create_log_group()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("a group");
    logs.create_log_stream()
        .log_group_name(GROUP)
        .log_stream_name(STREAM)
        .send()
        .await
        .expect("a stream");
}

fn event(at: i64, message: &str) -> InputLogEvent {
    InputLogEvent::builder()
        .timestamp(at)
        .message(message)
        .build()
        .expect("an event")
}

async fn put(aws: &Aws, events: &[(i64, &str)]) {
    let events = events.iter().map(|(at, message)| event(*at, message)).collect();
    let put = aws
        .logs()
        .put_log_events()
        .log_group_name(GROUP)
        .log_stream_name(STREAM);
    put.set_log_events(Some(events)).send().await.expect("events put");
}

fn counts(name: &str) -> MetricTransformation {
    MetricTransformation::builder()
        .metric_name(name)
        .metric_namespace("CIS")
        .metric_value("1")
        .unit(StandardUnit::Count)
        .build()
        .expect("a transformation")
}

async fn filter(aws: &Aws, name: &str, pattern: &str) {
    let put = aws
        .logs()
        .put_metric_filter()
        .log_group_name(GROUP)
        .filter_name(name)
        .filter_pattern(pattern);
    put.metric_transformations(counts(name))
        .send()
        .await
        .expect("a filter");
}

async fn a_stream_is_made_once_and_tells_its_times(aws: &Aws) {
    group(aws).await;
    put(aws, &[(NOW - 5000, "first"), (NOW - 1000, "last")]).await;
    let logs = aws.logs();
    let again = logs
        .create_log_stream()
        .log_group_name(GROUP)
        .log_stream_name(STREAM)
        .send()
        .await;
    assert_eq!(refusal(again), "ResourceAlreadyExistsException");
    let all = logs
        .describe_log_streams()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("streams");
    let stream = &all.log_streams()[0];
    assert_eq!(stream.log_stream_name(), Some(STREAM));
    assert_eq!(stream.creation_time(), Some(NOW));
    assert_eq!(stream.first_event_timestamp(), Some(NOW - 5000));
    assert_eq!(stream.last_event_timestamp(), Some(NOW - 1000));
    assert_eq!(stream.last_ingestion_time(), Some(NOW));
    assert_eq!(
        stream.arn(),
        Some(format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:trail:log-stream:us-east-1").as_str())
    );
}

async fn a_deleted_stream_is_gone(aws: &Aws) {
    group(aws).await;
    let logs = aws.logs();
    let delete = || {
        logs.delete_log_stream()
            .log_group_name(GROUP)
            .log_stream_name(STREAM)
            .send()
    };
    delete().await.expect("deleted");
    assert_eq!(
        complaint(delete().await),
        "The specified log stream does not exist."
    );
}

async fn events_too_old_or_too_new_are_left_out_and_said_so(aws: &Aws) {
    group(aws).await;
    let logs = aws.logs();
    let one = |at: i64| {
        logs.put_log_events()
            .log_group_name(GROUP)
            .log_stream_name(STREAM)
            .log_events(event(at, "x"))
            .send()
    };
    let old = one(NOW - 15 * 86_400_000).await.expect("an answer");
    assert_eq!(
        old.rejected_log_events_info()
            .expect("said")
            .too_old_log_event_end_index(),
        Some(1)
    );
    let new = one(NOW + 3 * 3_600_000).await.expect("an answer");
    assert_eq!(
        new.rejected_log_events_info()
            .expect("said")
            .too_new_log_event_start_index(),
        Some(0)
    );
    let fine = one(NOW).await.expect("an answer");
    assert!(fine.rejected_log_events_info().is_none());
    assert!(fine.next_sequence_token().is_some());
    let backwards = logs
        .put_log_events()
        .log_group_name(GROUP)
        .log_stream_name(STREAM);
    let backwards = backwards
        .log_events(event(NOW, "b"))
        .log_events(event(NOW - 1, "a"))
        .send()
        .await;
    assert_eq!(
        complaint(backwards),
        "Log events in a single PutLogEvents request must be in chronological order."
    );
}

async fn events_are_read_in_pages_from_either_end(aws: &Aws) {
    group(aws).await;
    put(aws, &[(NOW - 3, "one"), (NOW - 2, "two"), (NOW - 1, "three")]).await;
    let logs = aws.logs();
    let read = || {
        logs.get_log_events()
            .log_group_name(GROUP)
            .log_stream_name(STREAM)
            .limit(2)
    };
    let last = read().send().await.expect("events");
    assert_eq!(last.events()[0].message(), Some("two"));
    let first = read().start_from_head(true).send().await.expect("events");
    assert_eq!(first.events()[0].message(), Some("one"));
    assert_eq!(first.events()[0].timestamp(), Some(NOW - 3));
    assert_eq!(first.events()[0].ingestion_time(), Some(NOW));
    let token = first.next_forward_token().expect("a token");
    let next = read().next_token(token).send().await.expect("events");
    assert_eq!(next.events().len(), 1);
    let token = next.next_forward_token().expect("a token");
    let end = read().next_token(token).send().await.expect("events");
    assert!(end.events().is_empty());
    assert_eq!(end.next_forward_token(), Some(token));
}

async fn events_are_found_by_terms_and_by_fields(aws: &Aws) {
    group(aws).await;
    let denied = r#"{"errorCode":"AccessDenied","userIdentity":{"type":"Root"}}"#;
    put(
        aws,
        &[
            (NOW - 2, denied),
            (NOW - 1, "ERROR out of memory"),
            (NOW, "ERROR ignored"),
        ],
    )
    .await;
    let logs = aws.logs();
    let find = |pattern: &str| {
        logs.filter_log_events()
            .log_group_name(GROUP)
            .filter_pattern(pattern)
            .send()
    };
    let terms = find("ERROR -ignored").await.expect("events");
    assert_eq!(terms.events().len(), 1);
    assert_eq!(terms.events()[0].message(), Some("ERROR out of memory"));
    assert_eq!(terms.events()[0].log_stream_name(), Some(STREAM));
    assert!(terms.events()[0].event_id().is_some());
    let fields = find(r#"{ ($.errorCode = "Access*") && ($.userIdentity.invokedBy NOT EXISTS) }"#)
        .await
        .expect("events");
    assert_eq!(fields.events()[0].message(), Some(denied));
    assert_eq!(
        refusal(find("{ $.errorCode = }").await),
        "InvalidParameterException"
    );
    let since = logs
        .filter_log_events()
        .log_group_name(GROUP)
        .start_time(NOW)
        .send()
        .await
        .expect("events");
    assert_eq!(since.events().len(), 1);
}

async fn a_metric_filter_is_told_as_it_was_put(aws: &Aws) {
    group(aws).await;
    let pattern = r#"{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}"#;
    filter(aws, "RootUse", pattern).await;
    let logs = aws.logs();
    let all = logs
        .describe_metric_filters()
        .metric_name("RootUse")
        .metric_namespace("CIS")
        .send()
        .await;
    let all = all.expect("filters");
    let kept = &all.metric_filters()[0];
    assert_eq!(kept.filter_name(), Some("RootUse"));
    assert_eq!(kept.filter_pattern(), Some(pattern));
    assert_eq!(kept.log_group_name(), Some(GROUP));
    assert_eq!(kept.metric_transformations(), [counts("RootUse")]);
    assert_eq!(kept.creation_time(), Some(NOW));
    let group = logs.describe_log_groups().send().await.expect("groups");
    assert_eq!(group.log_groups()[0].metric_filter_count(), Some(1));
}

async fn a_metric_filter_must_have_a_pattern_that_can_be_read(aws: &Aws) {
    group(aws).await;
    let put = aws
        .logs()
        .put_metric_filter()
        .log_group_name(GROUP)
        .filter_name("f")
        .filter_pattern("{ $.a = ");
    let broken = put.metric_transformations(counts("f")).send().await;
    assert_eq!(complaint(broken), "Invalid metric filter pattern");
}

async fn a_hundred_metric_filters_are_the_most(aws: &Aws) {
    group(aws).await;
    for n in 0..100 {
        filter(aws, &format!("f{n}"), "ERROR").await;
    }
    let logs = aws.logs();
    let more = logs
        .put_metric_filter()
        .log_group_name(GROUP)
        .filter_name("more")
        .filter_pattern("");
    let more = more.metric_transformations(counts("more")).send().await;
    assert_eq!(refusal(more), "LimitExceededException");
}

async fn a_deleted_metric_filter_is_gone(aws: &Aws) {
    group(aws).await;
    filter(aws, "f", "ERROR").await;
    let logs = aws.logs();
    let delete = || {
        logs.delete_metric_filter()
            .log_group_name(GROUP)
            .filter_name("f")
            .send()
    };
    delete().await.expect("deleted");
    assert_eq!(refusal(delete().await), "ResourceNotFoundException");
    let left = logs
        .describe_metric_filters()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("filters");
    assert!(left.metric_filters().is_empty());
}

async fn a_pattern_is_tried_on_messages(aws: &Aws) {
    let tried = aws
        .logs()
        .test_metric_filter()
        .filter_pattern("[ip, user, ..., status = 4*, size > 1000]")
        .log_event_messages("127.0.0.1 alice [10/Oct] \"GET /a\" 404 1534")
        .log_event_messages("127.0.0.1 bob [10/Oct] \"GET /a\" 200 1534")
        .send()
        .await
        .expect("matches");
    assert_eq!(tried.matches().len(), 1);
    assert_eq!(tried.matches()[0].event_number(), 1);
    let values = tried.matches()[0].extracted_values().expect("values");
    assert_eq!(values.get("$status").map(String::as_str), Some("404"));
    assert_eq!(values.get("$user").map(String::as_str), Some("alice"));
}

async fn events_that_match_a_metric_filter_become_a_metric(aws: &Aws) {
    group(aws).await;
    filter(aws, "Denied", r#"{ $.errorCode = "AccessDenied" }"#).await;
    put(
        aws,
        &[
            (NOW, r#"{"errorCode":"AccessDenied"}"#),
            (NOW, r#"{"errorCode":"Throttled"}"#),
        ],
    )
    .await;
    let told = aws
        .cloudwatch()
        .get_metric_statistics()
        .namespace("CIS")
        .metric_name("Denied")
        .start_time(DateTime::from_secs(START - 300))
        .end_time(DateTime::from_secs(START + 300))
        .period(600)
        .statistics(Statistic::Sum)
        .send()
        .await
        .expect("statistics");
    assert_eq!(told.datapoints().len(), 1);
    assert_eq!(told.datapoints()[0].sum(), Some(1.0));
    assert_eq!(told.datapoints()[0].unit().map(Unit::as_str), Some("Count"));
}

async fn a_subscription_filter_sends_with_a_role(aws: &Aws) {
    group(aws).await;
    let logs = aws.logs();
    let stream = format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/audit");
    let role = format!("arn:aws:iam::{ACCOUNT}:role/LogsToKinesis");
    let put = || {
        let put = logs
            .put_subscription_filter()
            .log_group_name(GROUP)
            .filter_name("audit");
        put.filter_pattern("").destination_arn(&stream)
    };
    assert_eq!(refusal(put().send().await), "InvalidParameterException");
    put().role_arn(&role).send().await.expect("a subscription");
    let all = logs
        .describe_subscription_filters()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("filters");
    let kept = &all.subscription_filters()[0];
    assert_eq!(kept.filter_name(), Some("audit"));
    assert_eq!(kept.destination_arn(), Some(stream.as_str()));
    assert_eq!(kept.role_arn(), Some(role.as_str()));
    assert_eq!(kept.distribution().map(Distribution::as_str), Some("ByLogStream"));
    logs.delete_subscription_filter()
        .log_group_name(GROUP)
        .filter_name("audit")
        .send()
        .await
        .expect("deleted");
    let left = logs
        .describe_subscription_filters()
        .log_group_name(GROUP)
        .send()
        .await
        .expect("filters");
    assert!(left.subscription_filters().is_empty());
}

cases! {
    "logs";
    CreateLogStream: a_stream_is_made_once_and_tells_its_times,
    DeleteLogStream: a_deleted_stream_is_gone,
    PutLogEvents: events_too_old_or_too_new_are_left_out_and_said_so,
    GetLogEvents: events_are_read_in_pages_from_either_end,
    FilterLogEvents: events_are_found_by_terms_and_by_fields,
    PutMetricFilter: a_metric_filter_must_have_a_pattern_that_can_be_read,
    PutMetricFilter: a_hundred_metric_filters_are_the_most,
    PutMetricFilter: events_that_match_a_metric_filter_become_a_metric,
    DescribeMetricFilters: a_metric_filter_is_told_as_it_was_put,
    DeleteMetricFilter: a_deleted_metric_filter_is_gone,
    TestMetricFilter: a_pattern_is_tried_on_messages,
    PutSubscriptionFilter: a_subscription_filter_sends_with_a_role,
}
