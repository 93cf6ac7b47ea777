//! The IAM policies for looking and nothing else, made from the table.
//!
//! IAM takes a managed policy of 6,144 characters at most, so there are several:
//! both are attached. The shipped copies are `src/aws/read-only-policy-N.json`; a
//! test compares them.

use super::{Class, Use, all};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The characters that a managed policy may have, white space aside.
const LARGEST: usize = 6_144;

/// What the document has besides its statements.
const AROUND: usize = 64;

/// The policy documents: one statement a service, exactly the actions that the
/// collectors' calls need.
pub fn read_only_policies() -> Vec<Value> {
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
    let mut documents: Vec<Vec<Value>> = Vec::new();
    let mut room = 0;
    for statement in statements {
        let size = statement.to_string().len() + 1;
        if size > room {
            documents.push(Vec::new());
            room = LARGEST - AROUND;
        }
        room -= size;
        if let Some(last) = documents.last_mut() {
            last.push(statement);
        }
    }
    documents
        .into_iter()
        .map(|statements| json!({ "Version": "2012-10-17", "Statement": statements }))
        .collect()
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
