//! What is offered at the cursor of a policy that is being written.

use aisec_tui::policy::PolicyKind;
use aisec_tui::policy::complete::{Candidate, Known, Spot, Wanted, candidates};

/// The spot at the `|` of a text, and the text without it.
fn spot(marked: &str) -> (Option<Spot>, String) {
    let at = marked.find('|').expect("a cursor");
    let text = marked.replacen('|', "", 1);
    (Spot::at(&text, at), text)
}

fn known() -> Known {
    Known {
        partition: "aws".to_owned(),
        region: "eu-central-1".to_owned(),
        account: "123456789012".to_owned(),
        arns: vec![
            "arn:aws:s3:::patients".to_owned(),
            "arn:aws:kms:eu-central-1:123456789012:key/1111".to_owned(),
            "arn:aws:iam::123456789012:role/trainer".to_owned(),
        ],
    }
}

fn offered(marked: &str, kind: PolicyKind) -> Vec<Candidate> {
    let (spot, _) = spot(marked);
    candidates(&spot.expect("a spot"), kind, &known())
}

fn texts(marked: &str) -> Vec<String> {
    let all = offered(marked, PolicyKind::Identity);
    all.into_iter().map(|c| c.text).collect()
}

/// The text after taking the first candidate that is exactly this, with the
/// cursor (or what is selected) marked.
fn taken(marked: &str, choice: &str) -> String {
    let (spot, mut text) = spot(marked);
    let spot = spot.expect("a spot");
    let all = candidates(&spot, PolicyKind::Identity, &known());
    let chosen = all.iter().find(|c| c.text == choice);
    let change = spot.change(chosen.unwrap_or_else(|| panic!("{choice} is not among {all:?}")));
    let mut put = change.text.clone();
    put.insert(change.cursor.end, '|');
    if !change.cursor.is_empty() {
        put.insert(change.cursor.start, '|');
    }
    text.replace_range(change.span, &put);
    text
}

