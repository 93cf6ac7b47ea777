//! SageMaker: model packages, their groups, and who may use them.

use crate::place::{ACCOUNT, Aws, complaint, refusal};
use crate::sagemaker_requests::{IMAGE, KEY};
use aws_sdk_sagemaker::types::{
    InferenceSpecification, ModelApprovalStatus, ModelPackageContainerDefinition, ModelPackageSecurityConfig,
    ModelPackageType, UserContext,
};

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Readers","Effect":"Allow",
    "Principal":{"AWS":"arn:aws:iam::210987654321:root"},"Action":"sagemaker:DescribeModelPackage",
    "Resource":"arn:aws:sagemaker:us-east-1:123456789012:model-package/echo/*"}]}"#;

async fn group(aws: &Aws, name: &str) -> String {
    let call = aws
        .sagemaker()
        .create_model_package_group()
        .model_package_group_name(name);
    let made = call
        .model_package_group_description("Echo")
        .send()
        .await
        .expect("a group");
    made.model_package_group_arn().expect("an ARN").to_owned()
}

async fn package(aws: &Aws, group: &str, status: Option<ModelApprovalStatus>) -> String {
    let container = ModelPackageContainerDefinition::builder()
        .image(IMAGE)
        .model_data_url("s3://m/x.tar.gz");
    let inference = InferenceSpecification::builder()
        .containers(container.build())
        .supported_content_types("text/csv")
        .supported_response_mime_types("text/csv");
    let made = aws
        .sagemaker()
        .create_model_package()
        .model_package_group_name(group)
        .inference_specification(inference.build())
        .set_model_approval_status(status)
        .security_config(ModelPackageSecurityConfig::builder().kms_key_id(KEY).build())
        .send()
        .await
        .expect("a package");
    made.model_package_arn().expect("an ARN").to_owned()
}

async fn a_package_group_is_described_by_name_and_by_arn(aws: &Aws) {
    let arn = group(aws, "echo").await;
    aws.later(10);
    for name in ["echo", arn.as_str()] {
        let call = aws.sagemaker().describe_model_package_group();
        let kept = call.model_package_group_name(name).send().await.expect("kept");
        assert_eq!(kept.model_package_group_arn(), Some(arn.as_str()));
        assert_eq!(kept.model_package_group_description(), Some("Echo"));
        assert_eq!(
            kept.model_package_group_status().expect("a status").as_str(),
            "Completed"
        );
    }
    let again = aws
        .sagemaker()
        .create_model_package_group()
        .model_package_group_name("echo");
    assert_eq!(refusal(again.send().await), "ValidationException");
    let call = aws.sagemaker().describe_model_package_group();
    let gone = call.model_package_group_name("other").send().await;
    assert!(complaint(gone).ends_with("does not exist."));
}

async fn package_groups_are_listed_oldest_first(aws: &Aws) {
    for name in ["old", "new"] {
        group(aws, name).await;
        aws.later(10);
    }
    let listed = aws
        .sagemaker()
        .list_model_package_groups()
        .send()
        .await
        .expect("listed");
    let names: Vec<&str> = listed
        .model_package_group_summary_list()
        .iter()
        .filter_map(|g| g.model_package_group_name())
        .collect();
    assert_eq!(names, ["old", "new"]);
}

async fn a_group_goes_when_it_is_empty(aws: &Aws) {
    group(aws, "echo").await;
    let arn = package(aws, "echo", None).await;
    let delete = || {
        aws.sagemaker()
            .delete_model_package_group()
            .model_package_group_name("echo")
    };
    assert_eq!(refusal(delete().send().await), "ConflictException");
    aws.sagemaker()
        .delete_model_package()
        .model_package_name(arn)
        .send()
        .await
        .expect("deleted");
    delete().send().await.expect("deleted");
    assert!(complaint(delete().send().await).contains("does not exist"));
}

async fn a_group_keeps_the_policy_that_was_put(aws: &Aws) {
    let arn = group(aws, "echo").await;
    let get = || {
        aws.sagemaker()
            .get_model_package_group_policy()
            .model_package_group_name("echo")
    };
    assert!(complaint(get().send().await).starts_with("Cannot find resource policy for: "));
    let put = aws
        .sagemaker()
        .put_model_package_group_policy()
        .model_package_group_name("echo");
    let put = put.resource_policy(POLICY).send().await.expect("put");
    assert_eq!(put.model_package_group_arn(), Some(arn.as_str()));
    assert_eq!(get().send().await.expect("kept").resource_policy(), Some(POLICY));
}

