//! Ways to other networks and other accounts: transit gateways, peering,
//! services offered through PrivateLink.

use crate::inventory::detail::{EndpointService, PeeringConnection, TransitGateway};
use crate::inventory::{Kind, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::cidr::Block;
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "ec2.transitgateway_auto_accept_vpc_attachments",
        title: "A transit gateway asks before a shared VPC is attached",
        severity: Severity::High,
        why: "An attachment that accepts itself puts another account's network next to the training subnets.",
        fix: Fix::by_hand("Disable AutoAcceptSharedAttachments, and accept attachments one by one."),
        prowler: &["ec2_transitgateway_auto_accept_vpc_attachments"],
        security_hub: &["EC2.23"],
        reads: Reads::Itself,
        judges: &[Judge::TransitGateway(asks_first)],
    },
    Check {
        id: "vpc.endpoint_services_allowed_principals_trust_boundaries",
        title: "An endpoint service admits this account's principals only, or nobody",
        severity: Severity::High,
        why: "A model behind PrivateLink is as public as its list of principals: everyone else's VPC can reach it.",
        fix: Fix::by_hand("Remove the principals that are not yours, and require acceptance of connections."),
        prowler: &["vpc_endpoint_services_allowed_principals_trust_boundaries"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::EndpointService(own_principals)],
    },
    Check {
        id: "vpc.peering_routing_tables_with_least_privilege",
        title: "Routes through a peering connection lead to what is needed only",
        severity: Severity::Medium,
        why: "A route to the whole of the other VPC makes one network of two: what breaks into the laboratory is \
              next to the patient data.",
        fix: Fix::by_hand("Replace the route by routes to the subnets or hosts that are called."),
        prowler: &["vpc_peering_routing_tables_with_least_privilege"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::PeeringConnection(narrow_routes)],
    },
];

const ACCEPT: Probe = Probe::new(
    "DescribeTransitGateways.Options.AutoAcceptSharedAttachments",
    "disable",
);
const PRINCIPALS: Probe = Probe::new(
    "DescribeVpcEndpointServicePermissions.AllowedPrincipals",
    "principals of this account, or none",
);
const STATE: Probe = Probe::new("DescribeVpcPeeringConnections.Status.Code", "active");
const ROUTES: Probe = Probe::new(
    "DescribeRouteTables.Routes",
    "no route to everything or to a whole VPC through the connection",
);

/// A gateway that another account shares is that account's to set.
fn asks_first(context: &Context<'_>, resource: &Resource, gateway: &TransitGateway) -> Judged {
    if resource.account != context.inventory().account {
        return Ok(Verdict::NotApplicable);
    }
    let accepts = *ACCEPT.read(&gateway.auto_accept)?;
    Ok(ACCEPT.verdict(!accepts, if accepts { "enable" } else { "disable" }))
}

fn own_principals(_: &Context<'_>, resource: &Resource, service: &EndpointService) -> Judged {
    let principals = PRINCIPALS.read(&service.principals)?;
    let own = resource.account.as_str();
    let strange = |who: &&String| who.split(':').nth(4) != Some(own) && *who != own;
    let strangers: Vec<&str> = principals.iter().filter(strange).map(String::as_str).collect();
    Ok(if !strangers.is_empty() {
        PRINCIPALS.verdict(false, strangers.join(", "))
    } else if principals.is_empty() {
        PRINCIPALS.verdict(true, "none")
    } else {
        PRINCIPALS.verdict(true, principals.join(", "))
    })
}

/// The tables of the other side's account are that account's; those of this
/// one are judged. IPv6 has no whole world of its own: `::/0` counts too.
fn narrow_routes(context: &Context<'_>, resource: &Resource, peering: &PeeringConnection) -> Judged {
    if STATE.read(&peering.state)? != "active" {
        return Ok(Verdict::NotApplicable);
    }
    let routes = context.networks().routes_through(&peering.id);
    let (mut wide, mut doubt) = (Vec::new(), None);
    for (table, route) in routes {
        let Some(block) = Block::parse(&route.destination) else {
            doubt = Some(ROUTES.unread(format!("what {} holds was not read", route.destination)));
            continue;
        };
        let whole = || {
            let requester = ROUTES.read(&peering.requester_cidrs)?;
            let accepter = ROUTES.read(&peering.accepter_cidrs)?;
            let mut blocks = requester.iter().chain(accepter).filter_map(|c| Block::parse(c));
            Ok(blocks.any(|vpc| block.holds(vpc)))
        };
        match if block.is_everything() { Ok(true) } else { whole() } {
            Ok(true) => wide.push(format!("{}: {}", table.id, route.destination)),
            Ok(false) => {}
            Err(unread) => doubt = Some(unread),
        }
    }
    for vpc in [&peering.requester, &peering.accepter] {
        for table in context.networks().tables_of(vpc) {
            doubt = ROUTES.read(&table.routes).err().or(doubt);
        }
    }
    if !wide.is_empty() {
        return Ok(ROUTES.verdict(false, wide.join("; ")));
    }
    if let Some(unread) = doubt {
        return Err(unread);
    }
    context.listed(Kind::RouteTable, &resource.region, ROUTES)?;
    Ok(ROUTES.verdict(true, format!("{} narrow routes", routes.len())))
}
