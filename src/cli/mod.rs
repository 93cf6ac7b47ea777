//! The command line: arguments, one file a subcommand, exit codes.
//!
//! - [`args`]: flags and subcommands, declared
//! - [`exit`]: exit codes, and failures in one to three lines
//! - [`connect`]: from flags to a session
//! - [`scan`], [`checks`], [`compliance`], [`stack`], [`policy`], [`demo`], [`open`]: the commands
//! - [`output`]: files and standard output

pub mod args;
pub mod checks;
pub mod compliance;
pub mod connect;
pub mod demo;
pub mod exit;
pub mod open;
pub mod output;
pub mod policy;
mod progress;
pub mod scan;
pub mod stack;

use args::{Cli, Command, DemoCommand};
use clap::{CommandFactory as _, Parser as _};
use exit::{Exit, Failure};
use std::process::ExitCode;

/// Parses the arguments, runs the command, reports how it ended.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; anything else is bad usage.
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Fine
            };
            let _ = error.print();
            return exit.into();
        }
    };
    match run(&cli) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprintln!("aisec-tui: {failure}");
            failure.exit.into()
        }
    }
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    demo::accepts(cli)?;
    match &cli.command {
        None => on_runtime(open::run(&cli.target)),
        Some(Command::Scan(arguments)) => on_runtime(scan::run(&cli.target, arguments)),
        Some(Command::Checks(command)) => checks::run(command),
        Some(Command::Compliance(arguments)) => on_runtime(compliance::run(&cli.target, arguments)),
        Some(Command::Stack(command)) => on_runtime(stack::run(&cli.target, command)),
        Some(Command::Policy(command)) => on_runtime(policy::run(&cli.target, command)),
        Some(Command::Demo(DemoCommand::Serve(arguments))) => on_runtime(demo::serve(&cli.target, arguments)),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "aisec-tui", &mut script);
            output::emit(None, &String::from_utf8_lossy(&script))?;
            Ok(Exit::Fine)
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command())
                .render(&mut page)
                .map_err(|e| Failure::usage(format!("The manual page cannot be written: {e}.")))?;
            output::emit(None, &String::from_utf8_lossy(&page))?;
            Ok(Exit::Fine)
        }
    }
}

/// Two workers are enough: the work is waiting for AWS.
fn on_runtime(command: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| Failure::usage(format!("The system refuses to start threads: {e}.")))?;
    let ended = runtime.block_on(command);
    // A call that hangs must not hold the process.
    runtime.shutdown_background();
    ended
}
