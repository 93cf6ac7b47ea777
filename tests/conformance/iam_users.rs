//! IAM users: made, told of, renamed, bound, deleted.

use crate::iam_roles::{READ, policy, tag};
use crate::place::{ACCOUNT, Aws, REGION, START, complaint, refusal};
use aws_credential_types::Credentials;
use aws_sdk_iam::types::AccessKey;

/// A user with that name.
pub async fn user(aws: &Aws, name: &str) {
    aws.iam()
        .create_user()
        .user_name(name)
        .send()
        .await
        .expect("a user");
}

/// A user with an access key.
pub async fn user_with_key(aws: &Aws, name: &str) -> AccessKey {
    user(aws, name).await;
    let made = aws
        .iam()
        .create_access_key()
        .user_name(name)
        .send()
        .await
        .expect("a key");
    made.access_key().expect("a key").clone()
}

/// The credentials of an access key.
pub fn credentials(key: &AccessKey) -> Credentials {
    Credentials::new(key.access_key_id(), key.secret_access_key(), None, None, "test")
}

async fn a_user_is_answered_with_all_that_it_was_given(aws: &Aws) {
    let ceiling = policy(aws, "ceiling", READ).await;
    let create = || aws.iam().create_user().user_name("elena").path("/ml/");
    let made = create()
        .permissions_boundary(&ceiling)
        .tags(tag("team", "cardio"))
        .send()
        .await;
    let made = made.expect("a user");
    let user = made.user().expect("a user");
    assert_eq!(user.arn(), format!("arn:aws:iam::{ACCOUNT}:user/ml/elena"));
    assert!(user.user_id().starts_with("AIDA") && user.user_id().len() == 21);
    let boundary = user.permissions_boundary().expect("a boundary");
    assert_eq!(boundary.permissions_boundary_arn(), Some(ceiling.as_str()));
    assert_eq!(user.tags(), [tag("team", "cardio")]);
    assert_eq!(refusal(create().send().await), "EntityAlreadyExists");
}

async fn a_user_is_described_by_name_or_by_its_own_key(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    let read = aws
        .iam()
        .get_user()
        .user_name("elena")
        .send()
        .await
        .expect("the user");
    let user = read.user().expect("the user");
    assert_eq!(user.user_name(), "elena");
    assert!(user.create_date().secs() >= START);
    let own = aws_sdk_iam::Client::new(&aws.config_as(REGION, credentials(&key)));
    let myself = own.get_user().send().await.expect("the caller");
    assert_eq!(
        myself.user().map(aws_sdk_iam::types::User::user_name),
        Some("elena")
    );
    assert_eq!(
        complaint(aws.iam().get_user().user_name("nobody").send().await),
        "The user with name nobody cannot be found."
    );
}

async fn users_are_listed_in_pages_and_by_path(aws: &Aws) {
    for (name, path) in [("a", "/"), ("b", "/ml/"), ("c", "/ml/")] {
        let create = aws.iam().create_user().user_name(name).path(path);
        create.send().await.expect("a user");
    }
    let first = aws.iam().list_users().max_items(2).send().await.expect("a page");
    assert!(first.is_truncated());
    let next = aws.iam().list_users().marker(first.marker().expect("a marker"));
    let next = next.send().await.expect("a page");
    assert_eq!(next.users()[0].user_name(), "c");
    let under = aws
        .iam()
        .list_users()
        .path_prefix("/ml/")
        .send()
        .await
        .expect("users");
    assert_eq!(under.users().len(), 2);
}

async fn a_user_is_renamed_and_keeps_what_it_has(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    let own = policy(aws, "own", READ).await;
    let iam = aws.iam();
    let attach = iam.attach_user_policy().user_name("elena").policy_arn(&own);
    attach.send().await.expect("attached");
    let rename = iam
        .update_user()
        .user_name("elena")
        .new_user_name("elena.rossi")
        .new_path("/ml/");
    rename.send().await.expect("renamed");
    let read = iam
        .get_user()
        .user_name("elena.rossi")
        .send()
        .await
        .expect("the user");
    let arn = format!("arn:aws:iam::{ACCOUNT}:user/ml/elena.rossi");
    assert_eq!(read.user().map(aws_sdk_iam::types::User::arn), Some(arn.as_str()));
    let keys = iam
        .list_access_keys()
        .user_name("elena.rossi")
        .send()
        .await
        .expect("keys");
    let id = keys.access_key_metadata()[0].access_key_id();
    assert_eq!(id, Some(key.access_key_id()));
    let entities = iam
        .list_entities_for_policy()
        .policy_arn(own)
        .send()
        .await
        .expect("one");
    assert_eq!(entities.policy_users()[0].user_name(), Some("elena.rossi"));
    assert_eq!(
        refusal(iam.get_user().user_name("elena").send().await),
        "NoSuchEntity"
    );
}

