//! Ways between networks: peering, transit gateways, services offered through
//! PrivateLink.

use super::StoryError;
use super::network::{Place, make, tagged};
use super::teller::{Scene, fields};
use crate::demo::ACCOUNT_ID;

/// Peers two VPCs, and accepts.
pub(super) async fn peer(
    scene: &Scene<'_>,
    (one, other): (&str, &str),
    name: &str,
    why: &str,
) -> Result<String, StoryError> {
    let body = fields([("VpcId", one), ("PeerVpcId", other)]);
    let tags = tagged("vpc-peering-connection", name, why);
    let id = "vpcPeeringConnection/vpcPeeringConnectionId";
    let id = make(scene, "CreateVpcPeeringConnection", body, tags, id).await?;
    let body = fields([("VpcPeeringConnectionId", &*id)]);
    scene.form("ec2", "AcceptVpcPeeringConnection", &body).await?;
    Ok(id)
}

/// Routes a destination through a peering connection.
pub(super) async fn route(
    scene: &Scene<'_>,
    place: &Place,
    destination: &str,
    peering: &str,
) -> Result<(), StoryError> {
    let body = fields([
        ("RouteTableId", place.route_table()),
        ("DestinationCidrBlock", destination),
        ("VpcPeeringConnectionId", peering),
    ]);
    scene.form("ec2", "CreateRoute", &body).await?;
    Ok(())
}

async fn gateway(scene: &Scene<'_>, name: &str, accept: &str, why: &str) -> Result<(), StoryError> {
    let mut body = fields([("Options.AutoAcceptSharedAttachments", accept)]);
    body.extend(tagged("transit-gateway", name, why));
    scene.form("ec2", "CreateTransitGateway", &body).await?;
    Ok(())
}

async fn offer(scene: &Scene<'_>, name: &str, principal: &str, why: &str) -> Result<(), StoryError> {
    let balancer = format!(
        "arn:aws:elasticloadbalancing:{}:{ACCOUNT_ID}:loadbalancer/net/{name}/50dc6c495c0c9188",
        scene.region
    );
    let body = fields([("NetworkLoadBalancerArn.1", &balancer)]);
    let tags = tagged("vpc-endpoint-service", name, why);
    let id = "serviceConfiguration/serviceId";
    let id = make(scene, "CreateVpcEndpointServiceConfiguration", body, tags, id).await?;
    let body = fields([("ServiceId", &*id), ("AddAllowedPrincipals.1", principal)]);
    scene
        .form("ec2", "ModifyVpcEndpointServicePermissions", &body)
        .await?;
    Ok(())
}

/// What joins the two teams' networks to each other and to the rest.
pub(super) async fn tell(
    clinic: &Scene<'_>,
    fraud: &Scene<'_>,
    places: [&Place; 2],
) -> Result<(), StoryError> {
    let [cardio_place, fraud_place] = places;
    // Claims are scored by one service of the fraud team: two small blocks.
    let peering = peer(
        clinic,
        (cardio_place.vpc(), fraud_place.vpc()),
        "cardio-claims",
        "",
    )
    .await?;
    route(clinic, cardio_place, "10.30.1.16/28", &peering).await?;
    route(clinic, fraud_place, "10.20.1.16/28", &peering).await?;
    gateway(clinic, "cardio-hub", "disable", "").await?;
    let why = "partners were to attach themselves, without a ticket";
    gateway(fraud, "fraud-partners", "enable", why).await?;
    let own = format!("arn:aws:iam::{ACCOUNT_ID}:root");
    offer(clinic, "cardio-viewer", &own, "").await?;
    let why = "open to every account until the partners' numbers are known";
    offer(fraud, "fraud-scoring", "*", why).await
}
