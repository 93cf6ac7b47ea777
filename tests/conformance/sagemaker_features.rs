//! SageMaker: model cards, pipelines, hubs and feature groups.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use crate::sagemaker_requests::{GHOST, KEY, OTHER_KEY};
use aws_sdk_sagemaker::types::{
    FeatureDefinition, FeatureGroupStatus, FeatureType, ModelCardSecurityConfig, ModelCardStatus,
    OfflineStoreConfig, OnlineStoreConfig, OnlineStoreSecurityConfig, S3StorageConfig,
};

async fn a_model_card_keeps_its_key_and_counts_its_versions(aws: &Aws) {
    let call = aws
        .sagemaker()
        .create_model_card()
        .model_card_name("echo")
        .content("{}");
    let call = call.model_card_status(ModelCardStatus::Draft);
    let call = call.security_config(ModelCardSecurityConfig::builder().kms_key_id(KEY).build());
    call.send().await.expect("a card");
    let call = aws.sagemaker().update_model_card().model_card_name("echo");
    call.model_card_status(ModelCardStatus::Approved)
        .send()
        .await
        .expect("updated");
    let kept = aws
        .sagemaker()
        .describe_model_card()
        .model_card_name("echo")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.security_config().and_then(|c| c.kms_key_id()), Some(KEY));
    assert_eq!(kept.model_card_version(), Some(2));
    assert_eq!(kept.model_card_status(), Some(&ModelCardStatus::Approved));
    let listed = aws.sagemaker().list_model_cards().send().await.expect("listed");
    assert_eq!(listed.model_card_summaries()[0].model_card_name(), Some("echo"));
}

async fn a_pipeline_keeps_its_role_and_its_definition(aws: &Aws) {
    let role = aws.role("pipeline-exec").await;
    let create = |role: &str| {
        let call = aws
            .sagemaker()
            .create_pipeline()
            .pipeline_name("Train")
            .role_arn(role);
        call.client_request_token("0123456789abcdef0123456789abcdef")
            .pipeline_definition("{\"Steps\":[]}")
    };
    assert!(complaint(create(GHOST).send().await).starts_with("Could not assume role"));
    create(&role).send().await.expect("a pipeline");
    let kept = aws
        .sagemaker()
        .describe_pipeline()
        .pipeline_name("Train")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.role_arn(), Some(role.as_str()));
    assert_eq!(kept.pipeline_definition(), Some("{\"Steps\":[]}"));
    assert_eq!(kept.pipeline_status().expect("a status").as_str(), "Active");
    let listed = aws
        .sagemaker()
        .list_pipelines()
        .pipeline_name_prefix("Tr")
        .send()
        .await
        .expect("listed");
    assert_eq!(listed.pipeline_summaries()[0].pipeline_name(), Some("Train"));
    aws.sagemaker()
        .delete_pipeline()
        .pipeline_name("Train")
        .client_request_token("0123456789abcdef0123456789abcdef")
        .send()
        .await
        .expect("deleted");
    let gone = aws
        .sagemaker()
        .describe_pipeline()
        .pipeline_name("Train")
        .send()
        .await;
    assert_eq!(refusal(gone), "ResourceNotFound");
}

async fn a_hub_comes_into_service(aws: &Aws) {
    let call = aws
        .sagemaker()
        .create_hub()
        .hub_name("models")
        .hub_description("Private models");
    call.send().await.expect("a hub");
    aws.later(30);
    let kept = aws
        .sagemaker()
        .describe_hub()
        .hub_name("models")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.hub_status().expect("a status").as_str(), "InService");
    assert_eq!(kept.hub_description(), Some("Private models"));
    let listed = aws.sagemaker().list_hubs().send().await.expect("listed");
    assert_eq!(listed.hub_summaries()[0].hub_name(), Some("models"));
}

fn feature(name: &str) -> FeatureDefinition {
    FeatureDefinition::builder()
        .feature_name(name)
        .feature_type(FeatureType::String)
        .build()
}

