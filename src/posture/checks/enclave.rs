//! KMS keys of Nitro Enclaves: what the key policy demands of attestation
//! documents, and whether it can be got round.
//!
//! Measurements that the customer's builds gave are read from tags of the key,
//! `aisec:pcr0`, `aisec:pcr1`, …: hexadecimal or base64, several with a space
//! between. Without them nothing is known to be good.

use super::kms::is_customers;
use crate::inventory::Resource;
use crate::inventory::detail::KmsKey;
use crate::policy::Document;
use crate::policy::query::attestation::{
    attested, bypasses, grant_bypasses, measurements, speaks_of_attestation, unattested, unbound,
};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::policies::statement_names;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict, all};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "kms.key_enclave_attestation_not_enforced",
        title: "An enclave's key gives plaintext to attested callers only",
        severity: Severity::High,
        why: "The model weights in the enclave are as safe as the key: a statement that decrypts without \
              attestation gives them to the parent instance too.",
        fix: Fix::by_hand(
            "Add a kms:RecipientAttestation condition to each statement that allows Decrypt or GenerateDataKey.",
        ),
        prowler: &["kms_key_enclave_attestation_not_enforced"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(enforced)],
    },
    Check {
        id: "kms.key_enclave_attestation_bypassable_path",
        title: "An enclave's key has no way round attestation",
        severity: Severity::High,
        why: "One statement or grant without attestation is the way an intruder takes: it needs an IAM \
              permission and no enclave.",
        fix: Fix::by_hand(
            "Take the plaintext actions out of the statement or retire the grant, or deny them to everyone where kms:RecipientAttestation does not match.",
        ),
        prowler: &["kms_key_enclave_attestation_bypassable_path"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(no_bypass)],
    },
    Check {
        id: "kms.key_enclave_attestation_no_deployment_binding",
        title: "An enclave's key is bound to where its image runs",
        severity: Severity::Informational,
        why: "The measurements of an image travel with it: whoever copies the image and may call the key \
              starts it in an account of their own.",
        fix: Fix::by_hand(
            "Add PCR3 (role of the instance), PCR4 (instance) or PCR8 (signer), or aws:PrincipalAccount, to the statement.",
        ),
        prowler: &["kms_key_enclave_attestation_no_deployment_binding"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(bound)],
    },
    Check {
        id: "kms.key_enclave_attestation_pcr_mismatch",
        title: "An enclave's key takes only images that were built here",
        severity: Severity::Medium,
        why: "A measurement in the policy that no build of yours gave lets in an image that nobody reviewed.",
        fix: Fix::by_hand(
            "Take the measurement out of the key policy, or put it into the key's aisec:pcrN tags if the build is yours; keep kms:TagResource for the build pipeline.",
        ),
        prowler: &["kms_key_enclave_attestation_pcr_mismatch"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::KmsKey(golden)],
    },
];

const STATE: Probe = Probe::new("DescribeKey.KeyMetadata.KeyState", "Enabled");
const POLICY: Probe = Probe::new(
    "GetKeyPolicy.Policy",
    "kms:RecipientAttestation in each statement that gives plaintext",
);
const ROUND: Probe = Probe::new(
    "GetKeyPolicy.Policy",
    "no statement that gives plaintext unattested",
);
const GRANTS: Probe = Probe::new(
    "ListGrants.Grants.Operations",
    "no grant that gives plaintext unattested",
);
const BINDING: Probe = Probe::new(
    "GetKeyPolicy.Policy",
    "PCR3, PCR4, PCR8 or an account beside the image's measurements",
);
const BUILDS: Probe = Probe::new(
    "GetKeyPolicy.Policy",
    "measurements that the aisec:pcrN tags list",
);
const TAGS: Probe = Probe::new(
    "ListResourceTags.Tags",
    "aisec:pcrN tags with the builds' measurements",
);

/// Goes on with keys of the customer's that are enabled and serve enclaves.
pub(super) fn is_enclaves(resource: &Resource, key: &KmsKey) -> Result<bool, Unread> {
    if !is_customers(key)? || STATE.read(&key.state)? != "Enabled" {
        return Ok(false);
    }
    key.is_for_enclaves(&resource.tags).ok_or_else(|| {
        let policy = POLICY.read(&key.policy).err();
        policy.unwrap_or_else(|| POLICY.unread("whether an enclave uses the key could not be read"))
    })
}

