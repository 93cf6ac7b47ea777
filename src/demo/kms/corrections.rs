//! What the base's KMS does, and what AWS documents.

use crate::demo::corrections::Correction;

/// A row that our own service answers.
const fn own(
    operations: &'static [&'static str],
    base: &'static str,
    aws: &'static str,
    test: &'static str,
) -> Correction {
    Correction {
        service: "kms",
        operations,
        base,
        aws,
        test,
    }
}

pub(in crate::demo) const ROWS: &[Correction] = &[
    own(
        &["CreateKey", "PutKeyPolicy"],
        "stores any text as a key policy",
        "MalformedPolicyDocumentException for what is not a policy, names principals that do not exist, or locks the caller out",
        "kms_policies::a_policy_that_is_not_one_names_nobody_or_locks_out_is_refused",
    ),
    own(
        &["CreateKey"],
        "never reads Policy; ids are random and dates are the system's",
        "GetKeyPolicy returns the policy given at creation",
        "kms_policies::a_key_keeps_the_policy_it_was_made_with",
    ),
    own(
        &["EnableKeyRotation", "GetKeyRotationStatus"],
        "takes any period and drops it; answers KeyRotationEnabled only",
        "RotationPeriodInDays is 90 to 2560, 365 by default; KeyId, RotationPeriodInDays and NextRotationDate are answered",
        "kms_rotation::the_period_and_the_next_rotation_are_told",
    ),
    own(
        &["RotateKeyOnDemand"],
        "replaces the material: what was encrypted before cannot be decrypted",
        "the key keeps its earlier material for decryption",
        "kms_rotation::what_was_encrypted_before_a_rotation_is_still_decrypted",
    ),
    own(
        &["ListKeys", "ListAliases", "ListGrants", "ListResourceTags"],
        "answers everything in one page, in no order",
        "Limit (100; 50 for aliases, grants and tags), Marker, NextMarker and Truncated",
        "kms_keys::keys_are_listed_in_pages",
    ),
    own(
        &["DescribeKey", "ListAliases"],
        "has no AWS managed keys",
        "alias/aws/s3 and its kind are there; KeyManager is AWS; a key is made at the first use",
        "kms_managed::an_aws_managed_key_is_made_at_its_first_use",
    ),
    own(
        &[
            "PutKeyPolicy",
            "DisableKey",
            "ScheduleKeyDeletion",
            "TagResource",
            "CreateGrant",
        ],
        "lets anyone change AWS managed keys",
        "AccessDeniedException for changes of AWS managed keys",
        "kms_managed::nobody_changes_an_aws_managed_key",
    ),
    own(
        &["CreateGrant", "ListGrants"],
        "takes any principal and any operation; ids are random and dates are the system's",
        "principals exist, operations are valid for the key; CreationDate is when the grant was made",
        "kms_grants::a_grant_is_listed_with_all_its_terms",
    ),
    own(
        &["CreateAlias", "UpdateAlias"],
        "takes any name; aliases have no dates",
        "alias/ before the name, alias/aws/ is AWS's; CreationDate and LastUpdatedDate are told",
        "kms_aliases::a_name_that_is_not_an_alias_is_refused",
    ),
    own(
        &["ScheduleKeyDeletion", "CancelKeyDeletion"],
        "keys stay pending deletion for ever",
        "a key is gone at the end of its window; cancelled, it is disabled",
        "kms_keys::a_key_is_gone_at_the_end_of_its_window",
    ),
    own(
        &["ReplicateKey"],
        "makes a key with another id in the same Region",
        "the replica has the same id in ReplicaRegion; MultiRegionConfiguration tells of both",
        "kms_regions::a_replica_has_the_same_id_in_another_region",
    ),
    own(
        &["ImportKeyMaterial", "GetParametersForImport"],
        "keys with origin EXTERNAL are enabled without material, and any key takes it",
        "PendingImport until material comes; UnsupportedOperationException for other origins",
        "kms_regions::a_key_waits_for_the_material_that_is_imported",
    ),
    own(
        &["Encrypt", "Decrypt", "GenerateDataKey", "Sign", "GenerateMac"],
        "does not look at KeyUsage, KeySpec or algorithm",
        "InvalidKeyUsageException",
        "kms_crypto::a_key_does_only_what_it_was_made_for",
    ),
    own(
        &["GetKeyLastUsage"],
        "does not know the operation",
        "the last cryptographic operation, its time and its event",
        "kms_crypto::the_last_use_of_a_key_is_told",
    ),
    own(
        &["DescribeKey"],
        "finds a key by an ARN of another Region",
        "NotFoundException: Invalid arn REGION",
        "kms_keys::a_key_is_found_by_id_arn_and_alias_and_not_by_another_region",
    ),
];
