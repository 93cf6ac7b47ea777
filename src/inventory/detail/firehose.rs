//! Firehose: delivery streams.

use crate::inventory::Field;
use serde::{Deserialize, Serialize};

/// A delivery stream (`DescribeDeliveryStream`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryStream {
    /// `DeliveryStreamStatus`.
    pub status: Field<String>,
    /// `DeliveryStreamType`: `DirectPut`, `KinesisStreamAsSource`, `MSKAsSource`
    /// or `DatabaseAsSource`.
    pub source: Field<String>,
    /// `Source.KinesisStreamSourceDescription.KinesisStreamARN`.
    pub stream: Field<Option<String>>,
    /// `DeliveryStreamEncryptionConfiguration.Status`; `DISABLED` when absent.
    pub encryption: Field<String>,
    /// `DeliveryStreamEncryptionConfiguration.KeyARN`; `None` for a key that
    /// AWS owns.
    pub kms_key: Field<Option<String>>,
    /// The buckets that it delivers to, as ARNs.
    pub buckets: Field<Vec<String>>,
}
