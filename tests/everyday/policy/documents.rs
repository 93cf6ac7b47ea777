//! Reading and printing policy documents.

use super::document;
use aisec_tui::policy::document::Span;
use aisec_tui::policy::{
    Condition, Document, Effect, Principal, PrincipalElement, Select, Statement, Version,
};
use proptest::prelude::*;

fn refused(text: &str) -> (usize, usize, &'static str, String) {
    let e = Document::parse(text).expect_err("a refusal");
    (e.line, e.column, e.code, e.reason)
}

#[test]
fn a_scalar_and_a_list_of_one_say_the_same() {
    let scalar = document(r#"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#);
    let list = document(r#"{"Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["*"]}]}"#);
    assert_eq!(scalar, list);
    assert_eq!(scalar.version, None);
    assert!(!scalar.has_variables());
}

#[test]
fn every_element_of_the_grammar_is_read() {
    let d = document(
        r#"{"Version":"2012-10-17","Id":"x","Statement":[{"Sid":"A","Effect":"Deny",
            "NotPrincipal":{"AWS":["111122223333","*"],"Service":"s3.amazonaws.com"},
            "NotAction":"iam:*","NotResource":["a","b"],
            "Condition":{"Bool":{"aws:SecureTransport":false},"NumericLessThan":{"s3:TlsVersion":1.2}}}]}"#,
    );
    assert_eq!(d.version, Some(Version::V2012));
    let s = &d.statements[0];
    assert_eq!(s.effect, Effect::Deny);
    assert_eq!(s.action, Select::AllBut(vec!["iam:*".into()]));
    assert_eq!(
        s.principal,
        Some(PrincipalElement::AllBut(vec![
            Principal::Aws("111122223333".into()),
            Principal::Aws("*".into()),
            Principal::Service("s3.amazonaws.com".into()),
        ]))
    );
    assert_eq!(s.conditions[0].values, ["false"]);
    assert_eq!(s.conditions[1].values, ["1.2"]);
}

#[test]
fn an_error_names_its_line_column_and_reason() {
    let (line, column, code, reason) = refused("{\n  \"Statement\": [\n    {\"Effect\": \"allow\"}\n  ]\n}");
    assert_eq!((line, column, code), (3, 16, "INVALID_EFFECT"));
    assert!(reason.contains("\"allow\""), "{reason}");

    let (line, column, code, _) = refused("{\n  \"Version\": \"2012-10-17\"\n  \"Statement\": []}");
    assert_eq!((line, column, code), (3, 3, "JSON_SYNTAX_ERROR"));
}

#[test]
fn a_name_given_twice_is_refused() {
    let (_, column, code, reason) = refused(r#"{"Statement":[],"Statement":[]}"#);
    assert_eq!((column, code), (17, "JSON_SYNTAX_ERROR"));
    assert!(reason.contains("twice"), "{reason}");
}

#[test]
fn what_aws_refuses_is_refused_with_the_access_analyzer_code() {
    for (text, code) in [
        ("[]", "DATA_TYPE_MISMATCH"),
        ("{}", "MISSING_STATEMENT"),
        (r#"{"Statment":[]}"#, "INVALID_POLICY_ELEMENT"),
        (r#"{"Version":"2012-10-18","Statement":[]}"#, "INVALID_VERSION"),
        (r#"{"Statement":{"Effect":"Allow"}}"#, "MISSING_ACTION"),
        (r#"{"Statement":{"Action":"*"}}"#, "MISSING_EFFECT"),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}"#,
            "UNSUPPORTED_ELEMENT_COMBINATION",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","Principal":"me"}}"#,
            "INVALID_PRINCIPAL_FORMAT",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","Principal":{"User":"x"}}}"#,
            "INVALID_PRINCIPAL_KEY",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":7}}"#,
            "DATA_TYPE_MISMATCH",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"*","Condition":{"Bool":{"a":{}}}}}"#,
            "INVALID_CONDITION_DATA_TYPE",
        ),
    ] {
        assert_eq!(refused(text).2, code, "{text}");
    }
}

#[test]
fn depth_and_size_have_a_limit_and_no_text_makes_it_panic() {
    assert!(refused(&"[".repeat(100_000)).3.contains("nested"));
    assert!(refused(&" ".repeat(300 * 1024)).3.contains("longer"));
    let whole = r#"{"Statement":[{"Effect":"Allow","Action":"s3:\u00e9\ud83d\ude00é","Resource":"*"}]}"#;
    document(whole);
    for end in (0..whole.len()).filter(|n| whole.is_char_boundary(*n)) {
        assert!(Document::parse(&whole[..end]).is_err(), "cut at {end}");
    }
    for text in [
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\u12\"",
        "\"\u{1}\"",
        "01",
        "-",
        "1.",
        "tru",
        "\u{feff}{}",
    ] {
        assert!(Document::parse(text).is_err(), "{text}");
    }
}

#[test]
fn what_is_printed_reads_back_as_the_same_document() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Principal":{"AWS":["1","2"],"Service":"x"},
        "Action":["a:b","c:d"],"Resource":"*","Condition":{"StringEquals":{"k":["v","w"],"l":"m"}}},
        {"Effect":"Deny","Principal":"*","Action":"*","Resource":[]}]}"#;
    let d = document(text);
    assert_eq!(document(&d.to_json()), d);
    assert_eq!(document(&d.to_compact_json()), d);
    assert!(d.to_json().contains("\n  \"Statement\": ["));
}

