//! Service-specific credentials of users: Bedrock's long-term API keys, and
//! the older ones of CodeCommit and Keyspaces.

use super::Acts;
use super::ask::{Ask, Refusal, constraint};
use super::state::{State, key};
use crate::demo::Response;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;

pub(super) const ACTS: Acts = &[
    ("CreateServiceSpecificCredential", create),
    ("ListServiceSpecificCredentials", list),
    ("UpdateServiceSpecificCredential", update),
    ("DeleteServiceSpecificCredential", delete),
];

const SERVICES: &[&str] = &[
    "bedrock.amazonaws.com",
    "cassandra.amazonaws.com",
    "codecommit.amazonaws.com",
];
/// Credentials of a user at most, for each service (IAM quotas).
const MOST: usize = 2;
const DAY: i64 = 86_400;

/// A credential; its secret was told once and is not kept.
#[derive(Debug)]
pub(super) struct ApiKey {
    user: String,
    service: &'static str,
    alias: String,
    active: bool,
    created: Timestamp,
    expires: Option<Timestamp>,
}

impl ApiKey {
    fn status(&self, now: Timestamp) -> &'static str {
        match self.expires {
            Some(at) if at <= now => "Expired",
            _ if self.active => "Active",
            _ => "Inactive",
        }
    }

    fn write(&self, x: &mut Writer, id: &str, now: Timestamp) {
        x.text("UserName", &self.user);
        x.text("Status", self.status(now));
        x.text("ServiceUserName", format!("{}-at-123456789012", self.user));
        x.text("ServiceCredentialAlias", &self.alias);
        x.text("CreateDate", self.created.rfc3339());
        x.maybe("ExpirationDate", self.expires.map(Timestamp::rfc3339).as_deref());
        x.text("ServiceSpecificCredentialId", id);
        x.text("ServiceName", self.service);
    }
}

fn service(name: &str) -> Result<&'static str, Refusal> {
    let found = SERVICES.iter().find(|service| **service == name);
    found.copied().ok_or_else(|| {
        let message = format!("Service {name} is not supported for service-specific credentials.");
        Refusal::other(404, "NotSupportedService", message)
    })
}

fn create(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let user = state.user(ask.user()?)?.core.name.clone();
    let service = service(ask.need("ServiceName")?)?;
    let age = match ask.form.get("CredentialAgeDays") {
        None => None,
        Some(text) => match text.parse::<i64>() {
            Ok(days @ 1..=36_600) if service.starts_with("bedrock") => Some(days),
            _ => {
                let rule = "Member must have value between 1 and 36600, for Bedrock";
                return Err(constraint(text, "CredentialAgeDays", rule));
            }
        },
    };
    let held = state
        .api_keys
        .values()
        .filter(|k| k.user == user && k.service == service);
    if held.count() >= MOST {
        return Err(Refusal::limit(format!(
            "Cannot exceed quota for ServiceSpecificCredentialsPerUser: {MOST}"
        )));
    }
    let id = ask.ids.unique("ACCA", 16);
    let made = ApiKey {
        alias: format!("{user}-at-123456789012"),
        user,
        service,
        active: true,
        created: ask.now,
        expires: age.map(|days| Timestamp(ask.now.0 + days * DAY)),
    };
    let answer = ask.answer(|x| {
        x.element("ServiceSpecificCredential", |x| {
            made.write(x, &id, ask.now);
            x.text("ServiceCredentialSecret", ask.ids.hex(40));
        });
    });
    state.api_keys.insert(id, made);
    Ok(answer)
}

fn list(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let all = ask.form.flag("AllUsers") == Some(true);
    let user = if all {
        None
    } else {
        Some(state.user(ask.user()?)?.core.name.clone())
    };
    let wanted = ask.form.get("ServiceName");
    let rows: Vec<(&String, &ApiKey)> = state
        .api_keys
        .iter()
        .filter(|(_, held)| state.users.contains_key(&key(&held.user)))
        .filter(|(_, held)| user.as_ref().is_none_or(|user| held.user == *user))
        .filter(|(_, held)| wanted.is_none_or(|service| held.service == service))
        .collect();
    ask.answer_page("ServiceSpecificCredentials", &rows, |x, (id, held)| {
        held.write(x, id, ask.now);
    })
}

fn find<'s>(state: &'s mut State, ask: &Ask<'_>) -> Result<(String, &'s mut ApiKey), Refusal> {
    let id = ask.need("ServiceSpecificCredentialId")?.to_owned();
    let missing = Refusal::no_entity(format!("The service-specific credential {id} cannot be found."));
    let found = state.api_keys.get_mut(&id).ok_or(missing)?;
    Ok((id, found))
}

fn update(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let status = ask.need("Status")?;
    let (_, held) = find(state, ask)?;
    held.active = match status {
        "Active" => true,
        "Inactive" => false,
        other => {
            let rule = "Member must satisfy enum value set: [Active, Inactive]";
            return Err(constraint(other, "Status", rule));
        }
    };
    Ok(ask.done())
}

fn delete(state: &mut State, ask: &Ask<'_>) -> Result<Response, Refusal> {
    let (id, _) = find(state, ask)?;
    state.api_keys.remove(&id);
    Ok(ask.done())
}
