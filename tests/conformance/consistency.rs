//! Eventual consistency on request: what is made is not known everywhere at
//! once, in the words that tools retry by. In process: the delays are the
//! account's, whatever carries the calls.

use crate::place::{ACCOUNT, Aws, REGION, complaint, refusal};
use aws_credential_types::Credentials;
use aws_sdk_ec2::types::VpcEndpointType;
use aws_sdk_kms::types::GrantOperation;

/// Longer than the longest delay.
const LONG: i64 = 600;

fn naming(principal: &str, action: &str, resource: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[
            {{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"{action}","Resource":"{resource}"}},
            {{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"{action}","Resource":"{resource}"}}]}}"#
    )
}

async fn sagemaker_cannot_assume_a_new_role(aws: &Aws) {
    let role = aws.role("serving").await;
    let model = || {
        aws.sagemaker()
            .create_model()
            .model_name("echo")
            .execution_role_arn(&role)
            .send()
    };
    let early = complaint(model().await);
    assert!(
        early.contains(&format!("Could not assume role {role}")),
        "{early}"
    );
    assert_eq!(refusal(model().await), "ValidationException");
    aws.later(LONG);
    let late = model().await;
    if let Err(error) = late {
        let error = aws_sdk_sagemaker::Error::from(error).to_string();
        assert!(!error.contains("Could not assume role"), "{error}");
    }
}

