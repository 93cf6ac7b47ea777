//! The SDK's HTTP client that ends in the embedded account: reads the request
//! whole (streams included), and gives it to [`Account::answer`].

use super::wire::chunked;
use super::{Account, Response};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use http::{HeaderMap, HeaderName, HeaderValue};

/// A connector to one embedded account.
#[derive(Clone, Debug)]
pub struct EmbeddedClient {
    account: Account,
}

impl EmbeddedClient {
    pub(super) fn new(account: Account) -> Self {
        Self { account }
    }
}

impl HttpClient for EmbeddedClient {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for EmbeddedClient {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let account = self.account.clone();
        HttpConnectorFuture::new(async move {
            let body = std::mem::replace(request.body_mut(), SdkBody::empty());
            let bytes = ByteStream::new(body)
                .collect()
                .await
                .map_err(|error| ConnectorError::user(error.into()))?
                .into_bytes();
            let mut headers = headers(&request);
            let bytes = chunked::plain(bytes, &mut headers)
                .ok_or_else(|| ConnectorError::user("the body is not aws-chunked as it says".into()))?;
            let response = account
                .answer(request.method(), request.uri(), headers, bytes)
                .await;
            to_sdk(&response)
        })
    }
}

/// The headers of a request as the account reads them.
pub(super) fn headers(request: &HttpRequest) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers() {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            headers.append(name, value);
        }
    }
    headers
}

/// An answer of the account as the SDK reads it.
pub(super) fn to_sdk(response: &Response) -> Result<HttpResponse, ConnectorError> {
    let status = StatusCode::try_from(response.status).map_err(|e| ConnectorError::user(e.into()))?;
    let mut answer = HttpResponse::new(status, SdkBody::from(response.body.clone()));
    for (name, value) in &response.headers {
        if let Ok(value) = value.to_str() {
            answer
                .headers_mut()
                .insert(name.as_str().to_owned(), value.to_owned());
        }
    }
    Ok(answer)
}
