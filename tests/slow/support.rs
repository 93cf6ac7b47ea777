//! A live moto on loopback, and the product's binary pointed at it.
//!
//! moto is installed once, pinned, into a virtual environment below the target
//! directory; a machine needs nothing but python3 and a package index.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const VERSION: &str = "5.2.1";
/// Where everything is made.
pub const REGION: &str = "us-east-1";

/// A running moto; killed when dropped.
pub struct Moto {
    child: Child,
    port: u16,
}

impl Moto {
    /// moto as it comes, with AWS's managed policies, as in every account.
    pub fn start() -> Self {
        Self::launch(&[], true)
    }

    /// moto with its answers put right where a stack could not be read back.
    pub fn corrected() -> Self {
        Self::launch(&["--corrected"], false)
    }

    fn launch(flags: &[&str], managed_policies: bool) -> Self {
        let python = python();
        // Freed here and taken by moto a moment later.
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|l| l.local_addr())
            .expect("a free loopback port")
            .port();
        let child = Command::new(python)
            .arg(source("moto_server.py"))
            .arg(port.to_string())
            .args(flags)
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", managed_policies.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto starts");
        let moto = Self { child, port };
        let deadline = Instant::now() + Duration::from_mins(1);
        while moto.request("GET", "/moto-api/data.json").is_none() {
            assert!(Instant::now() < deadline, "moto did not answer within a minute");
            std::thread::sleep(Duration::from_millis(100));
        }
        moto
    }

    /// The URL to point clients at.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Forgets everything.
    pub fn reset(&self) {
        let answer = self.request("POST", "/moto-api/reset");
        assert!(answer.is_some_and(|a| a.contains("200")), "moto resets");
    }

    /// The status line of the answer, when there is one.
    fn request(&self, method: &str, path: &str) -> Option<String> {
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        answer.lines().next().map(str::to_owned)
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

impl Drop for Moto {
    fn drop(&mut self) {
        // It may be gone already; either way nothing is left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
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

/// Made-up credentials, and nothing from the environment that would lead
/// elsewhere.
fn environment(command: &mut Command) -> &mut Command {
    command
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_ENDPOINT_URL")
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .env("NO_PROXY", "127.0.0.1")
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "testing")
        .env("AWS_REGION", REGION)
        .env("AWS_DEFAULT_REGION", REGION)
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
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

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/slow")
        .join(name)
}

/// The virtual environment's Python, with moto in it.
fn python() -> PathBuf {
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    // target/PROFILE/aisec-tui
    let target = Path::new(env!("CARGO_BIN_EXE_aisec-tui"))
        .ancestors()
        .nth(2)
        .expect("the binary is in target/PROFILE");
    let home = target.join("moto-venv");
    let python = home.join("bin/python");
    let check =
        format!("import importlib.metadata as m; assert m.version('moto') == '{VERSION}'; import flask");
    let installed = Command::new(&python)
        .args(["-c", &check])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !installed {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
        let package = format!("moto[server]=={VERSION}");
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", &package, "boto3"]));
    }
    python
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
