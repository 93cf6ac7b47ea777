//! SageMaker training jobs: isolation, VPC, keys, traffic between containers.

use super::instances::has_local_storage;
use crate::inventory::Resource;
use crate::inventory::detail::TrainingJob;
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Verdict};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.training_jobs_network_isolation_enabled",
        title: "A training job's containers have no network",
        severity: Severity::High,
        why: "The training image sees the raw data; isolated, not even a malicious dependency in it can \
              send a record anywhere.",
        fix: Fix::by_hand(
            "Run the job again with EnableNetworkIsolation; a job's settings cannot change after it started.",
        ),
        prowler: &["sagemaker_training_jobs_network_isolation_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::TrainingJob(isolation)],
    },
    Check {
        id: "sagemaker.training_jobs_vpc_settings_configured",
        title: "A training job runs in subnets of a VPC",
        severity: Severity::High,
        why: "Only inside a VPC do endpoint policies and flow logs bound and record where training data \
              is read from and written to.",
        fix: Fix::by_hand(
            "Run the job again with VpcConfig: private subnets, and a security group that reaches the VPC endpoints only.",
        ),
        prowler: &["sagemaker_training_jobs_vpc_settings_configured"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::TrainingJob(vpc)],
    },
    Check {
        id: "sagemaker.training_jobs_volume_and_output_encryption_enabled",
        title: "A training job's volume is encrypted with a KMS key",
        severity: Severity::High,
        why: "The volume holds the dataset and checkpoints in clear while the job runs; a key of one's \
              own decides who can read a snapshot of it.",
        fix: Fix::by_hand(
            "Run the job again with ResourceConfig.VolumeKmsKeyId. Instance types with local NVMe disks are encrypted by hardware and refuse it.",
        ),
        prowler: &["sagemaker_training_jobs_volume_and_output_encryption_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::TrainingJob(volume_key)],
    },
    Check {
        id: "sagemaker.training_output_cmk",
        title: "A training job writes its model under a KMS key of one's own",
        severity: Severity::High,
        why: "The artifact is the most valuable thing the job makes, and may have memorised its data; \
              with a key of one's own, reading it takes two permissions.",
        fix: Fix::by_hand(
            "Run the job again with OutputDataConfig.KmsKeyId, or copy the artifact over itself under the key.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::TrainingJob(output_key)],
    },
    Check {
        id: "sagemaker.training_jobs_intercontainer_encryption_enabled",
        title: "A training job encrypts traffic between its containers",
        severity: Severity::Medium,
        why: "Distributed training sends gradients and batches, which leak records, between instances; \
              a job of one instance loses nothing by having it on when it grows.",
        fix: Fix::by_hand(
            "Run the job again with EnableInterContainerTrafficEncryption; expect longer runs for chatty algorithms.",
        ),
        prowler: &["sagemaker_training_jobs_intercontainer_encryption_enabled"],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[Judge::TrainingJob(traffic)],
    },
];

const ISOLATION: Probe = Probe::new("DescribeTrainingJob.EnableNetworkIsolation", "true");
const VPC: Probe = Probe::new("DescribeTrainingJob.VpcConfig.Subnets", "subnets of a VPC");
const VOLUME_KEY: Probe = Probe::new("DescribeTrainingJob.ResourceConfig.VolumeKmsKeyId", "a KMS key");
const INSTANCE: Probe = Probe::new("DescribeTrainingJob.ResourceConfig.InstanceType", "known");
const OUTPUT_KEY: Probe = Probe::new("DescribeTrainingJob.OutputDataConfig.KmsKeyId", "a KMS key");
const TRAFFIC: Probe = Probe::new(
    "DescribeTrainingJob.EnableInterContainerTrafficEncryption",
    "true",
);

fn isolation(_: &Context<'_>, _: &Resource, job: &TrainingJob) -> Judged {
    ISOLATION.switch(&job.network_isolation, true)
}

fn vpc(_: &Context<'_>, _: &Resource, job: &TrainingJob) -> Judged {
    let vpc = VPC.read(&job.vpc)?.as_ref();
    Ok(match vpc.filter(|v| !v.subnets.is_empty()) {
        Some(vpc) => VPC.verdict(true, vpc.subnets.join(", ")),
        None => VPC.verdict(false, "not set"),
    })
}

fn volume_key(_: &Context<'_>, _: &Resource, job: &TrainingJob) -> Judged {
    let verdict = VOLUME_KEY.present(&job.volume_kms_key)?;
    if matches!(verdict, Verdict::Fail(_)) {
        let one = INSTANCE.read(&job.instance_type)?.iter();
        let mut types = one.chain(INSTANCE.read(&job.instance_groups)?).peekable();
        // One type with a volume of EBS is enough to take the key.
        if types.peek().is_some() && types.all(|t| has_local_storage(t)) {
            return Ok(Verdict::NotApplicable);
        }
    }
    Ok(verdict)
}

fn output_key(context: &Context<'_>, resource: &Resource, job: &TrainingJob) -> Judged {
    context.own_key(OUTPUT_KEY, &job.output_kms_key, resource)
}

fn traffic(_: &Context<'_>, _: &Resource, job: &TrainingJob) -> Judged {
    TRAFFIC.switch(&job.inter_container_encryption, true)
}
