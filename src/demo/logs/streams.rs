//! Log streams, and the events put into them and read from them.

use super::groups::arn;
use super::{Request, constraint, filters, invalid, millis, missing};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::outcome::{self, Outcome};
use crate::posture::log_pattern;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The bytes that an event takes beside its message.
const OVERHEAD: usize = 26;

/// The most bytes of a batch of events.
const LARGEST_BATCH: usize = 1_048_576;

/// A stream.
#[derive(Debug)]
pub(super) struct Stream {
    created: i64,
    arn: String,
    /// In the order of their time, and of their coming at one time.
    events: Vec<Event>,
    last_ingestion: Option<i64>,
}

/// An event; times in milliseconds.
#[derive(Debug)]
struct Event {
    id: String,
    at: i64,
    ingested: i64,
    message: String,
}

impl Request<'_> {
    fn stream(&mut self) -> Result<&mut Stream, Refusal> {
        let name = self.required("logStreamName")?.to_owned();
        self.group()?
            .streams
            .get_mut(&name)
            .ok_or_else(|| missing("log stream"))
    }

    /// `startTime` inclusive and `endTime` exclusive.
    fn in_time(&self, at: i64) -> bool {
        let from = self.body["startTime"].as_i64();
        let to = self.body["endTime"].as_i64();
        from.is_none_or(|from| at >= from) && to.is_none_or(|to| at < to)
    }

    fn event_limit(&self) -> Result<usize, Refusal> {
        let limit = outcome::limit(&self.body["limit"]).unwrap_or(10_000);
        if (1..=10_000).contains(&limit) {
            return Ok(limit);
        }
        Err(constraint(
            &limit.to_string(),
            "limit",
            "Member must have value less than or equal to 10000",
        ))
    }
}

/// `CreateLogStream`.
pub(super) fn create(request: &mut Request<'_>) -> Outcome {
    let name = request.required("logStreamName")?.to_owned();
    if name.len() > 512 || name.contains([':', '*']) {
        return Err(constraint(
            &name,
            "logStreamName",
            "Member must satisfy regular expression pattern: [^:*]*",
        ));
    }
    let group_arn = arn(&request.call.region, &request.group_name()?);
    let created = millis(request.call);
    let streams = &mut request.group()?.streams;
    if streams.contains_key(&name) {
        return Err(Refusal::new(
            400,
            "ResourceAlreadyExistsException",
            "The specified log stream already exists",
        ));
    }
    let stream = Stream {
        created,
        arn: format!("{group_arn}:log-stream:{name}"),
        events: Vec::new(),
        last_ingestion: None,
    };
    streams.insert(name, stream);
    Ok(Value::Null)
}

/// `DescribeLogStreams`.
pub(super) fn describe(request: &mut Request<'_>) -> Outcome {
    let prefix = outcome::text(&request.body, "logStreamNamePrefix").map(str::to_owned);
    let by_time = request.body["orderBy"] == "LastEventTime";
    if by_time && prefix.is_some() {
        return Err(invalid(
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        ));
    }
    let prefix = prefix.unwrap_or_default();
    let descending = request.body["descending"] == true;
    let group = request.group()?;
    let mut streams: Vec<_> = group
        .streams
        .iter()
        .filter(|(name, _)| name.starts_with(&prefix))
        .collect();
    if by_time {
        streams.sort_by_key(|(_, stream)| stream.events.last().map(|event| event.at));
    }
    if descending {
        streams.reverse();
    }
    let rows: Vec<Value> = streams
        .into_iter()
        .map(|(name, stream)| stream.described(name))
        .collect();
    request.page("logStreams", &rows)
}

