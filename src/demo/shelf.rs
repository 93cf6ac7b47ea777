//! Resources of restJson services that are all made, described, listed, tagged
//! and deleted by the same few rules: a row says how a kind's fields, ARNs and
//! states are named.

use super::ids::Ids;
use super::kms::Kms;
use super::roles::Roles;
use super::wire::json::{Refusal, epoch};
use super::wire::{outcome, page};
use super::{ACCOUNT_ID, Call};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One kind of resource.
#[derive(Debug)]
pub struct Noun {
    /// The word in operations: `Create…`, `Get…`, `Delete…`.
    pub name: &'static str,
    /// The word in `List…`.
    pub plural: &'static str,
    /// What stands before the id in its ARN, e.g. `agent/`.
    pub word: &'static str,
    /// The field of its name, in requests and answers.
    pub title: &'static str,
    /// Whether the name begins its id.
    pub named_id: bool,
    /// The field of its id, where answers have one.
    pub id: Option<&'static str>,
    /// The field of its ARN, where answers have one.
    pub arn: Option<&'static str>,
    /// The member that holds it in the answer of `Create…` and `Get…`.
    pub wrapped: Option<&'static str>,
    /// The member that holds them in the answer of `List…`.
    pub listed: &'static str,
    /// The fields that `List…` answers of each.
    pub summary: &'static [&'static str],
    /// The fields that `Create…` answers; all of them when empty.
    pub told: &'static [&'static str],
    /// The fields that `Create…` asks for.
    pub needs: &'static [&'static str],
    /// Fields that the answer calls otherwise than the request.
    pub renamed: &'static [(&'static str, &'static str)],
    /// Where keys stand in a request, as JSON pointers.
    pub keys: &'static [&'static str],
    /// Where roles stand in a request, and the service that must be let in.
    pub roles: &'static [(&'static str, &'static str)],
    /// The fields of the times when it was made and changed.
    pub times: &'static [&'static str],
    /// Whether times are written as seconds since 1970.
    pub epoch: bool,
    /// The field of its state, the state at first, the one to come, and after
    /// how many seconds.
    pub state: Option<(&'static str, &'static str, &'static str, i64)>,
    /// The HTTP status of a name that is taken.
    pub conflict: u16,
}

impl Noun {
    /// A row as most are.
    pub const fn new(name: &'static str, plural: &'static str, word: &'static str) -> Self {
        Self {
            name,
            plural,
            word,
            title: "name",
            named_id: false,
            id: Some("id"),
            arn: Some("arn"),
            wrapped: None,
            listed: "items",
            summary: &[],
            told: &[],
            needs: &["name"],
            renamed: &[],
            keys: &[],
            roles: &[],
            times: &["createdAt", "updatedAt"],
            epoch: false,
            state: None,
            conflict: 409,
        }
    }
}

/// What the resources stand on, and the call that is about them.
pub struct Hands<'a> {
    /// Where ids come from.
    pub ids: &'a Ids,
    /// Whose keys encrypt.
    pub kms: &'a Kms,
    /// Whose roles are passed.
    pub roles: &'a Roles,
    /// The call.
    pub call: &'a Call,
    /// The service in ARNs.
    pub service: &'static str,
}

/// One resource.
#[derive(Debug)]
struct Item {
    noun: &'static str,
    id: String,
    /// The id of what it belongs to; empty for most.
    parent: String,
    fields: Value,
    tags: BTreeMap<String, String>,
    since: Timestamp,
}

/// The resources of one Region, by ARN.
#[derive(Debug, Default)]
pub struct Shelf {
    items: BTreeMap<String, Item>,
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationException", message)
}

fn missing(noun: &Noun, named: &str) -> Refusal {
    Refusal::new(
        404,
        "ResourceNotFoundException",
        format!("The {} {named} was not found.", noun.name),
    )
}

