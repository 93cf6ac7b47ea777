//! Shells into what trains and serves models.

use crate::inventory::Resource;
use crate::inventory::detail::{EndpointConfig, TrainingJob};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.training_remote_debug",
        title: "Nobody can open a shell in a training job",
        severity: Severity::High,
        why: "Remote debugging is a shell through Session Manager beside the training data, for everyone who \
              may start a session.",
        fix: Fix::by_hand(
            "Run the job again without RemoteDebugConfig, and deny sagemaker:EnableRemoteDebug \
              outside of test accounts.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::TrainingJob(remote_debug)],
    },
    Check {
        id: "sagemaker.endpoint_ssm_access",
        title: "Nobody can open a shell in an endpoint's instances",
        severity: Severity::High,
        why: "EnableSSMAccess is a shell through Session Manager into the instances that hold the model and \
              live requests.",
        fix: Fix::by_hand(
            "Make a new endpoint configuration without EnableSSMAccess in its variants, and update \
              the endpoint to it.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::EndpointConfig(ssm_access)],
    },
];

const DEBUG: Probe = Probe::new("DescribeTrainingJob.RemoteDebugConfig.EnableRemoteDebug", "false");
const SSM: Probe = Probe::new(
    "DescribeEndpointConfig.ProductionVariants.EnableSSMAccess",
    "false for each variant",
);

fn remote_debug(_: &Context<'_>, _: &Resource, job: &TrainingJob) -> Judged {
    DEBUG.switch(&job.remote_debug, false)
}

fn ssm_access(_: &Context<'_>, _: &Resource, config: &EndpointConfig) -> Judged {
    let variants = SSM.read(&config.variants)?.iter();
    let shadows = SSM.read(&config.shadows)?.iter();
    let open: Vec<&str> = variants
        .chain(shadows)
        .filter(|v| v.ssm_access)
        .map(|v| v.name.as_str())
        .collect();
    if open.is_empty() {
        return Ok(SSM.verdict(true, "false"));
    }
    Ok(SSM.verdict(false, format!("true for {}", open.join(", "))))
}
