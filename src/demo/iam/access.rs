//! What the account asks of IAM: which policies bind a caller; and what it
//! tells IAM: that a caller has called.

use super::Iam;
use super::state::{Core, Holder, State, Used, key};
use crate::demo::{ACCOUNT_ID, Call};
use crate::policy::Document;
use std::collections::HashMap;
use std::sync::Arc;

/// Seconds within which a second use is not written down: AWS too tells last
/// use with a delay, and a screen that shows it would never be still.
const GRAIN: i64 = 900;

/// The policies that bind a principal, and what conditions ask of it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The ARN of the user or role, with its path.
    pub arn: String,
    /// Its unique id.
    pub id: String,
    /// Its tags.
    pub tags: Vec<(String, String)>,
    /// Inline and attached policies, those of a user's groups included.
    pub identity: Vec<Document>,
    /// The permissions boundary; none if empty.
    pub boundary: Vec<Document>,
}

impl Standing {
    /// Somebody whom the account does not have: no policy lets them do anything.
    pub fn unknown(arn: &str) -> Self {
        Self {
            arn: arn.to_owned(),
            id: String::new(),
            tags: Vec::new(),
            identity: Vec::new(),
            boundary: Vec::new(),
        }
    }
}

/// The policy's document; one that denies everything where it cannot be read:
/// what is unknown is not allowed.
pub fn closed(text: &str) -> Document {
    Document::parse(text).unwrap_or_else(|_| nothing())
}

fn nothing() -> Document {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}"#;
    Document::parse(text).expect("a document that is a constant")
}

/// A policy of a principal, and where it comes from.
pub(super) struct Source<'s> {
    /// As the simulator names it.
    pub(super) id: String,
    /// The document's text.
    pub(super) document: &'s str,
}

/// The policies of a principal, a user's groups included.
pub(super) fn sources<'s>(state: &'s State, holder: Holder, name: &str) -> Vec<Source<'s>> {
    let mut found = Vec::new();
    let Ok(core) = state.core(holder, name) else {
        return found;
    };
    add(state, holder, core, &mut found);
    if holder == Holder::User
        && let Ok(user) = state.user(name)
    {
        for group in user.groups.iter().filter_map(|g| state.groups.get(g)) {
            add(state, Holder::Group, &group.core, &mut found);
        }
    }
    found
}

fn add<'s>(state: &'s State, holder: Holder, core: &'s Core, found: &mut Vec<Source<'s>>) {
    let word = holder.word().to_lowercase();
    found.extend(core.inline.iter().map(|(policy, document)| Source {
        id: format!("{word}_{}_{policy}", core.name),
        document,
    }));
    let attached = core.attached.iter().filter_map(|arn| state.policies.get(arn));
    found.extend(attached.map(|policy| Source {
        id: policy.name.clone(),
        document: policy.document(),
    }));
}

/// The document of a principal's boundary.
pub(super) fn boundary<'s>(state: &'s State, core: &Core) -> Option<&'s str> {
    let policy = state.policies.get(core.boundary.as_deref()?)?;
    Some(policy.document())
}

/// The kind and name behind `…:user/path/name`, `…:role/path/name` or
/// `…:assumed-role/role/session`.
pub(super) fn holder(arn: &str) -> Option<(Holder, &str)> {
    let mut parts = arn.splitn(6, ':');
    // A role of the same name in another account is another role.
    let (account, resource) = (parts.nth(4)?, parts.next()?);
    if account != ACCOUNT_ID {
        return None;
    }
    let (kind, path) = resource.split_once('/')?;
    match kind {
        "user" => Some((Holder::User, path.rsplit('/').next()?)),
        "group" => Some((Holder::Group, path.rsplit('/').next()?)),
        "role" => Some((Holder::Role, path.rsplit('/').next()?)),
        "assumed-role" => Some((Holder::Role, path.split('/').next()?)),
        _ => None,
    }
}

impl Iam {
    /// What binds a caller; `None` for one that the account does not have.
    pub fn standing(&self, caller: &str) -> Option<Standing> {
        let state = self.state();
        let (holder, name) = holder(caller)?;
        let core = state.core(holder, name).ok()?;
        Some(Standing {
            arn: core.arn.clone(),
            id: core.id.clone(),
            tags: core.tags.clone(),
            identity: sources(&state, holder, name)
                .iter()
                .map(|source| closed(source.document))
                .collect(),
            boundary: core
                .boundary
                .iter()
                .map(|_| boundary(&state, core).map_or_else(nothing, closed))
                .collect(),
        })
    }

    /// The tags of a user or role, by its ARN.
    pub fn tags_of(&self, arn: &str) -> Vec<(String, String)> {
        let state = self.state();
        if let Some(policy) = state.policies.get(arn) {
            return policy.tags.clone();
        }
        let found = holder(arn).and_then(|(holder, name)| state.core(holder, name).ok());
        found.map(|core| core.tags.clone()).unwrap_or_default()
    }

    /// The document in force of a managed policy.
    pub fn document_of(&self, arn: &str) -> Option<String> {
        let state = self.state();
        state.policies.get(arn).map(|policy| policy.document().to_owned())
    }

    /// The trust policy of a role, by its ARN.
    pub fn trust_of(&self, arn: &str) -> Option<String> {
        let state = self.state();
        let (_, name) = holder(arn)?;
        let role = state.roles.get(&key(name)).filter(|role| role.core.arn == arn)?;
        Some(role.trust.clone())
    }

    /// The ARN of the user or role with that name, with its path.
    pub fn arn_of(&self, kind: &str, name: &str) -> Option<String> {
        let holder = match kind {
            "user" => Holder::User,
            "group" => Holder::Group,
            _ => Holder::Role,
        };
        let state = self.state();
        state.core(holder, name).ok().map(|core| core.arn.clone())
    }

    /// Writes down that a caller has called: the last use of access keys and
    /// roles, and which services a principal uses.
    pub fn called(&self, call: &Call) {
        let Some((holder, name)) = holder(&call.caller.arn) else {
            return;
        };
        let mut state = self.state();
        let used = || Used {
            at: call.now,
            service: call.service.clone(),
            region: call.region.clone(),
        };
        let arn: Arc<str> = if holder == Holder::Role {
            let Some(role) = state.roles.get_mut(&key(name)) else {
                return;
            };
            if role.used.as_ref().is_none_or(|(at, _)| is_news(call, at.0)) {
                role.used = Some((call.now, call.region.clone()));
            }
            Arc::from(role.core.arn.as_str())
        } else {
            let Some(person) = state.users.get_mut(&key(name)) else {
                return;
            };
            let signed = person.keys.iter_mut().find(|k| k.id == call.caller.access_key);
            if let Some(access_key) = signed {
                let old = access_key.used.as_ref();
                if old.is_none_or(|u| u.service != call.service || is_news(call, u.at.0)) {
                    access_key.used = Some(used());
                }
            }
            Arc::from(person.core.arn.as_str())
        };
        note(state.seen.entry(arn).or_default(), call, used);
    }
}

fn note(services: &mut HashMap<String, Used>, call: &Call, used: impl Fn() -> Used) {
    match services.get_mut(&call.service) {
        Some(old) if is_news(call, old.at.0) => *old = used(),
        Some(_) => {}
        None => {
            services.insert(call.service.clone(), used());
        }
    }
}

fn is_news(call: &Call, before: i64) -> bool {
    call.now.0 - before >= GRAIN
}
