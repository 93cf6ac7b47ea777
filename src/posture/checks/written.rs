//! What endpoints and shadow tests of them write, and under which keys.

use crate::inventory::Resource;
use crate::inventory::detail::{EndpointConfig, InferenceExperiment};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.endpoint_async_output_cmk",
        title: "An asynchronous endpoint writes its answers under a KMS key of one's own",
        severity: Severity::Medium,
        why: "Answers lie in the bucket until somebody deletes them, with all that they say about the \
              records that were sent.",
        fix: Fix::by_hand(
            "Make a new endpoint configuration with AsyncInferenceConfig.OutputConfig.KmsKeyId, and \
              update the endpoint to it.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::EndpointConfig(async_output)],
    },
    Check {
        id: "sagemaker.endpoint_core_dump_cmk",
        title: "An endpoint dumps its containers' memory under a KMS key of one's own",
        severity: Severity::Medium,
        why: "A core dump holds the model and the requests of that moment, in the clear.",
        fix: Fix::by_hand(
            "Make a new endpoint configuration with CoreDumpConfig.KmsKeyId in each variant, or \
              without core dumps.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::EndpointConfig(core_dump)],
    },
    Check {
        id: "sagemaker.inference_experiment_volume_cmk",
        title: "An inference experiment's instances are under a KMS key of one's own",
        severity: Severity::Medium,
        why: "The shadow of an endpoint gets the same live requests on volumes of its own.",
        fix: Fix::by_hand("Make the experiment anew with KmsKey."),
        prowler: &[],
        security_hub: &["SageMaker.23"],
        reads: Reads::Inventory,
        judges: &[Judge::InferenceExperiment(experiment_volume)],
    },
    Check {
        id: "sagemaker.inference_experiment_data_cmk",
        title: "An inference experiment captures requests and answers under a KMS key of one's own",
        severity: Severity::Medium,
        why: "What an experiment captures is live traffic, kept for comparison long after the experiment.",
        fix: Fix::by_hand("Make the experiment anew with DataStorageConfig.KmsKey."),
        prowler: &[],
        security_hub: &["SageMaker.24"],
        reads: Reads::Inventory,
        judges: &[Judge::InferenceExperiment(experiment_data)],
    },
];

const ASYNC: Probe = Probe::new(
    "DescribeEndpointConfig.AsyncInferenceConfig.OutputConfig.KmsKeyId",
    "a KMS key of one's own",
);
const CORE_DUMP: Probe = Probe::new(
    "DescribeEndpointConfig.ProductionVariants.CoreDumpConfig.KmsKeyId",
    "a KMS key of one's own",
);
const VOLUME: Probe = Probe::new("DescribeInferenceExperiment.KmsKey", "a KMS key of one's own");
const CAPTURED: Probe = Probe::new(
    "DescribeInferenceExperiment.DataStorageConfig.KmsKey",
    "a KMS key of one's own",
);

fn async_output(context: &Context<'_>, resource: &Resource, config: &EndpointConfig) -> Judged {
    match ASYNC.read(&config.async_output)? {
        Some(output) => context.own_key_text(ASYNC, output.kms_key.as_deref(), resource),
        None => Ok(Verdict::NotApplicable),
    }
}

fn core_dump(context: &Context<'_>, resource: &Resource, config: &EndpointConfig) -> Judged {
    let variants = CORE_DUMP.read(&config.variants)?.iter();
    let shadows = CORE_DUMP.read(&config.shadows)?.iter();
    let dumps = variants.chain(shadows).filter_map(|v| v.core_dump.as_ref());
    all(dumps.map(|dump| context.own_key_text(CORE_DUMP, dump.kms_key.as_deref(), resource)))
}

fn experiment_volume(context: &Context<'_>, resource: &Resource, experiment: &InferenceExperiment) -> Judged {
    context.own_key(VOLUME, &experiment.kms_key, resource)
}

fn experiment_data(context: &Context<'_>, resource: &Resource, experiment: &InferenceExperiment) -> Judged {
    match CAPTURED.read(&experiment.data_storage)? {
        Some(storage) => context.own_key_text(CAPTURED, storage.kms_key.as_deref(), resource),
        None => Ok(Verdict::NotApplicable),
    }
}
