//! Writing and reading XML: the answers of S3, EC2, IAM and STS, and the
//! bodies that S3 is sent.

use crate::demo::Response;
use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
use std::fmt::{Display, Write};

/// The request id in every answer; nothing depends on it.
pub const REQUEST_ID: &str = "7f3e9d3a-5b1c-4c57-9a40-d2b8c1e0f6aa";

/// Builds a document, element by element.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
}

/// A document with a root element and what `fill` puts into it.
pub fn document(root: &str, namespace: Option<&str>, fill: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::default();
    writer
        .out
        .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    match namespace {
        Some(ns) => writer.element_with(root, &format!("xmlns=\"{ns}\""), fill),
        None => writer.element(root, fill),
    }
    writer.out
}

impl Writer {
    /// `<name>` … `</name>`.
    pub fn element(&mut self, name: &str, fill: impl FnOnce(&mut Self)) {
        let _ = write!(self.out, "<{name}>");
        fill(self);
        let _ = write!(self.out, "</{name}>");
    }

    /// As [`Writer::element`], with attributes written as given.
    pub fn element_with(&mut self, name: &str, attributes: &str, fill: impl FnOnce(&mut Self)) {
        let _ = write!(self.out, "<{name} {attributes}>");
        fill(self);
        let _ = write!(self.out, "</{name}>");
    }

    /// `<name>value</name>`, escaped.
    pub fn text(&mut self, name: &str, value: impl Display) {
        let value = escape(&value.to_string());
        let _ = write!(self.out, "<{name}>{value}</{name}>");
    }

    /// As [`Writer::text`] when there is a value.
    pub fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// `<name><item>…</item>…</name>`.
    pub fn list<T>(
        &mut self,
        name: &str,
        item: &str,
        items: impl IntoIterator<Item = T>,
        mut fill: impl FnMut(&mut Self, T),
    ) {
        self.element(name, |x| {
            for entry in items {
                x.element(item, |x| fill(x, entry));
            }
        });
    }

    /// Text between tags, escaped.
    pub fn raw_text(&mut self, value: &str) {
        self.out.push_str(&escape(value));
    }
}

/// Escapes markup; characters that XML cannot carry are left out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// An XML answer.
pub fn response(status: u16, body: String) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    Response {
        status,
        headers,
        body: body.into(),
    }
}

/// An error of the query protocol (IAM, STS).
pub fn query_error(status: u16, code: &str, message: &str) -> Response {
    let body = document("ErrorResponse", None, |x| {
        x.element("Error", |x| {
            x.text("Type", if status >= 500 { "Receiver" } else { "Sender" });
            x.text("Code", code);
            x.text("Message", message);
        });
        x.text("RequestId", REQUEST_ID);
    });
    response(status, body)
}

/// An error of EC2.
pub fn ec2_error(status: u16, code: &str, message: &str) -> Response {
    let body = document("Response", None, |x| {
        x.list("Errors", "Error", [()], |x, ()| {
            x.text("Code", code);
            x.text("Message", message);
        });
        x.text("RequestID", REQUEST_ID);
    });
    response(status, body)
}

/// An error of S3; `resource` is the bucket or key.
pub fn s3_error(status: u16, code: &str, message: &str, resource: &str) -> Response {
    let body = document("Error", None, |x| {
        x.text("Code", code);
        x.text("Message", message);
        x.text("Resource", resource);
        x.text("RequestId", REQUEST_ID);
    });
    response(status, body)
}

/// An element that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// The local name, without a namespace prefix.
    pub name: String,
    /// The text directly inside, decoded.
    pub text: String,
    /// The attributes, decoded, by full name.
    pub attributes: Vec<(String, String)>,
    /// The elements inside.
    pub children: Vec<Element>,
}

impl Element {
    /// The first element inside with that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.name == name)
    }

    /// The elements inside with that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The text at a path of names, e.g. `Rule/ApplyServerSideEncryptionByDefault/SSEAlgorithm`.
    pub fn at(&self, path: &str) -> Option<&str> {
        path.split('/')
            .try_fold(self, |element, name| element.child(name))
            .map(|e| e.text.trim())
    }
}

/// Reads a document's root. `None` for text that is not well-formed. External
/// entities and document types are not supported, and so not followed.
pub fn parse(bytes: &[u8]) -> Option<Element> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut stack: Vec<Element> = vec![Element::default()];
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        stack.last_mut()?.text.push_str(&unescape(&rest[..open]));
        rest = &rest[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
            continue;
        }
        if let Some(data) = rest.strip_prefix("![CDATA[") {
            let end = data.find("]]>")?;
            stack.last_mut()?.text.push_str(&data[..end]);
            rest = &data[end + 3..];
            continue;
        }
        let end = rest.find('>')?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let done = stack.pop()?;
            if done.name != local(name.trim()) {
                return None;
            }
            stack.last_mut()?.children.push(done);
        } else {
            let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |t| (t, true));
            let element = opened(tag)?;
            if empty {
                stack.last_mut()?.children.push(element);
            } else {
                stack.push(element);
            }
        }
    }
    (stack.len() == 1).then(|| stack.pop()?.children.pop()).flatten()
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn opened(tag: &str) -> Option<Element> {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut element = Element {
        name: local(name).to_owned(),
        ..Element::default()
    };
    rest = rest.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| ['"', '\''].contains(c))?;
        let (value, next) = after[1..].split_once(quote)?;
        element.attributes.push((key.trim().to_owned(), unescape(value)));
        rest = next.trim_start();
    }
    (!element.name.is_empty()).then_some(element)
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find(';') else { break };
        let decoded = match &rest[1..end] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            entity => entity
                .strip_prefix("#x")
                .and_then(|h| u32::from_str_radix(h, 16).ok())
                .or_else(|| entity.strip_prefix('#').and_then(|d| d.parse().ok()))
                .and_then(char::from_u32),
        };
        match decoded {
            Some(c) => out.push(c),
            None => out.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}
