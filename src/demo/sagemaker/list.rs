//! `List…`: filters, order and pages. Order of making and of names come from
//! the store, so that a page costs what it shows and not what there is.

use super::describe::{Fields, Scene};
use super::nouns::Noun;
use super::progress;
use super::shapes::{self, Output};
use super::store::{Item, Kin};
use crate::demo::Response;
use crate::demo::wire::{json, page};
use crate::inventory::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// Filters that want a field to be a value.
const EQUALS: &[(&str, &str)] = &[
    ("FeatureGroupStatusEquals", "FeatureGroupStatus"),
    ("ModelApprovalStatus", "ModelApprovalStatus"),
    ("ModelCardStatus", "ModelCardStatus"),
    ("Type", "Type"),
    ("AppTypeEquals", "StudioLifecycleConfigAppType"),
    ("DomainIdEquals", "DomainId"),
    ("UserProfileNameEquals", "UserProfileName"),
    ("SpaceNameEquals", "SpaceName"),
    ("EndpointName", "EndpointName"),
    ("EndpointNameEquals", "EndpointName"),
    ("VariantNameEquals", "VariantName"),
    ("MonitoringJobDefinitionName", "MonitoringJobDefinitionName"),
    ("MonitoringTypeEquals", "MonitoringType"),
    ("ModelPackageGroupName", "ModelPackageGroupName"),
];

/// Filters that want a field to contain a text.
const CONTAINS: &[(&str, &str)] = &[
    (
        "NotebookInstanceLifecycleConfigNameContains",
        "NotebookInstanceLifecycleConfigName",
    ),
    ("DefaultCodeRepositoryContains", "DefaultCodeRepository"),
];

/// How a list is ordered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Made,
    Name,
    /// By a field: the list is sorted for the call.
    Field(&'static str),
}

/// Answers a `List…` of a kind that the account keeps.
pub fn list(scene: &Scene<'_>, noun: &'static Noun, request: &Value) -> Response {
    let Some(listed) = shapes::operation(&scene.call.operation).and_then(|known| known.listed()) else {
        return json::ok(&Value::Object(Map::new()));
    };
    let Some((shown, next)) = cut(scene, noun, request) else {
        return json::error(400, "ValidationException", "Invalid pagination token given.");
    };
    let entries = shown.iter().map(|item| scene.summary(item, &listed.fields));
    answer(listed, entries.collect(), next)
}

/// Answers a `List…` of what nothing makes here: none of them.
pub fn none(listed: &Output) -> Response {
    answer(listed, Vec::new(), None)
}

fn answer(listed: &Output, entries: Vec<Value>, next: Option<String>) -> Response {
    let mut out = Map::new();
    out.insert(listed.name.to_owned(), Value::Array(entries));
    if let Some(next) = next {
        out.insert("NextToken".to_owned(), next.into());
    }
    json::ok(&Value::Object(out))
}

/// The items of the page, and where the next begins.
fn cut<'a>(scene: &Scene<'a>, noun: &Noun, request: &Value) -> Option<(Vec<&'a Item>, Option<String>)> {
    let kin = scene.store.of(&scene.call.region, noun);
    let limit = request["MaxResults"].as_u64().unwrap_or(10);
    let limit = usize::try_from(limit).unwrap_or(10);
    let backwards = match request["SortOrder"].as_str() {
        Some(order) => order.eq_ignore_ascii_case("Descending"),
        None => noun.newest_first,
    };
    let token = request["NextToken"].as_str().filter(|token| !token.is_empty());
    let order = order(noun, request);
    let wanted = |item: &&Item| wanted(scene, item, request);
    let in_order: Box<dyn Iterator<Item = &Item>> = match order {
        Order::Made => {
            let past = token.map(place_of).map_or(Some(None), |past| past.map(Some))?;
            kin.by_time(past, backwards)
        }
        Order::Name => {
            let past = token.map(name_of).map_or(Some(None), |past| past.map(Some))?;
            kin.by_name(past.as_deref(), backwards)
        }
        Order::Field(field) => {
            let sorted = sorted(scene, kin, field, backwards, &wanted);
            let (shown, next) = page::cut(&sorted, token, limit)?;
            return Some((shown.to_vec(), next));
        }
    };
    let mut shown: Vec<&Item> = in_order.filter(wanted).take(limit + 1).collect();
    let more = shown.len() > limit;
    shown.truncate(limit);
    let next = shown.last().filter(|_| more).map(|last| match order {
        Order::Name => STANDARD.encode(format!("name:{}", last.key)),
        _ => STANDARD.encode(format!("made:{}:{}", last.created.0, last.place)),
    });
    Some((shown, next))
}

