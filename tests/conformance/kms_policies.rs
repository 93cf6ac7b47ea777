//! KMS key policies.

use crate::place::{ACCOUNT, Aws, complaint, refusal};

fn policy(statement: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"kms:*","Resource":"*"}}{statement}]}}"#
    )
}

fn lets(principal: &str) -> String {
    policy(&format!(
        r#",{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"kms:Decrypt","Resource":"*"}}"#
    ))
}

const LOCKOUT: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"kms:*","Resource":"*"}]}"#;

async fn a_key_keeps_the_policy_it_was_made_with(aws: &Aws) {
    let kms = aws.kms();
    let made = kms.create_key().policy(policy("")).send().await.expect("a key");
    let key = made.key_metadata().expect("metadata").key_id();
    let read = kms.get_key_policy().key_id(key).send().await.expect("a policy");
    assert_eq!(read.policy(), Some(policy("").as_str()));
    assert_eq!(read.policy_name(), Some("default"));
    let other = kms.get_key_policy().key_id(key).policy_name("other").send().await;
    assert_eq!(refusal(other), "NotFoundException");
}

async fn a_key_made_without_a_policy_trusts_the_account(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let read = kms.get_key_policy().key_id(&key).send().await.expect("a policy");
    let policy: serde_json::Value = serde_json::from_str(read.policy().expect("a policy")).expect("JSON");
    assert_eq!(policy["Id"], "key-default-1");
    let statement = &policy["Statement"][0];
    assert_eq!(statement["Sid"], "Enable IAM User Permissions");
    assert_eq!(
        statement["Principal"]["AWS"],
        format!("arn:aws:iam::{ACCOUNT}:root")
    );
    assert_eq!(statement["Action"], "kms:*");
}

async fn a_policy_that_is_not_one_names_nobody_or_locks_out_is_refused(aws: &Aws) {
    let ghost = lets(&format!("arn:aws:iam::{ACCOUNT}:role/ghost"));
    let stranger = lets(&format!("arn:aws:iam::{ACCOUNT}:user/stranger"));
    for bad in ["{\"Version\":", &ghost, &stranger, &lets("ghost"), LOCKOUT] {
        let refused = aws.kms().create_key().policy(bad).send().await;
        assert_eq!(refusal(refused), "MalformedPolicyDocumentException", "{bad}");
    }
    let refused = aws.kms().create_key().policy(&ghost).send().await;
    assert_eq!(
        complaint(refused),
        "Policy contains a statement with one or more invalid principals."
    );
    aws.role("ghost").await;
    aws.kms()
        .create_key()
        .policy(ghost)
        .send()
        .await
        .expect("the role exists now");
}

async fn the_lockout_check_can_be_bypassed(aws: &Aws) {
    let kms = aws.kms();
    let refused = kms.create_key().policy(LOCKOUT).send().await;
    assert_eq!(
        complaint(refused),
        "The new key policy will not allow you to update the key policy in the future."
    );
    let made = kms
        .create_key()
        .policy(LOCKOUT)
        .bypass_policy_lockout_safety_check(true)
        .send()
        .await
        .expect("a key");
    let key = made.key_metadata().expect("metadata").key_id();
    let read = kms.get_key_policy().key_id(key).send().await.expect("a policy");
    assert_eq!(read.policy(), Some(LOCKOUT));
}

async fn a_policy_is_replaced_whole_or_not_at_all(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let put = |text: String| {
        kms.put_key_policy()
            .key_id(&key)
            .policy_name("default")
            .policy(text)
            .send()
    };
    let reader = lets(&aws.role("reader").await);
    put(reader.clone()).await.expect("put");
    for bad in ["not a policy".to_owned(), LOCKOUT.to_owned()] {
        assert_eq!(refusal(put(bad).await), "MalformedPolicyDocumentException");
    }
    let read = kms.get_key_policy().key_id(&key).send().await.expect("a policy");
    assert_eq!(read.policy(), Some(reader.as_str()));
}

async fn a_key_has_one_policy(aws: &Aws) {
    let key = aws.key().await;
    let listed = aws
        .kms()
        .list_key_policies()
        .key_id(&key)
        .send()
        .await
        .expect("names");
    assert_eq!(listed.policy_names(), ["default"]);
    assert!(!listed.truncated());
}

async fn a_policy_may_name_other_accounts_and_sessions_of_roles(aws: &Aws) {
    aws.role("ingest").await;
    for principal in [
        "210987654321".to_owned(),
        "arn:aws:iam::210987654321:root".to_owned(),
        "arn:aws:iam::210987654321:role/imaging".to_owned(),
        format!("arn:aws:sts::{ACCOUNT}:assumed-role/ingest/nightly"),
        "*".to_owned(),
    ] {
        let made = aws.kms().create_key().policy(lets(&principal)).send().await;
        made.unwrap_or_else(|error| panic!("{principal}: {error:?}"));
    }
}

cases! {
    "kms";
    GetKeyPolicy: a_key_keeps_the_policy_it_was_made_with,
    GetKeyPolicy: a_key_made_without_a_policy_trusts_the_account,
    CreateKey: a_policy_that_is_not_one_names_nobody_or_locks_out_is_refused,
    CreateKey: the_lockout_check_can_be_bypassed,
    PutKeyPolicy: a_policy_is_replaced_whole_or_not_at_all,
    PutKeyPolicy: a_policy_may_name_other_accounts_and_sessions_of_roles,
    ListKeyPolicies: a_key_has_one_policy,
}
