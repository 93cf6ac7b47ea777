//! What comes of a question: who can, by which hops, on whose word.

use super::principal::Who;
use serde::Serialize;
use std::fmt;

/// How sure it is. The order is from the surest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// It can.
    Yes,
    /// It can, if conditions hold on which the inventory says nothing.
    If,
    /// It cannot be told: something that bears on it could not be read.
    CannotTell,
}

impl Rank {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "can",
            Self::If => "can, if",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// A statement that bears on a hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The policy that it is in, as people call it.
    pub policy: String,
    /// Its `Sid`, or its place counted from 1; empty for a rule of AWS itself.
    pub statement: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.statement.is_empty() {
            f.write_str(&self.policy)
        } else {
            write!(f, "{} of {}", self.statement, self.policy)
        }
    }
}

impl Permission {
    /// What gives it, in a line.
    pub fn given_by(&self) -> String {
        let by: Vec<String> = self.by.iter().map(Said::to_string).collect();
        by.join(", ")
    }
}

/// One permission that a hop needs, and what gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// Who asks, where it is not the one who makes the hop: the service that
    /// assumes a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The action.
    pub action: String,
    /// On what.
    pub resource: String,
    /// The statements that allow it.
    pub by: Vec<Said>,
    /// How sure it is.
    pub rank: Rank,
    /// What has to be so for it, or why it cannot be told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub provided: Vec<String>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// Which way it is: `assume`, `act`, or the id of a way such as `sagemaker-002`.
    pub way: String,
    /// What is done, in words.
    pub title: String,
    /// No source describes it: it follows by analogy.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
    /// Who does it.
    pub from: String,
    /// What it leads to: a principal, or the resource at the end.
    pub to: String,
    /// What it needs.
    pub permissions: Vec<Permission>,
}

/// A principal that can, or of which it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reacher {
    /// Its kind.
    pub who: Who,
    /// Its ARN, account, provider or service.
    pub principal: String,
    /// What people call it.
    pub name: String,
    /// How sure it is.
    pub answer: Rank,
    /// What has to be so, or why it cannot be told; of all hops.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub provided: Vec<String>,
    /// The shortest path, the action itself last.
    pub path: Vec<Hop>,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhoCan {
    /// The action.
    pub action: String,
    /// The resource, as it was understood.
    pub resource: String,
    /// Who can: the surest and shortest first.
    pub principals: Vec<Reacher>,
    /// How many principals were asked.
    pub asked: usize,
    /// The most hops that were followed.
    pub max_hops: usize,
    /// There may be longer paths than that.
    pub cut: bool,
    /// What the answer does not take into account, or could not.
    pub caveats: Vec<String>,
}
