//! Every code of lint: texts that raise it, near misses that do not, and fixes
//! that put it right.

use aisec_tui::policy::lint::{codes, lint};
use aisec_tui::policy::{Document, PolicyKind};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const FILES: &[&str] = &[
    include_str!("../fixtures/lint/document.cases"),
    include_str!("../fixtures/lint/names.cases"),
    include_str!("../fixtures/lint/conditions.cases"),
    include_str!("../fixtures/lint/grants.cases"),
    include_str!("../fixtures/lint/size.cases"),
];

struct Case {
    code: &'static str,
    kind: PolicyKind,
    raises: bool,
    text: String,
}

fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for line in FILES.iter().flat_map(|file| file.lines()) {
        if let Some(rest) = line.strip_prefix("- ").or_else(|| line.strip_prefix("+ ")) {
            let last: &Case = all.last().expect("a heading comes first");
            let (code, kind) = (last.code, last.kind);
            all.push(Case {
                code,
                kind,
                raises: line.starts_with('-'),
                text: document(rest),
            });
        } else if let Some((code, kind)) = line.split_once(' ').filter(|_| !line.starts_with('#')) {
            let kind = PolicyKind::parse(kind).unwrap_or_else(|| panic!("{line}: a kind of policy"));
            let text = String::new();
            all.push(Case {
                code,
                kind,
                raises: false,
                text,
            });
        }
    }
    all.retain(|case| !case.text.is_empty());
    all
}

fn document(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some((before, rest)) = text.split_once("RESOURCES ") {
        let (count, after) = rest.split_once(']').expect("a list");
        let count: usize = count.parse().expect("a number");
        let mut list = String::new();
        for n in 0..count {
            write!(list, r#""arn:aws:s3:::bucket-{n:08}","#).expect("a string takes text");
        }
        text = format!("{before}{}]{after}", list.trim_end_matches(','));
    }
    if text.starts_with('{') {
        return text;
    }
    format!(r#"{{"Version":"2012-10-17","Statement":[{{{text}}}]}}"#)
}

#[test]
fn every_code_is_raised_by_its_policies_and_not_by_their_near_misses() {
    let mut wrong = Vec::new();
    for case in cases() {
        let issues = lint(&case.text, case.kind);
        let found = issues.iter().any(|i| i.code == case.code);
        if found != case.raises {
            let codes: Vec<_> = issues.iter().map(|i| i.code).collect();
            wrong.push(format!("{} of {}: {codes:?}", case.code, case.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_code_lacks_a_policy_that_raises_it_and_a_near_miss() {
    let (mut raised, mut missed) = (BTreeSet::new(), BTreeSet::new());
    for case in cases() {
        assert!(
            codes::find(case.code).is_some(),
            "{} is a code of the table",
            case.code
        );
        if case.raises {
            raised.insert(case.code);
        } else {
            missed.insert(case.code);
        }
    }
    let table: BTreeSet<&str> = codes::of_analyzer()
        .iter()
        .chain(codes::of_ours())
        .map(|c| c.id)
        .collect();
    assert_eq!(table.difference(&raised).collect::<Vec<_>>(), [] as [&&str; 0]);
    assert_eq!(table.difference(&missed).collect::<Vec<_>>(), [] as [&&str; 0]);
}

#[test]
fn the_table_has_every_code_of_access_analyzer_and_says_what_it_cannot_decide() {
    let all = codes::of_analyzer();
    assert_eq!(all.len(), 151);
    assert_eq!(all.iter().filter(|c| c.undecided.is_none()).count(), 142);
    for codes in [all, codes::of_ours()] {
        assert!(codes.windows(2).all(|w| w[0].id < w[1].id), "sorted, each once");
    }
    assert!(codes::of_ours().iter().all(|c| c.id.starts_with("AISEC_")));
}

#[test]
fn a_fix_puts_its_issue_right_and_leaves_a_policy() {
    let mut fixed = BTreeSet::new();
    for case in cases() {
        for issue in lint(&case.text, case.kind) {
            assert!(
                case.text.get(issue.span.clone()).is_some(),
                "{} has a place",
                issue.code
            );
            let Some(fix) = issue.fix else { continue };
            let after = fix.apply(&case.text);
            assert!(Document::parse(&after).is_ok(), "{}: {after}", issue.code);
            let count = |text: &str| {
                lint(text, case.kind)
                    .iter()
                    .filter(|i| i.code == issue.code)
                    .count()
            };
            assert!(
                count(&after) < count(&case.text),
                "{}: {}\n{after}",
                issue.code,
                fix.title
            );
            fixed.insert(issue.code);
        }
    }
    assert!(fixed.len() >= 24, "{fixed:?}");
}
