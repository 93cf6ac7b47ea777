//! The two sides of the role's use of the key and of the stream.
//!
//! A stack may adopt a key that it does not write the policy of: then what the
//! role's own policy says must do. A role made again is another principal to
//! the key until its policy is put again, and the reverse: what the key's
//! policy says must do for the role it names. So each side is asked alone.

use super::ROLE_AND_USUAL_KEY;
use crate::policy::evaluate::Request;
use crate::policy::prove::question::{Asking, Bearing};

pub(super) fn ask(asking: &mut Asking<'_>) {
    for (title, request) in uses(asking) {
        asking.must(title, ROLE_AND_USUAL_KEY, request);
    }
    for (title, request) in uses(asking) {
        asking.must(title, &[Bearing::Named("key")], request);
    }
    stream(asking);
}

/// The role's uses of the key.
fn uses(asking: &Asking<'_>) -> Vec<(&'static str, Request)> {
    let w = asking.w;
    let trains = w.scenario.trains() || !w.scenario.serves();
    let mut all = vec![
        (
            "the role decrypts objects, by either policy alone",
            asking.through_s3(asking.role_kms("kms:Decrypt"), &w.output_bucket),
        ),
        (
            "the role encrypts objects, by either policy alone",
            asking.through_s3(asking.role_kms("kms:GenerateDataKey"), &w.output_bucket),
        ),
        (
            "SageMaker checks the key, by either policy alone",
            asking.role_kms("kms:DescribeKey"),
        ),
        (
            "a volume gets the key by a grant, by either policy alone",
            asking
                .role_kms("kms:CreateGrant")
                .with("kms:GrantIsForAWSResource", "true"),
        ),
    ];
    if trains {
        all.push((
            "SageMaker encrypts the output, by either policy alone",
            asking.role_kms("kms:Encrypt"),
        ));
    }
    if w.stream_arn.is_some() {
        all.push((
            "the role decrypts the stream's records, by either policy alone",
            asking
                .role_kms("kms:Decrypt")
                .with("kms:ViaService", w.via("kinesis")),
        ));
    }
    all
}

/// The stream's policy lets in the role and the operator, one to read and one
/// to write, whatever their own policies say.
fn stream(asking: &mut Asking<'_>) {
    let w = asking.w;
    let Some(stream) = &w.stream_arn else { return };
    let own = [Bearing::Named("stream")];
    let role = |action: &str| {
        Request::new(asking.role_session(), action, stream.clone())
            .owned_by(&w.account)
            .with("aws:PrincipalArn", w.role())
    };
    let operator = Request::new(w.operator_arn.clone(), "kinesis:PutRecord", stream.clone());
    let (read, write) = (role("kinesis:GetRecords"), role("kinesis:PutRecord"));
    asking.must("the stream lets the role read", &own, read);
    asking.must_not("the stream lets the role write", &own, write);
    if !w.operator_is_account() {
        let operator = operator.owned_by(&w.account);
        asking.must("the stream lets the operator write", &own, operator);
    }
}
