//! CloudWatch: metrics as they were put, and statistics over them.

use crate::place::{Aws, START, refusal};
use aws_sdk_cloudwatch::types::{
    Dimension, Metric, MetricDataQuery, MetricDatum, MetricStat, StandardUnit, Statistic, StatisticSet,
    StatusCode,
};
use aws_smithy_types::DateTime;

const SPACE: &str = "Cardio/Inference";

/// Where the minute begins that the account's time begins in.
const MINUTE: i64 = START / 60 * 60;

fn variant(name: &str) -> Dimension {
    Dimension::builder().name("Variant").value(name).build()
}

async fn put(aws: &Aws, at: i64, value: f64) {
    let datum = MetricDatum::builder()
        .metric_name("Latency")
        .dimensions(variant("blue"))
        .timestamp(DateTime::from_secs(at))
        .value(value)
        .unit(StandardUnit::Milliseconds)
        .build();
    aws.cloudwatch()
        .put_metric_data()
        .namespace(SPACE)
        .metric_data(datum)
        .send()
        .await
        .expect("data put");
}

fn stat(name: &str) -> MetricStat {
    let metric = Metric::builder()
        .namespace(SPACE)
        .metric_name("Latency")
        .dimensions(variant("blue"));
    MetricStat::builder()
        .metric(metric.build())
        .period(60)
        .stat(name)
        .build()
}

async fn data_come_as_values_counts_or_sets(aws: &Aws) {
    let cloudwatch = aws.cloudwatch();
    let datum = || {
        MetricDatum::builder()
            .metric_name("Tokens")
            .timestamp(DateTime::from_secs(START))
    };
    let counted = datum().values(10.0).values(20.0).counts(3.0).counts(1.0).build();
    let set = StatisticSet::builder()
        .sample_count(2.0)
        .sum(100.0)
        .minimum(40.0)
        .maximum(60.0)
        .build();
    let put = cloudwatch.put_metric_data().namespace(SPACE);
    put.metric_data(counted)
        .metric_data(datum().statistic_values(set).build())
        .send()
        .await
        .expect("data put");
    let told = cloudwatch
        .get_metric_statistics()
        .namespace(SPACE)
        .metric_name("Tokens")
        .start_time(DateTime::from_secs(MINUTE))
        .end_time(DateTime::from_secs(MINUTE + 60))
        .period(60)
        .set_statistics(Some(vec![
            Statistic::SampleCount,
            Statistic::Sum,
            Statistic::Minimum,
            Statistic::Maximum,
        ]))
        .send()
        .await
        .expect("statistics");
    let point = &told.datapoints()[0];
    assert_eq!((point.sample_count(), point.sum()), (Some(6.0), Some(150.0)));
    assert_eq!((point.minimum(), point.maximum()), (Some(10.0), Some(60.0)));
}

async fn a_large_request_comes_compressed(aws: &Aws) {
    let data = (0..500).map(|n| {
        MetricDatum::builder()
            .metric_name("Tokens")
            .dimensions(variant("blue"))
            .timestamp(DateTime::from_secs(START))
            .value(f64::from(n))
            .build()
    });
    let cloudwatch = aws.cloudwatch();
    let put = cloudwatch.put_metric_data().namespace(SPACE);
    put.set_metric_data(Some(data.collect()))
        .send()
        .await
        .expect("data put");
    let told = cloudwatch
        .get_metric_statistics()
        .namespace(SPACE)
        .metric_name("Tokens")
        .dimensions(variant("blue"))
        .start_time(DateTime::from_secs(MINUTE))
        .end_time(DateTime::from_secs(MINUTE + 60))
        .period(60)
        .statistics(Statistic::SampleCount)
        .statistics(Statistic::Maximum)
        .send()
        .await
        .expect("statistics");
    let point = &told.datapoints()[0];
    assert_eq!(
        (point.sample_count(), point.maximum()),
        (Some(500.0), Some(499.0))
    );
}

async fn data_that_cannot_be_are_refused(aws: &Aws) {
    let put = |space: &str, datum: MetricDatum| {
        aws.cloudwatch()
            .put_metric_data()
            .namespace(space)
            .metric_data(datum)
            .send()
    };
    let datum = || MetricDatum::builder().metric_name("Latency");
    let of_aws = put("AWS/Bedrock", datum().value(1.0).build()).await;
    assert_eq!(refusal(of_aws), "InvalidParameterValue");
    let nothing = put(SPACE, datum().build()).await;
    assert_eq!(refusal(nothing), "MissingParameter");
    let old = datum()
        .value(1.0)
        .timestamp(DateTime::from_secs(START - 15 * 86_400))
        .build();
    assert_eq!(refusal(put(SPACE, old).await), "InvalidParameterValue");
    let both = datum().value(1.0).values(2.0).build();
    assert_eq!(refusal(put(SPACE, both).await), "InvalidParameterCombination");
}

