//! `policy`, declared.

use crate::cli::args::ListFormat;
use crate::policy::PolicyKind;
use crate::policy::compose::{Persona, Scenario, Stage};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `policy`.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say what is wrong with policy files; exit 1 if AWS would refuse one
    Lint(LintArgs),
    /// Decide requests, one JSON object a line, and say which statements did
    Eval {
        /// The cases; standard input when absent or -
        file: Option<PathBuf>,
    },
    /// Compose the matched set of policies of a workload's personas and prove it; exit 1 if the proof fails
    Compose(Box<ComposeArgs>),
    /// Say whether a policy allows what another does not, or what it must not, with a request that shows it; exit 1 if it does or cannot be told
    Compare(CompareArgs),
    /// Take away what a policy grants and CloudTrail records or last-accessed data do not show to be used
    Minimise(MinimiseArgs),
    /// Say who can do an action on a resource of an account, by which path, and which statement gives each step
    WhoCan(WhoCanArgs),
    /// Say by which paths people and parties outside get to data, keys, models and execution roles, and what to mend first
    Paths(PathsArgs),
}

/// `policy paths`.
#[derive(Debug, Args)]
pub struct PathsArgs {
    /// Read a saved inventory instead of calling AWS
    #[arg(long, value_name = "FILE")]
    pub inventory: Option<PathBuf>,
    /// The longest path that is looked for
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub max_hops: u8,
    /// Exit with 1 when a path escalates
    #[arg(long)]
    pub fail: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// `policy who-can`.
#[derive(Debug, Args)]
pub struct WhoCanArgs {
    /// The action, e.g. s3:GetObject
    pub action: String,
    /// The resource: an ARN, or the name of a bucket, key alias, role, …
    pub resource: String,
    /// Ask a saved inventory instead of calling AWS
    #[arg(long, value_name = "FILE")]
    pub inventory: Option<PathBuf>,
    /// The longest path that is looked for, the action itself included
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub max_hops: u8,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// `policy lint`.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// Policy files; - is standard input
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What the policies are attached to: identity, trust, key, bucket, endpoint, iot, resource, scp or rcp
    #[arg(long, value_name = "KIND", default_value = "identity", value_parser = kind)]
    pub kind: PolicyKind,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// `policy compose`. What is not made yet is written as a reference, such as
/// `${data-key.KeyArn}`.
#[derive(Debug, Args)]
pub struct ComposeArgs {
    /// The workload's name: its buckets, roles and jobs begin with it
    #[arg(long)]
    pub name: String,
    /// The account, twelve digits
    #[arg(long, value_parser = account)]
    pub account: String,
    /// The Region
    #[arg(long)]
    pub region: String,
    /// healthcare, fraud, inference, pipeline or blank
    #[arg(long, value_parser = scenario)]
    pub scenario: Scenario,
    /// Who uses it; repeat, or leave out for all personas
    #[arg(long, value_parser = persona, default_values = words())]
    pub persona: Vec<Persona>,
    /// dev, test or prod, when stages are kept apart
    #[arg(long, value_parser = stage)]
    pub stage: Option<Stage>,
    /// Who administers it [default: the account]
    #[arg(long, value_name = "ARN")]
    pub operator: Option<String>,
    /// The prefix of the input data, with its slash
    #[arg(long, value_name = "PREFIX", default_value = "")]
    pub data_prefix: String,
    /// Id of a VPC endpoint; repeat
    #[arg(long, value_name = "ID")]
    pub vpc_endpoint: Vec<String>,
    /// Refuse S3 requests from outside these endpoints
    #[arg(long, requires = "vpc_endpoint")]
    pub only_through_endpoints: bool,
    /// Subnet that jobs must run in; repeat
    #[arg(long, value_name = "ID")]
    pub subnet: Vec<String>,
    /// Security group that jobs must run with; repeat
    #[arg(long, value_name = "ID")]
    pub security_group: Vec<String>,
    /// ECR repository of an image; repeat
    #[arg(long, value_name = "ARN")]
    pub image_repository: Vec<String>,
    /// The Kinesis stream
    #[arg(long, value_name = "ARN")]
    pub stream: Option<String>,
    /// Foundation model that may be asked; repeat, or leave out for any
    #[arg(long, value_name = "ID")]
    pub model: Vec<String>,
    /// The guardrail that applications must use
    #[arg(long, value_name = "ARN")]
    pub guardrail: Option<String>,
    /// Write each policy to a file in this folder
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// `policy compare`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("question").multiple(true).required(true)
    .args(["old", "no_public_access", "no_others_than", "no_access_to"])))]
