//! Frameworks and requirements as aligned text.

use super::{Page, share};
use crate::cli::output::plain;
use crate::posture::compliance::{Compliance, Requirement, Standing};
use std::fmt::Write as _;

/// One line a framework; for one that was named, each requirement too.
pub(super) fn render(page: &Page) -> String {
    let mut out = String::new();
    for compliance in &page.frameworks {
        if page.whole {
            whole(&mut out, compliance, page);
        } else {
            line(&mut out, compliance);
        }
    }
    if !page.whole {
        out.push_str("\nOf the requirements that checks decide, the share that is met; `compliance NAME` tells each.\n");
    }
    out
}

fn line(out: &mut String, compliance: &Compliance) {
    let counts = compliance.standings();
    let of = |standing| counts.get(&standing).copied().unwrap_or(0);
    let _ = writeln!(
        out,
        "{:<17} {:>5}  {:>3} met  {:>3} not met  {:>3} unknown  {:>3} nothing to ask  {:>3} by hand",
        compliance.framework.name(),
        share(compliance.percent()),
        of(Standing::Met),
        of(Standing::NotMet),
        of(Standing::Unknown),
        of(Standing::NothingToAsk),
        of(Standing::ByHand),
    );
}

fn whole(out: &mut String, compliance: &Compliance, page: &Page) {
    let _ = writeln!(out, "{}, version {}\n", compliance.title, compliance.version);
    let width = compliance.requirements.iter().map(|r| r.clause.id.len()).max();
    for requirement in &compliance.requirements {
        told(out, requirement, width.unwrap_or(0), page);
    }
    out.push('\n');
    line(out, compliance);
    out.push_str("~ our own mapping, in no published one: a person must confirm it.\n");
}

fn told(out: &mut String, requirement: &Requirement, width: usize, page: &Page) {
    let _ = writeln!(
        out,
        "{:<14} {:>5}  {:<width$}  {}",
        requirement.standing.word(),
        share(requirement.percent()),
        requirement.clause.id,
        requirement.title(),
    );
    for answer in requirement.answers.iter().filter(|a| !a.open.is_empty()) {
        let mark = if answer.own { "~" } else { " " };
        let _ = writeln!(
            out,
            "{:>21} {mark}{}: {} pass, {} fail, {} unknown",
            "", answer.check, answer.tally.pass, answer.tally.fail, answer.tally.unknown,
        );
        for finding in answer.open.iter().filter_map(|at| page.findings.get(*at)) {
            let status = finding.status.word();
            let _ = writeln!(
                out,
                "{:>25} {status:<7} {}",
                "",
                plain(finding.resource().as_str())
            );
        }
    }
    if let Some(words) = &requirement.clause.by_hand {
        let _ = writeln!(out, "{:>21}  by hand: {words}", "");
    }
}
