//! The one table of AWS calls: service, name, read or write, pace, and the IAM
//! actions that each needs.
//!
//! - [`reads`], [`reads_generative`], [`reads_sagemaker`]: what collectors call, and what the plan
//!   engine looks at
//! - [`watching`]: what collectors call of the services that watch over the rest
//! - [`writes`]: what a confirmed plan may do and undo
//! - [`read_only_policy`]: the IAM policy for looking, made from the table
//!
//! The interlock, the pacing and the shipped policy all read it; a call that is
//! not here cannot be made.

mod read_only_policy;
mod reads;
mod reads_generative;
mod reads_sagemaker;
mod watching;
mod writes;

pub use read_only_policy::read_only_policies;

/// Whether a call changes the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// It changes nothing: always allowed.
    Read,
    /// It changes the account: needs a permit.
    Write,
}

/// Who makes the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Use {
    /// Collectors: part of the read-only policy.
    Scan,
    /// The plan engine only.
    Plan,
}

/// How fast a call may be repeated, per Region and account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// Quotas of a hundred a second and more (most KMS reads, S3).
    Fast,
    /// About twenty a second (EC2 and SageMaker describes).
    Steady,
    /// About five a second (account-wide listings, most writes).
    Slow,
    /// CloudTrail's `LookupEvents`: two a second.
    Lookup,
    /// EC2's bucket for `CreateVpcEndpoint`: four, then 0.3 a second.
    Trickle,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// The service prefix, e.g. `kms`.
    pub service: &'static str,
    /// The API's name, e.g. `ListKeys`.
    pub name: &'static str,
    /// Read or write.
    pub class: Class,
    /// Who makes it.
    pub needed_by: Use,
    /// How fast.
    pub pace: Pace,
    /// The IAM actions it takes; mostly one, not always of the same name.
    pub actions: &'static [&'static str],
}

impl Operation {
    /// `kms:ListKeys`: the name in plans, gaps and permits.
    pub fn qualified(&self) -> String {
        qualified(self.service, self.name)
    }
}

/// Services that the SDK names otherwise than the table does, letter case
/// aside. S3 Control has the prefix of S3 in IAM, and operations of the same
/// names: here it has one of its own.
const SDK_NAMES: &[(&str, &str)] = &[
    ("Bedrock Agent", "bedrock"),
    ("Bedrock AgentCore Control", "bedrock-agentcore"),
    ("CloudWatch Logs", "logs"),
    ("Config Service", "config"),
    ("S3 Control", "s3control"),
];

/// The table's name of a service, from the SDK's or its own.
fn service_of(name: &str) -> &str {
    let found = SDK_NAMES.iter().find(|(sdk, _)| *sdk == name);
    found.map_or(name, |(_, service)| service)
}

/// `service:Name` with the service in lower case, as IAM writes it. The SDK's
/// own service names are `KMS`, `SageMaker`, `CloudWatch Logs`, ….
pub fn qualified(service: &str, name: &str) -> String {
    format!("{}:{name}", service_of(service).to_lowercase())
}

/// Every row.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    let reads = reads::SCAN
        .iter()
        .chain(reads_generative::SCAN)
        .chain(reads_sagemaker::SCAN)
        .chain(watching::SCAN);
    reads.chain(reads::OBSERVE).chain(writes::WRITES)
}

/// The row of a call, by the SDK's or IAM's service name.
pub fn find(service: &str, name: &str) -> Option<&'static Operation> {
    let service = service_of(service);
    all().find(|o| o.name == name && o.service.eq_ignore_ascii_case(service))
}

/// The row of `service:Name`.
pub fn named(operation: &str) -> Option<&'static Operation> {
    let (service, name) = operation.split_once(':')?;
    find(service, name)
}
