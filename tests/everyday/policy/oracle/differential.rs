//! The generated cases put to an independent oracle.
//!
//! ```text
//! AISEC_IAM_ORACLE="node oracle.mjs" cargo test --test everyday -- --ignored --nocapture oracle
//! ```
//!
//! The oracle reads cases as lines of JSON and answers `{id, result}` lines.
//! `AISEC_IAM_SEED` repeats a run and `AISEC_IAM_CASES` sets its length. A
//! disagreement passes only if the case, read the other way that
//! `disagreements.toml` describes, brings both to one answer.

use super::dice::Dice;
use super::generate::case;
use super::readings::{self, Reading};
use aisec_tui::policy::evaluate::Case;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|v| v.parse().ok())
        .unwrap_or(default)
}

/// The case in the oracle's words: a request without credentials is an object.
fn worded(case: &Value) -> Value {
    let mut case = case.clone();
    if case["principal"] == "*" {
        case["principal"] = serde_json::json!({"type": "Anonymous"});
    }
    case
}

/// What the oracle answers, in the order of the cases.
fn ask(command: &str, cases: &[Value]) -> Vec<Value> {
    let mut words = command.split_whitespace();
    let mut oracle = Command::new(words.next().expect("a command"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the oracle starts");
    let mut input = oracle.stdin.take().expect("a pipe");
    let lines: Vec<String> = cases.iter().map(|c| worded(c).to_string()).collect();
    let writer = std::thread::spawn(move || input.write_all((lines.join("\n") + "\n").as_bytes()));
    let output = BufReader::new(oracle.stdout.take().expect("a pipe"));
    let answers = output
        .lines()
        .map(|line| serde_json::from_str(&line.expect("a line")).expect("an answer"))
        .collect();
    writer.join().expect("a writer").expect("the oracle reads");
    assert!(oracle.wait().expect("an end").success());
    answers
}

fn ours(case: &Value) -> &'static str {
    let read: Case = serde_json::from_value(case.clone()).expect("a case of the right shape");
    read.answer().result
}

/// The fewest readings that together bring us to the oracle's answer.
fn explained(case: &Value, theirs: &str) -> Option<String> {
    let bearing: Vec<&Reading> = readings::ALL
        .iter()
        .filter(|reading| (reading.read)(case).is_some())
        .collect();
    let mut sets: Vec<u32> = (1..1_u32 << bearing.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    sets.into_iter().find_map(|set| {
        let chosen = bearing.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0);
        let mut other = case.clone();
        let mut ids = Vec::new();
        for (_, reading) in chosen {
            other = (reading.read)(&other).unwrap_or(other);
            ids.push(reading.id);
        }
        (ours(&other) == theirs).then(|| ids.join(" + "))
    })
}

#[test]
#[ignore = "needs an oracle: AISEC_IAM_ORACLE=\"COMMAND\" cargo test --test everyday -- --ignored --nocapture oracle"]
fn every_disagreement_with_the_oracle_is_explained_by_the_documentation() {
    let command = std::env::var("AISEC_IAM_ORACLE").expect("AISEC_IAM_ORACLE names the oracle's command");
    let clock = std::time::UNIX_EPOCH.elapsed().map_or(0, |d| d.as_secs());
    let seed = setting("AISEC_IAM_SEED", clock);
    let count = usize::try_from(setting("AISEC_IAM_CASES", 20_000)).expect("a count");
    println!("seed {seed}, {count} cases");
    let mut dice = Dice::new(seed);
    let cases: Vec<Value> = (0..count).map(|id| case(&mut dice, id)).collect();
    let answers = ask(&command, &cases);
    assert_eq!(answers.len(), cases.len());
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut unknown = Vec::new();
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let (ours, theirs) = (ours(case), answer["result"].as_str().expect("a result"));
        *outcomes.entry(ours).or_default() += 1;
        if ours == theirs {
            continue;
        }
        match explained(case, theirs) {
            Some(id) => *known.entry(id).or_default() += 1,
            None => unknown.push(format!("{case}\n  ours {ours}, the oracle {answer}")),
        }
    }
    println!("outcomes {outcomes:?}\nexplained {known:#?}");
    let shown: Vec<_> = unknown.iter().take(10).collect();
    assert!(unknown.is_empty(), "{} unexplained:\n{shown:#?}", unknown.len());
}
