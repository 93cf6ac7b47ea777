//! The SDK's HTTP client with faults in front of another: what the plan spares
//! goes through.

use super::{Fate, Faults};
use crate::demo::client::{headers, to_sdk};
use crate::demo::{Account, Call, Clock};
use crate::inventory::Timestamp;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use bytes::Bytes;

/// A client under faults.
#[derive(Clone, Debug)]
pub struct FaultyClient {
    faults: Faults,
    inner: SharedHttpClient,
    /// An account without resources, that tells what requests mean.
    names: Account,
}

impl FaultyClient {
    pub(super) fn new(faults: Faults, inner: SharedHttpClient) -> Self {
        Self {
            faults,
            inner,
            names: Account::new(0, Clock::manual(Timestamp(0))),
        }
    }
}

impl HttpClient for FaultyClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(FaultyConnector {
            faults: self.faults.clone(),
            inner: self.inner.http_connector(settings, components),
            names: self.names.clone(),
        })
    }
}

/// A connector under faults.
#[derive(Debug)]
struct FaultyConnector {
    faults: Faults,
    inner: SharedHttpConnector,
    names: Account,
}

impl FaultyConnector {
    /// Which call a request is. A body that streams names nothing.
    fn name(&self, request: &HttpRequest) -> Call {
        let body = request.body().bytes().map(Bytes::copy_from_slice);
        let headers = headers(request);
        self.names
            .name(request.method(), request.uri(), headers, body.unwrap_or_default())
    }
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let verdict = self.faults.decide(&self.name(&request));
        let inner = self.inner.clone();
        HttpConnectorFuture::new(async move {
            if !verdict.wait.is_zero() {
                tokio::time::sleep(verdict.wait).await;
            }
            match verdict.fate {
                Fate::Answered => inner.call(request).await,
                Fate::Refused(response) => to_sdk(&response),
                Fate::Reset => Err(reset()),
                Fate::AnswerLost => {
                    inner.call(request).await?;
                    Err(reset())
                }
                Fate::TimedOut => Err(ConnectorError::timeout("the answer did not come in time".into())),
            }
        })
    }
}

fn reset() -> ConnectorError {
    ConnectorError::io("connection reset by peer".into())
}
