//! SageMaker: Studio domains, user profiles, spaces and apps.

use crate::place::{Aws, complaint, refusal};
use crate::sagemaker_requests::{GHOST, KEY, domain};
use aws_sdk_sagemaker::types::{
    AppNetworkAccessType, AppType, AuthMode, DockerSettings, DomainSettings, DomainStatus,
    ExecutionRoleIdentityConfig, FeatureStatus, OwnershipSettings, SharingType, SpaceSharingSettings,
    UserProfileStatus, UserSettings,
};

fn settings(role: &str) -> UserSettings {
    UserSettings::builder()
        .execution_role(role)
        .security_groups("sg-1")
        .build()
}

fn domain_settings() -> DomainSettings {
    let docker = DockerSettings::builder()
        .enable_docker_access(FeatureStatus::Enabled)
        .rootless_docker(FeatureStatus::Enabled)
        .vpc_only_trusted_accounts("123456789012");
    DomainSettings::builder()
        .execution_role_identity_config(ExecutionRoleIdentityConfig::UserProfileName)
        .docker_settings(docker.build())
        .build()
}

async fn a_domain_is_described_with_every_guard_it_was_given(aws: &Aws) {
    let role = aws.role("studio-exec").await;
    let call = aws
        .sagemaker()
        .create_domain()
        .domain_name("studio")
        .auth_mode(AuthMode::Sso)
        .default_user_settings(settings(&role))
        .vpc_id("vpc-1")
        .subnet_ids("subnet-1")
        .app_network_access_type(AppNetworkAccessType::VpcOnly)
        .domain_settings(domain_settings())
        .kms_key_id(KEY);
    let made = Box::pin(call.send()).await.expect("a domain");
    let id = made.domain_id().expect("an id");
    assert!(id.starts_with("d-"), "{id}");
    assert!(
        made.domain_arn()
            .expect("an ARN")
            .ends_with(&format!(":domain/{id}"))
    );
    let kept = aws
        .sagemaker()
        .describe_domain()
        .domain_id(id)
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.status(), Some(&DomainStatus::Pending));
    assert_eq!(kept.auth_mode(), Some(&AuthMode::Sso));
    assert_eq!(
        kept.app_network_access_type(),
        Some(&AppNetworkAccessType::VpcOnly)
    );
    assert_eq!(kept.kms_key_id(), Some(KEY));
    assert_eq!(kept.vpc_id(), Some("vpc-1"));
    assert_eq!(kept.subnet_ids(), ["subnet-1"]);
    assert_eq!(kept.default_user_settings(), Some(&settings(&role)));
    assert_eq!(kept.domain_settings(), Some(&domain_settings()));
    aws.later(60);
    let kept = aws
        .sagemaker()
        .describe_domain()
        .domain_id(id)
        .send()
        .await
        .expect("kept");
    assert_eq!(kept.status(), Some(&DomainStatus::InService));
}

async fn a_plain_domain_is_on_the_internet(aws: &Aws) {
    let id = domain(aws).await;
    let kept = aws
        .sagemaker()
        .describe_domain()
        .domain_id(id)
        .send()
        .await
        .expect("kept");
    assert_eq!(
        kept.app_network_access_type(),
        Some(&AppNetworkAccessType::PublicInternetOnly)
    );
    assert_eq!(kept.kms_key_id(), None);
}

async fn a_domain_needs_a_role_a_free_name_and_a_vpc_to_stay_in(aws: &Aws) {
    let create = |role: &str| {
        let call = aws
            .sagemaker()
            .create_domain()
            .domain_name("studio")
            .auth_mode(AuthMode::Iam);
        call.default_user_settings(settings(role))
    };
    assert!(complaint(Box::pin(create(GHOST).send()).await).starts_with("Could not assume role"));
    let role = aws.role("exec").await;
    let nowhere = create(&role).app_network_access_type(AppNetworkAccessType::VpcOnly);
    assert_eq!(refusal(Box::pin(nowhere.send()).await), "ValidationException");
    domain(aws).await;
    assert_eq!(refusal(Box::pin(create(&role).send()).await), "ResourceInUse");
    let bare = aws
        .sagemaker()
        .create_domain()
        .domain_name("other")
        .auth_mode(AuthMode::Iam);
    assert!(complaint(Box::pin(bare.send()).await).contains("Value null at 'defaultUserSettings' failed"));
}

