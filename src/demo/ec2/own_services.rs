//! What the account itself offers through PrivateLink, and whom it lets in.

use super::describe::{Described, Values, cut, refuse_unknown, wanted};
use super::kinds::{self, Kind};
use super::places;
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, list, require, strings, unsuccessful};
use crate::demo::wire::xml::Writer;
use std::collections::BTreeSet;

/// An endpoint service of the account's.
#[derive(Clone, Debug)]
pub(super) struct OwnService {
    id: String,
    network: Vec<String>,
    gateway: Vec<String>,
    acceptance: bool,
    private_name: Option<String>,
    /// ARNs, or `*` for everyone.
    principals: BTreeSet<String>,
}

impl OwnService {
    fn name(&self, request: &Request<'_>) -> String {
        format!("com.amazonaws.vpce.{}.{}", request.call.region, self.id)
    }

    fn kind(&self) -> &'static str {
        if self.gateway.is_empty() {
            "Interface"
        } else {
            "GatewayLoadBalancer"
        }
    }
}

impl Row for OwnService {
    fn keys(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl Described for OwnService {
    const KIND: &'static Kind = &kinds::OWN_SERVICE;
    const SET: &'static str = "serviceConfigurationSet";
    const IDS: &'static str = "ServiceId";
    const ID: &'static str = "service-id";
    const SMALLEST_PAGE: usize = 1;
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("service-name", |s, request| vec![s.name(request)]),
        ("service-state", |_, _| vec!["Available".to_owned()]),
        ("supported-ip-address-types", |_, _| vec!["ipv4".to_owned()]),
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.own_services
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        let region = request.call.region.as_str();
        let zones = places::zones(region);
        x.list("serviceType", "item", [self.kind()], |x, kind| {
            x.text("serviceType", kind);
        });
        x.text("serviceId", &self.id);
        x.text("serviceName", self.name(request));
        x.text("serviceState", "Available");
        x.element("availabilityZoneSet", |x| {
            for zone in &zones {
                x.text("item", &zone.name);
            }
        });
        x.text("acceptanceRequired", self.acceptance);
        x.text("managesVpcEndpoints", false);
        if !self.network.is_empty() {
            strings(x, "networkLoadBalancerArnSet", &self.network);
        }
        if !self.gateway.is_empty() {
            strings(x, "gatewayLoadBalancerArnSet", &self.gateway);
        }
        x.element("supportedIpAddressTypeSet", |x| x.text("item", "ipv4"));
        x.element("baseEndpointDnsNameSet", |x| {
            x.text("item", format!("{}.{region}.vpce.amazonaws.com", self.id));
        });
        x.maybe("privateDnsName", self.private_name.as_ref());
        tags::write(request, &self.id, x);
    }
}

/// `CreateVpcEndpointServiceConfiguration`. The balancers are believed: the
/// account has none of its own.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = match request.made_before()? {
        Some(id) => id,
        None => make(request)?,
    };
    let service = found(&request.state().own_services, &id, &kinds::OWN_SERVICE)?;
    x.element("serviceConfiguration", |x| service.write(request, x));
    x.maybe("clientToken", request.params.get("ClientToken"));
    Ok(())
}

fn make(request: &mut Request<'_>) -> Result<String, Refusal> {
    let params = &request.params;
    let network = list(params, "NetworkLoadBalancerArn");
    let gateway = list(params, "GatewayLoadBalancerArn");
    if network.is_empty() == gateway.is_empty() {
        return Err(Refusal::new(
            "InvalidParameter",
            "Specify network load balancers or gateway load balancers.",
        ));
    }
    let strange = |arn: &&String| !arn.starts_with("arn:aws:elasticloadbalancing:");
    if let Some(wrong) = network.iter().chain(&gateway).find(strange) {
        return Err(Refusal::new(
            "InvalidParameter",
            format!("{wrong} is not the ARN of a load balancer."),
        ));
    }
    let tags = tags::specified(params, "vpc-endpoint-service")?;
    let service = OwnService {
        id: request.ids.ec2("vpce-svc"),
        network,
        gateway,
        acceptance: params.flag("AcceptanceRequired").unwrap_or(true),
        private_name: params.get("PrivateDnsName").map(str::to_owned),
        principals: BTreeSet::new(),
    };
    let id = service.id.clone();
    let region = request.change()?;
    region.tags.add(&id, tags);
    region.own_services.insert(&id, service);
    request.remember(&id);
    Ok(id)
}

