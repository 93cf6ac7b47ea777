//! IAM roles: made, told of, updated, tagged, deleted.

use crate::place::{ACCOUNT, Aws, START, TRUST, complaint, refusal};
use aws_sdk_iam::types::Tag;

/// An identity policy of one statement.
pub const READ: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#;

pub fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("a tag")
}

/// A managed policy with that name; gives its ARN.
pub async fn policy(aws: &Aws, name: &str, document: &str) -> String {
    let made = aws
        .iam()
        .create_policy()
        .policy_name(name)
        .policy_document(document)
        .send()
        .await
        .expect("a policy");
    made.policy().and_then(|p| p.arn()).expect("an ARN").to_owned()
}

async fn a_role_is_answered_with_all_that_it_was_given(aws: &Aws) {
    let ceiling = policy(aws, "ceiling", READ).await;
    let made = aws
        .iam()
        .create_role()
        .role_name("exec")
        .path("/ml/")
        .assume_role_policy_document(TRUST)
        .description("trains")
        .max_session_duration(7200)
        .permissions_boundary(&ceiling)
        .tags(tag("team", "cardio"))
        .send()
        .await
        .expect("a role");
    let role = made.role().expect("a role");
    assert_eq!(role.arn(), format!("arn:aws:iam::{ACCOUNT}:role/ml/exec"));
    assert_eq!(role.path(), "/ml/");
    assert!(role.role_id().starts_with("AROA") && role.role_id().len() == 21);
    let boundary = role.permissions_boundary().expect("a boundary");
    assert_eq!(boundary.permissions_boundary_arn(), Some(ceiling.as_str()));
    assert_eq!(role.tags(), [tag("team", "cardio")]);
    assert_eq!(role.max_session_duration(), Some(7200));
    assert!(role.create_date().secs() >= START);
}

async fn a_role_is_described_with_boundary_tags_and_last_use(aws: &Aws) {
    let ceiling = policy(aws, "ceiling", READ).await;
    let iam = aws.iam();
    iam.create_role()
        .role_name("exec")
        .assume_role_policy_document(TRUST)
        .permissions_boundary(&ceiling)
        .tags(tag("team", "cardio"))
        .send()
        .await
        .expect("a role");
    let read = iam.get_role().role_name("exec").send().await.expect("the role");
    let role = read.role().expect("the role");
    let boundary = role.permissions_boundary().expect("a boundary");
    assert_eq!(boundary.permissions_boundary_arn(), Some(ceiling.as_str()));
    assert_eq!(role.tags(), [tag("team", "cardio")]);
    let document = role.assume_role_policy_document().expect("a document");
    assert!(document.starts_with("%7B%22Version%22"), "{document}");
    assert_eq!(role.role_last_used().and_then(|u| u.last_used_date()), None);
    assert_eq!(role.max_session_duration(), Some(3600));
    assert_eq!(
        complaint(iam.get_role().role_name("nobody").send().await),
        "The role with name nobody cannot be found."
    );
}

async fn a_trust_policy_that_is_not_one_is_refused(aws: &Aws) {
    let nobody = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}"#;
    let with_resource = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
        "Action":"sts:AssumeRole","Resource":"*"}]}"#;
    let other_action = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
        "Action":"s3:GetObject"}]}"#;
    let ghost = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"AWS":"arn:aws:iam::123456789012:role/ghost"},"Action":"sts:AssumeRole"}]}"#;
    for bad in ["not json", nobody, with_resource, other_action, ghost] {
        let made = aws
            .iam()
            .create_role()
            .role_name("exec")
            .assume_role_policy_document(bad);
        assert_eq!(refusal(made.send().await), "MalformedPolicyDocument", "{bad}");
    }
}

async fn a_role_needs_a_good_name_a_good_path_and_a_boundary_that_exists(aws: &Aws) {
    let create = |name: &str| {
        aws.iam()
            .create_role()
            .role_name(name)
            .assume_role_policy_document(TRUST)
    };
    assert_eq!(refusal(create("no spaces").send().await), "ValidationError");
    assert_eq!(refusal(create(&"n".repeat(65)).send().await), "ValidationError");
    assert_eq!(
        refusal(create("exec").path("no-slash").send().await),
        "ValidationError"
    );
    let nowhere = format!("arn:aws:iam::{ACCOUNT}:policy/nowhere");
    let bound = create("exec").permissions_boundary(nowhere);
    assert_eq!(refusal(bound.send().await), "NoSuchEntity");
    create("exec")
        .send()
        .await
        .expect("a role: the refused one was not kept");
    assert_eq!(refusal(create("EXEC").send().await), "EntityAlreadyExists");
}

async fn a_trust_policy_that_is_too_long_is_refused(aws: &Aws) {
    let long = TRUST.replace("sagemaker.amazonaws.com", &"s".repeat(2048));
    let made = aws
        .iam()
        .create_role()
        .role_name("exec")
        .assume_role_policy_document(long);
    let refused = made.send().await;
    assert_eq!(complaint(refused), "Cannot exceed quota for ACLSizePerRole: 2048");
}

