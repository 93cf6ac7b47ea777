//! S3's settings of a bucket: kept as they were put, refused what S3 refuses,
//! and each absent one with its own error.

use crate::place::{Aws, refusal};
use crate::s3_setting::{BUCKET, bucket, bucket_in, put, unblock, with_acls};
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    AccelerateConfiguration, BucketAccelerateStatus, BucketCannedAcl, BucketLifecycleConfiguration,
    BucketLoggingStatus, BucketVersioningStatus, CorsConfiguration, CorsRule, ExpirationStatus,
    IndexDocument, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter, LoggingEnabled,
    MetricsConfiguration, Payer, RequestPaymentConfiguration, Tag, Tagging, WebsiteConfiguration,
};

async fn logging_needs_a_target_in_the_same_region(aws: &Aws) {
    let s3 = bucket(aws).await;
    s3.create_bucket()
        .bucket("clinic-logs")
        .send()
        .await
        .expect("a bucket");
    bucket_in(
        &Client::new(&aws.config("eu-west-1")),
        "clinic-logs-eu",
        "eu-west-1",
    )
    .await;
    let set = |target: &str| {
        let enabled = LoggingEnabled::builder()
            .target_bucket(target)
            .target_prefix("s3/")
            .build();
        let status = BucketLoggingStatus::builder()
            .logging_enabled(enabled.expect("complete"))
            .build();
        s3.put_bucket_logging()
            .bucket(BUCKET)
            .bucket_logging_status(status)
            .send()
    };
    assert_eq!(
        refusal(set("clinic-nothing").await),
        "InvalidTargetBucketForLogging"
    );
    assert_eq!(
        refusal(set("clinic-logs-eu").await),
        "CrossLocationLoggingProhibitted"
    );
    set("clinic-logs").await.expect("put");
    let read = s3.get_bucket_logging().bucket(BUCKET).send().await.expect("read");
    let logging = read.logging_enabled().expect("enabled");
    assert_eq!(
        (logging.target_bucket(), logging.target_prefix()),
        ("clinic-logs", "s3/")
    );
}

async fn public_acls_are_off_then_blocked_then_shown(aws: &Aws) {
    let s3 = bucket(aws).await;
    let set = || {
        s3.put_bucket_acl()
            .bucket(BUCKET)
            .acl(BucketCannedAcl::PublicRead)
            .send()
    };
    assert_eq!(refusal(set().await), "AccessControlListNotSupported");
    with_acls(&s3).await;
    assert_eq!(refusal(set().await), "AccessDenied");
    unblock(&s3).await;
    set().await.expect("public");
    let acl = s3.get_bucket_acl().bucket(BUCKET).send().await.expect("read");
    let groups: Vec<_> = acl.grants().iter().filter_map(|g| g.grantee()?.uri()).collect();
    assert_eq!(groups, ["http://acs.amazonaws.com/groups/global/AllUsers"]);
}

async fn versioning_is_told_only_once_it_was_set(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = || s3.get_bucket_versioning().bucket(BUCKET).send();
    assert_eq!(read().await.expect("read").status(), None);
    for status in [BucketVersioningStatus::Enabled, BucketVersioningStatus::Suspended] {
        crate::s3_setting::version(&s3, status.clone()).await;
        assert_eq!(read().await.expect("read").status(), Some(&status));
    }
}

async fn tags_of_a_bucket_are_kept_and_taken_away(aws: &Aws) {
    let s3 = bucket(aws).await;
    let tag = Tag::builder()
        .key("Owner")
        .value("health & care")
        .build()
        .expect("complete");
    let tags = Tagging::builder().tag_set(tag.clone()).build().expect("complete");
    s3.put_bucket_tagging()
        .bucket(BUCKET)
        .tagging(tags)
        .send()
        .await
        .expect("put");
    let read = || s3.get_bucket_tagging().bucket(BUCKET).send();
    assert_eq!(read().await.expect("read").tag_set(), [tag]);
    s3.delete_bucket_tagging()
        .bucket(BUCKET)
        .send()
        .await
        .expect("gone");
    assert_eq!(refusal(read().await), "NoSuchTagSet");
}

