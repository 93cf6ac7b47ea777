//! What SageMaker remembers: every request that made something, whole.

use super::nouns::Noun;
use crate::inventory::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// One resource.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its kind.
    pub noun: &'static Noun,
    /// Its name (the domain's id for domains).
    pub key: String,
    /// Its ARN.
    pub arn: String,
    /// The request that made it, with later updates; tags apart.
    pub request: Value,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
    /// When it was last started (notebooks).
    pub started: Timestamp,
    /// When it was asked to stop.
    pub stopped: Option<Timestamp>,
    /// Why it fails, when it does.
    pub failed: Option<String>,
}

/// Everything, by Region, kind and name.
#[derive(Debug, Default)]
pub struct Store {
    items: BTreeMap<(String, &'static str, String), Item>,
}

impl Store {
    /// One item.
    pub fn get(&self, region: &str, noun: &Noun, key: &str) -> Option<&Item> {
        self.items.get(&(region.to_owned(), noun.name, key.to_owned()))
    }

    /// One item, to change it.
    pub fn get_mut(&mut self, region: &str, noun: &Noun, key: &str) -> Option<&mut Item> {
        self.items
            .get_mut(&(region.to_owned(), noun.name, key.to_owned()))
    }

    /// Adds one.
    pub fn insert(&mut self, region: &str, item: Item) {
        self.items
            .insert((region.to_owned(), item.noun.name, item.key.clone()), item);
    }

    /// Takes one out.
    pub fn remove(&mut self, region: &str, noun: &Noun, key: &str) -> Option<Item> {
        self.items.remove(&(region.to_owned(), noun.name, key.to_owned()))
    }

    /// Those of a kind in a Region.
    pub fn of(&self, region: &str, noun: &Noun) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(move |((r, n, _), _)| r == region && *n == noun.name)
            .map(|(_, item)| item)
    }

    /// One item by its ARN.
    pub fn by_arn_mut(&mut self, arn: &str) -> Option<&mut Item> {
        self.items.values_mut().find(|item| item.arn == arn)
    }
}

/// Takes `Tags` out of a request.
pub fn take_tags(request: &mut Map<String, Value>) -> BTreeMap<String, String> {
    let tags = request.remove("Tags");
    read_tags(tags.as_ref().unwrap_or(&Value::Null))
}

/// Reads `[{Key, Value}]`.
pub fn read_tags(tags: &Value) -> BTreeMap<String, String> {
    tags.as_array()
        .into_iter()
        .flatten()
        .filter_map(|tag| Some((tag["Key"].as_str()?.to_owned(), tag["Value"].as_str()?.to_owned())))
        .collect()
}

/// Writes `[{Key, Value}]`.
pub fn write_tags(tags: &BTreeMap<String, String>) -> Vec<Value> {
    tags.iter()
        .map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect()
}
