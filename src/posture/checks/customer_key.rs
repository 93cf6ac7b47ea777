//! One question that many checks ask: does a setting name a key that the
//! customer controls?

use crate::inventory::{Field, Resource};
use crate::posture::context::{Context, KeyUse};
use crate::posture::verdict::{Judged, Probe};

/// Passes for a key of a customer's, this one's or another's; fails for none
/// and for a key that AWS manages; cannot tell for one that was not read.
pub(super) fn named(
    context: &Context<'_>,
    resource: &Resource,
    probe: Probe,
    key: &Field<Option<String>>,
) -> Judged {
    let Some(named) = probe.read(key)?.as_deref().filter(|k| !k.is_empty()) else {
        return Ok(probe.verdict(false, "not set: a key that AWS owns"));
    };
    match context.key(named, resource) {
        KeyUse::AwsManaged => Ok(probe.verdict(false, format!("{named}: AWS managed"))),
        KeyUse::Customer(..) => Ok(probe.verdict(true, named.to_owned())),
        KeyUse::OtherAccount => Ok(probe.verdict(true, format!("{named}: key of another account"))),
        KeyUse::Unlisted => Err(probe.unread(format!("{named} is not among the keys that were read"))),
    }
}
