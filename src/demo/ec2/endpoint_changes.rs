//! Making, changing and deleting VPC endpoints.

use super::describe::Described;
use super::endpoint_conditions::{check_gateway, check_interface, offer, policy};
use super::endpoints::{Endpoint, SETTLING};
use super::interfaces::{Holder, Interface, groups_in};
use super::kinds;
use super::prefix_lists;
use super::routes::Route;
use super::services::Reach;
use super::state::{Region, Request, found};
use super::tags;
use super::wire::{Outcome, Refusal, done, list, require, unsuccessful};
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;

/// `CreateVpcEndpoint`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = match request.made_before()? {
        Some(id) => id,
        None => make(request)?,
    };
    let endpoint = found(&request.state().endpoints, &id, &kinds::ENDPOINT)?;
    x.element("vpcEndpoint", |x| endpoint.write(request, x));
    x.maybe("clientToken", request.params.get("ClientToken"));
    Ok(())
}

fn make(request: &mut Request<'_>) -> Result<String, Refusal> {
    let params = &request.params;
    let vpc = request.vpc(require(params, "VpcId")?)?.id.clone();
    let offer = offer(request)?;
    let mut endpoint = Endpoint {
        id: request.ids.ec2("vpce"),
        vpc,
        policy: policy(request, &offer)?,
        private_dns: false,
        inbound_only: false,
        subnets: list(params, "SubnetId"),
        groups: list(params, "SecurityGroupId"),
        route_tables: list(params, "RouteTableId"),
        created: request.call.now,
        deleted: None,
        offer,
    };
    let tags = tags::specified(params, "vpc-endpoint")?;
    let mut interfaces = Vec::new();
    match endpoint.offer.reach {
        Reach::Gateway => {
            if params.flag("PrivateDnsEnabled") == Some(true) {
                return Err(Refusal::new(
                    "InvalidParameter",
                    "Private DNS can only be enabled for Interface type VPC Endpoints.",
                ));
            }
            check_gateway(request, &endpoint, &endpoint.route_tables)?;
        }
        Reach::Interface => {
            endpoint.groups = groups_in(request, &endpoint.vpc, &endpoint.groups)?;
            // S3 had endpoints before it had private names.
            let named = endpoint.offer.private_name.is_some() && !endpoint.offer.is_s3();
            endpoint.private_dns = params.flag("PrivateDnsEnabled").unwrap_or(named);
            endpoint.inbound_only = inbound_only(request, &endpoint, true);
            check_interface(request, &endpoint)?;
            interfaces = interfaces_in(request, &endpoint, &endpoint.subnets)?;
        }
    }
    let id = endpoint.id.clone();
    let prefixes = prefix_lists::prefix_list(&request.call.region, &endpoint.offer.name);
    let region = request.change()?;
    for table in &endpoint.route_tables {
        add_route(region, table, &prefixes, &id);
    }
    for interface in interfaces {
        interface.place(region);
    }
    region.tags.add(&id, tags);
    region.endpoints.insert(&id, endpoint);
    request.remember(&id);
    Ok(id)
}

/// `PrivateDnsOnlyForInboundResolverEndpoint`, which S3 alone has.
fn inbound_only(request: &Request<'_>, endpoint: &Endpoint, otherwise: bool) -> bool {
    let asked = request
        .params
        .flag("DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint");
    endpoint.private_dns && endpoint.offer.is_s3() && asked.unwrap_or(otherwise)
}

fn interfaces_in(
    request: &Request<'_>,
    endpoint: &Endpoint,
    subnets: &[String],
) -> Result<Vec<Interface>, Refusal> {
    let within = |id: &String| {
        let holder = Holder::Endpoint(endpoint.id.clone());
        Interface::within(request, request.subnet(id)?, holder, &endpoint.groups)
    };
    subnets.iter().map(within).collect()
}

