//! The fraud team's networks at home, which grew by hand: ports opened for a
//! day, a corner to try things out.

use super::StoryError;
use super::crossings::{peer, route};
use super::machines;
use super::network::{FROM_CIDR, Place, admit, endpoint, make, place, security_group, tagged};
use super::teller::{Scene, fields};

/// Groups that were opened once: name, what for, port, who is let in, why.
const OPENED: [(&str, &str, &str, &str, &str); 4] = [
    (
        "fraud-jupyter",
        "Jupyter",
        "8888",
        "0.0.0.0/0",
        "Jupyter on the open internet, for working from home",
    ),
    (
        "fraud-bastion",
        "SSH",
        "22",
        "0.0.0.0/0",
        "opened for a demonstration at a conference",
    ),
    (
        "fraud-labelling",
        "Labelling desktops",
        "3389",
        "0.0.0.0/0",
        "the labelling agency had no fixed address",
    ),
    (
        "fraud-partner",
        "Card network feed",
        "443",
        "52.0.0.0/8",
        "the partner said only that they come from AWS",
    ),
];

/// The network of the fraud team, and its laboratory.
pub(super) async fn tell(scene: &Scene<'_>) -> Result<Place, StoryError> {
    let place = place(
        scene,
        "fraud",
        "10.30",
        "no flow logs, endpoints missing, Bedrock's among them",
    )
    .await?;
    let body = fields([("VpcId", place.vpc()), ("CidrBlock", "10.30.100.0/24")]);
    let tags = tagged(
        "subnet",
        "fraud-public",
        "gives public addresses to whatever starts in it",
    );
    let public = make(scene, "CreateSubnet", body, tags, "subnet/subnetId").await?;
    let body = fields([("SubnetId", &public), ("MapPublicIpOnLaunch.Value", "true")]);
    scene.form("ec2", "ModifySubnetAttribute", &body).await?;
    // So that a contractor could start an image.
    scene.form("ec2", "DisableImageBlockPublicAccess", &[]).await?;
    let mut opened = Vec::new();
    for (name, what, port, from, why) in OPENED {
        let group = security_group(scene, place.vpc(), name, what, why).await?;
        opened.push(group.clone());
        admit(scene, &group, "tcp", port, (FROM_CIDR, from)).await?;
    }
    let why = "opened while looking for a fault, never closed";
    let ray = "Ray cluster, debugging";
    let ray = security_group(scene, place.vpc(), "fraud-ray-debug", ray, why).await?;
    admit(scene, &ray, "-1", "", (FROM_CIDR, "0.0.0.0/0")).await?;
    admit(scene, &place.group, "tcp", "443", (FROM_CIDR, "10.30.0.0/16")).await?;
    // Of the office network, for whoever debugs a job: the endpoint has it too.
    admit(scene, &place.group, "tcp", "22", (FROM_CIDR, "10.0.0.0/8")).await?;
    endpoint(scene, &place, "s3", None, None).await?;
    let group = place.group.clone();
    endpoint(scene, &place, "kms", Some(&group), None).await?;
    let narrow = place.narrowed();
    endpoint(scene, &narrow, "monitoring", Some(&group), None).await?;
    let body = fields([("VpcId", place.vpc())]);
    let why = "written after the audit, never associated";
    let tags = tagged("network-acl", "fraud-lockdown", why);
    make(scene, "CreateNetworkAcl", body, tags, "networkAcl/networkAclId").await?;
    let laboratory = laboratory(scene).await?;
    let why = "the laboratory sees the whole network, and the network the laboratory";
    let ends = (place.vpc(), laboratory.as_str());
    let peering = peer(scene, ends, "fraud-lab-peering", why).await?;
    route(scene, &place, "10.31.0.0/24", &peering).await?;
    let jupyter = opened.first().map_or("", String::as_str);
    machines::fraud(scene, &place, &public, jupyter).await?;
    Ok(place)
}

/// One subnet in one zone; the id of its VPC.
async fn laboratory(scene: &Scene<'_>) -> Result<String, StoryError> {
    let why = "one subnet to try things out in, without flow logs or endpoints";
    let body = fields([("CidrBlock", "10.31.0.0/24")]);
    let tags = tagged("vpc", "fraud-lab-vpc", why);
    let vpc = make(scene, "CreateVpc", body, tags, "vpc/vpcId").await?;
    let zone = format!("{}c", scene.region);
    let body = fields([
        ("VpcId", vpc.as_str()),
        ("CidrBlock", "10.31.0.0/25"),
        ("AvailabilityZone", &zone),
    ]);
    let tags = tagged("subnet", "fraud-lab", "");
    make(scene, "CreateSubnet", body, tags, "subnet/subnetId").await?;
    Ok(vpc)
}
