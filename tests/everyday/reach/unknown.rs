//! What could not be read is said, and never taken for a no.

use super::account::{
    ACCOUNT, DATA, account, allow, attached, denied, named, role_arn, sagemaker, told, trusts,
};
use aisec_tui::inventory::{Field, Gap, GapKind, Kind, Region, ScopeGap};
use aisec_tui::posture::reach::{QueryError, Rank, Reach};
use serde_json::json;

#[test]
fn a_policy_that_was_not_read_makes_the_answer_of_its_principal_unknown() {
    let account = account()
        .data()
        .user_but("missing", &[], |u| u.attached = attached(&["lost"]))
        .user_but("unreadable", &[], |u| u.inline = denied("iam:GetUserPolicy"))
        .user_but("grouped", &[], |u| {
            u.groups = Field::Known(vec!["lost".to_owned()]);
        })
        .user_but("garbled", &[], |u| {
            u.inline = Field::Known(vec![aisec_tui::inventory::detail::InlinePolicy {
                name: "bad".to_owned(),
                document: "{".to_owned(),
            }]);
        })
        .user_but("likely", &[allow(&["s3:GetObject"], "*")], |u| {
            u.attached = attached(&["lost"]);
        });
    for (name, reason) in [
        ("missing", "policy lost: it was not read"),
        (
            "unreadable",
            "its inline policies: iam:GetUserPolicy denied: not authorized",
        ),
        ("grouped", "group lost: it was not read"),
    ] {
        let found = account.reader(name).expect("not a no");
        assert_eq!(found.answer, Rank::CannotTell, "{name}");
        assert_eq!(found.provided, [reason]);
    }
    let garbled = account.reader("garbled").expect("not a no");
    assert!(
        garbled.provided[0].starts_with("inline policy bad: it does not parse"),
        "{:?}",
        garbled.provided
    );
    let likely = account.reader("likely").expect("likely");
    assert_eq!(
        (likely.answer, likely.provided),
        (
            Rank::If,
            vec!["unless denied by policy lost: it was not read".to_owned()]
        )
    );
}

#[test]
fn a_denial_that_was_read_stands_whatever_was_not() {
    let denial = json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"});
    let alone = || {
        account()
            .data()
            .user_but("anna", std::slice::from_ref(&denial), |u| {
                u.attached = attached(&["lost"]);
            })
    };
    assert_eq!(told(alone().reader("anna")), "no");
    // What was not read may let her become somebody who can.
    let beside = alone().user("tom", &[allow(&["s3:GetObject"], "*")]);
    assert_eq!(
        told(beside.reader("anna")),
        "cannot tell: iam-create-access-key, act"
    );
}

#[test]
fn an_unread_boundary_may_be_in_the_way() {
    let account = account()
        .data()
        .user_but("anna", &[allow(&["s3:GetObject"], "*")], |u| {
            u.boundary = Field::Known(Some(aisec_tui::inventory::Arn::new(
                "arn:aws:iam::111122223333:policy/lost",
            )));
        });
    let anna = account.reader("anna").expect("perhaps");
    assert_eq!(anna.provided, ["unless denied by boundary lost: it was not read"]);
}

#[test]
fn an_unread_bucket_policy_is_said_once_and_qualifies_every_answer() {
    let account = account()
        .bucket("training-data", denied("s3:GetBucketPolicy"))
        .user("anna", &[allow(&["s3:GetObject"], "*")])
        .user("tom", &[]);
    let answer = account.who_can("s3:GetObject", DATA);
    assert!(
        answer.caveats[0].contains("bucket policy of training-data: s3:GetBucketPolicy denied"),
        "{:?}",
        answer.caveats
    );
    assert_eq!(told(named(answer.clone(), "anna")), "if: act");
    assert_eq!(told(named(answer, "tom")), "no", "the caveat speaks of him");
}

#[test]
fn an_unread_trust_policy_leaves_open_who_assumes_the_role() {
    let account = account()
        .data()
        .role_but("reader", "", &[allow(&["s3:GetObject"], "*")], |r| {
            r.trust = denied("iam:GetRole");
        })
        .user("anna", &[allow(&["sts:AssumeRole"], &role_arn("reader"))])
        .user("tom", &[]);
    let anna = account.reader("anna").expect("not a no");
    assert_eq!(anna.answer, Rank::CannotTell);
    assert!(
        anna.provided[0].contains("trust policy of reader: iam:GetRole denied"),
        "{:?}",
        anna.provided
    );
    assert_eq!(told(account.reader("tom")), "no");
}

#[test]
fn what_could_not_be_listed_and_what_is_not_kept_is_said() {
    let mut account = account().data().role("reader", &sagemaker(), &[]).user(
        "anna",
        &[allow(&["lambda:UpdateFunctionCode", "ecr:PutImage"], "*")],
    );
    account.0.add_gap(ScopeGap {
        kind: Kind::Role,
        region: Region::global(),
        gap: Gap {
            operation: "iam:GetAccountAuthorizationDetails".to_owned(),
            kind: GapKind::Throttled,
            message: "slow down".to_owned(),
        },
    });
    let caveats = account.who_can("s3:GetObject", DATA).caveats.join("\n");
    assert!(
        caveats.contains("Not every role was read: iam:GetAccountAuthorizationDetails throttled"),
        "{caveats}"
    );
    assert!(
        caveats.contains("Ways through functions, image repositories are not followed"),
        "{caveats}"
    );
    assert!(
        caveats.contains("Service and resource control policies"),
        "{caveats}"
    );
    let foreign = account
        .who_can("s3:GetObject", "arn:aws:s3:::elsewhere/x")
        .caveats
        .join("\n");
    assert!(foreign.contains("the inventory does not hold it"), "{foreign}");
}

#[test]
fn a_question_that_makes_no_sense_is_refused_with_what_would() {
    let account = account().data().role("reader", &trusts("AWS", ACCOUNT), &[]);
    let reach = Reach::new(&account.0);
    let ask = |action, resource| reach.who_can(action, resource, 5).expect_err("refused");
    assert!(matches!(ask("s3:Get*", DATA), QueryError::NoSuchAction(_)));
    assert!(matches!(
        ask("s3:GetObject", "nothing"),
        QueryError::NoSuchResource { .. }
    ));
    let misfit = ask("kms:Decrypt", DATA).to_string();
    assert!(
        misfit.contains("AWS knows it on arn:${Partition}:kms:"),
        "{misfit}"
    );
    let answer = reach
        .who_can("S3:getobject", "training-data", 5)
        .expect("any case, by name");
    assert_eq!(
        (answer.action.as_str(), answer.resource.as_str()),
        ("s3:GetObject", "arn:aws:s3:::training-data/*")
    );
}
