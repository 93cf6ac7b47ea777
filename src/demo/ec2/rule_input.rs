//! Security group rules as calls write them: permissions of many peers, the
//! older flat parameters, or one rule by itself.

use super::groups::{self, Group};
use super::kinds;
use super::rules::{Direction, Peer, Rule, Traffic};
use super::state::{Request, found};
use super::wire::{Refusal, number};
use crate::demo::wire::query::Params;
use std::net::Ipv6Addr;

fn traffic(params: &Params) -> Result<Traffic, Refusal> {
    let protocol = match super::wire::require(params, "IpProtocol")? {
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        "58" => "icmpv6",
        "all" => "-1",
        other => other,
    }
    .to_ascii_lowercase();
    let known =
        ["-1", "tcp", "udp", "icmp", "icmpv6"].contains(&protocol.as_str()) || protocol.parse::<u8>().is_ok();
    if !known {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!("Invalid value '{protocol}' for IP protocol. Unknown protocol."),
        ));
    }
    let (from, to) = (number(params, "FromPort")?, number(params, "ToPort")?);
    let ports = match (protocol.as_str(), from, to) {
        ("tcp" | "udp", Some(from), Some(to)) => {
            if !(0..=65_535).contains(&from) || !(from..=65_535).contains(&to) {
                return Err(Refusal::new(
                    "InvalidParameterValue",
                    format!("Invalid TCP/UDP port range ({from}:{to})"),
                ));
            }
            Some((from, to))
        }
        ("tcp" | "udp", _, _) => {
            return Err(Refusal::new(
                "InvalidParameterValue",
                "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.",
            ));
        }
        ("icmp" | "icmpv6", from, to) => Some((from.unwrap_or(-1), to.unwrap_or(-1))),
        _ => None,
    };
    Ok(Traffic { protocol, ports })
}

/// The rules that a call names.
pub(super) fn named(
    request: &Request<'_>,
    group: &Group,
    direction: Direction,
) -> Result<Vec<Rule>, Refusal> {
    let params = &request.params;
    let permissions = params.groups("IpPermissions");
    let mut rules = Vec::new();
    if permissions.is_empty() && params.get("IpProtocol").is_some() {
        let mut peers = Vec::new();
        if let Some(cidr) = params.get("CidrIp") {
            peers.push((v4(cidr)?, None));
        }
        if let Some(name) = params.get("SourceSecurityGroupName") {
            peers.push((group_named(request, group, name)?, None));
        }
        add(&mut rules, request, direction, &traffic(params)?, peers);
    }
    for permission in permissions {
        let traffic = traffic(&permission)?;
        let mut peers = Vec::new();
        for (list, field) in [
            ("IpRanges", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6"),
            ("PrefixListIds", "PrefixListId"),
            ("Groups", "GroupId"),
        ] {
            for item in permission.groups(list) {
                let description = item.get("Description").map(str::to_owned);
                let peer = peer(request, group, list, item.text(field), &item)?;
                peers.push((peer, description));
            }
        }
        add(&mut rules, request, direction, &traffic, peers);
    }
    if rules.is_empty() {
        return Err(Refusal::missing("ipPermissions"));
    }
    Ok(rules)
}

/// The rule that `ModifySecurityGroupRules` puts in the place of another.
pub(super) fn single(
    request: &Request<'_>,
    group: &Group,
    params: &Params,
    before: &Rule,
) -> Result<Rule, Refusal> {
    let named = [
        ("CidrIpv4", "IpRanges"),
        ("CidrIpv6", "Ipv6Ranges"),
        ("PrefixListId", "PrefixListIds"),
        ("ReferencedGroupId", "Groups"),
    ];
    let peers: Vec<(&str, &str)> = named
        .iter()
        .filter_map(|(name, list)| Some((*list, params.get(name)?)))
        .collect();
    let [(list, value)] = peers[..] else {
        return Err(Refusal::new(
            "InvalidParameterValue",
            "A security group rule has exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId.",
        ));
    };
    Ok(Rule {
        id: before.id.clone(),
        direction: before.direction,
        traffic: traffic(params)?,
        peer: peer(request, group, list, value, params)?,
        description: params.get("Description").map(str::to_owned),
    })
}

fn add(
    rules: &mut Vec<Rule>,
    request: &Request<'_>,
    direction: Direction,
    traffic: &Traffic,
    peers: Vec<(Peer, Option<String>)>,
) {
    for (peer, description) in peers {
        rules.push(Rule {
            id: request.ids.ec2("sgr"),
            direction,
            traffic: traffic.clone(),
            peer,
            description,
        });
    }
}

fn peer(
    request: &Request<'_>,
    group: &Group,
    list: &str,
    value: &str,
    item: &Params,
) -> Result<Peer, Refusal> {
    match list {
        "IpRanges" => v4(value),
        "Ipv6Ranges" => v6(value),
        "PrefixListIds" if super::prefix_lists::prefix_list_exists(&request.call.region, value) => {
            Ok(Peer::Prefixes(value.to_owned()))
        }
        "PrefixListIds" => Err(kinds::PREFIX_LIST.unknown(value)),
        _ if value.is_empty() => group_named(request, group, item.text("GroupName")),
        _ => {
            let peer = found(&request.state().groups, value, &kinds::GROUP)?;
            if peer.vpc == group.vpc {
                Ok(Peer::Group(value.to_owned()))
            } else {
                Err(Refusal::new(
                    "InvalidGroup.NotFound",
                    "You have specified two resources that belong to different networks.",
                ))
            }
        }
    }
}

fn group_named(request: &Request<'_>, group: &Group, name: &str) -> Result<Peer, Refusal> {
    groups::of_name(request, &group.vpc, name)
        .map(|g| Peer::Group(g.id.clone()))
        .ok_or_else(|| groups::no_such_name(name))
}

/// A block in its canonical form, as AWS keeps it.
fn v4(text: &str) -> Result<Peer, Refusal> {
    super::cidr::Cidr::parse(text)
        .map(|c| Peer::V4(c.to_string()))
        .ok_or_else(|| malformed(text))
}

fn v6(text: &str) -> Result<Peer, Refusal> {
    let parsed = text.split_once('/').and_then(|(address, length)| {
        let address: Ipv6Addr = address.parse().ok()?;
        let length: u32 = length.parse().ok().filter(|l| *l <= 128)?;
        let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
        Some(format!("{}/{length}", Ipv6Addr::from(u128::from(address) & mask)))
    });
    parsed.map(Peer::V6).ok_or_else(|| malformed(text))
}

fn malformed(text: &str) -> Refusal {
    Refusal::new("InvalidParameterValue", format!("CIDR block {text} is malformed"))
}
