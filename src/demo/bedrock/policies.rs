//! The policies of a guardrail: the request's names to the answer's, and the
//! defaults that AWS fills in.

use serde_json::{Map, Value, json};

/// Lists inside a policy: the request's field, the answer's, and the action
/// that its entries take unless they say otherwise.
type Lists = &'static [(&'static str, &'static str, Default)];

/// What entries get for what they do not say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Default {
    /// Blocks in both directions.
    Block,
    /// The same in both directions as its `action`.
    Action,
    /// Blocks, without directions.
    Grounding,
}

/// The request's field, the answer's, and the lists inside each.
const POLICIES: &[(&str, &str, Lists)] = &[
    (
        "topicPolicyConfig",
        "topicPolicy",
        &[("topicsConfig", "topics", Default::Block)],
    ),
    (
        "contentPolicyConfig",
        "contentPolicy",
        &[("filtersConfig", "filters", Default::Block)],
    ),
    (
        "wordPolicyConfig",
        "wordPolicy",
        &[
            ("wordsConfig", "words", Default::Block),
            ("managedWordListsConfig", "managedWordLists", Default::Block),
        ],
    ),
    (
        "sensitiveInformationPolicyConfig",
        "sensitiveInformationPolicy",
        &[
            ("piiEntitiesConfig", "piiEntities", Default::Action),
            ("regexesConfig", "regexes", Default::Action),
        ],
    ),
    (
        "contextualGroundingPolicyConfig",
        "contextualGroundingPolicy",
        &[("filtersConfig", "filters", Default::Grounding)],
    ),
    ("automatedReasoningPolicyConfig", "automatedReasoningPolicy", &[]),
];

/// Whether a request configures any policy.
pub(super) fn any(request: &Value) -> bool {
    POLICIES.iter().any(|(field, ..)| request[*field].is_object())
}

fn filled(entry: &Value, default: Default) -> Value {
    let mut entry = entry.clone();
    let action = match default {
        Default::Action => entry["action"].clone(),
        _ => json!("BLOCK"),
    };
    let defaults = match default {
        Default::Grounding => vec![("action", action), ("enabled", json!(true))],
        _ => vec![
            ("inputAction", action.clone()),
            ("outputAction", action),
            ("inputEnabled", json!(true)),
            ("outputEnabled", json!(true)),
        ],
    };
    for (field, value) in defaults {
        if entry[field].is_null() {
            entry[field] = value;
        }
    }
    entry
}

/// Writes the policies of a request into an answer.
pub(super) fn write(request: &Value, out: &mut Value) {
    for (given, answered, lists) in POLICIES {
        let config = &request[*given];
        if !config.is_object() {
            continue;
        }
        let mut policy = Map::new();
        for (from, to, default) in *lists {
            if let Some(entries) = config[*from].as_array() {
                let entries: Vec<Value> = entries.iter().map(|entry| filled(entry, *default)).collect();
                policy.insert((*to).to_owned(), json!(entries));
            }
        }
        for field in ["policies", "confidenceThreshold"] {
            if !config[field].is_null() {
                policy.insert(field.to_owned(), config[field].clone());
            }
        }
        if ["topicPolicy", "contentPolicy"].contains(answered) {
            let tier = config["tierConfig"]["tierName"].as_str().unwrap_or("CLASSIC");
            policy.insert("tier".to_owned(), json!({"tierName": tier}));
        }
        out[*answered] = Value::Object(policy);
    }
}
