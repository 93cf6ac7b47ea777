//! Reading and printing policy documents.

use super::document;
use aisec_tui::policy::{Document, Effect, Principal, PrincipalElement, Select, Version};

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
