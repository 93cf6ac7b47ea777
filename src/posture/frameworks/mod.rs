//! Which requirement of which framework a setting answers for. A check names
//! its settings; the rest of the code asks the check.

mod rows;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The frameworks that findings are mapped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Framework {
    /// The HIPAA Security Rule, 45 CFR part 164.
    #[serde(rename = "HIPAA")]
    Hipaa,
    /// PCI DSS 4.0.
    #[serde(rename = "PCI DSS 4.0")]
    PciDss,
    /// NIST SP 800-53 revision 5.
    #[serde(rename = "NIST 800-53 r5")]
    Nist80053,
    /// The General Data Protection Regulation.
    #[serde(rename = "GDPR")]
    Gdpr,
    /// CIS AWS Foundations Benchmark 7.0.
    #[serde(rename = "CIS AWS 7.0")]
    CisAws,
    /// The security pillar of the AWS Well-Architected Framework.
    #[serde(rename = "Well-Architected")]
    WellArchitected,
    /// AWS Foundational Security Best Practices.
    #[serde(rename = "FSBP")]
    Fsbp,
    /// AWS AI Security Framework.
    #[serde(rename = "AISF")]
    Aisf,
}

impl Framework {
    /// Every framework, in the order of the table's columns.
    pub const ALL: [Self; 8] = [
        Self::Hipaa,
        Self::PciDss,
        Self::Nist80053,
        Self::Gdpr,
        Self::CisAws,
        Self::WellArchitected,
        Self::Fsbp,
        Self::Aisf,
    ];

    /// The name shown to people and written in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hipaa => "HIPAA",
            Self::PciDss => "PCI DSS 4.0",
            Self::Nist80053 => "NIST 800-53 r5",
            Self::Gdpr => "GDPR",
            Self::CisAws => "CIS AWS 7.0",
            Self::WellArchitected => "Well-Architected",
            Self::Fsbp => "FSBP",
            Self::Aisf => "AISF",
        }
    }

    /// Finds a framework by the start of its name, whatever the case and
    /// punctuation: `hipaa`, `pci`, `nist`, `cis`, `well-architected`.
    pub fn find(text: &str) -> Option<Self> {
        let plain = |s: &str| -> String {
            s.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase())
                .collect()
        };
        let wanted = plain(text);
        Self::ALL
            .into_iter()
            .find(|f| !wanted.is_empty() && plain(f.name()).starts_with(&wanted))
    }
}

impl fmt::Display for Framework {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One requirement of a framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Requirement {
    /// The framework.
    pub framework: Framework,
    /// Its id there, e.g. `164.312(a)(2)(iv)`.
    pub id: &'static str,
    /// Mapped by analogy, in no published mapping: a person must confirm it.
    pub inferred: bool,
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.inferred { "~" } else { "" };
        write!(f, "{} {mark}{}", self.framework, self.id)
    }
}

/// The rows of the framework table: what is configured, not how it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// KMS customer managed key rotation.
    KeyRotation,
    /// KMS keys are not deleted unintentionally.
    KeyDeletion,
    /// KMS key policies are not public.
    KeyPolicy,
    /// S3 SSE-KMS with a bucket key.
    BucketEncryption,
    /// S3 Block Public Access.
    BucketPublicAccess,
    /// S3 over TLS only.
    BucketTls,
    /// S3 versioning.
    BucketVersioning,
    /// S3 access logging.
    BucketLogging,
    /// S3 without cross-account access.
    BucketCrossAccount,
    /// Macie on, with jobs over training buckets.
    Macie,
    /// IAM without administrators and escalation.
    LeastPrivilege,
    /// Confused-deputy conditions in trust policies.
    ConfusedDeputy,
    /// VPC flow logs.
    FlowLogs,
    /// VPC endpoints (PrivateLink).
    PrivateLink,
    /// CloudTrail in every Region.
    TrailOn,
    /// CloudTrail log file validation.
    TrailValidation,
    /// CloudTrail logs under a KMS key.
    TrailEncryption,
    /// Notebooks without direct internet access.
    NotebookInternet,
    /// Notebooks without root access.
    NotebookRoot,
    /// Notebook volumes under a KMS key.
    NotebookEncryption,
    /// Notebooks in a VPC.
    NotebookVpc,
    /// Training in network isolation.
    TrainingIsolation,
    /// Training traffic between containers encrypted.
    TrainingTls,
    /// Training volumes and outputs under a KMS key.
    TrainingEncryption,
    /// Models in isolation, in a VPC.
    ModelIsolation,
    /// Endpoint storage and data capture under a KMS key.
    EndpointEncryption,
    /// Bedrock guardrails.
    Guardrail,
    /// Bedrock invocation logging.
    InvocationLogging,
    /// Kinesis streams under a KMS key.
    StreamEncryption,
    /// Security groups closed to the internet.
    SecurityGroups,
    /// Subnets without public addresses by default.
    PublicIps,
    /// EBS encryption by default.
    VolumeEncryption,
    /// The root user's keys and MFA.
    RootUser,
    /// IMDSv2 on notebooks.
    InstanceMetadata,
    /// Endpoints on two instances or more.
    Availability,
}

/// The requirements that some settings answer for, by framework in the order
/// of the columns, the strongest first, each once.
pub fn requirements(settings: &[Setting]) -> Vec<Requirement> {
    let mut found: Vec<Requirement> = Vec::new();
    for (column, framework) in Framework::ALL.into_iter().enumerate() {
        let rows = settings
            .iter()
            .filter_map(|setting| rows::ROWS.get(*setting as usize).map(|(_, cells)| cells));
        for text in rows.flat_map(|cells| cells[column].split(", ")) {
            let id = text.trim_start_matches('~');
            if !id.is_empty() && !found.iter().any(|r| r.framework == framework && r.id == id) {
                found.push(Requirement {
                    framework,
                    id,
                    inferred: text.starts_with('~'),
                });
            }
        }
    }
    found
}

/// Requirement ids by framework name: the shape that JSON and tables use.
pub fn by_framework(
    requirements: &[Requirement],
    wanted: impl Fn(&Requirement) -> bool,
) -> BTreeMap<Framework, Vec<&'static str>> {
    let mut by: BTreeMap<Framework, Vec<&'static str>> = BTreeMap::new();
    for requirement in requirements.iter().filter(|r| wanted(r)) {
        by.entry(requirement.framework).or_default().push(requirement.id);
    }
    by
}

/// Whether the table's rows stand in the order of [`Setting`], which lookups
/// rely on.
pub fn table_is_in_order() -> bool {
    rows::ROWS
        .iter()
        .enumerate()
        .all(|(at, (setting, _))| *setting as usize == at)
}
