//! The policies of a blueprint before the prover: edited or as composed, by
//! the names that its questions know them by.

use super::blueprint::Blueprint;
use super::policies::{self, ComposedPolicy};
use crate::inventory::AccountId;
use crate::policy::compose::{Attachment, Composed};
use crate::policy::prove::{Proof, ProveError, ground, prove};

/// Puts the questions of a stack with one execution role to the blueprint's
/// policies.
///
/// # Errors
/// Names the first policy that cannot be read, as the blueprint names it.
pub fn proofs(blueprint: &Blueprint, account: &AccountId) -> Result<Vec<Proof>, ProveError> {
    let set: Vec<Composed> = policies::composed(blueprint, account)
        .into_iter()
        .map(exhibit)
        .collect();
    prove(&policies::workload(blueprint, account), &set).map_err(|error| match error {
        ProveError::Unreadable { name, error } => ProveError::Unreadable {
            name: name_in_blueprint(&name),
            error,
        },
        other @ ProveError::Missing { .. } => other,
    })
}

/// A policy's text with names that exist in place of references to what the
/// plan will make, so that it can be evaluated before.
pub fn grounded(blueprint: &Blueprint, account: &AccountId, text: &str) -> String {
    ground::ground(text, &policies::workload(blueprint, account))
}

/// The blueprint's name of a policy, and the prover's.
const NAMES: [(&str, &str); 2] = [("role", "execution-role"), ("bucket-models", "bucket-output")];

/// The name in a blueprint of a policy that the prover names.
pub fn name_in_blueprint(name: &str) -> String {
    let known = NAMES.iter().find(|(_, provers)| *provers == name);
    known.map_or(name, |(own, _)| own).to_owned()
}

fn exhibit(policy: ComposedPolicy) -> Composed {
    let known = NAMES.iter().find(|(own, _)| *own == policy.name);
    Composed {
        kind: policy.kind,
        attachment: Attachment::Own,
        name: known.map_or(policy.name, |(_, provers)| (*provers).to_owned()),
        document: policy.text,
        statements: policy.reasons,
    }
}
