//! VPC endpoints: which ones a private network has, and what they let through.

use super::StoryError;
use super::network::{Place, tagged};
use super::teller::{Scene, fields};
use crate::demo::ACCOUNT_ID;
use serde_json::json;

/// Puts an endpoint into a network: an interface behind a group, or a gateway.
pub(super) async fn endpoint(
    scene: &Scene<'_>,
    place: &Place,
    service: &str,
    group: Option<&str>,
    policy: Option<String>,
) -> Result<(), StoryError> {
    let name = format!("com.amazonaws.{}.{service}", scene.region);
    let mut body = fields([("VpcId", place.vpc()), ("ServiceName", name.as_str())]);
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
            ("RouteTableId.1", place.route_table()),
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

/// Interface endpoints of a network that is as it should be.
pub(super) const DOORS: [&str; 9] = [
    "sagemaker.api",
    "sagemaker.runtime",
    "kms",
    "logs",
    "sts",
    "ecr.api",
    "ecr.dkr",
    "ec2",
    "ssm",
];

/// Interface endpoints of Bedrock besides, where a team asks its models.
pub(super) const BEDROCK: [&str; 5] = [
    "bedrock",
    "bedrock-runtime",
    "bedrock-agent",
    "bedrock-agent-runtime",
    "bedrock-mantle",
];

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
