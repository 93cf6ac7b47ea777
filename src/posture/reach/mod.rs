//! Who can do what, and by which path: policy over inventory.
//!
//! - [`principal`]: who may ask, with the policies that bear on each
//! - [`library`]: the account's policies, each parsed once
//! - [`side`]: what a resource itself says of who may use it
//! - [`place`]: on which resource an action is asked
//! - [`map`]: the account made ready to be asked
//! - [`ask`]: one question, answered yes, yes if, or cannot tell
//! - [`edges`]: who can become a principal in one step
//! - [`services`]: the steps that lead through services
//! - [`ends`]: how a principal does what is asked about
//! - [`target`]: what is asked about
//! - [`query`]: the search for the shortest paths
//! - [`explain`]: a path in words, with the statement of each hop
//! - [`stakes`]: what an attacker is after
//! - [`attack`]: from people and outside to what is at stake, and what to mend
//! - [`answer`]: what comes of it
//!
//! The ways from one principal to another are the rows of
//! [`ways`](crate::policy::query::ways); every permission is decided by the
//! evaluator. What the inventory does not hold (organisation policies, where a
//! request comes from, functions, images) is said, never taken for a no. A
//! session is taken to have the tags of its role unless a policy asks for one
//! that the role lacks; the caller is taken to speak TLS.

mod answer;
mod ask;
mod attack;
mod edges;
mod ends;
mod explain;
mod library;
mod map;
mod place;
mod principal;
mod query;
mod services;
mod side;
mod stakes;
mod target;

pub use answer::{Hop, Permission, Rank, Reacher, Said, WhoCan};
pub use attack::{AttackPath, AttackPaths, Remedy};
pub use map::Reach;
pub use principal::Who;
pub use query::MAX_HOPS;
pub use stakes::{Prize, Stake};
pub use target::{QueryError, actions_on};
