//! Bedrock: models of one's own, and the jobs that make and use them.

use super::customer_key;
use crate::inventory::Resource;
use crate::inventory::detail::{CustomModel, CustomizationJob, ImportedModel, InvocationJob};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, all};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "bedrock.custom_model_encrypted_with_cmk",
        title: "A custom model is encrypted with a key of one's own",
        severity: Severity::Critical,
        why: "A fine-tuned model remembers what it was trained on; with a key of one's own, reading the \
              weights takes a second permission, and deleting the key ends every copy.",
        fix: Fix::by_hand(
            "Customize the model again with customModelKmsKeyId, or copy it with a model copy job that names a key.",
        ),
        prowler: &["bedrock_custom_model_encrypted_with_cmk"],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::CustomModel(custom_model)],
    },
    Check {
        id: "bedrock.imported_model_cmk",
        title: "An imported model is encrypted with a key of one's own",
        severity: Severity::High,
        why: "Weights brought in from outside are the work of months; under a key that AWS owns nobody \
              here decides or sees who decrypts them.",
        fix: Fix::by_hand("Import the model again with importedModelKmsKeyId, and delete the first copy."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::ImportedModel(imported_model)],
    },
    Check {
        id: "bedrock.customization_job_vpc",
        title: "A customization job runs in a VPC and encrypts its model",
        severity: Severity::Medium,
        why: "The job reads the training data; in a VPC, endpoint policies and flow logs bound and record \
              it, and the key decides who can read what it made.",
        fix: Fix::by_hand(
            "Run the job again with vpcConfig and customModelKmsKeyId; a job's settings cannot change after it started.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::CustomizationJob(customization_job)],
    },
    Check {
        id: "bedrock.batch_output_cmk",
        title: "A batch inference job writes its answers under a key of one's own",
        severity: Severity::Medium,
        why: "A batch is thousands of prompts and answers in one file: records of patients or customers, \
              ready to be carried off.",
        fix: Fix::by_hand("Name a key in s3OutputDataConfig.s3EncryptionKeyId when the next job is created."),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Inventory,
        judges: &[Judge::InvocationJob(batch_output)],
    },
];

const CUSTOM: Probe = Probe::new("GetCustomModel.modelKmsKeyArn", "a customer managed key");
const IMPORTED: Probe = Probe::new("GetImportedModel.modelKmsKeyArn", "a customer managed key");
const JOB_KEY: Probe = Probe::new(
    "GetModelCustomizationJob.outputModelKmsKeyArn",
    "a customer managed key",
);
const JOB_VPC: Probe = Probe::new("GetModelCustomizationJob.vpcConfig.subnetIds", "subnets of a VPC");
const BATCH: Probe = Probe::new(
    "ListModelInvocationJobs.outputDataConfig.s3OutputDataConfig.s3EncryptionKeyId",
    "a customer managed key",
);

fn custom_model(context: &Context<'_>, resource: &Resource, model: &CustomModel) -> Judged {
    customer_key::named(context, resource, CUSTOM, &model.kms_key)
}

fn imported_model(context: &Context<'_>, resource: &Resource, model: &ImportedModel) -> Judged {
    customer_key::named(context, resource, IMPORTED, &model.kms_key)
}

fn customization_job(context: &Context<'_>, resource: &Resource, job: &CustomizationJob) -> Judged {
    let vpc = JOB_VPC.read(&job.vpc).map(|vpc| match vpc {
        Some(vpc) => JOB_VPC.verdict(true, vpc.subnets.join(", ")),
        None => JOB_VPC.verdict(false, "not set"),
    });
    all([vpc, customer_key::named(context, resource, JOB_KEY, &job.kms_key)])
}

fn batch_output(context: &Context<'_>, resource: &Resource, job: &InvocationJob) -> Judged {
    customer_key::named(context, resource, BATCH, &job.output_kms_key)
}
