//! EC2: what joins and parts networks, and what a Region sets once.

use crate::inventory::Field;
use serde::{Deserialize, Serialize};

/// A network ACL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkAcl {
    /// `NetworkAclId`.
    pub id: String,
    /// `VpcId`.
    pub vpc: String,
    /// `IsDefault`.
    pub is_default: bool,
    /// `Associations[].SubnetId`.
    pub subnets: Field<Vec<String>>,
    /// `Entries`.
    pub entries: Field<Vec<AclEntry>>,
}

/// One numbered rule of a network ACL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AclEntry {
    /// `RuleNumber`: the lowest that matches decides.
    pub number: i32,
    /// `Egress`.
    pub egress: bool,
    /// `RuleAction` is `allow`.
    pub allow: bool,
    /// `Protocol`: a number, `-1` for all.
    pub protocol: String,
    /// `CidrBlock` or `Ipv6CidrBlock`.
    pub cidr: String,
    /// `PortRange.From`; `None` means all.
    pub from_port: Option<i32>,
    /// `PortRange.To`; `None` means all.
    pub to_port: Option<i32>,
}

/// What EC2 keeps once a Region for the account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ec2Settings {
    /// `GetSnapshotBlockPublicAccessState.State`, e.g. `block-all-sharing`.
    pub snapshot_sharing: Field<String>,
    /// `GetImageBlockPublicAccessState.ImageBlockPublicAccessState`.
    pub image_sharing: Field<String>,
    /// `GetInstanceMetadataDefaults.AccountLevel.HttpTokens`.
    pub metadata_tokens: Field<Option<String>>,
    /// `DescribeVpcBlockPublicAccessOptions.InternetGatewayBlockMode`.
    pub gateway_block: Field<String>,
}

/// A transit gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransitGateway {
    /// `TransitGatewayId`.
    pub id: String,
    /// `State`, e.g. `available`.
    pub state: Field<String>,
    /// `Options.AutoAcceptSharedAttachments` is `enable`.
    pub auto_accept: Field<bool>,
}

/// A service that the account offers through PrivateLink.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointService {
    /// `ServiceId`.
    pub id: String,
    /// `ServiceName`.
    pub service: String,
    /// `ServiceState`.
    pub state: Field<String>,
    /// `AcceptanceRequired`.
    pub acceptance: Field<bool>,
    /// `AllowedPrincipals[].Principal`: ARNs, or `*` for everyone.
    pub principals: Field<Vec<String>>,
}

/// A VPC peering connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeeringConnection {
    /// `VpcPeeringConnectionId`.
    pub id: String,
    /// `Status.Code`, e.g. `active`.
    pub state: Field<String>,
    /// `RequesterVpcInfo.VpcId`.
    pub requester: String,
    /// `AccepterVpcInfo.VpcId`.
    pub accepter: String,
    /// The address blocks of the requester's VPC.
    pub requester_cidrs: Field<Vec<String>>,
    /// The address blocks of the accepter's VPC.
    pub accepter_cidrs: Field<Vec<String>>,
}
