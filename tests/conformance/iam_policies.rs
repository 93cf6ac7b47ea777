//! Managed policies: the account's and AWS's, their versions, who has them.

use crate::iam_roles::{READ, policy, tag};
use crate::iam_users::user;
use crate::place::{ACCOUNT, Aws, START, complaint, refusal};

const SAGEMAKER: &str = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";

async fn a_policy_is_answered_with_its_first_version(aws: &Aws) {
    let create = || aws.iam().create_policy().policy_name("own").path("/ml/");
    let made = create()
        .policy_document(READ)
        .description("reads")
        .tags(tag("team", "cardio"));
    let made = made.send().await.expect("a policy");
    let policy = made.policy().expect("a policy");
    let arn = format!("arn:aws:iam::{ACCOUNT}:policy/ml/own");
    assert_eq!(policy.arn(), Some(arn.as_str()));
    assert_eq!(policy.default_version_id(), Some("v1"));
    assert!(policy.policy_id().expect("an id").starts_with("ANPA"));
    assert_eq!(policy.attachment_count(), Some(0));
    assert!(policy.is_attachable());
    assert_eq!(policy.tags(), [tag("team", "cardio")]);
    let again = aws.iam().create_policy().policy_name("OWN").policy_document(READ);
    assert_eq!(refusal(again.send().await), "EntityAlreadyExists");
}