fn order(noun: &Noun, request: &Value) -> Order {
    match request["SortBy"].as_str().unwrap_or(noun.sorted_by) {
        "Name" | "NAME" | "IMAGE_NAME" | "HubName" => Order::Name,
        "Status" | "HubStatus" | "FeatureGroupStatus" => noun.status_field.map_or(Order::Made, Order::Field),
        "LastModifiedTime" | "LAST_MODIFIED_TIME" => Order::Field("LastModifiedTime"),
        _ => Order::Made,
    }
}

fn sorted<'a>(
    scene: &Scene<'_>,
    kin: &'a Kin,
    field: &str,
    backwards: bool,
    wanted: &dyn Fn(&&'a Item) -> bool,
) -> Vec<&'a Item> {
    let mut found: Vec<&Item> = kin.all().filter(|item| wanted(item)).collect();
    let now = scene.call.now;
    found.sort_by_cached_key(|item| {
        let state = progress::state(item, now);
        let (word, time) = if field == "LastModifiedTime" {
            ("", state.since.max(item.changed))
        } else {
            (state.status, item.created)
        };
        (word, time, item.place)
    });
    if backwards {
        found.reverse();
    }
    found
}

fn place_of(token: &str) -> Option<(Timestamp, u64)> {
    let text = decoded(token)?;
    let (time, place) = text.strip_prefix("made:")?.split_once(':')?;
    Some((Timestamp(time.parse().ok()?), place.parse().ok()?))
}

fn name_of(token: &str) -> Option<String> {
    decoded(token)?.strip_prefix("name:").map(str::to_owned)
}

fn decoded(token: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(token).ok()?).ok()
}

fn wanted(scene: &Scene<'_>, item: &Item, request: &Value) -> bool {
    let given = |filter: &str| request[filter].as_str();
    let name = item.name.to_lowercase();
    let named = ["NameContains", "UserProfileNameContains", "SpaceNameContains"]
        .iter()
        .filter_map(|filter| given(filter))
        .all(|part| name.contains(&part.to_lowercase()))
        && given("PipelineNamePrefix").is_none_or(|prefix| item.name.starts_with(prefix));
    if !named || !in_time(item.created, request, &["CreationTime", "Created"]) {
        return false;
    }
    let state = progress::state(item, scene.call.now);
    let changed = state.since.max(item.changed);
    given("StatusEquals").is_none_or(|status| state.status == status)
        && in_time(changed, request, &["LastModifiedTime", "ModifiedTime"])
        && is_of_type(item, request)
        && has_fields(scene, item, request)
}

/// Whether a time is within `…After` and `…Before`, both included.
fn in_time(time: Timestamp, request: &Value, words: &[&str]) -> bool {
    let limit = |word: &str, end: &str| request[format!("{word}{end}").as_str()].as_f64();
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^52")]
    let time = time.0 as f64;
    words.iter().all(|word| {
        limit(word, "After").is_none_or(|after| time >= after)
            && limit(word, "Before").is_none_or(|before| time <= before)
    })
}

/// Versions of groups are left out of the list of packages unless they are
/// asked for, by their type or by their group.
fn is_of_type(item: &Item, request: &Value) -> bool {
    if item.noun.name != "ModelPackage" {
        return true;
    }
    match request["ModelPackageType"].as_str() {
        Some("Both") => true,
        Some("Versioned") => item.version > 0,
        None if request["ModelPackageGroupName"].is_string() => true,
        _ => item.version == 0,
    }
}

fn has_fields(scene: &Scene<'_>, item: &Item, request: &Value) -> bool {
    let asked = |filters: &[(&str, &str)]| filters.iter().any(|(filter, _)| request[*filter].is_string());
    if !asked(EQUALS) && !asked(CONTAINS) {
        return true;
    }
    let fields: Fields = scene.fields(item);
    let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or("");
    let is = |filter: &str, name: &str| match request[filter].as_str() {
        // A model package group may be given by its ARN.
        Some(wanted) if filter == "ModelPackageGroupName" => {
            wanted.rsplit('/').next() == Some(field(name)) || wanted == field(name)
        }
        Some(wanted) => wanted == field(name),
        None => true,
    };
    EQUALS.iter().all(|(filter, name)| is(filter, name))
        && CONTAINS.iter().all(|(filter, name)| {
            request[*filter]
                .as_str()
                .is_none_or(|part| field(name).contains(part))
        })
}
