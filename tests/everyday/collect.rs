//! Collecting: pages, gaps, endings; nothing is dropped silently.

use crate::fake_aws::{ACCOUNT, FakeAws, HOME, Reply, denies_all, observations, otherwise};
use aisec_tui::aws::collect::{self, Observation, apply, inventory};
use aisec_tui::inventory::{
    AccountId, Arn, Detail, Field, GapKind, Inventory, Kind, Region, Resource, Timestamp,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::mpsc;

#[tokio::test]
async fn every_kind_ends_once_in_each_region_and_is_never_a_silent_hole() {
    let fake = denies_all();
    let session = fake.session(&["us-east-1", "eu-west-1"]).await;
    let seen = observations(&session, None).await;
    let (last, rest) = seen.split_last().expect("something is said");
    assert!(matches!(last, Observation::Finished { .. }), "{last:?}");
    let mut ended: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    let mut spoken: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for observation in rest {
        match observation {
            Observation::Completed { kind, region, .. } => {
                *ended.entry((*kind, region.to_string())).or_default() += 1;
            }
            Observation::Gap(gap) => {
                assert_eq!(gap.gap.kind, GapKind::Denied, "{gap:?}");
                *spoken.entry((gap.kind, gap.region.to_string())).or_default() += 1;
            }
            Observation::Resource(resource) => {
                let region = resource.region.to_string();
                *spoken.entry((resource.kind(), region)).or_default() += 1;
            }
            Observation::Finished { .. } => panic!("finished before the end"),
        }
    }
    for kind in Kind::ALL {
        let regions: &[&str] = match kind.service() {
            "iam" => &["global"],
            _ => &["us-east-1", "eu-west-1"],
        };
        for region in regions {
            let key = (*kind, (*region).to_owned());
            assert_eq!(ended.get(&key), Some(&1), "{key:?} ends once");
            assert!(spoken.contains_key(&key), "{key:?} is silent");
        }
    }
}

/// Three keys on three pages; the policy of the first may not be read.
fn three_pages_of_keys() -> FakeAws {
    FakeAws::new(|sent| {
        let body: serde_json::Value = serde_json::from_str(&sent.body).unwrap_or_default();
        let id = body["KeyId"].as_str().unwrap_or_default().to_owned();
        let arn = |id: &str| format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/{id}");
        match sent.operation.as_str() {
            "ListKeys" => {
                let page = body["Marker"]
                    .as_str()
                    .map_or(1, |m| m.parse::<u8>().expect("ours"));
                let key = format!("key-{page}");
                let mut answer =
                    json!({ "Keys": [{ "KeyId": key, "KeyArn": arn(&key) }], "Truncated": page < 3 });
                if page < 3 {
                    answer["NextMarker"] = json!((page + 1).to_string());
                }
                Reply::json(&answer)
            }
            "ListAliases" => Reply::json(&json!({ "Truncated": false, "Aliases": [
                { "AliasName": "alias/data", "TargetKeyId": "key-2" }] })),
            "DescribeKey" => Reply::json(&json!({ "KeyMetadata": {
                "KeyId": id, "Arn": arn(&id), "KeyManager": "CUSTOMER", "KeyState": "Enabled",
                "KeySpec": if id == "key-3" { "RSA_4096" } else { "SYMMETRIC_DEFAULT" },
                "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS", "MultiRegion": false,
                "Description": "", "CreationDate": 1_700_000_000 } })),
            "GetKeyRotationStatus" => {
                Reply::json(&json!({ "KeyRotationEnabled": true, "RotationPeriodInDays": 180 }))
            }
            "GetKeyPolicy" if id == "key-1" => Reply::denied(sent),
            "GetKeyPolicy" => Reply::json(&json!({ "Policy": "{}" })),
            "ListGrants" => Reply::json(&json!({ "Grants": [], "Truncated": false })),
            "ListResourceTags" => {
                Reply::json(&json!({ "Tags": [{ "TagKey": "team", "TagValue": "fraud" }] }))
            }
            _ => otherwise(),
        }
    })
}

#[tokio::test]
async fn keys_are_listed_to_the_last_page_and_no_call_is_made_twice() {
    let fake = three_pages_of_keys();
    let session = fake.session(&[HOME]).await;
    let (read, calls) = inventory(&session, Some(&[Kind::KmsKey])).await;
    assert_eq!(read.of_kind(Kind::KmsKey).count(), 3);
    assert_eq!(read.gaps(), []);
    let mut sent = fake.sent_after_connect();
    assert_eq!(sent.len() as u64, calls);
    sent.sort();
    let count = sent.len();
    sent.dedup();
    assert_eq!(sent.len(), count, "a call was made twice: {sent:#?}");
    let aliases = sent.iter().filter(|s| s.operation == "ListAliases").count();
    assert_eq!(aliases, 1);
}

#[tokio::test]
async fn a_detail_that_may_not_be_read_is_unknown_and_the_rest_is_known() {
    let session = three_pages_of_keys().session(&[HOME]).await;
    let (read, _) = inventory(&session, Some(&[Kind::KmsKey])).await;
    let key = |id: &str| {
        let arn = Arn::from(format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/{id}"));
        let resource = read.get(&arn).expect("it was listed").clone();
        let Detail::KmsKey(detail) = resource.detail.clone() else {
            panic!("{resource:?}");
        };
        (resource, detail)
    };
    let (_, first) = key("key-1");
    let gap = first.policy.gap().expect("it was denied");
    assert_eq!(
        (gap.operation.as_str(), gap.kind),
        ("kms:GetKeyPolicy", GapKind::Denied)
    );
    let rotation = first.rotation.known().expect("it was answered");
    assert_eq!((rotation.enabled, rotation.period_days), (true, Some(180)));
    let (second, _) = key("key-2");
    assert_eq!(second.name, "alias/data");
    assert_eq!(second.created, Some(Timestamp(1_700_000_000)));
    assert_eq!(
        second
            .tags
            .known()
            .and_then(|t| t.get("team"))
            .map(String::as_str),
        Some("fraud")
    );
    let (_, asymmetric) = key("key-3");
    let gap = asymmetric.rotation.gap().expect("such keys do not rotate");
    assert_eq!(gap.kind, GapKind::Unsupported);
}

fn old_stream() -> Resource {
    Resource {
        arn: Arn::from(format!("arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/old")),
        name: "old".to_owned(),
        region: Region::from(HOME),
        account: AccountId::from(ACCOUNT),
        created: None,
        tags: Field::default(),
        detail: aisec_tui::inventory::detail::KinesisStream::default().into(),
    }
}

#[tokio::test]
async fn a_list_that_fails_removes_nothing_and_one_that_succeeds_mends_it() {
    let mut read = Inventory::new(AccountId::from(ACCOUNT), vec![Region::from(HOME)]);
    read.upsert(old_stream());
    let denied = denies_all().session(&[HOME]).await;
    for observation in observations(&denied, Some(&[Kind::KinesisStream])).await {
        apply(&mut read, observation);
    }
    assert_eq!(read.of_kind(Kind::KinesisStream).count(), 1);
    assert_eq!(read.gaps().len(), 1);
    assert_eq!(read.gaps()[0].gap.operation, "kinesis:ListStreams");

    let empty = FakeAws::new(|sent| match sent.operation.as_str() {
        "ListStreams" => Reply::json(&json!({ "StreamNames": [], "HasMoreStreams": false })),
        _ => otherwise(),
    });
    let allowed = empty.session(&[HOME]).await;
    for observation in observations(&allowed, Some(&[Kind::KinesisStream])).await {
        apply(&mut read, observation);
    }
    assert_eq!(read.gaps(), []);
    assert_eq!(read.of_kind(Kind::KinesisStream).count(), 0);
}

#[tokio::test]
async fn a_throttled_call_is_tried_again() {
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let fake = FakeAws::new(move |sent| match sent.operation.as_str() {
        "ListStreams" if tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0 => {
            Reply::error(sent, 400, "LimitExceededException", "Rate exceeded")
        }
        "ListStreams" => Reply::json(&json!({ "StreamNames": [], "HasMoreStreams": false })),
        _ => otherwise(),
    });
    let session = fake.session(&[HOME]).await;
    let (read, calls) = inventory(&session, Some(&[Kind::KinesisStream])).await;
    assert_eq!((read.gaps(), calls), (&[][..], 2));
}

#[tokio::test]
async fn dropping_the_receiver_stops_a_collection_that_hangs() {
    let fake = FakeAws::new(|sent| match sent.operation.as_str() {
        "GetCallerIdentity" => otherwise(),
        _ => Reply::Never,
    });
    let session = fake.session(&[HOME]).await;
    let (out, observed) = mpsc::channel(1);
    let stopped = tokio::time::timeout(Duration::from_secs(5), async {
        tokio::join!(collect::run(&session, None, out), async { drop(observed) });
    });
    stopped.await.expect("it stops at once");
}
