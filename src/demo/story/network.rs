//! Networks: the cardiology team's is closed and private; the fraud team's grew
//! by hand.

use super::departments::lead;
pub(super) use super::doors::{BEDROCK, DOORS, account_only, endpoint};
use super::keys::Keys;
use super::teller::{Scene, Teller, WHY, fields, tags};
use super::{ABROAD, HOME, StoryError};
use super::{crossings, lab, machines};
use crate::demo::wire::xml::Element;

/// Where a team's workloads run.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) name: String,
    vpc: String,
    cidr: String,
    pub(super) subnets: Vec<String>,
    pub(super) group: String,
    route_table: String,
}

impl Place {
    /// The same with its first subnet only.
    pub(super) fn narrowed(&self) -> Self {
        let subnets = self.subnets.iter().take(1).cloned().collect();
        Self {
            subnets,
            ..self.clone()
        }
    }

    /// The id of its private route table.
    pub(super) fn route_table(&self) -> &str {
        &self.route_table
    }

    /// The VPC's id.
    pub(super) fn vpc(&self) -> &str {
        &self.vpc
    }
}

/// The networks of the story.
pub(super) struct Network {
    pub(super) cardio: Place,
    pub(super) fraud: Place,
    pub(super) abroad: Place,
}

pub(super) async fn tell(teller: &Teller<'_>, keys: &Keys) -> Result<Network, StoryError> {
    let cardio = cardio(&teller.scene("pipeline", HOME, 290)).await?;
    let key = keys.arn("cardio-workspace");
    machines::cardio(&teller.scene("pipeline", HOME, 280), &cardio, key).await?;
    let jonas = teller.scene("jonas", HOME, 260);
    let fraud = lab::tell(&jonas).await?;
    let pipeline = teller.scene("pipeline", HOME, 250);
    crossings::tell(&pipeline, &jonas.later(600), [&cardio, &fraud]).await?;
    let scene = teller.scene("priya", ABROAD, 120);
    let why = "copied from the first network: no flow logs, no endpoints";
    let abroad = place(&scene, "fraud-eu", "10.40", why).await?;
    scene.form("ec2", "EnableEbsEncryptionByDefault", &[]).await?;
    let key = fields([("KmsKeyId", keys.arn("fraud-eu-features"))]);
    scene.form("ec2", "ModifyEbsDefaultKmsKeyId", &key).await?;
    settings(&scene).await?;
    for region in [HOME, ABROAD] {
        left_as_made(&teller.scene("founder", region, 700)).await?;
    }
    Ok(Network {
        cardio,
        fraud,
        abroad,
    })
}

/// What a Region sets once: the younger Region is as the security team wants
/// it, the older one as it was found.
async fn settings(abroad: &Scene<'_>) -> Result<(), StoryError> {
    for (operation, name, value) in [
        ("EnableSnapshotBlockPublicAccess", "State", "block-all-sharing"),
        ("ModifyInstanceMetadataDefaults", "HttpTokens", "required"),
        (
            "ModifyVpcBlockPublicAccessOptions",
            "InternetGatewayBlockMode",
            "block-ingress",
        ),
    ] {
        abroad.form("ec2", operation, &fields([(name, value)])).await?;
    }
    Ok(())
}

/// The tags of something, as its call takes them.
pub(super) fn tagged(kind: &str, name: &str, why: &str) -> Vec<(String, String)> {
    tagged_at(1, kind, name, why)
}

/// The same as the call's specification of a number.
pub(super) fn tagged_at(at: usize, kind: &str, name: &str, why: &str) -> Vec<(String, String)> {
    let team = name.split('-').next().unwrap_or("platform");
    let owner = match team {
        "cardio" => "elena.rossi",
        team => lead(team).unwrap_or("priya.nair"),
    };
    let mut all = fields([("Name", name)]);
    all.extend(tags(owner, team, "internal", why));
    let at = format!("TagSpecification.{at}");
    let mut out = vec![(format!("{at}.ResourceType"), kind.to_owned())];
    for (n, (key, value)) in (1..).zip(all) {
        out.push((format!("{at}.Tag.{n}.Key"), key));
        out.push((format!("{at}.Tag.{n}.Value"), value));
    }
    out
}

