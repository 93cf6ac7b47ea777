//! The only room, the embedded account aside, that speaks to AWS.
//!
//! - [`session`]: who we are, where, and the clients of each Region
//! - [`regions`]: the Region codes that are known, and what looks like one
//! - [`operations`]: the one table of calls: read or write, pace, IAM actions
//! - [`interlock`]: refuses every call that is not a read, without a permit
//! - [`pacing`]: how fast and how many at a time
//! - [`errors`]: what a failed call means
//! - [`dialect`]: answers that emulators spell otherwise
//! - [`collect`]: AWS → typed resources, as they come
//! - [`act`]: the hands of the plan engine

pub mod act;
pub mod collect;
pub mod dialect;
pub mod errors;
pub mod interlock;
pub mod operations;
pub mod pacing;
pub mod regions;
pub mod session;

pub use session::{Clients, ConnectError, ConnectOptions, Session};
