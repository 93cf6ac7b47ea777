//! Tags: given with a resource, added, taken away, listed.

use super::describe::{Filter, cut, refuse_unknown, wanted};
use super::kinds;
use super::state::Request;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most tags that a resource may have.
const MOST: usize = 50;

/// The ids that have a tag, by its value.
type Holders = BTreeMap<String, BTreeSet<String>>;

/// The tags of a Region's resources, found by resource and by tag.
#[derive(Debug, Default)]
pub(super) struct Tags {
    by_id: BTreeMap<String, BTreeMap<String, String>>,
    by_key: HashMap<String, Holders>,
}

impl Tags {
    /// The tags of a resource, if it has any.
    pub(super) fn of(&self, id: &str) -> Option<&BTreeMap<String, String>> {
        self.by_id.get(id)
    }

    /// The resources with a tag.
    pub(super) fn holders(&self, key: &str, value: &str) -> Option<&BTreeSet<String>> {
        self.by_key.get(key)?.get(value)
    }

    /// Adds tags to a resource; a tag of the same key is replaced.
    pub(super) fn add(&mut self, id: &str, tags: BTreeMap<String, String>) {
        for (key, value) in tags {
            self.take(id, &key);
            let holders = self.by_key.entry(key.clone()).or_default();
            holders.entry(value.clone()).or_default().insert(id.to_owned());
            self.by_id.entry(id.to_owned()).or_default().insert(key, value);
        }
    }

    /// Takes one tag away.
    fn take(&mut self, id: &str, key: &str) {
        let Some(value) = self.by_id.get_mut(id).and_then(|tags| tags.remove(key)) else {
            return;
        };
        let Some(holders) = self.by_key.get_mut(key) else {
            return;
        };
        if let Some(ids) = holders.get_mut(&value) {
            ids.remove(id);
            if ids.is_empty() {
                holders.remove(&value);
            }
        }
    }

    /// Takes every tag of a resource away.
    pub(super) fn drop_all(&mut self, id: &str) {
        let keys: Vec<String> = self
            .of(id)
            .into_iter()
            .flatten()
            .map(|(k, _)| k.clone())
            .collect();
        for key in keys {
            self.take(id, &key);
        }
        self.by_id.remove(id);
    }
}

/// The tags of the request's tag specifications for one resource type.
pub(super) fn specified(params: &Params, kind: &str) -> Result<BTreeMap<String, String>, Refusal> {
    specified_among(params, kind, &[kind])
}

/// As [`specified`], of a call that makes resources of several types.
pub(super) fn specified_among(
    params: &Params,
    kind: &str,
    kinds: &[&str],
) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    for specification in params.groups("TagSpecification") {
        let named = specification.text("ResourceType");
        if !kinds.contains(&named) {
            return Err(Refusal::new(
                "InvalidParameterValue",
                format!("'{named}' is not a valid taggable resource type for this operation."),
            ));
        }
        if named == kind {
            tags.extend(read(&specification)?);
        }
    }
    Ok(tags)
}

/// `tagSet` of a resource.
pub(super) fn write(request: &Request<'_>, id: &str, x: &mut Writer) {
    let tags = request.state().tags.of(id);
    x.list("tagSet", "item", tags.into_iter().flatten(), |x, (key, value)| {
        x.text("key", key);
        x.text("value", value);
    });
}

/// `CreateTags`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let ids = resources(request)?;
    let tags = read(&request.params)?;
    if tags.is_empty() {
        return Err(Refusal::missing("Tag"));
    }
    for id in &ids {
        let held = request.state().tags.of(id);
        let kept = held
            .into_iter()
            .flatten()
            .filter(|(key, _)| !tags.contains_key(*key));
        if kept.count() + tags.len() > MOST {
            return Err(Refusal::new(
                "TagLimitExceeded",
                format!("The maximum number of Tags for a resource ({MOST}) has been reached"),
            ));
        }
    }
    let region = request.change()?;
    for id in ids {
        region.tags.add(&id, tags.clone());
    }
    done(x);
    Ok(())
}

