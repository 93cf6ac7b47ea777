//! Policies are text from elsewhere: no text may make the room panic.

use aisec_tui::policy::compose::{Scenario, Workload, compose};
use aisec_tui::policy::evaluate::{Answer, Compiled, Policies, Request, decide};
use aisec_tui::policy::lint::lint;
use aisec_tui::policy::query;
use aisec_tui::policy::{Document, PolicyKind, pattern};
use proptest::prelude::*;

/// A text of the composed set with a piece cut out and another put in.
fn damaged() -> impl Strategy<Value = String> {
    let mut w = Workload::new("111122223333", "eu-central-1", "ml", Scenario::Healthcare);
    w.subnet_ids = vec!["subnet-1".to_owned()];
    let texts: Vec<String> = compose(&w).into_iter().map(|p| p.document).collect();
    let piece = prop_oneof![
        Just(""),
        Just("*"),
        Just("${"),
        Just("${}"),
        Just(":"),
        Just("é"),
        Just("\\ud800"),
        Just("arn:"),
        Just("\"\""),
        Just("Not"),
        Just("IfExists"),
        Just("ForAllValues:"),
        Just("/33"),
        Just("[]"),
        Just("{}"),
        Just("?")
    ];
    (
        prop::sample::select(texts),
        any::<prop::sample::Index>(),
        0..12usize,
        piece,
    )
        .prop_map(|(text, at, cut, piece)| {
            let start = at.index(text.len());
            let end = (start + cut).min(text.len());
            match (text.get(..start), text.get(end..)) {
                (Some(before), Some(after)) => format!("{before}{piece}{after}"),
                _ => text,
            }
        })
}

/// The obvious matcher, exponential and plainly right.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => naive(rest, text) || (!text.is_empty() && naive(pattern, &text[1..])),
        (Some(('?', rest)), Some((_, tail))) => naive(rest, tail),
        (Some((c, rest)), Some((t, tail))) => c == t && naive(rest, tail),
        _ => false,
    }
}

/// What patterns are made of; `k:v` has a value, `k:none` has none.
const PIECES: &[&str] = &[
    "a",
    "b",
    ":",
    "::",
    "é",
    "*",
    "?",
    "${k:v}",
    "${k:none}",
    "${k:none, 'a:*'}",
    "${*}",
    "${?}",
    "${$}",
    "${",
    "}",
    "arn:",
];

const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "ArnLike",
    "ArnNotEquals",
    "ForAnyValue:StringNotLike",
    "ForAllValues:ArnEquals",
    "BinaryEquals",
    "NumericLessThan",
    "DateEquals",
    "IpAddress",
    "Null",
];

proptest! {
    #[test]
    fn a_damaged_policy_is_linted_questioned_and_decided_without_a_panic(text in damaged()) {
        for kind in PolicyKind::ALL {
            for issue in lint(&text, kind) {
                prop_assert!(issue.line >= 1 && issue.column >= 1);
                prop_assert!(issue.line <= text.matches('\n').count() + 1);
                prop_assert!(text.get(issue.span.clone()).is_some());
                if let Some(fix) = issue.fix {
                    let fixed = fix.apply(&text);
                    prop_assert_ne!(&fixed, &text);
                    prop_assert!(Document::parse(&text).is_err() || Document::parse(&fixed).is_ok(), "{}: {fixed}", issue.code);
                }
            }
        }
        let Ok(document) = Document::parse(&text) else { return Ok(()) };
        prop_assert_eq!(Document::parse(&document.to_json()), Ok(document.clone()));
        query::public_statements(&document);
        query::outside_principals(&document, "111122223333");
        query::denies_insecure_transport(&document);
        query::escalation_actions(&document);
        let policies = Policies { identity: vec![document.clone()], resource: Some(document), ..Policies::default() };
        let request = Request::new("arn:aws:iam::111122223333:role/r", "s3:GetObject", "arn:aws:s3:::b/k");
        prop_assert_eq!(Compiled::new(&policies).decide(&request), decide(&request, &policies).result);
    }

    #[test]
    fn wildcards_match_as_the_obvious_matcher_does(wild in "[a?*é]{0,7}", text in "[aé*]{0,7}") {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        prop_assert_eq!(pattern::matches(&wild, &text), naive(&chars(&wild), &chars(&text)));
    }

    #[test]
    fn a_pattern_that_covers_another_matches_what_it_matches(wide in "[ab?*]{0,5}", narrow in "[ab?*]{0,5}", text in "[ab]{0,6}") {
        if pattern::covers(&wide, &narrow) && pattern::matches(&narrow, &text) {
            prop_assert!(pattern::matches(&wide, &text), "{wide} {narrow} {text}");
        }
    }

    #[test]
    fn both_forms_of_the_evaluator_read_any_pattern_alike(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..9),
        given in "[ab:é*]{0,9}",
        value in "[a:*é]{0,3}",
        operator in prop::sample::select(OPERATORS),
        version in prop::sample::select(&["2012-10-17", "2008-10-17"][..]),
    ) {
        let wanted = pieces.concat();
        let text = format!(
            r#"{{"Version":"{version}","Statement":[
                {{"Effect":"Allow","Action":"s3:Put*","Resource":"*","Condition":{{"{operator}":{{"k:given":"{wanted}"}}}}}},
                {{"Effect":"Allow","Action":"s3:Get*","Resource":"{wanted}"}},
                {{"Effect":"Allow","Action":"s3:List*","NotResource":"{wanted}"}},
                {{"Effect":"Deny","Action":"s3:Delete*","NotResource":"{wanted}"}}]}}"#
        );
        let document = Document::parse(&text).expect("a policy");
        let policies = Policies { identity: vec![document], ..Policies::default() };
        let compiled = Compiled::new(&policies);
        for action in ["s3:PutObject", "s3:GetObject", "s3:ListBucket", "s3:DeleteObject"] {
            let request = Request::new("arn:aws:iam::111122223333:role/r", action, given.clone())
                .owned_by("111122223333")
                .with("k:given", given.clone())
                .with("k:v", value.clone());
            prop_assert_eq!(compiled.decide(&request), decide(&request, &policies).result, "{} {}", action, text);
        }
    }

    #[test]
    fn any_line_gets_an_answer(line in r#"[\{\}\[\]":,a-z ]{0,40}"#) {
        prop_assert_eq!(Answer::to_line(&line).result, "Error");
    }
}

#[test]
fn an_action_without_a_colon_is_none_of_a_pattern_with_one() {
    for pattern in [":", ":*", "a:", "*:*"] {
        let text = format!(
            r#"{{"Statement":[{{"Effect":"Allow","Action":"*","Resource":"*"}},{{"Effect":"Deny","Action":"{pattern}","Resource":"*"}}]}}"#
        );
        let policies = Policies {
            identity: vec![Document::parse(&text).expect("a policy")],
            ..Policies::default()
        };
        let request = Request::new("arn:aws:iam::111122223333:role/r", "a", "*");
        assert!(decide(&request, &policies).is_allowed(), "{pattern}");
        assert_eq!(
            Compiled::new(&policies).decide(&request),
            decide(&request, &policies).result,
            "{pattern}"
        );
    }
}
