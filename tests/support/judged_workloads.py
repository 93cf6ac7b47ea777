"""What the judged account runs (networks, machines, SageMaker, streams, logs),
and what both halves of the seed share.
"""

import base64
import collections
import itertools
import json
import sys

import boto3

ACCOUNT, REGION = "123456789012", "us-east-1"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OTHER = "arn:aws:iam::999988887777:root"
# AWS's own example of a key pair, which opens nothing.
SECRET = "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
made = collections.Counter()


def client(service):
    return boto3.client(service, endpoint_url=sys.argv[1], region_name=REGION)


def bits(n, count):
    return [bool(n >> bit & 1) for bit in range(count)]


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", principal=None, **more):
    who = {"Principal": principal} if principal else {}
    return {"Effect": "Allow", "Action": action, "Resource": resource, **who, **more}


def network():
    ec2, subnets, groups = client("ec2"), [], []
    world, wide = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    rules = [
        None,
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, **world},
        {"IpProtocol": "tcp", "FromPort": 3380, "ToPort": 3399, **wide},
        {"IpProtocol": "-1", **world},
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
        {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "48.0.0.0/4"}]},
    ]
    for n in range(6):
        vpc = ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"]
        if n % 2 == 0:
            ec2.create_flow_logs(
                ResourceType="VPC",
                ResourceIds=[vpc],
                TrafficType="ALL",
                LogDestinationType="s3",
                LogDestination="arn:aws:s3:::judged-00",
            )
        for part in range(3 if n != 5 else 1):
            zone = REGION + "abc"[part if n < 3 else 0]
            subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{n}.{part}.0/24", AvailabilityZone=zone)
            subnets.append(subnet["Subnet"]["SubnetId"])
            if part == 1:
                ec2.modify_subnet_attribute(SubnetId=subnets[-1], MapPublicIpOnLaunch={"Value": True})
            made["subnets"] += 1
        for kind, rule in enumerate(rules):
            group = ec2.create_security_group(VpcId=vpc, GroupName=f"judged-{n}-{kind}", Description="-")
            groups.append(group["GroupId"])
            if rule:
                ec2.authorize_security_group_ingress(GroupId=groups[-1], IpPermissions=[rule])
            made["security groups"] += 1
        for kind, service in enumerate(("kms", "s3", "bedrock-runtime")[: 1 + n % 3]):
            own = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
            policy = allow(f"{service}:*", principal="*", **({"Condition": own} if kind else {}))
            ec2.create_vpc_endpoint(
                VpcId=vpc,
                VpcEndpointType="Interface",
                ServiceName=f"com.amazonaws.{REGION}.{service}",
                SubnetIds=[subnets[-1]],
                SecurityGroupIds=[groups[-6]],
                PolicyDocument=document(policy),
            )
            made["VPC endpoints"] += 1
        acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
        if n % 2:
            ec2.create_network_acl_entry(
                NetworkAclId=acl, RuleNumber=90, Protocol="-1", RuleAction="allow", Egress=False,
                CidrBlock="0.0.0.0/0",
            )  # fmt: skip
        made["VPCs"] += 1
        made["network ACLs"] += 1
    ec2.create_transit_gateway(Options={"AutoAcceptSharedAttachments": "enable"})
    return subnets, groups


