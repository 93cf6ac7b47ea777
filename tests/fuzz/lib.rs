//! What the fuzz targets share: the policy room itself and what must hold of it.
//!
//! - [`policy`]: the room, from the product's own source
//! - [`dice`]: the fuzzer's bytes as choices, in place of random ones
//! - [`generate`], [`conditions`]: the case generator of the everyday tests,
//!   steered by those choices
//! - [`splice`]: nasty pieces put into the texts of a case
//! - [`invariants`]: what holds of every text and of every case

#![forbid(unsafe_code)]

#[path = "bytes.rs"]
pub mod dice;

#[path = "../everyday/policy/oracle/conditions.rs"]
pub mod conditions;
#[path = "../everyday/policy/oracle/generate.rs"]
pub mod generate;
pub mod invariants;
#[path = "../../src/policy/mod.rs"]
pub mod policy;
pub mod splice;
