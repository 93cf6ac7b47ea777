//! The calls that change nothing, of Bedrock, AgentCore, IoT and Firehose.

use super::Operation;
use super::Pace::Slow;
use super::reads::scan;

/// What collectors call: a part of what the read-only policy allows.
pub(super) const SCAN: &[Operation] = &[
    // Bedrock
    scan("bedrock", "ListGuardrails", Slow, &["bedrock:ListGuardrails"]),
    scan("bedrock", "GetGuardrail", Slow, &["bedrock:GetGuardrail"]),
    scan(
        "bedrock",
        "ListEnforcedGuardrailsConfiguration",
        Slow,
        &["bedrock:ListEnforcedGuardrailsConfiguration"],
    ),
    scan(
        "bedrock",
        "ListTagsForResource",
        Slow,
        &["bedrock:ListTagsForResource"],
    ),
    scan(
        "bedrock",
        "GetModelInvocationLoggingConfiguration",
        Slow,
        &["bedrock:GetModelInvocationLoggingConfiguration"],
    ),
    scan("bedrock", "ListCustomModels", Slow, &["bedrock:ListCustomModels"]),
    scan("bedrock", "GetCustomModel", Slow, &["bedrock:GetCustomModel"]),
    scan(
        "bedrock",
        "ListImportedModels",
        Slow,
        &["bedrock:ListImportedModels"],
    ),
    scan("bedrock", "GetImportedModel", Slow, &["bedrock:GetImportedModel"]),
    scan(
        "bedrock",
        "ListModelCustomizationJobs",
        Slow,
        &["bedrock:ListModelCustomizationJobs"],
    ),
    scan(
        "bedrock",
        "GetModelCustomizationJob",
        Slow,
        &["bedrock:GetModelCustomizationJob"],
    ),
    scan(
        "bedrock",
        "ListModelInvocationJobs",
        Slow,
        &["bedrock:ListModelInvocationJobs"],
    ),
    scan("bedrock", "ListAgents", Slow, &["bedrock:ListAgents"]),
    scan("bedrock", "GetAgent", Slow, &["bedrock:GetAgent"]),
    scan(
        "bedrock",
        "ListKnowledgeBases",
        Slow,
        &["bedrock:ListKnowledgeBases"],
    ),
    scan("bedrock", "ListDataSources", Slow, &["bedrock:ListDataSources"]),
    scan("bedrock", "GetDataSource", Slow, &["bedrock:GetDataSource"]),
    scan("bedrock", "ListPrompts", Slow, &["bedrock:ListPrompts"]),
    scan("bedrock", "GetPrompt", Slow, &["bedrock:GetPrompt"]),
    scan("bedrock", "ListFlows", Slow, &["bedrock:ListFlows"]),
    scan("bedrock", "GetFlow", Slow, &["bedrock:GetFlow"]),
    // AgentCore
    scan(
        "bedrock-agentcore",
        "ListAgentRuntimes",
        Slow,
        &["bedrock-agentcore:ListAgentRuntimes"],
    ),
    scan(
        "bedrock-agentcore",
        "GetAgentRuntime",
        Slow,
        &["bedrock-agentcore:GetAgentRuntime"],
    ),
    scan(
        "bedrock-agentcore",
        "ListGateways",
        Slow,
        &["bedrock-agentcore:ListGateways"],
    ),
    scan(
        "bedrock-agentcore",
        "GetGateway",
        Slow,
        &["bedrock-agentcore:GetGateway"],
    ),
    scan(
        "bedrock-agentcore",
        "ListMemories",
        Slow,
        &["bedrock-agentcore:ListMemories"],
    ),
    scan(
        "bedrock-agentcore",
        "GetMemory",
        Slow,
        &["bedrock-agentcore:GetMemory"],
    ),
    scan(
        "bedrock-agentcore",
        "ListBrowsers",
        Slow,
        &["bedrock-agentcore:ListBrowsers"],
    ),
    scan(
        "bedrock-agentcore",
        "GetBrowser",
        Slow,
        &["bedrock-agentcore:GetBrowser"],
    ),
    scan(
        "bedrock-agentcore",
        "ListCodeInterpreters",
        Slow,
        &["bedrock-agentcore:ListCodeInterpreters"],
    ),
    scan(
        "bedrock-agentcore",
        "GetCodeInterpreter",
        Slow,
        &["bedrock-agentcore:GetCodeInterpreter"],
    ),
    scan(
        "bedrock-agentcore",
        "ListTagsForResource",
        Slow,
        &["bedrock-agentcore:ListTagsForResource"],
    ),
    // IoT
    scan("iot", "ListPolicies", Slow, &["iot:ListPolicies"]),
    scan("iot", "GetPolicy", Slow, &["iot:GetPolicy"]),
    scan("iot", "ListTagsForResource", Slow, &["iot:ListTagsForResource"]),
    scan("iot", "ListRoleAliases", Slow, &["iot:ListRoleAliases"]),
    scan("iot", "DescribeRoleAlias", Slow, &["iot:DescribeRoleAlias"]),
    scan("iot", "ListCertificates", Slow, &["iot:ListCertificates"]),
    scan("iot", "DescribeCertificate", Slow, &["iot:DescribeCertificate"]),
    scan("iot", "ListPrincipalThings", Slow, &["iot:ListPrincipalThings"]),
    scan("iot", "ListCACertificates", Slow, &["iot:ListCACertificates"]),
    scan(
        "iot",
        "DescribeCACertificate",
        Slow,
        &["iot:DescribeCACertificate"],
    ),
    scan("iot", "GetV2LoggingOptions", Slow, &["iot:GetV2LoggingOptions"]),
    scan("iot", "GetLoggingOptions", Slow, &["iot:GetLoggingOptions"]),
    scan("iot", "ListSecurityProfiles", Slow, &["iot:ListSecurityProfiles"]),
    scan(
        "iot",
        "ListMitigationActions",
        Slow,
        &["iot:ListMitigationActions"],
    ),
    scan("iot", "ListDimensions", Slow, &["iot:ListDimensions"]),
    scan("iot", "ListAuthorizers", Slow, &["iot:ListAuthorizers"]),
    scan(
        "iot",
        "ListDomainConfigurations",
        Slow,
        &["iot:ListDomainConfigurations"],
    ),
    scan(
        "iot",
        "DescribeDomainConfiguration",
        Slow,
        &["iot:DescribeDomainConfiguration"],
    ),
    scan(
        "iot",
        "DescribeAccountAuditConfiguration",
        Slow,
        &["iot:DescribeAccountAuditConfiguration"],
    ),
    scan("iot", "ListAuditFindings", Slow, &["iot:ListAuditFindings"]),
    // Firehose
    scan(
        "firehose",
        "ListDeliveryStreams",
        Slow,
        &["firehose:ListDeliveryStreams"],
    ),
    scan(
        "firehose",
        "DescribeDeliveryStream",
        Slow,
        &["firehose:DescribeDeliveryStream"],
    ),
    scan(
        "firehose",
        "ListTagsForDeliveryStream",
        Slow,
        &["firehose:ListTagsForDeliveryStream"],
    ),
    // IAM: Bedrock's API keys
    scan(
        "iam",
        "ListServiceSpecificCredentials",
        Slow,
        &["iam:ListServiceSpecificCredentials"],
    ),
];
