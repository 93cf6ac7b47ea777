//! The command line, declared: flags, subcommands, and their help texts.

use super::policy::args::PolicyCommand;
use crate::posture::Severity;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::IpAddr;
use std::path::PathBuf;

/// Secures AI workloads on AWS from a terminal.
///
/// Without a subcommand it opens the terminal UI. `--demo` runs everything
/// against an account embedded in the program: no credentials, no network.
#[derive(Debug, Parser)]
#[command(name = "aisec-tui", version, max_term_width = 100)]
pub struct Cli {
    /// Where to connect.
    #[command(flatten)]
    pub target: TargetArgs,
    /// What to do; the terminal UI when absent.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Where to connect and how; accepted before and after the subcommand.
#[derive(Debug, Clone, Default, Args)]
pub struct TargetArgs {
    /// Use the account embedded in the program
    #[arg(long, global = true, conflicts_with_all = ["profile", "endpoint_url", "assume_role"])]
    pub demo: bool,
    /// How the embedded account is.
    #[command(flatten)]
    pub embedded: EmbeddedArgs,
    /// Named profile of the shared AWS configuration
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Region to read and write, or `all` that are switched on; may be repeated, the first one is where stacks go
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Vec<String>,
    /// Send every call to this URL instead of AWS
    #[arg(long, global = true, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// Role to assume; repeat to chain
    #[arg(long, global = true, value_name = "ARN")]
    pub assume_role: Vec<String>,
    /// Refuse every write for the whole run; cannot be lifted
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Colour theme: dark, light, high-contrast, colour-blind, ansi16, mono, or a TOML file
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<String>,
    /// Folder for journals and settings [default: the XDG data folder]
    #[arg(long, global = true, value_name = "DIR", env = "AISEC_TUI_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
}

/// How the account embedded in the program is; only with `--demo` or `demo serve`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub struct EmbeddedArgs {
    /// With --demo: what its identifiers are made from; the same number, the same account
    #[arg(long, global = true, value_name = "N")]
    pub demo_seed: Option<u64>,
    /// With --demo: N times 500 resources instead of the two teams of the story
    #[arg(long, global = true, value_name = "N", hide = true)]
    pub demo_scale: Option<u32>,
    /// With --demo: what is made takes a while to be known everywhere
    #[arg(long, global = true, hide = true)]
    pub demo_eventual: bool,
    /// With --demo: IAM's policies decide on every call
    #[arg(long, global = true, hide = true)]
    pub demo_enforce_iam: bool,
    /// With --demo: throttle, lose, delay and deny calls, e.g. throttle=0.3,latency=20ms
    #[arg(long, global = true, value_name = "SPEC", hide = true)]
    pub demo_faults: Option<String>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read the account once and report findings
    Scan(ScanArgs),
    /// List the checks, or show one
    #[command(subcommand)]
    Checks(ChecksCommand),
    /// Report how the account stands to a framework: requirement, checks, resources, pass rate
    Compliance(ComplianceArgs),
    /// Compose, plan, apply, verify and destroy a secure stack
    #[command(subcommand)]
    Stack(StackCommand),
    /// Lint, decide, compose, compare and minimise IAM policies; say who can do what
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// The account embedded in the program, for other tools
    #[command(subcommand)]
    Demo(DemoCommand),
    /// Print a completion script
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
}

/// `scan`.
#[derive(Debug, Clone, Args)]
pub struct ScanArgs {
    /// Output format
    #[arg(long, value_enum, default_value_t = ScanFormat::Table)]
    pub format: ScanFormat,
    /// Write to this file (0600) instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Leave out findings below this severity
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub min_severity: Option<Severity>,
    /// Exit with 1 when a finding fails at or above this severity
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub fail_on: Option<Severity>,
    /// Only checks that map to this framework, e.g. HIPAA
    #[arg(long, value_name = "NAME")]
    pub framework: Option<String>,
    /// Only this check; may be repeated
    #[arg(long, value_name = "ID")]
    pub check: Vec<String>,
    /// Only checks of this service, e.g. sagemaker; may be repeated
    #[arg(long, value_name = "SERVICE")]
    pub service: Vec<String>,
    /// Scan every account of the organization, each through its role of this name
    #[arg(long, value_name = "ROLE", conflicts_with_all = ["inventory", "save_inventory"])]
    pub organization_role: Option<String>,
    /// With --organization-role: only this account; may be repeated
    #[arg(long, value_name = "ID", requires = "organization_role")]
    pub account: Vec<String>,
    /// Also list checks that pass (table only; the other formats hold everything)
    #[arg(long)]
    pub all: bool,
    /// Keep what was read in this file (0600) for later `--inventory`
    #[arg(long, value_name = "FILE", conflicts_with = "inventory")]
    pub save_inventory: Option<PathBuf>,
    /// Evaluate a saved inventory instead of calling AWS
    #[arg(long, value_name = "FILE")]
    pub inventory: Option<PathBuf>,
}

