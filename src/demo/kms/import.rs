//! Keys whose material the customer brings: pending import until it comes, and
//! again when it expires or is deleted.
//!
//! What is wrapped is not unwrapped: nobody holds the private wrapping key. The
//! material is derived from the key's id, and the token is what is checked.

use super::find;
use super::material::{Material, new_public_key};
use super::state::{DAY, Imported, Key, KeyState, State};
use super::{Refusal, Reply, Work};
use crate::demo::ids::Ids;
use crate::inventory::Timestamp;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use std::sync::Arc;

fn external<'s>(state: &'s mut State, work: &Work<'_>) -> Result<&'s mut Key, Refusal> {
    let key = find::own(state, work)?;
    if key.origin != "EXTERNAL" {
        let message = format!(
            "{} origin is {} which is not valid for this operation.",
            key.arn, key.origin
        );
        return Err(Refusal("UnsupportedOperationException", message));
    }
    find::refuse_going(key)?;
    Ok(key)
}

/// The token of a key and the time until which it is good, in hours.
fn token(key: &Key, until: Timestamp) -> String {
    let seed = key.arn.bytes().fold(until.0.unsigned_abs(), |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    BASE64.encode(format!("{}:{}", until.0, Ids::new(seed).hex(96)))
}

/// `GetParametersForImport`: good for a day.
pub(super) fn parameters(state: &mut State, work: &Work<'_>) -> Reply {
    let spec = work.text("WrappingKeySpec")?;
    work.text("WrappingAlgorithm")?;
    let key = external(state, work)?;
    let public = new_public_key(spec).ok_or_else(|| {
        Refusal::invalid(format!(
            "1 validation error detected: Value '{spec}' at 'wrappingKeySpec' failed to satisfy constraint: Member must satisfy enum value set: [RSA_2048, RSA_3072, RSA_4096]"
        ))
    })?;
    let until = Timestamp(work.now().0 + DAY);
    Ok(json!({
        "KeyId": key.arn,
        "ImportToken": token(key, until),
        "PublicKey": public,
        "ParametersValidTo": until.0,
    }))
}

/// `ImportKeyMaterial`.
pub(super) fn import(state: &mut State, work: &Work<'_>) -> Reply {
    let given = work.text("ImportToken")?;
    work.text("EncryptedKeyMaterial")?;
    let key = external(state, work)?;
    let bad = || Refusal("InvalidImportTokenException", "Invalid import token".to_owned());
    let text = BASE64
        .decode(given)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let until = text
        .as_deref()
        .and_then(|text| text.split(':').next()?.parse().ok());
    let until = Timestamp(until.ok_or_else(bad)?);
    if token(key, until) != given {
        return Err(bad());
    }
    if until <= work.now() {
        let message = "The import token has expired".to_owned();
        return Err(Refusal("ExpiredImportTokenException", message));
    }
    let expires = match work.given("ExpirationModel") {
        Some("KEY_MATERIAL_DOES_NOT_EXPIRE") => None,
        _ => Some(valid_to(work)?),
    };
    if key.materials.is_empty() {
        key.materials.push(Arc::new(Material::derived(&key.id, 0)));
    }
    key.imported = Some(Imported { expires });
    if key.state == KeyState::PendingImport {
        key.state = KeyState::Enabled;
    }
    let material = key.materials.last().map(|material| material.id.clone());
    Ok(json!({"KeyId": key.arn, "KeyMaterialId": material}))
}

/// `ValidTo` is required of material that expires, and lies ahead.
fn valid_to(work: &Work<'_>) -> Result<Timestamp, Refusal> {
    let time = match &work.request["ValidTo"] {
        Value::Number(seconds) => seconds.as_f64(),
        _ => None,
    };
    let Some(time) = time else {
        return Err(Refusal::invalid(
            "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES",
        ));
    };
    #[expect(clippy::cast_possible_truncation, reason = "a time in whole seconds")]
    let time = Timestamp(time as i64);
    if time <= work.now() {
        return Err(Refusal::invalid("The validTo date must be in the future"));
    }
    Ok(time)
}

/// `DeleteImportedKeyMaterial`.
pub(super) fn delete(state: &mut State, work: &Work<'_>) -> Reply {
    let key = external(state, work)?;
    key.materials.clear();
    key.imported = None;
    key.state = KeyState::PendingImport;
    Ok(json!({"KeyId": key.arn}))
}
