//! What binds an IAM role: boundaries, inline and attached policies.

use crate::iam_roles::{READ, policy};
use crate::place::{Aws, complaint, refusal};

async fn a_boundary_is_set_replaced_and_taken_away(aws: &Aws) {
    aws.role("exec").await;
    let (one, two) = (policy(aws, "one", READ).await, policy(aws, "two", READ).await);
    let iam = aws.iam();
    for arn in [&one, &two] {
        let put = iam.put_role_permissions_boundary().role_name("exec");
        put.permissions_boundary(arn).send().await.expect("bound");
    }
    let read = iam.get_role().role_name("exec").send().await.expect("the role");
    let boundary = read
        .role()
        .and_then(|r| r.permissions_boundary())
        .expect("a boundary");
    assert_eq!(boundary.permissions_boundary_arn(), Some(two.as_str()));
    let counted = iam
        .get_policy()
        .policy_arn(&two)
        .send()
        .await
        .expect("the policy");
    let count = counted
        .policy()
        .and_then(aws_sdk_iam::types::Policy::permissions_boundary_usage_count);
    assert_eq!(count, Some(1));
    assert_eq!(
        refusal(iam.delete_policy().policy_arn(&two).send().await),
        "DeleteConflict"
    );
    iam.delete_policy().policy_arn(&one).send().await.expect("free");
    let missing = iam.put_role_permissions_boundary().role_name("exec");
    assert_eq!(
        refusal(missing.permissions_boundary(one).send().await),
        "NoSuchEntity"
    );
}

async fn a_role_without_a_boundary_has_none_to_delete(aws: &Aws) {
    aws.role("exec").await;
    let ceiling = policy(aws, "ceiling", READ).await;
    let iam = aws.iam();
    let delete = || iam.delete_role_permissions_boundary().role_name("exec").send();
    assert_eq!(refusal(delete().await), "NoSuchEntity");
    let put = iam.put_role_permissions_boundary().role_name("exec");
    put.permissions_boundary(ceiling).send().await.expect("bound");
    delete().await.expect("free");
    let read = iam.get_role().role_name("exec").send().await.expect("the role");
    assert!(read.role().expect("the role").permissions_boundary().is_none());
}

async fn an_inline_policy_is_read_percent_encoded(aws: &Aws) {
    aws.role("exec").await;
    let iam = aws.iam();
    let put = iam.put_role_policy().role_name("exec").policy_name("a");
    put.policy_document(READ).send().await.expect("put");
    let get = |name: &str| iam.get_role_policy().role_name("exec").policy_name(name).send();
    let read = get("a").await.expect("the policy");
    assert_eq!((read.role_name(), read.policy_name()), ("exec", "a"));
    assert!(read.policy_document().starts_with("%7B%22Version%22%3A%222012"));
    assert_eq!(refusal(get("c").await), "NoSuchEntity");
}

async fn inline_policies_are_listed_by_name(aws: &Aws) {
    aws.role("exec").await;
    let iam = aws.iam();
    for name in ["b", "a"] {
        let put = iam.put_role_policy().role_name("exec").policy_name(name);
        put.policy_document(READ).send().await.expect("put");
    }
    let list = || iam.list_role_policies().role_name("exec");
    assert_eq!(list().send().await.expect("names").policy_names(), ["a", "b"]);
    let page = list().max_items(1).send().await.expect("a page");
    assert!(page.is_truncated());
    assert_eq!(page.policy_names(), ["a"]);
}

