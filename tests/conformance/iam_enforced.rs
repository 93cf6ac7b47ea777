//! The account with IAM's decisions on: policies, boundaries, key policies,
//! grants and passed roles decide on every call.

use crate::iam_roles::policy;
use crate::iam_users::{credentials, user_with_key};
use crate::place::{ACCOUNT, Aws, REGION, complaint, refusal};
use aws_types::SdkConfig;
use serde_json::{Value, json};

/// A policy document of these statements.
pub fn document(statements: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

pub fn allow(actions: &[&str], resource: &str) -> String {
    document(&json!([{"Effect": "Allow", "Action": actions, "Resource": resource}]))
}

/// A user with one inline policy, in an account that decides from now on.
pub async fn user_who_may(aws: &Aws, policy: &str) -> SdkConfig {
    let key = user_with_key(aws, "elena").await;
    put(aws, policy).await;
    aws.enforce_iam();
    aws.config_as(REGION, credentials(&key))
}

pub async fn put(aws: &Aws, policy: &str) {
    let put = aws.iam().put_user_policy().user_name("elena").policy_name("p");
    put.policy_document(policy).send().await.expect("put");
}

async fn a_reader_reads_and_does_not_write(aws: &Aws) {
    let me = user_who_may(aws, &allow(&["s3:ListAllMyBuckets", "kms:ListKeys"], "*")).await;
    let (s3, kms) = (aws_sdk_s3::Client::new(&me), aws_sdk_kms::Client::new(&me));
    s3.list_buckets().send().await.expect("buckets");
    kms.list_keys().send().await.expect("keys");
    let made = kms.create_key().send().await;
    assert_eq!(
        complaint(made),
        format!(
            "User: arn:aws:iam::{ACCOUNT}:user/elena is not authorized to perform: kms:CreateKey on resource: * \
             because no identity-based policy allows the kms:CreateKey action"
        )
    );
    assert_eq!(refusal(kms.create_key().send().await), "AccessDeniedException");
    assert_eq!(
        refusal(s3.create_bucket().bucket("mine").send().await),
        "AccessDenied"
    );
    let ec2 = aws_sdk_ec2::Client::new(&me);
    let made = ec2.create_vpc().cidr_block("10.0.0.0/16").send().await;
    assert_eq!(refusal(made), "UnauthorizedOperation");
    let iam = aws_sdk_iam::Client::new(&me);
    assert_eq!(refusal(iam.list_roles().send().await), "AccessDenied");
    aws_sdk_sts::Client::new(&me)
        .get_caller_identity()
        .send()
        .await
        .expect("always");
}

async fn an_explicit_denial_wins(aws: &Aws) {
    let both = document(&json!([
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "kms:ScheduleKeyDeletion", "Resource": "*"},
    ]));
    let key = aws.key().await;
    let me = user_who_may(aws, &both).await;
    let kms = aws_sdk_kms::Client::new(&me);
    kms.describe_key().key_id(&key).send().await.expect("the key");
    let message = complaint(kms.schedule_key_deletion().key_id(&key).send().await);
    assert!(
        message.ends_with("with an explicit deny in an identity-based policy"),
        "{message}"
    );
    assert!(message.contains(&format!("on resource: {key}")), "{message}");
}

async fn a_boundary_denies_what_it_does_not_allow(aws: &Aws) {
    let me = user_who_may(aws, &allow(&["*"], "*")).await;
    let ceiling = policy(aws, "ceiling", &allow(&["kms:List*"], "*")).await;
    let bind = aws.iam().put_user_permissions_boundary().user_name("elena");
    bind.permissions_boundary(ceiling).send().await.expect("bound");
    let kms = aws_sdk_kms::Client::new(&me);
    kms.list_keys().send().await.expect("keys");
    let message = complaint(kms.create_key().send().await);
    assert!(
        message.ends_with("because no permissions boundary allows the kms:CreateKey action"),
        "{message}"
    );
}

async fn a_key_policy_decides_on_its_key(aws: &Aws) {
    let only_operator = document(&json!([
        {"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/keeper")},
         "Action": "kms:*", "Resource": "*"},
    ]));
    aws.role("keeper").await;
    let open = aws.key().await;
    let create = aws
        .kms()
        .create_key()
        .policy(only_operator)
        .bypass_policy_lockout_safety_check(true);
    let made = create.send().await.expect("a key");
    let closed = made.key_metadata().and_then(|m| m.arn()).expect("an ARN");
    let me = user_who_may(aws, &allow(&["kms:*"], "*")).await;
    let kms = aws_sdk_kms::Client::new(&me);
    kms.describe_key()
        .key_id(&open)
        .send()
        .await
        .expect("the account is trusted");
    let message = complaint(kms.describe_key().key_id(closed).send().await);
    assert!(
        message.ends_with("because no resource-based policy allows the kms:DescribeKey action"),
        "{message}"
    );
}

async fn a_key_policy_alone_suffices_when_it_names_the_user(aws: &Aws) {
    let me = user_who_may(aws, &allow(&["s3:ListAllMyBuckets"], "*")).await;
    let named = document(&json!([
        {"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")},
         "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:user/elena")},
         "Action": "kms:DescribeKey", "Resource": "*"},
    ]));
    let made = aws.kms().create_key().policy(named).send().await.expect("a key");
    let key = made.key_metadata().and_then(|m| m.arn()).expect("an ARN");
    let kms = aws_sdk_kms::Client::new(&me);
    kms.describe_key().key_id(key).send().await.expect("the key");
    assert_eq!(
        refusal(kms.get_key_policy().key_id(key).send().await),
        "AccessDeniedException"
    );
}

