//! The IAM language: documents, the questions asked of them, and decisions.
//!
//! - [`json`]: JSON with the place of every value, refusing what AWS refuses
//! - [`document`]: the typed document: parse, print
//! - [`pattern`]: `*` and `?` matching, as IAM does it
//! - [`operator`]: the condition operators
//! - [`query`]: the questions posture asks of a document
//! - [`evaluate`]: would AWS allow this request, and which statement decides
//! - [`catalogue`]: what AWS says of its services: actions, resources, condition keys
//! - [`explain`]: a statement in plain sentences
//! - [`kind`]: what a policy is attached to
//! - [`lint`](mod@lint): what is wrong with a text, with Access Analyzer's codes
//! - [`complete`]: what may stand at a place of a policy that is being written
//! - [`compose`]: from a workload to the matched set of least-privilege policies
//! - [`compare`]: is one set more permissive than another, with a witness
//! - [`minimise`](mod@minimise): what a policy grants and nothing used, taken away
//! - [`prove`]: that such a set allows what is needed and nothing else
//!
//! Nothing here knows the inventory, the network or the clock.

pub mod catalogue;
pub mod compare;
pub mod complete;
pub mod compose;
pub mod document;
pub mod evaluate;
pub mod explain;
pub mod json;
pub mod kind;
pub mod lint;
pub mod minimise;
pub mod operator;
pub mod pattern;
pub mod prove;
pub mod query;

pub use document::{
    Condition, Document, Effect, ParseError, Principal, PrincipalElement, Select, Statement, Version,
};
pub use kind::PolicyKind;
