//! Findings as aligned text for people: the worst first, then a summary.

use super::causes::Cause;
use super::report::ScanReport;
use crate::cli::output::plain;
use crate::posture::{Finding, Severity, Status};
use std::fmt::Write as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Root causes that are told.
const CAUSES: usize = 5;

/// What a cause may take of 80 columns.
const CAUSE_WIDTH: usize = 63;

/// The findings that fail or are unknown (all of them with `all`), then what
/// could not be read, then the score.
pub fn render(report: &ScanReport, all: bool) -> String {
    let rows: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|f| all || f.status != Status::Pass)
        .collect();
    let mut out = String::new();
    let width = rows.iter().map(|f| f.check.id.len()).max().unwrap_or(0);
    for finding in &rows {
        draw(&mut out, report, finding, width);
    }
    if !rows.is_empty() {
        out.push('\n');
    }
    root_causes(&mut out, &report.root_causes);
    for gap in &report.gaps {
        let _ = writeln!(
            out,
            "not read: every {} in {}: {}",
            gap.kind.label(),
            gap.region,
            plain(&gap.gap.to_string())
        );
    }
    for account in &report.accounts {
        let name = format!("{} {}", account.account, plain(&account.name));
        let _ = match (&account.failed, account.score) {
            (None, Some(score)) => writeln!(
                out,
                "account {name}: {} failing, score {score}, coverage {:.0} %",
                account.failing,
                account.coverage * 100.0
            ),
            (why, _) => writeln!(
                out,
                "account {name}: not read: {}",
                plain(why.as_deref().unwrap_or(""))
            ),
        };
    }
    summary(&mut out, report);
    out
}

fn draw(out: &mut String, report: &ScanReport, finding: &Finding, width: usize) {
    let _ = writeln!(
        out,
        "{:<7} {:<8} {:<width$}  {}",
        finding.status.word(),
        finding.severity(),
        finding.check.id,
        plain(finding.resource().as_str()),
    );
    if let Some(reason) = finding.reason() {
        let _ = writeln!(out, "{:17}{}", "", plain(reason));
    }
    if let Some(why) = report.raised(finding).filter(|_| finding.status != Status::Pass) {
        let _ = writeln!(out, "{:17}{}", "", plain(&why));
    }
    for evidence in finding
        .evidence()
        .iter()
        .filter(|_| finding.status != Status::Pass)
    {
        let _ = writeln!(
            out,
            "{:17}{} is {}; wanted {}",
            "",
            evidence.field,
            plain(&evidence.value),
            plain(evidence.wanted)
        );
    }
}

/// The heaviest causes of what fails, within 80 columns.
fn root_causes(out: &mut String, causes: &[Cause]) {
    if causes.is_empty() {
        return;
    }
    let _ = writeln!(out, "root causes, the heaviest first:");
    for cause in causes.iter().take(CAUSES) {
        let findings = cause.findings.len();
        let _ = writeln!(
            out,
            "  {findings:>5} {:<8} {}",
            cause.severity,
            fitting(&plain(&cause.words), CAUSE_WIDTH)
        );
    }
    if causes.len() > CAUSES {
        let _ = writeln!(out, "        and {} more", causes.len() - CAUSES);
    }
    out.push('\n');
}

/// A text cut to a width.
fn fitting(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}

fn summary(out: &mut String, report: &ScanReport) {
    let counted = |status, severity: Severity| {
        report
            .findings
            .iter()
            .filter(|f| f.status == status && f.severity() == severity)
            .count()
    };
    let failing: Vec<String> = Severity::ALL
        .into_iter()
        .map(|severity| (counted(Status::Fail, severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{count} {severity}"))
        .collect();
    let total = |status| report.findings.iter().filter(|f| f.status == status).count();
    let failing = if failing.is_empty() {
        String::new()
    } else {
        format!(" ({})", failing.join(", "))
    };
    let _ = writeln!(
        out,
        "account {} in {}: score {} of 100, coverage {:.1} %",
        report.account,
        report
            .regions
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        report.score,
        report.coverage * 100.0
    );
    let _ = writeln!(
        out,
        "{} fail{failing}, {} unknown, {} pass; {} API calls",
        total(Status::Fail),
        total(Status::Unknown),
        total(Status::Pass),
        report.api_calls
    );
}
