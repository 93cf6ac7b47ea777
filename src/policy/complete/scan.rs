//! Reads a policy's text as far as it goes: every string with its place among
//! elements, whatever is missing or left open around it.
//!
//! A text that is being typed is hardly ever JSON. A string that is not closed
//! ends with its line; a bracket that does not fit closes what it can; a
//! missing comma is read as one.

use std::ops::Range;

/// A string of the text, or the empty place that the cursor is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The names of the members that it is within, outermost first.
    pub names: Vec<String>,
    /// The objects that it is within, by number, outermost first.
    pub objects: Vec<usize>,
    /// It is the name of a member, not a value.
    pub is_name: bool,
    /// It stands between quotes; else it is a place where a string may be put.
    pub is_string: bool,
    /// The bytes between its quotes.
    pub span: Range<usize>,
    /// Whether its closing quote is there.
    pub is_closed: bool,
    /// What it says, as written.
    pub text: String,
}

struct Frame {
    object: Option<usize>,
    name: Option<String>,
    /// In an object: the next string is a name.
    at_name: bool,
}

/// Every string of a text in order, and the empty place of the cursor if it
/// is in none.
pub(super) fn leaves(text: &str, cursor: usize) -> Vec<Leaf> {
    let mut scan = Scan {
        text,
        frames: Vec::new(),
        objects: 0,
        leaves: Vec::new(),
    };
    scan.run(cursor);
    scan.leaves
}

struct Scan<'t> {
    text: &'t str,
    frames: Vec<Frame>,
    objects: usize,
    leaves: Vec<Leaf>,
}

impl Scan<'_> {
    fn run(&mut self, cursor: usize) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        let mut placed = false;
        while at < bytes.len() {
            if at >= cursor && !placed {
                self.leaf(cursor..cursor, false, false);
                placed = true;
            }
            match bytes[at] {
                b'"' => {
                    let (end, is_closed) = string_end(bytes, at + 1);
                    placed |= (at + 1..=end).contains(&cursor);
                    self.leaf(at + 1..end, true, is_closed);
                    self.after_string(at + 1..end);
                    at = end + usize::from(is_closed);
                    continue;
                }
                b'{' => self.open(true),
                b'[' => self.open(false),
                b'}' => self.close(true),
                b']' => self.close(false),
                b',' => self.comma(),
                b':' => self.colon(),
                _ => {}
            }
            at += 1;
        }
        if !placed {
            self.leaf(cursor.min(bytes.len())..cursor.min(bytes.len()), false, false);
        }
    }

    fn open(&mut self, is_object: bool) {
        self.frames.push(Frame {
            object: is_object.then_some(self.objects),
            name: None,
            at_name: is_object,
        });
        self.objects += usize::from(is_object);
    }

    /// Closes up to the innermost of its kind; a stray bracket is nothing.
    fn close(&mut self, is_object: bool) {
        if let Some(at) = self.frames.iter().rposition(|f| f.object.is_some() == is_object) {
            self.frames.truncate(at);
            // What was opened behind the colon is there now.
            if let Some(frame) = self.frames.last_mut().filter(|f| f.object.is_some()) {
                frame.at_name = true;
            }
        }
    }

    fn comma(&mut self) {
        if let Some(frame) = self.frames.last_mut().filter(|f| f.object.is_some()) {
            frame.name = None;
            frame.at_name = true;
        }
    }

    fn colon(&mut self) {
        if let Some(frame) = self.frames.last_mut().filter(|f| f.object.is_some()) {
            frame.at_name = false;
        }
    }

    fn leaf(&mut self, span: Range<usize>, is_string: bool, is_closed: bool) {
        let is_name = self.frames.last().is_some_and(|f| f.at_name);
        let mut names: Vec<String> = self
            .frames
            .iter()
            .filter(|f| f.object.is_some())
            .map(|f| f.name.clone().unwrap_or_default())
            .collect();
        if is_name {
            names.pop();
        }
        self.leaves.push(Leaf {
            names,
            objects: self.frames.iter().filter_map(|f| f.object).collect(),
            is_name,
            is_string,
            text: self.text.get(span.clone()).unwrap_or_default().to_owned(),
            span,
            is_closed,
        });
    }

    /// A name waits for its colon; behind a value comes a name, comma or not.
    fn after_string(&mut self, span: Range<usize>) {
        let text = self.text.get(span).unwrap_or_default().to_owned();
        if let Some(frame) = self.frames.last_mut().filter(|f| f.object.is_some()) {
            if frame.at_name {
                frame.name = Some(text);
            } else {
                frame.at_name = true;
            }
        }
    }
}

/// Where a string ends, and whether by a quote.
fn string_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return (at, true),
            b'\n' => return (at, false),
            b'\\' if at + 1 < bytes.len() && bytes[at + 1] != b'\n' => at += 2,
            _ => at += 1,
        }
    }
    (bytes.len(), false)
}
