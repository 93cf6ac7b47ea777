//! Bedrock AgentCore's control plane: runtimes, gateways, memories, browsers,
//! code interpreters, and their tags.
//!
//! - [`nouns`]: the kinds, a row each
//!
//! A service of our own: the base has none.

mod nouns;

use super::ids::Ids;
use super::kms::Kms;
use super::roles::Roles;
use super::shelf::{Hands, Noun, Shelf, tags};
use super::wire::json::{self, Refusal};
use super::{Call, Response, Service};
use nouns::{BROWSER, GATEWAY, INTERPRETER, MEMORY, RUNTIME};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

type Reply = Result<Value, Refusal>;

/// The service.
#[derive(Debug)]
pub struct AgentCore {
    ids: Arc<Ids>,
    kms: Arc<Kms>,
    roles: Arc<Roles>,
    regions: Mutex<BTreeMap<String, Shelf>>,
}

/// The kinds by the first segment of their paths, and whether they are made by
/// `PUT` and listed by `POST`.
static PATHS: [(&str, &Noun, bool); 4] = [
    ("browsers", &BROWSER, true),
    ("code-interpreters", &INTERPRETER, true),
    ("gateways", &GATEWAY, false),
    ("runtimes", &RUNTIME, true),
];

/// What a call does, to which kind, by which name.
struct Route {
    verb: &'static str,
    noun: &'static Noun,
    named: String,
}

fn route(call: &Call) -> Option<Route> {
    let segments = call.segments();
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (first, rest) = words.split_first()?;
    let of = |verb, noun, named: &str| {
        let named = named.to_owned();
        Some(Route { verb, noun, named })
    };
    let method = call.method.as_str();
    if *first == "memories" {
        return match (method, rest) {
            ("POST", ["create"]) => of("Create", &MEMORY, ""),
            ("POST", []) => of("List", &MEMORY, ""),
            ("GET", [named, "details"]) => of("Get", &MEMORY, named),
            ("DELETE", [named, "delete"]) => of("Delete", &MEMORY, named),
            _ => None,
        };
    }
    let (_, noun, put) = PATHS.iter().find(|(path, ..)| path == first)?;
    match (method, rest) {
        ("PUT", []) if *put => of("Create", noun, ""),
        ("POST", []) if *put => of("List", noun, ""),
        ("POST", []) => of("Create", noun, ""),
        ("GET", []) => of("List", noun, ""),
        ("GET", [named]) => of("Get", noun, named),
        ("DELETE", [named]) => of("Delete", noun, named),
        _ => None,
    }
}

fn unknown() -> Refusal {
    Refusal::new(
        404,
        "UnknownOperationException",
        "The embedded account has no such AgentCore operation.",
    )
}

impl AgentCore {
    /// Without anything.
    pub fn new(ids: Arc<Ids>, kms: Arc<Kms>, roles: Arc<Roles>) -> Self {
        Self {
            ids,
            kms,
            roles,
            regions: Mutex::default(),
        }
    }

    fn answer(&self, call: &Call) -> Reply {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let shelf = regions.entry(call.region.clone()).or_default();
        let segments = call.segments();
        if segments.first().is_some_and(|first| first == "tags") {
            return labels(shelf, call, segments.get(1).map_or("", String::as_str));
        }
        let route = route(call).ok_or_else(unknown)?;
        let hands = Hands {
            ids: &self.ids,
            kms: &self.kms,
            roles: &self.roles,
            call,
            service: "bedrock-agentcore",
        };
        match route.verb {
            "Create" => {
                nouns::check(route.noun, &call.json())?;
                shelf.create(&hands, route.noun, "", &nouns::filled(route.noun, call))
            }
            "Get" => shelf.get(route.noun, &route.named, call.now),
            "List" => {
                let mut body = shelf.list(route.noun, "", call)?;
                nouns::add_system(route.noun, call, &mut body);
                Ok(body)
            }
            _ => shelf.delete(route.noun, &route.named, call.now),
        }
    }
}

/// `TagResource`, `UntagResource` and `ListTagsForResource`.
fn labels(shelf: &mut Shelf, call: &Call, arn: &str) -> Reply {
    let kept = shelf.tags(arn).ok_or_else(|| {
        let message = format!("The resource {arn} was not found.");
        Refusal::new(404, "ResourceNotFoundException", message)
    })?;
    match call.method.as_str() {
        "GET" => return Ok(json!({"tags": kept})),
        "POST" => kept.extend(tags(&call.json()["tags"])),
        _ => {
            let unwanted = call.query.0.iter().filter(|(name, _)| name == "tagKeys");
            let unwanted: Vec<&str> = unwanted.map(|(_, key)| key.as_str()).collect();
            kept.retain(|key, _| !unwanted.contains(&key.as_str()));
        }
    }
    Ok(json!({}))
}

impl Service for AgentCore {
    fn operation(&self, call: &Call) -> String {
        let segments = call.segments();
        if segments.first().is_some_and(|first| first == "tags") {
            return match call.method.as_str() {
                "GET" => "ListTagsForResource",
                "POST" => "TagResource",
                _ => "UntagResource",
            }
            .to_owned();
        }
        match route(call) {
            Some(Route {
                verb: "List", noun, ..
            }) => format!("List{}", noun.plural),
            Some(Route { verb, noun, .. }) => format!("{verb}{}", noun.name),
            None => "Unknown".to_owned(),
        }
    }

    fn handle(&self, call: &Call) -> Response {
        match self.answer(call) {
            Ok(body) if call.operation.starts_with("Create") => json::rest_ok(202, &body),
            Ok(body) => json::rest_ok(200, &body),
            Err(refusal) => refusal.rest_error(),
        }
    }
}
