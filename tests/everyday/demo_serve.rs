//! `demo serve` and the flags of the embedded account, on the real binary.

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn binary(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aisec-tui"));
    command
        .env_clear()
        .env("HOME", home)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .args(arguments);
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    binary(home, arguments).output().expect("the binary runs")
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// What a run says on stderr that ends with bad usage in a few plain lines.
fn refused(arguments: &[&str]) -> String {
    let home = home();
    let output = run(home.path(), arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    let lines = said.lines().filter(|l| !l.trim().is_empty()).count();
    assert!((1..=3).contains(&lines), "{said}");
    assert!(output.stdout.is_empty());
    said
}

/// A served account, and the variables that it told.
struct Served {
    child: Child,
    variables: Vec<(String, String)>,
}

impl Served {
    fn start(home: &Path, arguments: &[&str]) -> Self {
        let mut command = binary(home, &["demo", "serve", "--port", "0"]);
        let mut child = command
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let variables = lines
            .map(|line| line.expect("UTF-8"))
            .filter_map(|line| {
                let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
                Some((name.to_owned(), value.to_owned()))
            })
            .take(5)
            .collect();
        Self { child, variables }
    }

    /// The checks that fail on what is served.
    fn failing(&self, home: &Path) -> usize {
        let mut scan = binary(home, &["scan", "--format", "json"]);
        let output = scan
            .envs(self.variables.clone())
            .output()
            .expect("the binary runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings");
        findings.iter().filter(|f| f["status"] == "FAIL").count()
    }

    fn signal(&mut self, name: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(sent.expect("kill runs").success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn a_served_account_is_scanned_with_the_variables_it_prints_and_ends_with_a_signal() {
    let home = home();
    for (arguments, signal) in [(&[][..], "TERM"), (&["--empty"][..], "INT")] {
        let mut served = Served::start(home.path(), arguments);
        let (_, url) = &served.variables[0];
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        let failing = served.failing(home.path());
        let has_story = arguments.is_empty();
        assert_eq!(failing > 150, has_story, "{failing} findings, {arguments:?}");
        assert_eq!(served.signal(signal), Some(0), "SIG{signal}");
    }
}

#[test]
fn no_address_but_loopback_is_served() {
    let said = refused(&["demo", "serve", "--port", "0", "--bind", "0.0.0.0"]);
    assert!(
        said.contains("0.0.0.0") && said.contains("--bind 127.0.0.1"),
        "{said}"
    );
}

#[test]
fn a_port_that_is_taken_is_named_with_what_to_do_next() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let said = refused(&["demo", "serve", "--port", &port]);
    assert!(said.contains(&port) && said.contains("--port 0"), "{said}");
}

#[test]
fn flags_of_the_embedded_account_want_the_embedded_account() {
    let said = refused(&["scan", "--demo-seed", "7"]);
    assert!(said.contains("--demo"), "{said}");
    let said = refused(&["demo", "serve", "--profile", "prod"]);
    assert!(said.contains("--profile"), "{said}");
}

#[test]
fn a_scale_out_of_bounds_is_refused_in_one_line_with_the_bounds() {
    for scale in ["0", "201"] {
        let said = refused(&["demo", "serve", "--port", "0", "--demo-scale", scale]);
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(said.contains(scale) && said.contains("1 to 200"), "{said}");
        let same = refused(&["scan", "--demo", "--demo-scale", scale]);
        assert_eq!(said, same);
    }
}

#[test]
fn another_seed_gives_other_identifiers_and_the_same_findings() {
    let home = home();
    let scan = |seed: &str| {
        let output = run(
            home.path(),
            &["scan", "--demo", "--demo-seed", seed, "--format", "json"],
        );
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings").clone();
        let keys: Vec<String> = findings
            .iter()
            .filter(|f| f["check"] == "kms.cmk_rotation_enabled")
            .map(|f| f["resource"].to_string())
            .collect();
        (findings.len(), keys)
    };
    let (one, again, other) = (scan("7"), scan("7"), scan("8"));
    assert_eq!(one, again);
    assert_eq!(one.0, other.0);
    assert!(one.1.iter().all(|key| !other.1.contains(key)));
}
