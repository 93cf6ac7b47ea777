//! Codes for what IAM Access Analyzer does not look at.

use super::{Code, security, suggestion, warning};

/// Sorted by id.
pub(super) static CODES: &[Code] = &[
    suggestion("AISEC_ACTION_WITHOUT_RESOURCE_TYPE", "actions"),
    security("AISEC_ADMIN_ACCESS", "grants"),
    warning("AISEC_CONDITION_KEY_NAME_DISPUTED", "keys"),
    warning("AISEC_CONTROL_CAN_BE_DISABLED", "workloads"),
    security("AISEC_DECRYPT_ANY_KEY", "grants"),
    warning("AISEC_ENDPOINT_ONLY_LOCKOUT", "lockout"),
    security("AISEC_ESCALATION_PATH", "escalation"),
    security("AISEC_FORALLVALUES_WITHOUT_NULL", "operators"),
    warning("AISEC_KEY_ADMINISTRATION_DENIED_TO_ALL", "lockout"),
    security("AISEC_KEY_GRANT_UNBOUND", "workloads"),
    Code::new(
        super::Severity::Error,
        "AISEC_KEY_WITHOUT_ADMINISTRATOR",
        "lockout",
    ),
    warning("AISEC_MODEL_INVOCATION_ANYWHERE", "workloads"),
    warning("AISEC_NEGATED_IF_EXISTS", "operators"),
    security("AISEC_NULL_KEYS_ANDED", "operators"),
    security("AISEC_OPEN_ENDPOINT", "grants"),
    security("AISEC_PRESIGNED_URL_UNBOUND", "workloads"),
    security("AISEC_PUBLIC_ACCESS", "grants"),
    suggestion("AISEC_RESOURCE_COULD_BE_NAMED", "grants"),
    security("AISEC_WHOLE_SERVICE", "grants"),
    warning("AISEC_WRONG_RESOURCE_FOR_ACTION", "actions"),
];
