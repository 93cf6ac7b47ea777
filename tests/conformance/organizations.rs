//! Organizations: the organization, its root, its policies and where they are
//! attached.

use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_organizations::types::{AccountState, OrganizationFeatureSet, Policy, PolicyType, TargetType};

const OPT_OUT: &str = r#"{"services":{"default":{"opt_out_policy":{"@@assign":"optOut"}}}}"#;

/// Makes the organization; the id of its root.
pub async fn organization(aws: &Aws) -> String {
    let client = aws.organizations();
    client
        .create_organization()
        .send()
        .await
        .expect("an organization");
    let roots = client.list_roots().send().await.expect("roots");
    roots.roots()[0].id().expect("an id").to_owned()
}

/// Makes an opt-out policy; its id.
async fn policy(aws: &Aws, name: &str) -> String {
    let make = aws.organizations().create_policy().name(name).description("");
    let make = make.r#type(PolicyType::AiservicesOptOutPolicy).content(OPT_OUT);
    let made = make.send().await.expect("a policy");
    let summary = made.policy().and_then(Policy::policy_summary).expect("a summary");
    summary.id().expect("an id").to_owned()
}

async fn an_account_is_in_no_organization_until_it_makes_one(aws: &Aws) {
    let client = aws.organizations();
    let none = client.describe_organization().send().await;
    assert_eq!(refusal(none), "AWSOrganizationsNotInUseException");
    let listed = client.list_policies().filter(PolicyType::TagPolicy).send().await;
    assert_eq!(refusal(listed), "AWSOrganizationsNotInUseException");
    organization(aws).await;
    let told = client.describe_organization().send().await.expect("one");
    let told = told.organization().expect("one");
    assert!(told.id().is_some_and(|id| id.starts_with("o-")));
    assert_eq!(told.master_account_id(), Some(ACCOUNT));
    assert_eq!(told.feature_set(), Some(&OrganizationFeatureSet::All));
    let again = client.create_organization().send().await;
    assert_eq!(refusal(again), "AlreadyInOrganizationException");
}

async fn an_organization_begins_with_the_account_that_made_it(aws: &Aws) {
    organization(aws).await;
    let listed = aws.organizations().list_accounts().send().await.expect("a list");
    let [account] = listed.accounts() else {
        panic!("{listed:?}");
    };
    assert_eq!(account.id(), Some(ACCOUNT));
    assert_eq!(account.state(), Some(&AccountState::Active));
}

async fn policies_are_listed_by_type(aws: &Aws) {
    organization(aws).await;
    let id = policy(aws, "no-learning").await;
    let client = aws.organizations();
    let of = |kind: PolicyType| client.list_policies().filter(kind).send();
    let listed = of(PolicyType::AiservicesOptOutPolicy).await.expect("a list");
    let [one] = listed.policies() else {
        panic!("{listed:?}");
    };
    assert_eq!((one.id(), one.name()), (Some(id.as_str()), Some("no-learning")));
    assert_eq!(one.r#type(), Some(&PolicyType::AiservicesOptOutPolicy));
    assert!(!one.aws_managed());
    assert!(
        of(PolicyType::TagPolicy)
            .await
            .expect("none")
            .policies()
            .is_empty()
    );
}

async fn a_policy_is_described_with_its_content(aws: &Aws) {
    organization(aws).await;
    let id = policy(aws, "no-learning").await;
    let client = aws.organizations();
    let told = client
        .describe_policy()
        .policy_id(&id)
        .send()
        .await
        .expect("the policy");
    assert_eq!(told.policy().and_then(Policy::content), Some(OPT_OUT));
    let none = client.describe_policy().policy_id("p-0000000000").send().await;
    assert_eq!(refusal(none), "PolicyNotFoundException");
    let broken = client
        .create_policy()
        .name("broken")
        .description("")
        .content("{}");
    let broken = broken.r#type(PolicyType::AiservicesOptOutPolicy).send().await;
    assert_eq!(refusal(broken), "MalformedPolicyDocumentException");
}

async fn a_policy_is_attached_where_its_type_is_on(aws: &Aws) {
    let root = organization(aws).await;
    let id = policy(aws, "no-learning").await;
    let client = aws.organizations();
    let attach = || client.attach_policy().policy_id(&id).target_id(&root).send();
    assert_eq!(refusal(attach().await), "PolicyTypeNotEnabledException");
    let enable = client.enable_policy_type().root_id(&root);
    let enable = enable.policy_type(PolicyType::AiservicesOptOutPolicy);
    enable.send().await.expect("on");
    attach().await.expect("attached");
    assert_eq!(refusal(attach().await), "DuplicatePolicyAttachmentException");
    let list = client.list_targets_for_policy().policy_id(&id).send();
    let targets = list.await.expect("targets");
    let [target] = targets.targets() else {
        panic!("{targets:?}");
    };
    assert_eq!(target.target_id(), Some(root.as_str()));
    assert_eq!(target.r#type(), Some(&TargetType::Root));
    let delete = client.delete_policy().policy_id(&id).send().await;
    assert_eq!(refusal(delete), "PolicyInUseException");
    let detach = client.detach_policy().policy_id(&id).target_id(&root);
    detach.send().await.expect("detached");
    let list = client.list_targets_for_policy().policy_id(&id).send();
    assert!(list.await.expect("none").targets().is_empty());
}

cases! {
    "organizations";
    DescribeOrganization: an_account_is_in_no_organization_until_it_makes_one,
    ListAccounts: an_organization_begins_with_the_account_that_made_it,
    ListPolicies: policies_are_listed_by_type,
    DescribePolicy: a_policy_is_described_with_its_content,
    ListTargetsForPolicy: a_policy_is_attached_where_its_type_is_on,
}
