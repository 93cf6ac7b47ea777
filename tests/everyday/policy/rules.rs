//! The rules of AWS that no policy writes, one by one.

use super::document;
use aisec_tui::policy::Document;
use aisec_tui::policy::evaluate::{Compiled, Outcome, Policies, Request, decide};

const USER: &str = "arn:aws:iam::111122223333:user/bob";
const ROLE: &str = "arn:aws:iam::111122223333:role/ml";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/ml/s";
const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/feda";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";

/// The outcome, in which both forms of the evaluator must agree.
fn outcome(request: &Request, policies: &Policies) -> Outcome {
    let explained = decide(request, policies).result;
    assert_eq!(Compiled::new(policies).decide(request), explained, "{request:?}");
    explained
}

fn allowed(request: &Request, policies: &Policies) -> bool {
    outcome(request, policies) == Outcome::Allowed
}

fn get(principal: &str) -> Request {
    Request::new(principal, "s3:GetObject", "arn:aws:s3:::data/k").owned_by("111122223333")
}

fn statement(rest: &str) -> Document {
    document(&format!(
        r#"{{"Version":"2012-10-17","Statement":{{{rest},"Action":"*","Resource":"*"}}}}"#
    ))
}

fn allow_all() -> Document {
    statement(r#""Effect":"Allow""#)
}

fn nothing() -> Document {
    document(r#"{"Statement":{"Effect":"Allow","Action":"none:None","Resource":"*"}}"#)
}

fn grant(principal: &str) -> Policies {
    Policies {
        resource: Some(statement(&format!(r#""Effect":"Allow","Principal":{principal}"#))),
        ..Policies::default()
    }
}

fn of_identity(document: Document) -> Policies {
    Policies {
        identity: vec![document],
        ..Policies::default()
    }
}

#[test]
fn which_limits_bind_a_grant_in_the_resources_policy_depends_on_whom_it_names() {
    let aws = |arn: &str| format!(r#"{{"AWS":"{arn}"}}"#);
    for (caller, named, boundary_binds, session_binds) in [
        (USER, aws(USER), false, false),
        (USER, "\"*\"".to_owned(), false, false),
        (SESSION, aws(ROLE), true, true),
        (SESSION, aws(SESSION), false, false),
        (SESSION, "\"*\"".to_owned(), false, false),
        (ROLE, aws(ROLE), true, true),
        (FEDERATED, aws(FEDERATED), false, false),
    ] {
        let request = get(caller);
        assert!(allowed(&request, &grant(&named)), "{caller} by {named}");
        let mut bounded = grant(&named);
        bounded.boundary = vec![nothing()];
        assert_eq!(
            allowed(&request, &bounded),
            !boundary_binds,
            "{caller} by {named}"
        );
        let mut limited = grant(&named);
        limited.session = Some(nothing());
        assert_eq!(allowed(&request, &limited), !session_binds, "{caller} by {named}");
    }
}

#[test]
fn a_stronger_grant_is_not_spoilt_by_a_weaker_one_beside_it() {
    let mut policies = grant(&format!(r#"{{"AWS":["*","{ROLE}","111122223333"]}}"#));
    policies.boundary = vec![nothing()];
    policies.session = Some(nothing());
    assert!(allowed(&get(SESSION), &policies));
}

#[test]
fn a_federated_user_without_a_session_policy_may_do_only_what_names_it() {
    let mut policies = of_identity(allow_all());
    assert!(!allowed(&get(FEDERATED), &policies));
    policies.session = Some(allow_all());
    assert!(allowed(&get(FEDERATED), &policies));
}

#[test]
fn not_principal_spares_only_who_is_listed_together_with_the_account() {
    let deny = |listed: &str| {
        let mut policies = of_identity(allow_all());
        policies.resource = Some(statement(&format!(
            r#""Effect":"Deny","NotPrincipal":{{"AWS":[{listed}]}}"#
        )));
        policies
    };
    let list = |all: &[&str]| {
        all.iter()
            .map(|a| format!("\"{a}\""))
            .collect::<Vec<_>>()
            .join(",")
    };
    for (caller, listed, spared) in [
        (USER, vec![USER, ROOT], true),
        (USER, vec![USER, "111122223333"], true),
        (USER, vec![USER], false),
        (USER, vec![ROOT], false),
        (SESSION, vec![SESSION, ROLE, ROOT], true),
        (SESSION, vec![ROLE, ROOT], true),
        (SESSION, vec![SESSION, ROOT], false),
        (ROOT, vec![ROOT], true),
        ("s3.amazonaws.com", vec![ROOT], false),
    ] {
        let policies = deny(&list(&listed));
        let denied = outcome(&get(caller), &policies) == Outcome::ExplicitlyDenied;
        assert_eq!(!denied, spared, "{caller} in {listed:?}");
        if caller == USER {
            let mut bounded = policies;
            bounded.boundary = vec![allow_all()];
            assert_eq!(outcome(&get(caller), &bounded), Outcome::ExplicitlyDenied);
        }
    }
}

#[test]
fn the_root_user_overrules_a_bucket_policy_about_itself_and_nothing_else() {
    let mut policies = Policies {
        resource: Some(statement(r#""Effect":"Deny","Principal":"*""#)),
        ..Policies::default()
    };
    let ask =
        |who: &str, action: &str| Request::new(who, action, "arn:aws:s3:::data").owned_by("111122223333");
    assert!(allowed(&ask(ROOT, "s3:DeleteBucketPolicy"), &policies));
    assert!(!allowed(&ask(ROOT, "s3:ListBucket"), &policies));
    assert!(!allowed(
        &ask("arn:aws:iam::444455556666:root", "s3:DeleteBucketPolicy"),
        &policies
    ));
    policies.vpce = vec![statement(r#""Effect":"Deny","Principal":"*""#)];
    assert!(!allowed(&ask(ROOT, "s3:DeleteBucketPolicy"), &policies));
}

#[test]
fn even_the_root_user_needs_the_key_policy_to_trust_its_account() {
    let decrypt = Request::new(ROOT, "kms:Decrypt", KEY);
    assert!(!allowed(&decrypt, &grant(&format!(r#"{{"AWS":"{ROLE}"}}"#))));
    assert!(allowed(&decrypt, &grant(r#"{"AWS":"111122223333"}"#)));
}

#[test]
fn session_tags_and_source_identity_need_the_trust_policy_too() {
    for action in ["sts:TagSession", "sts:SetSourceIdentity"] {
        let request = Request::new(USER, action, "arn:aws:iam::111122223333:role/target");
        assert!(!allowed(&request, &of_identity(allow_all())), "{action}");
        let mut policies = of_identity(allow_all());
        policies.resource = grant(r#"{"AWS":"111122223333"}"#).resource;
        assert!(allowed(&request, &policies), "{action}");
    }
}

#[test]
fn identity_providers_services_and_canonical_users_are_named_by_their_kind() {
    let canonical = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    let saml = "arn:aws:iam::111122223333:saml-provider/adfs";
    let role = "arn:aws:iam::111122223333:role/target";
    let web = |id: &str| Request::new(id, "sts:AssumeRoleWithWebIdentity", role);
    for (request, named) in [
        (
            web("cognito-identity.amazonaws.com"),
            r#"{"Federated":"cognito-identity.amazonaws.com"}"#.to_owned(),
        ),
        (
            web("accounts.google.com"),
            r#"{"Federated":"accounts.google.com"}"#.to_owned(),
        ),
        (
            Request::new(saml, "sts:AssumeRoleWithSAML", role),
            format!(r#"{{"Federated":"{saml}"}}"#),
        ),
        (
            get("s3.amazonaws.com"),
            r#"{"Service":"s3.amazonaws.com"}"#.to_owned(),
        ),
        (get(canonical), format!(r#"{{"CanonicalUser":"{canonical}"}}"#)),
        (
            get("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"),
            r#"{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}"#.to_owned(),
        ),
    ] {
        assert!(allowed(&request, &grant(&named)), "{named}");
        assert!(
            !allowed(&request, &grant(r#"{"Service":"ec2.amazonaws.com"}"#)),
            "{named}"
        );
        assert!(!allowed(&request, &grant(r#"{"AWS":"111122223333"}"#)), "{named}");
    }
}

#[test]
fn a_unique_id_in_a_saved_policy_names_the_role_that_it_stands_for() {
    let request = get(SESSION).with("aws:userid", "AROAEXAMPLE:s");
    assert!(allowed(&request, &grant(r#"{"AWS":"AROAEXAMPLE"}"#)));
    assert!(!allowed(&request, &grant(r#"{"AWS":"AROAOTHER"}"#)));
    assert!(!allowed(&get(SESSION), &grant(r#"{"AWS":"AROAEXAMPLE"}"#)));
}

#[test]
fn organisation_policies_spare_service_linked_roles_and_retiring_a_grant() {
    let linked = "arn:aws:iam::111122223333:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForMacie";
    let deny = || vec![vec![statement(r#""Effect":"Deny","Principal":"*""#)]];
    let mut policies = of_identity(allow_all());
    policies.scps = deny();
    policies.rcps = deny();
    assert!(allowed(&get(linked), &policies));
    assert!(!allowed(&get(ROLE), &policies));
    policies.scps.clear();
    policies.resource = grant(r#"{"AWS":"111122223333"}"#).resource;
    assert!(allowed(&Request::new(ROLE, "kms:RetireGrant", KEY), &policies));
    assert!(!allowed(&Request::new(ROLE, "kms:RevokeGrant", KEY), &policies));
}

#[test]
fn an_account_in_the_policy_of_a_gateway_endpoint_means_its_root_user() {
    let mut policies = of_identity(allow_all());
    policies.vpce = vec![statement(
        r#""Effect":"Allow","Principal":{"AWS":"111122223333"}"#,
    )];
    assert!(!allowed(&get(ROLE), &policies));
    policies.resource = grant(r#"{"AWS":"111122223333"}"#).resource;
    assert!(allowed(&Request::new(ROLE, "kms:Decrypt", KEY), &policies));
}

#[test]
fn an_incomplete_arn_is_completed_in_the_policies_of_principals_only() {
    let send = Request::new(USER, "sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q");
    let short = r#""Action":"sqs:*","Resource":"arn:aws:sqs""#;
    let identity = document(&format!(r#"{{"Statement":{{"Effect":"Allow",{short}}}}}"#));
    assert!(allowed(&send, &of_identity(identity)));
    let resource = document(&format!(
        r#"{{"Statement":{{"Effect":"Allow","Principal":"*",{short}}}}}"#
    ));
    let policies = Policies {
        resource: Some(resource),
        ..Policies::default()
    };
    assert!(!allowed(&send, &policies));
}

#[test]
fn a_variable_in_an_arn_condition_brings_its_colons_and_no_wildcards() {
    let rule =
        statement(r#""Effect":"Allow","Condition":{"ArnLike":{"aws:SourceArn":"${aws:PrincipalArn}"}}"#);
    let ask = |source: &str, principal: &str| {
        get(USER)
            .with("aws:SourceArn", source)
            .with("aws:PrincipalArn", principal)
    };
    assert!(allowed(&ask(USER, USER), &of_identity(rule.clone())));
    assert!(!allowed(
        &ask(USER, "arn:aws:iam::111122223333:user/*"),
        &of_identity(rule.clone())
    ));
    assert!(!allowed(&ask(USER, "*"), &of_identity(rule)));
}

#[test]
fn values_compare_in_every_form_that_they_may_be_written_in() {
    for (given, condition, holds) in [
        ("0", r#"{"NumericEquals":{"k":"-0"}}"#, true),
        ("1e3", r#"{"NumericEquals":{"k":"1000"}}"#, true),
        ("x", r#"{"NumericNotEquals":{"k":"1"}}"#, true),
        (
            "1767225600",
            r#"{"DateEquals":{"k":"2026-01-01T00:00:00Z"}}"#,
            true,
        ),
        (
            "2026-01-01T02:00:00.5+02:00",
            r#"{"DateGreaterThan":{"k":"1767225600"}}"#,
            true,
        ),
        ("2026-01", r#"{"DateEquals":{"k":"2026-01-01"}}"#, true),
        ("QmluYXJ5", r#"{"BinaryEquals":{"k":"QmluYXJ5"}}"#, true),
        ("2001:db8::1", r#"{"IpAddress":{"k":"2001:DB8:0::/48"}}"#, true),
        ("10.0.0.1", r#"{"IpAddress":{"k":"::/0"}}"#, false),
        ("10.0.0.1", r#"{"NotIpAddress":{"k":"2001:db8::1"}}"#, true),
        ("STRASSE", r#"{"StringEqualsIgnoreCase":{"k":"strasse"}}"#, true),
        ("É", r#"{"StringEqualsIgnoreCase":{"k":"é"}}"#, true),
        ("a*b", r#"{"StringEquals":{"k":"a${*}b"}}"#, true),
        ("axb", r#"{"StringLike":{"k":"a${*}b"}}"#, false),
        ("v", r#"{"StringEquals":{"k":"${missing, 'v'}"}}"#, true),
        ("v", r#"{"StringNotEquals":{"k":"${missing}"}}"#, true),
        ("${open", r#"{"StringEquals":{"k":"${open"}}"#, true),
    ] {
        let rule = statement(&format!(r#""Effect":"Allow","Condition":{condition}"#));
        let request = get(USER).with("k", given);
        assert_eq!(
            allowed(&request, &of_identity(rule)),
            holds,
            "{given} {condition}"
        );
    }
}

#[test]
fn a_denied_request_is_told_what_would_have_to_change() {
    let near = document(
        r#"{"Version":"2012-10-17","Statement":{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"*",
            "Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}}"#,
    );
    let decision = decide(
        &get(USER).with("aws:SourceVpce", "vpce-2"),
        &of_identity(near.clone()),
    );
    assert_eq!(
        decision.change,
        [
            "identity policy must allow s3:GetObject on arn:aws:s3:::data/k; statement 0 (Read) of identity policy 0 \
          would, but for StringEquals aws:SourceVpce = vpce-1 (the request has vpce-2)"
        ]
    );
    let mut policies = of_identity(near);
    policies.resource = Some(statement(
        r#""Sid":"Tls","Effect":"Deny","Principal":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}"#,
    ));
    let decision = decide(&get(USER).with("aws:SecureTransport", "false"), &policies);
    assert_eq!(decision.change.len(), 2, "it would still have to be granted");
    assert_eq!(
        decision.change[..1],
        [
            "statement 0 (Tls) of the resource's policy must not hold; it does, for Bool aws:SecureTransport = false \
          (the request has false)"
        ]
    );
    let foreign = Request::new(
        "arn:aws:iam::444455556666:role/x",
        "s3:GetObject",
        "arn:aws:s3:::data/k",
    )
    .owned_by("111122223333");
    assert_eq!(
        decide(&foreign, &Policies::default()).change.len(),
        2,
        "both accounts must allow"
    );
}