/// Output formats of `scan`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScanFormat {
    /// Aligned text for people
    Table,
    /// One JSON object
    Json,
    /// One JSON finding a line
    Jsonl,
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// SARIF 2.1.0, for viewers and pipelines of analysis results
    Sarif,
    /// OCSF Compliance Findings; Detection Findings for attack paths, unless only some checks are asked for
    Ocsf,
    /// AWS Security Finding Format, an array that Security Hub imports
    Asff,
    /// A report in GitHub's Markdown: what fails with evidence, attack paths, frameworks
    Markdown,
    /// The same report as one page for a browser: charts, no script, opens without a network
    Html,
}

/// `compliance`.
#[derive(Debug, Clone, Args)]
pub struct ComplianceArgs {
    /// The framework by the start of its name: hipaa, pci, nist, gdpr, cis, well-architected, fsbp,
    /// aisf, "ai best"; all of them in a line each when absent
    pub framework: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = ComplianceFormat::Table)]
    pub format: ComplianceFormat,
    /// Write to this file (0600) instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Evaluate a saved inventory instead of calling AWS
    #[arg(long, value_name = "FILE")]
    pub inventory: Option<PathBuf>,
    /// Exit with 1 when a requirement is not met
    #[arg(long)]
    pub fail: bool,
}

/// Output formats of `compliance`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ComplianceFormat {
    /// Aligned text for people
    Table,
    /// JSON
    Json,
    /// A report in Markdown
    Markdown,
}

/// Output formats of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Text for people
    Table,
    /// JSON
    Json,
}

/// `checks`.
#[derive(Debug, Subcommand)]
pub enum ChecksCommand {
    /// Every check with severity, service, frameworks and the ids other tools use
    List {
        /// Output format
        #[arg(long, value_enum, default_value_t = ListFormat::Table)]
        format: ListFormat,
    },
    /// One check in full
    Show {
        /// The id, e.g. kms.cmk_rotation_enabled
        id: String,
        /// Output format
        #[arg(long, value_enum, default_value_t = ListFormat::Table)]
        format: ListFormat,
    },
}

/// `stack`.
#[derive(Debug, Subcommand)]
pub enum StackCommand {
    /// Write a blueprint from a scenario's preset
    New {
        /// healthcare, fraud, inference, pipeline or blank
        #[arg(long, default_value = "healthcare")]
        scenario: String,
        /// The stack's name: 1 to 32 of a-z, 0-9 and -
        #[arg(long)]
        name: String,
        /// dev, staging or prod
        #[arg(long, default_value = "dev")]
        stage: String,
        /// Write to this file; it must not exist yet
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Show what apply would do, and the posture before and after
    Plan {
        /// The blueprint
        blueprint: PathBuf,
        /// Output format
        #[arg(long, value_enum, default_value_t = ListFormat::Table)]
        format: ListFormat,
    },
    /// Plan, ask, then provision with each step verified
    Apply {
        /// The blueprint
        blueprint: PathBuf,
        /// Confirm without asking
        #[arg(long)]
        yes: bool,
    },
    /// Go on with an apply or destroy that was interrupted
    Resume {
        /// The stack's name, or its blueprint
        stack: String,
    },
    /// Read every resource of a stack back and compare
    Verify {
        /// The stack's name, or its blueprint
        stack: String,
    },
    /// Take a stack down in reverse order
    Destroy {
        /// The stack's name, or its blueprint
        stack: String,
        /// The stack's name again: confirms without asking
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
        /// Also delete the objects in its buckets
        #[arg(long)]
        purge: bool,
    },
    /// Write the same stack for Terraform, CloudFormation or the AWS CLI
    Export {
        /// The blueprint
        blueprint: PathBuf,
        /// What to write it as
        #[arg(long, value_enum)]
        format: ExportFormat,
        /// The account it is for [default: that of the stack's journal, else of the credentials]
        #[arg(long, value_name = "ID", value_parser = account)]
        account: Option<String>,
        /// Write to this file (0600) instead of standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// The stacks that have a journal
    List,
}

/// Output formats of `stack export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// HCL, with an import block for each resource of a stack that was applied from here
    Terraform,
    /// A template in YAML
    Cloudformation,
    /// A bash script of AWS CLI calls
    Cli,
}

/// `demo`.
#[derive(Debug, Subcommand)]
pub enum DemoCommand {
    /// Serve the embedded account over HTTP to tools on this computer
    Serve(ServeArgs),
}

/// `demo serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The port; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 4566)]
    pub port: u16,
    /// The address, which must be a loopback address
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// Serve an account without resources
    #[arg(long)]
    pub empty: bool,
}

fn account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("an account id is twelve digits".to_owned())
    }
}

fn severity(text: &str) -> Result<Severity, String> {
    text.parse()
        .map_err(|_| "use critical, high, medium, low or informational".to_owned())
}
