//! Certificates, and the policies attached to them and to other targets.

use super::policies::{find, no_policy, summary};
use super::{MARKER, Region, Reply, Work, invalid, missing, x509};
use crate::demo::ACCOUNT_ID;
use crate::demo::wire::json::Refusal;
use crate::inventory::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A device certificate.
#[derive(Debug)]
pub(super) struct Certificate {
    pem: String,
    status: String,
    created: Timestamp,
    changed: Timestamp,
}

impl Certificate {
    /// Whether IoT takes it.
    pub(super) fn is_active(&self) -> bool {
        self.status == "ACTIVE"
    }
}

/// The DER in a PEM.
fn der(pem: &str) -> Option<Vec<u8>> {
    let body = pem.split("-----BEGIN CERTIFICATE-----").nth(1)?;
    let body = body.split("-----END CERTIFICATE-----").next()?;
    let plain: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(plain).ok().filter(|der| !der.is_empty())
}

/// When a certificate is valid, as far as its DER says.
pub(super) fn validity(pem: &str) -> Option<(Timestamp, Timestamp)> {
    x509::validity(&der(pem)?)
}

/// The id of a certificate: the SHA-256 of its DER.
pub(super) fn fingerprint(pem: &str) -> Option<String> {
    let digest = Sha256::digest(der(pem)?);
    Some(digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// `RegisterCertificateWithoutCA`.
pub(super) fn register(region: &mut Region, work: &Work<'_>) -> Reply {
    let pem = work.request["certificatePem"].as_str().unwrap_or("");
    let Some(id) = fingerprint(pem) else {
        return Err(Refusal::new(
            400,
            "CertificateValidationException",
            "The certificate is not valid PEM.",
        ));
    };
    if region.certificates.contains_key(&id) {
        return Err(Refusal::new(
            409,
            "ResourceAlreadyExistsException",
            format!("The certificate is already registered (certificateId={id})"),
        ));
    }
    let status = work.request["status"].as_str().unwrap_or("INACTIVE");
    let made = Certificate {
        pem: pem.to_owned(),
        status: status.to_owned(),
        created: work.now(),
        changed: work.now(),
    };
    region.certificates.insert(id.clone(), made);
    Ok(json!({"certificateArn": work.arn("cert", &id), "certificateId": id}))
}

fn certificate<'r>(region: &'r mut Region, id: &str) -> Result<&'r mut Certificate, Refusal> {
    let found = region.certificates.get_mut(id);
    found.ok_or_else(|| {
        missing(format!(
            "The certificate given does not exist (certificateId={id})"
        ))
    })
}

/// `DescribeCertificate`.
pub(super) fn describe(region: &mut Region, work: &Work<'_>) -> Reply {
    let found = certificate(region, work.name())?;
    let mut body = json!({
        "certificateArn": work.arn("cert", work.name()),
        "certificateId": work.name(),
        "certificatePem": found.pem,
        "status": found.status,
        "ownedBy": ACCOUNT_ID,
        "creationDate": found.created.0,
        "lastModifiedDate": found.changed.0,
        "certificateMode": "SNI_ONLY",
    });
    if let Some((from, until)) = validity(&found.pem) {
        body["validity"] = json!({"notBefore": from.0, "notAfter": until.0});
    }
    Ok(json!({"certificateDescription": body}))
}

/// `ListCertificates`.
pub(super) fn list(region: &Region, work: &Work<'_>) -> Reply {
    let mut all: Vec<(&String, &Certificate)> = region.certificates.iter().collect();
    all.sort_by_key(|(_, certificate)| certificate.created);
    if work.descends() {
        all.reverse();
    }
    let all: Vec<Value> = all
        .into_iter()
        .map(|(id, certificate)| {
            json!({
                "certificateArn": work.arn("cert", id),
                "certificateId": id,
                "status": certificate.status,
                "certificateMode": "SNI_ONLY",
                "creationDate": certificate.created.0,
            })
        })
        .collect();
    work.page("certificates", &all, MARKER)
}

