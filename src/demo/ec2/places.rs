//! The Regions and their Availability Zones.

use super::describe::{refuse_unknown, wanted};
use super::state::Request;
use super::vpcs;
use super::wire::{Outcome, Refusal};
use crate::demo::wire::xml::Writer;

/// A Region: name, the prefix of its zone ids, its number of zones, and whether
/// accounts must opt in before they can use it.
struct Place {
    name: &'static str,
    code: &'static str,
    zones: usize,
    opt_in: bool,
}

const fn open(name: &'static str, code: &'static str, zones: usize) -> Place {
    Place {
        name,
        code,
        zones,
        opt_in: false,
    }
}

const fn closed(name: &'static str, code: &'static str) -> Place {
    Place {
        name,
        code,
        zones: 3,
        opt_in: true,
    }
}

/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
const PLACES: &[Place] = &[
    closed("af-south-1", "afs1"),
    closed("ap-east-1", "ape1"),
    open("ap-northeast-1", "apne1", 3),
    open("ap-northeast-2", "apne2", 4),
    open("ap-northeast-3", "apne3", 3),
    open("ap-south-1", "aps1", 3),
    closed("ap-south-2", "aps2"),
    open("ap-southeast-1", "apse1", 3),
    open("ap-southeast-2", "apse2", 3),
    closed("ap-southeast-3", "apse3"),
    closed("ap-southeast-4", "apse4"),
    open("ca-central-1", "cac1", 3),
    closed("ca-west-1", "caw1"),
    open("eu-central-1", "euc1", 3),
    closed("eu-central-2", "euc2"),
    open("eu-north-1", "eun1", 3),
    closed("eu-south-1", "eus1"),
    closed("eu-south-2", "eus2"),
    open("eu-west-1", "euw1", 3),
    open("eu-west-2", "euw2", 3),
    open("eu-west-3", "euw3", 3),
    closed("il-central-1", "ilc1"),
    closed("me-central-1", "mec1"),
    closed("me-south-1", "mes1"),
    open("sa-east-1", "sae1", 3),
    open("us-east-1", "use1", 6),
    open("us-east-2", "use2", 3),
    open("us-west-1", "usw1", 2),
    open("us-west-2", "usw2", 4),
];

/// An Availability Zone of the caller's Region.
pub(super) struct Zone {
    /// `us-east-1a`.
    pub(super) name: String,
    /// `use1-az1`.
    pub(super) id: String,
}

/// Whether the account can use a Region without opting in.
pub(super) fn enabled(region: &str) -> bool {
    PLACES.iter().any(|p| p.name == region && !p.opt_in)
}

/// The zones of a Region, in order.
pub(super) fn zones(region: &str) -> Vec<Zone> {
    PLACES
        .iter()
        .filter(|p| p.name == region)
        .flat_map(|p| {
            ('a'..).take(p.zones).zip(1..).map(|(letter, number)| Zone {
                name: format!("{}{letter}", p.name),
                id: format!("{}-az{number}", p.code),
            })
        })
        .collect()
}

/// `DescribeRegions`.
pub(super) fn describe_regions(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let names = request.params.list("RegionName");
    let all = request.params.flag("AllRegions") == Some(true);
    let filters = request.params.filters();
    refuse_unknown(&filters, |name| {
        ["region-name", "opt-in-status", "endpoint"].contains(&name)
    })?;
    if let Some(unknown) = names.iter().find(|n| !PLACES.iter().any(|p| p.name == **n)) {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("Invalid region provided: {unknown}"),
        ));
    }
    let mut chosen = Vec::new();
    for place in PLACES {
        let asked = names.is_empty() || names.contains(&place.name);
        let fits = wanted(&filters, |name| {
            Some(vec![match name {
                "region-name" => place.name.to_owned(),
                "opt-in-status" => opt_in_status(place).to_owned(),
                "endpoint" => endpoint(place),
                _ => return None,
            }])
        })?;
        if asked && fits && (all || !place.opt_in) {
            chosen.push(place);
        }
    }
    x.list("regionInfo", "item", chosen, |x, place| {
        x.text("regionName", place.name);
        x.text("regionEndpoint", endpoint(place));
        x.text("optInStatus", opt_in_status(place));
    });
    Ok(())
}

/// The filters of `DescribeAvailabilityZones`.
const ZONE_FILTERS: &[&str] = &[
    "group-long-name",
    "group-name",
    "message",
    "opt-in-status",
    "parent-zone-id",
    "parent-zone-name",
    "region-name",
    "state",
    "zone-id",
    "zone-name",
    "zone-type",
];

/// `DescribeAvailabilityZones`.
pub(super) fn describe_availability_zones(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let region = request.call.region.as_str();
    let (names, ids) = (request.params.list("ZoneName"), request.params.list("ZoneId"));
    let filters = request.params.filters();
    refuse_unknown(&filters, |name| ZONE_FILTERS.contains(&name))?;
    let zones = zones(region);
    if let Some(unknown) = names.iter().find(|n| !zones.iter().any(|z| z.name == **n)) {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("Invalid availability zone: [{unknown}]"),
        ));
    }
    let mut chosen = Vec::new();
    for zone in zones {
        let asked = (names.is_empty() && ids.is_empty())
            || names.contains(&zone.name.as_str())
            || ids.contains(&zone.id.as_str());
        let fits = wanted(&filters, |name| {
            Some(vec![match name {
                "zone-name" => zone.name.clone(),
                "zone-id" => zone.id.clone(),
                "region-name" | "group-name" => region.to_owned(),
                "state" => "available".to_owned(),
                "zone-type" => "availability-zone".to_owned(),
                "opt-in-status" => "opt-in-not-required".to_owned(),
                _ => return Some(Vec::new()),
            }])
        })?;
        if asked && fits {
            chosen.push(zone);
        }
    }
    x.list("availabilityZoneInfo", "item", chosen, |x, zone| {
        x.text("zoneName", zone.name);
        x.text("zoneState", "available");
        x.text("regionName", region);
        x.text("zoneId", zone.id);
        x.text("groupName", region);
        x.text("networkBorderGroup", region);
        x.text("zoneType", "availability-zone");
        x.text("optInStatus", "opt-in-not-required");
    });
    Ok(())
}

/// `DescribeAccountAttributes`: quotas of old, and that the account has VPCs
/// only.
pub(super) fn describe_account_attributes(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let default = vpcs::default(request.state()).map_or("none", |vpc| vpc.id.as_str());
    let all = [
        ("supported-platforms", "VPC"),
        ("vpc-max-security-groups-per-interface", "5"),
        ("max-elastic-ips", "5"),
        ("max-instances", "20"),
        ("vpc-max-elastic-ips", "5"),
        ("default-vpc", default),
    ];
    let names = request.params.list("AttributeName");
    if let Some(unknown) = names.iter().find(|n| !all.iter().any(|(name, _)| name == *n)) {
        return Err(Refusal::value("attributeName", unknown));
    }
    let wanted = all
        .iter()
        .filter(|(name, _)| names.is_empty() || names.contains(name));
    x.list("accountAttributeSet", "item", wanted, |x, (name, value)| {
        x.text("attributeName", name);
        x.list("attributeValueSet", "item", [value], |x, value| {
            x.text("attributeValue", value);
        });
    });
    Ok(())
}

fn opt_in_status(place: &Place) -> &'static str {
    if place.opt_in {
        "not-opted-in"
    } else {
        "opt-in-not-required"
    }
}

fn endpoint(place: &Place) -> String {
    format!("ec2.{}.amazonaws.com", place.name)
}
