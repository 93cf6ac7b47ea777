"""boto3 makes, reads and deletes what is IAM's, and asks STS who it is."""

import json
from urllib.parse import unquote

from trips import ACCOUNT, client, refused, run, same, told, trip, until

iam = client("iam")
TRUST = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "sagemaker.amazonaws.com"},
    "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}]}
READ = {"Version": "2012-10-17", "Statement": [{
    "Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::records/*"}]}
READ_LESS = {**READ, "Statement": [{**READ["Statement"][0], "Resource": "arn:aws:s3:::records/open/*"}]}


def document(value):
    """boto3 reads the policies of some answers and leaves others as text."""
    return value if isinstance(value, dict) else json.loads(unquote(value))


def policy(name):
    made = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(READ), Description="reads")
    return made["Policy"]["Arn"]


@trip("IAM role")
def a_role():
    made = iam.create_role(RoleName="trip-role", Path="/ml/", AssumeRolePolicyDocument=json.dumps(TRUST),
                           Description="trains", MaxSessionDuration=7200,
                           Tags=[{"Key": "team", "Value": "cardio"}])["Role"]
    arn = f"arn:aws:iam::{ACCOUNT}:role/ml/trip-role"
    role = iam.get_role(RoleName="trip-role")["Role"]
    same({"Arn": arn, "Path": "/ml/", "RoleId": made["RoleId"], "MaxSessionDuration": 7200,
          "Description": "trains", "Tags": [{"Key": "team", "Value": "cardio"}]}, role)
    same({"@": TRUST}, document(role["AssumeRolePolicyDocument"]))
    same({"Roles[].Arn": [arn]}, iam.list_roles(PathPrefix="/ml/"))
    iam.put_role_policy(RoleName="trip-role", PolicyName="read", PolicyDocument=json.dumps(READ))
    told(iam.list_role_policies(RoleName="trip-role"), PolicyNames=["read"])
    inline = iam.get_role_policy(RoleName="trip-role", PolicyName="read")
    same({"@": READ}, document(inline["PolicyDocument"]))
    managed = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    iam.attach_role_policy(RoleName="trip-role", PolicyArn=managed)
    told(iam.list_attached_role_policies(RoleName="trip-role"),
         AttachedPolicies=[{"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": managed}])
    refused("DeleteConflict", iam.delete_role, RoleName="trip-role")
    refused("EntityAlreadyExists", iam.create_role, RoleName="trip-role",
            AssumeRolePolicyDocument=json.dumps(TRUST))
    refused("MalformedPolicyDocument", iam.update_assume_role_policy, RoleName="trip-role",
            PolicyDocument="{]")
    iam.detach_role_policy(RoleName="trip-role", PolicyArn=managed)
    iam.delete_role_policy(RoleName="trip-role", PolicyName="read")
    refused("NoSuchEntity", iam.get_role_policy, RoleName="trip-role", PolicyName="read")
    iam.delete_role(RoleName="trip-role")
    refused("NoSuchEntity", iam.get_role, RoleName="trip-role")


@trip("IAM policy")
def a_policy():
    arn = policy("trip-policy")
    same({"@": f"arn:aws:iam::{ACCOUNT}:policy/trip-policy"}, arn)
    told(iam.get_policy(PolicyArn=arn), Policy__DefaultVersionId="v1", Policy__AttachmentCount=0,
         Policy__IsAttachable=True, Policy__Description="reads")
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(READ_LESS), SetAsDefault=True)
    told(iam.get_policy(PolicyArn=arn), Policy__DefaultVersionId="v2")
    second = iam.get_policy_version(PolicyArn=arn, VersionId="v2")["PolicyVersion"]
    same({"IsDefaultVersion": True, "VersionId": "v2"}, second)
    same({"@": READ_LESS}, document(second["Document"]))
    same({"Versions[].VersionId": ["v2", "v1"]}, iam.list_policy_versions(PolicyArn=arn))
    refused("DeleteConflict", iam.delete_policy, PolicyArn=arn)
    refused("DeleteConflict", iam.delete_policy_version, PolicyArn=arn, VersionId="v2")
    iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    iam.delete_policy(PolicyArn=arn)
    refused("NoSuchEntity", iam.get_policy, PolicyArn=arn)


@trip("IAM user")
def a_user():
    iam.create_user(UserName="trip-user", Tags=[{"Key": "why", "Value": "trip"}])
    told(iam.get_user(UserName="trip-user"), User__Arn=f"arn:aws:iam::{ACCOUNT}:user/trip-user",
         User__Tags=[{"Key": "why", "Value": "trip"}])
    made = iam.create_access_key(UserName="trip-user")["AccessKey"]
    same({"AccessKeyMetadata[].AccessKeyId": [made["AccessKeyId"]], "AccessKeyMetadata[].Status": ["Active"]},
         iam.list_access_keys(UserName="trip-user"))
    as_user = client("sts", aws_access_key_id=made["AccessKeyId"],
                     aws_secret_access_key=made["SecretAccessKey"])
    told(as_user.get_caller_identity(), Arn=f"arn:aws:iam::{ACCOUNT}:user/trip-user")
    iam.update_access_key(UserName="trip-user", AccessKeyId=made["AccessKeyId"], Status="Inactive")
    same({"AccessKeyMetadata[].Status": ["Inactive"]}, iam.list_access_keys(UserName="trip-user"))
    iam.put_user_policy(UserName="trip-user", PolicyName="read", PolicyDocument=json.dumps(READ))
    same({"@": READ}, document(iam.get_user_policy(UserName="trip-user", PolicyName="read")["PolicyDocument"]))
    refused("DeleteConflict", iam.delete_user, UserName="trip-user")
    iam.delete_user_policy(UserName="trip-user", PolicyName="read")
    iam.delete_access_key(UserName="trip-user", AccessKeyId=made["AccessKeyId"])
    iam.delete_user(UserName="trip-user")
    refused("NoSuchEntity", iam.get_user, UserName="trip-user")


