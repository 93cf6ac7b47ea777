//! The root causes: what is wrong once, what mends it, and what fails by it.

use super::markup::Markup;
use super::{badge, code};
use crate::cli::scan::causes::Cause;
use crate::cli::scan::summary::{Summary, counted};

/// Findings of a cause that are named.
const NAMED: usize = 50;

/// The heaviest causes, each with its findings folded away.
pub(super) fn heaviest(page: &mut Markup, summary: &Summary<'_>) {
    let causes = summary.causes();
    if causes.is_empty() {
        page.tag("p", &[], "Nothing fails.");
    }
    for cause in causes {
        page.within("details", &[], |details| told(details, cause));
    }
    let more = summary.report.root_causes.len() - causes.len();
    if more > 0 {
        let words = format!("And {}.", counted(more, "lighter cause"));
        page.tag("p", &[("class", &"muted")], &words);
    }
}

fn told(details: &mut Markup, cause: &Cause) {
    details.within("summary", &[], |line| {
        badge(line, cause.severity);
        line.tag("span", &[("class", &"what")], &cause.words);
        let findings = counted(cause.findings.len(), "finding");
        let count = match cause.accounts.len() {
            0 | 1 => findings,
            accounts => format!("{findings} in {accounts} accounts"),
        };
        line.tag("span", &[("class", &"count")], &count);
    });
    details.within("div", &[("class", &"inside")], |inside| {
        inside.within("dl", &[], |list| {
            list.tag("dt", &[], "Fix");
            list.tag("dd", &[], &cause.fix);
        });
        inside.within("ul", &[], |list| {
            for member in cause.findings.iter().take(NAMED) {
                list.within("li", &[], |item| {
                    code(item, member.check);
                    item.text(" ");
                    code(item, member.resource.as_str());
                });
            }
            if cause.findings.len() > NAMED {
                list.tag("li", &[], &format!("and {} more", cause.findings.len() - NAMED));
            }
        });
    });
}
