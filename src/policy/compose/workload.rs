//! What is to be protected: the names that the policies have in common.

use super::Persona;

/// What a workload does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// Training on health records, with notebooks.
    Healthcare,
    /// Fraud detection fed by a stream.
    Fraud,
    /// A model behind an endpoint, nothing trained.
    Inference,
    /// Data in, data out.
    Pipeline,
    /// Keys, buckets, identities and network only.
    Blank,
}

impl Scenario {
    /// Whether training jobs run.
    pub fn trains(self) -> bool {
        matches!(self, Self::Healthcare | Self::Fraud | Self::Blank)
    }

    /// Whether models are served.
    pub fn serves(self) -> bool {
        matches!(self, Self::Healthcare | Self::Fraud | Self::Inference)
    }
}

/// How far a workload is from its users. Stages share nothing: buckets, key,
/// roles and names of jobs are of one stage, and their policies refuse the
/// others'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Being developed.
    Dev,
    /// Being tested.
    Test,
    /// In use.
    Prod,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 3] = [Self::Dev, Self::Test, Self::Prod];

    /// The word in names and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Test => "test",
            Self::Prod => "prod",
        }
    }

    /// The stage of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// A service that uses the key of its own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyService {
    /// CloudWatch Logs encrypts the stack's log groups.
    LogGroups,
    /// Macie scans the buckets. It must be enabled already: KMS refuses a
    /// policy that names a role it cannot find.
    Macie,
}

/// A workload. ARNs and ids that do not exist yet may be references
/// (`${data-key.KeyArn}`); they are carried into the texts as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// The account, twelve digits.
    pub account: String,
    /// The Region.
    pub region: String,
    /// The stack's name: begins log and topic names.
    pub stack: String,
    /// What it does.
    pub scenario: Scenario,
    /// Its stage, if the stack has several.
    pub stage: Option<Stage>,
    /// The bucket of input data.
    pub data_bucket: String,
    /// The prefix of the input within it, with its slash; may be empty.
    pub data_prefix: String,
    /// The bucket of models and results (`output/`, `capture/`).
    pub output_bucket: String,
    /// The bucket of S3 access logs.
    pub log_bucket: Option<String>,
    /// The key that encrypts everything.
    pub key_arn: String,
    /// The execution role's name.
    pub role_name: String,
    /// The execution role's ARN if it is not `role/NAME`, or a reference.
    pub role_arn: Option<String>,
    /// The user or role that administers the stack.
    pub operator_arn: String,
    /// Ids of the VPC endpoints.
    pub vpc_endpoints: Vec<String>,
    /// Refuse S3 requests from outside the endpoints. Locks out all but the
    /// operator, AWS services and service-linked roles: opt-in.
    pub only_through_endpoints: bool,
    /// Short names of the endpoint services: `s3`, `sagemaker.api`, …
    pub endpoint_services: Vec<String>,
    /// Subnets that jobs must run in.
    pub subnet_ids: Vec<String>,
    /// Security groups that jobs must run with.
    pub group_ids: Vec<String>,
    /// ECR repositories of the images, by ARN; may be of other accounts.
    pub image_repositories: Vec<String>,
    /// The Kinesis stream.
    pub stream_arn: Option<String>,
    /// The name of a trail that writes to the log bucket with the key.
    pub trail: Option<String>,
    /// AWS services that use the key besides those of the other fields.
    pub key_services: Vec<KeyService>,
    /// Whether IoT devices feed the workload.
    pub devices: bool,
    /// The foundation models that may be asked, by id; empty: any.
    pub models: Vec<String>,
    /// The guardrail's ARN, without a version.
    pub guardrail_arn: String,
    /// The guardrail's version. A draft can change under the application.
    pub guardrail_version: String,
}

