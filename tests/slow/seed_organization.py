"""Makes an organization of four: `seed_organization.py ENDPOINT_URL`.

The account that asks, one with a key that does not rotate, one with a key that
does, and one that is closed. Prints their numbers as JSON.
"""

import json
import sys

import boto3

REGION = "us-east-1"


def client(service, **more):
    return boto3.client(service, endpoint_url=sys.argv[1], region_name=REGION, **more)


organizations = client("organizations")
organizations.create_organization(FeatureSet="ALL")


def member(name):
    made = organizations.create_account(AccountName=name, Email=f"{name}@clinic.example")
    return made["CreateAccountStatus"]["AccountId"]


def inside(account, service):
    role = f"arn:aws:iam::{account}:role/Audit"
    keys = client("sts").assume_role(RoleArn=role, RoleSessionName="seed")["Credentials"]
    return client(
        service,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


careless, careful, closed = member("careless"), member("careful"), member("closed")
inside(careless, "kms").create_key()
kms = inside(careful, "kms")
kms.enable_key_rotation(KeyId=kms.create_key()["KeyMetadata"]["KeyId"])
organizations.close_account(AccountId=closed)
print(json.dumps({"careless": careless, "careful": careful, "closed": closed}))
