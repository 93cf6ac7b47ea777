//! KMS: keys, policies, rotation, grants, pages.

use crate::place::{Aws, START};

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
    assert_eq!(key.key_state().map(|s| s.as_str()), Some("Enabled"));
    assert_eq!(key.key_manager().map(|m| m.as_str()), Some("CUSTOMER"));
    assert!(key.creation_date().expect("a date").secs() >= START);
}

cases! {
    "kms";
    CreateKey: a_key_is_made_enabled_and_for_the_customer,
}