impl Hands<'_> {
    fn arn(&self, noun: &Noun, id: &str) -> String {
        format!(
            "arn:aws:{}:{}:{ACCOUNT_ID}:{}{id}",
            self.service, self.call.region, noun.word
        )
    }

    /// What is wrong with a request, and its keys as ARNs.
    fn check(&self, noun: &Noun, request: &mut Value) -> Result<(), Refusal> {
        for field in noun.needs {
            if request[*field].is_null() {
                return Err(invalid(format!(
                    "1 validation error detected: Value at '{field}' failed to satisfy constraint: Member must not be null"
                )));
            }
        }
        for (pointer, service) in noun.roles {
            let role = request.pointer(pointer).and_then(Value::as_str);
            if role.is_some_and(|role| !self.roles.admits(role, service)) {
                return Err(invalid(format!("The role can't be assumed by {service}.")));
            }
        }
        for pointer in noun.keys {
            let Some(key) = request.pointer_mut(pointer) else {
                continue;
            };
            let name = key.as_str().unwrap_or("");
            match self.kms.usable(&self.call.region, name, self.call.now) {
                Ok(arn) => *key = json!(arn),
                Err(fault) => return Err(invalid(format!("The KMS key can't be used: {fault}"))),
            }
        }
        Ok(())
    }
}

/// The tags of a request, as a map or as a list of keys and values.
pub fn tags(value: &Value) -> BTreeMap<String, String> {
    let listed = value.as_array().into_iter().flatten();
    let pairs = listed.filter_map(|tag| Some((tag["key"].as_str()?, tag["value"].as_str()?)));
    let pairs = pairs.map(|(key, value)| (key.to_owned(), value.to_owned()));
    outcome::text_map(value).into_iter().chain(pairs).collect()
}

impl Shelf {
    /// `Create…` with what the request says, and with `more` that the service
    /// fills in; `parent` is the id of what it belongs to.
    pub fn create(
        &mut self,
        hands: &Hands<'_>,
        noun: &'static Noun,
        parent: &str,
        more: &Value,
    ) -> Result<Value, Refusal> {
        let mut request = hands.call.json();
        hands.check(noun, &mut request)?;
        let name = request[noun.title].as_str().unwrap_or("").to_owned();
        let token = ["clientToken", "clientRequestToken"]
            .iter()
            .find_map(|f| request[*f].as_str());
        let like = |item: &&Item| {
            item.noun == noun.name && item.parent == parent && item.fields[noun.title] == name.as_str()
        };
        if let Some(there) = self.items.values().find(like) {
            if token.is_some() && there.fields["clientToken"].as_str() == token {
                return Ok(told(noun, there, hands.call.now));
            }
            return Err(Refusal::new(
                noun.conflict,
                "ConflictException",
                format!("A {} with the name {name} exists already.", noun.name),
            ));
        }
        let unique = hands.ids.unique("", 10);
        let id = if noun.named_id {
            format!("{name}-{unique}")
        } else {
            unique
        };
        let mut fields = request.clone();
        fields["clientToken"] = json!(token);
        let given = request.get("tags").or_else(|| request.get("jobTags"));
        let tags = given.map(tags).unwrap_or_default();
        for (from, to) in noun.renamed {
            if !fields[*from].is_null() {
                fields[*to] = fields[*from].take();
            }
        }
        for (field, value) in more.as_object().into_iter().flatten() {
            if fields[field].is_null() {
                fields[field] = value.clone();
            }
        }
        Ok(self.put(hands, noun, (&id, parent), fields, tags, hands.call.now))
    }

    /// Puts a resource that the service itself makes, there from a time on, and
    /// answers as `Create…` does.
    pub fn put(
        &mut self,
        hands: &Hands<'_>,
        noun: &'static Noun,
        (id, parent): (&str, &str),
        mut fields: Value,
        tags: BTreeMap<String, String>,
        since: Timestamp,
    ) -> Value {
        let arn = hands.arn(noun, id);
        if let Some(field) = noun.id {
            fields[field] = json!(id);
        }
        if let Some(field) = noun.arn {
            fields[field] = json!(arn);
        }
        for field in noun.times {
            fields[*field] = if noun.epoch {
                epoch(since)
            } else {
                json!(since.rfc3339())
            };
        }
        for field in ["tags", "jobTags"] {
            fields[field] = Value::Null;
        }
        let item = Item {
            noun: noun.name,
            id: id.to_owned(),
            parent: parent.to_owned(),
            fields,
            tags,
            since,
        };
        let answer = told(noun, &item, hands.call.now);
        self.items.insert(arn, item);
        answer
    }

