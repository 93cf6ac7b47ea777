//! SageMaker: notebook instances and their lifecycle configurations.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use crate::sagemaker_requests::{GHOST, KEY, tag};
use aws_sdk_sagemaker::operation::create_notebook_instance::builders::CreateNotebookInstanceFluentBuilder;
use aws_sdk_sagemaker::operation::describe_notebook_instance::DescribeNotebookInstanceOutput;
use aws_sdk_sagemaker::types::{
    DirectInternetAccess, InstanceMetadataServiceConfiguration, InstanceType, NotebookInstanceLifecycleHook,
    NotebookInstanceStatus, RootAccess,
};

fn plain(aws: &Aws, name: &str, role: &str) -> CreateNotebookInstanceFluentBuilder {
    aws.sagemaker()
        .create_notebook_instance()
        .notebook_instance_name(name)
        .instance_type(InstanceType::MlT3Medium)
        .role_arn(role)
}

async fn described(aws: &Aws, name: &str) -> DescribeNotebookInstanceOutput {
    let call = aws.sagemaker().describe_notebook_instance();
    call.notebook_instance_name(name)
        .send()
        .await
        .expect("a notebook")
}

async fn status(aws: &Aws, name: &str) -> String {
    let notebook = described(aws, name).await;
    notebook
        .notebook_instance_status()
        .expect("a status")
        .as_str()
        .to_owned()
}

/// A notebook that is stopped.
async fn stopped(aws: &Aws, name: &str) {
    let role = aws.role("lab-exec").await;
    plain(aws, name, &role).send().await.expect("a notebook");
    aws.later(60);
    let call = aws.sagemaker().stop_notebook_instance();
    call.notebook_instance_name(name)
        .send()
        .await
        .expect("asked to stop");
    aws.later(60);
}

async fn hooks(aws: &Aws, name: &str, script: &str) {
    aws.sagemaker()
        .create_notebook_instance_lifecycle_config()
        .notebook_instance_lifecycle_config_name(name)
        .on_start(NotebookInstanceLifecycleHook::builder().content(script).build())
        .on_create(
            NotebookInstanceLifecycleHook::builder()
                .content("Y3JlYXRl")
                .build(),
        )
        .send()
        .await
        .expect("a lifecycle configuration");
}

async fn a_notebook_is_described_with_every_guard_it_was_given(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    hooks(aws, "idle", "c3RhcnQ=").await;
    let imds = InstanceMetadataServiceConfiguration::builder().minimum_instance_metadata_service_version("2");
    plain(aws, "Lab", &role)
        .subnet_id("subnet-1")
        .security_group_ids("sg-1")
        .kms_key_id(KEY)
        .direct_internet_access(DirectInternetAccess::Disabled)
        .root_access(RootAccess::Disabled)
        .volume_size_in_gb(20)
        .platform_identifier("notebook-al2023-v1")
        .instance_metadata_service_configuration(imds.build())
        .lifecycle_config_name("idle")
        .send()
        .await
        .expect("a notebook");
    let notebook = described(aws, "Lab").await;
    let arn = format!("arn:aws:sagemaker:us-east-1:{ACCOUNT}:notebook-instance/lab");
    assert_eq!(notebook.notebook_instance_arn(), Some(arn.as_str()));
    assert_eq!(notebook.role_arn(), Some(role.as_str()));
    assert_eq!(notebook.subnet_id(), Some("subnet-1"));
    assert_eq!(notebook.security_groups(), ["sg-1"]);
    assert_eq!(notebook.kms_key_id(), Some(KEY));
    assert_eq!(
        notebook.direct_internet_access(),
        Some(&DirectInternetAccess::Disabled)
    );
    assert_eq!(notebook.root_access(), Some(&RootAccess::Disabled));
    assert_eq!(notebook.volume_size_in_gb(), Some(20));
    assert_eq!(notebook.platform_identifier(), Some("notebook-al2023-v1"));
    let imds = notebook
        .instance_metadata_service_configuration()
        .expect("a setting");
    assert_eq!(imds.minimum_instance_metadata_service_version(), Some("2"));
    assert_eq!(notebook.notebook_instance_lifecycle_config_name(), Some("idle"));
    assert_eq!(notebook.creation_time().expect("a date").secs(), START);
}

