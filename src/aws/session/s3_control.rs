//! S3 Control behind an endpoint of one's own. The SDK would put the account
//! before the host (`123456789012.127.0.0.1`), which no resolver knows; an
//! emulator takes the account from the header `x-amz-account-id`.

use aws_sdk_s3control::Client;
use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};
use aws_sdk_s3control::config::{Builder, SharedInterceptor};
use aws_types::SdkConfig;

/// A client that goes where the configuration says, and nowhere else.
pub fn s3_control(config: &SdkConfig, interceptor: Option<SharedInterceptor>) -> Client {
    let mut builder = Builder::from(config);
    if let Some(interceptor) = interceptor {
        builder.push_interceptor(interceptor);
    }
    if let Some(url) = config.endpoint_url() {
        builder = builder.endpoint_resolver(As(url.to_owned()));
    }
    Client::from_conf(builder.build())
}

/// The endpoint as it was given.
#[derive(Debug)]
struct As(String);

impl ResolveEndpoint for As {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}
