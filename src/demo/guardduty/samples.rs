//! The sample findings: what each type is about, and how it looks.

use super::Request;
use super::detector::shown;
use crate::demo::ACCOUNT_ID;
use serde_json::{Value, json};

/// One type of finding.
#[derive(Debug)]
pub(super) struct Sample {
    /// E.g. `Exfiltration:S3/AnomalousBehavior`.
    pub(super) kind: &'static str,
    severity: f64,
    resource: &'static str,
    action: &'static str,
    title: &'static str,
}

const fn sample(
    kind: &'static str,
    severity: f64,
    resource: &'static str,
    action: &'static str,
    title: &'static str,
) -> Sample {
    Sample {
        kind,
        severity,
        resource,
        action,
        title,
    }
}

/// The types of which samples are made.
pub(super) const SAMPLES: &[Sample] = &[
    sample(
        "Backdoor:EC2/C&CActivity.B!DNS",
        8.0,
        "Instance",
        "DNS_REQUEST",
        "The EC2 instance i-99999999 is querying a domain name associated with a known Command & Control server.",
    ),
    sample(
        "CredentialAccess:IAMUser/AnomalousBehavior",
        5.0,
        "AccessKey",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking APIs commonly used in CredentialAccess tactics.",
    ),
    sample(
        "CryptoCurrency:EC2/BitcoinTool.B!DNS",
        8.0,
        "Instance",
        "DNS_REQUEST",
        "The EC2 instance i-99999999 is querying a domain name associated with Bitcoin-related activity.",
    ),
    sample(
        "DefenseEvasion:IAMUser/AnomalousBehavior",
        5.0,
        "AccessKey",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking APIs commonly used in DefenseEvasion tactics.",
    ),
    sample(
        "Discovery:S3/AnomalousBehavior",
        2.0,
        "S3Bucket",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking S3 APIs commonly used in Discovery tactics.",
    ),
    sample(
        "Discovery:S3/MaliciousIPCaller",
        8.0,
        "S3Bucket",
        "AWS_API_CALL",
        "The API ListObjects was invoked from a known malicious IP address.",
    ),
    sample(
        "Exfiltration:IAMUser/AnomalousBehavior",
        8.0,
        "AccessKey",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking APIs commonly used in Exfiltration tactics.",
    ),
    sample(
        "Exfiltration:S3/AnomalousBehavior",
        8.0,
        "S3Bucket",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking S3 APIs commonly used in Exfiltration tactics.",
    ),
    sample(
        "Exfiltration:S3/MaliciousIPCaller",
        8.0,
        "S3Bucket",
        "AWS_API_CALL",
        "The API GetObject was invoked from a known malicious IP address.",
    ),
    sample(
        "Impact:S3/AnomalousBehavior.Delete",
        8.0,
        "S3Bucket",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking S3 APIs commonly used in Impact tactics.",
    ),
    sample(
        "InitialAccess:IAMUser/AnomalousBehavior",
        5.0,
        "AccessKey",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking APIs commonly used in InitialAccess tactics.",
    ),
    sample(
        "PenTest:IAMUser/KaliLinux",
        5.0,
        "AccessKey",
        "AWS_API_CALL",
        "The API GeneratedFindingAPIName was invoked from a Kali Linux computer.",
    ),
    sample(
        "Persistence:IAMUser/AnomalousBehavior",
        5.0,
        "AccessKey",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking APIs commonly used in Persistence tactics.",
    ),
    sample(
        "Policy:IAMUser/RootCredentialUsage",
        2.0,
        "AccessKey",
        "AWS_API_CALL",
        "The API GeneratedFindingAPIName was invoked using root credentials.",
    ),
    sample(
        "Policy:S3/AccountBlockPublicAccessDisabled",
        2.0,
        "S3Bucket",
        "AWS_API_CALL",
        "Amazon S3 Block Public Access was disabled for the account.",
    ),
    sample(
        "Policy:S3/BucketAnonymousAccessGranted",
        8.0,
        "S3Bucket",
        "AWS_API_CALL",
        "Amazon S3 bucket bucketName was granted public anonymous access.",
    ),
    sample(
        "Policy:S3/BucketBlockPublicAccessDisabled",
        2.0,
        "S3Bucket",
        "AWS_API_CALL",
        "Amazon S3 Block Public Access was disabled for S3 bucket bucketName.",
    ),
    sample(
        "PrivilegeEscalation:IAMUser/AnomalousBehavior",
        5.0,
        "AccessKey",
        "AWS_API_CALL",
        "User GeneratedFindingUserName is anomalously invoking APIs commonly used in PrivilegeEscalation tactics.",
    ),
    sample(
        "Recon:EC2/PortProbeUnprotectedPort",
        2.0,
        "Instance",
        "PORT_PROBE",
        "The EC2 instance i-99999999 has an unprotected port which is being probed by a known malicious host.",
    ),
    sample(
        "Stealth:IAMUser/CloudTrailLoggingDisabled",
        2.0,
        "AccessKey",
        "AWS_API_CALL",
        "AWS CloudTrail trail GeneratedFindingTrail was disabled.",
    ),
    sample(
        "Stealth:S3/ServerAccessLoggingDisabled",
        2.0,
        "S3Bucket",
        "AWS_API_CALL",
        "Amazon S3 server access logging was disabled for S3 bucket bucketName.",
    ),
    sample(
        "UnauthorizedAccess:EC2/SSHBruteForce",
        2.0,
        "Instance",
        "NETWORK_CONNECTION",
        "198.51.100.0 is performing SSH brute force attacks against i-99999999.",
    ),
    sample(
        "UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B",
        5.0,
        "AccessKey",
        "AWS_API_CALL",
        "Multiple worldwide successful console logins were observed.",
    ),
    sample(
        "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
        8.0,
        "AccessKey",
        "AWS_API_CALL",
        "Credentials created exclusively for an EC2 instance are being used from an external IP address.",
    ),
    sample(
        "UnauthorizedAccess:S3/TorIPCaller",
        8.0,
        "S3Bucket",
        "AWS_API_CALL",
        "The API GetObject was invoked from a Tor exit node.",
    ),
];

