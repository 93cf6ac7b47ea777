//! Security group rules: what the API takes as permissions (many peers each)
//! and shows both so and one by one.

use super::state::Request;
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Writer;

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
}

impl Rule {
    /// Whether two rules let the same traffic through.
    pub(super) fn same(&self, other: &Self) -> bool {
        (self.direction, &self.traffic, &self.peer) == (other.direction, &other.traffic, &other.peer)
    }

    /// The IPv4 block of its peer.
    pub(super) fn v4(&self) -> Option<String> {
        match &self.peer {
            Peer::V4(cidr) => Some(cidr.clone()),
            _ => None,
        }
    }

    /// The IPv6 block of its peer.
    pub(super) fn v6(&self) -> Option<String> {
        match &self.peer {
            Peer::V6(cidr) => Some(cidr.clone()),
            _ => None,
        }
    }

    /// The prefix list of its peer.
    pub(super) fn prefixes(&self) -> Option<String> {
        match &self.peer {
            Peer::Prefixes(id) => Some(id.clone()),
            _ => None,
        }
    }

    /// The group that its peer is.
    pub(super) fn group(&self) -> Option<String> {
        match &self.peer {
            Peer::Group(id) => Some(id.clone()),
            _ => None,
        }
    }

    /// Its protocol.
    #[expect(clippy::unnecessary_wraps, reason = "filters read rules by one shape")]
    pub(super) fn protocol(&self) -> Option<String> {
        Some(self.traffic.protocol.clone())
    }

    /// Its first port.
    pub(super) fn first_port(&self) -> Option<String> {
        self.traffic.ports.map(|(from, _)| from.to_string())
    }

    /// Its last port.
    pub(super) fn last_port(&self) -> Option<String> {
        self.traffic.ports.map(|(_, to)| to.to_string())
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

    /// One item of `revokedSecurityGroupRuleSet`.
    pub(super) fn write_revoked(&self, group: &str, x: &mut Writer) {
        let (from, to) = self.traffic.ports.unwrap_or((-1, -1));
        x.text("securityGroupRuleId", &self.id);
        x.text("groupId", group);
        x.text("isEgress", self.direction == Direction::Egress);
        x.text("ipProtocol", &self.traffic.protocol);
        x.text("fromPort", from);
        x.text("toPort", to);
        x.maybe("cidrIpv4", self.v4());
        x.maybe("cidrIpv6", self.v6());
        x.maybe("prefixListId", self.prefixes());
        x.maybe("referencedGroupId", self.group());
        x.maybe("description", self.description.as_ref());
    }
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
