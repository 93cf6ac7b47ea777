//! The `winterbaume-*` services that the embedded account stands on.
//!
//! They hold the state of KMS, IAM, STS and Kinesis; what they drop or get
//! wrong is put right around them by the corrections.

use super::{Call, Response};
use std::sync::Arc;
use winterbaume_core::{MockRequest, MockService};

/// The base services, with handles on those whose state we read.
#[derive(Default)]
pub struct Base {
    /// KMS.
    pub kms: Arc<winterbaume_kms::KmsService>,
    /// IAM.
    pub iam: Arc<winterbaume_iam::IamService>,
    /// STS.
    pub sts: Arc<winterbaume_sts::StsService>,
    /// Kinesis.
    pub kinesis: Arc<winterbaume_kinesis::KinesisService>,
}

impl Base {
    /// Hands a call to its service. `None` when no base service has that name.
    pub async fn handle(&self, call: &Call) -> Option<Response> {
        let service: &dyn MockService = match call.service.as_str() {
            "kms" => &self.kms,
            "iam" => &self.iam,
            "sts" => &self.sts,
            "kinesis" => &self.kinesis,
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
