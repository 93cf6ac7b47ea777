//! The events that must raise an alarm, a row for each check.

use super::alarms::{Events, alarmed};
use crate::inventory::Kind;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::severity::Severity;

const FIX: Fix = Fix::by_hand(
    "On the log group of a trail that covers the Region, put a metric filter that takes these events, and an \
     alarm on its metric whose action tells somebody.",
);

/// Each alarm is the same question about other events.
macro_rules! alarms {
    ($($id:literal [$($hub:literal),*] $title:literal, $why:literal => $events:expr;)+) => {
        pub(in crate::posture::checks) const CHECKS: &[Check] = &[$(Check {
            id: concat!("cloudwatch.", $id),
            title: $title,
            severity: Severity::Medium,
            why: $why,
            fix: FIX,
            prowler: &[concat!("cloudwatch_", $id)],
            security_hub: &[$($hub),*],
            reads: Reads::Inventory,
            judges: &[Judge::Region(Kind::CloudWatchAlarm, |context, region| {
                const EVENTS: Events = $events;
                alarmed(context, region, &EVENTS)
            })],
        },)+];
    };
}

alarms! {
    "changes_to_network_acls_alarm_configured" ["CloudWatch.11"]
        "Changes to network ACLs raise an alarm",
        "A loosened ACL opens the subnets of training jobs and endpoints, and may be closed again before the morning."
        => Events::Calls("ec2.amazonaws.com", &[
            "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry",
            "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation",
        ]);
    "changes_to_network_gateways_alarm_configured" ["CloudWatch.12"]
        "Changes to network gateways raise an alarm",
        "An internet gateway is the way out for data that was to stay in the VPC."
        => Events::Calls("ec2.amazonaws.com", &[
            "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway",
            "CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway",
        ]);
    "changes_to_network_route_tables_alarm_configured" ["CloudWatch.13"]
        "Changes to route tables raise an alarm",
        "One new route leads the traffic of private subnets around the endpoints and past every inspection."
        => Events::Calls("ec2.amazonaws.com", &[
            "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation",
            "DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable",
        ]);
    "changes_to_vpcs_alarm_configured" ["CloudWatch.14"]
        "Changes to VPCs and their peerings raise an alarm",
        "A peering that nobody asked for joins the network of models and patient data to somebody else's."
        => Events::Calls("ec2.amazonaws.com", &[
            "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection",
            "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection",
        ]);
    "log_metric_filter_for_s3_bucket_policy_changes" ["CloudWatch.8"]
        "Changes of who may reach a bucket raise an alarm",
        "A policy, an ACL or a replication rule is how a dataset is opened or copied away, in one call."
        => Events::Calls("s3.amazonaws.com", &[
            "PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle",
            "PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle",
            "DeleteBucketReplication",
        ]);
    "log_metric_filter_security_group_changes" ["CloudWatch.10"]
        "Changes to security groups raise an alarm",
        "A port that is opened to a notebook or an endpoint is the first step of many intrusions."
        => Events::Calls("ec2.amazonaws.com", &[
            "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup",
        ]);
    "log_metric_filter_policy_changes" ["CloudWatch.4"]
        "Changes to IAM policies raise an alarm",
        "Whoever widens the policy of an execution role reads every dataset through the next job."
        => Events::Calls("iam.amazonaws.com", &[
            "DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy",
            "PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion",
            "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy",
            "AttachGroupPolicy", "DetachGroupPolicy",
        ]);
    "log_metric_filter_disable_or_scheduled_deletion_of_kms_cmk" ["CloudWatch.7"]
        "Disabling a KMS key or scheduling its deletion raises an alarm",
        "A key that is deleted takes its datasets and models with it; the days of its waiting period are all the time there is."
        => Events::Calls("kms.amazonaws.com", &["DisableKey", "ScheduleKeyDeletion"]);
    "log_metric_filter_and_alarm_for_aws_config_configuration_changes_enabled" ["CloudWatch.9"]
        "Changes to AWS Config raise an alarm",
        "Turning the recorder off is how what follows leaves no history."
        => Events::Calls("config.amazonaws.com", &[
            "StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel",
            "PutConfigurationRecorder",
        ]);
    "log_metric_filter_and_alarm_for_cloudtrail_configuration_changes_enabled" ["CloudWatch.5"]
        "Changes to trails raise an alarm",
        "The first call of a careful intruder stops the trail; the alarm is the last thing that it records."
        => Events::Calls("cloudtrail.amazonaws.com", &[
            "CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging",
        ]);
    "log_metric_filter_aws_organizations_changes" []
        "Changes to the organization raise an alarm",
        "An account that leaves the organization leaves its guardrails too, with the data that is in it."
        => Events::Calls("organizations.amazonaws.com", &[
            "AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy",
            "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy",
            "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization",
            "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy",
            "UpdateOrganizationalUnit",
        ]);
    "log_metric_filter_authentication_failures" ["CloudWatch.6"]
        "Failed sign-ins to the console raise an alarm",
        "A run of wrong passwords for someone with access to training data is worth a look before one is right."
        => Events::Records(&[
            ("a failed console sign-in",
                r#"{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin",
                "eventType":"AwsConsoleSignIn","errorMessage":"Failed authentication",
                "userIdentity":{"type":"IAMUser","userName":"sam"},
                "responseElements":{"ConsoleLogin":"Failure"},"additionalEventData":{"MFAUsed":"No"},
                "sourceIPAddress":"203.0.113.7"}"#),
        ]);
    "log_metric_filter_sign_in_without_mfa" ["CloudWatch.3"]
        "Signing in to the console without MFA raises an alarm",
        "A password alone may be anyone's; the one who signs in with it then opens Studio as that person."
        => Events::Records(&[
            ("a console sign-in without MFA",
                r#"{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin",
                "eventType":"AwsConsoleSignIn","userIdentity":{"type":"IAMUser","userName":"sam"},
                "responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"No",
                "MobileVersion":"No"},"sourceIPAddress":"203.0.113.7"}"#),
        ]);
    "log_metric_filter_root_usage" ["CloudWatch.1"]
        "Use of the root user raises an alarm",
        "Nothing in daily work needs root, and no policy in the account binds it: each use is an emergency or a theft."
        => Events::Records(&[
            ("a call of the root user",
                r#"{"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy",
                "eventType":"AwsApiCall","userIdentity":{"type":"Root",
                "arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"},
                "sourceIPAddress":"203.0.113.7"}"#),
            ("a sign-in of the root user",
                r#"{"eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin",
                "eventType":"AwsConsoleSignIn","userIdentity":{"type":"Root",
                "arn":"arn:aws:iam::111122223333:root","accountId":"111122223333"},
                "responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"Yes"},
                "sourceIPAddress":"203.0.113.7"}"#),
        ]);
    "log_metric_filter_unauthorized_api_calls" ["CloudWatch.2"]
        "Refused API calls raise an alarm",
        "Stolen keys give themselves away by what they try: a burst of refusals is somebody feeling for the walls."
        => Events::Records(&[
            ("a call refused by EC2",
                r#"{"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","eventType":"AwsApiCall",
                "errorCode":"Client.UnauthorizedOperation",
                "errorMessage":"You are not authorized to perform this operation.",
                "userIdentity":{"type":"AssumedRole",
                "arn":"arn:aws:sts::111122223333:assumed-role/Engineer/sam"},
                "sourceIPAddress":"203.0.113.7"}"#),
            ("a call refused by any other service",
                r#"{"eventSource":"sagemaker.amazonaws.com","eventName":"CreateTrainingJob",
                "eventType":"AwsApiCall","errorCode":"AccessDenied",
                "errorMessage":"User is not authorized to perform this action",
                "userIdentity":{"type":"AssumedRole",
                "arn":"arn:aws:sts::111122223333:assumed-role/Engineer/sam"},
                "sourceIPAddress":"203.0.113.7"}"#),
        ]);
}
