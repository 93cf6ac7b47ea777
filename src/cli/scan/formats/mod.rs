//! The formats that other security tools read.
//!
//! - [`sarif`]: results for code scanning and its viewers
//! - [`ocsf`]: events for data lakes and for the newer Security Hub; with
//!   [`attack`], the attack paths among them
//! - [`asff`]: findings that `BatchImportFindings` of Security Hub takes
//! - [`identity`]: ids that are the same from scan to scan
//! - [`kinds`]: what AWS calls each kind of resource
//! - [`text`]: text from AWS, made harmless and short enough
//!
//! All are pure: the same report gives the same bytes. Unknown is never a pass
//! in any of them, and nothing is written that the JSON report does not hold.

pub(super) mod asff;
mod attack;
mod identity;
mod kinds;
pub(super) mod ocsf;
pub(super) mod sarif;
mod text;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A JSON array whose members are made one at a time while it is written, so
/// that a large account is not held in memory twice.
struct Each<F>(F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item = Value>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
