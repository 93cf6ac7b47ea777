//! Each way from one principal to another, open and broken.

use super::account::{
    ACCOUNT, Build, DATA, KEY, account, allow, attached, document, named, policy_arn, role_arn, sagemaker,
    told, trusts, user_arn,
};
use aisec_tui::inventory::detail::KeyGrant;
use aisec_tui::inventory::{Arn, Field};
use aisec_tui::posture::reach::Rank;
use serde_json::{Value, json};

fn reads() -> Value {
    allow(&["s3:GetObject"], "arn:aws:s3:::training-data/*")
}

/// The data, and a role that reads it and trusts whom it is told to.
fn with_reader(trust: &str) -> Build {
    account().data().role("reader", trust, &[reads()])
}

#[test]
fn who_may_read_a_bucket_is_named_with_the_policy_and_statement() {
    let account = account()
        .data()
        .user(
            "anna",
            &[json!([{"Sid": "ReadData", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}])],
        )
        .user("tom", &[allow(&["s3:PutObject"], "*")]);
    let anna = account.reader("anna").expect("she can");
    assert_eq!(anna.answer, Rank::Yes);
    let by = &anna.path[0].permissions[0].by[0];
    assert_eq!(
        (by.policy.as_str(), by.statement.as_str()),
        ("inline policy own-0", "statement ReadData")
    );
    assert_eq!(told(account.reader("tom")), "no");
    assert_eq!(told(account.reader("root")), "yes: act");
}

#[test]
fn a_grant_on_a_prefix_is_a_grant_on_something_in_the_bucket() {
    let account = account().data().user(
        "anna",
        &[allow(&["s3:GetObject"], "arn:aws:s3:::training-data/cardio/*")],
    );
    let anna = account.reader("anna").expect("she can");
    assert_eq!(anna.path[0].to, "arn:aws:s3:::training-data/cardio/any");
    let answer = account.who_can("s3:GetObject", "arn:aws:s3:::training-data/fraud/x.csv");
    assert_eq!(told(named(answer, "anna")), "no");
}

#[test]
fn a_group_lends_its_policies_to_its_members() {
    let account = account()
        .data()
        .group("readers", &[reads()])
        .user_but("anna", &[], |u| {
            u.groups = Field::Known(vec!["readers".to_owned()]);
        })
        .user("tom", &[allow(&["iam:AddUserToGroup"], "*")]);
    let anna = account.reader("anna").expect("she can");
    assert_eq!(
        anna.path[0].permissions[0].by[0].policy,
        "inline policy own-0 of group readers"
    );
    assert_eq!(told(account.reader("tom")), "yes: iam-add-user-to-group, act");
}

#[test]
fn a_boundary_and_a_denial_break_a_path_and_a_bucket_policy_opens_one() {
    let narrow = json!([allow(&["kms:*"], "*")]);
    let account = account()
        .policy("narrow", narrow)
        .user_but("bounded", &[reads()], |u| u.boundary = Field::Known(Some(Arn::new(policy_arn("narrow")))))
        .user("denied", &[reads(), json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})])
        .user("guest", &[])
        .bucket(
            "training-data",
            Field::Known(Some(document(json!([
                {"Sid": "Guest", "Effect": "Allow", "Principal": {"AWS": user_arn("guest")}, "Action": "s3:GetObject", "Resource": format!("{DATA}/*")},
            ])))),
        );
    assert_eq!(told(account.reader("bounded")), "no");
    assert_eq!(told(account.reader("denied")), "no");
    let guest = account.reader("guest").expect("the bucket lets the guest in");
    let by = &guest.path[0].permissions[0].by[0];
    assert_eq!(
        (by.policy.as_str(), by.statement.as_str()),
        ("bucket policy of training-data", "statement Guest")
    );
}

#[test]
fn a_role_is_assumed_when_both_sides_say_so() {
    let assume = || allow(&["sts:AssumeRole"], &role_arn("reader"));
    let by_account = with_reader(&trusts("AWS", ACCOUNT))
        .user("anna", &[assume()])
        .user("tom", &[]);
    assert_eq!(told(by_account.reader("anna")), "yes: assume, act");
    assert_eq!(told(by_account.reader("tom")), "no");
    let by_name = with_reader(&trusts("AWS", &user_arn("tom")))
        .user("anna", &[assume()])
        .user("tom", &[]);
    assert_eq!(told(by_name.reader("anna")), "no", "the trust names another");
    let tom = by_name.reader("tom").expect("the trust names him");
    assert_eq!(tom.path[0].permissions[0].by[0].policy, "trust policy of reader");
}

