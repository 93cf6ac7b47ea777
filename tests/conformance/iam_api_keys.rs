//! Service-specific credentials: Bedrock's long-term API keys.

use crate::place::{Aws, START, refusal};
use aws_sdk_iam::Client;
use aws_sdk_iam::types::StatusType;

const BEDROCK: &str = "bedrock.amazonaws.com";

async fn user(api: &Client, name: &str) {
    api.create_user().user_name(name).send().await.expect("a user");
}

/// Makes a key and gives its id.
async fn key(api: &Client, user: &str, days: Option<i32>) -> String {
    let call = api.create_service_specific_credential().user_name(user);
    let made = call
        .service_name(BEDROCK)
        .set_credential_age_days(days)
        .send()
        .await;
    let made = made.expect("a key");
    let key = made.service_specific_credential().expect("it");
    assert!(
        key.service_credential_secret()
            .is_some_and(|secret| secret.len() > 20)
    );
    key.service_specific_credential_id().to_owned()
}

async fn keys_of_all_users_are_listed_with_their_ends(aws: &Aws) {
    let api = aws.iam();
    user(&api, "anna").await;
    user(&api, "tom").await;
    let forever = key(&api, "anna", None).await;
    let month = key(&api, "tom", Some(30)).await;
    let list = || api.list_service_specific_credentials();
    let all = list()
        .all_users(true)
        .service_name(BEDROCK)
        .send()
        .await
        .expect("a list");
    let ends: Vec<_> = all
        .service_specific_credentials()
        .iter()
        .map(|k| {
            (
                k.service_specific_credential_id(),
                k.user_name(),
                k.expiration_date().map(aws_smithy_types::DateTime::secs),
            )
        })
        .collect();
    let mut wanted = [
        (forever.as_str(), "anna", None),
        (month.as_str(), "tom", Some(START + 30 * 86_400)),
    ];
    wanted.sort_unstable();
    assert_eq!(ends, wanted);
    assert!(!all.is_truncated());
    let own = list().user_name("tom").send().await.expect("a list");
    assert_eq!(own.service_specific_credentials().len(), 1);
    let other = list()
        .all_users(true)
        .service_name("codecommit.amazonaws.com")
        .send()
        .await;
    assert!(other.expect("a list").service_specific_credentials().is_empty());
}

async fn a_key_runs_out_on_its_day(aws: &Aws) {
    let api = aws.iam();
    user(&api, "tom").await;
    let id = key(&api, "tom", Some(1)).await;
    let status = async || {
        let listed = api
            .list_service_specific_credentials()
            .user_name("tom")
            .send()
            .await;
        listed.expect("a list").service_specific_credentials()[0]
            .status()
            .clone()
    };
    assert_eq!(status().await, StatusType::Active);
    let off = api.update_service_specific_credential().user_name("tom");
    let off = off
        .service_specific_credential_id(&id)
        .status(StatusType::Inactive);
    off.send().await.expect("updated");
    assert_eq!(status().await, StatusType::Inactive);
    aws.later(86_400);
    assert_eq!(status().await, StatusType::Expired);
}

async fn a_user_has_two_keys_at_most(aws: &Aws) {
    let api = aws.iam();
    user(&api, "tom").await;
    let first = key(&api, "tom", None).await;
    key(&api, "tom", None).await;
    let ask = || {
        api.create_service_specific_credential()
            .user_name("tom")
            .service_name(BEDROCK)
    };
    assert_eq!(refusal(ask().send().await), "LimitExceeded");
    let delete = || {
        api.delete_service_specific_credential()
            .service_specific_credential_id(&first)
    };
    delete().send().await.expect("deleted");
    assert_eq!(refusal(delete().send().await), "NoSuchEntity");
    ask().send().await.expect("another");
    let strange = api
        .create_service_specific_credential()
        .user_name("tom")
        .service_name("s3.amazonaws.com");
    assert_eq!(refusal(strange.send().await), "NotSupportedService");
}

cases! {
    "iam";
    ListServiceSpecificCredentials: keys_of_all_users_are_listed_with_their_ends,
    UpdateServiceSpecificCredential: a_key_runs_out_on_its_day,
    CreateServiceSpecificCredential: a_user_has_two_keys_at_most,
}
