//! Killed at any step, before or after its call, a stack is resumed to exactly
//! one of everything.

use crate::moto_server::Moto;
use crate::support::{Counter, Counts, stdout};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::thread;

/// Each has a moto of its own.
const WORKERS: usize = 3;
const STACK: &str = "crash-dev";

/// One stack in one emptied account.
struct Bench {
    moto: Moto,
    counter: Counter,
    blueprint: PathBuf,
    folder: tempfile::TempDir,
}

impl Bench {
    /// A scenario's blueprint with two endpoints, for time's sake, and a file
    /// to upload.
    fn new(scenario: &str) -> Self {
        let moto = Moto::corrected();
        let counter = moto.counter();
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("train.csv");
        std::fs::write(&file, "amount,fraud\n12.50,0\n980.00,1\n").expect("the file is written");
        let bench = Self {
            blueprint: folder.path().join("stack.toml"),
            moto,
            counter,
            folder,
        };
        let new = ["stack", "new", "--scenario", scenario, "--name", "crash"];
        let preset = stdout(&run(bench.aisec(&bench.data(0)).args(new)), 0);
        let mut table: toml::Table = preset.parse().expect("a blueprint is TOML");
        section(&mut table, "data").insert("upload".into(), file.to_string_lossy().into_owned().into());
        let endpoints = vec![toml::Value::from("s3"), toml::Value::from("kms")];
        section(&mut table, "network").insert("endpoints".into(), endpoints.into());
        std::fs::write(&bench.blueprint, table.to_string()).expect("the blueprint is written");
        bench
    }

    /// Where the n-th run keeps its journal.
    fn data(&self, n: usize) -> PathBuf {
        self.folder.path().join(format!("data-{n}"))
    }

    fn aisec(&self, data: &Path) -> Command {
        self.moto.aisec(data)
    }

    /// The ids of the plan's steps.
    fn steps(&self) -> Vec<String> {
        let plan = run(self
            .aisec(&self.data(0))
            .args(["stack", "plan", "--format", "json"])
            .arg(&self.blueprint));
        let plan: Value = serde_json::from_str(&stdout(&plan, 0)).expect("a plan is JSON");
        let steps = plan["plan"]["steps"].as_array().expect("a plan has steps");
        steps
            .iter()
            .map(|s| s["id"].as_str().expect("a step has an id").to_owned())
            .collect()
    }

    fn apply(&self, data: &Path, crash: Option<&str>) -> Output {
        let mut command = self.aisec(data);
        command.args(["stack", "apply", "--yes"]).arg(&self.blueprint);
        if let Some(crash) = crash {
            command.env("AISEC_TUI_CRASH_AT", crash);
        }
        run(&mut command)
    }

    fn stack(&self, data: &Path, arguments: &[&str], crash: Option<&str>) -> Output {
        let mut command = self.aisec(data);
        command.arg("stack").args(arguments);
        if let Some(crash) = crash {
            command.env("AISEC_TUI_CRASH_AT", crash);
        }
        run(&mut command)
    }

    /// What an undisturbed apply makes.
    fn undisturbed(&mut self) -> Counts {
        self.moto.reset();
        let data = self.data(0);
        stdout(&self.apply(&data, None), 0);
        self.counter.count()
    }

    /// Everything is there once, the journal is closed, and all reads back.
    fn assert_whole(&mut self, data: &Path, wanted: &Counts, when: &str) {
        assert_eq!(&self.counter.count(), wanted, "killed at {when}");
        let verify = self.stack(data, &["verify", STACK], None);
        assert_eq!(
            verify.status.code(),
            Some(0),
            "killed at {when}: {}",
            said(&verify)
        );
        let list = stdout(&self.stack(data, &["list"], None), 0);
        assert!(list.contains("applied"), "killed at {when}: {list}");
    }
}

fn section<'t>(table: &'t mut toml::Table, name: &str) -> &'t mut toml::Table {
    table
        .entry(name)
        .or_insert_with(|| toml::Table::new().into())
        .as_table_mut()
        .expect("a section is a table")
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}", text(&output.stdout), text(&output.stderr))
}

/// Whether it died by SIGKILL; a step that was there already makes no call and
/// so has no moment to die at, and must say so.
fn was_killed(output: &Output, step: &str) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    if output.status.signal() == Some(9) {
        return true;
    }
    let told = said(output);
    let there = told
        .lines()
        .any(|l| l.contains(&format!(" {step} ")) && l.contains("is there already"));
    assert!(there, "{step} neither killed nor there already: {told}");
    false
}

