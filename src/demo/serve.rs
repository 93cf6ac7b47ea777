//! The embedded account over HTTP on loopback, so that the AWS CLI, boto3,
//! Terraform or a scanner can be pointed at it.
//!
//! Signatures are read for who signs and for which service and Region, and
//! not verified: whoever reaches the port owns the account. That is why only a
//! loopback address is ever bound.

use super::faults::Fate;
use super::wire::chunked;
use super::{Account, Response};
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::{IpAddr, SocketAddr};
use tokio::net::TcpListener;

/// The largest body that is read: S3's limit of a single `PutObject` is 5 GiB,
/// and all of it would be kept in memory.
const LARGEST_BODY: usize = 512 << 20;

/// Why the account is not served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from other machines.
    #[error("The embedded account is served on loopback only, and {0} is not a loopback address.")]
    NotLoopback(IpAddr),
    /// The port is taken, or not ours to take.
    #[error("Cannot listen on {address}: {source}.")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// A bound server that has not begun to answer.
#[derive(Debug)]
pub struct Server {
    account: Account,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Binds a loopback address; port 0 takes any free port.
    pub async fn bind(address: SocketAddr, account: Account) -> Result<Self, ServeError> {
        if !address.ip().is_loopback() {
            return Err(ServeError::NotLoopback(address.ip()));
        }
        let bound = async {
            let listener = TcpListener::bind(address).await?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = bound
            .await
            .map_err(|source| ServeError::Bind { address, source })?;
        Ok(Self {
            account,
            listener,
            address,
        })
    }

    /// The address with the port that was taken.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the future is dropped.
    pub async fn run(self) {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                // Out of file descriptors: those in use will be given back.
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                continue;
            };
            let account = self.account.clone();
            tokio::spawn(async move {
                let service = service_fn(move |request| answer(account.clone(), request));
                // A client that goes away ends its own connection only.
                let _ = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    }
}

/// Reads a request whole and gives it to the account, if no fault befalls it.
async fn answer(account: Account, request: Request<Incoming>) -> io::Result<http::Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE));
        }
        Err(_) => return Ok(plain(StatusCode::BAD_REQUEST)),
    };
    let mut headers = head.headers;
    let Some(body) = chunked::plain(body, &mut headers) else {
        return Ok(plain(StatusCode::BAD_REQUEST));
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| head.uri.host())
        .unwrap_or("localhost");
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let uri = format!("http://{host}{path}");
    let call = account.name(head.method.as_str(), &uri, headers, body);
    let Some(verdict) = account.faults().map(|faults| faults.decide(&call)) else {
        return Ok(to_http(account.answer_named(call).await));
    };
    tokio::time::sleep(verdict.wait).await;
    match verdict.fate {
        Fate::Answered => Ok(to_http(account.answer_named(call).await)),
        Fate::Refused(response) => Ok(to_http(response)),
        // An error closes the connection.
        Fate::Reset => Err(io::ErrorKind::ConnectionReset.into()),
        Fate::AnswerLost => {
            account.answer_named(call).await;
            Err(io::ErrorKind::ConnectionReset.into())
        }
        // Until the client goes away.
        Fate::TimedOut => std::future::pending().await,
    }
}

fn to_http(response: Response) -> http::Response<Full<Bytes>> {
    let mut answer = http::Response::new(Full::new(response.body));
    *answer.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *answer.headers_mut() = response.headers;
    answer
        .headers_mut()
        .insert(header::SERVER, HeaderValue::from_static("aisec-tui"));
    answer
}

fn plain(status: StatusCode) -> http::Response<Full<Bytes>> {
    let mut answer = http::Response::new(Full::new(Bytes::new()));
    *answer.status_mut() = status;
    answer
}
