//! EC2: VPCs and what routes, filters and logs their traffic; EBS defaults.

use crate::inventory::{Field, Timestamp};
use serde::{Deserialize, Serialize};

/// A VPC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vpc {
    /// `VpcId`.
    pub id: String,
    /// `CidrBlock`.
    pub cidr: String,
    /// Every block that is associated with it, IPv6 too.
    #[serde(default)]
    pub cidrs: Vec<String>,
    /// `IsDefault`.
    pub is_default: bool,
}

/// A subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subnet {
    /// `SubnetId`.
    pub id: String,
    /// `VpcId`.
    pub vpc: String,
    /// `CidrBlock`.
    pub cidr: String,
    /// `AvailabilityZone`.
    pub zone: String,
    /// `MapPublicIpOnLaunch`.
    pub public_ip_on_launch: Field<bool>,
}

/// A security group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityGroup {
    /// `GroupId`.
    pub id: String,
    /// `VpcId`.
    pub vpc: String,
    /// `Description`.
    pub description: String,
    /// `IpPermissions`.
    pub ingress: Field<Vec<SecurityRule>>,
    /// `IpPermissionsEgress`.
    pub egress: Field<Vec<SecurityRule>>,
    /// The network interfaces that it guards, from `DescribeNetworkInterfaces`.
    #[serde(default)]
    pub interfaces: Field<Vec<GuardedInterface>>,
}

/// A network interface, as its security group sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardedInterface {
    /// `NetworkInterfaceId`.
    pub id: String,
    /// `InterfaceType`, e.g. `interface`, `vpc_endpoint`, `lambda`.
    pub interface_type: String,
    /// Whether a public address is associated with it.
    pub public: bool,
}

/// One rule: a protocol, a port range and its peers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityRule {
    /// `IpProtocol`: `tcp`, `udp`, `-1` for all.
    pub protocol: String,
    /// `FromPort`; `None` means all.
    pub from_port: Option<i32>,
    /// `ToPort`; `None` means all.
    pub to_port: Option<i32>,
    /// `IpRanges` and `Ipv6Ranges`.
    pub cidrs: Vec<String>,
    /// `UserIdGroupPairs[].GroupId`.
    pub groups: Vec<String>,
    /// `PrefixListIds[].PrefixListId`.
    pub prefix_lists: Vec<String>,
}

/// A route table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteTable {
    /// `RouteTableId`.
    pub id: String,
    /// `VpcId`.
    pub vpc: String,
    /// Whether one of its associations is `Main`.
    pub main: bool,
    /// `Associations[].SubnetId`.
    pub subnets: Vec<String>,
    /// `Routes`.
    pub routes: Field<Vec<Route>>,
}

/// One route.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// CIDR block or prefix list.
    pub destination: String,
    /// `igw-…`, `nat-…`, `vpce-…`, `local`, …
    pub target: String,
    /// `State` is `active`.
    pub active: bool,
}

/// A VPC endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VpcEndpoint {
    /// `VpcEndpointId`.
    pub id: String,
    /// `VpcId`.
    pub vpc: String,
    /// `ServiceName`, e.g. `com.amazonaws.us-east-1.sagemaker.api`.
    pub service: String,
    /// `VpcEndpointType`: `Interface` or `Gateway`.
    pub endpoint_type: Field<String>,
    /// `State` as the API spells it, e.g. `available`.
    pub state: Field<String>,
    /// `PolicyDocument`.
    pub policy: Field<Option<String>>,
    /// `PrivateDnsEnabled`.
    pub private_dns: Field<bool>,
    /// `SubnetIds`.
    pub subnets: Field<Vec<String>>,
    /// `RouteTableIds`.
    pub route_tables: Field<Vec<String>>,
    /// `Groups[].GroupId`.
    pub security_groups: Field<Vec<String>>,
}

/// A flow log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowLog {
    /// `FlowLogId`.
    pub id: String,
    /// `ResourceId`: the VPC, subnet or interface that it records.
    pub resource: String,
    /// `FlowLogStatus` is `ACTIVE`.
    pub active: Field<bool>,
    /// `TrafficType`.
    pub traffic: Field<String>,
    /// `LogDestination` or `LogGroupName`.
    pub destination: Field<Option<String>>,
    /// `DeliverLogsErrorMessage`.
    pub error: Field<Option<String>>,
    /// `CreationTime`.
    pub created: Option<Timestamp>,
}

/// The Region's EBS encryption defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EbsDefaults {
    /// `GetEbsEncryptionByDefault`.
    pub encrypted: Field<bool>,
    /// `GetEbsDefaultKmsKeyId`.
    pub kms_key: Field<Option<String>>,
}
