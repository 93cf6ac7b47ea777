//! Would AWS allow this request? The decision logic, statement by statement.
//!
//! - [`request`]: who asks what of which resource, in which context
//! - [`caller`]: what kind of principal asks, and which statements name it
//! - [`condition`]: the condition operators over the context
//! - [`value`]: numbers, dates, addresses and ARNs as conditions compare them
//! - [`variable`]: `${aws:username}` and its kin
//! - [`statement`]: whether one statement speaks of a request, and if not, why not
//! - [`rule`]: which policies bear and which must allow: the rules no policy writes
//! - [`decide`](mod@decide): the decision, explained
//! - [`remedy`]: what would have to change for it to be allowed
//! - [`compiled`]: the same decision for speed, without its reasons
//! - [`verdict`]: the policies, the outcome and its reasons
//! - [`line`](mod@line): one case as a line of JSON, as `policy eval` reads it
//!
//! Sources: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy
//! elements"; KMS Developer Guide, "Key policies in AWS KMS".

pub mod caller;
pub mod compiled;
pub mod condition;
pub mod decide;
pub mod line;
pub mod remedy;
pub mod request;
pub mod rule;
pub mod statement;
pub mod value;
pub mod variable;
pub mod verdict;

pub use compiled::Compiled;
pub use decide::decide;
pub use line::{Answer, Case};
pub use request::{Context, Reading, Request};
pub use verdict::{Because, Decision, Outcome, Policies, Slot};