impl Stream {
    fn described(&self, name: &str) -> Value {
        let mut row = json!({
            "logStreamName": name,
            "creationTime": self.created,
            "arn": self.arn,
            // Deprecated by AWS: always zero.
            "storedBytes": 0,
        });
        if let (Some(first), Some(last)) = (self.events.first(), self.events.last()) {
            row["firstEventTimestamp"] = json!(first.at);
            row["lastEventTimestamp"] = json!(last.at);
            row["lastIngestionTime"] = json!(self.last_ingestion);
            row["uploadSequenceToken"] = json!(sequence(self.events.len()));
        }
        row
    }
}

/// The sequence token after so many events; no call needs it any more.
fn sequence(events: usize) -> String {
    format!("{:056}", 49_000_000_000_usize + events)
}

/// `DeleteLogStream`.
pub(super) fn delete(request: &mut Request<'_>) -> Outcome {
    let name = request.required("logStreamName")?.to_owned();
    match request.group()?.streams.remove(&name) {
        Some(_) => Ok(Value::Null),
        None => Err(missing("log stream")),
    }
}

/// The events of a batch, checked as a whole.
fn batch(request: &Request<'_>) -> Result<Vec<(i64, String)>, Refusal> {
    let given = request.body["logEvents"].as_array();
    let events: Vec<(i64, String)> = given
        .into_iter()
        .flatten()
        .filter_map(|event| {
            let message = event["message"].as_str().filter(|m| !m.is_empty())?;
            Some((event["timestamp"].as_i64()?, message.to_owned()))
        })
        .collect();
    if events.is_empty() || events.len() != given.map_or(0, Vec::len) || events.len() > 10_000 {
        return Err(constraint(
            "logEvents",
            "logEvents",
            "Member must have length between 1 and 10000, each with a timestamp and a message",
        ));
    }
    if events.windows(2).any(|pair| pair[0].0 > pair[1].0) {
        return Err(invalid(
            "Log events in a single PutLogEvents request must be in chronological order.",
        ));
    }
    if events[events.len() - 1].0 - events[0].0 > DAY {
        return Err(invalid(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
        ));
    }
    let bytes: usize = events.iter().map(|(_, message)| message.len() + OVERHEAD).sum();
    if bytes > LARGEST_BATCH {
        return Err(invalid(format!(
            "Upload too large: {bytes} bytes exceeds limit of {LARGEST_BATCH}"
        )));
    }
    Ok(events)
}

/// `PutLogEvents`: what is too old or too new is left out, and said so.
pub(super) fn put_events(request: &mut Request<'_>) -> Outcome {
    let events = batch(request)?;
    let (now, region) = (millis(request.call), request.call.region.clone());
    let (ids, metrics) = (request.ids, request.metrics);
    let stream_name = request.required("logStreamName")?.to_owned();
    let group = request.group()?;
    let kept_since = group.retention.map(|days| now - days * DAY);
    let stream = group
        .streams
        .get_mut(&stream_name)
        .ok_or_else(|| missing("log stream"))?;
    let mut rejected = serde_json::Map::new();
    for (index, (at, message)) in events.into_iter().enumerate() {
        if kept_since.is_some_and(|since| at < since) {
            rejected.insert("expiredLogEventEndIndex".to_owned(), json!(index + 1));
        } else if at < now - 14 * DAY {
            rejected.insert("tooOldLogEventEndIndex".to_owned(), json!(index + 1));
        } else if at > now + 2 * HOUR {
            rejected.entry("tooNewLogEventStartIndex").or_insert(json!(index));
        } else {
            filters::publish(&group.metric_filters, &region, metrics, (at, &message));
            group.stored += i64::try_from(message.len() + OVERHEAD).unwrap_or(i64::MAX);
            let place = stream.events.partition_point(|event| event.at <= at);
            let event = Event {
                id: ids.hex(56),
                at,
                ingested: now,
                message,
            };
            stream.events.insert(place, event);
        }
    }
    stream.last_ingestion = Some(now);
    let mut answer = json!({"nextSequenceToken": sequence(stream.events.len())});
    if !rejected.is_empty() {
        answer["rejectedLogEventsInfo"] = Value::Object(rejected);
    }
    Ok(answer)
}

