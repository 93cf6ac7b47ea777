//! Guardrails: the working draft and its numbered versions.

use super::{Region, Reply, Work, check, invalid, missing, policies, short, tags};
use crate::demo::wire::json::Refusal;
use crate::demo::wire::page;
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many versions a guardrail can have.
const VERSIONS: usize = 20;

/// What a version, or the draft, says.
#[derive(Clone, Debug)]
struct Text {
    request: Value,
    key: Option<String>,
    created: Timestamp,
    changed: Timestamp,
}

/// A guardrail.
#[derive(Debug)]
pub(super) struct Guardrail {
    id: String,
    draft: Text,
    versions: BTreeMap<u32, Text>,
    /// Numbers are not used again.
    last: u32,
    pub(super) tags: Vec<Value>,
}

impl Guardrail {
    pub(super) fn has_version(&self, version: &str) -> bool {
        version
            .parse()
            .is_ok_and(|number: u32| self.versions.contains_key(&number))
    }

    /// The text of `DRAFT`, of a number, or of nothing said: the draft.
    fn text<'g>(&'g self, version: Option<&str>) -> Option<(String, &'g Text)> {
        match version {
            None | Some("" | "DRAFT") => Some(("DRAFT".to_owned(), &self.draft)),
            Some(number) => {
                let text = self.versions.get(&number.parse().ok()?)?;
                Some((number.to_owned(), text))
            }
        }
    }

    fn summary(&self, work: &Work<'_>, version: &str, text: &Text) -> Value {
        let mut out = json!({
            "id": self.id,
            "arn": work.arn(&self.id),
            "name": text.request["name"],
            "status": "READY",
            "version": version,
            "createdAt": text.created.rfc3339(),
            "updatedAt": text.changed.rfc3339(),
        });
        if text.request["description"].is_string() {
            out["description"] = text.request["description"].clone();
        }
        out
    }

    fn describe(&self, work: &Work<'_>, version: &str, text: &Text) -> Value {
        let mut out = json!({
            "guardrailId": self.id,
            "guardrailArn": work.arn(&self.id),
            "version": version,
            "status": "READY",
            "createdAt": text.created.rfc3339(),
            "updatedAt": text.changed.rfc3339(),
        });
        for field in [
            "name",
            "description",
            "blockedInputMessaging",
            "blockedOutputsMessaging",
        ] {
            if text.request[field].is_string() {
                out[field] = text.request[field].clone();
            }
        }
        if let Some(key) = &text.key {
            out["kmsKeyArn"] = json!(key);
        }
        policies::write(&text.request, &mut out);
        out
    }
}

/// The guardrail that the path names.
pub(super) fn find<'r>(region: &'r mut Region, named: &str) -> Result<&'r mut Guardrail, Refusal> {
    region
        .guardrails
        .get_mut(short(named))
        .ok_or_else(|| missing(&format!("guardrail with identifier {named}")))
}

/// The ARN of the key that a request names: one that can encrypt now.
fn key(work: &Work<'_>) -> Result<Option<String>, Refusal> {
    let Some(name) = work.request["kmsKeyId"].as_str() else {
        return Ok(None);
    };
    let kms = &work.ground.kms;
    match kms.usable(work.region(), name, work.now()) {
        Ok(arn) => Ok(Some(arn)),
        Err(fault) => Err(invalid(format!("The KMS key can't be used: {fault}"))),
    }
}

fn taken() -> Refusal {
    Refusal::new(
        400,
        "ConflictException",
        "Another guardrail in your account already has this name.",
    )
}

/// `CreateGuardrail`.
pub(super) fn create(region: &mut Region, work: &Work<'_>) -> Reply {
    let token = work.request["clientRequestToken"].as_str();
    if let Some(answer) = token.and_then(|token| region.tokens.get(token)) {
        return Ok(answer.clone());
    }
    check::guardrail(&work.request)?;
    let name = work.request["name"].as_str().unwrap_or_default();
    if region.names.contains_key(name) {
        return Err(taken());
    }
    let tags = tags::read(&work.request["tags"])?;
    let key = key(work)?;
    let id = work.id();
    let answer = json!({
        "guardrailId": id,
        "guardrailArn": work.arn(&id),
        "version": "DRAFT",
        "createdAt": work.now().rfc3339(),
    });
    if let Some(token) = token {
        region.tokens.insert(token.to_owned(), answer.clone());
    }
    region.names.insert(name.to_owned(), id.clone());
    let made = Guardrail {
        id: id.clone(),
        draft: Text {
            request: work.request.clone(),
            key,
            created: work.now(),
            changed: work.now(),
        },
        versions: BTreeMap::new(),
        last: 0,
        tags,
    };
    region.guardrails.insert(id, made);
    Ok(answer)
}

