//! What SageMaker remembers: every request that made something, whole, where
//! calls look for it: by Region, kind and name.

use super::nouns::Noun;
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// One resource.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its kind.
    pub noun: &'static Noun,
    /// What finds it: the names of its path, or the id that it was given, in
    /// lower case: SageMaker's names differ in more than case.
    pub key: String,
    /// Its name as it was given.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The request that made it, with later updates; tags apart.
    pub request: Map<String, Value>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// A policy put on it (model package groups).
    pub policy: Option<String>,
    /// Who made it.
    pub by: Arc<str>,
    /// When it was made.
    pub created: Timestamp,
    /// Its place among those made at the same time.
    pub place: u64,
    /// Who changed it last, when somebody did.
    pub changed_by: Option<Arc<str>>,
    /// When it was last changed.
    pub changed: Timestamp,
    /// When it was last started (notebooks, schedules).
    pub started: Timestamp,
    /// When it was asked to stop.
    pub stopped: Option<Timestamp>,
    /// When it was asked to go, for what takes time to.
    pub leaving: Option<Timestamp>,
    /// Why it fails, when it does.
    pub failed: Option<String>,
    /// The last version that was made of it (packages in a group, cards).
    pub version: u64,
    /// How many seconds its training takes, when that was told.
    pub work: Option<i64>,
}

/// All of a kind in a Region.
#[derive(Debug, Default)]
pub struct Kin {
    items: BTreeMap<String, Item>,
    /// Keys by time of making.
    made: BTreeMap<(Timestamp, u64), String>,
    /// Keys by name, for kinds that are found by an id.
    titles: HashMap<String, String>,
}

impl Kin {
    /// Those made after (or before, backwards) a place, in order of making.
    pub fn by_time(
        &self,
        past: Option<(Timestamp, u64)>,
        newest_first: bool,
    ) -> Box<dyn Iterator<Item = &Item> + '_> {
        use std::ops::Bound::{Excluded, Unbounded};
        let found = |(_, key): (_, &String)| self.items.get(key);
        let edge = past.map_or(Unbounded, Excluded);
        if newest_first {
            Box::new(self.made.range((Unbounded, edge)).rev().filter_map(found))
        } else {
            Box::new(self.made.range((edge, Unbounded)).filter_map(found))
        }
    }

    /// Those past a key, in order of names.
    pub fn by_name(&self, past: Option<&str>, backwards: bool) -> Box<dyn Iterator<Item = &Item> + '_> {
        use std::ops::Bound::{Excluded, Unbounded};
        let edge = past.map_or(Unbounded, Excluded);
        if backwards {
            let before = self.items.range::<str, _>((Unbounded, edge));
            Box::new(before.rev().map(|(_, item)| item))
        } else {
            let after = self.items.range::<str, _>((edge, Unbounded));
            Box::new(after.map(|(_, item)| item))
        }
    }

    /// Those whose key begins so: what is inside a domain or a group.
    pub fn inside<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a Item> {
        use std::ops::Bound::{Included, Unbounded};
        let from = self.items.range::<str, _>((Included(prefix), Unbounded));
        from.take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(_, item)| item)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }
}

/// Everything.
#[derive(Debug, Default)]
pub struct Store {
    regions: HashMap<String, HashMap<&'static str, Kin>>,
    /// What goes when, soonest first: Region, kind, key.
    going: BTreeMap<Timestamp, VecDeque<(String, &'static Noun, String)>>,
    places: u64,
}

static NONE: std::sync::LazyLock<Kin> = std::sync::LazyLock::new(Kin::default);

impl Store {
    /// Those of a kind in a Region.
    pub fn of(&self, region: &str, noun: &Noun) -> &Kin {
        self.regions
            .get(region)
            .and_then(|kinds| kinds.get(noun.name))
            .unwrap_or(&NONE)
    }

    /// One item.
    pub fn get(&self, region: &str, noun: &Noun, key: &str) -> Option<&Item> {
        self.of(region, noun).items.get(key)
    }

    /// One item, to change it.
    pub fn get_mut(&mut self, region: &str, noun: &Noun, key: &str) -> Option<&mut Item> {
        let kin = self.regions.get_mut(region)?.get_mut(noun.name)?;
        kin.items.get_mut(key)
    }

    /// The key of one that is found by an id, by its name.
    pub fn titled(&self, region: &str, noun: &Noun, name: &str) -> Option<&str> {
        let kin = self.of(region, noun);
        kin.titles.get(&name.to_lowercase()).map(String::as_str)
    }

    /// The item of an ARN, to change it.
    pub fn by_arn_mut(&mut self, arn: &str) -> Option<&mut Item> {
        let mut parts = arn.splitn(6, ':').skip(3);
        let (region, account, path) = (parts.next()?, parts.next()?, parts.next()?);
        let (word, key) = path.split_once('/')?;
        let noun = Noun::of_arn_word(word).filter(|_| account == ACCOUNT_ID)?;
        self.get_mut(region, noun, &key.to_lowercase())
    }

    /// Adds one.
    pub fn insert(&mut self, region: &str, mut item: Item) {
        self.places += 1;
        item.place = self.places;
        let kinds = self.regions.entry(region.to_owned()).or_default();
        let kin = kinds.entry(item.noun.name).or_default();
        kin.made.insert((item.created, item.place), item.key.clone());
        if item.noun.titled.is_some() {
            kin.titles.insert(item.name.to_lowercase(), item.key.clone());
        }
        kin.items.insert(item.key.clone(), item);
    }

    /// Takes one out.
    pub fn remove(&mut self, region: &str, noun: &Noun, key: &str) -> Option<Item> {
        let kin = self.regions.get_mut(region)?.get_mut(noun.name)?;
        let item = kin.items.remove(key)?;
        kin.made.remove(&(item.created, item.place));
        kin.titles.remove(&item.name.to_lowercase());
        Some(item)
    }

    /// Says that one goes at a time.
    pub fn goes(&mut self, region: &str, noun: &'static Noun, key: &str, at: Timestamp) {
        let gone = (region.to_owned(), noun, key.to_owned());
        self.going.entry(at).or_default().push_back(gone);
    }

    /// Takes out what is gone by now.
    pub fn settle(&mut self, now: Timestamp) {
        while let Some(next) = self.going.first_entry().filter(|next| *next.key() <= now) {
            for (region, noun, key) in next.remove() {
                self.remove(&region, noun, &key);
            }
        }
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
