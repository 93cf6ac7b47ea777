//! From answers to a provisioned stack: blueprint → plan → journal → verify → destroy.
//!
//! - [`spec`]: every write the product can make, one AWS call each
//! - [`plan`]: steps with before, after, actions needed, controls satisfied
//! - [`permit`]: the token without which nothing is written
//! - [`actuator`]: what the AWS room must offer so that a plan can be applied
//!
//! No SDK, no terminal and no clock here; `journal` owns its files.

pub mod actuator;
pub mod permit;
pub mod plan;
pub mod spec;

pub use actuator::{ActError, ActErrorKind, Actuator, Difference, Observed, Outputs};
pub use permit::Permit;
pub use plan::{Action, Plan, Step, StepId};
pub use spec::Spec;