/// `UpdateGuardrail`: the whole draft is replaced; versions stay.
pub(super) fn update(region: &mut Region, work: &Work<'_>) -> Reply {
    let id = find(region, &work.named)?.id.clone();
    check::guardrail(&work.request)?;
    let name = work.request["name"].as_str().unwrap_or_default();
    if region.names.get(name).is_some_and(|other| *other != id) {
        return Err(taken());
    }
    let key = key(work)?;
    region.names.retain(|_, other| *other != id);
    region.names.insert(name.to_owned(), id);
    let guardrail = find(region, &work.named)?;
    guardrail.draft = Text {
        request: work.request.clone(),
        key,
        created: guardrail.draft.created,
        changed: work.now(),
    };
    Ok(json!({
        "guardrailId": guardrail.id,
        "guardrailArn": work.arn(&guardrail.id),
        "version": "DRAFT",
        "updatedAt": work.now().rfc3339(),
    }))
}

/// `CreateGuardrailVersion`: the draft as it is now.
pub(super) fn version(region: &mut Region, work: &Work<'_>) -> Reply {
    let guardrail = find(region, &work.named)?;
    if guardrail.versions.len() >= VERSIONS {
        return Err(Refusal::new(
            400,
            "ServiceQuotaExceededException",
            format!("A guardrail can have as many as {VERSIONS} versions."),
        ));
    }
    let mut text = guardrail.draft.clone();
    text.created = work.now();
    text.changed = work.now();
    if work.request["description"].is_string() {
        text.request["description"] = work.request["description"].clone();
    }
    guardrail.last += 1;
    guardrail.versions.insert(guardrail.last, text);
    Ok(json!({"guardrailId": guardrail.id, "version": guardrail.last.to_string()}))
}

/// `GetGuardrail`.
pub(super) fn get(region: &mut Region, work: &Work<'_>) -> Reply {
    let wanted = work.call.query.get("guardrailVersion");
    let guardrail = find(region, &work.named)?;
    let found = guardrail.text(wanted);
    let (version, text) = found.ok_or_else(|| missing("version of the guardrail"))?;
    Ok(guardrail.describe(work, &version, text))
}

/// `ListGuardrails`: the drafts of all, or every version of one.
pub(super) fn list(region: &mut Region, work: &Work<'_>) -> Reply {
    let all: Vec<Value> = if let Some(named) = work.call.query.get("guardrailIdentifier") {
        let guardrail = find(region, named)?;
        let versions = guardrail.versions.iter();
        std::iter::once(guardrail.summary(work, "DRAFT", &guardrail.draft))
            .chain(versions.map(|(number, text)| guardrail.summary(work, &number.to_string(), text)))
            .collect()
    } else {
        let guardrails = region.guardrails.values();
        guardrails.map(|g| g.summary(work, "DRAFT", &g.draft)).collect()
    };
    let query = &work.call.query;
    let limit = query.number("maxResults").and_then(|n| usize::try_from(n).ok());
    let (shown, next) = page::cut(&all, query.get("nextToken"), limit.unwrap_or(100))
        .ok_or_else(|| invalid("The token is not valid."))?;
    let mut body = json!({"guardrails": shown});
    if let Some(next) = next {
        body["nextToken"] = json!(next);
    }
    Ok(body)
}

/// `DeleteGuardrail`: one version, or all of it. What is enforced stays.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    let id = find(region, &work.named)?.id.clone();
    let version = work.call.query.get("guardrailVersion").filter(|v| !v.is_empty());
    let enforced = region
        .enforced
        .as_ref()
        .filter(|kept| kept["guardrailId"] == id.as_str());
    if enforced.is_some_and(|kept| version.is_none_or(|version| kept["guardrailVersion"] == version)) {
        return Err(Refusal::new(
            400,
            "ResourceInUseException",
            "The guardrail is enforced on the invocations of this account.",
        ));
    }
    if let Some(version) = version {
        let guardrail = find(region, &work.named)?;
        let number = version.parse().ok();
        let gone = number.and_then(|number: u32| guardrail.versions.remove(&number));
        gone.ok_or_else(|| missing("version of the guardrail"))?;
        return Ok(json!({}));
    }
    region.names.retain(|_, other| *other != id);
    region.guardrails.remove(&id);
    Ok(json!({}))
}