async fn a_plain_notebook_has_the_defaults_that_aws_documents(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    plain(aws, "lab", &role).send().await.expect("a notebook");
    let notebook = described(aws, "lab").await;
    assert_eq!(
        notebook.direct_internet_access(),
        Some(&DirectInternetAccess::Enabled)
    );
    assert_eq!(notebook.root_access(), Some(&RootAccess::Enabled));
    assert_eq!(notebook.volume_size_in_gb(), Some(5));
    assert_eq!(notebook.kms_key_id(), None);
    assert_eq!(notebook.platform_identifier(), Some("notebook-al2023-v1"));
    let imds = notebook
        .instance_metadata_service_configuration()
        .expect("a setting");
    assert_eq!(imds.minimum_instance_metadata_service_version(), Some("1"));
}

async fn a_notebook_needs_a_role_that_sagemaker_may_assume_and_a_name_of_its_own(aws: &Aws) {
    let refused = complaint(plain(aws, "lab", GHOST).send().await);
    assert!(refused.starts_with("Could not assume role"), "{refused}");
    let role = aws.role("lab-exec").await;
    plain(aws, "lab", &role).send().await.expect("a notebook");
    let taken = plain(aws, "LAB", &role).send().await;
    assert!(complaint(taken).starts_with("Cannot create a duplicate Notebook Instance"));
    let odd = plain(aws, "-lab-", &role).send().await;
    assert!(complaint(odd).contains(
        "'notebookInstanceName' failed to satisfy constraint: Member must satisfy regular expression pattern"
    ));
    let long = plain(aws, &"x".repeat(64), &role).send().await;
    assert!(complaint(long).contains("Member must have length less than or equal to 63"));
}

async fn a_notebook_without_a_role_names_the_missing_member(aws: &Aws) {
    let call = aws
        .sagemaker()
        .create_notebook_instance()
        .notebook_instance_name("lab");
    let answer = call.instance_type(InstanceType::MlT3Medium).send().await;
    assert_eq!(
        complaint(answer),
        "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null"
    );
    let odd = plain(aws, "lab", "admin").send().await;
    assert!(complaint(odd).contains("Value 'admin' at 'roleArn' failed to satisfy constraint"));
}

async fn a_notebook_goes_offline_only_in_a_subnet(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    let offline = plain(aws, "lab", &role).direct_internet_access(DirectInternetAccess::Disabled);
    assert_eq!(refusal(offline.send().await), "ValidationException");
    let grouped = plain(aws, "lab", &role).security_group_ids("sg-1");
    assert_eq!(refusal(grouped.send().await), "ValidationException");
}

async fn a_notebook_takes_only_a_lifecycle_configuration_that_is_there(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    let answer = plain(aws, "lab", &role)
        .lifecycle_config_name("idle")
        .send()
        .await;
    assert!(complaint(answer).contains("Notebook Instance Lifecycle Config does not exist"));
}

async fn a_notebook_comes_into_service_with_time(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    plain(aws, "lab", &role).send().await.expect("a notebook");
    assert_eq!(status(aws, "lab").await, "Pending");
    aws.later(60);
    assert_eq!(status(aws, "lab").await, "InService");
}

async fn an_unknown_notebook_is_not_found(aws: &Aws) {
    let call = aws.sagemaker().describe_notebook_instance();
    let answer = call.notebook_instance_name("lab").send().await;
    assert_eq!(complaint(answer), "RecordNotFound");
}

async fn a_notebook_stops_with_time_and_not_twice(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    plain(aws, "lab", &role).send().await.expect("a notebook");
    aws.later(60);
    let stop = || {
        aws.sagemaker()
            .stop_notebook_instance()
            .notebook_instance_name("lab")
    };
    stop().send().await.expect("asked to stop");
    assert_eq!(status(aws, "lab").await, "Stopping");
    aws.later(60);
    assert_eq!(status(aws, "lab").await, "Stopped");
    assert_eq!(refusal(stop().send().await), "ValidationException");
}

async fn a_stopped_notebook_starts_again(aws: &Aws) {
    stopped(aws, "lab").await;
    let start = || {
        aws.sagemaker()
            .start_notebook_instance()
            .notebook_instance_name("lab")
    };
    start().send().await.expect("started");
    assert_eq!(status(aws, "lab").await, "Pending");
    assert!(complaint(start().send().await).starts_with("Status (Pending) not in ([Stopped"));
    aws.later(60);
    assert_eq!(status(aws, "lab").await, "InService");
}

