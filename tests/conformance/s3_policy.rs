//! S3's bucket policies and public access: of the bucket, of the account, and
//! for callers without credentials.

use crate::place::{ACCOUNT, Aws, REGION, START, refusal};
use crate::s3_setting::{BUCKET, bucket, put, unblock, with_acls};
use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::types::{ObjectCannedAcl, PolicyStatus, PublicAccessBlockConfiguration};
use std::time::{Duration, UNIX_EPOCH};

fn policy(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::clinic-data/*"{condition}}}]}}"#
    )
}

const EVERYONE: &str = "\"*\"";
const OURS: &str = r#"{"AWS":"123456789012"}"#;

async fn set(s3: &Client, text: &str) -> Result<(), String> {
    let put = s3.put_bucket_policy().bucket(BUCKET).policy(text).send().await;
    put.map(|_| ()).map_err(|error| refusal::<(), _>(Err(error)))
}

async fn is_public(s3: &Client) -> Option<bool> {
    let read = s3
        .get_bucket_policy_status()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    read.policy_status().and_then(PolicyStatus::is_public)
}

/// S3 for a caller without credentials.
fn anonymous(aws: &Aws) -> Client {
    let mut unsigned = aws.config(REGION).into_builder();
    unsigned.set_credentials_provider(None);
    let config = aws_sdk_s3::config::Builder::from(&unsigned.build()).allow_no_auth();
    Client::from_conf(config.build())
}

async fn a_malformed_policy_is_refused_and_a_good_one_kept_as_it_was_put(aws: &Aws) {
    let s3 = bucket(aws).await;
    let elsewhere = policy(OURS, "").replace("clinic-data", "other");
    let nobody = policy(r#"{"AWS":"arn:aws:iam::123456789012:role/nobody"}"#, "");
    let misplaced = policy(OURS, "").replace("s3:GetObject", "s3:ListBucket");
    for text in ["not json", "{}", &elsewhere, &nobody, &misplaced] {
        assert_eq!(set(&s3, text).await, Err("MalformedPolicy".to_owned()), "{text}");
    }
    let none = s3.get_bucket_policy().bucket(BUCKET).send().await;
    assert_eq!(refusal(none), "NoSuchBucketPolicy");
    let good = policy(OURS, "");
    set(&s3, &good).await.expect("put");
    let read = s3.get_bucket_policy().bucket(BUCKET).send().await.expect("read");
    assert_eq!(read.policy(), Some(good.as_str()));
}

async fn a_public_policy_is_refused_while_public_policies_are_blocked(aws: &Aws) {
    let s3 = bucket(aws).await;
    assert_eq!(
        set(&s3, &policy(EVERYONE, "")).await,
        Err("AccessDenied".to_owned())
    );
    let fence = r#","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d"}}"#;
    set(&s3, &policy(EVERYONE, fence))
        .await
        .expect("a fence makes it private");
    assert_eq!(is_public(&s3).await, Some(false));
}

async fn the_status_says_public_of_a_public_policy_only(aws: &Aws) {
    let s3 = bucket(aws).await;
    unblock(&s3).await;
    let none = s3.get_bucket_policy_status().bucket(BUCKET).send().await;
    assert_eq!(refusal(none), "NoSuchBucketPolicy");
    for (principal, expected) in [(EVERYONE, true), (OURS, false)] {
        set(&s3, &policy(principal, "")).await.expect("put");
        assert_eq!(is_public(&s3).await, Some(expected), "{principal}");
    }
}

async fn a_policy_is_taken_away(aws: &Aws) {
    let s3 = bucket(aws).await;
    set(&s3, &policy(OURS, "")).await.expect("put");
    s3.delete_bucket_policy()
        .bucket(BUCKET)
        .send()
        .await
        .expect("gone");
    let none = s3.get_bucket_policy().bucket(BUCKET).send().await;
    assert_eq!(refusal(none), "NoSuchBucketPolicy");
}

fn all_on() -> aws_sdk_s3control::types::PublicAccessBlockConfiguration {
    aws_sdk_s3control::types::PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build()
}

async fn switch_on(aws: &Aws) {
    let put = aws.s3control().put_public_access_block().account_id(ACCOUNT);
    let put = put.public_access_block_configuration(all_on());
    put.send().await.expect("put");
}

async fn the_accounts_switches_hold_for_every_bucket(aws: &Aws) {
    let s3 = bucket(aws).await;
    unblock(&s3).await;
    let control = aws.s3control();
    let read = || control.get_public_access_block().account_id(ACCOUNT).send();
    assert_eq!(refusal(read().await), "NoSuchPublicAccessBlockConfiguration");
    set(&s3, &policy(EVERYONE, "")).await.expect("nothing blocks it");
    switch_on(aws).await;
    let kept = read().await.expect("read");
    assert_eq!(kept.public_access_block_configuration(), Some(&all_on()));
    assert_eq!(is_public(&s3).await, Some(false), "restricted to the account");
    assert_eq!(
        set(&s3, &policy(EVERYONE, "")).await,
        Err("AccessDenied".to_owned())
    );
}

async fn the_accounts_switches_are_taken_away(aws: &Aws) {
    let s3 = bucket(aws).await;
    unblock(&s3).await;
    switch_on(aws).await;
    assert_eq!(
        set(&s3, &policy(EVERYONE, "")).await,
        Err("AccessDenied".to_owned())
    );
    let delete = aws.s3control().delete_public_access_block().account_id(ACCOUNT);
    delete.send().await.expect("gone");
    set(&s3, &policy(EVERYONE, "")).await.expect("nothing blocks it");
}

async fn a_caller_without_credentials_reads_only_what_a_policy_makes_public(aws: &Aws) {
    let s3 = bucket(aws).await;
    unblock(&s3).await;
    put(&s3, "a", "patients").await;
    let nobody = anonymous(aws);
    let read = |key: &str| nobody.get_object().bucket(BUCKET).key(key).send();
    assert_eq!(refusal(read("a").await), "AccessDenied");
    set(&s3, &policy(EVERYONE, "")).await.expect("public");
    let body = read("a")
        .await
        .expect("public")
        .body
        .collect()
        .await
        .expect("bytes");
    assert_eq!(body.into_bytes().as_ref(), b"patients");
    assert_eq!(
        refusal(read("b").await),
        "AccessDenied",
        "who may not list may not know"
    );
    let listed = nobody.list_objects_v2().bucket(BUCKET).send().await;
    assert_eq!(refusal(listed), "AccessDenied");
    let deny =
        r#",{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::clinic-data/*"}]}"#;
    let denied = policy(EVERYONE, "").replace("]}", deny);
    set(&s3, &denied).await.expect("put");
    assert_eq!(refusal(read("a").await), "AccessDenied", "a denial wins");
}

async fn a_caller_without_credentials_reads_an_object_with_a_public_acl(aws: &Aws) {
    let s3 = bucket(aws).await;
    unblock(&s3).await;
    with_acls(&s3).await;
    put(&s3, "a", "patients").await;
    let share = s3
        .put_object_acl()
        .bucket(BUCKET)
        .key("a")
        .acl(ObjectCannedAcl::PublicRead);
    share.send().await.expect("shared");
    let nobody = anonymous(aws);
    let read = || nobody.get_object().bucket(BUCKET).key("a").send();
    read().await.expect("public");
    let ignore = PublicAccessBlockConfiguration::builder()
        .ignore_public_acls(true)
        .build();
    let put = s3
        .put_public_access_block()
        .bucket(BUCKET)
        .public_access_block_configuration(ignore);
    put.send().await.expect("put");
    assert_eq!(refusal(read().await), "AccessDenied", "ignored");
}

async fn a_block_that_switches_nothing_is_refused(aws: &Aws) {
    let s3 = bucket(aws).await;
    let nothing = PublicAccessBlockConfiguration::builder().build();
    let put = s3
        .put_public_access_block()
        .bucket(BUCKET)
        .public_access_block_configuration(nothing);
    assert_eq!(refusal(put.send().await), "InvalidRequest");
}

async fn a_presigned_url_is_good_until_its_time_is_over(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "patients").await;
    let start = UNIX_EPOCH + Duration::from_secs(START.unsigned_abs());
    let config = PresigningConfig::builder()
        .start_time(start)
        .expires_in(Duration::from_mins(1));
    let config = config.build().expect("complete");
    let url = s3
        .get_object()
        .bucket(BUCKET)
        .key("a")
        .presigned(config)
        .await
        .expect("a URL");
    let nobody = anonymous(aws);
    let follow = || {
        let url = url.uri().to_owned();
        let read = nobody.get_object().bucket(BUCKET).key("a").customize();
        read.mutate_request(move |request| request.set_uri(url.clone()).expect("a URI"))
            .send()
    };
    follow().await.expect("good");
    aws.later(120);
    assert_eq!(refusal(follow().await), "AccessDenied");
}

async fn a_presigned_url_of_signature_version_2_names_its_end(aws: &Aws) {
    let s3 = bucket(aws).await;
    put(&s3, "a", "patients").await;
    let minute = PresigningConfig::expires_in(Duration::from_mins(1)).expect("complete");
    let url = s3.get_object().bucket(BUCKET).key("a").presigned(minute).await;
    let url = url.expect("a URL").uri().to_owned();
    let address = url.split('?').next().expect("an address").to_owned();
    let nobody = anonymous(aws);
    let follow = |query: String| {
        let url = format!("{address}?{query}");
        let read = nobody.get_object().bucket(BUCKET).key("a").customize();
        read.mutate_request(move |request| request.set_uri(url.clone()).expect("a URI"))
            .send()
    };
    let signed = format!(
        "AWSAccessKeyId=AKIAOPERATOR&Signature=c2lnbmVk&Expires={}",
        START + 60
    );
    follow(signed.clone()).await.expect("good");
    let endless = follow("AWSAccessKeyId=AKIAOPERATOR&Signature=c2lnbmVk".to_owned()).await;
    assert_eq!(refusal(endless), "AccessDenied");
    aws.later(120);
    assert_eq!(refusal(follow(signed).await), "AccessDenied");
}

cases! {
    "s3";
    PutBucketPolicy: a_malformed_policy_is_refused_and_a_good_one_kept_as_it_was_put,
    PutBucketPolicy: a_public_policy_is_refused_while_public_policies_are_blocked,
    GetBucketPolicyStatus: the_status_says_public_of_a_public_policy_only,
    DeleteBucketPolicy: a_policy_is_taken_away,
    PutPublicAccessBlock: the_accounts_switches_hold_for_every_bucket,
    PutPublicAccessBlock: a_block_that_switches_nothing_is_refused,
    DeletePublicAccessBlock: the_accounts_switches_are_taken_away,
    GetObject: a_caller_without_credentials_reads_only_what_a_policy_makes_public,
    GetObject: a_presigned_url_is_good_until_its_time_is_over,
    GetObject: a_presigned_url_of_signature_version_2_names_its_end,
    PutObjectAcl: a_caller_without_credentials_reads_an_object_with_a_public_acl,
}
