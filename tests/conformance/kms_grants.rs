//! KMS grants.

use crate::place::{ACCOUNT, Aws, START, complaint, refusal};
use aws_sdk_kms::operation::create_grant::builders::CreateGrantFluentBuilder;
use aws_sdk_kms::types::{GrantConstraints, GrantListEntry, GrantOperation, KeySpec, KeyUsageType};

/// A grant of decryption to a role.
fn decryption(aws: &Aws, key: &str, role: &str) -> CreateGrantFluentBuilder {
    aws.kms()
        .create_grant()
        .key_id(key)
        .grantee_principal(role)
        .operations(GrantOperation::Decrypt)
}

async fn grants(aws: &Aws, key: &str) -> Vec<GrantListEntry> {
    let listed = aws.kms().list_grants().key_id(key).send().await.expect("grants");
    listed.grants().to_vec()
}

async fn a_grant_is_listed_with_all_its_terms(aws: &Aws) {
    let (key, role) = (aws.key().await, aws.role("serving").await);
    let constraints = GrantConstraints::builder()
        .encryption_context_subset("dataset", "cardio")
        .build();
    let made = decryption(aws, &key, &role)
        .operations(GrantOperation::DescribeKey)
        .retiring_principal(&role)
        .constraints(constraints)
        .name("endpoint-volume")
        .send()
        .await
        .expect("a grant");
    assert_eq!(made.grant_id().expect("an id").len(), 64);
    assert!(made.grant_token().expect("a token").len() > 100);
    let listed = grants(aws, &key).await;
    let grant = &listed[0];
    assert_eq!(grant.grant_id(), made.grant_id());
    assert_eq!(grant.key_id(), Some(key.as_str()));
    assert_eq!(grant.grantee_principal(), Some(role.as_str()));
    assert_eq!(grant.retiring_principal(), Some(role.as_str()));
    assert_eq!(grant.name(), Some("endpoint-volume"));
    let operations: Vec<&str> = grant.operations().iter().map(GrantOperation::as_str).collect();
    assert_eq!(operations, ["Decrypt", "DescribeKey"]);
    let context = grant
        .constraints()
        .and_then(GrantConstraints::encryption_context_subset);
    assert_eq!(context.expect("a context")["dataset"], "cardio");
    assert_eq!(grant.creation_date().expect("a date").secs(), START);
    let account = format!("arn:aws:iam::{ACCOUNT}:root");
    assert_eq!(grant.issuing_account(), Some(account.as_str()));
}

async fn the_same_grant_under_the_same_name_is_made_once(aws: &Aws) {
    let (key, role) = (aws.key().await, aws.role("serving").await);
    let grant = || decryption(aws, &key, &role).name("once").send();
    let (first, second) = (grant().await.expect("a grant"), grant().await.expect("a grant"));
    assert_eq!(first.grant_id(), second.grant_id());
    assert_ne!(first.grant_token(), second.grant_token());
    assert_eq!(grants(aws, &key).await.len(), 1);
}

async fn a_grant_to_nobody_is_refused(aws: &Aws) {
    let key = aws.key().await;
    let ghost = format!("arn:aws:iam::{ACCOUNT}:role/ghost");
    let refused = decryption(aws, &key, &ghost).send().await;
    assert_eq!(
        complaint(refused),
        format!("ARN does not refer to a valid principal: {ghost}")
    );
    for name in [ghost.as_str(), "ghost"] {
        let refused = decryption(aws, &key, name).send().await;
        assert_eq!(refusal(refused), "InvalidArnException", "{name}");
    }
    decryption(aws, &key, "arn:aws:iam::210987654321:role/ingest")
        .send()
        .await
        .expect("another account's role");
}

async fn a_grant_of_what_the_key_cannot_do_is_refused(aws: &Aws) {
    let role = aws.role("serving").await;
    let kms = aws.kms();
    let key = aws.key().await;
    let grant = |key: &str, operation| {
        kms.create_grant()
            .key_id(key)
            .grantee_principal(&role)
            .operations(operation)
            .send()
    };
    assert_eq!(
        refusal(grant(&key, GrantOperation::Sign).await),
        "ValidationException"
    );
    let rsa = kms
        .create_key()
        .key_spec(KeySpec::Rsa2048)
        .key_usage(KeyUsageType::SignVerify)
        .send()
        .await
        .expect("a key");
    let rsa = rsa.key_metadata().expect("metadata").key_id();
    assert_eq!(
        refusal(grant(rsa, GrantOperation::GenerateDataKey).await),
        "ValidationException"
    );
    grant(rsa, GrantOperation::Sign).await.expect("a grant");
    kms.disable_key().key_id(&key).send().await.expect("disabled");
    assert_eq!(
        refusal(grant(&key, GrantOperation::Decrypt).await),
        "DisabledException"
    );
}

