//! Frameworks as data: which requirement of which framework a check answers for.
//!
//! - [`standard`]: a framework, its version and its requirements, read from
//!   `data/`, a file each
//!
//! The files are the only place that maps checks to requirements; the rest of
//! the code asks the check.

mod standard;

use serde::{Deserialize, Serialize};
pub use standard::{Clause, Standard, Strength, standards};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::LazyLock;

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
    /// AWS AI Security Best Practices, the Security Hub standard.
    #[serde(rename = "AI Best Practices")]
    AiBestPractices,
}

impl Framework {
    /// Every framework, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Hipaa,
        Self::PciDss,
        Self::Nist80053,
        Self::Gdpr,
        Self::CisAws,
        Self::WellArchitected,
        Self::Fsbp,
        Self::Aisf,
        Self::AiBestPractices,
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
            Self::AiBestPractices => "AI Best Practices",
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

impl Framework {
    /// Its requirements.
    pub fn standard(self) -> &'static Standard {
        &standards()[self as usize]
    }
}

impl fmt::Display for Framework {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One requirement of a framework that a check answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Requirement {
    /// The framework.
    pub framework: Framework,
    /// How strongly the check speaks for it.
    pub strength: Strength,
    /// Mapped by this project, in no published mapping: a person must confirm it.
    pub inferred: bool,
    /// Its id there, e.g. `164.312(a)(2)(iv)`.
    pub id: &'static str,
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.inferred { "~" } else { "" };
        write!(f, "{} {mark}{}", self.framework, self.id)
    }
}

static BY_CHECK: LazyLock<HashMap<&'static str, Vec<Requirement>>> = LazyLock::new(|| {
    let mut by: HashMap<&str, Vec<Requirement>> = HashMap::new();
    for standard in standards() {
        for clause in &standard.clauses {
            for (check, strength, inferred) in clause.named() {
                by.entry(check).or_default().push(Requirement {
                    framework: standard.name,
                    strength,
                    inferred,
                    id: &clause.id,
                });
            }
        }
    }
    for requirements in by.values_mut() {
        // Stable: of the same strength, the framework's own order.
        requirements.sort_by_key(|r| (r.framework, r.strength, r.inferred));
    }
    by
});

/// The requirements that a check answers for, by framework in the order of
/// [`Framework::ALL`], the strongest first.
pub fn requirements(check: &str) -> &'static [Requirement] {
    BY_CHECK.get(check).map_or(&[], Vec::as_slice)
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
