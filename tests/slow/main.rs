//! The slow tests: moto over HTTP, AWS's managed policies, every persona's set,
//! the crash matrix, the real binary in a pty, a scan through a storm of faults,
//! and foreign clients on the served account.

mod clients;
mod crash;
mod demo_scale;
mod managed_policies;
mod moto;
#[path = "../support/moto_server.rs"]
mod moto_server;
mod personas;
mod pty;
mod storm;
mod support;
#[path = "../support/workloads.rs"]
mod workloads;
