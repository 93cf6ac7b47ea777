//! From answers to a provisioned stack: blueprint → plan → journal → verify → destroy.
//!
//! - [`blueprint`]: what a person wants (TOML), presets, validation
//! - [`policies`]: the matched set of policies of a blueprint
//! - [`proof`]: those policies before the prover
//! - [`desired`]: a blueprint as steps, before anything is observed
//! - [`spec`]: every write the product can make, one AWS call each
//! - [`actions`]: the IAM actions each call takes, and what changes it in place
//! - [`controls`]: the framework requirements each setting satisfies
//! - [`reference`]: `${step.Output}` in a spec
//! - [`upload`]: the digest of the file to upload
//! - [`planner`]: observes the account and makes the plan
//! - [`plan`]: steps with before, after, actions needed, controls satisfied
//! - [`preview`]: the posture after, before anything is touched
//! - [`render`]: a plan as text
//! - [`confirm`]: a person's yes, bound to the plan that was seen
//! - [`permit`]: the token without which nothing is written
//! - [`export`]: the stack for other tools: Terraform, CloudFormation, AWS CLI
//! - [`journal`]: what was intended and what came of it, on disk
//! - [`apply`]: does a confirmed plan, or goes on with it
//! - [`progress`]: what a screen is told meanwhile
//! - [`verify`]: reads everything back
//! - [`destroy`]: takes back what the stack made
//! - [`actuator`]: what the AWS room must offer so that a plan can be applied
//! - [`retry`]: when to try again
//!
//! No SDK, no terminal and no clock here; `journal` owns its files.

pub mod actions;
pub mod actuator;
pub mod apply;
pub mod blueprint;
pub mod confirm;
pub mod controls;
pub mod desired;
pub mod destroy;
pub mod export;
pub mod journal;
pub mod permit;
pub mod plan;
pub mod planner;
pub mod policies;
pub mod preview;
pub mod progress;
pub mod proof;
pub mod reference;
pub mod render;
pub mod retry;
pub mod spec;
pub mod upload;
pub mod verify;

pub use actuator::{ActError, ActErrorKind, Actuator, Difference, Observed, Outputs};
pub use apply::{ApplyError, apply};
pub use blueprint::{Blueprint, BlueprintError, Problem, Scenario, Stage, Vpc};
pub use confirm::{Confirmation, ConfirmedPlan};
pub use destroy::{ConfirmedDestroy, DestroyPlan, destroy};
pub use journal::{Journal, JournalError, JournalState};
pub use permit::Permit;
pub use plan::{Action, Plan, Step, StepId, Summary};
pub use planner::{PlanError, plan as make_plan};
pub use progress::{Cancel, Outcome, Progress, ProgressEvent};
pub use spec::Spec;
pub use verify::{StepCheck, Verdict, verify};
