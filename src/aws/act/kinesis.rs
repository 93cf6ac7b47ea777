//! Streams on demand, and their encryption.

use super::answer::{failure, found, gone, made, seen, unbuilt, unnamed, wait};
use super::compare::Compared;
use super::misrouted;
use super::tags::Owner;
use crate::aws::interlock::with_permit;
use crate::stack::{ActError, Observed, Outputs, Permit, Spec};
use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::types::{EncryptionType, StreamDescriptionSummary, StreamMode, StreamModeDetails};

/// Reads what is there.
pub(super) async fn observe(kinesis: &Client, owner: Owner<'_>, spec: &Spec) -> Result<Observed, ActError> {
    match spec {
        Spec::CreateStream { stream, .. } => {
            let Some(summary) = describe(kinesis, stream).await? else {
                return Ok(Observed::Absent);
            };
            let mode = summary.stream_mode_details().map(|m| m.stream_mode().as_str());
            let mut compared = Compared::default();
            compared
                .output("StreamArn", Some(summary.stream_arn()))
                .text("StreamMode", mode, "ON_DEMAND");
            // While its encryption changes the stream is UPDATING, and usable.
            let status = summary.stream_status().as_str();
            if status != "UPDATING" {
                compared.word("StreamStatus", Some(status), "ACTIVE");
            }
            let ours = owns(kinesis, owner, stream).await?;
            Ok(compared.present(ours))
        }
        Spec::StartStreamEncryption { stream, key_arn } => {
            let Some(summary) = describe(kinesis, stream).await? else {
                return Ok(Observed::Absent);
            };
            let mut compared = Compared::default();
            compared.text(
                "EncryptionType",
                summary.encryption_type().map(EncryptionType::as_str),
                "KMS",
            );
            compared.text("KeyId", summary.key_id(), key_arn);
            compared.word("StreamStatus", Some(summary.stream_status().as_str()), "ACTIVE");
            Ok(compared.present(true))
        }
        other => Err(misrouted(other)),
    }
}

async fn describe(kinesis: &Client, stream: &str) -> Result<Option<StreamDescriptionSummary>, ActError> {
    let operation = "kinesis:DescribeStreamSummary";
    let answer = kinesis.describe_stream_summary().stream_name(stream).send().await;
    let summary = found(operation, answer)?.and_then(|a| a.stream_description_summary);
    // A stream that is on its way out counts as gone.
    Ok(summary.filter(|s| s.stream_status().as_str() != "DELETING"))
}

async fn owns(kinesis: &Client, owner: Owner<'_>, stream: &str) -> Result<bool, ActError> {
    let answer = kinesis.list_tags_for_stream().stream_name(stream).send().await;
    let tags = seen("kinesis:ListTagsForStream", answer)?;
    Ok(owner.stack_owns(tags.tags().iter().map(|t| (t.key(), t.value().unwrap_or("")))))
}

/// Makes the call.
pub(super) async fn act(kinesis: &Client, permit: &Permit, spec: &Spec) -> Result<Outputs, ActError> {
    let operation = spec.operation();
    match spec {
        Spec::CreateStream { stream, tags } => {
            let mode = StreamModeDetails::builder()
                .stream_mode(StreamMode::OnDemand)
                .build()
                .map_err(unbuilt(operation))?;
            let tags = tags.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            let call = kinesis
                .create_stream()
                .stream_name(stream)
                .stream_mode_details(mode)
                .set_tags(Some(tags));
            made(operation, with_permit(permit, call.send()).await)?;
            // CreateStream answers with nothing; the ARN is read back.
            let summary = describe(kinesis, stream)
                .await?
                .ok_or_else(|| unnamed(operation, "StreamARN"))?;
            let arn = summary.stream_arn().to_owned();
            Ok(Outputs::from([("StreamArn".to_owned(), arn)]))
        }
        Spec::StartStreamEncryption { stream, key_arn } => {
            let call = kinesis
                .start_stream_encryption()
                .stream_name(stream)
                .encryption_type(EncryptionType::Kms)
                .key_id(key_arn);
            let answer = with_permit(permit, call.send()).await;
            // The stream is still being created: in use, and not by others.
            if failure(operation, &answer).is_some_and(|f| f.is("ResourceInUseException")) {
                return Err(wait(operation, "the stream is not yet active"));
            }
            made(operation, answer)?;
            Ok(Outputs::new())
        }
        other => Err(misrouted(other)),
    }
}

/// Takes back what the step made.
pub(super) async fn undo(kinesis: &Client, permit: &Permit, spec: &Spec) -> Result<(), ActError> {
    match spec {
        Spec::CreateStream { stream, .. } => {
            if describe(kinesis, stream).await?.is_none() {
                return Ok(());
            }
            let call = kinesis
                .delete_stream()
                .stream_name(stream)
                .enforce_consumer_deletion(true);
            gone("kinesis:DeleteStream", with_permit(permit, call.send()).await)
        }
        Spec::StartStreamEncryption { .. } => Ok(()),
        other => Err(misrouted(other)),
    }
}
