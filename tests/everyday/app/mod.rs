//! Whole-app scenarios: keys in, screen out, over a hand-made account.
//!
//! - [`account`]: the account
//! - [`walk`]: the app under test
//! - [`opening`], [`tables`], [`details`], [`keys`], [`hostile`], [`live`]: the scenarios

mod account;
mod details;
mod hostile;
mod keys;
mod live;
mod opening;
mod tables;
mod walk;

pub(super) use account::{account, known, small_account};
pub(super) use walk::Walk;
