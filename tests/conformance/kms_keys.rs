//! KMS keys: made, described, listed, disabled, deleted, cancelled.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_kms::types::{
    EncryptionAlgorithmSpec, KeyManagerType, KeySpec, KeyState, KeyUsageType, OriginType, Tag,
};

const DAY: i64 = 86_400;

async fn state(aws: &Aws, key: &str) -> String {
    let described = aws.kms().describe_key().key_id(key).send().await.expect("a key");
    let metadata = described.key_metadata().expect("metadata");
    metadata.key_state().expect("a state").as_str().to_owned()
}

async fn a_key_is_made_enabled_and_for_the_customer(aws: &Aws) {
    let made = aws
        .kms()
        .create_key()
        .description("records")
        .send()
        .await
        .expect("a key");
    let key = made.key_metadata().expect("metadata");
    assert_eq!(key.description(), Some("records"));
    assert_eq!(key.aws_account_id(), Some(ACCOUNT));
    assert!(key.enabled());
    assert_eq!(key.key_state().map(KeyState::as_str), Some("Enabled"));
    assert_eq!(key.key_manager().map(KeyManagerType::as_str), Some("CUSTOMER"));
    assert_eq!(key.key_spec().map(KeySpec::as_str), Some("SYMMETRIC_DEFAULT"));
    assert_eq!(key.key_usage().map(KeyUsageType::as_str), Some("ENCRYPT_DECRYPT"));
    assert_eq!(key.origin().map(OriginType::as_str), Some("AWS_KMS"));
    assert_eq!(key.multi_region(), Some(false));
    let algorithms: Vec<&str> = key
        .encryption_algorithms()
        .iter()
        .map(EncryptionAlgorithmSpec::as_str)
        .collect();
    assert_eq!(algorithms, ["SYMMETRIC_DEFAULT"]);
    assert!(key.deletion_date().is_none());
    assert!(key.creation_date().expect("a date").secs() >= START);
}

async fn a_key_of_another_kind_tells_its_algorithms(aws: &Aws) {
    let kms = aws.kms();
    let make = |spec: KeySpec, usage: KeyUsageType| kms.create_key().key_spec(spec).key_usage(usage).send();
    let rsa = make(KeySpec::Rsa2048, KeyUsageType::SignVerify)
        .await
        .expect("a key");
    let rsa = rsa.key_metadata().expect("metadata");
    assert_eq!(rsa.signing_algorithms().len(), 6);
    assert!(rsa.encryption_algorithms().is_empty());
    let mac = make(KeySpec::Hmac256, KeyUsageType::GenerateVerifyMac)
        .await
        .expect("a key");
    let mac = mac.key_metadata().expect("metadata");
    assert_eq!(mac.mac_algorithms()[0].as_str(), "HMAC_SHA_256");
    let wrong = make(KeySpec::EccNistP256, KeyUsageType::EncryptDecrypt).await;
    assert_eq!(refusal(wrong), "ValidationException");
    let silent = kms.create_key().key_spec(KeySpec::Rsa2048).send().await;
    assert!(complaint(silent).contains("You must specify a KeyUsage value"));
}

async fn a_key_is_found_by_id_arn_and_alias_and_not_by_another_region(aws: &Aws) {
    let kms = aws.kms();
    let arn = aws.key().await;
    let id = arn.rsplit('/').next().expect("an id").to_owned();
    kms.create_alias()
        .alias_name("alias/records")
        .target_key_id(&id)
        .send()
        .await
        .expect("an alias");
    let alias_arn = format!("arn:aws:kms:us-east-1:{ACCOUNT}:alias/records");
    for name in [&id, &arn, "alias/records", &alias_arn] {
        let described = kms.describe_key().key_id(name).send().await.expect("a key");
        assert_eq!(described.key_metadata().expect("metadata").key_id(), id);
    }
    let elsewhere = arn.replace("us-east-1", "eu-west-1");
    let refused = kms.describe_key().key_id(elsewhere).send().await;
    assert_eq!(complaint(refused), "Invalid arn eu-west-1");
    let there = aws_sdk_kms::Client::new(&aws.config("eu-west-1"));
    assert_eq!(
        refusal(there.describe_key().key_id(&id).send().await),
        "NotFoundException"
    );
    let nobody = kms.describe_key().key_id("alias/nobody").send().await;
    assert_eq!(refusal(nobody), "NotFoundException");
}

