//! SageMaker models and endpoint configurations: what serves predictions.

use super::instances::has_local_storage;
use crate::inventory::Resource;
use crate::inventory::detail::{EndpointConfig, Model, ProductionVariant};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all, text};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.models_network_isolation_enabled",
        title: "A model's containers have no network",
        severity: Severity::High,
        why: "A model file can carry code (pickle); isolated, what it does with the prompts and records \
              it is sent stays in the container.",
        fix: Fix::by_hand("Make the model anew with EnableNetworkIsolation and move the endpoint to it."),
        prowler: &["sagemaker_models_network_isolation_enabled"],
        security_hub: &["SageMaker.5"],
        reads: Reads::Itself,
        judges: &[Judge::Model(isolation)],
    },
    Check {
        id: "sagemaker.models_vpc_settings_configured",
        title: "A model runs in subnets of a VPC",
        severity: Severity::Medium,
        why: "Inside a VPC the container reaches data and artifacts only over endpoints whose policies \
              you write.",
        fix: Fix::by_hand("Make the model anew with VpcConfig and move the endpoint to it."),
        prowler: &["sagemaker_models_vpc_settings_configured"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::Model(vpc)],
    },
    Check {
        id: "sagemaker.endpoint_config_kms_encryption_enabled",
        title: "An endpoint's storage is encrypted with a KMS key",
        severity: Severity::Medium,
        why: "The volumes of the serving instances hold the model and whatever it caches of requests.",
        fix: Fix::by_hand("Make a new endpoint configuration with KmsKeyId and update the endpoint to it."),
        prowler: &["sagemaker_endpoint_config_kms_encryption_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::EndpointConfig(storage_key)],
    },
    Check {
        id: "sagemaker.endpoint_config_prod_variant_instances",
        title: "Every production variant starts with two instances or more",
        severity: Severity::Medium,
        why: "SageMaker spreads instances over zones: one instance is one outage away from no predictions.",
        fix: Fix::by_hand(
            "Make a new endpoint configuration with InitialInstanceCount 2 or more and update the endpoint to it.",
        ),
        prowler: &["sagemaker_endpoint_config_prod_variant_instances"],
        security_hub: &["SageMaker.4"],
        reads: Reads::Itself,
        judges: &[Judge::EndpointConfig(instances)],
    },
    Check {
        id: "sagemaker.endpoint_data_capture",
        title: "An endpoint captures requests and answers under a KMS key",
        severity: Severity::Medium,
        why: "Captured traffic is how drift, extraction and prompt attacks are found afterwards, and it is \
              personal data that needs a key of its own.",
        fix: Fix::by_hand(
            "Make a new endpoint configuration with DataCaptureConfig enabled and its KmsKeyId set, and update the endpoint to it.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::EndpointConfig(data_capture)],
    },
];

const ISOLATION: Probe = Probe::new("DescribeModel.EnableNetworkIsolation", "true");
const VPC: Probe = Probe::new("DescribeModel.VpcConfig.Subnets", "subnets of a VPC");
const KEY: Probe = Probe::new("DescribeEndpointConfig.KmsKeyId", "a KMS key");
const VARIANTS: Probe = Probe::new(
    "DescribeEndpointConfig.ProductionVariants.InitialInstanceCount",
    "2 or more for each variant",
);
const CAPTURE: Probe = Probe::new("DescribeEndpointConfig.DataCaptureConfig.EnableCapture", "true");
const CAPTURE_KEY: Probe = Probe::new("DescribeEndpointConfig.DataCaptureConfig.KmsKeyId", "a KMS key");

fn isolation(_: &Context<'_>, _: &Resource, model: &Model) -> Judged {
    ISOLATION.switch(&model.network_isolation, true)
}

fn vpc(_: &Context<'_>, _: &Resource, model: &Model) -> Judged {
    let vpc = VPC.read(&model.vpc)?.as_ref();
    Ok(match vpc.filter(|v| !v.subnets.is_empty()) {
        Some(vpc) => VPC.verdict(true, vpc.subnets.join(", ")),
        None => VPC.verdict(false, "not set"),
    })
}

fn storage_key(_: &Context<'_>, _: &Resource, config: &EndpointConfig) -> Judged {
    let verdict = KEY.present(&config.kms_key)?;
    if matches!(verdict, Verdict::Fail(_)) {
        let keyless = |v: &ProductionVariant| v.instance_type.as_deref().is_none_or(has_local_storage);
        let variants = VARIANTS.read(&config.variants)?;
        if !variants.is_empty() && variants.iter().all(keyless) {
            return Ok(Verdict::NotApplicable);
        }
    }
    Ok(verdict)
}

fn instances(_: &Context<'_>, _: &Resource, config: &EndpointConfig) -> Judged {
    // Serverless variants have no instances to count.
    let counted: Vec<(&str, i32)> = VARIANTS
        .read(&config.variants)?
        .iter()
        .filter_map(|v| v.instances.map(|n| (v.name.as_str(), n)))
        .collect();
    if counted.is_empty() {
        return Ok(Verdict::NotApplicable);
    }
    let words: Vec<String> = counted.iter().map(|(name, n)| format!("{name}: {n}")).collect();
    Ok(VARIANTS.verdict(counted.iter().all(|(_, n)| *n >= 2), words.join(", ")))
}

fn data_capture(_: &Context<'_>, _: &Resource, config: &EndpointConfig) -> Judged {
    let Some(capture) = CAPTURE.read(&config.data_capture)?.as_ref().filter(|c| c.enabled) else {
        // Serverless endpoints cannot capture.
        let serverless = |v: &ProductionVariant| v.instance_type.is_none() && v.instances.is_none();
        let variants = VARIANTS.read(&config.variants)?;
        if !variants.is_empty() && variants.iter().all(serverless) {
            return Ok(Verdict::NotApplicable);
        }
        return Ok(CAPTURE.verdict(false, "false"));
    };
    let key = capture.kms_key.as_deref().unwrap_or("");
    all([
        Ok(CAPTURE.verdict(true, "true")),
        Ok(CAPTURE_KEY.verdict(!key.is_empty(), text(key))),
    ])
}
