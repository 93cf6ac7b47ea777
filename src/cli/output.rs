//! Where results go: standard output, or files that only their owner reads.

use super::exit::Failure;
use crate::app::sanitise::LINE_LIMIT;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// Reads a text file that the user named.
pub fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|e| Failure::usage(format!("{} cannot be read: {e}.", path.display())))
}

/// Writes a file with mode 0600, replacing what it held.
pub fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    create(
        path,
        text,
        OpenOptions::new().write(true).create(true).truncate(true),
    )
}

/// Writes a file that must not exist yet.
pub fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    create(path, text, OpenOptions::new().write(true).create_new(true))
}

fn create(path: &Path, text: &str, options: &mut OpenOptions) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|e| {
            Failure::usage(format!(
                "{} cannot be written: {e}.\nNothing was changed; choose another file.",
                path.display()
            ))
        })
}

/// Prints to the file, or to standard output. A reader that went away
/// (`| head`) is not an error.
pub fn emit(file: Option<&Path>, text: &str) -> Result<(), Failure> {
    match file {
        Some(path) => write_private(path, text),
        None => match std::io::stdout().lock().write_all(text.as_bytes()) {
            Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::usage(format!("Standard output cannot be written: {e}.")))
            }
            _ => Ok(()),
        },
    }
}

/// Text from AWS made safe for a terminal: control and direction characters
/// become visible, so that a name cannot move the cursor or hide a line.
pub fn plain(text: &str) -> String {
    crate::app::sanitise::clean(text, LINE_LIMIT)
}
