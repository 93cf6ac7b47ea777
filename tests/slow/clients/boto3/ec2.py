"""boto3 makes, reads and deletes the network."""

import json

from trips import ACCOUNT, REGION, client, network, refused, run, same, told, trip, until, until_refused

ec2 = client("ec2")


def clear(vpc, subnet, group):
    ec2.delete_security_group(GroupId=group)
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc)


@trip("VPC")
def a_vpc():
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "trip"}]}]
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"]
    described = until("Vpcs[0].State", "available", ec2.describe_vpcs, VpcIds=[vpc])
    same({"Vpcs[0].CidrBlock": "10.9.0.0/16", "Vpcs[0].IsDefault": False, "Vpcs[0].OwnerId": ACCOUNT,
          "Vpcs[0].Tags": [{"Key": "Name", "Value": "trip"}]}, described)
    told(ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames"),
         EnableDnsHostnames={"Value": False})
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    told(ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames"),
         EnableDnsHostnames={"Value": True})
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    same({"SecurityGroups[].GroupName": ["default"]}, ec2.describe_security_groups(Filters=mine))
    same({"RouteTables[].Associations[].Main": [True]}, ec2.describe_route_tables(Filters=mine))
    refused("DryRunOperation", ec2.delete_vpc, VpcId=vpc, DryRun=True)
    ec2.delete_vpc(VpcId=vpc)
    refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=[vpc])


@trip("Subnet")
def a_subnet():
    vpc, first, group = network()
    made = ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.2.0/24", AvailabilityZone=f"{REGION}b")["Subnet"]
    subnet = made["SubnetId"]
    same({"Subnets[0].VpcId": vpc, "Subnets[0].CidrBlock": "10.20.2.0/24",
          "Subnets[0].AvailabilityZone": f"{REGION}b", "Subnets[0].MapPublicIpOnLaunch": False,
          "Subnets[0].AvailableIpAddressCount": 251, "Subnets[0].State": "available",
          "Subnets[0].SubnetArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/{subnet}"},
         ec2.describe_subnets(SubnetIds=[subnet]))
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    same({"Subnets[0].MapPublicIpOnLaunch": True}, ec2.describe_subnets(SubnetIds=[subnet]))
    refused("InvalidSubnet.Conflict", ec2.create_subnet, VpcId=vpc, CidrBlock="10.20.2.128/25")
    refused("DependencyViolation", ec2.delete_vpc, VpcId=vpc)
    ec2.delete_subnet(SubnetId=subnet)
    refused("InvalidSubnetID.NotFound", ec2.describe_subnets, SubnetIds=[subnet])
    clear(vpc, first, group)


@trip("Security group and rule")
def a_group():
    vpc, subnet, group = network()
    same({"SecurityGroups[0].GroupName": "trip", "SecurityGroups[0].VpcId": vpc,
          "SecurityGroups[0].IpPermissions": [],
          "SecurityGroups[0].IpPermissionsEgress[].IpRanges[].CidrIp": ["0.0.0.0/0"]},
         ec2.describe_security_groups(GroupIds=[group]))
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
            "IpRanges": [{"CidrIp": "10.20.0.0/16", "Description": "inside"}]}
    made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    rule_id = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    refused("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=group,
            IpPermissions=[rule])
    same({"SecurityGroupRules[0].IsEgress": False, "SecurityGroupRules[0].CidrIpv4": "10.20.0.0/16",
          "SecurityGroupRules[0].FromPort": 443, "SecurityGroupRules[0].Description": "inside",
          "SecurityGroupRules[0].GroupOwnerId": ACCOUNT},
         ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule_id]))
    same({"SecurityGroups[0].IpPermissions[].[FromPort, IpRanges[0].CidrIp]": [[443, "10.20.0.0/16"]]},
         ec2.describe_security_groups(GroupIds=[group]))
    ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule_id])
    same({"SecurityGroups[0].IpPermissions": []}, ec2.describe_security_groups(GroupIds=[group]))
    refused("InvalidSecurityGroupRuleId.NotFound", ec2.describe_security_group_rules,
            SecurityGroupRuleIds=[rule_id])
    refused("InvalidGroup.Duplicate", ec2.create_security_group, VpcId=vpc, GroupName="trip",
            Description="again")
    clear(vpc, subnet, group)
    refused("InvalidGroup.NotFound", ec2.describe_security_groups, GroupIds=[group])


@trip("Route table and internet gateway")
def a_route_table():
    vpc, subnet, group = network()
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    link = ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
    same({"RouteTables[0].Routes[].[DestinationCidrBlock, GatewayId, State]":
          [["10.20.0.0/16", "local", "active"], ["0.0.0.0/0", gateway, "active"]],
          "RouteTables[0].Associations[].[SubnetId, Main]": [[subnet, False]]},
         ec2.describe_route_tables(RouteTableIds=[table]))
    same({"InternetGateways[0].Attachments[].VpcId": [vpc]},
         ec2.describe_internet_gateways(InternetGatewayIds=[gateway]))
    refused("DependencyViolation", ec2.delete_route_table, RouteTableId=table)
    ec2.disassociate_route_table(AssociationId=link)
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.delete_internet_gateway(InternetGatewayId=gateway)
    refused("InvalidInternetGatewayID.NotFound", ec2.describe_internet_gateways, InternetGatewayIds=[gateway])
    ec2.delete_route_table(RouteTableId=table)
    refused("InvalidRouteTableID.NotFound", ec2.describe_route_tables, RouteTableIds=[table])
    clear(vpc, subnet, group)


