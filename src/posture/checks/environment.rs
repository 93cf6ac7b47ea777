//! Secrets in the settings of jobs and models.

use crate::inventory::detail::{Model, ProcessingJob, TrainingJob, TransformJob, TuningJob};
use crate::inventory::{Field, Resource, Secret};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe};

pub(super) const CHECKS: &[Check] = &[Check {
    id: "sagemaker.no_secrets_in_environment",
    title: "No secret stands in the settings of a job or model",
    severity: Severity::High,
    why: "Whoever may describe the job reads its environment and hyperparameters, and so does \
              every log and notebook that prints them: a password there is a password for everyone.",
    fix: Fix::by_hand(
        "Keep the secret in Secrets Manager and let the execution role read it; then change the \
              secret, which is known by now.",
    ),
    prowler: &[],
    security_hub: &[],
    reads: Reads::Itself,
    judges: &[
        Judge::TrainingJob(training),
        Judge::ProcessingJob(processing),
        Judge::TransformJob(transform),
        Judge::TuningJob(tuning),
        Judge::Model(model),
    ],
}];

const TRAINING: Probe = Probe::new("DescribeTrainingJob.Environment", NONE);
const PROCESSING: Probe = Probe::new("DescribeProcessingJob.Environment", NONE);
const TRANSFORM: Probe = Probe::new("DescribeTransformJob.Environment", NONE);
const TUNING: Probe = Probe::new(
    "DescribeHyperParameterTuningJob.TrainingJobDefinition.Environment",
    NONE,
);
const MODEL: Probe = Probe::new("DescribeModel.PrimaryContainer.Environment", NONE);
const NONE: &str = "no secrets";

/// Passes when a text holds no secrets; says what they are and where, never
/// their values.
pub(super) fn without(probe: Probe, secrets: &Field<Vec<Secret>>) -> Judged {
    let secrets = probe.read(secrets)?;
    if secrets.is_empty() {
        return Ok(probe.verdict(true, "none found"));
    }
    let words: Vec<String> = secrets.iter().map(ToString::to_string).collect();
    Ok(probe.verdict(false, words.join(", ")))
}

fn training(_: &Context<'_>, _: &Resource, job: &TrainingJob) -> Judged {
    without(TRAINING, &job.secrets)
}

fn processing(_: &Context<'_>, _: &Resource, job: &ProcessingJob) -> Judged {
    without(PROCESSING, &job.secrets)
}

fn transform(_: &Context<'_>, _: &Resource, job: &TransformJob) -> Judged {
    without(TRANSFORM, &job.secrets)
}

fn tuning(_: &Context<'_>, _: &Resource, job: &TuningJob) -> Judged {
    without(TUNING, &job.secrets)
}

fn model(_: &Context<'_>, _: &Resource, model: &Model) -> Judged {
    without(MODEL, &model.secrets)
}
