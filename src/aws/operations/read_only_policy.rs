//! The IAM policy for looking and nothing else, made from the table.
//!
//! The shipped copy is `src/aws/read-only-policy.json`; a test compares them.

use super::{Class, Use, all};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The policy document: one statement a service, exactly the actions that the
/// collectors' calls need.
pub fn read_only_policy() -> Value {
    let mut services: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let scanned = all().filter(|o| o.class == Class::Read && o.needed_by == Use::Scan);
    for action in scanned.flat_map(|o| o.actions) {
        let service = action.split(':').next().unwrap_or_default();
        services.entry(service).or_default().push(action);
    }
    let statements: Vec<Value> = services
        .into_iter()
        .map(|(service, mut actions)| {
            actions.sort_unstable();
            actions.dedup();
            json!({
                "Sid": sid(service),
                "Effect": "Allow",
                "Action": actions,
                "Resource": "*",
            })
        })
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// `AisecReadKms`: statement ids take letters and digits only.
fn sid(service: &str) -> String {
    let mut letters = service.chars().filter(char::is_ascii_alphanumeric);
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    format!(
        "AisecRead{}{}",
        first.map(String::from).unwrap_or_default(),
        letters.collect::<String>()
    )
}
