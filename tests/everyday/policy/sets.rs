//! The composed sets, and the proof that they do what they are for.

use aisec_tui::policy::compose::{
    Composed, KeyService, Scenario, Workload, bucket_policy, compose, endpoint_policy, first_key_policy,
    key_policy, trust,
};
use aisec_tui::policy::prove::{Expected, Proof, prove};
use aisec_tui::policy::query::{
    denies_insecure_transport, escalation_actions, full_service_wildcards, outside_principals,
    public_statements, service_trust_without_source,
};
use aisec_tui::policy::{Document, PolicyKind};

const ACCOUNT: &str = "111122223333";

fn workload(scenario: Scenario) -> Workload {
    let mut w = Workload::new(ACCOUNT, "us-east-1", "ml-prod", scenario);
    "arn:aws:iam::111122223333:role/platform".clone_into(&mut w.operator_arn);
    "train/".clone_into(&mut w.data_prefix);
    w.log_bucket = Some("ml-prod-logs-111122223333".to_owned());
    w.role_arn = Some("${exec-role.RoleArn}".to_owned());
    w.vpc_endpoints = vec!["${endpoint-s3.VpcEndpointId}".to_owned()];
    w.endpoint_services = [
        "s3",
        "kms",
        "sts",
        "logs",
        "ecr.api",
        "sagemaker.api",
        "monitoring",
    ]
    .map(str::to_owned)
    .to_vec();
    w.subnet_ids = vec!["${subnet-a.SubnetId}".to_owned()];
    w.group_ids = vec!["${workload-group.GroupId}".to_owned()];
    w.image_repositories = vec!["arn:aws:ecr:us-east-1:763104351884:repository/pytorch-training".to_owned()];
    if scenario == Scenario::Fraud {
        w.stream_arn = Some("${stream.StreamArn}".to_owned());
        w.devices = true;
    }
    w.trail = Some("ml-prod".to_owned());
    w.key_services = vec![KeyService::LogGroups, KeyService::Macie];
    w
}

const SCENARIOS: [Scenario; 5] = [
    Scenario::Healthcare,
    Scenario::Fraud,
    Scenario::Inference,
    Scenario::Pipeline,
    Scenario::Blank,
];

fn parsed(policy: &Composed) -> Document {
    Document::parse(&policy.document).unwrap_or_else(|e| panic!("{}: {e}\n{}", policy.name, policy.document))
}

#[test]
fn every_composed_set_allows_what_is_needed_and_nothing_that_is_forbidden() {
    for scenario in SCENARIOS {
        for only in [false, true] {
            let mut w = workload(scenario);
            w.only_through_endpoints = only;
            let proofs = prove(&w, &compose(&w)).expect("the composed texts can be read");
            for expected in [Expected::Allowed, Expected::Denied] {
                assert!(proofs.iter().filter(|p| p.expected == expected).count() >= 3);
            }
            let broken: Vec<_> = proofs
                .iter()
                .filter(|p| !p.holds())
                .map(|p| format!("{}: {:?} {:?}", p.title, p.decision, p.request))
                .collect();
            assert!(broken.is_empty(), "{scenario:?} {only}\n{}", broken.join("\n"));
        }
    }
}

#[test]
fn a_stack_minus_any_one_statement_fails_its_proof() {
    for scenario in SCENARIOS {
        let mut w = workload(scenario);
        w.only_through_endpoints = true;
        let set = compose(&w);
        for (at, policy) in set.iter().enumerate() {
            for (index, (sid, _)) in policy.statements.iter().enumerate() {
                // No policy denies it in the evaluator's eyes: IAM needs no
                // permission for the call, though an endpoint can block it.
                if sid == "WhoAmI" {
                    continue;
                }
                let mut document = parsed(policy);
                document.statements.remove(index);
                let mut less = set.clone();
                less[at].document = document.to_json();
                let holds = prove(&w, &less).is_ok_and(|all| all.iter().all(Proof::holds));
                assert!(!holds, "{scenario:?} {}: nothing proves {sid}", policy.name);
            }
        }
    }
}

