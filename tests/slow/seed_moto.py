"""Seeds an account with good and bad settings: `seed_moto.py ENDPOINT_URL`.

Prints what a scan must find, as JSON: how many resources were made, and for
each of them the status of the checks that its settings decide:
`{"resources": N, "expected": [[arn, check, status], ...]}`.

moto cannot say whether a bucket policy is public (it is used as it comes).
There, and only there, UNKNOWN is expected, whatever was set.
"""

import json
import sys

import boto3

ACCOUNT, REGION = "123456789012", "us-east-1"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OTHER = "arn:aws:iam::999988887777:root"
made, expected = set(), []


def client(service):
    return boto3.client(service, endpoint_url=sys.argv[1], region_name=REGION)


def expect(arn, **checks):
    """`kms__cmk_rotation_enabled=True` is a PASS, False a FAIL, None UNKNOWN."""
    made.add(arn)
    for check, good in checks.items():
        status = {True: "PASS", False: "FAIL", None: "UNKNOWN"}[good]
        expected.append([arn, check.replace("__", ".", 1), status])


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(principal, action, resource, **more):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    if principal is not None:
        statement["Principal"] = principal
    return statement


def keys():
    kms = client("kms")
    plain = allow({"AWS": ROOT}, "kms:*", "*")
    policies = {
        "own": document(plain),
        "public": document(plain, allow("*", "kms:Decrypt", "*")),
        "shared": document(plain, allow({"AWS": OTHER}, "kms:Decrypt", "*")),
    }
    arns = []
    for n in range(14):
        kind = "public" if n in (8, 9) else "shared" if n in (10, 11) else "own"
        key = kms.create_key(
            Policy=policies[kind],
            Description=f"key {n}",
            KeySpec="SYMMETRIC_DEFAULT",
            KeyUsage="ENCRYPT_DECRYPT",
        )["KeyMetadata"]
        arn, key = key["Arn"], key["KeyId"]
        rotated, pending, disabled = n % 2 == 0, n == 12, n == 13
        if rotated and not pending:
            kms.enable_key_rotation(KeyId=arn)
        if pending:
            kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        if disabled:
            kms.disable_key(KeyId=key)
        expect(
            arn,
            kms__cmk_not_deleted_unintentionally=not pending,
            kms__key_not_publicly_accessible=kind != "public",
            kms__cross_account_policy=kind not in ("shared", "public"),
            kms__cmk_are_used=not disabled,
        )
        if not pending and not disabled:
            expect(arn, kms__cmk_rotation_enabled=rotated)
        arns.append(arn)
    return arns


