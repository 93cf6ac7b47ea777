//! Who asks what of which resource, in which context.

use super::caller::{Caller, CallerKind};
use crate::policy::Effect;

/// The condition keys of a request; names are compared without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Sorted by key, so that equal contexts are equal however they were set.
    keys: Vec<(KeyName, Vec<String>)>,
    /// How keys are read that were never set; none: they are absent.
    reading: Option<Reading>,
    /// The beginnings of keys of which none is unknown, in small letters.
    settled: Vec<&'static str>,
}

/// How a condition is read whose key is not known: neither its value nor
/// whether the request has it. A request that is allowed in the narrowest
/// reading is allowed whatever the key; one that is not in the widest, never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// For the caller: conditions of grants hold, those of denials do not.
    Widest,
    /// Against the caller: the other way round.
    Narrowest,
}

/// The name of a condition key in small letters, with its hash: a context has
/// a dozen keys, most of which begin alike, and is asked many times for each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyName {
    small: Box<str>,
    hash: u64,
}

impl KeyName {
    /// The name of a key as written.
    pub(super) fn of(key: &str) -> Self {
        Self {
            small: key.to_ascii_lowercase().into(),
            hash: hash(key),
        }
    }
}

/// FNV-1a of the small letters.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

impl Context {
    /// Sets a key to its values; no value means that the key is absent.
    pub fn set(&mut self, key: &str, values: Vec<String>) {
        let name = KeyName::of(key);
        match self.keys.binary_search_by(|(known, _)| known.cmp(&name)) {
            Ok(at) => self.keys[at].1 = values,
            Err(at) => self.keys.insert(at, (name, values)),
        }
    }

    /// The keys that are present, in lower case and in a fixed order, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        let present = self.keys.iter().filter(|(_, values)| !values.is_empty());
        present.map(|(key, values)| (&*key.small, values.as_slice()))
    }

    /// The values of a key; `None` if it is absent or has none.
    pub fn get(&self, key: &str) -> Option<&[String]> {
        let hash = hash(key);
        self.find(|known| known.hash == hash && known.small.eq_ignore_ascii_case(key))
    }

    /// The same for a key whose name is ready.
    pub(super) fn get_named(&self, name: &KeyName) -> Option<&[String]> {
        self.find(|known| known.hash == name.hash && known.small == name.small)
    }

    /// Says that keys which were never set are not known, and how to read what
    /// depends on them. A key that was set to no value is known to be absent.
    pub fn read(&mut self, reading: Reading) {
        self.reading = Some(reading);
    }

    /// Says that every key with this beginning (in small letters, such as
    /// `aws:principaltag/`) that there is was set.
    pub fn settle(&mut self, beginning: &'static str) {
        self.settled.push(beginning);
    }

    /// Whether it is not known what a request has for the key.
    pub fn is_unread(&self, key: &str) -> bool {
        self.reading.is_some() && self.is_unread_named(&KeyName::of(key))
    }

    pub(super) fn is_unread_named(&self, name: &KeyName) -> bool {
        self.reading.is_some()
            && !self.keys.iter().any(|(known, _)| known == name)
            && !self.settled.iter().any(|start| name.small.starts_with(start))
    }

    /// Whether what is not known is read so that statements of this effect
    /// speak of the request.
    pub(super) fn favours(&self, effect: Effect) -> bool {
        match self.reading {
            Some(Reading::Widest) => effect == Effect::Allow,
            Some(Reading::Narrowest) => effect == Effect::Deny,
            None => false,
        }
    }

    /// Whether keys may be unknown at all.
    pub(super) fn has_doubts(&self) -> bool {
        self.reading.is_some()
    }

    fn find(&self, is: impl Fn(&KeyName) -> bool) -> Option<&[String]> {
        let (_, values) = self.keys.iter().find(|(known, _)| is(known))?;
        (!values.is_empty()).then_some(values)
    }
}

/// One request to AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The ARN of a user, role, session, federated user or root; a service
    /// (`sagemaker.amazonaws.com`); an identity provider; a canonical id of
    /// S3; `*` for a request without credentials.
    pub principal: String,
    /// `service:Action`.
    pub action: String,
    /// The ARN of the resource; `*` for actions that have none.
    pub resource: String,
    /// The account that owns the resource, where its ARN does not say so (S3).
    /// Unknown means the account of the principal.
    pub resource_account: Option<String>,
    /// The condition keys.
    pub context: Context,
}

impl Request {
    /// A request with an empty context.
    pub fn new(principal: impl Into<String>, action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            principal: principal.into(),
            action: action.into(),
            resource: resource.into(),
            resource_account: None,
            context: Context::default(),
        }
    }

    /// Adds a condition key with one value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.context.set(key, vec![value.into()]);
        self
    }

    /// Says who owns the resource.
    #[must_use]
    pub fn owned_by(mut self, account: impl Into<String>) -> Self {
        self.resource_account = Some(account.into());
        self
    }

    /// Adds the keys that AWS itself derives from the principal and the
    /// resource, where they are not set yet: `aws:PrincipalArn`,
    /// `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`,
    /// `aws:PrincipalIsAWSService`, `aws:PrincipalServiceName`,
    /// `aws:ResourceAccount`.
    #[must_use]
    pub fn with_aws_keys(mut self) -> Self {
        let mut derived: Vec<(&str, String)> = Vec::new();
        let caller = Caller::of(&self);
        let service = caller.kind == CallerKind::Service;
        derived.push(("aws:PrincipalIsAWSService", service.to_string()));
        if service {
            derived.push(("aws:PrincipalServiceName", self.principal.clone()));
        } else if caller.kind != CallerKind::Anonymous {
            derived.push(("aws:PrincipalArn", caller.principal_arn()));
            derived.push(("aws:PrincipalAccount", caller.account.to_owned()));
            let kind = match caller.kind {
                CallerKind::User => "User",
                CallerKind::Root => "Account",
                CallerKind::FederatedUser => "FederatedUser",
                _ => "AssumedRole",
            };
            derived.push(("aws:PrincipalType", kind.to_owned()));
            if caller.kind == CallerKind::User {
                derived.push(("aws:username", caller.name().to_owned()));
            }
        }
        derived.push(("aws:ResourceAccount", self.owner().to_owned()));
        for (key, value) in derived {
            if self.context.get(key).is_none() && !value.is_empty() {
                self.context.set(key, vec![value]);
            }
        }
        self
    }

    /// The account that owns the resource: as told, else as its ARN says, else
    /// the account of the principal.
    pub fn owner(&self) -> &str {
        self.owner_beside(&Caller::of(self))
    }

    /// The same, where the caller is known already.
    pub(super) fn owner_beside<'r>(&'r self, caller: &Caller<'r>) -> &'r str {
        if let Some(account) = &self.resource_account {
            return account;
        }
        match self.resource.split(':').nth(4) {
            Some(account) if !account.is_empty() => account,
            _ => caller.account,
        }
    }
}