pub struct CompareArgs {
    /// The policies as they are; repeat for a set that is attached together
    #[arg(long, value_name = "FILE")]
    pub old: Vec<PathBuf>,
    /// The policies as they would be; repeat for a set
    #[arg(long, required = true, value_name = "FILE")]
    pub new: Vec<PathBuf>,
    /// Ask of resource policies: do the new ones let in the public
    #[arg(long)]
    pub no_public_access: bool,
    /// Ask of resource policies: do the new ones let in anyone but this account, principal or service; repeat
    #[arg(long, value_name = "WHO")]
    pub no_others_than: Vec<String>,
    /// Ask: do the new policies allow this action, * and ? allowed; repeat
    #[arg(long, value_name = "ACTION", value_parser = action)]
    pub no_access_to: Vec<String>,
    /// On this resource, * and ? allowed; repeat [default: any]
    #[arg(long, value_name = "ARN", requires = "no_access_to")]
    pub on: Vec<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// `policy minimise`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("evidence").multiple(true).required(true).args(["used", "last_accessed"])))]
pub struct MinimiseArgs {
    /// The policy
    pub policy: PathBuf,
    /// CloudTrail records: a log file, the answer of LookupEvents, or a record a line
    #[arg(long, value_name = "FILE")]
    pub used: Vec<PathBuf>,
    /// What `aws iam get-service-last-accessed-details` printed of a job with --granularity ACTION_LEVEL;
    /// repeat for its pages. Attempts that AWS refused count. What the data cannot tell is kept
    #[arg(long, value_name = "FILE")]
    pub last_accessed: Vec<PathBuf>,
    /// Only records of this user or role
    #[arg(long, value_name = "ARN")]
    pub principal: Option<String>,
    /// Only records and attempts since this date
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Write the smaller policy to this file (0600)
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

fn kind(word: &str) -> Result<PolicyKind, String> {
    PolicyKind::parse(word).ok_or_else(|| {
        let words: Vec<&str> = PolicyKind::ALL.iter().map(|kind| kind.word()).collect();
        format!("use one of {}", words.join(", "))
    })
}

fn words() -> Vec<&'static str> {
    Persona::ALL.iter().map(|persona| persona.word()).collect()
}

fn persona(word: &str) -> Result<Persona, String> {
    Persona::parse(word).ok_or_else(|| format!("use one of {}", words().join(", ")))
}

fn scenario(word: &str) -> Result<Scenario, String> {
    Ok(match word {
        "healthcare" => Scenario::Healthcare,
        "fraud" => Scenario::Fraud,
        "inference" => Scenario::Inference,
        "pipeline" => Scenario::Pipeline,
        "blank" => Scenario::Blank,
        _ => return Err("use healthcare, fraud, inference, pipeline or blank".to_owned()),
    })
}

fn account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("an account has twelve digits".to_owned())
    }
}

fn action(text: &str) -> Result<String, String> {
    if text == "*"
        || text
            .split_once(':')
            .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
    {
        Ok(text.to_owned())
    } else {
        Err("an action is service:Name, such as s3:GetObject".to_owned())
    }
}

fn stage(word: &str) -> Result<Stage, String> {
    Stage::parse(word).ok_or_else(|| "use dev, test or prod".to_owned())
}
