//! A service and what it has.

use super::form::ArnParts;
use crate::policy::pattern;
use std::cmp::Ordering;

/// A service of AWS, by the prefix of its actions.
#[derive(Debug)]
pub struct Service {
    /// The part of an action before the colon, e.g. `s3`.
    pub prefix: &'static str,
    /// Its name, e.g. `Amazon S3`.
    pub name: &'static str,
    /// Its actions, sorted by name without regard to case.
    pub actions: Vec<Action>,
    /// The types of its resources.
    pub resources: Vec<ResourceType>,
    /// The condition keys of its actions and resources, sorted without regard
    /// to case; global ones that it supports (`aws:ResourceTag/…`) too.
    pub keys: Vec<ConditionKey>,
    /// Actions that AWS has documented once and no longer does, sorted.
    pub retired: Vec<&'static str>,
}

/// An action of a service.
#[derive(Debug)]
pub struct Action {
    /// Its name without the prefix, e.g. `GetObject`.
    pub name: &'static str,
    /// What kind of access it is.
    pub level: AccessLevel,
    /// The resource types it can be held to; empty if it takes `*` only.
    pub resources: Vec<Needs>,
    /// The condition keys it supports, by number in [`Service::keys`]. Those
    /// that its resources carry are with the resources.
    pub keys: Vec<u16>,
    /// Actions that the caller needs besides, e.g. `iam:PassRole`.
    pub dependent: Vec<&'static str>,
}

/// A resource type of an action.
#[derive(Clone, Copy, Debug)]
pub struct Needs {
    /// Its number in [`Service::resources`].
    pub resource: u16,
    /// Whether a statement that allows the action must name one.
    pub required: bool,
}

/// What kind of access an action is (Service Authorization Reference).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessLevel {
    /// Names things.
    List,
    /// Reads their contents.
    Read,
    /// Creates, changes, deletes.
    Write,
    /// Says who may do what.
    PermissionsManagement,
    /// Changes tags only.
    Tagging,
}

/// A type of resource.
#[derive(Debug)]
pub struct ResourceType {
    /// Its name within the service, e.g. `bucket`.
    pub name: &'static str,
    /// The form of its ARN, e.g. `arn:${Partition}:s3:::${BucketName}`.
    pub arn: &'static str,
    /// The parts of [`ResourceType::arn`].
    pub form: Option<ArnParts<'static>>,
    /// The condition keys it carries, by number in [`Service::keys`].
    pub keys: Vec<u16>,
}

/// A condition key.
#[derive(Debug)]
pub struct ConditionKey {
    /// Its name as documented; `${…}` stands for a part that varies.
    pub name: &'static str,
    /// The type of its values.
    pub value: KeyType,
    /// Whether a request has a list of values for it.
    pub many: bool,
    /// Whether only an earlier edition of AWS's reference has it.
    pub is_older: bool,
}

/// The type of a condition key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// Text.
    String,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Numeric,
    /// A date and time.
    Date,
    /// An address or range.
    Ip,
    /// Bytes in base64.
    Binary,
}

impl Service {
    /// The action of a name without prefix, whatever its case.
    pub fn action(&self, name: &str) -> Option<&Action> {
        let at = self.actions.binary_search_by(|a| compare(a.name, name)).ok()?;
        Some(&self.actions[at])
    }

    /// The actions that a pattern (without prefix) names, whatever their case.
    pub fn matching<'s>(&'s self, wild: &'s str) -> impl Iterator<Item = &'s Action> {
        // Only those that begin as the pattern does need to be looked at.
        let head = wild.split(['*', '?']).next().unwrap_or_default();
        let first = self
            .actions
            .partition_point(|a| compare(a.name, head) == Ordering::Less);
        self.actions[first..]
            .iter()
            .take_while(move |a| {
                a.name
                    .get(..head.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(head))
            })
            .filter(move |a| pattern::matches_ignoring_case(wild, a.name))
    }

    /// The key of a full name, whatever its case; a name with a varying part
    /// finds the key that has `${…}` there.
    pub fn key(&self, name: &str) -> Option<&ConditionKey> {
        self.key_number(name).map(|at| &self.keys[at])
    }

    /// The number of a key in [`Service::keys`].
    pub fn key_number(&self, name: &str) -> Option<usize> {
        self.keys
            .binary_search_by(|k| compare(k.name, name))
            .ok()
            .or_else(|| self.keys.iter().position(|k| fits(k.name, name)))
    }

    /// Whether an action supports a key: by itself, or because a resource that
    /// it can be held to carries it.
    pub fn supports(&self, action: &Action, key: &str) -> bool {
        let Some(wanted) = self.key_number(key).and_then(|n| u16::try_from(n).ok()) else {
            return false;
        };
        action.keys.contains(&wanted)
            || action
                .resources
                .iter()
                .filter_map(|needs| self.resources.get(usize::from(needs.resource)))
                .any(|resource| resource.keys.contains(&wanted))
    }

    /// Whether some action or resource of the service is documented to have
    /// the key. Of one that none has it is not known which requests carry it.
    pub fn attaches(&self, key: &str) -> bool {
        let Some(wanted) = self.key_number(key).and_then(|n| u16::try_from(n).ok()) else {
            return false;
        };
        self.actions.iter().any(|a| a.keys.contains(&wanted))
            || self.resources.iter().any(|r| r.keys.contains(&wanted))
    }

    /// Whether the name is of an action that AWS no longer documents.
    pub fn has_retired(&self, name: &str) -> bool {
        self.retired.iter().any(|gone| gone.eq_ignore_ascii_case(name))
    }
}

impl AccessLevel {
    /// As AWS writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::PermissionsManagement => "Permissions management",
            Self::Tagging => "Tagging",
        }
    }
}

impl KeyType {
    /// The type for a sentence: `a number`.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Arn => "an ARN",
            Self::Bool => "true or false",
            Self::Numeric => "a number",
            Self::Date => "a date",
            Self::Ip => "an address",
            Self::Binary => "base64",
        }
    }
}

/// Order without regard to ASCII case.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    for (x, y) in a.bytes().zip(b.bytes()) {
        if x != y {
            let order = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
            if order != Ordering::Equal {
                return order;
            }
        }
    }
    a.len().cmp(&b.len())
}

/// Whether a name has the form of a documented one, in which `${…}` stands for
/// one or more characters. False for forms without `${…}` that differ.
pub(super) fn fits(form: &str, name: &str) -> bool {
    let Some((head, rest)) = form.split_once("${") else {
        return form.eq_ignore_ascii_case(name);
    };
    let Some((_, tail)) = rest.split_once('}') else {
        return false;
    };
    name.len() > head.len() + tail.len()
        && name.is_char_boundary(head.len())
        && name.is_char_boundary(name.len() - tail.len())
        && name[..head.len()].eq_ignore_ascii_case(head)
        && name[name.len() - tail.len()..].eq_ignore_ascii_case(tail)
}
