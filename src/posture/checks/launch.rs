//! What instances are launched from: templates, every version of them, and
//! Spot Fleets.

use super::machines::secret_words;
use crate::inventory::detail::{EbsDefaults, LaunchDisk, LaunchTemplate, LaunchVersion, SpotFleet};
use crate::inventory::{Detail, Field, Kind, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "ec2.launch_template_imdsv2_required",
        title: "Every version of a launch template asks for metadata tokens",
        severity: Severity::High,
        why: "Training clusters are launched from templates by the dozen: one old version brings back the metadata \
              service that gives its credentials to any fetched URL.",
        fix: Fix::by_hand(
            "Create a version with HttpTokens required, make it the default, and delete the older ones.",
        ),
        prowler: &["ec2_launch_template_imdsv2_required"],
        security_hub: &["EC2.170"],
        reads: Reads::Itself,
        judges: &[Judge::LaunchTemplate(tokens)],
    },
    Check {
        id: "ec2.launch_template_no_public_ip",
        title: "No version of a launch template gives its instances a public address",
        severity: Severity::High,
        why: "A template that asks for public addresses overrules the private subnet that was chosen with care.",
        fix: Fix::by_hand("Create a version without AssociatePublicIpAddress and delete those that have it."),
        prowler: &["ec2_launch_template_no_public_ip"],
        security_hub: &["EC2.25"],
        reads: Reads::Inventory,
        judges: &[Judge::LaunchTemplate(no_address)],
    },
    Check {
        id: "ec2.launch_template_no_secrets",
        title: "No version of a launch template has a secret in its user data",
        severity: Severity::High,
        why: "Versions are kept until someone deletes them: the token of last year's model hub is still there to read.",
        fix: Fix::by_hand(
            "Delete the versions that hold it, replace the secret, and read it from Secrets Manager.",
        ),
        prowler: &["ec2_launch_template_no_secrets"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::LaunchTemplate(clean)],
    },
    Check {
        id: "ec2.launch_template_ebs_encrypted",
        title: "Every volume of a launch template is encrypted",
        severity: Severity::Medium,
        why: "The scratch disks of a cluster hold the dataset while it is being learnt.",
        fix: Fix::by_hand("Set Encrypted on every mapping, or turn on encryption by default in the Region."),
        prowler: &[],
        security_hub: &["EC2.181"],
        reads: Reads::Inventory,
        judges: &[Judge::LaunchTemplate(template_disks)],
    },
    Check {
        id: "ec2.spot_fleet_ebs_encrypted",
        title: "Every volume of a Spot Fleet is encrypted",
        severity: Severity::Medium,
        why: "Spot capacity comes and goes with the dataset on its disks.",
        fix: Fix::by_hand(
            "Make the request anew with Encrypted on every mapping; a request cannot be changed.",
        ),
        prowler: &[],
        security_hub: &["EC2.173"],
        reads: Reads::Inventory,
        judges: &[Judge::SpotFleet(fleet_disks)],
    },
];

const TOKENS: Probe = Probe::new(
    "DescribeLaunchTemplateVersions.MetadataOptions.HttpTokens",
    "required in every version",
);
const ADDRESS: Probe = Probe::new(
    "DescribeLaunchTemplateVersions.NetworkInterfaces.AssociatePublicIpAddress",
    "not true in any version",
);
const USER_DATA: Probe = Probe::new(
    "DescribeLaunchTemplateVersions.UserData",
    "no secret in any version",
);
const TEMPLATE_DISKS: Probe = Probe::new(
    "DescribeLaunchTemplateVersions.BlockDeviceMappings.Ebs.Encrypted",
    "true in every version",
);
const FLEET_DISKS: Probe = Probe::new(
    "DescribeSpotFleetRequests.BlockDeviceMappings.Ebs.Encrypted",
    "true",
);

/// What a version is faulted for, or that it could not be read.
type Fault = Result<Option<String>, Unread>;

