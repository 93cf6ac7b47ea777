//! A value that was read, or the reason why it could not be read.
//!
//! This is how "unknown is never pass" is kept: a check cannot reach a value
//! without passing the possibility that there is none.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What an AWS call told us about one fact, or why it did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field<T> {
    /// The call succeeded; for optional settings `T` is an `Option` and
    /// `Known(None)` means that AWS says the setting is absent.
    Known(T),
    /// The fact could not be read.
    Unknown(Gap),
}

/// Why a fact could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The operation that failed, e.g. `s3:GetBucketPolicy`.
    pub operation: String,
    /// The class of failure.
    pub kind: GapKind,
    /// What AWS (or the network) said.
    pub message: String,
}

/// The classes of failure that leave a fact unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// `AccessDenied` and its relatives, service control policies included.
    Denied,
    /// Throttled until the retries ran out.
    Throttled,
    /// The operation, service or Region is not available to this account.
    Unsupported,
    /// Credentials expired or are invalid.
    Credentials,
    /// A timeout, a connection error or a 5xx.
    Failed,
    /// Not asked for: cancelled, or outside the scope of this collection.
    NotCollected,
}

impl GapKind {
    /// The word shown to people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::Unsupported => "unsupported",
            Self::Credentials => "credentials",
            Self::Failed => "failed",
            Self::NotCollected => "not read",
        }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.operation, self.kind.word(), self.message)
    }
}

impl<T> Field<T> {
    /// The value, or the gap that stands in its place.
    pub fn get(&self) -> Result<&T, &Gap> {
        match self {
            Self::Known(value) => Ok(value),
            Self::Unknown(gap) => Err(gap),
        }
    }

    /// The value when it is known.
    pub fn known(&self) -> Option<&T> {
        self.get().ok()
    }

    /// The gap when the value is unknown.
    pub fn gap(&self) -> Option<&Gap> {
        self.get().err()
    }

    /// Maps a known value, keeping a gap.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Known(value) => Field::Known(f(value)),
            Self::Unknown(gap) => Field::Unknown(gap),
        }
    }
}

impl<T> Default for Field<T> {
    fn default() -> Self {
        Self::Unknown(Gap {
            operation: String::new(),
            kind: GapKind::NotCollected,
            message: "not collected yet".to_owned(),
        })
    }
}

impl<T> From<Result<T, Gap>> for Field<T> {
    fn from(result: Result<T, Gap>) -> Self {
        match result {
            Ok(value) => Self::Known(value),
            Err(gap) => Self::Unknown(gap),
        }
    }
}