/// `GetLogEvents`: pages that go both ways; at an end the token stays the same.
pub(super) fn get_events(request: &mut Request<'_>) -> Outcome {
    let limit = request.event_limit()?;
    let token = outcome::text(&request.body, "nextToken").map(str::to_owned);
    let from_head = request.body["startFromHead"] == true;
    let start = request.body["startTime"].as_i64().unwrap_or(i64::MIN);
    let end = request.body["endTime"].as_i64().unwrap_or(i64::MAX);
    let events = &request.stream()?.events;
    let first = events.partition_point(|event| event.at < start);
    let after = events.partition_point(|event| event.at < end).max(first);
    let events = &events[first..after];
    let position = |text: &str| text.parse::<usize>().ok().map(|n| n.min(events.len()));
    let (from, to) = match token.as_deref().map(|token| token.split_at_checked(2)) {
        None if from_head => (0, limit.min(events.len())),
        None => (events.len().saturating_sub(limit), events.len()),
        Some(Some(("f/", at))) => {
            let from = position(at).ok_or_else(bad_token)?;
            (from, from.saturating_add(limit).min(events.len()))
        }
        Some(Some(("b/", at))) => {
            let to = position(at).ok_or_else(bad_token)?;
            (to.saturating_sub(limit), to)
        }
        Some(_) => return Err(bad_token()),
    };
    let shown: Vec<Value> = events[from..to]
        .iter()
        .map(
            |event| json!({"timestamp": event.at, "message": event.message, "ingestionTime": event.ingested}),
        )
        .collect();
    Ok(json!({
        "events": shown,
        "nextForwardToken": format!("f/{to:056}"),
        "nextBackwardToken": format!("b/{from:056}"),
    }))
}

fn bad_token() -> Refusal {
    invalid("The specified nextToken is invalid.")
}

/// `FilterLogEvents`: over the streams of a group, by time.
pub(super) fn filter_events(request: &mut Request<'_>) -> Outcome {
    let limit = request.event_limit()?;
    let text = request.body["filterPattern"].as_str().unwrap_or("");
    if text.contains('%') {
        return Err(invalid(
            "The embedded account does not read regular expressions in filter patterns.",
        ));
    }
    let pattern = log_pattern::parse(text).ok_or_else(|| invalid("Invalid filter pattern"))?;
    let names: Vec<String> = outcome::texts(&request.body, "logStreamNames")
        .into_iter()
        .map(str::to_owned)
        .collect();
    let prefix = outcome::text(&request.body, "logStreamNamePrefix").map(str::to_owned);
    if !names.is_empty() && prefix.is_some() {
        return Err(invalid(
            "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.",
        ));
    }
    let group_name = request.group_name()?;
    let group = request
        .region
        .groups
        .get(&group_name)
        .ok_or_else(|| missing("log group"))?;
    if names.iter().any(|name| !group.streams.contains_key(name)) {
        return Err(missing("log stream"));
    }
    let mut found: Vec<(i64, Value)> = Vec::new();
    for (name, stream) in &group.streams {
        let wanted = (names.is_empty() || names.contains(name))
            && prefix.as_ref().is_none_or(|prefix| name.starts_with(prefix));
        if !wanted {
            continue;
        }
        for event in &stream.events {
            if request.in_time(event.at) && pattern.matches(&event.message) {
                let row = json!({
                    "logStreamName": name,
                    "timestamp": event.at,
                    "message": event.message,
                    "ingestionTime": event.ingested,
                    "eventId": event.id,
                });
                found.push((event.at, row));
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    let rows: Vec<Value> = found.into_iter().map(|(_, row)| row).collect();
    let token = outcome::text(&request.body, "nextToken");
    let mut answer = outcome::page_of("events", &rows, "nextToken", token, limit).ok_or_else(bad_token)?;
    answer["searchedLogStreams"] = json!([]);
    Ok(answer)
}
