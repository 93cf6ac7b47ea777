//! Bedrock's own models and the jobs that make and use them.

use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_bedrock::Client;
use aws_sdk_bedrock::types::{
    ModelDataSource, ModelInvocationJobInputDataConfig, ModelInvocationJobOutputDataConfig,
    ModelInvocationJobS3InputDataConfig, ModelInvocationJobS3OutputDataConfig, OutputDataConfig,
    S3DataSource, Tag, TrainingDataConfig, VpcConfig,
};

const BASE: &str = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0:300k";
/// A trust policy for Bedrock.
pub const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
    "Principal":{"Service":"bedrock.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// Makes a role that a service of Bedrock's may assume, and gives its ARN.
pub async fn role(aws: &Aws, name: &str, trust: &str) -> String {
    let made = aws.iam().create_role().role_name(name);
    let made = made.assume_role_policy_document(trust).send().await;
    let made = made.expect("a role");
    made.role().expect("a role").arn().to_owned()
}

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("a tag")
}

/// Starts a customization job in a VPC, under a key if there is one.
async fn customize(aws: &Aws, name: &str, key: Option<&str>) -> String {
    let vpc = VpcConfig::builder()
        .subnet_ids("subnet-1")
        .security_group_ids("sg-1");
    let output = OutputDataConfig::builder().s3_uri("s3://models/letters/").build();
    let call = aws.bedrock().create_model_customization_job().job_name(name);
    let call = call
        .custom_model_name(format!("{name}-model"))
        .role_arn(role(aws, &format!("{name}-exec"), TRUST).await)
        .base_model_identifier(BASE)
        .set_custom_model_kms_key_id(key.map(str::to_owned))
        .vpc_config(vpc.build().expect("a placement"))
        .training_data_config(TrainingDataConfig::builder().s3_uri("s3://data/letters/").build())
        .output_data_config(output.expect("an output"))
        .job_tags(tag("team", "cardio"))
        .custom_model_tags(tag("data", "phi"));
    call.send().await.expect("a job").job_arn().to_owned()
}

async fn import(aws: &Aws, name: &str, key: Option<&str>) {
    let source = S3DataSource::builder().s3_uri("s3://models/reports/").build();
    let call = aws.bedrock().create_model_import_job().job_name(name);
    let call = call
        .imported_model_name("reports")
        .role_arn(role(aws, &format!("{name}-exec"), TRUST).await)
        .model_data_source(ModelDataSource::S3DataSource(source.expect("a source")))
        .set_imported_model_kms_key_id(key.map(str::to_owned));
    call.send().await.expect("a job");
}

async fn a_customization_job_keeps_its_place_and_key(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let arn = customize(aws, "letters", Some(&key)).await;
    assert!(arn.starts_with(&format!(
        "arn:aws:bedrock:us-east-1:{ACCOUNT}:model-customization-job/"
    )));
    let read = api
        .get_model_customization_job()
        .job_identifier(&arn)
        .send()
        .await;
    let read = read.expect("the job");
    assert_eq!(
        (read.job_name(), read.output_model_name()),
        ("letters", "letters-model")
    );
    assert_eq!(read.output_model_kms_key_arn(), Some(key.as_str()));
    assert_eq!(read.base_model_arn(), BASE);
    assert_eq!(read.vpc_config().expect("a placement").subnet_ids(), ["subnet-1"]);
    assert_eq!(
        read.training_data_config().and_then(|c| c.s3_uri()),
        Some("s3://data/letters/")
    );
    assert_eq!(read.status().expect("a status").as_str(), "InProgress");
    assert!(read.role_arn().ends_with(":role/letters-exec"));
    assert_eq!(read.creation_time().secs(), START);
    let tags = api.list_tags_for_resource().resource_arn(&arn).send().await;
    assert_eq!(tags.expect("tags").tags(), [tag("team", "cardio")]);
    let none = api
        .get_model_customization_job()
        .job_identifier("nothing")
        .send()
        .await;
    assert_eq!(refusal(none), "ResourceNotFoundException");
}

async fn a_customization_job_that_cannot_run_is_refused(aws: &Aws) {
    let api = aws.bedrock();
    let output = || {
        OutputDataConfig::builder()
            .s3_uri("s3://models/letters/")
            .build()
            .expect("an output")
    };
    let ask = |role: &str, key: &str| {
        let call = api.create_model_customization_job().job_name("letters");
        call.custom_model_name("letters-model")
            .role_arn(role)
            .base_model_identifier(BASE)
            .custom_model_kms_key_id(key)
            .training_data_config(TrainingDataConfig::builder().s3_uri("s3://data/").build())
            .output_data_config(output())
    };
    let key = aws.key().await;
    let nobody = format!("arn:aws:iam::{ACCOUNT}:role/nobody");
    assert_eq!(refusal(ask(&nobody, &key).send().await), "ValidationException");
    let role = role(aws, "tuning", TRUST).await;
    assert_eq!(
        refusal(ask(&role, "alias/none").send().await),
        "ValidationException"
    );
    ask(&role, &key).send().await.expect("a job");
    assert_eq!(refusal(ask(&role, &key).send().await), "ConflictException");
    let listed = api.list_model_customization_jobs().send().await.expect("a list");
    assert_eq!(listed.model_customization_job_summaries().len(), 1);
}

