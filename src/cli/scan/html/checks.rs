//! What each check found: where it fails with the evidence, and where
//! everything passes.

use super::Column::{self, Number, Words};
use super::markup::Markup;
use super::{badge, code, code_cell, number, table};
use crate::cli::scan::summary::{Asked, Summary, counted, requirements};
use crate::posture::{Finding, Severity};

/// The checks that fail, worst first; what is critical stands open.
pub(super) fn failing(page: &mut Markup, summary: &Summary<'_>) {
    if summary.total.fail == 0 {
        page.tag("p", &[], "Nothing that was asked and listed fails.");
    }
    for severity in Severity::ALL {
        let checks: Vec<&Asked<'_>> = summary.failing(severity).collect();
        if checks.is_empty() {
            continue;
        }
        page.within("h3", &[("id", &severity)], |title| {
            badge(title, severity);
            let findings = counted(checks.iter().map(|c| c.fail.len()).sum(), "finding");
            let checks = counted(checks.len(), "check");
            title.text(&format!(" {findings} of {checks}"));
        });
        for asked in checks {
            check(page, summary, asked);
        }
    }
}

fn check(page: &mut Markup, summary: &Summary<'_>, asked: &Asked<'_>) {
    let check = asked.check;
    let body = |details: &mut Markup| {
        details.within("summary", &[], |line| {
            badge(line, asked.severity);
            line.tag("span", &[("class", &"what")], check.title);
            line.within("span", &[("class", &"count")], |count| {
                count.tag("span", &[("class", &"fail")], "✕ ");
                count.text(&asked.in_short());
            });
        });
        details.within("div", &[("class", &"inside")], |inside| {
            meaning(inside, asked);
            let head = ["resource", "Region", "field", "value", "wanted"].map(Column::Words);
            table(inside, &head, |body| {
                for finding in &asked.fail {
                    evidence(body, summary, finding);
                }
            });
        });
    };
    let anchor = asked.anchor();
    if asked.severity == Severity::Critical {
        page.within("details", &[("id", &anchor), ("open", &"open")], body);
    } else {
        page.within("details", &[("id", &anchor)], body);
    }
}

fn meaning(page: &mut Markup, asked: &Asked<'_>) {
    let check = asked.check;
    page.within("dl", &[], |list| {
        list.tag("dt", &[], "Why");
        list.tag("dd", &[], check.why);
        list.tag("dt", &[], "Fix");
        list.tag("dd", &[], check.fix.words);
        list.tag("dt", &[], "Check");
        list.within("dd", &[], |dd| code(dd, check.id));
        let requirements = requirements(check);
        if !requirements.is_empty() {
            list.tag("dt", &[], "Requirements");
            let told: Vec<String> = requirements
                .iter()
                .map(|(framework, ids)| format!("{framework} {ids}"))
                .collect();
            list.tag("dd", &[], &told.join("; "));
        }
    });
}

/// A row for each thing that was read, the resource before them.
fn evidence(table: &mut Markup, summary: &Summary<'_>, finding: &Finding) {
    let rows = finding.evidence().len().max(1);
    table.within("tr", &[], |row| {
        row.within("th", &[("scope", &"row"), ("rowspan", &rows)], |cell| {
            cell.tag("span", &[("class", &"name")], finding.resource_name());
            code(cell, finding.resource().as_str());
            if let Some(why) = summary.raised(finding) {
                cell.tag("span", &[("class", &"muted")], &why);
            }
        });
        row.tag(
            "td",
            &[("class", &"region"), ("rowspan", &rows)],
            finding.region().as_str(),
        );
        seen(row, finding, 0);
    });
    for at in 1..rows {
        table.within("tr", &[], |row| seen(row, finding, at));
    }
}

fn seen(row: &mut Markup, finding: &Finding, at: usize) {
    let Some(evidence) = finding.evidence().get(at) else {
        row.tag("td", &[("colspan", &3)], "nothing was read");
        return;
    };
    code_cell(row, evidence.field, &[]);
    code_cell(row, &evidence.value, &[("class", &"fail")]);
    row.tag("td", &[], evidence.wanted);
}

/// The checks that pass wherever they were asked.
pub(super) fn passing(page: &mut Markup, summary: &Summary<'_>) {
    let passing: Vec<&Asked<'_>> = summary.passing().collect();
    let words = format!(
        "{} pass wherever they were asked",
        counted(passing.len(), "check")
    );
    page.within("details", &[], |details| {
        details.within("summary", &[], |line| {
            line.tag("span", &[("class", &"pass")], "✓");
            line.tag("span", &[("class", &"what")], &words);
        });
        let head = [
            Words("check"),
            Words("severity"),
            Number("passes"),
            Words("what holds"),
        ];
        table(details, &head, |body| {
            for asked in passing {
                body.within("tr", &[], |row| {
                    code_cell(row, asked.check.id, &[]);
                    row.tag("td", &[], asked.check.severity.word());
                    number(row, asked.tally.pass);
                    row.tag("td", &[], asked.check.title);
                });
            }
        });
    });
}
