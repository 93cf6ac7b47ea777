//! What the checks say about a resource: outcome, evidence, why, fix,
//! frameworks. Failures come first.

use super::{Line, Sources};
use crate::app::sanitise;
use crate::app::table::RowId;
use crate::app::tabs::{Tone, severity, status};
use crate::posture::{Finding, Level, Requirement, Stake, Status, Strength};
use std::collections::BTreeMap;

/// How many requirements of a framework are told.
const STRONGEST: usize = 5;

/// The lines of the section.
pub(super) fn lines(id: &RowId, sources: Sources<'_>) -> Vec<Line> {
    let Some(arn) = id.arn() else {
        return vec![Line::new("No check speaks about this row.", Tone::Dim)];
    };
    let chosen = match id {
        RowId::Finding(check, _) => Some(*check),
        _ => None,
    };
    let mut findings: Vec<&Finding> = sources.digest.report.of_resource(arn).iter().collect();
    findings.sort_by_key(|f| {
        let first = chosen != Some(f.check.id);
        (first, f.status, std::cmp::Reverse(f.severity()))
    });
    if findings.is_empty() {
        return vec![Line::new("No check speaks about this resource.", Tone::Dim)];
    }
    let mut lines = Vec::new();
    let stake = sources.inventory.get(arn);
    let stake = stake.map(|r| sources.digest.report.stakes.of(sources.inventory, r));
    for finding in findings {
        if finding.status == Status::Pass && chosen != Some(finding.check.id) {
            lines.push(head(finding));
        } else {
            full(finding, stake.as_ref(), &mut lines);
        }
    }
    lines
}

fn head(finding: &Finding) -> Line {
    let (mark, outcome, tone) = status(finding.status);
    let (glyph, word, severe) = severity(finding.severity());
    let severe = if finding.status == Status::Fail {
        severe
    } else {
        Tone::Dim
    };
    Line::new(format!("{mark} {outcome:<8}"), tone)
        .and(format!("{glyph} {word:<14}"), severe)
        .and(finding.check.title, Tone::Plain)
}

fn full(finding: &Finding, stake: Option<&Stake>, lines: &mut Vec<Line>) {
    lines.push(head(finding));
    if let Some(stake) = stake.filter(|s| s.level != Level::NoneKnown) {
        at_stake(finding, stake, lines);
    }
    for evidence in finding.evidence() {
        lines.push(label("evidence", evidence.field, Tone::Accent));
        lines.push(label("  value", &evidence.value, Tone::Plain));
        lines.push(label("  wanted", evidence.wanted, Tone::Pass));
    }
    if let Some(reason) = finding.reason() {
        lines.push(label("unknown", reason, Tone::Unknown));
    }
    lines.push(label("why", finding.check.why, Tone::Plain));
    lines.push(label("fix", finding.check.fix.words, Tone::Plain));
    let counted = |r: &&Requirement| r.strength != Strength::Loose;
    let mut frameworks: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
    for requirement in finding.check.requirements().iter().filter(counted) {
        let of = frameworks.entry(requirement.framework.name()).or_default();
        of.push(requirement);
    }
    for (name, requirements) in frameworks {
        let text = format!("{name}: {}", strongest(&requirements));
        lines.push(label("framework", &text, Tone::Dim));
    }
    lines.push(label("check", finding.check.id, Tone::Dim));
    lines.push(label("first seen", &finding.first_seen.rfc3339(), Tone::Dim));
    lines.push(Line::default());
}

/// What data is at stake and why, and what that makes of the severity.
fn at_stake(finding: &Finding, stake: &Stake, lines: &mut Vec<Line>) {
    let (check, raised) = (finding.check.severity, finding.severity());
    let words = if raised == check {
        stake.level.word().to_owned()
    } else {
        format!("{}: the check is {check}, and {raised} here", stake.level.word())
    };
    let tone = match stake.level {
        Level::Restricted => Tone::High,
        Level::NotKnown => Tone::Unknown,
        _ => Tone::Plain,
    };
    lines.push(label("at stake", &words, tone));
    for reason in &stake.reasons {
        lines.push(label("  since", reason, Tone::Plain));
    }
}

/// The strongest of a framework's requirements, and how many more there are.
fn strongest(requirements: &[&Requirement]) -> String {
    let mark = |r: &&Requirement| {
        if r.inferred {
            format!("~{}", r.id)
        } else {
            r.id.to_owned()
        }
    };
    let mut told: Vec<String> = requirements.iter().take(STRONGEST).map(mark).collect();
    if requirements.len() > STRONGEST {
        told.push(format!("and {} more", requirements.len() - STRONGEST));
    }
    told.join(", ")
}

fn label(name: &str, value: &str, tone: Tone) -> Line {
    Line::new(format!("  {name:<12} "), Tone::Dim).and(sanitise::clean(value, sanitise::LINE_LIMIT), tone)
}
