//! Multi-Region KMS keys, and keys with imported material.

use crate::place::{Aws, START, complaint, refusal};
use aws_sdk_kms::Client;
use aws_sdk_kms::primitives::{Blob, DateTime};
use aws_sdk_kms::types::{
    AlgorithmSpec, ExpirationModelType, KeyMetadata, KeyState, MultiRegionKeyType, OriginType,
    WrappingKeySpec,
};

const DAY: i64 = 86_400;
const THERE: &str = "eu-west-1";

fn there(aws: &Aws) -> Client {
    Client::new(&aws.config(THERE))
}

async fn metadata(kms: &Client, key: &str) -> KeyMetadata {
    let described = kms.describe_key().key_id(key).send().await.expect("a key");
    described.key_metadata().expect("metadata").clone()
}

/// The id of a primary key with a replica abroad.
async fn replicated(aws: &Aws) -> String {
    let made = aws
        .kms()
        .create_key()
        .multi_region(true)
        .send()
        .await
        .expect("a key");
    let id = made.key_metadata().expect("metadata").key_id().to_owned();
    aws.kms()
        .replicate_key()
        .key_id(&id)
        .replica_region(THERE)
        .send()
        .await
        .expect("a replica");
    id
}

async fn a_replica_has_the_same_id_in_another_region(aws: &Aws) {
    let id = replicated(aws).await;
    assert!(id.starts_with("mrk-"));
    let replica = metadata(&there(aws), &id).await;
    assert_eq!(replica.key_state().map(KeyState::as_str), Some("Creating"));
    aws.later(60);
    let replica = metadata(&there(aws), &id).await;
    assert_eq!(replica.key_state().map(KeyState::as_str), Some("Enabled"));
    assert_eq!(replica.multi_region(), Some(true));
    let family = replica.multi_region_configuration().expect("a configuration");
    assert_eq!(
        family.multi_region_key_type().map(MultiRegionKeyType::as_str),
        Some("REPLICA")
    );
    let primary = family.primary_key().expect("a primary");
    assert_eq!(primary.region(), Some("us-east-1"));
    assert_eq!(family.replica_keys()[0].arn(), replica.arn());
    let again = aws
        .kms()
        .replicate_key()
        .key_id(&id)
        .replica_region(THERE)
        .send()
        .await;
    assert_eq!(refusal(again), "AlreadyExistsException");
    let single = aws.key().await;
    let refused = aws
        .kms()
        .replicate_key()
        .key_id(single)
        .replica_region(THERE)
        .send()
        .await;
    assert_eq!(refusal(refused), "UnsupportedOperationException");
}

async fn what_the_primary_encrypts_the_replica_decrypts(aws: &Aws) {
    let id = replicated(aws).await;
    aws.later(60);
    aws.kms()
        .rotate_key_on_demand()
        .key_id(&id)
        .send()
        .await
        .expect("rotated");
    let sealed = aws
        .kms()
        .encrypt()
        .key_id(&id)
        .plaintext(Blob::new("pulse"))
        .send()
        .await;
    let blob = sealed
        .expect("encrypted")
        .ciphertext_blob()
        .expect("a blob")
        .clone();
    let opened = there(aws)
        .decrypt()
        .ciphertext_blob(blob)
        .send()
        .await
        .expect("decrypted");
    assert_eq!(opened.plaintext().expect("text").as_ref(), b"pulse");
    assert!(opened.key_id().expect("an ARN").contains(THERE));
}

async fn a_primary_waits_for_its_replicas_to_be_gone(aws: &Aws) {
    let id = replicated(aws).await;
    aws.later(60);
    let schedule = |kms: Client| {
        kms.schedule_key_deletion()
            .key_id(&id)
            .pending_window_in_days(7)
            .send()
    };
    let waits = schedule(aws.kms()).await.expect("scheduled");
    assert_eq!(
        waits.key_state().map(KeyState::as_str),
        Some("PendingReplicaDeletion")
    );
    assert!(waits.deletion_date().is_none());
    schedule(there(aws)).await.expect("scheduled");
    aws.later(8 * DAY);
    let gone = there(aws).describe_key().key_id(&id).send().await;
    assert_eq!(refusal(gone), "NotFoundException");
    let primary = metadata(&aws.kms(), &id).await;
    assert_eq!(primary.key_state().map(KeyState::as_str), Some("PendingDeletion"));
}

async fn primary_and_replica_change_places(aws: &Aws) {
    let id = replicated(aws).await;
    aws.later(60);
    let moved = aws
        .kms()
        .update_primary_region()
        .key_id(&id)
        .primary_region(THERE)
        .send()
        .await;
    moved.expect("moved");
    for (kms, kind) in [(aws.kms(), "REPLICA"), (there(aws), "PRIMARY")] {
        let key = metadata(&kms, &id).await;
        let family = key.multi_region_configuration().expect("a configuration");
        assert_eq!(
            family.multi_region_key_type().map(MultiRegionKeyType::as_str),
            Some(kind)
        );
    }
    let refused = aws.kms().enable_key_rotation().key_id(&id).send().await;
    assert_eq!(refusal(refused), "UnsupportedOperationException");
}

