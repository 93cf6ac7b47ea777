//! The ways to a stronger principal, as data: which actions, and what they open.
//!
//! Sources: Rhino Security Labs' list of IAM privilege escalation,
//! pathfinding.cloud (sagemaker-001 to -005, bedrock-001 and -002), the
//! SageMaker page of HackTricks, Prowler (AgentCore). `(derived)` marks what
//! follows by analogy.
//!
//! - `table`: the ways

mod table;

pub use table::{TAKEOVERS, WAYS};

/// A combination of actions that, allowed together, lead further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// A stable name, e.g. `sagemaker-002`.
    pub id: &'static str,
    /// What the principal can do with it.
    pub title: &'static str,
    /// The actions; `iam:PassRole` goes without saying where a role is passed.
    pub actions: &'static [&'static str],
    /// What it leads to.
    pub opens: Opens,
}

/// What a way leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// A role that trusts this service and is passed to it with `iam:PassRole`.
    Passed(&'static str),
    /// The role that something existing runs as.
    RoleOf(Kept),
    /// The user that the action is on.
    User,
    /// The group that the action is on.
    Group,
    /// The role that the action is on.
    Trust,
    /// Any permission, within one's boundary, by a policy of one's own.
    Itself(Rewrite),
    /// The key that the action is on.
    Key,
    /// The bucket that the action is on.
    Bucket,
    /// Things of which no inventory is kept, so that it cannot be followed.
    Unseen(&'static str),
}

/// What exists and runs as a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A notebook instance.
    Notebook,
    /// The user profiles of a Studio domain.
    Domain,
    /// The objects that a model loads.
    ModelData,
}

/// Where one's own permissions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// On the user that one is.
    User,
    /// On the role that one is.
    Role,
    /// On a group that one is in.
    Group,
    /// In a policy of one's own that is attached to one.
    Attached,
}

/// The action that goes with every role that is passed.
pub const PASS: &str = "iam:PassRole";

impl Way {
    /// Whether no source describes it: it follows by analogy.
    pub fn is_derived(&self) -> bool {
        self.title.ends_with("(derived)")
    }

    /// Every action, passing a role included.
    pub fn all_actions(&self) -> impl Iterator<Item = &'static str> {
        let pass = matches!(self.opens, Opens::Passed(_)).then_some(PASS);
        pass.into_iter().chain(self.actions.iter().copied())
    }
}
