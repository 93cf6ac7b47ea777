//! Controls: those of AI workloads and of what carries them.

use super::hub::Hub;
use super::standards::STANDARDS;
use super::{Request, invalid, missing};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::outcome::{self, Outcome};
use crate::inventory::Timestamp;
use serde_json::{Value, json};

/// A control; the standards that have it by the beginning of their names.
struct Control {
    id: &'static str,
    severity: &'static str,
    title: &'static str,
    standards: &'static [&'static str],
}

const FSBP: &str = "aws-foundational";
const AI: &str = "ai-security";
const CIS: &str = "cis-aws-foundations-benchmark/v/3";
const NIST: &str = "nist-800-53";
const PCI: &str = "pci-dss/v/4";

const fn control(
    id: &'static str,
    severity: &'static str,
    title: &'static str,
    standards: &'static [&'static str],
) -> Control {
    Control {
        id,
        severity,
        title,
        standards,
    }
}

const CONTROLS: &[Control] = &[
    control(
        "CloudTrail.1",
        "HIGH",
        "CloudTrail should be enabled and configured with at least one multi-Region trail that includes read and write management events",
        &[FSBP, CIS, NIST],
    ),
    control(
        "CloudTrail.2",
        "MEDIUM",
        "CloudTrail should have encryption at-rest enabled",
        &[FSBP, CIS, NIST, PCI],
    ),
    control(
        "CloudTrail.4",
        "LOW",
        "CloudTrail log file validation should be enabled",
        &[FSBP, CIS, NIST, PCI],
    ),
    control(
        "EC2.2",
        "HIGH",
        "VPC default security groups should not allow inbound or outbound traffic",
        &[FSBP, CIS, NIST],
    ),
    control(
        "EC2.6",
        "MEDIUM",
        "VPC flow logging should be enabled in all VPCs",
        &[FSBP, CIS, NIST],
    ),
    control(
        "EC2.7",
        "MEDIUM",
        "EBS default encryption should be enabled",
        &[FSBP, CIS, NIST],
    ),
    control(
        "GuardDuty.1",
        "HIGH",
        "GuardDuty should be enabled",
        &[FSBP, NIST, PCI],
    ),
    control(
        "GuardDuty.10",
        "HIGH",
        "GuardDuty S3 Protection should be enabled",
        &[FSBP, PCI],
    ),
    control(
        "IAM.1",
        "HIGH",
        "IAM policies should not allow full \"*\" administrative privileges",
        &[FSBP, NIST],
    ),
    control(
        "IAM.6",
        "CRITICAL",
        "Hardware MFA should be enabled for the root user",
        &[FSBP, CIS, NIST, PCI],
    ),
    control(
        "KMS.3",
        "CRITICAL",
        "AWS KMS keys should not be deleted unintentionally",
        &[FSBP, NIST],
    ),
    control(
        "KMS.4",
        "MEDIUM",
        "AWS KMS key rotation should be enabled",
        &[CIS, NIST, PCI],
    ),
    control(
        "KMS.5",
        "CRITICAL",
        "KMS keys should not be publicly accessible",
        &[FSBP],
    ),
    control(
        "Macie.1",
        "MEDIUM",
        "Amazon Macie should be enabled",
        &[FSBP, NIST],
    ),
    control(
        "Macie.2",
        "HIGH",
        "Macie automated sensitive data discovery should be enabled",
        &[FSBP, NIST],
    ),
    control(
        "S3.1",
        "MEDIUM",
        "S3 general purpose buckets should have block public access settings enabled",
        &[FSBP, CIS, NIST, PCI],
    ),
    control(
        "S3.2",
        "CRITICAL",
        "S3 general purpose buckets should block public read access",
        &[FSBP, NIST],
    ),
    control(
        "S3.3",
        "CRITICAL",
        "S3 general purpose buckets should block public write access",
        &[FSBP, NIST],
    ),
    control(
        "S3.5",
        "MEDIUM",
        "S3 general purpose buckets should require requests to use SSL",
        &[FSBP, CIS, NIST, PCI],
    ),
    control(
        "S3.8",
        "HIGH",
        "S3 general purpose buckets should block public access",
        &[FSBP, CIS, NIST, PCI],
    ),
    control(
        "S3.9",
        "MEDIUM",
        "S3 general purpose buckets should have server access logging enabled",
        &[FSBP, NIST, PCI],
    ),
    control(
        "S3.17",
        "MEDIUM",
        "S3 general purpose buckets should be encrypted at rest with AWS KMS keys",
        &[NIST, PCI],
    ),
    control(
        "SageMaker.1",
        "HIGH",
        "Amazon SageMaker AI notebook instances should not have direct internet access",
        &[FSBP, AI, NIST, PCI],
    ),
    control(
        "SageMaker.2",
        "HIGH",
        "SageMaker AI notebook instances should be launched in a custom VPC",
        &[FSBP, AI, NIST],
    ),
    control(
        "SageMaker.3",
        "HIGH",
        "Users should not have root access to SageMaker AI notebook instances",
        &[FSBP, AI, NIST],
    ),
    control(
        "SageMaker.4",
        "MEDIUM",
        "SageMaker AI endpoint production variants should have an initial instance count greater than 1",
        &[FSBP, AI, NIST],
    ),
    control(
        "SageMaker.5",
        "MEDIUM",
        "SageMaker AI models should have network isolation enabled",
        &[FSBP, AI],
    ),
];

