//! Key specs: what a key of each can be used for, and with which algorithms
//! (Developer Guide, "Key spec reference").

/// The spec of symmetric encryption keys.
pub(super) const SYMMETRIC: &str = "SYMMETRIC_DEFAULT";

const ENCRYPT: &str = "ENCRYPT_DECRYPT";
const SIGN: &str = "SIGN_VERIFY";
const MAC: &str = "GENERATE_VERIFY_MAC";
const AGREE: &str = "KEY_AGREEMENT";

/// The usages of a spec, the default first; none for a spec that does not exist.
pub(super) fn usages(spec: &str) -> &'static [&'static str] {
    match spec {
        SYMMETRIC => &[ENCRYPT],
        "RSA_2048" | "RSA_3072" | "RSA_4096" => &[ENCRYPT, SIGN],
        "ECC_NIST_P256" | "ECC_NIST_P384" | "ECC_NIST_P521" => &[SIGN, AGREE],
        "ECC_SECG_P256K1" => &[SIGN],
        "HMAC_224" | "HMAC_256" | "HMAC_384" | "HMAC_512" => &[MAC],
        _ => &[],
    }
}

/// The encryption algorithms of a key.
pub(super) fn encryption(spec: &str, usage: &str) -> &'static [&'static str] {
    match (spec, usage) {
        (SYMMETRIC, ENCRYPT) => &[SYMMETRIC],
        (_, ENCRYPT) => &["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
        _ => &[],
    }
}

/// The signing algorithms of a key.
pub(super) fn signing(spec: &str, usage: &str) -> &'static [&'static str] {
    match (spec, usage) {
        ("RSA_2048" | "RSA_3072" | "RSA_4096", SIGN) => &[
            "RSASSA_PKCS1_V1_5_SHA_256",
            "RSASSA_PKCS1_V1_5_SHA_384",
            "RSASSA_PKCS1_V1_5_SHA_512",
            "RSASSA_PSS_SHA_256",
            "RSASSA_PSS_SHA_384",
            "RSASSA_PSS_SHA_512",
        ],
        ("ECC_NIST_P256" | "ECC_SECG_P256K1", SIGN) => &["ECDSA_SHA_256"],
        ("ECC_NIST_P384", SIGN) => &["ECDSA_SHA_384"],
        ("ECC_NIST_P521", SIGN) => &["ECDSA_SHA_512"],
        _ => &[],
    }
}

/// The MAC algorithms of a key.
pub(super) fn mac(spec: &str) -> &'static [&'static str] {
    match spec {
        "HMAC_224" => &["HMAC_SHA_224"],
        "HMAC_256" => &["HMAC_SHA_256"],
        "HMAC_384" => &["HMAC_SHA_384"],
        "HMAC_512" => &["HMAC_SHA_512"],
        _ => &[],
    }
}

/// How many bytes a key can encrypt at once with an algorithm.
pub(super) fn longest_plaintext(spec: &str, algorithm: &str) -> usize {
    match (spec, algorithm) {
        ("RSA_2048", "RSAES_OAEP_SHA_1") => 214,
        ("RSA_2048", _) => 190,
        ("RSA_3072", "RSAES_OAEP_SHA_1") => 342,
        ("RSA_3072", _) => 318,
        ("RSA_4096", "RSAES_OAEP_SHA_1") => 470,
        ("RSA_4096", _) => 446,
        _ => 4096,
    }
}

/// The operations that a grant on a key of this kind can allow (Developer
/// Guide, "Grant operations").
pub(super) fn grantable(spec: &str, usage: &str) -> Vec<&'static str> {
    let mut operations = vec!["DescribeKey", "CreateGrant", "RetireGrant"];
    operations.extend_from_slice(match (spec, usage) {
        (SYMMETRIC, _) => &[
            "Encrypt",
            "Decrypt",
            "ReEncryptFrom",
            "ReEncryptTo",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
        ],
        (_, ENCRYPT) => &[
            "Encrypt",
            "Decrypt",
            "ReEncryptFrom",
            "ReEncryptTo",
            "GetPublicKey",
        ],
        (_, SIGN) => &["Sign", "Verify", "GetPublicKey"],
        (_, MAC) => &["GenerateMac", "VerifyMac"],
        _ => &["DeriveSharedSecret", "GetPublicKey"],
    });
    operations
}

/// The length of a digest in bytes, by the end of an algorithm's name.
pub(super) fn digest_length(algorithm: &str) -> usize {
    match algorithm.rsplit('_').next() {
        Some("384") => 48,
        Some("512") => 64,
        _ => 32,
    }
}
