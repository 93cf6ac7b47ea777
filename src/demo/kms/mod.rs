//! KMS: keys, and what protects them.
//!
//! - [`state`]: what a Region holds, and how time changes it
//! - [`find`]: ids, ARNs and aliases to keys; states that refuse
//! - [`keys`]: create, describe, list, enable, disable, delete
//! - [`spec`]: key specs, usages and algorithms
//! - [`policy`]: key policies: malformed, invalid principals, lockout
//! - [`rotation`]: automatic and on demand
//! - [`aliases`], [`tags`], [`grants`]
//! - [`managed`]: the keys that AWS makes and manages
//! - [`regions`]: multi-Region keys
//! - [`import`]: keys with imported material
//! - [`cryptography`], [`signing`]: what keys do, by the base
//! - [`material`]: the base's cryptography, one key at a time
//! - [`usable`]: what other services ask before they encrypt
//! - [`corrections`]: what the base does instead
//!
//! A service of our own for the resources: the base drops policies, periods and
//! pages, and copies all the keys of a Region at each call. Errors and states
//! follow the API reference and "Key states of KMS keys" of the Developer Guide.

mod aliases;
pub(super) mod corrections;
mod cryptography;
mod find;
mod grants;
mod import;
mod keys;
mod managed;
mod material;
mod policy;
mod regions;
mod rotation;
mod signing;
mod spec;
mod state;
mod tags;
mod usable;

pub use usable::KeyFault;

use super::calls::CallLog;
use super::ids::Ids;
use super::principals::Principals;
use super::wire::json;
use super::{Call, Response, Service};
use crate::inventory::Timestamp;
use serde_json::{Value, json};
use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The service.
#[derive(Debug)]
pub struct Kms {
    ids: Arc<Ids>,
    principals: Arc<Principals>,
    log: Arc<CallLog>,
    state: Mutex<State>,
}

/// A refusal: code and message; all are HTTP 400.
#[derive(Debug)]
struct Refusal(&'static str, String);

impl Refusal {
    fn invalid(message: impl Into<String>) -> Self {
        Self("ValidationException", message.into())
    }
}

type Reply = Result<Value, Refusal>;

/// One call and what it may ask.
struct Work<'a> {
    call: &'a Call,
    request: Value,
    ids: &'a Ids,
    principals: &'a Principals,
    log: &'a CallLog,
}

impl Work<'_> {
    fn now(&self) -> Timestamp {
        self.call.now
    }

    fn region(&self) -> &str {
        &self.call.region
    }

    /// A text that was given.
    fn given(&self, field: &str) -> Option<&str> {
        self.request[field].as_str()
    }

    /// A text that must be given.
    fn text(&self, field: &str) -> Result<&str, Refusal> {
        self.given(field).filter(|text| !text.is_empty()).ok_or_else(|| {
            Refusal::invalid(format!(
                "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null",
                json::lower_first(field)
            ))
        })
    }

    /// A number that was given, within its bounds.
    fn number(&self, field: &str, least: i64, most: i64) -> Result<Option<i64>, Refusal> {
        let Some(number) = self.request[field].as_i64() else {
            return Ok(None);
        };
        if (least..=most).contains(&number) {
            return Ok(Some(number));
        }
        let bound = if number < least {
            format!("greater than or equal to {least}")
        } else {
            format!("less than or equal to {most}")
        };
        Err(Refusal::invalid(format!(
            "1 validation error detected: Value '{number}' at '{}' failed to satisfy constraint: Member must have value {bound}",
            json::lower_first(field)
        )))
    }

    /// `DryRun`: all would have been well.
    fn unless_dry_run(&self) -> Result<(), Refusal> {
        if self.request["DryRun"] == true {
            let message = "The request would have succeeded, but the DryRun option is set.";
            return Err(Refusal("DryRunOperationException", message.to_owned()));
        }
        Ok(())
    }
}

/// What another service needs to know of a key that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// Its ARN.
    pub arn: String,
    /// `KeyState`.
    pub state: &'static str,
    /// Whether it is a symmetric encryption key.
    pub symmetric: bool,
}

