//! Studio domains: who signs in, under whose name, with which tools; and the
//! platforms of notebooks.

use crate::inventory::Resource;
use crate::inventory::detail::{Domain, Notebook};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, all, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.domain_sso_configured",
        title: "A Studio domain signs its users in with single sign-on",
        severity: Severity::Medium,
        why: "Through IAM whoever may mint a presigned URL is whichever user they like; single sign-on \
              knows a person, with a second factor and an end date.",
        fix: Fix::by_hand("Make the domain anew with AuthMode SSO; it cannot be changed on an existing one."),
        prowler: &["sagemaker_domain_sso_configured"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Domain(sign_in)],
    },
    Check {
        id: "sagemaker.domain_role_identity",
        title: "What Studio users do is recorded under their own names",
        severity: Severity::Low,
        why: "Profiles that share an execution role look the same in the trail: who copied the records \
              cannot be said.",
        fix: Fix::by_hand(
            "Update the domain with DomainSettings.ExecutionRoleIdentityConfig USER_PROFILE_NAME, and \
              let the role's trust allow sts:SetSourceIdentity.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Domain(identity)],
    },
    Check {
        id: "sagemaker.domain_docker",
        title: "Docker in Studio is off, or without root and from known accounts",
        severity: Severity::Medium,
        why: "With Docker a Studio user runs any image beside the data, as root where it is not rootless.",
        fix: Fix::by_hand(
            "Update the domain with DockerSettings: EnableDockerAccess DISABLED, or RootlessDocker \
              ENABLED and VpcOnlyTrustedAccounts for a domain in a VPC.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Domain(docker)],
    },
    Check {
        id: "sagemaker.notebook_platform_supported",
        title: "A notebook runs on a platform that AWS still mends",
        severity: Severity::Medium,
        why: "Older platforms get no security fixes: known holes in JupyterLab stay open beside the \
              training data.",
        fix: Fix::by_hand(
            "Stop the notebook, and update it with a PlatformIdentifier of notebook-al2-v3 or newer.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.8"],
        reads: Reads::Itself,
        judges: &[Judge::Notebook(platform)],
    },
];

const AUTH: Probe = Probe::new("DescribeDomain.AuthMode", "SSO");
const IDENTITY: Probe = Probe::new(
    "DescribeDomain.DomainSettings.ExecutionRoleIdentityConfig",
    "USER_PROFILE_NAME",
);
const DOCKER: Probe = Probe::new(
    "DescribeDomain.DomainSettings.DockerSettings.EnableDockerAccess",
    "DISABLED, or rootless",
);
const TRUSTED: Probe = Probe::new(
    "DescribeDomain.DomainSettings.DockerSettings.VpcOnlyTrustedAccounts",
    "this account only",
);
const PLATFORM: Probe = Probe::new(
    "DescribeNotebookInstance.PlatformIdentifier",
    "notebook-al2-v3 or newer",
);

fn sign_in(_: &Context<'_>, _: &Resource, domain: &Domain) -> Judged {
    let mode = AUTH.read(&domain.auth_mode)?;
    Ok(AUTH.verdict(mode == "SSO", text(mode)))
}

fn identity(_: &Context<'_>, _: &Resource, domain: &Domain) -> Judged {
    let config = IDENTITY.read(&domain.role_identity)?;
    Ok(IDENTITY.verdict(config == "USER_PROFILE_NAME", text(config)))
}

fn docker(_: &Context<'_>, resource: &Resource, domain: &Domain) -> Judged {
    let docker = DOCKER.read(&domain.docker)?;
    if !docker.enabled {
        return Ok(DOCKER.verdict(true, "DISABLED"));
    }
    let words = if docker.rootless {
        "ENABLED, rootless"
    } else {
        "ENABLED, with root"
    };
    let own = resource.account.as_str();
    let strangers: Vec<&str> = docker
        .trusted_accounts
        .iter()
        .map(String::as_str)
        .filter(|account| *account != own)
        .collect();
    let trusted = if strangers.is_empty() {
        TRUSTED.verdict(true, "this account only")
    } else {
        TRUSTED.verdict(false, strangers.join(", "))
    };
    all([Ok(DOCKER.verdict(docker.rootless, words)), Ok(trusted)])
}

/// `notebook-al2-v3` and every later version and Amazon Linux.
fn platform(_: &Context<'_>, _: &Resource, notebook: &Notebook) -> Judged {
    let Some(name) = PLATFORM.read(&notebook.platform)? else {
        return Ok(PLATFORM.verdict(false, "not set"));
    };
    let parts = name
        .strip_prefix("notebook-al")
        .and_then(|rest| rest.split_once("-v"))
        .and_then(|(linux, version)| Some((linux.parse::<u32>().ok()?, version.parse::<u32>().ok()?)));
    match parts {
        Some((linux, version)) => {
            Ok(PLATFORM.verdict(linux > 2 || (linux == 2 && version >= 3), name.clone()))
        }
        None => Err(PLATFORM.unread(format!("{name} is not a platform that is known here"))),
    }
}
