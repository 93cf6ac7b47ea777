//! IAM's service-linked roles: a service's own, made and deleted by its rules.

use crate::iam_roles::READ;
use crate::place::{Aws, refusal};

async fn a_service_linked_role_is_its_services_own(aws: &Aws) {
    let iam = aws.iam();
    let create = |service: &str| iam.create_service_linked_role().aws_service_name(service).send();
    let made = create("guardduty.amazonaws.com").await.expect("a role");
    let role = made.role().expect("a role");
    assert_eq!(role.path(), "/aws-service-role/guardduty.amazonaws.com/");
    assert_eq!(role.role_name(), "AWSServiceRoleForAmazonGuardDuty");
    let name = role.role_name();
    assert_eq!(refusal(create("guardduty.amazonaws.com").await), "InvalidInput");
    assert_eq!(refusal(create("nothing.example.com").await), "InvalidInput");
    let put = iam
        .put_role_policy()
        .role_name(name)
        .policy_name("p")
        .policy_document(READ);
    assert_eq!(refusal(put.send().await), "UnmodifiableEntity");
    assert_eq!(
        refusal(iam.delete_role().role_name(name).send().await),
        "UnmodifiableEntity"
    );
}

async fn a_service_linked_role_is_deleted_by_a_task(aws: &Aws) {
    let iam = aws.iam();
    let create = iam
        .create_service_linked_role()
        .aws_service_name("macie.amazonaws.com");
    create.send().await.expect("a role");
    let name = "AWSServiceRoleForAmazonMacie";
    let deleted = iam
        .delete_service_linked_role()
        .role_name(name)
        .send()
        .await
        .expect("a task");
    let task = deleted.deletion_task_id();
    assert!(
        task.starts_with("task/aws-service-role/macie.amazonaws.com/"),
        "{task}"
    );
    let status = iam
        .get_service_linked_role_deletion_status()
        .deletion_task_id(task);
    let status = status.send().await.expect("a status");
    assert_eq!(status.status().as_str(), "SUCCEEDED");
    assert_eq!(
        refusal(iam.get_role().role_name(name).send().await),
        "NoSuchEntity"
    );
}

cases! {
    "iam";
    CreateServiceLinkedRole: a_service_linked_role_is_its_services_own,
    DeleteServiceLinkedRole: a_service_linked_role_is_deleted_by_a_task,
}
