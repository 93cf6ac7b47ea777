//! VPC Block Public Access: whether internet gateways of the Region let traffic
//! through.

use super::state::Request;
use super::wire::{Outcome, Refusal, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;

/// Seconds that a change is `update-in-progress`. AWS takes minutes.
const SETTLING: i64 = 5;

/// What a Region was last set to; nothing yet is `off`.
#[derive(Clone, Debug)]
pub(super) struct GatewayBlock {
    mode: String,
    changed: Timestamp,
}

fn write(request: &Request<'_>, x: &mut Writer) {
    let set = request.state().defaults.gateways.as_ref();
    let state = match set {
        None => "default-state",
        Some(set) if request.call.now.seconds_since(set.changed) < SETTLING => "update-in-progress",
        Some(_) => "update-complete",
    };
    x.element("vpcBlockPublicAccessOptions", |x| {
        x.text("awsAccountId", ACCOUNT_ID);
        x.text("awsRegion", &request.call.region);
        x.text("state", state);
        x.text("internetGatewayBlockMode", set.map_or("off", |set| &set.mode));
        x.maybe("lastUpdateTimestamp", set.map(|set| set.changed.rfc3339()));
        x.text("managedBy", "account");
        x.text("exclusionsAllowed", "allowed");
    });
}

/// `DescribeVpcBlockPublicAccessOptions`.
#[expect(clippy::unnecessary_wraps, reason = "every operation has this shape")]
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    write(request, x);
    Ok(())
}

/// `ModifyVpcBlockPublicAccessOptions`.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let mode = require(&request.params, "InternetGatewayBlockMode")?.to_owned();
    if !["off", "block-bidirectional", "block-ingress"].contains(&mode.as_str()) {
        return Err(Refusal::value("InternetGatewayBlockMode", &mode));
    }
    let changed = request.call.now;
    request.change()?.defaults.gateways = Some(GatewayBlock { mode, changed });
    write(request, x);
    Ok(())
}
