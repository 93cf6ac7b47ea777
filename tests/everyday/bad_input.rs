//! Bad input ends with one to three plain lines, the documented exit code, and
//! nothing lost.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Generous: a debug build on a busy machine. It guards against hangs only.
const NO_HANG: Duration = Duration::from_mins(1);

fn binary(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aisec-tui"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home)
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

fn with_keys(mut command: Command) -> Command {
    command
        .env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "wrong");
    command
}

/// Runs it; the message must be one to three lines on stderr, and nothing on stdout.
fn refused(mut command: Command, code: i32) -> String {
    let started = Instant::now();
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the binary runs");
    let (stdout, stderr) = (
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr).into_owned(),
    );
    assert!(started.elapsed() < NO_HANG, "it hung");
    assert_eq!(status.code(), Some(code), "stdout: {stdout}\nstderr: {stderr}");
    let lines = stderr.lines().filter(|l| !l.trim().is_empty()).count();
    assert!((1..=3).contains(&lines), "one to three lines, got:\n{stderr}");
    assert_eq!(stdout, "", "nothing but the message");
    stderr
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn a_malformed_region_is_named_and_refused_as_usage() {
    let home = home();
    let mut command = with_keys(binary(home.path()));
    command.args(["scan", "--region", "mars"]);
    assert!(refused(command, 2).contains("mars"));
}

#[test]
fn an_unknown_region_is_named_with_one_that_exists() {
    let home = home();
    let mut command = with_keys(binary(home.path()));
    command.args(["scan", "--region", "eu-central-9"]);
    let message = refused(command, 2);
    assert!(
        message.contains("eu-central-9") && message.contains("eu-central-1"),
        "{message}"
    );
}

#[test]
fn an_unreachable_endpoint_is_named_and_ends_with_3() {
    let home = home();
    let mut command = with_keys(binary(home.path()));
    command.args([
        "scan",
        "--region",
        "us-east-1",
        "--endpoint-url",
        "http://127.0.0.1:9",
    ]);
    assert!(refused(command, 3).contains("http://127.0.0.1:9"));
}

#[test]
fn absent_credentials_end_with_3_and_offer_the_demo() {
    let home = home();
    let mut command = binary(home.path());
    command.args(["scan", "--region", "us-east-1"]);
    let message = refused(command, 3);
    assert!(message.contains("--demo"), "{message}");
}

#[test]
fn expired_credentials_end_with_3_and_say_so() {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", server.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut buffer = [0; 8192];
            let _ = stream.read(&mut buffer);
            let body = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
                        <Code>ExpiredToken</Code><Message>The security token included in the request is expired\
                        </Message></Error><RequestId>1</RequestId></ErrorResponse>";
            let _ = write!(
                stream,
                "HTTP/1.1 403 Forbidden\r\ncontent-type: text/xml\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    let home = home();
    let mut command = with_keys(binary(home.path()));
    command
        .env("AWS_SESSION_TOKEN", "old")
        .args(["scan", "--region", "us-east-1", "--endpoint-url", &url]);
    assert!(refused(command, 3).contains("expired"));
}

#[test]
fn a_missing_profile_is_named() {
    let home = home();
    let mut command = binary(home.path());
    command.args(["scan", "--region", "us-east-1", "--profile", "nobody"]);
    assert!(refused(command, 3).contains("nobody"));
}

#[test]
fn a_malformed_blueprint_is_refused_with_its_line() {
    let home = home();
    let path = home.path().join("bad.toml");
    std::fs::write(&path, "name = \"cardiology\"\nstage = \"dev\"\nscenario = = 3\n").expect("written");
    let mut command = binary(home.path());
    command.args(["stack", "plan", "--demo"]).arg(&path);
    let message = refused(command, 2);
    assert!(
        message.contains("bad.toml") && message.contains("line 3"),
        "{message}"
    );
}

#[test]
fn an_unknown_field_in_a_blueprint_is_refused_with_its_name() {
    let home = home();
    let path = home.path().join("odd.toml");
    std::fs::write(
        &path,
        "name = \"cardiology\"\nstage = \"dev\"\nscenario = \"healthcare\"\ncolour = \"red\"\n",
    )
    .expect("written");
    let mut command = binary(home.path());
    command.args(["stack", "plan", "--demo"]).arg(&path);
    assert!(refused(command, 2).contains("colour"));
}

#[test]
fn a_missing_blueprint_is_named() {
    let home = home();
    let mut command = binary(home.path());
    command.args(["stack", "plan", "--demo", "nowhere.toml"]);
    assert!(refused(command, 2).contains("nowhere.toml"));
}

#[test]
fn a_data_folder_that_cannot_be_written_stops_an_apply_before_its_first_call() {
    let home = home();
    let blueprint = home.path().join("stack.toml");
    let mut new = binary(home.path());
    new.args([
        "stack",
        "new",
        "--name",
        "cardiology",
        "--scenario",
        "healthcare",
        "--output",
    ])
    .arg(&blueprint);
    assert!(new.output().expect("the binary runs").status.success());
    let in_the_way = home.path().join("file");
    std::fs::write(&in_the_way, "not a folder").expect("written");
    let mut command = binary(home.path());
    command
        .args(["stack", "apply", "--demo", "--yes"])
        .arg(&blueprint)
        .arg("--data-dir")
        .arg(&in_the_way);
    let message = refused(command, 2);
    assert!(message.contains(in_the_way.to_str().expect("utf-8")), "{message}");
    assert_eq!(
        std::fs::read_to_string(&in_the_way).expect("still there"),
        "not a folder"
    );
}

#[test]
fn an_existing_blueprint_is_not_overwritten() {
    let home = home();
    let path = home.path().join("mine.toml");
    std::fs::write(&path, "precious").expect("written");
    let mut command = binary(home.path());
    command
        .args(["stack", "new", "--name", "cardiology", "--output"])
        .arg(&path);
    assert!(refused(command, 2).contains("mine.toml"));
    assert_eq!(std::fs::read_to_string(&path).expect("still there"), "precious");
}

#[test]
fn an_inventory_that_is_not_one_is_refused() {
    let home = home();
    let path = home.path().join("inventory.json");
    std::fs::write(&path, "{\"regions\": 5}").expect("written");
    let mut command = binary(home.path());
    command.args(["scan", "--inventory"]).arg(&path);
    assert!(refused(command, 2).contains("inventory.json"));
}

#[test]
fn an_unknown_check_is_named() {
    let home = home();
    let mut command = binary(home.path());
    command.args(["checks", "show", "kms.rotations"]);
    assert!(refused(command, 2).contains("kms.rotations"));
}

#[test]
fn verifying_a_stack_that_was_never_applied_says_where_it_looked() {
    let home = home();
    let mut command = binary(home.path());
    command.args(["stack", "verify", "--demo", "cardiology"]);
    assert!(refused(command, 2).contains("cardiology"));
}
