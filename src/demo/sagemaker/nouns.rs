//! SageMaker's kinds of resource, a row each: how calls, fields and lists are
//! named, and what SageMaker says when one is missing or there already.

/// One kind of resource.
#[derive(Debug, PartialEq, Eq)]
pub struct Noun {
    /// The word in operations: `Create…`, `Describe…`.
    pub name: &'static str,
    /// The word in `List…`.
    pub plural: &'static str,
    /// The field that carries the list.
    pub listed_as: &'static str,
    /// The field of the name.
    pub name_field: &'static str,
    /// The field of the ARN.
    pub arn_field: &'static str,
    /// The word in the ARN.
    pub arn_word: &'static str,
    /// The field of the status, where there is one.
    pub status_field: Option<&'static str>,
    /// The fields of a list entry besides name, ARN, times and status.
    pub summary: &'static [&'static str],
    /// The code when the name is taken.
    pub taken_code: &'static str,
    /// The message when the name is taken; `{}` is the ARN.
    pub taken: &'static str,
    /// The code when there is none of that name.
    pub missing_code: &'static str,
    /// The message when there is none; `{}` is the ARN.
    pub missing: &'static str,
}

const VALIDATION: &str = "ValidationException";
const IN_USE: &str = "ResourceInUse";
const NOT_FOUND: &str = "ResourceNotFound";

/// The kinds that the embedded account knows.
pub const NOUNS: &[Noun] = &[
    Noun {
        name: "NotebookInstance",
        plural: "NotebookInstances",
        listed_as: "NotebookInstances",
        name_field: "NotebookInstanceName",
        arn_field: "NotebookInstanceArn",
        arn_word: "notebook-instance",
        status_field: Some("NotebookInstanceStatus"),
        summary: &["Url", "InstanceType", "NotebookInstanceLifecycleConfigName"],
        taken_code: VALIDATION,
        taken: "Cannot create a duplicate Notebook Instance ({})",
        missing_code: VALIDATION,
        missing: "RecordNotFound",
    },
    Noun {
        name: "NotebookInstanceLifecycleConfig",
        plural: "NotebookInstanceLifecycleConfigs",
        listed_as: "NotebookInstanceLifecycleConfigs",
        name_field: "NotebookInstanceLifecycleConfigName",
        arn_field: "NotebookInstanceLifecycleConfigArn",
        arn_word: "notebook-instance-lifecycle-config",
        status_field: None,
        summary: &[],
        taken_code: VALIDATION,
        taken: "Unable to create Notebook Instance Lifecycle Config {}. (Details: Notebook Instance Lifecycle Config already exists.)",
        missing_code: VALIDATION,
        missing: "Unable to describe Notebook Instance Lifecycle Config '{}'. (Details: Notebook Instance Lifecycle Config does not exist.)",
    },
    Noun {
        name: "Model",
        plural: "Models",
        listed_as: "Models",
        name_field: "ModelName",
        arn_field: "ModelArn",
        arn_word: "model",
        status_field: None,
        summary: &[],
        taken_code: VALIDATION,
        taken: "Cannot create already existing model \"{}\".",
        missing_code: VALIDATION,
        missing: "Could not find model \"{}\".",
    },
    Noun {
        name: "EndpointConfig",
        plural: "EndpointConfigs",
        listed_as: "EndpointConfigs",
        name_field: "EndpointConfigName",
        arn_field: "EndpointConfigArn",
        arn_word: "endpoint-config",
        status_field: None,
        summary: &[],
        taken_code: VALIDATION,
        taken: "Cannot create already existing endpoint configuration \"{}\".",
        missing_code: VALIDATION,
        missing: "Could not find endpoint configuration \"{}\".",
    },
    Noun {
        name: "Endpoint",
        plural: "Endpoints",
        listed_as: "Endpoints",
        name_field: "EndpointName",
        arn_field: "EndpointArn",
        arn_word: "endpoint",
        status_field: Some("EndpointStatus"),
        summary: &[],
        taken_code: VALIDATION,
        taken: "Cannot create already existing endpoint \"{}\".",
        missing_code: VALIDATION,
        missing: "Could not find endpoint \"{}\".",
    },
    Noun {
        name: "TrainingJob",
        plural: "TrainingJobs",
        listed_as: "TrainingJobSummaries",
        name_field: "TrainingJobName",
        arn_field: "TrainingJobArn",
        arn_word: "training-job",
        status_field: Some("TrainingJobStatus"),
        summary: &["SecondaryStatus", "TrainingEndTime"],
        taken_code: IN_USE,
        taken: "Training job names must be unique within an AWS account and region, and a training job with this name already exists ({})",
        missing_code: VALIDATION,
        missing: "Requested resource not found.",
    },
    Noun {
        name: "ProcessingJob",
        plural: "ProcessingJobs",
        listed_as: "ProcessingJobSummaries",
        name_field: "ProcessingJobName",
        arn_field: "ProcessingJobArn",
        arn_word: "processing-job",
        status_field: Some("ProcessingJobStatus"),
        summary: &["ProcessingEndTime", "FailureReason"],
        taken_code: IN_USE,
        taken: "Job name must be unique within an AWS account and region, and a job with this name already exists ({})",
        missing_code: NOT_FOUND,
        missing: "Could not find requested job with ARN: {}",
    },
    Noun {
        name: "TransformJob",
        plural: "TransformJobs",
        listed_as: "TransformJobSummaries",
        name_field: "TransformJobName",
        arn_field: "TransformJobArn",
        arn_word: "transform-job",
        status_field: Some("TransformJobStatus"),
        summary: &["TransformEndTime", "FailureReason"],
        taken_code: IN_USE,
        taken: "Job name must be unique within an AWS account and region, and a job with this name already exists ({})",
        missing_code: NOT_FOUND,
        missing: "Could not find requested job with ARN: {}",
    },
    Noun {
        name: "Domain",
        plural: "Domains",
        listed_as: "Domains",
        name_field: "DomainName",
        arn_field: "DomainArn",
        arn_word: "domain",
        status_field: Some("Status"),
        summary: &["DomainId", "Url"],
        taken_code: IN_USE,
        taken: "A domain with this name already exists ({})",
        missing_code: NOT_FOUND,
        missing: "Domain [{}] does not exist.",
    },
];

impl Noun {
    /// The verb and kind of an operation, e.g. `Create` and the training job.
    pub fn of_operation(operation: &str) -> Option<(&'static str, &'static Noun)> {
        const VERBS: &[&str] = &["Create", "Describe", "List", "Stop", "Start", "Delete", "Update"];
        let verb = VERBS.iter().find(|verb| operation.starts_with(**verb))?;
        let word = &operation[verb.len()..];
        NOUNS
            .iter()
            .find(|noun| word == if *verb == "List" { noun.plural } else { noun.name })
            .map(|noun| (*verb, noun))
    }

    /// The field by which calls about one name it.
    pub fn key_field(&self) -> &'static str {
        if self.name == "Domain" {
            "DomainId"
        } else {
            self.name_field
        }
    }
}
