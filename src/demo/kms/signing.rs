//! Signatures and message authentication codes, and public keys.
//!
//! The base signs with an HMAC over the message: what a key signed it verifies,
//! and its public key does not.

use super::cryptography::{algorithm, usable};
use super::find::{self, By};
use super::state::State;
use super::{Refusal, Reply, Work, spec};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

/// `GetPublicKey`: of asymmetric keys.
pub(super) fn public_key(state: &mut State, work: &Work<'_>) -> Reply {
    let id = find::id(state, work, "KeyId", By::IdOrAlias)?;
    let key = find::by_id(state, work, &id)?;
    find::refuse_unusable(key)?;
    if key.spec == spec::SYMMETRIC || key.spec.starts_with("HMAC_") {
        let message = format!(
            "{} key spec is {} which is not valid for GetPublicKey.",
            key.arn, key.spec
        );
        return Err(Refusal("UnsupportedOperationException", message));
    }
    let answer = key.newest("GetPublicKey", &json!({"KeyId": key.id}))?;
    let mut body = json!({
        "KeyId": key.arn,
        "PublicKey": answer["PublicKey"],
        "KeySpec": key.spec,
        "CustomerMasterKeySpec": key.spec,
        "KeyUsage": key.usage,
    });
    for (field, algorithms) in [
        ("EncryptionAlgorithms", spec::encryption(&key.spec, &key.usage)),
        ("SigningAlgorithms", spec::signing(&key.spec, &key.usage)),
    ] {
        if !algorithms.is_empty() {
            body[field] = json!(algorithms);
        }
    }
    if key.usage == "KEY_AGREEMENT" {
        body["KeyAgreementAlgorithms"] = json!(["ECDH"]);
    }
    Ok(body)
}

/// The message to sign, which as a digest has the algorithm's length.
fn message<'w>(work: &'w Work<'_>, algorithm: &str) -> Result<&'w str, Refusal> {
    let message = work.text("Message")?;
    let length = BASE64.decode(message).map_or(0, |bytes| bytes.len());
    if work.given("MessageType") == Some("DIGEST") && length != spec::digest_length(algorithm) {
        return Err(Refusal::invalid(format!(
            "Digest is invalid length for algorithm {algorithm}."
        )));
    }
    if length > 4096 {
        return Err(Refusal::invalid(
            "1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
        ));
    }
    Ok(message)
}

/// `Sign`.
pub(super) fn sign(state: &mut State, work: &Work<'_>) -> Reply {
    let asked = work.text("SigningAlgorithm")?;
    let id = usable(state, work, "KeyId", "SIGN_VERIFY")?;
    let key = find::by_id(state, work, &id)?;
    let algorithm = algorithm(key, Some(asked), asked, spec::signing(&key.spec, &key.usage))?;
    let message = message(work, algorithm)?;
    work.unless_dry_run()?;
    let body = json!({"KeyId": key.id, "Message": message, "SigningAlgorithm": algorithm});
    let signature = key.newest("Sign", &body)?["Signature"].clone();
    key.use_now(work);
    Ok(json!({"KeyId": key.arn, "Signature": signature, "SigningAlgorithm": algorithm}))
}

/// `Verify`: a signature that does not hold is an error.
pub(super) fn verify(state: &mut State, work: &Work<'_>) -> Reply {
    let asked = work.text("SigningAlgorithm")?;
    let signature = work.text("Signature")?;
    let id = usable(state, work, "KeyId", "SIGN_VERIFY")?;
    let key = find::by_id(state, work, &id)?;
    let algorithm = algorithm(key, Some(asked), asked, spec::signing(&key.spec, &key.usage))?;
    let message = message(work, algorithm)?;
    work.unless_dry_run()?;
    let body = json!({
        "KeyId": key.id,
        "Message": message,
        "Signature": signature,
        "SigningAlgorithm": algorithm,
    });
    let holds = key
        .newest("Verify", &body)
        .is_ok_and(|answer| answer["SignatureValid"] == true);
    if !holds {
        return Err(Refusal("KMSInvalidSignatureException", String::new()));
    }
    key.use_now(work);
    Ok(json!({"KeyId": key.arn, "SignatureValid": true, "SigningAlgorithm": algorithm}))
}

/// The MAC of the request's message, and the key that made it.
fn mac(state: &mut State, work: &Work<'_>, operation: &str, mut body: Value) -> Reply {
    let asked = work.text("MacAlgorithm")?;
    let id = usable(state, work, "KeyId", "GENERATE_VERIFY_MAC")?;
    let key = find::by_id(state, work, &id)?;
    let algorithm = algorithm(key, Some(asked), asked, spec::mac(&key.spec))?;
    work.text("Message")?;
    work.unless_dry_run()?;
    body["KeyId"] = json!(key.id);
    body["Message"] = work.request["Message"].clone();
    body["MacAlgorithm"] = json!(algorithm);
    let mut answer = key.newest(operation, &body)?;
    answer["KeyId"] = json!(key.arn);
    answer["MacAlgorithm"] = json!(algorithm);
    key.use_now(work);
    Ok(answer)
}

/// `GenerateMac`.
pub(super) fn generate_mac(state: &mut State, work: &Work<'_>) -> Reply {
    mac(state, work, "GenerateMac", json!({}))
}

/// `VerifyMac`: a MAC that does not hold is an error.
pub(super) fn verify_mac(state: &mut State, work: &Work<'_>) -> Reply {
    let given = work.text("Mac")?;
    mac(state, work, "VerifyMac", json!({"Mac": given}))
}
