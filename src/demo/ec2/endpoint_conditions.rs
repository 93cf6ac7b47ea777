//! What AWS asks of a VPC endpoint before it makes or changes one.

use super::endpoints::Endpoint;
use super::interfaces::groups_in;
use super::kinds;
use super::prefix_lists;
use super::routes::Destination;
use super::services::{self, Offer, Reach};
use super::state::{Request, found};
use super::wire::{Refusal, require};
use crate::policy::Document;
use std::collections::BTreeSet;

/// The longest endpoint policy, in characters.
const LONGEST_POLICY: usize = 20_480;

fn refused<T>(message: String) -> Result<T, Refusal> {
    Err(Refusal::new("InvalidParameter", message))
}

/// The service that the call names, reached as it says (a gateway when it does
/// not say).
pub(super) fn offer(request: &Request<'_>) -> Result<Offer, Refusal> {
    let name = require(&request.params, "ServiceName")?;
    let kind = request.params.get("VpcEndpointType").unwrap_or("Gateway");
    if ![
        "Gateway",
        "Interface",
        "GatewayLoadBalancer",
        "Resource",
        "ServiceNetwork",
    ]
    .contains(&kind)
    {
        return Err(Refusal::new(
            "InvalidVpcEndpointType",
            format!("The VPC endpoint type '{kind}' is not valid."),
        ));
    }
    let offers = services::named(&request.call.region, name);
    if offers.is_empty() {
        return Err(services::unknown(name));
    }
    let available: Vec<&str> = offers.iter().map(|o| o.reach.as_str()).collect();
    match offers.iter().find(|o| o.reach.as_str() == kind) {
        Some(offer) => Ok(offer.clone()),
        None => refused(format!(
            "Endpoint type ({kind}) does not match available service types ([{}]).",
            available.join(", ")
        )),
    }
}

/// The policy that the call gives, or the one that AWS attaches when it gives
/// none. A policy is read as IAM reads it; what is kept is the text as sent.
pub(super) fn policy(request: &Request<'_>, offer: &Offer) -> Result<Option<String>, Refusal> {
    let text = request.params.get("PolicyDocument").filter(|p| !p.is_empty());
    let Some(text) = text else {
        return Ok(offer.takes_policy.then(|| offer.reach.full_access().to_owned()));
    };
    if !offer.takes_policy {
        return refused(format!(
            "Endpoint policies are not supported by the service {}.",
            offer.name
        ));
    }
    let invalid = |why: String| Err(Refusal::new("InvalidPolicyDocument", why));
    if text.chars().count() > LONGEST_POLICY {
        return invalid(format!(
            "The policy document is longer than {LONGEST_POLICY} characters."
        ));
    }
    match Document::parse(text) {
        Ok(document) if document.statements.iter().all(|s| s.principal.is_some()) => {
            Ok(Some(text.to_owned()))
        }
        Ok(_) => invalid("The policy document is invalid: a statement has no principal.".to_owned()),
        Err(error) => invalid(format!("The policy document is invalid: {error}")),
    }
}

/// The conditions of a gateway endpoint on the route tables that it gets.
pub(super) fn check_gateway(
    request: &Request<'_>,
    endpoint: &Endpoint,
    tables: &[String],
) -> Result<(), Refusal> {
    if !(endpoint.subnets.is_empty() && endpoint.groups.is_empty()) {
        return refused(
            "Subnets and security groups are only supported for Interface type VPC Endpoints.".to_owned(),
        );
    }
    let prefixes = prefix_lists::prefix_list(&request.call.region, &endpoint.offer.name);
    for id in tables {
        let table = found(&request.state().route_tables, id, &kinds::ROUTE_TABLE)?;
        if table.vpc != endpoint.vpc {
            return refused(format!(
                "Route table {id} does not belong to VPC {}",
                endpoint.vpc
            ));
        }
        let taken = Destination::Prefixes(prefixes.clone());
        if table.routes.iter().any(|r| r.destination == taken) {
            return Err(Refusal::new(
                "RouteAlreadyExists",
                format!("route table {id} already has a route with destination-prefix-list-id {prefixes}"),
            ));
        }
    }
    Ok(())
}

/// The conditions of an interface endpoint on its subnets, groups and names.
pub(super) fn check_interface(request: &Request<'_>, endpoint: &Endpoint) -> Result<(), Refusal> {
    if !endpoint.route_tables.is_empty() {
        return refused("Route table IDs are only supported for Gateway type VPC Endpoint.".to_owned());
    }
    let mut zones = BTreeSet::new();
    for id in &endpoint.subnets {
        let subnet = request.subnet(id)?;
        if subnet.vpc != endpoint.vpc {
            return refused(format!("Subnet {id} does not belong to VPC {}", endpoint.vpc));
        }
        if !zones.insert(&subnet.zone) {
            return Err(Refusal::new(
                "DuplicateSubnetsInSameZone",
                format!("Found another VPC endpoint subnet in the availability zone of {id}"),
            ));
        }
    }
    groups_in(request, &endpoint.vpc, &endpoint.groups)?;
    if endpoint.private_dns {
        check_private_dns(request, endpoint)?;
    }
    Ok(())
}

/// Private names need both DNS attributes of the VPC, a service that has one,
/// and no other endpoint that answers to it.
fn check_private_dns(request: &Request<'_>, endpoint: &Endpoint) -> Result<(), Refusal> {
    let vpc = request.vpc(&endpoint.vpc)?;
    if !(vpc.attributes.dns_support && vpc.attributes.dns_hostnames) {
        return refused(format!(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes \
             set to true for {}",
            vpc.id
        ));
    }
    let Some(name) = &endpoint.offer.private_name else {
        return refused(format!(
            "Private DNS can't be enabled because the service {} does not provide a private DNS name.",
            endpoint.offer.name
        ));
    };
    let endpoints = &request.state().endpoints;
    let service = format!("{} {}", vpc.id, endpoint.offer.name);
    let is_gateway = |e: &Endpoint| e.offer.reach == Reach::Gateway;
    if endpoint.inbound_only && !endpoints.with("vpc-id service-name", &service).any(is_gateway) {
        return refused(format!(
            "To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {} must have a Gateway \
             endpoint for the service.",
            vpc.id
        ));
    }
    let mut rivals = endpoints.with("vpc-id private-name", &format!("{} {name}", vpc.id));
    if rivals.any(|e| e.id != endpoint.id && e.deleted.is_none()) {
        return refused(format!(
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for \
             {name} in the VPC {}",
            vpc.id
        ));
    }
    Ok(())
}
