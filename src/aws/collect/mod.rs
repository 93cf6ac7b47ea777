//! AWS → typed resources, as they come.

use crate::inventory::resource::Kind;
use crate::inventory::{Arn, Region, Resource, ScopeGap, Timestamp};
use std::collections::HashSet;

/// What a collection says, in the order in which it learns it.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// A resource was read.
    Resource(Box<Resource>),
    /// A kind could not be listed, in part or whole.
    Gap(ScopeGap),
    /// A kind was listed in a Region, to its end or to a gap.
    Completed {
        /// The kind.
        kind: Kind,
        /// Where; `global` for IAM.
        region: Region,
        /// Every resource of it that exists.
        seen: HashSet<Arn>,
        /// When the listing ended.
        at: Timestamp,
    },
    /// Everything that was asked for was tried.
    Finished {
        /// Requests sent by the session so far.
        calls: u64,
    },
}
