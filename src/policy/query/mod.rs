//! The questions posture asks of a document, without a request.
//!
//! - [`exposure`]: who outside can come in: public, other accounts, services
//! - [`breadth`]: what is granted too widely: admin, whole services, any key
//! - [`escalation`]: grants that let a principal become a stronger one
//! - [`ways`]: the ways to do so, as data
//!
//! Each answers with the statements, so that evidence can name them.

pub mod breadth;
pub mod escalation;
pub mod exposure;
pub mod ways;

pub use breadth::{
    Conditions, allows, decrypt_any_key, full_service_wildcards, grants_action, grants_admin,
    is_of_tools_only, pass_role_star,
};
pub use escalation::{Escalation, escalation_actions};
pub(super) use exposure::fence_values;
pub use exposure::{
    denies_insecure_transport, is_restricted, outside_principals, public_statements,
    service_trust_without_source,
};
