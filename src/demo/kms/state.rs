//! What KMS holds: keys by Region and id, aliases by name; and what time does
//! to them: keys are deleted at the end of their window, rotate, become ready.

use super::find;
use super::material::Material;
use super::spec;
use crate::demo::ACCOUNT_ID;
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

pub(super) const DAY: i64 = 86_400;

/// Everything.
#[derive(Debug, Default)]
pub(super) struct State {
    regions: HashMap<String, RegionKeys>,
    /// Multi-Region keys by id.
    pub(super) families: HashMap<String, Family>,
}

/// Where the keys of one multi-Region id are.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) primary: String,
    pub(super) replicas: BTreeSet<String>,
}

/// One Region.
#[derive(Debug, Default)]
pub(super) struct RegionKeys {
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) aliases: BTreeMap<String, Alias>,
    /// Ids of keys by when they will be deleted.
    pub(super) doomed: BTreeSet<(Timestamp, String)>,
    /// Ids of keys by grant token: the newest grants can be used by it at once.
    pub(super) tokens: HashMap<String, (String, String)>,
}

#[derive(Debug)]
pub(super) struct Alias {
    pub(super) key: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
}

/// `KeyState` and what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyState {
    /// A replica that is being made until then.
    Creating(Timestamp),
    Enabled,
    Disabled,
    /// Waits for key material.
    PendingImport,
    /// Gone then.
    PendingDeletion(Timestamp),
    /// A primary key that waits for its replicas to be gone; then so many days.
    PendingReplicaDeletion(i64),
}

impl KeyState {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Creating(_) => "Creating",
            Self::Enabled => "Enabled",
            Self::Disabled => "Disabled",
            Self::PendingImport => "PendingImport",
            Self::PendingDeletion(_) => "PendingDeletion",
            Self::PendingReplicaDeletion(_) => "PendingReplicaDeletion",
        }
    }

    /// Whether the key is on its way out.
    pub(super) fn is_going(self) -> bool {
        matches!(self, Self::PendingDeletion(_) | Self::PendingReplicaDeletion(_))
    }
}

/// Who manages a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manager {
    Aws,
    Customer,
}

/// Automatic rotation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rotation {
    pub(super) days: i64,
    /// When the key will next be rotated.
    pub(super) next: Timestamp,
}

/// A rotation that was done.
#[derive(Clone, Debug)]
pub(super) struct Rotated {
    pub(super) at: Timestamp,
    pub(super) kind: &'static str,
}

/// Imported material's terms.
#[derive(Clone, Debug)]
pub(super) struct Imported {
    pub(super) expires: Option<Timestamp>,
}

/// A grant.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) id: String,
    /// The request: principals, operations, constraints, name.
    pub(super) terms: Value,
    pub(super) created: Timestamp,
    pub(super) tokens: Vec<String>,
}

/// A key.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) region: String,
    pub(super) created: Timestamp,
    pub(super) description: String,
    pub(super) spec: String,
    pub(super) usage: String,
    pub(super) origin: String,
    pub(super) manager: Manager,
    pub(super) state: KeyState,
    pub(super) policy: String,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) aliases: BTreeSet<String>,
    pub(super) grants: BTreeMap<String, Grant>,
    pub(super) rotation: Option<Rotation>,
    pub(super) rotations: Vec<Rotated>,
    /// Oldest first; none while material is to be imported.
    pub(super) materials: Vec<Arc<Material>>,
    pub(super) imported: Option<Imported>,
    pub(super) multi_region: bool,
    /// The last cryptographic operation.
    pub(super) used: Option<(String, Timestamp)>,
    /// How many grants were ever made: their ids follow from it.
    pub(super) grants_made: u64,
}

impl Key {
    /// A customer's symmetric encryption key, enabled, without material.
    pub(super) fn new(region: &str, id: &str, created: Timestamp) -> Self {
        Self {
            id: id.to_owned(),
            arn: find::key_arn(region, id),
            region: region.to_owned(),
            created,
            description: String::new(),
            spec: spec::SYMMETRIC.to_owned(),
            usage: spec::usages(spec::SYMMETRIC)[0].to_owned(),
            origin: "AWS_KMS".to_owned(),
            manager: Manager::Customer,
            state: KeyState::Enabled,
            policy: String::new(),
            tags: BTreeMap::new(),
            aliases: BTreeSet::new(),
            grants: BTreeMap::new(),
            rotation: None,
            rotations: Vec::new(),
            materials: Vec::new(),
            imported: None,
            multi_region: false,
            used: None,
            grants_made: 0,
        }
    }

    /// Whether automatic rotation is possible: AWS's own material, symmetric.
    pub(super) fn can_rotate(&self) -> bool {
        self.spec == spec::SYMMETRIC && self.origin == "AWS_KMS"
    }

    /// Adds new material, which encrypts from now on.
    pub(super) fn rotate(&mut self, at: Timestamp, kind: &'static str) {
        let n = self.materials.len();
        self.materials.push(Arc::new(Material::derived(&self.id, n)));
        self.rotations.push(Rotated { at, kind });
    }

    fn pass(&mut self, now: Timestamp) {
        if let KeyState::Creating(until) = self.state
            && now >= until
        {
            self.state = KeyState::Enabled;
        }
        while let Some(rotation) = self.rotation
            && rotation.next <= now
            && self.state == KeyState::Enabled
        {
            self.rotate(rotation.next, "AUTOMATIC");
            self.rotation = Some(Rotation {
                next: Timestamp(rotation.next.0 + rotation.days * DAY),
                ..rotation
            });
        }
        let expires = self.imported.as_ref().and_then(|imported| imported.expires);
        if expires.is_some_and(|at| at <= now) {
            self.imported = None;
            self.materials.clear();
            if !self.state.is_going() {
                self.state = KeyState::PendingImport;
            }
        }
    }
}