async fn an_unknown_domain_is_not_found(aws: &Aws) {
    let answer = aws
        .sagemaker()
        .describe_domain()
        .domain_id("d-000000000000")
        .send()
        .await;
    assert_eq!(refusal(answer), "ResourceNotFound");
}

async fn a_domain_is_updated_field_by_field(aws: &Aws) {
    let id = domain(aws).await;
    let role = aws.role("other-exec").await;
    let call = aws
        .sagemaker()
        .update_domain()
        .domain_id(&id)
        .default_user_settings(UserSettings::builder().execution_role(&role).build())
        .app_network_access_type(AppNetworkAccessType::VpcOnly);
    Box::pin(call.send()).await.expect("updated");
    aws.later(60);
    let kept = aws
        .sagemaker()
        .describe_domain()
        .domain_id(&id)
        .send()
        .await
        .expect("kept");
    assert_eq!(
        kept.default_user_settings().and_then(|s| s.execution_role()),
        Some(role.as_str())
    );
    assert_eq!(
        kept.app_network_access_type(),
        Some(&AppNetworkAccessType::VpcOnly)
    );
    assert_eq!(kept.vpc_id(), Some("vpc-1"));
}

async fn a_domain_goes_when_it_is_empty(aws: &Aws) {
    let id = domain(aws).await;
    let profile = aws
        .sagemaker()
        .create_user_profile()
        .domain_id(&id)
        .user_profile_name("elena");
    profile.send().await.expect("a profile");
    let delete = || aws.sagemaker().delete_domain().domain_id(&id);
    assert_eq!(refusal(delete().send().await), "ResourceInUse");
    let leave = aws
        .sagemaker()
        .delete_user_profile()
        .domain_id(&id)
        .user_profile_name("elena");
    leave.send().await.expect("deleted");
    aws.later(30);
    delete().send().await.expect("deleted");
    let kept = aws
        .sagemaker()
        .describe_domain()
        .domain_id(&id)
        .send()
        .await
        .expect("going");
    assert_eq!(kept.status(), Some(&DomainStatus::Deleting));
    aws.later(30);
    assert!(
        aws.sagemaker()
            .list_domains()
            .send()
            .await
            .expect("listed")
            .domains()
            .is_empty()
    );
}

async fn domains_are_listed_with_their_ids(aws: &Aws) {
    let id = domain(aws).await;
    let listed = aws.sagemaker().list_domains().send().await.expect("listed");
    assert_eq!(listed.domains().len(), 1);
    assert_eq!(listed.domains()[0].domain_id(), Some(id.as_str()));
    assert_eq!(listed.domains()[0].domain_name(), Some("studio"));
    assert_eq!(listed.domains()[0].status(), Some(&DomainStatus::InService));
}

async fn a_user_profile_keeps_its_role(aws: &Aws) {
    let id = domain(aws).await;
    let role = aws.role("elena-exec").await;
    let create = |role: &str| {
        let call = aws
            .sagemaker()
            .create_user_profile()
            .domain_id(&id)
            .user_profile_name("Elena");
        call.user_settings(settings(role))
    };
    assert!(complaint(create(GHOST).send().await).starts_with("Could not assume role"));
    let made = create(&role).send().await.expect("a profile");
    let arn = made.user_profile_arn().expect("an ARN");
    assert!(arn.ends_with(&format!(":user-profile/{id}/elena")), "{arn}");
    aws.later(30);
    let call = aws
        .sagemaker()
        .describe_user_profile()
        .domain_id(&id)
        .user_profile_name("Elena");
    let kept = call.send().await.expect("kept");
    assert_eq!(kept.user_settings(), Some(&settings(&role)));
    assert_eq!(kept.status(), Some(&UserProfileStatus::InService));
    let listed = aws
        .sagemaker()
        .list_user_profiles()
        .domain_id_equals(&id)
        .send()
        .await
        .expect("listed");
    assert_eq!(listed.user_profiles()[0].user_profile_name(), Some("Elena"));
}