fn killed_anywhere_is_resumed(scenario: &str, only: impl Fn(&str) -> bool + Sync) {
    let mut first = Bench::new(scenario);
    let steps: Vec<String> = first.steps().into_iter().filter(|s| only(s)).collect();
    assert!(!steps.is_empty(), "the plan has steps");
    let wanted = first.undisturbed();
    let moments: Vec<(String, &str)> = steps
        .iter()
        .flat_map(|s| [(s.clone(), "before"), (s.clone(), "after")])
        .collect();
    let todo = Mutex::new(moments.into_iter().enumerate());
    let next = || todo.lock().expect("no worker panics with the list").next();
    let kills = Mutex::new(0);
    let work = |mut bench: Bench| {
        while let Some((n, (step, moment))) = next() {
            bench.moto.reset();
            let data = bench.data(n + 1);
            let when = format!("{step}:{moment}");
            let died = bench.apply(&data, Some(&when));
            if was_killed(&died, &step) {
                *kills.lock().expect("a number") += 1;
                let resumed = bench.stack(&data, &["resume", STACK], None);
                assert_eq!(
                    resumed.status.code(),
                    Some(0),
                    "killed at {when}: {}",
                    said(&resumed)
                );
            }
            bench.assert_whole(&data, &wanted, &when);
        }
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..WORKERS)
            .map(|_| scope.spawn(|| work(Bench::new(scenario))))
            .collect();
        work(first);
        for other in others {
            other.join().expect("every moment is survived");
        }
    });
    let kills = *kills.lock().expect("a number");
    assert!(
        kills + 2 >= steps.len() * 2,
        "{kills} kills for {} steps",
        steps.len()
    );
}

#[test]
fn killed_at_any_step_of_a_training_stack_and_resumed_there_is_one_of_everything() {
    killed_anywhere_is_resumed("fraud", |_| true);
}

#[test]
fn killed_at_any_step_of_serving_and_resumed_there_is_one_of_everything() {
    killed_anywhere_is_resumed("inference", |step| {
        ["model", "endpoint-config", "endpoint"].contains(&step)
    });
}

/// On in every VPC from the start: its step is found done, so it makes no call
/// and has no moment to die at.
const ALREADY_SO: &str = "vpc-dns-support";

#[test]
fn killed_again_and_again_at_every_step_of_one_run_there_is_one_of_everything() {
    let mut bench = Bench::new("fraud");
    let steps = bench.steps();
    let wanted = bench.undisturbed();
    bench.moto.reset();
    let data = bench.data(1);
    let mut moments = steps
        .iter()
        .filter(|s| *s != ALREADY_SO)
        .flat_map(|s| [(s, "before"), (s, "after")]);
    let (step, moment) = moments.next().expect("the plan has steps");
    assert!(was_killed(
        &bench.apply(&data, Some(&format!("{step}:{moment}"))),
        step
    ));
    for (step, moment) in moments {
        let killed = bench.stack(&data, &["resume", STACK], Some(&format!("{step}:{moment}")));
        // Killed after its call, the step is found done and not called again.
        assert!(was_killed(&killed, step), "{step}:{moment}");
    }
    stdout(&bench.stack(&data, &["resume", STACK], None), 0);
    bench.assert_whole(&data, &wanted, "every step");
}

#[test]
fn destroyed_there_is_nothing_left_but_a_key_pending_deletion() {
    for scenario in ["fraud", "inference"] {
        let mut bench = Bench::new(scenario);
        bench.undisturbed();
        let data = bench.data(0);
        let output = bench.stack(&data, &["destroy", STACK, "--confirm", STACK, "--purge"], None);
        stdout(&output, 0);
        let mut left = bench.counter.count();
        assert_eq!(left.remove("keys pending deletion"), Some(1), "{scenario}");
        assert!(left.values().all(|n| *n == 0), "{scenario}: {left:?}");
    }
}

#[test]
fn a_destroy_that_is_killed_goes_on_where_it_was() {
    let mut bench = Bench::new("fraud");
    bench.undisturbed();
    let data = bench.data(0);
    let mut child = bench
        .aisec(&data)
        .args(["stack", "destroy", STACK, "--confirm", STACK, "--purge"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let told = BufReader::new(child.stdout.take().expect("its output is a pipe"));
    let taken = told
        .lines()
        .map_while(Result::ok)
        .filter(|l| l.contains("taken down"));
    assert_eq!(taken.take(10).count(), 10, "ten things are taken down");
    child.kill().expect("it is killed, or has ended");
    child.wait().expect("it has ended");
    let half: u64 = bench.counter.count().values().sum();
    assert!(half > 1, "something is left to take down");
    stdout(&bench.stack(&data, &["resume", STACK], None), 0);
    let mut left = bench.counter.count();
    assert_eq!(left.remove("keys pending deletion"), Some(1));
    assert!(left.values().all(|n| *n == 0), "{left:?}");
}

#[test]
fn a_name_that_is_not_typed_destroys_nothing() {
    let mut bench = Bench::new("blank");
    let wanted = bench.undisturbed();
    let data = bench.data(0);
    let output = bench.stack(
        &data,
        &["destroy", STACK, "--confirm", "another", "--purge"],
        None,
    );
    stdout(&output, 2);
    assert_eq!(bench.counter.count(), wanted);
}
