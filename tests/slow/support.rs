//! moto as the slow tests use it: our scripts run against it, and the product's
//! binary pointed at it.

use crate::moto_server::{Moto, REGION, environment, python, source};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

impl Moto {
    /// moto as it comes, with AWS's managed policies, as in every account.
    pub fn start() -> Self {
        Self::launch(&[], true)
    }

    /// moto with its answers put right where a stack could not be read back.
    pub fn corrected() -> Self {
        Self::launch(&["--corrected"], false)
    }

    /// Runs one of our Python scripts against it and gives its output.
    pub fn script(&self, name: &str, arguments: &[&str]) -> String {
        let output = environment(
            Command::new(python())
                .arg(source(name))
                .arg(self.url())
                .args(arguments),
        )
        .output()
        .expect("python runs");
        assert!(
            output.status.success(),
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("scripts print UTF-8")
    }

    /// The binary, pointed at moto, with its data in `data`.
    pub fn aisec(&self, data: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aisec-tui"));
        command
            .args(["--endpoint-url", &self.url(), "--region", REGION, "--data-dir"])
            .arg(data)
            .stdin(Stdio::null());
        environment(&mut command);
        command
    }

    /// Starts something that counts what it holds.
    pub fn counter(&self) -> Counter {
        let mut command = Command::new(python());
        command
            .arg(source("count_moto.py"))
            .arg(self.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = environment(&mut command).spawn().expect("python runs");
        let questions = child.stdin.take().expect("its input is a pipe");
        let answers = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        Counter {
            child,
            questions,
            answers,
        }
    }
}

/// How many of each kind an account holds.
pub type Counts = BTreeMap<String, u64>;

/// Counts what a moto holds; a process of its own, since Python starts slowly.
pub struct Counter {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Counter {
    /// Counts now.
    pub fn count(&mut self) -> Counts {
        writeln!(self.questions, "count").expect("the counter listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the counter answers");
        serde_json::from_str(&line).expect("the counter answers in JSON")
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        // It may be gone already; either way nothing is left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The managed policies of AWS that moto ships: name and indented JSON.
pub fn managed_policies() -> BTreeMap<String, String> {
    let script = "import json\n\
        from moto.iam.aws_managed_policies import aws_managed_policies_data as data\n\
        print(json.dumps({n: json.dumps(p['Document'], indent=2) for n, p in json.loads(data).items()}))";
    let output = Command::new(python())
        .args(["-c", script])
        .output()
        .expect("python runs");
    serde_json::from_str(&stdout(&output, 0)).expect("a map of texts")
}

/// Standard output of a command that must have ended with `code`.
pub fn stdout(output: &Output, code: i32) -> String {
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(
        output.status.code(),
        Some(code),
        "stdout: {out}\nstderr: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    out
}
