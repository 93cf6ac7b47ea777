//! Action patterns in words: how many actions they stand for, and how strong
//! those are.

use super::counted;
use crate::policy::Select;
use crate::policy::catalogue::{self, AccessLevel, Action};
use crate::policy::pattern;
use std::collections::BTreeSet;

/// The order in which levels are told: the strongest first.
const LEVELS: [AccessLevel; 5] = [
    AccessLevel::PermissionsManagement,
    AccessLevel::Write,
    AccessLevel::Tagging,
    AccessLevel::Read,
    AccessLevel::List,
];

/// Names that are told one by one before the rest is only counted.
const NAMED: usize = 4;

/// What a pattern stands for.
enum Meaning<'p> {
    /// Every action of every service.
    Everything,
    /// These actions of a service, by prefix and name.
    Actions(&'static str, Vec<&'p Action>),
    /// An action that AWS no longer documents.
    Retired,
    /// No action that AWS documents.
    Unknown,
}

fn meaning(written: &str) -> Meaning<'_> {
    if pattern::is_any(written) {
        return Meaning::Everything;
    }
    let Some((prefix, name)) = written.split_once(':') else {
        return Meaning::Unknown;
    };
    let Some(service) = catalogue::service(prefix) else {
        return Meaning::Unknown;
    };
    let found: Vec<&Action> = service.matching(name).collect();
    match found.is_empty() {
        true if service.has_retired(name) => Meaning::Retired,
        true => Meaning::Unknown,
        false => Meaning::Actions(service.prefix, found),
    }
}

/// The actions for the sentence that sums the statement up.
pub(super) fn in_short(select: &Select) -> String {
    let patterns = select.patterns();
    let all = distinct(patterns);
    let everything = patterns.iter().any(|p| pattern::is_any(p));
    match select {
        Select::Only(_) if everything => "every action of every service".to_owned(),
        Select::Only(_) => match (patterns, all.len()) {
            ([one], 1) if !pattern::is_wild(one) => one.clone(),
            (_, count) => counted(count, "action"),
        },
        Select::AllBut(_) if everything => "no action at all".to_owned(),
        Select::AllBut(_) => format!("every action of every service but {}", all.len()),
    }
}

/// Each pattern in a sentence, and what they come to.
pub(super) fn sentences(select: &Select) -> Vec<String> {
    let patterns = select.patterns();
    let mut out: Vec<String> = Vec::new();
    if select.is_negated() {
        out.push("Every action of every service, those that AWS will add included, except:".to_owned());
    }
    out.extend(patterns.iter().map(|p| sentence(p)));
    let all = distinct(patterns);
    if patterns.len() > 1 && all.len() > 1 {
        let actions: Vec<&Action> = all.iter().filter_map(|name| catalogue::action(name)).collect();
        out.push(format!(
            "Together {}: {}.",
            counted(all.len(), "action"),
            levels(&actions)
        ));
    }
    out
}

fn sentence(written: &str) -> String {
    match meaning(written) {
        Meaning::Everything => format!("{written}: every action of every service, new ones included."),
        Meaning::Unknown => format!("{written}: no action that AWS documents."),
        Meaning::Retired => format!("{written}: an action that AWS no longer documents."),
        Meaning::Actions(prefix, found) => match found.as_slice() {
            [one] if !pattern::is_wild(written) => single(written, prefix, one),
            [one] => format!(
                "{written}: stands for {prefix}:{} ({}).",
                one.name,
                one.level.word()
            ),
            many => format!(
                "{written}: {} of {}: {}{}.",
                counted(many.len(), "action"),
                catalogue::service(prefix).map_or(prefix, |s| s.name),
                levels(many),
                such_as(many)
            ),
        },
    }
}

/// One action by its name, with what its caller needs besides.
fn single(written: &str, prefix: &str, action: &Action) -> String {
    let types: Vec<&str> = action
        .resources
        .iter()
        .filter_map(|needs| {
            let service = catalogue::service(prefix)?;
            service.resources.get(usize::from(needs.resource)).map(|r| r.name)
        })
        .collect();
    let on = match types.as_slice() {
        [] => ", which takes no resource but *".to_owned(),
        [one] => format!(", on {} {one}", article(one)),
        [one, two] => format!(", on {} {one} or {two}", article(one)),
        many => format!(", on one of {} kinds of resource", many.len()),
    };
    let besides = match action.dependent.as_slice() {
        [] => String::new(),
        [one] => format!("; its caller also needs {one}"),
        many => format!("; its caller may also need {}", many.join(", ")),
    };
    format!("{written}: {}{on}{besides}.", action.level.word())
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    }
}

/// `2 Permissions management, 80 Write, 70 Read`.
fn levels(actions: &[&Action]) -> String {
    let parts: Vec<String> = LEVELS
        .into_iter()
        .filter_map(|level| {
            let count = actions.iter().filter(|a| a.level == level).count();
            (count > 0).then(|| format!("{count} {}", level.word()))
        })
        .collect();
    parts.join(", ")
}

/// The names behind a pattern, the strongest first.
fn such_as(actions: &[&Action]) -> String {
    let mut sorted: Vec<&&Action> = actions.iter().collect();
    sorted.sort_by_key(|a| LEVELS.iter().position(|l| *l == a.level));
    let names: Vec<&str> = sorted.iter().take(NAMED).map(|a| a.name).collect();
    let word = if actions.len() > NAMED { " (such as " } else { " (" };
    format!("{word}{})", names.join(", "))
}

/// The full names of all that the patterns stand for, each once.
fn distinct(patterns: &[String]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for written in patterns {
        if let Meaning::Actions(prefix, found) = meaning(written) {
            out.extend(found.iter().map(|a| format!("{prefix}:{}", a.name)));
        }
    }
    out
}
