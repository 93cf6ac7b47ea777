//! EC2's resources: what is made by its kind, what is there by its id.

use super::resources::arn;
use crate::demo::Call;

/// Parameters that name resources, and the word of their ARNs.
const NAMED: &[(&str, &str)] = &[
    ("FlowLogId", "vpc-flow-log"),
    ("GroupId", "security-group"),
    ("InternetGatewayId", "internet-gateway"),
    ("NetworkInterfaceId", "network-interface"),
    ("RouteTableId", "route-table"),
    ("SecurityGroupId", "security-group"),
    ("SubnetId", "subnet"),
    ("VpcEndpointId", "vpc-endpoint"),
    ("VpcId", "vpc"),
];

/// What operations make, and the word of its ARN.
const MADE: &[(&str, &str)] = &[
    ("CreateFlowLogs", "vpc-flow-log"),
    ("CreateInternetGateway", "internet-gateway"),
    ("CreateNetworkInterface", "network-interface"),
    ("CreateRouteTable", "route-table"),
    ("CreateSecurityGroup", "security-group"),
    ("CreateSubnet", "subnet"),
    ("CreateVpc", "vpc"),
    ("CreateVpcEndpoint", "vpc-endpoint"),
];

/// The resources of a call; reading EC2 has none.
pub(super) fn resources(call: &Call) -> Vec<String> {
    let reads = ["Describe", "Get", "Search"]
        .iter()
        .any(|verb| call.operation.starts_with(verb));
    let mut found = Vec::new();
    if !reads {
        let made = MADE.iter().find(|(operation, _)| *operation == call.operation);
        found.extend(made.map(|(_, word)| arn(call, "ec2", &format!("{word}/*"))));
        let form = call.form();
        for (parameter, word) in NAMED {
            let listed = form.list(parameter);
            let ids = form.get(parameter).into_iter().chain(listed);
            found.extend(ids.map(|id| arn(call, "ec2", &format!("{word}/{id}"))));
        }
        // Tags are put on ids of any kind.
        found.extend(
            form.list("ResourceId")
                .into_iter()
                .map(|id| arn(call, "ec2", &format!("{}/{id}", word_of(id)))),
        );
    }
    if found.is_empty() {
        found.push("*".to_owned());
    }
    found
}

/// The kind of a resource by its id: `vpce-0a1b…`.
fn word_of(id: &str) -> &'static str {
    match id.rsplit_once('-').map_or("", |(kind, _)| kind) {
        "acl" => "network-acl",
        "ami" => "image",
        "eni" => "network-interface",
        "fl" => "vpc-flow-log",
        "i" => "instance",
        "igw" => "internet-gateway",
        "lt" => "launch-template",
        "pcx" => "vpc-peering-connection",
        "rtb" => "route-table",
        "sg" => "security-group",
        "sgr" => "security-group-rule",
        "snap" => "snapshot",
        "subnet" => "subnet",
        "tgw" => "transit-gateway",
        "vol" => "volume",
        "vpc" => "vpc",
        "vpce" => "vpc-endpoint",
        "vpce-svc" => "vpc-endpoint-service",
        _ => "*",
    }
}