#[test]
fn roles_are_assumed_in_chains_and_cycles_end() {
    let may = |name: &str| allow(&["sts:AssumeRole"], &role_arn(name));
    let chain = with_reader(&trusts("AWS", &role_arn("second")))
        .role(
            "second",
            &trusts("AWS", &role_arn("first")),
            &[may("reader"), may("first")],
        )
        .role("first", &trusts("AWS", ACCOUNT), &[may("second"), may("first")])
        .user("anna", &[may("first")]);
    let anna = chain.reader("anna").expect("in three steps");
    let to: Vec<&str> = anna.path.iter().map(|h| h.to.as_str()).collect();
    assert_eq!(
        to,
        ["first", "second", "reader", "arn:aws:s3:::training-data/any"]
    );
    let reach = aisec_tui::posture::reach::Reach::new(&chain.0);
    let short = reach.who_can("s3:GetObject", DATA, 3).expect("asked");
    assert!(short.cut && named(short, "anna").is_none(), "the bound is said");
    assert!(!reach.who_can("s3:GetObject", DATA, 4).expect("asked").cut);
}

fn passes_to(service: &str) -> Value {
    json!({"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
        "Condition": {"StringEquals": {"iam:PassedToService": service}}})
}

/// Ways that pass a role: id, who must be trusted, what it takes besides.
const PASSING: &[(&str, &str, &[&str])] = &[
    (
        "sagemaker-001",
        "sagemaker",
        &[
            "sagemaker:CreateNotebookInstance",
            "sagemaker:CreatePresignedNotebookInstanceUrl",
        ],
    ),
    ("sagemaker-002", "sagemaker", &["sagemaker:CreateTrainingJob"]),
    ("sagemaker-003", "sagemaker", &["sagemaker:CreateProcessingJob"]),
    (
        "sagemaker-tuning",
        "sagemaker",
        &["sagemaker:CreateHyperParameterTuningJob"],
    ),
    (
        "sagemaker-user-profile",
        "sagemaker",
        &[
            "sagemaker:UpdateUserProfile",
            "sagemaker:CreateApp",
            "sagemaker:CreatePresignedDomainUrl",
        ],
    ),
    (
        "sagemaker-model",
        "sagemaker",
        &[
            "sagemaker:CreateModel",
            "sagemaker:CreateEndpointConfig",
            "sagemaker:CreateEndpoint",
        ],
    ),
    (
        "sagemaker-pipeline",
        "sagemaker",
        &["sagemaker:CreatePipeline", "sagemaker:StartPipelineExecution"],
    ),
    ("sagemaker-automl", "sagemaker", &["sagemaker:CreateAutoMLJobV2"]),
    (
        "sagemaker-monitoring",
        "sagemaker",
        &["sagemaker:CreateMonitoringSchedule"],
    ),
    (
        "bedrock-001",
        "bedrock-agentcore",
        &[
            "bedrock-agentcore:CreateCodeInterpreter",
            "bedrock-agentcore:StartCodeInterpreterSession",
            "bedrock-agentcore:InvokeCodeInterpreter",
        ],
    ),
    (
        "agentcore-browser",
        "bedrock-agentcore",
        &[
            "bedrock-agentcore:CreateBrowser",
            "bedrock-agentcore:StartBrowserSession",
            "bedrock-agentcore:ConnectBrowserAutomationStream",
        ],
    ),
    (
        "agentcore-runtime",
        "bedrock-agentcore",
        &[
            "bedrock-agentcore:CreateAgentRuntime",
            "bedrock-agentcore:CreateAgentRuntimeEndpoint",
            "bedrock-agentcore:CreateWorkloadIdentity",
            "bedrock-agentcore:InvokeAgentRuntimeCommand",
        ],
    ),
    (
        "bedrock-customization",
        "bedrock",
        &["bedrock:CreateModelCustomizationJob"],
    ),
    ("bedrock-batch", "bedrock", &["bedrock:CreateModelInvocationJob"]),
    ("pass-ec2", "ec2", &["ec2:RunInstances"]),
    (
        "pass-lambda",
        "lambda",
        &["lambda:CreateFunction", "lambda:InvokeFunction"],
    ),
];

