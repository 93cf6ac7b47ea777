"""boto3 makes, reads and deletes what is KMS's."""

import json

from trips import ACCOUNT, REGION, client, key, refused, role, run, same, told, trip

kms = client("kms")


def policy(*more):
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**root, "Resource": "*"}, *more]})


@trip("KMS key")
def a_key():
    text = policy({"Effect": "Deny", "Principal": "*", "Action": "kms:PutKeyPolicy", "Resource": "*",
                   "Condition": {"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}})
    made = kms.create_key(Description="records", Policy=text,
                          Tags=[{"TagKey": "team", "TagValue": "cardio"}])["KeyMetadata"]
    arn = made["Arn"]
    same({"KeyState": "Enabled", "KeyManager": "CUSTOMER", "KeySpec": "SYMMETRIC_DEFAULT",
          "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS", "MultiRegion": False,
          "Description": "records", "AWSAccountId": ACCOUNT,
          "Arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{made['KeyId']}"}, made)
    assert_policy(arn, text)
    told(kms.list_resource_tags(KeyId=arn), Tags=[{"TagKey": "team", "TagValue": "cardio"}])
    told(kms.get_key_rotation_status(KeyId=arn), KeyRotationEnabled=False)
    kms.enable_key_rotation(KeyId=arn, RotationPeriodInDays=180)
    told(kms.get_key_rotation_status(KeyId=arn), KeyRotationEnabled=True, RotationPeriodInDays=180)
    assert_policy_can_be_put(arn)
    box = kms.encrypt(KeyId=arn, Plaintext=b"pulse", EncryptionContext={"ward": "3"})["CiphertextBlob"]
    told(kms.decrypt(CiphertextBlob=box, EncryptionContext={"ward": "3"}), Plaintext=b"pulse", KeyId=arn)
    refused("InvalidCiphertextException", kms.decrypt, CiphertextBlob=box, EncryptionContext={"ward": "4"})
    kms.disable_key(KeyId=arn)
    told(kms.describe_key(KeyId=arn), KeyMetadata__KeyState="Disabled", KeyMetadata__Enabled=False)
    refused("DisabledException", kms.encrypt, KeyId=arn, Plaintext=b"pulse")
    told(kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7),
         KeyState="PendingDeletion", PendingWindowInDays=7, KeyId=arn)
    told(kms.describe_key(KeyId=arn), KeyMetadata__KeyState="PendingDeletion")
    refused("KMSInvalidStateException", kms.enable_key, KeyId=arn)
    refused("NotFoundException", kms.describe_key, KeyId="00000000-0000-0000-0000-000000000000")


def assert_policy(arn, text):
    found = json.loads(kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"])
    same({"@": json.loads(text)}, found)


def assert_policy_can_be_put(arn):
    refused("MalformedPolicyDocumentException", kms.put_key_policy, KeyId=arn, Policy="{]")
    kms.put_key_policy(KeyId=arn, PolicyName="default", Policy=policy())
    assert_policy(arn, policy())


@trip("KMS alias")
def an_alias():
    first, second = key(), key()
    kms.create_alias(AliasName="alias/trip", TargetKeyId=first)
    arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/trip"
    same({"Aliases[].AliasArn": [arn], "Aliases[].TargetKeyId": [first.rsplit("/", 1)[1]]},
         kms.list_aliases(KeyId=first))
    told(kms.describe_key(KeyId="alias/trip"), KeyMetadata__Arn=first)
    refused("AlreadyExistsException", kms.create_alias, AliasName="alias/trip", TargetKeyId=second)
    kms.update_alias(AliasName="alias/trip", TargetKeyId=second)
    told(kms.describe_key(KeyId=arn), KeyMetadata__Arn=second)
    kms.delete_alias(AliasName="alias/trip")
    refused("NotFoundException", kms.describe_key, KeyId="alias/trip")
    refused("NotFoundException", kms.delete_alias, AliasName="alias/trip")


@trip("KMS grant")
def a_grant():
    arn, grantee = key(), role("trip-grantee")
    made = kms.create_grant(KeyId=arn, GranteePrincipal=grantee, Operations=["Decrypt", "CreateGrant"],
                            Name="training", Constraints={"EncryptionContextSubset": {"job": "cardio"}})
    listed = kms.list_grants(KeyId=arn, GrantId=made["GrantId"])
    same({"Grants[].GranteePrincipal": [grantee], "Grants[].Name": ["training"], "Grants[].KeyId": [arn],
          "Grants[].Constraints.EncryptionContextSubset.job": ["cardio"],
          "Grants[].Operations[]": ["Decrypt", "CreateGrant"],
          "Grants[].IssuingAccount": [f"arn:aws:iam::{ACCOUNT}:root"]}, listed)
    kms.revoke_grant(KeyId=arn, GrantId=made["GrantId"])
    told(kms.list_grants(KeyId=arn), Grants=[])
    refused("NotFoundException", kms.revoke_grant, KeyId=arn, GrantId=made["GrantId"])


run()
