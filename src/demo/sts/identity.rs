//! Who is calling, and whose a key is.

use super::{Refusal, Reply, Sts, required, success};
use crate::demo::ids::Ids;
use crate::demo::wire::query::Params;
use crate::demo::{ACCOUNT_ID, Call, Response};

impl Sts {
    pub(super) fn caller_identity(&self, call: &Call) -> Response {
        let arn = call.caller.arn.as_ref();
        let user_id = match self.session(&call.caller.access_key) {
            Some(session) => session.user_id,
            None => self.user_id(arn),
        };
        success("GetCallerIdentity", |x| {
            x.text("Arn", arn);
            x.text("UserId", user_id);
            x.text("Account", ACCOUNT_ID);
        })
    }

    /// `UserId`: of a user its unique id, of a session its role's with the
    /// session's name, of the root user the account.
    pub(super) fn user_id(&self, arn: &str) -> String {
        if arn.ends_with(":root") {
            return ACCOUNT_ID.to_owned();
        }
        if let Some((_, session)) = arn.split_once(":assumed-role/") {
            let (role, name) = session.split_once('/').unwrap_or((session, ""));
            let known = self
                .principals
                .role(role)
                .and_then(|role| self.principals.id(&role));
            return format!("{}:{name}", known.unwrap_or_else(|| derived("AROA", role)));
        }
        if let Some((_, name)) = arn.split_once(":federated-user/") {
            return format!("{ACCOUNT_ID}:{name}");
        }
        self.principals.id(arn).unwrap_or_else(|| derived("AIDA", arn))
    }
}

/// The unique id of somebody who signs without being of the account's IAM: the
/// person at the terminal, the people of the seeded story.
fn derived(prefix: &str, name: &str) -> String {
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Ids::new(seed).unique(prefix, 17)
}

/// An access key id tells its account; every key here is of this account.
pub(super) fn access_key_info(form: &Params) -> Reply {
    let key = required(form, "AccessKeyId")?;
    let well_formed =
        (16..=128).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !well_formed {
        return Err(Refusal::invalid(format!(
            "1 validation error detected: Value '{key}' at 'accessKeyId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w]*"
        )));
    }
    Ok(success("GetAccessKeyInfo", |x| x.text("Account", ACCOUNT_ID)))
}

/// Nothing here encodes an authorization message, so none can be decoded.
pub(super) fn decode(form: &Params) -> Reply {
    required(form, "EncodedMessage")?;
    Err(Refusal(
        400,
        "InvalidAuthorizationMessageException",
        "Message is invalid".to_owned(),
    ))
}
