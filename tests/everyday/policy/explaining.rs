//! Statements in plain sentences.

use aisec_tui::policy::explain::{self, About};
use aisec_tui::policy::{Document, PolicyKind};

/// The sentences about one thing of the only statement.
fn told(statement: &str, kind: PolicyKind, about: About) -> Vec<String> {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    let document = Document::parse(&text).unwrap_or_else(|e| panic!("{e}: {text}"));
    let explanation = explain::document(&document, kind).remove(0);
    let sentences = explanation.sentences.into_iter();
    sentences.filter(|s| s.about == about).map(|s| s.text).collect()
}

fn in_short(statement: &str, kind: PolicyKind) -> String {
    told(statement, kind, About::Effect).remove(0)
}

#[test]
fn a_statement_is_summed_up_in_a_sentence() {
    let identity = PolicyKind::Identity;
    let cases = [
        (
            r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}"#,
            identity,
            "Allows kms:Decrypt on every resource.",
        ),
        (
            r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#,
            identity,
            "Allows every action of every service on every resource.",
        ),
        (
            r#"{"Effect":"Deny","NotAction":["iam:*"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#,
            PolicyKind::Scp,
            "whatever else allows it, when one condition holds.",
        ),
        (
            r#"{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::a/*","arn:aws:s3:::b/*"]}"#,
            PolicyKind::EndpointPolicy,
            "Lets through the endpoint 2 actions on 2 resources.",
        ),
        (
            r#"{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}"#,
            PolicyKind::Trust,
            "Allows sts:AssumeRole.",
        ),
    ];
    for (statement, kind, wanted) in cases {
        let said = in_short(statement, kind);
        assert!(said.ends_with(wanted), "{said}");
    }
}

#[test]
fn a_wildcard_is_expanded_into_how_many_actions_of_which_level() {
    let statement = r#"{"Effect":"Allow","Action":["kms:*","iam:PassRole","s3:Frobnicate"],"Resource":"*"}"#;
    let said = told(statement, PolicyKind::Identity, About::Action);
    assert!(
        said[0].starts_with("kms:*: ")
            && said[0].contains("Permissions management, ")
            && said[0].contains("Read"),
        "{said:?}"
    );
    assert!(
        said[0].contains("such as CreateGrant"),
        "the strongest are named: {said:?}"
    );
    assert_eq!(said[1], "iam:PassRole: Write, on a role.");
    assert_eq!(said[2], "s3:Frobnicate: no action that AWS documents.");
    let counts: Vec<usize> = said[0]
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok())
        .collect();
    assert_eq!(counts[0], counts[1..].iter().sum::<usize>(), "{said:?}");
}

#[test]
fn resources_are_told_by_their_type_and_place() {
    let statement = r#"{"Effect":"Allow","Action":["s3:GetObject","sagemaker:*"],"Resource":["arn:aws:s3:::patients/*","arn:aws:s3:::patients","arn:aws:sagemaker:*:123456789012:training-job/ward-*","arn:aws:s3:::home/${aws:username}/*"]}"#;
    let said = told(statement, PolicyKind::Identity, About::Resource);
    assert!(said[0].contains("every object of Amazon S3"), "{said:?}");
    assert!(said[1].contains("one bucket of Amazon S3"), "{said:?}");
    assert!(
        said[2].ends_with("in any Region, of account 123456789012.") && said[2].contains("training-job"),
        "{said:?}"
    );
    assert!(said[3].contains("filled in from the request"), "{said:?}");
}

#[test]
fn principals_are_told_by_who_they_are() {
    let statement = r#"{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:root","arn:aws:iam::123456789012:role/trainer","*"],"Service":"sagemaker.amazonaws.com"},"Action":"kms:Decrypt","Resource":"*"}"#;
    let said = told(statement, PolicyKind::KeyPolicy, About::Principal);
    assert_eq!(
        said,
        [
            "The account 123456789012: whomever its own policies allow it to.",
            "The role trainer of account 123456789012.",
            "Everyone: every principal of every account.",
            "The AWS service sagemaker.amazonaws.com.",
        ]
    );
    let nobody = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    let said = told(nobody, PolicyKind::Identity, About::Principal);
    assert_eq!(said, ["Whoever the policy is attached to."]);
}

#[test]
fn conditions_are_told_with_what_a_silent_request_comes_to() {
    let statement = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{
        "Bool":{"aws:SecureTransport":"false"},
        "StringNotEquals":{"aws:SourceVpce":["vpce-1","vpce-2"]},
        "StringEqualsIfExists":{"aws:RequestedRegion":"eu-central-1"},
        "Null":{"aws:SourceArn":"true"},
        "ForAllValues:StringLike":{"aws:TagKeys":"team-*"},
        "NumericLessThan":{"s3:TlsVersion":"1.2"},
        "StringEquals":{"aws:PrincipalTag/team":["a","b","c"]}}}"#;
    let said = told(statement, PolicyKind::Identity, About::Condition);
    let wanted = [
        "The request is made over plain HTTP (Bool aws:SecureTransport).",
        "The VPC endpoint that the request comes through is none of vpce-1, vpce-2; also if the request does not say (StringNotEquals aws:SourceVpce).",
        "The Region that is called is eu-central-1; also if the request does not say (StringEqualsIfExists aws:RequestedRegion).",
        "The request does not carry the resource on whose behalf the service calls (Null aws:SourceArn).",
        "Each value of a tag key of the request matches team-*; also if there is none (ForAllValues:StringLike aws:TagKeys).",
        "The TLS version is below 1.2 (NumericLessThan s3:TlsVersion).",
        "The caller's tag team is a, b or c (StringEquals aws:PrincipalTag/team).",
    ];
    assert_eq!(said, wanted);
}

#[test]
fn every_composed_policy_is_explained_and_no_action_of_it_is_unknown() {
    use aisec_tui::policy::compose::{Scenario, Workload, compose};
    let workload = Workload::new("123456789012", "eu-central-1", "ward-dev", Scenario::Healthcare);
    for policy in compose(&workload) {
        let document = Document::parse(&policy.document).expect("composed");
        for explanation in explain::document(&document, policy.kind) {
            assert!(
                explanation.sentences.len() >= 3,
                "{}: {explanation:?}",
                policy.name
            );
            for sentence in explanation.sentences {
                assert!(
                    !sentence.text.contains("no action that") && !sentence.text.contains("no such operator"),
                    "{}: {}",
                    policy.name,
                    sentence.text
                );
            }
        }
    }
}
