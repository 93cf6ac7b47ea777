//! VPC endpoints: what one is, the state that the clock gives it, and how it
//! is described.

use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::services::{Offer, Reach};
use super::state::{Region, Request};
use super::table::{Row, Table};
use super::wire::strings;
use super::{groups, tags};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;

/// Seconds that an interface endpoint is `pending` after it was made, and
/// `deleting` after it was deleted. AWS takes minutes; the order is the same.
pub(super) const SETTLING: i64 = 5;

/// The hosted zone of the names that PrivateLink gives in us-east-1.
const HOSTED_ZONE: &str = "Z7HUB22UULQXV";

/// A VPC endpoint.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) offer: Offer,
    /// `None` when the service takes none.
    pub(super) policy: Option<String>,
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
    /// reference says: the reference's `Available` is what the Rust SDK knows,
    /// `available` is what AWS sends and what botocore and Terraform wait for.
    pub(super) fn state(&self, now: Timestamp) -> &'static str {
        let young = now.seconds_since(self.created) < SETTLING;
        match (self.deleted, self.offer.reach) {
            (Some(_), _) => "deleting",
            (None, Reach::Interface) if young => "pending",
            (None, _) => "available",
        }
    }

    /// The names that resolve to it, each with its hosted zone: its own, one a
    /// zone, and the service's.
    fn dns_entries(&self, request: &Request<'_>) -> Vec<(String, String)> {
        if self.offer.reach == Reach::Gateway || self.subnets.is_empty() {
            return Vec::new();
        }
        let base = self.offer.base_name(&request.call.region);
        // The label is as unique as the endpoint's id, of which it is the end.
        let label = self.id.get(self.id.len().saturating_sub(8)..).unwrap_or_default();
        // S3 names a bucket before the endpoint.
        let any = if self.offer.is_s3() { "*." } else { "" };
        let name = format!("{any}{}-{label}", self.id);
        let mut names = vec![(format!("{name}.{base}"), HOSTED_ZONE.to_owned())];
        let zones = self.subnets.iter().filter_map(|s| request.state().subnets.get(s));
        names.extend(zones.map(|subnet| (format!("{name}-{}.{base}", subnet.zone), HOSTED_ZONE.to_owned())));
        if self.private_dns {
            let own_zone = format!("Z0{}", label.to_ascii_uppercase());
            let private = self.offer.private_name.iter();
            names.extend(private.map(|name| (name.clone(), own_zone.clone())));
        }
        names
    }

    fn interfaces(&self, region: &Region) -> Vec<String> {
        let own = region.interfaces.with("holder", &self.id);
        own.map(|i| i.id.clone()).collect()
    }
}

/// Lets go of an endpoint whose deletion is over, and of its interfaces.
pub(super) fn go(region: &mut Region, id: &str) {
    let Some(endpoint) = region.endpoints.remove(id) else {
        return;
    };
    for interface in endpoint.interfaces(region) {
        region.detach(&interface);
    }
    region.tags.drop_all(id);
}

impl Row for Endpoint {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![
            ("vpc-id", self.vpc.clone()),
            ("service-name", self.offer.name.clone()),
            ("vpc-id service-name", format!("{} {}", self.vpc, self.offer.name)),
        ];
        let tables = self.route_tables.iter();
        keys.extend(tables.map(|id| ("route-table-id", id.clone())));
        if let Some(name) = self.offer.private_name.as_ref().filter(|_| self.private_dns) {
            keys.push(("vpc-id private-name", format!("{} {name}", self.vpc)));
        }
        keys
    }
}

impl Described for Endpoint {
    const KIND: &'static Kind = &kinds::ENDPOINT;
    const SET: &'static str = "vpcEndpointSet";
    const IDS: &'static str = "VpcEndpointId";
    const ID: &'static str = "vpc-endpoint-id";
    const SMALLEST_PAGE: usize = 1;
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("ip-address-type", |_, _| vec!["ipv4".to_owned()]),
        ("service-name", |e, _| vec![e.offer.name.clone()]),
        ("service-region", |_, request| vec![request.call.region.clone()]),
        ("vpc-endpoint-state", |e, request| {
            vec![e.state(request.call.now).to_owned()]
        }),
        ("vpc-endpoint-type", |e, _| {
            vec![e.offer.reach.as_str().to_owned()]
        }),
        ("vpc-id", |e, _| vec![e.vpc.clone()]),
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.endpoints
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("vpcEndpointId", &self.id);
        x.text("vpcEndpointType", self.offer.reach.as_str());
        x.text("vpcId", &self.vpc);
        x.text("serviceName", &self.offer.name);
        x.text("state", self.state(request.call.now));
        x.maybe("policyDocument", self.policy.as_ref());
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
        strings(x, "networkInterfaceIdSet", &self.interfaces(request.state()));
        x.list(
            "dnsEntrySet",
            "item",
            self.dns_entries(request),
            |x, (name, zone)| {
                x.text("dnsName", name);
                x.text("hostedZoneId", zone);
            },
        );
        x.text("creationTimestamp", self.created.rfc3339());
        x.text("ownerId", ACCOUNT_ID);
        x.text("serviceRegion", &request.call.region);
        tags::write(request, &self.id, x);
    }
}
