//! VPC endpoints: what one is, the state that the clock gives it, and how it
//! is described.

use super::describe::Described;
use super::services::{Offer, Reach};
use super::state::{Region, Request};
use super::wire::{Refusal, strings};
use super::{groups, tags};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::collections::BTreeMap;

/// Seconds that an interface endpoint is `pending` after it was made, and
/// `deleting` after it was deleted. AWS takes minutes; the order is the same.
pub(super) const SETTLING: i64 = 5;

/// The policy that AWS attaches when none is given: full access.
pub(super) const FULL_ACCESS: &str = r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

/// A VPC endpoint.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) offer: Offer,
    pub(super) policy: String,
    pub(super) private_dns: bool,
    /// `PrivateDnsOnlyForInboundResolverEndpoint`.
    pub(super) inbound_only: bool,
    pub(super) subnets: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) route_tables: Vec<String>,
    pub(super) created: Timestamp,
    /// When it was deleted, while it is still going.
    pub(super) deleted: Option<Timestamp>,
}

impl Endpoint {
    /// `State`, in the lower case that the API answers with whatever its
    /// reference says.
    pub(super) fn state(&self, now: Timestamp) -> &'static str {
        let young = now.seconds_since(self.created) < SETTLING;
        match (self.deleted, self.offer.reach) {
            (Some(_), _) => "deleting",
            (None, Reach::Interface) if young => "pending",
            (None, _) => "available",
        }
    }

    /// The names that resolve to it: its own, one a zone, and the service's.
    fn dns_entries(&self, request: &Request<'_>) -> Vec<String> {
        if self.offer.reach == Reach::Gateway || self.subnets.is_empty() {
            return Vec::new();
        }
        let base = self.offer.base_name(&request.call.region);
        // The label is as unique as the endpoint's id, of which it is the end.
        let label = self.id.get(self.id.len().saturating_sub(8)..).unwrap_or_default();
        let name = format!("{}-{label}", self.id);
        let mut names = vec![format!("{name}.{base}")];
        let zones = self.subnets.iter().filter_map(|s| request.state.subnets.get(s));
        names.extend(zones.map(|subnet| format!("{name}-{}.{base}", subnet.zone)));
        if self.private_dns {
            names.extend(self.offer.private_name.clone());
        }
        names
    }

    fn interfaces(&self, region: &Region) -> Vec<String> {
        let own = region.interfaces.values().filter(|i| i.endpoint == self.id);
        own.map(|i| i.id.clone()).collect()
    }
}

/// `InvalidVpcEndpointId.NotFound`.
pub(super) fn unknown(id: &str) -> Refusal {
    Refusal::new(
        "InvalidVpcEndpointId.NotFound",
        format!("The Vpc Endpoint Id '{id}' does not exist"),
    )
}

/// Lets go of endpoints whose deletion is over, and of their interfaces.
pub(super) fn sweep(region: &mut Region, now: Timestamp) {
    let over = |e: &Endpoint| e.deleted.is_some_and(|at| now.seconds_since(at) >= SETTLING);
    let gone: Vec<String> = region
        .endpoints
        .values()
        .filter(|e| over(e))
        .map(|e| e.id.clone())
        .collect();
    for id in gone {
        region.endpoints.remove(&id);
        region.tags.remove(&id);
        region.interfaces.retain(|_, interface| interface.endpoint != id);
    }
}

impl Described for Endpoint {
    const SET: &'static str = "vpcEndpointSet";
    const IDS: &'static str = "VpcEndpointId";
    const SMALLEST_PAGE: usize = 1;

    fn all(region: &Region) -> &BTreeMap<String, Self> {
        &region.endpoints
    }

    fn unknown(id: &str) -> Refusal {
        unknown(id)
    }

    fn attribute(&self, request: &Request<'_>, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "vpc-endpoint-id" => self.id.clone(),
            "vpc-id" => self.vpc.clone(),
            "service-name" => self.offer.name.clone(),
            "service-region" => request.call.region.clone(),
            "vpc-endpoint-type" => self.offer.reach.as_str().to_owned(),
            "vpc-endpoint-state" => self.state(request.call.now).to_owned(),
            "ip-address-type" => "ipv4".to_owned(),
            _ => return None,
        }])
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("vpcEndpointId", &self.id);
        x.text("vpcEndpointType", self.offer.reach.as_str());
        x.text("vpcId", &self.vpc);
        x.text("serviceName", &self.offer.name);
        x.text("state", self.state(request.call.now));
        x.text("policyDocument", &self.policy);
        strings(x, "routeTableIdSet", &self.route_tables);
        strings(x, "subnetIdSet", &self.subnets);
        groups::write_set(request, "groupSet", &self.groups, x);
        x.text("ipAddressType", "ipv4");
        if self.offer.reach == Reach::Interface {
            x.element("dnsOptions", |x| {
                x.text("dnsRecordIpType", "ipv4");
                if self.offer.is_s3() {
                    x.text("privateDnsOnlyForInboundResolverEndpoint", self.inbound_only);
                }
            });
        }
        x.text("privateDnsEnabled", self.private_dns);
        x.text("requesterManaged", false);
        strings(x, "networkInterfaceIdSet", &self.interfaces(request.state));
        x.list("dnsEntrySet", "item", self.dns_entries(request), |x, name| {
            x.text("dnsName", name);
        });
        x.text("creationTimestamp", self.created.rfc3339());
        x.text("ownerId", ACCOUNT_ID);
        x.text("serviceRegion", &request.call.region);
        tags::write(request, &self.id, x);
    }
}