async fn keys_are_listed_in_pages(aws: &Aws) {
    let kms = aws.kms();
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(aws.key().await);
    }
    let (mut pages, mut seen, mut marker) = (0, Vec::new(), None);
    loop {
        let page = kms
            .list_keys()
            .limit(2)
            .set_marker(marker)
            .send()
            .await
            .expect("a page");
        assert!(page.keys().len() <= 2);
        seen.extend(page.keys().iter().filter_map(|k| k.key_arn().map(str::to_owned)));
        pages += 1;
        marker = page.next_marker().map(str::to_owned);
        assert_eq!(page.truncated(), marker.is_some());
        if marker.is_none() {
            break;
        }
    }
    made.sort();
    seen.sort();
    assert_eq!((pages, seen), (3, made));
    let bad = kms.list_keys().marker("no marker of ours").send().await;
    assert_eq!(refusal(bad), "InvalidMarkerException");
}

async fn a_description_is_replaced(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    kms.update_key_description()
        .key_id(&key)
        .description("now for models")
        .send()
        .await
        .expect("replaced");
    let described = kms.describe_key().key_id(&key).send().await.expect("a key");
    let metadata = described.key_metadata().expect("metadata");
    assert_eq!(metadata.description(), Some("now for models"));
    kms.schedule_key_deletion()
        .key_id(&key)
        .send()
        .await
        .expect("scheduled");
    let late = kms
        .update_key_description()
        .key_id(&key)
        .description("x")
        .send()
        .await;
    assert_eq!(refusal(late), "KMSInvalidStateException");
}

async fn a_disabled_key_does_nothing_until_it_is_enabled(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let encrypt = || {
        kms.encrypt()
            .key_id(&key)
            .plaintext(aws_sdk_kms::primitives::Blob::new("pulse"))
            .send()
    };
    kms.disable_key().key_id(&key).send().await.expect("disabled");
    assert_eq!(state(aws, &key).await, "Disabled");
    assert_eq!(refusal(encrypt().await), "DisabledException");
    kms.enable_key().key_id(&key).send().await.expect("enabled");
    assert_eq!(state(aws, &key).await, "Enabled");
    encrypt().await.expect("encrypted");
}

async fn enabling_is_refused_while_a_key_is_on_its_way_out(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    kms.schedule_key_deletion()
        .key_id(&key)
        .send()
        .await
        .expect("scheduled");
    let refused = kms.enable_key().key_id(&key).send().await;
    assert_eq!(complaint(refused), format!("{key} is pending deletion."));
    let refused = kms.disable_key().key_id(&key).send().await;
    assert_eq!(refusal(refused), "KMSInvalidStateException");
}

async fn a_key_is_gone_at_the_end_of_its_window(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let schedule = |days| {
        kms.schedule_key_deletion()
            .key_id(&key)
            .pending_window_in_days(days)
            .send()
    };
    assert_eq!(refusal(schedule(3).await), "ValidationException");
    assert_eq!(refusal(schedule(31).await), "ValidationException");
    let scheduled = schedule(7).await.expect("scheduled");
    assert_eq!(scheduled.key_id(), Some(key.as_str()));
    assert_eq!(
        scheduled.key_state().map(KeyState::as_str),
        Some("PendingDeletion")
    );
    assert_eq!(scheduled.pending_window_in_days(), Some(7));
    let gone = scheduled.deletion_date().expect("a date").secs();
    assert_eq!(gone, START + 7 * DAY);
    assert_eq!(refusal(schedule(7).await), "KMSInvalidStateException");
    aws.later(7 * DAY - 1);
    assert_eq!(state(aws, &key).await, "PendingDeletion");
    aws.later(1);
    let described = kms.describe_key().key_id(&key).send().await;
    assert_eq!(complaint(described), format!("Key '{key}' does not exist"));
}

