//! IoT: what devices act as, their certificates, what is recorded of them.

use super::{agents, grants};
use crate::inventory::detail::{
    IotCaCertificate, IotCertificate, IotControl, IotDomain, IotLogging, IotPolicy, IotRoleAlias,
};
use crate::inventory::{Field, Resource, Timestamp};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iot.role_alias_overly_permissive",
        title: "The role that devices act as is not broad",
        severity: Severity::Critical,
        why: "Whoever takes a key out of one device gets the role's credentials over the internet: what \
              it may do, a thief of hardware may do.",
        fix: Fix::by_hand(
            "Give the role named actions on named resources, e.g. one stream and one prefix, by ${credentials-iot:ThingName}.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::IotRoleAlias(role_alias)],
    },
    Check {
        id: "iot.device_certificate_shared",
        title: "A device certificate belongs to one thing",
        severity: Severity::Critical,
        why: "When devices share a certificate, readings of one patient's monitor cannot be told from \
              another's, and a stolen one cannot be shut out alone.",
        fix: Fix::by_hand("Give each thing a certificate of its own, then revoke the shared one."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::IotCertificate(shared)],
    },
    Check {
        id: "iot.device_certificate_expiring",
        title: "A device certificate is good for another thirty days",
        severity: Severity::Medium,
        why: "A device whose certificate runs out falls silent, and the model goes on with a gap in its \
              data that nobody sees.",
        fix: Fix::by_hand("Provision a new certificate to the device, then deactivate the old one."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::IotCertificate(expiring)],
    },
    Check {
        id: "iot.revoked_certificate_active",
        title: "A certificate that its CA revoked is not active",
        severity: Severity::Medium,
        why: "A CA revokes what was stolen or retired; while IoT still takes it, its holder sends data \
              that models learn from.",
        fix: Fix::by_hand(
            "Set the certificate's status to REVOKED, and replace it on the device if that is yours.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::IotCertificate(revoked)],
    },
    Check {
        id: "iot.ca_certificate_expiring",
        title: "A CA certificate is good for another thirty days",
        severity: Severity::Medium,
        why: "When the CA runs out, no device that it signed can be registered or renewed: a whole fleet \
              at once.",
        fix: Fix::by_hand(
            "Register the CA's successor, sign new device certificates with it, then deactivate the old CA.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::IotCaCertificate(ca_expiring)],
    },
    Check {
        id: "iot.logging_disabled",
        title: "IoT logs what devices do",
        severity: Severity::Low,
        why: "Connections, refusals and rule failures are in these logs only; without them nobody sees a \
              device that tries topics it has no business with.",
        fix: Fix::by_hand("Set V2 logging options with a role and the level WARN or wider."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::IotLogging(logging)],
    },
    Check {
        id: "iot.tags",
        title: "What controls devices is tagged",
        severity: Severity::Low,
        why: "In an incident the first question is whose this is; a policy or profile without tags has no \
              owner to ask.",
        fix: Fix::by_hand("Tag the resource with its owner and its class of data."),
        prowler: &[],
        security_hub: &["IoT.1", "IoT.2", "IoT.3", "IoT.4", "IoT.5", "IoT.6"],
        reads: Reads::Itself,
        judges: &[
            Judge::IotControl(control_tags),
            Judge::IotRoleAlias(role_alias_tags),
            Judge::IotPolicy(policy_tags),
        ],
    },
    Check {
        id: "iot.domain_tls_policy",
        title: "A device endpoint's TLS policy is a TLS 1.3 one",
        severity: Severity::Medium,
        why: "Under an old policy a device, or somebody between it and the endpoint, may settle on TLS \
              1.0: readings and commands are then open to who can break it.",
        fix: Fix::by_hand(
            "Update the domain configuration with a tlsConfig of IoTSecurityPolicy_TLS13_1_2_2022_10 or newer.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::IotDomain(tls_policy)],
    },
];

const ROLE: Probe = Probe::new(
    "DescribeRoleAlias.roleArn",
    "a role without everything, whole services or a way to more",
);
const THINGS: Probe = Probe::new("ListPrincipalThings.things", "one thing at most");
const EXPIRES: Probe = Probe::new(
    "DescribeCertificate.validity.notAfter",
    "more than 30 days from now",
);
const STATUS: Probe = Probe::new("DescribeCertificate.status", "not ACTIVE once revoked");
const AUDIT: Probe = Probe::new(
    "ListAuditFindings.REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK",
    "no finding about an active certificate",
);
const CA_EXPIRES: Probe = Probe::new(
    "DescribeCACertificate.validity.notAfter",
    "more than 30 days from now",
);
const CA_STATUS: Probe = Probe::new("DescribeCACertificate.status", "known");
const LOGGING: Probe = Probe::new(
    "GetV2LoggingOptions.defaultLogLevel",
    "a level other than DISABLED",
);
const TAGS: Probe = Probe::new("ListTagsForResource.tags", "one or more of one's own");
const TLS: Probe = Probe::new(
    "DescribeDomainConfiguration.tlsConfig.securityPolicy",
    "IoTSecurityPolicy_TLS13_…",
);

/// Thirty days in seconds.
const SOON: i64 = 30 * 86_400;

fn role_alias(context: &Context<'_>, _: &Resource, alias: &IotRoleAlias) -> Judged {
    let role = agents::role(context, ROLE, ROLE.read(&alias.role)?)?;
    grants::without(context, ROLE, (&role.inline, &role.attached), grants::too_broad)
}

/// Whether IoT takes the certificate at all.
fn is_active(probe: Probe, status: &Field<String>) -> Result<bool, crate::posture::verdict::Unread> {
    Ok(probe.read(status)? == "ACTIVE")
}

fn shared(_: &Context<'_>, _: &Resource, certificate: &IotCertificate) -> Judged {
    if !is_active(STATUS, &certificate.status)? {
        return Ok(Verdict::NotApplicable);
    }
    let things = THINGS.read(&certificate.things)?;
    Ok(THINGS.verdict(things.len() <= 1, text(&things.join(", "))))
}

fn lasts(context: &Context<'_>, probe: Probe, expires: &Field<Timestamp>) -> Judged {
    let until = *probe.read(expires)?;
    let left = until.seconds_since(context.now());
    Ok(probe.verdict(left > SOON, until.rfc3339()))
}

fn expiring(context: &Context<'_>, _: &Resource, certificate: &IotCertificate) -> Judged {
    if !is_active(STATUS, &certificate.status)? {
        return Ok(Verdict::NotApplicable);
    }
    lasts(context, EXPIRES, &certificate.expires)
}

fn revoked(_: &Context<'_>, _: &Resource, certificate: &IotCertificate) -> Judged {
    let status = STATUS.read(&certificate.status)?;
    if status != "ACTIVE" {
        return Ok(STATUS.verdict(true, status.clone()));
    }
    let found = *AUDIT.read(&certificate.found_revoked)?;
    let value = if found {
        "found revoked, and ACTIVE"
    } else {
        "no finding"
    };
    Ok(AUDIT.verdict(!found, value))
}

fn ca_expiring(context: &Context<'_>, _: &Resource, certificate: &IotCaCertificate) -> Judged {
    if !is_active(CA_STATUS, &certificate.status)? {
        return Ok(Verdict::NotApplicable);
    }
    lasts(context, CA_EXPIRES, &certificate.expires)
}

fn logging(_: &Context<'_>, _: &Resource, logging: &IotLogging) -> Judged {
    let level = LOGGING.read(&logging.level)?.as_deref().unwrap_or("");
    Ok(LOGGING.verdict(!["", "DISABLED"].contains(&level), text(level)))
}

/// Tags of one's own: those that AWS sets do not say whose it is.
fn tagged(resource: &Resource) -> Judged {
    let tags = TAGS.read(&resource.tags)?;
    let own: Vec<&str> = tags
        .keys()
        .map(String::as_str)
        .filter(|key| !key.starts_with("aws:"))
        .collect();
    let value = if own.is_empty() {
        "none".to_owned()
    } else {
        own.join(", ")
    };
    Ok(TAGS.verdict(!own.is_empty(), value))
}

fn control_tags(_: &Context<'_>, resource: &Resource, _: &IotControl) -> Judged {
    tagged(resource)
}

fn role_alias_tags(_: &Context<'_>, resource: &Resource, _: &IotRoleAlias) -> Judged {
    tagged(resource)
}

fn policy_tags(_: &Context<'_>, resource: &Resource, _: &IotPolicy) -> Judged {
    tagged(resource)
}

fn tls_policy(_: &Context<'_>, _: &Resource, domain: &IotDomain) -> Judged {
    let policy = TLS.read(&domain.tls_policy)?;
    Ok(TLS.verdict(policy.starts_with("IoTSecurityPolicy_TLS13_"), policy.clone()))
}
