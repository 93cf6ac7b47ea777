//! Security groups.

use super::describe::{Described, describe_with};
use super::rules::{self, Direction, Peer, Rule, Traffic};
use super::state::{Region, Request};
use super::tags;
use super::wire::{Outcome, Refusal, done, list, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;
use std::collections::BTreeMap;

/// A security group.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) name: String,
    description: String,
    pub(super) rules: Vec<Rule>,
}

/// `InvalidGroup.NotFound`.
pub(super) fn unknown(id: &str) -> Refusal {
    Refusal::new(
        "InvalidGroup.NotFound",
        format!("The security group '{id}' does not exist"),
    )
}

impl Group {
    /// The group that every VPC has: its members talk to each other, and out.
    pub(super) fn default_of(vpc: &str, ids: &Ids) -> Self {
        let id = ids.ec2("sg");
        let members = Rule {
            id: ids.ec2("sgr"),
            direction: Direction::Ingress,
            traffic: Traffic::all(),
            peer: Peer::Group(id.clone()),
            description: None,
        };
        Self {
            rules: vec![members, everything_out(ids)],
            id,
            vpc: vpc.to_owned(),
            name: "default".to_owned(),
            description: "default VPC security group".to_owned(),
        }
    }

    /// Whether it is its VPC's default group.
    pub(super) fn is_default(&self) -> bool {
        self.name == "default"
    }

    fn way(&self, direction: Direction) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |r| r.direction == direction)
    }

    fn arn(&self, region: &str) -> String {
        format!("arn:aws:ec2:{region}:{ACCOUNT_ID}:security-group/{}", self.id)
    }
}

fn everything_out(ids: &Ids) -> Rule {
    Rule {
        id: ids.ec2("sgr"),
        direction: Direction::Egress,
        traffic: Traffic::all(),
        peer: Peer::V4("0.0.0.0/0".to_owned()),
        description: None,
    }
}

impl Described for Group {
    const SET: &'static str = "securityGroupInfo";
    const IDS: &'static str = "GroupId";

    fn all(region: &Region) -> &BTreeMap<String, Self> {
        &region.groups
    }

    fn unknown(id: &str) -> Refusal {
        unknown(id)
    }

    fn attribute(&self, _: &Request<'_>, filter: &str) -> Option<Vec<String>> {
        let (direction, field) = match filter.strip_prefix("egress.ip-permission.") {
            Some(field) => (Direction::Egress, field),
            None => (
                Direction::Ingress,
                filter.strip_prefix("ip-permission.").unwrap_or(""),
            ),
        };
        let of_rules = |value: fn(&Rule) -> Option<String>| -> Vec<String> {
            self.way(direction).filter_map(value).collect()
        };
        Some(match filter {
            "group-id" => vec![self.id.clone()],
            "group-name" => vec![self.name.clone()],
            "vpc-id" => vec![self.vpc.clone()],
            "description" => vec![self.description.clone()],
            "owner-id" => vec![ACCOUNT_ID.to_owned()],
            _ => match field {
                "cidr" => of_rules(|r| match &r.peer {
                    Peer::V4(cidr) => Some(cidr.clone()),
                    _ => None,
                }),
                "ipv6-cidr" => of_rules(|r| match &r.peer {
                    Peer::V6(cidr) => Some(cidr.clone()),
                    _ => None,
                }),
                "group-id" => of_rules(|r| match &r.peer {
                    Peer::Group(id) => Some(id.clone()),
                    _ => None,
                }),
                "protocol" => of_rules(|r| Some(r.traffic.protocol.clone())),
                "from-port" => of_rules(|r| r.traffic.ports.map(|(from, _)| from.to_string())),
                "to-port" => of_rules(|r| r.traffic.ports.map(|(_, to)| to.to_string())),
                _ => return None,
            },
        })
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("groupId", &self.id);
        x.text("groupName", &self.name);
        x.text("groupDescription", &self.description);
        x.text("ownerId", ACCOUNT_ID);
        x.text("vpcId", &self.vpc);
        x.text("securityGroupArn", self.arn(&request.call.region));
        rules::write_permissions(x, "ipPermissions", self.way(Direction::Ingress));
        rules::write_permissions(x, "ipPermissionsEgress", self.way(Direction::Egress));
        tags::write(request, &self.id, x);
    }
}

