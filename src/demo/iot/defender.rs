//! CA certificates, Device Defender's audit, and what IoT logs.

use super::targets::{fingerprint, validity};
use super::{MARKER, Region, Reply, Work, invalid, missing, tags};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::inventory::Timestamp;
use serde_json::{Value, json};

const REVOKED: &str = "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK";
/// The checks that an audit can run.
const CHECKS: &[&str] = &[
    "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
    "CA_CERTIFICATE_EXPIRING_CHECK",
    "CA_CERTIFICATE_KEY_QUALITY_CHECK",
    "CONFLICTING_CLIENT_IDS_CHECK",
    "DEVICE_CERTIFICATE_EXPIRING_CHECK",
    "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK",
    "DEVICE_CERTIFICATE_SHARED_CHECK",
    "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK",
    "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
    "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK",
    "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK",
    "LOGGING_DISABLED_CHECK",
    "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK",
    REVOKED,
    "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
];

/// A CA certificate.
#[derive(Debug)]
pub(super) struct Ca {
    pem: String,
    active: bool,
    created: Timestamp,
    pub(super) tags: Vec<Value>,
}

impl Ca {
    fn status(&self) -> &'static str {
        if self.active { "ACTIVE" } else { "INACTIVE" }
    }
}

/// `RegisterCACertificate`.
pub(super) fn register_ca(region: &mut Region, work: &Work<'_>) -> Reply {
    let pem = work.request["caCertificate"].as_str().unwrap_or("");
    let id = fingerprint(pem).ok_or_else(|| {
        Refusal::new(
            400,
            "CertificateValidationException",
            "The CA certificate is not valid PEM.",
        )
    })?;
    let proven = work.request["verificationCertificate"].is_string();
    if !proven && work.request["certificateMode"] != "SNI_ONLY" {
        return Err(invalid("The verification certificate is required."));
    }
    if region.authorities.contains_key(&id) {
        let message = format!("The CA certificate is already registered (certificateId={id})");
        return Err(Refusal::new(409, "ResourceAlreadyExistsException", message));
    }
    let made = Ca {
        pem: pem.to_owned(),
        active: work.call.query.get("setAsActive") == Some("true"),
        created: work.now(),
        tags: tags::read(&work.request["tags"])?,
    };
    region.authorities.insert(id.clone(), made);
    Ok(json!({"certificateArn": work.arn("cacert", &id), "certificateId": id}))
}

/// `DescribeCACertificate`.
pub(super) fn describe_ca(region: &Region, work: &Work<'_>) -> Reply {
    let found = region.authorities.get(work.name());
    let found = found.ok_or_else(|| {
        let id = work.name();
        missing(format!("The CA certificate does not exist (certificateId={id})"))
    })?;
    let mut body = json!({
        "certificateArn": work.arn("cacert", work.name()),
        "certificateId": work.name(),
        "certificatePem": found.pem,
        "status": found.status(),
        "ownedBy": ACCOUNT_ID,
        "creationDate": found.created.0,
        "lastModifiedDate": found.created.0,
        "autoRegistrationStatus": "DISABLE",
    });
    if let Some((from, until)) = validity(&found.pem) {
        body["validity"] = json!({"notBefore": from.0, "notAfter": until.0});
    }
    Ok(json!({"certificateDescription": body}))
}

/// `ListCACertificates`.
pub(super) fn list_cas(region: &Region, work: &Work<'_>) -> Reply {
    let row = |(id, ca): (&String, &Ca)| {
        json!({
            "certificateArn": work.arn("cacert", id),
            "certificateId": id,
            "status": ca.status(),
            "creationDate": ca.created.0,
        })
    };
    let all: Vec<Value> = region.authorities.iter().map(row).collect();
    work.page("certificates", &all, MARKER)
}

