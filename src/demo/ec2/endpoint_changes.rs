//! Making, changing and deleting VPC endpoints, with the conditions that AWS
//! sets on them.

use super::catalogue;
use super::describe::Described;
use super::endpoints::{self, Endpoint, FULL_ACCESS};
use super::interfaces::Interface;
use super::routes::{self, Route};
use super::services::{self, Offer, Reach};
use super::state::Request;
use super::tags;
use super::wire::{Outcome, Refusal, done, list, require};
use crate::demo::wire::xml::Writer;
use crate::policy::Document;
use std::collections::BTreeSet;

/// The longest endpoint policy, in characters.
const LONGEST_POLICY: usize = 20_480;

/// `CreateVpcEndpoint`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = match request.made_before()? {
        Some(id) => id,
        None => make(request)?,
    };
    let endpoint = request
        .state
        .endpoints
        .get(&id)
        .ok_or_else(|| endpoints::unknown(&id))?;
    x.element("vpcEndpoint", |x| {
        endpoint.write(request, x);
    });
    x.maybe("clientToken", request.params.get("ClientToken"));
    Ok(())
}

fn make(request: &mut Request<'_>) -> Result<String, Refusal> {
    let vpc = request.vpc(require(&request.params, "VpcId")?)?.id.clone();
    let offer = offer(request)?;
    let policy = match request.params.get("PolicyDocument").filter(|p| !p.is_empty()) {
        Some(text) => policy(text)?,
        None => FULL_ACCESS.to_owned(),
    };
    let tags = tags::specified(&request.params, "vpc-endpoint")?;
    let mut endpoint = Endpoint {
        id: request.ids.ec2("vpce"),
        vpc,
        policy,
        private_dns: false,
        inbound_only: false,
        subnets: list(&request.params, "SubnetId"),
        groups: list(&request.params, "SecurityGroupId"),
        route_tables: list(&request.params, "RouteTableId"),
        created: request.call.now,
        deleted: None,
        offer,
    };
    let mut interfaces = Vec::new();
    match endpoint.offer.reach {
        Reach::Gateway => check_gateway(request, &endpoint)?,
        Reach::Interface => {
            if endpoint.groups.is_empty() {
                let mut groups = request.state.groups.values();
                let default = groups.find(|g| g.vpc == endpoint.vpc && g.is_default());
                endpoint.groups = default.map(|g| g.id.clone()).into_iter().collect();
            }
            endpoint.private_dns = request
                .params
                .flag("PrivateDnsEnabled")
                .unwrap_or(endpoint.offer.private_name.is_some());
            endpoint.inbound_only = endpoint.private_dns
                && endpoint.offer.is_s3()
                && request
                    .params
                    .flag("DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint")
                    .unwrap_or(true);
            check_interface(request, &endpoint)?;
            interfaces = interfaces_in(request, &endpoint, &endpoint.subnets)?;
        }
    }
    let id = endpoint.id.clone();
    for table in endpoint.route_tables.clone() {
        add_route(request, &endpoint, &table);
    }
    for interface in interfaces {
        request.state.interfaces.insert(interface.id.clone(), interface);
    }
    request.state.tags.insert(id.clone(), tags);
    request.state.endpoints.insert(id.clone(), endpoint);
    request.remember(&id);
    Ok(id)
}

/// The service that the call names, reached as it says (a gateway when it does
/// not say).
fn offer(request: &Request<'_>) -> Result<Offer, Refusal> {
    let name = require(&request.params, "ServiceName")?;
    let kind = request.params.get("VpcEndpointType").unwrap_or("Gateway");
    let offers: Vec<Offer> = services::offers(&request.call.region)
        .into_iter()
        .filter(|o| o.name == name)
        .collect();
    if offers.is_empty() {
        return Err(catalogue::unknown(name));
    }
    let available: Vec<&str> = offers.iter().map(|o| o.reach.as_str()).collect();
    offers
        .iter()
        .find(|o| o.reach.as_str() == kind)
        .cloned()
        .ok_or_else(|| {
            Refusal::new(
                "InvalidParameter",
                format!(
                    "Endpoint type ({kind}) does not match available service types ([{}]).",
                    available.join(", ")
                ),
            )
        })
}