async fn a_user_with_credentials_or_groups_is_not_deleted(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    let iam = aws.iam();
    iam.create_group().group_name("ml").send().await.expect("a group");
    let add = iam.add_user_to_group().group_name("ml").user_name("elena");
    add.send().await.expect("added");
    let delete = || iam.delete_user().user_name("elena").send();
    assert_eq!(
        complaint(delete().await),
        "Cannot delete entity, must remove users from group first."
    );
    let remove = iam.remove_user_from_group().group_name("ml").user_name("elena");
    remove.send().await.expect("removed");
    assert_eq!(
        complaint(delete().await),
        "Cannot delete entity, must delete access keys first."
    );
    let gone = iam
        .delete_access_key()
        .user_name("elena")
        .access_key_id(key.access_key_id());
    gone.send().await.expect("deleted");
    delete().await.expect("deleted");
}

async fn a_user_has_inline_and_attached_policies(aws: &Aws) {
    user(aws, "elena").await;
    let own = policy(aws, "own", READ).await;
    let iam = aws.iam();
    let put = |document: String| {
        let put = iam.put_user_policy().user_name("elena").policy_name("p");
        put.policy_document(document).send()
    };
    put(READ.to_owned()).await.expect("put");
    let long = READ.replace("GetObject", &"x".repeat(2048));
    assert_eq!(refusal(put(long).await), "LimitExceeded");
    let attach = iam.attach_user_policy().user_name("elena").policy_arn(&own);
    attach.send().await.expect("attached");
    let inline = iam
        .list_user_policies()
        .user_name("elena")
        .send()
        .await
        .expect("names");
    assert_eq!(inline.policy_names(), ["p"]);
    let attached = iam
        .list_attached_user_policies()
        .user_name("elena")
        .send()
        .await
        .expect("one");
    assert_eq!(attached.attached_policies()[0].policy_arn(), Some(own.as_str()));
    assert_eq!(
        refusal(iam.delete_user().user_name("elena").send().await),
        "DeleteConflict"
    );
}

async fn a_boundary_of_a_user_is_told(aws: &Aws) {
    user(aws, "elena").await;
    let ceiling = policy(aws, "ceiling", READ).await;
    let put = aws.iam().put_user_permissions_boundary().user_name("elena");
    put.permissions_boundary(&ceiling).send().await.expect("bound");
    let read = aws
        .iam()
        .get_user()
        .user_name("elena")
        .send()
        .await
        .expect("the user");
    let boundary = read
        .user()
        .and_then(|u| u.permissions_boundary())
        .expect("a boundary");
    assert_eq!(boundary.permissions_boundary_arn(), Some(ceiling.as_str()));
}

async fn tags_of_a_user_come_and_go(aws: &Aws) {
    user(aws, "elena").await;
    let iam = aws.iam();
    let put = iam
        .tag_user()
        .user_name("elena")
        .tags(tag("a", "1"))
        .tags(tag("b", "2"));
    put.send().await.expect("tagged");
    iam.untag_user()
        .user_name("elena")
        .tag_keys("A")
        .send()
        .await
        .expect("untagged");
    let listed = iam
        .list_user_tags()
        .user_name("elena")
        .send()
        .await
        .expect("tags");
    assert_eq!(listed.tags(), [tag("b", "2")]);
}

cases! {
    "iam";
    CreateUser: a_user_is_answered_with_all_that_it_was_given,
    GetUser: a_user_is_described_by_name_or_by_its_own_key,
    ListUsers: users_are_listed_in_pages_and_by_path,
    UpdateUser: a_user_is_renamed_and_keeps_what_it_has,
    DeleteUser: a_user_with_credentials_or_groups_is_not_deleted,
    PutUserPolicy: a_user_has_inline_and_attached_policies,
    PutUserPermissionsBoundary: a_boundary_of_a_user_is_told,
    TagUser: tags_of_a_user_come_and_go,
}
