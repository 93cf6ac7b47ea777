//! Security groups.

use super::describe::{Described, Values, describe_with};
use super::kinds::{self, Kind};
use super::rules::{self, Direction, Peer, Rule, Traffic};
use super::state::{Region, Request, found};
use super::table::{Row, Table};
use super::tags;
use super::vpcs;
use super::wire::{Outcome, Refusal, done, list, require};
use crate::demo::ACCOUNT_ID;
use crate::demo::ids::Ids;
use crate::demo::wire::xml::Writer;

/// The key that finds a group by its name in its VPC, where it is unique.
const NAME: &str = "vpc-id group-name";
/// The key that finds the groups whose rules name a group.
const PEER: &str = "peer";

/// A security group.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) vpc: String,
    pub(super) name: String,
    description: String,
    pub(super) rules: Vec<Rule>,
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

    /// The rules of one direction.
    pub(super) fn way(&self, direction: Direction) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |r| r.direction == direction)
    }

    fn arn(&self, region: &str) -> String {
        format!("arn:aws:ec2:{region}:{ACCOUNT_ID}:security-group/{}", self.id)
    }

    fn each(&self, direction: Direction, value: fn(&Rule) -> Option<String>) -> Vec<String> {
        self.way(direction).filter_map(value).collect()
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

impl Row for Group {
    fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = vec![
            ("vpc-id", self.vpc.clone()),
            ("group-name", self.name.clone()),
            (NAME, format!("{} {}", self.vpc, self.name)),
        ];
        for rule in &self.rules {
            keys.push(("security-group-rule-id", rule.id.clone()));
            if let Peer::Group(id) = &rule.peer {
                keys.push((PEER, id.clone()));
            }
        }
        keys
    }
}

use Direction::{Egress, Ingress};

impl Described for Group {
    const KIND: &'static Kind = &kinds::GROUP;
    const SET: &'static str = "securityGroupInfo";
    const IDS: &'static str = "GroupId";
    const ID: &'static str = "group-id";
    const FILTERS: &'static [(&'static str, Values<Self>)] = &[
        ("description", |g, _| vec![g.description.clone()]),
        ("egress.ip-permission.cidr", |g, _| g.each(Egress, Rule::v4)),
        ("egress.ip-permission.from-port", |g, _| {
            g.each(Egress, Rule::first_port)
        }),
        ("egress.ip-permission.group-id", |g, _| {
            g.each(Egress, Rule::group)
        }),
        ("egress.ip-permission.ipv6-cidr", |g, _| g.each(Egress, Rule::v6)),
        ("egress.ip-permission.prefix-list-id", |g, _| {
            g.each(Egress, Rule::prefixes)
        }),
        ("egress.ip-permission.protocol", |g, _| {
            g.each(Egress, Rule::protocol)
        }),
        ("egress.ip-permission.to-port", |g, _| {
            g.each(Egress, Rule::last_port)
        }),
        ("group-name", |g, _| vec![g.name.clone()]),
        ("ip-permission.cidr", |g, _| g.each(Ingress, Rule::v4)),
        ("ip-permission.from-port", |g, _| {
            g.each(Ingress, Rule::first_port)
        }),
        ("ip-permission.group-id", |g, _| g.each(Ingress, Rule::group)),
        ("ip-permission.ipv6-cidr", |g, _| g.each(Ingress, Rule::v6)),
        ("ip-permission.prefix-list-id", |g, _| {
            g.each(Ingress, Rule::prefixes)
        }),
        ("ip-permission.protocol", |g, _| g.each(Ingress, Rule::protocol)),
        ("ip-permission.to-port", |g, _| g.each(Ingress, Rule::last_port)),
        ("owner-id", |_, _| vec![ACCOUNT_ID.to_owned()]),
        ("vpc-id", |g, _| vec![g.vpc.clone()]),
    ];
    const EMPTY: &'static [&'static str] = &[
        "egress.ip-permission.group-name",
        "egress.ip-permission.user-id",
        "ip-permission.group-name",
        "ip-permission.user-id",
    ];

    fn table(region: &Region) -> &Table<Self> {
        &region.groups
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn write(&self, request: &Request<'_>, x: &mut Writer) {
        x.text("groupId", &self.id);
        x.text("groupName", &self.name);
        x.text("groupDescription", &self.description);
        x.text("ownerId", ACCOUNT_ID);
        x.text("vpcId", &self.vpc);
        x.text("securityGroupArn", self.arn(&request.call.region));
        rules::write_permissions(x, "ipPermissions", self.way(Ingress));
        rules::write_permissions(x, "ipPermissionsEgress", self.way(Egress));
        tags::write(request, &self.id, x);
    }
}

