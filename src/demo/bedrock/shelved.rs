//! Which calls are about models, jobs, agents and what agents use, and what
//! they come to.

use super::agents::{AGENT, DATA_SOURCE, FLOW, KNOWLEDGE_BASE, PROMPT};
use super::models::{CUSTOM, CUSTOMIZATION, IMPORT, IMPORTED, INVOCATION, WORK};
use super::{Ground, Reply};
use crate::demo::shelf::{Hands, Noun, Shelf, tags};
use crate::demo::wire::json::Refusal;
use crate::demo::{ACCOUNT_ID, Call};
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// What is done with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Create,
    Get,
    List,
    Delete,
}

impl Verb {
    fn word(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Get => "Get",
            Self::List => "List",
            Self::Delete => "Delete",
        }
    }
}

/// A call about a resource: what is done, to which kind, by which name.
#[derive(Debug)]
pub(super) struct Route {
    verb: Verb,
    noun: &'static Noun,
    named: String,
    /// The knowledge base that a data source is of.
    parent: String,
}

/// The kinds by the first segment of their paths. Agents and knowledge bases
/// are made by `PUT` and listed by `POST`.
static PATHS: [(&str, &Noun); 9] = [
    ("agents", &AGENT),
    ("custom-models", &CUSTOM),
    ("flows", &FLOW),
    ("imported-models", &IMPORTED),
    ("knowledgebases", &KNOWLEDGE_BASE),
    ("model-customization-jobs", &CUSTOMIZATION),
    ("model-import-jobs", &IMPORT),
    ("model-invocation-jobs", &INVOCATION),
    ("prompts", &PROMPT),
];

/// The route of a call, if it is one of these.
pub(super) fn route(call: &Call) -> Option<Route> {
    let segments = call.segments();
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (first, rest) = words.split_first()?;
    let of = |verb, noun, named: &str, parent: &str| {
        Some(Route {
            verb,
            noun,
            named: named.to_owned(),
            parent: parent.to_owned(),
        })
    };
    match (call.method.as_str(), *first, rest) {
        // One word for one job, another for all.
        ("POST", "model-invocation-job", []) => return of(Verb::Create, &INVOCATION, "", ""),
        ("GET", "model-invocation-job", [named]) => return of(Verb::Get, &INVOCATION, named, ""),
        (method, "knowledgebases", [base, "datasources", rest @ ..]) => {
            let verb = verb(method, true, rest)?;
            return of(verb, &DATA_SOURCE, rest.first().unwrap_or(&""), base);
        }
        _ => {}
    }
    let (_, noun) = PATHS.iter().find(|(path, _)| path == first)?;
    let put = ["agents", "knowledgebases"].contains(first);
    of(
        verb(call.method.as_str(), put, rest)?,
        noun,
        rest.first().unwrap_or(&""),
        "",
    )
}

fn verb(method: &str, put: bool, rest: &[&str]) -> Option<Verb> {
    match (method, rest) {
        ("PUT", []) if put => Some(Verb::Create),
        ("POST", []) if put => Some(Verb::List),
        ("POST", []) => Some(Verb::Create),
        ("GET", []) => Some(Verb::List),
        ("GET", [_]) => Some(Verb::Get),
        ("DELETE", [_]) => Some(Verb::Delete),
        _ => None,
    }
}

impl Route {
    /// The operation's name.
    pub(super) fn operation(&self) -> String {
        let noun = if self.verb == Verb::List {
            self.noun.plural
        } else {
            self.noun.name
        };
        format!("{}{noun}", self.verb.word())
    }

    /// Whether a success answers 202.
    pub(super) fn is_accepted(&self) -> bool {
        let waits = ["Agent", "KnowledgeBase"].contains(&self.noun.name);
        waits && matches!(self.verb, Verb::Create | Verb::Delete)
    }

    /// Does it.
    pub(super) fn answer(&self, shelf: &mut Shelf, ground: &Ground, call: &Call) -> Reply {
        let hands = Hands {
            ids: &ground.ids,
            kms: &ground.kms,
            roles: &ground.roles,
            call,
            service: "bedrock",
        };
        if !self.parent.is_empty() {
            shelf.has(&KNOWLEDGE_BASE, &self.parent, call.now)?;
        }
        match self.verb {
            Verb::Create => self.create(shelf, &hands),
            Verb::Get => shelf.get(self.noun, &self.named, call.now),
            Verb::List => shelf.list(self.noun, &self.parent, call),
            Verb::Delete => shelf.delete(self.noun, &self.named, call.now),
        }
    }

    fn create(&self, shelf: &mut Shelf, hands: &Hands<'_>) -> Reply {
        if [CUSTOM.name, IMPORTED.name].contains(&self.noun.name) {
            return Err(Refusal::new(
                404,
                "UnknownOperationException",
                "Jobs make models.",
            ));
        }
        let more = match self.noun.name {
            "Agent" => {
                json!({"idleSessionTTLInSeconds": 600, "agentVersion": "DRAFT", "orchestrationType": "DEFAULT"})
            }
            "DataSource" => json!({"knowledgeBaseId": self.parent, "dataDeletionPolicy": "DELETE"}),
            "Prompt" | "Flow" => json!({"version": "DRAFT"}),
            "ModelCustomizationJob" => json!({"customizationType": "FINE_TUNING"}),
            _ => json!({}),
        };
        let made = shelf.create(hands, self.noun, &self.parent, &more)?;
        self.bring(shelf, hands, &made);
        Ok(made)
    }

    /// The model that a job will have made when it is done.
    fn bring(&self, shelf: &mut Shelf, hands: &Hands<'_>, job: &Value) {
        let request = hands.call.json();
        let (noun, name, key, labels) = match self.noun.name {
            "ModelCustomizationJob" => (
                &CUSTOM,
                "customModelName",
                "customModelKmsKeyId",
                "customModelTags",
            ),
            "ModelImportJob" => (
                &IMPORTED,
                "importedModelName",
                "importedModelKmsKeyId",
                "importedModelTags",
            ),
            _ => return,
        };
        let now = hands.call.now;
        let key = request[key].as_str();
        let key = key.and_then(|key| hands.kms.usable(&hands.call.region, key, now).ok());
        let mut fields = json!({
            "modelName": request[name],
            "jobName": request["jobName"],
            "jobArn": job["jobArn"],
            "modelKmsKeyArn": key,
        });
        let kept: &[&str] = if noun.name == CUSTOM.name {
            fields["baseModelArn"] = request["baseModelIdentifier"].clone();
            fields["baseModelName"] = request["baseModelIdentifier"].clone();
            fields["customizationType"] = json!("FINE_TUNING");
            fields["ownerAccountId"] = json!(ACCOUNT_ID);
            fields["modelStatus"] = json!("Active");
            &["trainingDataConfig", "outputDataConfig", "hyperParameters"]
        } else {
            fields["modelArchitecture"] = json!("llama");
            fields["instructSupported"] = json!(true);
            &["modelDataSource"]
        };
        for field in kept {
            fields[*field] = request[*field].clone();
        }
        let id = hands.ids.unique("", 12).to_lowercase();
        let done = Timestamp(now.0 + WORK);
        shelf.put(hands, noun, (&id, ""), fields, tags(&request[labels]), done);
    }
}
