//! What exists in the account, typed: resources, relations, snapshot, delta.
//!
//! - [`ids`]: newtypes for ARNs, accounts, regions
//! - [`time`]: the instant type used everywhere (no clock is read here)
//! - [`field`]: a value that was read, or the reason why it was not
//! - [`resource`]: one thing in the account and its typed detail
//! - [`detail`]: the typed details, a file per service
//! - [`snapshot`]: the whole: resources, gaps, freshness, deltas
//! - [`quick`]: the maps of indexes that are made at each evaluation
//! - [`names`]: from the names that settings carry to ARNs
//! - [`relations`]: which resource uses which
//! - [`scripts`]: what a setup script does that a setup has no need of
//! - [`generative`]: the same of Bedrock and AgentCore
//! - [`secrets`]: that a text holds a secret, without the secret

pub mod detail;
pub mod field;
mod generative;
pub mod ids;
pub mod names;
pub mod quick;
pub mod relations;
pub mod resource;
pub mod scripts;
pub mod secrets;
pub mod snapshot;
pub mod time;

pub use detail::Detail;
pub use field::{Field, Gap, GapKind};
pub use ids::{AccountId, Arn, Region};
pub use names::Names;
pub use relations::{Relation, RelationIndex, RelationKind};
pub use resource::{Kind, Resource, Tags};
pub use secrets::{Secret, SecretKind};
pub use snapshot::{Delta, Freshness, Inventory, ScopeGap};
pub use time::Timestamp;
