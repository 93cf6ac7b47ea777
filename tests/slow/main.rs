//! The slow tests: moto over HTTP, AWS's managed policies, every persona's set,
//! the crash matrix, whole stacks in the embedded account, every key of every
//! screen, the real binary in a pty, a scan through a storm of faults, and
//! foreign clients on the served account.

mod accounts;
mod clients;
mod crash;
mod demo_scale;
mod demo_stack;
#[path = "../support/json_schema.rs"]
mod json_schema;
mod managed_policies;
mod moto;
#[path = "../support/moto_server.rs"]
mod moto_server;
mod no_writes;
mod personas;
mod pty;
mod scan_formats;
mod storm;
mod support;
#[path = "../support/whole_app.rs"]
mod whole_app;
#[path = "../support/workloads.rs"]
mod workloads;
