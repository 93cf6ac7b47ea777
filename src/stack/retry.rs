//! When to try again: AWS is eventually consistent, and throttles.

use super::Spec;
use super::actuator::{ActError, ActErrorKind, Difference};
use super::verify::Verdict;

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

/// How often a step is read back before it counts as not as wanted. Things
/// that AWS takes minutes to make get minutes; a setting that differs after
/// some seconds will go on to differ.
pub(super) fn settle_tries(spec: &Spec, verdict: &Verdict) -> u32 {
    match verdict {
        Verdict::AsWanted => 0,
        Verdict::Unknown(_) => 1,
        Verdict::Missing => TRIES,
        Verdict::Differs(differences) if has_failed(differences) => 1,
        Verdict::Differs(differences) if differences.iter().all(Difference::is_status) => match spec {
            Spec::CreateEndpoint { .. } => 600,
            Spec::CreateVpcEndpoint { .. } => 300,
            _ => 90,
        },
        Verdict::Differs(_) => 10,
    }
}

/// How often taking a step back is tried. What AWS takes minutes to stop or to
/// delete is asked after for as many.
pub(super) fn undo_tries(spec: &Spec) -> u32 {
    match spec {
        Spec::CreateEndpoint { .. } | Spec::CreateVpcEndpoint { .. } | Spec::CreateTrainingJob(_) => 300,
        _ => TRIES,
    }
}

/// A status that will not change by itself.
fn has_failed(differences: &[Difference]) -> bool {
    differences.iter().any(|d| {
        let actual = d.actual.to_ascii_lowercase();
        d.is_status() && (actual.contains("fail") || actual.contains("reject") || actual.contains("disabled"))
    })
}
