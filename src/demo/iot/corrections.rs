//! What the base gets wrong of IoT: rows for the table of corrections.

use crate::demo::corrections::Correction;

/// The rows.
pub const ROWS: &[Correction] = &[
    Correction {
        service: "iot",
        operations: &["CreatePolicy", "CreatePolicyVersion"],
        base: "takes any text as a policy",
        aws: "a malformed document is refused, and so is a sixth version",
        test: "iot::a_malformed_policy_is_refused",
    },
    Correction {
        service: "iot",
        operations: &["DeletePolicy", "DeletePolicyVersion"],
        base: "deletes whatever it is asked to",
        aws: "not the default version, nor a policy with other versions or targets",
        test: "iot::the_default_version_and_a_policy_in_use_are_not_deleted",
    },
];
