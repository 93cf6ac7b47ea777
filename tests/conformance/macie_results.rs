//! Where Macie's results go, samples of what was found, and what automated
//! discovery says of a bucket.

use crate::macie_setting::{BUCKET, bucket, findings, job, object, on, run};
use crate::place::{ACCOUNT, Aws, refusal};
use aws_sdk_macie2::Client;
use aws_sdk_macie2::types::{
    AutomatedDiscoveryStatus, AvailabilityCode, ClassificationExportConfiguration, OriginType,
    RevealConfiguration, RevealRequestStatus, RevealStatus, S3Destination, UnavailabilityReasonCode,
};

/// The bucket for results; its policy lets Macie write.
async fn results(aws: &Aws) {
    let s3 = aws.s3();
    s3.create_bucket()
        .bucket("macie-results")
        .send()
        .await
        .expect("a bucket");
    let statement = |action: &str, resource: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"Service":"macie.amazonaws.com"}},"Action":"{action}",
            "Resource":"{resource}","Condition":{{"StringEquals":{{"aws:SourceAccount":"{ACCOUNT}"}}}}}}"#
        )
    };
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{},{}]}}"#,
        statement("s3:GetBucketLocation", "arn:aws:s3:::macie-results"),
        statement("s3:PutObject", "arn:aws:s3:::macie-results/*"),
    );
    let put = s3.put_bucket_policy().bucket("macie-results").policy(policy);
    put.send().await.expect("a policy");
}

/// A key whose policy lets Macie encrypt.
async fn key(aws: &Aws) -> String {
    let key = aws.key().await;
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[
        {{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},"Action":"kms:*","Resource":"*"}},
        {{"Effect":"Allow","Principal":{{"Service":"macie.amazonaws.com"}},
          "Action":["kms:GenerateDataKey","kms:Encrypt"],"Resource":"*"}}]}}"#
    );
    let put = aws.kms().put_key_policy().key_id(&key).policy(policy);
    put.send().await.expect("a policy");
    key
}

fn destination(bucket: &str, key: &str) -> ClassificationExportConfiguration {
    let place = S3Destination::builder()
        .bucket_name(bucket)
        .kms_key_arn(key)
        .key_prefix("found");
    ClassificationExportConfiguration::builder()
        .s3_destination(place.build())
        .build()
}

async fn export(api: &Client, wanted: ClassificationExportConfiguration) -> Result<(), String> {
    let put = api
        .put_classification_export_configuration()
        .configuration(wanted);
    match put.send().await {
        Ok(_) => Ok(()),
        refused => Err(refusal(refused)),
    }
}

async fn results_go_to_a_bucket_and_key_that_let_macie_write(aws: &Aws) {
    let api = on(aws).await;
    let read = || api.get_classification_export_configuration();
    assert_eq!(
        read().send().await.expect("a configuration").configuration(),
        None
    );
    let (sealed, closed) = (key(aws).await, aws.key().await);
    bucket(aws).await;
    results(aws).await;
    let refused = |code: &str| Err(code.to_owned());
    assert_eq!(
        export(&api, destination("nowhere", &sealed)).await,
        refused("ValidationException")
    );
    assert_eq!(
        export(&api, destination(BUCKET, &sealed)).await,
        refused("AccessDeniedException")
    );
    assert_eq!(
        export(&api, destination("macie-results", "alias/none")).await,
        refused("ValidationException")
    );
    assert_eq!(
        export(&api, destination("macie-results", &closed)).await,
        refused("AccessDeniedException")
    );
    let wanted = destination("macie-results", &sealed);
    assert_eq!(export(&api, wanted.clone()).await, Ok(()));
    assert_eq!(read().send().await.expect("one").configuration(), Some(&wanted));
    object(aws, "a.csv", "ssn\n219-09-1234\n").await;
    let id = run(aws, job(&api, "look")).await;
    let found = findings(&api).await;
    let place = found[0]
        .classification_details()
        .and_then(|d| d.detailed_results_location());
    let folder = format!("s3://macie-results/found/AWSLogs/{ACCOUNT}/Macie/us-east-1/{id}/{ACCOUNT}/");
    assert!(place.is_some_and(|place| place.starts_with(&folder)), "{place:?}");
}

async fn samples_are_off_until_there_is_a_key_for_them(aws: &Aws) {
    let api = on(aws).await;
    let read = api
        .get_reveal_configuration()
        .send()
        .await
        .expect("a configuration");
    assert_eq!(
        read.configuration().map(RevealConfiguration::status),
        Some(Some(&RevealStatus::Disabled))
    );
    let set = |key: &str| {
        let on = RevealConfiguration::builder()
            .status(RevealStatus::Enabled)
            .kms_key_id(key)
            .build();
        api.update_reveal_configuration().configuration(on)
    };
    assert_eq!(refusal(set("alias/none").send().await), "ValidationException");
    let key = aws.key().await;
    set(&key).send().await.expect("on");
    let read = api
        .get_reveal_configuration()
        .send()
        .await
        .expect("a configuration");
    let kept = read.configuration().expect("one");
    assert_eq!(
        (kept.status(), kept.kms_key_id()),
        (Some(&RevealStatus::Enabled), Some(key.as_str()))
    );
}

