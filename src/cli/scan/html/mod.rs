//! The report as one page for a browser: it fetches nothing, runs nothing, and
//! holds text from AWS only as text.
//!
//! - `markup`: elements that are balanced, text that is escaped
//! - `charts`: the figures as drawings
//! - `causes`: why what fails fails
//! - `checks`: what each check found
//! - `account`: attack paths, frameworks, and what could not be read
//! - `style.css`: the look, light and dark and on paper

mod account;
mod causes;
mod charts;
mod checks;
mod markup;

use super::summary::{READING, Summary, TITLE, coverage};
use crate::posture::{Severity, Tally};
use Column::{Number, Words};
use markup::{Attribute, Markup};

/// Nothing is loaded and nothing runs, whatever gets into the page.
const CONTENT_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The sections that the page leads to: anchor and title.
const SECTIONS: [(&str, &str); 8] = [
    ("figures", "Figures"),
    ("causes", "Root causes"),
    ("fails", "What fails"),
    ("paths", "Attack paths"),
    ("frameworks", "Frameworks"),
    ("unknown", "What is unknown, and why"),
    ("passes", "What passes"),
    ("reading", "How to read this"),
];

/// The page.
pub(super) fn render(summary: &Summary<'_>) -> String {
    let title = format!("{TITLE}: account {}", summary.report.account);
    let mut page = Markup::new();
    page.within("html", &[("lang", &"en")], |page| {
        page.within("head", &[], |head| {
            head.void("meta", &[("charset", &"utf-8")]);
            head.void(
                "meta",
                &[
                    ("http-equiv", &"Content-Security-Policy"),
                    ("content", &CONTENT_POLICY),
                ],
            );
            head.void(
                "meta",
                &[
                    ("name", &"viewport"),
                    ("content", &"width=device-width, initial-scale=1"),
                ],
            );
            head.tag("title", &[], &title);
            head.style(include_str!("style.css"));
        });
        page.within("body", &[], |body| {
            body.within("header", &[], |header| top(header, summary, &title));
            body.within("main", &[], |main| sections(main, summary));
        });
    });
    page.finish()
}

fn top(page: &mut Markup, summary: &Summary<'_>, title: &str) {
    page.tag("h1", &[], title);
    for (number, sentence) in summary.headline().iter().enumerate() {
        let class = if number == 0 { "lead" } else { "muted" };
        page.tag("p", &[("class", &class)], sentence);
    }
    page.within("dl", &[("class", &"facts")], |facts| {
        for (what, value) in summary.facts() {
            facts.within("div", &[], |fact| {
                fact.tag("dt", &[], what);
                fact.tag("dd", &[], &value);
            });
        }
    });
    page.within("nav", &[("aria-label", &"Sections")], |nav| {
        nav.within("ul", &[], |list| {
            for (anchor, title) in SECTIONS {
                list.within("li", &[], |item| {
                    item.tag("a", &[("href", &format_args!("#{anchor}"))], title);
                });
            }
        });
    });
}

fn sections(page: &mut Markup, summary: &Summary<'_>) {
    figures(page, summary);
    section(page, 1, |page| causes::heaviest(page, summary));
    section(page, 2, |page| checks::failing(page, summary));
    section(page, 3, |page| account::attack_paths(page, summary));
    section(page, 4, |page| account::frameworks(page, summary));
    section(page, 5, |page| account::unknown(page, summary));
    section(page, 6, |page| checks::passing(page, summary));
    section(page, 7, |page| {
        page.within("ul", &[], |list| {
            for sentence in READING {
                list.tag("li", &[], sentence);
            }
        });
    });
}

fn section(page: &mut Markup, number: usize, body: impl FnOnce(&mut Markup)) {
    let (anchor, title) = SECTIONS[number];
    page.within("section", &[("id", &anchor)], |page| {
        page.tag("h2", &[], title);
        body(page);
    });
}

fn figures(page: &mut Markup, summary: &Summary<'_>) {
    page.within("div", &[("class", &"cards"), ("id", &"figures")], |cards| {
        cards.within("section", &[("class", &"gauges")], |card| {
            card.tag("h2", &[], "Score");
            charts::gauge(card, summary.report.score);
            card.within("p", &[], |p| {
                p.tag("b", &[], &coverage(summary.report));
                p.text(" of the verdicts could be reached");
            });
        });
        cards.within("section", &[], |card| {
            card.tag("h2", &[], "Verdicts by severity");
            charts::severities(card, summary);
        });
    });
    page.within("section", &[], |card| {
        card.tag("h2", &[], "Services and severities");
        card.tag(
            "p",
            &[("class", &"muted")],
            "How many findings fail; after a question mark, how many are unknown. A dot: nothing was asked.",
        );
        charts::heat_map(card, summary);
        card.within("details", &[], |details| {
            details.tag("summary", &[], "The figures as a table");
            details.within("div", &[("class", &"inside scroll")], |inside| {
                as_table(inside, summary);
            });
        });
    });
}

fn as_table(page: &mut Markup, summary: &Summary<'_>) {
    let all = ("all", summary.total);
    let rows = summary
        .severities
        .iter()
        .map(|(severity, tally)| (severity.word(), *tally));
    let head = [
        Words("severity"),
        Number("fail"),
        Number("unknown"),
        Number("pass"),
    ];
    table(page, &head, |body| {
        for (name, tally) in rows.chain([all]) {
            body.within("tr", &[], |row| {
                row.tag("th", &[("scope", &"row")], name);
                numbers(row, tally);
            });
        }
    });
}

fn numbers(row: &mut Markup, tally: Tally) {
    for count in [tally.fail, tally.unknown, tally.pass] {
        number(row, count);
    }
}

fn number(row: &mut Markup, count: usize) {
    row.tag("td", &[("class", &"number")], &count.to_string());
}

/// A column of a table, by its heading.
#[derive(Clone, Copy)]
enum Column {
    Words(&'static str),
    Number(&'static str),
}

/// A table with its head; wide ones scroll by themselves.
fn table(page: &mut Markup, head: &[Column], body: impl FnOnce(&mut Markup)) {
    page.within("div", &[("class", &"scroll")], |page| {
        page.within("table", &[], |table| {
            table.within("thead", &[], |table| {
                table.within("tr", &[], |row| {
                    for column in head {
                        match column {
                            Words(name) => row.tag("th", &[("scope", &"col")], name),
                            Number(name) => row.tag("th", &[("scope", &"col"), ("class", &"number")], name),
                        }
                    }
                });
            });
            table.within("tbody", &[], body);
        });
    });
}

/// A severity in words, in its colour.
fn badge(page: &mut Markup, severity: Severity) {
    let solid = if severity == Severity::Critical {
        "badge solid "
    } else {
        "badge "
    };
    let class = format!("{solid}{severity}");
    page.within("span", &[("class", &class)], |badge| {
        badge.tag("span", &[], severity.word());
    });
}

/// A text from AWS, in the face of code.
fn code(page: &mut Markup, text: &str) {
    page.tag("code", &[], text);
}

/// A cell with a text from AWS.
fn code_cell(row: &mut Markup, text: &str, more: &[Attribute<'_>]) {
    row.within("td", more, |cell| code(cell, text));
}
