//! The checks and what they amount to: findings, score, coverage.

#[path = "posture/alone.rs"]
mod alone;
#[path = "posture/build.rs"]
pub mod build;
#[path = "posture/cases.rs"]
mod cases;
#[path = "posture/compliance.rs"]
mod compliance;
#[path = "posture/reports.rs"]
mod reports;
#[path = "posture/roots.rs"]
mod roots;
#[path = "posture/stakes.rs"]
mod stakes;
