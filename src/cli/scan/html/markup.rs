//! Markup that is balanced and escaped by the way it is written: elements are
//! closures, names of elements and attributes are part of the program, and
//! every text and every value passes one gate.
//!
//! What is written is well-formed XML as well as HTML, so that a test can read
//! it with a parser.

use crate::cli::output::plain;
use std::fmt::{Display, Write as _};

/// An attribute: its name, and its value still to be escaped.
pub(super) type Attribute<'a> = (&'static str, &'a dyn Display);

/// A page as it is written.
#[derive(Default)]
pub(super) struct Markup {
    out: String,
}

impl Markup {
    /// A page that begins with what HTML begins with.
    pub(super) fn new() -> Self {
        Self {
            out: "<!DOCTYPE html>\n".to_owned(),
        }
    }

    /// An element with what stands in it.
    pub(super) fn within(
        &mut self,
        name: &'static str,
        attributes: &[Attribute<'_>],
        body: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        self.out.push('>');
        body(self);
        let _ = write!(self.out, "</{name}>");
        if !INLINE.contains(&name) {
            self.out.push('\n');
        }
    }

    /// An element with a text in it.
    pub(super) fn tag(&mut self, name: &'static str, attributes: &[Attribute<'_>], text: &str) {
        self.within(name, attributes, |inner| inner.text(text));
    }

    /// An element that never has a body.
    pub(super) fn void(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.open(name, attributes);
        self.out.push_str("/>\n");
    }

    /// A text, wherever it is from.
    pub(super) fn text(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    /// The stylesheet: part of the program, and the one text that is written
    /// as it is.
    pub(super) fn style(&mut self, sheet: &'static str) {
        let _ = write!(self.out, "<style>\n{sheet}</style>\n");
    }

    /// The page.
    pub(super) fn finish(self) -> String {
        self.out
    }

    fn open(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        let _ = write!(self.out, "<{name}");
        for (attribute, value) in attributes {
            let _ = write!(self.out, " {attribute}=\"");
            escape(&mut self.out, &value.to_string());
            self.out.push('"');
        }
    }
}

/// Elements after which a line break would be seen as a space.
const INLINE: [&str; 6] = ["a", "b", "code", "span", "tspan", "text"];

fn escape(out: &mut String, text: &str) {
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No character of XML.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
