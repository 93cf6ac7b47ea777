//! One thing in the account: its name, where it lives, and its typed detail.

use super::{AccountId, Arn, Detail, Field, Region, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Resource tags, sorted by key.
pub type Tags = BTreeMap<String, String>;

/// One resource as last read from AWS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// The identity. Resources that AWS gives no ARN (account summary, EBS
    /// defaults, Macie session, invocation logging) get one of the same shape,
    /// e.g. `arn:aws:ec2:REGION:ACCOUNT:ebs-defaults`.
    pub arn: Arn,
    /// What people call it: alias, bucket name, job name.
    pub name: String,
    /// Where it lives; `global` for IAM.
    pub region: Region,
    /// The owning account.
    pub account: AccountId,
    /// When AWS says that it was created.
    pub created: Option<Timestamp>,
    /// Its tags.
    pub tags: Field<Tags>,
    /// What was read about it.
    pub detail: Detail,
}

impl Resource {
    /// The kind of the resource.
    pub fn kind(&self) -> Kind {
        self.detail.kind()
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident => $label:literal, $service:literal;)+) => {
        /// The kinds of resource the product knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $variant,)+ }

        impl Kind {
            /// Every kind, in the order of the tabs.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)+];

            /// The field's word for the kind, e.g. `training job`.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The service prefix, e.g. `sagemaker`.
            pub fn service(self) -> &'static str {
                match self { $(Self::$variant => $service,)+ }
            }
        }
    };
}

