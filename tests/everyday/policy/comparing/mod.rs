//! Which of two sets allows more, and where.

mod at_random;

use super::document;
use aisec_tui::policy::Document;
use aisec_tui::policy::catalogue;
use aisec_tui::policy::compare::{Comparison, allows, allows_more, allows_others, allows_public};
use aisec_tui::policy::evaluate::{Policies, decide};

fn set(statements: &str) -> Vec<Document> {
    vec![document(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#
    ))]
}

fn grant(action: &str, resource: &str, rest: &str) -> Vec<Document> {
    set(&format!(
        r#"{{"Effect":"Allow","Action":{action},"Resource":{resource}{rest}}}"#
    ))
}

fn when(condition: &str) -> Vec<Document> {
    grant(
        r#""s3:GetObject""#,
        r#""arn:aws:s3:::b/*""#,
        &format!(r#","Condition":{{{condition}}}"#),
    )
}

/// The witness of a yes, decided by the evaluator for both sets.
fn witness(wide: &[Document], narrow: &[Document]) -> String {
    let Comparison::Yes(witness) = allows_more(wide, narrow) else {
        panic!("{:?}", allows_more(wide, narrow));
    };
    let decided = |set: &[Document]| {
        let policies = Policies {
            identity: set.to_vec(),
            ..Policies::default()
        };
        decide(&witness.request, &policies).is_allowed()
    };
    assert!(decided(wide) && !decided(narrow), "{witness:?}");
    format!("{} {}", witness.request.action, witness.request.resource)
}

#[test]
fn a_wider_action_or_resource_is_shown_by_a_request() {
    let narrow = grant(r#""s3:GetObject""#, r#""arn:aws:s3:::clinic/raw/*""#, "");
    let actions = grant(
        r#"["s3:GetObject","s3:PutObject"]"#,
        r#""arn:aws:s3:::clinic/raw/*""#,
        "",
    );
    let resources = grant(r#""s3:GetObject""#, r#""arn:aws:s3:::clinic/*""#, "");
    assert_eq!(
        witness(&actions, &narrow),
        "s3:PutObject arn:aws:s3:::clinic/raw/"
    );
    let shown = witness(&resources, &narrow);
    assert!(shown.contains(":::clinic/") && !shown.contains("raw/"), "{shown}");
    for wider in [&actions, &resources] {
        assert_eq!(allows_more(&narrow, wider), Comparison::No);
        assert_eq!(allows_more(wider, wider), Comparison::No);
    }
}

#[test]
fn a_witness_is_an_action_and_a_resource_that_aws_has() {
    let all = grant(r#""sagemaker:*""#, r#""*""#, "");
    let some = grant(r#""sagemaker:D*""#, r#""*""#, "");
    let found = allows_more(&all, &some);
    let request = &found.witness().expect("more").request;
    assert!(catalogue::action(&request.action).is_some(), "{}", request.action);
    assert!(
        request
            .resource
            .starts_with("arn:aws:sagemaker:us-east-1:999999999999:"),
        "{}",
        request.resource
    );
}

#[test]
fn several_grants_together_are_as_wide_as_one() {
    let whole = grant(
        r#""s3:GetObject""#,
        r#"["arn:aws:s3:::a/*","arn:aws:s3:::b/*"]"#,
        "",
    );
    let parts = set(
        r#"{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::a/*"},
           {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#,
    );
    assert_eq!(allows_more(&whole, &parts), Comparison::No);
    assert!(witness(&parts, &whole).starts_with("s3:"));
}

#[test]
fn a_denial_narrows_and_one_that_changes_nothing_does_not() {
    let open = grant(r#""s3:*""#, r#""*""#, "");
    let denied = set(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"},
           {"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}"#);
    assert!(witness(&open, &denied).starts_with("s3:DeleteBucket "));
    assert_eq!(allows_more(&denied, &open), Comparison::No);
    let elsewhere = set(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"},
           {"Effect":"Deny","Action":"kms:*","Resource":"*"}"#);
    assert_eq!(allows_more(&open, &elsewhere), Comparison::No);
}

#[test]
fn conditions_are_compared_by_what_they_admit() {
    let ranges = |range: &str| when(&format!(r#""IpAddress":{{"aws:SourceIp":"{range}"}}"#));
    assert_eq!(
        allows_more(&ranges("10.1.0.0/16"), &ranges("10.0.0.0/8")),
        Comparison::No
    );
    witness(&ranges("10.0.0.0/8"), &ranges("10.1.0.0/16"));
    let sizes = |most: &str| when(&format!(r#""NumericLessThanEquals":{{"s3:max-keys":"{most}"}}"#));
    assert_eq!(allows_more(&sizes("5"), &sizes("10")), Comparison::No);
    witness(&sizes("10"), &sizes("5"));
    let dates = |until: &str| when(&format!(r#""DateLessThan":{{"aws:CurrentTime":"{until}"}}"#));
    assert_eq!(
        allows_more(&dates("2026-01-01T00:00:00Z"), &dates("2027-01-01T00:00:00Z")),
        Comparison::No
    );
    witness(&dates("2027-01-01T00:00:00Z"), &dates("2026-01-01T00:00:00Z"));
    let likes = |like: &str| when(&format!(r#""StringLike":{{"aws:SourceVpce":"{like}"}}"#));
    assert_eq!(allows_more(&likes("vpce-1"), &likes("vpce-*")), Comparison::No);
    witness(&likes("vpce-*"), &likes("vpce-1"));
    let arns = |arn: &str| when(&format!(r#""ArnLike":{{"aws:SourceArn":"{arn}"}}"#));
    witness(
        &arns("arn:aws:sagemaker:*:111122223333:*"),
        &arns("arn:aws:sagemaker:us-east-1:111122223333:*"),
    );
    assert_eq!(
        allows_more(&arns("arn:aws:s3:::b"), &arns("arn:aws:s3:::*")),
        Comparison::No
    );
}

#[test]
fn a_missing_key_is_a_request_too() {
    let strict = when(r#""StringEquals":{"aws:SourceVpce":"vpce-1"}"#);
    let lax = when(r#""StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}"#);
    let Comparison::Yes(found) = allows_more(&lax, &strict) else {
        panic!("the key may be absent");
    };
    assert_eq!(found.request.context.get("aws:sourcevpce"), None);
    assert_eq!(allows_more(&strict, &lax), Comparison::No);
    let tls = when(r#""Bool":{"aws:SecureTransport":"true"}"#);
    let plain = grant(r#""s3:GetObject""#, r#""arn:aws:s3:::b/*""#, "");
    let shown = allows_more(&plain, &tls);
    let shown = shown.witness().expect("plain HTTP");
    assert_eq!(
        shown.request.context.get("aws:securetransport"),
        Some(&["false".to_owned()][..])
    );
}

#[test]
fn sets_of_values_are_told_apart() {
    let any = when(r#""ForAnyValue:StringEquals":{"aws:TagKeys":["team"]}"#);
    let all = when(r#""ForAllValues:StringEquals":{"aws:TagKeys":["team"]}"#);
    let found = allows_more(&any, &all);
    let tags = found
        .witness()
        .expect("two tags")
        .request
        .context
        .get("aws:tagkeys")
        .map(<[_]>::len);
    assert_eq!(tags, Some(2), "the tag and another");
    let found = allows_more(&all, &any);
    assert_eq!(
        found
            .witness()
            .expect("no tag")
            .request
            .context
            .get("aws:tagkeys"),
        None
    );
}

#[test]
fn variables_are_compared_as_written_and_else_not_guessed() {
    let own = grant(
        r#""s3:GetObject""#,
        r#""arn:aws:s3:::homes/${aws:username}/*""#,
        "",
    );
    let homes = grant(
        r#""s3:*""#,
        r#"["arn:aws:s3:::homes/${aws:username}/*","arn:aws:s3:::shared/*"]"#,
        "",
    );
    assert_eq!(allows_more(&own, &homes), Comparison::No);
    assert!(witness(&homes, &own).starts_with("s3:"));
    let every = grant(r#""s3:GetObject""#, r#""arn:aws:s3:::homes/*""#, "");
    assert_eq!(allows_more(&own, &every), Comparison::No);
    witness(&every, &own);
    let tagged = grant(
        r#""s3:GetObject""#,
        r#""arn:aws:s3:::homes/${aws:PrincipalTag/team}/*""#,
        "",
    );
    let split = grant(
        r#""s3:GetObject""#,
        r#"["arn:aws:s3:::homes/a*","arn:aws:s3:::homes/b*","arn:aws:s3:::homes/x*"]"#,
        "",
    );
    assert!(matches!(
        allows_more(&tagged, &split),
        Comparison::CannotTell(_) | Comparison::Yes(_)
    ));
}

#[test]
fn an_action_on_a_resource_is_found_or_is_not_there() {
    let held = set(
        r#"{"Effect":"Allow","Action":["kms:Decrypt","s3:Get*"],"Resource":"*"},
           {"Effect":"Deny","Action":"kms:*","Resource":"arn:aws:kms:*:*:key/secret"}"#,
    );
    let ask = |action: &str, resource: &str| allows(&held, &[action.to_owned()], &[resource.to_owned()]);
    assert!(
        ask("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/*")
            .witness()
            .is_some()
    );
    assert_eq!(
        ask("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/secret"),
        Comparison::No
    );
    assert_eq!(ask("s3:PutObject", "arn:aws:s3:::clinic/*"), Comparison::No);
    assert!(ask("s3:*", "arn:aws:s3:::clinic/*").witness().is_some());
}

#[test]
fn a_resource_policy_lets_in_those_it_names_and_no_others() {
    let policy = |principal: &str, rest: &str| {
        document(&format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"{rest}}}}}"#
        ))
    };
    let known = ["111122223333".to_owned()];
    let ours = policy(r#"{"AWS":"arn:aws:iam::111122223333:role/train"}"#, "");
    assert_eq!(allows_others(&[ours], &known), Comparison::No);
    let theirs = policy(r#"{"AWS":["111122223333","444455556666"]}"#, "");
    let found = allows_others(&[theirs], &known);
    assert!(
        found
            .witness()
            .expect("them")
            .request
            .principal
            .contains("444455556666")
    );
    let everyone = policy(r#""*""#, "");
    assert!(allows_others(&[everyone], &known).witness().is_some());
    let account = policy(
        r#""*""#,
        r#","Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}"#,
    );
    assert_eq!(
        allows_others(std::slice::from_ref(&account), &known),
        Comparison::No
    );
    let root = ["arn:aws:iam::111122223333:root".to_owned()];
    assert_eq!(
        allows_others(&[account], &root),
        Comparison::No,
        "its root user stands for it"
    );
}

#[test]
fn the_public_is_let_in_only_where_nothing_ties_it_to_somebody_or_somewhere() {
    let ask = |statements: &str| allows_public(&set(statements));
    let get = |rest: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"{rest}}}"#
        )
    };
    let deny = |rest: &str| {
        format!(r#"{{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"{rest}}}"#)
    };
    let when = |block: &str| format!(r#","Condition":{block}"#);
    for open in [
        get(""),
        get(&when(r#"{"Bool":{"aws:SecureTransport":"true"}}"#)),
        get(&when(r#"{"StringLike":{"aws:SourceVpce":"vpce-*"}}"#)),
        get(&when(r#"{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}"#)),
        get(&when(r#"{"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}}"#)),
        get(&when(
            r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}}"#,
        )),
        get(&when(r#"{"Bool":{"aws:PrincipalIsAWSService":"false"}}"#)),
        format!(
            "{},{}",
            get(""),
            deny(&when(
                r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"},"Null":{"aws:SourceVpce":"false"}}"#
            ))
        ),
        format!(
            "{},{}",
            get(""),
            deny(&when(r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#))
        ),
        r#"{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}"#
            .to_owned(),
    ] {
        let found = ask(&open);
        let witness = found.witness().unwrap_or_else(|| panic!("{found:?} of {open}"));
        assert!(!witness.request.principal.contains("111122223333"), "{witness:?}");
    }
    for closed in [
        get(&when(r#"{"StringEquals":{"aws:SourceVpce":["vpce-1","vpce-2"]}}"#)),
        get(&when(r#"{"StringEquals":{"aws:PrincipalOrgID":"o-1234567890"}}"#)),
        get(&when(r#"{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}}"#)),
        get(&when(r#"{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}"#)),
        get(&when(r#"{"Bool":{"aws:PrincipalIsAWSService":"true"}}"#)),
        format!("{},{}", get(""), deny(&when(r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#))),
        format!("{},{}", get(""), deny("")),
        r#"{"Effect":"Allow","Principal":{"AWS":["111122223333","arn:aws:iam::444455556666:role/x"],"Service":"s3.amazonaws.com"},"Action":"s3:*","Resource":"*"}"#.to_owned(),
    ] {
        assert_eq!(ask(&closed), Comparison::No, "{closed}");
    }
}

#[test]
fn a_bucket_may_be_anybodys_so_a_condition_on_its_owner_does_not_hide_what_is_granted() {
    let own = r#","Condition":{"StringEquals":{"aws:ResourceAccount":"123456789012"}}"#;
    let other = r#","Condition":{"StringNotEquals":{"aws:ResourceAccount":"123456789012"}}"#;
    let bucket = r#""arn:aws:s3:::clinic""#;
    let narrow = grant(r#""s3:ListBucket""#, bucket, own);
    let wide = grant(r#""s3:*""#, bucket, own);
    witness(&wide, &narrow);
    assert_eq!(allows_more(&narrow, &wide), Comparison::No);
    let elsewhere = grant(r#""s3:ListBucket""#, bucket, other);
    witness(&elsewhere, &narrow);
    // Where an ARN leaves the account open, not every account is tried.
    let any = r#""arn:aws:kms:*:*:key/*""#;
    let (some, all) = (grant(r#""kms:Decrypt""#, any, own), grant(r#""kms:*""#, any, own));
    assert!(matches!(
        allows_more(&all, &some),
        Comparison::CannotTell(_) | Comparison::Yes(_)
    ));
}
