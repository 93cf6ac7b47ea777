//! IAM: long-term API keys of Bedrock.

use crate::inventory::{Field, Timestamp};
use serde::{Deserialize, Serialize};

/// A long-term Bedrock API key: a service-specific credential of a user
/// (`ListServiceSpecificCredentials`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BedrockApiKey {
    /// `UserName`.
    pub user: String,
    /// `Status`: `Active`, `Inactive` or `Expired`.
    pub status: Field<String>,
    /// `ExpirationDate`; `None` when it never expires.
    pub expires: Field<Option<Timestamp>>,
}
