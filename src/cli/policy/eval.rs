//! `policy eval`: decisions, one JSON object a line.

use crate::cli::exit::{Exit, Failure};
use crate::policy::evaluate::Answer;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// Answers each line as it comes, so that a process can ask and wait. Ends with
/// 2 if a line was no case.
pub(super) fn run(file: Option<&Path>) -> Result<Exit, Failure> {
    let path = file.filter(|path| *path != Path::new("-"));
    let lines: Box<dyn BufRead> = match path {
        None => Box::new(std::io::stdin().lock()),
        Some(path) => match File::open(path) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(e) => return Err(Failure::usage(format!("{} cannot be read: {e}.", path.display()))),
        },
    };
    let waits = path.is_none();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut exit = Exit::Fine;
    for line in lines.lines() {
        let line = line.map_err(|e| Failure::usage(format!("The cases cannot be read on: {e}.")))?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = Answer::to_line(&line);
        if answer.error.is_some() {
            exit = Exit::Usage;
        }
        let written = serde_json::to_string(&answer)
            .map_err(std::io::Error::from)
            .and_then(|text| writeln!(out, "{text}"))
            .and_then(|()| if waits { out.flush() } else { Ok(()) });
        match written {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => return Ok(exit),
            Err(e) => return Err(Failure::usage(format!("Standard output cannot be written: {e}."))),
        }
    }
    match out.flush() {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::usage(format!("Standard output cannot be written: {e}.")))
        }
        _ => Ok(exit),
    }
}
