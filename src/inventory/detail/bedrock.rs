//! Bedrock: guardrails and where they are enforced, the record of invocations.

use crate::inventory::Field;
use serde::{Deserialize, Serialize};

/// A Bedrock guardrail (`GetGuardrail` of its draft).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardrail {
    /// `guardrailId`.
    pub id: String,
    /// `status`.
    pub status: Field<String>,
    /// `version`: `DRAFT` or a number.
    pub version: Field<String>,
    /// The numbers of its published versions (`ListGuardrails` of its id).
    pub versions: Field<Vec<String>>,
    /// `kmsKeyArn`.
    pub kms_key: Field<Option<String>>,
    /// `contentPolicy.filters`.
    pub content_filters: Field<Vec<ContentFilter>>,
    /// `sensitiveInformationPolicy.piiEntities` and `.regexes`.
    pub sensitive: Field<Vec<SensitiveFilter>>,
    /// `contextualGroundingPolicy.filters`.
    pub grounding: Field<Vec<GroundingFilter>>,
}

/// One entry of `contentPolicy.filters`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentFilter {
    /// `type`, e.g. `PROMPT_ATTACK`.
    pub kind: String,
    /// `inputStrength`: `NONE`, `LOW`, `MEDIUM` or `HIGH`.
    pub input_strength: String,
    /// `inputAction`: `BLOCK`, or `NONE` which only reports.
    pub input_action: Option<String>,
    /// `inputEnabled`.
    pub input_enabled: Option<bool>,
}

/// One entry of `piiEntities` or `regexes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensitiveFilter {
    /// `type` of an entity, `name` of a regular expression.
    pub name: String,
    /// `action`: `BLOCK`, `ANONYMIZE`, or `NONE` which only reports.
    pub action: String,
    /// `outputAction`; `action` holds where it is absent.
    pub output_action: Option<String>,
    /// `outputEnabled`.
    pub output_enabled: Option<bool>,
}

/// One entry of `contextualGroundingPolicy.filters`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundingFilter {
    /// `type`: `GROUNDING` or `RELEVANCE`.
    pub kind: String,
    /// `threshold` as a decimal number, from 0 to 0.99.
    pub threshold: String,
    /// `action`: `BLOCK`, or `NONE` which only scores.
    pub action: Option<String>,
    /// `enabled`.
    pub enabled: Option<bool>,
}

/// `ListEnforcedGuardrailsConfiguration`: what every invocation in the Region
/// goes through, whether it names a guardrail or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardrailEnforcement {
    /// `guardrailsConfig`; empty when nothing is enforced.
    pub guardrails: Field<Vec<EnforcedGuardrail>>,
}

/// One entry of `guardrailsConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnforcedGuardrail {
    /// `guardrailArn`.
    pub guardrail: String,
    /// `guardrailVersion`.
    pub version: String,
}

/// `GetModelInvocationLoggingConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvocationLogging {
    /// `loggingConfig`; `None` when logging is off.
    pub config: Field<Option<InvocationLoggingConfig>>,
}

/// `loggingConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvocationLoggingConfig {
    /// `textDataDeliveryEnabled`.
    pub text: bool,
    /// `imageDataDeliveryEnabled`.
    pub image: bool,
    /// `s3Config.bucketName`.
    pub bucket: Option<String>,
    /// `cloudWatchConfig.logGroupName`.
    pub log_group: Option<String>,
}
