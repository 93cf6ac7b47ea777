//! SageMaker notebooks and Studio domains: where people touch the data.

use crate::inventory::Resource;
use crate::inventory::detail::{Domain, Notebook};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.notebook_instance_encryption_enabled",
        title: "A notebook's volume is encrypted with a KMS key",
        severity: Severity::High,
        why: "Notebooks hold copies of training data, credentials in dotfiles and half-made models; a key \
              of one's own decides who can ever read that volume.",
        fix: Fix::by_hand(
            "Make the notebook instance anew with KmsKeyId; it cannot be set on an existing one.",
        ),
        prowler: &["sagemaker_notebook_instance_encryption_enabled"],
        security_hub: &["SageMaker.21"],
        reads: Reads::Itself,
        judges: &[Judge::Notebook(encryption)],
    },
    Check {
        id: "sagemaker.notebook_instance_without_direct_internet_access_configured",
        title: "A notebook has no direct access to the internet",
        severity: Severity::High,
        why: "Whoever runs code in the notebook, a poisoned package included, can carry training data out \
              past every control of the VPC.",
        fix: Fix::by_hand(
            "Make the notebook anew in a subnet with DirectInternetAccess Disabled, and reach AWS through VPC endpoints.",
        ),
        prowler: &["sagemaker_notebook_instance_without_direct_internet_access_configured"],
        security_hub: &["SageMaker.1"],
        reads: Reads::Itself,
        judges: &[Judge::Notebook(direct_internet)],
    },
    Check {
        id: "sagemaker.notebook_instance_vpc_settings_configured",
        title: "A notebook runs in a subnet of a VPC",
        severity: Severity::High,
        why: "Outside a VPC no security group, endpoint policy or flow log sees what the notebook does \
              with the data.",
        fix: Fix::by_hand("Make the notebook anew with SubnetId and SecurityGroupIds."),
        prowler: &["sagemaker_notebook_instance_vpc_settings_configured"],
        security_hub: &["SageMaker.2"],
        reads: Reads::Itself,
        judges: &[Judge::Notebook(vpc)],
    },
    Check {
        id: "sagemaker.notebook_instance_root_access_disabled",
        title: "A notebook gives its users no root access",
        severity: Severity::Medium,
        why: "Root can switch off the agents and firewall rules that watch the notebook, and read the \
              credentials of its role from the metadata service at will.",
        fix: Fix::by_hand("Stop the notebook, update it with RootAccess Disabled, and start it again."),
        prowler: &["sagemaker_notebook_instance_root_access_disabled"],
        security_hub: &["SageMaker.3"],
        reads: Reads::Itself,
        judges: &[Judge::Notebook(root_access)],
    },
    Check {
        id: "sagemaker.notebook_imdsv2",
        title: "A notebook takes only IMDSv2 requests for its role's credentials",
        severity: Severity::Medium,
        why: "With IMDSv1 a request forged by a web page or package in the notebook reads the execution \
              role's credentials in one step.",
        fix: Fix::by_hand("Stop the notebook and update it with MinimumInstanceMetadataServiceVersion 2."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Notebook(imds)],
    },
    Check {
        id: "sagemaker.domain_vpc_only",
        title: "A Studio domain sends its traffic through the VPC only",
        severity: Severity::High,
        why: "With PublicInternetOnly every Studio app reaches the internet over SageMaker's own network, \
              where nothing of yours filters or records it.",
        fix: Fix::by_hand(
            "Update the domain with AppNetworkAccessType VpcOnly, after the subnets have VPC endpoints and all apps are deleted.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Domain(domain_vpc_only)],
    },
    Check {
        id: "sagemaker.domain_cmk",
        title: "A Studio domain's storage is encrypted with a KMS key of one's own",
        severity: Severity::Medium,
        why: "Home directories of a whole team lie on one file system; without a key of one's own its \
              use can be neither restricted nor revoked.",
        fix: Fix::by_hand("Make the domain anew with KmsKeyId; it cannot be set on an existing one."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::Domain(domain_key)],
    },
];

const KEY: Probe = Probe::new("DescribeNotebookInstance.KmsKeyId", "a KMS key");
const INTERNET: Probe = Probe::new("DescribeNotebookInstance.DirectInternetAccess", "Disabled");
const SUBNET: Probe = Probe::new("DescribeNotebookInstance.SubnetId", "a subnet");
const ROOT: Probe = Probe::new("DescribeNotebookInstance.RootAccess", "Disabled");
const IMDS: Probe = Probe::new(
    "DescribeNotebookInstance.InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion",
    "2",
);
const ACCESS: Probe = Probe::new("DescribeDomain.AppNetworkAccessType", "VpcOnly");
const DOMAIN_KEY: Probe = Probe::new("DescribeDomain.KmsKeyId", "a KMS key");

fn enabled(on: bool) -> &'static str {
    if on { "Enabled" } else { "Disabled" }
}

fn encryption(_: &Context<'_>, _: &Resource, notebook: &Notebook) -> Judged {
    KEY.present(&notebook.kms_key)
}

fn direct_internet(_: &Context<'_>, _: &Resource, notebook: &Notebook) -> Judged {
    let on = *INTERNET.read(&notebook.direct_internet)?;
    Ok(INTERNET.verdict(!on, enabled(on)))
}

fn vpc(_: &Context<'_>, _: &Resource, notebook: &Notebook) -> Judged {
    SUBNET.present(&notebook.subnet)
}

fn root_access(_: &Context<'_>, _: &Resource, notebook: &Notebook) -> Judged {
    let on = *ROOT.read(&notebook.root_access)?;
    Ok(ROOT.verdict(!on, enabled(on)))
}

fn imds(_: &Context<'_>, _: &Resource, notebook: &Notebook) -> Judged {
    let version = IMDS.read(&notebook.imds_version)?.as_deref().unwrap_or("");
    Ok(IMDS.verdict(version == "2", text(version)))
}

fn domain_vpc_only(_: &Context<'_>, _: &Resource, domain: &Domain) -> Judged {
    let access = ACCESS.read(&domain.network_access)?;
    Ok(ACCESS.verdict(access == "VpcOnly", text(access)))
}

fn domain_key(context: &Context<'_>, resource: &Resource, domain: &Domain) -> Judged {
    context.own_key(DOMAIN_KEY, &domain.kms_key, resource)
}
