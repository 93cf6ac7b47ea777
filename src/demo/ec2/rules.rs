//! Security group rules: what the API takes as permissions (many peers each)
//! and shows both so and one by one.

use super::state::Request;
use super::wire::{Refusal, number};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::query::Params;
use crate::demo::wire::xml::Writer;
use std::net::Ipv6Addr;

/// Which traffic a rule lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ingress,
    Egress,
}

/// The other end of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    V4(String),
    V6(String),
    Prefixes(String),
    Group(String),
}

impl Peer {
    /// The list of a permission that holds such peers.
    fn list(&self) -> &'static str {
        match self {
            Self::V4(_) => "ipRanges",
            Self::V6(_) => "ipv6Ranges",
            Self::Prefixes(_) => "prefixListIds",
            Self::Group(_) => "groups",
        }
    }
}

/// One rule: one peer.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) direction: Direction,
    pub(super) traffic: Traffic,
    pub(super) peer: Peer,
    pub(super) description: Option<String>,
}

/// Protocol and ports; no ports means all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Traffic {
    pub(super) protocol: String,
    pub(super) ports: Option<(i32, i32)>,
}

impl Traffic {
    /// Every protocol and port.
    pub(super) fn all() -> Self {
        Self {
            protocol: "-1".to_owned(),
            ports: None,
        }
    }

    fn read(params: &Params) -> Result<Self, Refusal> {
        let protocol = match super::wire::require(params, "IpProtocol")? {
            "6" => "tcp",
            "17" => "udp",
            "1" => "icmp",
            "58" => "icmpv6",
            "all" => "-1",
            other => other,
        }
        .to_ascii_lowercase();
        let known = ["-1", "tcp", "udp", "icmp", "icmpv6"].contains(&protocol.as_str())
            || protocol.parse::<u8>().is_ok();
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
        Ok(Self { protocol, ports })
    }
}

impl Rule {
    /// Whether two rules let the same traffic through.
    pub(super) fn same(&self, other: &Self) -> bool {
        (self.direction, &self.traffic, &self.peer) == (other.direction, &other.traffic, &other.peer)
    }

    /// How EC2's errors name a rule.
    pub(super) fn worded(&self) -> String {
        let peer = match &self.peer {
            Peer::V4(p) | Peer::V6(p) | Peer::Prefixes(p) | Peer::Group(p) => p,
        };
        let ports = self.traffic.ports.map_or_else(String::new, |(from, to)| {
            format!(", from port: {from}, to port: {to}")
        });
        let protocol = match self.traffic.protocol.as_str() {
            "-1" => "ALL".to_owned(),
            named => named.to_ascii_uppercase(),
        };
        format!("\"peer: {peer}, {protocol}{ports}, ALLOW\"")
    }

    /// One item of `securityGroupRuleSet`.
    pub(super) fn write(&self, request: &Request<'_>, group: &str, x: &mut Writer) {
        let (from, to) = self.traffic.ports.unwrap_or((-1, -1));
        x.text("securityGroupRuleId", &self.id);
        x.text(
            "securityGroupRuleArn",
            format!(
                "arn:aws:ec2:{}:{ACCOUNT_ID}:security-group-rule/{}",
                request.call.region, self.id
            ),
        );
        x.text("groupId", group);
        x.text("groupOwnerId", ACCOUNT_ID);
        x.text("isEgress", self.direction == Direction::Egress);
        x.text("ipProtocol", &self.traffic.protocol);
        x.text("fromPort", from);
        x.text("toPort", to);
        match &self.peer {
            Peer::V4(cidr) => x.text("cidrIpv4", cidr),
            Peer::V6(cidr) => x.text("cidrIpv6", cidr),
            Peer::Prefixes(id) => x.text("prefixListId", id),
            Peer::Group(id) => x.element("referencedGroupInfo", |x| {
                x.text("groupId", id);
                x.text("userId", ACCOUNT_ID);
            }),
        }
        x.maybe("description", self.description.as_ref());
        super::tags::write(request, &self.id, x);
    }
}