@trip("VPC endpoint (interface)")
def an_interface_endpoint():
    vpc, subnet, group = network()
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=vpc, **{attribute: {"Value": True}})
    text = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}}]}
    made = ec2.create_vpc_endpoint(
        VpcId=vpc, VpcEndpointType="Interface", ServiceName=f"com.amazonaws.{REGION}.kms",
        SubnetIds=[subnet], SecurityGroupIds=[group], PrivateDnsEnabled=True,
        PolicyDocument=json.dumps(text))["VpcEndpoint"]["VpcEndpointId"]
    described = until("VpcEndpoints[0].State", "available", ec2.describe_vpc_endpoints, VpcEndpointIds=[made])
    endpoint = described["VpcEndpoints"][0]
    same({"VpcEndpointType": "Interface", "VpcId": vpc, "ServiceName": f"com.amazonaws.{REGION}.kms",
          "SubnetIds": [subnet], "Groups[].GroupId": [group], "PrivateDnsEnabled": True,
          "length(NetworkInterfaceIds)": 1, "OwnerId": ACCOUNT}, endpoint)
    same({"@": text}, json.loads(endpoint["PolicyDocument"]))
    interface = ec2.describe_network_interfaces(NetworkInterfaceIds=endpoint["NetworkInterfaceIds"])
    same({"NetworkInterfaces[0].SubnetId": subnet, "NetworkInterfaces[0].InterfaceType": "vpc_endpoint",
          "NetworkInterfaces[0].Groups[].GroupId": [group]}, interface)
    refused("DependencyViolation", ec2.delete_security_group, GroupId=group)
    ec2.modify_vpc_endpoint(VpcEndpointId=made, ResetPolicy=True)
    reset = ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["PolicyDocument"]
    same({"Statement[].Action": ["*"]}, json.loads(reset))
    told(ec2.delete_vpc_endpoints(VpcEndpointIds=[made]), Unsuccessful=[])
    until_refused("InvalidVpcEndpointId.NotFound", ec2.describe_vpc_endpoints, VpcEndpointIds=[made])
    clear(vpc, subnet, group)


@trip("VPC endpoint (gateway)")
def a_gateway_endpoint():
    vpc, subnet, group = network()
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3",
                                   RouteTableIds=[table])["VpcEndpoint"]["VpcEndpointId"]
    described = until("VpcEndpoints[0].State", "available", ec2.describe_vpc_endpoints, VpcEndpointIds=[made])
    same({"VpcEndpoints[0].VpcEndpointType": "Gateway", "VpcEndpoints[0].RouteTableIds": [table]}, described)
    same({"RouteTables[0].Routes[?GatewayId!='local'].GatewayId": [made]},
         ec2.describe_route_tables(RouteTableIds=[table]))
    ec2.modify_vpc_endpoint(VpcEndpointId=made, RemoveRouteTableIds=[table])
    same({"RouteTables[0].Routes[].GatewayId": ["local"]}, ec2.describe_route_tables(RouteTableIds=[table]))
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    until_refused("InvalidVpcEndpointId.NotFound", ec2.describe_vpc_endpoints, VpcEndpointIds=[made])
    ec2.delete_route_table(RouteTableId=table)
    clear(vpc, subnet, group)


@trip("VPC flow log")
def a_flow_log():
    vpc, subnet, group = network()
    client("s3").create_bucket(Bucket="trip-flow-logs")
    made = ec2.create_flow_logs(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL",
                                LogDestinationType="s3", LogDestination="arn:aws:s3:::trip-flow-logs")
    same({"length(FlowLogIds)": 1, "Unsuccessful": []}, made)
    where = [{"Name": "resource-id", "Values": [vpc]}]
    same({"FlowLogs[0].FlowLogId": made["FlowLogIds"][0], "FlowLogs[0].FlowLogStatus": "ACTIVE",
          "FlowLogs[0].TrafficType": "ALL", "FlowLogs[0].LogDestinationType": "s3",
          "FlowLogs[0].LogDestination": "arn:aws:s3:::trip-flow-logs"}, ec2.describe_flow_logs(Filters=where))
    told(ec2.delete_flow_logs(FlowLogIds=made["FlowLogIds"]), Unsuccessful=[])
    told(ec2.describe_flow_logs(Filters=where), FlowLogs=[])
    clear(vpc, subnet, group)
    client("s3").delete_bucket(Bucket="trip-flow-logs")


@trip("EBS encryption by default")
def ebs():
    abroad = client("ec2", region_name="eu-west-1")
    told(abroad.get_ebs_encryption_by_default(), EbsEncryptionByDefault=False)
    told(abroad.enable_ebs_encryption_by_default(), EbsEncryptionByDefault=True)
    told(abroad.get_ebs_encryption_by_default(), EbsEncryptionByDefault=True)
    told(ec2.get_ebs_encryption_by_default(), EbsEncryptionByDefault=False)
    told(abroad.disable_ebs_encryption_by_default(), EbsEncryptionByDefault=False)


run()
