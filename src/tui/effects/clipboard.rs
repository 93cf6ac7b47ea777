//! The clipboard by OSC 52, which works over SSH.

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;
use std::io;

/// Terminals drop longer sequences without a word (xterm's limit, in bytes of
/// base64).
const LIMIT: usize = 74_994;

/// Puts text on the clipboard of the terminal.
pub fn copy(text: &str) -> Result<(), String> {
    if text.len().div_ceil(3) * 4 > LIMIT {
        return Err("it is longer than terminals take (56 kB)".to_owned());
    }
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text)).map_err(|e| e.to_string())
}
