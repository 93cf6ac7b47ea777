//! Networks: the cardiology team's is closed and private; the fraud team's grew
//! by hand.

use super::departments::lead;
use super::keys::Keys;
use super::teller::{Scene, Teller, WHY, fields, tags};
use super::{ABROAD, HOME, StoryError};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::xml::Element;
use serde_json::json;

/// Where a team's workloads run.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    name: String,
    vpc: String,
    pub(super) subnets: Vec<String>,
    pub(super) group: String,
    route_table: String,
}

impl Place {
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
    let fraud = fraud(&teller.scene("jonas", HOME, 260)).await?;
    let scene = teller.scene("priya", ABROAD, 120);
    let why = "copied from the first network: no flow logs, no endpoints";
    let abroad = place(&scene, "fraud-eu", "10.40", why).await?;
    scene.form("ec2", "EnableEbsEncryptionByDefault", &[]).await?;
    let key = fields([("KmsKeyId", keys.arn("fraud-eu-features"))]);
    scene.form("ec2", "ModifyEbsDefaultKmsKeyId", &key).await?;
    for region in [HOME, ABROAD] {
        left_as_made(&teller.scene("founder", region, 700)).await?;
    }
    Ok(Network {
        cardio,
        fraud,
        abroad,
    })
}

fn tagged(kind: &str, name: &str, why: &str) -> Vec<(String, String)> {
    let team = name.split('-').next().unwrap_or("platform");
    let owner = match team {
        "cardio" => "elena.rossi",
        team => lead(team).unwrap_or("priya.nair"),
    };
    let mut all = fields([("Name", name)]);
    all.extend(tags(owner, team, "internal", why));
    let mut out = fields([("TagSpecification.1.ResourceType", kind)]);
    for (n, (key, value)) in (1..).zip(all) {
        out.push((format!("TagSpecification.1.Tag.{n}.Key"), key));
        out.push((format!("TagSpecification.1.Tag.{n}.Value"), value));
    }
    out
}

/// Makes something and reads its id at a path of the answer.
async fn make(
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
        subnets,
        group,
        route_table,
    })
}

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

pub(super) async fn endpoint(
    scene: &Scene<'_>,
    place: &Place,
    service: &str,
    group: Option<&str>,
    policy: Option<String>,
) -> Result<(), StoryError> {
    let name = format!("com.amazonaws.{}.{service}", scene.region);
    let mut body = fields([("VpcId", &place.vpc), ("ServiceName", &name)]);
    match group {
        Some(group) => {
            body.extend(fields([
                ("VpcEndpointType", "Interface"),
                ("PrivateDnsEnabled", "true"),
                ("SecurityGroupId.1", group),
            ]));
            for (n, subnet) in (1..).zip(&place.subnets) {
                body.push((format!("SubnetId.{n}"), subnet.clone()));
            }
        }
        None => body.extend(fields([
            ("VpcEndpointType", "Gateway"),
            ("RouteTableId.1", &place.route_table),
        ])),
    }
    let why = if policy.is_none() {
        "still the policy that lets everything through"
    } else {
        ""
    };
    if let Some(policy) = policy {
        body.push(("PolicyDocument".to_owned(), policy));
    }
    body.extend(tagged("vpc-endpoint", &format!("{}-{service}", place.name), why));
    scene.form("ec2", "CreateVpcEndpoint", &body).await?;
    Ok(())
}

/// This account's principals to this account's resources.
pub(super) fn account_only() -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "OurPrincipalsOurResources",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringEquals": {
                "aws:PrincipalAccount": ACCOUNT_ID,
                "aws:ResourceAccount": ACCOUNT_ID,
            }},
        }],
    })
    .to_string()
}

async fn cardio(scene: &Scene<'_>) -> Result<Place, StoryError> {
    let place = place(scene, "cardio", "10.20", "").await?;
    let doors = security_group(scene, &place.vpc, "cardio-endpoints", "VPC endpoints", "").await?;
    admit(scene, &doors, "tcp", "443", (FROM_GROUP, &place.group)).await?;
    endpoint(scene, &place, "s3", None, Some(account_only())).await?;
    for service in [
        "sagemaker.api",
        "sagemaker.runtime",
        "kms",
        "logs",
        "sts",
        "ecr.api",
        "ecr.dkr",
        "bedrock",
        "bedrock-runtime",
        "bedrock-agent",
        "bedrock-agent-runtime",
        "bedrock-mantle",
    ] {
        endpoint(scene, &place, service, Some(&doors), Some(account_only())).await?;
    }
    flow_logs(scene, &place.vpc, "clinic-audit-logs").await?;
    close_default_group(scene, &place.vpc).await?;
    Ok(place)
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

async fn fraud(scene: &Scene<'_>) -> Result<Place, StoryError> {
    let place = place(
        scene,
        "fraud",
        "10.30",
        "no flow logs, endpoints missing, Bedrock's among them",
    )
    .await?;
    let body = fields([("VpcId", &place.vpc), ("CidrBlock", "10.30.100.0/24")]);
    let tags = tagged(
        "subnet",
        "fraud-public",
        "gives public addresses to whatever starts in it",
    );
    let public = make(scene, "CreateSubnet", body, tags, "subnet/subnetId").await?;
    let body = fields([("SubnetId", &public), ("MapPublicIpOnLaunch.Value", "true")]);
    scene.form("ec2", "ModifySubnetAttribute", &body).await?;
    let why = "Jupyter on the open internet, for working from home";
    let jupyter = security_group(scene, &place.vpc, "fraud-jupyter", "Jupyter", why).await?;
    admit(scene, &jupyter, "tcp", "8888", (FROM_CIDR, "0.0.0.0/0")).await?;
    let why = "opened while looking for a fault, never closed";
    let ray = security_group(
        scene,
        &place.vpc,
        "fraud-ray-debug",
        "Ray cluster, debugging",
        why,
    )
    .await?;
    admit(scene, &ray, "-1", "", (FROM_CIDR, "0.0.0.0/0")).await?;
    admit(scene, &place.group, "tcp", "443", (FROM_CIDR, "10.30.0.0/16")).await?;
    endpoint(scene, &place, "s3", None, None).await?;
    let group = place.group.clone();
    endpoint(scene, &place, "kms", Some(&group), None).await?;
    Ok(place)
}
