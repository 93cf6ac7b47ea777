//! IAM groups: members, policies, deletion; instance profiles.

use crate::iam_roles::{READ, policy, tag};
use crate::iam_users::user;
use crate::place::{ACCOUNT, Aws, complaint, refusal};

async fn group(aws: &Aws, name: &str) {
    aws.iam()
        .create_group()
        .group_name(name)
        .send()
        .await
        .expect("a group");
}

async fn a_group_is_answered_with_its_id_and_arn(aws: &Aws) {
    let create = || aws.iam().create_group().group_name("ml").path("/teams/").send();
    let made = create().await.expect("a group");
    let group = made.group().expect("a group");
    assert_eq!(group.arn(), format!("arn:aws:iam::{ACCOUNT}:group/teams/ml"));
    assert!(group.group_id().starts_with("AGPA") && group.group_id().len() == 21);
    assert_eq!(refusal(create().await), "EntityAlreadyExists");
}

async fn a_group_tells_its_members(aws: &Aws) {
    group(aws, "ml").await;
    let iam = aws.iam();
    for name in ["b", "a"] {
        user(aws, name).await;
        let add = iam.add_user_to_group().group_name("ml").user_name(name);
        add.send().await.expect("added");
    }
    let told = iam
        .get_group()
        .group_name("ml")
        .max_items(1)
        .send()
        .await
        .expect("a page");
    assert_eq!(told.users()[0].user_name(), "a");
    assert!(told.is_truncated());
    let next = iam
        .get_group()
        .group_name("ml")
        .marker(told.marker().expect("a marker"));
    assert_eq!(next.send().await.expect("a page").users()[0].user_name(), "b");
    assert_eq!(
        refusal(iam.get_group().group_name("none").send().await),
        "NoSuchEntity"
    );
}

async fn the_groups_of_a_user_are_told(aws: &Aws) {
    user(aws, "elena").await;
    for name in ["ml", "audit"] {
        group(aws, name).await;
        let add = aws.iam().add_user_to_group().group_name(name).user_name("elena");
        add.send().await.expect("added");
    }
    let of = || aws.iam().list_groups_for_user().user_name("elena").send();
    let told = of().await.expect("groups");
    let names: Vec<_> = told
        .groups()
        .iter()
        .map(aws_sdk_iam::types::Group::group_name)
        .collect();
    assert_eq!(names, ["audit", "ml"]);
    let remove = aws
        .iam()
        .remove_user_from_group()
        .group_name("ml")
        .user_name("elena");
    remove.send().await.expect("removed");
    assert_eq!(of().await.expect("groups").groups().len(), 1);
    let nobody = aws.iam().add_user_to_group().group_name("ml").user_name("nobody");
    assert_eq!(refusal(nobody.send().await), "NoSuchEntity");
}

async fn groups_are_listed_by_path(aws: &Aws) {
    group(aws, "a").await;
    let under = aws.iam().create_group().group_name("b").path("/teams/");
    under.send().await.expect("a group");
    let all = aws.iam().list_groups().send().await.expect("groups");
    assert_eq!(all.groups().len(), 2);
    let some = aws
        .iam()
        .list_groups()
        .path_prefix("/teams/")
        .send()
        .await
        .expect("groups");
    assert_eq!(some.groups()[0].group_name(), "b");
}

async fn a_group_has_inline_and_attached_policies(aws: &Aws) {
    group(aws, "ml").await;
    let own = policy(aws, "own", READ).await;
    let iam = aws.iam();
    let put = iam.put_group_policy().group_name("ml").policy_name("p");
    put.policy_document(READ).send().await.expect("put");
    let attach = iam.attach_group_policy().group_name("ml").policy_arn(&own);
    attach.send().await.expect("attached");
    let inline = iam
        .list_group_policies()
        .group_name("ml")
        .send()
        .await
        .expect("names");
    assert_eq!(inline.policy_names(), ["p"]);
    let read = iam
        .get_group_policy()
        .group_name("ml")
        .policy_name("p")
        .send()
        .await;
    assert!(
        read.expect("the policy")
            .policy_document()
            .contains("s3%3AGetObject")
    );
    let attached = iam
        .list_attached_group_policies()
        .group_name("ml")
        .send()
        .await
        .expect("one");
    assert_eq!(attached.attached_policies()[0].policy_name(), Some("own"));
}