fn remediation(id: &str) -> String {
    format!("https://docs.aws.amazon.com/console/securityhub/{id}/remediation")
}

fn arn(region: &str, standard: &str, id: &str) -> String {
    format!("arn:aws:securityhub:{region}:{ACCOUNT_ID}:control/{standard}/{id}")
}

fn of(standard: &str) -> impl Iterator<Item = &'static Control> + '_ {
    let has = move |control: &&Control| control.standards.iter().any(|start| standard.starts_with(start));
    CONTROLS.iter().filter(has)
}

/// `DescribeStandardsControls`.
pub(super) fn of_standard(request: &Request<'_>, hub: &Hub) -> Outcome {
    let given = request.arn(2);
    let subscription = hub
        .standards
        .get(&given)
        .ok_or_else(|| missing("The standards subscription"))?;
    let standard = subscription.standard.name;
    let rows: Vec<Value> = of(standard)
        .map(|control| {
            let own = arn(&request.call.region, standard, control.id);
            let disabled = hub.disabled.get(&own);
            let mut row = json!({
                "StandardsControlArn": own,
                "ControlStatus": if disabled.is_some() { "DISABLED" } else { "ENABLED" },
                "ControlId": control.id,
                "Title": control.title,
                "Description": control.title,
                "RemediationUrl": remediation(control.id),
                "SeverityRating": control.severity,
                "RelatedRequirements": [],
            });
            if let Some((reason, at)) = disabled {
                row["DisabledReason"] = json!(reason);
                row["ControlStatusUpdatedAt"] = json!(Timestamp(*at).rfc3339());
            }
            row
        })
        .collect();
    request.page("Controls", &rows)
}

/// `UpdateStandardsControl`: a reason is needed to disable one.
pub(super) fn set(request: &Request<'_>, hub: &mut Hub) -> Outcome {
    let given = request.arn(2);
    let region = &request.call.region;
    let known = hub.standards.values().any(|subscription| {
        let standard = subscription.standard.name;
        of(standard).any(|control| arn(region, standard, control.id) == given)
    });
    if !known {
        return Err(missing("The control"));
    }
    match outcome::text(&request.body, "ControlStatus") {
        Some("ENABLED") => {
            hub.disabled.remove(&given);
        }
        Some("DISABLED") => {
            let reason = outcome::text(&request.body, "DisabledReason");
            let reason = reason.ok_or_else(|| invalid("DisabledReason is required to disable a control"))?;
            hub.disabled
                .insert(given, (reason.to_owned(), request.call.now.0));
        }
        _ => {
            return Err(invalid(
                "Invalid parameter 'ControlStatus'. data.ControlStatus should be equal to one of the allowed values",
            ));
        }
    }
    Ok(json!({}))
}

/// `ListSecurityControlDefinitions`, of all standards or of one.
pub(super) fn definitions(request: &Request<'_>) -> Outcome {
    let only = match request.call.query.get("StandardsArn") {
        None => None,
        Some(arn) => {
            let standard = STANDARDS.iter().find(|s| s.arn(&request.call.region) == arn);
            Some(
                standard
                    .ok_or_else(|| invalid(format!("The standard {arn} does not exist in this Region")))?,
            )
        }
    };
    let rows: Vec<Value> = CONTROLS
        .iter()
        .filter(|c| only.is_none_or(|only| c.standards.iter().any(|start| only.name.starts_with(start))))
        .map(|control| {
            json!({
                "SecurityControlId": control.id,
                "Title": control.title,
                "Description": control.title,
                "RemediationUrl": remediation(control.id),
                "SeverityRating": control.severity,
                "CurrentRegionAvailability": "AVAILABLE",
                "CustomizableProperties": [],
            })
        })
        .collect();
    request.page("SecurityControlDefinitions", &rows)
}