async fn a_deletion_that_is_cancelled_leaves_the_key_disabled(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let early = kms.cancel_key_deletion().key_id(&key).send().await;
    assert_eq!(complaint(early), format!("{key} is not pending deletion."));
    kms.schedule_key_deletion()
        .key_id(&key)
        .send()
        .await
        .expect("scheduled");
    let cancelled = kms
        .cancel_key_deletion()
        .key_id(&key)
        .send()
        .await
        .expect("cancelled");
    assert_eq!(cancelled.key_id(), Some(key.as_str()));
    aws.later(40 * DAY);
    assert_eq!(state(aws, &key).await, "Disabled");
    let described = kms.describe_key().key_id(&key).send().await.expect("a key");
    assert!(
        described
            .key_metadata()
            .expect("metadata")
            .deletion_date()
            .is_none()
    );
}

async fn tags_are_added_replaced_and_removed(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let tag = |key: &str, value: &str| {
        Tag::builder()
            .tag_key(key)
            .tag_value(value)
            .build()
            .expect("a tag")
    };
    for (name, value) in [("team", "cardio"), ("stage", "dev"), ("stage", "prod")] {
        kms.tag_resource()
            .key_id(&key)
            .tags(tag(name, value))
            .send()
            .await
            .expect("tagged");
    }
    let read = || async {
        let listed = kms.list_resource_tags().key_id(&key).send().await.expect("tags");
        let tags = listed
            .tags()
            .iter()
            .map(|t| format!("{}={}", t.tag_key(), t.tag_value()));
        // AWS says nothing of their order.
        let mut tags: Vec<String> = tags.collect();
        tags.sort();
        tags
    };
    assert_eq!(read().await, ["stage=prod", "team=cardio"]);
    kms.untag_resource()
        .key_id(&key)
        .tag_keys("team")
        .send()
        .await
        .expect("untagged");
    assert_eq!(read().await, ["stage=prod"]);
    let aws_tag = kms
        .tag_resource()
        .key_id(&key)
        .tags(tag("aws:x", "y"))
        .send()
        .await;
    assert_eq!(refusal(aws_tag), "TagException");
}

async fn a_key_has_fifty_tags_at_most(aws: &Aws) {
    let kms = aws.kms();
    let tags: Vec<Tag> = (0..50)
        .map(|n| {
            Tag::builder()
                .tag_key(format!("t{n:02}"))
                .tag_value("v")
                .build()
                .expect("a tag")
        })
        .collect();
    let made = kms.create_key().set_tags(Some(tags)).send().await.expect("a key");
    let key = made.key_metadata().expect("metadata").key_id();
    let one_more = Tag::builder()
        .tag_key("more")
        .tag_value("v")
        .build()
        .expect("a tag");
    let refused = kms.tag_resource().key_id(key).tags(one_more).send().await;
    assert_eq!(refusal(refused), "LimitExceededException");
    let page = kms
        .list_resource_tags()
        .key_id(key)
        .limit(20)
        .send()
        .await
        .expect("a page");
    assert_eq!((page.tags().len(), page.truncated()), (20, true));
    let rest = kms
        .list_resource_tags()
        .key_id(key)
        .set_marker(page.next_marker().map(str::to_owned))
        .send()
        .await
        .expect("the rest");
    assert_eq!((rest.tags().len(), rest.truncated()), (30, false));
}

cases! {
    "kms";
    CreateKey: a_key_is_made_enabled_and_for_the_customer,
    CreateKey: a_key_of_another_kind_tells_its_algorithms,
    DescribeKey: a_key_is_found_by_id_arn_and_alias_and_not_by_another_region,
    ListKeys: keys_are_listed_in_pages,
    UpdateKeyDescription: a_description_is_replaced,
    DisableKey: a_disabled_key_does_nothing_until_it_is_enabled,
    EnableKey: enabling_is_refused_while_a_key_is_on_its_way_out,
    ScheduleKeyDeletion: a_key_is_gone_at_the_end_of_its_window,
    CancelKeyDeletion: a_deletion_that_is_cancelled_leaves_the_key_disabled,
    TagResource: tags_are_added_replaced_and_removed,
    ListResourceTags: a_key_has_fifty_tags_at_most,
}
