//! SageMaker tuning, compilation and AutoML jobs.

use super::instances::has_local_storage;
use crate::inventory::Resource;
use crate::inventory::detail::{AutomlJob, CompilationJob, TuningDefinition, TuningJob};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.tuning_job_encryption",
        title: "A tuning job's training is isolated and encrypted",
        severity: Severity::Medium,
        why: "A tuning job starts a hundred training jobs from one definition: what it leaves open is \
              open a hundred times.",
        fix: Fix::by_hand(
            "Run the tuning job again with EnableNetworkIsolation, \
              EnableInterContainerTrafficEncryption, and keys for volume and output in each training \
              definition.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::TuningJob(tuning)],
    },
    Check {
        id: "sagemaker.compilation_job_cmk",
        title: "A compilation job writes its model under a KMS key of one's own",
        severity: Severity::Medium,
        why: "The compiled model is the model: under a key of one's own, reading it takes two permissions.",
        fix: Fix::by_hand("Run the compilation again with OutputConfig.KmsKeyId."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::CompilationJob(compilation)],
    },
    Check {
        id: "sagemaker.automl_job_traffic_encryption",
        title: "An AutoML job encrypts traffic between its containers",
        severity: Severity::Medium,
        why: "AutoML tries many algorithms on many instances, and sends the dataset between them.",
        fix: Fix::by_hand("Run the job again with SecurityConfig.EnableInterContainerTrafficEncryption."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::AutomlJob(automl)],
    },
];

const DEFINITIONS: Probe = Probe::new(
    "DescribeHyperParameterTuningJob.TrainingJobDefinition",
    "isolated and encrypted",
);
const ISOLATION: Probe = Probe::new(
    "DescribeHyperParameterTuningJob.TrainingJobDefinition.EnableNetworkIsolation",
    "true",
);
const TRAFFIC: Probe = Probe::new(
    "DescribeHyperParameterTuningJob.TrainingJobDefinition.EnableInterContainerTrafficEncryption",
    "true",
);
const VOLUME: Probe = Probe::new(
    "DescribeHyperParameterTuningJob.TrainingJobDefinition.ResourceConfig.VolumeKmsKeyId",
    "a KMS key",
);
const OUTPUT: Probe = Probe::new(
    "DescribeHyperParameterTuningJob.TrainingJobDefinition.OutputDataConfig.KmsKeyId",
    "a KMS key",
);
const COMPILED: Probe = Probe::new("DescribeCompilationJob.OutputConfig.KmsKeyId", "a KMS key");
const AUTOML: Probe = Probe::new(
    "DescribeAutoMLJobV2.SecurityConfig.EnableInterContainerTrafficEncryption",
    "true",
);

fn word(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

fn tuning(context: &Context<'_>, resource: &Resource, job: &TuningJob) -> Judged {
    let definitions = DEFINITIONS.read(&job.definitions)?;
    if definitions.is_empty() {
        return Err(DEFINITIONS.unread("the answer has no training definition"));
    }
    all(definitions.iter().map(|d| definition(context, resource, d)))
}

fn definition(context: &Context<'_>, resource: &Resource, training: &TuningDefinition) -> Judged {
    let types = &training.instance_types;
    let keyless = !types.is_empty() && types.iter().all(|t| has_local_storage(t));
    let volume = if keyless && training.volume_kms_key.is_none() {
        Ok(Verdict::NotApplicable)
    } else {
        context.own_key_text(VOLUME, training.volume_kms_key.as_deref(), resource)
    };
    let (isolated, encrypted) = (training.network_isolation, training.inter_container_encryption);
    all([
        Ok(ISOLATION.verdict(isolated, word(isolated))),
        Ok(TRAFFIC.verdict(encrypted, word(encrypted))),
        volume,
        context.own_key_text(OUTPUT, training.output_kms_key.as_deref(), resource),
    ])
}

fn compilation(context: &Context<'_>, resource: &Resource, job: &CompilationJob) -> Judged {
    context.own_key(COMPILED, &job.output_kms_key, resource)
}

fn automl(_: &Context<'_>, _: &Resource, job: &AutomlJob) -> Judged {
    AUTOML.switch(&job.inter_container_encryption, true)
}
