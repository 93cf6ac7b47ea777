//! AWS's managed policies, as moto ships them, read and linted.
//!
//! The policies (some 1,500, Apache-2.0) are taken out of the installed moto;
//! `managed_policy_errors.tsv` lists every error that is rightly raised,
//! `managed_policy_warnings.tsv` a sample of security warnings with a reader's
//! verdict on each.

use crate::support::managed_policies;
use aisec_tui::policy::lint::{Severity, lint};
use aisec_tui::policy::{Document, PolicyKind};
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const TRUE_ERRORS: &str = include_str!("managed_policy_errors.tsv");
const WARNINGS_READ: &str = include_str!("managed_policy_warnings.tsv");

/// For the lint of all of them; an unoptimised build takes longer.
const TIME: Duration = if cfg!(debug_assertions) {
    Duration::from_secs(30)
} else {
    Duration::from_secs(1)
};

#[test]
fn every_managed_policy_is_read_and_prints_back_equal_in_meaning() {
    let policies = managed_policies();
    assert!(policies.len() > 1_400, "{} policies", policies.len());
    for (name, text) in policies {
        let document = Document::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let again = Document::parse(&document.to_json());
        assert_eq!(again.as_ref(), Ok(&document), "{name}");
    }
}

#[test]
fn every_error_raised_on_a_managed_policy_is_true_and_listed_with_its_reason() {
    let mut listed: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for line in TRUE_ERRORS.lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [code, at, reason] = fields.as_slice() else {
            panic!("three fields: {line}")
        };
        assert!(!reason.is_empty(), "{line}");
        listed.insert((code, at), reason);
    }
    let mut raised = BTreeSet::new();
    let mut unlisted = Vec::new();
    for (name, text) in managed_policies() {
        for issue in lint(&text, PolicyKind::Identity) {
            if issue.severity != Severity::Error {
                continue;
            }
            let at = text[issue.span.clone()].trim_matches('"').to_owned();
            if !listed.contains_key(&(issue.code, at.as_str())) {
                unlisted.push(format!("{name}: {} at {at}: {}", issue.code, issue.message));
            }
            raised.insert((issue.code, at));
        }
    }
    assert!(unlisted.is_empty(), "{}", unlisted.join("\n"));
    let stale: Vec<_> = listed
        .keys()
        .filter(|(code, at)| !raised.iter().any(|(c, a)| c == code && a == at))
        .collect();
    assert!(stale.is_empty(), "listed and not raised: {stale:?}");
}

#[test]
fn of_the_security_warnings_read_by_hand_the_true_are_said_and_the_wrong_are_not() {
    let policies = managed_policies();
    let mut verdicts = BTreeMap::new();
    for line in WARNINGS_READ.lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [code, policy, statement, verdict, reason] = fields.as_slice() else {
            panic!("five fields: {line}")
        };
        assert!(!reason.is_empty(), "{line}");
        let text = policies
            .get(*policy)
            .unwrap_or_else(|| panic!("no policy {policy}"));
        let statement: usize = statement.parse().expect("a number");
        let is_said = lint(text, PolicyKind::Identity).iter().any(|issue| {
            issue.severity == Severity::SecurityWarning
                && issue.code == *code
                && issue.statement == Some(statement - 1)
        });
        let is_true = match *verdict {
            "true" => true,
            "wrong" => false,
            other => panic!("{other} is no verdict: {line}"),
        };
        assert_eq!(is_said, is_true, "{line}");
        *verdicts.entry(is_true).or_insert(0) += 1;
    }
    assert!(verdicts.values().sum::<i32>() >= 50, "{verdicts:?}");
}

#[test]
fn all_managed_policies_are_linted_within_a_second() {
    let policies = managed_policies();
    // The best of three: what else the machine does is not lint's.
    let lint_all = || {
        let start = Instant::now();
        let issues: usize = policies
            .values()
            .map(|text| lint(text, PolicyKind::Identity).len())
            .sum();
        (start.elapsed(), issues)
    };
    let (took, issues) = [lint_all(), lint_all(), lint_all()]
        .into_iter()
        .min()
        .expect("three runs");
    println!(
        "{} policies, {issues} issues: {} ms",
        policies.len(),
        took.as_millis()
    );
    assert!(took < TIME, "{took:?}");
}
