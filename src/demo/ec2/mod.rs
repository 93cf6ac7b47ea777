//! EC2, as far as networks and disk encryption defaults go: a service of our
//! own, because the emulator drops endpoint policies, groups, subnets and
//! interfaces, ignores filters, and has no default network.
//!
//! - [`vpcs`], [`subnets`], [`routes`], [`gateways`]: the network
//! - [`groups`], [`rules`]: security groups
//! - [`endpoints`], [`endpoint_changes`], [`interfaces`]: VPC endpoints
//! - [`services`], [`catalogue`]: what PrivateLink reaches
//! - [`flow_logs`], [`ebs`], [`tags`], [`places`]: the rest
//! - [`describe`]: ids, filters and pages, once for all of them
//! - [`state`], [`wire`], [`cidr`]: what a Region holds; the EC2 protocol
//!
//! Behaviour and error codes are those of the Amazon EC2 API reference,
//! version 2016-11-15.

mod catalogue;
mod cidr;
mod describe;
mod ebs;
mod endpoint_changes;
mod endpoints;
mod flow_logs;
mod gateways;
mod groups;
mod interfaces;
mod places;
mod routes;
mod rules;
mod services;
mod state;
mod subnets;
mod tags;
mod vpcs;
mod wire;

use super::ids::Ids;
use super::wire::xml::{self, Writer};
use super::{Call, Response, Service};
use describe::describe;
use state::{Region, Request};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use wire::{Outcome, Refusal};

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// The EC2 of the embedded account.
#[derive(Debug)]
pub struct Ec2 {
    ids: Ids,
    regions: Mutex<BTreeMap<String, Region>>,
}

impl Ec2 {
    /// An EC2 with nothing but each Region's default VPC. `seed` decides the
    /// identifiers.
    pub fn new(seed: u64) -> Self {
        Self {
            ids: Ids::new(seed),
            regions: Mutex::default(),
        }
    }
}

impl Service for Ec2 {
    fn handle(&self, call: &Call) -> Response {
        if !places::enabled(&call.region) {
            return xml::ec2_error(
                401,
                "AuthFailure",
                "AWS was not able to validate the provided access credentials",
            );
        }
        let Some(operation) = operation(&call.operation) else {
            return xml::ec2_error(
                400,
                "InvalidAction",
                &format!("The action {} is not valid for this web service.", call.operation),
            );
        };
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let region = regions
            .entry(call.region.clone())
            .or_insert_with(|| vpcs::region_with_default(&call.region));
        endpoints::sweep(region, call.now);
        let params = call.form();
        let dry_run = params.flag("DryRun") == Some(true);
        let mut rehearsal = dry_run.then(|| region.clone());
        let mut request = Request {
            call,
            params,
            state: rehearsal.as_mut().unwrap_or(region),
            ids: &self.ids,
        };
        let mut outcome = Ok(());
        let root = format!("{}Response", call.operation);
        let body = xml::document(&root, Some(NAMESPACE), |x| {
            x.text("requestId", xml::REQUEST_ID);
            outcome = operation(&mut request, x);
        });
        match outcome {
            Ok(()) if dry_run => xml::ec2_error(
                412,
                "DryRunOperation",
                "Request would have succeeded, but DryRun flag is set.",
            ),
            Ok(()) => xml::response(200, body),
            Err(Refusal {
                status,
                code,
                message,
            }) => xml::ec2_error(status, code, &message),
        }
    }
}

type Operation = fn(&mut Request<'_>, &mut Writer) -> Outcome;

fn operation(name: &str) -> Option<Operation> {
    let operation: Operation = match name {
        "AssociateRouteTable" => routes::associate,
        "AttachInternetGateway" => gateways::attach,
        "AuthorizeSecurityGroupEgress" => groups::authorize_egress,
        "AuthorizeSecurityGroupIngress" => groups::authorize_ingress,
        "CreateFlowLogs" => flow_logs::create,
        "CreateInternetGateway" => gateways::create,
        "CreateRoute" => routes::create_route,
        "CreateRouteTable" => routes::create,
        "CreateSecurityGroup" => groups::create,
        "CreateSubnet" => subnets::create,
        "CreateTags" => tags::create,
        "CreateVpc" => vpcs::create,
        "CreateVpcEndpoint" => endpoint_changes::create,
        "DeleteFlowLogs" => flow_logs::delete,
        "DeleteInternetGateway" => gateways::delete,
        "DeleteRoute" => routes::delete_route,
        "DeleteRouteTable" => routes::delete,
        "DeleteSecurityGroup" => groups::delete,
        "DeleteSubnet" => subnets::delete,
        "DeleteTags" => tags::delete,
        "DeleteVpc" => vpcs::delete,
        "DeleteVpcEndpoints" => endpoint_changes::delete,
        "DescribeAvailabilityZones" => places::describe_availability_zones,
        "DescribeFlowLogs" => describe::<flow_logs::FlowLog>,
        "DescribeInternetGateways" => describe::<gateways::Gateway>,
        "DescribeManagedPrefixLists" => catalogue::managed_prefix_lists,
        "DescribeNetworkInterfaces" => describe::<interfaces::Interface>,
        "DescribePrefixLists" => catalogue::prefix_lists,
        "DescribeRegions" => places::describe_regions,
        "DescribeRouteTables" => describe::<routes::RouteTable>,
        "DescribeSecurityGroupRules" => groups::describe_rules,
        "DescribeSecurityGroups" => groups::describe,
        "DescribeSubnets" => describe::<subnets::Subnet>,
        "DescribeTags" => tags::describe,
        "DescribeVpcAttribute" => vpcs::describe_attribute,
        "DescribeVpcEndpointServices" => catalogue::endpoint_services,
        "DescribeVpcEndpoints" => describe::<endpoints::Endpoint>,
        "DescribeVpcs" => describe::<vpcs::Vpc>,
        "DetachInternetGateway" => gateways::detach,
        "DisableEbsEncryptionByDefault" => ebs::disable,
        "DisassociateRouteTable" => routes::disassociate,
        "EnableEbsEncryptionByDefault" => ebs::enable,
        "GetEbsDefaultKmsKeyId" => ebs::key,
        "GetEbsEncryptionByDefault" => ebs::encryption,
        "ModifyEbsDefaultKmsKeyId" => ebs::modify_key,
        "ModifySubnetAttribute" => subnets::modify,
        "ModifyVpcAttribute" => vpcs::modify_attribute,
        "ModifyVpcEndpoint" => endpoint_changes::modify,
        "ResetEbsDefaultKmsKeyId" => ebs::reset_key,
        "RevokeSecurityGroupEgress" => groups::revoke_egress,
        "RevokeSecurityGroupIngress" => groups::revoke_ingress,
        _ => return None,
    };
    Some(operation)
}
