//! The journal's file: one for each stack, JSON lines, append-only, readable
//! by its owner only, locked while it is written.

use super::record::Record;
use super::state::JournalState;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const SUFFIX: &str = ".journal.jsonl";

/// A journal that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The directory or file cannot be made, read or written.
    #[error("the journal {path} cannot be {what}: {source}; nothing is applied without one")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// `created`, `read`, `written`, …
        what: &'static str,
        /// Why.
        source: io::Error,
    },
    /// Another process has it.
    #[error("the stack {stack} is being changed by process {owner}; wait for it, or end it")]
    Locked {
        /// The stack.
        stack: String,
        /// Who has it, as far as it said.
        owner: String,
    },
    /// A line before the last is not a record: somebody or something damaged it.
    #[error(
        "line {line} of the journal {path} is damaged ({message}); \
         restore the file, or move it away and plan anew: what exists is found by its tags"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// Not a name that a file may have.
    #[error("{0:?} is not a stack's name (a-z, 0-9 and '-')")]
    Name(String),
    /// The journal belongs to another account or Region, or stack.
    #[error("the journal is of {there}, the plan of {here}; use another directory or name")]
    Elsewhere {
        /// Stack, account and Region in the journal.
        there: String,
        /// Those of the plan.
        here: String,
    },
}

/// A stack that has a journal.
#[derive(Debug)]
pub struct Entry {
    /// The stack's name.
    pub stack: String,
    /// Its journal's file.
    pub path: PathBuf,
    /// What it says, or why it cannot be read.
    pub state: Result<JournalState, JournalError>,
}

/// A journal opened for writing; locked until it is dropped.
#[derive(Debug)]
pub struct Journal {
    stack: String,
    path: PathBuf,
    file: File,
    length: u64,
    state: JournalState,
    torn: Option<String>,
    _lock: Lock,
}

impl Journal {
    /// Opens (or begins) the journal of a stack and locks it. A torn last line
    /// (the process died while writing it) is cut off and told by
    /// [`Journal::torn_tail`].
    ///
    /// # Errors
    /// The directory is not writable, the journal is in use or damaged.
    pub fn open(directory: &Path, stack: &str) -> Result<Self, JournalError> {
        let path = path_of(directory, stack)?;
        make_directory(directory)?;
        let lock = lock(directory, stack)?;
        let fault = |what| io_fault(&path, what);
        let new = !path.exists();
        let mut file = private()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)
            .map_err(fault("opened"))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(fault("read"))?;
        let read = read_lines(&path, &bytes)?;
        if read.torn.is_some() {
            file.set_len(read.length).map_err(fault("repaired"))?;
            file.seek(SeekFrom::End(0)).map_err(fault("repaired"))?;
        }
        file.sync_all().map_err(fault("written"))?;
        if new {
            // The name, too, must survive a crash.
            let _ = File::open(directory).and_then(|d| d.sync_all());
        }
        Ok(Self {
            stack: stack.to_owned(),
            path,
            file,
            length: read.length,
            state: read.state,
            torn: read.torn,
            _lock: lock,
        })
    }

    /// Reads a stack's journal without locking it; nothing when there is none.
    ///
    /// # Errors
    /// It cannot be read, or is damaged.
    pub fn read(directory: &Path, stack: &str) -> Result<Option<JournalState>, JournalError> {
        let path = path_of(directory, stack)?;
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(read_lines(&path, &bytes)?.state)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(io_fault(&path, "read")(e)),
        }
    }

    /// The stacks that have a journal in the directory, by name.
    ///
    /// # Errors
    /// The directory is there and cannot be read.
    pub fn list(directory: &Path) -> Result<Vec<Entry>, JournalError> {
        let fault = io_fault(directory, "read");
        let names = match fs::read_dir(directory) {
            Ok(names) => names,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(fault(e)),
        };
        let mut stacks: Vec<String> = names
            .filter_map(Result::ok)
            .filter_map(|e| e.file_name().into_string().ok())
            .filter_map(|n| n.strip_suffix(SUFFIX).map(str::to_owned))
            .collect();
        stacks.sort();
        Ok(stacks
            .into_iter()
            .filter_map(|stack| {
                let path = path_of(directory, &stack).ok()?;
                let state = Self::read(directory, &stack).map(Option::unwrap_or_default);
                Some(Entry { stack, path, state })
            })
            .collect())
    }

    /// The stack.
    pub fn stack(&self) -> &str {
        &self.stack
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the lines so far say.
    pub fn state(&self) -> &JournalState {
        &self.state
    }

    /// The torn last line that was cut off on opening.
    pub fn torn_tail(&self) -> Option<&str> {
        self.torn.as_deref()
    }

    /// Writes a record and, where the next thing depends on it, waits until it
    /// is on disk.
    ///
    /// # Errors
    /// It could not be written; then the file is as before.
    pub fn append(&mut self, record: &Record) -> Result<(), JournalError> {
        let mut line = serde_json::to_vec(record)
            .map_err(|e| io_fault(&self.path, "written")(io::Error::other(e.to_string())))?;
        line.push(b'\n');
        let written = self.file.write_all(&line);
        let synced = written.and_then(|()| {
            if record.must_be_on_disk() {
                self.file.sync_data()
            } else {
                Ok(())
            }
        });
        if let Err(e) = synced {
            // Half a line in the middle would damage the journal.
            let _ = self.file.set_len(self.length);
            return Err(io_fault(&self.path, "written")(e));
        }
        self.length += line.len() as u64;
        self.state.fold(record);
        Ok(())
    }
}