async fn a_notebook_is_updated_only_while_it_is_stopped(aws: &Aws) {
    let role = aws.role("lab-exec-2").await;
    hooks(aws, "idle", "c3RhcnQ=").await;
    stopped(aws, "lab").await;
    let update = || {
        aws.sagemaker()
            .update_notebook_instance()
            .notebook_instance_name("lab")
    };
    update()
        .root_access(RootAccess::Disabled)
        .role_arn(&role)
        .lifecycle_config_name("idle")
        .send()
        .await
        .expect("updated");
    assert_eq!(status(aws, "lab").await, "Updating");
    aws.later(60);
    let notebook = described(aws, "lab").await;
    assert_eq!(
        notebook.notebook_instance_status(),
        Some(&NotebookInstanceStatus::Stopped)
    );
    assert_eq!(notebook.root_access(), Some(&RootAccess::Disabled));
    assert_eq!(notebook.role_arn(), Some(role.as_str()));
    assert_eq!(notebook.notebook_instance_lifecycle_config_name(), Some("idle"));
    update()
        .disassociate_lifecycle_config(true)
        .send()
        .await
        .expect("updated");
    aws.later(60);
    assert_eq!(
        described(aws, "lab")
            .await
            .notebook_instance_lifecycle_config_name(),
        None
    );
    let ghost = update().role_arn(GHOST).send().await;
    assert!(complaint(ghost).starts_with("Could not assume role"));
    let call = aws.sagemaker().start_notebook_instance();
    call.notebook_instance_name("lab").send().await.expect("started");
    let running = update().root_access(RootAccess::Enabled).send().await;
    assert!(complaint(running).starts_with("Status (Pending) not in ([Stopped])"));
}

async fn a_notebook_is_deleted_only_at_rest_and_then_is_gone(aws: &Aws) {
    stopped(aws, "lab").await;
    let role = aws.role("run-exec").await;
    plain(aws, "run", &role).send().await.expect("a notebook");
    let delete = |name: &str| {
        aws.sagemaker()
            .delete_notebook_instance()
            .notebook_instance_name(name)
    };
    assert!(complaint(delete("run").send().await).starts_with("Status (Pending) not in"));
    delete("lab").send().await.expect("deleted");
    assert_eq!(status(aws, "lab").await, "Deleting");
    aws.later(60);
    let call = aws.sagemaker().describe_notebook_instance();
    let gone = call.notebook_instance_name("lab").send().await;
    assert_eq!(complaint(gone), "RecordNotFound");
}

async fn notebooks_are_listed_by_name_and_filtered_by_status(aws: &Aws) {
    stopped(aws, "beta").await;
    let role = aws.role("more-exec").await;
    for name in ["gamma", "alpha"] {
        plain(aws, name, &role).send().await.expect("a notebook");
    }
    let list = || aws.sagemaker().list_notebook_instances();
    let all = list().send().await.expect("listed");
    let names: Vec<&str> = all
        .notebook_instances()
        .iter()
        .filter_map(|n| n.notebook_instance_name())
        .collect();
    assert_eq!(names, ["alpha", "beta", "gamma"]);
    let off = list().status_equals(NotebookInstanceStatus::Stopped).send().await;
    let off = off.expect("listed");
    assert_eq!(off.notebook_instances().len(), 1);
    assert_eq!(off.notebook_instances()[0].notebook_instance_name(), Some("beta"));
    assert_eq!(
        off.notebook_instances()[0].instance_type(),
        Some(&InstanceType::MlT3Medium)
    );
}

async fn a_presigned_url_opens_a_notebook_in_service(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    plain(aws, "lab", &role).send().await.expect("a notebook");
    let ask = || {
        aws.sagemaker()
            .create_presigned_notebook_instance_url()
            .notebook_instance_name("lab")
    };
    assert!(complaint(ask().send().await).starts_with("Status (Pending) not in ([InService])"));
    aws.later(60);
    let url = ask().send().await.expect("a URL");
    let url = url.authorized_url().expect("a URL");
    assert!(
        url.starts_with("https://lab.notebook.us-east-1.sagemaker.aws?authToken="),
        "{url}"
    );
}

async fn a_lifecycle_configuration_keeps_its_scripts(aws: &Aws) {
    hooks(aws, "idle", "c3RhcnQ=").await;
    let call = aws.sagemaker().describe_notebook_instance_lifecycle_config();
    let kept = call
        .notebook_instance_lifecycle_config_name("idle")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.on_start()[0].content(), Some("c3RhcnQ="));
    assert_eq!(kept.on_create()[0].content(), Some("Y3JlYXRl"));
    let again = aws.sagemaker().create_notebook_instance_lifecycle_config();
    let again = again.notebook_instance_lifecycle_config_name("idle").send().await;
    assert!(complaint(again).contains("already exists"));
}