async fn samples_of_what_was_found_are_read_from_the_object(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    results(aws).await;
    object(aws, "a.csv", "ssn\n219-09-1234\n219-10-4321\n").await;
    let sealed = key(aws).await;
    run(aws, job(&api, "look")).await;
    let found = findings(&api).await;
    let id = found[0].id().expect("an id");
    let available = || api.get_sensitive_data_occurrences_availability().finding_id(id);
    let read = available().send().await.expect("an answer");
    assert_eq!(read.code(), Some(&AvailabilityCode::Unavailable));
    assert_eq!(
        read.reasons(),
        [UnavailabilityReasonCode::InvalidClassificationResult]
    );
    export(&api, destination("macie-results", &sealed))
        .await
        .expect("set");
    let read = available().send().await.expect("an answer");
    assert_eq!(read.code(), Some(&AvailabilityCode::Available));
    let reveal = || api.get_sensitive_data_occurrences().finding_id(id);
    assert_eq!(refusal(reveal().send().await), "AccessDeniedException");
    let on = RevealConfiguration::builder()
        .status(RevealStatus::Enabled)
        .kms_key_id(&sealed)
        .build();
    api.update_reveal_configuration()
        .configuration(on)
        .send()
        .await
        .expect("on");
    let read = reveal().send().await.expect("samples");
    assert_eq!(read.status(), Some(&RevealRequestStatus::Success));
    let samples = &read.sensitive_data_occurrences().expect("samples")["USA_SOCIAL_SECURITY_NUMBER"];
    assert_eq!(samples[1].value(), Some("219-10-4321"));
    object(aws, "a.csv", "ssn\n\n").await;
    assert_eq!(refusal(reveal().send().await), "UnprocessableEntityException");
}

async fn automated_discovery_profiles_buckets_day_by_day(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "a.csv", "ssn\n219-09-1234\n").await;
    object(aws, "b.csv", "site\nward 4\n").await;
    let sealed = aws
        .s3()
        .put_object()
        .bucket(BUCKET)
        .key("c.csv")
        .ssekms_key_id(aws.key().await);
    sealed
        .server_side_encryption("aws:kms".into())
        .send()
        .await
        .expect("put");
    let set = api.update_automated_discovery_configuration();
    set.status(AutomatedDiscoveryStatus::Enabled)
        .send()
        .await
        .expect("on");
    let profile = || {
        api.get_resource_profile()
            .resource_arn("arn:aws:s3:::clinic-records")
    };
    assert_eq!(refusal(profile().send().await), "ResourceNotFoundException");
    aws.later(86_400);
    let read = profile().send().await.expect("a profile");
    assert_eq!(read.sensitivity_score(), Some(75), "one object of two");
    let statistics = read.statistics().expect("statistics");
    assert_eq!(
        (
            statistics.total_items_classified(),
            statistics.total_items_sensitive()
        ),
        (Some(2), Some(1))
    );
    assert_eq!(statistics.total_items_skipped_invalid_kms(), Some(1));
    assert_eq!(statistics.total_detections(), Some(1));
    let found = findings(&api).await;
    let origin = found[0].classification_details().and_then(|d| d.origin_type());
    assert_eq!(origin, Some(&OriginType::AutomatedSensitiveDataDiscovery));
    aws.later(86_400);
    assert_eq!(findings(&api).await.len(), 1, "nothing has changed");
    let described = api.describe_buckets().send().await.expect("buckets");
    assert_eq!(described.buckets()[0].sensitivity_score(), Some(75));
    let status = described.buckets()[0].automated_discovery_monitoring_status();
    assert_eq!(
        status.map(aws_sdk_macie2::types::AutomatedDiscoveryMonitoringStatus::as_str),
        Some("MONITORED")
    );
}

async fn the_artifacts_of_a_profile_say_what_was_skipped(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "a.csv", "ssn\n219-09-1234\n").await;
    object(aws, "scan.dcm", "pixels").await;
    let set = api.update_automated_discovery_configuration();
    set.status(AutomatedDiscoveryStatus::Enabled)
        .send()
        .await
        .expect("on");
    aws.later(86_400);
    let arn = "arn:aws:s3:::clinic-records";
    let read = api
        .list_resource_profile_artifacts()
        .resource_arn(arn)
        .send()
        .await
        .expect("a list");
    let artifacts: Vec<_> = read
        .artifacts()
        .iter()
        .map(|a| (a.arn(), a.classification_result_status(), a.sensitive()))
        .collect();
    assert_eq!(
        artifacts,
        [
            (
                Some("arn:aws:s3:::clinic-records/a.csv"),
                Some("COMPLETE"),
                Some(true)
            ),
            (
                Some("arn:aws:s3:::clinic-records/scan.dcm"),
                Some("SKIPPED"),
                None
            )
        ]
    );
    let read = api
        .list_resource_profile_detections()
        .resource_arn(arn)
        .send()
        .await
        .expect("a list");
    assert_eq!(read.detections()[0].id(), Some("USA_SOCIAL_SECURITY_NUMBER"));
    assert_eq!(read.detections()[0].count(), Some(1));
}

cases! {
    "macie2";
    PutClassificationExportConfiguration: results_go_to_a_bucket_and_key_that_let_macie_write,
    UpdateRevealConfiguration: samples_are_off_until_there_is_a_key_for_them,
    GetSensitiveDataOccurrences: samples_of_what_was_found_are_read_from_the_object,
    GetResourceProfile: automated_discovery_profiles_buckets_day_by_day,
    ListResourceProfileArtifacts: the_artifacts_of_a_profile_say_what_was_skipped,
}