async fn lifecycle_rules_are_kept_and_told_to_objects(aws: &Aws) {
    let s3 = bucket(aws).await;
    let rule = |days: i32| {
        LifecycleRule::builder()
            .id("logs")
            .status(ExpirationStatus::Enabled)
            .filter(LifecycleRuleFilter::builder().prefix("logs/").build())
            .expiration(LifecycleExpiration::builder().days(days).build())
            .build()
            .expect("complete")
    };
    let set = |days: i32| {
        let rules = BucketLifecycleConfiguration::builder()
            .rules(rule(days))
            .build()
            .expect("complete");
        s3.put_bucket_lifecycle_configuration()
            .bucket(BUCKET)
            .lifecycle_configuration(rules)
            .send()
    };
    assert_eq!(refusal(set(0).await), "InvalidArgument");
    set(90).await.expect("put");
    let read = s3
        .get_bucket_lifecycle_configuration()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    assert_eq!(read.rules(), [rule(90)]);
    let smallest = read
        .transition_default_minimum_object_size()
        .map(aws_sdk_s3::types::TransitionDefaultMinimumObjectSize::as_str);
    assert_eq!(smallest, Some("all_storage_classes_128K"));
    put(&s3, "logs/a", "x").await;
    let head = s3
        .head_object()
        .bucket(BUCKET)
        .key("logs/a")
        .send()
        .await
        .expect("head");
    assert!(
        head.expiration()
            .is_some_and(|told| told.ends_with("rule-id=\"logs\""))
    );
}

async fn cors_rules_are_kept(aws: &Aws) {
    let s3 = bucket(aws).await;
    let rule = |method: &str| {
        let rule = CorsRule::builder()
            .allowed_methods(method)
            .allowed_origins("https://clinic.example");
        rule.build().expect("complete")
    };
    let set = |method: &str| {
        let rules = CorsConfiguration::builder()
            .cors_rules(rule(method))
            .build()
            .expect("complete");
        s3.put_bucket_cors()
            .bucket(BUCKET)
            .cors_configuration(rules)
            .send()
    };
    assert_eq!(refusal(set("PATCH").await), "InvalidRequest");
    set("GET").await.expect("put");
    let read = s3.get_bucket_cors().bucket(BUCKET).send().await.expect("read");
    assert_eq!(read.cors_rules(), [rule("GET")]);
}

async fn each_absent_setting_has_its_own_error(aws: &Aws) {
    let s3 = bucket(aws).await;
    assert_eq!(
        refusal(s3.get_bucket_cors().bucket(BUCKET).send().await),
        "NoSuchCORSConfiguration"
    );
    let read = s3.get_bucket_replication().bucket(BUCKET).send().await;
    assert_eq!(refusal(read), "ReplicationConfigurationNotFoundError");
    let read = s3.get_bucket_website().bucket(BUCKET).send().await;
    assert_eq!(refusal(read), "NoSuchWebsiteConfiguration");
    let read = s3
        .get_bucket_lifecycle_configuration()
        .bucket(BUCKET)
        .send()
        .await;
    assert_eq!(refusal(read), "NoSuchLifecycleConfiguration");
    s3.delete_public_access_block()
        .bucket(BUCKET)
        .send()
        .await
        .expect("gone");
    let read = s3.get_public_access_block().bucket(BUCKET).send().await;
    assert_eq!(refusal(read), "NoSuchPublicAccessBlockConfiguration");
    s3.delete_bucket_ownership_controls()
        .bucket(BUCKET)
        .send()
        .await
        .expect("gone");
    let read = s3.get_bucket_ownership_controls().bucket(BUCKET).send().await;
    assert_eq!(refusal(read), "OwnershipControlsNotFoundError");
    let listed = s3
        .list_bucket_inventory_configurations()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    assert!(listed.inventory_configuration_list().is_empty());
}

