//! Streams: made, described, listed, deleted; their retention and mode.

use super::state::{Encryption, Region, Shard, Stream};
use super::{Refusal, Reply, Work, after, labels, token};
use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Bound;

/// Shards of a new stream on demand.
const ON_DEMAND_SHARDS: u32 = 4;
/// Hours that records are kept, at least and at most.
const RETENTION: (i64, i64) = (24, 8760);

fn name<'w>(work: &'w Work<'_>) -> Result<&'w str, Refusal> {
    let name = work.text("StreamName")?;
    let fits = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if fits && name.len() <= 128 {
        return Ok(name);
    }
    Err(Refusal::invalid(format!(
        "1 validation error detected: Value '{name}' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    )))
}

/// `CreateStream`: provisioned unless it is on demand.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    let name = name(work)?;
    let on_demand = work.request["StreamModeDetails"]["StreamMode"] == "ON_DEMAND";
    let count = work.number("ShardCount", 1, 100_000)?;
    let count = match (on_demand, count) {
        (true, None) => ON_DEMAND_SHARDS,
        (true, Some(_)) => {
            return Err(Refusal::argument(
                "ShardCount must not be provided for a stream in ON_DEMAND mode.",
            ));
        }
        (false, count) => u32::try_from(count.unwrap_or(1)).unwrap_or(1),
    };
    if region.get(name, work.now()).is_some() {
        return Err(Refusal::in_use(format!(
            "Stream {name} under account {ACCOUNT_ID} already exists."
        )));
    }
    let mut tags = BTreeMap::new();
    labels::add(&mut tags, &work.request["Tags"])?;
    let stream = Stream {
        name: name.to_owned(),
        arn: format!("arn:aws:kinesis:{}:{ACCOUNT_ID}:stream/{name}", work.call.region),
        created: work.now(),
        deleted: None,
        on_demand,
        retention: RETENTION.0,
        encryption: Encryption::default(),
        change: None,
        shards: Shard::evenly(count),
        tags,
        policy: None,
        consumers: BTreeMap::new(),
    };
    region.streams.insert(name.to_owned(), stream);
    Ok(json!({}))
}

/// `DeleteStream`: with consumers only when told so.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = work.stream(region)?;
    if stream.deleted.is_some() {
        return Err(Refusal::in_use(format!(
            "Stream {} under account {ACCOUNT_ID} not ACTIVE, instead in state DELETING",
            stream.name
        )));
    }
    if !stream.consumers.is_empty() && work.request["EnforceConsumerDeletion"] != true {
        return Err(Refusal::in_use(format!(
            "Stream {} under account {ACCOUNT_ID} has registered consumers.",
            stream.name
        )));
    }
    stream.deleted = Some(work.now());
    Ok(json!({}))
}

/// `DescribeStream`, with a page of its shards.
pub(super) fn describe(region: &mut Region, work: &Work<'_>) -> Reply {
    let limit = work.number("Limit", 1, 10_000)?.unwrap_or(100);
    let limit = usize::try_from(limit).unwrap_or(1);
    let stream = work.stream(region)?;
    let from = work.given("ExclusiveStartShardId").unwrap_or("");
    let mut shards = stream.shards.iter().filter(|shard| shard.id.as_str() > from);
    let shown: Vec<Value> = if stream.status(work.now()) == "CREATING" {
        Vec::new()
    } else {
        shards
            .by_ref()
            .take(limit)
            .map(|shard| shard.to_value(stream.created))
            .collect()
    };
    let more = !shown.is_empty() && shards.next().is_some();
    let mut body = stream.description(work.now());
    body["Shards"] = Value::Array(shown);
    body["HasMoreShards"] = json!(more);
    Ok(json!({"StreamDescription": body}))
}

/// `DescribeStreamSummary`.
pub(super) fn summary(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = work.stream(region)?;
    let mut body = stream.description(work.now());
    let creating = stream.status(work.now()) == "CREATING";
    body["OpenShardCount"] = json!(if creating { 0 } else { stream.shards.len() });
    body["ConsumerCount"] = json!(stream.consumers.len());
    body["MaxRecordSizeInKiB"] = json!(1024);
    Ok(json!({"StreamDescriptionSummary": body}))
}

/// `ListStreams`, by name.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let limit = work.number("Limit", 1, 10_000)?.unwrap_or(100);
    let limit = usize::try_from(limit).unwrap_or(1);
    region.sweep(work.now());
    let from = match work.given("NextToken") {
        Some(token) => Some(after(token)?),
        None => work.given("ExclusiveStartStreamName").map(str::to_owned),
    };
    let start = from.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let mut streams = region.streams.range::<str, _>((start, Bound::Unbounded));
    let shown: Vec<&Stream> = streams.by_ref().take(limit).map(|(_, stream)| stream).collect();
    let more = streams.next().is_some();
    let names: Vec<&str> = shown.iter().map(|stream| stream.name.as_str()).collect();
    let summaries: Vec<Value> = shown.iter().map(|stream| stream.outline(work.now())).collect();
    let mut body = json!({"StreamNames": names, "StreamSummaries": summaries, "HasMoreStreams": more});
    if let Some(last) = names.last().filter(|_| more) {
        body["NextToken"] = token(last);
    }
    Ok(body)
}