#[test]
fn each_job_that_runs_as_a_passed_role_lends_it() {
    for (way, service, actions) in PASSING {
        let service = format!("{service}.amazonaws.com");
        let make = allow(actions, "*");
        let open = with_reader(&trusts("Service", &service))
            .user("maker", &[make.clone(), passes_to(&service)])
            .user("elsewhere", &[make.clone(), passes_to("ecs-tasks.amazonaws.com")])
            .user("without", std::slice::from_ref(&make))
            .user("half", &[allow(&actions[1..], "*"), passes_to(&service)]);
        assert_eq!(told(open.reader("maker")), format!("yes: {way}, act"));
        assert_eq!(
            told(open.reader("elsewhere")),
            "no",
            "{way}: passed to another service"
        );
        assert_eq!(told(open.reader("without")), "no", "{way}: no role may be passed");
        assert_eq!(told(open.reader("half")), "no", "{way}: an action is missing");
        let other = with_reader(&trusts("Service", "ecs-tasks.amazonaws.com"))
            .user("maker", &[make, passes_to(&service)]);
        assert_eq!(
            told(other.reader("maker")),
            "no",
            "{way}: the role trusts another service"
        );
    }
}

#[test]
fn a_hop_by_passing_a_role_names_every_permission_it_needs() {
    let account = with_reader(&sagemaker()).user(
        "maker",
        &[
            json!([{"Sid": "Jobs", "Effect": "Allow", "Action": "sagemaker:CreateTrainingJob",
            "Resource": format!("arn:aws:sagemaker:*:{ACCOUNT}:training-job/fraud-*")}]),
            passes_to("sagemaker.amazonaws.com"),
        ],
    );
    let hop = account.reader("maker").expect("it can").path.remove(0);
    let told: Vec<(&str, &str, &str)> = hop
        .permissions
        .iter()
        .map(|p| (p.action.as_str(), p.resource.as_str(), p.by[0].policy.as_str()))
        .collect();
    let (role, job) = (
        role_arn("reader"),
        format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:training-job/fraud-any"),
    );
    assert_eq!(
        told,
        [
            ("iam:PassRole", role.as_str(), "inline policy own-1"),
            ("sagemaker:CreateTrainingJob", job.as_str(), "inline policy own-0"),
            ("sts:AssumeRole", role.as_str(), "trust policy of reader"),
        ]
    );
}

#[test]
fn a_boundary_or_a_denial_keeps_a_role_from_being_passed() {
    let make = || allow(&["sagemaker:CreateTrainingJob", "iam:PassRole"], "*");
    let jobs = json!([allow(&["sagemaker:*"], "*")]);
    let account = with_reader(&sagemaker())
        .policy("jobs", jobs)
        .user("open", &[make()])
        .user_but("bounded", &[make()], |u| {
            u.boundary = Field::Known(Some(Arn::new(policy_arn("jobs"))));
        })
        .user(
            "denied",
            &[
                make(),
                json!({"Effect": "Deny", "Action": "iam:PassRole", "Resource": role_arn("reader")}),
            ],
        );
    assert_eq!(told(account.reader("open")), "yes: sagemaker-002, act");
    assert_eq!(told(account.reader("bounded")), "no");
    assert_eq!(told(account.reader("denied")), "no");
}

