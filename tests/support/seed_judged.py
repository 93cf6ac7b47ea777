"""Seeds an account for two scanners to judge: `seed_judged.py ENDPOINT_URL`.

Some 490 resources in one region. Settings vary by a bit of the resource's
number, each by a bit of its own, so that every combination occurs. Nothing
here says what a scan must find: the two scanners are compared to each other.
Prints how many resources were made, by kind.

For moto 5.2.1 with AWS's managed policies (MOTO_IAM_LOAD_MANAGED_POLICIES=true)
and without its images (MOTO_EC2_LOAD_DEFAULT_AMIS=false), whose thousand
snapshots it counts among the account's own.
"""

import json
import sys

from judged_workloads import (
    ACCOUNT, OTHER, ROOT, allow, bits, client, document, machines, made, network, sagemaker,
    streams, watching,
)  # fmt: skip


def keys():
    kms, arns = client("kms"), []
    owner = allow("kms:*", principal={"AWS": ROOT})
    caller = {"Condition": {"StringEquals": {"kms:CallerAccount": ACCOUNT}}}
    policies = [
        document(owner),
        document(owner, allow("kms:Decrypt", principal="*")),
        document(owner, allow("kms:Decrypt", principal={"AWS": "*"}, **caller)),
        document(owner, allow("kms:Decrypt", principal={"AWS": OTHER})),
    ]
    for n in range(40):
        more = {"MultiRegion": True} if n % 10 == 7 else {}
        if n % 10 == 9:
            more |= {"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"}
        key = kms.create_key(Policy=policies[n // 2 % 4], **more)["KeyMetadata"]
        arns.append(key["Arn"])
        if n % 2 == 0:
            kms.enable_key_rotation(KeyId=key["KeyId"])
        if n % 10 == 5:
            kms.disable_key(KeyId=key["KeyId"])
        if n % 20 == 8:
            kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
        made["KMS keys"] += 1
    return arns


def buckets(key):
    s3 = client("s3")
    s3.create_bucket(Bucket="judged-logs")
    deliver = {"Service": "logging.s3.amazonaws.com"}
    s3.put_bucket_policy(
        Bucket="judged-logs",
        Policy=document(allow("s3:PutObject", "arn:aws:s3:::judged-logs/*", deliver)),
    )
    for n in range(64):
        name = f"judged-{n:02}"
        blocked, managed, tls, kept, owned, versioned = bits(n, 6)
        ownership = "BucketOwnerEnforced" if owned else "ObjectWriter"
        lock = {"ObjectLockEnabledForBucket": True} if n % 9 == 4 else {}
        s3.create_bucket(Bucket=name, ObjectOwnership=ownership, **lock)
        made["S3 buckets"] += 1
        if n % 8 != 2:
            switches = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
            s3.put_public_access_block(
                Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(switches, blocked)
            )
        rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key} if managed else {"SSEAlgorithm": "AES256"}
        s3.put_bucket_encryption(
            Bucket=name,
            ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": rule}]},
        )
        both = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        statements = []
        if tls:
            plain = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}
            statements.append({**allow("s3:*", both, "*", **plain), "Effect": "Deny"})
        if n % 7 == 3:
            statements.append(allow("s3:GetObject", both[1], "*"))
        if n % 7 == 4:
            statements.append(allow(["s3:PutObject", "s3:GetObject"], both[1], {"AWS": OTHER}))
        if n % 11 == 5:
            statements.append(allow("s3:PutObject", both[1], "*"))
        if statements:
            s3.put_bucket_policy(Bucket=name, Policy=document(*statements))
        if versioned or lock:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if n % 4 == 3:
            logs = {"TargetBucket": "judged-logs", "TargetPrefix": name}
            s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": logs})
        if versioned and n % 5 == 4:
            copy = {"Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::judged-logs"}}
            s3.put_bucket_replication(
                Bucket=name, ReplicationConfiguration={"Role": ROOT, "Rules": [{**copy, "ID": "all"}]}
            )
        if not owned and n % 5 == 1:
            s3.put_bucket_acl(Bucket=name, ACL=("public-read", "public-read-write")[n % 2])
        if kept:
            s3.put_bucket_lifecycle_configuration(
                Bucket=name,
                LifecycleConfiguration={
                    "Rules": [
                        {"ID": "old", "Status": "Enabled" if n % 3 else "Disabled"}
                        | {"Filter": {"Prefix": ""}, "Expiration": {"Days": 90}}
                    ]
                },
            )