@trip("IAM group")
def a_group():
    iam.create_group(GroupName="trip-group")
    iam.create_user(UserName="trip-member")
    iam.add_user_to_group(GroupName="trip-group", UserName="trip-member")
    same({"Group.Arn": f"arn:aws:iam::{ACCOUNT}:group/trip-group", "Users[].UserName": ["trip-member"]},
         iam.get_group(GroupName="trip-group"))
    same({"Groups[].GroupName": ["trip-group"]}, iam.list_groups_for_user(UserName="trip-member"))
    refused("DeleteConflict", iam.delete_group, GroupName="trip-group")
    iam.remove_user_from_group(GroupName="trip-group", UserName="trip-member")
    iam.delete_user(UserName="trip-member")
    iam.delete_group(GroupName="trip-group")
    refused("NoSuchEntity", iam.get_group, GroupName="trip-group")


@trip("IAM instance profile")
def an_instance_profile():
    iam.create_role(RoleName="trip-profiled", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.create_instance_profile(InstanceProfileName="trip-profile")
    iam.add_role_to_instance_profile(InstanceProfileName="trip-profile", RoleName="trip-profiled")
    profile = iam.get_instance_profile(InstanceProfileName="trip-profile")
    same({"InstanceProfile.Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/trip-profile",
          "InstanceProfile.Roles[].RoleName": ["trip-profiled"]}, profile)
    same({"InstanceProfiles[].InstanceProfileName": ["trip-profile"]},
         iam.list_instance_profiles_for_role(RoleName="trip-profiled"))
    refused("DeleteConflict", iam.delete_role, RoleName="trip-profiled")
    refused("DeleteConflict", iam.delete_instance_profile, InstanceProfileName="trip-profile")
    iam.remove_role_from_instance_profile(InstanceProfileName="trip-profile", RoleName="trip-profiled")
    iam.delete_instance_profile(InstanceProfileName="trip-profile")
    iam.delete_role(RoleName="trip-profiled")
    refused("NoSuchEntity", iam.get_instance_profile, InstanceProfileName="trip-profile")


@trip("IAM permissions boundary")
def a_boundary():
    arn = policy("trip-boundary")
    iam.create_role(RoleName="trip-bounded", AssumeRolePolicyDocument=json.dumps(TRUST),
                    PermissionsBoundary=arn)
    boundary = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn}
    told(iam.get_role(RoleName="trip-bounded"), Role__PermissionsBoundary=boundary)
    told(iam.get_policy(PolicyArn=arn), Policy__PermissionsBoundaryUsageCount=1, Policy__AttachmentCount=0)
    refused("DeleteConflict", iam.delete_policy, PolicyArn=arn)
    iam.delete_role_permissions_boundary(RoleName="trip-bounded")
    told(iam.get_role(RoleName="trip-bounded"), Role__PermissionsBoundary=None)
    refused("NoSuchEntity", iam.put_role_permissions_boundary, RoleName="trip-bounded",
            PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/nobody")
    iam.delete_role(RoleName="trip-bounded")
    iam.delete_policy(PolicyArn=arn)
    refused("NoSuchEntity", iam.get_policy, PolicyArn=arn)


@trip("IAM simulation and credential report")
def questions():
    answers = iam.simulate_custom_policy(
        PolicyInputList=[json.dumps(READ)], ActionNames=["s3:GetObject", "s3:PutObject"],
        ResourceArns=["arn:aws:s3:::records/1"])
    same({"EvaluationResults[].[EvalActionName, EvalDecision]":
          [["s3:GetObject", "allowed"], ["s3:PutObject", "implicitDeny"]]}, answers)
    until("State", "COMPLETE", iam.generate_credential_report)
    report = iam.get_credential_report()
    told(report, ReportFormat="text/csv")
    same({"@": ["<root_account>"]}, [row.split(b",")[0].decode() for row in report["Content"].splitlines()[1:2]])


@trip("STS session")
def a_session():
    sts = client("sts")
    told(sts.get_caller_identity(), Account=ACCOUNT)
    trust = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}]}
    role = iam.create_role(RoleName="trip-assumed", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    session = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="trip")
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/trip-assumed/trip"
    told(session, AssumedRoleUser__Arn=arn, AssumedRoleUser__AssumedRoleId=f"{role['RoleId']}:trip")
    keys = session["Credentials"]
    inside = client("sts", aws_access_key_id=keys["AccessKeyId"],
                    aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])
    told(inside.get_caller_identity(), Arn=arn, UserId=f"{role['RoleId']}:trip")
    iam.delete_role(RoleName="trip-assumed")
    refused("AccessDenied", sts.assume_role, RoleArn=role["Arn"], RoleSessionName="late")


run()
