//! A live moto on loopback, and the Python that it and other clients run in.
//!
//! Everything is installed once, pinned, into a virtual environment below the
//! target directory; a machine needs nothing but python3 and a package index.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is installed: the emulator, AWS's own clients, of one botocore, and
/// CloudFormation's linter.
const PACKAGES: &[(&str, &str)] = &[
    ("moto", "5.2.1"),
    ("boto3", "1.44.5"),
    ("awscli", "1.46.3"),
    ("cfn-lint", "1.51.0"),
];
/// Where everything is made.
pub const REGION: &str = "us-east-1";

/// A running moto; killed when dropped.
pub struct Moto {
    child: Child,
    port: u16,
}

impl Moto {
    /// Starts one with flags of `moto_server.py`; with AWS's managed policies,
    /// as in every account, or without, which starts faster.
    pub fn launch(flags: &[&str], managed_policies: bool) -> Self {
        // Freed here and taken by moto a moment later.
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|l| l.local_addr())
            .expect("a free loopback port")
            .port();
        let child = environment(&mut Command::new(python()))
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
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may be gone already; either way nothing is left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Made-up credentials, and nothing from the environment that would lead
/// elsewhere.
pub fn environment(command: &mut Command) -> &mut Command {
    command
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_ENDPOINT_URL")
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .env("NO_PROXY", "127.0.0.1,localhost")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "testing")
        .env("AWS_REGION", REGION)
        .env("AWS_DEFAULT_REGION", REGION)
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
}

/// A script or table of the slow tests.
pub fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/slow")
        .join(name)
}

/// The virtual environment's Python, with the packages in it.
pub fn python() -> PathBuf {
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    // target/PROFILE/aisec-tui
    let target = Path::new(env!("CARGO_BIN_EXE_aisec-tui"))
        .ancestors()
        .nth(2)
        .expect("the binary is in target/PROFILE");
    let home = target.join("moto-venv");
    let python = home.join("bin/python");
    let versions: Vec<String> = PACKAGES
        .iter()
        .map(|(name, version)| format!("assert m.version('{name}') == '{version}'"))
        .collect();
    let check = format!("import flask, importlib.metadata as m; {}", versions.join("; "));
    let installed = Command::new(&python)
        .args(["-c", &check])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !installed {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "moto[server]"]);
        run(pip.args(
            PACKAGES
                .iter()
                .map(|(name, version)| format!("{name}=={version}")),
        ));
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
