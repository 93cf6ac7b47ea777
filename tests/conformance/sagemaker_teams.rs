//! SageMaker: what teams share: scripts, clusters, images, work teams, repositories.

use crate::place::{Aws, complaint, refusal};
use crate::sagemaker_requests::{GHOST, KEY, vpc};
use aws_sdk_sagemaker::types::{
    ClusterEbsVolumeConfig, ClusterInstanceGroupSpecification, ClusterInstanceStorageConfig,
    ClusterInstanceType, ClusterLifeCycleConfig, CognitoMemberDefinition, GitConfig, MemberDefinition,
    StudioLifecycleConfigAppType,
};

async fn script(aws: &Aws) {
    let call = aws
        .sagemaker()
        .create_studio_lifecycle_config()
        .studio_lifecycle_config_name("idle");
    let call = call.studio_lifecycle_config_content("c3RhcnQ=");
    let call = call.studio_lifecycle_config_app_type(StudioLifecycleConfigAppType::JupyterLab);
    call.send().await.expect("a configuration");
}

async fn a_studio_script_is_kept(aws: &Aws) {
    script(aws).await;
    let call = aws.sagemaker().describe_studio_lifecycle_config();
    let kept = call
        .studio_lifecycle_config_name("idle")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.studio_lifecycle_config_content(), Some("c3RhcnQ="));
    let listed = aws
        .sagemaker()
        .list_studio_lifecycle_configs()
        .send()
        .await
        .expect("listed");
    assert_eq!(listed.studio_lifecycle_configs().len(), 1);
    let call = aws.sagemaker().delete_studio_lifecycle_config();
    call.studio_lifecycle_config_name("idle")
        .send()
        .await
        .expect("deleted");
    let call = aws.sagemaker().describe_studio_lifecycle_config();
    let gone = call.studio_lifecycle_config_name("idle").send().await;
    assert_eq!(refusal(gone), "ResourceNotFound");
}

async fn a_cluster_keeps_its_vpc_its_roles_and_its_volume_keys(aws: &Aws) {
    let role = aws.role("cluster-exec").await;
    let volume = ClusterEbsVolumeConfig::builder()
        .volume_size_in_gb(100)
        .volume_kms_key_id(KEY)
        .build();
    let group = |role: &str| {
        ClusterInstanceGroupSpecification::builder()
            .instance_group_name("workers")
            .instance_count(2)
            .instance_type(ClusterInstanceType::MlP548Xlarge)
            .execution_role(role)
            .life_cycle_config(
                ClusterLifeCycleConfig::builder()
                    .source_s3_uri("s3://scripts/x")
                    .on_create("go.sh")
                    .build(),
            )
            .instance_storage_configs(ClusterInstanceStorageConfig::EbsVolumeConfig(volume.clone()))
            .build()
    };
    let create = |role: &str| {
        let call = aws
            .sagemaker()
            .create_cluster()
            .cluster_name("pod")
            .instance_groups(group(role));
        call.vpc_config(vpc())
    };
    assert!(complaint(create(GHOST).send().await).starts_with("Could not assume role"));
    let made = create(&role).send().await.expect("a cluster");
    for name in ["pod", made.cluster_arn().expect("an ARN")] {
        let kept = aws
            .sagemaker()
            .describe_cluster()
            .cluster_name(name)
            .send()
            .await
            .expect("kept");
        assert_eq!(kept.vpc_config(), Some(&vpc()));
        let workers = &kept.instance_groups()[0];
        assert_eq!(workers.execution_role(), Some(role.as_str()));
        assert_eq!(
            (workers.current_count(), workers.target_count()),
            (Some(2), Some(2))
        );
        let storage = workers.instance_storage_configs()[0]
            .as_ebs_volume_config()
            .expect("a volume");
        assert_eq!(storage.volume_kms_key_id(), Some(KEY));
    }
    let listed = aws.sagemaker().list_clusters().send().await.expect("listed");
    assert_eq!(listed.cluster_summaries()[0].cluster_name(), Some("pod"));
    assert_eq!(refusal(create(&role).send().await), "ResourceInUse");
}