/// `DescribeLimits`.
pub(super) fn limits(region: &mut Region, work: &Work<'_>) -> Value {
    region.sweep(work.now());
    let (on_demand, provisioned): (Vec<&Stream>, Vec<&Stream>) =
        region.streams.values().partition(|stream| stream.on_demand);
    let open: usize = provisioned.iter().map(|stream| stream.shards.len()).sum();
    json!({
        "ShardLimit": 500,
        "OpenShardCount": open,
        "OnDemandStreamCount": on_demand.len(),
        "OnDemandStreamCountLimit": 50,
    })
}

/// `IncreaseStreamRetentionPeriod` and `DecreaseStreamRetentionPeriod`.
pub(super) fn retention(region: &mut Region, work: &Work<'_>, longer: bool) -> Reply {
    let hours = work.request["RetentionPeriodHours"].as_i64().unwrap_or(0);
    let stream = work.active(region)?;
    let fault = if hours < RETENTION.0 {
        Some(format!(
            "Minimum allowed retention period is 24 hours. Requested retention period ({hours} hours) is too short."
        ))
    } else if hours > RETENTION.1 {
        Some(format!(
            "Maximum allowed retention period is 8760 hours. Requested retention period ({hours} hours) is too long."
        ))
    } else if longer && hours < stream.retention {
        Some(format!(
            "Requested retention period ({hours} hours) for stream {} can not be shorter than existing retention period ({} hours). Use DecreaseRetentionPeriod API.",
            stream.name, stream.retention
        ))
    } else if !longer && hours > stream.retention {
        Some(format!(
            "Requested retention period ({hours} hours) for stream {} can not be longer than existing retention period ({} hours). Use IncreaseRetentionPeriod API.",
            stream.name, stream.retention
        ))
    } else {
        None
    };
    if let Some(fault) = fault {
        return Err(Refusal::argument(fault));
    }
    stream.retention = hours;
    let encryption = stream.encryption.clone();
    stream.update(work.now(), encryption);
    Ok(json!({}))
}

/// `UpdateStreamMode`.
pub(super) fn set_mode(region: &mut Region, work: &Work<'_>) -> Reply {
    let mode = work.request["StreamModeDetails"]["StreamMode"].as_str();
    let on_demand = match mode {
        Some("ON_DEMAND") => true,
        Some("PROVISIONED") => false,
        _ => {
            return Err(Refusal::invalid(
                "1 validation error detected: Value at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum value set: [ON_DEMAND, PROVISIONED]",
            ));
        }
    };
    let stream = work.active(region)?;
    stream.on_demand = on_demand;
    let encryption = stream.encryption.clone();
    stream.update(work.now(), encryption);
    Ok(json!({}))
}
