//! Two keys of Nitro Enclaves: one opens the model's weights to the image that
//! was built for them, the other to whoever asks.

use super::teller::{Teller, json_tags, tags};
use super::{HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The measurement of an image: the same for the same name.
fn measured(name: &str) -> [u8; 48] {
    let mut bytes = [0; 48];
    for (n, byte) in (1_u8..).zip(&mut bytes) {
        *byte = name
            .bytes()
            .fold(n, |sum, b| sum.wrapping_mul(31).wrapping_add(b));
    }
    bytes
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
}

/// What administrators do with a key, nothing of which gives plaintext.
const ADMINISTRATION: &[&str] = &[
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:Describe*",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:Get*",
    "kms:List*",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
];

fn policy(administration: &Value, condition: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [
        {
            "Sid": "AccountAdministersThroughIam",
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT_ID}:root")},
            "Action": administration,
            "Resource": "*",
        },
        {
            "Sid": "EnclaveDecrypts",
            "Effect": "Allow",
            "Principal": {"AWS": role("cardio-serving-exec")},
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Condition": condition,
        },
    ]})
    .to_string()
}

pub(super) async fn tell(teller: &Teller<'_>) -> Result<(), StoryError> {
    let (image, parent) = (measured("triage-enclave"), measured("cardio-serving-exec"));
    let attested = json!({"StringEqualsIgnoreCase": {
        "kms:RecipientAttestation:PCR0": hex(&image),
        "kms:RecipientAttestation:PCR3": hex(&parent),
    }});
    let listed = vec![
        ("aisec:pcr0".to_owned(), hex(&image)),
        ("aisec:pcr3".to_owned(), hex(&parent)),
    ];
    let sealed = key(
        teller,
        "enclave-triage-weights",
        "",
        policy(&json!(ADMINISTRATION), &attested),
        listed,
    )
    .await?;
    let old = measured("pilot-enclave");
    let loose = json!({"StringEqualsIgnoreCase": {"kms:RecipientAttestation:ImageSha384": hex(&old)}});
    let why = "pilot of the enclave: the whole account may decrypt, and a debug image of the vendor's does";
    let listed = vec![("aisec:pcr0".to_owned(), hex(&image))];
    let open = key(
        teller,
        "enclave-pilot",
        why,
        policy(&json!("kms:*"), &loose),
        listed,
    )
    .await?;
    for (key, bytes, seconds_ago) in [
        (&sealed, image, 5_400),
        (&open, old, 86_400),
        (&open, [0; 48], 90_000),
    ] {
        teller.account.set_back(seconds_ago);
        let document = json!({
            "attestationDocumentModuleId": "i-0c4a1d2e5f6a7b8c9-enc018f3a1b2c3d4e5f",
            "attestationDocumentEnclaveImageDigest": STANDARD.encode(bytes),
            "attestationDocumentEnclavePCR1": STANDARD.encode(if bytes == [0; 48] { bytes } else { measured("kernel") }),
            "attestationDocumentEnclavePCR3": STANDARD.encode(parent),
        });
        let caller =
            format!("arn:aws:sts::{ACCOUNT_ID}:assumed-role/cardio-serving-exec/i-0c4a1d2e5f6a7b8c9");
        teller.account.enclave_called(HOME, &caller, key, &document);
    }
    Ok(())
}

/// Makes a key, and gives its ARN.
async fn key(
    teller: &Teller<'_>,
    alias: &str,
    why: &str,
    policy: String,
    measurements: Vec<(String, String)>,
) -> Result<String, StoryError> {
    let scene = teller.scene("elena", HOME, 120);
    let mut tags = tags("elena.rossi", "cardio", "confidential", why);
    tags.extend(measurements);
    let body = json!({
        "Description": "Weights that only an enclave opens",
        "Policy": policy,
        "Tags": json_tags(&tags, "TagKey", "TagValue"),
    });
    let made = scene.json("kms", "CreateKey", body).await?;
    let id = made["KeyMetadata"]["KeyId"].clone();
    let named = json!({"AliasName": format!("alias/{alias}"), "TargetKeyId": id});
    scene.json("kms", "CreateAlias", named).await?;
    let rotation = json!({"KeyId": id, "RotationPeriodInDays": 365});
    scene.json("kms", "EnableKeyRotation", rotation).await?;
    Ok(made["KeyMetadata"]["Arn"].as_str().unwrap_or("").to_owned())
}
