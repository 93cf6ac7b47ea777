//! A framework as a report in Markdown: the summary, a table of the
//! requirements, then what is open under each.

use super::{Page, share};
use crate::cli::output::plain;
use crate::posture::compliance::{Compliance, Requirement, Standing};
use std::fmt::Write as _;

/// The report.
pub(super) fn render(page: &Page) -> String {
    let regions: Vec<&str> = page
        .regions
        .iter()
        .map(crate::inventory::Region::as_str)
        .collect();
    let mut out = format!(
        "# Compliance of account {}\n\nRead {} in {}.\n",
        page.account.as_str(),
        page.at.rfc3339(),
        regions.join(", ")
    );
    for compliance in &page.frameworks {
        framework(&mut out, compliance, page);
    }
    out.push_str(
        "\nA requirement is met when something was asked and every verdict passes; a verdict that could not be \
         reached is unknown, never a pass. `~` marks this project's own mapping, which a person must confirm.\n",
    );
    out
}

fn framework(out: &mut String, compliance: &Compliance, page: &Page) {
    let _ = writeln!(
        out,
        "\n## {} ({})\n\nMet, of the requirements that checks decide: {}.",
        cell(compliance.title),
        compliance.version,
        share(compliance.percent())
    );
    if !page.whole {
        return;
    }
    out.push_str("\n| requirement | asks for | standing | passes | verdicts |\n|---|---|---|---|---|\n");
    for requirement in &compliance.requirements {
        let tally = requirement.tally;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} pass, {} fail, {} unknown |",
            requirement.clause.id,
            cell(requirement.title()),
            requirement.standing.word(),
            share(requirement.percent()),
            tally.pass,
            tally.fail,
            tally.unknown,
        );
    }
    for requirement in &compliance.requirements {
        if requirement.answers.iter().any(|a| !a.open.is_empty()) {
            open(out, requirement, page);
        }
    }
    by_hand(out, compliance);
}

fn open(out: &mut String, requirement: &Requirement, page: &Page) {
    let _ = writeln!(
        out,
        "\n### {}: {}\n",
        requirement.clause.id,
        cell(requirement.title())
    );
    for answer in requirement.answers.iter().filter(|a| !a.open.is_empty()) {
        let mark = if answer.own { "~" } else { "" };
        let _ = writeln!(out, "- {mark}`{}`", answer.check);
        for finding in answer.open.iter().filter_map(|at| page.findings.get(*at)) {
            let resource = plain(finding.resource().as_str()).replace('`', "'");
            let _ = writeln!(out, "  - {} `{resource}`", finding.status.word());
        }
    }
}

fn by_hand(out: &mut String, compliance: &Compliance) {
    out.push_str("\n### What no check can say\n\n");
    for requirement in &compliance.requirements {
        if let Some(words) = &requirement.clause.by_hand {
            let part = match requirement.standing {
                Standing::ByHand => "",
                _ => " (in part)",
            };
            let _ = writeln!(
                out,
                "- {}{part}, {}: {}",
                requirement.clause.id,
                cell(requirement.title()),
                cell(words)
            );
        }
    }
}

/// Text that stays within its cell.
fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}
