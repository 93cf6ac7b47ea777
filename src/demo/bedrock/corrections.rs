//! What the base gets wrong of Bedrock: rows for the table of corrections.

use crate::demo::corrections::Correction;

/// The rows.
pub const ROWS: &[Correction] = &[
    Correction {
        service: "bedrock",
        operations: &["CreateGuardrail", "GetGuardrail"],
        base: "drops the key and the policies",
        aws: "the key's ARN and every policy are answered, with the defaults that AWS fills in",
        test: "bedrock_guardrails::a_guardrail_keeps_its_key_and_policies",
    },
    Correction {
        service: "bedrock",
        operations: &["PutModelInvocationLoggingConfiguration"],
        base: "takes any bucket and role",
        aws: "Bedrock checks that it may write where it is told",
        test: "bedrock_logging::logging_goes_where_bedrock_may_write",
    },
];