/// A `groupSet` of ids with their names.
pub(super) fn write_set(request: &Request<'_>, name: &str, ids: &[String], x: &mut Writer) {
    x.list(name, "item", ids, |x, id| {
        x.text("groupId", id);
        x.maybe("groupName", request.state.groups.get(id).map(|g| &g.name));
    });
}

/// `DescribeSecurityGroups`, which may also be asked by name.
pub(super) fn describe(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let mut filters = request.params.filters();
    let names = list(&request.params, "GroupName");
    if !names.is_empty() {
        filters.push(("group-name".to_owned(), names));
    }
    describe_with::<Group>(request, &filters, x)
}

/// `DescribeSecurityGroupRules`.
pub(super) fn describe_rules(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let filters = request.params.filters();
    let ids = list(&request.params, "SecurityGroupRuleId");
    let mut chosen = Vec::new();
    for group in request.state.groups.values() {
        for rule in &group.rules {
            let fits = super::describe::wanted(&filters, |filter| {
                Some(vec![match filter {
                    "group-id" => group.id.clone(),
                    "security-group-rule-id" => rule.id.clone(),
                    _ => return None,
                }])
            })?;
            if fits && (ids.is_empty() || ids.contains(&rule.id)) {
                chosen.push((rule.id.clone(), (group, rule)));
            }
        }
    }
    chosen.sort_by(|a, b| a.0.cmp(&b.0));
    if let Some(id) = ids
        .iter()
        .find(|id| !chosen.iter().any(|(found, _)| found == *id))
    {
        return Err(Refusal::new(
            "InvalidSecurityGroupRuleId.NotFound",
            format!("The security group rule ID '{id}' does not exist"),
        ));
    }
    let next = super::describe::cut(&request.params, 5, &mut chosen)?;
    x.list("securityGroupRuleSet", "item", chosen, |x, (_, (group, rule))| {
        rule.write(request, &group.id, x);
    });
    x.maybe("nextToken", next);
    Ok(())
}

/// `CreateSecurityGroup`: names are unique in a VPC.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let name = require(&request.params, "GroupName")?.to_owned();
    let description = require(&request.params, "GroupDescription")?.to_owned();
    let default = || request.state.vpcs.values().find(|v| v.is_default);
    let vpc = match request.params.get("VpcId") {
        Some(id) => request.vpc(id)?.id.clone(),
        None => default()
            .map(|v| v.id.clone())
            .ok_or_else(|| Refusal::new("VPCIdNotSpecified", "No default VPC for this user"))?,
    };
    if name.starts_with("sg-") || name == "default" || name.chars().count() > 255 {
        return Err(Refusal::value("groupName", &name));
    }
    if request
        .state
        .groups
        .values()
        .any(|g| g.vpc == vpc && g.name == name)
    {
        return Err(Refusal::new(
            "InvalidGroup.Duplicate",
            format!("The security group '{name}' already exists for VPC '{vpc}'"),
        ));
    }
    let tags = tags::specified(&request.params, "security-group")?;
    let group = Group {
        id: request.ids.ec2("sg"),
        vpc,
        name,
        description,
        rules: vec![everything_out(request.ids)],
    };
    request.state.tags.insert(group.id.clone(), tags);
    x.text("return", true);
    x.text("groupId", &group.id);
    x.text("securityGroupArn", group.arn(&request.call.region));
    tags::write(request, &group.id, x);
    request.state.groups.insert(group.id.clone(), group);
    Ok(())
}

