//! The account: alias, password policy, counts, everything in pages; identity
//! providers.

use crate::iam_credentials::{device, enable};
use crate::iam_roles::{READ, policy, tag};
use crate::iam_users::user;
use crate::organizations::organization;
use crate::place::{ACCOUNT, Aws, TRUST, refusal};
use aws_sdk_iam::types::{EntityType, FeatureType, SummaryKeyType};

async fn an_account_has_one_alias(aws: &Aws) {
    let create = |alias: &str| aws.iam().create_account_alias().account_alias(alias).send();
    create("clinic-ml").await.expect("named");
    create("clinic-ai").await.expect("named anew");
    let list = || aws.iam().list_account_aliases().send();
    assert_eq!(list().await.expect("one").account_aliases(), ["clinic-ai"]);
    assert_eq!(refusal(create("No Capitals").await), "ValidationError");
    let delete = || aws.iam().delete_account_alias().account_alias("clinic-ai").send();
    delete().await.expect("deleted");
    assert_eq!(refusal(delete().await), "NoSuchEntity");
    assert!(list().await.expect("none").account_aliases().is_empty());
}

async fn a_password_policy_is_absent_until_it_is_set(aws: &Aws) {
    let get = || aws.iam().get_account_password_policy().send();
    assert_eq!(refusal(get().await), "NoSuchEntity");
    let set = aws
        .iam()
        .update_account_password_policy()
        .minimum_password_length(14);
    let set = set
        .require_symbols(true)
        .max_password_age(90)
        .password_reuse_prevention(24);
    set.send().await.expect("set");
    let told = get().await.expect("a policy");
    let policy = told.password_policy().expect("a policy");
    assert_eq!(policy.minimum_password_length(), Some(14));
    assert!(policy.require_symbols() && policy.expire_passwords());
    assert!(!policy.require_numbers());
    assert_eq!(policy.max_password_age(), Some(90));
    assert_eq!(policy.password_reuse_prevention(), Some(24));
}

async fn what_a_password_policy_does_not_say_goes_back_to_its_default(aws: &Aws) {
    let iam = aws.iam();
    let strict = iam
        .update_account_password_policy()
        .require_numbers(true)
        .max_password_age(30);
    strict.send().await.expect("set");
    iam.update_account_password_policy().send().await.expect("set");
    let told = iam.get_account_password_policy().send().await.expect("a policy");
    let policy = told.password_policy().expect("a policy");
    assert_eq!(policy.minimum_password_length(), Some(6));
    assert!(!policy.require_numbers() && !policy.expire_passwords());
    let short = iam.update_account_password_policy().minimum_password_length(5);
    assert_eq!(refusal(short.send().await), "ValidationError");
}

async fn a_password_policy_is_deleted_once(aws: &Aws) {
    aws.iam()
        .update_account_password_policy()
        .send()
        .await
        .expect("set");
    let delete = || aws.iam().delete_account_password_policy().send();
    delete().await.expect("deleted");
    assert_eq!(refusal(delete().await), "NoSuchEntity");
}

async fn the_summary_counts_what_is_there(aws: &Aws) {
    user(aws, "elena").await;
    aws.role("exec").await;
    policy(aws, "own", READ).await;
    let phone = device(aws, "phone").await;
    enable(aws, "elena", &phone).await;
    device(aws, "spare").await;
    let told = aws.iam().get_account_summary().send().await.expect("a summary");
    let map = told.summary_map().expect("a map");
    let count = |key: SummaryKeyType| map.get(&key).copied();
    assert_eq!(count(SummaryKeyType::Users), Some(1));
    assert_eq!(count(SummaryKeyType::Roles), Some(1));
    assert_eq!(count(SummaryKeyType::Policies), Some(1));
    assert_eq!(count(SummaryKeyType::Groups), Some(0));
    // A new account's root user has no device yet.
    assert_eq!(count(SummaryKeyType::AccountMfaEnabled), Some(0));
    assert_eq!(count(SummaryKeyType::MfaDevices), Some(2));
    assert_eq!(count(SummaryKeyType::MfaDevicesInUse), Some(1));
    assert_eq!(count(SummaryKeyType::AccountAccessKeysPresent), Some(0));
    assert_eq!(count(SummaryKeyType::AccessKeysPerUserQuota), Some(2));
}