def buckets(key):
    s3 = client("s3")
    s3.create_bucket(Bucket="seed-logs", ObjectOwnership="BucketOwnerEnforced")
    deliver = allow(
        {"Service": "logging.s3.amazonaws.com"}, "s3:PutObject", "arn:aws:s3:::seed-logs/*"
    )
    s3.put_bucket_policy(Bucket="seed-logs", Policy=document(deliver))
    expect("arn:aws:s3:::seed-logs", s3__bucket_secure_transport_policy=False)
    for n in range(16):
        name = f"seed-{n:02}"
        arn = f"arn:aws:s3:::{name}"
        s3.create_bucket(Bucket=name, ObjectOwnership="BucketOwnerEnforced")
        # Each setting is varied by a bit of its own.
        blocked, encrypted, tls, logged = (bool(n & bit) for bit in (1, 2, 4, 8))
        if n != 0:
            s3.put_public_access_block(
                Bucket=name,
                PublicAccessBlockConfiguration={
                    "BlockPublicAcls": True,
                    "IgnorePublicAcls": blocked,
                    "BlockPublicPolicy": blocked,
                    "RestrictPublicBuckets": blocked,
                },
            )
        default = {"SSEAlgorithm": "AES256"}
        if encrypted:
            default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        s3.put_bucket_encryption(
            Bucket=name,
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
            },
        )
        versioned = n % 3 == 0
        if versioned:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if logged:
            s3.put_bucket_logging(
                Bucket=name,
                BucketLoggingStatus={
                    "LoggingEnabled": {"TargetBucket": "seed-logs", "TargetPrefix": f"{name}/"}
                },
            )
        statements = [allow({"AWS": ROOT}, "s3:ListBucket", arn)]
        if tls:
            statements.append(
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": [arn, f"{arn}/*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            )
        shared, public_write = n in (6, 7), n in (2, 3)
        if shared:
            statements.append(allow({"AWS": OTHER}, "s3:GetObject", f"{arn}/*"))
        if public_write:
            statements.append(allow("*", "s3:PutObject", f"{arn}/*"))
        s3.put_bucket_policy(Bucket=name, Policy=document(*statements))
        expect(
            arn,
            s3__bucket_level_public_access_block=blocked,
            # Without the switches it depends on GetBucketPolicyStatus.
            s3__bucket_public_access=True if blocked else None,
            s3__bucket_kms_encryption=encrypted,
            s3__bucket_object_versioning=versioned,
            s3__bucket_secure_transport_policy=tls,
            s3__bucket_server_access_logging_enabled=logged,
            # Everyone is other accounts, too.
            s3__bucket_cross_account_access=not shared and (not public_write or blocked),
            s3__bucket_policy_public_write_access=not public_write or blocked,
        )
        if encrypted:
            expect(arn, s3__cmk_not_aws_managed=True)


def identities():
    iam = client("iam")

    def trust(bound):
        condition = {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}} if bound else {}
        return document(
            {
                "Effect": "Allow",
                "Principal": {"Service": "sagemaker.amazonaws.com"},
                "Action": "sts:AssumeRole",
                **condition,
            }
        )

    grants = {
        "least": allow(None, "s3:GetObject", "arn:aws:s3:::seed-00/*"),
        "admin": allow(None, "*", "*"),
        "storage": allow(None, "s3:*", "*"),
        "passing": allow(None, "iam:PassRole", "*"),
    }
    arns = []
    for n in range(12):
        kind, bound = list(grants)[n % 4], n < 8
        name = f"seed-role-{n:02}"
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(bound))["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="work", PolicyDocument=document(grants[kind]))
        full = n in (0, 1)
        if full:
            iam.attach_role_policy(
                RoleName=name, PolicyArn="arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
            )
        expect(
            arn,
            iam__role_cross_service_confused_deputy_prevention=bound,
            iam__inline_policy_no_administrative_privileges=kind != "admin",
            sagemaker__full_access_policy=not full,
        )
        if not full:
            expect(arn, sagemaker__execution_role_admin=kind == "least")
        arns.append(arn)
    for n in range(4):
        arn = iam.create_user(UserName=f"seed-user-{n}")["User"]["Arn"]
        admin = n % 2 == 0
        if admin:
            iam.attach_user_policy(
                UserName=f"seed-user-{n}", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
            )
        expect(arn, iam__user_administrator_access_policy=not admin)
    for n in range(4):
        admin = n % 2 == 0
        arn = iam.create_policy(
            PolicyName=f"seed-policy-{n}",
            PolicyDocument=document(grants["admin" if admin else "least"]),
        )["Policy"]["Arn"]
        if n < 2:
            iam.attach_user_policy(UserName="seed-user-3", PolicyArn=arn)
            expect(arn, iam__customer_attached_policy_no_administrative_privileges=not admin)
        else:
            expect(arn, iam__customer_unattached_policy_no_administrative_privileges=not admin)
    return arns


def network():
    ec2 = client("ec2")
    own = document(
        allow("*", "s3:GetObject", "*", Condition={"StringEquals": {"aws:PrincipalAccount": ACCOUNT}})
    )

    def arn(kind, name):
        return f"arn:aws:ec2:{REGION}:{ACCOUNT}:{kind}/{name}"

    subnets, groups = [], []
    for n in range(3):
        vpc = ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"]
        if n == 0:
            ec2.create_flow_logs(
                ResourceType="VPC",
                ResourceIds=[vpc],
                TrafficType="ALL",
                LogDestinationType="s3",
                LogDestination="arn:aws:s3:::seed-logs",
            )
        expect(arn("vpc", vpc), vpc__flow_logs_enabled=n == 0)
        for half in range(2):
            subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{n}.{half}.0/24")["Subnet"]["SubnetId"]
            public = half == 1
            if public:
                ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
            expect(arn("subnet", subnet), vpc__subnet_no_public_ip_by_default=not public)
            subnets.append(subnet)
        for kind in ("closed", "ssh", "open"):
            group = ec2.create_security_group(
                VpcId=vpc, GroupName=f"seed-{kind}-{n}", Description=kind
            )["GroupId"]
            world = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            rules = {
                "ssh": {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, **world},
                "open": {"IpProtocol": "-1", **world},
            }
            if kind in rules:
                ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rules[kind]])
            expect(
                arn("security-group", group),
                ec2__securitygroup_allow_ingress_from_internet_to_any_port=kind == "closed",
                ec2__securitygroup_allow_ingress_from_internet_to_all_ports=kind != "open",
            )
            groups.append(group)
        for service in ("kms", "sts"):
            policy = {"PolicyDocument": own} if service == "kms" else {}
            endpoint = ec2.create_vpc_endpoint(
                VpcId=vpc,
                VpcEndpointType="Interface",
                ServiceName=f"com.amazonaws.{REGION}.{service}",
                SubnetIds=subnets[-2:-1],
                SecurityGroupIds=groups[-3:-2],
                **policy,
            )["VpcEndpoint"]["VpcEndpointId"]
            expect(arn("vpc-endpoint", endpoint), vpc__endpoint_policy_default=service == "kms")
    return subnets, groups


def sagemaker(roles, key, subnets, groups):
    sm = client("sagemaker")
    role, vpc = roles[4], {"Subnets": subnets[:1], "SecurityGroupIds": groups[:1]}
    image = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/train:1"
    for n in range(10):
        encrypted, private, locked = (bool(n & bit) for bit in (1, 2, 4))
        more = {"KmsKeyId": key} if encrypted else {}
        if private:
            more |= {"SubnetId": subnets[0], "SecurityGroupIds": groups[:1]}
        arn = sm.create_notebook_instance(
            NotebookInstanceName=f"seed-notebook-{n}",
            InstanceType="ml.t3.medium",
            RoleArn=role,
            DirectInternetAccess="Disabled" if private else "Enabled",
            RootAccess="Disabled" if locked else "Enabled",
            **more,
        )["NotebookInstanceArn"]
        expect(
            arn,
            sagemaker__notebook_instance_encryption_enabled=encrypted,
            sagemaker__notebook_instance_vpc_settings_configured=private,
            sagemaker__notebook_instance_without_direct_internet_access_configured=private,
            sagemaker__notebook_instance_root_access_disabled=locked,
        )
    for n in range(16):
        encrypted, private, isolated, tls = (bool(n & bit) for bit in (1, 2, 4, 8))
        arn = sm.create_training_job(
            TrainingJobName=f"seed-job-{n:02}",
            RoleArn=role,
            AlgorithmSpecification={"TrainingImage": image, "TrainingInputMode": "File"},
            OutputDataConfig={
                "S3OutputPath": "s3://seed-00/out",
                **({"KmsKeyId": key} if encrypted else {}),
            },
            ResourceConfig={
                "InstanceType": "ml.m5.large",
                "InstanceCount": 1,
                "VolumeSizeInGB": 10,
                **({"VolumeKmsKeyId": key} if encrypted else {}),
            },
            StoppingCondition={"MaxRuntimeInSeconds": 60},
            EnableNetworkIsolation=isolated,
            EnableInterContainerTrafficEncryption=tls,
            **({"VpcConfig": vpc} if private else {}),
        )["TrainingJobArn"]
        expect(
            arn,
            sagemaker__training_jobs_volume_and_output_encryption_enabled=encrypted,
            sagemaker__training_output_cmk=encrypted,
            sagemaker__training_jobs_vpc_settings_configured=private,
            sagemaker__training_jobs_network_isolation_enabled=isolated,
            sagemaker__training_jobs_intercontainer_encryption_enabled=tls,
        )
    for n in range(4):
        private = n % 2 == 0
        arn = sm.create_model(
            ModelName=f"seed-model-{n}",
            ExecutionRoleArn=role,
            PrimaryContainer={"Image": image},
            **({"VpcConfig": vpc} if private else {}),
        )["ModelArn"]
        expect(
            arn,
            sagemaker__models_vpc_settings_configured=private,
            sagemaker__models_network_isolation_enabled=False,
        )
    for n in range(6):
        encrypted, captured = n % 2 == 0, n < 3
        capture = {
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": "s3://seed-00/capture",
            "KmsKeyId": key,
            "CaptureOptions": [{"CaptureMode": "Input"}],
        }
        arn = sm.create_endpoint_config(
            EndpointConfigName=f"seed-config-{n}",
            ProductionVariants=[
                {
                    "VariantName": "v",
                    "ModelName": "seed-model-0",
                    "InitialInstanceCount": 1 + n % 2,
                    "InstanceType": "ml.m5.large",
                }
            ],
            **({"KmsKeyId": key} if encrypted else {}),
            **({"DataCaptureConfig": capture} if captured else {}),
        )["EndpointConfigArn"]
        expect(
            arn,
            sagemaker__endpoint_config_kms_encryption_enabled=encrypted,
            sagemaker__endpoint_data_capture=captured,
            sagemaker__endpoint_config_prod_variant_instances=n % 2 == 1,
        )


def audit(key):
    trails = client("cloudtrail")
    for n in range(3):
        good = n == 0
        arn = trails.create_trail(
            Name=f"seed-trail-{n}",
            S3BucketName="seed-logs",
            EnableLogFileValidation=good,
            IsMultiRegionTrail=good,
            **({"KmsKeyId": key} if good else {}),
        )["TrailARN"]
        if good:
            trails.start_logging(Name=f"seed-trail-{n}")
        expect(
            arn,
            cloudtrail__log_file_validation_enabled=good,
            cloudtrail__kms_encryption_enabled=good,
        )


def streams(key):
    kinesis, iot = client("kinesis"), client("iot")
    for n in range(4):
        name, encrypted = f"seed-stream-{n}", n % 2 == 0
        kinesis.create_stream(StreamName=name, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        if encrypted:
            kinesis.start_stream_encryption(StreamName=name, EncryptionType="KMS", KeyId=key)
        arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"
        expect(arn, kinesis__stream_encrypted_at_rest=encrypted)
    for n in range(4):
        wide = n % 2 == 0
        statement = allow(None, "iot:*", "*")
        if not wide:
            topic = f"arn:aws:iot:{REGION}:{ACCOUNT}:topic/${{iot:Connection.Thing.ThingName}}"
            statement = allow(None, "iot:Publish", topic)
        arn = iot.create_policy(policyName=f"seed-device-{n}", policyDocument=document(statement))[
            "policyArn"
        ]
        expect(arn, iot__policy_overly_permissive=not wide)


key = keys()[0]
buckets(key)
roles = identities()
subnets, groups = network()
sagemaker(roles, key, subnets, groups)
audit(key)
streams(key)
json.dump({"resources": len(made), "expected": expected}, sys.stdout)
