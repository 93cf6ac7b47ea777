//! The hook by which tests kill the program at a step: `AISEC_TUI_CRASH_AT`
//! is `STEP:before` (the intent is on disk, the call is not made) or
//! `STEP:after` (the call was made, its result is not on disk).

use crate::stack::progress::{Progress, ProgressEvent};

/// Where to die, if anywhere.
pub struct CrashAt {
    step: String,
    after: bool,
}

impl CrashAt {
    /// Reads the environment.
    pub fn from_environment() -> Option<Self> {
        let text = std::env::var("AISEC_TUI_CRASH_AT").ok()?;
        let (step, moment) = text.rsplit_once(':')?;
        Some(Self {
            step: step.to_owned(),
            after: moment == "after",
        })
    }

    /// Dies by SIGKILL when this is the moment: no destructor, no flush.
    pub fn look(&self, progress: &Progress) {
        let moment = if self.after {
            ProgressEvent::Called
        } else {
            ProgressEvent::Intent
        };
        if progress.step == self.step && progress.event == moment {
            let pid = std::process::id().to_string();
            let _ = std::process::Command::new("kill").args(["-KILL", &pid]).status();
            // Where there is no `kill`, an abort runs no destructor either.
            std::process::abort();
        }
    }
}
