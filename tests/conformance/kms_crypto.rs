//! What KMS keys do: encryption, data keys, signatures, MACs.

use crate::place::{Aws, START, refusal};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::{
    DataKeyPairSpec, DataKeySpec, EncryptionAlgorithmSpec, KeyLastUsageData, KeyLastUsageTrackingOperation,
    KeySpec, KeyUsageType, MacAlgorithmSpec, SigningAlgorithmSpec,
};

async fn key_of(aws: &Aws, spec: KeySpec, usage: KeyUsageType) -> String {
    let made = aws
        .kms()
        .create_key()
        .key_spec(spec)
        .key_usage(usage)
        .send()
        .await
        .expect("a key");
    let metadata = made.key_metadata().expect("metadata");
    metadata.arn().expect("an ARN").to_owned()
}

async fn sealed(aws: &Aws, key: &str, text: &str, ward: &str) -> Blob {
    let made = aws
        .kms()
        .encrypt()
        .key_id(key)
        .plaintext(Blob::new(text))
        .encryption_context("ward", ward)
        .send()
        .await
        .expect("encrypted");
    assert_eq!(made.key_id(), Some(key));
    assert_eq!(
        made.encryption_algorithm().map(EncryptionAlgorithmSpec::as_str),
        Some("SYMMETRIC_DEFAULT")
    );
    made.ciphertext_blob().expect("a blob").clone()
}

async fn what_is_encrypted_is_decrypted_in_the_same_context_only(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let blob = sealed(aws, &key, "pulse", "three").await;
    let open = |ward: &str| {
        kms.decrypt()
            .ciphertext_blob(blob.clone())
            .encryption_context("ward", ward)
            .send()
    };
    let opened = open("three").await.expect("decrypted");
    assert_eq!(opened.plaintext().expect("text").as_ref(), b"pulse");
    assert_eq!(opened.key_id(), Some(key.as_str()));
    assert_eq!(refusal(open("four").await), "InvalidCiphertextException");
    let bare = kms.decrypt().ciphertext_blob(blob.clone()).send().await;
    assert_eq!(refusal(bare), "InvalidCiphertextException");
    let other = aws.key().await;
    let wrong = kms
        .decrypt()
        .ciphertext_blob(blob)
        .key_id(other)
        .encryption_context("ward", "three")
        .send()
        .await;
    assert_eq!(refusal(wrong), "IncorrectKeyException");
}

async fn nothing_empty_nor_beyond_4096_bytes_is_encrypted(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let encrypt = |size| {
        kms.encrypt()
            .key_id(&key)
            .plaintext(Blob::new(vec![1_u8; size]))
            .send()
    };
    encrypt(4096).await.expect("encrypted");
    assert_eq!(refusal(encrypt(4097).await), "ValidationException");
    kms.schedule_key_deletion()
        .key_id(&key)
        .send()
        .await
        .expect("scheduled");
    assert_eq!(refusal(encrypt(1).await), "KMSInvalidStateException");
}

async fn what_is_encrypted_again_is_under_the_other_key(aws: &Aws) {
    let kms = aws.kms();
    let (old, new) = (aws.key().await, aws.key().await);
    let blob = sealed(aws, &old, "pulse", "three").await;
    let moved = kms
        .re_encrypt()
        .ciphertext_blob(blob.clone())
        .source_encryption_context("ward", "three")
        .destination_key_id(&new)
        .destination_encryption_context("ward", "four")
        .send()
        .await
        .expect("encrypted again");
    assert_eq!(moved.source_key_id(), Some(old.as_str()));
    assert_eq!(moved.key_id(), Some(new.as_str()));
    let opened = kms
        .decrypt()
        .ciphertext_blob(moved.ciphertext_blob().expect("a blob").clone())
        .encryption_context("ward", "four")
        .send()
        .await
        .expect("decrypted");
    assert_eq!(opened.plaintext().expect("text").as_ref(), b"pulse");
    kms.disable_key().key_id(&new).send().await.expect("disabled");
    let refused = kms
        .re_encrypt()
        .ciphertext_blob(blob)
        .source_encryption_context("ward", "three")
        .destination_key_id(&new)
        .send()
        .await;
    assert_eq!(refusal(refused), "DisabledException");
}

async fn a_data_key_comes_plain_and_encrypted(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let made = kms
        .generate_data_key()
        .key_id(&key)
        .key_spec(DataKeySpec::Aes256)
        .encryption_context("ward", "three")
        .send()
        .await
        .expect("a data key");
    assert_eq!(made.key_id(), Some(key.as_str()));
    let plain = made.plaintext().expect("a key").as_ref();
    assert_eq!(plain.len(), 32);
    let opened = kms
        .decrypt()
        .ciphertext_blob(made.ciphertext_blob().expect("a blob").clone())
        .encryption_context("ward", "three")
        .send()
        .await
        .expect("decrypted");
    assert_eq!(opened.plaintext().expect("text").as_ref(), plain);
    let both = kms
        .generate_data_key()
        .key_id(&key)
        .key_spec(DataKeySpec::Aes128)
        .number_of_bytes(16)
        .send()
        .await;
    assert_eq!(refusal(both), "ValidationException");
}

