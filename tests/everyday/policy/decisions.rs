//! The evaluator decides as AWS documents it.

use super::document;
use aisec_tui::policy::evaluate::{Answer, Outcome, Policies, Request, Slot, decide};
use aisec_tui::policy::{Document, Effect};
use proptest::prelude::*;

const ACCOUNT: &str = "111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/ml";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/ml/s";
const USER: &str = "arn:aws:iam::111122223333:user/bob";
const STRANGER: &str = "arn:aws:iam::444455556666:role/x";
const OBJECT: &str = "arn:aws:s3:::data/k";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

fn get(principal: &str) -> Request {
    Request::new(principal, "s3:GetObject", OBJECT).owned_by(ACCOUNT)
}

fn statement(effect: &str, rest: &str) -> Document {
    document(&format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}",{rest}}}}}"#
    ))
}

fn allow_all() -> Document {
    statement("Allow", r#""Action":"*","Resource":"*""#)
}

fn names(principal: &str) -> Document {
    statement(
        "Allow",
        &format!(r#""Principal":{principal},"Action":"*","Resource":"*""#),
    )
}

fn nothing() -> Document {
    statement("Allow", r#""Action":"none:None","Resource":"*""#)
}

fn identity(document: Document) -> Policies {
    Policies {
        identity: vec![document],
        ..Policies::default()
    }
}

fn resource(document: Document) -> Policies {
    Policies {
        resource: Some(document),
        ..Policies::default()
    }
}

/// Whether an identity policy with this condition allows the request.
fn holds(condition: &str, request: &Request) -> bool {
    let policy = statement(
        "Allow",
        &format!(r#""Action":"*","Resource":"*","Condition":{condition}"#),
    );
    decide(request, &identity(policy)).is_allowed()
}

#[test]
fn nothing_is_allowed_until_a_statement_says_so_and_a_deny_always_wins() {
    let none = decide(&get(USER), &Policies::default());
    assert_eq!(none.result, Outcome::ImplicitlyDenied);
    assert_eq!(none.because[0].policy, Slot::Identity);

    let mut policies = identity(allow_all());
    assert!(decide(&get(USER), &policies).is_allowed());
    policies.identity.push(document(
        r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"No","Effect":"Deny","Action":"s3:Get*","Resource":"*"}]}"#,
    ));
    let denied = decide(&get(USER), &policies);
    assert_eq!(denied.result, Outcome::ExplicitlyDenied);
    let because = &denied.because[0];
    assert_eq!((because.index, because.statement), (Some(1), Some(1)));
    assert_eq!(because.sid.as_deref(), Some("No"));
}

#[test]
fn a_bucket_policy_alone_suffices_within_the_account_and_not_across() {
    assert!(decide(&get(ROLE), &resource(names(&format!(r#"{{"AWS":"{ROLE}"}}"#)))).is_allowed());
    let stranger = format!(r#"{{"AWS":"{STRANGER}"}}"#);
    let mut policies = resource(names(&stranger));
    assert_eq!(
        decide(&get(STRANGER), &policies).result,
        Outcome::ImplicitlyDenied
    );
    policies.identity = vec![allow_all()];
    assert!(decide(&get(STRANGER), &policies).is_allowed());
    policies.resource = None;
    assert_eq!(
        decide(&get(STRANGER), &policies).result,
        Outcome::ImplicitlyDenied
    );
}

#[test]
fn naming_the_account_leaves_the_decision_to_its_identity_policies() {
    let account = names(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#);
    assert!(!decide(&get(ROLE), &resource(account.clone())).is_allowed());
    let mut policies = resource(account);
    policies.identity = vec![allow_all()];
    assert!(decide(&get(ROLE), &policies).is_allowed());
}

#[test]
fn a_key_heeds_identity_policies_only_if_its_policy_trusts_the_account() {
    let decrypt = Request::new(ROLE, "kms:Decrypt", KEY);
    assert!(!decide(&decrypt, &identity(allow_all())).is_allowed());
    let mut policies = identity(allow_all());
    policies.resource = Some(names(r#"{"AWS":"arn:aws:iam::111122223333:role/other"}"#));
    assert_eq!(
        decide(&decrypt, &policies).because[0].policy,
        Slot::ResourcePolicy
    );
    policies.resource = Some(names(r#"{"AWS":"111122223333"}"#));
    assert!(decide(&decrypt, &policies).is_allowed());
}

#[test]
fn a_role_is_assumed_only_as_its_trust_policy_says() {
    let assume =
        Request::new("sagemaker.amazonaws.com", "sts:AssumeRole", ROLE).with("aws:SourceAccount", ACCOUNT);
    let trust = statement(
        "Allow",
        r#""Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#,
    );
    assert!(decide(&assume, &resource(trust.clone())).is_allowed());
    let other = assume.clone().with("aws:SourceAccount", "444455556666");
    assert!(!decide(&other, &resource(trust.clone())).is_allowed());
    let user = Request::new(USER, "sts:AssumeRole", ROLE);
    let mut policies = identity(allow_all());
    policies.resource = Some(trust);
    assert!(!decide(&user, &policies).is_allowed());
}

#[test]
fn boundaries_limit_identity_grants_and_grants_to_roles_but_not_to_sessions() {
    let mut policies = identity(allow_all());
    policies.boundary = vec![nothing()];
    assert_eq!(decide(&get(SESSION), &policies).because[0].policy, Slot::Boundary);
    policies.resource = Some(names(&format!(r#"{{"AWS":"{ROLE}"}}"#)));
    assert!(!decide(&get(SESSION), &policies).is_allowed());
    policies.resource = Some(names(&format!(r#"{{"AWS":"{SESSION}"}}"#)));
    assert!(decide(&get(SESSION), &policies).is_allowed());
}

#[test]
fn every_organisation_level_and_the_endpoint_must_allow() {
    let mut policies = identity(allow_all());
    policies.scps = vec![vec![allow_all()], vec![nothing()]];
    let decision = decide(&get(USER), &policies);
    assert_eq!(
        (decision.because[0].policy, decision.because[0].level),
        (Slot::Scp, Some(1))
    );
    policies.scps.clear();
    policies.rcps = vec![vec![statement(
        "Deny",
        r#""Principal":"*","Action":"s3:*","Resource":"*""#,
    )]];
    assert_eq!(decide(&get(USER), &policies).result, Outcome::ExplicitlyDenied);
    policies.rcps.clear();
    policies.vpce = vec![statement(
        "Allow",
        r#""Principal":"*","Action":"s3:PutObject","Resource":"*""#,
    )];
    assert_eq!(decide(&get(USER), &policies).because[0].policy, Slot::Vpce);
}

#[test]
fn a_missing_key_satisfies_negated_and_if_exists_operators_only() {
    let bare = get(USER);
    for (condition, expected) in [
        (r#"{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#, false),
        (r#"{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}"#, true),
        (r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#, true),
        (r#"{"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}"#, true),
        (r#"{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, true),
        (r#"{"Bool":{"aws:SecureTransport":"false"}}"#, false),
        (r#"{"Null":{"aws:SourceVpce":"true"}}"#, true),
        (r#"{"Null":{"aws:SourceVpce":"false"}}"#, false),
        (r#"{"ForAllValues:StringEquals":{"aws:TagKeys":"a"}}"#, true),
        (r#"{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}"#, false),
    ] {
        assert_eq!(holds(condition, &bare), expected, "{condition}");
    }
}

#[test]
fn the_operators_compare_as_documented() {
    let mut request = get(USER)
        .with("aws:SourceIp", "192.0.2.9")
        .with("s3:TlsVersion", "1.10")
        .with("aws:CurrentTime", "2026-01-01T00:30:00+01:00")
        .with("aws:PrincipalArn", ROLE)
        .with("aws:username", "bob")
        .with("aws:SecureTransport", "TRUE");
    request.context.set("aws:TagKeys", vec!["a".into(), "b".into()]);
    for (condition, expected) in [
        (r#"{"StringEquals":{"AWS:UserName":["eve","bob"]}}"#, true),
        (r#"{"StringEquals":{"aws:username":"B*"}}"#, false),
        (r#"{"StringEqualsIgnoreCase":{"aws:username":"BOB"}}"#, true),
        (r#"{"StringLike":{"aws:username":"b?b"}}"#, true),
        (r#"{"StringNotLike":{"aws:username":["x","b*"]}}"#, false),
        (r#"{"StringLike":{"aws:username":"${aws:username}"}}"#, true),
        (
            r#"{"StringEquals":{"aws:username":"${aws:PrincipalTag/t, 'bob'}"}}"#,
            true,
        ),
        (
            r#"{"StringEquals":{"aws:username":"${aws:PrincipalTag/t}"}}"#,
            false,
        ),
        (r#"{"StringLike":{"aws:username":"${*}"}}"#, false),
        (r#"{"NumericLessThan":{"s3:TlsVersion":"1.2"}}"#, true),
        (r#"{"NumericEquals":{"s3:TlsVersion":"1.1"}}"#, true),
        (r#"{"DateLessThan":{"aws:CurrentTime":"2026-01-01"}}"#, true),
        (r#"{"DateEquals":{"aws:CurrentTime":"1767223800"}}"#, true),
        (
            r#"{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","192.0.2.8/29"]}}"#,
            true,
        ),
        (r#"{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#, false),
        (r#"{"IpAddress":{"aws:SourceIp":"2001:db8::/32"}}"#, false),
        (
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/m?"}}"#,
            true,
        ),
        (r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:*:role/ml"}}"#, false),
        (
            r#"{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/ml"}}"#,
            false,
        ),
        (r#"{"Bool":{"aws:SecureTransport":true}}"#, true),
        (r#"{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}"#, false),
        (
            r#"{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b","c"]}}"#,
            true,
        ),
        (r#"{"ForAnyValue:StringEquals":{"aws:TagKeys":["b"]}}"#, true),
        (r#"{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["b"]}}"#, true),
        (r#"{"ForAllValues:StringNotEquals":{"aws:TagKeys":["b"]}}"#, false),
        (r#"{"StringEqual":{"aws:username":"bob"}}"#, false),
        (
            r#"{"StringEquals":{"aws:username":"bob"},"Bool":{"aws:SecureTransport":"false"}}"#,
            false,
        ),
    ] {
        assert_eq!(holds(condition, &request), expected, "{condition}");
    }
}

#[test]
fn variables_are_read_in_2012_documents_only_and_never_as_wildcards() {
    let home = |version: &str| {
        document(&format!(
            r#"{{"Version":"{version}","Statement":{{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/${{aws:username}}/*"}}}}"#
        ))
    };
    let of =
        |user: &str| Request::new(USER, "s3:GetObject", "arn:aws:s3:::data/bob/x").with("aws:username", user);
    assert!(decide(&of("bob"), &identity(home("2012-10-17"))).is_allowed());
    assert!(!decide(&of("bob"), &identity(home("2008-10-17"))).is_allowed());
    assert!(!decide(&of("b*"), &identity(home("2012-10-17"))).is_allowed());
}

#[test]
fn a_line_of_json_is_answered_with_result_and_reasons() {
    let line = format!(
        r#"{{"id":7,"principal":"{USER}","action":"s3:GetObject","resource":"{OBJECT}","context":{{"aws:SecureTransport":true}},
            "identity":[{{"Statement":{{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"}}}}]}}"#
    );
    let answer = serde_json::to_value(Answer::to_line(&line)).expect("an answer is printable");
    assert_eq!(
        answer,
        serde_json::json!({"id": 7, "result": "Allowed", "because":
            [{"policy": "identity", "index": 0, "statement": 0, "sid": "A", "why": "allows"}]})
    );
    for bad in [
        "{",
        r#"{"principal":"a","action":"b","resource":"c"}"#,
        &line.replace("Allow", "allow"),
    ] {
        let answer = Answer::to_line(bad);
        assert_eq!(answer.result, "Error", "{bad}");
        assert!(answer.error.is_some());
    }
}

fn any_document() -> impl Strategy<Value = Document> {
    let action = prop_oneof![Just("*"), Just("s3:*"), Just("s3:GetObject"), Just("kms:*")];
    let resource = prop_oneof![Just("*"), Just(OBJECT), Just("arn:aws:s3:::other/*")];
    let principal = prop_oneof![Just("*"), Just(ACCOUNT), Just(ROLE), Just(STRANGER)];
    let condition = prop_oneof![
        Just("{}"),
        Just(r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#),
        Just(r#"{"Bool":{"aws:SecureTransport":"true"}}"#)
    ];
    let one = (
        action,
        resource,
        principal,
        condition,
        any::<bool>(),
        any::<bool>(),
        0..5u8,
    );
    prop::collection::vec(one, 1..4).prop_map(|all| {
        let statements: Vec<String> = all
            .into_iter()
            .map(|(action, resource, principal, condition, not_action, not_resource, deny)| {
                let effect = if deny == 0 { "Deny" } else { "Allow" };
                let (a, r) = (if not_action { "Not" } else { "" }, if not_resource { "Not" } else { "" });
                format!(
                    r#"{{"Effect":"{effect}","Principal":{{"AWS":"{principal}"}},"{a}Action":"{action}","{r}Resource":"{resource}","Condition":{condition}}}"#
                )
            })
            .collect();
        document(&format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(",")))
    })
}

fn without_principals(mut document: Document) -> Document {
    for statement in &mut document.statements {
        statement.principal = None;
    }
    document
}

proptest! {
    #[test]
    fn adding_a_deny_never_allows_more(
        first in any_document(),
        second in any_document(),
        extra in any_document(),
        who in prop_oneof![Just(ROLE), Just(SESSION), Just(USER), Just(STRANGER), Just("sagemaker.amazonaws.com")],
        on_resource in any::<bool>(),
        tls in any::<bool>(),
    ) {
        let request = get(who).with("aws:SecureTransport", tls.to_string());
        let mut policies = identity(without_principals(first));
        policies.resource = Some(second);
        let before = decide(&request, &policies);
        let mut extra = extra;
        for statement in &mut extra.statements {
            statement.effect = Effect::Deny;
        }
        if on_resource {
            policies.resource.as_mut().expect("set above").statements.extend(extra.statements);
        } else {
            policies.identity.push(without_principals(extra));
        }
        let after = decide(&request, &policies);
        prop_assert!(before.is_allowed() || !after.is_allowed());
        prop_assert!(before.result != Outcome::ExplicitlyDenied || after.result == Outcome::ExplicitlyDenied);
    }

    #[test]
    fn parse_after_print_is_the_identity(document in any_document()) {
        prop_assert_eq!(Document::parse(&document.to_json()), Ok(document));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in r#"[\{\}\[\]":,\\a-zé0-9 *-]{0,60}"#) {
        let _ = Document::parse(&text);
    }
}
