//! What concerns the account as a whole: root causes, attack paths, frameworks,
//! and what could not be read.

use super::escape::{code, words};
use crate::cli::scan::summary::{Summary, counted, granted_by, pass_rate, share, standing, step};
use crate::posture::Finding;
use crate::posture::compliance::Standing;
use crate::posture::reach::AttackPath;
use std::fmt::Write as _;

/// Why what fails fails, the heaviest cause first.
pub(super) fn root_causes(out: &mut String, summary: &Summary<'_>) {
    out.push_str("\n## Root causes\n\n");
    let causes = summary.causes();
    if causes.is_empty() {
        out.push_str("Nothing fails.\n");
        return;
    }
    out.push_str(
        "| findings | worst | weight | accounts | cause | what mends it |\n|--:|---|--:|--:|---|---|\n",
    );
    for cause in causes {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            cause.findings.len(),
            cause.severity,
            cause.weight,
            cause.accounts.len(),
            words(&cause.words),
            words(&cause.fix)
        );
    }
    let more = summary.report.root_causes.len() - causes.len();
    if more > 0 {
        let _ = writeln!(out, "\nAnd {}.", counted(more, "lighter cause"));
    }
}

pub(super) fn attack_paths(out: &mut String, summary: &Summary<'_>) {
    out.push_str("\n## Attack paths\n\n");
    let attacks = &summary.attacks;
    if attacks.paths.is_empty() {
        let _ = writeln!(
            out,
            "None of {} people and parties outside was found to reach one of {}.",
            attacks.asked,
            counted(attacks.prizes.len(), "thing at stake")
        );
    } else {
        let _ = writeln!(out, "{}", words(&summary.paths_in_short()));
    }
    let mut remedies = summary.remedies().peekable();
    if remedies.peek().is_some() {
        out.push_str(
            "\n### What to mend first\n\n| closes | of the paths that go by it | statement |\n|--:|--:|---|\n",
        );
    }
    for remedy in remedies {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            remedy.closes,
            remedy.paths.len(),
            code(&remedy.statement)
        );
    }
    if !attacks.paths.is_empty() {
        out.push_str("\n### The shortest\n");
    }
    for path in summary.paths_told() {
        told(out, summary, path);
    }
    out.push('\n');
    for caveat in &attacks.caveats {
        let _ = writeln!(out, "- {}", words(caveat));
    }
    if attacks.cut {
        let _ = writeln!(out, "- There are paths of more than {} steps.", attacks.max_hops);
    }
}

fn told(out: &mut String, summary: &Summary<'_>, path: &AttackPath) {
    let prize = summary.attacks.prize_of(path);
    let _ = writeln!(
        out,
        "\n**{}:** {} {} → {} {}\n",
        path.answer.word(),
        path.who.word(),
        code(&path.name),
        prize.stake.word(),
        code(&prize.name)
    );
    for (number, hop) in (1..).zip(summary.attacks.hops_of(path)) {
        let (title, joined) = step(hop);
        let _ = writeln!(out, "{number}. {} {joined} {}", words(title), code(&hop.to));
        for granted in granted_by(hop) {
            let _ = writeln!(out, "   - {}", code(&granted));
        }
    }
}

pub(super) fn frameworks(out: &mut String, summary: &Summary<'_>) {
    out.push_str(
        "\n## Frameworks\n\n| framework | verdicts that pass | requirements met | not met | unknown | nothing to ask \
         | by hand |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for compliance in &summary.frameworks {
        let of = |how| standing(compliance, how);
        let _ = writeln!(
            out,
            "| {}, version {} | {} | {} | {} | {} | {} | {} |",
            words(compliance.title),
            words(compliance.version),
            share(pass_rate(compliance)),
            of(Standing::Met),
            of(Standing::NotMet),
            of(Standing::Unknown),
            of(Standing::NothingToAsk),
            of(Standing::ByHand)
        );
    }
    out.push_str("\n`aisec-tui compliance NAME --format markdown` tells each requirement.\n");
}

pub(super) fn unknown(out: &mut String, summary: &Summary<'_>) {
    out.push_str("\n## What is unknown, and why\n\n");
    let gaps = &summary.report.gaps;
    if gaps.is_empty() && summary.total.unknown == 0 {
        out.push_str("Everything that the checks asked for was read.\n");
        return;
    }
    if !gaps.is_empty() {
        out.push_str("What could not be listed:\n\n| kind | Region | why |\n|---|---|---|\n");
    }
    for gap in gaps {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            words(gap.kind.label()),
            code(gap.region.as_str()),
            code(&gap.gap.to_string())
        );
    }
    if summary.total.unknown > 0 {
        let _ = writeln!(
            out,
            "\n{} that could not be reached:\n\n| severity | check | resource | field | why |\n|---|---|---|---|---|",
            counted(summary.total.unknown, "verdict")
        );
    }
    for asked in summary.undecided() {
        for finding in &asked.unknown {
            undecided(out, finding);
        }
    }
}

fn undecided(out: &mut String, finding: &Finding) {
    let fields: Vec<&str> = finding.evidence().iter().map(|e| e.field).collect();
    let _ = writeln!(
        out,
        "| {} | `{}` | {} | {} | {} |",
        finding.severity(),
        finding.check.id,
        code(finding.resource().as_str()),
        code(&fields.join(", ")),
        code(finding.reason().unwrap_or("the reason was not said"))
    );
}
