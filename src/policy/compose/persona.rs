//! Who works with the workload: jobs, people, applications and devices.

/// One kind of principal, with a set of policies of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Persona {
    /// The execution role of training jobs.
    TrainingJob,
    /// The execution role of processing jobs.
    ProcessingJob,
    /// The execution role of notebooks.
    Notebook,
    /// A person who explores in a notebook and starts training.
    DataScientist,
    /// A person or pipeline that deploys models and runs the other jobs.
    MlOps,
    /// The execution role of models behind endpoints.
    InferenceEndpoint,
    /// An application that asks an endpoint.
    EndpointInvoker,
    /// The execution role of models in batch transform jobs.
    BatchTransform,
    /// An application that asks foundation models, behind a guardrail.
    BedrockApplication,
    /// The role of the IoT rule that feeds the stream.
    PipelineIngest,
    /// A device, by its certificate: it has no role.
    Device,
    /// A person who reads configuration and logs, and no data.
    Auditor,
    /// A person who repairs what locked everyone out.
    BreakGlass,
}

impl Persona {
    /// Every persona.
    pub const ALL: [Self; 13] = [
        Self::TrainingJob,
        Self::ProcessingJob,
        Self::Notebook,
        Self::DataScientist,
        Self::MlOps,
        Self::InferenceEndpoint,
        Self::EndpointInvoker,
        Self::BatchTransform,
        Self::BedrockApplication,
        Self::PipelineIngest,
        Self::Device,
        Self::Auditor,
        Self::BreakGlass,
    ];

    /// The word in names and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::TrainingJob => "training-job",
            Self::ProcessingJob => "processing-job",
            Self::Notebook => "notebook",
            Self::DataScientist => "data-scientist",
            Self::MlOps => "mlops",
            Self::InferenceEndpoint => "inference-endpoint",
            Self::EndpointInvoker => "endpoint-invoker",
            Self::BatchTransform => "batch-transform",
            Self::BedrockApplication => "bedrock-application",
            Self::PipelineIngest => "pipeline-ingest",
            Self::Device => "device",
            Self::Auditor => "auditor",
            Self::BreakGlass => "break-glass",
        }
    }

    /// The persona of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|persona| persona.word() == word)
    }

    /// Whether it is a person, who signs in, and not a program.
    pub fn is_person(self) -> bool {
        matches!(
            self,
            Self::DataScientist | Self::MlOps | Self::Auditor | Self::BreakGlass
        )
    }

    /// Whether it has a role; a device has a certificate.
    pub fn has_role(self) -> bool {
        self != Self::Device
    }

    /// Whether it touches objects of the stack's buckets, or their policies.
    pub fn meets_buckets(self) -> bool {
        !matches!(
            self,
            Self::EndpointInvoker | Self::BedrockApplication | Self::PipelineIngest | Self::Device
        )
    }

    /// Whether it looks after the buckets' settings, from wherever it is, and
    /// reads no data: a denial of everything from outside the VPC would lock it
    /// out.
    pub fn looks_after_buckets(self) -> bool {
        matches!(self, Self::Auditor | Self::BreakGlass)
    }

    /// The VPC endpoint services that its calls go through, by short name.
    pub fn endpoint_services(self) -> &'static [&'static str] {
        match self {
            Self::TrainingJob | Self::InferenceEndpoint | Self::BatchTransform => {
                &["s3", "kms", "logs", "ecr.api", "ecr.dkr", "monitoring"]
            }
            Self::ProcessingJob => &[
                "s3",
                "kms",
                "logs",
                "ecr.api",
                "ecr.dkr",
                "monitoring",
                "kinesis-streams",
            ],
            Self::Notebook => &["s3", "kms", "logs", "monitoring"],
            Self::DataScientist => &["s3", "sagemaker.api", "notebook"],
            Self::MlOps => &["sagemaker.api"],
            Self::EndpointInvoker => &["sagemaker.runtime"],
            Self::BedrockApplication => &["bedrock-runtime"],
            Self::PipelineIngest | Self::Device | Self::Auditor | Self::BreakGlass => &[],
        }
    }

    /// What it does with the stack's key. The identity policy and the key
    /// policy are both written from this: they fit because they have one source.
    pub fn key_uses(self) -> &'static [KeyUse] {
        use KeyUse::{Describe, Objects, Output, StreamRead, Volumes};
        match self {
            Self::TrainingJob | Self::BatchTransform => &[Objects, Output, Describe, Volumes],
            Self::ProcessingJob => &[Objects, Output, Describe, Volumes, StreamRead],
            Self::InferenceEndpoint => &[Objects, Describe, Volumes],
            Self::Notebook => &[Objects, KeyUse::NotebookVolume, Volumes],
            Self::DataScientist => &[KeyUse::Results],
            Self::MlOps => &[Describe, Volumes],
            Self::PipelineIngest => &[KeyUse::StreamWrite],
            Self::Auditor => &[KeyUse::Logs],
            Self::EndpointInvoker | Self::BedrockApplication | Self::Device | Self::BreakGlass => &[],
        }
    }
}

/// One use of the stack's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUse {
    /// Objects of the data and output buckets, through S3.
    Objects,
    /// Objects of the output bucket, to read, through S3.
    Results,
    /// Objects of the log bucket, to read, through S3.
    Logs,
    /// SageMaker encrypts a job's output.
    Output,
    /// SageMaker looks whether the key can be used.
    Describe,
    /// Volumes, through grants to AWS resources.
    Volumes,
    /// A notebook's volume, through SageMaker.
    NotebookVolume,
    /// Records of the stream, to read, through Kinesis.
    StreamRead,
    /// Records of the stream, to write, through Kinesis.
    StreamWrite,
}

impl KeyUse {
    /// Every use, in the order of the key policy.
    pub const ALL: [Self; 9] = [
        Self::Objects,
        Self::Results,
        Self::Logs,
        Self::Output,
        Self::Describe,
        Self::Volumes,
        Self::NotebookVolume,
        Self::StreamRead,
        Self::StreamWrite,
    ];
}
