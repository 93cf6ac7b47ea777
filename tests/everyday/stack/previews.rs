//! Previews: the posture after, before anything is touched.

use super::account::{ACCOUNT, Account, NOW, account_id, block_on, plan, preset, region};
use aisec_tui::inventory::detail::{Bucket, BucketEncryption};
use aisec_tui::inventory::{Detail, Field, Inventory, Kind, Region, Resource, Tags};
use aisec_tui::posture::Status;
use aisec_tui::stack::preview::{overlay, preview};
use aisec_tui::stack::{Scenario, Spec};
use std::collections::HashSet;

/// An account that was read to its end and holds nothing.
fn empty() -> Inventory {
    let mut inventory = Inventory::new(account_id(), vec![region()]);
    for kind in Kind::ALL {
        for place in [region(), Region::global()] {
            inventory.complete(*kind, &place, &HashSet::new(), NOW);
        }
    }
    inventory
}

/// What a stack leaves open for now: it neither empties the default group that
/// comes with a VPC (nothing of the stack is in it) nor records flow logs,
/// its images are in ECR (no registry of the VPC), and its streams keep records
/// for AWS's default of a day.
const LEFT_OPEN: &[&str] = &[
    "ec2.securitygroup_default_restrict_traffic",
    "kinesis.stream_data_retention_period",
    "vpc.flow_logs_enabled",
    // Nobody is to call them from a training network; the default ACL filters
    // no subnet worse than none.
    "ec2.networkacl_allow_ingress_any_port",
    "vpc.endpoint_ecr_api",
    "vpc.endpoint_ecr_dkr",
    "vpc.endpoint_for_ec2_enabled",
    "vpc.endpoint_ssm",
    "sagemaker.model_private_registry",
    // Beyond what it is for: a copy in another Region, news of each object,
    // deletion by the second factor of root alone, keeping that nobody may
    // shorten, the end of an object's life; and a policy that keeps the
    // operator out, too.
    "s3.bucket_cross_region_replication",
    "s3.bucket_event_notifications_enabled",
    "s3.bucket_lifecycle_enabled",
    "s3.bucket_no_mfa_delete",
    "s3.bucket_object_lock",
    "s3.versioned_lifecycle",
    "s3.vpce_only_policy",
    // The account's own: its trail and its Macie session.
    "cloudtrail.training_data_events",
    "macie.training_data_is_scanned",
];

#[test]
fn the_overlay_holds_what_the_plan_would_make_and_leaves_the_inventory_alone() {
    let plan = block_on(plan(&Account::default(), &preset(Scenario::Fraud)));
    let before = empty();
    let after = overlay(&before, &plan, NOW);
    assert!(before.is_empty());
    let count = |kind| after.of_kind(kind).count();
    assert_eq!(count(Kind::KmsKey), 1);
    assert_eq!(count(Kind::Bucket), 3);
    assert_eq!(count(Kind::Role), 1);
    assert_eq!(count(Kind::Subnet), 2);
    assert_eq!(count(Kind::VpcEndpoint), 12);
    assert_eq!(count(Kind::TrainingJob), 1);
    assert_eq!(count(Kind::KinesisStream), 1);
    let key = after.of_kind(Kind::KmsKey).next().expect("there is one");
    assert_eq!(key.name, "alias/ward-dev-data");
    let Detail::KinesisStream(stream) = &after.of_kind(Kind::KinesisStream).next().expect("one").detail
    else {
        panic!("it is a stream")
    };
    assert_eq!(stream.kms_key, Field::Known(Some(key.arn.to_string())));
}

#[test]
fn what_a_stack_makes_is_known_and_passes_but_for_what_is_said_to_be_left_open() {
    for scenario in Scenario::ALL {
        let plan = block_on(plan(&Account::default(), &preset(scenario)));
        let preview = preview(&empty(), &plan, NOW);
        assert!(preview.own_passed > 10, "{scenario:?}: {}", preview.own_passed);
        let open: Vec<String> = preview
            .own_open
            .iter()
            .filter(|f| !LEFT_OPEN.contains(&f.check.id))
            .map(|f| {
                format!(
                    "{:?} {} {} {:?} {:?}",
                    f.status,
                    f.check.id,
                    f.resource_name(),
                    f.evidence(),
                    f.reason()
                )
            })
            .collect();
        assert!(
            preview
                .own_open
                .iter()
                // The account's session is not among what is planned here.
                .filter(|f| f.check.id != "macie.training_data_is_scanned")
                .all(|f| f.status != Status::Unknown),
            "{scenario:?}: {open:#?}"
        );
        assert_eq!(open, Vec::<String>::new(), "{scenario:?}");
        assert!(preview.after > preview.before);
    }
}

#[test]
fn hardening_an_adopted_bucket_closes_its_findings() {
    let bucket = format!("ward-dev-data-{ACCOUNT}");
    let mut inventory = empty();
    inventory.upsert(Resource {
        arn: format!("arn:aws:s3:::{bucket}").into(),
        name: bucket.clone(),
        region: region(),
        account: account_id(),
        created: None,
        tags: Field::Known(Tags::new()),
        detail: Bucket {
            encryption: Field::Known(Some(BucketEncryption {
                algorithm: "AES256".to_owned(),
                ..BucketEncryption::default()
            })),
            public_access_block: Field::Known(None),
            policy: Field::Known(None),
            policy_is_public: Field::Known(false),
            versioning: Field::Known(None),
            mfa_delete: Field::Known(false),
            logging: Field::Known(None),
            ownership: Field::Known(Some("BucketOwnerEnforced".to_owned())),
            ..Bucket::default()
        }
        .into(),
    });
    let account = Account::default();
    account.put(Spec::CreateBucket {
        bucket: bucket.clone(),
        region: region().to_string(),
    });
    let mut blueprint = preset(Scenario::Healthcare);
    blueprint.adopt = true;
    let plan = block_on(plan(&account, &blueprint));
    let preview = preview(&inventory, &plan, NOW);
    assert!(preview.closed.len() >= 3, "{:?}", preview.closed);
    assert!(
        preview
            .closed
            .iter()
            .all(|f| f.resource_name() == bucket && f.status == Status::Fail)
    );
}
