//! Which operation is answered where.

use super::describe::describe;
use super::state::Request;
use super::wire::Outcome;
use super::{
    absent, acl_entries, acls, addresses, catalogue, defaults, endpoint_changes, endpoints, flow_logs,
    gateway_block, gateways, groups, images, instance_changes, instances, interfaces, launch_templates,
    metadata, nat, own_services, peerings, permissions, places, prefix_lists, route_tables, routes,
    snapshots, spot_fleets, subnets, tags, transit_gateways, volumes, vpcs,
};
use crate::demo::wire::xml::Writer;

/// Does a call: changes the Region, writes the answer.
pub(super) type Operation = fn(&mut Request<'_>, &mut Writer) -> Outcome;

/// The operation of a name.
pub(super) fn named(name: &str) -> Option<Operation> {
    network(name)
        .or_else(|| security(name))
        .or_else(|| computing(name))
        .or_else(|| account(name))
        .or_else(|| absent::knows(name).then_some(absent::describe as Operation))
}

fn network(name: &str) -> Option<Operation> {
    let operation: Operation = match name {
        "AcceptVpcPeeringConnection" => peerings::accept,
        "AllocateAddress" => addresses::allocate,
        "AssociateAddress" => addresses::associate,
        "AssociateRouteTable" => route_tables::associate,
        "AttachInternetGateway" => gateways::attach,
        "CreateDefaultVpc" => vpcs::create_default,
        "CreateFlowLogs" => flow_logs::create,
        "CreateInternetGateway" => gateways::create,
        "CreateNatGateway" => nat::create,
        "CreateNetworkInterface" => interfaces::create,
        "CreateRoute" => routes::create,
        "CreateRouteTable" => route_tables::create,
        "CreateSubnet" => subnets::create,
        "CreateTransitGateway" => transit_gateways::create,
        "CreateVpc" => vpcs::create,
        "CreateVpcPeeringConnection" => peerings::create,
        "DeleteFlowLogs" => flow_logs::delete,
        "DeleteInternetGateway" => gateways::delete,
        "DeleteNatGateway" => nat::delete,
        "DeleteNetworkInterface" => interfaces::delete,
        "DeleteRoute" => routes::delete,
        "DeleteRouteTable" => route_tables::delete,
        "DeleteSubnet" => subnets::delete,
        "DeleteTransitGateway" => transit_gateways::delete,
        "DeleteVpc" => vpcs::delete,
        "DeleteVpcPeeringConnection" => peerings::delete,
        "DescribeAddresses" => addresses::describe,
        "DescribeFlowLogs" => describe::<flow_logs::FlowLog>,
        "DescribeInternetGateways" => describe::<gateways::Gateway>,
        "DescribeNatGateways" => describe::<nat::NatGateway>,
        "DescribeNetworkInterfaces" => describe::<interfaces::Interface>,
        "DescribeRouteTables" => describe::<route_tables::RouteTable>,
        "DescribeSubnets" => describe::<subnets::Subnet>,
        "DescribeTransitGateways" => describe::<transit_gateways::TransitGateway>,
        "DescribeVpcAttribute" => vpcs::describe_attribute,
        "DescribeVpcPeeringConnections" => describe::<peerings::Peering>,
        "DescribeVpcs" => describe::<vpcs::Vpc>,
        "DetachInternetGateway" => gateways::detach,
        "DisassociateAddress" => addresses::disassociate,
        "DisassociateRouteTable" => route_tables::disassociate,
        "ModifySubnetAttribute" => subnets::modify,
        "ModifyTransitGateway" => transit_gateways::modify,
        "ModifyVpcAttribute" => vpcs::modify_attribute,
        "ReleaseAddress" => addresses::release,
        "ReplaceRoute" => routes::replace,
        "ReplaceRouteTableAssociation" => route_tables::replace_association,
        _ => return None,
    };
    Some(operation)
}

fn security(name: &str) -> Option<Operation> {
    let operation: Operation = match name {
        "AuthorizeSecurityGroupEgress" => permissions::authorize_egress,
        "AuthorizeSecurityGroupIngress" => permissions::authorize_ingress,
        "CreateNetworkAcl" => acls::create,
        "CreateNetworkAclEntry" => acl_entries::create,
        "CreateSecurityGroup" => groups::create,
        "CreateVpcEndpointServiceConfiguration" => own_services::create,
        "CreateVpcEndpoint" => endpoint_changes::create,
        "DeleteNetworkAcl" => acls::delete,
        "DeleteNetworkAclEntry" => acl_entries::delete,
        "DeleteSecurityGroup" => groups::delete,
        "DeleteVpcEndpointServiceConfigurations" => own_services::delete,
        "DeleteVpcEndpoints" => endpoint_changes::delete,
        "DescribeManagedPrefixLists" => prefix_lists::describe_managed,
        "DescribeNetworkAcls" => describe::<acls::Acl>,
        "DescribePrefixLists" => prefix_lists::describe,
        "DescribeSecurityGroupRules" => permissions::describe,
        "DescribeSecurityGroups" => groups::describe,
        "DescribeVpcEndpointServiceConfigurations" => describe::<own_services::OwnService>,
        "DescribeVpcEndpointServicePermissions" => own_services::permissions,
        "DescribeVpcEndpointServices" => catalogue::describe,
        "DescribeVpcEndpoints" => describe::<endpoints::Endpoint>,
        "GetManagedPrefixListEntries" => prefix_lists::entries,
        "ModifySecurityGroupRules" => permissions::modify,
        "ModifyVpcEndpointServicePermissions" => own_services::modify_permissions,
        "ModifyVpcEndpoint" => endpoint_changes::modify,
        "ReplaceNetworkAclAssociation" => acls::replace_association,
        "ReplaceNetworkAclEntry" => acl_entries::replace,
        "RevokeSecurityGroupEgress" => permissions::revoke_egress,
        "RevokeSecurityGroupIngress" => permissions::revoke_ingress,
        "UpdateSecurityGroupRuleDescriptionsEgress" => permissions::describe_egress_anew,
        "UpdateSecurityGroupRuleDescriptionsIngress" => permissions::describe_ingress_anew,
        _ => return None,
    };
    Some(operation)
}

fn computing(name: &str) -> Option<Operation> {
    let operation: Operation = match name {
        "CancelSpotFleetRequests" => spot_fleets::cancel,
        "CreateImage" => images::create,
        "CreateLaunchTemplate" => launch_templates::create,
        "CreateLaunchTemplateVersion" => launch_templates::create_version,
        "CreateSnapshot" => snapshots::create,
        "CreateVolume" => volumes::create,
        "DeleteLaunchTemplate" => launch_templates::delete,
        "DeleteSnapshot" => snapshots::delete,
        "DeleteVolume" => volumes::delete,
        "DeregisterImage" => images::deregister,
        "DescribeImageAttribute" => images::describe_attribute,
        "DescribeImages" => images::describe,
        "DescribeInstanceAttribute" => instance_changes::describe_attribute,
        "DescribeInstances" => instances::describe,
        "DescribeLaunchTemplateVersions" => launch_templates::describe_versions,
        "DescribeLaunchTemplates" => launch_templates::describe,
        "DescribeSnapshotAttribute" => snapshots::describe_attribute,
        "DescribeSnapshots" => snapshots::describe,
        "DescribeSpotFleetRequests" => describe::<spot_fleets::Fleet>,
        "DescribeVolumes" => describe::<volumes::Volume>,
        "ModifyImageAttribute" => images::modify_attribute,
        "ModifyInstanceAttribute" => instance_changes::modify_attribute,
        "ModifyInstanceMetadataOptions" => instance_changes::modify_metadata,
        "ModifyLaunchTemplate" => launch_templates::modify,
        "ModifySnapshotAttribute" => snapshots::modify_attribute,
        "RequestSpotFleet" => spot_fleets::request,
        "ResetSnapshotAttribute" => snapshots::reset_attribute,
        "RunInstances" => instance_changes::run,
        "TerminateInstances" => instance_changes::terminate,
        _ => return None,
    };
    Some(operation)
}

fn account(name: &str) -> Option<Operation> {
    let operation: Operation = match name {
        "CreateTags" => tags::create,
        "DeleteTags" => tags::delete,
        "DescribeAccountAttributes" => places::describe_account_attributes,
        "DescribeAvailabilityZones" => places::describe_availability_zones,
        "DescribeRegions" => places::describe_regions,
        "DescribeTags" => tags::describe,
        "DescribeVpcBlockPublicAccessOptions" => gateway_block::describe,
        "DisableEbsEncryptionByDefault" => defaults::disable_encryption,
        "DisableImageBlockPublicAccess" => defaults::unblock_images,
        "DisableSnapshotBlockPublicAccess" => defaults::unblock_snapshots,
        "EnableEbsEncryptionByDefault" => defaults::enable_encryption,
        "EnableImageBlockPublicAccess" => defaults::block_images,
        "EnableSnapshotBlockPublicAccess" => defaults::block_snapshots,
        "GetEbsDefaultKmsKeyId" => defaults::key,
        "GetEbsEncryptionByDefault" => defaults::encryption,
        "GetImageBlockPublicAccessState" => defaults::images,
        "GetInstanceMetadataDefaults" => metadata::get,
        "GetSnapshotBlockPublicAccessState" => defaults::snapshots,
        "ModifyEbsDefaultKmsKeyId" => defaults::modify_key,
        "ModifyInstanceMetadataDefaults" => metadata::modify,
        "ModifyVpcBlockPublicAccessOptions" => gateway_block::modify,
        "ResetEbsDefaultKmsKeyId" => defaults::reset_key,
        _ => return None,
    };
    Some(operation)
}
