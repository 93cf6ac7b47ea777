//! The whole of what was read: resources, gaps, freshness, and what changed.

use super::{AccountId, Arn, Gap, Kind, Region, Resource, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A class of resources that could not be listed in a Region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeGap {
    /// The kind that is missing (in part or whole).
    pub kind: Kind,
    /// Where.
    pub region: Region,
    /// Why.
    pub gap: Gap,
}

/// When a kind was last listed to its end in a Region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// The kind.
    pub kind: Kind,
    /// Where.
    pub region: Region,
    /// When the listing ended.
    pub at: Timestamp,
}

/// Everything that was read, at one moment.
///
/// Cloning is cheap (resources are shared), so that an overlay (the plan's
/// preview) is a clone with changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// The account that was read.
    pub account: AccountId,
    /// The Regions that were asked for.
    pub regions: Vec<Region>,
    resources: BTreeMap<Arn, Arc<Resource>>,
    gaps: Vec<ScopeGap>,
    freshness: Vec<Freshness>,
}

/// What one refresh changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// New resources.
    pub added: Vec<Arn>,
    /// Resources whose detail differs.
    pub changed: Vec<Arn>,
    /// Resources that are gone.
    pub removed: Vec<Arn>,
}

impl Delta {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl Inventory {
    /// An empty inventory of one account.
    pub fn new(account: AccountId, regions: Vec<Region>) -> Self {
        Self {
            account,
            regions,
            ..Self::default()
        }
    }

    /// Adds or replaces a resource; says whether it was new, changed or the same.
    pub fn upsert(&mut self, resource: Resource) -> Delta {
        let arn = resource.arn.clone();
        let mut delta = Delta::default();
        match self.resources.get(&arn) {
            None => delta.added.push(arn.clone()),
            Some(old) if **old != resource => delta.changed.push(arn.clone()),
            Some(_) => return delta,
        }
        self.resources.insert(arn, Arc::new(resource));
        delta
    }

    /// Takes a resource out.
    pub fn remove(&mut self, arn: &Arn) -> Option<Arc<Resource>> {
        self.resources.remove(arn)
    }

    /// Records that a kind could not be listed; replaces an older gap of the
    /// same operation.
    pub fn add_gap(&mut self, gap: ScopeGap) {
        self.gaps
            .retain(|g| (g.kind, &g.region, &g.gap.operation) != (gap.kind, &gap.region, &gap.gap.operation));
        self.gaps.push(gap);
    }

    /// Forgets the gaps of a kind in a Region: called when it is listed anew.
    pub fn clear_gaps(&mut self, kind: Kind, region: &Region) {
        self.gaps.retain(|g| g.kind != kind || g.region != *region);
    }

    /// Marks a kind as listed to its end. Resources of that kind and Region
    /// that are not in `seen` are removed, unless the listing had a gap.
    pub fn complete(&mut self, kind: Kind, region: &Region, seen: &HashSet<Arn>, at: Timestamp) -> Delta {
        let mut delta = Delta::default();
        if !self.gaps.iter().any(|g| g.kind == kind && g.region == *region) {
            let gone: Vec<Arn> = self
                .resources
                .values()
                .filter(|r| r.kind() == kind && r.region == *region && !seen.contains(&r.arn))
                .map(|r| r.arn.clone())
                .collect();
            for arn in gone {
                self.resources.remove(&arn);
                delta.removed.push(arn);
            }
        }
        self.freshness.retain(|f| f.kind != kind || f.region != *region);
        self.freshness.push(Freshness {
            kind,
            region: region.clone(),
            at,
        });
        delta
    }

    /// Whether a kind was listed in a Region, to its end and without a gap.
    pub fn is_listed(&self, kind: Kind, region: &Region) -> bool {
        let gap = self.gaps.iter().any(|g| g.kind == kind && g.region == *region);
        !gap && self
            .freshness
            .iter()
            .any(|f| f.kind == kind && f.region == *region)
    }

    /// One resource by its ARN.
    pub fn get(&self, arn: &Arn) -> Option<&Resource> {
        self.resources.get(arn).map(Arc::as_ref)
    }

    /// The shared handle of one resource.
    pub fn shared_of(&self, arn: &Arn) -> Option<&Arc<Resource>> {
        self.resources.get(arn)
    }

    /// Every resource, sorted by ARN.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.resources.values().map(Arc::as_ref)
    }

    /// Shared handles of every resource, sorted by ARN.
    pub fn shared(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.resources.values()
    }

    /// Every resource of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Resource> {
        self.iter().filter(move |r| r.kind() == kind)
    }

    /// How many resources there are.
    pub fn len(&self) -> usize {
        self.resources.len()
    }

    /// Whether nothing was read yet.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty()
    }

    /// What could not be listed.
    pub fn gaps(&self) -> &[ScopeGap] {
        &self.gaps
    }

    /// When each kind was last listed.
    pub fn freshness(&self) -> &[Freshness] {
        &self.freshness
    }
}
