//! What the base's IAM does, and what AWS documents.

use crate::demo::corrections::Correction;

/// A row that our own service answers.
const fn own(
    operations: &'static [&'static str],
    base: &'static str,
    aws: &'static str,
    test: &'static str,
) -> Correction {
    Correction {
        service: "iam",
        operations,
        base,
        aws,
        test,
    }
}

pub(in crate::demo) const ROWS: &[Correction] = &[
    own(
        &["CreateRole", "UpdateAssumeRolePolicy"],
        "stores any text as a trust policy",
        "MalformedPolicyDocument for what is not one, or trusts a principal of the account that is not there",
        "iam_roles::a_trust_policy_that_is_not_one_is_refused",
    ),
    own(
        &["PutRolePolicy", "PutUserPolicy", "PutGroupPolicy"],
        "stores any text as a policy, however long",
        "MalformedPolicyDocument for what is not one; LimitExceeded over 2,048, 5,120 and 10,240 characters of users, groups and roles",
        "iam_role_policies::an_inline_policy_is_a_policy_and_within_the_quota",
    ),
    own(
        &["CreatePolicy", "CreatePolicyVersion"],
        "stores any text as a policy, however long",
        "MalformedPolicyDocument for what is not one; LimitExceeded over 6,144 characters",
        "iam_policies::a_policy_that_is_not_one_or_too_long_is_refused",
    ),
    own(
        &["CreateRole", "CreateUser"],
        "drops PermissionsBoundary; ids are random and dates are the system's",
        "the principal is answered with all that it was given",
        "iam_roles::a_role_is_answered_with_all_that_it_was_given",
    ),
    own(
        &["GetRole"],
        "drops PermissionsBoundary, Tags and RoleLastUsed",
        "answers them",
        "iam_roles::a_role_is_described_with_boundary_tags_and_last_use",
    ),
    own(
        &["GetRole"],
        "does not know that a role was used",
        "RoleLastUsed tells when and in which Region its sessions called",
        "iam_reports::the_last_use_of_a_role_is_that_of_its_sessions",
    ),
    own(
        &["ListRoles", "ListUsers", "ListGroups"],
        "takes MaxItems for a word: one page has all",
        "MaxItems, Marker and PathPrefix; IsTruncated while there is more",
        "iam_roles::roles_are_listed_in_pages_and_by_path",
    ),
    own(
        &["AttachRolePolicy"],
        "knows three policies of AWS",
        "AWS managed policies can be attached; NoSuchEntity for those that do not exist",
        "iam_role_policies::policies_of_the_account_and_of_aws_are_attached",
    ),
    own(
        &["ListAttachedRolePolicies"],
        "lists one policy",
        "lists all, in pages",
        "iam_role_policies::attached_policies_are_listed_in_pages",
    ),
    own(
        &["GetPolicyVersion"],
        "has no documents of AWS's policies; sends documents as they are",
        "AWS's own documents, percent-encoded (RFC 3986)",
        "iam_policies::a_policy_of_aws_has_its_own_document",
    ),
    own(
        &["ListPolicies"],
        "ignores MaxItems and counts",
        "Scope, OnlyAttached, PathPrefix, PolicyUsageFilter; pages",
        "iam_policies::policies_are_listed_by_scope_use_and_path",
    ),
    own(
        &["GetAccountAuthorizationDetails"],
        "no pages",
        "MaxItems and Marker over all kinds",
        "iam_account::the_whole_account_is_told_in_pages",
    ),
    own(
        &["GetAccountAuthorizationDetails"],
        "no boundaries, tags, group lists, instance profiles or attached AWS managed policies",
        "all of these fields",
        "iam_account::the_whole_account_is_told_in_every_field",
    ),
    own(
        &["GetAccountAuthorizationDetails"],
        "answers policies whatever Filter says",
        "Filter names the kinds",
        "iam_account::the_whole_account_is_filtered_by_kind",
    ),
    own(
        &["GetAccountSummary"],
        "the root user's MFA device and keys are never there",
        "AccountMFAEnabled and AccountAccessKeysPresent tell about the root user",
        "iam_account::the_summary_counts_what_is_there",
    ),
    own(
        &["CreateAccessKey"],
        "ids are random and dates are the system's",
        "CreateDate is when the key was made; two keys a user at most",
        "iam_credentials::a_user_has_two_access_keys_at_most",
    ),
    own(
        &["GetAccessKeyLastUsed"],
        "never used",
        "when, where and for which service the key last signed",
        "iam_credentials::the_last_use_of_an_access_key_is_told",
    ),
    own(
        &["GetCredentialReport"],
        "users and their MFA devices are missing",
        "a row of 22 columns for the root user and each user",
        "iam_reports::a_report_tells_every_credential_of_a_user",
    ),
    own(
        &["GenerateCredentialReport", "GetCredentialReport"],
        "is done at once and for ever",
        "STARTED, INPROGRESS, COMPLETE; ReportNotPresent, ReportInProgress, ReportExpired after four hours",
        "iam_reports::a_report_is_read_when_there_is_one_that_is_done_and_fresh",
    ),
    own(
        &["GetServiceLastAccessedDetails"],
        "no services",
        "the services that the policies name, with their last use",
        "iam_reports::services_of_the_policies_are_told_with_their_last_use",
    ),
    own(
        &["SimulateCustomPolicy"],
        "every condition holds",
        "conditions are compared with the context; MissingContextValues names what is not there",
        "iam_simulate::a_condition_is_met_by_the_context_or_missing",
    ),
    own(
        &["SimulateCustomPolicy", "SimulatePrincipalPolicy"],
        "boundaries are not read",
        "PermissionsBoundaryDecisionDetail; what the boundary does not allow is implicitly denied",
        "iam_simulate::a_boundary_limits_and_says_so",
    ),
    own(
        &["SimulatePrincipalPolicy"],
        "the principal's own boundary is not read",
        "it limits",
        "iam_simulate::a_principals_own_boundary_limits_it",
    ),
];
