//! Tags: given with a resource, added, taken away, listed.

use super::describe::{cut, wanted};
use super::state::{Region, Request};
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use std::collections::BTreeMap;

/// The most tags that a resource may have.
const MOST: usize = 50;

/// The tags of the request's tag specifications for one resource type.
pub(super) fn specified(params: &Params, kind: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let mut tags = BTreeMap::new();
    for specification in params.groups("TagSpecification") {
        let named = specification.text("ResourceType");
        if named == kind {
            tags.extend(read(&specification)?);
        } else {
            return Err(Refusal::new(
                "InvalidParameterValue",
                format!("'{named}' is not a valid taggable resource type for this operation."),
            ));
        }
    }
    Ok(tags)
}

/// `tagSet` of a resource.
pub(super) fn write(request: &Request<'_>, id: &str, x: &mut Writer) {
    let tags = request.state.tags.get(id);
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
        let mut after = request.state.tags.get(id).cloned().unwrap_or_default();
        after.extend(tags.clone());
        if after.len() > MOST {
            return Err(Refusal::new(
                "TagLimitExceeded",
                format!("The maximum number of Tags for a resource ({MOST}) has been reached"),
            ));
        }
    }
    for id in ids {
        request.state.tags.entry(id).or_default().extend(tags.clone());
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
    for id in ids {
        if named.is_empty() {
            request.state.tags.remove(&id);
        } else if let Some(tags) = request.state.tags.get_mut(&id) {
            tags.retain(|key, value| {
                !named
                    .iter()
                    .any(|(k, v)| k == key && v.as_ref().is_none_or(|v| v == value))
            });
        }
    }
    done(x);
    Ok(())
}

/// `DescribeTags`.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    let mut chosen = Vec::new();
    for (id, tags) in &request.state.tags {
        let kind = kind(request.state, id);
        for (key, value) in tags {
            let fits = wanted(&filters, |filter| {
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
            })?;
            if fits {
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

fn kind(region: &Region, id: &str) -> &'static str {
    region.kind_of(id).unwrap_or_default()
}

fn resources(request: &Request<'_>) -> Result<Vec<String>, Refusal> {
    require(&request.params, "ResourceId.1")?;
    let ids = super::wire::list(&request.params, "ResourceId");
    match ids.iter().find(|id| request.state.kind_of(id).is_none()) {
        Some(id) => Err(Refusal::new("InvalidID", format!("The ID '{id}' is not valid"))),
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
