//! Lint: what is wrong with a policy, where, and by which code.

use aisec_tui::policy::compose::{Scenario, Workload, compose};
use aisec_tui::policy::lint::{Issue, Severity, lint};
use aisec_tui::policy::{Document, PolicyKind};
use std::fs;
use std::path::Path;

fn codes(text: &str, kind: PolicyKind) -> Vec<&'static str> {
    lint(text, kind).into_iter().map(|i| i.code).collect()
}

/// The text of a one-statement policy of 2012.
fn one(rest: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{{rest}}}]}}"#)
}

struct Worked {
    name: String,
    kind: PolicyKind,
    text: String,
}

/// The worked policies of the fixtures folder.
fn worked() -> Vec<Worked> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/everyday/fixtures/policies");
    let mut all: Vec<Worked> = fs::read_dir(folder)
        .expect("the fixtures folder")
        .map(|entry| {
            let path = entry.expect("a fixture").path();
            let text = fs::read_to_string(&path).expect("a readable fixture");
            let fixture: serde_json::Value = serde_json::from_str(&text).expect("a fixture in JSON");
            let kind = fixture["kind"].as_str().and_then(PolicyKind::parse);
            Worked {
                name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
                kind: kind.expect("a kind of policy"),
                text: format!("{:#}", fixture["policy"]),
            }
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn serious(issues: &[Issue]) -> Vec<&Issue> {
    issues
        .iter()
        .filter(|i| i.severity <= Severity::SecurityWarning)
        .collect()
}

#[test]
fn the_eighteen_worked_policies_print_back_and_have_nothing_serious() {
    let all = worked();
    assert_eq!(all.len(), 18);
    for Worked { name, kind, text } in all {
        let document = Document::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(
            Document::parse(&document.to_json()).as_ref(),
            Ok(&document),
            "{name}"
        );
        let issues = lint(&text, kind);
        assert!(serious(&issues).is_empty(), "{name}: {issues:#?}");
    }
}

#[test]
fn what_sagemaker_needs_on_every_resource_is_not_held_against_it() {
    let text = one(
        r#""Effect":"Allow","Action":["ec2:CreateNetworkInterface","ec2:CreateNetworkInterfacePermission","ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission","ec2:DescribeNetworkInterfaces","ec2:DescribeVpcs","ec2:DescribeDhcpOptions","ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups","ecr:GetAuthorizationToken","cloudwatch:PutMetricData"],"Resource":"*""#,
    );
    assert_eq!(lint(&text, PolicyKind::Identity), []);
    let text = one(r#""Effect":"Allow","Action":"s3:GetObject","Resource":"*""#);
    assert_eq!(
        codes(&text, PolicyKind::Identity),
        ["AISEC_RESOURCE_COULD_BE_NAMED"]
    );
}

#[test]
fn everything_composed_lints_clean() {
    for scenario in [Scenario::Healthcare, Scenario::Fraud, Scenario::Inference] {
        let mut w = Workload::new("111122223333", "eu-central-1", "ml", scenario);
        w.stream_arn = Some("${stream.StreamArn}".to_owned());
        w.log_bucket = Some("ml-logs".to_owned());
        w.endpoint_services = aisec_tui::policy::compose::ENDPOINT_SERVICES
            .iter()
            .map(|s| (*s).to_owned())
            .collect();
        w.vpc_endpoints = vec!["${endpoint-s3.VpcEndpointId}".to_owned()];
        w.only_through_endpoints = true;
        w.subnet_ids = vec!["subnet-1".to_owned()];
        w.devices = true;
        for policy in compose(&w) {
            assert_eq!(
                lint(&policy.document, policy.kind),
                [],
                "{}\n{}",
                policy.name,
                policy.document
            );
        }
    }
}

#[test]
fn an_issue_stands_where_the_text_is_wrong() {
    let text = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetObject\", \"GetObject\"],\n      \"Resource\": \"arn:aws:s3:::b/*\"\n    }\n  ]\n}";
    let issues = lint(text, PolicyKind::Identity);
    let [issue] = issues.as_slice() else {
        panic!("{issues:?}")
    };
    assert_eq!((issue.code, issue.severity), ("INVALID_ACTION", Severity::Error));
    assert_eq!((issue.line, issue.column, issue.statement), (6, 34, Some(0)));
}

#[test]
fn a_text_that_cannot_be_read_has_one_issue_with_its_place() {
    let issues = lint("{\n\"Statement\": ]", PolicyKind::Trust);
    assert_eq!(issues.len(), 1);
    assert_eq!(
        (issues[0].code, issues[0].line, issues[0].column),
        ("JSON_SYNTAX_ERROR", 2, 14)
    );
}

#[test]
fn a_service_that_may_assume_a_role_is_held_to_the_account_it_acts_for() {
    let trust = one(
        r#""Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole""#,
    );
    assert_eq!(
        codes(&trust, PolicyKind::Trust),
        ["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL"]
    );
}

#[test]
fn every_kind_has_its_size_and_white_space_counts_where_aws_counts_it() {
    let sized = |resources: usize, pad: usize| {
        let all: Vec<String> = (0..resources)
            .map(|n| format!(r#""arn:aws:s3:::bucket-{n:08}""#))
            .collect();
        let principal = r#""Principal":{"AWS":"111122223333"},"#;
        format!(
            "{}{}",
            one(&format!(
                r#""Effect":"Deny",{principal}"Action":"s3:*","Resource":[{}]"#,
                all.join(",")
            )),
            " ".repeat(pad)
        )
    };
    let size = |text: &str, kind| {
        codes(text, kind)
            .into_iter()
            .find(|c| c.starts_with("POLICY_SIZE"))
    };
    assert_eq!(
        size(&sized(100, 0), PolicyKind::Trust),
        Some("POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA")
    );
    assert_eq!(size(&sized(100, 0), PolicyKind::Identity), None);
    assert_eq!(
        size(&sized(400, 0), PolicyKind::Identity),
        Some("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA")
    );
    assert_eq!(size(&sized(400, 0), PolicyKind::BucketPolicy), None);
    assert_eq!(
        size(&sized(800, 0), PolicyKind::BucketPolicy),
        Some("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA")
    );
    assert_eq!(size(&sized(800, 0), PolicyKind::KeyPolicy), None);
    assert_eq!(size(&sized(10, 30_000), PolicyKind::BucketPolicy), None);
    assert_eq!(
        size(&sized(200, 0), PolicyKind::Scp),
        Some("POLICY_SIZE_EXCEEDS_SCP_QUOTA")
    );
}

#[test]
fn a_text_too_long_for_its_white_space_is_fixed_by_taking_it_out() {
    let statement = r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}"#;
    let text = format!(
        r#"{{"Version":"2012-10-17",{}"Statement":[{statement}]}}"#,
        " ".repeat(30_000)
    );
    let issues = lint(&text, PolicyKind::BucketPolicy);
    let issue = issues
        .iter()
        .find(|i| i.code == "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA")
        .expect("too long");
    let fixed = issue.fix.as_ref().expect("a fix").apply(&text);
    assert!(lint(&fixed, PolicyKind::BucketPolicy).is_empty(), "{fixed}");
    assert_eq!(Document::parse(&fixed), Document::parse(&text));
}
