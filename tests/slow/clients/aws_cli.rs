//! The AWS CLI: the commands of `aws_cli.txt`, kind by kind.

use super::Served;
use crate::moto_server::source;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many kinds are on their way at once: most of their time is Python's.
const SIDE_BY_SIDE: usize = 3;
/// What takes its time has come to its end by then.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a command must answer.
enum Wanted {
    Success,
    Called(String),
    Text(String),
    Refusal(String),
}

/// A line of the table.
struct Line {
    command: String,
    wanted: Wanted,
    /// Whether it may take its time.
    patient: bool,
}

impl Line {
    fn of(text: &str) -> Self {
        for mark in [" -> ", " == ", " ~= ", " =! ", " !~ ", " ==", " ~="] {
            // Nothing may be wanted: then the mark ends the line.
            let parts = match text.rsplit_once(mark) {
                Some((command, wanted)) if mark.ends_with(' ') || wanted.is_empty() => (command, wanted),
                _ => continue,
            };
            let wanted = parts.1.to_owned();
            return Self {
                command: parts.0.to_owned(),
                wanted: match mark.trim() {
                    "->" => Wanted::Called(wanted.trim_start_matches('$').to_owned()),
                    "=!" | "!~" => Wanted::Refusal(wanted),
                    _ => Wanted::Text(wanted),
                },
                patient: mark.contains('~'),
            };
        }
        Self {
            command: text.to_owned(),
            wanted: Wanted::Success,
            patient: false,
        }
    }
}

/// The kinds of the table with their lines.
fn table(text: &str) -> Vec<(&str, Vec<Line>)> {
    let mut kinds: Vec<(&str, Vec<Line>)> = Vec::new();
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(kind) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            kinds.push((kind, Vec::new()));
        } else {
            let (_, lines) = kinds.last_mut().expect("a kind comes first");
            lines.push(Line::of(line));
        }
    }
    kinds
}

/// A command in words: at spaces, but not in single quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().expect("it has one").push(letter),
        }
    }
    words
}

/// The names that a kind's commands gave, in place of `$name`; a longer name
/// before one that begins it.
fn named(text: &str, names: &BTreeMap<String, String>) -> String {
    names.iter().rev().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("${name}"), value)
    })
}

/// Runs a kind's commands; the first that does not answer as wanted ends it.
fn trip(served: &Served, lines: &[Line]) -> Result<(), String> {
    let here = source("clients/aws_cli.txt").display().to_string();
    let mut names = BTreeMap::from([("table".to_owned(), here)]);
    for line in lines {
        let command: Vec<String> = words(&line.command).iter().map(|w| named(w, &names)).collect();
        let begun = Instant::now();
        let said = loop {
            let said = served.aws(&command);
            let right = match (&line.wanted, &said) {
                (Wanted::Success | Wanted::Called(_), said) => said.is_ok(),
                (Wanted::Text(text), Ok(said)) => *said == named(text, &names),
                (Wanted::Refusal(code), Err(said)) => said.contains(&format!("({code})")),
                _ => false,
            };
            if right {
                break said;
            }
            if !line.patient || begun.elapsed() > PATIENCE {
                return Err(format!("aws {}\n    said {said:?}", line.command));
            }
            std::thread::sleep(Duration::from_millis(500));
        };
        if let (Wanted::Called(name), Ok(said)) = (&line.wanted, said) {
            names.insert(name.clone(), said);
        }
    }
    Ok(())
}

#[test]
fn each_kind_goes_round() {
    let text = std::fs::read_to_string(source("clients/aws_cli.txt")).expect("the table is read");
    let kinds = table(&text);
    let served = Served::start();
    let next = AtomicUsize::new(0);
    let failed: Vec<String> = std::thread::scope(|scope| {
        let work = || {
            let mut failed = Vec::new();
            while let Some((kind, lines)) = kinds.get(next.fetch_add(1, Ordering::SeqCst)) {
                match trip(&served, lines) {
                    Ok(()) => println!("ok {kind}"),
                    Err(why) => failed.push(format!("FAIL {kind}: {why}")),
                }
            }
            failed
        };
        let workers: Vec<_> = (0..SIDE_BY_SIDE).map(|_| scope.spawn(work)).collect();
        let failed = workers.into_iter().map(|w| w.join().expect("a worker ends"));
        failed.flatten().collect()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