/// The rules that a call names by its permissions, or by the older flat
/// parameters.
pub(super) fn named(request: &Request<'_>, direction: Direction) -> Result<Vec<Rule>, Refusal> {
    let params = &request.params;
    let permissions = params.groups("IpPermissions");
    let mut rules = Vec::new();
    if permissions.is_empty() && params.get("IpProtocol").is_some() {
        let mut peers = Vec::new();
        if let Some(cidr) = params.get("CidrIp") {
            peers.push((v4(cidr)?, None));
        }
        if let Some(name) = params.get("SourceSecurityGroupName") {
            peers.push((group_named(request, name)?, None));
        }
        add(&mut rules, request, direction, &Traffic::read(params)?, peers);
    }
    for permission in permissions {
        let traffic = Traffic::read(&permission)?;
        let mut peers = Vec::new();
        for (list, field) in [
            ("IpRanges", "CidrIp"),
            ("Ipv6Ranges", "CidrIpv6"),
            ("PrefixListIds", "PrefixListId"),
            ("Groups", "GroupId"),
        ] {
            for item in permission.groups(list) {
                let description = item.get("Description").map(str::to_owned);
                peers.push((peer(request, list, item.text(field), &item)?, description));
            }
        }
        add(&mut rules, request, direction, &traffic, peers);
    }
    if rules.is_empty() {
        return Err(Refusal::missing("ipPermissions"));
    }
    Ok(rules)
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

fn peer(request: &Request<'_>, list: &str, value: &str, item: &Params) -> Result<Peer, Refusal> {
    match list {
        "IpRanges" => v4(value),
        "Ipv6Ranges" => v6(value),
        "PrefixListIds" if super::services::prefix_list_exists(&request.call.region, value) => {
            Ok(Peer::Prefixes(value.to_owned()))
        }
        "PrefixListIds" => Err(Refusal::new(
            "InvalidPrefixListID.NotFound",
            format!("The prefix list ID '{value}' does not exist"),
        )),
        _ if value.is_empty() => group_named(request, item.text("GroupName")),
        _ if request.state.groups.contains_key(value) => Ok(Peer::Group(value.to_owned())),
        _ => Err(super::groups::unknown(value)),
    }
}

fn group_named(request: &Request<'_>, name: &str) -> Result<Peer, Refusal> {
    request
        .state
        .groups
        .values()
        .find(|g| g.name == name)
        .map(|g| Peer::Group(g.id.clone()))
        .ok_or_else(|| super::groups::unknown(name))
}

fn v4(text: &str) -> Result<Peer, Refusal> {
    super::cidr::Cidr::parse(text)
        .map(|c| Peer::V4(c.to_string()))
        .ok_or_else(|| malformed(text))
}

fn v6(text: &str) -> Result<Peer, Refusal> {
    let valid = text.split_once('/').is_some_and(|(address, length)| {
        address.parse::<Ipv6Addr>().is_ok() && length.parse::<u8>().is_ok_and(|l| l <= 128)
    });
    valid
        .then(|| Peer::V6(text.to_owned()))
        .ok_or_else(|| malformed(text))
}

fn malformed(text: &str) -> Refusal {
    Refusal::new("InvalidParameterValue", format!("CIDR block {text} is malformed"))
}

/// `ipPermissions` or `ipPermissionsEgress`: rules of like traffic together.
pub(super) fn write_permissions<'a>(x: &mut Writer, name: &str, rules: impl Iterator<Item = &'a Rule>) {
    let mut together: Vec<(&Traffic, Vec<&Rule>)> = Vec::new();
    for rule in rules {
        match together.iter_mut().find(|(traffic, _)| **traffic == rule.traffic) {
            Some((_, like)) => like.push(rule),
            None => together.push((&rule.traffic, vec![rule])),
        }
    }
    x.list(name, "item", together, |x, (traffic, rules)| {
        x.text("ipProtocol", &traffic.protocol);
        if let Some((from, to)) = traffic.ports {
            x.text("fromPort", from);
            x.text("toPort", to);
        }
        for list in ["groups", "ipRanges", "ipv6Ranges", "prefixListIds"] {
            let of_kind = rules.iter().filter(|rule| rule.peer.list() == list);
            x.list(list, "item", of_kind, |x, rule| {
                match &rule.peer {
                    Peer::V4(cidr) => x.text("cidrIp", cidr),
                    Peer::V6(cidr) => x.text("cidrIpv6", cidr),
                    Peer::Prefixes(id) => x.text("prefixListId", id),
                    Peer::Group(id) => {
                        x.text("userId", ACCOUNT_ID);
                        x.text("groupId", id);
                    }
                }
                x.maybe("description", rule.description.as_ref());
            });
        }
    });
}
