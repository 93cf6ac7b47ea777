//! A thing that comes from elsewhere, in each of the states it can be in.

use crate::inventory::Timestamp;

/// A value that is fetched, with what is shown meanwhile.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Remote<T> {
    /// Not asked for.
    #[default]
    Idle,
    /// Under way; what was known before stays on screen.
    Loading {
        /// When it was asked for.
        since: Timestamp,
        /// The value before.
        stale: Option<T>,
    },
    /// Here.
    Ready(T),
    /// It failed; what was known before stays on screen.
    Failed {
        /// What happened, why, and what to do next.
        reason: String,
        /// The value before.
        stale: Option<T>,
    },
}

impl<T> Remote<T> {
    /// The value to show: fresh or stale.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Idle => None,
            Self::Ready(value) => Some(value),
            Self::Loading { stale, .. } | Self::Failed { stale, .. } => stale.as_ref(),
        }
    }

    /// Whether it is under way.
    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }

    fn take(&mut self) -> Option<T> {
        match std::mem::take(self) {
            Self::Idle => None,
            Self::Ready(value) => Some(value),
            Self::Loading { stale, .. } | Self::Failed { stale, .. } => stale,
        }
    }

    /// Marks it as asked for, keeping the value.
    pub fn start(&mut self, since: Timestamp) {
        let stale = self.take();
        *self = Self::Loading { since, stale };
    }

    /// Marks it as failed, keeping the value.
    pub fn fail(&mut self, reason: String) {
        let stale = self.take();
        *self = Self::Failed { reason, stale };
    }
}