async fn cloudtrail_finds_no_trust_in_a_new_role(aws: &Aws) {
    let role = aws.role("trail-to-logs").await;
    let refused = aws
        .cloudtrail()
        .create_trail()
        .name("audit")
        .s3_bucket_name("audit-logs")
        .cloud_watch_logs_log_group_arn(format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:trail:*"))
        .cloud_watch_logs_role_arn(role)
        .send()
        .await;
    let words = complaint(refused);
    assert!(
        words.contains("Verify in IAM that the role has adequate trust relationships"),
        "{words}"
    );
}

async fn bedrock_cannot_assume_a_new_role(aws: &Aws) {
    let role = aws.role("tuning").await;
    let output = aws_sdk_bedrock::types::OutputDataConfig::builder()
        .s3_uri("s3://models/")
        .build();
    let data = aws_sdk_bedrock::types::TrainingDataConfig::builder()
        .s3_uri("s3://data/")
        .build();
    let refused = aws
        .bedrock()
        .create_model_customization_job()
        .job_name("tune")
        .custom_model_name("tuned")
        .role_arn(&role)
        .base_model_identifier("amazon.nova-lite-v1:0")
        .training_data_config(data)
        .output_data_config(output.expect("an output"))
        .send()
        .await;
    let words = complaint(refused);
    assert!(words.contains("Could not assume provided IAM role"), "{words}");
    let to_logs = aws_sdk_bedrock::types::CloudWatchConfig::builder()
        .log_group_name("invocations")
        .role_arn(role)
        .build();
    let logging = aws_sdk_bedrock::types::LoggingConfig::builder()
        .cloud_watch_config(to_logs.expect("a destination"))
        .build();
    let put = aws.bedrock().put_model_invocation_logging_configuration();
    let words = complaint(put.logging_config(logging).send().await);
    assert!(
        words.contains("Failed to validate permissions for log group: invocations"),
        "{words}"
    );
}

async fn sts_denies_a_new_role(aws: &Aws) {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{ACCOUNT}"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let iam = aws.iam();
    let made = iam
        .create_role()
        .role_name("auditor")
        .assume_role_policy_document(trust)
        .send()
        .await;
    let made = made.expect("a role");
    let arn = made.role().expect("a role").arn();
    let assume = || {
        aws.sts()
            .assume_role()
            .role_arn(arn)
            .role_session_name("work")
            .send()
    };
    assert_eq!(refusal(assume().await), "AccessDenied");
    aws.later(LONG);
    assume().await.expect("assumed");
}

async fn a_key_policy_cannot_name_a_new_principal(aws: &Aws) {
    let policy = naming(&aws.role("reader").await, "kms:*", "*");
    let create = || aws.kms().create_key().policy(&policy).send();
    assert_eq!(refusal(create().await), "MalformedPolicyDocumentException");
    assert_eq!(
        complaint(create().await),
        "Policy contains a statement with one or more invalid principals."
    );
    aws.later(LONG);
    create().await.expect("a key");
}

async fn a_bucket_policy_cannot_name_a_new_principal(aws: &Aws) {
    let s3 = aws.s3();
    s3.create_bucket()
        .bucket("ward-data")
        .send()
        .await
        .expect("a bucket");
    let policy = naming(
        &aws.role("reader").await,
        "s3:GetObject",
        "arn:aws:s3:::ward-data/*",
    );
    let put = || s3.put_bucket_policy().bucket("ward-data").policy(&policy).send();
    assert_eq!(refusal(put().await), "MalformedPolicy");
    assert_eq!(complaint(put().await), "Invalid principal in policy");
    aws.later(LONG);
    put().await.expect("put");
}

async fn a_new_grant_is_not_listed_and_its_token_works(aws: &Aws) {
    let (key, role) = (aws.key().await, aws.role("serving").await);
    aws.later(LONG);
    let kms = aws.kms();
    let made = kms
        .create_grant()
        .key_id(&key)
        .grantee_principal(role)
        .operations(GrantOperation::Decrypt)
        .send()
        .await
        .expect("a grant");
    let listed = || async {
        let grants = kms.list_grants().key_id(&key).send().await.expect("grants");
        grants.grants().len()
    };
    assert_eq!(listed().await, 0);
    kms.generate_data_key()
        .key_id(&key)
        .number_of_bytes(32)
        .grant_tokens(made.grant_token().expect("a token"))
        .send()
        .await
        .expect("the token works at once");
    aws.later(LONG);
    assert_eq!(listed().await, 1);
}

async fn a_vpc_endpoint_stays_pending_longer(aws: &Aws) {
    let ec2 = aws.ec2();
    let vpc = ec2
        .create_vpc()
        .cidr_block("10.0.0.0/16")
        .send()
        .await
        .expect("a VPC");
    let vpc = vpc
        .vpc()
        .and_then(aws_sdk_ec2::types::Vpc::vpc_id)
        .expect("an id")
        .to_owned();
    let subnet = ec2
        .create_subnet()
        .vpc_id(&vpc)
        .cidr_block("10.0.0.0/24")
        .send()
        .await
        .expect("a subnet");
    let subnet = subnet
        .subnet()
        .and_then(aws_sdk_ec2::types::Subnet::subnet_id)
        .expect("an id")
        .to_owned();
    ec2.create_vpc_endpoint()
        .vpc_id(&vpc)
        .vpc_endpoint_type(VpcEndpointType::Interface)
        .service_name("com.amazonaws.us-east-1.kms")
        .subnet_ids(subnet)
        .private_dns_enabled(false)
        .send()
        .await
        .expect("an endpoint");
    let state = || async {
        let read = ec2.describe_vpc_endpoints().send().await.expect("endpoints");
        let state = read.vpc_endpoints()[0].state().expect("a state");
        state.as_str().to_ascii_lowercase()
    };
    aws.later(60);
    assert_eq!(state().await, "pending");
    aws.later(LONG);
    assert_eq!(state().await, "available");
}

async fn a_new_access_key_is_refused(aws: &Aws) {
    let iam = aws.iam();
    iam.create_user().user_name("anna").send().await.expect("a user");
    let key = iam
        .create_access_key()
        .user_name("anna")
        .send()
        .await
        .expect("a key");
    let key = key.access_key().expect("a key");
    let credentials = Credentials::new(key.access_key_id(), key.secret_access_key(), None, None, "test");
    let config = aws.config_as(REGION, credentials);
    let identity = || aws_sdk_sts::Client::new(&config).get_caller_identity().send();
    assert_eq!(refusal(identity().await), "InvalidClientTokenId");
    let keys = aws_sdk_kms::Client::new(&config).list_keys().send().await;
    assert_eq!(refusal(keys), "UnrecognizedClientException");
    aws.later(LONG);
    let known = identity().await.expect("an identity");
    assert_eq!(known.arn(), Some("arn:aws:iam::123456789012:user/anna"));
}

async fn a_new_endpoint_config_is_not_found(aws: &Aws) {
    let role = aws.role("serving").await;
    aws.later(LONG);
    let sagemaker = aws.sagemaker();
    let container = aws_sdk_sagemaker::types::ContainerDefinition::builder()
        .image(format!("{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/echo:1"))
        .build();
    let model = sagemaker
        .create_model()
        .model_name("echo")
        .execution_role_arn(role);
    model.primary_container(container).send().await.expect("a model");
    let variant = aws_sdk_sagemaker::types::ProductionVariant::builder()
        .variant_name("main")
        .model_name("echo")
        .instance_type(aws_sdk_sagemaker::types::ProductionVariantInstanceType::MlM5Large)
        .initial_instance_count(1)
        .build();
    let config = sagemaker.create_endpoint_config().endpoint_config_name("echo");
    config
        .production_variants(variant)
        .send()
        .await
        .expect("a configuration");
    let endpoint = || {
        let call = sagemaker.create_endpoint().endpoint_name("echo");
        call.endpoint_config_name("echo").send()
    };
    let early = complaint(endpoint().await);
    assert!(
        early.starts_with("Could not find endpoint configuration"),
        "{early}"
    );
    aws.later(LONG);
    endpoint().await.expect("an endpoint");
}

async fn the_same_seed_delays_the_same(aws: &Aws) {
    let role = aws.role("auditor").await;
    let policy = naming(&role, "kms:*", "*");
    let mut waited = 0;
    while aws.kms().create_key().policy(&policy).send().await.is_err() {
        aws.later(1);
        waited += 1;
        assert!(waited < LONG, "it comes in the end");
    }
    assert_eq!(waited, DELAY_OF_AUDITOR);
}

/// Seconds that the seed of the place gives to the role `auditor`.
const DELAY_OF_AUDITOR: i64 = 5;

macro_rules! eventual {
    ($($case:ident,)*) => {
        mod eventual {
            $(#[test]
            fn $case() {
                $crate::place::eventual(|aws| async move { super::$case(&aws).await });
            })*
        }
    };
}

eventual! {
    sagemaker_cannot_assume_a_new_role,
    cloudtrail_finds_no_trust_in_a_new_role,
    bedrock_cannot_assume_a_new_role,
    sts_denies_a_new_role,
    a_key_policy_cannot_name_a_new_principal,
    a_bucket_policy_cannot_name_a_new_principal,
    a_new_grant_is_not_listed_and_its_token_works,
    a_vpc_endpoint_stays_pending_longer,
    a_new_access_key_is_refused,
    a_new_endpoint_config_is_not_found,
    the_same_seed_delays_the_same,
}