async fn a_data_key_without_plaintext_is_only_encrypted(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let made = kms
        .generate_data_key_without_plaintext()
        .key_id(&key)
        .number_of_bytes(24)
        .send()
        .await
        .expect("a data key");
    let blob = made.ciphertext_blob().expect("a blob").clone();
    let opened = kms
        .decrypt()
        .ciphertext_blob(blob)
        .send()
        .await
        .expect("decrypted");
    assert_eq!(opened.plaintext().expect("text").as_ref().len(), 24);
}

async fn a_pair_of_keys_has_its_private_half_encrypted(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let pair = kms
        .generate_data_key_pair()
        .key_id(&key)
        .key_pair_spec(DataKeyPairSpec::EccNistP256)
        .send()
        .await
        .expect("a pair");
    assert_eq!(pair.key_id(), Some(key.as_str()));
    assert_eq!(
        pair.key_pair_spec().map(DataKeyPairSpec::as_str),
        Some("ECC_NIST_P256")
    );
    assert!(!pair.public_key().expect("a key").as_ref().is_empty());
    let blob = pair.private_key_ciphertext_blob().expect("a blob").clone();
    let opened = kms
        .decrypt()
        .ciphertext_blob(blob)
        .send()
        .await
        .expect("decrypted");
    assert_eq!(opened.plaintext(), pair.private_key_plaintext());
}

async fn a_pair_without_plaintext_shows_no_private_key(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let make = |key: &str| {
        kms.generate_data_key_pair_without_plaintext()
            .key_id(key)
            .key_pair_spec(DataKeyPairSpec::Rsa2048)
            .send()
    };
    let pair = make(&key).await.expect("a pair");
    assert!(!pair.public_key().expect("a key").as_ref().is_empty());
    assert!(pair.private_key_ciphertext_blob().is_some());
    let rsa = key_of(aws, KeySpec::Rsa2048, KeyUsageType::EncryptDecrypt).await;
    assert_eq!(refusal(make(&rsa).await), "InvalidKeyUsageException");
}

async fn random_bytes_are_as_many_as_asked(aws: &Aws) {
    let kms = aws.kms();
    let made = kms
        .generate_random()
        .number_of_bytes(48)
        .send()
        .await
        .expect("bytes");
    assert_eq!(made.plaintext().expect("bytes").as_ref().len(), 48);
    let too_many = kms.generate_random().number_of_bytes(2000).send().await;
    assert_eq!(refusal(too_many), "ValidationException");
}

async fn a_key_does_only_what_it_was_made_for(aws: &Aws) {
    let kms = aws.kms();
    let signing = key_of(aws, KeySpec::Rsa2048, KeyUsageType::SignVerify).await;
    let encrypt = kms
        .encrypt()
        .key_id(&signing)
        .plaintext(Blob::new("x"))
        .send()
        .await;
    assert_eq!(refusal(encrypt), "InvalidKeyUsageException");
    let symmetric = aws.key().await;
    let sign = kms
        .sign()
        .key_id(&symmetric)
        .message(Blob::new("x"))
        .signing_algorithm(SigningAlgorithmSpec::EcdsaSha256)
        .send()
        .await;
    assert_eq!(refusal(sign), "InvalidKeyUsageException");
    let rsa = key_of(aws, KeySpec::Rsa2048, KeyUsageType::EncryptDecrypt).await;
    let no_algorithm = kms.encrypt().key_id(&rsa).plaintext(Blob::new("x")).send().await;
    assert_eq!(refusal(no_algorithm), "InvalidKeyUsageException");
    let too_long = kms
        .encrypt()
        .key_id(&rsa)
        .encryption_algorithm(EncryptionAlgorithmSpec::RsaesOaepSha256)
        .plaintext(Blob::new(vec![1_u8; 191]))
        .send()
        .await;
    assert_eq!(refusal(too_long), "ValidationException");
}

async fn a_signature_holds_for_its_message_only(aws: &Aws) {
    let kms = aws.kms();
    let key = key_of(aws, KeySpec::EccNistP256, KeyUsageType::SignVerify).await;
    let algorithm = SigningAlgorithmSpec::EcdsaSha256;
    let signed = kms
        .sign()
        .key_id(&key)
        .message(Blob::new("model v3"))
        .signing_algorithm(algorithm.clone())
        .send()
        .await
        .expect("signed");
    assert_eq!(signed.key_id(), Some(key.as_str()));
    let verify = |message: &str| {
        kms.verify()
            .key_id(&key)
            .message(Blob::new(message))
            .signature(signed.signature().expect("a signature").clone())
            .signing_algorithm(algorithm.clone())
            .send()
    };
    assert!(verify("model v3").await.expect("verified").signature_valid());
    assert_eq!(refusal(verify("model v4").await), "KMSInvalidSignatureException");
}

