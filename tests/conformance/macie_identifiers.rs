//! Macie's custom data identifiers, allow lists, and their tags.

use crate::macie_setting::{BUCKET, bucket, detection, findings, job, object, on, result, run};
use crate::place::{ACCOUNT, Aws, START, refusal};
use aws_sdk_macie2::types::{
    AllowListCriteria, AllowListStatusCode, DataIdentifierSeverity, FindingType,
    ManagedDataIdentifierSelector as Selector, S3WordsList, SeverityDescription, SeverityLevel,
};

async fn a_custom_identifier_is_kept_as_it_was_made(aws: &Aws) {
    let api = on(aws).await;
    let create = || {
        api.create_custom_data_identifier()
            .name("study")
            .regex("ECHO-[0-9]{5}")
    };
    let made = create()
        .description("studies")
        .keywords("study")
        .ignore_words("ECHO-00000");
    let made = made
        .tags("team", "cardio")
        .client_token("t")
        .send()
        .await
        .expect("made");
    let id = made.custom_data_identifier_id().expect("an id");
    let again = create().client_token("t").send().await.expect("the same");
    assert_eq!(again.custom_data_identifier_id(), Some(id));
    let read = api.get_custom_data_identifier().id(id).send().await.expect("it");
    let arn = format!("arn:aws:macie2:us-east-1:{ACCOUNT}:custom-data-identifier/{id}");
    assert_eq!(read.arn(), Some(arn.as_str()));
    assert_eq!(
        (read.name(), read.regex()),
        (Some("study"), Some("ECHO-[0-9]{5}"))
    );
    assert_eq!(read.keywords(), ["study"]);
    assert_eq!(read.ignore_words(), ["ECHO-00000"]);
    assert_eq!(read.maximum_match_distance(), Some(50));
    assert_eq!(
        read.severity_levels()[0].severity(),
        Some(&DataIdentifierSeverity::Medium)
    );
    assert_eq!(read.created_at().expect("a time").secs(), START);
    assert_eq!(read.tags().expect("tags")["team"], "cardio");
    assert_eq!(read.deleted(), Some(false));
}

async fn bad_detection_criteria_are_refused(aws: &Aws) {
    let api = on(aws).await;
    let make = || api.create_custom_data_identifier().name("x").regex("[0-9]+");
    let level = |severity, threshold| {
        SeverityLevel::builder()
            .severity(severity)
            .occurrences_threshold(threshold)
            .build()
    };
    let wrong = [
        make().regex("([0-9]"),
        make().regex("(?<=id )[0-9]+"),
        make().regex("a".repeat(513)),
        make().keywords("ab"),
        make().ignore_words("abc"),
        make().maximum_match_distance(301),
        make()
            .severity_levels(level(DataIdentifierSeverity::Low, 10))
            .severity_levels(level(DataIdentifierSeverity::High, 5)),
    ];
    for (n, make) in wrong.into_iter().enumerate() {
        assert_eq!(refusal(make.send().await), "ValidationException", "{n}");
    }
}

async fn a_deleted_identifier_is_listed_no_more_but_still_told_of(aws: &Aws) {
    let api = on(aws).await;
    let made = api
        .create_custom_data_identifier()
        .name("x")
        .regex("[0-9]+")
        .send()
        .await;
    let id = made.expect("made").custom_data_identifier_id.expect("an id");
    let list = || api.list_custom_data_identifiers();
    assert_eq!(
        list().send().await.expect("a list").items()[0].id(),
        Some(id.as_str())
    );
    let delete = || api.delete_custom_data_identifier().id(&id);
    delete().send().await.expect("deleted");
    assert!(list().send().await.expect("a list").items().is_empty());
    let read = api.get_custom_data_identifier().id(&id).send().await.expect("it");
    assert_eq!(read.deleted(), Some(true));
    let batch = api
        .batch_get_custom_data_identifiers()
        .ids(&id)
        .ids("0123")
        .send()
        .await
        .expect("a batch");
    assert_eq!(batch.custom_data_identifiers()[0].deleted(), Some(true));
    assert_eq!(batch.not_found_identifier_ids(), ["0123"]);
    assert_eq!(refusal(delete().send().await), "ResourceNotFoundException");
}