/// The names of groups.
pub(super) fn names(request: &Request<'_>, ids: &[String]) -> Vec<String> {
    let groups = ids.iter().filter_map(|id| request.state().groups.get(id));
    groups.map(|g| g.name.clone()).collect()
}

/// A `groupSet` of ids with their names.
pub(super) fn write_set(request: &Request<'_>, name: &str, ids: &[String], x: &mut Writer) {
    x.list(name, "item", ids, |x, id| {
        x.text("groupId", id);
        x.maybe("groupName", request.state().groups.get(id).map(|g| &g.name));
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

/// The group of a name in a VPC.
pub(super) fn of_name<'a>(request: &'a Request<'_>, vpc: &str, name: &str) -> Option<&'a Group> {
    let groups = &request.state().groups;
    groups.with(NAME, &format!("{vpc} {name}")).next()
}

/// `CreateSecurityGroup`: names are unique in a VPC.
pub(super) fn create(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let name = require(&request.params, "GroupName")?;
    let description = require(&request.params, "GroupDescription")?;
    let vpc = match request.params.get("VpcId") {
        Some(id) => request.vpc(id)?,
        None => vpcs::default(request.state())
            .ok_or_else(|| Refusal::new("VPCIdNotSpecified", "No default VPC for this user"))?,
    };
    if name == "default" {
        return Err(Refusal::new(
            "InvalidGroup.Reserved",
            "The security group 'default' is reserved",
        ));
    }
    if name.starts_with("sg-") || name.chars().count() > 255 {
        return Err(Refusal::new(
            "InvalidParameterValue",
            format!(
                "Invalid value '{name}' for groupName. It must be at most 255 characters and not begin with sg-."
            ),
        ));
    }
    if of_name(request, &vpc.id, name).is_some() {
        return Err(Refusal::new(
            "InvalidGroup.Duplicate",
            format!("The security group '{name}' already exists for VPC '{}'", vpc.id),
        ));
    }
    let tags = tags::specified(&request.params, "security-group")?;
    let group = Group {
        id: request.ids.ec2("sg"),
        vpc: vpc.id.clone(),
        name: name.to_owned(),
        description: description.to_owned(),
        rules: vec![everything_out(request.ids)],
    };
    let (id, arn) = (group.id.clone(), group.arn(&request.call.region));
    let region = request.change()?;
    region.tags.add(&id, tags);
    region.groups.insert(&id, group);
    x.text("return", true);
    x.text("groupId", &id);
    x.text("securityGroupArn", arn);
    tags::write(request, &id, x);
    Ok(())
}

/// The group that a call names, by id or (in the default VPC) by name.
pub(super) fn named<'a>(request: &'a Request<'_>) -> Result<&'a Group, Refusal> {
    if let Some(id) = request.params.get("GroupId").filter(|id| !id.is_empty()) {
        return found(&request.state().groups, id, &kinds::GROUP);
    }
    let name = require(&request.params, "GroupName").map_err(|_| Refusal::missing("GroupId"))?;
    let vpc = vpcs::default(request.state());
    vpc.and_then(|vpc| of_name(request, &vpc.id, name))
        .ok_or_else(|| no_such_name(name))
}

/// The refusal of a name that no group has.
pub(super) fn no_such_name(name: &str) -> Refusal {
    Refusal::new(
        "InvalidGroup.NotFound",
        format!("The security group '{name}' does not exist"),
    )
}

/// `DeleteSecurityGroup`: not the default one, not while something uses it.
pub(super) fn delete(request: &mut Request<'_>, x: &mut Writer) -> Outcome {
    let group = named(request)?;
    let id = group.id.clone();
    if group.is_default() {
        return Err(Refusal::new(
            "CannotDelete",
            format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user"),
        ));
    }
    let state = request.state();
    let named = state.groups.with(PEER, &id).any(|other| other.id != id);
    if named || state.interfaces.any("group-id", &id) {
        return Err(Refusal::new(
            "DependencyViolation",
            format!("resource {id} has a dependent object"),
        ));
    }
    let rules: Vec<String> = group.rules.iter().map(|r| r.id.clone()).collect();
    let region = request.change()?;
    region.groups.remove(&id);
    for gone in rules.iter().chain([&id]) {
        region.tags.drop_all(gone);
    }
    done(x);
    x.text("groupId", id);
    Ok(())
}
