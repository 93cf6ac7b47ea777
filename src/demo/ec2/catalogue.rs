//! What may be asked about PrivateLink services and prefix lists.

use super::describe::{cut, wanted};
use super::places;
use super::services::{self, Offer};
use super::state::Request;
use super::wire::{Outcome, Refusal, list, strings};
use crate::demo::wire::xml::Writer;
use std::collections::BTreeSet;

/// `DescribeVpcEndpointServices`.
pub(super) fn endpoint_services(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    let names = list(&request.params, "ServiceName");
    let offers = services::offers(&request.call.region);
    if let Some(name) = names.iter().find(|n| !offers.iter().any(|o| o.name == **n)) {
        return Err(unknown(name));
    }
    let mut chosen = Vec::new();
    for offer in &offers {
        let fits = wanted(&filters, |filter| {
            Some(vec![match filter {
                "service-name" => offer.name.clone(),
                "service-type" => offer.reach.as_str().to_owned(),
                "owner" => "amazon".to_owned(),
                "service-region" => request.call.region.clone(),
                tag if tag.starts_with("tag") => return Some(Vec::new()),
                _ => return None,
            }])
        })?;
        if fits && (names.is_empty() || names.contains(&offer.name)) {
            let key = format!("{} {}", offer.name, offer.reach.as_str());
            chosen.push((key, offer));
        }
    }
    chosen.sort_by(|a, b| a.0.cmp(&b.0));
    let next = cut(&request.params, 1, &mut chosen)?;
    let shown: BTreeSet<String> = chosen.iter().map(|(_, o)| o.name.clone()).collect();
    strings(x, "serviceNameSet", &shown.into_iter().collect::<Vec<_>>());
    x.list("serviceDetailSet", "item", chosen, |x, (_, offer)| {
        write(offer, &request.call.region, x);
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// `InvalidServiceName`.
pub(super) fn unknown(name: &str) -> Refusal {
    Refusal::new(
        "InvalidServiceName",
        format!("The Vpc Endpoint Service '{name}' does not exist"),
    )
}

fn write(offer: &Offer, region: &str, x: &mut Writer) {
    let zones = places::zones(region);
    x.text("serviceName", &offer.name);
    x.text(
        "serviceId",
        services::prefix_list(region, &offer.name).replacen("pl-", "vpce-svc-0a1b2c3d4", 1),
    );
    x.list("serviceType", "item", [()], |x, ()| {
        x.text("serviceType", offer.reach.as_str());
    });
    x.text("serviceRegion", region);
    x.element("availabilityZoneSet", |x| {
        for zone in &zones {
            x.text("item", &zone.name);
        }
    });
    x.element("availabilityZoneIdSet", |x| {
        for zone in &zones {
            x.text("item", &zone.id);
        }
    });
    x.text("owner", "amazon");
    x.element("baseEndpointDnsNameSet", |x| {
        x.text("item", offer.base_name(region));
    });
    x.maybe("privateDnsName", offer.private_name.as_ref());
    x.list("privateDnsNameSet", "item", &offer.private_name, |x, name| {
        x.text("privateDnsName", name);
    });
    if offer.private_name.is_some() {
        x.text("privateDnsNameVerificationState", "verified");
    }
    x.text("vpcEndpointPolicySupported", true);
    x.text("acceptanceRequired", false);
    x.text("managesVpcEndpoints", false);
    x.element("supportedIpAddressTypeSet", |x| x.text("item", "ipv4"));
    x.element("tagSet", |_| {});
}

/// `DescribePrefixLists`.
pub(super) fn prefix_lists(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let chosen = chosen_lists(request)?;
    x.list("prefixListSet", "item", chosen, |x, (id, name)| {
        x.text("prefixListId", id);
        x.text("prefixListName", name);
        x.element("cidrSet", |_| {});
    });
    Ok(())
}

/// `DescribeManagedPrefixLists`.
pub(super) fn managed_prefix_lists(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let chosen = chosen_lists(request)?;
    x.list("prefixListSet", "item", chosen, |x, (id, name)| {
        x.text(
            "prefixListArn",
            format!("arn:aws:ec2:{}:aws:prefix-list/{id}", request.call.region),
        );
        x.text("prefixListId", id);
        x.text("prefixListName", name);
        x.text("state", "create-complete");
        x.text("addressFamily", "IPv4");
        x.text("ownerId", "AWS");
    });
    Ok(())
}

fn chosen_lists(request: &Request<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let filters = request.params.filters();
    let ids = list(&request.params, "PrefixListId");
    let all: Vec<(String, String)> = services::prefix_lists(&request.call.region).collect();
    if let Some(id) = ids.iter().find(|id| !all.iter().any(|(list, _)| list == *id)) {
        return Err(Refusal::new(
            "InvalidPrefixListId.NotFound",
            format!("The prefix list ID '{id}' does not exist"),
        ));
    }
    let mut chosen = Vec::new();
    for (id, name) in all {
        let fits = wanted(&filters, |filter| {
            Some(vec![match filter {
                "prefix-list-id" => id.clone(),
                "prefix-list-name" => name.clone(),
                "owner-id" => "AWS".to_owned(),
                _ => return None,
            }])
        })?;
        if fits && (ids.is_empty() || ids.contains(&id)) {
            chosen.push((id, name));
        }
    }
    Ok(chosen)
}