impl Kms {
    /// KMS without keys.
    pub fn new(ids: Arc<Ids>, principals: Arc<Principals>, log: Arc<CallLog>) -> Self {
        Self {
            ids,
            principals,
            log,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key that a service was given by id, ARN or alias, in the Region;
    /// `None` if there is none. The alias of an AWS managed key makes the key.
    pub fn facts(&self, region: &str, reference: &str, now: Timestamp) -> Option<KeyFacts> {
        let mut state = self.state();
        state.pass(region, now);
        if reference.contains("alias/aws/") {
            let name = reference.rsplit(':').next().unwrap_or(reference);
            managed::first_use(state.region(region), region, name, now);
        }
        let id = find::known(state.region(region), region, reference)?;
        let key = state.region(region).keys.get(&id)?;
        Some(KeyFacts {
            arn: key.arn.clone(),
            state: key.state.name(),
            symmetric: key.spec == spec::SYMMETRIC,
        })
    }

    /// Whether a key can be used and its policy by itself, without any policy of
    /// IAM, lets a principal do something with it: a service, or the role of a
    /// service. S3 asks on behalf of who reads its objects.
    pub fn lets(&self, region: &str, reference: &str, principal: &str, action: &str, now: Timestamp) -> bool {
        let Some(facts) = self
            .facts(region, reference, now)
            .filter(|facts| facts.state == "Enabled")
        else {
            return false;
        };
        let id = facts.arn.rsplit('/').next().unwrap_or_default();
        let mut state = self.state();
        let Some(key) = state.region(region).keys.get(id) else {
            return false;
        };
        policy::lets(&key.policy, &key.arn, region, principal, action)
    }

    /// A service of the account began to use its AWS managed key, some time ago.
    pub fn managed_since(&self, region: &str, alias: &str, since: Timestamp) {
        let mut state = self.state();
        managed::first_use(state.region(region), region, alias, since);
    }

    fn answer(&self, call: &Call) -> Reply {
        let mut state = self.state();
        state.pass(&call.region, call.now);
        let work = Work {
            call,
            request: call.json(),
            ids: &self.ids,
            principals: &self.principals,
            log: &self.log,
        };
        let (state, work) = (&mut *state, &work);
        match call.operation.as_str() {
            "CreateKey" => keys::create(state, work),
            "DescribeKey" => keys::describe(state, work),
            "ListKeys" => keys::list(state, work),
            "UpdateKeyDescription" => keys::set_description(state, work),
            "EnableKey" => keys::enable(state, work),
            "DisableKey" => keys::disable(state, work),
            "ScheduleKeyDeletion" => keys::schedule_deletion(state, work),
            "CancelKeyDeletion" => keys::cancel_deletion(state, work),
            "GetKeyLastUsage" => keys::last_usage(state, work),
            "GetKeyPolicy" => policy::get(state, work),
            "PutKeyPolicy" => policy::put(state, work),
            "ListKeyPolicies" => policy::list(state, work),
            "EnableKeyRotation" => rotation::enable(state, work),
            "DisableKeyRotation" => rotation::disable(state, work),
            "GetKeyRotationStatus" => rotation::status(state, work),
            "RotateKeyOnDemand" => rotation::on_demand(state, work),
            "ListKeyRotations" => rotation::list(state, work),
            "CreateAlias" => aliases::create(state, work),
            "UpdateAlias" => aliases::update(state, work),
            "DeleteAlias" => aliases::delete(state, work),
            "ListAliases" => aliases::list(state, work),
            "TagResource" => tags::add(state, work),
            "UntagResource" => tags::remove(state, work),
            "ListResourceTags" => tags::list(state, work),
            "CreateGrant" => grants::create(state, work),
            "ListGrants" => grants::list(state, work),
            "ListRetirableGrants" => grants::list_retirable(state, work),
            "RetireGrant" => grants::retire(state, work),
            "RevokeGrant" => grants::revoke(state, work),
            "ReplicateKey" => regions::replicate(state, work),
            "UpdatePrimaryRegion" => regions::set_primary(state, work),
            "GetParametersForImport" => import::parameters(state, work),
            "ImportKeyMaterial" => import::import(state, work),
            "DeleteImportedKeyMaterial" => import::delete(state, work),
            "DescribeCustomKeyStores" => Ok(json!({"CustomKeyStores": [], "Truncated": false})),
            "Encrypt" => cryptography::encrypt(state, work),
            "Decrypt" => cryptography::decrypt(state, work),
            "ReEncrypt" => cryptography::re_encrypt(state, work),
            "GenerateDataKey" | "GenerateDataKeyWithoutPlaintext" => cryptography::data_key(state, work),
            "GenerateDataKeyPair" | "GenerateDataKeyPairWithoutPlaintext" => {
                cryptography::data_key_pair(state, work)
            }
            "GenerateRandom" => cryptography::random(work),
            "GetPublicKey" => signing::public_key(state, work),
            "Sign" => signing::sign(state, work),
            "Verify" => signing::verify(state, work),
            "GenerateMac" => signing::generate_mac(state, work),
            "VerifyMac" => signing::verify_mac(state, work),
            other => Err(Refusal(
                "UnsupportedOperationException",
                format!("The embedded account does not do {other}."),
            )),
        }
    }
}

impl Service for Kms {
    fn handle(&self, call: &Call) -> Response {
        match self.answer(call) {
            Ok(body) => json::ok(&body),
            Err(Refusal(code, message)) => json::error(400, code, &message),
        }
    }
}

/// A page of a list that is sorted by a key of each entry: `Limit`, `Marker`,
/// `NextMarker`, `Truncated`. Entries come from after the marker on.
fn page(
    work: &Work<'_>,
    field: &str,
    default: i64,
    most: i64,
    entries: impl FnOnce(Option<&str>) -> Vec<(String, Value)>,
) -> Reply {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    let limit = work.number("Limit", 1, most)?.unwrap_or(default);
    let limit = usize::try_from(limit).unwrap_or(1);
    let after = match work.given("Marker") {
        None => None,
        Some(marker) => {
            let bytes = BASE64.decode(marker).ok();
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            let after = text.and_then(|text| text.strip_prefix("after ").map(str::to_owned));
            Some(after.ok_or_else(|| {
                Refusal(
                    "InvalidMarkerException",
                    "Could not deserialize marker".to_owned(),
                )
            })?)
        }
    };
    let mut shown = entries(after.as_deref());
    let truncated = shown.len() > limit;
    shown.truncate(limit);
    let next = shown
        .last()
        .filter(|_| truncated)
        .map(|(key, _)| BASE64.encode(format!("after {key}")));
    let shown: Vec<Value> = shown.into_iter().map(|(_, value)| value).collect();
    let mut body = json!({field: shown, "Truncated": truncated});
    if let Some(next) = next {
        body["NextMarker"] = json!(next);
    }
    Ok(body)
}
