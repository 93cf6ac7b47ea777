//! Bedrock's model invocation logging.

use crate::place::{ACCOUNT, Aws, complaint, refusal};
use aws_sdk_bedrock::types::{CloudWatchConfig, LoggingConfig, S3Config};

const BUCKET: &str = "clinic-prompts";

fn to_bucket() -> LoggingConfig {
    let s3 = S3Config::builder()
        .bucket_name(BUCKET)
        .key_prefix("bedrock")
        .build();
    LoggingConfig::builder()
        .s3_config(s3.expect("complete"))
        .text_data_delivery_enabled(true)
        .build()
}

async fn logging_goes_where_bedrock_may_write(aws: &Aws) {
    let api = aws.bedrock();
    let get = || api.get_model_invocation_logging_configuration();
    assert_eq!(get().send().await.expect("nothing yet").logging_config(), None);
    let put = || {
        api.put_model_invocation_logging_configuration()
            .logging_config(to_bucket())
    };
    aws.s3()
        .create_bucket()
        .bucket(BUCKET)
        .send()
        .await
        .expect("a bucket");
    assert_eq!(refusal(put().send().await), "ValidationException");
    assert!(complaint(put().send().await).contains("Verify the S3 bucket policy"));
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"bedrock.amazonaws.com"}},
        "Action":"s3:PutObject","Resource":"arn:aws:s3:::{BUCKET}/bedrock/AWSLogs/{ACCOUNT}/BedrockModelInvocationLogs/*",
        "Condition":{{"StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}},
        "ArnLike":{{"aws:SourceArn":"arn:aws:bedrock:us-east-1:{ACCOUNT}:*"}}}}}}]}}"#
    );
    let allow = aws.s3().put_bucket_policy().bucket(BUCKET).policy(policy);
    allow.send().await.expect("a policy");
    put().send().await.expect("put");
    let read = get().send().await.expect("a configuration");
    let kept = read.logging_config().expect("one");
    assert_eq!(kept.s3_config(), to_bucket().s3_config());
    assert_eq!(kept.text_data_delivery_enabled(), Some(true));
    let abroad = aws_sdk_bedrock::Client::new(&aws.config("eu-west-1"));
    let other = abroad.get_model_invocation_logging_configuration().send().await;
    assert_eq!(other.expect("nothing").logging_config(), None, "one a Region");
}

async fn a_log_group_needs_a_role_that_bedrock_may_assume(aws: &Aws) {
    let api = aws.bedrock();
    let put = |role: &str| {
        let logs = CloudWatchConfig::builder()
            .log_group_name("/bedrock/prompts")
            .role_arn(role);
        let config = LoggingConfig::builder().cloud_watch_config(logs.build().expect("complete"));
        api.put_model_invocation_logging_configuration()
            .logging_config(config.build())
    };
    let wrong = aws.role("ForSageMaker").await;
    assert_eq!(refusal(put(&wrong).send().await), "ValidationException");
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"Service":"bedrock.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let role = aws
        .iam()
        .create_role()
        .role_name("Prompts")
        .assume_role_policy_document(trust);
    let role = role.send().await.expect("a role");
    let arn = role.role().expect("a role").arn();
    put(arn).send().await.expect("put");
    let read = api
        .get_model_invocation_logging_configuration()
        .send()
        .await
        .expect("it");
    let logs = read
        .logging_config()
        .and_then(|c| c.cloud_watch_config())
        .expect("one");
    assert_eq!(
        (logs.log_group_name(), logs.role_arn()),
        ("/bedrock/prompts", arn)
    );
    api.delete_model_invocation_logging_configuration()
        .send()
        .await
        .expect("deleted");
    let read = api
        .get_model_invocation_logging_configuration()
        .send()
        .await
        .expect("nothing");
    assert_eq!(read.logging_config(), None);
}

cases! {
    "bedrock";
    GetModelInvocationLoggingConfiguration: logging_goes_where_bedrock_may_write,
    PutModelInvocationLoggingConfiguration: a_log_group_needs_a_role_that_bedrock_may_assume,
}