async fn metrics_are_listed_by_name_and_dimension(aws: &Aws) {
    put(aws, START, 1.0).await;
    let cloudwatch = aws.cloudwatch();
    let all = cloudwatch
        .list_metrics()
        .namespace(SPACE)
        .send()
        .await
        .expect("metrics");
    assert_eq!(all.metrics().len(), 1);
    assert_eq!(all.metrics()[0].namespace(), Some(SPACE));
    assert_eq!(all.metrics()[0].metric_name(), Some("Latency"));
    assert_eq!(all.metrics()[0].dimensions(), [variant("blue")]);
    let green = aws_sdk_cloudwatch::types::DimensionFilter::builder()
        .name("Variant")
        .value("green")
        .build();
    let none = cloudwatch
        .list_metrics()
        .dimensions(green)
        .send()
        .await
        .expect("metrics");
    assert!(none.metrics().is_empty());
}

async fn statistics_are_of_what_was_put(aws: &Aws) {
    for (at, value) in [(0, 10.0), (10, 30.0), (60, 50.0)] {
        put(aws, MINUTE + at, value).await;
    }
    let cloudwatch = aws.cloudwatch();
    let ask = || {
        cloudwatch
            .get_metric_statistics()
            .namespace(SPACE)
            .metric_name("Latency")
            .dimensions(variant("blue"))
            .start_time(DateTime::from_secs(MINUTE))
            .end_time(DateTime::from_secs(MINUTE + 120))
            .period(60)
    };
    let told = ask()
        .statistics(Statistic::Average)
        .statistics(Statistic::Maximum)
        .send()
        .await
        .expect("statistics");
    assert_eq!(told.label(), Some("Latency"));
    let mut points = told.datapoints().to_vec();
    points.sort_by_key(|point| point.timestamp().map(DateTime::secs));
    assert_eq!(points.len(), 2);
    assert_eq!(points[0].timestamp().map(DateTime::secs), Some(MINUTE));
    assert_eq!(
        (points[0].average(), points[0].maximum()),
        (Some(20.0), Some(30.0))
    );
    assert_eq!(points[1].average(), Some(50.0));
    assert_eq!(points[0].unit(), Some(&StandardUnit::Milliseconds));
    let extended = ask().extended_statistics("p50").send().await.expect("statistics");
    let values: Vec<f64> = extended
        .datapoints()
        .iter()
        .filter_map(|p| p.extended_statistics()?.get("p50").copied())
        .collect();
    assert_eq!(values.len(), 2);
    assert!(values.contains(&10.0) && values.contains(&50.0));
}

async fn statistics_need_a_span_and_a_name(aws: &Aws) {
    let ask = |from: i64, to: i64, period: i32| {
        aws.cloudwatch()
            .get_metric_statistics()
            .namespace(SPACE)
            .metric_name("Latency")
            .start_time(DateTime::from_secs(from))
            .end_time(DateTime::from_secs(to))
            .period(period)
    };
    let unnamed = ask(START - 60, START, 60).send().await;
    assert_eq!(refusal(unnamed), "InvalidParameterCombination");
    let backwards = ask(START, START - 60, 60).statistics(Statistic::Sum).send().await;
    assert_eq!(refusal(backwards), "InvalidParameterValue");
    let too_many = ask(START - 2 * 86_400, START, 60)
        .statistics(Statistic::Sum)
        .send()
        .await;
    assert_eq!(refusal(too_many), "InvalidParameterCombination");
}

async fn data_are_read_with_arithmetic(aws: &Aws) {
    put(aws, MINUTE, 10.0).await;
    put(aws, MINUTE + 60, 30.0).await;
    let query = |id: &str| MetricDataQuery::builder().id(id);
    let told = aws
        .cloudwatch()
        .get_metric_data()
        .metric_data_queries(query("m1").metric_stat(stat("Sum")).return_data(false).build())
        .metric_data_queries(
            query("twice")
                .expression("(m1 + m1) / 1000")
                .label("seconds")
                .build(),
        )
        .start_time(DateTime::from_secs(MINUTE))
        .end_time(DateTime::from_secs(MINUTE + 120))
        .send()
        .await
        .expect("data");
    let [result] = told.metric_data_results() else {
        panic!("one result, not {}", told.metric_data_results().len());
    };
    assert_eq!((result.id(), result.label()), (Some("twice"), Some("seconds")));
    assert_eq!(result.values(), [0.06, 0.02]);
    let times: Vec<i64> = result.timestamps().iter().map(DateTime::secs).collect();
    assert_eq!(times, [MINUTE + 60, MINUTE]);
    assert_eq!(result.status_code().map(StatusCode::as_str), Some("Complete"));
}

cases! {
    "cloudwatch";
    PutMetricData: data_come_as_values_counts_or_sets,
    PutMetricData: a_large_request_comes_compressed,
    PutMetricData: data_that_cannot_be_are_refused,
    ListMetrics: metrics_are_listed_by_name_and_dimension,
    GetMetricStatistics: statistics_are_of_what_was_put,
    GetMetricStatistics: statistics_need_a_span_and_a_name,
    GetMetricData: data_are_read_with_arithmetic,
}