/// `DeleteVpcEndpointServiceConfigurations`.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    require(&request.params, "ServiceId.1")?;
    let ids = list(&request.params, "ServiceId");
    let region = request.change()?;
    let mut failed = Vec::new();
    for id in ids {
        if region.own_services.remove(&id).is_some() {
            region.tags.drop_all(&id);
        } else {
            let refusal = kinds::OWN_SERVICE.unknown(&id);
            failed.push((id, refusal));
        }
    }
    unsuccessful(x, &failed);
    Ok(())
}

fn named<'a>(request: &'a Request<'_>) -> Result<&'a OwnService, Refusal> {
    let id = require(&request.params, "ServiceId")?;
    found(&request.state().own_services, id, &kinds::OWN_SERVICE)
}

/// `PrincipalType`.
fn principal_type(principal: &str) -> &'static str {
    let resource = principal.rsplit(':').next().unwrap_or("");
    match resource.split('/').next().unwrap_or("") {
        "*" => "All",
        "user" => "User",
        "role" => "Role",
        "root" => "Account",
        _ => "Service",
    }
}

fn write_principal(service: &str, principal: &str, x: &mut Writer) {
    // The id depends on the two alone.
    let text = service.bytes().chain(principal.bytes());
    let hash = text.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    x.text("principalType", principal_type(principal));
    x.text("principal", principal);
    x.text("servicePermissionId", format!("vpce-svc-perm-0{hash:016x}"));
    x.text("serviceId", service);
}

/// `DescribeVpcEndpointServicePermissions`.
pub(super) fn permissions(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let service = named(request)?;
    let filters = request.params.filters();
    let seen = |filter: &str, principal: &str| {
        Some(vec![match filter {
            "principal" => principal.to_owned(),
            "principal-type" => principal_type(principal).to_owned(),
            _ => return None,
        }])
    };
    refuse_unknown(&filters, |filter| seen(filter, "").is_some())?;
    let mut chosen = Vec::new();
    for principal in &service.principals {
        if wanted(&filters, |filter| seen(filter, principal))? {
            chosen.push((principal.clone(), principal));
        }
    }
    let next = cut(&request.params, 1, &mut chosen)?;
    x.list("allowedPrincipals", "item", chosen, |x, (_, principal)| {
        write_principal(&service.id, principal, x);
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// `ModifyVpcEndpointServicePermissions`.
pub(super) fn modify_permissions(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?.id.clone();
    let added = list(&request.params, "AddAllowedPrincipals");
    let removed = list(&request.params, "RemoveAllowedPrincipals");
    if added.is_empty() && removed.is_empty() {
        return Err(Refusal::missing("AddAllowedPrincipals"));
    }
    let fits =
        |who: &&String| *who == "*" || who.starts_with("arn:aws:iam::") || who.ends_with(".amazonaws.com");
    if let Some(wrong) = added.iter().find(|who| !fits(who)) {
        return Err(Refusal::new(
            "InvalidPrincipal",
            format!("Invalid Principal: '{wrong}'"),
        ));
    }
    request.change()?.own_services.change(&id, |service| {
        service.principals.extend(added.iter().cloned());
        service.principals.retain(|who| !removed.contains(who));
    });
    x.list("addedPrincipalSet", "item", &added, |x, principal| {
        write_principal(&id, principal, x);
    });
    x.text("return", true);
    Ok(())
}
