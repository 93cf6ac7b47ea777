//! The data of metrics, and statistics over them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

/// How long data are kept: 455 days, in seconds.
const KEPT: i64 = 455 * 86_400;

/// A metric: its namespace, name and dimensions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetricName {
    /// E.g. `AWS/Bedrock`.
    pub namespace: String,
    /// E.g. `Invocations`.
    pub name: String,
    /// Names and values, sorted.
    pub dimensions: Vec<(String, String)>,
}

impl MetricName {
    /// A metric, whatever the order its dimensions are given in.
    pub fn new(namespace: &str, name: &str, mut dimensions: Vec<(String, String)>) -> Self {
        dimensions.sort();
        Self {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            dimensions,
        }
    }
}

/// What was put at one time: a value, or a set of values already counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Datum {
    /// Seconds since 1970.
    pub at: i64,
    /// How many samples.
    pub count: f64,
    /// Their sum.
    pub sum: f64,
    /// The least.
    pub minimum: f64,
    /// The greatest.
    pub maximum: f64,
    /// The values with their counts; empty for a statistic set, of which no
    /// percentile can be told.
    pub values: Vec<(f64, f64)>,
    /// E.g. `Count`.
    pub unit: Option<String>,
}

impl Datum {
    /// One sample.
    pub fn one(at: i64, value: f64, unit: Option<String>) -> Self {
        Self {
            at,
            count: 1.0,
            sum: value,
            minimum: value,
            maximum: value,
            values: vec![(value, 1.0)],
            unit,
        }
    }

    fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
        self.values.extend_from_slice(&other.values);
    }

    /// A statistic by its name: `Average`, `p99`. `None` for one that there is
    /// not, or that these data cannot tell.
    pub fn statistic(&self, name: &str) -> Option<f64> {
        match name {
            "SampleCount" => Some(self.count),
            "Sum" => Some(self.sum),
            "Minimum" => Some(self.minimum),
            "Maximum" => Some(self.maximum),
            "Average" => (self.count > 0.0).then(|| self.sum / self.count),
            _ => self.percentile(name.strip_prefix('p')?.parse().ok()?),
        }
    }

    /// The value below which so many percent of the samples lie.
    fn percentile(&self, percent: f64) -> Option<f64> {
        let mut sorted = self.values.clone();
        sorted.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal));
        let all: f64 = sorted.iter().map(|(_, count)| count).sum();
        let wanted = all * percent / 100.0;
        let mut seen = 0.0;
        let reached = sorted.iter().find(|(_, count)| {
            seen += count;
            seen >= wanted
        });
        reached.or(sorted.last()).map(|(value, _)| *value)
    }
}

/// Whether a statistic's name is one: the five, or a percentile such as `p99.9`.
pub(super) fn is_statistic(name: &str) -> bool {
    let percentile = |text: &str| text.parse::<f64>().is_ok_and(|p| (0.0..=100.0).contains(&p));
    ["SampleCount", "Average", "Sum", "Minimum", "Maximum"].contains(&name)
        || name.strip_prefix('p').is_some_and(percentile)
}

/// The data of one metric, by time, and when something last came.
#[derive(Debug, Default)]
struct Series {
    data: Vec<Datum>,
}

/// A span of time cut into periods, in seconds; the end is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) period: i64,
}

/// Every metric of the account, by Region.
#[derive(Debug, Default)]
pub struct Metrics {
    regions: Mutex<HashMap<String, BTreeMap<MetricName, Series>>>,
}

impl Metrics {
    /// Puts a datum.
    pub fn put(&self, region: &str, metric: MetricName, datum: Datum) {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let metrics = regions.entry(region.to_owned()).or_default();
        let data = &mut metrics.entry(metric).or_default().data;
        let place = data.partition_point(|d| d.at <= datum.at);
        let oldest = datum.at - KEPT;
        data.insert(place, datum);
        if data.first().is_some_and(|first| first.at < oldest) {
            let gone = data.partition_point(|d| d.at < oldest);
            data.drain(..gone);
        }
    }

    /// The metrics of a Region that `wanted` takes, given when their last datum
    /// was.
    pub(super) fn list(&self, region: &str, wanted: impl Fn(&MetricName, i64) -> bool) -> Vec<MetricName> {
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let metrics = regions.get(region).into_iter().flatten();
        metrics
            .filter(|(metric, series)| series.data.last().is_some_and(|last| wanted(metric, last.at)))
            .map(|(metric, _)| metric.clone())
            .collect()
    }

    /// The data of each period that has some, by its start and unit.
    pub(super) fn periods(
        &self,
        region: &str,
        metric: &MetricName,
        span: Span,
        unit: Option<&str>,
    ) -> BTreeMap<(i64, Option<String>), Datum> {
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let series = regions.get(region).and_then(|metrics| metrics.get(metric));
        let data = series.map_or(&[][..], |series| &series.data);
        let from = data.partition_point(|d| d.at < span.start);
        let mut found: BTreeMap<(i64, Option<String>), Datum> = BTreeMap::new();
        for datum in data[from..].iter().take_while(|d| d.at < span.end) {
            if unit.is_some_and(|unit| datum.unit.as_deref().unwrap_or("None") != unit) {
                continue;
            }
            let start = span.start + (datum.at - span.start) / span.period * span.period;
            match found.get_mut(&(start, datum.unit.clone())) {
                Some(known) => known.join(datum),
                None => {
                    found.insert((start, datum.unit.clone()), datum.clone());
                }
            }
        }
        found
    }
}
