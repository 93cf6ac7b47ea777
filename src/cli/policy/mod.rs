//! `policy`: the IAM language, mostly without an account.
//!
//! - [`args`]: the flags, declared
//! - [`lint`], [`eval`], [`compose`], [`compare`], [`minimise`]: the commands
//! - [`who_can`], [`paths`]: over an account, or an inventory that was saved

pub mod args;
mod compare;
mod compose;
mod eval;
mod lint;
mod minimise;
mod paths;
mod who_can;

use super::args::TargetArgs;
use super::exit::{Exit, Failure};
use super::output;
use crate::policy::Document;
use args::PolicyCommand;
use std::io::Read as _;
use std::path::Path;

/// Runs the command.
pub async fn run(target: &TargetArgs, command: &PolicyCommand) -> Result<Exit, Failure> {
    match command {
        PolicyCommand::Lint(arguments) => lint::run(arguments),
        PolicyCommand::Eval { file } => eval::run(file.as_deref()),
        PolicyCommand::Compose(arguments) => compose::run(arguments),
        PolicyCommand::Compare(arguments) => compare::run(arguments),
        PolicyCommand::Minimise(arguments) => minimise::run(arguments),
        PolicyCommand::Paths(arguments) => paths::run(target, arguments).await,
        PolicyCommand::WhoCan(arguments) => who_can::run(target, arguments).await,
    }
}

/// Reads a file, or standard input for `-`.
fn read(path: &Path) -> Result<String, Failure> {
    if path != Path::new("-") {
        return output::read(path);
    }
    let mut text = String::new();
    match std::io::stdin().lock().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(e) => Err(Failure::usage(format!("Standard input cannot be read: {e}."))),
    }
}

/// Reads a policy that has to be well formed.
fn document(path: &Path) -> Result<Document, Failure> {
    Document::parse(&read(path)?).map_err(|e| {
        let file = path.display();
        Failure::usage(format!(
            "{file}:{}:{}: {}.\n`aisec-tui policy lint {file}` says all that is wrong with it.",
            e.line, e.column, e.reason
        ))
    })
}

fn json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