impl Sample {
    /// The finding of this type, seen now.
    pub(super) fn finding(&self, request: &Request<'_>, detector: &str, id: &str) -> Value {
        let (region, now) = (&request.call.region, shown(request.call.now));
        json!({
            "accountId": ACCOUNT_ID,
            "arn": format!("arn:aws:guardduty:{region}:{ACCOUNT_ID}:detector/{detector}/finding/{id}"),
            "createdAt": now,
            "updatedAt": now,
            "description": self.title,
            "id": id,
            "partition": "aws",
            "region": region,
            "resource": self.resource(),
            "schemaVersion": "2.0",
            "service": {
                "action": self.action(),
                "archived": false,
                "count": 1,
                "detectorId": detector,
                "eventFirstSeen": now,
                "eventLastSeen": now,
                "resourceRole": "TARGET",
                "serviceName": "guardduty",
                "additionalInfo": {"type": "default", "value": "{\"sample\":true}"},
            },
            "severity": self.severity,
            "title": self.title,
            "type": self.kind,
        })
    }

    fn resource(&self) -> Value {
        let key = json!({
            "accessKeyId": "GeneratedFindingAccessKeyId",
            "principalId": "GeneratedFindingPrincipalId",
            "userName": "GeneratedFindingUserName",
            "userType": "IAMUser",
        });
        match self.resource {
            "Instance" => json!({
                "resourceType": "Instance",
                "instanceDetails": {
                    "instanceId": "i-99999999",
                    "instanceType": "m3.xlarge",
                    "imageId": "ami-99999999",
                    "instanceState": "running",
                    "availabilityZone": "generated-az-1a",
                },
            }),
            "S3Bucket" => json!({
                "resourceType": "S3Bucket",
                "accessKeyDetails": key,
                "s3BucketDetails": [{
                    "arn": "arn:aws:s3:::bucketName",
                    "name": "bucketName",
                    "type": "Destination",
                    "owner": {"id": "CanonicalId of Owner"},
                    "publicAccess": {"effectivePermission": "PUBLIC"},
                }],
            }),
            _ => json!({"resourceType": "AccessKey", "accessKeyDetails": key}),
        }
    }

    fn action(&self) -> Value {
        let address = json!({
            "ipAddressV4": "198.51.100.0",
            "country": {"countryName": "GeneratedFindingCountryName"},
        });
        match self.action {
            "DNS_REQUEST" => json!({
                "actionType": "DNS_REQUEST",
                "dnsRequestAction": {"domain": "GeneratedFindingDomainName", "protocol": "UDP", "blocked": false},
            }),
            "PORT_PROBE" => json!({
                "actionType": "PORT_PROBE",
                "portProbeAction": {"blocked": false, "portProbeDetails": [{"remoteIpDetails": address}]},
            }),
            "NETWORK_CONNECTION" => json!({
                "actionType": "NETWORK_CONNECTION",
                "networkConnectionAction": {
                    "connectionDirection": "INBOUND", "protocol": "TCP", "blocked": false,
                    "localPortDetails": {"port": 22, "portName": "SSH"}, "remoteIpDetails": address,
                },
            }),
            _ => json!({
                "actionType": "AWS_API_CALL",
                "awsApiCallAction": {
                    "api": "GeneratedFindingAPIName",
                    "serviceName": "GeneratedFindingAPIServiceName",
                    "callerType": "Remote IP",
                    "remoteIpDetails": address,
                },
            }),
        }
    }
}
