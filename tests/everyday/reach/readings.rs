//! What is not known of a request, read for the caller and against.

use super::account::document;
use aisec_tui::policy::Document;
use aisec_tui::policy::evaluate::{Compiled, Context, Outcome, Policies, Reading, Request, decide};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The keys of the game, each with the values that it may have.
const KEYS: &[(&str, &[&str])] = &[
    ("aws:SourceIp", &["192.0.2.7", "198.51.100.7"]),
    ("aws:MultiFactorAuthPresent", &["true", "false"]),
    ("aws:PrincipalTag/team", &["cardio", "fraud"]),
    ("aws:SourceVpce", &["vpce-1", "vpce-2"]),
];

fn condition() -> impl Strategy<Value = Value> {
    proptest::sample::select(vec![
        json!({}),
        json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        json!({"NotIpAddressIfExists": {"aws:SourceIp": "192.0.2.0/24"}}),
        json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
        json!({"StringEquals": {"aws:PrincipalTag/team": "cardio"}}),
        json!({"StringNotEquals": {"aws:PrincipalTag/team": "cardio"}}),
        json!({"Null": {"aws:SourceVpce": "true"}}),
        json!({"Null": {"aws:SourceVpce": "false"}, "StringNotEquals": {"aws:SourceVpce": "vpce-1"}}),
        json!({"ForAllValues:StringEquals": {"aws:SourceVpce": ["vpce-1"]}}),
        json!({"StringEquals": {"aws:SourceVpce": "${aws:PrincipalTag/team}"}}),
    ])
}

fn resource() -> impl Strategy<Value = (&'static str, &'static str)> {
    proptest::sample::select(vec![
        ("Resource", "*"),
        ("Resource", "arn:aws:s3:::data/cardio/*"),
        ("Resource", "arn:aws:s3:::data/${aws:PrincipalTag/team}/*"),
        ("NotResource", "arn:aws:s3:::data/${aws:PrincipalTag/team}/*"),
        ("NotResource", "arn:aws:s3:::data/fraud/*"),
    ])
}

prop_compose! {
    fn statement()(allows in any::<bool>(), (element, resource) in resource(), condition in condition()) -> Value {
        json!({
            "Effect": if allows { "Allow" } else { "Deny" },
            "Action": "s3:GetObject", element: resource, "Condition": condition,
        })
    }
}

/// For each key: what the request has, and whether that is known.
fn facts() -> impl Strategy<Value = Vec<(Option<usize>, bool)>> {
    let one = (proptest::option::of(0..2_usize), any::<bool>());
    proptest::collection::vec(one, KEYS.len())
}

fn request(facts: &[(Option<usize>, bool)], reading: Option<Reading>) -> Request {
    let mut request = Request::new(
        "arn:aws:iam::111122223333:role/r",
        "s3:GetObject",
        "arn:aws:s3:::data/cardio/x",
    );
    let mut context = Context::default();
    for ((key, values), (value, known)) in KEYS.iter().zip(facts) {
        if reading.is_none() || *known {
            context.set(key, value.iter().map(|v| values[*v].to_owned()).collect());
        }
    }
    if let Some(reading) = reading {
        context.read(reading);
    }
    request.context = context;
    request
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn what_is_allowed_against_the_caller_is_allowed_and_what_is_allowed_is_allowed_for_it(
        statements in proptest::collection::vec(statement(), 1..4),
        facts in facts(),
    ) {
        let policies = Policies {
            identity: vec![Document::parse(&document(Value::Array(statements))).expect("a document")],
            ..Policies::default()
        };
        let compiled = Compiled::new(&policies);
        let ask = |reading| {
            let request = request(&facts, reading);
            let explained = decide(&request, &policies).result;
            assert_eq!(explained, compiled.decide(&request), "both forms, read {reading:?}");
            explained == Outcome::Allowed
        };
        let (narrow, truly, wide) = (ask(Some(Reading::Narrowest)), ask(None), ask(Some(Reading::Widest)));
        prop_assert!(!narrow || truly, "sure, and yet not so");
        prop_assert!(!truly || wide, "so, and yet thought impossible");
        if facts.iter().all(|(_, known)| *known) {
            prop_assert_eq!(narrow, wide, "nothing is in doubt");
        }
    }
}