async fn a_feature_group_keeps_the_keys_of_both_its_stores(aws: &Aws) {
    let role = aws.role("features-exec").await;
    let online = OnlineStoreSecurityConfig::builder().kms_key_id(KEY).build();
    let online = OnlineStoreConfig::builder()
        .security_config(online)
        .enable_online_store(true)
        .build();
    let offline = S3StorageConfig::builder()
        .s3_uri("s3://features/")
        .kms_key_id(OTHER_KEY)
        .build();
    let offline = OfflineStoreConfig::builder().s3_storage_config(offline).build();
    let create = |role: &str| {
        aws.sagemaker()
            .create_feature_group()
            .feature_group_name("patients")
            .record_identifier_feature_name("id")
            .event_time_feature_name("time")
            .feature_definitions(feature("id"))
            .feature_definitions(feature("time"))
            .role_arn(role)
    };
    let storeless = create(&role).send().await;
    assert_eq!(refusal(storeless), "ValidationException");
    let ghost = create(GHOST).offline_store_config(offline.clone()).send().await;
    assert!(complaint(ghost).starts_with("Could not assume role"));
    let call = create(&role)
        .online_store_config(online)
        .offline_store_config(offline);
    call.send().await.expect("a feature group");
    let describe = || {
        aws.sagemaker()
            .describe_feature_group()
            .feature_group_name("patients")
    };
    let kept = describe().send().await.expect("kept");
    assert_eq!(
        kept.feature_group_status().expect("a status").as_str(),
        "Creating"
    );
    let online = kept.online_store_config().expect("an online store");
    assert_eq!(online.security_config().and_then(|c| c.kms_key_id()), Some(KEY));
    let offline = kept
        .offline_store_config()
        .and_then(|c| c.s3_storage_config())
        .expect("an offline store");
    assert_eq!(offline.kms_key_id(), Some(OTHER_KEY));
    let place = format!("s3://features/{ACCOUNT}/sagemaker/us-east-1/offline-store/patients-{START}/data");
    assert_eq!(offline.resolved_output_s3_uri(), Some(place.as_str()));
    aws.later(30);
    let kept = describe().send().await.expect("kept");
    assert_eq!(kept.feature_group_status().expect("a status").as_str(), "Created");
    let listed = aws
        .sagemaker()
        .list_feature_groups()
        .send()
        .await
        .expect("listed");
    assert_eq!(
        listed.feature_group_summaries()[0].feature_group_name(),
        Some("patients")
    );
}

async fn patients(aws: &Aws) {
    let online = OnlineStoreConfig::builder().enable_online_store(true).build();
    let create = aws
        .sagemaker()
        .create_feature_group()
        .feature_group_name("patients");
    let create = create
        .record_identifier_feature_name("id")
        .event_time_feature_name("time");
    let create = create
        .feature_definitions(feature("id"))
        .feature_definitions(feature("time"));
    create
        .online_store_config(online)
        .send()
        .await
        .expect("a feature group");
    aws.later(30);
}

async fn a_feature_group_is_deleted_through_deleting(aws: &Aws) {
    patients(aws).await;
    let delete = aws
        .sagemaker()
        .delete_feature_group()
        .feature_group_name("patients");
    delete.send().await.expect("deleted");
    let describe = || {
        aws.sagemaker()
            .describe_feature_group()
            .feature_group_name("patients")
    };
    let kept = describe().send().await.expect("going");
    assert_eq!(
        kept.feature_group_status().expect("a status").as_str(),
        "Deleting"
    );
    aws.later(30);
    assert_eq!(refusal(describe().send().await), "ResourceNotFound");
}

async fn feature_groups_are_listed_by_status(aws: &Aws) {
    patients(aws).await;
    let list = |status: FeatureGroupStatus| {
        let call = aws.sagemaker().list_feature_groups();
        call.feature_group_status_equals(status).send()
    };
    let listed = list(FeatureGroupStatus::Created).await.expect("listed");
    let entry = &listed.feature_group_summaries()[0];
    assert_eq!(entry.feature_group_name(), Some("patients"));
    let none = list(FeatureGroupStatus::Creating).await.expect("listed");
    assert!(none.feature_group_summaries().is_empty());
}

cases! {
    "sagemaker";
    DescribeModelCard: a_model_card_keeps_its_key_and_counts_its_versions,
    DescribePipeline: a_pipeline_keeps_its_role_and_its_definition,
    DescribeHub: a_hub_comes_into_service,
    DescribeFeatureGroup: a_feature_group_keeps_the_keys_of_both_its_stores,
    DeleteFeatureGroup: a_feature_group_is_deleted_through_deleting,
    ListFeatureGroups: feature_groups_are_listed_by_status,
}