/// Reads a policy as IAM does; what is kept is the text as sent.
fn policy(text: &str) -> Result<String, Refusal> {
    if text.chars().count() > LONGEST_POLICY {
        return Err(Refusal::new(
            "InvalidPolicyDocument",
            format!("The policy document is longer than {LONGEST_POLICY} characters."),
        ));
    }
    match Document::parse(text) {
        Ok(document) if document.statements.iter().all(|s| s.principal.is_some()) => Ok(text.to_owned()),
        Ok(_) => Err(Refusal::new(
            "InvalidPolicyDocument",
            "The policy document is invalid: a statement has no principal.",
        )),
        Err(error) => Err(Refusal::new(
            "InvalidPolicyDocument",
            format!("The policy document is invalid: {error}"),
        )),
    }
}

fn check_gateway(request: &Request<'_>, endpoint: &Endpoint) -> Result<(), Refusal> {
    for id in &endpoint.route_tables {
        let table = routes::table(request, id)?;
        if table.vpc != endpoint.vpc {
            return Err(Refusal::new(
                "InvalidParameter",
                format!("Route table {id} does not belong to VPC {}", endpoint.vpc),
            ));
        }
        let prefixes = services::prefix_list(&request.call.region, &endpoint.offer.name);
        let taken = routes::Destination::Prefixes(prefixes.clone());
        if table.routes.iter().any(|r| r.destination == taken) {
            return Err(Refusal::new(
                "RouteAlreadyExists",
                format!("route table {id} already has a route with destination-prefix-list-id {prefixes}"),
            ));
        }
    }
    Ok(())
}

fn check_interface(request: &Request<'_>, endpoint: &Endpoint) -> Result<(), Refusal> {
    if !endpoint.route_tables.is_empty() {
        return Err(Refusal::new(
            "InvalidParameter",
            "Route table IDs are only supported for Gateway type VPC Endpoint.",
        ));
    }
    let mut zones = BTreeSet::new();
    for id in &endpoint.subnets {
        let subnet = request.subnet(id)?;
        if subnet.vpc != endpoint.vpc {
            return Err(Refusal::new(
                "InvalidParameter",
                format!("Subnet {id} does not belong to VPC {}", endpoint.vpc),
            ));
        }
        if !zones.insert(&subnet.zone) {
            return Err(Refusal::new(
                "DuplicateSubnetsInSameZone",
                format!("Found another VPC endpoint subnet in the availability zone of {id}"),
            ));
        }
    }
    for id in &endpoint.groups {
        match request.state.groups.get(id) {
            Some(group) if group.vpc == endpoint.vpc => {}
            Some(_) => {
                return Err(Refusal::new(
                    "InvalidParameter",
                    format!("Security group {id} does not belong to VPC {}", endpoint.vpc),
                ));
            }
            None => return Err(super::groups::unknown(id)),
        }
    }
    if endpoint.private_dns {
        check_private_dns(request, endpoint)?;
    }
    Ok(())
}