async fn the_whole_account_is_told_in_pages(aws: &Aws) {
    for name in ["a", "b", "c"] {
        aws.role(name).await;
    }
    let arn = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
    let attach = aws.iam().attach_role_policy().role_name("b").policy_arn(arn);
    attach.send().await.expect("attached");
    let (mut names, mut policies, mut marker) = (Vec::new(), Vec::new(), None);
    loop {
        let page = aws.iam().get_account_authorization_details().max_items(1);
        let page = page.set_marker(marker).send().await.expect("a page");
        names.extend(
            page.role_detail_list()
                .iter()
                .filter_map(|r| r.role_name().map(str::to_owned)),
        );
        policies.extend(page.policies().iter().filter_map(|p| p.arn().map(str::to_owned)));
        marker = page.marker().map(str::to_owned);
        assert_eq!(page.is_truncated(), marker.is_some());
        if marker.is_none() {
            break;
        }
    }
    assert_eq!(names, ["a", "b", "c"]);
    // Of AWS's policies those that somebody has.
    assert_eq!(policies, [arn]);
}

async fn the_whole_account_is_told_in_every_field(aws: &Aws) {
    let ceiling = policy(aws, "ceiling", READ).await;
    let iam = aws.iam();
    let create = iam
        .create_role()
        .role_name("exec")
        .assume_role_policy_document(TRUST);
    let create = create.permissions_boundary(&ceiling).tags(tag("team", "cardio"));
    create.send().await.expect("a role");
    let put = iam
        .put_role_policy()
        .role_name("exec")
        .policy_name("p")
        .policy_document(READ);
    put.send().await.expect("put");
    let profile = iam.create_instance_profile().instance_profile_name("ml");
    profile.send().await.expect("a profile");
    let add = iam
        .add_role_to_instance_profile()
        .instance_profile_name("ml")
        .role_name("exec");
    add.send().await.expect("added");
    user(aws, "elena").await;
    iam.create_group().group_name("ml").send().await.expect("a group");
    let add = iam.add_user_to_group().group_name("ml").user_name("elena");
    add.send().await.expect("added");
    let told = iam
        .get_account_authorization_details()
        .send()
        .await
        .expect("the account");
    let role = &told.role_detail_list()[0];
    let boundary = role
        .permissions_boundary()
        .and_then(|b| b.permissions_boundary_arn());
    assert_eq!(boundary, Some(ceiling.as_str()));
    assert_eq!(role.tags(), [tag("team", "cardio")]);
    assert_eq!(role.instance_profile_list()[0].instance_profile_name(), "ml");
    assert_eq!(role.role_policy_list()[0].policy_name(), Some("p"));
    assert!(
        role.assume_role_policy_document()
            .is_some_and(|d| d.starts_with("%7B"))
    );
    assert_eq!(told.user_detail_list()[0].group_list(), ["ml"]);
    assert_eq!(told.group_detail_list()[0].group_name(), Some("ml"));
    let policy = &told.policies()[0];
    assert_eq!(policy.permissions_boundary_usage_count(), Some(1));
    assert!(policy.policy_version_list()[0].is_default_version());
    assert!(
        policy.policy_version_list()[0]
            .document()
            .is_some_and(|d| d.contains("s3%3AGetObject"))
    );
}

async fn the_whole_account_is_filtered_by_kind(aws: &Aws) {
    aws.role("exec").await;
    user(aws, "elena").await;
    policy(aws, "own", READ).await;
    let some = aws.iam().get_account_authorization_details();
    let some = some
        .filter(EntityType::Role)
        .filter(EntityType::LocalManagedPolicy);
    let told = some.send().await.expect("the account");
    assert_eq!(told.role_detail_list().len(), 1);
    assert_eq!(told.policies().len(), 1);
    assert!(told.user_detail_list().is_empty());
    let bad = aws
        .iam()
        .get_account_authorization_details()
        .filter("Robot".into());
    assert_eq!(refusal(bad.send().await), "ValidationError");
}

