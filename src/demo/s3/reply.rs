//! How S3 words its answers and errors.

use crate::demo::Response;
use crate::demo::wire::xml::{self, Element, Writer};
use crate::inventory::Timestamp;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE};
use time::OffsetDateTime;
use time::macros::format_description;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

const APPLICATION_XML: HeaderValue = HeaderValue::from_static("application/xml");

/// How an operation ends.
pub(super) type Outcome = Result<Response, Refusal>;

/// An error as S3 words it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// Headers of the answer beside the error, e.g. the bucket's Region.
    pub(super) headers: Vec<(&'static str, String)>,
    /// Elements of the error beside code and message, e.g. `Endpoint`.
    pub(super) elements: Vec<(&'static str, String)>,
}

impl Refusal {
    /// An error with an HTTP status.
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            headers: Vec::new(),
            elements: Vec::new(),
        }
    }

    /// `InvalidRequest`.
    pub(super) fn request(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidRequest", message)
    }

    /// `InvalidArgument`.
    pub(super) fn argument(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidArgument", message)
    }

    /// `MalformedXML`.
    pub(super) fn malformed() -> Self {
        Self::new(
            400,
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        )
    }

    /// `AccessDenied`.
    pub(super) fn denied(message: impl Into<String>) -> Self {
        Self::new(403, "AccessDenied", message)
    }

    /// `NoSuchKey`.
    pub(super) fn no_key() -> Self {
        Self::new(404, "NoSuchKey", "The specified key does not exist.")
    }

    /// `PreconditionFailed` of one condition.
    pub(super) fn precondition(condition: &str) -> Self {
        Self::new(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
        )
        .element("Condition", condition)
    }

    /// With a header beside the error.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With an element inside the error.
    pub(super) fn element(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.elements.push((name, value.into()));
        self
    }

    /// The error as an HTTP answer.
    pub(super) fn response(&self, resource: &str) -> Response {
        self.answer(xml::document("Error", None, |x| {
            self.write(x);
            x.text("Resource", resource);
            x.text("RequestId", xml::REQUEST_ID);
        }))
    }

    /// The error as S3 Control words it: wrapped once more.
    pub(super) fn response_of_control(&self) -> Response {
        self.answer(xml::document("ErrorResponse", None, |x| {
            x.element("Error", |x| self.write(x));
            x.text("RequestId", xml::REQUEST_ID);
        }))
    }

    fn write(&self, x: &mut Writer) {
        x.text("Code", self.code);
        x.text("Message", &self.message);
        for (name, value) in &self.elements {
            x.text(name, value);
        }
    }

    fn answer(&self, body: String) -> Response {
        let mut response = xml::response(self.status, body);
        response.headers.insert(CONTENT_TYPE, APPLICATION_XML);
        for (name, value) in &self.headers {
            header(&mut response, name, value);
        }
        response
    }
}

/// An answer without a body.
pub(super) fn empty(status: u16) -> Response {
    Response {
        status,
        headers: HeaderMap::new(),
        body: Bytes::new(),
    }
}

/// An XML answer with S3's namespace.
pub(super) fn document(root: &str, fill: impl FnOnce(&mut Writer)) -> Response {
    let mut response = xml::response(200, xml::document(root, Some(NAMESPACE), fill));
    response.headers.insert(CONTENT_TYPE, APPLICATION_XML);
    response
}

/// Adds a header; a value that HTTP cannot carry is left out.
pub(super) fn header(response: &mut Response, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
        response.headers.insert(name, value);
    }
}

/// Writes back an element that was sent.
pub(super) fn element(x: &mut Writer, element: &Element) {
    let attributes: Vec<String> = element
        .attributes
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", xml::escape(value)))
        .collect();
    let fill = |x: &mut Writer| {
        if element.children.is_empty() {
            x.raw_text(&element.text);
        }
        for child in &element.children {
            self::element(x, child);
        }
    };
    if attributes.is_empty() {
        x.element(&element.name, fill);
    } else {
        x.element_with(&element.name, &attributes.join(" "), fill);
    }
}

/// `Sat, 31 Jan 2026 08:00:00 GMT`, as `Last-Modified` wants it.
pub(super) fn http_date(at: Timestamp) -> String {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    OffsetDateTime::from_unix_timestamp(at.0)
        .ok()
        .and_then(|t| t.format(&format).ok())
        .unwrap_or_else(|| at.rfc3339())
}

/// Reads a date as HTTP headers write it.
pub(super) fn parse_http_date(text: &str) -> Option<Timestamp> {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let at = time::PrimitiveDateTime::parse(text.trim(), format).ok()?;
    Some(Timestamp(at.assume_utc().unix_timestamp()))
}
