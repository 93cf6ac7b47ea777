//! What watches over the account: alarms on what trails record, log groups.
//!
//! - [`trails`]: from a Region to the trails that record it and their log groups
//! - [`alarms`]: whether events that matter raise an alarm that somebody hears
//! - [`alarm_rows`]: the events, a row for each check
//! - [`records`], [`delivery`]: what trails record, and whether it arrives
//! - [`detectors`]: GuardDuty and AWS Config
//! - [`macie`]: whether training data is looked at
//! - [`presigned`]: who may ask for signed addresses of workspaces
//! - [`activity`]: signs of an intruder
//! - [`log_groups`]: keys, retention and openness of log groups

mod activity;
mod alarm_rows;
mod alarms;
mod delivery;
mod detectors;
mod log_groups;
mod macie;
mod presigned;
mod records;
mod trails;

pub(super) use activity::CHECKS as ACTIVITY;
pub(super) use alarm_rows::CHECKS as ALARM_ROWS;
pub(super) use alarms::CHECKS as ALARMS;
pub(super) use delivery::CHECKS as DELIVERY;
pub(super) use detectors::CHECKS as DETECTORS;
pub(super) use log_groups::CHECKS as LOG_GROUPS;
pub(super) use macie::CHECKS as MACIE;
pub(super) use presigned::CHECKS as PRESIGNED;
pub(super) use records::CHECKS as RECORDS;
