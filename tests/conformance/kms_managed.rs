//! The keys that AWS makes and manages.

use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::KeyManagerType;

async fn s3s_key(aws: &Aws) -> String {
    let described = aws
        .kms()
        .describe_key()
        .key_id("alias/aws/s3")
        .send()
        .await
        .expect("AWS's key");
    let metadata = described.key_metadata().expect("metadata");
    metadata.arn().expect("an ARN").to_owned()
}

async fn an_aws_managed_key_is_made_at_its_first_use(aws: &Aws) {
    let kms = aws.kms();
    let before = kms.list_keys().send().await.expect("keys");
    assert!(before.keys().is_empty());
    let described = kms
        .describe_key()
        .key_id("alias/aws/s3")
        .send()
        .await
        .expect("AWS's key");
    let key = described.key_metadata().expect("metadata");
    assert_eq!(key.key_manager().map(KeyManagerType::as_str), Some("AWS"));
    assert_eq!(key.creation_date().expect("a date").secs(), START);
    let what = "Default key that protects my S3 objects when no other key is defined";
    assert_eq!(key.description(), Some(what));
    let after = kms.list_keys().send().await.expect("keys");
    assert_eq!(after.keys()[0].key_id(), Some(key.key_id()));
    let unknown = kms
        .describe_key()
        .key_id("alias/aws/no-such-service")
        .send()
        .await;
    assert_eq!(refusal(unknown), "NotFoundException");
}

async fn aliases_of_aws_have_no_target_until_they_are_used(aws: &Aws) {
    let target = || async {
        let listed = aws.kms().list_aliases().limit(100).send().await.expect("aliases");
        let aliases = listed.aliases().iter();
        let mut s3 = aliases.filter(|a| a.alias_name() == Some("alias/aws/s3"));
        let alias = s3.next().expect("it is there from the beginning");
        alias.target_key_id().map(str::to_owned)
    };
    assert_eq!(target().await, None);
    let key = s3s_key(aws).await;
    assert_eq!(target().await.as_deref(), key.rsplit('/').next());
}

async fn nobody_changes_an_aws_managed_key(aws: &Aws) {
    let kms = aws.kms();
    let key = s3s_key(aws).await;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"kms:*","Resource":"*"}}]}}"#
    );
    let denied = "AccessDeniedException";
    let put = kms.put_key_policy().key_id(&key).policy(policy).send().await;
    assert_eq!(refusal(put), denied);
    assert_eq!(refusal(kms.disable_key().key_id(&key).send().await), denied);
    assert_eq!(
        refusal(kms.schedule_key_deletion().key_id(&key).send().await),
        denied
    );
    assert_eq!(
        refusal(kms.disable_key_rotation().key_id(&key).send().await),
        denied
    );
    let alias = kms
        .create_alias()
        .alias_name("alias/mine")
        .target_key_id(&key)
        .send()
        .await;
    assert_eq!(refusal(alias), denied);
    let by_hand = kms
        .encrypt()
        .key_id("alias/aws/s3")
        .plaintext(Blob::new("x"))
        .send()
        .await;
    assert_eq!(refusal(by_hand), denied);
}

async fn an_aws_managed_key_lets_its_service_in_and_rotates_yearly(aws: &Aws) {
    let kms = aws.kms();
    let key = s3s_key(aws).await;
    let read = kms.get_key_policy().key_id(&key).send().await.expect("a policy");
    let policy: serde_json::Value = serde_json::from_str(read.policy().expect("a policy")).expect("JSON");
    let condition = &policy["Statement"][0]["Condition"]["StringEquals"];
    assert_eq!(condition["kms:CallerAccount"], ACCOUNT);
    assert_eq!(condition["kms:ViaService"], "s3.us-east-1.amazonaws.com");
    let rotation = kms
        .get_key_rotation_status()
        .key_id(&key)
        .send()
        .await
        .expect("status");
    assert!(rotation.key_rotation_enabled());
    assert_eq!(rotation.rotation_period_in_days(), Some(365));
}

async fn there_are_no_custom_key_stores(aws: &Aws) {
    let stores = aws
        .kms()
        .describe_custom_key_stores()
        .send()
        .await
        .expect("a list");
    assert!(stores.custom_key_stores().is_empty());
    assert!(!stores.truncated());
}

cases! {
    "kms";
    DescribeKey: an_aws_managed_key_is_made_at_its_first_use,
    ListAliases: aliases_of_aws_have_no_target_until_they_are_used,
    PutKeyPolicy: nobody_changes_an_aws_managed_key,
    GetKeyPolicy: an_aws_managed_key_lets_its_service_in_and_rotates_yearly,
    DescribeCustomKeyStores: there_are_no_custom_key_stores,
}
