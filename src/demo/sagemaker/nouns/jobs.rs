//! Work that ends: training, processing, transform, tuning and their kin.

use super::{IN_USE, NOT_FOUND, Noun, VALIDATION};
use crate::demo::sagemaker::progress::{Job, Life};

const TAKEN: (&str, &str) = (
    IN_USE,
    "Job name must be unique within an AWS account and region, and a job with this name already exists ({})",
);
const MISSING: (&str, &str) = (NOT_FOUND, "Could not find requested job with ARN: {}");

const JOB: Job = Job {
    begins: "InProgress",
    runs: "InProgress",
    done: "Completed",
    failed: "Failed",
    stopping: "Stopping",
    stopped: "Stopped",
    seconds: 45,
};

pub(super) const ROWS: &[Noun] = &[
    Noun {
        status_field: Some("TrainingJobStatus"),
        life: Life::Training,
        rests: true,
        newest_first: false,
        roles: &["/RoleArn"],
        taken: (
            IN_USE,
            "Training job names must be unique within an AWS account and region, and a training job with this name already exists ({})",
        ),
        missing: (VALIDATION, "Requested resource not found."),
        ..Noun::new(
            "TrainingJob",
            "TrainingJobs",
            &["TrainingJobName"],
            ("TrainingJobArn", "training-job"),
        )
    },
    Noun {
        status_field: Some("ProcessingJobStatus"),
        life: Life::Job(JOB),
        rests: true,
        newest_first: false,
        roles: &["/RoleArn"],
        taken: TAKEN,
        missing: MISSING,
        ..Noun::new(
            "ProcessingJob",
            "ProcessingJobs",
            &["ProcessingJobName"],
            ("ProcessingJobArn", "processing-job"),
        )
    },
    Noun {
        status_field: Some("TransformJobStatus"),
        life: Life::Job(JOB),
        taken: TAKEN,
        missing: MISSING,
        ..Noun::new(
            "TransformJob",
            "TransformJobs",
            &["TransformJobName"],
            ("TransformJobArn", "transform-job"),
        )
    },
    Noun {
        status_field: Some("HyperParameterTuningJobStatus"),
        life: Life::Job(Job { seconds: 90, ..JOB }),
        rests: true,
        sorted_by: "Name",
        newest_first: false,
        roles: &["/TrainingJobDefinition/RoleArn"],
        taken: TAKEN,
        missing: (
            NOT_FOUND,
            "Amazon SageMaker can't find a tuning job with the name {name} in your account.",
        ),
        ..Noun::new(
            "HyperParameterTuningJob",
            "HyperParameterTuningJobs",
            &["HyperParameterTuningJobName"],
            ("HyperParameterTuningJobArn", "hyper-parameter-tuning-job"),
        )
    },
    Noun {
        status_field: Some("AutoMLJobStatus"),
        life: Life::Job(Job { seconds: 90, ..JOB }),
        sorted_by: "Name",
        roles: &["/RoleArn"],
        taken: TAKEN,
        missing: MISSING,
        ..Noun::new(
            "AutoMLJobV2",
            "AutoMLJobs",
            &["AutoMLJobName"],
            ("AutoMLJobArn", "automl-job"),
        )
    },
    Noun {
        status_field: Some("LabelingJobStatus"),
        life: Life::Job(Job {
            begins: "Initializing",
            seconds: 90,
            ..JOB
        }),
        newest_first: false,
        roles: &["/RoleArn"],
        taken: TAKEN,
        missing: MISSING,
        ..Noun::new(
            "LabelingJob",
            "LabelingJobs",
            &["LabelingJobName"],
            ("LabelingJobArn", "labeling-job"),
        )
    },
    Noun {
        status_field: Some("CompilationJobStatus"),
        life: Life::Job(Job {
            begins: "STARTING",
            runs: "INPROGRESS",
            done: "COMPLETED",
            failed: "FAILED",
            stopping: "STOPPING",
            stopped: "STOPPED",
            seconds: 45,
        }),
        rests: true,
        newest_first: false,
        roles: &["/RoleArn"],
        taken: TAKEN,
        missing: MISSING,
        ..Noun::new(
            "CompilationJob",
            "CompilationJobs",
            &["CompilationJobName"],
            ("CompilationJobArn", "compilation-job"),
        )
    },
];
