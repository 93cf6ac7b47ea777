//! What the account has none of, because no operation here makes it: the lists
//! are empty, and an id is the id of nothing.

use super::state::Request;
use super::wire::{Outcome, Refusal, list};
use crate::demo::wire::xml::Writer;

/// One Describe call: its list, its parameter of ids, and the code for an id.
struct Absent(&'static str, &'static str, &'static str, &'static str);

const ROWS: &[Absent] = &[
    Absent(
        "DescribeCarrierGateways",
        "carrierGatewaySet",
        "CarrierGatewayId",
        "InvalidCarrierGatewayID.NotFound",
    ),
    Absent(
        "DescribeCustomerGateways",
        "customerGatewaySet",
        "CustomerGatewayId",
        "InvalidCustomerGatewayID.NotFound",
    ),
    Absent(
        "DescribeEgressOnlyInternetGateways",
        "egressOnlyInternetGatewaySet",
        "EgressOnlyInternetGatewayId",
        "InvalidEgressOnlyInternetGatewayId.NotFound",
    ),
    Absent(
        "DescribeVpcEndpointConnections",
        "vpcEndpointConnectionSet",
        "VpcEndpointConnectionId",
        "InvalidVpcEndpointConnectionId.NotFound",
    ),
    Absent(
        "DescribeVpnConnections",
        "vpnConnectionSet",
        "VpnConnectionId",
        "InvalidVpnConnectionID.NotFound",
    ),
    Absent(
        "DescribeVpnGateways",
        "vpnGatewaySet",
        "VpnGatewayId",
        "InvalidVpnGatewayID.NotFound",
    ),
];

/// Whether an operation is one of them.
pub(super) fn knows(operation: &str) -> bool {
    ROWS.iter().any(|row| row.0 == operation)
}

/// Answers it.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let row = ROWS.iter().find(|row| row.0 == request.call.operation);
    let Some(&Absent(_, set, ids, code)) = row else {
        return Ok(());
    };
    if let Some(id) = list(&request.params, ids).first() {
        return Err(Refusal::new(code, format!("The ID '{id}' does not exist")));
    }
    x.element(set, |_| {});
    Ok(())
}
