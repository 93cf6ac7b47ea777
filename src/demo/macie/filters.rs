//! Findings filters, and the suppression rules among them: what they match is
//! archived as it is found.

use super::state::{Made, Region};
use super::{Reply, Work, criteria, invalid, missing, tags, text};
use crate::demo::wire::json::Refusal;
use serde_json::{Value, json};

/// Whether a new finding is to be archived.
pub(super) fn archives(region: &Region, finding: &Value) -> bool {
    region.filters.values().any(|filter| {
        filter.request["action"] == "ARCHIVE"
            && criteria::meets(finding, &filter.request["findingCriteria"]["criterion"])
    })
}

fn check(request: &Value) -> Result<(), Refusal> {
    if !["ARCHIVE", "NOOP"]
        .iter()
        .any(|action| request["action"] == *action)
    {
        return Err(invalid("The action value must be ARCHIVE or NOOP."));
    }
    let criterion = request["findingCriteria"]["criterion"].as_object();
    if criterion.is_none_or(serde_json::Map::is_empty) {
        return Err(invalid("The findingCriteria must have at least one criterion."));
    }
    Ok(())
}

fn taken(region: &Region, name: &Value, but: &str) -> Result<(), Refusal> {
    let mut others = region.filters.iter().filter(|(id, _)| *id != but);
    if others.any(|(_, filter)| filter.request["name"] == *name) {
        return Err(Refusal::new(
            409,
            "ConflictException",
            "A filter with this name already exists.",
        ));
    }
    Ok(())
}

/// Puts a filter at its position, from 1; at the end without one.
fn place(region: &mut Region, id: &str, position: &Value) {
    region.filter_order.retain(|other| other != id);
    let end = region.filter_order.len();
    let at = position.as_u64().and_then(|n| usize::try_from(n).ok());
    let at = at.map_or(end, |n| n.saturating_sub(1).min(end));
    region.filter_order.insert(at, id.to_owned());
}

/// `CreateFindingsFilter`.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    text(&work.request, "name", 64)?;
    check(&work.request)?;
    tags::check(&work.request["tags"])?;
    let answer = |id: &str| json!({"arn": work.arn("findings-filter", id), "id": id});
    let token = work.request["clientToken"]
        .as_str()
        .map(|token| format!("filter {token}"));
    if let Some(id) = token.as_ref().and_then(|token| region.tokens.get(token)) {
        return Ok(answer(id));
    }
    taken(region, &work.request["name"], "")?;
    let id = work.ground.ids.uuid();
    if let Some(token) = token {
        region.tokens.insert(token, id.clone());
    }
    let made = Made {
        request: work.request.clone(),
        created: work.now(),
        updated: work.now(),
        deleted: false,
    };
    region.filters.insert(id.clone(), made);
    place(region, &id, &work.request["position"]);
    Ok(answer(&id))
}

/// `GetFindingsFilter`.
pub(super) fn get(region: &Region, work: &Work<'_>) -> Reply {
    let made = region.filters.get(work.id()).ok_or_else(missing)?;
    let at = region.filter_order.iter().position(|id| id == work.id());
    let mut out = json!({
        "action": made.request["action"],
        "arn": work.arn("findings-filter", work.id()),
        "findingCriteria": made.request["findingCriteria"],
        "id": work.id(),
        "name": made.request["name"],
        "position": at.map_or(1, |at| at + 1),
    });
    for field in ["description", "tags"] {
        if !made.request[field].is_null() {
            out[field] = made.request[field].clone();
        }
    }
    Ok(out)
}

/// `ListFindingsFilters`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Reply {
    let items: Vec<Value> = region
        .filter_order
        .iter()
        .filter_map(|id| {
            let made = region.filters.get(id)?;
            let mut out = json!({
                "action": made.request["action"],
                "arn": region.arn("findings-filter", id),
                "id": id,
                "name": made.request["name"],
            });
            if made.request["tags"].is_object() {
                out["tags"] = made.request["tags"].clone();
            }
            Some(out)
        })
        .collect();
    work.page("findingsFilterListItems", &items, 25, 25)
}

/// `UpdateFindingsFilter`: what is given replaces what was.
pub(super) fn update(region: &mut Region, work: &Work<'_>) -> Reply {
    let mut request = region.filters.get(work.id()).ok_or_else(missing)?.request.clone();
    for field in ["action", "description", "findingCriteria", "name"] {
        if !work.request[field].is_null() {
            request[field] = work.request[field].clone();
        }
    }
    text(&request, "name", 64)?;
    check(&request)?;
    taken(region, &request["name"], work.id())?;
    if let Some(made) = region.filters.get_mut(work.id()) {
        made.request = request;
        made.updated = work.now();
    }
    if !work.request["position"].is_null() {
        place(region, work.id(), &work.request["position"]);
    }
    Ok(json!({"arn": work.arn("findings-filter", work.id()), "id": work.id()}))
}

/// `DeleteFindingsFilter`.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    region.filters.remove(work.id()).ok_or_else(missing)?;
    region.filter_order.retain(|id| id != work.id());
    Ok(json!({}))
}
