//! Foreign clients on the served account: a resource of each kind is made, read
//! and deleted by clients that know AWS and nothing of ours.
//!
//! - [`boto3`]: Python, `boto3/*.py`
//! - [`aws_cli`]: the AWS CLI, `aws_cli.txt`
//! - [`exports`]: `stack export`, in the tools that it is written for
//! - [`terraform`]: `stack.tf`, where Terraform with an AWS provider is installed

mod aws_cli;
mod boto3;
mod exports;
mod terraform;

use crate::moto_server::{environment, python};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// An empty account, served by the real binary; ended when dropped.
struct Served {
    child: Child,
    variables: Vec<(String, String)>,
}

impl Served {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aisec-tui"));
        let mut child = environment(&mut command)
            .args(["demo", "serve", "--empty", "--port", "0"])
            .stdin(Stdio::null())
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

    /// Its URL.
    fn url(&self) -> &str {
        &self.variables[0].1
    }

    /// A command with the variables that the account printed.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        environment(&mut command)
            .envs(self.variables.clone())
            .stdin(Stdio::null());
        command
    }

    /// What the AWS CLI says: standard output in words, or standard error.
    fn aws(&self, arguments: &[impl AsRef<std::ffi::OsStr>]) -> Result<String, String> {
        let output = self
            .command(python().with_file_name("aws"))
            .args(arguments)
            .env("AWS_DEFAULT_OUTPUT", "text")
            .env("AWS_PAGER", "")
            .output()
            .expect("the AWS CLI runs");
        let words = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        if output.status.success() {
            Ok(words(&output.stdout))
        } else {
            Err(words(&output.stderr))
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already; either way nothing is left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