async fn a_user_profile_needs_its_domain(aws: &Aws) {
    let call = aws.sagemaker().create_user_profile().domain_id("d-000000000000");
    let answer = call.user_profile_name("elena").send().await;
    assert_eq!(refusal(answer), "ResourceNotFound");
}

async fn a_presigned_url_opens_a_profile_of_a_domain(aws: &Aws) {
    let id = domain(aws).await;
    let ask = || {
        aws.sagemaker()
            .create_presigned_domain_url()
            .domain_id(&id)
            .user_profile_name("elena")
    };
    assert_eq!(refusal(ask().send().await), "ResourceNotFound");
    let profile = aws
        .sagemaker()
        .create_user_profile()
        .domain_id(&id)
        .user_profile_name("elena");
    profile.send().await.expect("a profile");
    let url = ask().send().await.expect("a URL");
    let url = url.authorized_url().expect("a URL");
    assert!(
        url.starts_with(&format!(
            "https://{id}.studio.us-east-1.sagemaker.aws/auth?token="
        )),
        "{url}"
    );
}

async fn an_app_and_a_space_live_in_a_domain(aws: &Aws) {
    let id = domain(aws).await;
    let owner = OwnershipSettings::builder()
        .owner_user_profile_name("elena")
        .build();
    let sharing = SpaceSharingSettings::builder()
        .sharing_type(SharingType::Private)
        .build();
    let space = aws.sagemaker().create_space().domain_id(&id).space_name("desk");
    space
        .ownership_settings(owner)
        .space_sharing_settings(sharing)
        .send()
        .await
        .expect("a space");
    let app = || {
        let call = aws.sagemaker().create_app().domain_id(&id).space_name("desk");
        call.app_type(AppType::JupyterLab).app_name("default")
    };
    let made = app().send().await.expect("an app");
    assert!(
        made.app_arn()
            .expect("an ARN")
            .ends_with("/desk/jupyterlab/default")
    );
    assert_eq!(refusal(app().send().await), "ResourceInUse");
    aws.later(60);
    let apps = aws
        .sagemaker()
        .list_apps()
        .domain_id_equals(&id)
        .send()
        .await
        .expect("listed");
    assert_eq!(apps.apps()[0].status().expect("a status").as_str(), "InService");
    let spaces = aws.sagemaker().list_spaces().send().await.expect("listed");
    let summary = spaces.spaces()[0].ownership_settings_summary().expect("an owner");
    assert_eq!(summary.owner_user_profile_name(), Some("elena"));
    let away = || aws.sagemaker().delete_space().domain_id(&id).space_name("desk");
    assert_eq!(refusal(away().send().await), "ResourceInUse");
    let close = aws.sagemaker().delete_app().domain_id(&id).space_name("desk");
    close
        .app_type(AppType::JupyterLab)
        .app_name("default")
        .send()
        .await
        .expect("deleted");
    aws.later(60);
    away().send().await.expect("deleted");
}

cases! {
    "sagemaker";
    DescribeDomain: a_domain_is_described_with_every_guard_it_was_given,
    DescribeDomain: a_plain_domain_is_on_the_internet,
    DescribeDomain: an_unknown_domain_is_not_found,
    CreateDomain: a_domain_needs_a_role_a_free_name_and_a_vpc_to_stay_in,
    UpdateDomain: a_domain_is_updated_field_by_field,
    DeleteDomain: a_domain_goes_when_it_is_empty,
    ListDomains: domains_are_listed_with_their_ids,
    DescribeUserProfile: a_user_profile_keeps_its_role,
    CreateUserProfile: a_user_profile_needs_its_domain,
    CreatePresignedDomainUrl: a_presigned_url_opens_a_profile_of_a_domain,
    CreateApp: an_app_and_a_space_live_in_a_domain,
}