impl State {
    /// The keys of a Region.
    pub(super) fn region(&mut self, region: &str) -> &mut RegionKeys {
        if !self.regions.contains_key(region) {
            self.regions.insert(region.to_owned(), RegionKeys::default());
        }
        self.regions.get_mut(region).expect("the Region was just added")
    }

    /// Deletes the keys of a Region whose window is over.
    pub(super) fn pass(&mut self, region: &str, now: Timestamp) {
        loop {
            let here = self.region(region);
            let Some((_, id)) = here.doomed.first().filter(|(at, _)| *at <= now).cloned() else {
                return;
            };
            let (at, _) = here.doomed.pop_first().expect("it was the first");
            let Some(key) = here.keys.remove(&id) else {
                continue;
            };
            for alias in &key.aliases {
                here.aliases.remove(alias);
            }
            here.tokens.retain(|_, (key, _)| *key != id);
            if key.multi_region {
                self.replica_gone(region, &id, at);
            }
        }
    }

    /// The last replica's end begins the window of a primary that waits for it.
    fn replica_gone(&mut self, region: &str, id: &str, at: Timestamp) {
        let Some(family) = self.families.get_mut(id) else {
            return;
        };
        if family.primary == region {
            self.families.remove(id);
            return;
        }
        family.replicas.remove(region);
        if !family.replicas.is_empty() {
            return;
        }
        let primary = family.primary.clone();
        let there = self.region(&primary);
        if let Some(key) = there.keys.get_mut(id)
            && let KeyState::PendingReplicaDeletion(days) = key.state
        {
            let gone = Timestamp(at.0 + days * DAY);
            key.state = KeyState::PendingDeletion(gone);
            there.doomed.insert((gone, id.to_owned()));
        }
    }

    /// A key as it is now. Rotation is a shared property of multi-Region keys:
    /// a replica has its primary's.
    pub(super) fn key(&mut self, region: &str, id: &str, now: Timestamp) -> Option<&mut Key> {
        let primary = match self.families.get(id) {
            Some(family) if family.primary != region => Some(family.primary.clone()),
            _ => None,
        };
        let shared = primary.and_then(|primary| {
            let key = self.region(&primary).keys.get_mut(id)?;
            key.pass(now);
            Some((key.rotation, key.rotations.clone(), key.materials.clone()))
        });
        let key = self.region(region).keys.get_mut(id)?;
        if let Some((rotation, rotations, materials)) = shared
            && key.origin == "AWS_KMS"
        {
            (key.rotation, key.rotations, key.materials) = (rotation, rotations, materials);
        }
        key.pass(now);
        Some(key)
    }

    /// `KeyMetadata`.
    pub(super) fn metadata(&mut self, region: &str, id: &str, now: Timestamp) -> Value {
        let family = self.families.get(id).map(|family| family.to_value(region, id));
        let Some(key) = self.key(region, id, now) else {
            return Value::Null;
        };
        let mut m = json!({
            "AWSAccountId": ACCOUNT_ID,
            "KeyId": key.id,
            "Arn": key.arn,
            "CreationDate": key.created.0,
            "Enabled": key.state == KeyState::Enabled,
            "Description": key.description,
            "KeyUsage": key.usage,
            "KeyState": key.state.name(),
            "Origin": key.origin,
            "KeyManager": if key.manager == Manager::Aws { "AWS" } else { "CUSTOMER" },
            "CustomerMasterKeySpec": key.spec,
            "KeySpec": key.spec,
            "MultiRegion": key.multi_region,
        });
        for (field, algorithms) in [
            ("EncryptionAlgorithms", spec::encryption(&key.spec, &key.usage)),
            ("SigningAlgorithms", spec::signing(&key.spec, &key.usage)),
            ("MacAlgorithms", spec::mac(&key.spec)),
        ] {
            if !algorithms.is_empty() {
                m[field] = json!(algorithms);
            }
        }
        if key.usage == "KEY_AGREEMENT" {
            m["KeyAgreementAlgorithms"] = json!(["ECDH"]);
        }
        match key.state {
            KeyState::PendingDeletion(at) => m["DeletionDate"] = json!(at.0),
            KeyState::PendingReplicaDeletion(days) => m["PendingDeletionWindowInDays"] = json!(days),
            _ => {}
        }
        if let Some(imported) = &key.imported {
            m["ExpirationModel"] = json!(match imported.expires {
                Some(_) => "KEY_MATERIAL_EXPIRES",
                None => "KEY_MATERIAL_DOES_NOT_EXPIRE",
            });
            if let Some(at) = imported.expires {
                m["ValidTo"] = json!(at.0);
            }
        }
        if let (spec::SYMMETRIC, Some(current)) = (key.spec.as_str(), key.materials.last()) {
            m["CurrentKeyMaterialId"] = json!(current.id);
        }
        if let Some(family) = family {
            m["MultiRegionConfiguration"] = family;
        }
        m
    }
}

impl Family {
    /// `MultiRegionConfiguration` as a Region's key shows it.
    fn to_value(&self, region: &str, id: &str) -> Value {
        let place = |region: &String| json!({"Arn": find::key_arn(region, id), "Region": region});
        let replicas: Vec<Value> = self.replicas.iter().map(place).collect();
        json!({
            "MultiRegionKeyType": if self.primary == region { "PRIMARY" } else { "REPLICA" },
            "PrimaryKey": place(&self.primary),
            "ReplicaKeys": replicas,
        })
    }
}
