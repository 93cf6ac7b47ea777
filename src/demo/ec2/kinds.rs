//! How EC2 spells the ids of its resources, and how it refuses an id that is
//! misspelt or that nothing has.
//!
//! Codes: Amazon EC2 API reference, "Error codes", whose spelling differs from
//! one resource to the next.

use super::wire::Refusal;

/// A kind of resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// What ids begin with, before the dash.
    pub(super) prefix: &'static str,
    /// Its name in tag specifications and in `DescribeTags`.
    pub(super) tagged: &'static str,
    /// How messages name it.
    noun: &'static str,
    not_found: &'static str,
    malformed: &'static str,
}

impl Kind {
    const fn new(
        prefix: &'static str,
        tagged: &'static str,
        noun: &'static str,
        not_found: &'static str,
        malformed: &'static str,
    ) -> Self {
        Self {
            prefix,
            tagged,
            noun,
            not_found,
            malformed,
        }
    }

    /// The refusal of an id that nothing has: an id has eight or seventeen
    /// hexadecimal digits, and one that has not is malformed.
    pub(super) fn unknown(&self, id: &str) -> Refusal {
        if self.spelt(id) {
            Refusal::new(self.not_found, format!("The {} '{id}' does not exist", self.noun))
        } else {
            Refusal::new(
                self.malformed,
                format!("Invalid id: \"{id}\" (expecting \"{}-...\")", self.prefix),
            )
        }
    }

    fn spelt(&self, id: &str) -> bool {
        let digits = id
            .strip_prefix(self.prefix)
            .and_then(|rest| rest.strip_prefix('-'));
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        digits.is_some_and(|digits| {
            let long = [8, 17].contains(&digits.len()) && digits.bytes().all(digit);
            // Fleets have UUIDs.
            let uuid = digits.len() == 36 && digits.bytes().all(|b| b == b'-' || digit(b));
            long || uuid
        })
    }
}

macro_rules! kinds {
    ($($name:ident: $prefix:literal, $tagged:literal, $noun:literal, $not_found:literal, $malformed:literal;)*) => {
        $(pub(super) const $name: Kind = Kind::new($prefix, $tagged, $noun, $not_found, $malformed);)*

        /// Every kind.
        const ALL: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    VPC: "vpc", "vpc", "vpc ID", "InvalidVpcID.NotFound", "InvalidVpcID.Malformed";
    SUBNET: "subnet", "subnet", "subnet ID", "InvalidSubnetID.NotFound", "InvalidSubnetID.Malformed";
    ROUTE_TABLE: "rtb", "route-table", "routeTable ID", "InvalidRouteTableID.NotFound", "InvalidRouteTableId.Malformed";
    GATEWAY: "igw", "internet-gateway", "internetGateway ID", "InvalidInternetGatewayID.NotFound", "InvalidInternetGatewayId.Malformed";
    NAT: "nat", "natgateway", "Nat gateway", "NatGatewayNotFound", "NatGatewayMalformed";
    ADDRESS: "eipalloc", "elastic-ip", "allocation ID", "InvalidAllocationID.NotFound", "InvalidAllocationID.Malformed";
    ACL: "acl", "network-acl", "networkAcl ID", "InvalidNetworkAclID.NotFound", "InvalidNetworkAclId.Malformed";
    GROUP: "sg", "security-group", "security group", "InvalidGroup.NotFound", "InvalidGroupId.Malformed";
    RULE: "sgr", "security-group-rule", "security group rule ID", "InvalidSecurityGroupRuleId.NotFound", "InvalidSecurityGroupRuleId.Malformed";
    ENDPOINT: "vpce", "vpc-endpoint", "Vpc Endpoint Id", "InvalidVpcEndpointId.NotFound", "InvalidVpcEndpointId.Malformed";
    INTERFACE: "eni", "network-interface", "networkInterface ID", "InvalidNetworkInterfaceID.NotFound", "InvalidNetworkInterfaceId.Malformed";
    FLOW_LOG: "fl", "vpc-flow-log", "flow log ID", "InvalidFlowLogId.NotFound", "InvalidFlowLogId.Malformed";
    VOLUME: "vol", "volume", "volume", "InvalidVolume.NotFound", "InvalidVolumeID.Malformed";
    SNAPSHOT: "snap", "snapshot", "snapshot", "InvalidSnapshot.NotFound", "InvalidSnapshotID.Malformed";
    IMAGE: "ami", "image", "image id", "InvalidAMIID.NotFound", "InvalidAMIID.Malformed";
    TEMPLATE: "lt", "launch-template", "launch template ID", "InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateId.Malformed";
    FLEET: "sfr", "spot-fleet-request", "spot fleet request ID", "InvalidSpotFleetRequestId.NotFound", "InvalidSpotFleetRequestId.Malformed";
    TRANSIT: "tgw", "transit-gateway", "transitGateway ID", "InvalidTransitGatewayID.NotFound", "InvalidTransitGatewayID.Malformed";
    OWN_SERVICE: "vpce-svc", "vpc-endpoint-service", "VpcEndpointService Id", "InvalidVpcEndpointServiceId.NotFound", "InvalidVpcEndpointServiceId.Malformed";
    PEERING: "pcx", "vpc-peering-connection", "vpcPeeringConnection ID", "InvalidVpcPeeringConnectionID.NotFound", "InvalidVpcPeeringConnectionId.Malformed";
    INSTANCE: "i", "instance", "instance ID", "InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed";
    PREFIX_LIST: "pl", "prefix-list", "prefix list ID", "InvalidPrefixListID.NotFound", "InvalidPrefixListId.Malformed";
}

/// The kind that an id's first letters name.
pub(super) fn of(id: &str) -> Option<&'static Kind> {
    let begins = |kind: &&Kind| {
        let rest = id.strip_prefix(kind.prefix);
        rest.is_some_and(|rest| rest.starts_with('-'))
    };
    // `vpce-svc` begins as `vpce` does.
    ALL.iter()
        .copied()
        .filter(begins)
        .max_by_key(|kind| kind.prefix.len())
}
