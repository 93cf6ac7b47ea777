//! Streams, and what the clock does to them: made, changed and deleted in some
//! seconds.

use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Seconds that a stream is `CREATING` or `DELETING`.
pub(super) const MAKING: i64 = 10;
/// Seconds that a stream is `UPDATING`.
pub(super) const UPDATING: i64 = 5;

/// The streams of a Region by name.
#[derive(Debug, Default)]
pub(super) struct Region {
    pub(super) streams: BTreeMap<String, Stream>,
}

impl Region {
    /// A stream that is not gone, as it is now.
    pub(super) fn get(&mut self, name: &str, now: Timestamp) -> Option<&mut Stream> {
        if self.streams.get(name)?.is_gone(now) {
            self.streams.remove(name);
            return None;
        }
        let stream = self.streams.get_mut(name)?;
        stream.settle(now);
        Some(stream)
    }

    /// Forgets the streams whose deletion is done.
    pub(super) fn sweep(&mut self, now: Timestamp) {
        self.streams.retain(|_, stream| !stream.is_gone(now));
    }
}

/// Encryption at rest: none, or with a key as it was named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Encryption {
    pub(super) key: Option<String>,
}

impl Encryption {
    pub(super) fn kind(&self) -> &'static str {
        if self.key.is_some() { "KMS" } else { "NONE" }
    }
}

/// A stream.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) created: Timestamp,
    pub(super) deleted: Option<Timestamp>,
    pub(super) on_demand: bool,
    pub(super) retention: i64,
    pub(super) encryption: Encryption,
    /// When a change takes effect, and what encryption is then.
    pub(super) change: Option<(Timestamp, Encryption)>,
    pub(super) shards: Vec<Shard>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) policy: Option<String>,
    pub(super) consumers: BTreeMap<String, Consumer>,
}

/// A shard and its records.
#[derive(Debug)]
pub(super) struct Shard {
    pub(super) id: String,
    pub(super) from: u128,
    pub(super) to: u128,
    /// How many records were ever put.
    pub(super) put: u64,
    pub(super) records: std::collections::VecDeque<Record>,
}

#[derive(Debug)]
pub(super) struct Record {
    /// From 1, in the order they were put.
    pub(super) number: u64,
    pub(super) at: Timestamp,
    pub(super) key: String,
    /// In base64.
    pub(super) data: String,
    pub(super) encrypted: bool,
}

/// A consumer with enhanced fan-out.
#[derive(Debug)]
pub(super) struct Consumer {
    pub(super) arn: String,
    pub(super) created: Timestamp,
}

impl Stream {
    fn is_gone(&self, now: Timestamp) -> bool {
        self.deleted.is_some_and(|at| now.seconds_since(at) >= MAKING)
    }

    fn settle(&mut self, now: Timestamp) {
        if let Some((at, _)) = self.change
            && now >= at
            && let Some((_, encryption)) = self.change.take()
        {
            self.encryption = encryption;
        }
    }

    /// `StreamStatus`.
    pub(super) fn status(&self, now: Timestamp) -> &'static str {
        if self.deleted.is_some() {
            "DELETING"
        } else if now.seconds_since(self.created) < MAKING {
            "CREATING"
        } else if self.change.as_ref().is_some_and(|(at, _)| now < *at) {
            "UPDATING"
        } else {
            "ACTIVE"
        }
    }

    /// Begins a change that takes some seconds.
    pub(super) fn update(&mut self, now: Timestamp, encryption: Encryption) {
        self.change = Some((Timestamp(now.0 + UPDATING), encryption));
    }

    /// What both descriptions and the list have in common.
    pub(super) fn outline(&self, now: Timestamp) -> Value {
        json!({
            "StreamName": self.name,
            "StreamARN": self.arn,
            "StreamStatus": self.status(now),
            "StreamModeDetails": {"StreamMode": if self.on_demand { "ON_DEMAND" } else { "PROVISIONED" }},
            "StreamCreationTimestamp": self.created.0,
        })
    }

    /// What both descriptions have in common.
    pub(super) fn description(&self, now: Timestamp) -> Value {
        let mut body = self.outline(now);
        body["RetentionPeriodHours"] = json!(self.retention);
        body["EnhancedMonitoring"] = json!([{"ShardLevelMetrics": []}]);
        body["EncryptionType"] = json!(self.encryption.kind());
        if let Some(key) = &self.encryption.key {
            body["KeyId"] = json!(key);
        }
        body
    }
}

impl Shard {
    /// The shards of a stream share the hash keys evenly.
    pub(super) fn evenly(count: u32) -> Vec<Self> {
        let n = u128::from(count.max(1));
        // 2^128 / n, which for one shard is one more than there are numbers.
        let width = (u128::MAX / n).saturating_add(u128::from(u128::MAX % n == n - 1));
        (0..n)
            .map(|i| Self {
                id: format!("shardId-{i:012}"),
                from: i.wrapping_mul(width),
                to: if i == n - 1 {
                    u128::MAX
                } else {
                    (i + 1) * width - 1
                },
                put: 0,
                records: std::collections::VecDeque::new(),
            })
            .collect()
    }

    /// `Shard` as it is answered.
    pub(super) fn to_value(&self, created: Timestamp) -> Value {
        json!({
            "ShardId": self.id,
            "HashKeyRange": {
                "StartingHashKey": self.from.to_string(),
                "EndingHashKey": self.to.to_string(),
            },
            "SequenceNumberRange": {"StartingSequenceNumber": self.sequence(created, 0)},
        })
    }

    /// The sequence number of the shard's record with that number: 56 digits,
    /// rising.
    pub(super) fn sequence(&self, created: Timestamp, number: u64) -> String {
        let shard: u64 = self
            .id
            .rsplit('-')
            .next()
            .and_then(|n| n.parse().ok())
            .unwrap_or(0);
        format!("49{:016}{shard:06}{number:032}", created.0)
    }
}