def machines(key, subnets, groups, roles):
    ec2, iam = client("ec2"), client("iam")
    for n in range(24):
        encrypted = {"Encrypted": True, "KmsKeyId": key} if n % 2 else {}
        volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8, **encrypted)["VolumeId"]
        made["volumes"] += 1
        if n % 3 == 0:
            snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
            made["snapshots"] += 1
            if n % 4 == 0:
                ec2.modify_snapshot_attribute(
                    SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add",
                    GroupNames=["all"],
                )  # fmt: skip
    iam.create_instance_profile(InstanceProfileName="judged")
    iam.add_role_to_instance_profile(InstanceProfileName="judged", RoleName="judged-role-04")
    for n in range(10):
        profiled, tokens, told = bits(n, 3)
        data = f"#!/bin/sh\nexport {SECRET if told else 'HOME=/srv'}\n"
        shared = {
            "MetadataOptions": {"HttpTokens": "required" if tokens else "optional", "HttpEndpoint": "enabled"},
            "ImageId": "ami-0123456789abcdef0",
            "InstanceType": "m5.large",
        }
        ec2.run_instances(
            MinCount=1, MaxCount=1, SubnetId=subnets[n % 3], UserData=data,
            SecurityGroupIds=[groups[n % 6]],
            **({"IamInstanceProfile": {"Name": "judged"}} if profiled else {}), **shared,
        )  # fmt: skip
        made["instances"] += 1
        if n < 6:
            card = {"DeviceIndex": 0, "AssociatePublicIpAddress": profiled}
            encoded = base64.b64encode(data.encode()).decode()
            ec2.create_launch_template(
                LaunchTemplateName=f"judged-{n}",
                LaunchTemplateData={"UserData": encoded, "NetworkInterfaces": [card], **shared},
            )
            made["launch templates"] += 1


def sagemaker(key, subnets, groups, roles):
    sm, role = client("sagemaker"), roles[0]
    vpc = {"Subnets": subnets[:2], "SecurityGroupIds": groups[:1]}
    image = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/train:1"
    for n in range(24):
        encrypted, private, locked, closed = bits(n, 4)
        inside = {"SubnetId": subnets[0], "SecurityGroupIds": groups[:1]} if private else {}
        sm.create_notebook_instance(
            NotebookInstanceName=f"judged-{n:02}", InstanceType="ml.t3.medium", RoleArn=role,
            DirectInternetAccess="Disabled" if closed and private else "Enabled",
            RootAccess="Disabled" if locked else "Enabled",
            **({"KmsKeyId": key} if encrypted else {}), **inside,
        )  # fmt: skip
        made["notebooks"] += 1
    for n in range(32):
        encrypted, private, isolated, tls, output = bits(n, 5)
        sm.create_training_job(
            TrainingJobName=f"judged-{n:02}", RoleArn=role,
            AlgorithmSpecification={"TrainingImage": image, "TrainingInputMode": "File"},
            OutputDataConfig={"S3OutputPath": "s3://judged-00/out", **({"KmsKeyId": key} if output else {})},
            ResourceConfig={
                "InstanceType": "ml.m5.large", "InstanceCount": 1 + n % 3, "VolumeSizeInGB": 10,
                **({"VolumeKmsKeyId": key} if encrypted else {}),
            },
            StoppingCondition={"MaxRuntimeInSeconds": 60},
            EnableNetworkIsolation=isolated, EnableInterContainerTrafficEncryption=tls,
            **({"VpcConfig": vpc} if private else {}),
        )  # fmt: skip
        made["training jobs"] += 1
    for n in range(16):
        isolated, private = bits(n, 2)
        sm.create_model(
            ModelName=f"judged-{n:02}", ExecutionRoleArn=role, PrimaryContainer={"Image": image},
            EnableNetworkIsolation=isolated, **({"VpcConfig": vpc} if private else {}),
        )  # fmt: skip
        made["models"] += 1
    for n in range(16):
        encrypted, several = bits(n, 2)
        variant = {"VariantName": "all", "ModelName": "judged-00", "InstanceType": "ml.m5.large"}
        sm.create_endpoint_config(
            EndpointConfigName=f"judged-{n:02}",
            ProductionVariants=[{**variant, "InitialInstanceCount": 1 + several}],
            **({"KmsKeyId": key} if encrypted else {}),
        )
        made["endpoint configurations"] += 1
        if n < 6:
            sm.create_endpoint(EndpointName=f"judged-{n}", EndpointConfigName=f"judged-{n:02}")
            made["endpoints"] += 1
    for mode in ("SSO", "IAM"):
        sm.create_domain(
            DomainName=f"judged-{mode}", AuthMode=mode, DefaultUserSettings={"ExecutionRole": role},
            SubnetIds=subnets[:1], VpcId="vpc-1",
        )  # fmt: skip
        made["domains"] += 1
    sm.create_model_package_group(ModelPackageGroupName="judged")


