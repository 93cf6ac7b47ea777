//! GuardDuty: the detector with its features, destinations, tags.

use crate::place::{ACCOUNT, Aws, complaint, refusal};
use aws_sdk_guardduty::operation::get_detector::GetDetectorOutput;
use aws_sdk_guardduty::types::{
    DestinationProperties, DestinationType, DetectorFeature, DetectorFeatureConfiguration, DetectorStatus,
    FeatureStatus, FindingPublishingFrequency, PublishingStatus,
};

pub async fn detector(aws: &Aws) -> String {
    let made = aws
        .guardduty()
        .create_detector()
        .enable(true)
        .tags("team", "security")
        .send()
        .await;
    made.expect("a detector").detector_id().expect("an id").to_owned()
}

async fn read(aws: &Aws, id: &str) -> GetDetectorOutput {
    aws.guardduty()
        .get_detector()
        .detector_id(id)
        .send()
        .await
        .expect("the detector")
}

fn status(detector: &GetDetectorOutput, feature: &str) -> String {
    let found = detector
        .features()
        .iter()
        .find(|f| f.name().is_some_and(|name| name.as_str() == feature));
    found
        .and_then(|f| f.status())
        .map_or("none", FeatureStatus::as_str)
        .to_owned()
}

fn feature(name: DetectorFeature, status: FeatureStatus) -> DetectorFeatureConfiguration {
    DetectorFeatureConfiguration::builder()
        .name(name)
        .status(status)
        .build()
}

async fn a_detector_begins_with_the_features_of_a_new_one(aws: &Aws) {
    let id = detector(aws).await;
    let got = read(aws, &id).await;
    assert_eq!(got.status().map(DetectorStatus::as_str), Some("ENABLED"));
    assert_eq!(
        got.finding_publishing_frequency()
            .map(FindingPublishingFrequency::as_str),
        Some("SIX_HOURS")
    );
    assert_eq!(status(&got, "S3_DATA_EVENTS"), "ENABLED");
    assert_eq!(status(&got, "CLOUD_TRAIL"), "ENABLED");
    assert_eq!(status(&got, "AI_PROTECTION"), "DISABLED");
    assert_eq!(status(&got, "RUNTIME_MONITORING"), "DISABLED");
    assert_eq!(
        got.tags().expect("tags").get("team").map(String::as_str),
        Some("security")
    );
    assert!(
        got.service_role()
            .is_some_and(|role| role.ends_with("AWSServiceRoleForAmazonGuardDuty"))
    );
    assert!(
        got.created_at()
            .is_some_and(|time| time.starts_with("2026-03-20T"))
    );
}

async fn a_region_has_one_detector(aws: &Aws) {
    let id = detector(aws).await;
    let again = aws.guardduty().create_detector().enable(true).send().await;
    assert_eq!(refusal(again), "BadRequestException");
    let all = aws.guardduty().list_detectors().send().await.expect("detectors");
    assert_eq!(all.detector_ids(), [id]);
    let ireland = aws_sdk_guardduty::Client::new(&aws.config("eu-west-1"));
    assert!(
        ireland
            .list_detectors()
            .send()
            .await
            .expect("detectors")
            .detector_ids()
            .is_empty()
    );
}

async fn features_and_frequency_are_changed(aws: &Aws) {
    let id = detector(aws).await;
    let client = aws.guardduty();
    client
        .update_detector()
        .detector_id(&id)
        .finding_publishing_frequency(FindingPublishingFrequency::FifteenMinutes)
        .features(feature(DetectorFeature::AiProtection, FeatureStatus::Enabled))
        .features(feature(DetectorFeature::S3DataEvents, FeatureStatus::Disabled))
        .send()
        .await
        .expect("changed");
    let got = read(aws, &id).await;
    assert_eq!(
        got.finding_publishing_frequency()
            .map(FindingPublishingFrequency::as_str),
        Some("FIFTEEN_MINUTES")
    );
    assert_eq!(
        (
            status(&got, "AI_PROTECTION").as_str(),
            status(&got, "S3_DATA_EVENTS").as_str()
        ),
        ("ENABLED", "DISABLED")
    );
    client
        .update_detector()
        .detector_id(&id)
        .enable(false)
        .send()
        .await
        .expect("suspended");
    let got = read(aws, &id).await;
    assert_eq!(got.status().map(DetectorStatus::as_str), Some("DISABLED"));
    assert_eq!(status(&got, "AI_PROTECTION"), "ENABLED");
    let nobody = client
        .update_detector()
        .detector_id("0123")
        .enable(true)
        .send()
        .await;
    assert_eq!(
        complaint(nobody),
        "The request is rejected because the input detectorId is not owned by the current account."
    );
}

