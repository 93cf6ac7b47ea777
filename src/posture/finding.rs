//! What one check found about one resource.

use super::check::Check;
use super::frameworks;
use super::severity::Severity;
use super::stakes::{Level, Stake};
use super::verdict::{Evidences, Verdict};
use crate::inventory::{AccountId, Arn, Kind, Region, Resource, Timestamp};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use std::sync::Arc;

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// It is not as wanted.
    Fail,
    /// It cannot be said.
    Unknown,
    /// It is as wanted.
    Pass,
}

impl Status {
    /// The word shown to people and written in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fail => "FAIL",
            Self::Unknown => "UNKNOWN",
            Self::Pass => "PASS",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A resource, as it was when the check was made.
    Resource(Arc<Resource>),
    /// A kind of resource in a Region as a whole.
    Scope(Arc<Scope>),
}

/// A kind of resource in a Region as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// `arn:aws:SERVICE:REGION:ACCOUNT:*`.
    pub arn: Arn,
    /// Its words for people, e.g. `every trail`.
    pub name: String,
    /// The kind.
    pub kind: Kind,
    /// The Region.
    pub region: Region,
    /// The account.
    pub account: AccountId,
}

impl Scope {
    /// The scope of a kind in a Region.
    pub fn new(kind: Kind, region: &Region, account: &AccountId) -> Self {
        let place = if *region == Region::global() {
            ""
        } else {
            region.as_str()
        };
        Self {
            arn: Arn::new(format!(
                "arn:{}:{}:{place}:{account}:*",
                partition(region),
                kind.service()
            )),
            name: format!("every {} in {region}", kind.label()),
            kind,
            region: region.clone(),
            account: account.clone(),
        }
    }
}

fn partition(region: &Region) -> &'static str {
    match region.as_str() {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// What a check said, held once for every resource that it said the same of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    status: Status,
    evidence: Evidences,
    reason: Option<Box<str>>,
}

impl Said {
    pub(super) fn status(&self) -> Status {
        self.status
    }

    /// Takes a verdict apart; `None` when the check does not apply.
    pub(super) fn of(verdict: Verdict) -> Option<Self> {
        let (status, evidence, reason) = match verdict {
            Verdict::Pass(evidence) => (Status::Pass, evidence, None),
            Verdict::Fail(evidence) => (Status::Fail, evidence, None),
            Verdict::Unknown(reason, evidence) => (Status::Unknown, evidence, Some(reason.into_boxed_str())),
            Verdict::NotApplicable => return None,
        };
        Some(Self {
            status,
            evidence,
            reason,
        })
    }
}

/// What one check found about one resource.
///
/// There are millions of these in a large account, so one is 48 bytes: the
/// check is static, the resource is shared with the inventory, and what was
/// said with every finding that says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub check: &'static Check,
    /// The outcome.
    pub status: Status,
    /// What it is about.
    pub subject: Subject,
    /// What data is at stake with the resource.
    pub stake: Level,
    said: Arc<Said>,
    /// When this outcome was first seen.
    pub first_seen: Timestamp,
}

impl Finding {
    /// Makes a finding of a verdict; `None` when the check does not apply.
    pub fn new(check: &'static Check, subject: Subject, verdict: Verdict, now: Timestamp) -> Option<Self> {
        Some(Self::of(check, subject, Arc::new(Said::of(verdict)?), now))
    }

    /// Makes a finding of what a check said.
    pub(super) fn of(check: &'static Check, subject: Subject, said: Arc<Said>, now: Timestamp) -> Self {
        Self {
            check,
            status: said.status,
            subject,
            stake: Level::NoneKnown,
            said,
            first_seen: now,
        }
    }

    /// What was read.
    pub fn evidence(&self) -> &Evidences {
        &self.said.evidence
    }

    /// Why the outcome is unknown.
    pub fn reason(&self) -> Option<&str> {
        self.said.reason.as_deref()
    }

    /// The severity of the check, one step more where restricted data is at
    /// stake.
    pub fn severity(&self) -> Severity {
        self.stake.weighed(self.check.severity)
    }

    /// The finding about a resource with this at stake.
    #[must_use]
    pub fn with_stake(mut self, stake: Level) -> Self {
        self.stake = stake;
        self
    }

    /// The finding as it is printed, with the reasons of what is at stake.
    pub fn told<'f>(&'f self, stake: Option<&'f Stake>) -> Told<'f> {
        Told { finding: self, stake }
    }

    /// The ARN of the resource, or of the scope.
    pub fn resource(&self) -> &Arn {
        match &self.subject {
            Subject::Resource(resource) => &resource.arn,
            Subject::Scope(scope) => &scope.arn,
        }
    }

    /// What people call the resource.
    pub fn resource_name(&self) -> &str {
        match &self.subject {
            Subject::Resource(resource) => &resource.name,
            Subject::Scope(scope) => &scope.name,
        }
    }

    /// The kind of the resource.
    pub fn resource_type(&self) -> Kind {
        match &self.subject {
            Subject::Resource(resource) => resource.kind(),
            Subject::Scope(scope) => scope.kind,
        }
    }

    /// The Region of the resource.
    pub fn region(&self) -> &Region {
        match &self.subject {
            Subject::Resource(resource) => &resource.region,
            Subject::Scope(scope) => &scope.region,
        }
    }

    /// The account of the resource.
    pub fn account(&self) -> &AccountId {
        match &self.subject {
            Subject::Resource(resource) => &resource.account,
            Subject::Scope(scope) => &scope.account,
        }
    }

    /// What findings are sorted by: the resource, then the check.
    pub(super) fn key(&self) -> (&str, &'static str) {
        (self.resource().as_str(), self.check.id)
    }
}

/// A finding with what is at stake, as it is printed.
#[derive(Clone, Copy, Debug)]
pub struct Told<'f> {
    finding: &'f Finding,
    stake: Option<&'f Stake>,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.told(None).serialize(serializer)
    }
}

/// The shape of a finding in `scan --format json`.
impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let finding = self.finding;
        let level = Stake::from(finding.stake);
        let requirements = finding.check.requirements();
        let mut out = serializer.serialize_struct("Finding", 19)?;
        out.serialize_field("check", finding.check.id)?;
        out.serialize_field("status", &finding.status)?;
        out.serialize_field("severity", &finding.severity())?;
        out.serialize_field("check_severity", &finding.check.severity)?;
        out.serialize_field("stake", self.stake.unwrap_or(&level))?;
        out.serialize_field("resource", finding.resource())?;
        out.serialize_field("resource_name", finding.resource_name())?;
        out.serialize_field("resource_type", &finding.resource_type())?;
        out.serialize_field("region", finding.region())?;
        out.serialize_field("account", finding.account())?;
        out.serialize_field("service", finding.check.service())?;
        out.serialize_field("title", finding.check.title)?;
        out.serialize_field("evidence", finding.evidence())?;
        out.serialize_field("reason", &finding.reason())?;
        out.serialize_field("why", finding.check.why)?;
        out.serialize_field("frameworks", &frameworks::by_framework(requirements, |_| true))?;
        out.serialize_field(
            "frameworks_inferred",
            &frameworks::by_framework(requirements, |r| r.inferred),
        )?;
        out.serialize_field("remediation", finding.check.fix.words)?;
        out.serialize_field("first_seen", &finding.first_seen)?;
        out.end()
    }
}
