//! What concerns the account as a whole: attack paths, frameworks with their
//! requirements, and what could not be read.

use super::Column::{Number, Words};
use super::markup::Markup;
use super::{badge, charts, code, code_cell, number, table};
use crate::cli::scan::summary::{Summary, counted, granted_by, share, standing, step};
use crate::posture::compliance::{Compliance, Requirement, Standing};
use crate::posture::reach::{AttackPath, Hop};
use crate::posture::{Finding, Severity};

/// How many there are, what to mend first, and the shortest.
pub(super) fn attack_paths(page: &mut Markup, summary: &Summary<'_>) {
    let attacks = &summary.attacks;
    if attacks.paths.is_empty() {
        let asked = attacks.asked;
        let prizes = counted(attacks.prizes.len(), "thing at stake");
        let none = format!("None of {asked} people and parties outside was found to reach one of {prizes}.");
        page.tag("p", &[], &none);
    } else {
        page.tag("p", &[], &summary.paths_in_short());
    }
    if summary.remedies().next().is_some() {
        page.tag("h3", &[], "What to mend first");
        let head = [
            Number("closes"),
            Number("of the paths that go by it"),
            Words("statement"),
        ];
        table(page, &head, |body| {
            for remedy in summary.remedies() {
                body.within("tr", &[], |row| {
                    number(row, remedy.closes);
                    number(row, remedy.paths.len());
                    code_cell(row, &remedy.statement, &[]);
                });
            }
        });
    }
    if !attacks.paths.is_empty() {
        page.tag("h3", &[], "The shortest");
    }
    for path in summary.paths_told() {
        told(page, summary, path);
    }
    page.within("ul", &[("class", &"muted")], |list| {
        for caveat in &attacks.caveats {
            list.tag("li", &[], caveat);
        }
        if attacks.cut {
            let more = format!("There are paths of more than {} steps.", attacks.max_hops);
            list.tag("li", &[], &more);
        }
    });
}

fn told(page: &mut Markup, summary: &Summary<'_>, path: &AttackPath) {
    let prize = summary.attacks.prize_of(path);
    page.within("p", &[], |p| {
        p.tag("b", &[], path.answer.word());
        p.text(&format!(": {} ", path.who.word()));
        code(p, &path.name);
        p.text(&format!(" → {} ", prize.stake.word()));
        code(p, &prize.name);
    });
    page.within("ol", &[("class", &"path")], |list| {
        for hop in summary.attacks.hops_of(path) {
            list.within("li", &[], |item| step_of(item, hop));
        }
    });
}

fn step_of(item: &mut Markup, hop: &Hop) {
    let (title, joined) = step(hop);
    item.text(&format!("{title} {joined} "));
    code(item, &hop.to);
    for granted in granted_by(hop) {
        item.tag("span", &[("class", &"grant")], &granted);
    }
}

/// The share that is met of each, and its requirements.
pub(super) fn frameworks(page: &mut Markup, summary: &Summary<'_>) {
    charts::frameworks(page, summary);
    for compliance in &summary.frameworks {
        page.within("details", &[], |details| framework(details, compliance));
    }
}

fn framework(page: &mut Markup, compliance: &Compliance) {
    page.within("summary", &[], |line| {
        let title = format!("{}, version {}", compliance.title, compliance.version);
        line.tag("span", &[("class", &"what")], &title);
        let of = |how| standing(compliance, how);
        let counts = format!(
            "{} met, {} not met, {} unknown, {} nothing to ask, {} by hand",
            of(Standing::Met),
            of(Standing::NotMet),
            of(Standing::Unknown),
            of(Standing::NothingToAsk),
            of(Standing::ByHand)
        );
        line.tag("span", &[("class", &"count")], &counts);
    });
    let head = [
        Words("requirement"),
        Words("asks for"),
        Words("standing"),
        Number("passes"),
        Words("verdicts"),
        Words("what no check can say"),
    ];
    table(page, &head, |body| {
        for requirement in &compliance.requirements {
            body.within("tr", &[], |row| clause(row, requirement));
        }
    });
}

fn clause(row: &mut Markup, requirement: &Requirement) {
    let (mark, class) = match requirement.standing {
        Standing::Met => ("✓ ", "pass"),
        Standing::NotMet => ("✕ ", "fail"),
        Standing::Unknown => ("? ", "unknown"),
        Standing::NothingToAsk | Standing::ByHand => ("", "muted"),
    };
    let tally = requirement.tally;
    let verdicts = format!(
        "{} pass, {} fail, {} unknown",
        tally.pass, tally.fail, tally.unknown
    );
    row.tag("th", &[("scope", &"row")], &requirement.clause.id);
    row.tag("td", &[], requirement.title());
    row.tag(
        "td",
        &[("class", &class)],
        &format!("{mark}{}", requirement.standing.word()),
    );
    row.tag("td", &[("class", &"number")], &share(requirement.percent()));
    row.tag("td", &[], &verdicts);
    row.tag("td", &[], requirement.clause.by_hand.as_deref().unwrap_or(""));
}

/// What could not be listed, and the verdicts that could not be reached.
pub(super) fn unknown(page: &mut Markup, summary: &Summary<'_>) {
    let gaps = &summary.report.gaps;
    if gaps.is_empty() && summary.total.unknown == 0 {
        page.tag("p", &[], "Everything that the checks asked for was read.");
        return;
    }
    if !gaps.is_empty() {
        page.tag("h3", &[], "What could not be listed");
        table(page, &["kind", "Region", "why"].map(Words), |body| {
            for gap in gaps {
                body.within("tr", &[], |row| {
                    row.tag("th", &[("scope", &"row")], gap.kind.label());
                    row.tag("td", &[("class", &"region")], gap.region.as_str());
                    code_cell(row, &gap.gap.to_string(), &[]);
                });
            }
        });
    }
    if summary.total.unknown > 0 {
        let title = format!(
            "{} that could not be reached",
            counted(summary.total.unknown, "verdict")
        );
        page.tag("h3", &[], &title);
    }
    for severity in Severity::ALL {
        let of = summary
            .undecided()
            .filter(|asked| asked.check.severity == severity);
        for asked in of {
            page.within("details", &[], |details| {
                details.within("summary", &[], |line| {
                    badge(line, severity);
                    line.tag("span", &[("class", &"what")], asked.check.title);
                    line.within("span", &[("class", &"count")], |count| {
                        count.tag("span", &[("class", &"unknown")], "? ");
                        count.text(&format!(
                            "unknown on {} of {}",
                            asked.tally.unknown,
                            asked.tally.all()
                        ));
                    });
                });
                table(
                    details,
                    &["resource", "field", "wanted", "why"].map(Words),
                    |body| {
                        for finding in &asked.unknown {
                            body.within("tr", &[], |row| undecided(row, finding));
                        }
                    },
                );
            });
        }
    }
}

fn undecided(row: &mut Markup, finding: &Finding) {
    let joined = |of: fn(&crate::posture::Evidence) -> &'static str| -> String {
        let all: Vec<&str> = finding.evidence().iter().map(of).collect();
        all.join(", ")
    };
    row.within("th", &[("scope", &"row")], |cell| {
        cell.tag("span", &[("class", &"name")], finding.resource_name());
        code(cell, finding.resource().as_str());
    });
    code_cell(row, &joined(|e| e.field), &[]);
    row.tag("td", &[], &joined(|e| e.wanted));
    code_cell(row, finding.reason().unwrap_or("the reason was not said"), &[]);
}