def identities():
    iam, roles, policies = client("iam"), [], []
    grants = [
        allow("s3:GetObject", "arn:aws:s3:::judged-00/*"),
        allow("*"),
        allow("kms:*"),
        allow("iam:PassRole"),
        allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]),
        allow("sts:AssumeRole"),
        allow("iam:CreatePolicyVersion"),
        allow("cloudtrail:*"),
    ]
    for n in range(16):
        policy = iam.create_policy(PolicyName=f"judged-{n:02}", PolicyDocument=document(grants[n % 8]))
        policies.append(policy["Policy"]["Arn"])
        made["IAM policies"] += 1
    mine = {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
    trusts = [
        {"Principal": {"Service": "sagemaker.amazonaws.com"}},
        {"Principal": {"Service": "sagemaker.amazonaws.com"}, **mine},
        {"Principal": {"AWS": ROOT}},
        {"Principal": {"AWS": OTHER}},
        {"Principal": {"Service": "ec2.amazonaws.com"}},
        {"Principal": {"Service": "bedrock.amazonaws.com"}, **mine},
    ]
    aws = "arn:aws:iam::aws:policy/"
    for n in range(48):
        name = f"judged-role-{n:02}"
        trust = document({"Effect": "Allow", "Action": "sts:AssumeRole", **trusts[n % 6]})
        roles.append(iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"])
        made["IAM roles"] += 1
        if n % 4 == 0:
            iam.put_role_policy(
                RoleName=name, PolicyName="work", PolicyDocument=document(grants[n // 4 % 8])
            )
        if n % 4 == 1:
            iam.attach_role_policy(RoleName=name, PolicyArn=policies[n // 4 % 10])
        named = {2: "AdministratorAccess", 15: "ReadOnlyAccess", 6: "AmazonBedrockFullAccess"}
        named |= {11: "AmazonSageMakerFullAccess", 21: "AdministratorAccess", 30: "AWSSupportAccess"}
        if n in named:
            iam.attach_role_policy(RoleName=name, PolicyArn=aws + named[n])
    for n in range(6):
        group = f"judged-group-{n}"
        iam.create_group(GroupName=group)
        if n % 3 == 1:
            iam.attach_group_policy(GroupName=group, PolicyArn=aws + "AdministratorAccess")
        made["IAM groups"] += 1
    for n in range(18):
        user = f"judged-user-{n:02}"
        iam.create_user(UserName=user)
        made["IAM users"] += 1
        iam.add_user_to_group(GroupName=f"judged-group-{n % 6}", UserName=user)
        if n % 3 == 0:
            iam.create_login_profile(UserName=user, Password="a-long-Passw0rd!")
        for _ in range((0, 1, 2, 0)[n % 4]):
            iam.create_access_key(UserName=user)
            made["access keys"] += 1
        if n % 6 == 0:
            device = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)["VirtualMFADevice"]
            iam.enable_mfa_device(
                UserName=user,
                SerialNumber=device["SerialNumber"],
                AuthenticationCode1="123456",
                AuthenticationCode2="654321",
            )
        if n % 5 == 2:
            iam.attach_user_policy(UserName=user, PolicyArn=aws + "AdministratorAccess")
        if n % 5 == 3:
            iam.put_user_policy(
                UserName=user, PolicyName="own", PolicyDocument=document(grants[n % 8])
            )
    iam.update_account_password_policy(MinimumPasswordLength=12, RequireSymbols=True)
    return roles


def account():
    client("guardduty").create_detector(Enable=True, Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}])
    config = client("config")
    everything = {"allSupported": True, "includeGlobalResourceTypes": True}
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "default", "roleARN": ROOT, "recordingGroup": everything}
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "judged-00"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    client("bedrock").put_model_invocation_logging_configuration(
        loggingConfig={"s3Config": {"bucketName": "judged-02"}, "textDataDeliveryEnabled": True}
    )
    switches = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3control = client("s3control")
    # The account's number before the host leads nowhere on a loopback address.
    s3control.meta.events.register(
        "before-call.s3-control",
        lambda params, **_: params.update(url=params["url"].replace(f"//{ACCOUNT}.", "//")),
    )
    s3control.put_public_access_block(
        AccountId=ACCOUNT,
        PublicAccessBlockConfiguration=dict.fromkeys(switches, False) | {"BlockPublicAcls": True},
    )


account()
key = keys()[0]
buckets(key)
roles = identities()
subnets, groups = network()
machines(key, subnets, groups, roles)
sagemaker(key, subnets, groups, roles)
streams(key, roles)
watching(key, roles)
json.dump({"resources": sum(made.values()), **made}, sys.stdout, indent=1)
