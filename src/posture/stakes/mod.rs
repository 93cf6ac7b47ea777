//! What data is at stake with a resource: what tags say of it, what Macie found
//! in it, and what reads, writes, serves or encrypts such data.
//!
//! - [`tags`]: the spellings in which tags state the class of data
//! - [`macie`]: what Macie's findings and scores say of a bucket
//! - [`spread`]: from the data to the jobs, roles, models and keys of it
//! - [`told`]: the level with its reasons, in sentences
//!
//! Data flows two steps: from a bucket to what reads it, and from there to the
//! role it runs as, the keys it uses, what it writes and what is made of it. A
//! longer chain would put the whole account at stake and so say nothing.

mod macie;
mod spread;
mod tags;
mod told;

pub use tags::stated;
pub use told::Stake;

use super::severity::Severity;
use crate::inventory::{Arn, Inventory, Resource};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::sync::Arc;

/// How much harm comes of the data in the wrong hands, the least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing that was read says that there is sensitive data.
    #[default]
    NoneKnown,
    /// Something that would say could not be read, or not be understood.
    NotKnown,
    /// For everyone.
    Public,
    /// For the company only.
    Internal,
    /// For some of the company.
    Confidential,
    /// Health, payment or personal data, or secrets: what laws and contracts
    /// ask to be reported when it is lost.
    Restricted,
}

impl Level {
    /// The word shown to people.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoneKnown => "none known",
            Self::NotKnown => "not known",
            Self::Public => "public",
            Self::Internal => "internal",
            Self::Confidential => "confidential",
            Self::Restricted => "restricted",
        }
    }

    /// The severity of a check about a resource with this at stake: one step
    /// more where restricted data is, else as it is.
    pub fn weighed(self, severity: Severity) -> Severity {
        if self == Self::Restricted {
            severity.one_more()
        } else {
            severity
        }
    }
}

/// How a resource has to do with the data of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum How {
    /// A workload reads the bucket.
    Reads,
    /// An access point opens the bucket.
    Opens,
    /// A key encrypts the bucket.
    EncryptsBucket,
    /// A key encrypts what a workload works on.
    EncryptsWork,
    /// A workload writes what it makes to the bucket.
    WrittenBy,
    /// A workload runs as the role.
    RoleOf,
    /// A job made the model.
    MadeBy,
    /// A job applies the model to data.
    AppliedBy,
    /// An endpoint config serves the model.
    Serves,
    /// A notebook runs as the role that workloads on the data run as.
    RunsAs,
}

/// One reason that comes from another resource.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Through {
    how: How,
    level: Level,
    other: Arc<Resource>,
}

/// What is at stake with one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    resource: Arc<Resource>,
    level: Level,
    through: Vec<Through>,
    more: usize,
}

/// Reasons of one resource that are kept; a role may serve thousands of jobs.
const KEPT: usize = 4;

/// What is at stake with every resource of an inventory of which something is
/// known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stakes {
    /// Sorted by ARN.
    held: Vec<Held>,
}

impl Stakes {
    fn find(&self, arn: &Arn) -> Option<&Held> {
        let at = self.held.binary_search_by(|held| held.resource.arn.cmp(arn));
        at.ok().map(|at| &self.held[at])
    }

    /// The level of a resource: one lookup, meant to be made once a resource.
    /// That something could not be read is told by [`Stakes::of`] only, since
    /// it changes no severity.
    pub fn level(&self, arn: &Arn) -> Level {
        self.find(arn).map_or(Level::NoneKnown, |held| held.level)
    }

    /// What is at stake with a resource, and why.
    pub fn of(&self, inventory: &Inventory, resource: &Resource) -> Stake {
        told::of(self, inventory, resource)
    }

    /// The resources of which something is known, with their levels, by ARN.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<Resource>, Level)> {
        self.held.iter().map(|held| (&held.resource, held.level))
    }

    /// The resources whose levels differ between two readings.
    pub(super) fn changed(&self, older: &Self) -> Vec<Arn> {
        let mut changed = Vec::new();
        let (mut new, mut old) = (self.held.iter().peekable(), older.held.iter().peekable());
        loop {
            let order = match (new.peek(), old.peek()) {
                (Some(new), Some(old)) => new.resource.arn.cmp(&old.resource.arn),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return changed,
            };
            let newer = if order.is_le() { new.next() } else { None };
            let before = if order.is_ge() { old.next() } else { None };
            if newer.map(|h| h.level) != before.map(|h| h.level) {
                let one = newer.or(before).map(|held| held.resource.arn.clone());
                changed.extend(one);
            }
        }
    }

    /// Levels to be asked for in the order of the ARNs, or nearly so.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk {
            held: &self.held,
            at: 0,
        }
    }
}

/// A place in the list that is moved on with what is asked for, so that an
/// evaluation searches for no resource.
pub(super) struct Walk<'s> {
    held: &'s [Held],
    /// The first that is not before what was asked for last.
    at: usize,
}

impl Walk<'_> {
    /// The level of a resource.
    pub(super) fn level(&mut self, arn: &Arn) -> Level {
        let before = |held: &Held| held.resource.arn < *arn;
        let is_here = |at: usize| {
            let here = self.held.get(at).is_none_or(|held| !before(held));
            here && (at == 0 || self.held.get(at - 1).is_some_and(before))
        };
        let near = [self.at, self.at + 1]
            .into_iter()
            .find(|at| *at <= self.held.len() && is_here(*at));
        self.at = near.unwrap_or_else(|| self.held.partition_point(before));
        match self.held.get(self.at) {
            Some(held) if held.resource.arn == *arn => held.level,
            _ => Level::NoneKnown,
        }
    }
}