async fn an_image_is_made_with_a_role(aws: &Aws) {
    let role = aws.role("image-exec").await;
    let create = |role: &str| {
        aws.sagemaker()
            .create_image()
            .image_name("base")
            .role_arn(role)
            .send()
    };
    assert!(complaint(create(GHOST).await).starts_with("Could not assume role"));
    create(&role).await.expect("an image");
    aws.later(30);
    let kept = aws
        .sagemaker()
        .describe_image()
        .image_name("base")
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.role_arn(), Some(role.as_str()));
    assert_eq!(kept.image_status().expect("a status").as_str(), "CREATED");
    let listed = aws.sagemaker().list_images().send().await.expect("listed");
    assert_eq!(listed.images()[0].image_name(), Some("base"));
}

async fn a_work_team_is_described_whole(aws: &Aws) {
    let members = CognitoMemberDefinition::builder()
        .user_pool("us-east-1_pool")
        .user_group("g")
        .client_id("c1");
    let members = MemberDefinition::builder()
        .cognito_member_definition(members.build())
        .build();
    let call = aws
        .sagemaker()
        .create_workteam()
        .workteam_name("team")
        .description("Radiologists");
    call.member_definitions(members.clone())
        .send()
        .await
        .expect("a team");
    let kept = aws
        .sagemaker()
        .describe_workteam()
        .workteam_name("team")
        .send()
        .await
        .expect("kept");
    let team = kept.workteam().expect("a team");
    assert_eq!(team.description(), Some("Radiologists"));
    assert_eq!(team.member_definitions(), [members]);
    let listed = aws.sagemaker().list_workteams().send().await.expect("listed");
    assert_eq!(listed.workteams()[0].workteam_name(), Some("team"));
    let gone = aws
        .sagemaker()
        .delete_workteam()
        .workteam_name("team")
        .send()
        .await
        .expect("deleted");
    assert_eq!(gone.success(), Some(true));
}

async fn a_code_repository_keeps_its_secret_by_name(aws: &Aws) {
    let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:git";
    let git = GitConfig::builder()
        .repository_url("https://git.example.com/r")
        .secret_arn(secret)
        .build();
    let call = aws
        .sagemaker()
        .create_code_repository()
        .code_repository_name("repo");
    call.git_config(git.clone()).send().await.expect("a repository");
    let call = aws.sagemaker().describe_code_repository();
    let kept = call.code_repository_name("repo").send().await.expect("kept");
    assert_eq!(kept.git_config(), Some(&git));
    let listed = aws
        .sagemaker()
        .list_code_repositories()
        .send()
        .await
        .expect("listed");
    assert_eq!(listed.code_repository_summary_list()[0].git_config(), Some(&git));
}

async fn a_studio_script_tells_of_its_app(aws: &Aws) {
    script(aws).await;
    let call = aws.sagemaker().describe_studio_lifecycle_config();
    let kept = call.studio_lifecycle_config_name("idle").send().await;
    let kept = kept.expect("kept");
    assert_eq!(
        kept.studio_lifecycle_config_app_type(),
        Some(&StudioLifecycleConfigAppType::JupyterLab)
    );
    let arn = kept.studio_lifecycle_config_arn().expect("an ARN");
    assert!(arn.ends_with(":studio-lifecycle-config/idle"), "{arn}");
    assert!(kept.last_modified_time().is_some());
}

async fn studio_scripts_are_listed_by_app(aws: &Aws) {
    script(aws).await;
    let list = |app: StudioLifecycleConfigAppType| {
        let call = aws.sagemaker().list_studio_lifecycle_configs();
        call.app_type_equals(app).send()
    };
    let listed = list(StudioLifecycleConfigAppType::JupyterLab)
        .await
        .expect("listed");
    let entry = &listed.studio_lifecycle_configs()[0];
    assert_eq!(entry.studio_lifecycle_config_name(), Some("idle"));
    let none = list(StudioLifecycleConfigAppType::CodeEditor).await;
    assert!(none.expect("listed").studio_lifecycle_configs().is_empty());
}

cases! {
    "sagemaker";
    CreateStudioLifecycleConfig: a_studio_script_is_kept,
    DescribeCluster: a_cluster_keeps_its_vpc_its_roles_and_its_volume_keys,
    DescribeImage: an_image_is_made_with_a_role,
    DescribeWorkteam: a_work_team_is_described_whole,
    DescribeCodeRepository: a_code_repository_keeps_its_secret_by_name,
    DescribeStudioLifecycleConfig: a_studio_script_tells_of_its_app,
    ListStudioLifecycleConfigs: studio_scripts_are_listed_by_app,
}