def streams(key, roles):
    kinesis, firehose = client("kinesis"), client("firehose")
    for n in range(16):
        name = f"judged-{n:02}"
        kinesis.create_stream(StreamName=name, ShardCount=1)
        made["streams"] += 1
        if n % 2:
            kinesis.start_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId=key)
        if n % 3 == 0:
            kinesis.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=168)
        if n < 8:
            destination = {"RoleARN": roles[0], "BucketARN": "arn:aws:s3:::judged-00"}
            own = {"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": key}
            firehose.create_delivery_stream(
                DeliveryStreamName=name, ExtendedS3DestinationConfiguration=destination,
                **({"DeliveryStreamEncryptionConfigurationInput": own} if n % 2 else {}),
            )  # fmt: skip
            made["delivery streams"] += 1


def watching(key, roles):
    trails, logs, alarms = client("cloudtrail"), client("logs"), client("cloudwatch")
    for n in range(24):
        name = f"/judged/{n:02}"
        logs.create_log_group(logGroupName=name, **({"kmsKeyId": key} if n % 2 else {}))
        made["log groups"] += 1
        if n % 3:
            logs.put_retention_policy(logGroupName=name, retentionInDays=(30, 365, 731)[n // 3 % 3])
        if n < 4:
            logs.create_log_stream(logGroupName=name, logStreamName="one")
            event = {"timestamp": 1_790_000_000_000, "message": SECRET if n % 2 else "ready"}
            logs.put_log_events(logGroupName=name, logStreamName="one", logEvents=[event])
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/judged/00:*"
    for n in range(6):
        checked, everywhere, encrypted = bits(n, 3)
        told = {"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": roles[0]} if n == 0 else {}
        trails.create_trail(
            Name=f"judged-{n}", S3BucketName=f"judged-{n:02}", EnableLogFileValidation=checked,
            IsMultiRegionTrail=everywhere, **({"KmsKeyId": key} if encrypted else {}), **told,
        )  # fmt: skip
        made["trails"] += 1
        if n != 5:
            trails.start_logging(Name=f"judged-{n}")
        # Put in so many words: moto forgets AWS's default, which is all management events.
        choice = {"ReadWriteType": "ReadOnly" if n == 4 else "All", "IncludeManagementEvents": n != 3}
        everything = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
        choice["DataResources"] = [everything] if n % 3 == 1 else []
        trails.put_event_selectors(TrailName=f"judged-{n}", EventSelectors=[choice])
    patterns = [
        "{ ($.eventName = CreateVpc) || ($.eventName = DeleteVpc) || ($.eventName = ModifyVpcAttribute)"
        " || ($.eventName = AcceptVpcPeeringConnection) || ($.eventName = CreateVpcPeeringConnection)"
        " || ($.eventName = DeleteVpcPeeringConnection) || ($.eventName = RejectVpcPeeringConnection)"
        " || ($.eventName = AttachClassicLinkVpc) || ($.eventName = DetachClassicLinkVpc)"
        " || ($.eventName = DisableVpcClassicLink) || ($.eventName = EnableVpcClassicLink) }",
        '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
        "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }",
    ]
    for n, pattern in enumerate(patterns):
        change = {"metricName": f"judged-{n}", "metricNamespace": "judged", "metricValue": "1"}
        logs.put_metric_filter(
            logGroupName="/judged/00", filterName=f"judged-{n}", filterPattern=pattern,
            metricTransformations=[change],
        )  # fmt: skip
    for n, (acts, heard) in zip(range(12), itertools.cycle(itertools.product((True, False), repeat=2))):
        topic = [f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"] if heard else []
        alarms.put_metric_alarm(
            AlarmName=f"judged-{n:02}", MetricName=f"judged-{n % 2}", Namespace="judged", Threshold=1,
            ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=1, Period=60, Statistic="Sum",
            ActionsEnabled=acts, AlarmActions=topic,
        )  # fmt: skip
        made["alarms"] += 1
