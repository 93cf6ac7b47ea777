//! Findings as comma-separated values that a spreadsheet opens as text.

use super::report::ScanReport;
use std::fmt::Write as _;

/// The findings as RFC 4180 text with a header line.
pub fn render(report: &ScanReport) -> String {
    let mut out = String::from(
        "check,status,severity,resource,resource_type,region,account,title,evidence,remediation,check_severity,stake\r\n",
    );
    for finding in &report.findings {
        let evidence = finding
            .evidence()
            .iter()
            .map(|e| format!("{} = {} (wanted: {})", e.field, e.value, e.wanted))
            .collect::<Vec<_>>()
            .join("; ");
        let stake = report.stake(finding).map_or_else(
            || finding.stake.word().to_owned(),
            |stake| stake.in_short(usize::MAX),
        );
        let cells = [
            finding.check.id,
            finding.status.word(),
            finding.severity().word(),
            finding.resource().as_str(),
            finding.resource_type().label(),
            finding.region().as_str(),
            finding.account().as_str(),
            finding.check.title,
            evidence.as_str(),
            finding.check.fix.words,
            finding.check.severity.word(),
            stake.as_str(),
        ];
        let line: Vec<String> = cells.iter().map(|c| cell(c)).collect();
        let _ = write!(out, "{}\r\n", line.join(","));
    }
    out
}

/// One quoted cell. Text that a spreadsheet would run as a formula gets an
/// apostrophe in front (OWASP: CSV injection).
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