async fn a_lifecycle_configuration_is_changed_and_dated(aws: &Aws) {
    hooks(aws, "idle", "c3RhcnQ=").await;
    aws.later(100);
    aws.sagemaker()
        .update_notebook_instance_lifecycle_config()
        .notebook_instance_lifecycle_config_name("idle")
        .on_start(NotebookInstanceLifecycleHook::builder().content("bmV3").build())
        .send()
        .await
        .expect("updated");
    let call = aws.sagemaker().describe_notebook_instance_lifecycle_config();
    let kept = call
        .notebook_instance_lifecycle_config_name("idle")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.on_start()[0].content(), Some("bmV3"));
    assert_eq!(kept.on_create()[0].content(), Some("Y3JlYXRl"));
    let (made, changed) = (
        kept.creation_time().expect("a date"),
        kept.last_modified_time().expect("a date"),
    );
    assert_eq!(changed.secs() - made.secs(), 100);
}

async fn a_lifecycle_configuration_goes_when_nobody_uses_it(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    for name in ["idle", "used"] {
        hooks(aws, name, "c3RhcnQ=").await;
    }
    plain(aws, "lab", &role)
        .lifecycle_config_name("used")
        .send()
        .await
        .expect("a notebook");
    let delete = |name: &str| {
        let call = aws.sagemaker().delete_notebook_instance_lifecycle_config();
        call.notebook_instance_lifecycle_config_name(name).send()
    };
    assert_eq!(refusal(delete("used").await), "ValidationException");
    delete("idle").await.expect("deleted");
    assert!(complaint(delete("idle").await).contains("does not exist"));
}

async fn lifecycle_configurations_are_listed_newest_first(aws: &Aws) {
    for name in ["old", "new"] {
        hooks(aws, name, "c3RhcnQ=").await;
        aws.later(10);
    }
    let listed = aws
        .sagemaker()
        .list_notebook_instance_lifecycle_configs()
        .send()
        .await;
    let listed = listed.expect("listed");
    let names: Vec<&str> = listed
        .notebook_instance_lifecycle_configs()
        .iter()
        .filter_map(|c| c.notebook_instance_lifecycle_config_name())
        .collect();
    assert_eq!(names, ["new", "old"]);
}

async fn a_notebook_is_tagged_as_it_is_made(aws: &Aws) {
    let role = aws.role("lab-exec").await;
    let made = plain(aws, "lab", &role)
        .tags(tag("team", "cardio"))
        .send()
        .await
        .expect("a notebook");
    let call = aws.sagemaker().list_tags();
    let tags = call
        .resource_arn(made.notebook_instance_arn().expect("an ARN"))
        .send()
        .await;
    assert_eq!(tags.expect("tags").tags(), [tag("team", "cardio")]);
}

cases! {
    "sagemaker";
    CreateNotebookInstance: a_notebook_needs_a_role_that_sagemaker_may_assume_and_a_name_of_its_own,
    CreateNotebookInstance: a_notebook_without_a_role_names_the_missing_member,
    CreateNotebookInstance: a_notebook_goes_offline_only_in_a_subnet,
    CreateNotebookInstance: a_notebook_takes_only_a_lifecycle_configuration_that_is_there,
    CreateNotebookInstance: a_notebook_is_tagged_as_it_is_made,
    DescribeNotebookInstance: a_notebook_is_described_with_every_guard_it_was_given,
    DescribeNotebookInstance: a_plain_notebook_has_the_defaults_that_aws_documents,
    DescribeNotebookInstance: a_notebook_comes_into_service_with_time,
    DescribeNotebookInstance: an_unknown_notebook_is_not_found,
    StopNotebookInstance: a_notebook_stops_with_time_and_not_twice,
    StartNotebookInstance: a_stopped_notebook_starts_again,
    UpdateNotebookInstance: a_notebook_is_updated_only_while_it_is_stopped,
    DeleteNotebookInstance: a_notebook_is_deleted_only_at_rest_and_then_is_gone,
    ListNotebookInstances: notebooks_are_listed_by_name_and_filtered_by_status,
    CreatePresignedNotebookInstanceUrl: a_presigned_url_opens_a_notebook_in_service,
    DescribeNotebookInstanceLifecycleConfig: a_lifecycle_configuration_keeps_its_scripts,
    UpdateNotebookInstanceLifecycleConfig: a_lifecycle_configuration_is_changed_and_dated,
    DeleteNotebookInstanceLifecycleConfig: a_lifecycle_configuration_goes_when_nobody_uses_it,
    ListNotebookInstanceLifecycleConfigs: lifecycle_configurations_are_listed_newest_first,
}
