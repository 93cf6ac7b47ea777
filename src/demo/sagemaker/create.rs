//! `Create…`: refused for a reason, or remembered whole.

use super::nouns::Noun;
use super::rules::Case;
use super::store::{self, Item, Store};
use super::{Request, key};
use crate::demo::Response;
use crate::demo::wire::json;
use serde_json::{Map, Value};

/// Answers a `Create…`.
pub fn create(store: &mut Store, request: Request<'_>, noun: &'static Noun) -> Response {
    let call = request.call;
    let case = Case {
        store,
        roles: request.roles,
        call,
        noun,
        request: &request.body,
    };
    if let Some(refusal) = case.refuse_creation() {
        return refusal;
    }
    let (key, version) = new_key(store, &request, noun);
    let arn = key::arn(&call.region, noun, &key);
    let Value::Object(mut fields) = request.body else {
        return json::error(400, "SerializationException", "The body is not an object.");
    };
    let tags = store::take_tags(&mut fields);
    let name = fields.get(noun.name_field()).and_then(Value::as_str);
    let name = name.unwrap_or(&key).to_owned();
    let answer = answer(noun, &arn, &key, &call.region);
    let item = Item {
        noun,
        key,
        name,
        arn,
        request: fields,
        tags,
        policy: None,
        by: call.caller.arn.clone(),
        created: call.now,
        place: 0,
        changed_by: None,
        changed: call.now,
        started: call.now,
        stopped: None,
        leaving: None,
        failed: None,
        version,
        work: None,
    };
    store.insert(&call.region, item);
    json::ok(&answer)
}

/// The key of what is made, and its version where it has one.
fn new_key(store: &mut Store, request: &Request<'_>, noun: &Noun) -> (String, u64) {
    let region = &request.call.region;
    match noun.name {
        "Domain" => (format!("d-{}", request.ids.hex(12)), 0),
        "Cluster" => (request.ids.hex(12), 0),
        "ModelCard" => (key::of(store, region, noun, &request.body), 1),
        "ModelPackage" => match request.body["ModelPackageGroupName"].as_str() {
            Some(group) => {
                let group = group.rsplit('/').next().unwrap_or(group).to_lowercase();
                let kind = Noun::named("ModelPackageGroup");
                let version = store.get_mut(region, kind, &group).map_or(1, |group| {
                    group.version += 1;
                    group.version
                });
                (format!("{group}/{version}"), version)
            }
            None => (key::of(store, region, noun, &request.body), 0),
        },
        _ => (key::of(store, region, noun, &request.body), 0),
    }
}

fn answer(noun: &Noun, arn: &str, key: &str, region: &str) -> Value {
    let mut out = Map::new();
    out.insert(noun.arn_field.to_owned(), arn.into());
    if noun.name == "Domain" {
        out.insert("DomainId".to_owned(), key.into());
        let url = super::describe::domain_url(key, region);
        out.insert("Url".to_owned(), url.into());
    }
    Value::Object(out)
}