async fn a_policy_that_is_not_one_or_too_long_is_refused(aws: &Aws) {
    let create = |document: &str| {
        let create = aws.iam().create_policy().policy_name("own");
        create.policy_document(document).send()
    };
    assert_eq!(
        refusal(create(&READ.replace("Effect", "Affect")).await),
        "MalformedPolicyDocument"
    );
    let trust = READ.replace(r#""Resource":"*""#, r#""Principal":"*""#);
    assert_eq!(
        complaint(create(&trust).await),
        "Policy document should not specify a principal."
    );
    let long = READ.replace("GetObject", &"x".repeat(6144));
    assert_eq!(
        complaint(create(&long).await),
        "Cannot exceed quota for PolicySize: 6144"
    );
    // White space does not count.
    create(&READ.replace(',', &format!(",{}", " ".repeat(6000))))
        .await
        .expect("a policy");
}

async fn a_policy_is_described_with_its_counts(aws: &Aws) {
    let arn = policy(aws, "own", READ).await;
    let told = aws
        .iam()
        .get_policy()
        .policy_arn(&arn)
        .send()
        .await
        .expect("the policy");
    let policy = told.policy().expect("the policy");
    assert_eq!(policy.policy_name(), Some("own"));
    assert_eq!(policy.attachment_count(), Some(0));
    assert_eq!(policy.permissions_boundary_usage_count(), Some(0));
    assert!(policy.create_date().expect("a date").secs() >= START);
    let missing = format!("arn:aws:iam::{ACCOUNT}:policy/none");
    let missing = aws.iam().get_policy().policy_arn(missing).send().await;
    assert_eq!(refusal(missing), "NoSuchEntity");
}

async fn a_policy_of_aws_has_its_own_document(aws: &Aws) {
    let told = aws
        .iam()
        .get_policy()
        .policy_arn(SAGEMAKER)
        .send()
        .await
        .expect("the policy");
    let version = told
        .policy()
        .and_then(|p| p.default_version_id())
        .expect("a version");
    let get = aws
        .iam()
        .get_policy_version()
        .policy_arn(SAGEMAKER)
        .version_id(version);
    let read = get.send().await.expect("the version");
    let version = read.policy_version().expect("the version");
    assert!(version.is_default_version());
    let document = version.document().expect("a document");
    assert!(document.starts_with("%7B"), "{document}");
    assert!(document.contains("sagemaker%3A"), "{document}");
    let change = aws
        .iam()
        .create_policy_version()
        .policy_arn(SAGEMAKER)
        .policy_document(READ);
    assert_eq!(refusal(change.send().await), "AccessDenied");
}

async fn policies_are_listed_by_scope_use_and_path(aws: &Aws) {
    let own = policy(aws, "own", READ).await;
    aws.role("exec").await;
    let attach = aws
        .iam()
        .attach_role_policy()
        .role_name("exec")
        .policy_arn(SAGEMAKER);
    attach.send().await.expect("attached");
    let list = || aws.iam().list_policies();
    let local = list().scope("Local".into()).send().await.expect("policies");
    let arns: Vec<_> = local.policies().iter().filter_map(|p| p.arn()).collect();
    assert_eq!(arns, [own.as_str()]);
    let attached = list().only_attached(true).send().await.expect("policies");
    let arns: Vec<_> = attached.policies().iter().filter_map(|p| p.arn()).collect();
    assert_eq!(arns, [SAGEMAKER]);
    let page = list()
        .scope("AWS".into())
        .max_items(1)
        .send()
        .await
        .expect("a page");
    assert!(page.is_truncated());
    assert_eq!(page.policies().len(), 1);
    let none = list().path_prefix("/none/").send().await.expect("none");
    assert!(none.policies().is_empty());
}

async fn a_policy_has_five_versions_at_most(aws: &Aws) {
    let arn = policy(aws, "own", READ).await;
    let more = || {
        aws.iam()
            .create_policy_version()
            .policy_arn(&arn)
            .policy_document(READ)
    };
    for n in 2..=5 {
        let made = more().set_as_default(n == 3).send().await.expect("a version");
        let version = made.policy_version().expect("a version");
        assert_eq!(version.version_id(), Some(format!("v{n}").as_str()));
        assert_eq!(version.is_default_version(), n == 3);
    }
    assert_eq!(refusal(more().send().await), "LimitExceeded");
    let listed = aws
        .iam()
        .list_policy_versions()
        .policy_arn(&arn)
        .send()
        .await
        .expect("versions");
    let default: Vec<_> = listed
        .versions()
        .iter()
        .filter(|v| v.is_default_version())
        .filter_map(|v| v.version_id())
        .collect();
    assert_eq!(default, ["v3"]);
    assert_eq!(listed.versions().len(), 5);
}

async fn the_default_version_is_chosen(aws: &Aws) {
    let arn = policy(aws, "own", READ).await;
    let more = aws.iam().create_policy_version().policy_arn(&arn);
    more.policy_document(READ.replace("GetObject", "PutObject"))
        .send()
        .await
        .expect("v2");
    let choose = |id: &str| {
        let choose = aws.iam().set_default_policy_version().policy_arn(&arn);
        choose.version_id(id).send()
    };
    choose("v2").await.expect("chosen");
    let told = aws
        .iam()
        .get_policy()
        .policy_arn(&arn)
        .send()
        .await
        .expect("the policy");
    assert_eq!(told.policy().and_then(|p| p.default_version_id()), Some("v2"));
    assert_eq!(refusal(choose("v9").await), "NoSuchEntity");
}

async fn the_default_version_is_not_deleted(aws: &Aws) {
    let arn = policy(aws, "own", READ).await;
    let more = aws.iam().create_policy_version().policy_arn(&arn);
    more.policy_document(READ).send().await.expect("v2");
    let delete = |id: &str| {
        let delete = aws.iam().delete_policy_version().policy_arn(&arn);
        delete.version_id(id).send()
    };
    assert_eq!(
        complaint(delete("v1").await),
        "Cannot delete the default version of a policy."
    );
    assert_eq!(
        refusal(aws.iam().delete_policy().policy_arn(&arn).send().await),
        "DeleteConflict"
    );
    delete("v2").await.expect("deleted");
    aws.iam()
        .delete_policy()
        .policy_arn(&arn)
        .send()
        .await
        .expect("deleted");
}

async fn a_policy_that_somebody_has_is_not_deleted(aws: &Aws) {
    let arn = policy(aws, "own", READ).await;
    user(aws, "elena").await;
    let attach = aws.iam().attach_user_policy().user_name("elena").policy_arn(&arn);
    attach.send().await.expect("attached");
    let delete = || aws.iam().delete_policy().policy_arn(&arn).send();
    assert_eq!(
        complaint(delete().await),
        "Cannot delete a policy attached to entities."
    );
    let detach = aws.iam().detach_user_policy().user_name("elena").policy_arn(&arn);
    detach.send().await.expect("detached");
    delete().await.expect("deleted");
    assert_eq!(refusal(delete().await), "NoSuchEntity");
}

async fn those_who_have_a_policy_are_told_by_kind_and_use(aws: &Aws) {
    let arn = policy(aws, "own", READ).await;
    user(aws, "elena").await;
    aws.role("exec").await;
    aws.role("bound").await;
    let iam = aws.iam();
    let attach = iam.attach_user_policy().user_name("elena").policy_arn(&arn);
    attach.send().await.expect("attached");
    let attach = iam.attach_role_policy().role_name("exec").policy_arn(&arn);
    attach.send().await.expect("attached");
    let bind = iam.put_role_permissions_boundary().role_name("bound");
    bind.permissions_boundary(&arn).send().await.expect("bound");
    let list = || iam.list_entities_for_policy().policy_arn(&arn);
    let all = list().send().await.expect("three");
    assert_eq!(all.policy_users()[0].user_name(), Some("elena"));
    assert_eq!(all.policy_roles().len(), 2);
    let roles = list()
        .entity_filter("Role".into())
        .policy_usage_filter("PermissionsPolicy".into());
    let roles = roles.send().await.expect("one");
    assert!(roles.policy_users().is_empty());
    let names: Vec<_> = roles
        .policy_roles()
        .iter()
        .filter_map(|r| r.role_name())
        .collect();
    assert_eq!(names, ["exec"]);
    assert!(list().max_items(1).send().await.expect("a page").is_truncated());
}

async fn tags_of_a_policy_come_and_go(aws: &Aws) {
    let arn = policy(aws, "own", READ).await;
    let put = aws
        .iam()
        .tag_policy()
        .policy_arn(&arn)
        .tags(tag("a", "1"))
        .tags(tag("b", "2"));
    put.send().await.expect("tagged");
    let untag = aws.iam().untag_policy().policy_arn(&arn).tag_keys("a");
    untag.send().await.expect("untagged");
    let listed = aws
        .iam()
        .list_policy_tags()
        .policy_arn(&arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(listed.tags(), [tag("b", "2")]);
}

cases! {
    "iam";
    CreatePolicy: a_policy_is_answered_with_its_first_version,
    CreatePolicy: a_policy_that_is_not_one_or_too_long_is_refused,
    GetPolicy: a_policy_is_described_with_its_counts,
    GetPolicyVersion: a_policy_of_aws_has_its_own_document,
    ListPolicies: policies_are_listed_by_scope_use_and_path,
    CreatePolicyVersion: a_policy_has_five_versions_at_most,
    SetDefaultPolicyVersion: the_default_version_is_chosen,
    DeletePolicyVersion: the_default_version_is_not_deleted,
    DeletePolicy: a_policy_that_somebody_has_is_not_deleted,
    ListEntitiesForPolicy: those_who_have_a_policy_are_told_by_kind_and_use,
    TagPolicy: tags_of_a_policy_come_and_go,
}
