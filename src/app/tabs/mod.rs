//! The tabs: which kinds each shows, and its columns as data.
//!
//! - [`column`]: what a column is, cells and their tones
//! - [`value`]: readings shared by the columns (status, key, network, …)
//! - [`posture`], [`security`], [`workloads`], [`estate`]: the columns of each tab

pub mod column;
mod estate;
mod posture;
mod security;
pub mod value;
mod workloads;

pub use column::{Cell, Column, Facts, Item, Order, Tone, severity, status};
pub(super) use estate::class_of;

use crate::inventory::Kind;

/// A tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tab {
    /// Score, coverage, findings.
    Posture,
    /// KMS keys.
    Keys,
    /// S3 buckets.
    Buckets,
    /// SageMaker and VPC endpoints, models, their registry and monitors, guardrails, agents.
    Endpoints,
    /// Jobs, notebooks, Studio domains, lifecycle scripts, instances.
    Training,
    /// Roles, users, groups, policies.
    Identities,
    /// VPCs and what routes, filters and logs their traffic.
    Network,
    /// Macie, classified buckets, streams, features, disks and images.
    Data,
    /// Trails, invocation logging, what could not be read.
    Activity,
    /// Stacks that the product made.
    Stacks,
}

/// What the network is made of, and the EC2 settings of a Region.
const NETWORK: &[Kind] = &[
    Kind::Vpc,
    Kind::Subnet,
    Kind::SecurityGroup,
    Kind::RouteTable,
    Kind::VpcEndpoint,
    Kind::FlowLog,
    Kind::NetworkAcl,
    Kind::PeeringConnection,
    Kind::TransitGateway,
    Kind::EndpointService,
    Kind::EbsDefaults,
    Kind::Ec2Settings,
    Kind::IotDomain,
];

impl Tab {
    /// Every tab, in order.
    pub const ALL: [Tab; 10] = [
        Self::Posture,
        Self::Keys,
        Self::Buckets,
        Self::Endpoints,
        Self::Training,
        Self::Identities,
        Self::Network,
        Self::Data,
        Self::Activity,
        Self::Stacks,
    ];

    /// The position, from 0.
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|t| *t == self).unwrap_or(0)
    }

    /// The title in full.
    pub fn title(self) -> &'static str {
        match self {
            Self::Posture => "Posture",
            Self::Keys => "Keys",
            Self::Buckets => "Buckets",
            Self::Endpoints => "Endpoints",
            Self::Training => "Training",
            Self::Identities => "Identities",
            Self::Network => "Network",
            Self::Data => "Data",
            Self::Activity => "Activity",
            Self::Stacks => "Stacks",
        }
    }

    /// The kinds whose resources are rows of the tab. Data adds the buckets
    /// that carry a classification or feed a job; Activity adds the gaps.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Posture | Self::Stacks => &[],
            Self::Keys => &[Kind::KmsKey],
            Self::Buckets => &[
                Kind::Bucket,
                Kind::DirectoryBucket,
                Kind::AccessPoint,
                Kind::MultiRegionAccessPoint,
                Kind::S3Account,
                Kind::ExpectedBucket,
            ],
            Self::Endpoints => &[
                Kind::Endpoint,
                Kind::EndpointConfig,
                Kind::Model,
                Kind::ModelPackageGroup,
                Kind::ModelPackage,
                Kind::MonitoringSchedule,
                Kind::MonitoringDefinition,
                Kind::InferenceExperiment,
                Kind::VpcEndpoint,
                Kind::Guardrail,
                Kind::Agent,
                Kind::Flow,
                Kind::Prompt,
                Kind::CustomModel,
                Kind::ImportedModel,
                Kind::AgentRuntime,
                Kind::AgentGateway,
                Kind::AgentMemory,
                Kind::AgentBrowser,
                Kind::CodeInterpreter,
            ],
            Self::Training => &[
                Kind::TrainingJob,
                Kind::ProcessingJob,
                Kind::TransformJob,
                Kind::TuningJob,
                Kind::CompilationJob,
                Kind::AutomlJob,
                Kind::CustomizationJob,
                Kind::InvocationJob,
                Kind::Notebook,
                Kind::Domain,
                Kind::Instance,
                Kind::LaunchTemplate,
                Kind::SpotFleet,
                Kind::LifecycleConfig,
            ],
            Self::Identities => &[
                Kind::Role,
                Kind::User,
                Kind::Group,
                Kind::ManagedPolicy,
                Kind::AccountSummary,
                Kind::BedrockApiKey,
                Kind::Analyzer,
                Kind::IotPolicy,
                Kind::IotRoleAlias,
                Kind::IotCertificate,
                Kind::IotCaCertificate,
                Kind::IotControl,
            ],
            Self::Network => NETWORK,
            Self::Data => &[
                Kind::MacieSession,
                Kind::MacieJob,
                Kind::KinesisStream,
                Kind::DeliveryStream,
                Kind::DataSource,
                Kind::FeatureGroup,
                Kind::Volume,
                Kind::Snapshot,
                Kind::Image,
            ],
            Self::Activity => &[
                Kind::Trail,
                Kind::InvocationLogging,
                Kind::GuardrailEnforcement,
                Kind::RecentActivity,
                Kind::EventDataStore,
                Kind::LogGroup,
                Kind::CloudWatchAlarm,
                Kind::GuardDutyDetector,
                Kind::ConfigRecorder,
                Kind::IotLogging,
            ],
        }
    }

    /// The columns.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Posture => posture::FINDINGS,
            Self::Keys => security::KEYS,
            Self::Buckets => security::BUCKETS,
            Self::Endpoints => workloads::ENDPOINTS,
            Self::Training => workloads::TRAINING,
            Self::Identities => security::IDENTITIES,
            Self::Network => estate::NETWORK,
            Self::Data => estate::DATA,
            Self::Activity => estate::ACTIVITY,
            Self::Stacks => estate::STACKS,
        }
    }

    /// Said in place of the table when it has no rows.
    pub fn empty(self) -> &'static str {
        match self {
            Self::Posture => "No finding: nothing was read yet, or every check passes.",
            Self::Stacks => "No stack yet. A new one is composed by the wizard.",
            _ => "Nothing of this kind was found in the account and Regions that were read.",
        }
    }
}
