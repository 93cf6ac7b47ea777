//! The services that PrivateLink reaches, and the prefix lists of the two that
//! have gateway endpoints.
//!
//! Source: AWS PrivateLink guide, "AWS services that integrate with AWS
//! PrivateLink"; private names from the services' own guides.

/// One row: the service's name and its private DNS name, `R` being the Region.
struct Row(&'static str, &'static str);

/// `R` is the Region. An empty private name: the service has none.
const INTERFACES: &[Row] = &[
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
    Row("com.amazonaws.R.bedrock-mantle", ""),
    Row("com.amazonaws.R.bedrock-agent", "bedrock-agent.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.bedrock-agent-runtime",
        "bedrock-agent-runtime.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.bedrock-agentcore", ""),
    Row("com.amazonaws.R.bedrock-agentcore-control", ""),
    Row("com.amazonaws.R.bedrock-agentcore.gateway", ""),
    Row("com.amazonaws.R.bedrock-data-automation", ""),
    Row("com.amazonaws.R.bedrock-data-automation-runtime", ""),
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
    Row("com.amazonaws.R.guardduty", "guardduty.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.access-analyzer",
        "access-analyzer.R.amazonaws.com",
    ),
    Row("com.amazonaws.R.config", "config.R.amazonaws.com"),
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

/// Services with gateway endpoints.
const GATEWAYS: &[&str] = &["com.amazonaws.R.s3", "com.amazonaws.R.dynamodb"];

/// Regions where Bedrock's FIPS endpoints exist.
const BEDROCK_FIPS: &[&str] = &["us-east-1", "us-east-2", "us-west-2", "ca-central-1"];
const BEDROCK_FIPS_ROWS: &[Row] = &[
    Row("com.amazonaws.R.bedrock-fips", "bedrock-fips.R.amazonaws.com"),
    Row(
        "com.amazonaws.R.bedrock-runtime-fips",
        "bedrock-runtime-fips.R.amazonaws.com",
    ),
];

/// How a service is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Network interfaces in subnets.
    Interface,
    /// Routes in route tables.
    Gateway,
}

impl Reach {
    /// `VpcEndpointType`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Interface => "Interface",
            Self::Gateway => "Gateway",
        }
    }
}

/// A service that a Region offers in one way.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) name: String,
    pub(super) reach: Reach,
    pub(super) private_name: Option<String>,
}

impl Offer {
    /// Whether the service is S3.
    pub(super) fn is_s3(&self) -> bool {
        self.name.rsplit('.').next() == Some("s3")
    }

    /// The host name of the service that its endpoints' names are built from:
    /// `kms.us-east-1.vpce.amazonaws.com`.
    pub(super) fn base_name(&self, region: &str) -> String {
        let short = self
            .name
            .rsplit_once(&format!("{region}."))
            .map_or(self.name.as_str(), |(_, short)| short);
        let labels: Vec<&str> = short.split('.').rev().collect();
        format!("{}.{region}.vpce.amazonaws.com", labels.join("."))
    }
}

/// Everything that a Region offers, by name.
pub(super) fn offers(region: &str) -> Vec<Offer> {
    let fips: &[Row] = if BEDROCK_FIPS.contains(&region) {
        BEDROCK_FIPS_ROWS
    } else {
        &[]
    };
    let here = |text: &str| text.replace('R', region);
    let mut offers: Vec<Offer> = INTERFACES
        .iter()
        .chain(fips)
        .map(|Row(name, private)| Offer {
            name: here(name),
            reach: Reach::Interface,
            private_name: Some(here(private)).filter(|p| !p.is_empty()),
        })
        .collect();
    offers.extend(GATEWAYS.iter().map(|name| Offer {
        name: here(name),
        reach: Reach::Gateway,
        private_name: None,
    }));
    if region == "us-east-1" {
        // A global service's endpoint lives in one Region.
        offers.push(Offer {
            name: "com.amazonaws.iam".to_owned(),
            reach: Reach::Interface,
            private_name: Some("iam.amazonaws.com".to_owned()),
        });
    }
    offers.sort_by(|a, b| a.name.cmp(&b.name));
    offers
}

/// The prefix list of a gateway service in a Region.
pub(super) fn prefix_list(region: &str, service: &str) -> String {
    let known = match (region, service.rsplit('.').next()) {
        ("us-east-1", Some("s3")) => Some("pl-63a5400a"),
        ("us-east-1", Some("dynamodb")) => Some("pl-02cd2c6b"),
        ("us-west-2", Some("s3")) => Some("pl-68a54001"),
        ("us-west-2", Some("dynamodb")) => Some("pl-00a54069"),
        ("eu-west-1", Some("s3")) => Some("pl-6da54004"),
        ("eu-west-1", Some("dynamodb")) => Some("pl-6fa54006"),
        _ => None,
    };
    known.map_or_else(
        || {
            let hash = service.bytes().fold(0x811c_9dc5_u32, |h, b| {
                (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
            });
            format!("pl-{hash:08x}")
        },
        str::to_owned,
    )
}

/// Whether a prefix list is one of the Region's.
pub(super) fn prefix_list_exists(region: &str, id: &str) -> bool {
    let mut lists = prefix_lists(region);
    lists.any(|(list, _)| list == id)
}

/// The prefix lists of a Region: id and service name.
pub(super) fn prefix_lists(region: &str) -> impl Iterator<Item = (String, String)> {
    let gateways = offers(region).into_iter().filter(|o| o.reach == Reach::Gateway);
    gateways.map(move |o| (prefix_list(region, &o.name), o.name))
}
