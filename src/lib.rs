//! aisec-tui: secures AI workloads on AWS from a terminal.
//!
//! The house has floors; a room may use only rooms on floors below it (a test
//! reads the imports and says so):
//!
//! | floor | room | what lives there |
//! |---|---|---|
//! | 5 | [`cli`] | arguments, one file a subcommand, exit codes |
//! | 4 | [`tui`] | terminal, event loop, theme, screens, widgets |
//! | 4 | [`demo`] | the embedded account |
//! | 3 | [`app`] | the pure state machine: events in, effects out |
//! | 3 | [`aws`] | session, collectors, actuators, interlock |
//! | 2 | [`stack`] | blueprint → plan → journal → verify → destroy |
//! | 1 | [`posture`] | checks over an inventory → findings, score |
//! | 0 | [`policy`] | the IAM language |
//! | 0 | [`inventory`] | what exists, typed |

pub mod app;
pub mod aws;
pub mod cli;
#[cfg(feature = "demo")]
pub mod demo;
pub mod inventory;
pub mod policy;
pub mod posture;
pub mod stack;
pub mod tui;