async fn grants_are_listed_in_pages_and_by_grantee(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let (one, two) = (aws.role("one").await, aws.role("two").await);
    for role in [&one, &one, &two] {
        decryption(aws, &key, role).send().await.expect("a grant");
    }
    let page = kms
        .list_grants()
        .key_id(&key)
        .limit(2)
        .send()
        .await
        .expect("a page");
    assert_eq!((page.grants().len(), page.truncated()), (2, true));
    let rest = kms
        .list_grants()
        .key_id(&key)
        .set_marker(page.next_marker().map(str::to_owned))
        .send()
        .await
        .expect("the rest");
    assert_eq!((rest.grants().len(), rest.truncated()), (1, false));
    let to_one = kms
        .list_grants()
        .key_id(&key)
        .grantee_principal(&one)
        .send()
        .await
        .expect("grants");
    assert_eq!(to_one.grants().len(), 2);
    let unknown = kms
        .list_grants()
        .key_id(&key)
        .grant_id("0".repeat(64))
        .send()
        .await;
    assert_eq!(refusal(unknown), "InvalidGrantIdException");
}

async fn a_grant_is_revoked(aws: &Aws) {
    let kms = aws.kms();
    let (key, role) = (aws.key().await, aws.role("serving").await);
    let made = decryption(aws, &key, &role).send().await.expect("a grant");
    let revoke = || {
        kms.revoke_grant()
            .key_id(&key)
            .grant_id(made.grant_id().expect("an id"))
            .send()
    };
    revoke().await.expect("revoked");
    assert!(grants(aws, &key).await.is_empty());
    assert_eq!(refusal(revoke().await), "NotFoundException");
}

async fn a_grant_is_retired_by_its_token_or_id(aws: &Aws) {
    let kms = aws.kms();
    let (key, role) = (aws.key().await, aws.role("serving").await);
    let by_token = decryption(aws, &key, &role).send().await.expect("a grant");
    let by_id = decryption(aws, &key, &role).send().await.expect("a grant");
    let token = by_token.grant_token().expect("a token");
    kms.retire_grant()
        .grant_token(token)
        .send()
        .await
        .expect("retired");
    let again = kms.retire_grant().grant_token(token).send().await;
    assert_eq!(refusal(again), "InvalidGrantTokenException");
    let id = by_id.grant_id().expect("an id");
    kms.retire_grant()
        .key_id(&key)
        .grant_id(id)
        .send()
        .await
        .expect("retired");
    assert!(grants(aws, &key).await.is_empty());
    let nothing = kms.retire_grant().key_id(&key).send().await;
    assert_eq!(refusal(nothing), "ValidationException");
}

async fn retirable_grants_are_found_by_who_may_retire_them(aws: &Aws) {
    let kms = aws.kms();
    let (key, other) = (aws.key().await, aws.key().await);
    let (role, janitor) = (aws.role("serving").await, aws.role("janitor").await);
    for key in [&key, &other] {
        let grant = decryption(aws, key, &role).retiring_principal(&janitor);
        grant.send().await.expect("a grant");
    }
    decryption(aws, &key, &role).send().await.expect("a grant");
    let found = kms
        .list_retirable_grants()
        .retiring_principal(&janitor)
        .send()
        .await
        .expect("grants");
    let mut keys: Vec<&str> = found.grants().iter().filter_map(GrantListEntry::key_id).collect();
    keys.sort_unstable();
    let mut wanted = [key.as_str(), other.as_str()];
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    let none = kms
        .list_retirable_grants()
        .retiring_principal(&role)
        .send()
        .await
        .expect("grants");
    assert!(none.grants().is_empty());
}

cases! {
    "kms";
    ListGrants: a_grant_is_listed_with_all_its_terms,
    ListGrants: grants_are_listed_in_pages_and_by_grantee,
    CreateGrant: the_same_grant_under_the_same_name_is_made_once,
    CreateGrant: a_grant_to_nobody_is_refused,
    CreateGrant: a_grant_of_what_the_key_cannot_do_is_refused,
    RevokeGrant: a_grant_is_revoked,
    RetireGrant: a_grant_is_retired_by_its_token_or_id,
    ListRetirableGrants: retirable_grants_are_found_by_who_may_retire_them,
}
