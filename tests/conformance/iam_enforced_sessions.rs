//! Who asks, with IAM's decisions on: sessions, strangers, the operator.

use crate::iam_enforced::allow;
use crate::iam_roles::READ;
use crate::iam_users::{credentials, user_with_key};
use crate::place::{ACCOUNT, Aws, REGION, TRUST, complaint, refusal};
use aws_credential_types::Credentials;
use aws_types::SdkConfig;

async fn a_session_whose_role_is_gone_may_do_nothing(aws: &Aws) {
    let me = session(aws, None).await;
    let kms = aws_sdk_kms::Client::new(&me);
    kms.list_keys().send().await.expect("keys");
    let iam = aws.iam();
    let delete = iam.delete_role_policy().role_name("ops").policy_name("all");
    delete.send().await.expect("deleted");
    let delete = iam.delete_role().role_name("ops");
    delete.send().await.expect("deleted");
    let message = complaint(kms.list_keys().send().await);
    assert!(
        message.contains("assumed-role/ops/audit is not authorized to perform: kms:ListKeys"),
        "{message}"
    );
}

async fn a_federated_user_may_not_do_more_than_is_known(aws: &Aws) {
    let key = user_with_key(aws, "elena").await;
    let put = aws.iam().put_user_policy().user_name("elena").policy_name("p");
    let everything = put.policy_document(allow(&["*"], "*"));
    everything.send().await.expect("put");
    aws.enforce_iam();
    let elena = aws_sdk_sts::Client::new(&aws.config_as(REGION, credentials(&key)));
    let made = elena.get_federation_token().name("broker").send().await;
    let made = made.expect("a session");
    let given = made.credentials().expect("credentials");
    let token = Some(given.session_token().to_owned());
    let (id, secret) = (given.access_key_id(), given.secret_access_key());
    let me = aws.config_as(REGION, Credentials::new(id, secret, token, None, "test"));
    // Without a session policy a federated user has no permissions at all.
    let refused = aws_sdk_kms::Client::new(&me).list_keys().send().await;
    assert_eq!(refusal(refused), "AccessDeniedException");
}

/// A session of a role that the account may assume and that may do everything.
async fn session(aws: &Aws, policy: Option<&str>) -> SdkConfig {
    let trust = TRUST.replace(
        r#"{"Service":"sagemaker.amazonaws.com"}"#,
        r#"{"AWS":"arn:aws:iam::123456789012:root"}"#,
    );
    let trust = trust.replace(
        r#""Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}"#,
        r#""Condition":{}"#,
    );
    let create = aws
        .iam()
        .create_role()
        .role_name("ops")
        .assume_role_policy_document(trust);
    let made = create.send().await.expect("a role");
    let put = aws.iam().put_role_policy().role_name("ops").policy_name("all");
    put.policy_document(allow(&["*"], "*")).send().await.expect("put");
    let arn = made.role().expect("a role").arn();
    let assume = aws.sts().assume_role().role_arn(arn).role_session_name("audit");
    let assumed = assume
        .set_policy(policy.map(str::to_owned))
        .send()
        .await
        .expect("a session");
    let given = assumed.credentials().expect("credentials");
    let token = Some(given.session_token().to_owned());
    let (id, secret) = (given.access_key_id(), given.secret_access_key());
    aws.enforce_iam();
    aws.config_as(REGION, Credentials::new(id, secret, token, None, "test"))
}

async fn a_session_is_bound_by_its_session_policy(aws: &Aws) {
    let me = session(aws, Some(&allow(&["kms:ListKeys"], "*"))).await;
    let kms = aws_sdk_kms::Client::new(&me);
    kms.list_keys().send().await.expect("keys");
    let message = complaint(kms.list_aliases().send().await);
    assert!(
        message.starts_with(&format!(
            "User: arn:aws:sts::{ACCOUNT}:assumed-role/ops/audit is not"
        )),
        "{message}"
    );
    assert!(
        message.ends_with("because no session policy allows the kms:ListAliases action"),
        "{message}"
    );
}

async fn a_session_without_a_policy_has_its_roles_permissions(aws: &Aws) {
    let me = session(aws, None).await;
    aws_sdk_kms::Client::new(&me)
        .create_key()
        .send()
        .await
        .expect("a key");
    let put = aws.iam().put_role_policy().role_name("ops").policy_name("all");
    put.policy_document(READ).send().await.expect("put");
    let refused = aws_sdk_kms::Client::new(&me).create_key().send().await;
    assert_eq!(refusal(refused), "AccessDeniedException");
}

async fn an_access_key_that_was_never_given_out_is_refused(aws: &Aws) {
    aws.enforce_iam();
    let stranger = Credentials::new("AKIASTRANGERSTRANGER", "secret", None, None, "test");
    let me = aws.config_as(REGION, stranger);
    let asked = aws_sdk_sts::Client::new(&me).get_caller_identity().send().await;
    assert_eq!(refusal(asked), "InvalidClientTokenId");
    let listed = aws_sdk_s3::Client::new(&me).list_buckets().send().await;
    assert_eq!(refusal(listed), "InvalidAccessKeyId");
    // Whoever has no key of IAM's form is the person at the terminal.
    aws.sts()
        .get_caller_identity()
        .send()
        .await
        .expect("the operator");
}

cases! {
    "iam";
    DeleteRole: a_session_whose_role_is_gone_may_do_nothing,
    GetFederationToken: a_federated_user_may_not_do_more_than_is_known,
    AssumeRole: a_session_is_bound_by_its_session_policy,
    AssumeRole: a_session_without_a_policy_has_its_roles_permissions,
    GetCallerIdentity: an_access_key_that_was_never_given_out_is_refused,
}
