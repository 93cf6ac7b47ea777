//! What the base's EC2 does, and what AWS documents.

use crate::demo::corrections::Correction;

/// A row of ours.
const fn own(
    operations: &'static [&'static str],
    base: &'static str,
    aws: &'static str,
    test: &'static str,
) -> Correction {
    Correction {
        service: "ec2",
        operations,
        base,
        aws,
        test,
    }
}

pub(in crate::demo) const ROWS: &[Correction] = &[
    own(
        &["DescribeVpcs", "DescribeSubnets", "DescribeInternetGateways"],
        "a Region begins without networks",
        "every Region has a default VPC with an internet gateway and a public subnet in each zone",
        "ec2_vpcs::a_region_begins_with_a_default_vpc_and_a_public_subnet_in_every_zone",
    ),
    own(
        &["DescribeVpcs"],
        "leaves out ids that nothing has",
        "InvalidVpcID.NotFound for an id that nothing has, InvalidVpcID.Malformed for a misspelt one",
        "ec2_vpcs::an_id_that_nothing_has_and_a_misspelt_one_are_told_apart",
    ),
    own(
        &["CreateVpc", "DescribeSecurityGroups"],
        "a VPC comes without its default group",
        "a VPC comes with a default group whose members reach each other and everything outside",
        "ec2_vpcs::a_vpc_comes_with_a_group_whose_members_reach_each_other",
    ),
    own(
        &["CreateVpc", "DescribeRouteTables"],
        "a VPC comes without a route table, tables without their local route",
        "a VPC comes with a main route table; every table begins with the local route",
        "ec2_vpcs::a_vpc_comes_with_a_main_route_table_and_its_local_route",
    ),
    own(
        &["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"],
        "answers no rules",
        "SecurityGroupRules answers each new rule with its id",
        "ec2_groups::rules_are_answered_one_by_one_as_they_are_made",
    ),
    own(
        &["CreateVpcEndpoint", "DescribeVpcEndpoints"],
        "drops RouteTableIds of a gateway endpoint",
        "the route tables are answered and get a route to the service's prefix list",
        "ec2_gateway_endpoints::a_gateway_endpoint_adds_its_route_and_takes_it_away",
    ),
    own(
        &["CreateVpcEndpoint", "DescribeVpcEndpoints"],
        "drops policy, groups, subnets, private DNS, names, interfaces and tags of an interface endpoint",
        "all of them are answered, at creation and after",
        "ec2_endpoints::an_interface_endpoint_answers_all_that_it_was_made_with",
    ),
    own(
        &["CreateVpcEndpoint"],
        "makes an endpoint to a service that there is not",
        "InvalidServiceName",
        "ec2_endpoints::an_endpoint_to_no_service_or_of_the_wrong_type_is_refused",
    ),
    own(
        &["DescribeVpcEndpoints"],
        "ignores filters",
        "filters select; one that there is not is refused",
        "ec2_endpoints::filters_on_endpoints_select",
    ),
    own(
        &["ModifyVpcEndpoint"],
        "forgets the new policy",
        "the policy is replaced, or reset to full access",
        "ec2_endpoint_changes::a_policy_is_replaced_and_reset",
    ),
    own(
        &["DescribeVpcEndpointServices"],
        "knows five services",
        "every service that PrivateLink reaches, with types, private names and whether it takes a policy",
        "ec2_endpoint_services::every_service_that_ai_workloads_need_is_offered",
    ),
    own(
        &["DescribeNetworkInterfaces"],
        "interface endpoints have no network interfaces",
        "one network interface for each subnet of an interface endpoint",
        "ec2_interfaces::an_endpoint_puts_one_interface_into_each_subnet",
    ),
    own(
        &["DescribeManagedPrefixLists", "DescribePrefixLists"],
        "no managed prefix lists",
        "AWS's own lists of S3 and DynamoDB, by the ids that routes use",
        "ec2_routes::the_prefix_lists_of_s3_and_dynamodb_are_those_that_routes_use",
    ),
    own(
        &["CreateVolume"],
        "drops KmsKeyId",
        "the key's ARN is answered, the Region's default when the call names none",
        "ec2_volumes::an_encrypted_volume_names_its_key",
    ),
    own(
        &["CreateVpc", "CreateVpcEndpoint"],
        "ignores DryRun and makes the resource",
        "DryRunOperation, HTTP 412, when the call would succeed; nothing is made",
        "ec2_dry_run::a_dry_run_makes_nothing",
    ),
];