    /// The ARN of what an id, a name or an ARN means now.
    fn find(&self, noun: &Noun, named: &str, now: Timestamp) -> Result<&String, Refusal> {
        let meant = |(arn, item): &(&String, &Item)| {
            let is = *arn == named || item.id == named || item.fields[noun.title] == named;
            item.noun == noun.name && is && item.since <= now
        };
        let found = self.items.iter().find(meant).map(|(arn, _)| arn);
        found.ok_or_else(|| missing(noun, named))
    }

    /// Whether there is one now.
    pub fn has(&self, noun: &Noun, named: &str, now: Timestamp) -> Result<(), Refusal> {
        self.find(noun, named, now).map(drop)
    }

    /// `Get…`.
    pub fn get(&self, noun: &Noun, named: &str, now: Timestamp) -> Result<Value, Refusal> {
        let arn = self.find(noun, named, now)?;
        Ok(wrapped(noun, shown(noun, &self.items[arn], now)))
    }

    /// `List…`: of one parent, by name of the ARN.
    pub fn list(&self, noun: &Noun, parent: &str, call: &Call) -> Result<Value, Refusal> {
        let of = |item: &&Item| item.noun == noun.name && item.parent == parent && item.since <= call.now;
        let rows: Vec<Value> = self
            .items
            .values()
            .filter(of)
            .map(|item| {
                let whole = shown(noun, item, call.now);
                only(&whole, noun.summary)
            })
            .collect();
        let body = call.json();
        let token = call.query.get("nextToken").or_else(|| body["nextToken"].as_str());
        let asked = call
            .query
            .number("maxResults")
            .and_then(|n| usize::try_from(n).ok());
        let limit = asked
            .or_else(|| outcome::limit(&body["maxResults"]))
            .unwrap_or(100);
        let (shown, next) =
            page::cut(&rows, token, limit).ok_or_else(|| invalid("The token is not valid."))?;
        let mut body = json!({noun.listed: shown});
        if let Some(next) = next {
            body["nextToken"] = json!(next);
        }
        Ok(body)
    }

    /// `Delete…`, with all that belongs to it.
    pub fn delete(&mut self, noun: &Noun, named: &str, now: Timestamp) -> Result<Value, Refusal> {
        let arn = self.find(noun, named, now)?.clone();
        if let Some(gone) = self.items.remove(&arn) {
            self.items
                .retain(|_, item| item.parent != gone.id || item.parent.is_empty());
        }
        Ok(json!({}))
    }

    /// The tags of a resource that is here.
    pub fn tags(&mut self, arn: &str) -> Option<&mut BTreeMap<String, String>> {
        self.items.get_mut(arn).map(|item| &mut item.tags)
    }
}

/// What is said of a resource now.
fn shown(noun: &Noun, item: &Item, now: Timestamp) -> Value {
    let mut out = item.fields.clone();
    if let Some((field, first, then, seconds)) = noun.state {
        let there = now.seconds_since(item.since) >= seconds;
        out[field] = json!(if there { then } else { first });
    }
    if let Some(fields) = out.as_object_mut() {
        fields
            .retain(|name, value| !value.is_null() && name != "clientToken" && name != "clientRequestToken");
    }
    out
}

fn only(whole: &Value, fields: &[&str]) -> Value {
    let mut out = json!({});
    for field in fields {
        if !whole[*field].is_null() {
            out[*field] = whole[*field].clone();
        }
    }
    out
}

fn wrapped(noun: &Noun, whole: Value) -> Value {
    match noun.wrapped {
        Some(member) => json!({member: whole}),
        None => whole,
    }
}

fn told(noun: &Noun, item: &Item, now: Timestamp) -> Value {
    let whole = shown(noun, item, now);
    if noun.told.is_empty() {
        return wrapped(noun, whole);
    }
    only(&whole, noun.told)
}
