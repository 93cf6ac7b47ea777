//! The typed details of each kind of resource, a file per service.
//!
//! Field names follow the AWS API; each is a [`Field`](super::Field) where a
//! call of its own (or one that may be denied) supplies it. `Option` inside a
//! `Field` is AWS's own "not set".

mod activity;
mod agentcore;
mod api_key;
mod bedrock;
mod bedrock_agent;
mod bedrock_models;
mod compute;
mod data;
mod ec2;
mod edge;
mod firehose;
mod iam;
mod iot;
mod kms;
mod monitoring;
mod registry;
mod s3;
mod sagemaker;
mod tuning;

pub use agentcore::*;
pub use api_key::*;
mod watch;

pub use activity::*;
pub use bedrock::*;
pub use bedrock_agent::*;
pub use bedrock_models::*;
pub use compute::*;
pub use data::*;
pub use ec2::*;
pub use edge::*;
pub use firehose::*;
pub use iam::*;
pub use iot::*;
pub use kms::*;
pub use monitoring::*;
pub use registry::*;
pub use s3::*;
pub use sagemaker::*;
pub use tuning::*;
pub use watch::*;

use super::Kind;
use serde::{Deserialize, Serialize};

macro_rules! details {
    ($($variant:ident),+ $(,)?) => {
        /// What was read about a resource, by kind.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        #[expect(clippy::large_enum_variant, reason = "a resource holds exactly one, behind an Arc")]
        #[expect(missing_docs, reason = "each variant is named and documented by the struct it holds")]
        pub enum Detail { $($variant($variant),)+ }

        impl Detail {
            /// The kind that this detail belongs to.
            pub fn kind(&self) -> Kind {
                match self { $(Self::$variant(_) => Kind::$variant,)+ }
            }
        }

        $(impl From<$variant> for Detail {
            fn from(detail: $variant) -> Self { Self::$variant(detail) }
        })+
    };
}

details!(
    KmsKey,
    Bucket,
    DirectoryBucket,
    S3Account,
    AccessPoint,
    MultiRegionAccessPoint,
    ExpectedBucket,
    Role,
    User,
    Group,
    ManagedPolicy,
    AccountSummary,
    Analyzer,
    Notebook,
    Model,
    EndpointConfig,
    Endpoint,
    TrainingJob,
    ProcessingJob,
    TransformJob,
    Domain,
    LifecycleConfig,
    TuningJob,
    CompilationJob,
    AutomlJob,
    MonitoringDefinition,
    MonitoringSchedule,
    InferenceExperiment,
    FeatureGroup,
    ModelPackageGroup,
    ModelPackage,
    Vpc,
    Subnet,
    SecurityGroup,
    RouteTable,
    VpcEndpoint,
    FlowLog,
    EbsDefaults,
    NetworkAcl,
    Ec2Settings,
    TransitGateway,
    EndpointService,
    PeeringConnection,
    Volume,
    Snapshot,
    Image,
    Instance,
    LaunchTemplate,
    SpotFleet,
    MacieSession,
    MacieJob,
    Trail,
    EventDataStore,
    RecentActivity,
    GuardDutyDetector,
    ConfigRecorder,
    LogGroup,
    CloudWatchAlarm,
    Guardrail,
    GuardrailEnforcement,
    InvocationLogging,
    CustomModel,
    ImportedModel,
    CustomizationJob,
    InvocationJob,
    Agent,
    DataSource,
    Prompt,
    Flow,
    AgentRuntime,
    AgentGateway,
    AgentMemory,
    AgentBrowser,
    CodeInterpreter,
    KinesisStream,
    IotPolicy,
    IotRoleAlias,
    IotCertificate,
    IotCaCertificate,
    IotLogging,
    IotControl,
    IotDomain,
    DeliveryStream,
    BedrockApiKey,
);