async fn external(aws: &Aws) -> String {
    let made = aws
        .kms()
        .create_key()
        .origin(OriginType::External)
        .send()
        .await
        .expect("a key");
    made.key_metadata().expect("metadata").key_id().to_owned()
}

async fn token(aws: &Aws, key: &str) -> Blob {
    let parameters = aws
        .kms()
        .get_parameters_for_import()
        .key_id(key)
        .wrapping_algorithm(AlgorithmSpec::RsaesOaepSha256)
        .wrapping_key_spec(WrappingKeySpec::Rsa2048)
        .send()
        .await
        .expect("parameters");
    assert!(parameters.public_key().is_some());
    parameters.import_token().expect("a token").clone()
}

async fn a_key_waits_for_the_material_that_is_imported(aws: &Aws) {
    let kms = aws.kms();
    let key = external(aws).await;
    let waiting = metadata(&kms, &key).await;
    assert_eq!(waiting.key_state().map(KeyState::as_str), Some("PendingImport"));
    assert_eq!(waiting.origin().map(OriginType::as_str), Some("EXTERNAL"));
    let early = kms.encrypt().key_id(&key).plaintext(Blob::new("x")).send().await;
    assert!(complaint(early).ends_with("is pending import."));
    let import = |token: Blob| {
        kms.import_key_material()
            .key_id(&key)
            .import_token(token)
            .encrypted_key_material(Blob::new("wrapped"))
            .expiration_model(ExpirationModelType::KeyMaterialExpires)
            .valid_to(DateTime::from_secs(START + 30 * DAY))
            .send()
    };
    assert_eq!(
        refusal(import(Blob::new("forged")).await),
        "InvalidImportTokenException"
    );
    import(token(aws, &key).await).await.expect("imported");
    let ready = metadata(&kms, &key).await;
    assert_eq!(ready.key_state().map(KeyState::as_str), Some("Enabled"));
    assert_eq!(ready.valid_to().expect("a date").secs(), START + 30 * DAY);
    assert_eq!(
        ready.expiration_model().map(ExpirationModelType::as_str),
        Some("KEY_MATERIAL_EXPIRES")
    );
    aws.later(30 * DAY);
    let expired = metadata(&kms, &key).await;
    assert_eq!(expired.key_state().map(KeyState::as_str), Some("PendingImport"));
}

async fn imported_material_is_deleted_and_aws_material_is_not(aws: &Aws) {
    let kms = aws.kms();
    let key = external(aws).await;
    kms.import_key_material()
        .key_id(&key)
        .import_token(token(aws, &key).await)
        .encrypted_key_material(Blob::new("wrapped"))
        .expiration_model(ExpirationModelType::KeyMaterialDoesNotExpire)
        .send()
        .await
        .expect("imported");
    kms.delete_imported_key_material()
        .key_id(&key)
        .send()
        .await
        .expect("deleted");
    let state = metadata(&kms, &key).await;
    assert_eq!(state.key_state().map(KeyState::as_str), Some("PendingImport"));
    let own = aws.key().await;
    let refused = kms.delete_imported_key_material().key_id(&own).send().await;
    assert_eq!(refusal(refused), "UnsupportedOperationException");
}

async fn parameters_are_for_keys_with_external_origin(aws: &Aws) {
    let kms = aws.kms();
    let parameters = |key: String| {
        kms.get_parameters_for_import()
            .key_id(key)
            .wrapping_algorithm(AlgorithmSpec::RsaesOaepSha256)
            .wrapping_key_spec(WrappingKeySpec::Rsa4096)
            .send()
    };
    let given = parameters(external(aws).await).await.expect("parameters");
    assert_eq!(given.parameters_valid_to().expect("a date").secs(), START + DAY);
    let refused = parameters(aws.key().await).await;
    assert_eq!(refusal(refused), "UnsupportedOperationException");
}

cases! {
    "kms";
    ReplicateKey: a_replica_has_the_same_id_in_another_region,
    ReplicateKey: what_the_primary_encrypts_the_replica_decrypts,
    ScheduleKeyDeletion: a_primary_waits_for_its_replicas_to_be_gone,
    UpdatePrimaryRegion: primary_and_replica_change_places,
    ImportKeyMaterial: a_key_waits_for_the_material_that_is_imported,
    DeleteImportedKeyMaterial: imported_material_is_deleted_and_aws_material_is_not,
    GetParametersForImport: parameters_are_for_keys_with_external_origin,
}