kinds! {
    /// `AWS::KMS::Key`
    KmsKey => "KMS key", "kms";
    /// `AWS::S3::Bucket`
    Bucket => "bucket", "s3";
    /// `AWS::S3Express::DirectoryBucket`
    DirectoryBucket => "directory bucket", "s3";
    /// The account's own settings of S3.
    S3Account => "S3 account settings", "s3";
    /// `AWS::S3::AccessPoint`
    AccessPoint => "access point", "s3";
    /// `AWS::S3::MultiRegionAccessPoint`
    MultiRegionAccessPoint => "multi-Region access point", "s3";
    /// A bucket name that a service takes for the account and Region.
    ExpectedBucket => "expected bucket", "s3";
    /// `AWS::IAM::Role`
    Role => "role", "iam";
    /// `AWS::IAM::User`
    User => "user", "iam";
    /// `AWS::IAM::Group`
    Group => "group", "iam";
    /// `AWS::IAM::ManagedPolicy`
    ManagedPolicy => "managed policy", "iam";
    /// The account's IAM summary: root MFA and root keys.
    AccountSummary => "account summary", "iam";
    /// `AWS::AccessAnalyzer::Analyzer`
    Analyzer => "analyzer", "access-analyzer";
    /// `AWS::SageMaker::NotebookInstance`
    Notebook => "notebook", "sagemaker";
    /// `AWS::SageMaker::Model`
    Model => "model", "sagemaker";
    /// `AWS::SageMaker::EndpointConfig`
    EndpointConfig => "endpoint config", "sagemaker";
    /// `AWS::SageMaker::Endpoint`
    Endpoint => "endpoint", "sagemaker";
    /// A SageMaker training job.
    TrainingJob => "training job", "sagemaker";
    /// A SageMaker processing job.
    ProcessingJob => "processing job", "sagemaker";
    /// A SageMaker batch transform job.
    TransformJob => "transform job", "sagemaker";
    /// `AWS::SageMaker::Domain`
    Domain => "Studio domain", "sagemaker";
    /// `AWS::SageMaker::NotebookInstanceLifecycleConfig`, `AWS::SageMaker::StudioLifecycleConfig`
    LifecycleConfig => "lifecycle config", "sagemaker";
    /// A SageMaker hyperparameter tuning job.
    TuningJob => "tuning job", "sagemaker";
    /// A SageMaker compilation job.
    CompilationJob => "compilation job", "sagemaker";
    /// A SageMaker AutoML job.
    AutomlJob => "AutoML job", "sagemaker";
    /// `AWS::SageMaker::DataQualityJobDefinition` and its three kin.
    MonitoringDefinition => "monitoring definition", "sagemaker";
    /// `AWS::SageMaker::MonitoringSchedule`
    MonitoringSchedule => "monitoring schedule", "sagemaker";
    /// `AWS::SageMaker::InferenceExperiment`
    InferenceExperiment => "inference experiment", "sagemaker";
    /// `AWS::SageMaker::FeatureGroup`
    FeatureGroup => "feature group", "sagemaker";
    /// `AWS::SageMaker::ModelPackageGroup`
    ModelPackageGroup => "model package group", "sagemaker";
    /// `AWS::SageMaker::ModelPackage`, the latest of its group.
    ModelPackage => "model package", "sagemaker";
    /// `AWS::EC2::VPC`
    Vpc => "VPC", "ec2";
    /// `AWS::EC2::Subnet`
    Subnet => "subnet", "ec2";
    /// `AWS::EC2::SecurityGroup`
    SecurityGroup => "security group", "ec2";
    /// `AWS::EC2::RouteTable`
    RouteTable => "route table", "ec2";
    /// `AWS::EC2::VPCEndpoint`
    VpcEndpoint => "VPC endpoint", "ec2";
    /// `AWS::EC2::FlowLog`
    FlowLog => "flow log", "ec2";
    /// The Region's EBS encryption default.
    EbsDefaults => "EBS defaults", "ec2";
    /// `AWS::EC2::NetworkAcl`
    NetworkAcl => "network ACL", "ec2";
    /// What EC2 keeps once a Region: sharing, metadata, gateways.
    Ec2Settings => "EC2 settings", "ec2";
    /// `AWS::EC2::TransitGateway`
    TransitGateway => "transit gateway", "ec2";
    /// `AWS::EC2::VPCEndpointService`
    EndpointService => "endpoint service", "ec2";
    /// `AWS::EC2::VPCPeeringConnection`
    PeeringConnection => "VPC peering", "ec2";
    /// `AWS::EC2::Volume`
    Volume => "EBS volume", "ec2";
    /// `AWS::EC2::Snapshot`
    Snapshot => "EBS snapshot", "ec2";
    /// An AMI.
    Image => "AMI", "ec2";
    /// `AWS::EC2::Instance`
    Instance => "EC2 instance", "ec2";
    /// `AWS::EC2::LaunchTemplate`
    LaunchTemplate => "launch template", "ec2";
    /// `AWS::EC2::SpotFleet`
    SpotFleet => "Spot Fleet", "ec2";
    /// The Region's Macie session.
    MacieSession => "Macie session", "macie2";
    /// A Macie classification job.
    MacieJob => "Macie job", "macie2";
    /// `AWS::CloudTrail::Trail`
    Trail => "trail", "cloudtrail";
    /// `AWS::CloudTrail::EventDataStore`
    EventDataStore => "event data store", "cloudtrail";
    /// The calls of the last hours that threats are made of.
    RecentActivity => "recent activity", "cloudtrail";
    /// `AWS::GuardDuty::Detector`
    GuardDutyDetector => "GuardDuty detector", "guardduty";
    /// `AWS::Config::ConfigurationRecorder`
    ConfigRecorder => "Config recorder", "config";
    /// `AWS::Logs::LogGroup`
    LogGroup => "log group", "logs";
    /// `AWS::CloudWatch::Alarm`
    CloudWatchAlarm => "alarm", "cloudwatch";
    /// `AWS::Bedrock::Guardrail`
    Guardrail => "guardrail", "bedrock";
    /// The guardrails that the Region enforces on every invocation.
    GuardrailEnforcement => "guardrail enforcement", "bedrock";
    /// The Region's Bedrock model invocation logging configuration.
    InvocationLogging => "invocation logging", "bedrock";
    /// `AWS::Bedrock::CustomModel`
    CustomModel => "custom model", "bedrock";
    /// A model imported into Bedrock.
    ImportedModel => "imported model", "bedrock";
    /// A Bedrock model customization job.
    CustomizationJob => "customization job", "bedrock";
    /// A Bedrock batch inference job.
    InvocationJob => "batch inference job", "bedrock";
    /// `AWS::Bedrock::Agent`
    Agent => "agent", "bedrock";
    /// `AWS::Bedrock::DataSource`, of a knowledge base.
    DataSource => "data source", "bedrock";
    /// `AWS::Bedrock::Prompt`
    Prompt => "prompt", "bedrock";
    /// `AWS::Bedrock::Flow`
    Flow => "flow", "bedrock";
    /// `AWS::BedrockAgentCore::Runtime`
    AgentRuntime => "agent runtime", "bedrock-agentcore";
    /// `AWS::BedrockAgentCore::Gateway`
    AgentGateway => "agent gateway", "bedrock-agentcore";
    /// `AWS::BedrockAgentCore::Memory`
    AgentMemory => "agent memory", "bedrock-agentcore";
    /// `AWS::BedrockAgentCore::BrowserCustom`
    AgentBrowser => "agent browser", "bedrock-agentcore";
    /// `AWS::BedrockAgentCore::CodeInterpreterCustom`
    CodeInterpreter => "code interpreter", "bedrock-agentcore";
    /// `AWS::Kinesis::Stream`
    KinesisStream => "Kinesis stream", "kinesis";
    /// `AWS::IoT::Policy`
    IotPolicy => "IoT policy", "iot";
    /// `AWS::IoT::RoleAlias`
    IotRoleAlias => "IoT role alias", "iot";
    /// `AWS::IoT::Certificate`
    IotCertificate => "device certificate", "iot";
    /// `AWS::IoT::CACertificate`
    IotCaCertificate => "CA certificate", "iot";
    /// The Region's IoT logging.
    IotLogging => "IoT logging", "iot";
    /// An IoT security profile, mitigation action, dimension or authorizer.
    IotControl => "IoT control", "iot";
    /// `AWS::IoT::DomainConfiguration`
    IotDomain => "IoT domain", "iot";
    /// `AWS::KinesisFirehose::DeliveryStream`
    DeliveryStream => "delivery stream", "firehose";
    /// A long-term Bedrock API key of a user.
    BedrockApiKey => "Bedrock API key", "iam";
}
