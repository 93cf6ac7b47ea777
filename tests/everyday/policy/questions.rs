//! The questions posture asks of documents.

use super::document;
use aisec_tui::policy::Document;
use aisec_tui::policy::query::{
    Conditions, allows, decrypt_any_key, denies_insecure_transport, escalation_actions,
    full_service_wildcards, grants_admin, outside_principals, pass_role_star, public_statements,
    service_trust_without_source,
};

fn allow_everyone_if(condition: &str) -> Document {
    document(&format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{condition}}}}}"#
    ))
}

fn identity(action: &str, resource: &str) -> Document {
    document(&format!(
        r#"{{"Statement":{{"Effect":"Allow","Action":{action},"Resource":{resource}}}}}"#
    ))
}

#[test]
fn a_grant_to_everyone_is_public_unless_a_condition_fixes_who_or_whence() {
    for open in [
        "{}",
        r#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}"#,
        r#"{"IpAddress":{"aws:SourceIp":"::/0"}}"#,
        r#"{"StringLike":{"aws:SourceVpce":"vpce-*"}}"#,
        r#"{"StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}}"#,
        r#"{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"o-abc"}}"#,
        r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#,
        r#"{"StringEquals":{"aws:UserAgent":"secret"}}"#,
        r#"{"Bool":{"aws:SecureTransport":"true"}}"#,
        r#"{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}}"#,
    ] {
        assert_eq!(public_statements(&allow_everyone_if(open)).len(), 1, "{open}");
    }
    for closed in [
        r#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#,
        r#"{"StringEquals":{"aws:SourceVpce":["vpce-1","vpce-2"]}}"#,
        r#"{"StringEquals":{"aws:PrincipalOrgID":"o-abc"}}"#,
        r#"{"StringEquals":{"kms:CallerAccount":"111122223333"}}"#,
        r#"{"StringEquals":{"s3:DataAccessPointAccount":"111122223333"}}"#,
        r#"{"ArnLike":{"AWS:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/*"}}"#,
    ] {
        assert!(
            public_statements(&allow_everyone_if(closed)).is_empty(),
            "{closed}"
        );
    }
    let other = document(
        r#"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"},
            {"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"},
            {"Sid":"N","Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"*","Resource":"*"}]}"#,
    );
    let sids: Vec<_> = public_statements(&other).iter().map(|s| s.sid.clone()).collect();
    assert_eq!(sids, [Some("N".to_owned())]);
}

#[test]
fn principals_of_other_accounts_are_listed() {
    let d = document(
        r#"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::111122223333:role/r",
            "444455556666","arn:aws:iam::777788889999:root","AROAEXAMPLE"]},"Action":"*","Resource":"*"},
            {"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalAccount":["111122223333","123456789012"]}}},
            {"Effect":"Deny","Principal":{"AWS":"999999999999"},"Action":"*","Resource":"*"}]}"#,
    );
    assert_eq!(
        outside_principals(&d, "111122223333"),
        ["123456789012", "444455556666", "arn:aws:iam::777788889999:root"]
    );
}

