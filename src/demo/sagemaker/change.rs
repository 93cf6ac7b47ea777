//! `Update…`, `Start…`, `Stop…` and `Delete…`.

use super::nouns::Noun;
use super::progress::{self, Life};
use super::rules::{self, Case};
use super::store::{Item, Store};
use super::{Request, key};
use crate::demo::Response;
use crate::demo::wire::json;
use crate::inventory::Timestamp;
use serde_json::{Map, Value, json};

/// Fields of an update that take another away.
const TAKES_AWAY: &[(&str, &str)] = &[
    ("DisassociateLifecycleConfig", "LifecycleConfigName"),
    ("DisassociateDefaultCodeRepository", "DefaultCodeRepository"),
    (
        "DisassociateAdditionalCodeRepositories",
        "AdditionalCodeRepositories",
    ),
    ("DisassociateAcceleratorTypes", "AcceleratorTypes"),
];

fn invalid(message: &str) -> Response {
    json::error(400, "ValidationException", message)
}

/// The item of a change, or the refusal.
fn found<'a>(
    store: &'a mut Store,
    request: &Request<'_>,
    noun: &'static Noun,
) -> Result<&'a mut Item, Box<Response>> {
    let region = &request.call.region;
    let key = key::of(store, region, noun, &request.body);
    store
        .get_mut(region, noun, &key)
        .ok_or_else(|| Box::new(rules::missing(request.call, noun, &key)))
}

/// What most changes answer: the ARN, where the operation answers it.
fn done(item: &Item, request: &Request<'_>) -> Response {
    let operation = super::shapes::operation(&request.call.operation);
    let mut out = Map::new();
    for member in operation.into_iter().flat_map(|known| &known.output) {
        if member.name == item.noun.arn_field {
            out.insert(member.name.to_owned(), item.arn.clone().into());
        }
    }
    json::ok(&Value::Object(out))
}

fn not_in(status: &str, wanted: &str, verb: &str, item: &Item) -> Response {
    invalid(&format!(
        "Status ({status}) not in ([{wanted}]). Unable to transition to ({verb}) for {}",
        item.arn
    ))
}

/// `Start…`: notebooks and schedules.
pub fn start(store: &mut Store, request: &Request<'_>, noun: &'static Noun) -> Response {
    let item = match found(store, request, noun) {
        Ok(item) => item,
        Err(refusal) => return *refusal,
    };
    let status = progress::state(item, request.call.now).status;
    if let Life::Switch { off, rising, .. } = item.noun.life
        && status != off
    {
        return not_in(status, &format!("{off}, Failed"), rising, item);
    }
    item.stopped = None;
    item.started = request.call.now;
    done(item, request)
}

/// `Stop…`.
pub fn stop(store: &mut Store, request: &Request<'_>, noun: &'static Noun) -> Response {
    let item = match found(store, request, noun) {
        Ok(item) => item,
        Err(refusal) => return *refusal,
    };
    let status = progress::state(item, request.call.now).status;
    if let Life::Switch { on, falling, .. } = item.noun.life {
        let ready = status == on || (noun.name == "MonitoringSchedule" && status == falling);
        if !ready {
            return not_in(status, on, falling, item);
        }
    } else if progress::is_at_rest(status) || item.stopped.is_some() {
        return invalid(&format!(
            "The request was rejected because the job is in status {status}."
        ));
    }
    item.stopped = Some(request.call.now);
    done(item, request)
}

/// `Update…`.
pub fn update(store: &mut Store, request: &Request<'_>, noun: &'static Noun) -> Response {
    let case = Case {
        store,
        roles: request.roles,
        call: request.call,
        noun,
        request: &request.body,
    };
    if let Some(refusal) = case.refuse_update() {
        return refusal;
    }
    let now = request.call.now;
    let item = match found(store, request, noun) {
        Ok(item) => item,
        Err(refusal) => return *refusal,
    };
    let status = progress::state(item, now).status;
    match noun.name {
        "NotebookInstance" if status != "Stopped" => return not_in(status, "Stopped", "Updating", item),
        "Endpoint" if !["InService", "Failed"].contains(&status) => {
            return invalid(&format!("Cannot update in-progress endpoint \"{}\".", item.arn));
        }
        "InferenceComponent" if status != "InService" => {
            return invalid(&format!(
                "Cannot update inference component \"{}\" in status {status}.",
                item.arn
            ));
        }
        "Domain" | "UserProfile" | "Space" if status != "InService" => {
            return json::error(
                400,
                "ResourceInUse",
                &format!("{} is in status {status} and can not be updated.", item.arn),
            );
        }
        "Endpoint" => {
            item.failed = None;
            item.request.remove("DesiredWeightsAndCapacities");
        }
        "ModelCard" => item.version += 1,
        _ => {}
    }
    apply(item, &request.body, now);
    item.changed_by = Some(request.call.caller.arn.clone());
    if noun.name == "Workteam" {
        let scene = super::scene(store, request);
        let key = key::of(store, &request.call.region, noun, &request.body);
        let team = store.get(&request.call.region, noun, &key);
        return json::ok(&team.map_or(json!({}), |team| scene.describe(team)));
    }
    match found(store, request, noun) {
        Ok(item) => done(item, request),
        Err(refusal) => *refusal,
    }
}