#[test]
fn what_is_wanted_follows_from_the_place_even_when_the_text_is_broken() {
    let cases = [
        (r#"{"V|"#, Some(Wanted::DocumentElement)),
        (r#"{"Statement":[{"|"#, Some(Wanted::StatementElement)),
        (r#"{"Statement":{"Action":"s3:|"}}"#, Some(Wanted::Action)),
        (r#"{"Statement":[{"NotAction":["a:b","|"]"#, Some(Wanted::Action)),
        // No comma between the members, and no bracket closed.
        (
            "{\"Statement\":[{\"Action\":\"s3:*\"\n\"Resource\":\"|",
            Some(Wanted::Resource),
        ),
        // The string above is not closed: it ends with its line.
        ("{\"Statement\":[{\"Action\":[\"s3:Get\n\"|", Some(Wanted::Action)),
        (r#"{"Statement":[{"Effect":"|""#, Some(Wanted::Effect)),
        (r#"{"Version":"|""#, Some(Wanted::Version)),
        (r#"{"Statement":[{"Principal":{"|"#, Some(Wanted::PrincipalType)),
        (
            r#"{"Statement":[{"Principal":{"AWS":["|"#,
            Some(Wanted::Principal("AWS".to_owned())),
        ),
        (r#"{"Statement":[{"Condition":{"|"#, Some(Wanted::Operator)),
        // A stray bracket closes nothing.
        (r#"{"Statement":[{}],]"Version":"|"#, Some(Wanted::Version)),
        (r#"{"Statement":[{"Sid":"|"}]}"#, None),
        ("|", None),
    ];
    for (marked, wanted) in cases {
        assert_eq!(spot(marked).0.map(|s| s.wanted), wanted, "{marked}");
    }
    let (key, _) = spot(r#"{"Statement":[{"Condition":{"StringLike":{"|"#);
    let operator = "StringLike".to_owned();
    assert_eq!(
        key.map(|s| s.wanted),
        Some(Wanted::Key {
            operator: operator.clone()
        })
    );
    let (value, _) = spot(r#"{"Statement":[{"Condition":{"StringLike":{"aws:SourceVpce":["|"#);
    let key = "aws:SourceVpce".to_owned();
    assert_eq!(value.map(|s| s.wanted), Some(Wanted::Value { operator, key }));
}

#[test]
fn no_text_and_no_cursor_makes_it_fail() {
    let text = "{\"Statement\":[{\"Action\":[\"s3:GetÖbject\\\"\",\n]}}]]{{\"\\";
    for at in 0..=text.len() {
        if text.is_char_boundary(at) {
            let _ = Spot::at(text, at).map(|s| candidates(&s, PolicyKind::Identity, &known()));
        }
        let _ = text.get(..at).map(|half| Spot::at(half, half.len()));
    }
}

#[test]
fn behind_a_prefix_the_services_own_actions_are_offered_and_none_twice() {
    let all = texts(r#"{"Statement":[{"Action":["s3:PutObject","s3:|"]}]}"#);
    assert!(all.contains(&"s3:GetObject".to_owned()));
    assert!(!all.contains(&"s3:PutObject".to_owned()), "it is there already");
    assert!(all.iter().all(|a| a.starts_with("s3:")));
}

#[test]
fn before_a_prefix_services_come_first_and_then_the_actions_nearby() {
    let all = texts(r#"{"Statement":[{"Action":["pass|"]}]}"#);
    assert_eq!(all.first().map(String::as_str), Some("s3:"));
    assert!(all.contains(&"iam:PassRole".to_owned()));
    let trust = offered(r#"{"Statement":[{"Action":"|"}]}"#, PolicyKind::Trust);
    assert!(trust.iter().all(|c| c.text.starts_with("sts:")));
}

#[test]
fn resources_take_the_forms_of_the_statements_actions_with_what_exists_first() {
    let all = texts(r#"{"Statement":[{"Resource":"|","Action":["s3:GetObject","kms:Decrypt"]}]}"#);
    assert_eq!(
        all[..3],
        [
            "arn:aws:s3:::patients/*",
            "arn:aws:kms:eu-central-1:123456789012:key/1111",
            "arn:aws:s3:::BucketName/ObjectName",
        ]
    );
    assert!(all.contains(&"arn:aws:kms:eu-central-1:123456789012:key/KeyId".to_owned()));
    assert!(!all.iter().any(|r| r.contains(":iam:") || r == "*"), "{all:?}");
    let any = texts(r#"{"Statement":[{"Action":"ecr:GetAuthorizationToken","Resource":"|"}]}"#);
    assert_eq!(any, ["*"]);
}

#[test]
fn keys_are_those_that_the_actions_carry_and_the_operator_can_compare() {
    let all = texts(r#"{"Statement":[{"Action":"kms:Decrypt","Condition":{"StringEquals":{"|"#);
    assert!(all.contains(&"kms:ViaService".to_owned()));
    assert!(all.contains(&"aws:SourceVpce".to_owned()));
    assert!(!all.contains(&"aws:SecureTransport".to_owned()), "it is no text");
    assert!(
        !all.contains(&"s3:prefix".to_owned()),
        "Decrypt does not carry it"
    );
    let truths = texts(r#"{"Statement":[{"Action":"kms:Decrypt","Condition":{"Bool":{"|"#);
    assert!(truths.contains(&"aws:SecureTransport".to_owned()));
    let operators = texts(r#"{"Statement":[{"Condition":{"Bool":{}, "|"#);
    assert!(operators.contains(&"StringNotEqualsIfExists".to_owned()));
    assert!(!operators.contains(&"Bool".to_owned()), "it is there already");
}

#[test]
fn values_are_offered_where_they_are_known() {
    let value = |operator: &str, key: &str| {
        texts(&format!(
            r#"{{"Statement":[{{"Condition":{{"{operator}":{{"{key}":"|"}}}}}}]}}"#
        ))
    };
    assert_eq!(value("Bool", "aws:SecureTransport"), ["true", "false"]);
    assert_eq!(value("Null", "aws:SourceVpce"), ["true", "false"]);
    assert_eq!(value("StringEquals", "aws:SourceAccount"), ["123456789012"]);
    assert_eq!(
        value("StringEquals", "kms:ViaService")[0],
        "s3.eu-central-1.amazonaws.com"
    );
    assert_eq!(value("StringEquals", "aws:UserAgent"), [""; 0]);
}

#[test]
fn what_is_taken_leaves_quotes_and_colon_right() {
    let cases = [
        (
            r#"{"Statement":[{"Action":["s3:GetOb|"]}]}"#,
            "s3:GetObject",
            r#"{"Statement":[{"Action":["s3:GetObject"|]}]}"#,
        ),
        // The quote is missing.
        (
            r#"{"Statement":[{"Action":["s3:GetOb|"#,
            "s3:GetObject",
            r#"{"Statement":[{"Action":["s3:GetObject"|"#,
        ),
        // What stands behind the cursor in the word is replaced.
        (
            r#"{"Statement":[{"Action":"s3:|PutObject"}]}"#,
            "s3:GetObject",
            r#"{"Statement":[{"Action":"s3:GetObject"|}]}"#,
        ),
        // The quote is missing and another string follows on the line.
        (
            r#"{"Statement":[{"Action":["s3:GetOb|, "s3:PutObject"]}]}"#,
            "s3:GetObject",
            r#"{"Statement":[{"Action":["s3:GetObject"|, "s3:PutObject"]}]}"#,
        ),
        // No string yet.
        (
            r#"{"Statement":[{"Action":[|]}]}"#,
            "kms:",
            r#"{"Statement":[{"Action":["kms:|"]}]}"#,
        ),
        (
            r#"{"Statement":[{"Eff|"}]}"#,
            "Effect",
            r#"{"Statement":[{"Effect": "|"}]}"#,
        ),
        (
            r#"{"Statement":[{"Con|": {}}]}"#,
            "Condition",
            r#"{"Statement":[{"Condition"|: {}}]}"#,
        ),
        (
            r#"{"Statement":[{"Condition":{"Bo|"}}]}"#,
            "Bool",
            r#"{"Statement":[{"Condition":{"Bool": {|}}}]}"#,
        ),
        (
            r#"{"Statement":[{"Action":"kms:Decrypt","Resource":"|"}]}"#,
            "arn:aws:kms:eu-central-1:123456789012:key/KeyId",
            r#"{"Statement":[{"Action":"kms:Decrypt","Resource":"arn:aws:kms:eu-central-1:123456789012:key/|KeyId|"}]}"#,
        ),
    ];
    for (marked, choice, wanted) in cases {
        assert_eq!(taken(marked, choice), wanted);
    }
}

#[test]
fn the_catalogue_answers_within_a_frame() {
    // The first question reads the services; later ones find them read.
    let marked = r#"{"Statement":[{"Action":["ec2:*","s3:*"],"Condition":{"StringEquals":{"|"#;
    let _ = texts(marked);
    let _ = texts(r#"{"Statement":[{"Action":["pa|"#);
    let began = std::time::Instant::now();
    let _ = texts(marked);
    let _ = texts(r#"{"Statement":[{"Action":["pa|"#);
    // Without optimisation; with it, a tenth.
    assert!(began.elapsed().as_millis() < 250, "{:?}", began.elapsed());
}
