//! Shards, iterators and records. A partition key always goes to the same
//! shard; to which one is ours to say, for AWS goes by its MD5.

use super::state::{Record, Region, Shard, Stream};
use super::{Refusal, Reply, Work, after, token};
use crate::inventory::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Seconds that an iterator is good for.
const ITERATOR: i64 = 300;
/// Bytes of a record at most.
const LARGEST: usize = 1 << 20;
/// Records that a shard keeps; the oldest go first.
const KEPT: usize = 10_000;

/// `ListShards`.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let limit = work.number("MaxResults", 1, 10_000)?.unwrap_or(1000);
    let limit = usize::try_from(limit).unwrap_or(1);
    // A token stands for the stream too, and comes without its name.
    let (name, from) = match work.given("NextToken") {
        Some(_) if work.given("StreamName").is_some() => {
            return Err(Refusal::argument(
                "NextToken and StreamName cannot be provided together.",
            ));
        }
        Some(token) => {
            let text = after(token)?;
            let (name, shard) = text.split_once(' ').unwrap_or((text.as_str(), ""));
            (name.to_owned(), shard.to_owned())
        }
        None => {
            let from = work.given("ExclusiveStartShardId").unwrap_or("");
            (work.name()?, from.to_owned())
        }
    };
    let stream = region
        .get(&name, work.now())
        .ok_or_else(|| Refusal::missing(&name))?;
    if stream.status(work.now()) == "CREATING" {
        return Err(Refusal::in_use(format!("Stream {name} is being created.")));
    }
    let mut shards = stream.shards.iter().filter(|shard| shard.id > from);
    let shown: Vec<&Shard> = shards.by_ref().take(limit).collect();
    let values: Vec<Value> = shown.iter().map(|shard| shard.to_value(stream.created)).collect();
    let mut body = json!({"Shards": values});
    if shards.next().is_some()
        && let Some(last) = shown.last()
    {
        body["NextToken"] = token(&format!("{name} {}", last.id));
    }
    Ok(body)
}

/// Which shard a record goes to.
fn shard_of<'s>(stream: &'s mut Stream, record: &Value) -> Result<&'s mut Shard, Refusal> {
    let hash = if let Some(text) = record["ExplicitHashKey"].as_str() {
        text.parse().map_err(|_| {
            Refusal::argument(format!("Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {text}"))
        })?
    } else {
        let key = record["PartitionKey"].as_str().unwrap_or("");
        let digest = Sha256::digest(key.as_bytes());
        let first = digest.first_chunk::<16>().copied().unwrap_or_default();
        u128::from_be_bytes(first)
    };
    let at = stream.shards.partition_point(|shard| shard.to < hash);
    stream
        .shards
        .get_mut(at)
        .ok_or_else(|| Refusal::argument("The stream has no shards."))
}

/// Puts a record; gives its shard and sequence number.
fn keep(stream: &mut Stream, record: &Value, now: Timestamp) -> Result<(String, String), Refusal> {
    let key = record["PartitionKey"].as_str().unwrap_or("");
    if key.is_empty() || key.chars().count() > 256 {
        return Err(Refusal::invalid(
            "1 validation error detected: Value at 'partitionKey' failed to satisfy constraint: Member must have length between 1 and 256",
        ));
    }
    let data = record["Data"].as_str().unwrap_or("");
    let length = BASE64.decode(data).map_or(0, |bytes| bytes.len()) + key.len();
    if length > LARGEST {
        return Err(Refusal::invalid(format!(
            "1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have length less than or equal to {LARGEST}"
        )));
    }
    let encrypted = stream.encryption.key.is_some();
    let (created, hours) = (stream.created, stream.retention);
    let shard = shard_of(stream, record)?;
    shard.put += 1;
    shard.records.push_back(Record {
        number: shard.put,
        at: now,
        key: key.to_owned(),
        data: data.to_owned(),
        encrypted,
    });
    let old = |record: &Record| now.seconds_since(record.at) > hours * 3600;
    while shard.records.len() > KEPT || shard.records.front().is_some_and(old) {
        shard.records.pop_front();
    }
    Ok((shard.id.clone(), shard.sequence(created, shard.put)))
}

/// A stream that records can be put to.
fn open<'r>(region: &'r mut Region, work: &Work<'_>) -> Result<&'r mut Stream, Refusal> {
    let stream = work.stream(region)?;
    match stream.status(work.now()) {
        "CREATING" | "DELETING" => Err(Refusal::missing(&stream.name)),
        _ => Ok(stream),
    }
}

/// `PutRecord`.
pub(super) fn put(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = open(region, work)?;
    let (shard, sequence) = keep(stream, &work.request, work.now())?;
    Ok(json!({
        "ShardId": shard,
        "SequenceNumber": sequence,
        "EncryptionType": stream.encryption.kind(),
    }))
}