/// Puts the fields of an update over those of the item.
fn apply(item: &mut Item, request: &Value, now: Timestamp) {
    for (field, value) in request.as_object().into_iter().flatten() {
        if item.noun.path.contains(&field.as_str()) {
            continue;
        }
        let taken = TAKES_AWAY.iter().find(|(asks, _)| asks == field);
        match (taken, item.request.get_mut(field), value) {
            (Some((_, away)), ..) => {
                if value == &json!(true) {
                    item.request.remove(*away);
                }
            }
            // Settings and additions are merged: what is not named stays.
            (_, Some(Value::Object(known)), Value::Object(given)) if field.ends_with("Settings") => {
                known.extend(given.clone());
            }
            (_, Some(Value::Array(known)), Value::Array(given)) if field == "FeatureAdditions" => {
                known.extend(given.clone());
            }
            (_, _, value) => {
                item.request.insert(field.clone(), value.clone());
            }
        }
    }
    item.changed = now;
}

/// `UpdateEndpointWeightsAndCapacities`.
pub fn weights(store: &mut Store, request: &Request<'_>) -> Response {
    let noun = Noun::named("Endpoint");
    let item = match found(store, request, noun) {
        Ok(item) => item,
        Err(refusal) => return *refusal,
    };
    let status = progress::state(item, request.call.now).status;
    if status != "InService" {
        return invalid(&format!("Cannot update in-progress endpoint \"{}\".", item.arn));
    }
    apply(item, &request.body, request.call.now);
    done(item, request)
}

/// `Delete…`: at once, or through `Deleting`.
pub fn delete(store: &mut Store, request: &Request<'_>, noun: &'static Noun) -> Response {
    let (region, now) = (&request.call.region, request.call.now);
    let key = key::of(store, region, noun, &request.body);
    let Some(item) = store.get(region, noun, &key) else {
        return rules::missing(request.call, noun, &key);
    };
    let status = progress::state(item, now).status;
    if noun.rests && !progress::is_at_rest(status) {
        return not_in(status, "Stopped, Completed, Failed", "Deleting", item);
    }
    if let Some(refusal) = in_use(store, region, item) {
        return refusal;
    }
    let answer = done(item, request);
    if noun.leaves_in == 0 {
        store.remove(region, noun, &key);
    } else if let Some(item) = store.get_mut(region, noun, &key)
        && item.leaving.is_none()
    {
        item.leaving = Some(now);
        store.goes(region, noun, &key, Timestamp(now.0 + noun.leaves_in));
    }
    if noun.name == "Workteam" {
        return json::ok(&json!({"Success": true}));
    }
    answer
}

/// The refusal for what others still need.
fn in_use(store: &Store, region: &str, item: &Item) -> Option<Response> {
    let holds = |kind: &str, prefix: &str| {
        let kin = store.of(region, Noun::named(kind));
        kin.inside(prefix).next().is_some()
    };
    let (key, arn) = (&item.key, &item.arn);
    let inside = format!("{key}/");
    match item.noun.name {
        "Domain" => ["App", "UserProfile", "Space"]
            .iter()
            .find(|kind| holds(kind, &inside))
            .map(|kind| {
                let why = format!("Unable to delete Domain {key} because {kind}(s) are associated with it.");
                json::error(400, "ResourceInUse", &why)
            }),
        "UserProfile" | "Space" => holds("App", &inside).then(|| {
            let why = format!("Unable to delete {arn} because App(s) are associated with it.");
            json::error(400, "ResourceInUse", &why)
        }),
        "ModelPackageGroup" => holds("ModelPackage", &inside).then(|| {
            let why = format!(
                "Cannot delete ModelPackageGroup {arn} because it still contains Model Packages. Delete them first."
            );
            json::error(400, "ConflictException", &why)
        }),
        "NotebookInstanceLifecycleConfig" => {
            let notebooks = store.of(region, Noun::named("NotebookInstance"));
            let user = notebooks.all().find(|notebook| {
                let name = notebook.request.get("LifecycleConfigName");
                name.and_then(Value::as_str)
                    .is_some_and(|name| name.eq_ignore_ascii_case(key))
            })?;
            Some(invalid(&format!(
                "Unable to delete Notebook Instance Lifecycle Config {arn}. (Details: it is in use by {}.)",
                user.arn
            )))
        }
        _ => None,
    }
}
