//! The hands of the plan engine against canned answers: what is looked at, what
//! is sent, and what AWS's words are taken for.
//!
//! - [`hands`]: the hands, and what they are given
//! - [`buckets`], [`jobs`], [`keys`], [`objects`], [`removal`]: the scenarios

mod buckets;
mod hands;
mod jobs;
mod keys;
mod objects;
mod removal;
