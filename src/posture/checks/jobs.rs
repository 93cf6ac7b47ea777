//! SageMaker processing and batch transform jobs.

use super::instances::has_local_storage;
use crate::inventory::detail::{ProcessingJob, TransformJob};
use crate::inventory::{Field, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.processing_job_isolation",
        title: "A processing job is isolated, in a VPC, with its traffic encrypted",
        severity: Severity::High,
        why: "Processing jobs read data before it is cleaned of personal records; they deserve the same \
              walls as training.",
        fix: Fix::by_hand(
            "Run the job again with NetworkConfig: EnableNetworkIsolation, EnableInterContainerTrafficEncryption and VpcConfig.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::ProcessingJob(isolation)],
    },
    Check {
        id: "sagemaker.processing_job_volume_cmk",
        title: "A processing job's volume and output are under KMS keys of one's own",
        severity: Severity::Medium,
        why: "Raw data passes over the volume and prepared data lands in the output; both outlive the job.",
        fix: Fix::by_hand(
            "Run the job again with ClusterConfig.VolumeKmsKeyId and ProcessingOutputConfig.KmsKeyId.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::ProcessingJob(processing_keys)],
    },
    Check {
        id: "sagemaker.transform_job_cmk",
        title: "A transform job's volume and output are under KMS keys of one's own",
        severity: Severity::Medium,
        why: "Batch predictions over customer records are as sensitive as the records.",
        fix: Fix::by_hand(
            "Run the job again with TransformResources.VolumeKmsKeyId and TransformOutput.KmsKeyId.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::TransformJob(transform_keys)],
    },
];

const ISOLATION: Probe = Probe::new(
    "DescribeProcessingJob.NetworkConfig.EnableNetworkIsolation",
    "true",
);
const TRAFFIC: Probe = Probe::new(
    "DescribeProcessingJob.NetworkConfig.EnableInterContainerTrafficEncryption",
    "true",
);
const VPC: Probe = Probe::new(
    "DescribeProcessingJob.NetworkConfig.VpcConfig.Subnets",
    "subnets of a VPC",
);
const VOLUME: Probe = Probe::new(
    "DescribeProcessingJob.ProcessingResources.ClusterConfig.VolumeKmsKeyId",
    "a KMS key",
);
const OUTPUT: Probe = Probe::new(
    "DescribeProcessingJob.ProcessingOutputConfig.KmsKeyId",
    "a KMS key",
);
const TRANSFORM_VOLUME: Probe = Probe::new(
    "DescribeTransformJob.TransformResources.VolumeKmsKeyId",
    "a KMS key",
);
const PROCESSING_INSTANCE: Probe = Probe::new(
    "DescribeProcessingJob.ProcessingResources.ClusterConfig.InstanceType",
    "known",
);
const TRANSFORM_INSTANCE: Probe = Probe::new("DescribeTransformJob.TransformResources.InstanceType", "known");
const TRANSFORM_OUTPUT: Probe = Probe::new("DescribeTransformJob.TransformOutput.KmsKeyId", "a KMS key");

fn isolation(_: &Context<'_>, _: &Resource, job: &ProcessingJob) -> Judged {
    let vpc = VPC.read(&job.vpc).map(|vpc| {
        let subnets = vpc.as_ref().map(|v| v.subnets.join(", ")).unwrap_or_default();
        let set = !subnets.is_empty();
        VPC.verdict(set, if set { subnets } else { "not set".to_owned() })
    });
    all([
        ISOLATION.switch(&job.network_isolation, true),
        vpc,
        TRAFFIC.switch(&job.inter_container_encryption, true),
    ])
}

fn processing_keys(context: &Context<'_>, resource: &Resource, job: &ProcessingJob) -> Judged {
    let volume = (VOLUME, PROCESSING_INSTANCE);
    all([
        volume_key(context, resource, volume, &job.volume_kms_key, &job.instance_type),
        context.own_key(OUTPUT, &job.output_kms_key, resource),
    ])
}

fn transform_keys(context: &Context<'_>, resource: &Resource, job: &TransformJob) -> Judged {
    let volume = (TRANSFORM_VOLUME, TRANSFORM_INSTANCE);
    all([
        volume_key(context, resource, volume, &job.volume_kms_key, &job.instance_type),
        context.own_key(TRANSFORM_OUTPUT, &job.output_kms_key, resource),
    ])
}

/// The key of a volume; local disks, which the hardware encrypts, take none.
fn volume_key(
    context: &Context<'_>,
    resource: &Resource,
    (key, instance): (Probe, Probe),
    volume: &Field<Option<String>>,
    instance_type: &Field<Option<String>>,
) -> Judged {
    let verdict = context.own_key(key, volume, resource)?;
    if matches!(verdict, Verdict::Fail(_)) && key.read(volume)?.as_deref().unwrap_or("").is_empty() {
        let instance_type = instance.read(instance_type)?.as_deref().unwrap_or("");
        if has_local_storage(instance_type) {
            return Ok(Verdict::NotApplicable);
        }
    }
    Ok(verdict)
}