/// Private names need both DNS attributes of the VPC, a service that has one,
/// and no other endpoint that answers to it.
fn check_private_dns(request: &Request<'_>, endpoint: &Endpoint) -> Result<(), Refusal> {
    let vpc = request.vpc(&endpoint.vpc)?;
    let refused = |message: String| Err(Refusal::new("InvalidParameter", message));
    if !(vpc.dns_support && vpc.dns_hostnames) {
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
    let mut others = request
        .state
        .endpoints
        .values()
        .filter(|e| e.vpc == vpc.id && e.id != endpoint.id && e.deleted.is_none());
    let is_gateway = |e: &Endpoint| e.offer.reach == Reach::Gateway && e.offer.name == endpoint.offer.name;
    if endpoint.inbound_only && !others.clone().any(is_gateway) {
        return refused(format!(
            "To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {} must have a Gateway \
             endpoint for the service.",
            vpc.id
        ));
    }
    if others.any(|e| e.private_dns && e.offer.private_name.as_ref() == Some(name)) {
        return refused(format!(
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for \
             {name} in the VPC {}",
            vpc.id
        ));
    }
    Ok(())
}

fn interfaces_in(
    request: &Request<'_>,
    endpoint: &Endpoint,
    subnets: &[String],
) -> Result<Vec<Interface>, Refusal> {
    subnets
        .iter()
        .map(|id| Interface::within(request, request.subnet(id)?, &endpoint.id, &endpoint.groups))
        .collect()
}

fn add_route(request: &mut Request<'_>, endpoint: &Endpoint, table: &str) {
    let prefixes = services::prefix_list(&request.call.region, &endpoint.offer.name);
    if let Some(table) = request.state.route_tables.get_mut(table) {
        table.routes.push(Route::to_endpoint(&prefixes, &endpoint.id));
    }
}

/// `ModifyVpcEndpoint`. The changed endpoint meets the conditions of a new one.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "VpcEndpointId")?.to_owned();
    let before = request.state.endpoints.get(&id).filter(|e| e.deleted.is_none());
    let mut after = before.ok_or_else(|| endpoints::unknown(&id))?.clone();
    if request.params.flag("ResetPolicy") == Some(true) {
        FULL_ACCESS.clone_into(&mut after.policy);
    } else if let Some(text) = request.params.get("PolicyDocument").filter(|p| !p.is_empty()) {
        after.policy = policy(text)?;
    }
    let subnets = changed(request, "SubnetId", &mut after.subnets);
    let tables = changed(request, "RouteTableId", &mut after.route_tables);
    changed(request, "SecurityGroupId", &mut after.groups);
    let mut interfaces = Vec::new();
    match after.offer.reach {
        Reach::Gateway => {
            let added = Endpoint {
                route_tables: tables.clone(),
                ..after.clone()
            };
            check_gateway(request, &added)?;
        }
        Reach::Interface => {
            after.private_dns = request
                .params
                .flag("PrivateDnsEnabled")
                .unwrap_or(after.private_dns);
            check_interface(request, &after)?;
            interfaces = interfaces_in(request, &after, &subnets)?;
        }
    }
    for table in request.state.route_tables.values_mut() {
        if !after.route_tables.contains(&table.id) {
            table.routes.retain(|r| r.target.1 != id);
        }
    }
    for table in &tables {
        add_route(request, &after, table);
    }
    request
        .state
        .interfaces
        .retain(|_, i| i.endpoint != id || after.subnets.contains(&i.subnet));
    for interface in interfaces {
        request.state.interfaces.insert(interface.id.clone(), interface);
    }
    for interface in request.state.interfaces.values_mut() {
        if interface.endpoint == id {
            interface.groups.clone_from(&after.groups);
        }
    }
    request.state.endpoints.insert(id, after);
    done(x);
    Ok(())
}

/// Applies `Add…` and `Remove…` to a list; gives what was really added.
fn changed(request: &Request<'_>, name: &str, values: &mut Vec<String>) -> Vec<String> {
    let mut added = list(&request.params, &format!("Add{name}"));
    let removed = list(&request.params, &format!("Remove{name}"));
    added.retain(|id| !values.contains(id));
    values.retain(|id| !removed.contains(id));
    values.extend(added.iter().cloned());
    added
}

/// `DeleteVpcEndpoints`. A gateway goes at once, with its routes; an interface
/// endpoint is `deleting` for a while and holds its interfaces until then.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    require(&request.params, "VpcEndpointId.1")?;
    let now = request.call.now;
    let mut unsuccessful = Vec::new();
    for id in list(&request.params, "VpcEndpointId") {
        let Some(endpoint) = request.state.endpoints.get_mut(&id) else {
            unsuccessful.push(id);
            continue;
        };
        if endpoint.offer.reach == Reach::Interface {
            endpoint.deleted = endpoint.deleted.or(Some(now));
            continue;
        }
        request.state.endpoints.remove(&id);
        request.state.tags.remove(&id);
        for table in request.state.route_tables.values_mut() {
            table.routes.retain(|r| r.target.1 != id);
        }
    }
    x.list("unsuccessful", "item", unsuccessful, |x, id| {
        x.text("resourceId", &id);
        x.element("error", |x| {
            x.text("code", "InvalidVpcEndpoint.NotFound");
            x.text("message", format!("The Vpc Endpoint Id '{id}' does not exist"));
        });
    });
    Ok(())
}