/// Makes something and reads its id at a path of the answer.
pub(super) async fn make(
    scene: &Scene<'_>,
    operation: &str,
    mut body: Vec<(String, String)>,
    extra: Vec<(String, String)>,
    id: &str,
) -> Result<String, StoryError> {
    body.extend(extra);
    let answer = scene.form("ec2", operation, &body).await?;
    Ok(answer.at(id).unwrap_or("").to_owned())
}

/// A VPC with two private subnets, a route table and a group for workloads.
pub(super) async fn place(scene: &Scene<'_>, name: &str, net: &str, why: &str) -> Result<Place, StoryError> {
    let cidr = format!("{net}.0.0/16");
    let vpc = make(
        scene,
        "CreateVpc",
        fields([("CidrBlock", &cidr)]),
        tagged("vpc", &format!("{name}-vpc"), why),
        "vpc/vpcId",
    )
    .await?;
    for attribute in ["EnableDnsSupport.Value", "EnableDnsHostnames.Value"] {
        let body = fields([("VpcId", &vpc), (attribute, "true")]);
        scene.form("ec2", "ModifyVpcAttribute", &body).await?;
    }
    let mut subnets = Vec::new();
    for (n, zone) in (1..).zip(["a", "b"]) {
        let body = fields([
            ("VpcId", &vpc),
            ("CidrBlock", &format!("{net}.{n}.0/24")),
            ("AvailabilityZone", &format!("{}{zone}", scene.region)),
        ]);
        let tags = tagged("subnet", &format!("{name}-private-{zone}"), "");
        subnets.push(make(scene, "CreateSubnet", body, tags, "subnet/subnetId").await?);
    }
    let body = fields([("VpcId", &vpc)]);
    let tags = tagged("route-table", &format!("{name}-private"), "");
    let route_table = make(scene, "CreateRouteTable", body, tags, "routeTable/routeTableId").await?;
    for subnet in &subnets {
        let body = fields([("RouteTableId", &route_table), ("SubnetId", subnet)]);
        scene.form("ec2", "AssociateRouteTable", &body).await?;
    }
    let group = security_group(
        scene,
        &vpc,
        &format!("{name}-workloads"),
        "SageMaker workloads",
        "",
    )
    .await?;
    Ok(Place {
        name: name.to_owned(),
        vpc,
        cidr,
        subnets,
        group,
        route_table,
    })
}

/// Why a default ACL fails: there is no closing it without breaking subnets
/// that nobody looked at.
const OPEN_ACL: &str = "as AWS makes it: lets everything through";

pub(super) async fn security_group(
    scene: &Scene<'_>,
    vpc: &str,
    name: &str,
    what: &str,
    why: &str,
) -> Result<String, StoryError> {
    let body = fields([("VpcId", vpc), ("GroupName", name), ("GroupDescription", what)]);
    make(
        scene,
        "CreateSecurityGroup",
        body,
        tagged("security-group", name, why),
        "groupId",
    )
    .await
}

pub(super) async fn admit(
    scene: &Scene<'_>,
    group: &str,
    protocol: &str,
    port: &str,
    peer: (&str, &str),
) -> Result<(), StoryError> {
    let mut body = fields([("GroupId", group), ("IpPermissions.1.IpProtocol", protocol)]);
    if protocol != "-1" {
        body.extend(fields([
            ("IpPermissions.1.FromPort", port),
            ("IpPermissions.1.ToPort", port),
        ]));
    }
    body.extend(fields([peer]));
    scene.form("ec2", "AuthorizeSecurityGroupIngress", &body).await?;
    Ok(())
}

