//! Keys: found by their tags, scheduled for deletion once.

use super::hands::{KEY, observe, undo};
use crate::fake_aws::{FakeAws, Reply, otherwise};
use aisec_tui::stack::spec::Tags;
use aisec_tui::stack::{Observed, Spec};
use serde_json::json;

fn key_account(state: &'static str, tags: &'static [(&'static str, &'static str)]) -> FakeAws {
    FakeAws::new(move |sent| match sent.operation.as_str() {
        "ListKeys" => Reply::json(&json!({ "Keys": [{ "KeyId": "1234", "KeyArn": KEY }] })),
        "ListResourceTags" => {
            let tags: Vec<_> = tags
                .iter()
                .map(|(k, v)| json!({ "TagKey": k, "TagValue": v }))
                .collect();
            Reply::json(&json!({ "Tags": tags }))
        }
        "DescribeKey" => Reply::json(&json!({ "KeyMetadata": {
            "KeyId": "1234", "Arn": KEY, "KeyState": state, "KeySpec": "SYMMETRIC_DEFAULT",
            "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS", "Enabled": state == "Enabled" } })),
        _ => otherwise(),
    })
}

fn create_key() -> Spec {
    Spec::CreateKey {
        description: "data".to_owned(),
        policy: "{}".to_owned(),
        tags: Tags::new(),
    }
}

#[tokio::test]
async fn a_key_is_found_by_the_tags_of_its_stack_and_step_unless_it_is_on_its_way_out() {
    let ours: &[_] = &[("aisec:stack", "s"), ("aisec:step", "step")];
    let found = observe(&key_account("Enabled", ours), &create_key()).await;
    let Ok(Observed::Present { outputs, owned, .. }) = found else {
        panic!("{found:?}");
    };
    assert!(owned);
    assert_eq!(outputs["KeyArn"], KEY);
    let going = observe(&key_account("PendingDeletion", ours), &create_key()).await;
    assert_eq!(going, Ok(Observed::Absent));
    let others: &[_] = &[("aisec:stack", "other"), ("aisec:step", "step")];
    let foreign = observe(&key_account("Enabled", others), &create_key()).await;
    assert_eq!(foreign, Ok(Observed::Absent));
}

#[tokio::test]
async fn a_key_is_scheduled_for_deletion_in_thirty_days_and_only_once() {
    let recorded = [("KeyId", "1234")];
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "DescribeKey" => Reply::json(&json!({ "KeyMetadata": { "KeyId": "1234", "KeyState": "Enabled" } })),
        "ScheduleKeyDeletion" => Reply::json(&json!({ "KeyId": KEY })),
        _ => otherwise(),
    });
    undo(&fake, &create_key(), &recorded)
        .await
        .expect("it is scheduled");
    let sent = fake.sent_after_connect();
    let call = sent
        .iter()
        .find(|s| s.operation == "ScheduleKeyDeletion")
        .expect("it is sent");
    assert!(call.body.contains("\"PendingWindowInDays\":30"), "{}", call.body);
    let going = key_account("PendingDeletion", &[]);
    undo(&going, &create_key(), &recorded)
        .await
        .expect("it is going already");
    let again = going.sent_after_connect();
    assert!(!again.iter().any(|s| s.operation == "ScheduleKeyDeletion"));
}