async fn a_public_key_is_given_of_asymmetric_keys(aws: &Aws) {
    let kms = aws.kms();
    let key = key_of(aws, KeySpec::EccNistP384, KeyUsageType::SignVerify).await;
    let given = kms.get_public_key().key_id(&key).send().await.expect("a key");
    assert_eq!(given.key_spec().map(KeySpec::as_str), Some("ECC_NIST_P384"));
    assert_eq!(given.key_usage().map(KeyUsageType::as_str), Some("SIGN_VERIFY"));
    assert_eq!(given.signing_algorithms()[0].as_str(), "ECDSA_SHA_384");
    assert!(given.public_key().expect("a key").as_ref().starts_with(&[0x30]));
    let again = kms.get_public_key().key_id(&key).send().await.expect("a key");
    assert_eq!(again.public_key(), given.public_key());
    let symmetric = kms.get_public_key().key_id(aws.key().await).send().await;
    assert_eq!(refusal(symmetric), "UnsupportedOperationException");
}

async fn a_mac_holds_for_its_message_only(aws: &Aws) {
    let kms = aws.kms();
    let key = key_of(aws, KeySpec::Hmac256, KeyUsageType::GenerateVerifyMac).await;
    let algorithm = MacAlgorithmSpec::HmacSha256;
    let made = kms
        .generate_mac()
        .key_id(&key)
        .message(Blob::new("model v3"))
        .mac_algorithm(algorithm.clone())
        .send()
        .await
        .expect("a MAC");
    assert_eq!(made.mac().expect("a MAC").as_ref().len(), 32);
    let verify = |message: &str| {
        kms.verify_mac()
            .key_id(&key)
            .message(Blob::new(message))
            .mac(made.mac().expect("a MAC").clone())
            .mac_algorithm(algorithm.clone())
            .send()
    };
    assert!(verify("model v3").await.expect("verified").mac_valid());
    assert_eq!(refusal(verify("model v4").await), "KMSInvalidMacException");
    let other = kms
        .generate_mac()
        .key_id(&key)
        .message(Blob::new("x"))
        .mac_algorithm(MacAlgorithmSpec::HmacSha512)
        .send()
        .await;
    assert_eq!(refusal(other), "InvalidKeyUsageException");
}

async fn the_last_use_of_a_key_is_told(aws: &Aws) {
    let kms = aws.kms();
    let key = aws.key().await;
    let usage = || kms.get_key_last_usage().key_id(&key).send();
    let unused = usage().await.expect("usage");
    assert_eq!(
        unused.key_last_usage().and_then(KeyLastUsageData::operation),
        None
    );
    aws.later(3600);
    sealed(aws, &key, "pulse", "three").await;
    let used = usage().await.expect("usage");
    let last = used.key_last_usage().expect("usage");
    assert_eq!(
        last.operation().map(KeyLastUsageTrackingOperation::as_str),
        Some("Encrypt")
    );
    assert_eq!(last.timestamp().expect("a time").secs(), START + 3600);
    assert!(last.cloud_trail_event_id().is_some());
    assert_eq!(used.key_creation_date().expect("a date").secs(), START);
}

async fn a_dry_run_says_what_would_happen(aws: &Aws) {
    let key = aws.key().await;
    let dry = aws
        .kms()
        .encrypt()
        .key_id(&key)
        .plaintext(Blob::new("x"))
        .dry_run(true)
        .send()
        .await;
    assert_eq!(refusal(dry), "DryRunOperationException");
    let no_token = aws
        .kms()
        .encrypt()
        .key_id(&key)
        .plaintext(Blob::new("x"))
        .grant_tokens("bm8gdG9rZW4=")
        .send()
        .await;
    assert_eq!(refusal(no_token), "InvalidGrantTokenException");
}

cases! {
    "kms";
    Decrypt: what_is_encrypted_is_decrypted_in_the_same_context_only,
    Encrypt: nothing_empty_nor_beyond_4096_bytes_is_encrypted,
    Encrypt: a_dry_run_says_what_would_happen,
    ReEncrypt: what_is_encrypted_again_is_under_the_other_key,
    GenerateDataKey: a_data_key_comes_plain_and_encrypted,
    GenerateDataKeyWithoutPlaintext: a_data_key_without_plaintext_is_only_encrypted,
    GenerateDataKeyPair: a_pair_of_keys_has_its_private_half_encrypted,
    GenerateDataKeyPairWithoutPlaintext: a_pair_without_plaintext_shows_no_private_key,
    GenerateRandom: random_bytes_are_as_many_as_asked,
    Encrypt: a_key_does_only_what_it_was_made_for,
    Verify: a_signature_holds_for_its_message_only,
    GetPublicKey: a_public_key_is_given_of_asymmetric_keys,
    VerifyMac: a_mac_holds_for_its_message_only,
    GetKeyLastUsage: the_last_use_of_a_key_is_told,
}
