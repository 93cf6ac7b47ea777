//! The one table of AWS calls: service, name, read or write, pace, and the IAM
//! actions that each needs.
//!
//! - [`reads`]: what collectors call, and what the plan engine looks at
//! - [`writes`]: what a confirmed plan may do and undo
//! - [`read_only_policy`]: the IAM policy for looking, made from the table
//!
//! The interlock, the pacing and the shipped policy all read it; a call that is
//! not here cannot be made.

mod read_only_policy;
mod reads;
mod writes;

pub use read_only_policy::read_only_policy;

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

/// `service:Name` with the service in lower case, as IAM writes it. The SDK's
/// own service names are `KMS`, `SageMaker`, `IoT`, ….
pub fn qualified(service: &str, name: &str) -> String {
    format!("{}:{name}", service.to_lowercase())
}

/// Every row.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    reads::SCAN.iter().chain(reads::OBSERVE).chain(writes::WRITES)
}

/// The row of a call, by the SDK's or IAM's service name.
pub fn find(service: &str, name: &str) -> Option<&'static Operation> {
    all().find(|o| o.name == name && o.service.eq_ignore_ascii_case(service))
}

/// The row of `service:Name`.
pub fn named(operation: &str) -> Option<&'static Operation> {
    let (service, name) = operation.split_once(':')?;
    find(service, name)
}