async fn what_was_never_put_has_aws_defaults_and_is_kept_once_put(aws: &Aws) {
    let s3 = bucket(aws).await;
    let read = || s3.get_bucket_request_payment().bucket(BUCKET).send();
    assert_eq!(read().await.expect("read").payer(), Some(&Payer::BucketOwner));
    let pays = RequestPaymentConfiguration::builder()
        .payer(Payer::Requester)
        .build()
        .expect("complete");
    let put = s3
        .put_bucket_request_payment()
        .bucket(BUCKET)
        .request_payment_configuration(pays);
    put.send().await.expect("put");
    assert_eq!(read().await.expect("read").payer(), Some(&Payer::Requester));
    let read = || s3.get_bucket_accelerate_configuration().bucket(BUCKET).send();
    assert_eq!(read().await.expect("read").status(), None);
    let fast = AccelerateConfiguration::builder()
        .status(BucketAccelerateStatus::Enabled)
        .build();
    let put = s3
        .put_bucket_accelerate_configuration()
        .bucket(BUCKET)
        .accelerate_configuration(fast);
    put.send().await.expect("put");
    assert_eq!(
        read().await.expect("read").status(),
        Some(&BucketAccelerateStatus::Enabled)
    );
    let events = s3
        .get_bucket_notification_configuration()
        .bucket(BUCKET)
        .send()
        .await
        .expect("read");
    assert!(events.queue_configurations().is_empty());
}

async fn a_website_is_kept_and_taken_away(aws: &Aws) {
    let s3 = bucket(aws).await;
    let index = IndexDocument::builder()
        .suffix("index.html")
        .build()
        .expect("complete");
    let site = WebsiteConfiguration::builder()
        .index_document(index.clone())
        .build();
    let put = s3.put_bucket_website().bucket(BUCKET).website_configuration(site);
    put.send().await.expect("put");
    let read = || s3.get_bucket_website().bucket(BUCKET).send();
    assert_eq!(read().await.expect("read").index_document(), Some(&index));
    s3.delete_bucket_website()
        .bucket(BUCKET)
        .send()
        .await
        .expect("gone");
    assert_eq!(refusal(read().await), "NoSuchWebsiteConfiguration");
}

async fn metrics_are_kept_by_id_and_listed(aws: &Aws) {
    let s3 = bucket(aws).await;
    let whole = MetricsConfiguration::builder()
        .id("whole")
        .build()
        .expect("complete");
    let put = s3.put_bucket_metrics_configuration().bucket(BUCKET).id("whole");
    put.metrics_configuration(whole.clone())
        .send()
        .await
        .expect("put");
    let read = |id: &str| s3.get_bucket_metrics_configuration().bucket(BUCKET).id(id).send();
    assert_eq!(
        read("whole").await.expect("read").metrics_configuration(),
        Some(&whole)
    );
    assert_eq!(refusal(read("other").await), "NoSuchConfiguration");
    let listed = s3
        .list_bucket_metrics_configurations()
        .bucket(BUCKET)
        .send()
        .await
        .expect("listed");
    assert_eq!(listed.metrics_configuration_list(), [whole]);
}

cases! {
    "s3";
    PutBucketLogging: logging_needs_a_target_in_the_same_region,
    PutBucketAcl: public_acls_are_off_then_blocked_then_shown,
    PutBucketVersioning: versioning_is_told_only_once_it_was_set,
    PutBucketTagging: tags_of_a_bucket_are_kept_and_taken_away,
    PutBucketLifecycleConfiguration: lifecycle_rules_are_kept_and_told_to_objects,
    PutBucketCors: cors_rules_are_kept,
    PutBucketRequestPayment: what_was_never_put_has_aws_defaults_and_is_kept_once_put,
    PutBucketWebsite: a_website_is_kept_and_taken_away,
    ListBucketMetricsConfigurations: metrics_are_kept_by_id_and_listed,
    GetBucketOwnershipControls: each_absent_setting_has_its_own_error,
}
