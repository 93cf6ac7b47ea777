//! VPC peering connections: asked for by one VPC, accepted by the other.

use super::cidr::Cidr;
use super::describe::{Described, Values};
use super::kinds::{self, Kind};
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::wire::{Outcome, Refusal, done, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;
use crate::inventory::Timestamp;

/// Seconds that a connection may wait for its acceptance: a week.
const PATIENCE: i64 = 7 * 86_400;

/// A peering connection.
#[derive(Clone, Debug)]
pub(super) struct Peering {
    id: String,
    requester: Side,
    accepter: Side,
    asked: Timestamp,
    accepted: bool,
    deleted: bool,
}

/// One of its VPCs; of another account's no block is known.
#[derive(Clone, Debug)]
struct Side {
    owner: String,
    vpc: String,
    cidr: Option<Cidr>,
}

impl Peering {
    /// Whether a VPC is one of the two.
    pub(super) fn joins(&self, vpc: &str) -> bool {
        [&self.requester, &self.accepter]
            .iter()
            .any(|side| side.vpc == vpc)
    }

    fn is_whole(&self, region: &Region) -> bool {
        let there = |side: &Side| side.owner != ACCOUNT_ID || region.vpcs.contains(&side.vpc);
        !self.deleted && there(&self.requester) && there(&self.accepter)
    }

    /// Whether traffic goes through.
    pub(super) fn is_active(&self, region: &Region) -> bool {
        self.accepted && self.is_whole(region)
    }

    /// Code and message of its status.
    fn status(&self, region: &Region, now: Timestamp) -> (&'static str, String) {
        if !self.is_whole(region) {
            ("deleted", "Deleted".to_owned())
        } else if self.accepted {
            ("active", "Active".to_owned())
        } else if now.seconds_since(self.asked) > PATIENCE {
            ("expired", "Expired".to_owned())
        } else {
            let owner = &self.accepter.owner;
            ("pending-acceptance", format!("Pending Acceptance by {owner}"))
        }
    }
}

impl Side {
    fn write(&self, region: &str, shown: bool, x: &mut Writer) {
        if let Some(cidr) = self.cidr.filter(|_| shown) {
            x.text("cidrBlock", cidr);
            x.list("cidrBlockSet", "item", [cidr], |x, cidr| {
                x.text("cidrBlock", cidr);
            });
        }
        x.text("ownerId", &self.owner);
        x.text("vpcId", &self.vpc);
        x.text("region", region);
    }
}

impl Row for Peering {
    fn keys(&self) -> Vec<(&'static str, String)> {
        vec![
            ("requester-vpc-info.vpc-id", self.requester.vpc.clone()),
            ("accepter-vpc-info.vpc-id", self.accepter.vpc.clone()),
        ]
    }
}

impl Described for Peering {
    const KIND: &'static Kind = &kinds::PEERING;
    const SET: &'static str = "vpcPeeringConnectionSet";
    const IDS: &'static str = "VpcPeeringConnectionId";
    const ID: &'static str = "vpc-peering-connection-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("accepter-vpc-info.owner-id", |p, _| {
            vec![p.accepter.owner.clone()]
        }),
        ("accepter-vpc-info.vpc-id", |p, _| vec![p.accepter.vpc.clone()]),
        ("requester-vpc-info.owner-id", |p, _| {
            vec![p.requester.owner.clone()]
        }),
        ("requester-vpc-info.vpc-id", |p, _| vec![p.requester.vpc.clone()]),
        ("status-code", |p, request| {
            vec![p.status(request.state(), request.call.now).0.to_owned()]
        }),
    ];
    const EMPTY: &'static [&'static str] = &["expiration-time", "status-message"];

    fn table(region: &Region) -> &Table<Self> {
        &region.peerings
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        let (code, message) = self.status(request.state(), request.call.now);
        let region = request.call.region.as_str();
        x.text("vpcPeeringConnectionId", &self.id);
        x.element("requesterVpcInfo", |x| self.requester.write(region, true, x));
        // The accepter's blocks are told once it has accepted.
        x.element("accepterVpcInfo", |x| {
            self.accepter.write(region, self.accepted, x);
        });
        x.element("status", |x| {
            x.text("code", code);
            x.text("message", message);
        });
        if code == "pending-acceptance" {
            x.text("expirationTime", Timestamp(self.asked.0 + PATIENCE).rfc3339());
        }
        tags::write(request, &self.id, x);
    }
}

/// `CreateVpcPeeringConnection`, within the Region.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let params = &request.params;
    let own = request.vpc(require(params, "VpcId")?)?;
    let peer = require(params, "PeerVpcId")?;
    let owner = params.get("PeerOwnerId").unwrap_or(ACCOUNT_ID);
    if params.get("PeerRegion").is_some_and(|r| r != request.call.region) {
        return Err(Refusal::new(
            "UnsupportedOperation",
            "The embedded account peers VPCs of one Region only.",
        ));
    }
    let mut cidr = None;
    if owner == ACCOUNT_ID {
        let other = request.vpc(peer)?;
        if own.id == other.id || own.cidr.overlaps(other.cidr) {
            return Err(Refusal::new(
                "OverlappingVpcCidr",
                format!("The VPCs {} and {peer} have overlapping CIDR blocks.", own.id),
            ));
        }
        cidr = Some(other.cidr);
    }
    let tags = tags::specified(params, "vpc-peering-connection")?;
    let peering = Peering {
        id: request.ids.ec2("pcx"),
        requester: Side {
            owner: ACCOUNT_ID.to_owned(),
            vpc: own.id.clone(),
            cidr: Some(own.cidr),
        },
        accepter: Side {
            owner: owner.to_owned(),
            vpc: peer.to_owned(),
            cidr,
        },
        asked: request.call.now,
        accepted: false,
        deleted: false,
    };
    let region = request.change()?;
    region.tags.add(&peering.id, tags);
    region.peerings.insert(&peering.id, peering.clone());
    x.element("vpcPeeringConnection", |x| peering.write(request, x));
    Ok(())
}

fn named<'a>(request: &'a Request<'_>) -> Result<&'a Peering, Refusal> {
    let id = require(&request.params, "VpcPeeringConnectionId")?;
    found(&request.state().peerings, id, &kinds::PEERING)
}

/// `AcceptVpcPeeringConnection`: by the owner of the other VPC.
pub(super) fn accept(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let mut peering = named(request)?.clone();
    let (code, _) = peering.status(request.state(), request.call.now);
    if peering.accepter.owner != ACCOUNT_ID {
        return Err(Refusal::new(
            "OperationNotPermitted",
            format!("User {ACCOUNT_ID} cannot accept peering {}", peering.id),
        ));
    }
    if code != "pending-acceptance" {
        return Err(Refusal::new(
            "InvalidStateTransition",
            format!(
                "Invalid state transition for {}, attempted to transition from {code} to provisioning",
                peering.id
            ),
        ));
    }
    peering.accepted = true;
    request.change()?.peerings.insert(&peering.id, peering.clone());
    x.element("vpcPeeringConnection", |x| peering.write(request, x));
    Ok(())
}

/// `DeleteVpcPeeringConnection`: it is described as deleted for a while, and
/// its routes lead nowhere.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?.id.clone();
    let peerings = &mut request.change()?.peerings;
    peerings.change(&id, |peering| peering.deleted = true);
    done(x);
    Ok(())
}
