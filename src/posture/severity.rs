//! How bad a failing check is.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The severities of AWS Security Hub, least first so that `>=` reads
/// "at or above".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; never lowers the score.
    Informational,
    /// Good practice.
    Low,
    /// A layer of defence is missing.
    Medium,
    /// Data or models are one mistake away from exposure.
    High,
    /// Data, models or the account are exposed now.
    Critical,
}

impl Severity {
    /// Every severity, worst first.
    pub const ALL: [Self; 5] = [
        Self::Critical,
        Self::High,
        Self::Medium,
        Self::Low,
        Self::Informational,
    ];

    /// The word shown to people and written in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// One step more severe; what is informational stays so, and nothing is
    /// worse than critical.
    #[must_use]
    pub fn one_more(self) -> Self {
        match self {
            Self::Informational => Self::Informational,
            Self::Low => Self::Medium,
            Self::Medium => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }

    /// What one check of this severity weighs in the score.
    pub fn weight(self) -> u64 {
        match self {
            Self::Informational => 0,
            Self::Low => 1,
            Self::Medium => 3,
            Self::High => 8,
            Self::Critical => 20,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A word that is no severity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no severity; use critical, high, medium, low or informational")]
pub struct UnknownSeverity(String);

impl FromStr for Severity {
    type Err = UnknownSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|s| s.word().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownSeverity(text.to_owned()))
    }
}