async fn an_inline_policy_is_a_policy_and_within_the_quota(aws: &Aws) {
    aws.role("exec").await;
    let put = |document: &str| {
        let put = aws.iam().put_role_policy().role_name("exec").policy_name("p");
        put.policy_document(document).send()
    };
    for bad in [
        "{",
        &READ.replace("Allow", "Maybe"),
        &READ.replace(r#","Resource":"*""#, ""),
        &READ.replace("s3:GetObject", "GetObject"),
        &READ.replace(r#""Resource":"*""#, r#""Resource":"my-bucket""#),
        &READ.replace(r#""Effect""#, r#""Sid":"not good","Effect""#),
        &READ.replace(r#""Effect""#, r#""Principal":"*","Effect""#),
        &READ.replace(r#""Effect""#, r#""Condition":{"StringIs":{"a:b":"c"}},"Effect""#),
    ] {
        assert_eq!(refusal(put(bad).await), "MalformedPolicyDocument", "{bad}");
    }
    let long = READ.replace("s3:GetObject", &format!("s3:{}", "x".repeat(10_240)));
    assert_eq!(refusal(put(&long).await), "LimitExceeded");
    put(READ).await.expect("put");
}

async fn an_inline_policy_is_deleted_once(aws: &Aws) {
    aws.role("exec").await;
    let iam = aws.iam();
    let put = iam.put_role_policy().role_name("exec").policy_name("p");
    put.policy_document(READ).send().await.expect("put");
    let delete = || iam.delete_role_policy().role_name("exec").policy_name("p").send();
    delete().await.expect("deleted");
    assert_eq!(
        complaint(delete().await),
        "The role policy with name p cannot be found."
    );
}

async fn policies_of_the_account_and_of_aws_are_attached(aws: &Aws) {
    aws.role("exec").await;
    let own = policy(aws, "own", READ).await;
    let iam = aws.iam();
    let attach = |arn: &str| iam.attach_role_policy().role_name("exec").policy_arn(arn).send();
    attach(&own).await.expect("attached");
    attach("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess")
        .await
        .expect("attached");
    attach(&own).await.expect("again is no error");
    let counted = iam
        .get_policy()
        .policy_arn(&own)
        .send()
        .await
        .expect("the policy");
    assert_eq!(
        counted
            .policy()
            .and_then(aws_sdk_iam::types::Policy::attachment_count),
        Some(1)
    );
    let missing = attach("arn:aws:iam::aws:policy/NoSuchPolicy").await;
    assert_eq!(refusal(missing), "NoSuchEntity");
}

async fn attached_policies_are_listed_in_pages(aws: &Aws) {
    aws.role("exec").await;
    let iam = aws.iam();
    for name in ["p1", "p2", "p3"] {
        let arn = policy(aws, name, READ).await;
        let attach = iam.attach_role_policy().role_name("exec").policy_arn(arn);
        attach.send().await.expect("attached");
    }
    let list = || iam.list_attached_role_policies().role_name("exec");
    let all = list().send().await.expect("policies");
    let names: Vec<_> = all
        .attached_policies()
        .iter()
        .filter_map(|p| p.policy_name())
        .collect();
    assert_eq!(names, ["p1", "p2", "p3"]);
    let page = list().max_items(2).send().await.expect("a page");
    assert!(page.is_truncated());
    assert_eq!(page.attached_policies().len(), 2);
    let rest = list()
        .set_marker(page.marker().map(str::to_owned))
        .send()
        .await
        .expect("a page");
    assert_eq!(rest.attached_policies()[0].policy_name(), Some("p3"));
}

async fn a_policy_that_is_not_attached_cannot_be_detached(aws: &Aws) {
    aws.role("exec").await;
    let own = policy(aws, "own", READ).await;
    let iam = aws.iam();
    let detach = || iam.detach_role_policy().role_name("exec").policy_arn(&own).send();
    assert_eq!(refusal(detach().await), "NoSuchEntity");
    let attach = iam.attach_role_policy().role_name("exec").policy_arn(&own);
    attach.send().await.expect("attached");
    detach().await.expect("detached");
    let list = iam
        .list_attached_role_policies()
        .role_name("exec")
        .send()
        .await
        .expect("none");
    assert!(list.attached_policies().is_empty());
}

cases! {
    "iam";
    PutRolePermissionsBoundary: a_boundary_is_set_replaced_and_taken_away,
    DeleteRolePermissionsBoundary: a_role_without_a_boundary_has_none_to_delete,
    GetRolePolicy: an_inline_policy_is_read_percent_encoded,
    ListRolePolicies: inline_policies_are_listed_by_name,
    PutRolePolicy: an_inline_policy_is_a_policy_and_within_the_quota,
    DeleteRolePolicy: an_inline_policy_is_deleted_once,
    AttachRolePolicy: policies_of_the_account_and_of_aws_are_attached,
    ListAttachedRolePolicies: attached_policies_are_listed_in_pages,
    DetachRolePolicy: a_policy_that_is_not_attached_cannot_be_detached,
}
