//! Rotation of KMS keys, by the clock and on demand.

use crate::place::{Aws, START, refusal};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{IncludeKeyMaterial, KeyMetadata, KeySpec, KeyUsageType};

const DAY: i64 = 86_400;

async fn the_period_and_the_next_rotation_are_told(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let status = || kms.get_key_rotation_status().key_id(&key).send();
    let off = status().await.expect("status");
    assert!(!off.key_rotation_enabled());
    assert_eq!(
        (off.rotation_period_in_days(), off.next_rotation_date()),
        (None, None)
    );
    kms.enable_key_rotation()
        .key_id(&key)
        .rotation_period_in_days(180)
        .send()
        .await
        .expect("on");
    aws.later(200 * DAY);
    let on = status().await.expect("status");
    assert!(on.key_rotation_enabled());
    assert_eq!(on.key_id(), Some(key.as_str()));
    assert_eq!(on.rotation_period_in_days(), Some(180));
    let next = on.next_rotation_date().expect("a date").secs();
    assert_eq!(next, START + 360 * DAY);
}

async fn a_period_is_a_year_by_default_and_within_bounds(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let enable = |days| {
        kms.enable_key_rotation()
            .key_id(&key)
            .set_rotation_period_in_days(days)
            .send()
    };
    for days in [30, 89, 2561] {
        assert_eq!(refusal(enable(Some(days)).await), "ValidationException");
    }
    enable(None).await.expect("on");
    let status = kms
        .get_key_rotation_status()
        .key_id(&key)
        .send()
        .await
        .expect("status");
    assert_eq!(status.rotation_period_in_days(), Some(365));
}

async fn rotation_is_turned_off(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    kms.enable_key_rotation().key_id(&key).send().await.expect("on");
    kms.disable_key_rotation().key_id(&key).send().await.expect("off");
    let status = kms
        .get_key_rotation_status()
        .key_id(&key)
        .send()
        .await
        .expect("status");
    assert!(!status.key_rotation_enabled());
    kms.disable_key().key_id(&key).send().await.expect("disabled");
    let refused = kms.enable_key_rotation().key_id(&key).send().await;
    assert_eq!(refusal(refused), "DisabledException");
}

async fn rotation_is_refused_on_asymmetric_and_hmac_keys(aws: &Aws) {
    let kms = aws.kms();
    for (spec, usage) in [
        (KeySpec::Rsa2048, KeyUsageType::EncryptDecrypt),
        (KeySpec::Hmac256, KeyUsageType::GenerateVerifyMac),
    ] {
        let made = kms
            .create_key()
            .key_spec(spec)
            .key_usage(usage)
            .send()
            .await
            .expect("a key");
        let key = made.key_metadata().expect("metadata").key_id();
        let refused = kms.enable_key_rotation().key_id(key).send().await;
        assert_eq!(refusal(refused), "UnsupportedOperationException");
        let refused = kms.rotate_key_on_demand().key_id(key).send().await;
        assert_eq!(refusal(refused), "UnsupportedOperationException");
        let refused = kms.get_key_rotation_status().key_id(key).send().await;
        assert_eq!(refusal(refused), "UnsupportedOperationException");
    }
}

async fn what_was_encrypted_before_a_rotation_is_still_decrypted(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let before = kms
        .encrypt()
        .key_id(&key)
        .plaintext(Blob::new("pulse"))
        .send()
        .await
        .expect("encrypted");
    let rotated = kms
        .rotate_key_on_demand()
        .key_id(&key)
        .send()
        .await
        .expect("rotated");
    assert_eq!(rotated.key_id(), Some(key.as_str()));
    let blob = before.ciphertext_blob().expect("a blob").clone();
    let opened = kms
        .decrypt()
        .ciphertext_blob(blob)
        .send()
        .await
        .expect("decrypted");
    assert_eq!(opened.plaintext().expect("text").as_ref(), b"pulse");
    let described = kms.describe_key().key_id(&key).send().await.expect("a key");
    let current = described
        .key_metadata()
        .and_then(KeyMetadata::current_key_material_id);
    assert!(current.is_some());
    assert_ne!(current, opened.key_material_id());
}

async fn rotations_are_listed_with_their_kind_and_date(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    kms.enable_key_rotation()
        .key_id(&key)
        .rotation_period_in_days(90)
        .send()
        .await
        .expect("on");
    kms.rotate_key_on_demand()
        .key_id(&key)
        .send()
        .await
        .expect("rotated");
    aws.later(181 * DAY);
    let listed = kms
        .list_key_rotations()
        .key_id(&key)
        .send()
        .await
        .expect("rotations");
    let told: Vec<(String, i64)> = listed
        .rotations()
        .iter()
        .map(|r| {
            let kind = r.rotation_type().expect("a kind").as_str().to_owned();
            (kind, r.rotation_date().expect("a date").secs() - START)
        })
        .collect();
    let wanted = [
        ("ON_DEMAND".to_owned(), 0),
        ("AUTOMATIC".to_owned(), 90 * DAY),
        ("AUTOMATIC".to_owned(), 180 * DAY),
    ];
    assert_eq!(told, wanted);
    let all = kms
        .list_key_rotations()
        .key_id(&key)
        .include_key_material(IncludeKeyMaterial::AllKeyMaterial)
        .limit(3)
        .send()
        .await
        .expect("materials");
    assert_eq!((all.rotations().len(), all.truncated()), (3, true));
    assert!(
        all.rotations()[0].rotation_date().is_none(),
        "the first came by no rotation"
    );
}

cases! {
    "kms";
    GetKeyRotationStatus: the_period_and_the_next_rotation_are_told,
    EnableKeyRotation: a_period_is_a_year_by_default_and_within_bounds,
    EnableKeyRotation: rotation_is_refused_on_asymmetric_and_hmac_keys,
    DisableKeyRotation: rotation_is_turned_off,
    RotateKeyOnDemand: what_was_encrypted_before_a_rotation_is_still_decrypted,
    ListKeyRotations: rotations_are_listed_with_their_kind_and_date,
}