#[test]
fn plain_http_is_denied_only_if_bucket_and_objects_are_for_everyone() {
    let deny = |principal: &str, resource: &str, condition: &str| {
        denies_insecure_transport(&document(&format!(
            r#"{{"Statement":{{"Effect":"Deny","Principal":{principal},"Action":"s3:*","Resource":{resource},"Condition":{condition}}}}}"#
        )))
    };
    let (all, plain) = (
        r#"["arn:aws:s3:::b","arn:aws:s3:::b/*"]"#,
        r#"{"Bool":{"aws:SecureTransport":"false"}}"#,
    );
    assert!(deny("\"*\"", all, plain));
    assert!(deny(r#"{"AWS":"*"}"#, "\"*\"", plain));
    assert!(!deny("\"*\"", r#""arn:aws:s3:::b/*""#, plain));
    assert!(!deny(
        "\"*\"",
        r#"["arn:aws:s3:::b","arn:aws:s3:::b/secret/*"]"#,
        plain
    ));
    assert!(!deny(r#"{"AWS":"111122223333"}"#, all, plain));
    assert!(!deny("\"*\"", all, r#"{"Bool":{"aws:SecureTransport":"true"}}"#));
    assert!(!deny(
        "\"*\"",
        all,
        r#"{"Bool":{"aws:SecureTransport":"false","aws:ViaAWSService":"false"}}"#
    ));
}

#[test]
fn administration_is_seen_in_every_spelling() {
    for action in [r#""*""#, r#""*:*""#, r#"["s3:Get*","**"]"#] {
        assert!(grants_admin(&identity(action, r#""*""#)).is_some(), "{action}");
    }
    assert!(grants_admin(&identity(r#""s3:*""#, r#""*""#)).is_none());
    assert!(grants_admin(&identity(r#""*""#, r#""arn:aws:s3:::b""#)).is_none());
}

#[test]
fn a_grant_is_found_by_wildcard_and_withdrawn_by_a_deny() {
    let d = document(
        r#"{"Statement":[{"Sid":"A","Effect":"Allow","Action":"S3:get*","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}},
            {"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/secret/*"}]}"#,
    );
    let found = allows(&d, "s3:GetObject", "arn:aws:s3:::b/x", Conditions::Ignore).expect("a grant");
    assert_eq!(found.sid.as_deref(), Some("A"));
    assert!(allows(&d, "s3:GetObject", "arn:aws:s3:::b/x", Conditions::MustBeAbsent).is_none());
    assert!(allows(&d, "s3:GetObject", "arn:aws:s3:::b/secret/x", Conditions::Ignore).is_none());
    assert!(allows(&d, "s3:GetObject", "*", Conditions::Ignore).is_none());
}

#[test]
fn passing_any_role_to_any_service_is_found() {
    for resource in [
        r#""*""#,
        r#""arn:aws:iam::*:role/*""#,
        r#""arn:aws:iam::111122223333:role/*""#,
    ] {
        assert_eq!(
            pass_role_star(&identity(r#""iam:Pass*""#, resource)).len(),
            1,
            "{resource}"
        );
    }
    assert!(
        pass_role_star(&identity(
            r#""iam:PassRole""#,
            r#""arn:aws:iam::111122223333:role/one""#
        ))
        .is_empty()
    );
    let to_one = document(
        r#"{"Statement":{"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"sagemaker.amazonaws.com"}}}}"#,
    );
    assert!(pass_role_star(&to_one).is_empty());
}

#[test]
fn whole_services_and_all_keys_are_found() {
    assert_eq!(
        full_service_wildcards(&identity(r#"["S3:*","kms:Get*","*"]"#, r#""*""#)),
        ["s3:*"]
    );
    for resource in [r#""*""#, r#""arn:aws:kms:*:111122223333:key/*""#] {
        assert_eq!(
            decrypt_any_key(&identity(r#""kms:De*""#, resource)).len(),
            1,
            "{resource}"
        );
    }
    assert!(
        decrypt_any_key(&identity(
            r#""kms:Decrypt""#,
            r#""arn:aws:kms:us-east-1:111122223333:key/1""#
        ))
        .is_empty()
    );
}

#[test]
fn a_service_trusted_without_its_source_is_a_confused_deputy() {
    let trust = |condition: &str| {
        service_trust_without_source(&document(&format!(
            r#"{{"Statement":{{"Effect":"Allow","Principal":{{"Service":["sagemaker.amazonaws.com","ec2.amazonaws.com"]}},"Action":"sts:AssumeRole","Condition":{condition}}}}}"#
        )))
    };
    assert_eq!(trust("{}"), ["sagemaker.amazonaws.com"]);
    assert_eq!(
        trust(r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sagemaker:*:*:*"}}"#),
        ["sagemaker.amazonaws.com"]
    );
    assert!(trust(r#"{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#).is_empty());
}

#[test]
fn escalation_paths_name_the_statements_that_open_them() {
    let d = identity(r#"["iam:PassRole","sagemaker:CreateTrainingJob"]"#, r#""*""#);
    let paths = escalation_actions(&d);
    let ids: Vec<_> = paths.iter().map(|p| p.id).collect();
    assert_eq!(ids, ["sagemaker-002"]);
    assert_eq!(paths[0].granted.len(), 2);
    assert!(escalation_actions(&identity(r#""sagemaker:CreateTrainingJob""#, r#""*""#)).is_empty());
}

#[test]
fn every_action_of_an_escalation_path_is_one_that_aws_has() {
    let services = [
        "iam",
        "ec2",
        "lambda",
        "cloudformation",
        "glue",
        "datapipeline",
        "sagemaker",
        "sagemaker-mlflow",
        "bedrock",
        "bedrock-agentcore",
        "kms",
    ];
    let actions: Vec<String> = services.iter().map(|s| format!(r#""{s}:*""#)).collect();
    let document = document(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":[{}],"Resource":"*"}}]}}"#,
        actions.join(",")
    ));
    let paths = escalation_actions(&document);
    assert!(paths.len() >= 38, "{} paths", paths.len());
    for path in paths {
        for (action, _) in path.granted {
            assert!(
                aisec_tui::policy::catalogue::action(action).is_some(),
                "{action} of {}",
                path.id
            );
        }
    }
}
