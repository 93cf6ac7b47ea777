//! The services that PrivateLink reaches: names, private names, types.
//!
//! Source: AWS PrivateLink guide, "AWS services that integrate with AWS
//! PrivateLink"; private names from the services' own guides.

/// One row: the service's name and its private DNS name, `R` being the Region.
pub(super) struct Row(pub(super) &'static str, pub(super) &'static str);

/// `R` is the Region. An empty private name: the service has none.
pub(super) const INTERFACES: &[Row] = &[
    Row("com.amazonaws.R.sagemaker.api", "api.sagemaker.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.sagemaker.api-fips",
        "api-fips.sagemaker.R.amazonaws.com",
    ),
    Row(
        "com.amazonaws.R.sagemaker.runtime",
        "runtime.sagemaker.R.amazonaws.com",
    ),
    Row(
        "com.amazonaws.R.sagemaker.runtime-fips",
        "runtime-fips.sagemaker.R.amazonaws.com",
    ),
    Row(
        "com.amazonaws.R.sagemaker.featurestore-runtime",
        "featurestore-runtime.sagemaker.R.amazonaws.com",
    ),
    Row(
        "com.amazonaws.R.sagemaker.featurestore-runtime-fips",
        "featurestore-runtime-fips.sagemaker.R.amazonaws.com",
    ),
    Row(
        "com.amazonaws.R.sagemaker.metrics",
        "metrics.sagemaker.R.amazonaws.com",
    ),
    Row("aws.sagemaker.R.notebook", "*.notebook.R.sagemaker.aws"),
    Row("aws.sagemaker.R.studio", "*.studio.R.sagemaker.aws"),
    Row("aws.sagemaker.R.experiments", ""),
    Row("aws.sagemaker.R.partner-app", ""),
    Row("com.amazonaws.R.bedrock", "bedrock.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.bedrock-runtime",
        "bedrock-runtime.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.bedrock-mantle", "bedrock-mantle.R.api.aws"),
    Row("com.amazonaws.R.bedrock-agent", "bedrock-agent.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.bedrock-agent-runtime",
        "bedrock-agent-runtime.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.bedrock-agentcore", ""),
    Row("com.amazonaws.R.bedrock-agentcore-control", ""),
    Row("com.amazonaws.R.bedrock-agentcore.gateway", ""),
    Row("com.amazonaws.R.bedrock-data-automation", ""),
    Row("com.amazonaws.R.bedrock-data-automation-fips", ""),
    Row("com.amazonaws.R.bedrock-data-automation-runtime", ""),
    Row("com.amazonaws.R.bedrock-data-automation-runtime-fips", ""),
    Row("com.amazonaws.R.s3", "*.s3.R.amazonaws.com"),
    Row("com.amazonaws.R.kms", "kms.R.amazonaws.com"),
    Row("com.amazonaws.R.kms-fips", "kms-fips.R.amazonaws.com"),
    Row("com.amazonaws.R.sts", "sts.R.amazonaws.com"),
    Row("com.amazonaws.R.sts-fips", "sts-fips.R.amazonaws.com"),
    Row("com.amazonaws.R.logs", "logs.R.amazonaws.com"),
    Row("com.amazonaws.R.monitoring", "monitoring.R.amazonaws.com"),
    Row("com.amazonaws.R.ecr.api", "api.ecr.R.amazonaws.com"),
    Row("com.amazonaws.R.ecr.dkr", "*.dkr.ecr.R.amazonaws.com"),
    Row("com.amazonaws.R.kinesis-streams", "kinesis.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.kinesis-streams-fips",
        "kinesis-fips.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.macie2", "macie2.R.amazonaws.com"),
    Row("com.amazonaws.R.macie2-fips", "macie2-fips.R.amazonaws.com"),
    Row("com.amazonaws.R.cloudtrail", "cloudtrail.R.amazonaws.com"),
    Row("com.amazonaws.R.secretsmanager", "secretsmanager.R.amazonaws.com"),
    Row("com.amazonaws.R.ssm", "ssm.R.amazonaws.com"),
    Row("com.amazonaws.R.ssmmessages", "ssmmessages.R.amazonaws.com"),
    Row("com.amazonaws.R.ec2messages", "ec2messages.R.amazonaws.com"),
    Row("com.amazonaws.R.ec2", "ec2.R.amazonaws.com"),
    Row("com.amazonaws.R.ec2-fips", "ec2-fips.R.amazonaws.com"),
    Row("com.amazonaws.R.securityhub", "securityhub.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.securityhub-fips",
        "securityhub-fips.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.guardduty", "guardduty.R.amazonaws.com"),
    Row("com.amazonaws.R.guardduty-fips", "guardduty-fips.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.access-analyzer",
        "access-analyzer.R.amazonaws.com",
    ),
    Row(
        "com.amazonaws.R.access-analyzer-fips",
        "access-analyzer-fips.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.config", "config.R.amazonaws.com"),
    Row("com.amazonaws.R.config-fips", "config-fips.R.amazonaws.com"),
    Row("com.amazonaws.R.detective", "api.detective.R.amazonaws.com"),
    Row("com.amazonaws.R.inspector2", "inspector2.R.amazonaws.com"),
    Row("com.amazonaws.R.events", "events.R.amazonaws.com"),
    Row("com.amazonaws.R.sns", "sns.R.amazonaws.com"),
    Row("com.amazonaws.R.sqs", "sqs.R.amazonaws.com"),
    Row("com.amazonaws.R.states", "states.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.elasticfilesystem",
        "elasticfilesystem.R.amazonaws.com",
    ),
    Row(
        "com.amazonaws.R.elasticfilesystem-fips",
        "elasticfilesystem-fips.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.glue", "glue.R.amazonaws.com"),
    Row("com.amazonaws.R.athena", "athena.R.amazonaws.com"),
    Row("com.amazonaws.R.codeartifact.api", "codeartifact.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.codeartifact.repositories",
        "*.d.codeartifact.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.servicecatalog", "servicecatalog.R.amazonaws.com"),
    Row("com.amazonaws.R.iot.data", ""),
    Row("com.amazonaws.R.iot.credentials", ""),
    Row("com.amazonaws.R.iot.api", "iot.R.amazonaws.com"),
    Row("com.amazonaws.R.iot-fips.api", "iot-fips.R.amazonaws.com"),
    Row("com.amazonaws.R.organizations", "organizations.R.amazonaws.com"),
    Row("com.amazonaws.R.servicequotas", "servicequotas.R.amazonaws.com"),
    Row("com.amazonaws.R.tagging", "tagging.R.amazonaws.com"),
    Row("com.amazonaws.R.cloudformation", "cloudformation.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.cloudcontrolapi",
        "cloudcontrolapi.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.healthlake", "healthlake.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.medical-imaging",
        "medical-imaging.R.amazonaws.com",
    ),
    Row(
        "com.amazonaws.R.comprehendmedical",
        "comprehendmedical.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.frauddetector", "frauddetector.R.amazonaws.com"),
    Row("com.amazonaws.R.textract", "textract.R.amazonaws.com"),
    Row("com.amazonaws.R.transcribe", "transcribe.R.amazonaws.com"),
    Row("com.amazonaws.R.personalize", "personalize.R.amazonaws.com"),
];

/// Services that take no endpoint policy.
pub(super) const WITHOUT_POLICY: &[&str] = &["com.amazonaws.R.iot.data"];

/// Services with gateway endpoints.
pub(super) const GATEWAYS: &[Row] = &[Row("com.amazonaws.R.s3", ""), Row("com.amazonaws.R.dynamodb", "")];

/// Regions where Bedrock's FIPS endpoints exist.
pub(super) const BEDROCK_FIPS: &[&str] = &["us-east-1", "us-east-2", "us-west-2", "ca-central-1"];
/// And the endpoints.
pub(super) const BEDROCK_FIPS_ROWS: &[Row] = &[
    Row("com.amazonaws.R.bedrock-fips", "bedrock-fips.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.bedrock-runtime-fips",
        "bedrock-runtime-fips.R.amazonaws.com",
    ),
];
