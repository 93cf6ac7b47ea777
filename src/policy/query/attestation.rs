//! What a key policy demands of the attestation documents of Nitro Enclaves.
//!
//! Source: AWS KMS Developer Guide, "AWS KMS condition keys for attested
//! platforms" and "Cryptographic attestation support in AWS KMS".

use super::breadth::{on_everything, selects_action};
use crate::policy::operator::{Base, Operator, SetQualifier};
use crate::policy::{Condition, Document, Effect, Principal, PrincipalElement, Statement, pattern};
use std::collections::{BTreeMap, BTreeSet};

/// The actions on a key that give out plaintext, and that take an attestation
/// document. `GenerateRandom` takes one too, but concerns no key.
pub const PLAINTEXT: &[&str] = &[
    "kms:Decrypt",
    "kms:DeriveSharedSecret",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
];

const PREFIX: &str = "kms:recipientattestation:";

/// Measurements of where the enclave runs or who signed it: role and id of the
/// instance, signing certificate. The others travel with the image.
const DEPLOYMENT: &[&str] = &["PCR3", "PCR4", "PCR8"];

/// Keys that fix the account or organisation of the caller.
const ACCOUNT: &[&str] = &[
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "kms:calleraccount",
];

/// The measurement that a condition is about, e.g. `PCR0`; the digest of the
/// image is `PCR0` by another name.
fn measurement(condition: &Condition) -> Option<String> {
    let key = condition.key.to_ascii_lowercase();
    let name = key.strip_prefix(PREFIX)?.to_ascii_uppercase();
    Some(if name == "IMAGESHA384" {
        "PCR0".to_owned()
    } else {
        name
    })
}

/// Whether a condition lets through only requests whose value is one of its
/// own: a missing key satisfies `…IfExists` and `ForAllValues`.
fn demands(condition: &Condition) -> bool {
    let fixed = |v: &String| !v.is_empty() && !pattern::is_wild(v);
    let operator = Operator::parse(&condition.operator);
    operator.is_some_and(|o| o.base.pins() && !o.if_exists && o.set != Some(SetQualifier::ForAllValues))
        && !condition.values.is_empty()
        && condition.values.iter().all(fixed)
}

/// Whether a statement demands a measurement of the enclave.
fn is_attested(statement: &Statement) -> bool {
    let conditions = statement.conditions.iter();
    conditions
        .filter(|c| demands(c))
        .any(|c| measurement(c).is_some())
}

fn gives_plaintext(statement: &Statement) -> bool {
    statement.effect == Effect::Allow && PLAINTEXT.iter().any(|a| selects_action(statement, a))
}

/// Whether the document speaks of attestation at all.
pub fn speaks_of_attestation(document: &Document) -> bool {
    let mut conditions = document.statements.iter().flat_map(|s| &s.conditions);
    conditions.any(|c| measurement(c).is_some())
}

/// The statements that give out plaintext and demand no measurement themselves.
pub fn unattested(document: &Document) -> Vec<&Statement> {
    let statements = document.statements.iter();
    statements
        .filter(|s| gives_plaintext(s) && !is_attested(s))
        .collect()
}

/// The actions that the document denies to everyone who does not attest.
fn denied_unattested(document: &Document) -> BTreeSet<&'static str> {
    let everyone = |s: &Statement| match &s.principal {
        Some(PrincipalElement::Only(all)) => all.iter().any(Principal::is_everyone),
        _ => false,
    };
    // A missing key satisfies a negated operator, and `Null` says so itself.
    let without = |c: &Condition| {
        measurement(c).is_some()
            && Operator::parse(&c.operator).is_some_and(|o| match o.base {
                Base::Null => c.values.iter().all(|v| v.eq_ignore_ascii_case("true")),
                base => base.is_negated() && o.set != Some(SetQualifier::ForAnyValue),
            })
    };
    let denials = document.statements.iter().filter(|s| {
        s.effect == Effect::Deny && everyone(s) && on_everything(s) && s.conditions.iter().all(without)
    });
    denials
        .flat_map(|s| PLAINTEXT.iter().copied().filter(|a| selects_action(s, a)))
        .collect()
}

/// The statements by which somebody gets plaintext without attesting: those
/// that demand nothing, where no `Deny` demands it in their place.
pub fn bypasses(document: &Document) -> Vec<&Statement> {
    let denied = denied_unattested(document);
    let open = |s: &&Statement| {
        PLAINTEXT
            .iter()
            .any(|a| selects_action(s, a) && !denied.contains(a))
    };
    unattested(document).into_iter().filter(open).collect()
}

/// The operations of a grant that give out plaintext and that no `Deny` of the
/// key policy keeps to those who attest: grants have no such constraint.
pub fn grant_bypasses<'o>(document: &Document, operations: &'o [String]) -> Vec<&'o str> {
    let denied = denied_unattested(document);
    operations
        .iter()
        .map(String::as_str)
        .filter(|o| {
            let mut actions = PLAINTEXT.iter().filter(|a| a.strip_prefix("kms:") == Some(o));
            actions.any(|a| !denied.contains(a))
        })
        .collect()
}

/// The statements that demand a measurement of the image only: the same image
/// started elsewhere gets the plaintext too.
pub fn unbound(document: &Document) -> Vec<&Statement> {
    let binds = |c: &&Condition| {
        let key = c.key.to_ascii_lowercase();
        let place = measurement(c).is_some_and(|m| DEPLOYMENT.contains(&m.as_str()));
        demands(c) && (place || ACCOUNT.contains(&key.as_str()))
    };
    attested(document)
        .filter(|s| !s.conditions.iter().any(|c| binds(&c)))
        .collect()
}

/// The statements that give out plaintext and demand a measurement.
pub fn attested(document: &Document) -> impl Iterator<Item = &Statement> {
    let statements = document.statements.iter();
    statements.filter(|s| gives_plaintext(s) && is_attested(s))
}

/// The values that the document's attested statements take, by measurement.
pub fn measurements(document: &Document) -> BTreeMap<String, BTreeSet<&str>> {
    let mut found: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for condition in attested(document)
        .flat_map(|s| &s.conditions)
        .filter(|c| demands(c))
    {
        if let Some(name) = measurement(condition) {
            let values = condition.values.iter().map(String::as_str);
            found.entry(name).or_default().extend(values);
        }
    }
    found
}