async fn a_deleted_detector_is_gone(aws: &Aws) {
    let id = detector(aws).await;
    let client = aws.guardduty();
    client
        .delete_detector()
        .detector_id(&id)
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        refusal(client.get_detector().detector_id(&id).send().await),
        "BadRequestException"
    );
    assert!(
        client
            .list_detectors()
            .send()
            .await
            .expect("detectors")
            .detector_ids()
            .is_empty()
    );
}

async fn findings_are_published_to_a_bucket_with_a_key(aws: &Aws) {
    let id = detector(aws).await;
    let client = aws.guardduty();
    let create = |key: &str| {
        let to = DestinationProperties::builder()
            .destination_arn("arn:aws:s3:::findings")
            .kms_key_arn(key)
            .build();
        let create = client.create_publishing_destination().detector_id(&id);
        create
            .destination_type(DestinationType::S3)
            .destination_properties(to)
            .send()
    };
    assert_eq!(refusal(create("alias/findings").await), "BadRequestException");
    let key = aws.key().await;
    let made = create(&key).await.expect("a destination");
    let destination = made.destination_id().expect("an id");
    let got = client
        .describe_publishing_destination()
        .detector_id(&id)
        .destination_id(destination)
        .send()
        .await;
    let got = got.expect("the destination");
    assert_eq!(got.status().map(PublishingStatus::as_str), Some("PUBLISHING"));
    let to = got.destination_properties().expect("where");
    assert_eq!(to.destination_arn(), Some("arn:aws:s3:::findings"));
    assert_eq!(to.kms_key_arn(), Some(key.as_str()));
    client
        .delete_publishing_destination()
        .detector_id(&id)
        .destination_id(destination)
        .send()
        .await
        .expect("deleted");
    let all = client
        .list_publishing_destinations()
        .detector_id(&id)
        .send()
        .await
        .expect("destinations");
    assert!(all.destinations().is_empty());
}

async fn tags_of_a_detector_are_kept(aws: &Aws) {
    let id = detector(aws).await;
    let (client, arn) = (
        aws.guardduty(),
        format!("arn:aws:guardduty:us-east-1:{ACCOUNT}:detector/{id}"),
    );
    client
        .tag_resource()
        .resource_arn(&arn)
        .tags("tier", "1")
        .send()
        .await
        .expect("tagged");
    client
        .untag_resource()
        .resource_arn(&arn)
        .tag_keys("team")
        .send()
        .await
        .expect("untagged");
    let tags = client
        .list_tags_for_resource()
        .resource_arn(&arn)
        .send()
        .await
        .expect("tags");
    let tags = tags.tags().expect("tags");
    assert_eq!((tags.len(), tags.get("tier").map(String::as_str)), (1, Some("1")));
}

async fn the_account_stands_alone(aws: &Aws) {
    let id = detector(aws).await;
    let client = aws.guardduty();
    assert!(
        client
            .list_members()
            .detector_id(&id)
            .send()
            .await
            .expect("members")
            .members()
            .is_empty()
    );
    let plans = client
        .list_malware_protection_plans()
        .send()
        .await
        .expect("plans");
    assert!(plans.malware_protection_plans().is_empty());
    let administrators = client
        .list_organization_admin_accounts()
        .send()
        .await
        .expect("accounts");
    assert!(administrators.admin_accounts().is_empty());
    let administrator = client.get_administrator_account().detector_id(&id).send().await;
    let administrator = administrator.expect("an answer");
    assert_eq!(administrator.administrator().and_then(|a| a.account_id()), None);
}

async fn a_region_lists_the_detector_that_it_has(aws: &Aws) {
    let guardduty = aws.guardduty();
    let listed = || guardduty.list_detectors().send();
    assert_eq!(listed().await.expect("none").detector_ids().len(), 0);
    let made = guardduty.create_detector().enable(true).send().await;
    let id = made.expect("a detector").detector_id.expect("an id");
    assert_eq!(listed().await.expect("one").detector_ids(), [id]);
}

cases! {
    "guardduty";
    ListDetectors: a_region_lists_the_detector_that_it_has,
    CreateDetector: a_region_has_one_detector,
    GetDetector: a_detector_begins_with_the_features_of_a_new_one,
    UpdateDetector: features_and_frequency_are_changed,
    DeleteDetector: a_deleted_detector_is_gone,
    CreatePublishingDestination: findings_are_published_to_a_bucket_with_a_key,
    TagResource: tags_of_a_detector_are_kept,
    ListMembers: the_account_stands_alone,
}
