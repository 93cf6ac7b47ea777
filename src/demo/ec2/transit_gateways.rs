//! Transit gateways, without attachments.

use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;
use std::collections::BTreeMap;

/// Seconds that a gateway is `pending`, and `deleting`. AWS takes minutes.
const SETTLING: i64 = 5;

/// The switches of a gateway, in the API's two spellings, and how they stand
/// when a call does not say.
const SWITCHES: [(&str, &str, &str); 7] = [
    (
        "AutoAcceptSharedAttachments",
        "autoAcceptSharedAttachments",
        "disable",
    ),
    (
        "DefaultRouteTableAssociation",
        "defaultRouteTableAssociation",
        "enable",
    ),
    (
        "DefaultRouteTablePropagation",
        "defaultRouteTablePropagation",
        "enable",
    ),
    ("DnsSupport", "dnsSupport", "enable"),
    ("MulticastSupport", "multicastSupport", "disable"),
    (
        "SecurityGroupReferencingSupport",
        "securityGroupReferencingSupport",
        "disable",
    ),
    ("VpnEcmpSupport", "vpnEcmpSupport", "enable"),
];

/// A transit gateway.
#[derive(Clone, Debug)]
pub(super) struct TransitGateway {
    id: String,
    description: String,
    asn: String,
    switches: BTreeMap<&'static str, String>,
    created: Timestamp,
    deleted: Option<Timestamp>,
}

impl TransitGateway {
    fn state(&self, now: Timestamp) -> &'static str {
        match self.deleted {
            Some(_) => "deleting",
            None if now.seconds_since(self.created) < SETTLING => "pending",
            None => "available",
        }
    }

    /// Applies what a call gives.
    fn change(&mut self, options: &Params) -> Result<(), Refusal> {
        for (name, field, _) in SWITCHES {
            if let Some(value) = options.get(name) {
                if !["enable", "disable"].contains(&value) {
                    return Err(Refusal::value(name, value));
                }
                self.switches.insert(field, value.to_owned());
            }
        }
        Ok(())
    }
}

impl Row for TransitGateway {
    fn keys(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl Described for TransitGateway {
    const KIND: &'static Kind = &kinds::TRANSIT;
    const SET: &'static str = "transitGatewaySet";
    const IDS: &'static str = "TransitGatewayIds";
    const ID: &'static str = "transit-gateway-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("options.auto-accept-shared-attachments", |t, _| {
            t.switches
                .get("autoAcceptSharedAttachments")
                .cloned()
                .into_iter()
                .collect()
        }),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("state", |t, request| vec![t.state(request.call.now).to_owned()]),
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.transit_gateways
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("transitGatewayId", &self.id);
        x.text(
            "transitGatewayArn",
            format!(
                "arn:aws:ec2:{}:{ACCOUNT_ID}:transit-gateway/{}",
                request.call.region, self.id
            ),
        );
        x.text("state", self.state(request.call.now));
        x.text("ownerId", ACCOUNT_ID);
        x.text("description", &self.description);
        x.text("creationTime", self.created.rfc3339());
        x.element("options", |x| {
            x.text("amazonSideAsn", &self.asn);
            for (field, value) in &self.switches {
                x.text(field, value);
            }
        });
        tags::write(request, &self.id, x);
    }
}

/// Lets go of a gateway whose deletion is over.
pub(super) fn go(region: &mut Region, id: &str) {
    if region.transit_gateways.remove(id).is_some() {
        region.tags.drop_all(id);
    }
}

/// `CreateTransitGateway`.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let options = request.params.below("Options");
    let tags = tags::specified(&request.params, "transit-gateway")?;
    let mut gateway = TransitGateway {
        id: request.ids.ec2("tgw"),
        description: request.params.text("Description").to_owned(),
        asn: options.get("AmazonSideAsn").unwrap_or("64512").to_owned(),
        switches: SWITCHES
            .iter()
            .map(|(_, field, otherwise)| (*field, (*otherwise).to_owned()))
            .collect(),
        created: request.call.now,
        deleted: None,
    };
    gateway.change(&options)?;
    let region = request.change()?;
    region.tags.add(&gateway.id, tags);
    region.transit_gateways.insert(&gateway.id, gateway.clone());
    x.element("transitGateway", |x| gateway.write(request, x));
    Ok(())
}

fn named<'a>(request: &'a Request<'_>) -> Result<&'a TransitGateway, Refusal> {
    let id = require(&request.params, "TransitGatewayId")?;
    found(&request.state().transit_gateways, id, &kinds::TRANSIT)
}

/// `ModifyTransitGateway`.
pub(super) fn modify(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let mut gateway = named(request)?.clone();
    gateway.change(&request.params.below("Options"))?;
    if let Some(words) = request.params.get("Description") {
        words.clone_into(&mut gateway.description);
    }
    request
        .change()?
        .transit_gateways
        .insert(&gateway.id, gateway.clone());
    x.element("transitGateway", |x| gateway.write(request, x));
    Ok(())
}

/// `DeleteTransitGateway`.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let now = request.call.now;
    let mut gateway = named(request)?.clone();
    gateway.deleted = Some(now);
    let region = request.change()?;
    region
        .leaving
        .insert((Timestamp(now.0 + SETTLING), gateway.id.clone()));
    region.transit_gateways.insert(&gateway.id, gateway.clone());
    x.element("transitGateway", |x| gateway.write(request, x));
    Ok(())
}