#[test]
fn a_set_that_was_widened_by_hand_no_longer_proves() {
    let w = workload(Scenario::Healthcare);
    let edits: [(&str, &[(&str, &str)]); 6] = [
        (
            "trust",
            &[
                ("StringEquals", "StringEqualsIfExists"),
                ("ArnLike", "ArnLikeIfExists"),
            ],
        ),
        (
            "execution-role",
            &[
                ("\"kms:Encrypt\"", "\"iam:PassRole\""),
                ("${data-key.KeyArn}", "*"),
            ],
        ),
        (
            "bucket-data",
            &[(
                "\"aws:SecureTransport\": \"false\"",
                "\"aws:SecureTransport\": \"true\"",
            )],
        ),
        ("bucket-output", &[("\"s3:PutObject\"", "\"s3:PutObjectAcl\"")]),
        ("key", &[("\"kms:PutKeyPolicy\"", "\"kms:*\"")]),
        (
            "endpoint-s3",
            &[
                ("\"arn:aws:s3:::ml-prod-data-111122223333/*\"", "\"*\""),
                ("aws:ResourceAccount", "aws:PrincipalAccountAgain"),
                ("StringEquals", "StringEqualsIfExists"),
            ],
        ),
    ];
    for (name, changes) in edits {
        let mut set = compose(&w);
        let policy = set
            .iter_mut()
            .find(|p| p.name == name)
            .expect("a policy of the set");
        for (from, to) in changes {
            let widened = policy.document.replace(from, to);
            assert_ne!(widened, policy.document, "{name}: {from}");
            policy.document = widened;
        }
        let proofs = prove(&w, &set).expect("still a policy");
        let opened = proofs
            .iter()
            .filter(|p| p.expected == Expected::Denied && !p.holds())
            .count();
        assert!(opened > 0, "{name}");
    }
}

#[test]
fn the_set_names_the_same_things_and_every_statement_says_why() {
    let w = workload(Scenario::Fraud);
    let set = compose(&w);
    let names: Vec<&str> = set.iter().map(|p| p.name.as_str()).collect();
    for name in [
        "trust",
        "execution-role",
        "key",
        "bucket-data",
        "bucket-logs",
        "endpoint-kms",
        "stream",
        "devices",
    ] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    for policy in &set {
        let document = parsed(policy);
        assert_eq!(
            document.to_json(),
            policy.document,
            "{} is canonical",
            policy.name
        );
        let sids: Vec<_> = document.statements.iter().filter_map(|s| s.sid.clone()).collect();
        let said: Vec<_> = policy.statements.iter().map(|(sid, _)| sid.clone()).collect();
        assert_eq!(sids, said);
        assert!(
            policy.statements.iter().all(|(_, why)| why.len() > 10),
            "{}",
            policy.name
        );
    }
}

#[test]
fn nothing_composed_is_public_foreign_escalating_or_a_whole_service() {
    for scenario in SCENARIOS {
        for policy in compose(&workload(scenario)) {
            let d = parsed(&policy);
            let layers = policy.name == "endpoint-s3";
            assert_eq!(
                public_statements(&d).len(),
                usize::from(layers),
                "{}",
                policy.name
            );
            assert!(
                outside_principals(&d, ACCOUNT)
                    .iter()
                    .all(|p| p.starts_with("${")),
                "{}",
                policy.name
            );
            assert!(service_trust_without_source(&d).is_empty(), "{}", policy.name);
            if policy.kind == PolicyKind::Identity && policy.name != "caller" {
                assert!(escalation_actions(&d).is_empty(), "{}", policy.name);
                assert!(full_service_wildcards(&d).is_empty(), "{}", policy.name);
            }
            if policy.kind == PolicyKind::BucketPolicy {
                assert!(denies_insecure_transport(&d), "{}", policy.name);
            }
        }
    }
}

#[test]
fn the_first_key_policy_names_no_role_that_does_not_exist_yet() {
    let w = workload(Scenario::Healthcare);
    assert!(!first_key_policy(&w).document.contains("exec-role"));
    assert!(key_policy(&w).document.contains("${exec-role.RoleArn}"));
}

#[test]
fn the_vpc_only_denial_is_there_only_when_asked_for() {
    let mut w = workload(Scenario::Healthcare);
    let name = w.data_bucket.clone();
    assert!(
        !bucket_policy(&w, "bucket-data", &name)
            .document
            .contains("SourceVpce")
    );
    w.only_through_endpoints = true;
    let text = bucket_policy(&w, "bucket-data", &name).document;
    assert!(text.contains("${endpoint-s3.VpcEndpointId}") && text.contains("aws-service-role"));
}

#[test]
fn partitions_reach_every_arn() {
    let w = Workload::new(ACCOUNT, "us-gov-west-1", "ml", Scenario::Blank);
    assert!(
        trust(&w)
            .document
            .contains("arn:aws-us-gov:sagemaker:us-gov-west-1:111122223333:*")
    );
    for service in aisec_tui::policy::compose::ENDPOINT_SERVICES {
        let text = endpoint_policy(&w, service).document;
        assert!(!text.contains("arn:aws:"), "{service}: {text}");
        assert!(text.contains("aws:PrincipalAccount"), "{service}");
    }
}

#[test]
fn a_text_that_is_no_policy_is_named() {
    let w = workload(Scenario::Blank);
    let mut set = compose(&w);
    set[0].document.push('}');
    let error = prove(&w, &set).expect_err("not a policy");
    assert_eq!(error.name(), "trust");
    assert!(error.to_string().contains("line"), "{error}");
}