async fn a_grant_allows_what_no_policy_does(aws: &Aws) {
    let key = aws.key().await;
    let me = user_who_may(aws, &allow(&["s3:ListAllMyBuckets"], "*")).await;
    let kms = aws_sdk_kms::Client::new(&me);
    assert_eq!(
        refusal(kms.describe_key().key_id(&key).send().await),
        "AccessDeniedException"
    );
    let grant = aws
        .kms()
        .create_grant()
        .key_id(&key)
        .operations("DescribeKey".into());
    let grant = grant.grantee_principal(format!("arn:aws:iam::{ACCOUNT}:user/elena"));
    grant.send().await.expect("granted");
    kms.describe_key().key_id(&key).send().await.expect("the key");
}

/// A training job of a role.
fn job(sagemaker: &aws_sdk_sagemaker::Client, role: &str) -> TrainingJob {
    use aws_sdk_sagemaker::types as t;
    let algorithm = t::AlgorithmSpecification::builder()
        .training_image("123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1")
        .training_input_mode(t::TrainingInputMode::File);
    let volume = t::ResourceConfig::builder()
        .instance_type(t::TrainingInstanceType::MlM5Large)
        .instance_count(1)
        .volume_size_in_gb(10);
    sagemaker
        .create_training_job()
        .training_job_name("fit")
        .role_arn(role)
        .algorithm_specification(algorithm.build())
        .output_data_config(
            t::OutputDataConfig::builder()
                .s3_output_path("s3://models/out")
                .build(),
        )
        .resource_config(volume.build())
        .stopping_condition(
            t::StoppingCondition::builder()
                .max_runtime_in_seconds(3600)
                .build(),
        )
}

type TrainingJob =
    aws_sdk_sagemaker::operation::create_training_job::builders::CreateTrainingJobFluentBuilder;

async fn a_role_is_passed_only_by_who_may_pass_it(aws: &Aws) {
    let role = aws.role("exec").await;
    let create = json!({"Effect": "Allow", "Action": "sagemaker:CreateTrainingJob", "Resource": "*"});
    let me = user_who_may(aws, &document(&json!([create]))).await;
    let sagemaker = aws_sdk_sagemaker::Client::new(&me);
    let message = complaint(job(&sagemaker, &role).send().await);
    assert!(
        message.contains(&format!("iam:PassRole on resource: {role}")),
        "{message}"
    );
    let pass = |service: &str| {
        json!({"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
            "Condition": {"StringEquals": {"iam:PassedToService": service}}})
    };
    put(aws, &document(&json!([create, pass("glue.amazonaws.com")]))).await;
    assert_eq!(
        refusal(job(&sagemaker, &role).send().await),
        "AccessDeniedException"
    );
    put(aws, &document(&json!([create, pass("sagemaker.amazonaws.com")]))).await;
    job(&sagemaker, &role).send().await.expect("passed");
}

async fn a_guard_on_a_training_job_reads_the_request(aws: &Aws) {
    let role = aws.role("exec").await;
    let guarded = document(&json!([
        {"Effect": "Allow", "Action": ["iam:PassRole", "sagemaker:*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "sagemaker:CreateTrainingJob", "Resource": "*",
         "Condition": {"Null": {"sagemaker:VpcSubnets": "true"}}},
    ]));
    let me = user_who_may(aws, &guarded).await;
    let sagemaker = aws_sdk_sagemaker::Client::new(&me);
    let message = complaint(job(&sagemaker, &role).send().await);
    assert!(
        message.contains("training-job/fit with an explicit deny"),
        "{message}"
    );
    let place = aws_sdk_sagemaker::types::VpcConfig::builder();
    let place = place
        .subnets("subnet-0a1b2c3d")
        .security_group_ids("sg-0a1b2c3d")
        .build();
    let inside = job(&sagemaker, &role).vpc_config(place).send().await;
    let denied = inside
        .as_ref()
        .err()
        .and_then(aws_sdk_sagemaker::error::ProvideErrorMetadata::code);
    assert_ne!(denied, Some("AccessDeniedException"));
}

async fn tags_of_the_resource_and_of_the_principal_are_compared(aws: &Aws) {
    let tag = |value: &str| {
        let tag = aws_sdk_kms::types::Tag::builder()
            .tag_key("team")
            .tag_value(value);
        tag.build().expect("a tag")
    };
    let key = |value: &'static str| async move {
        let made = aws
            .kms()
            .create_key()
            .tags(tag(value))
            .send()
            .await
            .expect("a key");
        made.key_metadata()
            .and_then(|m| m.arn())
            .expect("an ARN")
            .to_owned()
    };
    let (ours, theirs) = (key("cardio").await, key("fraud").await);
    let same_team = document(&json!([
        {"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}},
    ]));
    let me = user_who_may(aws, &same_team).await;
    let tagged = aws.iam().tag_user().user_name("elena");
    tagged
        .tags(crate::iam_roles::tag("team", "cardio"))
        .send()
        .await
        .expect("tagged");
    let kms = aws_sdk_kms::Client::new(&me);
    kms.describe_key().key_id(ours).send().await.expect("our key");
    let refused = kms.describe_key().key_id(theirs).send().await;
    assert_eq!(refusal(refused), "AccessDeniedException");
}

cases! {
    "iam";
    ListKeys: a_reader_reads_and_does_not_write,
    ScheduleKeyDeletion: an_explicit_denial_wins,
    CreateKey: a_boundary_denies_what_it_does_not_allow,
    DescribeKey: a_key_policy_decides_on_its_key,
    DescribeKey: a_key_policy_alone_suffices_when_it_names_the_user,
    CreateGrant: a_grant_allows_what_no_policy_does,
    PassRole: a_role_is_passed_only_by_who_may_pass_it,
    CreateTrainingJob: a_guard_on_a_training_job_reads_the_request,
    DescribeKey: tags_of_the_resource_and_of_the_principal_are_compared,
}
