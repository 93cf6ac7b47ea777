//! Frames reach the terminal whole: in one write, within a synchronized update.

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, CrosstermBackend, TestBackend};
use std::io::{self, Write};

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// A backend that can be told where a frame begins and ends.
pub trait Surface: Backend {
    /// A frame begins.
    fn begin(&mut self) -> Result<(), Self::Error>;

    /// The frame is complete.
    fn end(&mut self) -> Result<(), Self::Error>;
}

impl Surface for TestBackend {
    fn begin(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }

    fn end(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
}

impl<W: Write> Surface for CrosstermBackend<W> {
    fn begin(&mut self) -> io::Result<()> {
        queue!(self, BeginSynchronizedUpdate)
    }

    fn end(&mut self) -> io::Result<()> {
        queue!(self, EndSynchronizedUpdate)?;
        Write::flush(self)
    }
}

/// A writer that holds a frame back until it is complete. The backend flushes
/// after each cursor command, which would cut a frame into several writes.
///
/// A frame that shows nothing new is not written at all: a timer that changes
/// nothing leaves the line silent.
#[derive(Debug)]
pub struct Whole<W> {
    held: Vec<u8>,
    inner: W,
    hidden: bool,
}

const HIDE: &[u8] = b"\x1b[?25l";
const SHOW: &[u8] = b"\x1b[?25h";

impl<W: Write> Whole<W> {
    /// Holds frames back before a writer.
    pub fn new(inner: W) -> Self {
        Self {
            held: Vec::with_capacity(16 * 1024),
            inner,
            hidden: false,
        }
    }

    /// Whether what is held is a frame without a change.
    fn is_still(&self) -> bool {
        let inside = self.held.strip_prefix(BEGIN).and_then(|b| b.strip_suffix(END));
        inside.is_some_and(|inside| self.says_nothing(inside))
    }

    /// Whether bytes only set colours for text that does not follow, and hide a
    /// cursor that is hidden.
    fn says_nothing(&self, mut bytes: &[u8]) -> bool {
        while !bytes.is_empty() {
            if let Some(rest) = bytes.strip_prefix(HIDE).filter(|_| self.hidden) {
                bytes = rest;
                continue;
            }
            let Some(style) = bytes.strip_prefix(b"\x1b[") else {
                return false;
            };
            let end = style.iter().position(|b| !b.is_ascii_digit() && *b != b';');
            match end {
                Some(end) if style[end] == b'm' => bytes = &style[end + 1..],
                _ => return false,
            }
        }
        true
    }

    /// Remembers whether the cursor is hidden from now on.
    fn note_cursor(&mut self) {
        let last = |what: &[u8]| self.held.windows(what.len()).rposition(|bytes| bytes == what);
        match (last(HIDE), last(SHOW)) {
            (None, None) => {}
            (hidden, shown) => self.hidden = hidden > shown,
        }
    }
}

impl<W: Write> Write for Whole<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.starts_with(BEGIN) && !self.held.ends_with(END) {
            return Ok(());
        }
        if self.is_still() {
            self.held.clear();
            return Ok(());
        }
        self.note_cursor();
        self.inner.write_all(&self.held)?;
        self.held.clear();
        self.inner.flush()
    }
}
