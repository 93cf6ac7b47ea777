//! Two policies, or sets of them, side by side: the lines that differ, and
//! whether one allows what the other does not.
//!
//! The comparison may take its time: it is worked out off the loop.

use crate::app::detail::Line;
use crate::app::sanitise;
use crate::app::tabs::Tone;
use crate::policy::Document;
use crate::policy::catalogue;
use crate::policy::compare::lines::{Change, lines};
use crate::policy::compare::{Comparison, Place, Witness, allows_more};
use std::fmt::Write as _;

/// Unchanged lines that are shown around a change.
const AROUND: usize = 3;

/// One policy of a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What it is called.
    pub name: String,
    /// The text as it is shown.
    pub shown: String,
    /// The text as it is compared: without references to what is not made.
    pub read: String,
}

/// Two sides to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What is compared.
    pub title: String,
    /// What each side is called in a sentence.
    pub names: (String, String),
    /// What could not be read of either side: without it nothing can be told.
    pub gaps: Vec<String>,
    /// The policies before.
    pub old: Vec<Text>,
    /// The policies after.
    pub new: Vec<Text>,
}

/// The work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompareJob {
    /// What is compared.
    pub pairs: Vec<Pair>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What was asked.
    pub job: CompareJob,
    /// The answer, as lines.
    pub lines: Vec<Line>,
}

impl CompareJob {
    /// Does the work.
    pub fn run(self) -> Difference {
        let mut out = Vec::new();
        for pair in &self.pairs {
            if !out.is_empty() {
                out.push(Line::default());
            }
            out.extend(compared(pair));
        }
        if self.pairs.is_empty() {
            out.push(Line::new("Every policy is as it was composed.", Tone::Dim));
        }
        Difference {
            job: self,
            lines: out,
        }
    }
}

fn compared(pair: &Pair) -> Vec<Line> {
    let mut out = vec![Line::new(sanitise::cell(&pair.title), Tone::Accent)];
    let (old, new) = (read(&pair.old), read(&pair.new));
    let (first, second) = (&pair.names.0, &pair.names.1);
    match (old, new) {
        _ if !pair.gaps.is_empty() => {
            let words = "? Which one allows more cannot be told: some of it could not be read.";
            out.push(Line::new(words, Tone::Unknown));
            out.extend(pair.gaps.iter().map(|gap| row("not read", gap)));
        }
        (Ok(old), Ok(new)) => {
            out.extend(say((second, first), &allows_more(&new, &old), &pair.new));
            out.extend(say((first, second), &allows_more(&old, &new), &pair.old));
        }
        (Err(reason), _) | (_, Err(reason)) => {
            let words = format!("? Which one allows more cannot be told: {reason}");
            out.push(Line::new(sanitise::cell(&words), Tone::Unknown));
        }
    }
    out.push(Line::default());
    out.extend(text_difference(pair));
    out
}

fn read(side: &[Text]) -> Result<Vec<Document>, String> {
    side.iter()
        .map(|text| Document::parse(&text.read).map_err(|e| format!("{}: {e}", text.name)))
        .collect()
}

/// The answer to one direction of the comparison.
fn say((this, other): (&str, &str), answer: &Comparison, side: &[Text]) -> Vec<Line> {
    let claim = sanitise::cell(&format!("{this} allows what {other} does not"));
    match answer {
        Comparison::No => vec![Line::new("✓ no  ", Tone::Pass).and(claim, Tone::Plain)],
        Comparison::CannotTell(why) => {
            let mut out = vec![Line::new("? cannot tell  ", Tone::Unknown).and(claim, Tone::Plain)];
            out.extend(why.iter().map(|w| row("because", w)));
            out
        }
        Comparison::Yes(witness) => {
            let mut out = vec![
                Line::new("▲ yes  ", Tone::High)
                    .and(claim, Tone::Plain)
                    .and(", for example:", Tone::Plain),
            ];
            out.extend(request(witness));
            out.push(row("granted by", &place(&witness.granted_by, side)));
            if let Some(denied) = &witness.denied_by {
                out.push(row("denied by", &format!("{} of the other", statement(denied))));
            }
            out
        }
    }
}

fn row(name: &str, value: &str) -> Line {
    let value = sanitise::clean(value, sanitise::LINE_LIMIT);
    Line::new(format!("    {name:<12} "), Tone::Dim).and(value, Tone::Plain)
}

fn request(witness: &Witness) -> Vec<Line> {
    let asked = &witness.request;
    let mut out = vec![
        row("principal", &asked.principal),
        row("action", &asked.action),
        row("resource", &asked.resource),
    ];
    // What follows from the three is not told twice.
    let told = |key: &str| !key.starts_with("aws:principal") && key != "aws:userid";
    let name = |key: &str| {
        let documented = catalogue::key(key).filter(|k| !k.name.contains("${"));
        documented.map_or_else(|| key.to_owned(), |k| k.name.to_owned())
    };
    let context = asked.context.iter().filter(|(key, _)| told(key));
    out.extend(context.map(|(key, values)| row("with", &format!("{} = {}", name(key), values.join(", ")))));
    out
}

fn place(place: &Place, side: &[Text]) -> String {
    let name = side.get(place.document).filter(|_| side.len() > 1);
    match name {
        Some(text) => format!("{} of {}", statement(place), text.name),
        None => statement(place),
    }
}

fn statement(place: &Place) -> String {
    match &place.sid {
        Some(sid) => format!("statement {sid}"),
        None => format!("statement {}", place.statement + 1),
    }
}

/// The canonical texts of a side, one after the other.
fn canonical(side: &[Text]) -> String {
    let mut out = String::new();
    for text in side {
        if side.len() > 1 {
            let _ = writeln!(out, "# {}", text.name);
        }
        let written = Document::parse(&text.shown).map_or_else(|_| text.shown.clone(), |d| d.to_json());
        out.push_str(&written);
        out.push('\n');
    }
    out
}

/// The lines that differ with some around them.
fn text_difference(pair: &Pair) -> Vec<Line> {
    let (old, new) = (canonical(&pair.old), canonical(&pair.new));
    let all = lines(&old, &new);
    let changed: Vec<usize> = (0..all.len()).filter(|at| all[*at].0 != Change::Same).collect();
    if changed.is_empty() {
        return vec![Line::new(
            "The texts say the same, element for element.",
            Tone::Dim,
        )];
    }
    let mut out = Vec::new();
    let mut hidden = 0;
    let mut nearest = changed.iter().peekable();
    for (at, (change, text)) in all.iter().enumerate() {
        while nearest.next_if(|c| **c + AROUND < at).is_some() {}
        let near = nearest.peek().is_some_and(|c| c.abs_diff(at) <= AROUND);
        if !near {
            hidden += 1;
            continue;
        }
        if hidden > 0 {
            out.push(unchanged(hidden));
            hidden = 0;
        }
        let (mark, tone) = match change {
            Change::Same => (" ", Tone::Dim),
            Change::Removed => ("−", Tone::Fail),
            Change::Added => ("+", Tone::Pass),
        };
        let text = sanitise::clean(text, sanitise::LINE_LIMIT);
        out.push(Line::new(format!("{mark} {text}"), tone));
    }
    if hidden > 0 {
        out.push(unchanged(hidden));
    }
    out
}

fn unchanged(count: usize) -> Line {
    let word = if count == 1 { "line" } else { "lines" };
    Line::new(format!("  ⋯ {count} {word} as before"), Tone::Dim)
}
