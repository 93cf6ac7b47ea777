//! The smaller policy: what a document grants and nothing used, taken away.
//!
//! - [`usage`]: the calls that were made
//! - [`accessed`]: when services and actions were last tried
//! - [`unseen`]: uses that leave no record
//!
//! Denials stay. A grant whose use neither CloudTrail would have recorded nor
//! IAM have told of stays, and is said to stay on suspicion. The outcome never
//! grants more than the document did, and allows every recorded call that the
//! document allowed.

pub mod accessed;
pub mod unseen;
pub mod usage;

pub use usage::Usage;

use super::{Document, Effect, Select, Statement, pattern};
use serde::Serialize;
use std::collections::BTreeSet;

/// A change of one statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which statement of the document, from 0.
    pub statement: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// The pattern that it concerns.
    pub what: String,
    /// What was done with it and why, in a sentence.
    pub why: String,
}

/// A smaller policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minimised {
    /// The policy.
    pub document: Document,
    /// What went, or was narrowed.
    pub removed: Vec<Change>,
    /// What stays though no record shows its use.
    pub kept: Vec<Change>,
}

/// Takes away what the usage does not show.
pub fn minimise(document: &Document, usage: &Usage) -> Minimised {
    let mut out = Minimised {
        document: Document {
            statements: Vec::new(),
            ..document.clone()
        },
        removed: Vec::new(),
        kept: Vec::new(),
    };
    for (at, statement) in document.statements.iter().enumerate() {
        match (&statement.effect, &statement.action) {
            (Effect::Deny, _) => out.document.statements.push(statement.clone()),
            (Effect::Allow, Select::AllBut(_)) => {
                out.kept.push(change(
                    at,
                    statement,
                    "NotAction",
                    "what it grants has no end; write out the actions that are used",
                ));
                out.document.statements.push(statement.clone());
            }
            (Effect::Allow, Select::Only(patterns)) => {
                let actions = narrowed(at, statement, patterns, usage, &mut out);
                if !actions.is_empty() {
                    let resource = resources(at, statement, &actions, usage, &mut out);
                    out.document.statements.push(Statement {
                        action: Select::Only(actions),
                        resource,
                        ..statement.clone()
                    });
                }
            }
        }
    }
    out
}

fn change(at: usize, statement: &Statement, what: &str, why: impl Into<String>) -> Change {
    Change {
        statement: at,
        sid: statement.sid.clone(),
        what: what.to_owned(),
        why: why.into(),
    }
}

/// The actions that stay of an allowing statement.
fn narrowed(
    at: usize,
    statement: &Statement,
    patterns: &[String],
    usage: &Usage,
    out: &mut Minimised,
) -> Vec<String> {
    let mut stay = BTreeSet::new();
    for wanted in patterns {
        let used: BTreeSet<&str> = usage
            .calls()
            .filter(|(action, arns)| {
                pattern::matches_ignoring_case(wanted, action)
                    && arns.iter().any(|arn| may_be_on(statement, arn))
            })
            .map(|(action, _)| action)
            .collect();
        if !pattern::is_wild(wanted) {
            match unseen::reason(wanted, usage) {
                _ if !used.is_empty() => _ = stay.insert(wanted.clone()),
                Some(why) => {
                    out.kept.push(change(at, statement, wanted, why));
                    stay.insert(wanted.clone());
                }
                None => {
                    let why = format!("{} used it", nobody(usage));
                    out.removed.push(change(at, statement, wanted, why));
                }
            }
            continue;
        }
        let suspects = unseen::within(wanted, usage);
        if let Some((_, why)) = suspects.iter().find(|(what, _)| what == wanted) {
            out.kept.push(change(at, statement, wanted, why));
            stay.insert(wanted.clone());
            continue;
        }
        stay.extend(used.iter().map(|action| (*action).to_owned()));
        for (kept, why) in suspects {
            if !used.iter().any(|u| u.eq_ignore_ascii_case(&kept)) {
                out.kept.push(change(at, statement, &kept, why));
                stay.insert(kept);
            }
        }
        let why = if used.is_empty() {
            format!("{} used any of it", nobody(usage))
        } else {
            format!("used of it: {}", list(&used))
        };
        out.removed.push(change(at, statement, wanted, why));
    }
    stay.into_iter().collect()
}

/// The resources that stay: patterns on which no recorded call of the actions
/// fell go, if every one of those calls says its resource.
fn resources(
    at: usize,
    statement: &Statement,
    actions: &[String],
    usage: &Usage,
    out: &mut Minimised,
) -> Option<Select> {
    let Some(Select::Only(patterns)) = &statement.resource else {
        return statement.resource.clone();
    };
    let used: Vec<&BTreeSet<String>> = actions
        .iter()
        .filter_map(|wanted| {
            usage
                .calls()
                .find(|(action, _)| action.eq_ignore_ascii_case(wanted))
        })
        .map(|(_, arns)| arns)
        .collect();
    // An action without a record, or a record without a resource, may have
    // been on any of them.
    if used.len() < actions.len() || used.iter().any(|arns| arns.contains("")) || patterns.len() < 2 {
        return statement.resource.clone();
    }
    let fell = |wanted: &String| {
        wanted.contains("${")
            || used
                .iter()
                .any(|arns| arns.iter().any(|arn| pattern::matches(wanted, arn)))
    };
    let (stay, go): (Vec<String>, Vec<String>) = patterns.iter().cloned().partition(fell);
    if stay.is_empty() {
        return statement.resource.clone();
    }
    for gone in go {
        out.removed
            .push(change(at, statement, &gone, "no recorded call was on it"));
    }
    Some(Select::Only(stay))
}

/// Whether a recorded call may have been on a resource of the statement.
fn may_be_on(statement: &Statement, arn: &str) -> bool {
    let matches = |wanted: &String| wanted.contains("${") || pattern::matches(wanted, arn);
    arn.is_empty()
        || match &statement.resource {
            None => true,
            Some(Select::Only(patterns)) => patterns.iter().any(matches),
            Some(Select::AllBut(patterns)) => !patterns.iter().any(|p| pattern::matches(p, arn)),
        }
}

/// Who did not use what goes.
fn nobody(usage: &Usage) -> &'static str {
    match (usage.has_records(), &usage.accessed) {
        (_, None) => "no recorded call",
        (true, Some(_)) => "no recorded call and no attempt that AWS knows of",
        (false, Some(_)) => "no attempt that AWS knows of",
    }
}

fn list(used: &BTreeSet<&str>) -> String {
    let mut names: Vec<&str> = used.iter().copied().take(6).collect();
    if used.len() > 6 {
        names.push("others");
    }
    names.join(", ")
}
