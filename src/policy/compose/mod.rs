//! From one workload to the matched set of least-privilege policies.
//!
//! - [`workload`]: what is to be protected
//! - [`clause`]: building statements, each with its reason
//! - [`persona`]: who works with it, and what each does with the key
//! - [`personas`]: the matched set of each persona
//! - `permissions`: the statements that several roles have in common
//! - [`roles`]: trust, execution roles, the caller who starts jobs
//! - [`keys`]: the key policy
//! - [`buckets`]: the policies of the data, output and log buckets
//! - [`endpoints`]: the policies of the VPC endpoints
//! - [`streams`]: the stream and the devices
//!
//! The texts follow the AWS guides named in each file. They may hold
//! `${step.Output}` references where the workload does.

pub mod buckets;
pub mod clause;
pub mod endpoints;
pub mod keys;
mod permissions;
pub mod persona;
pub mod personas;
pub mod roles;
pub mod streams;
pub mod workload;

pub use buckets::{bucket_policy, log_bucket_policy};
pub use endpoints::{ENDPOINT_SERVICES, endpoint_policy};
pub use keys::{first_key_policy, key_policy};
pub use persona::{KeyUse, Persona};
pub use personas::{compose_personas, shared_key_policy};
pub use roles::{
    caller_policy, execution_role, model_role, notebook_role, stream_role, training_role, trust,
};
pub use streams::{iot_policy, kinesis_policy};
pub use workload::{KeyService, Scenario, Stage, Workload};

use crate::policy::{Document, PolicyKind, Version};
use clause::Clause;

/// Where a policy is attached: the same kind of text is held to other quotas
/// and decides otherwise there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// To the principal or the resource that its kind says.
    Own,
    /// To a role as its permissions boundary, which grants nothing.
    Boundary,
}

/// One policy of the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// What it is attached to.
    pub kind: PolicyKind,
    /// Where it is attached.
    pub attachment: Attachment,
    /// Its name in the set: `trust`, `execution-role`, `endpoint-kms`, …
    pub name: String,
    /// The text: indented JSON.
    pub document: String,
    /// Each statement's `Sid` and why it is there.
    pub statements: Vec<(String, String)>,
}

impl Composed {
    /// The most characters AWS takes, and whether white space counts. A
    /// boundary is a managed policy: 6,144, without white space (IAM quotas).
    pub fn quota(&self) -> (usize, bool) {
        match self.attachment {
            Attachment::Own => self.kind.quota(),
            Attachment::Boundary => (6144, false),
        }
    }

    /// How many of those characters it has.
    pub fn size(&self) -> usize {
        match self.quota() {
            (_, true) => self.document.chars().count(),
            (_, false) => self.document.chars().filter(|c| !c.is_whitespace()).count(),
        }
    }
}

/// The whole set for a workload, by its scenario: what each names, the others
/// name alike.
pub fn compose(workload: &Workload) -> Vec<Composed> {
    let mut set = vec![trust(workload), execution_role(workload), key_policy(workload)];
    set.push(bucket_policy(workload, "bucket-data", &workload.data_bucket));
    set.push(bucket_policy(workload, "bucket-output", &workload.output_bucket));
    set.extend(log_bucket_policy(workload));
    set.extend(
        workload
            .endpoint_services
            .iter()
            .map(|s| endpoint_policy(workload, s)),
    );
    if workload.scenario.trains() {
        set.push(caller_policy(workload));
    }
    if workload.scenario == Scenario::Healthcare {
        set.push(notebook_role(workload));
    }
    set.extend(kinesis_policy(workload));
    if workload.devices {
        set.push(iot_policy(workload));
    }
    set
}

fn composed(kind: PolicyKind, name: impl Into<String>, clauses: Vec<Clause>) -> Composed {
    let mut document = Document {
        version: Some(Version::V2012),
        id: None,
        statements: Vec::new(),
    };
    let mut statements: Vec<(String, String)> = Vec::new();
    for clause in clauses {
        // Roles share clauses; a union of roles has each once.
        if statements.iter().any(|(sid, _)| sid == clause.sid) {
            continue;
        }
        statements.push((clause.sid.to_owned(), clause.why.to_owned()));
        document.statements.push(clause.statement);
    }
    Composed {
        kind,
        attachment: Attachment::Own,
        name: name.into(),
        document: document.to_json(),
        statements,
    }
}