async fn a_malformed_group_policy_is_refused(aws: &Aws) {
    group(aws, "echo").await;
    let put = |policy: &str| {
        let call = aws.sagemaker().put_model_package_group_policy();
        call.model_package_group_name("echo")
            .resource_policy(policy)
            .send()
    };
    let nobody = POLICY.replace(r#""Principal":{"AWS":"arn:aws:iam::210987654321:root"},"#, "");
    for policy in ["not a policy", r#"{"Version":"2012-10-17"}"#, nobody.as_str()] {
        assert_eq!(refusal(put(policy).await), "ValidationException");
    }
    let call = aws.sagemaker().put_model_package_group_policy();
    let nowhere = call
        .model_package_group_name("other")
        .resource_policy(POLICY)
        .send()
        .await;
    assert!(complaint(nowhere).starts_with("Cannot find Model Package Group"));
}

async fn a_deleted_group_policy_is_gone(aws: &Aws) {
    group(aws, "echo").await;
    let put = aws
        .sagemaker()
        .put_model_package_group_policy()
        .model_package_group_name("echo");
    put.resource_policy(POLICY).send().await.expect("put");
    let delete = || {
        aws.sagemaker()
            .delete_model_package_group_policy()
            .model_package_group_name("echo")
    };
    delete().send().await.expect("deleted");
    assert_eq!(refusal(delete().send().await), "ValidationException");
}

async fn a_package_is_a_version_that_waits_for_approval(aws: &Aws) {
    group(aws, "echo").await;
    let arn = package(aws, "echo", None).await;
    assert_eq!(
        arn,
        format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:model-package/echo/1")
    );
    let kept = aws
        .sagemaker()
        .describe_model_package()
        .model_package_name(&arn)
        .send()
        .await;
    let kept = kept.expect("kept");
    assert_eq!(kept.last_modified_by(), None);
    assert_eq!(kept.model_package_version(), Some(1));
    assert_eq!(kept.model_package_group_name(), Some("echo"));
    assert_eq!(
        kept.model_approval_status(),
        Some(&ModelApprovalStatus::PendingManualApproval)
    );
    assert_eq!(kept.security_config().and_then(|c| c.kms_key_id()), Some(KEY));
    assert!(package(aws, "echo", None).await.ends_with("/echo/2"));
}

async fn a_package_needs_its_group(aws: &Aws) {
    let call = aws
        .sagemaker()
        .create_model_package()
        .model_package_group_name("echo");
    assert!(complaint(call.send().await).ends_with("does not exist."));
    let neither = aws.sagemaker().create_model_package().send().await;
    assert_eq!(refusal(neither), "ValidationException");
}

async fn a_package_is_approved_by_an_update(aws: &Aws) {
    group(aws, "echo").await;
    let arn = package(aws, "echo", None).await;
    let call = aws.sagemaker().update_model_package().model_package_arn(&arn);
    let call = call
        .model_approval_status(ModelApprovalStatus::Approved)
        .approval_description("Reviewed");
    call.send().await.expect("approved");
    let kept = aws
        .sagemaker()
        .describe_model_package()
        .model_package_name(&arn)
        .send()
        .await;
    let kept = kept.expect("kept");
    assert_eq!(kept.model_approval_status(), Some(&ModelApprovalStatus::Approved));
    assert_eq!(kept.approval_description(), Some("Reviewed"));
    let by = |user: Option<&UserContext>| user.and_then(|u| u.iam_identity()?.arn().map(str::to_owned));
    assert!(by(kept.created_by()).is_some());
    assert_eq!(by(kept.last_modified_by()), by(kept.created_by()));
}

async fn packages_are_listed_by_group_and_approval(aws: &Aws) {
    for name in ["echo", "fraud"] {
        group(aws, name).await;
        package(aws, name, Some(ModelApprovalStatus::Approved)).await;
        package(aws, name, None).await;
    }
    let call = aws
        .sagemaker()
        .list_model_packages()
        .model_package_group_name("fraud");
    let call = call.model_approval_status(ModelApprovalStatus::Approved);
    let listed = call.send().await.expect("listed");
    let arns: Vec<&str> = listed
        .model_package_summary_list()
        .iter()
        .filter_map(|p| p.model_package_arn())
        .collect();
    assert_eq!(
        arns,
        [format!(
            "arn:aws:sagemaker:us-east-1:{ACCOUNT}:model-package/fraud/1"
        )]
    );
    // Versions of groups are listed only when they are asked for.
    let count = async |kind: Option<ModelPackageType>| {
        let call = aws.sagemaker().list_model_packages().set_model_package_type(kind);
        let listed = call.send().await.expect("listed");
        listed.model_package_summary_list().len()
    };
    assert_eq!(count(None).await, 0);
    assert_eq!(count(Some(ModelPackageType::Versioned)).await, 4);
    assert_eq!(count(Some(ModelPackageType::Unversioned)).await, 0);
    assert_eq!(count(Some(ModelPackageType::Both)).await, 4);
}

cases! {
    "sagemaker";
    DescribeModelPackageGroup: a_package_group_is_described_by_name_and_by_arn,
    ListModelPackageGroups: package_groups_are_listed_oldest_first,
    DeleteModelPackageGroup: a_group_goes_when_it_is_empty,
    GetModelPackageGroupPolicy: a_group_keeps_the_policy_that_was_put,
    PutModelPackageGroupPolicy: a_malformed_group_policy_is_refused,
    DeleteModelPackageGroupPolicy: a_deleted_group_policy_is_gone,
    DescribeModelPackage: a_package_is_a_version_that_waits_for_approval,
    CreateModelPackage: a_package_needs_its_group,
    UpdateModelPackage: a_package_is_approved_by_an_update,
    ListModelPackages: packages_are_listed_by_group_and_approval,
}