/// `PutRecords`.
pub(super) fn put_many(region: &mut Region, work: &Work<'_>) -> Reply {
    let stream = open(region, work)?;
    let records = work.request["Records"].as_array().cloned().unwrap_or_default();
    if !(1..=500).contains(&records.len()) {
        return Err(Refusal::invalid(
            "1 validation error detected: Value at 'records' failed to satisfy constraint: Member must have length between 1 and 500",
        ));
    }
    let mut put = Vec::with_capacity(records.len());
    for record in &records {
        let (shard, sequence) = keep(stream, record, work.now())?;
        put.push(json!({"ShardId": shard, "SequenceNumber": sequence}));
    }
    Ok(json!({
        "FailedRecordCount": 0,
        "Records": put,
        "EncryptionType": stream.encryption.kind(),
    }))
}

/// An iterator: stream, shard, the number of the next record, when it was made.
fn iterator_of(stream: &str, shard: &str, next: u64, now: Timestamp) -> Value {
    json!(BASE64.encode(format!("{stream}\n{shard}\n{next}\n{}", now.0)))
}

/// `GetShardIterator`.
pub(super) fn iterator(region: &mut Region, work: &Work<'_>) -> Reply {
    let id = work.text("ShardId")?;
    let kind = work.text("ShardIteratorType")?;
    let stream = work.stream(region)?;
    let name = stream.name.clone();
    let created = stream.created;
    let shard = stream.shards.iter().find(|shard| shard.id == id).ok_or_else(|| {
        let message = format!(
            "Shard {id} in stream {name} under account {} does not exist",
            crate::demo::ACCOUNT_ID
        );
        Refusal("ResourceNotFoundException", message)
    })?;
    let numbered = || {
        let given = work.given("StartingSequenceNumber").unwrap_or("");
        let found = shard
            .records
            .iter()
            .find(|record| shard.sequence(created, record.number) == given);
        found.map(|record| record.number).ok_or_else(|| {
            Refusal::argument(format!(
                "StartingSequenceNumber {given} used in GetShardIterator on shard {id} in stream {name} is invalid."
            ))
        })
    };
    let next = match kind {
        "TRIM_HORIZON" => 1,
        "LATEST" => shard.put + 1,
        "AT_SEQUENCE_NUMBER" => numbered()?,
        "AFTER_SEQUENCE_NUMBER" => numbered()? + 1,
        "AT_TIMESTAMP" => {
            let from = work.request["Timestamp"].as_f64().unwrap_or(0.0);
            #[expect(clippy::cast_precision_loss, reason = "seconds are far below 2^52")]
            let found = shard.records.iter().find(|record| record.at.0 as f64 >= from);
            found.map_or(shard.put + 1, |record| record.number)
        }
        other => {
            return Err(Refusal::invalid(format!(
                "1 validation error detected: Value '{other}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]"
            )));
        }
    };
    Ok(json!({"ShardIterator": iterator_of(&name, id, next, work.now())}))
}

/// `GetRecords`.
pub(super) fn get(region: &mut Region, work: &Work<'_>) -> Reply {
    let limit = work.number("Limit", 1, 10_000)?.unwrap_or(10_000);
    let limit = usize::try_from(limit).unwrap_or(1);
    let bytes = BASE64.decode(work.text("ShardIterator")?).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let parts: Vec<&str> = text.split('\n').collect();
    let bad = || Refusal::argument("Invalid ShardIterator.");
    let [name, id, next, made] = parts[..] else {
        return Err(bad());
    };
    let next: u64 = next.parse().map_err(|_| bad())?;
    let made = Timestamp(made.parse().map_err(|_| bad())?);
    if work.now().seconds_since(made) > ITERATOR {
        return Err(Refusal(
            "ExpiredIteratorException",
            "Iterator expired. The iterator was created more than 300 seconds ago.".to_owned(),
        ));
    }
    let stream = region
        .get(name, work.now())
        .ok_or_else(|| Refusal::missing(name))?;
    let created = stream.created;
    let shard = stream
        .shards
        .iter()
        .find(|shard| shard.id == id)
        .ok_or_else(bad)?;
    let shown: Vec<&Record> = shard
        .records
        .iter()
        .filter(|record| record.number >= next)
        .take(limit)
        .collect();
    let values: Vec<Value> = shown
        .iter()
        .map(|record| {
            json!({
                "SequenceNumber": shard.sequence(created, record.number),
                "ApproximateArrivalTimestamp": record.at.0,
                "Data": record.data,
                "PartitionKey": record.key,
                "EncryptionType": if record.encrypted { "KMS" } else { "NONE" },
            })
        })
        .collect();
    let following = shown.last().map_or(next, |record| record.number + 1);
    let behind = shard
        .records
        .iter()
        .find(|record| record.number >= following)
        .map_or(0, |record| work.now().seconds_since(record.at) * 1000);
    Ok(json!({
        "Records": values,
        "NextShardIterator": iterator_of(name, id, following, work.now()),
        "MillisBehindLatest": behind,
    }))
}
