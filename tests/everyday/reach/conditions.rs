//! What depends: conditions of which the inventory says nothing.

use super::account::{ACCOUNT, DATA, account, allow, document, named, role_arn, told, trusts};
use aisec_tui::inventory::Field;
use aisec_tui::posture::reach::{Rank, Who};
use serde_json::json;

#[expect(
    clippy::needless_pass_by_value,
    reason = "the caller writes the value in place"
)]
fn reads_if(condition: serde_json::Value) -> serde_json::Value {
    json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("{DATA}/*"), "Condition": condition})
}

#[test]
fn a_condition_on_the_request_makes_it_can_if_and_names_it() {
    let account = account()
        .data()
        .user(
            "office",
            &[reads_if(json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}))],
        )
        .user(
            "mfa",
            &[
                allow(&["s3:GetObject"], "*"),
                json!({"Sid": "NeedMfa", "Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}),
            ],
        )
        .user(
            "both",
            &[
                allow(&["s3:GetObject"], "*"),
                reads_if(json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})),
            ],
        )
        .user(
            "tls",
            &[
                allow(&["s3:GetObject"], "*"),
                json!({"Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
            ],
        );
    let office = account.reader("office").expect("perhaps");
    assert_eq!(office.answer, Rank::If);
    assert_eq!(office.provided, ["if IpAddress aws:SourceIp = 192.0.2.0/24"]);
    let mfa = account.reader("mfa").expect("perhaps");
    assert_eq!(
        mfa.provided,
        ["unless BoolIfExists aws:MultiFactorAuthPresent = false (statement NeedMfa of inline policy own-1)"]
    );
    assert_eq!(told(account.reader("both")), "yes: act", "one grant asks nothing");
    assert_eq!(
        told(account.reader("tls")),
        "yes: act",
        "the caller has the choice"
    );
}

#[test]
fn what_is_known_of_a_principal_decides_its_conditions() {
    let account = account()
        .data()
        .user("anna", &[reads_if(json!({"StringEquals": {"aws:username": "anna"}}))])
        .user("tom", &[reads_if(json!({"StringEquals": {"aws:username": "anna"}}))])
        .user("outside", &[reads_if(json!({"StringEquals": {"aws:PrincipalAccount": "444455556666"}}))])
        .user("home", &[json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("{DATA}/home/${{aws:username}}/*")})])
        .user("tagged", &[json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("{DATA}/${{aws:PrincipalTag/team}}/*")})])
        .role("session", &trusts("Service", "ec2.amazonaws.com"), &[json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("{DATA}/${{aws:PrincipalTag/team}}/*")})]);
    assert_eq!(told(account.reader("anna")), "yes: act");
    assert_eq!(told(account.reader("tom")), "no");
    assert_eq!(told(account.reader("outside")), "no");
    let home = account.reader("home").expect("a home of one's own");
    assert_eq!(
        (home.answer, home.path[0].to.as_str()),
        (Rank::Yes, "arn:aws:s3:::training-data/home/home/any")
    );
    assert_eq!(
        told(account.reader("tagged")),
        "no",
        "a user has the tags that it has"
    );
    assert_eq!(
        told(account.reader("session")),
        "if: act",
        "a session may bring the tag"
    );
}

#[test]
fn a_sure_way_round_comes_before_a_short_one_that_depends() {
    let account = account()
        .data()
        .role(
            "reader",
            &trusts("AWS", ACCOUNT),
            &[allow(&["s3:GetObject"], "*")],
        )
        .user(
            "anna",
            &[
                reads_if(json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})),
                allow(&["sts:AssumeRole"], &role_arn("reader")),
            ],
        );
    assert_eq!(told(account.reader("anna")), "yes: assume, act");
}

#[test]
fn those_outside_are_asked_too() {
    let provider = format!("arn:aws:iam::{ACCOUNT}:saml-provider/Clinic");
    let everyone = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": format!("{DATA}/public/*"),
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-clinic"}}});
    let partner = json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/partner"}, "Action": "s3:GetObject", "Resource": format!("{DATA}/*")});
    let service = json!({"Effect": "Allow", "Principal": {"Service": "macie.amazonaws.com"}, "Action": "s3:GetObject", "Resource": format!("{DATA}/*")});
    let signed = json!({"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}});
    let account = account()
        .bucket(
            "training-data",
            Field::Known(Some(document(json!([everyone, partner, service])))),
        )
        .role(
            "doctor",
            &document(json!([signed])),
            &[allow(&["s3:GetObject"], "*")],
        )
        .role(
            "export",
            &trusts("AWS", "555566667777"),
            &[allow(&["s3:GetObject"], "*")],
        );
    let answer = account.who_can("s3:GetObject", "training-data");
    let found: Vec<(Who, &str, String)> = answer
        .principals
        .iter()
        .map(|r| (r.who, r.name.as_str(), told(Some(r.clone()))))
        .filter(|(who, ..)| !matches!(who, Who::Role | Who::Root))
        .collect();
    assert_eq!(
        found,
        [
            (Who::Service, "macie.amazonaws.com", "yes: act".to_owned()),
            (Who::Outside, "partner of 444455556666", "if: act".to_owned()),
            // With everyone of the organisation, and shorter than by the role.
            (Who::Account, "555566667777", "if: act".to_owned()),
            (Who::Everyone, "anyone", "if: act".to_owned()),
            (Who::Federated, "Clinic", "if: assume, act".to_owned()),
        ]
    );
    let anyone = named(answer.clone(), "anyone").expect("anyone");
    assert_eq!(anyone.provided, ["if StringEquals aws:PrincipalOrgID = o-clinic"]);
    let partner = named(answer, "partner of 444455556666").expect("the partner");
    assert_eq!(partner.provided, ["if account 444455556666 allows it too"]);
}

#[test]
fn a_bucket_that_restricts_public_access_keeps_strangers_out() {
    use aisec_tui::inventory::detail::{Bucket, PublicAccessBlock};
    let everyone = json!([{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": format!("{DATA}/*")}]);
    let bucket = |restrict: bool| Bucket {
        policy: Field::Known(Some(document(everyone.clone()))),
        policy_is_public: Field::Known(true),
        public_access_block: Field::Known(Some(PublicAccessBlock {
            restrict_public_buckets: restrict,
            ..PublicAccessBlock::default()
        })),
        ..Bucket::default()
    };
    let open = account()
        .put(DATA, "training-data", bucket(false))
        .user("anna", &[]);
    assert_eq!(told(open.reader("anyone")), "yes: act");
    let kept = account()
        .put(DATA, "training-data", bucket(true))
        .user("anna", &[]);
    assert_eq!(told(kept.reader("anyone")), "no");
    assert_eq!(told(kept.reader("anna")), "yes: act", "of the account");
}

#[test]
fn everyone_of_ones_own_account_is_no_stranger() {
    let key = |account: &str| {
        json!([{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*",
            "Condition": {"StringEquals": {"kms:CallerAccount": account}}}])
    };
    let own = account().key(key(ACCOUNT), Vec::new()).user("anna", &[]);
    let answer = own.who_can("kms:Decrypt", "alias/training");
    let names: Vec<&str> = answer.principals.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["anna", "root"], "the statement names each of the account");
    let other = account().key(key("444455556666"), Vec::new()).user("anna", &[]);
    let answer = other.who_can("kms:Decrypt", "alias/training");
    let names: Vec<&str> = answer.principals.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["444455556666"]);
}
