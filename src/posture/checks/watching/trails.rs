//! From a Region to the trails that record it, and on to their log groups.

use crate::inventory::detail::{Bucket, LogGroup, Trail};
use crate::inventory::{Arn, Detail, Kind, Region, Resource};
use crate::posture::context::Context;
use crate::posture::verdict::{Probe, Unread};

/// Every trail that was read.
pub(in crate::posture::checks) fn trails<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a Resource, &'a Trail)> {
    context
        .of_kind(Kind::Trail)
        .iter()
        .filter_map(|r| match &r.detail {
            Detail::Trail(trail) => Some((r.as_ref(), trail)),
            _ => None,
        })
}

/// Whether a trail records what happens in a Region, when it logs.
pub(in crate::posture::checks) fn covers(
    trail: &Trail,
    region: &Region,
    probe: Probe,
) -> Result<bool, Unread> {
    Ok(*probe.read(&trail.multi_region)? || probe.read(&trail.home_region)? == region.as_str())
}

/// The log group that an ARN names, when it was read. One that should be in
/// the list and is not is `None`; one of another account or of a Region that
/// was not asked for cannot be judged.
pub(super) fn log_group<'a>(
    context: &Context<'a>,
    arn: &Arn,
    probe: Probe,
) -> Result<Option<(&'a Resource, &'a LogGroup)>, Unread> {
    let name = arn.as_str().trim_end_matches(":*");
    let found = context.inventory().get(&Arn::from(name));
    if let Some((resource, Detail::LogGroup(group))) = found.map(|r| (r, &r.detail)) {
        return Ok(Some((resource, group)));
    }
    if arn.account() != context.inventory().account.as_str() {
        return Err(probe.unread(format!("log group {name} is another account's")));
    }
    context.listed(Kind::LogGroup, &Region::from(arn.region()), probe)?;
    Ok(None)
}

/// The bucket that a trail delivers to, when it was read.
pub(super) fn log_bucket<'a>(
    context: &Context<'a>,
    resource: &Resource,
    trail: &Trail,
    probe: Probe,
) -> Result<&'a Bucket, Unread> {
    let name = probe.read(&trail.bucket)?;
    let found = context.names().find(Kind::Bucket, name, resource.region.as_str());
    match found.map(|r| &r.detail) {
        Some(Detail::Bucket(bucket)) => Ok(bucket),
        _ => Err(probe.unread(format!("bucket {name} is not among those that were read"))),
    }
}
