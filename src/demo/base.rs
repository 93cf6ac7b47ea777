//! The `winterbaume-*` services that the embedded account stands on.
//!
//! They hold the state of IAM; what they drop or get wrong is put right around
//! them by the corrections. KMS keeps the base for its cryptography only, one
//! key at a time, because the base copies a Region's whole state at each call.

use super::{Call, Response};
use std::sync::Arc;
use winterbaume_core::{MockRequest, MockService};

/// The base services, with handles on those whose state we read.
#[derive(Default)]
pub struct Base {
    /// IAM.
    pub iam: Arc<winterbaume_iam::IamService>,
}

impl Base {
    /// Hands a call to its service. `None` when no base service has that name.
    pub async fn handle(&self, call: &Call) -> Option<Response> {
        let service: &dyn MockService = match call.service.as_str() {
            "iam" => &self.iam,
            _ => return None,
        };
        Some(service.handle(request(call)).await)
    }
}

/// The call as the base reads it: service and Region are taken from the host,
/// whatever endpoint the client was given.
fn request(call: &Call) -> MockRequest {
    let mut uri = format!(
        "https://{}.{}.amazonaws.com{}",
        call.service, call.region, call.path
    );
    if !call.raw_query.is_empty() {
        uri.push('?');
        uri.push_str(&call.raw_query);
    }
    MockRequest {
        method: call.method.clone(),
        uri,
        headers: call.headers.clone(),
        body: call.body.clone(),
    }
}
