//! Attack paths as Detection Findings of OCSF: who gets to what, by which
//! steps, and on whose word.

use super::super::report::ScanReport;
use super::identity;
use super::ocsf::{DETECTION, cloud, event, milliseconds};
use crate::posture::Severity;
use crate::posture::reach::{AttackPath, AttackPaths, Hop, Permission, Prize, Rank, Stake, Who};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The most remedies that are named of one path.
const REMEDIES: usize = 3;

/// The paths at or above a severity, an event each.
pub(super) fn events<'r>(
    report: &'r ScanReport,
    all: &'r AttackPaths,
    least: Option<Severity>,
) -> impl Iterator<Item = Value> + 'r {
    let mut seen: HashMap<(&str, &str, Stake), usize> = HashMap::new();
    all.paths.iter().enumerate().filter_map(move |(at, path)| {
        let prize = all.prize_of(path);
        let times = seen.entry((&path.from, &prize.arn, prize.stake)).or_default();
        let nth = *times;
        *times += 1;
        least
            .is_none_or(|least| severity(path) >= least)
            .then(|| detection(report, all, at, nth))
    })
}

/// How bad a path is. Access as roles are meant to give it is worth knowing; a
/// step beyond that is an escalation, and worst from outside the account.
fn severity(path: &AttackPath) -> Severity {
    let sure = path.answer == Rank::Yes;
    let outside = matches!(path.who, Who::Outside | Who::Account | Who::Everyone);
    match (path.escalates || path.who == Who::Everyone, sure) {
        (true, true) if outside => Severity::Critical,
        (true, true) => Severity::High,
        (true, false) => Severity::Medium,
        (false, _) => Severity::Low,
    }
}

fn detection(report: &ScanReport, all: &AttackPaths, at: usize, nth: usize) -> Value {
    let path = &all.paths[at];
    let prize = all.prize_of(path);
    let account = report.account.as_str();
    let uid = identity::of_path(account, path, prize, nth);
    let (confidence_id, confidence) = confidence(path.answer);
    let title = title(path, prize);
    let steps: Vec<String> = all.hops_of(path).map(step).collect();
    let region = prize.arn.split(':').nth(3).map(crate::inventory::Region::from);
    let members = json!({
        "message": title,
        "status_id": 1,
        "status": "New",
        "is_alert": path.escalates || path.who == Who::Everyone,
        "confidence_id": confidence_id,
        "confidence": confidence,
        "cloud": cloud(account, region.as_ref()),
        "finding_info": {
            "uid": uid,
            "title": title,
            "desc": steps.join("; then "),
            "types": ["Attack Path"],
            "analytic": {
                "uid": "attack-paths",
                "name": "Paths from people and from outside to what is at stake",
                "type": "Rule",
                "type_id": 1,
            },
            "created_time": milliseconds(report.finished),
            "last_seen_time": milliseconds(report.finished),
        },
        "evidences": all.hops_of(path).map(evidence).collect::<Vec<_>>(),
        "resources": [resource(account, prize)],
        "remediation": remediation(all, at),
        "unmapped": {
            "principal": path.from,
            "answer": path.answer.word(),
            "escalates": path.escalates,
            "stake": prize.stake.word(),
            "caveats": all.caveats,
        },
    });
    event(report, &DETECTION, &uid, severity(path), members)
}

/// How sure it is; what cannot be told has no confidence, not a low one.
fn confidence(rank: Rank) -> (u32, &'static str) {
    match rank {
        Rank::Yes => (3, "High"),
        Rank::If => (2, "Medium"),
        Rank::CannotTell => (0, "Unknown"),
    }
}

fn title(path: &AttackPath, prize: &Prize) -> String {
    let can = match path.answer {
        Rank::Yes => "can get to",
        Rank::If => "can get, on conditions, to",
        Rank::CannotTell => "gets, as far as can be told, to",
    };
    format!(
        "{} {} {can} {} {}",
        path.who.word(),
        path.name,
        prize.stake.word(),
        prize.name
    )
}

fn step(hop: &Hop) -> String {
    format!("{} → {}: {}", hop.from, hop.to, hop.title)
}

fn evidence(hop: &Hop) -> Value {
    json!({
        "uid": hop.way,
        "name": hop.title,
        "actor": {"user": {"name": hop.from}},
        "data": {
            "from": hop.from,
            "to": hop.to,
            "by_analogy": hop.derived,
            "permissions": hop.permissions.iter().map(permission).collect::<Vec<_>>(),
        },
    })
}

fn permission(permission: &Permission) -> Value {
    json!({
        "caller": permission.caller,
        "action": permission.action,
        "resource": permission.resource,
        "given_by": permission.given_by(),
        "answer": permission.rank.word(),
        "provided": permission.provided,
    })
}

fn resource(account: &str, prize: &Prize) -> Value {
    let kind = match prize.stake {
        Stake::Dataset => "AWS::S3::Bucket",
        Stake::Key => "AWS::KMS::Key",
        Stake::Model => "AWS::SageMaker::Model",
        Stake::ExecutionRole => "AWS::IAM::Role",
    };
    json!({
        "uid": prize.arn,
        "name": prize.name,
        "type": kind,
        "owner": {"account": {"uid": account, "type": "AWS Account", "type_id": 10}},
    })
}

/// The statements whose mending closes the path; none when no single one does.
fn remediation(all: &AttackPaths, at: usize) -> Option<Value> {
    let of_use = all
        .remedies
        .iter()
        .filter(|r| r.closes > 0 && r.paths.contains(&at));
    let words: Vec<String> = of_use
        .take(REMEDIES)
        .map(|r| format!("{} (closes {} of {} paths)", r.statement, r.closes, r.paths.len()))
        .collect();
    (!words.is_empty()).then(|| json!({"desc": format!("Mend first: {}", words.join("; "))}))
}
