//! The slow tests: moto over HTTP, AWS's managed policies, the crash matrix, the
//! real binary in a pty.

mod crash;
mod demo_scale;
mod managed_policies;
mod moto;
mod pty;
mod support;
