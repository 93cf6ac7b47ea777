//! The typed policy document: what a policy says, apart from how it is written.
//!
//! - [`parse`]: text to document, with line and column of what is wrong
//! - [`print`]: document to the canonical text
//! - [`places`]: where in its text each element stands
//!
//! Source: IAM User Guide, "Grammar of the IAM JSON policy language".

mod parse;
mod places;
mod print;

pub use places::{ConditionPlace, ElementPlace, Places, StatementPlaces};

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A policy document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// `Version` as written; a document without one is read as 2008-10-17.
    pub version: Option<Version>,
    /// `Id`.
    pub id: Option<String>,
    /// The statements, in order.
    pub statements: Vec<Statement>,
}

/// The two versions of the policy language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// `2008-10-17`: no policy variables.
    V2008,
    /// `2012-10-17`.
    V2012,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`; absent in identity policies.
    pub principal: Option<PrincipalElement>,
    /// `Action` or `NotAction`.
    pub action: Select,
    /// `Resource` or `NotResource`; absent in trust policies.
    pub resource: Option<Select>,
    /// Every operator and key of `Condition`; all must hold.
    pub conditions: Vec<Condition>,
    /// The bytes of the statement in the text it was read from.
    pub span: Span,
}

/// `Allow` or `Deny`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Grants.
    Allow,
    /// Forbids, whatever else grants.
    Deny,
}

/// The values of `Action`/`Resource`, or of `NotAction`/`NotResource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Select {
    /// What one of the patterns matches.
    Only(Vec<String>),
    /// What none of the patterns matches.
    AllBut(Vec<String>),
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalElement {
    /// These principals.
    Only(Vec<Principal>),
    /// All principals but these.
    AllBut(Vec<Principal>),
}

/// One principal of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// The bare `"*"`: everyone, without or with credentials.
    Everyone,
    /// `AWS`: an account id, an ARN, a unique id, or `*`.
    Aws(String),
    /// `Service`, e.g. `sagemaker.amazonaws.com`.
    Service(String),
    /// `Federated`: a SAML or OIDC provider.
    Federated(String),
    /// `CanonicalUser`: an S3 account by its canonical id.
    CanonicalUser(String),
}

/// One operator and key of a `Condition` with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The operator as written, e.g. `ForAnyValue:StringLikeIfExists`.
    pub operator: String,
    /// The key as written, e.g. `aws:SourceAccount`.
    pub key: String,
    /// The values; numbers and booleans as text.
    pub values: Vec<String>,
}

/// Where a statement stands in its text. Where a thing was written is not
/// part of what it says: all spans are equal.
#[derive(Clone, Debug, Default)]
pub struct Span(pub Range<usize>);

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

/// Why a text is not a policy document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct ParseError {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong, in a sentence.
    pub reason: String,
    /// The id that IAM Access Analyzer gives to this kind of error.
    pub code: &'static str,
}

impl Document {
    /// Whether policy variables (`${aws:username}`) are read in it.
    pub fn has_variables(&self) -> bool {
        self.version == Some(Version::V2012)
    }
}

impl Version {
    /// As AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2008 => "2008-10-17",
            Self::V2012 => "2012-10-17",
        }
    }
}

impl Select {
    /// The patterns, whichever way they select.
    pub fn patterns(&self) -> &[String] {
        match self {
            Self::Only(patterns) | Self::AllBut(patterns) => patterns,
        }
    }

    /// Whether this is the `Not…` form.
    pub fn is_negated(&self) -> bool {
        matches!(self, Self::AllBut(_))
    }
}

impl PrincipalElement {
    /// The principals, whichever way they select.
    pub fn principals(&self) -> &[Principal] {
        match self {
            Self::Only(principals) | Self::AllBut(principals) => principals,
        }
    }

    /// Whether the statement speaks of everyone: `*`, `{"AWS": "*"}`, or
    /// everyone but some.
    pub fn is_everyone(&self) -> bool {
        match self {
            Self::Only(principals) => principals.iter().any(Principal::is_everyone),
            Self::AllBut(_) => true,
        }
    }
}

impl Principal {
    /// `*`, in either spelling.
    pub fn is_everyone(&self) -> bool {
        match self {
            Self::Everyone => true,
            Self::Aws(value) => value == "*",
            _ => false,
        }
    }

    /// The type and value under which it is written; `None` for a bare `*`.
    pub fn parts(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Everyone => None,
            Self::Aws(value) => Some(("AWS", value)),
            Self::Service(value) => Some(("Service", value)),
            Self::Federated(value) => Some(("Federated", value)),
            Self::CanonicalUser(value) => Some(("CanonicalUser", value)),
        }
    }
}
