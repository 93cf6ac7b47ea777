//! A framework as data: its requirements and the checks that bear on each,
//! read once from the files in `data/`.

use super::Framework;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// One framework, in one version.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// The framework; its name is what people type and JSON says.
    pub name: Framework,
    /// Its full title.
    pub title: String,
    /// The version that the ids belong to: numbers differ between versions.
    pub version: String,
    /// Where the ids come from.
    pub source: String,
    /// Its requirements, in its own order.
    #[serde(rename = "requirement")]
    pub clauses: Vec<Clause>,
}

/// One requirement, and the checks that say something of it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Its id in the framework, e.g. `164.312(a)(2)(iv)`.
    pub id: String,
    /// What it asks for, in a few words; that of its first check when empty.
    #[serde(default)]
    pub title: String,
    /// It is about the programme as a whole: of a check's requirements it is
    /// named after those that are about what the check reads.
    #[serde(default)]
    pub general: bool,
    /// Checks that a published mapping names.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Checks that this project mapped: a person must confirm them.
    #[serde(default)]
    pub own: Vec<String>,
    /// Checks that a published mapping names, though they are hardly about it.
    /// They are shown last and do not count.
    #[serde(default)]
    pub loose: Vec<String>,
    /// What no check can say.
    #[serde(default)]
    pub by_hand: Option<String>,
}

/// How strongly a check speaks for a requirement, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It is what the requirement asks for.
    Direct,
    /// The requirement is about the programme as a whole.
    General,
    /// Published, though hardly about it.
    Loose,
}

impl Clause {
    /// The checks that count, with whether this project mapped them.
    pub fn counted(&self) -> impl Iterator<Item = (&str, bool)> {
        let published = self.checks.iter().map(|id| (id.as_str(), false));
        published.chain(self.own.iter().map(|id| (id.as_str(), true)))
    }

    /// Every check that is named, with its strength and whether this project
    /// mapped it.
    pub fn named(&self) -> impl Iterator<Item = (&str, Strength, bool)> {
        let strength = if self.general {
            Strength::General
        } else {
            Strength::Direct
        };
        let counted = self.counted().map(move |(id, own)| (id, strength, own));
        counted.chain(self.loose.iter().map(|id| (id.as_str(), Strength::Loose, false)))
    }
}

/// The files, in the order of [`Framework::ALL`].
const FILES: [&str; 9] = [
    include_str!("data/hipaa.toml"),
    include_str!("data/pci-dss.toml"),
    include_str!("data/nist-800-53.toml"),
    include_str!("data/gdpr.toml"),
    include_str!("data/cis-aws.toml"),
    include_str!("data/well-architected.toml"),
    include_str!("data/fsbp.toml"),
    include_str!("data/ai-security-framework.toml"),
    include_str!("data/ai-best-practices.toml"),
];

static STANDARDS: LazyLock<Vec<Standard>> = LazyLock::new(|| {
    let read =
        |text: &&str| toml::from_str(text).expect("the files are part of the program, and a test reads them");
    FILES.iter().map(read).collect()
});

/// Every framework, in the order of [`Framework::ALL`].
pub fn standards() -> &'static [Standard] {
    &STANDARDS
}
