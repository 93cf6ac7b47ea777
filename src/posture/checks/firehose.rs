//! Firehose: what a delivery stream holds on its way.

use crate::inventory::detail::DeliveryStream;
use crate::inventory::{Arn, Detail, Resource};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::context::Context;
use crate::posture::severity::Severity;
use crate::posture::verdict::{Judged, Probe, text};

pub(super) const CHECKS: &[Check] = &[Check {
    id: "firehose.stream_encrypted_at_rest",
    title: "A delivery stream is encrypted at rest",
    severity: Severity::Medium,
    why: "Records on their way into a data lake wait in the stream: transactions and readings, before any \
          bucket's key covers them.",
    fix: Fix::by_hand(
        "Start encryption on the delivery stream with a customer managed key; encrypt the source stream where it reads from Kinesis.",
    ),
    prowler: &["firehose_stream_encrypted_at_rest"],
    security_hub: &["DataFirehose.1"],
    reads: Reads::Inventory,
    judges: &[Judge::DeliveryStream(encrypted)],
}];

const ENCRYPTION: Probe = Probe::new(
    "DescribeDeliveryStream.DeliveryStreamEncryptionConfiguration.Status",
    "ENABLED",
);
const SOURCE: Probe = Probe::new(
    "DescribeDeliveryStream.Source.KinesisStreamSourceDescription",
    "a Kinesis stream whose EncryptionType is KMS",
);
const TYPE: Probe = Probe::new(
    "DescribeDeliveryStream.DeliveryStreamType",
    "a source that is encrypted",
);

fn encrypted(context: &Context<'_>, _: &Resource, stream: &DeliveryStream) -> Judged {
    let status = ENCRYPTION.read(&stream.encryption)?;
    if status == "ENABLED" {
        return Ok(ENCRYPTION.verdict(true, status.clone()));
    }
    match TYPE.read(&stream.source)?.as_str() {
        // Firehose stores nothing of its own then: the source keeps the records.
        "KinesisStreamAsSource" => source(context, stream),
        "MSKAsSource" => Ok(TYPE.verdict(true, "MSKAsSource: MSK encrypts what it stores")),
        _ => Ok(ENCRYPTION.verdict(false, text(status))),
    }
}

fn source(context: &Context<'_>, stream: &DeliveryStream) -> Judged {
    let Some(arn) = SOURCE.read(&stream.stream)?.as_deref() else {
        return Err(SOURCE.unread("the answer does not name the source stream"));
    };
    let found = context.inventory().get(&Arn::from(arn)).map(|r| &r.detail);
    let Some(Detail::KinesisStream(source)) = found else {
        return Err(SOURCE.unread(format!("{arn} is not among the streams that were read")));
    };
    let encryption = SOURCE.read(&source.encryption)?;
    Ok(SOURCE.verdict(encryption == "KMS", format!("{arn}: {encryption}")))
}
