//! The slow tests: moto over HTTP, the crash matrix, the real binary in a pty.

mod crash;
mod demo_scale;
mod moto;
mod pty;
mod support;