/// `UpdateAccountAuditConfiguration`.
pub(super) fn set_audit(region: &mut Region, work: &Work<'_>) -> Reply {
    let given = work.request["auditCheckConfigurations"].as_object();
    for (name, check) in given.into_iter().flatten() {
        if !CHECKS.contains(&name.as_str()) {
            return Err(invalid(format!("Invalid audit check: {name}")));
        }
        if check["enabled"] == true {
            region.audited.insert(name.clone());
        } else {
            region.audited.remove(name);
        }
    }
    if let Some(role) = work.request["roleArn"].as_str() {
        region.audit_role = Some(role.to_owned());
    }
    Ok(json!({}))
}

/// `DescribeAccountAuditConfiguration`.
pub(super) fn audit(region: &Region) -> Value {
    let checks: serde_json::Map<String, Value> = CHECKS
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                json!({"enabled": region.audited.contains(*name)}),
            )
        })
        .collect();
    let mut body = json!({"auditCheckConfigurations": checks});
    if let Some(role) = &region.audit_role {
        body["roleArn"] = json!(role);
    }
    body
}

/// `ListAuditFindings`: the audit runs daily, and finds each day the active
/// certificates that their CA lists as revoked.
pub(super) fn findings(region: &Region, work: &Work<'_>) -> Reply {
    let request = &work.request;
    let spans = request["startTime"].is_number() && request["endTime"].is_number();
    if spans == request["taskId"].is_string() {
        return Err(invalid(
            "You must specify either the taskId or the startTime and endTime, but not both.",
        ));
    }
    let wanted = request["checkName"].as_str().is_none_or(|name| name == REVOKED);
    let until = request["endTime"].as_f64().unwrap_or(0.0);
    let found = |id: &&String| {
        let certificate = region.certificates.get(*id);
        certificate.is_some_and(super::targets::Certificate::is_active)
    };
    let ids = region.revoked.iter().filter(found);
    let rows: Vec<Value> = ids
        .filter(|_| wanted && region.audited.contains(REVOKED))
        .map(|id| {
            json!({
                "findingId": format!("{}-revoked", &id[..8.min(id.len())]),
                "taskId": "daily",
                "checkName": REVOKED,
                "taskStartTime": until,
                "findingTime": until,
                "severity": "MEDIUM",
                "isSuppressed": false,
                "nonCompliantResource": {
                    "resourceType": "DEVICE_CERTIFICATE",
                    "resourceIdentifier": {"deviceCertificateId": id},
                },
                "reasonForNonCompliance": "Certificate revoked by issuer.",
                "reasonForNonComplianceCode": "CERTIFICATE_REVOKED_BY_ISSUER",
            })
        })
        .collect();
    Ok(json!({"findings": rows}))
}

/// `SetV2LoggingOptions`.
pub(super) fn set_logging(region: &mut Region, work: &Work<'_>) -> Reply {
    let request = &work.request;
    let before = region.logging.clone().unwrap_or(Value::Null);
    let kept = |field: &str| {
        if request[field].is_null() {
            before[field].clone()
        } else {
            request[field].clone()
        }
    };
    let off = request["disableAllLogs"].as_bool().unwrap_or(false);
    if kept("roleArn").is_null() && !off {
        return Err(invalid("A role is required to enable logging."));
    }
    region.logging = Some(json!({
        "roleArn": kept("roleArn"),
        "defaultLogLevel": kept("defaultLogLevel"),
        "disableAllLogs": off,
    }));
    Ok(json!({}))
}

/// `GetV2LoggingOptions`.
pub(super) fn logging(region: &Region) -> Reply {
    region
        .logging
        .clone()
        .ok_or_else(|| Refusal::new(404, "NotConfiguredException", "The resource is not configured."))
}

/// `SetLoggingOptions`, the older kind.
pub(super) fn set_older_logging(region: &mut Region, work: &Work<'_>) -> Value {
    region.older_logging = work.request.clone();
    json!({})
}

/// `GetLoggingOptions`, the older kind.
pub(super) fn older_logging(region: &Region) -> Value {
    let set = &region.older_logging;
    match set["roleArn"].as_str() {
        Some(role) => json!({"roleArn": role, "logLevel": set["logLevel"]}),
        None => json!({"logLevel": "DISABLED"}),
    }
}
