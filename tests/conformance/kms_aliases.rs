//! KMS aliases.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_kms::types::{AliasListEntry, KeySpec, KeyUsageType};

async fn alias(aws: &Aws, name: &str, key: &str) {
    let made = aws
        .kms()
        .create_alias()
        .alias_name(name)
        .target_key_id(key)
        .send()
        .await;
    made.expect("an alias");
}

async fn aliases_of(aws: &Aws, key: &str) -> Vec<AliasListEntry> {
    let listed = aws
        .kms()
        .list_aliases()
        .key_id(key)
        .send()
        .await
        .expect("aliases");
    listed.aliases().to_vec()
}

async fn an_alias_names_a_key(aws: &Aws) {
    let key = aws.key().await;
    alias(aws, "alias/records", &key).await;
    let listed = aliases_of(aws, &key).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].alias_name(), Some("alias/records"));
    let arn = format!("arn:aws:kms:us-east-1:{ACCOUNT}:alias/records");
    assert_eq!(listed[0].alias_arn(), Some(arn.as_str()));
    assert_eq!(listed[0].target_key_id(), key.rsplit('/').next());
    assert_eq!(listed[0].creation_date().expect("a date").secs(), START);
    let again = aws
        .kms()
        .create_alias()
        .alias_name("alias/records")
        .target_key_id(&key)
        .send()
        .await;
    assert_eq!(
        complaint(again),
        format!("An alias with the name {arn} already exists")
    );
    let again = aws
        .kms()
        .create_alias()
        .alias_name("alias/records")
        .target_key_id(&key)
        .send()
        .await;
    assert_eq!(refusal(again), "AlreadyExistsException");
}

async fn a_name_that_is_not_an_alias_is_refused(aws: &Aws) {
    let key = aws.key().await;
    for (name, code) in [
        ("records", "ValidationException"),
        ("alias/", "ValidationException"),
        ("alias/with space", "ValidationException"),
        ("alias/with:colon", "ValidationException"),
        ("alias/aws/records", "NotAuthorizedException"),
    ] {
        let refused = aws
            .kms()
            .create_alias()
            .alias_name(name)
            .target_key_id(&key)
            .send()
            .await;
        assert_eq!(refusal(refused), code, "{name}");
    }
    let of_alias = aws
        .kms()
        .create_alias()
        .alias_name("alias/a")
        .target_key_id("alias/b")
        .send()
        .await;
    assert_eq!(refusal(of_alias), "ValidationException");
}

async fn an_alias_is_moved_to_another_key_of_its_kind(aws: &Aws) {
    let kms = aws.kms();
    let (first, second) = (aws.key().await, aws.key().await);
    alias(aws, "alias/current", &first).await;
    aws.later(60);
    let update = |name: &str, key: &str| kms.update_alias().alias_name(name).target_key_id(key).send();
    update("alias/current", &second).await.expect("moved");
    assert!(aliases_of(aws, &first).await.is_empty());
    let moved = aliases_of(aws, &second).await;
    assert_eq!(moved[0].creation_date().expect("a date").secs(), START);
    assert_eq!(moved[0].last_updated_date().expect("a date").secs(), START + 60);
    let mac = kms
        .create_key()
        .key_spec(KeySpec::Hmac256)
        .key_usage(KeyUsageType::GenerateVerifyMac)
        .send()
        .await
        .expect("a key");
    let mac = mac.key_metadata().expect("metadata").key_id();
    assert_eq!(refusal(update("alias/current", mac).await), "ValidationException");
    assert_eq!(refusal(update("alias/nobody", &first).await), "NotFoundException");
}

async fn an_alias_is_deleted_and_its_name_is_free(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    alias(aws, "alias/once", &key).await;
    kms.delete_alias()
        .alias_name("alias/once")
        .send()
        .await
        .expect("deleted");
    assert!(aliases_of(aws, &key).await.is_empty());
    let again = kms.delete_alias().alias_name("alias/once").send().await;
    let arn = format!("arn:aws:kms:us-east-1:{ACCOUNT}:alias/once");
    assert_eq!(complaint(again), format!("Alias {arn} is not found."));
    alias(aws, "alias/once", &key).await;
}

async fn a_key_on_its_way_out_keeps_its_aliases_and_gets_no_more(aws: &Aws) {
    let key = aws.key().await;
    alias(aws, "alias/kept", &key).await;
    aws.kms()
        .schedule_key_deletion()
        .key_id(&key)
        .send()
        .await
        .expect("scheduled");
    assert_eq!(aliases_of(aws, &key).await.len(), 1);
    let more = aws
        .kms()
        .create_alias()
        .alias_name("alias/more")
        .target_key_id(&key)
        .send()
        .await;
    assert_eq!(refusal(more), "KMSInvalidStateException");
    let other = aws.key().await;
    let taken = aws
        .kms()
        .create_alias()
        .alias_name("alias/kept")
        .target_key_id(&other)
        .send()
        .await;
    assert_eq!(refusal(taken), "AlreadyExistsException");
}

async fn aliases_are_listed_in_pages_in_order(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    for name in ["alias/c", "alias/a", "alias/b"] {
        alias(aws, name, &key).await;
    }
    let (mut seen, mut marker) = (Vec::new(), None);
    loop {
        let page = kms
            .list_aliases()
            .limit(7)
            .set_marker(marker)
            .send()
            .await
            .expect("a page");
        assert!(page.aliases().len() <= 7);
        seen.extend(
            page.aliases()
                .iter()
                .filter_map(|a| a.alias_name().map(str::to_owned)),
        );
        marker = page.next_marker().map(str::to_owned);
        if !page.truncated() {
            break;
        }
    }
    assert!(seen.is_sorted());
    let own: Vec<&String> = seen
        .iter()
        .filter(|name| !name.starts_with("alias/aws/"))
        .collect();
    assert_eq!(own, ["alias/a", "alias/b", "alias/c"]);
}

cases! {
    "kms";
    CreateAlias: an_alias_names_a_key,
    CreateAlias: a_name_that_is_not_an_alias_is_refused,
    CreateAlias: a_key_on_its_way_out_keeps_its_aliases_and_gets_no_more,
    UpdateAlias: an_alias_is_moved_to_another_key_of_its_kind,
    DeleteAlias: an_alias_is_deleted_and_its_name_is_free,
    ListAliases: aliases_are_listed_in_pages_in_order,
}
