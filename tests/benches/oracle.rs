//! How many times as fast as an independent engine: the same cases put to both
//! in one run.
//!
//! `AISEC_IAM_ORACLE` holds the engine's command (`node oracle.mjs`), which
//! reads cases as lines of JSON and answers each with a line.

use aisec_tui::policy::Document;
use aisec_tui::policy::evaluate::{Answer, Compiled, Outcome, Policies, Request};
use serde_json::{Map, Value, json};
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How often all questions are put to it before and while the clock runs: its
/// compiler needs some seconds to warm up.
const WARMING: usize = 250;
const MEASURED: usize = 500;

/// For how long ours is timed.
const OURS: Duration = Duration::from_secs(2);

/// Prints how both fare, or that the oracle was not there to be measured.
pub fn ratio(questions: &[(Request, Policies, Outcome)]) {
    let Ok(command) = std::env::var("AISEC_IAM_ORACLE") else {
        println!("the ratio to the oracle was NOT measured: AISEC_IAM_ORACLE names no command");
        return;
    };
    let lines: Vec<String> = questions.iter().map(|(r, p, _)| line(r, p)).collect();
    let mut oracle = Oracle::start(&command);
    for ((request, _, wanted), answer) in questions.iter().zip(oracle.ask(&lines, 1)) {
        let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
        assert_eq!(answer["result"], wanted.word(), "{request:?}");
    }
    oracle.ask(&lines, WARMING);
    let began = Instant::now();
    let answered = oracle.ask(&lines, MEASURED).len();
    let theirs = rate(answered, began.elapsed());
    oracle.end();

    let compiled: Vec<(&Request, Compiled)> =
        questions.iter().map(|(r, p, _)| (r, Compiled::new(p))).collect();
    let decided = timed(compiled.len(), || {
        for (request, ready) in &compiled {
            black_box(ready.decide(black_box(request)));
        }
    });
    let in_json = timed(lines.len(), || {
        for line in &lines {
            black_box(
                serde_json::to_string(&Answer::to_line(black_box(line))).expect("an answer is written"),
            );
        }
    });
    println!("the oracle: {theirs:.0} decisions a second over {answered} cases");
    println!(
        "compiled: {decided:.0} a second, {:.0} times the oracle",
        decided / theirs
    );
    println!(
        "lines of JSON in and out, as the oracle does them: {in_json:.0} a second, {:.0} times the oracle",
        in_json / theirs
    );
}

fn rate(count: usize, took: Duration) -> f64 {
    let count = u32::try_from(count).expect("a count");
    f64::from(count) / took.as_secs_f64()
}

/// How many a second, where one round does `count`.
fn timed(count: usize, mut round: impl FnMut()) -> f64 {
    let (began, mut rounds) = (Instant::now(), 0);
    while began.elapsed() < OURS {
        round();
        rounds += 1;
    }
    rate(rounds * count, began.elapsed())
}

/// The case as both engines read it.
fn line(request: &Request, policies: &Policies) -> String {
    let all = |documents: &[Document]| -> Value { documents.iter().map(Document::to_value).collect() };
    let levels = |levels: &[Vec<Document>]| -> Value { levels.iter().map(|l| all(l)).collect() };
    let context: Map<String, Value> = request
        .context
        .iter()
        .map(|(key, values)| {
            let value = match values {
                [one] => Value::from(one.as_str()),
                many => Value::from(many),
            };
            (key.to_owned(), value)
        })
        .collect();
    let mut case = json!({
        "principal": request.principal,
        "action": request.action,
        "resource": request.resource,
        "resourceAccount": request.resource_account,
        "context": context,
        "identity": all(&policies.identity),
        "scps": levels(&policies.scps),
        "vpce": all(&policies.vpce),
    });
    if let Some(resource) = &policies.resource {
        case["resourcePolicy"] = resource.to_value();
    }
    // An engine that is given no endpoint policies must not be given a list of none.
    if policies.vpce.is_empty() {
        case.as_object_mut().expect("just made").remove("vpce");
    }
    case.to_string()
}

struct Oracle {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    fn start(command: &str) -> Self {
        let mut words = command.split_whitespace();
        let mut child = Command::new(words.next().expect("a command"))
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the oracle starts");
        Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().expect("a pipe")),
            child,
        }
    }

    /// Puts the lines to it so many times, and waits for every answer.
    fn ask(&mut self, lines: &[String], times: usize) -> Vec<String> {
        let text = (lines.join("\n") + "\n").repeat(times);
        let mut input = self.input.take().expect("its input is open between questions");
        let writer = std::thread::spawn(move || {
            input.write_all(text.as_bytes()).expect("the oracle reads");
            input
        });
        let mut answers = Vec::new();
        while answers.len() < lines.len() * times {
            let mut answer = String::new();
            let read = self.output.read_line(&mut answer).expect("a line");
            assert!(read > 0, "the oracle ended early");
            answers.push(answer);
        }
        self.input = Some(writer.join().expect("it was written"));
        answers
    }

    fn end(mut self) {
        drop(self.input.take());
        assert!(self.child.wait().expect("it ends").success());
    }
}
