//! The questions about what several work with: what key, buckets, endpoints
//! and streams keep out whoever asks, and that nobody needed is locked out.
//!
//! - [`key`]: its administration, its services, strangers
//! - [`buckets`]: transport, encryption, endpoints, log delivery, Macie
//! - [`endpoints`]: what passes each, and what does not
//! - [`devices`]: each as itself

mod buckets;
mod devices;
mod endpoints;
mod key;

use super::question::{Asking, Bearing, STRANGER};
use crate::policy::evaluate::Request;

pub(super) const ADMIN_AND_KEY: &[Bearing] = &[Bearing::Administrator, Bearing::Named("key")];

/// Asks them all; questions about policies that the set lacks are not put.
pub(super) fn ask(asking: &mut Asking<'_>) {
    key::ask(asking);
    for (name, bucket) in [
        ("bucket-data", &asking.w.data_bucket),
        ("bucket-output", &asking.w.output_bucket),
    ] {
        buckets::ask(asking, name, bucket);
    }
    buckets::ask_of_logs(asking);
    endpoints::ask(asking);
    devices::ask(asking);
}

/// What a service does for this account, and the same for another account: the
/// confused deputy.
fn for_account(
    asking: &mut Asking<'_>,
    titles: [&'static str; 2],
    policy: &'static str,
    request: &Request,
    source: [&str; 2],
) {
    let [ours, theirs] = titles;
    let [key, value] = source;
    let bearings = [Bearing::Named(policy)];
    asking.must(ours, &bearings, request.clone().with(key, value));
    let other = value.replace(&asking.w.account, STRANGER);
    asking.must_not(theirs, &bearings, request.clone().with(key, other));
}

/// The stream of personas: who is not named neither reads nor writes. The
/// stream of a stack with one role leaves the rest of the account to IAM.
pub(super) fn stream(asking: &mut Asking<'_>) {
    let bearings = [Bearing::Administrator, Bearing::Named("stream")];
    let request = |asking: &Asking<'_>, action: &str| {
        Request::new(asking.another_role(), action, asking.w.stream()).with("aws:SecureTransport", "true")
    };
    for action in ["kinesis:PutRecord", "kinesis:PutRecords"] {
        let write = request(asking, action);
        asking.must_not("another role writes to the stream (poisoning)", &bearings, write);
    }
    for action in ["kinesis:GetRecords", "kinesis:GetShardIterator"] {
        let read = request(asking, action);
        asking.must_not("another role reads the stream", &bearings, read);
    }
}
