//! How far a long reading is, on one line of standard error that goes away
//! again; nothing at all where that is no terminal.

use crate::aws::collect::Progress;
use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// A reading that ends sooner draws nothing.
const PATIENCE: Duration = Duration::from_millis(700);
/// The line is drawn anew so often at most.
const INTERVAL: Duration = Duration::from_millis(100);
const WIDTH: usize = 24;

/// The line.
#[derive(Debug)]
pub struct Bar {
    begun: Instant,
    drawn: Option<Instant>,
    shown: bool,
}

impl Bar {
    /// A line that is not drawn yet.
    pub fn new() -> Self {
        Self {
            begun: Instant::now(),
            drawn: None,
            shown: std::io::stderr().is_terminal(),
        }
    }

    /// Draws how far it is, when it is time to.
    pub fn tell(&mut self, progress: Progress) {
        let (elapsed, fresh) = (
            self.begun.elapsed(),
            self.drawn.is_some_and(|at| at.elapsed() < INTERVAL),
        );
        if !self.shown || elapsed < PATIENCE || fresh {
            return;
        }
        self.drawn = Some(Instant::now());
        // Nobody can be told when standard error is gone.
        let _ = write!(std::io::stderr(), "\r\x1b[K{}", line(progress, elapsed));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

/// `[######------] 45 %  423 resources  12 s`.
fn line(progress: Progress, elapsed: Duration) -> String {
    let tenths = (progress.share * 1000.0).clamp(0.0, 1000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0 to 1000"
    )]
    let tenths = tenths as usize;
    let full = tenths * WIDTH / 1000;
    format!(
        "[{}{}] {:>3} %  {} resources  {} s",
        "#".repeat(full),
        "-".repeat(WIDTH - full),
        tenths / 10,
        progress.resources,
        elapsed.as_secs()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is() {
        let half = Progress {
            resources: 423,
            share: 0.5,
        };
        let drawn = line(half, Duration::from_secs(12));
        assert_eq!(drawn, "[############------------]  50 %  423 resources  12 s");
        let more = Progress {
            resources: 1,
            share: 7.0,
        };
        assert!(line(more, Duration::ZERO).contains("100 %"));
    }
}
