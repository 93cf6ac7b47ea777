//! What the base gets wrong about Access Analyzer.

use crate::demo::corrections::Correction;

/// The rows.
pub const ROWS: &[Correction] = &[
    Correction {
        service: "access-analyzer",
        operations: &["ListFindings", "ListFindingsV2"],
        base: "NotImplementedException",
        aws: "the access that resource policies give outside the account",
        test: "access_analyzer::a_public_bucket_policy_is_found",
    },
    Correction {
        service: "access-analyzer",
        operations: &["ValidatePolicy"],
        base: "NotImplementedException",
        aws: "findings with code, place and a link to the guide",
        test: "access_analyzer_policies::an_action_that_there_is_not_is_an_error_with_its_place",
    },
    Correction {
        service: "access-analyzer",
        operations: &["CheckNoNewAccess"],
        base: "NotImplementedException",
        aws: "FAIL with the statement that grants what the older policy does not",
        test: "access_analyzer_policies::a_wider_policy_grants_new_access",
    },
    Correction {
        service: "access-analyzer",
        operations: &["CheckNoPublicAccess"],
        base: "NotImplementedException",
        aws: "FAIL with the statement that lets everyone in",
        test: "access_analyzer_policies::a_policy_for_everyone_grants_public_access",
    },
];