/// The models that are there.
async fn models(api: &Client) -> Vec<String> {
    let listed = api
        .list_custom_models()
        .is_owned(true)
        .send()
        .await
        .expect("a list");
    listed
        .model_summaries()
        .iter()
        .map(|m| m.model_arn().to_owned())
        .collect()
}

async fn a_custom_model_is_there_when_its_job_is_done(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let job = customize(aws, "letters", Some(&key)).await;
    assert!(models(&api).await.is_empty());
    aws.later(3600);
    let models = models(&api).await;
    let read = api.get_custom_model().model_identifier(&models[0]).send().await;
    let read = read.expect("the model");
    assert_eq!(read.model_name(), "letters-model");
    assert_eq!(read.model_kms_key_arn(), Some(key.as_str()));
    assert_eq!(
        (read.job_arn(), read.base_model_arn()),
        (Some(job.as_str()), Some(BASE))
    );
    let tags = api.list_tags_for_resource().resource_arn(&models[0]).send().await;
    assert_eq!(tags.expect("tags").tags(), [tag("data", "phi")]);
    let done = api
        .get_model_customization_job()
        .job_identifier(&job)
        .send()
        .await;
    assert_eq!(
        done.expect("the job").status().expect("a status").as_str(),
        "Completed"
    );
}

async fn a_custom_model_without_a_key_says_none(aws: &Aws) {
    let api = aws.bedrock();
    customize(aws, "letters", None).await;
    aws.later(3600);
    let models = models(&api).await;
    assert_eq!(models.len(), 1);
    let read = api
        .get_custom_model()
        .model_identifier("letters-model")
        .send()
        .await;
    assert_eq!(read.expect("the model").model_kms_key_arn(), None);
}

async fn an_imported_model_keeps_its_key(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    import(aws, "reports-import", Some(&key)).await;
    aws.later(3600);
    let read = api.get_imported_model().model_identifier("reports").send().await;
    let read = read.expect("the model");
    assert_eq!(read.model_kms_key_arn(), Some(key.as_str()));
    let Some(ModelDataSource::S3DataSource(source)) = read.model_data_source() else {
        panic!("{read:?}");
    };
    assert_eq!(source.s3_uri(), "s3://models/reports/");
}

async fn imported_models_are_listed_when_they_are_there(aws: &Aws) {
    let api = aws.bedrock();
    import(aws, "reports-import", None).await;
    let list = || api.list_imported_models().send();
    assert!(list().await.expect("a list").model_summaries().is_empty());
    aws.later(3600);
    let listed = list().await.expect("a list");
    let one = &listed.model_summaries()[0];
    assert_eq!(one.model_name(), "reports");
    assert!(one.model_arn().contains(":imported-model/"));
    let read = api
        .get_imported_model()
        .model_identifier(one.model_arn())
        .send()
        .await;
    assert_eq!(read.expect("the model").model_kms_key_arn(), None);
}

async fn a_batch_inference_job_is_listed_whole(aws: &Aws) {
    let (api, key) = (aws.bedrock(), aws.key().await);
    let input = ModelInvocationJobS3InputDataConfig::builder()
        .s3_uri("s3://batch/in/")
        .build();
    let output = ModelInvocationJobS3OutputDataConfig::builder()
        .s3_uri("s3://batch/out/")
        .s3_encryption_key_id(&key)
        .build();
    let call = api
        .create_model_invocation_job()
        .job_name("backlog")
        .model_id("a-model");
    let call = call
        .role_arn(role(aws, "batch-exec", TRUST).await)
        .input_data_config(ModelInvocationJobInputDataConfig::S3InputDataConfig(
            input.expect("one"),
        ))
        .output_data_config(ModelInvocationJobOutputDataConfig::S3OutputDataConfig(
            output.expect("one"),
        ));
    let made = call.send().await.expect("a job");
    let listed = api.list_model_invocation_jobs().send().await.expect("a list");
    let job = &listed.invocation_job_summaries()[0];
    assert_eq!((job.job_arn(), job.job_name()), (made.job_arn(), "backlog"));
    let Some(ModelInvocationJobOutputDataConfig::S3OutputDataConfig(output)) = job.output_data_config()
    else {
        panic!("{job:?}");
    };
    assert_eq!(
        (output.s3_uri(), output.s3_encryption_key_id()),
        ("s3://batch/out/", Some(key.as_str()))
    );
    assert_eq!(job.submit_time().secs(), START);
    assert!(job.role_arn().ends_with(":role/batch-exec"));
}

cases! {
    "bedrock";
    GetModelCustomizationJob: a_customization_job_keeps_its_place_and_key,
    ListModelCustomizationJobs: a_customization_job_that_cannot_run_is_refused,
    GetCustomModel: a_custom_model_is_there_when_its_job_is_done,
    ListCustomModels: a_custom_model_without_a_key_says_none,
    GetImportedModel: an_imported_model_keeps_its_key,
    ListImportedModels: imported_models_are_listed_when_they_are_there,
    ListModelInvocationJobs: a_batch_inference_job_is_listed_whole,
}