async fn an_expression_is_tested_with_keywords_distance_and_ignored_words(aws: &Aws) {
    let api = on(aws).await;
    let test = |text: &str| {
        let test = api
            .test_custom_data_identifier()
            .regex("[A-Z]{2}-[0-9]{4}")
            .sample_text(text);
        async move { test.send().await.expect("a count").match_count() }
    };
    assert_eq!(test("AB-1234 CD-5678 E-9999").await, Some(2));
    let near = |text: &str, distance: i32| {
        let test = api
            .test_custom_data_identifier()
            .regex("[A-Z]{2}-[0-9]{4}")
            .sample_text(text);
        let test = test
            .keywords("badge")
            .ignore_words("XX-0000")
            .maximum_match_distance(distance);
        async move { test.send().await.expect("a count").match_count() }
    };
    assert_eq!(near("Badge AB-1234, badge XX-0000", 50).await, Some(1));
    assert_eq!(
        near("AB-1234 is a badge", 50).await,
        Some(0),
        "the keyword must precede"
    );
    assert_eq!(near("badge of the employee AB-1234", 10).await, Some(0));
    assert_eq!(near("badge AB-1234", 8).await, Some(1));
    assert_eq!(near("badge AB-1234", 7).await, Some(0));
}

async fn a_job_finds_what_a_custom_identifier_describes(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "a.csv", "study,site\nECHO-88400,ward 4\nECHO-88401,ward 5\n").await;
    let level = |severity, threshold| {
        SeverityLevel::builder()
            .severity(severity)
            .occurrences_threshold(threshold)
            .build()
    };
    let call = api
        .create_custom_data_identifier()
        .name("study")
        .regex("ECHO-[0-9]{5}")
        .keywords("study");
    let call = call.severity_levels(level(DataIdentifierSeverity::Low, 1));
    let made = call
        .severity_levels(level(DataIdentifierSeverity::High, 3))
        .send()
        .await
        .expect("made");
    let id = made.custom_data_identifier_id().expect("an id");
    let look = job(&api, "studies").managed_data_identifier_selector(Selector::None);
    run(aws, look.custom_data_identifier_ids(id)).await;
    let found = findings(&api).await;
    assert_eq!(
        found[0].r#type(),
        Some(&FindingType::SensitiveDataS3ObjectCustomIdentifier)
    );
    assert_eq!(
        found[0].severity().and_then(|s| s.description()),
        Some(&SeverityDescription::Low)
    );
    let custom = result(&found[0]).custom_data_identifiers().expect("detections");
    assert_eq!(custom.total_count(), Some(2));
    let found = &custom.detections()[0];
    assert_eq!((found.name(), found.count()), (Some("study"), Some(2)));
    assert!(found.arn().is_some_and(|arn| arn.ends_with(id)));
    assert_eq!(found.occurrences().expect("places").cells()[1].row(), Some(3));
}

async fn managed_identifiers_are_listed_with_their_categories(aws: &Aws) {
    let api = on(aws).await;
    let listed = api.list_managed_data_identifiers().send().await.expect("a list");
    let category = |id: &str| {
        let found = listed.items().iter().find(|item| item.id() == Some(id));
        found
            .and_then(|item| item.category())
            .map(|c| c.as_str().to_owned())
    };
    assert_eq!(
        category("CREDIT_CARD_NUMBER").as_deref(),
        Some("FINANCIAL_INFORMATION")
    );
    assert_eq!(
        category("USA_SOCIAL_SECURITY_NUMBER").as_deref(),
        Some("PERSONAL_INFORMATION")
    );
    assert_eq!(category("OPENSSH_PRIVATE_KEY").as_deref(), Some("CREDENTIALS"));
    assert_eq!(category("NAME"), None, "none is listed that is not detected");
}

