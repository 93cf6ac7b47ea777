//! Requests of the query protocol written by hand, for services whose SDK the
//! tests do not carry.

use crate::place::{Aws, REGION, START};
use aisec_tui::demo::wire::{query, xml};
use aisec_tui::inventory::Timestamp;
use http::HeaderMap;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// An answer of the query protocol.
pub struct Form {
    pub status: u16,
    root: xml::Element,
}

impl Form {
    fn new(status: u16, body: &[u8]) -> Self {
        let root = xml::parse(body).expect("XML");
        Self { status, root }
    }

    /// The text at a path, where it is the first of a list.
    pub fn at(&self, path: &str) -> Option<&str> {
        self.root.at(path)
    }

    /// The error code.
    pub fn code(&self) -> Option<&str> {
        self.at("Error/Code")
    }

    /// The value of an entry in a map of the result.
    pub fn entry(&self, result: &str, map: &str, key: &str) -> Option<String> {
        let map = self.root.child(result)?.child(map)?;
        let entry = map.all("entry").find(|entry| entry.at("key") == Some(key))?;
        entry.at("value").map(str::to_owned)
    }
}

impl Aws {
    /// Asks a service in the query protocol.
    pub async fn form(
        &self,
        service: &str,
        version: &str,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Form {
        let mut body = format!("Action={action}&Version={version}");
        for (name, value) in parameters {
            body.extend(["&", name, "=", &query::encode(value)]);
        }
        let day: String = Timestamp(START).rfc3339()[..10].replace('-', "");
        let signed = format!(
            "AWS4-HMAC-SHA256 Credential=AKIATEST/{day}/{REGION}/{service}/aws4_request, SignedHeaders=host, Signature=0"
        );
        let form = "application/x-www-form-urlencoded";
        let Some(endpoint) = self.endpoint() else {
            let mut headers = HeaderMap::new();
            headers.insert("authorization", signed.parse().expect("a header"));
            headers.insert("content-type", form.parse().expect("a header"));
            let uri = format!("https://{service}.{REGION}.amazonaws.com/");
            let account = self.account().expect("an account in process");
            let answer = account.answer("POST", &uri, headers, body.into()).await;
            return Form::new(answer.status, &answer.body);
        };
        let address = endpoint.trim_start_matches("http://");
        let mut stream = tokio::net::TcpStream::connect(address)
            .await
            .expect("a connection");
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {address}\r\nauthorization: {signed}\r\ncontent-type: {form}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Form::new(status.expect("a status"), body.as_bytes())
    }
}