impl Workload {
    /// A workload with its names; everything optional is left out.
    pub fn new(account: &str, region: &str, stack: &str, scenario: Scenario) -> Self {
        Self {
            partition: partition_of(region).to_owned(),
            account: account.to_owned(),
            region: region.to_owned(),
            stack: stack.to_owned(),
            scenario,
            stage: None,
            data_bucket: format!("{stack}-data-{account}"),
            data_prefix: String::new(),
            output_bucket: format!("{stack}-models-{account}"),
            log_bucket: None,
            key_arn: "${data-key.KeyArn}".to_owned(),
            role_name: format!("{stack}-exec"),
            role_arn: None,
            operator_arn: format!("arn:{}:iam::{account}:root", partition_of(region)),
            vpc_endpoints: Vec::new(),
            only_through_endpoints: false,
            endpoint_services: Vec::new(),
            subnet_ids: Vec::new(),
            group_ids: Vec::new(),
            image_repositories: Vec::new(),
            stream_arn: None,
            trail: None,
            key_services: Vec::new(),
            devices: false,
            models: Vec::new(),
            guardrail_arn: "${guardrail.GuardrailArn}".to_owned(),
            guardrail_version: "1".to_owned(),
        }
    }

    /// The workload at a stage, with the buckets, the key and the execution
    /// role of that stage.
    #[must_use]
    pub fn at_stage(&self, stage: Stage) -> Self {
        let mut w = self.clone();
        w.stage = Some(stage);
        let (prefix, account) = (w.prefix(), &self.account);
        w.data_bucket = format!("{prefix}-data-{account}");
        w.output_bucket = format!("{prefix}-models-{account}");
        w.log_bucket = self
            .log_bucket
            .as_ref()
            .map(|_| format!("{prefix}-logs-{account}"));
        w.stream_arn = self
            .stream_arn
            .as_ref()
            .map(|_| self.arn("kinesis", &format!("stream/{prefix}")));
        w.key_arn = format!("${{data-key-{}.KeyArn}}", stage.word());
        w.role_name = format!("{prefix}-exec");
        w.role_arn = None;
        w
    }

    /// What the names of the workload's jobs, models, endpoints, roles and
    /// topics begin with: the stack, and the stage if there are several.
    pub fn prefix(&self) -> String {
        match self.stage {
            None => self.stack.clone(),
            Some(stage) => format!("{}-{}", self.stack, stage.word()),
        }
    }

    /// The role of a persona.
    pub fn role_of(&self, persona: Persona) -> String {
        self.iam(&format!("role/{}-{}", self.prefix(), persona.word()))
    }

    /// The permissions boundary of a persona's role.
    pub fn boundary_of(&self, persona: Persona) -> String {
        self.iam(&format!("policy/{}-{}-boundary", self.prefix(), persona.word()))
    }

    /// The stream: the given one, or the one named like the workload.
    pub fn stream(&self) -> String {
        self.stream_arn
            .clone()
            .unwrap_or_else(|| self.arn("kinesis", &format!("stream/{}", self.prefix())))
    }

    /// Whether no one is named as operator, but the account: to let it use the
    /// key would let in everyone whose policies say so.
    pub fn operator_is_account(&self) -> bool {
        self.operator_arn == self.iam("root") || self.operator_arn == self.account
    }

    /// The guardrail as requests name it.
    pub fn guardrail(&self) -> String {
        format!("{}:{}", self.guardrail_arn, self.guardrail_version)
    }

    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:{}:{service}:{}:{}:{resource}",
            self.partition, self.region, self.account
        )
    }

    /// An IAM ARN, which has no Region.
    pub fn iam(&self, resource: &str) -> String {
        format!("arn:{}:iam::{}:{resource}", self.partition, self.account)
    }

    /// The execution role.
    pub fn role(&self) -> String {
        self.role_arn
            .clone()
            .unwrap_or_else(|| self.iam(&format!("role/{}", self.role_name)))
    }

    /// A bucket, or objects in it.
    pub fn s3(&self, path: &str) -> String {
        format!("arn:{}:s3:::{path}", self.partition)
    }

    /// A service as `kms:ViaService` names it.
    pub fn via(&self, service: &str) -> String {
        format!("{service}.{}.amazonaws.com", self.region)
    }
}

/// The partition of a Region.
pub fn partition_of(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}