async fn what_an_allow_list_names_is_passed_over(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    object(aws, "lists/known.txt", "219-09-1234\n").await;
    object(aws, "a.csv", "ssn\n219-09-1234\n219-10-4321\n").await;
    let words = S3WordsList::builder()
        .bucket_name(BUCKET)
        .object_key("lists/known.txt")
        .build();
    let criteria = AllowListCriteria::builder().s3_words_list(words).build();
    let call = api
        .create_allow_list()
        .name("known")
        .criteria(criteria.clone())
        .client_token("t");
    let made = call.send().await.expect("made");
    let id = made.id().expect("an id");
    assert_eq!(id.len(), 22);
    run(aws, job(&api, "look").allow_list_ids(id)).await;
    let found = findings(&api).await;
    assert_eq!(
        detection(&found[0], "USA_SOCIAL_SECURITY_NUMBER").count(),
        Some(1)
    );
    let read = api.get_allow_list().id(id).send().await.expect("it");
    assert_eq!(read.criteria(), Some(&criteria));
    assert_eq!(
        read.status().and_then(|s| s.code()),
        Some(&AllowListStatusCode::Ok)
    );
    aws.s3()
        .delete_object()
        .bucket(BUCKET)
        .key("lists/known.txt")
        .send()
        .await
        .expect("deleted");
    let read = api.get_allow_list().id(id).send().await.expect("it");
    assert_eq!(
        read.status().and_then(|s| s.code()),
        Some(&AllowListStatusCode::S3ObjectNotFound)
    );
    let used = api.delete_allow_list().id(id).send().await;
    assert_eq!(refusal(used), "ConflictException");
    let insist = api.delete_allow_list().id(id).ignore_job_checks("true");
    insist.send().await.expect("deleted");
    assert_eq!(
        refusal(api.get_allow_list().id(id).send().await),
        "ResourceNotFoundException"
    );
}

async fn an_allow_list_is_changed_within_its_kind(aws: &Aws) {
    let api = on(aws).await;
    let form = |pattern: &str| AllowListCriteria::builder().regex(pattern).build();
    let made = api
        .create_allow_list()
        .name("form")
        .criteria(form("219-.*"))
        .client_token("t");
    let id = made.send().await.expect("made").id.expect("an id");
    let update = |criteria| api.update_allow_list().id(&id).name("forms").criteria(criteria);
    update(form("219-09-.*")).send().await.expect("updated");
    let listed = api.list_allow_lists().send().await.expect("a list");
    assert_eq!(listed.allow_lists()[0].name(), Some("forms"));
    assert_eq!(refusal(update(form("(")).send().await), "ValidationException");
    let words = S3WordsList::builder()
        .bucket_name(BUCKET)
        .object_key("a.txt")
        .build();
    let words = AllowListCriteria::builder().s3_words_list(words).build();
    assert_eq!(refusal(update(words).send().await), "ValidationException");
}

async fn tags_are_added_and_removed(aws: &Aws) {
    let api = on(aws).await;
    bucket(aws).await;
    let made = job(&api, "look")
        .tags("team", "cardio")
        .send()
        .await
        .expect("a job");
    let arn = made.job_arn().expect("an ARN");
    let list = || api.list_tags_for_resource().resource_arn(arn);
    api.tag_resource()
        .resource_arn(arn)
        .tags("data", "phi")
        .send()
        .await
        .expect("tagged");
    let tags = list().send().await.expect("tags").tags.expect("tags");
    assert_eq!((tags["team"].as_str(), tags["data"].as_str()), ("cardio", "phi"));
    api.untag_resource()
        .resource_arn(arn)
        .tag_keys("team")
        .send()
        .await
        .expect("untagged");
    let tags = list().send().await.expect("tags").tags.expect("tags");
    assert_eq!(tags.len(), 1);
    let wrong = api
        .list_tags_for_resource()
        .resource_arn(format!("{arn}0"))
        .send()
        .await;
    assert_eq!(refusal(wrong), "ResourceNotFoundException");
}

cases! {
    "macie2";
    CreateCustomDataIdentifier: a_custom_identifier_is_kept_as_it_was_made,
    CreateCustomDataIdentifier: bad_detection_criteria_are_refused,
    DeleteCustomDataIdentifier: a_deleted_identifier_is_listed_no_more_but_still_told_of,
    TestCustomDataIdentifier: an_expression_is_tested_with_keywords_distance_and_ignored_words,
    CreateClassificationJob: a_job_finds_what_a_custom_identifier_describes,
    ListManagedDataIdentifiers: managed_identifiers_are_listed_with_their_categories,
    CreateAllowList: what_an_allow_list_names_is_passed_over,
    UpdateAllowList: an_allow_list_is_changed_within_its_kind,
    TagResource: tags_are_added_and_removed,
}