/// `DeleteTags`: by key, by key and value, or all of them.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let ids = resources(request)?;
    let named: Vec<(String, Option<String>)> = request
        .params
        .groups("Tag")
        .iter()
        .map(|t| (t.text("Key").to_owned(), t.get("Value").map(str::to_owned)))
        .collect();
    let region = request.change()?;
    for id in ids {
        if named.is_empty() {
            region.tags.drop_all(&id);
        }
        for (key, value) in &named {
            let held = region.tags.of(&id).and_then(|tags| tags.get(key));
            if value.as_ref().is_none_or(|value| held == Some(value)) {
                region.tags.take(&id, key);
            }
        }
    }
    done(x);
    Ok(())
}

/// `DescribeTags`.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    refuse_unknown(&filters, |filter| seen(filter, "", "", "", "").is_some())?;
    let mut chosen = Vec::new();
    for (id, tags) in tagged(request, &filters) {
        let kind = kinds::of(id).map_or("", |kind| kind.tagged);
        for (key, value) in tags {
            if wanted(&filters, |filter| seen(filter, id, kind, key, value))? {
                chosen.push((format!("{id} {key}"), (id, kind, key, value)));
            }
        }
    }
    let next = cut(&request.params, 5, &mut chosen)?;
    x.list("tagSet", "item", chosen, |x, (_, (id, kind, key, value))| {
        x.text("resourceId", id);
        x.text("resourceType", kind);
        x.text("key", key);
        x.text("value", value);
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// What a filter of `DescribeTags` sees of one tag.
fn seen(filter: &str, id: &str, kind: &str, key: &str, value: &str) -> Option<Vec<String>> {
    let own = match filter {
        "key" => key,
        "value" => value,
        "resource-id" => id,
        "resource-type" => kind,
        named if named.strip_prefix("tag:") == Some(key) => value,
        named if named.starts_with("tag:") => return Some(Vec::new()),
        _ => return None,
    };
    Some(vec![own.to_owned()])
}

/// The resources whose tags are looked at: those that a filter names, or all.
fn tagged<'a>(
    request: &'a Request<'_>,
    filters: &'a [Filter],
) -> Box<dyn Iterator<Item = (&'a str, &'a BTreeMap<String, String>)> + 'a> {
    let tags = &request.state().tags;
    let by_id = filters
        .iter()
        .find(|(name, ids)| name == "resource-id" && !ids.iter().any(|id| id.contains(['*', '?'])));
    match by_id {
        Some((_, ids)) => Box::new(ids.iter().filter_map(move |id| Some((id.as_str(), tags.of(id)?)))),
        None => Box::new(tags.by_id.iter().map(|(id, tags)| (id.as_str(), tags))),
    }
}

fn resources(request: &Request<'_>) -> Result<Vec<String>, Refusal> {
    require(&request.params, "ResourceId.1")?;
    let ids = super::wire::list(&request.params, "ResourceId");
    match ids.iter().find(|id| request.state().kind_of(id).is_none()) {
        Some(id) => Err(match kinds::of(id) {
            Some(kind) => kind.unknown(id),
            None => Refusal::new("InvalidID", format!("The ID '{id}' is not valid")),
        }),
        None => Ok(ids),
    }
}

fn read(params: &Params) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    for tag in params.groups("Tag") {
        let (key, value) = (tag.text("Key"), tag.text("Value"));
        if key.is_empty() || key.chars().count() > 128 || key.starts_with("aws:") {
            return Err(Refusal::new(
                "InvalidParameterValue",
                format!(
                    "Tag keys starting with 'aws:' are reserved, and keys have 1 to 128 characters: '{key}'"
                ),
            ));
        }
        if value.chars().count() > 256 {
            return Err(Refusal::new(
                "InvalidParameterValue",
                format!("Tag value exceeds the maximum length of 256 characters: key '{key}'"),
            ));
        }
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(Refusal::new(
                "InvalidParameterValue",
                format!("Duplicate tag key '{key}' specified."),
            ));
        }
    }
    Ok(tags)
}
