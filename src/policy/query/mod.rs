//! The questions posture asks of a document, without a request.
//!
//! - [`exposure`]: who outside can come in: public, other accounts, services
//! - [`breadth`]: what is granted too widely: admin, whole services, any key
//! - [`escalation`]: grants that let a principal become a stronger one
//! - [`ways`]: the ways to do so, as data
//! - `ties`: whether a grant holds only under a condition
//! - `unnamed`: grants that name nobody and nothing in particular
//!
//! Each answers with the statements, so that evidence can name them.

pub mod attestation;
pub mod breadth;
pub mod escalation;
pub mod exposure;
mod ties;
mod unnamed;
pub mod ways;

pub use breadth::{
    Conditions, allows, decrypt_any_key, full_service_wildcards, grants_action, grants_admin,
    is_of_tools_only, pass_role_star,
};
pub use escalation::{Escalation, escalation_actions};
pub(super) use exposure::fence_values;
pub use exposure::{
    denies_insecure_transport, is_restricted, outside_principals, public_statements,
    service_trust_without_account, service_trust_without_source,
};
pub use ties::{Tie, untied};
pub use unnamed::{
    assume_role_star, full_access, passes_any_role_to_agentcore, subscribes_to_anything, touches,
    workload_tokens_of_others,
};
