//! The root causes as they are told: of one account or of many, of what is
//! listed only.

use crate::inventory::{AccountId, Arn, Inventory};
use crate::posture::{Finding, RootKind, Severity, Status, root_causes};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Findings that fail for one reason.
#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    /// What they have in common.
    pub kind: RootKind,
    /// What they are grouped by, the same from scan to scan.
    pub key: String,
    /// The cause in words; names in them are untrusted text.
    #[serde(rename = "cause")]
    pub words: String,
    /// What mends it once.
    pub fix: String,
    /// The worst severity among the findings.
    pub severity: Severity,
    /// What the findings weigh in the score.
    pub weight: u64,
    /// The accounts that have it.
    pub accounts: Vec<AccountId>,
    /// The findings, the worst first.
    pub findings: Vec<Member>,
}

/// One of the findings.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    /// The check.
    pub check: &'static str,
    /// The resource.
    pub resource: Arn,
    /// How bad it is.
    pub severity: Severity,
    #[serde(skip)]
    account: AccountId,
}

impl Member {
    fn of(finding: &Finding) -> Self {
        Self {
            check: finding.check.id,
            resource: finding.resource().clone(),
            severity: finding.severity(),
            account: finding.account().clone(),
        }
    }
}

/// The causes of one account.
pub fn of_account(findings: &[Finding], inventory: &Inventory) -> Vec<Cause> {
    let causes = root_causes(findings, inventory).into_iter();
    let told = causes.map(|cause| Cause {
        kind: cause.kind,
        key: cause.key,
        words: cause.cause,
        fix: cause.mend,
        severity: cause.severity,
        weight: cause.weight,
        accounts: cause.accounts,
        findings: cause
            .findings
            .iter()
            .map(|at| Member::of(&findings[*at]))
            .collect(),
    });
    told.collect()
}

/// The causes of several accounts: what has the same key has the same cause.
pub fn of_accounts(causes: impl IntoIterator<Item = Cause>) -> Vec<Cause> {
    let mut by_key: BTreeMap<(RootKind, String), Cause> = BTreeMap::new();
    for cause in causes {
        let key = (cause.kind, cause.key.clone());
        match by_key.get_mut(&key) {
            Some(known) => known.findings.extend(cause.findings),
            None => {
                by_key.insert(key, cause);
            }
        }
    }
    in_order(by_key.into_values().filter_map(counted))
}

/// The causes of what is listed, whatever else they have.
pub fn of_listed(causes: Vec<Cause>, listed: &[Finding]) -> Vec<Cause> {
    let mut failing: HashMap<&Arn, BTreeSet<&str>> = HashMap::new();
    for finding in listed.iter().filter(|f| f.status == Status::Fail) {
        failing
            .entry(finding.resource())
            .or_default()
            .insert(finding.check.id);
    }
    let is_listed = |m: &Member| failing.get(&m.resource).is_some_and(|ids| ids.contains(m.check));
    in_order(causes.into_iter().filter_map(|mut cause| {
        cause.findings.retain(is_listed);
        counted(cause)
    }))
}

/// The cause with its figures worked out anew; nothing when nothing is left.
fn counted(mut cause: Cause) -> Option<Cause> {
    cause.findings.sort_by(|a, b| {
        let of = |m: &Member| Reverse(m.severity);
        (of(a), &a.resource, a.check).cmp(&(of(b), &b.resource, b.check))
    });
    cause.severity = cause.findings.first()?.severity;
    cause.weight = cause.findings.iter().map(|m| m.severity.weight()).sum();
    let accounts: BTreeSet<&AccountId> = cause.findings.iter().map(|m| &m.account).collect();
    cause.accounts = accounts.into_iter().cloned().collect();
    Some(cause)
}

/// The heaviest first, then the largest; what weighs the same by its key.
fn in_order(causes: impl Iterator<Item = Cause>) -> Vec<Cause> {
    let mut causes: Vec<Cause> = causes.collect();
    causes.sort_by(|a, b| {
        let of = |c: &Cause| (Reverse(c.weight), Reverse(c.findings.len()));
        (of(a), a.kind, &a.key).cmp(&(of(b), b.kind, &b.key))
    });
    causes
}