async fn a_group_with_members_or_policies_is_not_deleted(aws: &Aws) {
    group(aws, "ml").await;
    user(aws, "elena").await;
    let iam = aws.iam();
    let delete = || iam.delete_group().group_name("ml").send();
    let add = iam.add_user_to_group().group_name("ml").user_name("elena");
    add.send().await.expect("added");
    assert_eq!(
        complaint(delete().await),
        "Cannot delete entity, must remove users from group first."
    );
    let remove = iam.remove_user_from_group().group_name("ml").user_name("elena");
    remove.send().await.expect("removed");
    let put = iam.put_group_policy().group_name("ml").policy_name("p");
    put.policy_document(READ).send().await.expect("put");
    assert_eq!(refusal(delete().await), "DeleteConflict");
    let gone = iam.delete_group_policy().group_name("ml").policy_name("p");
    gone.send().await.expect("deleted");
    delete().await.expect("deleted");
}

async fn an_instance_profile_holds_one_role(aws: &Aws) {
    aws.role("exec").await;
    aws.role("other").await;
    let iam = aws.iam();
    let create = iam
        .create_instance_profile()
        .instance_profile_name("ml")
        .tags(tag("a", "1"));
    let made = create.send().await.expect("a profile");
    let profile = made.instance_profile().expect("a profile");
    assert_eq!(
        profile.arn(),
        format!("arn:aws:iam::{ACCOUNT}:instance-profile/ml")
    );
    assert!(profile.instance_profile_id().starts_with("AIPA"));
    let add = |role: &str| {
        let add = iam.add_role_to_instance_profile().instance_profile_name("ml");
        add.role_name(role).send()
    };
    add("exec").await.expect("added");
    assert_eq!(refusal(add("other").await), "LimitExceeded");
    let told = iam
        .get_instance_profile()
        .instance_profile_name("ml")
        .send()
        .await
        .expect("one");
    let profile = told.instance_profile().expect("a profile");
    assert_eq!(profile.roles()[0].role_name(), "exec");
    assert_eq!(profile.tags(), [tag("a", "1")]);
}

async fn the_instance_profiles_of_a_role_are_told(aws: &Aws) {
    aws.role("exec").await;
    let iam = aws.iam();
    let create = iam.create_instance_profile().instance_profile_name("ml");
    create.send().await.expect("a profile");
    let of = || iam.list_instance_profiles_for_role().role_name("exec").send();
    assert!(of().await.expect("none").instance_profiles().is_empty());
    let add = iam
        .add_role_to_instance_profile()
        .instance_profile_name("ml")
        .role_name("exec");
    add.send().await.expect("added");
    let told = of().await.expect("one");
    assert_eq!(told.instance_profiles()[0].instance_profile_name(), "ml");
    assert_eq!(
        refusal(iam.delete_role().role_name("exec").send().await),
        "DeleteConflict"
    );
}

async fn a_role_leaves_an_instance_profile_before_either_is_deleted(aws: &Aws) {
    aws.role("exec").await;
    let iam = aws.iam();
    let create = iam.create_instance_profile().instance_profile_name("ml");
    create.send().await.expect("a profile");
    let add = iam
        .add_role_to_instance_profile()
        .instance_profile_name("ml")
        .role_name("exec");
    add.send().await.expect("added");
    let delete = || iam.delete_instance_profile().instance_profile_name("ml").send();
    assert_eq!(refusal(delete().await), "DeleteConflict");
    let remove = || {
        let remove = iam
            .remove_role_from_instance_profile()
            .instance_profile_name("ml");
        remove.role_name("exec").send()
    };
    remove().await.expect("removed");
    assert_eq!(refusal(remove().await), "NoSuchEntity");
    delete().await.expect("deleted");
    iam.delete_role().role_name("exec").send().await.expect("deleted");
}

cases! {
    "iam";
    CreateGroup: a_group_is_answered_with_its_id_and_arn,
    GetGroup: a_group_tells_its_members,
    ListGroupsForUser: the_groups_of_a_user_are_told,
    ListGroups: groups_are_listed_by_path,
    PutGroupPolicy: a_group_has_inline_and_attached_policies,
    DeleteGroup: a_group_with_members_or_policies_is_not_deleted,
    CreateInstanceProfile: an_instance_profile_holds_one_role,
    ListInstanceProfilesForRole: the_instance_profiles_of_a_role_are_told,
    RemoveRoleFromInstanceProfile: a_role_leaves_an_instance_profile_before_either_is_deleted,
}
