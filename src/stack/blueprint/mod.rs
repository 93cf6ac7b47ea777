//! What a person wants: the answers of the wizard, kept as a TOML file.
//!
//! - [`preset`](self::preset): nice defaults per scenario
//! - `text`: TOML in and out, with the line of each fault
//! - `validate`: what AWS would refuse, said before AWS is asked
//! - `names`: the names that are derived from the answers

mod names;
mod preset;
mod text;
mod validate;

pub use names::short_to_service;
pub use preset::{DEFAULT_CIDR, default_endpoints};
pub use text::{BlueprintError, Problem};

use crate::inventory::Region;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A secure AI stack as a person describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    /// 1 to 32 of `a`–`z`, `0`–`9` and `-`; begins every derived name.
    pub name: String,
    /// What the stack is for.
    pub scenario: Scenario,
    /// How much it matters.
    pub stage: Stage,
    /// The Region it is made in.
    pub region: Region,
    /// Whether things that exist already, are not this stack's and differ may
    /// be brought to what the blueprint says. Off: they are a conflict.
    #[serde(default)]
    pub adopt: bool,
    /// Buckets and the file to upload.
    #[serde(default)]
    pub data: Data,
    /// The key that encrypts everything.
    #[serde(default)]
    pub key: Key,
    /// Who may use it.
    #[serde(default)]
    pub identities: Identities,
    /// Where it runs.
    #[serde(default)]
    pub network: Network,
    /// What runs.
    #[serde(default)]
    pub workload: Workload,
}

/// What a stack is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scenario {
    /// Training on health records (HIPAA).
    Healthcare,
    /// Fraud detection on card transactions (PCI DSS), with a stream.
    Fraud,
    /// A model behind an endpoint, nothing trained.
    Inference,
    /// Data in, data out: buckets and a stream.
    Pipeline,
    /// Keys, buckets, identities and network only.
    Blank,
}

impl Scenario {
    /// Every scenario, in the order of the wizard.
    pub const ALL: [Self; 5] = [
        Self::Healthcare,
        Self::Fraud,
        Self::Inference,
        Self::Pipeline,
        Self::Blank,
    ];

    /// The word in the file, on the command line and in the `aisec:scenario` tag.
    pub fn word(self) -> &'static str {
        match self {
            Self::Healthcare => "healthcare",
            Self::Fraud => "fraud",
            Self::Inference => "inference",
            Self::Pipeline => "pipeline",
            Self::Blank => "blank",
        }
    }

    /// The scenario of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// How much a stack matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// For trying out.
    Dev,
    /// For rehearsing.
    Staging,
    /// For real.
    Prod,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 3] = [Self::Dev, Self::Staging, Self::Prod];

    /// The word in the file, in names and in the `aisec:stage` tag.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Staging => "staging",
            Self::Prod => "prod",
        }
    }

    /// The stage of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// Buckets and the file to upload. Names that are absent are derived:
/// `NAME-STAGE-{data,models,logs}-ACCOUNT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// The bucket of the training data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket: Option<String>,
    /// The bucket of models and other output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models_bucket: Option<String>,
    /// The bucket of access logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logs_bucket: Option<String>,
    /// The key prefix of the training data, ending in `/`.
    pub prefix: String,
    /// A local file to upload below the prefix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
    /// Whether the buckets keep old versions.
    pub versioning: bool,
}

impl Default for Data {
    fn default() -> Self {
        Self {
            bucket: None,
            models_bucket: None,
            logs_bucket: None,
            prefix: "train/".to_owned(),
            upload: None,
            versioning: true,
        }
    }
}

/// The key that encrypts everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Key {
    /// The alias with its `alias/` prefix; derived when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Days between rotations, 90 to 2560.
    pub rotation_days: i32,
    /// The ARN of a key to use instead of making one. Its policy, rotation and
    /// alias are left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<String>,
}

impl Default for Key {
    fn default() -> Self {
        Self {
            alias: None,
            rotation_days: 365,
            existing: None,
        }
    }
}

/// Who may use the stack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identities {
    /// The execution role's name; derived when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The ARN of the role or user who administers the key and uploads data;
    /// without it the account's IAM policies decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The ARN of a permissions boundary for the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boundary: Option<String>,
    /// Policies written by hand, by the names of
    /// [`composed`](crate::stack::policies::composed); the others are composed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub policies: BTreeMap<String, String>,
}

/// Where the stack runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// Short names of the VPC endpoints, e.g. `sagemaker.api`; the scenario's
    /// minimum set when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Vec<String>>,
    /// The VPC.
    pub vpc: Vpc,
}

/// A VPC to make, or one that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Vpc {
    /// Make one, with private subnets and no way to the internet.
    Create {
        /// An IPv4 block, `/16` to `/24`.
        cidr: String,
        /// One to three Availability Zones, a subnet each.
        zones: Vec<String>,
    },
    /// Use one; nothing in it is changed but endpoints and their group added.
    Existing {
        /// `vpc-…`.
        vpc_id: String,
        /// Private subnets for the workload.
        subnet_ids: Vec<String>,
        /// Route tables that get the S3 gateway endpoint.
        #[serde(default)]
        route_table_ids: Vec<String>,
        /// Security groups of the workload.
        group_ids: Vec<String>,
    },
}

impl Default for Vpc {
    /// Zones are left to [`Blueprint::zones`], which knows the Region.
    fn default() -> Self {
        Self::Create {
            cidr: DEFAULT_CIDR.to_owned(),
            zones: Vec::new(),
        }
    }
}

/// What runs. All three may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Workload {
    /// A SageMaker training job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
    /// A Kinesis data stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<Stream>,
    /// A SageMaker model behind an endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosting: Option<Hosting>,
}

/// A training job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Ends the job's name, `NAME-STAGE-JOB`. SageMaker keeps names for good:
    /// change it to train again.
    #[serde(default = "preset::job")]
    pub job: String,
    /// The ECR image, `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG`.
    pub image: String,
    /// An `ml.` type without local NVMe storage.
    #[serde(default = "preset::instance_type")]
    pub instance_type: String,
    /// How many instances.
    #[serde(default = "preset::one")]
    pub instances: i32,
    /// The encrypted volume of each, in GB.
    #[serde(default = "preset::volume_gb")]
    pub volume_gb: i32,
    /// When SageMaker stops the job, in seconds.
    #[serde(default = "preset::max_seconds")]
    pub max_seconds: i32,
}

/// A stream, on demand and encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// Ends the stream's name, `NAME-STAGE-STREAM`.
    #[serde(default = "preset::events")]
    pub stream: String,
}

/// A model and its endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosting {
    /// Ends the names, `NAME-STAGE-MODEL`. Configurations cannot be changed:
    /// change it to serve another one.
    #[serde(default = "preset::model")]
    pub model: String,
    /// The ECR image.
    pub image: String,
    /// The `s3://` address of the model archive; absent when the image holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_data: Option<String>,
    /// An `ml.` type without local NVMe storage.
    #[serde(default = "preset::instance_type")]
    pub instance_type: String,
    /// How many; two survive the loss of a zone.
    #[serde(default = "preset::two")]
    pub instances: i32,
    /// Whether requests and answers are kept, encrypted, in the models bucket.
    #[serde(default)]
    pub capture: bool,
}