pub(super) const FROM_CIDR: &str = "IpPermissions.1.IpRanges.1.CidrIp";
pub(super) const FROM_GROUP: &str = "IpPermissions.1.Groups.1.GroupId";

async fn cardio(scene: &Scene<'_>) -> Result<Place, StoryError> {
    let place = place(scene, "cardio", "10.20", "").await?;
    let doors = security_group(scene, &place.vpc, "cardio-endpoints", "VPC endpoints", "").await?;
    admit(scene, &doors, "tcp", "443", (FROM_GROUP, &place.group)).await?;
    endpoint(scene, &place, "s3", None, Some(account_only())).await?;
    for service in DOORS.into_iter().chain(BEDROCK) {
        endpoint(scene, &place, service, Some(&doors), Some(account_only())).await?;
    }
    flow_logs(scene, &place.vpc, "clinic-audit-logs").await?;
    filter(scene, &place).await?;
    close_default_group(scene, &place.vpc).await?;
    Ok(place)
}

/// Gives the subnets of a place an ACL of their own: the VPC's own ranges, and
/// the ports of answers from S3's gateway.
pub(super) async fn filter(scene: &Scene<'_>, place: &Place) -> Result<(), StoryError> {
    let body = fields([("VpcId", &place.vpc)]);
    let tags = tagged("network-acl", &format!("{}-private", place.name), "");
    let acl = make(scene, "CreateNetworkAcl", body, tags, "networkAcl/networkAclId").await?;
    for (egress, number, protocol, cidr, ports) in [
        ("false", "100", "-1", place.cidr.as_str(), None),
        ("false", "110", "6", "0.0.0.0/0", Some(("1024", "65535"))),
        ("true", "100", "-1", place.cidr.as_str(), None),
        ("true", "110", "6", "0.0.0.0/0", Some(("443", "443"))),
    ] {
        let mut entry = fields([
            ("NetworkAclId", acl.as_str()),
            ("Egress", egress),
            ("RuleNumber", number),
            ("Protocol", protocol),
            ("RuleAction", "allow"),
            ("CidrBlock", cidr),
        ]);
        if let Some((from, to)) = ports {
            entry.extend(fields([("PortRange.From", from), ("PortRange.To", to)]));
        }
        scene.form("ec2", "CreateNetworkAclEntry", &entry).await?;
    }
    for subnet in &place.subnets {
        let query = fields([
            ("Filter.1.Name", "association.subnet-id"),
            ("Filter.1.Value.1", subnet),
        ]);
        let found = scene.form("ec2", "DescribeNetworkAcls", &query).await?;
        let ties = found
            .child("networkAclSet")
            .and_then(|set| set.child("item"))
            .and_then(|item| item.child("associationSet"));
        let tie = ties
            .into_iter()
            .flat_map(|ties| &ties.children)
            .find(|tie| tie.at("subnetId") == Some(subnet));
        let id = tie
            .and_then(|tie| tie.at("networkAclAssociationId"))
            .unwrap_or("");
        let body = fields([("AssociationId", id), ("NetworkAclId", &acl)]);
        scene.form("ec2", "ReplaceNetworkAclAssociation", &body).await?;
    }
    Ok(())
}

/// Has the traffic of a VPC logged to a bucket.
pub(super) async fn flow_logs(scene: &Scene<'_>, vpc: &str, bucket: &str) -> Result<(), StoryError> {
    let flow = fields([
        ("ResourceType", "VPC"),
        ("ResourceId.1", vpc),
        ("TrafficType", "ALL"),
        ("LogDestinationType", "s3"),
        ("LogDestination", &format!("arn:aws:s3:::{bucket}/vpc/")),
    ]);
    scene.form("ec2", "CreateFlowLogs", &flow).await?;
    Ok(())
}