/// The group that a call names, by id or (in the default VPC) by name.
fn named(request: &Request<'_>) -> Result<String, Refusal> {
    if let Some(id) = request.params.get("GroupId").filter(|id| !id.is_empty()) {
        return if request.state.groups.contains_key(id) {
            Ok(id.to_owned())
        } else {
            Err(unknown(id))
        };
    }
    let name = require(&request.params, "GroupName").map_err(|_| Refusal::missing("GroupId"))?;
    let in_default = |g: &&Group| request.state.vpcs.get(&g.vpc).is_some_and(|v| v.is_default);
    let mut groups = request.state.groups.values().filter(in_default);
    groups
        .find(|g| g.name == name)
        .map(|g| g.id.clone())
        .ok_or_else(|| unknown(name))
}

/// `AuthorizeSecurityGroupIngress`.
pub(super) fn authorize_ingress(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    authorize(request, Direction::Ingress, x)
}

/// `AuthorizeSecurityGroupEgress`.
pub(super) fn authorize_egress(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    authorize(request, Direction::Egress, x)
}

fn authorize(request: &mut Request<'_>, direction: Direction, x: &mut Writer) -> Outcome {
    let id = named(request)?;
    let asked = rules::named(request, direction)?;
    let tags = tags::specified(&request.params, "security-group-rule")?;
    let held = request.state.groups.get(&id).map(|g| g.rules.as_slice());
    for (at, rule) in asked.iter().enumerate() {
        let twice = held.unwrap_or_default().iter().chain(&asked[..at]);
        if twice.into_iter().any(|other| other.same(rule)) {
            return Err(Refusal::new(
                "InvalidPermission.Duplicate",
                format!("the specified rule {} already exists", rule.worded()),
            ));
        }
    }
    for rule in &asked {
        request.state.tags.insert(rule.id.clone(), tags.clone());
    }
    done(x);
    x.list("securityGroupRuleSet", "item", &asked, |x, rule| {
        rule.write(request, &id, x);
    });
    if let Some(group) = request.state.groups.get_mut(&id) {
        group.rules.extend(asked);
    }
    Ok(())
}

/// `RevokeSecurityGroupIngress`.
pub(super) fn revoke_ingress(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    revoke(request, Direction::Ingress, x)
}

/// `RevokeSecurityGroupEgress`.
pub(super) fn revoke_egress(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    revoke(request, Direction::Egress, x)
}

fn revoke(request: &mut Request<'_>, direction: Direction, x: &mut Writer) -> Outcome {
    let id = named(request)?;
    let ids = list(&request.params, "SecurityGroupRuleId");
    let asked = if ids.is_empty() {
        rules::named(request, direction)?
    } else {
        Vec::new()
    };
    let Some(group) = request.state.groups.get_mut(&id) else {
        return Err(unknown(&id));
    };
    let mut gone = Vec::new();
    for rule in &asked {
        let held = group.rules.iter().find(|r| r.same(rule));
        gone.push(held.map(|r| r.id.clone()).ok_or_else(|| {
            Refusal::new(
                "InvalidPermission.NotFound",
                "The specified rule does not exist in this security group.",
            )
        })?);
    }
    for rule in ids {
        let held = |r: &Rule| r.id == rule && r.direction == direction;
        if !group.rules.iter().any(held) {
            return Err(Refusal::new(
                "InvalidSecurityGroupRuleId.NotFound",
                format!("The security group rule ID '{rule}' does not exist"),
            ));
        }
        gone.push(rule);
    }
    group.rules.retain(|r| !gone.contains(&r.id));
    for rule in &gone {
        request.state.tags.remove(rule);
    }
    done(x);
    Ok(())
}

/// `DeleteSecurityGroup`: not the default one, not while something uses it.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let id = named(request)?;
    let state = &mut *request.state;
    if state.groups.get(&id).is_some_and(Group::is_default) {
        return Err(Refusal::new(
            "CannotDelete",
            format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user"),
        ));
    }
    let named = |g: &Group| g.id != id && g.rules.iter().any(|r| r.peer == Peer::Group(id.clone()));
    if state.interfaces.values().any(|i| i.groups.contains(&id)) || state.groups.values().any(named) {
        return Err(Refusal::new(
            "DependencyViolation",
            format!("resource {id} has a dependent object"),
        ));
    }
    state.groups.remove(&id);
    state.tags.remove(&id);
    done(x);
    x.text("groupId", id);
    Ok(())
}