async fn an_oidc_provider_is_kept_without_its_scheme(aws: &Aws) {
    let iam = aws.iam();
    let create = || {
        let create = iam
            .create_open_id_connect_provider()
            .client_id_list("sts.amazonaws.com");
        create
            .url("https://token.actions.githubusercontent.com")
            .thumbprint_list("a".repeat(40))
    };
    let made = create().send().await.expect("a provider");
    let arn = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com");
    assert_eq!(made.open_id_connect_provider_arn(), Some(arn.as_str()));
    assert_eq!(refusal(create().send().await), "EntityAlreadyExists");
    let get = || {
        iam.get_open_id_connect_provider()
            .open_id_connect_provider_arn(&arn)
            .send()
    };
    let told = get().await.expect("the provider");
    assert_eq!(told.url(), Some("token.actions.githubusercontent.com"));
    assert_eq!(told.client_id_list(), ["sts.amazonaws.com"]);
    assert_eq!(told.thumbprint_list(), ["a".repeat(40)]);
    let listed = iam.list_open_id_connect_providers().send().await.expect("one");
    assert_eq!(
        listed.open_id_connect_provider_list()[0].arn(),
        Some(arn.as_str())
    );
    let delete = iam
        .delete_open_id_connect_provider()
        .open_id_connect_provider_arn(&arn);
    delete.send().await.expect("deleted");
    assert_eq!(refusal(get().await), "NoSuchEntity");
}

async fn a_saml_provider_is_made_of_metadata(aws: &Aws) {
    let iam = aws.iam();
    let create = |metadata: String| {
        let create = iam.create_saml_provider().name("Clinic-SSO");
        create.saml_metadata_document(metadata).send()
    };
    assert_eq!(refusal(create("x".repeat(1200)).await), "InvalidInput");
    let metadata = format!(
        r#"<EntityDescriptor entityID="https://sso.clinic.example">{}</EntityDescriptor>"#,
        "<!-- padding -->".repeat(80)
    );
    let made = create(metadata.clone()).await.expect("a provider");
    let arn = format!("arn:aws:iam::{ACCOUNT}:saml-provider/Clinic-SSO");
    assert_eq!(made.saml_provider_arn(), Some(arn.as_str()));
    let told = iam
        .get_saml_provider()
        .saml_provider_arn(&arn)
        .send()
        .await
        .expect("one");
    assert_eq!(told.saml_metadata_document(), Some(metadata.as_str()));
    assert!(told.valid_until().expect("a date").secs() > told.create_date().expect("a date").secs());
    let listed = iam.list_saml_providers().send().await.expect("one");
    assert_eq!(listed.saml_provider_list()[0].arn(), Some(arn.as_str()));
    let delete = || iam.delete_saml_provider().saml_provider_arn(&arn).send();
    delete().await.expect("deleted");
    assert_eq!(refusal(delete().await), "NoSuchEntity");
}

async fn nobody_has_server_certificates(aws: &Aws) {
    let listed = aws.iam().list_server_certificates().send().await.expect("none");
    assert!(listed.server_certificate_metadata_list().is_empty());
    assert!(!listed.is_truncated());
}

async fn iam_manages_root_users_when_the_organization_trusts_it(aws: &Aws) {
    let features = || aws.iam().list_organizations_features().send();
    assert_eq!(refusal(features().await), "OrganizationNotFoundException");
    organization(aws).await;
    assert_eq!(refusal(features().await), "ServiceAccessNotEnabledException");
    let trust = aws.organizations().enable_aws_service_access();
    trust
        .service_principal("iam.amazonaws.com")
        .send()
        .await
        .expect("trusted");
    let told = features().await.expect("features");
    assert!(told.organization_id().is_some_and(|id| id.starts_with("o-")));
    assert!(told.enabled_features().is_empty());
    let on = aws.iam().enable_organizations_root_credentials_management();
    on.send().await.expect("on");
    let told = features().await.expect("features");
    assert_eq!(told.enabled_features(), [FeatureType::RootCredentialsManagement]);
}

cases! {
    "iam";
    CreateAccountAlias: an_account_has_one_alias,
    GetAccountPasswordPolicy: a_password_policy_is_absent_until_it_is_set,
    UpdateAccountPasswordPolicy: what_a_password_policy_does_not_say_goes_back_to_its_default,
    DeleteAccountPasswordPolicy: a_password_policy_is_deleted_once,
    GetAccountSummary: the_summary_counts_what_is_there,
    GetAccountAuthorizationDetails: the_whole_account_is_told_in_pages,
    GetAccountAuthorizationDetails: the_whole_account_is_told_in_every_field,
    GetAccountAuthorizationDetails: the_whole_account_is_filtered_by_kind,
    CreateOpenIDConnectProvider: an_oidc_provider_is_kept_without_its_scheme,
    CreateSAMLProvider: a_saml_provider_is_made_of_metadata,
    ListServerCertificates: nobody_has_server_certificates,
    ListOrganizationsFeatures: iam_manages_root_users_when_the_organization_trusts_it,
}
