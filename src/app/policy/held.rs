//! The policies that things in the account hold: their documents, by name,
//! and what could not be read of them.

use super::difference::{CompareJob, Pair, Text};
use crate::app::sanitise;
use crate::inventory::detail::{AttachedPolicy, Detail, InlinePolicy};
use crate::inventory::{Arn, Field, Inventory, Resource};
use crate::policy::{Document, PolicyKind};

/// A document that something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What it is to its holder: `trust policy`, `inline ReadData`, ….
    pub name: String,
    /// What kind of policy it is.
    pub kind: PolicyKind,
    /// The text, in the canonical form where it can be read.
    pub text: String,
    /// It grants its holder something: neither trust nor boundary.
    pub grants: bool,
}

/// All of them, and the gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// The documents.
    pub documents: Vec<Held>,
    /// What could not be read, in words.
    pub gaps: Vec<String>,
}

impl Holdings {
    /// What a resource holds.
    pub fn of(inventory: &Inventory, arn: &Arn) -> Self {
        let mut out = Self::default();
        if let Some(resource) = inventory.get(arn) {
            out.gather(inventory, resource);
        }
        out
    }

    fn gather(&mut self, inventory: &Inventory, resource: &Resource) {
        match &resource.detail {
            Detail::Role(role) => {
                self.inline(&role.inline);
                self.attached(inventory, &role.attached);
                self.text("trust policy", PolicyKind::Trust, &role.trust, false);
                self.boundary(inventory, &role.boundary);
            }
            Detail::User(user) => {
                self.inline(&user.inline);
                self.attached(inventory, &user.attached);
                self.boundary(inventory, &user.boundary);
            }
            Detail::Group(group) => {
                self.inline(&group.inline);
                self.attached(inventory, &group.attached);
            }
            Detail::ManagedPolicy(policy) => {
                self.text("managed policy", PolicyKind::Identity, &policy.document, true);
            }
            Detail::Bucket(bucket) => {
                self.optional("bucket policy", PolicyKind::BucketPolicy, &bucket.policy);
            }
            Detail::KmsKey(key) => self.text("key policy", PolicyKind::KeyPolicy, &key.policy, true),
            Detail::VpcEndpoint(endpoint) => {
                self.optional("endpoint policy", PolicyKind::EndpointPolicy, &endpoint.policy);
            }
            Detail::IotPolicy(policy) => self.text("IoT policy", PolicyKind::Iot, &policy.document, true),
            _ => {}
        }
    }

    fn push(&mut self, name: &str, kind: PolicyKind, text: &str, grants: bool) {
        // As read it is mostly one line of kilobytes.
        let text = match Document::parse(text) {
            Ok(document) => document.to_json(),
            Err(_) => serde_json::from_str::<serde_json::Value>(text)
                .map_or_else(|_| text.to_owned(), |value| format!("{value:#}")),
        };
        self.documents.push(Held {
            name: sanitise::cell(name),
            kind,
            text,
            grants,
        });
    }

    fn gap<T>(&mut self, name: &str, field: &Field<T>) {
        if let Err(gap) = field.get() {
            self.gaps.push(sanitise::cell(&format!("{name}: {gap}")));
        }
    }

    fn text(&mut self, name: &str, kind: PolicyKind, field: &Field<String>, grants: bool) {
        self.gap(name, field);
        if let Ok(text) = field.get() {
            self.push(name, kind, text, grants);
        }
    }

    fn optional(&mut self, name: &str, kind: PolicyKind, field: &Field<Option<String>>) {
        self.gap(name, field);
        if let Ok(Some(text)) = field.get() {
            self.push(name, kind, text, true);
        }
    }

    fn inline(&mut self, field: &Field<Vec<InlinePolicy>>) {
        self.gap("inline policies", field);
        for policy in field.get().into_iter().flatten() {
            let name = format!("inline {}", policy.name);
            self.push(&name, PolicyKind::Identity, &policy.document, true);
        }
    }

    fn attached(&mut self, inventory: &Inventory, field: &Field<Vec<AttachedPolicy>>) {
        self.gap("attached policies", field);
        for policy in field.get().into_iter().flatten() {
            self.managed(inventory, &policy.arn, &format!("attached {}", policy.name), true);
        }
    }

    fn boundary(&mut self, inventory: &Inventory, field: &Field<Option<Arn>>) {
        self.gap("permissions boundary", field);
        if let Ok(Some(arn)) = field.get() {
            let name = arn.as_str().rsplit('/').next().unwrap_or_default();
            self.managed(inventory, arn, &format!("boundary {name}"), false);
        }
    }

    fn managed(&mut self, inventory: &Inventory, arn: &Arn, name: &str, grants: bool) {
        match inventory.get(arn).map(|r| &r.detail) {
            Some(Detail::ManagedPolicy(policy)) => {
                self.text(name, PolicyKind::Identity, &policy.document, grants);
            }
            _ => self
                .gaps
                .push(sanitise::cell(&format!("{name}: its document was not read"))),
        }
    }

    /// What it grants, as a side of a comparison.
    fn side(&self) -> Vec<Text> {
        let grants = self.documents.iter().filter(|d| d.grants);
        grants
            .map(|d| Text {
                name: d.name.clone(),
                shown: d.text.clone(),
                read: d.text.clone(),
            })
            .collect()
    }
}

/// The comparison of what two resources grant.
pub fn comparison(inventory: &Inventory, old: &Arn, new: &Arn) -> CompareJob {
    let name = |arn: &Arn| {
        let known = inventory
            .get(arn)
            .map(|r| r.name.clone())
            .filter(|n| !n.is_empty());
        sanitise::cell(&known.unwrap_or_else(|| arn.to_string()))
    };
    let (first, second) = (name(old), name(new));
    let sides = (Holdings::of(inventory, old), Holdings::of(inventory, new));
    CompareJob {
        pairs: vec![Pair {
            title: format!("{first} (−) and {second} (+)"),
            gaps: sides.0.gaps.iter().chain(&sides.1.gaps).cloned().collect(),
            names: (first, second),
            old: sides.0.side(),
            new: sides.1.side(),
        }],
    }
}
