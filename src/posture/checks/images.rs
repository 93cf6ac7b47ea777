//! Where the container images of jobs and models come from.

use crate::inventory::Resource;
use crate::inventory::detail::{Model, ModelContainer, ProcessingJob, TrainingJob, TuningJob};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, Unread, Verdict};
use std::collections::HashSet;
use std::sync::LazyLock;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "sagemaker.model_private_registry",
        title: "A model's image comes from a private registry in the VPC",
        severity: Severity::Medium,
        why: "An image that is pulled over the VPC passes its endpoint policies; nobody outside can \
              put another in its place.",
        fix: Fix::by_hand(
            "Make the model anew with PrimaryContainer.ImageConfig.RepositoryAccessMode Vpc and an \
              image in the private registry.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.16"],
        reads: Reads::Itself,
        judges: &[Judge::Model(private_registry)],
    },
    Check {
        id: "sagemaker.model_pipeline_private_registry",
        title: "Every container of an inference pipeline comes from a private registry in the VPC",
        severity: Severity::Medium,
        why: "One container from elsewhere sees the requests of the whole pipeline.",
        fix: Fix::by_hand(
            "Make the model anew with ImageConfig.RepositoryAccessMode Vpc in each of its Containers.",
        ),
        prowler: &[],
        security_hub: &["SageMaker.19"],
        reads: Reads::Itself,
        judges: &[Judge::Model(pipeline_registry)],
    },
    Check {
        id: "sagemaker.image_digest_pinned",
        title: "A container image is named by its digest",
        severity: Severity::Medium,
        why: "A tag can be moved to another image between the review and the run; a digest cannot, so \
              what was scanned is what sees the data.",
        fix: Fix::by_hand(
            "Name the image as REPOSITORY@sha256:DIGEST. Images of AWS's own registries, which it \
              patches under their tags, are left out.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[
            Judge::TrainingJob(|_, r, job| pinned(r, training(job))),
            Judge::ProcessingJob(|_, r, job| pinned(r, processing(job))),
            Judge::TuningJob(|_, r, job| pinned(r, tuning(job))),
            Judge::Model(|_, r, m| pinned(r, model(m))),
        ],
    },
    Check {
        id: "sagemaker.image_registry_known",
        title: "A container image comes from this account or from AWS",
        severity: Severity::Medium,
        why: "Whoever owns the registry decides what runs beside your training data, today and after \
              the next push.",
        fix: Fix::by_hand(
            "Copy the image into a repository of this account, scan it there, and name that one.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[
            Judge::TrainingJob(|_, r, job| known(r, training(job))),
            Judge::ProcessingJob(|_, r, job| known(r, processing(job))),
            Judge::TuningJob(|_, r, job| known(r, tuning(job))),
            Judge::Model(|_, r, m| known(r, model(m))),
        ],
    },
];

const PRIMARY: Probe = Probe::new(
    "DescribeModel.PrimaryContainer.ImageConfig.RepositoryAccessMode",
    "Vpc",
);
const PIPELINE: Probe = Probe::new(
    "DescribeModel.Containers.ImageConfig.RepositoryAccessMode",
    "Vpc for each container",
);
const TRAINING: Probe = Probe::new("DescribeTrainingJob.AlgorithmSpecification.TrainingImage", IMAGE);
const PROCESSING: Probe = Probe::new("DescribeProcessingJob.AppSpecification.ImageUri", IMAGE);
const TUNING: Probe = Probe::new(
    "DescribeHyperParameterTuningJob.TrainingJobDefinition.AlgorithmSpecification.TrainingImage",
    IMAGE,
);
const MODEL: Probe = Probe::new("DescribeModel.PrimaryContainer.Image", IMAGE);
const IMAGE: &str = "an image by digest, from this account or AWS";

/// The accounts of AWS's own registries, sorted.
const AWS_REGISTRIES: &str = include_str!("aws-registries.txt");

/// Names as a marketplace algorithm or model package does have no image here.
type Images<'r> = Result<(Probe, Vec<&'r str>), Unread>;

fn training(job: &TrainingJob) -> Images<'_> {
    let image = TRAINING.read(&job.image)?;
    Ok((TRAINING, image.iter().map(String::as_str).collect()))
}

fn processing(job: &ProcessingJob) -> Images<'_> {
    Ok((PROCESSING, vec![PROCESSING.read(&job.image)?.as_str()]))
}

fn tuning(job: &TuningJob) -> Images<'_> {
    let definitions = TUNING.read(&job.definitions)?.iter();
    Ok((TUNING, definitions.filter_map(|d| d.image.as_deref()).collect()))
}

fn model(model: &Model) -> Images<'_> {
    let containers = MODEL.read(&model.containers)?.iter();
    Ok((MODEL, containers.filter_map(|c| c.image.as_deref()).collect()))
}

/// The account of an ECR registry, when the image is in one.
fn registry(image: &str) -> Option<&str> {
    let (host, _) = image.split_once('/')?;
    let (account, rest) = host.split_once('.')?;
    let is_ecr = rest.starts_with("dkr.ecr.") || rest.starts_with("dkr.ecr-fips.");
    (is_ecr && account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())).then_some(account)
}

fn is_of_aws(image: &str) -> bool {
    static OF_AWS: LazyLock<HashSet<&str>> = LazyLock::new(|| AWS_REGISTRIES.lines().collect());
    registry(image).is_some_and(|account| OF_AWS.contains(account))
}

fn is_pinned(image: &str) -> bool {
    image
        .split_once("@sha256:")
        .is_some_and(|(_, digest)| digest.len() == 64)
}

/// Fails with the images that are not as wanted.
fn judge(images: Images<'_>, good: impl Fn(&str) -> bool) -> Judged {
    let (probe, images) = images?;
    if images.is_empty() {
        return Ok(Verdict::NotApplicable);
    }
    let bad: Vec<&str> = images.iter().copied().filter(|image| !good(image)).collect();
    let shown = if bad.is_empty() { &images } else { &bad };
    Ok(probe.verdict(bad.is_empty(), shown.join(", ")))
}

fn pinned(_: &Resource, images: Images<'_>) -> Judged {
    judge(images, |image| is_pinned(image) || is_of_aws(image))
}

fn known(resource: &Resource, images: Images<'_>) -> Judged {
    let own = resource.account.as_str();
    judge(images, |image| registry(image) == Some(own) || is_of_aws(image))
}

fn private_registry(_: &Context<'_>, _: &Resource, model: &Model) -> Judged {
    if *PRIMARY.read(&model.pipeline)? {
        return Ok(Verdict::NotApplicable);
    }
    access(PRIMARY, model)
}

fn pipeline_registry(_: &Context<'_>, _: &Resource, model: &Model) -> Judged {
    if !*PIPELINE.read(&model.pipeline)? {
        return Ok(Verdict::NotApplicable);
    }
    access(PIPELINE, model)
}

fn access(probe: Probe, model: &Model) -> Judged {
    let containers = probe.read(&model.containers)?;
    if containers.is_empty() {
        return Ok(Verdict::NotApplicable);
    }
    // `Platform` is the API's default.
    let mode = |c: &ModelContainer| {
        c.repository_access
            .clone()
            .unwrap_or_else(|| "Platform".to_owned())
    };
    let seen: Vec<String> = containers.iter().map(mode).collect();
    Ok(probe.verdict(seen.iter().all(|m| m == "Vpc"), seen.join(", ")))
}
