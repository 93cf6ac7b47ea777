//! What may be asked about the services that PrivateLink reaches.

use super::describe::{cut, refuse_unknown, wanted};
use super::places;
use super::services::{self, Offer, Reach};
use super::state::Request;
use super::wire::{Outcome, list, strings};
use crate::demo::wire::xml::Writer;
use std::collections::BTreeSet;

/// `DescribeVpcEndpointServices`.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    let region = request.call.region.as_str();
    let seen = |filter: &str, offer: Option<&Offer>| {
        Some(match (filter, offer) {
            ("service-name", Some(offer)) => vec![offer.name.clone()],
            ("service-type", Some(offer)) => vec![offer.reach.as_str().to_owned()],
            ("owner", _) => vec!["amazon".to_owned()],
            ("service-region", _) => vec![region.to_owned()],
            ("supported-ip-address-types", _) => vec!["ipv4".to_owned()],
            ("service-name" | "service-type", None) | ("tag-key", _) => Vec::new(),
            (tag, _) if tag.starts_with("tag:") => Vec::new(),
            _ => return None,
        })
    };
    refuse_unknown(&filters, |filter| seen(filter, None).is_some())?;
    let names = list(&request.params, "ServiceName");
    let unknown = |name: &&String| services::named(region, name).is_empty();
    if let Some(name) = names.iter().find(unknown) {
        return Err(services::unknown(name));
    }
    let mut chosen = Vec::new();
    for offer in services::offers(region) {
        let asked_for = names.is_empty() || names.contains(&offer.name);
        if asked_for && wanted(&filters, |filter| seen(filter, Some(&offer)))? {
            chosen.push((format!("{} {}", offer.name, offer.reach.as_str()), offer));
        }
    }
    chosen.sort_by(|a, b| a.0.cmp(&b.0));
    let next = cut(&request.params, 1, &mut chosen)?;
    let shown: BTreeSet<String> = chosen.iter().map(|(_, o)| o.name.clone()).collect();
    strings(x, "serviceNameSet", &shown.into_iter().collect::<Vec<_>>());
    x.list("serviceDetailSet", "item", chosen, |x, (_, offer)| {
        write(&offer, region, x);
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// The id that AWS's services have here: it depends on name and way alone.
fn service_id(offer: &Offer) -> String {
    let text = offer.name.bytes().chain(offer.reach.as_str().bytes());
    let hash = text.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("vpce-svc-0{hash:016x}")
}

fn write(offer: &Offer, region: &str, x: &mut Writer) {
    let zones = places::zones(region);
    x.text("serviceName", &offer.name);
    x.text("serviceId", service_id(offer));
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
    x.text("vpcEndpointPolicySupported", offer.takes_policy);
    x.text("acceptanceRequired", false);
    x.text("managesVpcEndpoints", false);
    if offer.reach == Reach::Interface {
        x.element("supportedIpAddressTypeSet", |x| x.text("item", "ipv4"));
    }
    x.element("tagSet", |_| {});
}
