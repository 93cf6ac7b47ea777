//! `policy`, declared.

use crate::cli::args::ListFormat;
use crate::policy::PolicyKind;
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
    /// Say whether a policy allows what another does not, with a request that shows it; exit 1 if it does or cannot be told
    Compare(CompareArgs),
    /// Take away what a policy grants and CloudTrail records do not show to be used
    Minimise(MinimiseArgs),
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

/// `policy compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The policies as they are; repeat for a set that is attached together
    #[arg(long, required = true, value_name = "FILE")]
    pub old: Vec<PathBuf>,
    /// The policies as they would be; repeat for a set
    #[arg(long, required = true, value_name = "FILE")]
    pub new: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ListFormat::Table)]
    pub format: ListFormat,
}

/// `policy minimise`.
#[derive(Debug, Args)]
pub struct MinimiseArgs {
    /// The policy
    pub policy: PathBuf,
    /// CloudTrail records: a log file, the answer of LookupEvents, or a record a line
    #[arg(long, required = true, value_name = "FILE")]
    pub used: Vec<PathBuf>,
    /// Only records of this user or role
    #[arg(long, value_name = "ARN")]
    pub principal: Option<String>,
    /// Only records since this date
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
