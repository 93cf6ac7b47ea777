//! From what a call names to the key: ids, ARNs, aliases, alias ARNs; and the
//! states in which a key refuses.

use super::state::{Key, KeyState, Manager, RegionKeys, State};
use super::{Refusal, Work, managed};
use crate::demo::ACCOUNT_ID;

/// What a parameter may name a key by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Key id and key ARN.
    Id,
    /// These, alias name and alias ARN.
    IdOrAlias,
}

pub(super) fn key_arn(region: &str, id: &str) -> String {
    format!("arn:aws:kms:{region}:{ACCOUNT_ID}:key/{id}")
}

pub(super) fn alias_arn(region: &str, name: &str) -> String {
    format!("arn:aws:kms:{region}:{ACCOUNT_ID}:{name}")
}

fn not_found(message: String) -> Refusal {
    Refusal("NotFoundException", message)
}

/// The resource of an ARN: `key/…` or `alias/…`; of another Region or account
/// there is none.
fn resource_of<'r>(work: &Work<'_>, arn: &'r str) -> Result<&'r str, Refusal> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [_, _, "kms", region, account, resource] = parts[..] else {
        return Err(Refusal("InvalidArnException", format!("Invalid arn {arn}")));
    };
    if account != ACCOUNT_ID {
        let message = format!(
            "User: {} is not authorized to perform: kms:{} on resource: {arn} because no resource-based policy allows the kms:{} action",
            work.call.caller.arn, work.call.operation, work.call.operation
        );
        return Err(Refusal("AccessDeniedException", message));
    }
    if region != work.region() {
        return Err(not_found(format!("Invalid arn {region}")));
    }
    Ok(resource)
}

/// The id of the key that a field names.
pub(super) fn id(state: &mut State, work: &Work<'_>, field: &str, by: By) -> Result<String, Refusal> {
    let reference = work.text(field)?;
    let resource = if reference.starts_with("arn:") {
        resource_of(work, reference)?
    } else {
        reference
    };
    let here = state.region(work.region());
    if resource.starts_with("alias/") {
        if by == By::Id {
            return Err(not_found(format!("Invalid keyId '{reference}'")));
        }
        // "If you specify a predefined AWS alias, KMS associates the alias with
        // an AWS managed key" (DescribeKey).
        managed::first_use(here, work.region(), resource, work.now());
        let Some(alias) = here.aliases.get(resource) else {
            let arn = alias_arn(work.region(), resource);
            return Err(not_found(format!("Alias {arn} is not found.")));
        };
        return Ok(alias.key.clone());
    }
    let id = resource.strip_prefix("key/").unwrap_or(resource);
    if here.keys.contains_key(id) {
        return Ok(id.to_owned());
    }
    if is_key_id(id) {
        let arn = key_arn(work.region(), id);
        return Err(not_found(format!("Key '{arn}' does not exist")));
    }
    Err(not_found(format!("Invalid keyId '{reference}'")))
}

/// The id of a key by whatever names it, for other services.
pub(super) fn known(here: &RegionKeys, region: &str, reference: &str) -> Option<String> {
    let resource = match reference.strip_prefix("arn:aws:kms:") {
        Some(rest) => rest.strip_prefix(&format!("{region}:{ACCOUNT_ID}:"))?,
        None => reference,
    };
    if resource.starts_with("alias/") {
        return here.aliases.get(resource).map(|alias| alias.key.clone());
    }
    let id = resource.strip_prefix("key/").unwrap_or(resource);
    here.keys.contains_key(id).then(|| id.to_owned())
}

/// A UUID, or `mrk-` and 32 hexadecimal digits.
fn is_key_id(id: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    if let Some(rest) = id.strip_prefix("mrk-") {
        return rest.len() == 32 && hex(rest);
    }
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && id.split('-').all(hex)
}

/// The key that `KeyId` names, by id or ARN.
pub(super) fn key<'s>(state: &'s mut State, work: &Work<'_>) -> Result<&'s mut Key, Refusal> {
    let id = id(state, work, "KeyId", By::Id)?;
    by_id(state, work, &id)
}

/// The key with that id, as it is now.
pub(super) fn by_id<'s>(state: &'s mut State, work: &Work<'_>, id: &str) -> Result<&'s mut Key, Refusal> {
    let region = work.region();
    let missing = || not_found(format!("Key '{}' does not exist", key_arn(region, id)));
    state.key(region, id, work.now()).ok_or_else(missing)
}

/// A key that the customer may change.
pub(super) fn own<'s>(state: &'s mut State, work: &Work<'_>) -> Result<&'s mut Key, Refusal> {
    let key = key(state, work)?;
    refuse_aws_managed(key, work)?;
    Ok(key)
}

/// The policies of AWS managed keys let nobody in the account change them.
pub(super) fn refuse_aws_managed(key: &Key, work: &Work<'_>) -> Result<(), Refusal> {
    if key.manager == Manager::Customer {
        return Ok(());
    }
    let message = format!(
        "User: {} is not authorized to perform: kms:{} on resource: {} because no resource-based policy allows the kms:{} action",
        work.call.caller.arn, work.call.operation, key.arn, work.call.operation
    );
    Err(Refusal("AccessDeniedException", message))
}

/// Refuses keys that are on their way out or not there yet.
pub(super) fn refuse_going(key: &Key) -> Result<(), Refusal> {
    let fault = match key.state {
        KeyState::PendingDeletion(_) => "is pending deletion.",
        KeyState::PendingReplicaDeletion(_) => "is pending replica deletion.",
        KeyState::Creating(_) => "is creating.",
        _ => return Ok(()),
    };
    let message = format!("{} {fault}", key.arn);
    Err(Refusal("KMSInvalidStateException", message))
}

/// Refuses keys that are not enabled.
pub(super) fn refuse_unusable(key: &Key) -> Result<(), Refusal> {
    refuse_going(key)?;
    match key.state {
        KeyState::Disabled => Err(Refusal("DisabledException", format!("{} is disabled.", key.arn))),
        KeyState::PendingImport => Err(Refusal(
            "KMSInvalidStateException",
            format!("{} is pending import.", key.arn),
        )),
        _ => Ok(()),
    }
}
