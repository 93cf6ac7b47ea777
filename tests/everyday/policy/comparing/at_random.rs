//! Small sets at random: no answer is contradicted by any request.

use super::set;
use aisec_tui::policy::Document;
use aisec_tui::policy::compare::{Comparison, allows_more};
use aisec_tui::policy::evaluate::{Policies, Request, decide};
use proptest::prelude::*;

const ACTIONS: &[&str] = &["s3:GetObject", "s3:Get*", "s3:PutObject", "*", "s3:?etObject"];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::a/*",
    "arn:aws:s3:::a/x*",
    "arn:aws:s3:::*/x",
    "arn:aws:s3:::b/?",
];
const CONDITIONS: &[&str] = &[
    "{}",
    r#"{"StringEquals":{"aws:SourceVpce":"vpce-1"}}"#,
    r#"{"StringNotEquals":{"aws:SourceVpce":["vpce-1","vpce-2"]}}"#,
    r#"{"StringLikeIfExists":{"aws:SourceVpce":"vpce-*"}}"#,
    r#"{"Null":{"aws:SourceVpce":"true"}}"#,
    r#"{"NumericLessThan":{"s3:max-keys":"10"}}"#,
    r#"{"Bool":{"aws:SecureTransport":"false"},"NumericGreaterThanEquals":{"s3:max-keys":"5"}}"#,
    r#"{"ForAllValues:StringLike":{"aws:TagKeys":["team","cost*"]}}"#,
    r#"{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["team"]}}"#,
];

fn statement() -> impl Strategy<Value = String> {
    let one = |of: &'static [&'static str]| proptest::sample::select(of);
    (one(&["Allow", "Allow", "Deny"]), any::<bool>(), one(ACTIONS), any::<bool>(), one(RESOURCES), one(CONDITIONS)).prop_map(
        |(effect, not_action, action, not_resource, resource, condition)| {
            let not = |not: bool| if not { "Not" } else { "" };
            // `NotAction *` is no statement that anybody writes.
            let (a, r) = (not(not_action && action != "*"), not(not_resource && resource != "*"));
            format!(
                r#"{{"Effect":"{effect}","{a}Action":"{action}","{r}Resource":"{resource}","Condition":{condition}}}"#
            )
        },
    )
}

fn policy() -> impl Strategy<Value = Vec<Document>> {
    proptest::collection::vec(statement(), 1..4).prop_map(|all| set(&all.join(",")))
}

fn request() -> impl Strategy<Value = Request> {
    let one = |of: &'static [&'static str]| proptest::sample::select(of);
    (
        one(&[
            "s3:GetObject",
            "s3:PutObject",
            "s3:SetObject",
            "s3:GetBucketPolicy",
            "ec2:RunInstances",
        ]),
        one(&[
            "arn:aws:s3:::a/x",
            "arn:aws:s3:::a/y",
            "arn:aws:s3:::b/x",
            "arn:aws:s3:::b/yy",
            "arn:aws:s3:::c",
            "arn:aws:s3:::a/",
        ]),
        one(&["", "vpce-1", "vpce-2", "vpce-3", "else"]),
        one(&["", "1", "5", "7", "10", "11"]),
        one(&["true", "false"]),
        proptest::sample::subsequence(vec!["team", "cost", "cost-centre", "owner"], 0..3),
    )
        .prop_map(|(action, resource, vpce, keys, tls, tags)| {
            let mut request =
                Request::new("arn:aws:iam::999999999999:role/unnamed", action, resource).with_aws_keys();
            let some = |value: &str| {
                (!value.is_empty())
                    .then(|| value.to_owned())
                    .into_iter()
                    .collect()
            };
            request.context.set("aws:SourceVpce", some(vpce));
            request.context.set("s3:max-keys", some(keys));
            request.context.set("aws:SecureTransport", some(tls));
            request
                .context
                .set("aws:TagKeys", tags.into_iter().map(str::to_owned).collect());
            request
        })
}

fn is_allowed(set: &[Document], request: &Request) -> bool {
    let policies = Policies {
        identity: set.to_vec(),
        ..Policies::default()
    };
    decide(request, &policies).is_allowed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn no_request_contradicts_an_answer(
        wide in policy(),
        narrow in policy(),
        requests in proptest::collection::vec(request(), 60),
    ) {
        match allows_more(&wide, &narrow) {
            Comparison::Yes(witness) => {
                prop_assert!(is_allowed(&wide, &witness.request), "{:?}", witness);
                prop_assert!(!is_allowed(&narrow, &witness.request), "{:?}", witness);
            }
            Comparison::No => for request in &requests {
                prop_assert!(!is_allowed(&wide, request) || is_allowed(&narrow, request), "{:?}", request);
            },
            Comparison::CannotTell(why) => prop_assert!(false, "{:?}", why),
        }
    }
}
