//! The slow tests: moto over HTTP, the crash matrix, the real binary in a pty,
//! and foreign clients on the served account.

mod clients;
mod crash;
mod demo_scale;
mod moto;
#[path = "../support/moto_server.rs"]
mod moto_server;
mod pty;
mod support;