/// `UpdateCertificate`.
pub(super) fn update(region: &mut Region, work: &Work<'_>) -> Reply {
    let status = work.call.query.text("newStatus").to_owned();
    let found = certificate(region, work.name())?;
    if !["ACTIVE", "INACTIVE", "REVOKED"].contains(&status.as_str()) {
        return Err(invalid(format!("Invalid certificate status: {status}")));
    }
    found.status = status;
    found.changed = work.now();
    Ok(json!({}))
}

/// `DeleteCertificate`: only one that is inactive and carries nothing.
pub(super) fn delete(region: &mut Region, work: &Work<'_>) -> Reply {
    let arn = work.arn("cert", work.name());
    let forced = work.call.query.get("forceDelete") == Some("true");
    let found = certificate(region, work.name())?;
    if found.status == "ACTIVE" {
        return Err(Refusal::new(
            406,
            "CertificateStateException",
            "Certificate must be deactivated (not ACTIVE) before deletion.",
        ));
    }
    let held = region.things.values().any(|thing| thing.holds(&arn));
    let carries = region.attached.get(&arn).is_some_and(|names| !names.is_empty());
    if held || carries && !forced {
        return Err(Refusal::new(
            409,
            "DeleteConflictException",
            "Things or policies must be detached before deletion.",
        ));
    }
    region.attached.remove(&arn);
    region.certificates.remove(work.name());
    Ok(json!({}))
}

/// Whether a certificate with an ARN is there.
pub(super) fn is_certificate(region: &Region, work: &Work<'_>, arn: &str) -> bool {
    let id = arn.rsplit('/').next().unwrap_or("");
    region.certificates.contains_key(id) && arn == work.arn("cert", id)
}

/// A certificate, a thing group or a Cognito identity.
fn target(region: &Region, work: &Work<'_>, target: &str) -> Result<(), Refusal> {
    let is_identity =
        target.contains(":thinggroup/") || target.starts_with(&format!("{}:", work.call.region));
    if is_identity || is_certificate(region, work, target) {
        return Ok(());
    }
    if target.contains(":cert/") {
        return Err(missing(format!("The target does not exist ({target})")));
    }
    Err(invalid(format!("Invalid target: {target}")))
}

/// `AttachPolicy`.
pub(super) fn attach(region: &mut Region, work: &Work<'_>) -> Reply {
    let to = work.request["target"].as_str().unwrap_or("").to_owned();
    find(region, work)?;
    target(region, work, &to)?;
    region
        .attached
        .entry(to)
        .or_default()
        .insert(work.name().to_owned());
    Ok(json!({}))
}

/// `DetachPolicy`.
pub(super) fn detach(region: &mut Region, work: &Work<'_>) -> Reply {
    let from = work.request["target"].as_str().unwrap_or("");
    if from.is_empty() {
        return Err(invalid("The target is required."));
    }
    if let Some(names) = region.attached.get_mut(from) {
        names.remove(work.name());
    }
    Ok(json!({}))
}

/// `ListAttachedPolicies`. The target may come with its slash as it is.
pub(super) fn policies(region: &Region, work: &Work<'_>) -> Reply {
    let of = work.path.get(1..).unwrap_or_default().join("/");
    target(region, work, &of)?;
    let names = region.attached.get(&of).into_iter().flatten();
    let all: Vec<Value> = names.map(|name| summary(work, name)).collect();
    work.page("policies", &all, MARKER)
}

/// `ListTargetsForPolicy`.
pub(super) fn of_policy(region: &Region, work: &Work<'_>) -> Reply {
    if !region.policies.contains_key(work.name()) {
        return Err(no_policy(work.name()));
    }
    let carrying = region
        .attached
        .iter()
        .filter(|(_, names)| names.contains(work.name()));
    let all: Vec<Value> = carrying.map(|(target, _)| json!(target)).collect();
    work.page("targets", &all, MARKER)
}
