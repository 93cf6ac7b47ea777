//! When to try again: AWS is eventually consistent, and throttles.

use super::actuator::{ActError, ActErrorKind};

/// How often a call that AWS may yet accept is tried: about 48 seconds in all,
/// which covers the time that IAM takes to reach other services.
pub const TRIES: u32 = 26;

/// The wait before try `attempt + 2`: 0.25, 0.5, 1, then 2 seconds flat.
pub fn wait_millis(attempt: u32) -> u64 {
    match attempt {
        0 => 250,
        1 => 500,
        2 => 1000,
        _ => 2000,
    }
}

impl ActError {
    /// Whether asking again may help.
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, ActErrorKind::Retry | ActErrorKind::Ambiguous)
    }
}