async fn roles_are_listed_in_pages_and_by_path(aws: &Aws) {
    for (name, path) in [("a", "/"), ("b", "/ml/"), ("c", "/ml/")] {
        let made = aws.iam().create_role().role_name(name).path(path);
        made.assume_role_policy_document(TRUST)
            .send()
            .await
            .expect("a role");
    }
    let first = aws.iam().list_roles().max_items(2).send().await.expect("a page");
    assert!(first.is_truncated());
    assert_eq!(first.roles().len(), 2);
    let marker = first.marker().expect("a marker");
    let second = aws
        .iam()
        .list_roles()
        .marker(marker)
        .send()
        .await
        .expect("a page");
    assert!(!second.is_truncated());
    assert_eq!(second.roles()[0].role_name(), "c");
    let under = aws
        .iam()
        .list_roles()
        .path_prefix("/ml/")
        .send()
        .await
        .expect("roles");
    let names: Vec<_> = under
        .roles()
        .iter()
        .map(aws_sdk_iam::types::Role::role_name)
        .collect();
    assert_eq!(names, ["b", "c"]);
    // Lists do not tell boundaries and tags.
    assert!(under.roles()[0].permissions_boundary().is_none());
    let none = aws.iam().list_roles().max_items(1001).send().await;
    assert_eq!(refusal(none), "ValidationError");
}

async fn a_trust_policy_is_replaced_by_a_good_one_only(aws: &Aws) {
    aws.role("exec").await;
    let update = |document: &str| {
        let update = aws.iam().update_assume_role_policy().role_name("exec");
        update.policy_document(document).send()
    };
    assert_eq!(refusal(update("{}").await), "MalformedPolicyDocument");
    update(&TRUST.replace("sagemaker", "glue"))
        .await
        .expect("replaced");
    let read = aws
        .iam()
        .get_role()
        .role_name("exec")
        .send()
        .await
        .expect("the role");
    let document = read
        .role()
        .and_then(|r| r.assume_role_policy_document())
        .expect("one");
    assert!(document.contains("glue.amazonaws.com"), "{document}");
}

async fn a_role_is_updated_within_bounds(aws: &Aws) {
    aws.role("exec").await;
    let update = || aws.iam().update_role().role_name("exec");
    update()
        .max_session_duration(43_200)
        .description("longer")
        .send()
        .await
        .expect("updated");
    let read = aws
        .iam()
        .get_role()
        .role_name("exec")
        .send()
        .await
        .expect("the role");
    let role = read.role().expect("the role");
    assert_eq!(role.max_session_duration(), Some(43_200));
    assert_eq!(role.description(), Some("longer"));
    assert_eq!(
        refusal(update().max_session_duration(60).send().await),
        "ValidationError"
    );
}

async fn tags_of_a_role_are_added_changed_and_removed(aws: &Aws) {
    aws.role("exec").await;
    let iam = aws.iam();
    let put = |key: &str, value: &str| iam.tag_role().role_name("exec").tags(tag(key, value)).send();
    put("team", "cardio").await.expect("tagged");
    put("team", "fraud").await.expect("tagged again");
    put("owner", "elena").await.expect("tagged");
    let listed = iam.list_role_tags().role_name("exec").send().await.expect("tags");
    assert_eq!(listed.tags(), [tag("team", "fraud"), tag("owner", "elena")]);
    let twice = iam
        .tag_role()
        .role_name("exec")
        .tags(tag("A", "1"))
        .tags(tag("a", "2"));
    assert_eq!(refusal(twice.send().await), "InvalidInput");
    assert_eq!(refusal(put("aws:mine", "x").await), "InvalidInput");
}

async fn tags_of_a_role_are_listed_after_some_are_gone(aws: &Aws) {
    aws.role("exec").await;
    let iam = aws.iam();
    let both = iam
        .tag_role()
        .role_name("exec")
        .tags(tag("a", "1"))
        .tags(tag("b", "2"));
    both.send().await.expect("tagged");
    let untag = iam.untag_role().role_name("exec").tag_keys("a");
    untag.send().await.expect("untagged");
    let listed = iam.list_role_tags().role_name("exec").send().await.expect("tags");
    assert_eq!(listed.tags(), [tag("b", "2")]);
    assert!(!listed.is_truncated());
}

async fn a_role_with_policies_or_profiles_is_not_deleted(aws: &Aws) {
    aws.role("exec").await;
    let own = policy(aws, "own", READ).await;
    let iam = aws.iam();
    let delete = || iam.delete_role().role_name("exec").send();
    let attach = iam.attach_role_policy().role_name("exec").policy_arn(&own);
    attach.send().await.expect("attached");
    assert_eq!(
        complaint(delete().await),
        "Cannot delete entity, must detach all policies first."
    );
    let detach = iam.detach_role_policy().role_name("exec").policy_arn(&own);
    detach.send().await.expect("detached");
    let put = iam.put_role_policy().role_name("exec").policy_name("p");
    put.policy_document(READ).send().await.expect("put");
    assert_eq!(
        complaint(delete().await),
        "Cannot delete entity, must delete policies first."
    );
    let gone = iam.delete_role_policy().role_name("exec").policy_name("p");
    gone.send().await.expect("deleted");
    delete().await.expect("deleted");
    assert_eq!(refusal(delete().await), "NoSuchEntity");
}

cases! {
    "iam";
    CreateRole: a_role_is_answered_with_all_that_it_was_given,
    GetRole: a_role_is_described_with_boundary_tags_and_last_use,
    CreateRole: a_trust_policy_that_is_not_one_is_refused,
    CreateRole: a_role_needs_a_good_name_a_good_path_and_a_boundary_that_exists,
    CreateRole: a_trust_policy_that_is_too_long_is_refused,
    ListRoles: roles_are_listed_in_pages_and_by_path,
    UpdateAssumeRolePolicy: a_trust_policy_is_replaced_by_a_good_one_only,
    UpdateRole: a_role_is_updated_within_bounds,
    TagRole: tags_of_a_role_are_added_changed_and_removed,
    ListRoleTags: tags_of_a_role_are_listed_after_some_are_gone,
    DeleteRole: a_role_with_policies_or_profiles_is_not_deleted,
}