/// The default security group of a VPC.
pub(super) async fn default_group(scene: &Scene<'_>, vpc: &str) -> Result<String, StoryError> {
    let query = fields([
        ("Filter.1.Name", "vpc-id"),
        ("Filter.1.Value.1", vpc),
        ("Filter.2.Name", "group-name"),
        ("Filter.2.Value.1", "default"),
    ]);
    let found = scene.form("ec2", "DescribeSecurityGroups", &query).await?;
    Ok(found
        .at("securityGroupInfo/item/groupId")
        .unwrap_or("")
        .to_owned())
}

/// Says of a VPC's default network ACL why it is open.
pub(super) async fn default_acl_is_as_made(scene: &Scene<'_>, vpc: &str) -> Result<(), StoryError> {
    let query = fields([
        ("Filter.1.Name", "vpc-id"),
        ("Filter.1.Value.1", vpc),
        ("Filter.2.Name", "default"),
        ("Filter.2.Value.1", "true"),
    ]);
    let found = scene.form("ec2", "DescribeNetworkAcls", &query).await?;
    let body = fields([
        (
            "ResourceId.1",
            found.at("networkAclSet/item/networkAclId").unwrap_or(""),
        ),
        ("Tag.1.Key", WHY),
        ("Tag.1.Value", OPEN_ACL),
    ]);
    scene.form("ec2", "CreateTags", &body).await?;
    Ok(())
}

/// Takes every rule out of a VPC's default security group.
pub(super) async fn close_default_group(scene: &Scene<'_>, vpc: &str) -> Result<(), StoryError> {
    let group = default_group(scene, vpc).await?;
    let inward = fields([
        ("GroupId", &group),
        ("IpPermissions.1.IpProtocol", "-1"),
        (FROM_GROUP, &group),
    ]);
    scene.form("ec2", "RevokeSecurityGroupIngress", &inward).await?;
    let outward = fields([
        ("GroupId", &group),
        ("IpPermissions.1.IpProtocol", "-1"),
        (FROM_CIDR, "0.0.0.0/0"),
    ]);
    scene.form("ec2", "RevokeSecurityGroupEgress", &outward).await?;
    Ok(())
}

/// Says of what AWS makes by itself and nobody closed or took away why it is
/// as it is; answers how many things it spoke of.
pub(super) async fn left_as_made(scene: &Scene<'_>) -> Result<usize, StoryError> {
    let sets = [
        (
            "DescribeVpcs",
            "is-default",
            "true",
            "vpcSet",
            "vpcId",
            "AWS makes one in every Region; nobody took it away",
        ),
        (
            "DescribeSubnets",
            "default-for-az",
            "true",
            "subnetSet",
            "subnetId",
            "of the default network, which nobody took away",
        ),
        (
            "DescribeSecurityGroups",
            "group-name",
            "default",
            "securityGroupInfo",
            "groupId",
            "as AWS makes it: nobody closed it",
        ),
        (
            "DescribeNetworkAcls",
            "default",
            "true",
            "networkAclSet",
            "networkAclId",
            OPEN_ACL,
        ),
    ];
    let mut spoken_of = 0;
    for (operation, filter, value, set, id, why) in sets {
        let query = fields([("Filter.1.Name", filter), ("Filter.1.Value.1", value)]);
        let found = scene.form("ec2", operation, &query).await?;
        let items = found.child(set).map_or(&[][..], |set| &set.children);
        let closed = |item: &&Element| {
            let rules = item.child("ipPermissionsEgress");
            rules.is_some_and(|rules| rules.children.is_empty())
        };
        let left = items.iter().filter(|item| !closed(item));
        let mut body = fields([("Tag.1.Key", WHY), ("Tag.1.Value", why)]);
        let ids: Vec<&str> = left.filter_map(|item| item.at(id)).collect();
        spoken_of += ids.len();
        let ids = (1..).zip(ids);
        body.extend(ids.map(|(n, id)| (format!("ResourceId.{n}"), id.to_owned())));
        scene.form("ec2", "CreateTags", &body).await?;
    }
    Ok(spoken_of)
}
