//! Encryption at rest: with a key that exists, is enabled and symmetric; the
//! stream is `UPDATING` until it takes effect.

use super::state::{Encryption, Region};
use super::{Refusal, Reply, Work};
use serde_json::json;

/// `StartStreamEncryption`.
pub(super) fn start(region: &mut Region, work: &Work<'_>) -> Reply {
    let key = work.text("KeyId")?;
    if work.text("EncryptionType")? != "KMS" {
        return Err(Refusal::argument("The only valid encryption type is KMS."));
    }
    let stream = work.active(region)?;
    let Some(facts) = work.kms.facts(&work.call.region, key, work.now()) else {
        return Err(Refusal(
            "KMSNotFoundException",
            format!("Key '{key}' does not exist"),
        ));
    };
    match facts.state {
        "Enabled" => {}
        "Disabled" => {
            return Err(Refusal(
                "KMSDisabledException",
                format!("{} is disabled.", facts.arn),
            ));
        }
        state => {
            let message = format!(
                "{} is in state {state}, which is not valid for this request.",
                facts.arn
            );
            return Err(Refusal("KMSInvalidStateException", message));
        }
    }
    if !facts.symmetric {
        return Err(Refusal::argument(format!(
            "{} is not a symmetric encryption key.",
            facts.arn
        )));
    }
    let encryption = Encryption {
        key: Some(key.to_owned()),
    };
    stream.update(work.now(), encryption);
    Ok(json!({}))
}

/// `StopStreamEncryption`.
pub(super) fn stop(region: &mut Region, work: &Work<'_>) -> Reply {
    work.text("KeyId")?;
    if work.text("EncryptionType")? != "KMS" {
        return Err(Refusal::argument("The only valid encryption type is KMS."));
    }
    let stream = work.active(region)?;
    stream.update(work.now(), Encryption::default());
    Ok(json!({}))
}
