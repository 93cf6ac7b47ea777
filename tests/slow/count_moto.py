"""Counts what an account holds: `count_moto.py ENDPOINT_URL`.

For each line on standard input it prints one line of JSON: how many of each
kind there are, leaving out what every account has (default VPCs and groups,
main route tables, AWS's own aliases) and keys that are pending deletion, which
have a count of their own.
"""

import json
import sys

import boto3

REGION = "us-east-1"


def client(service):
    return boto3.client(service, endpoint_url=sys.argv[1], region_name=REGION)


kms, s3, iam, ec2 = client("kms"), client("s3"), client("iam"), client("ec2")
sagemaker, kinesis = client("sagemaker"), client("kinesis")


def count():
    states = [
        kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"]
        for key in kms.list_keys()["Keys"]
    ]
    pending = states.count("PendingDeletion")
    buckets = [b["Name"] for b in s3.list_buckets()["Buckets"]]
    # moto delivers access logs: how many depends on who looked.
    versions = [s3.list_object_versions(Bucket=b) for b in buckets if "-logs-" not in b]
    roles = [r["RoleName"] for r in iam.list_roles()["Roles"]]
    vpcs = [v["VpcId"] for v in ec2.describe_vpcs()["Vpcs"] if not v["IsDefault"]]
    mine = [{"Name": "vpc-id", "Values": vpcs or ["vpc-none"]}]
    tables = ec2.describe_route_tables(Filters=mine)["RouteTables"]
    associations = [a for t in tables for a in t["Associations"]]
    groups = [
        g
        for g in ec2.describe_security_groups(Filters=mine)["SecurityGroups"]
        if g["GroupName"] != "default"
    ]
    return {
        "keys": len(states) - pending,
        "keys pending deletion": pending,
        "aliases": sum(
            not a["AliasName"].startswith("alias/aws/") for a in kms.list_aliases()["Aliases"]
        ),
        "buckets": len(buckets),
        "object versions": sum(
            len(v.get("Versions", [])) + len(v.get("DeleteMarkers", [])) for v in versions
        ),
        "roles": len(roles),
        "inline policies": sum(
            len(iam.list_role_policies(RoleName=r)["PolicyNames"]) for r in roles
        ),
        "VPCs": len(vpcs),
        "subnets": len(ec2.describe_subnets(Filters=mine)["Subnets"]),
        "route tables": sum(not any(a["Main"] for a in t["Associations"]) for t in tables),
        "associations": sum(not a["Main"] for a in associations),
        "groups": len(groups),
        "rules": sum(len(p["UserIdGroupPairs"]) for g in groups for p in g["IpPermissions"]),
        "VPC endpoints": len(ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]),
        "training jobs": len(sagemaker.list_training_jobs()["TrainingJobSummaries"]),
        "models": len(sagemaker.list_models()["Models"]),
        "endpoint configurations": len(sagemaker.list_endpoint_configs()["EndpointConfigs"]),
        "endpoints": len(sagemaker.list_endpoints()["Endpoints"]),
        "streams": len(kinesis.list_streams()["StreamNames"]),
    }


for _ in sys.stdin:
    print(json.dumps(count()), flush=True)