fn add_route(region: &mut Region, table: &str, prefixes: &str, endpoint: &str) {
    region.route_tables.change(table, |table| {
        table.routes.push(Route::to_endpoint(prefixes, endpoint));
    });
}

fn remove_route(region: &mut Region, table: &str, endpoint: &str) {
    region
        .route_tables
        .change(table, |table| table.routes.retain(|r| r.target.1 != endpoint));
}

/// `ModifyVpcEndpoint`. The changed endpoint meets the conditions of a new one.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = require(&request.params, "VpcEndpointId")?.to_owned();
    let before = request.state().endpoints.get(&id).filter(|e| e.deleted.is_none());
    let before = before.ok_or_else(|| kinds::ENDPOINT.unknown(&id))?;
    let mut after = before.clone();
    let reset = request.params.flag("ResetPolicy") == Some(true);
    let given = request
        .params
        .get("PolicyDocument")
        .is_some_and(|p| !p.is_empty());
    match (reset, given) {
        (true, true) => {
            return Err(Refusal::new(
                "InvalidParameterCombination",
                "ResetPolicy and PolicyDocument cannot be given together.",
            ));
        }
        (false, false) => {}
        _ => after.policy = policy(request, &after.offer)?,
    }
    let subnets = changed(request, "SubnetId", &mut after.subnets);
    let tables = changed(request, "RouteTableId", &mut after.route_tables);
    changed(request, "SecurityGroupId", &mut after.groups);
    let mut interfaces = Vec::new();
    match after.offer.reach {
        Reach::Gateway => check_gateway(request, &after, &tables)?,
        Reach::Interface => {
            let asked = request.params.flag("PrivateDnsEnabled");
            after.private_dns = asked.unwrap_or(after.private_dns);
            after.inbound_only = inbound_only(request, &after, after.inbound_only);
            check_interface(request, &after)?;
            interfaces = interfaces_in(request, &after, &subnets)?;
        }
    }
    let untied = before
        .route_tables
        .iter()
        .filter(|t| !after.route_tables.contains(t));
    let untied: Vec<String> = untied.cloned().collect();
    let prefixes = prefix_lists::prefix_list(&request.call.region, &after.offer.name);
    let region = request.change()?;
    for table in &untied {
        remove_route(region, table, &id);
    }
    for table in &tables {
        add_route(region, table, &prefixes, &id);
    }
    keep_interfaces(region, &after);
    for interface in interfaces {
        interface.place(region);
    }
    region.endpoints.insert(&id, after);
    done(x);
    Ok(())
}

/// Takes away the interfaces in subnets that the endpoint has left, and gives
/// the others its groups.
fn keep_interfaces(region: &mut Region, endpoint: &Endpoint) {
    let own: Vec<(String, bool)> = region
        .interfaces
        .with("holder", &endpoint.id)
        .map(|i| (i.id.clone(), endpoint.subnets.contains(&i.subnet)))
        .collect();
    for (interface, stays) in own {
        if stays {
            let groups = endpoint.groups.clone();
            region.interfaces.change(&interface, |i| i.groups = groups);
        } else {
            region.detach(&interface);
        }
    }
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
    let ids = list(&request.params, "VpcEndpointId");
    let mut failed = Vec::new();
    let region = request.change()?;
    for id in ids {
        let Some(endpoint) = region.endpoints.get(&id) else {
            let message = format!("The Vpc Endpoint Id '{id}' does not exist");
            failed.push((id, Refusal::new("InvalidVpcEndpoint.NotFound", message)));
            continue;
        };
        if endpoint.offer.reach == Reach::Gateway {
            for table in endpoint.route_tables.clone() {
                remove_route(region, &table, &id);
            }
            super::endpoints::go(region, &id);
        } else if endpoint.deleted.is_none() {
            region.endpoints.change(&id, |e| e.deleted = Some(now));
            region.leaving.insert((Timestamp(now.0 + SETTLING), id));
        }
    }
    unsuccessful(x, &failed);
    Ok(())
}
