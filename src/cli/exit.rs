//! How a command ends: the exit codes, and errors in one to three plain lines.

use std::fmt;
use std::process::ExitCode;

/// The exit codes of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: it went well.
    Fine,
    /// 1: findings at or above `--fail-on`, lint errors, or drift.
    Findings,
    /// 2: bad usage or bad input.
    Usage,
    /// 3: AWS, credentials or the network.
    Aws,
    /// 4: applied in part; the journal says where.
    Partial,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Usage => Self::from(2),
            Exit::Aws => Self::from(3),
            Exit::Partial => Self::from(4),
        }
    }
}

/// Why a command ended early: what happened, why, and what to do next.
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// One to three lines.
    pub message: String,
}

impl Failure {
    /// A failure of input or usage.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            message: message.into(),
        }
    }

    /// A failure of AWS, credentials or network.
    pub fn aws(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Aws,
            message: message.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