#[test]
fn every_element_tells_where_it_stands() {
    let text = r#"{"Version":"2012-10-17","Id":"x","Statement":{"Sid":"A","Effect":"Deny",
        "Principal":{"AWS":["1","2"],"Service":"x"},"NotAction":["a:b","c:d"],"Resource":"*",
        "Condition":{"StringEquals":{"k":["v",7],"l":"m"},"Bool":{"n":true}}}}"#;
    let (document, places) = Document::parse_with_places(text).expect("a policy");
    let at = |range: &std::ops::Range<usize>| &text[range.clone()];
    let all = |ranges: &[std::ops::Range<usize>]| ranges.iter().map(at).collect::<Vec<_>>();
    assert_eq!(places.version.as_ref().map(at), Some(r#""2012-10-17""#));
    assert_eq!(places.id.as_ref().map(at), Some(r#""x""#));
    let [s] = places.statements.as_slice() else {
        panic!("one statement")
    };
    assert_eq!(s.statement, document.statements[0].span.0);
    assert_eq!(s.sid.as_ref().map(at), Some(r#""A""#));
    assert_eq!(at(&s.effect), r#""Deny""#);
    let principal = s.principal.as_ref().expect("a principal");
    assert_eq!(all(&principal.values), [r#""1""#, r#""2""#, r#""x""#]);
    assert_eq!(
        (at(&s.action.name), all(&s.action.values)),
        (r#""NotAction""#, vec![r#""a:b""#, r#""c:d""#])
    );
    assert_eq!(s.resource.as_ref().map(|r| all(&r.values)), Some(vec![r#""*""#]));
    let conditions: Vec<_> = s
        .conditions
        .iter()
        .map(|c| (at(&c.operator), at(&c.key.name), all(&c.key.values)))
        .collect();
    assert_eq!(
        conditions,
        [
            (r#""StringEquals""#, r#""k""#, vec![r#""v""#, "7"]),
            (r#""StringEquals""#, r#""l""#, vec![r#""m""#]),
            (r#""Bool""#, r#""n""#, vec!["true"]),
        ]
    );
}

#[test]
fn an_object_of_very_many_names_is_read_in_the_time_of_its_length() {
    let names: Vec<String> = (0..20_000).map(|n| format!("\"k{n}\":1")).collect();
    let start = std::time::Instant::now();
    let text = format!(r#"{{"Statement":[],"x":{{{}}}}}"#, names.join(","));
    assert_eq!(refused(&text).2, "INVALID_POLICY_ELEMENT");
    let twice = format!(r#"{{"Statement":[],"x":{{{},"k7":1}}}}"#, names.join(","));
    assert!(refused(&twice).3.contains("`k7` is given twice"));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

fn words() -> impl Strategy<Value = Vec<String>> + Clone {
    let word = prop_oneof![
        Just("*".to_owned()),
        Just("s3:Get*".to_owned()),
        Just("arn:aws:s3:::b/${aws:username}/*".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(word, 0..4)
}

fn select() -> impl Strategy<Value = Select> {
    prop_oneof![words().prop_map(Select::Only), words().prop_map(Select::AllBut)]
}

fn principal() -> impl Strategy<Value = PrincipalElement> {
    // Kinds in the order of the element: a text groups them so.
    let groups = (words(), words(), words(), words()).prop_map(|(aws, service, federated, canonical)| {
        let mut all: Vec<Principal> = aws.into_iter().map(Principal::Aws).collect();
        all.extend(service.into_iter().map(Principal::Service));
        all.extend(federated.into_iter().map(Principal::Federated));
        all.extend(canonical.into_iter().map(Principal::CanonicalUser));
        all
    });
    let groups = groups.boxed();
    prop_oneof![
        Just(PrincipalElement::Only(vec![Principal::Everyone])),
        groups.clone().prop_map(PrincipalElement::Only),
        groups.prop_map(PrincipalElement::AllBut),
    ]
}

fn statement() -> impl Strategy<Value = Statement> {
    let conditions = prop::collection::btree_map(("[A-Z][a-z]{0,3}", any::<String>()), words(), 0..4);
    (
        prop::option::of(any::<String>()),
        any::<bool>(),
        prop::option::of(principal()),
        select(),
        prop::option::of(select()),
        conditions,
    )
        .prop_map(|(sid, deny, principal, action, resource, conditions)| Statement {
            sid,
            effect: if deny { Effect::Deny } else { Effect::Allow },
            principal,
            action,
            resource,
            conditions: conditions
                .into_iter()
                .map(|((operator, key), values)| Condition {
                    operator,
                    key,
                    values,
                })
                .collect(),
            span: Span::default(),
        })
}

proptest! {
    #[test]
    fn any_document_reads_back_as_it_was_printed(
        version in prop::option::of(prop_oneof![Just(Version::V2008), Just(Version::V2012)]),
        id in prop::option::of(any::<String>()),
        statements in prop::collection::vec(statement(), 0..4),
    ) {
        let whole = Document { version, id, statements };
        let text = whole.to_json();
        let (back, places) = Document::parse_with_places(&text).expect("what is printed is a policy");
        prop_assert_eq!(&back, &whole);
        prop_assert_eq!(Document::parse(&whole.to_compact_json()), Ok(back));
        prop_assert_eq!(places.statements.len(), whole.statements.len());
        for (place, statement) in places.statements.iter().zip(&whole.statements) {
            prop_assert_eq!(place.action.values.len(), statement.action.patterns().len());
            prop_assert_eq!(place.conditions.len(), statement.conditions.len());
        }
        prop_assert_eq!(whole.to_json(), text);
    }

    #[test]
    fn any_bytes_are_read_or_refused_within_the_text(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let error = Document::parse(&text).expect_err("random bytes are no policy");
        prop_assert!(error.line >= 1 && error.line <= text.lines().count().max(1) + 1);
    }
}
