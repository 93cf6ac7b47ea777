//! What AWS calls each kind of resource.

use crate::inventory::Kind;
use crate::posture::{Finding, Subject};

/// The type of CloudFormation, as OCSF's producers write it; the field's own
/// word where there is none.
pub(super) fn resource_type(finding: &Finding) -> &'static str {
    let kind = finding.resource_type();
    match finding.subject {
        Subject::Resource(_) => cloudformation(kind).unwrap_or(kind.label()),
        Subject::Scope(_) => "AWS::::Account",
    }
}

/// The type that ASFF has for it.
///
/// Security Hub asks for `Other` where its list has none: "Resources ASFF
/// object" of its User Guide.
pub(super) fn asff(finding: &Finding) -> &'static str {
    if matches!(finding.subject, Subject::Scope(_)) {
        return "AwsAccount";
    }
    match finding.resource_type() {
        Kind::KmsKey => "AwsKmsKey",
        Kind::Bucket => "AwsS3Bucket",
        Kind::S3Account => "AwsS3AccountPublicAccessBlock",
        Kind::AccessPoint => "AwsS3AccessPoint",
        Kind::Role => "AwsIamRole",
        Kind::User => "AwsIamUser",
        Kind::Group => "AwsIamGroup",
        Kind::ManagedPolicy => "AwsIamPolicy",
        Kind::AccountSummary => "AwsAccount",
        Kind::Notebook => "AwsSageMakerNotebookInstance",
        Kind::Vpc => "AwsEc2Vpc",
        Kind::Subnet => "AwsEc2Subnet",
        Kind::SecurityGroup => "AwsEc2SecurityGroup",
        Kind::RouteTable => "AwsEc2RouteTable",
        Kind::NetworkAcl => "AwsEc2NetworkAcl",
        Kind::TransitGateway => "AwsEc2TransitGateway",
        Kind::EndpointService => "AwsEc2VpcEndpointService",
        Kind::PeeringConnection => "AwsEc2VpcPeeringConnection",
        Kind::Volume => "AwsEc2Volume",
        Kind::Instance => "AwsEc2Instance",
        Kind::LaunchTemplate => "AwsEc2LaunchTemplate",
        Kind::Trail => "AwsCloudTrailTrail",
        Kind::GuardDutyDetector => "AwsGuardDutyDetector",
        Kind::CloudWatchAlarm => "AwsCloudWatchAlarm",
        Kind::KinesisStream => "AwsKinesisStream",
        _ => "Other",
    }
}

/// The resource type of CloudFormation, where it has one.
fn cloudformation(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::KmsKey => "AWS::KMS::Key",
        Kind::Bucket => "AWS::S3::Bucket",
        Kind::AccessPoint => "AWS::S3::AccessPoint",
        Kind::MultiRegionAccessPoint => "AWS::S3::MultiRegionAccessPoint",
        Kind::Role => "AWS::IAM::Role",
        Kind::User => "AWS::IAM::User",
        Kind::Group => "AWS::IAM::Group",
        Kind::ManagedPolicy => "AWS::IAM::ManagedPolicy",
        Kind::AccountSummary => "AWS::::Account",
        Kind::Analyzer => "AWS::AccessAnalyzer::Analyzer",
        Kind::Notebook => "AWS::SageMaker::NotebookInstance",
        Kind::Model => "AWS::SageMaker::Model",
        Kind::EndpointConfig => "AWS::SageMaker::EndpointConfig",
        Kind::Endpoint => "AWS::SageMaker::Endpoint",
        Kind::Domain => "AWS::SageMaker::Domain",
        Kind::MonitoringSchedule => "AWS::SageMaker::MonitoringSchedule",
        Kind::InferenceExperiment => "AWS::SageMaker::InferenceExperiment",
        Kind::FeatureGroup => "AWS::SageMaker::FeatureGroup",
        Kind::ModelPackageGroup => "AWS::SageMaker::ModelPackageGroup",
        Kind::ModelPackage => "AWS::SageMaker::ModelPackage",
        Kind::Vpc => "AWS::EC2::VPC",
        Kind::Subnet => "AWS::EC2::Subnet",
        Kind::SecurityGroup => "AWS::EC2::SecurityGroup",
        Kind::RouteTable => "AWS::EC2::RouteTable",
        Kind::VpcEndpoint => "AWS::EC2::VPCEndpoint",
        Kind::FlowLog => "AWS::EC2::FlowLog",
        Kind::NetworkAcl => "AWS::EC2::NetworkAcl",
        Kind::TransitGateway => "AWS::EC2::TransitGateway",
        Kind::EndpointService => "AWS::EC2::VPCEndpointService",
        Kind::PeeringConnection => "AWS::EC2::VPCPeeringConnection",
        Kind::Volume => "AWS::EC2::Volume",
        Kind::Snapshot => "AWS::EC2::Snapshot",
        Kind::Instance => "AWS::EC2::Instance",
        Kind::LaunchTemplate => "AWS::EC2::LaunchTemplate",
        Kind::SpotFleet => "AWS::EC2::SpotFleet",
        Kind::MacieSession => "AWS::Macie::Session",
        Kind::Trail => "AWS::CloudTrail::Trail",
        Kind::EventDataStore => "AWS::CloudTrail::EventDataStore",
        Kind::GuardDutyDetector => "AWS::GuardDuty::Detector",
        Kind::ConfigRecorder => "AWS::Config::ConfigurationRecorder",
        Kind::LogGroup => "AWS::Logs::LogGroup",
        Kind::CloudWatchAlarm => "AWS::CloudWatch::Alarm",
        Kind::Guardrail => "AWS::Bedrock::Guardrail",
        Kind::Agent => "AWS::Bedrock::Agent",
        Kind::DataSource => "AWS::Bedrock::DataSource",
        Kind::Prompt => "AWS::Bedrock::Prompt",
        Kind::Flow => "AWS::Bedrock::Flow",
        Kind::AgentRuntime => "AWS::BedrockAgentCore::Runtime",
        Kind::AgentGateway => "AWS::BedrockAgentCore::Gateway",
        Kind::AgentMemory => "AWS::BedrockAgentCore::Memory",
        Kind::AgentBrowser => "AWS::BedrockAgentCore::BrowserCustom",
        Kind::CodeInterpreter => "AWS::BedrockAgentCore::CodeInterpreterCustom",
        Kind::KinesisStream => "AWS::Kinesis::Stream",
        Kind::DeliveryStream => "AWS::KinesisFirehose::DeliveryStream",
        Kind::IotPolicy => "AWS::IoT::Policy",
        Kind::IotRoleAlias => "AWS::IoT::RoleAlias",
        Kind::IotCertificate => "AWS::IoT::Certificate",
        Kind::IotCaCertificate => "AWS::IoT::CACertificate",
        Kind::IotLogging => "AWS::IoT::Logging",
        Kind::IotDomain => "AWS::IoT::DomainConfiguration",
        _ => return None,
    })
}
