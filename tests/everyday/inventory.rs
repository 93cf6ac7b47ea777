//! Which resource uses which.

use super::posture::build::{arn, but, good, inventory};
use aisec_tui::inventory::names::bucket_of_uri;
use aisec_tui::inventory::relations::{RelationIndex, RelationKind, relations};
use aisec_tui::inventory::{Arn, Inventory, Kind, Names, Relation};

fn account() -> Inventory {
    inventory(vec![
        good(Kind::KmsKey, "k-1"),
        good(Kind::Bucket, "patients"),
        good(Kind::Role, "train"),
        good(Kind::TrainingJob, "triage"),
        good(Kind::Endpoint, "triage"),
        good(Kind::EndpointConfig, "triage-1"),
        good(Kind::Model, "triage"),
        good(Kind::Notebook, "lab"),
        good(Kind::Vpc, "vpc-1"),
        good(Kind::Subnet, "subnet-1"),
        good(Kind::SecurityGroup, "sg-1"),
        good(Kind::RouteTable, "rtb-1"),
        good(Kind::VpcEndpoint, "vpce-1"),
        good(Kind::FlowLog, "fl-1"),
        good(Kind::Trail, "all"),
        good(Kind::MacieJob, "mj-1"),
        good(Kind::KinesisStream, "ward"),
    ])
}

fn holds(found: &[Relation], from: (Kind, &str), kind: RelationKind, to: (Kind, &str)) {
    let wanted = Relation {
        from: arn(from.0, from.1),
        to: arn(to.0, to.1),
        kind,
    };
    assert!(found.contains(&wanted), "missing: {wanted:?}");
}

#[test]
fn every_use_that_the_settings_state_is_a_relation() {
    let found = relations(&account());
    let job = (Kind::TrainingJob, "triage");
    holds(&found, job, RelationKind::AssumesRole, (Kind::Role, "train"));
    holds(&found, job, RelationKind::ReadsFrom, (Kind::Bucket, "patients"));
    holds(&found, job, RelationKind::WritesTo, (Kind::Bucket, "models"));
    holds(&found, job, RelationKind::EncryptedWith, (Kind::KmsKey, "k-1"));
    holds(&found, job, RelationKind::PlacedIn, (Kind::Subnet, "subnet-1"));
    let (endpoint, config, model) = (
        (Kind::Endpoint, "triage"),
        (Kind::EndpointConfig, "triage-1"),
        (Kind::Model, "triage"),
    );
    holds(&found, endpoint, RelationKind::Uses, config);
    holds(&found, config, RelationKind::Uses, model);
    holds(&found, model, RelationKind::AssumesRole, (Kind::Role, "train"));
    let notebook = (Kind::Notebook, "lab");
    holds(
        &found,
        notebook,
        RelationKind::PlacedIn,
        (Kind::Subnet, "subnet-1"),
    );
    holds(
        &found,
        notebook,
        RelationKind::PlacedIn,
        (Kind::SecurityGroup, "sg-1"),
    );
    holds(
        &found,
        notebook,
        RelationKind::EncryptedWith,
        (Kind::KmsKey, "k-1"),
    );
    holds(
        &found,
        (Kind::RouteTable, "rtb-1"),
        RelationKind::Routes,
        (Kind::Subnet, "subnet-1"),
    );
    holds(
        &found,
        (Kind::VpcEndpoint, "vpce-1"),
        RelationKind::PlacedIn,
        (Kind::Vpc, "vpc-1"),
    );
    holds(
        &found,
        (Kind::FlowLog, "fl-1"),
        RelationKind::Watches,
        (Kind::Vpc, "vpc-1"),
    );
    holds(
        &found,
        (Kind::Bucket, "patients"),
        RelationKind::WritesTo,
        (Kind::Bucket, "logs"),
    );
    holds(
        &found,
        (Kind::Trail, "all"),
        RelationKind::WritesTo,
        (Kind::Bucket, "it"),
    );
    holds(
        &found,
        (Kind::Trail, "all"),
        RelationKind::EncryptedWith,
        (Kind::KmsKey, "k-1"),
    );
    holds(
        &found,
        (Kind::MacieJob, "mj-1"),
        RelationKind::Watches,
        (Kind::Bucket, "patients"),
    );
    holds(
        &found,
        (Kind::KinesisStream, "ward"),
        RelationKind::EncryptedWith,
        (Kind::KmsKey, "k-1"),
    );
    assert!(found.is_sorted());
}

#[test]
fn a_role_is_related_to_its_managed_policies() {
    let role = but(
        Kind::Role,
        "train",
        "attached = [{ name = 'Own', arn = 'arn:aws:iam::111122223333:policy/Own' }]",
    );
    let found = relations(&inventory([role]));
    holds(
        &found,
        (Kind::Role, "train"),
        RelationKind::Attached,
        (Kind::ManagedPolicy, "Own"),
    );
}

#[test]
fn a_key_is_found_by_id_arn_alias_and_alias_arn() {
    let inventory = account();
    let names = Names::new(&inventory);
    let from = inventory
        .get(&arn(Kind::Bucket, "patients"))
        .expect("the bucket is there");
    let key = arn(Kind::KmsKey, "k-1");
    for text in [
        "k-1",
        "alias/patients",
        "arn:aws:kms:us-east-1:111122223333:key/k-1",
        "arn:aws:kms:us-east-1:111122223333:alias/patients",
    ] {
        assert_eq!(names.key_arn(text, from), key, "{text}");
        assert_eq!(names.key(text, from).map(|r| &r.arn), Some(&key), "{text}");
    }
    // The same alias in another account or Region is another key.
    for text in [
        "arn:aws:kms:us-east-1:999900001111:alias/patients",
        "arn:aws:kms:eu-west-1:111122223333:alias/patients",
    ] {
        assert!(names.key(text, from).is_none(), "{text}");
        assert_eq!(names.key_arn(text, from), Arn::new(text));
    }
    let aws = Arn::new("arn:aws:kms:us-east-1:111122223333:alias/aws/s3");
    assert_eq!(names.key_arn("alias/aws/s3", from), aws);
}

#[test]
fn the_index_answers_in_both_directions() {
    let inventory = account();
    let index = RelationIndex::new(&inventory);
    let key = arn(Kind::KmsKey, "k-1");
    let job = arn(Kind::TrainingJob, "triage");
    assert!(
        index
            .used_by(&key)
            .any(|r| r.from == job && r.kind == RelationKind::EncryptedWith)
    );
    assert!(index.uses(&job).any(|r| r.to == key));
    assert_eq!(index.uses(&key).count(), 0);
    let both: usize = inventory.iter().map(|r| index.uses(&r.arn).count()).sum();
    assert_eq!(both, index.all().len());
}

#[test]
fn a_bucket_is_read_out_of_every_form_of_uri() {
    for uri in [
        "s3://patients/train/",
        "s3://patients",
        "https://s3.us-east-1.amazonaws.com/patients/train",
        "https://patients.s3.us-east-1.amazonaws.com/train",
        "arn:aws:s3:::patients/train",
    ] {
        assert_eq!(bucket_of_uri(uri), Some("patients"), "{uri}");
    }
    for uri in ["", "s3://", "file:///etc/passwd", "https://example.com/patients"] {
        assert_eq!(bucket_of_uri(uri), None, "{uri}");
    }
}
