//! The write-ahead journal of a stack: what was intended, what came of it.
//!
//! - [`record`]: one line of the file
//! - [`state`]: the lines folded into what is known
//! - `file`: the file: locked, 0600, append-only, fsynced
//!
//! The order is the promise: an intent is on disk before its call is made, a
//! result before the next step begins. Killed anywhere, at most one step is in
//! doubt, and it is known which.

mod file;
pub mod record;
pub mod state;

pub use file::{Entry, Journal, JournalError};
pub use record::{Closing, Record};
pub use state::{JournalState, Made, StepState, StepStatus};