#[test]
fn what_runs_already_lends_its_role_without_passing_one() {
    let notebook = format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:notebook-instance/lab");
    let profile = format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:user-profile/d-abc/*");
    let script = [
        "sagemaker:CreateNotebookInstanceLifecycleConfig",
        "sagemaker:StopNotebookInstance",
        "sagemaker:UpdateNotebookInstance",
        "sagemaker:StartNotebookInstance",
    ];
    let account = with_reader(&sagemaker())
        .notebook("lab", "reader")
        .domain("d-abc", "reader")
        .model("scores", "reader", "s3://models/scores/model.tar.gz")
        .bucket("models", Field::Known(None))
        .user(
            "opener",
            &[allow(
                &["sagemaker:CreatePresignedNotebookInstanceUrl"],
                &notebook,
            )],
        )
        .user(
            "other",
            &[allow(
                &["sagemaker:CreatePresignedNotebookInstanceUrl"],
                &notebook.replace("lab", "mine"),
            )],
        )
        .user("planter", &[allow(&script, "*")])
        .user(
            "visitor",
            &[allow(&["sagemaker:CreatePresignedDomainUrl"], &profile)],
        )
        .user(
            "stranger",
            &[allow(
                &["sagemaker:CreatePresignedDomainUrl"],
                &profile.replace("abc", "xyz"),
            )],
        )
        .user(
            "studio",
            &[allow(
                &["sagemaker:CreateStudioLifecycleConfig", "sagemaker:UpdateDomain"],
                "*",
            )],
        )
        .user(
            "swapper",
            &[allow(&["s3:PutObject"], "arn:aws:s3:::models/scores/*")],
        )
        .user(
            "writer",
            &[allow(&["s3:PutObject"], "arn:aws:s3:::models/other/*")],
        );
    for (name, answer) in [
        ("opener", "yes: sagemaker-004, act"),
        ("other", "no"),
        ("planter", "yes: sagemaker-005, act"),
        ("visitor", "yes: sagemaker-domain-url, act"),
        ("stranger", "no"),
        ("studio", "yes: sagemaker-studio-lifecycle, act"),
        ("swapper", "yes: s3-model-artifact, act"),
        ("writer", "no"),
    ] {
        assert_eq!(told(account.reader(name)), answer, "{name}");
    }
    let studio = account.reader("studio").expect("it can");
    assert!(studio.path[0].derived, "marked as following by analogy");
}

#[test]
fn identities_are_taken_over_by_their_keys_their_trust_and_their_policies() {
    let account = with_reader(&sagemaker())
        .user("owner", &[reads()])
        .policy(
            "lent",
            json!([allow(&["iam:CreatePolicyVersion"], &policy_arn("lent"))]),
        )
        .user("keys", &[allow(&["iam:CreateAccessKey"], &user_arn("owner"))])
        .user("trust", &[allow(&["iam:UpdateAssumeRolePolicy"], "*")])
        .user("self", &[allow(&["iam:PutUserPolicy"], &user_arn("self"))])
        .user("others", &[allow(&["iam:PutUserPolicy"], &user_arn("nobody"))])
        .user_but("version", &[], |u| u.attached = attached(&["lent"]))
        .user(
            "barred",
            &[
                allow(&["iam:PutUserPolicy"], "*"),
                json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}),
            ],
        );
    for (name, answer) in [
        ("keys", "yes: iam-create-access-key, act"),
        ("trust", "yes: iam-update-trust, act"),
        ("self", "yes: iam-put-user-policy, act"),
        ("others", "no"),
        ("version", "yes: iam-create-policy-version, act"),
        ("barred", "no"),
    ] {
        assert_eq!(told(account.reader(name)), answer, "{name}");
    }
}

#[test]
fn keys_and_buckets_are_taken_over_by_their_own_policies_and_grants() {
    let delegated = json!([{"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")},
        "Action": "kms:*", "Resource": "*"}]);
    let grant = |who: &str| KeyGrant {
        id: "g-1".to_owned(),
        grantee: role_arn(who),
        operations: vec!["Decrypt".to_owned()],
        ..KeyGrant::default()
    };
    let account = account()
        .data()
        .key(delegated, vec![grant("granted")])
        .role("granted", &sagemaker(), &[])
        .user("direct", &[allow(&["kms:Decrypt"], KEY)])
        .user("policy", &[allow(&["kms:PutKeyPolicy"], KEY)])
        .user("granter", &[allow(&["kms:CreateGrant"], KEY)])
        .user("bucket", &[allow(&["s3:PutBucketPolicy"], DATA)]);
    let decrypt = |name| told(named(account.who_can("kms:Decrypt", "alias/training"), name));
    assert_eq!(decrypt("direct"), "yes: act");
    assert_eq!(decrypt("granted"), "yes: act");
    assert_eq!(decrypt("policy"), "yes: kms-put-key-policy, act");
    assert_eq!(decrypt("granter"), "yes: kms-create-grant, act");
    assert_eq!(decrypt("bucket"), "no");
    assert_eq!(told(account.reader("bucket")), "yes: s3-put-bucket-policy, act");
    let deleters = account.who_can("kms:ScheduleKeyDeletion", KEY);
    assert_eq!(told(named(deleters, "granter")), "no", "no grant gives that");
}

#[test]
fn a_key_whose_policy_does_not_hand_over_to_the_account_is_closed_to_its_policies() {
    let only = json!([{"Effect": "Allow", "Principal": {"AWS": role_arn("keeper")}, "Action": "kms:*", "Resource": "*"}]);
    let account = account()
        .key(only, Vec::new())
        .role("keeper", &sagemaker(), &[])
        .user("direct", &[allow(&["kms:*"], "*")]);
    let answer = account.who_can("kms:Decrypt", KEY);
    assert_eq!(told(named(answer.clone(), "direct")), "no");
    assert_eq!(told(named(answer, "keeper")), "yes: act");
}