/// Fails with what is wrong with each version; one bad version fails even when
/// another could not be read.
fn versions(probe: Probe, template: &LaunchTemplate, fault: impl Fn(&LaunchVersion) -> Fault) -> Judged {
    let (mut faults, mut doubt) = (Vec::new(), None);
    for version in probe.read(&template.versions)? {
        match fault(version) {
            Ok(Some(words)) => faults.push(format!("version {}: {words}", version.number)),
            Ok(None) => {}
            Err(unread) => doubt = Some(unread),
        }
    }
    match doubt {
        _ if !faults.is_empty() => Ok(probe.verdict(false, faults.join("; "))),
        Some(unread) => Err(unread),
        None => Ok(probe.verdict(true, "as wanted in every version")),
    }
}

fn tokens(_: &Context<'_>, _: &Resource, template: &LaunchTemplate) -> Judged {
    versions(TOKENS, template, |version| {
        let disabled = version.metadata_endpoint.as_deref() == Some("disabled");
        let tokens = version.metadata_tokens.as_deref().unwrap_or("");
        Ok((!disabled && tokens != "required").then(|| text(tokens).into_owned()))
    })
}

fn no_address(context: &Context<'_>, _: &Resource, template: &LaunchTemplate) -> Judged {
    versions(ADDRESS, template, |version| {
        if version.public_ip {
            return Ok(Some("true".to_owned()));
        }
        for id in &version.interfaces {
            match context.networks().interface(id) {
                Some(interface) if interface.public => return Ok(Some(format!("{id} has one"))),
                Some(_) => {}
                None => return Err(ADDRESS.unread(format!("the interface {id} was not read"))),
            }
        }
        Ok(None)
    })
}

fn clean(_: &Context<'_>, _: &Resource, template: &LaunchTemplate) -> Judged {
    versions(USER_DATA, template, |version| {
        let secrets = USER_DATA.read(&version.secrets)?;
        Ok((!secrets.is_empty()).then(|| secret_words(secrets)))
    })
}

/// Whether the Region encrypts volumes of which a launch says nothing.
fn region_encrypts(context: &Context<'_>, resource: &Resource, probe: Probe) -> Result<bool, Unread> {
    let here = context
        .of_kind(Kind::EbsDefaults)
        .iter()
        .find(|r| r.region == resource.region && r.account == resource.account);
    match here.map(|r| &r.detail) {
        Some(Detail::EbsDefaults(EbsDefaults { encrypted, .. })) => probe.read(encrypted).copied(),
        _ => Err(probe.unread("whether the Region encrypts by default was not read")),
    }
}

/// What is wrong with the volumes of a launch.
fn plain_disks(context: &Context<'_>, resource: &Resource, probe: Probe, disks: &[LaunchDisk]) -> Fault {
    let mut plain = Vec::new();
    let mut doubt = None;
    for disk in disks {
        match disk.encrypted {
            Some(true) => {}
            Some(false) => plain.push(format!("{} false", disk.device)),
            None => match region_encrypts(context, resource, probe) {
                Ok(true) => {}
                Ok(false) => plain.push(format!("{} not set", disk.device)),
                Err(unread) => doubt = Some(unread),
            },
        }
    }
    match doubt {
        Some(unread) if plain.is_empty() => Err(unread),
        _ => Ok((!plain.is_empty()).then(|| plain.join(", "))),
    }
}

fn template_disks(context: &Context<'_>, resource: &Resource, template: &LaunchTemplate) -> Judged {
    if let Field::Known(versions) = &template.versions
        && versions.iter().all(|version| version.disks.is_empty())
    {
        return Ok(Verdict::NotApplicable);
    }
    versions(TEMPLATE_DISKS, template, |version| {
        plain_disks(context, resource, TEMPLATE_DISKS, &version.disks)
    })
}

/// A request that was cancelled or failed launches nothing more.
fn fleet_disks(context: &Context<'_>, resource: &Resource, fleet: &SpotFleet) -> Judged {
    let state = FLEET_DISKS.read(&fleet.state)?;
    if matches!(state.as_str(), "cancelled" | "failed") {
        return Ok(Verdict::NotApplicable);
    }
    let Some(disks) = FLEET_DISKS.read(&fleet.disks)? else {
        return Ok(Verdict::NotApplicable);
    };
    if disks.is_empty() {
        return Ok(Verdict::NotApplicable);
    }
    Ok(match plain_disks(context, resource, FLEET_DISKS, disks)? {
        Some(words) => FLEET_DISKS.verdict(false, words),
        None => FLEET_DISKS.verdict(true, "true"),
    })
}