/// The policy of an enclave's key; `None` for other keys.
fn policy_of(
    context: &Context<'_>,
    resource: &Resource,
    key: &KmsKey,
    probe: Probe,
) -> Result<Option<Arc<Document>>, Unread> {
    if !is_enclaves(resource, key)? {
        return Ok(None);
    }
    context.document(probe.read(&key.policy)?, probe).map(Some)
}

fn enforced(context: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    let Some(document) = policy_of(context, resource, key, POLICY)? else {
        return Ok(Verdict::NotApplicable);
    };
    let open = unattested(&document);
    if open.is_empty() {
        let value = if speaks_of_attestation(&document) {
            "in each"
        } else {
            "no statement gives plaintext"
        };
        return Ok(POLICY.verdict(true, value));
    }
    Ok(POLICY.verdict(false, statement_names(&document, &open)))
}

fn no_bypass(context: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    let Some(document) = policy_of(context, resource, key, ROUND)? else {
        return Ok(Verdict::NotApplicable);
    };
    let open = bypasses(&document);
    let statements = if open.is_empty() {
        ROUND.verdict(true, "none")
    } else {
        ROUND.verdict(false, statement_names(&document, &open))
    };
    let grants = GRANTS.read(&key.grants).map(|grants| {
        let open: Vec<String> = grants
            .iter()
            .filter(|g| !grant_bypasses(&document, &g.operations).is_empty())
            .map(|g| format!("grant to {}", g.grantee))
            .collect();
        if open.is_empty() {
            GRANTS.verdict(true, "none")
        } else {
            GRANTS.verdict(false, open.join(", "))
        }
    });
    all([Ok(statements), grants])
}

fn bound(context: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    let Some(document) = policy_of(context, resource, key, BINDING)? else {
        return Ok(Verdict::NotApplicable);
    };
    if attested(&document).next().is_none() {
        return Ok(Verdict::NotApplicable);
    }
    let loose = unbound(&document);
    if loose.is_empty() {
        return Ok(BINDING.verdict(true, "bound"));
    }
    Ok(BINDING.verdict(false, statement_names(&document, &loose)))
}

/// The measurements that the customer says are good, by name (`PCR0`).
pub(super) type Golden = BTreeMap<String, BTreeSet<String>>;

/// Reads them from the key's tags; the check ends as UNKNOWN without any.
pub(super) fn golden_values(resource: &Resource) -> Result<Golden, Unread> {
    let tags = TAGS.read(&resource.tags)?;
    let mut golden = Golden::new();
    for (key, value) in tags {
        let key = key.to_ascii_lowercase();
        if let Some(number) = key.strip_prefix("aisec:pcr") {
            let values = value.split_whitespace().map(canonical);
            golden.entry(format!("PCR{number}")).or_default().extend(values);
        }
    }
    if golden.is_empty() {
        let why = "no measurement is known to be good: tag the key aisec:pcr0 (and others) with what your builds give";
        return Err(TAGS.unread(why));
    }
    Ok(golden)
}

/// A measurement in lower-case hexadecimal, however it is written: builds and
/// policies write hexadecimal, CloudTrail writes base64.
pub(super) fn canonical(value: &str) -> String {
    crate::inventory::detail::measurement(value).unwrap_or_else(|| value.to_ascii_lowercase())
}

fn golden(context: &Context<'_>, resource: &Resource, key: &KmsKey) -> Judged {
    let Some(document) = policy_of(context, resource, key, BUILDS)? else {
        return Ok(Verdict::NotApplicable);
    };
    let taken = measurements(&document);
    if taken.is_empty() {
        return Ok(Verdict::NotApplicable);
    }
    let golden = golden_values(resource)?;
    let (mut strange, mut unlisted) = (Vec::new(), Vec::new());
    for (name, values) in &taken {
        let Some(good) = golden.get(name) else {
            unlisted.push(name.as_str());
            continue;
        };
        let bad = values.iter().filter(|v| !good.contains(&canonical(v)));
        strange.extend(bad.map(|v| format!("{name} {v}")));
    }
    if !strange.is_empty() {
        return Ok(BUILDS.verdict(false, strange.join(", ")));
    }
    if !unlisted.is_empty() {
        let why = format!("the key has no aisec tag for {}", unlisted.join(", "));
        return Err(BUILDS.unread(why));
    }
    Ok(BUILDS.verdict(true, "every measurement is listed"))
}