struct Lines {
    state: JournalState,
    length: u64,
    torn: Option<String>,
}

/// Folds the lines. The last one may be torn: its write was not waited for, so
/// whatever it would have said, the next thing was not done.
fn read_lines(path: &Path, bytes: &[u8]) -> Result<Lines, JournalError> {
    let mut lines = Lines {
        state: JournalState::default(),
        length: 0,
        torn: None,
    };
    let mut rest = bytes;
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let end = rest.iter().position(|&b| b == b'\n');
        let line = &rest[..end.unwrap_or(rest.len())];
        let next = &rest[end.map_or(rest.len(), |e| e + 1)..];
        match serde_json::from_slice::<Record>(line) {
            Ok(record) if end.is_some() => {
                lines.state.fold(&record);
                lines.length += line.len() as u64 + 1;
            }
            Err(e) if !next.is_empty() => {
                return Err(JournalError::Damaged {
                    path: path.to_owned(),
                    line: number,
                    message: e.to_string(),
                });
            }
            _ => lines.torn = Some(String::from_utf8_lossy(line).into_owned()),
        }
        rest = next;
    }
    Ok(lines)
}

fn path_of(directory: &Path, stack: &str) -> Result<PathBuf, JournalError> {
    let fine = (1..=64).contains(&stack.len())
        && stack
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fine {
        Ok(directory.join(format!("{stack}{SUFFIX}")))
    } else {
        Err(JournalError::Name(stack.to_owned()))
    }
}

fn io_fault(path: &Path, what: &'static str) -> impl Fn(io::Error) -> JournalError + use<> {
    let path = path.to_owned();
    move |source| JournalError::Io {
        path: path.clone(),
        what,
        source,
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_directory(directory: &Path) -> Result<(), JournalError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(io_fault(directory, "created"))
}

/// A file beside the journal that holds the lock and says who has it. The
/// system lets go of it when the process ends, however it ends.
fn lock(directory: &Path, stack: &str) -> Result<Lock, JournalError> {
    let path = directory.join(format!("{stack}.lock"));
    let fault = |what| io_fault(&path, what);
    let mut file = private()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(fault("locked"))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut owner = String::new();
            let _ = file.read_to_string(&mut owner);
            let owner = owner.trim();
            return Err(JournalError::Locked {
                stack: stack.to_owned(),
                owner: if owner.is_empty() { "unknown" } else { owner }.to_owned(),
            });
        }
        Err(TryLockError::Error(e)) => return Err(fault("locked")(e)),
    }
    file.set_len(0).map_err(fault("locked"))?;
    writeln!(file, "{}", std::process::id()).map_err(fault("locked"))?;
    Ok(Lock(file))
}

/// The lock of a journal. It is given back in so many words: closing the file
/// would leave it with a child that another thread has forked and that has not
/// yet become its program, since the two share the open file.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
