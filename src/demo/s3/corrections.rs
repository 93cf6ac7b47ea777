//! What the emulators do instead: one row for each thing that S3 of the
//! embedded account answers as AWS documents and they do not.

use crate::demo::corrections::Correction;

const fn row(
    operations: &'static [&'static str],
    base: &'static str,
    aws: &'static str,
    test: &'static str,
) -> Correction {
    Correction {
        service: "s3",
        operations,
        base,
        aws,
        test,
    }
}

/// The rows of S3.
pub const ROWS: &[Correction] = &[
    row(
        &["CreateBucket"],
        "takes any name",
        "InvalidBucketName for names that break the naming rules",
        "s3_buckets::names_follow_the_rules",
    ),
    row(
        &["ListBuckets", "GetBucketLocation"],
        "keeps a state for each Region: a bucket of another Region is neither listed nor located; MaxBuckets is ignored; the location is nested twice",
        "buckets are listed over all Regions, with their Region, in pages; us-east-1 locates every bucket",
        "s3_buckets::a_bucket_lives_in_its_region_and_is_listed_from_every_other",
    ),
    row(
        &["GetObjectLockConfiguration", "GetBucketVersioning"],
        "forgets that a bucket was made with object lock",
        "such a bucket is locked and versioned from the beginning",
        "s3_lock::a_bucket_made_with_object_lock_is_versioned_for_good",
    ),
    row(
        &["GetPublicAccessBlock"],
        "a new bucket has no Block Public Access",
        "all four switches are on since April 2023",
        "s3_buckets::a_new_bucket_encrypts_blocks_public_access_and_owns_its_objects",
    ),
    row(
        &["PutBucketPolicy"],
        "stores any text; stores a public policy under Block Public Access",
        "MalformedPolicy; AccessDenied for a public policy while BlockPublicPolicy is on",
        "s3_policy::a_public_policy_is_refused_while_public_policies_are_blocked",
    ),
    row(
        &["GetBucketPolicyStatus"],
        "calls every policy private",
        "IsPublic by the user guide's meaning of public",
        "s3_policy::the_status_says_public_of_a_public_policy_only",
    ),
    row(
        &["PutBucketLogging", "GetBucketLogging"],
        "ignores the body",
        "logging is answered as it was put; its target must exist in the same Region",
        "s3_settings::logging_needs_a_target_in_the_same_region",
    ),
    row(
        &["PutObject", "HeadObject", "GetObject"],
        "drops encryption, key, bucket key and checksum",
        "they are answered by the write and by every read; the bucket's default applies to objects that name none",
        "s3_encryption::an_object_is_encrypted_under_the_key_that_it_names",
    ),
    row(
        &["PutObject"],
        "takes a wrong checksum; loses streamed bodies",
        "BadDigest; aws-chunked bodies are decoded and their trailers checked",
        "s3_objects::a_wrong_checksum_is_refused_and_stores_nothing",
    ),
    row(
        &["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"],
        "drops encryption and the checksums of parts",
        "the upload is encrypted as it was begun; parts answer their checksums; the whole has a composite or a full one",
        "s3_uploads::an_upload_in_parts_is_put_together_checked_and_encrypted",
    ),
    row(
        &["PutBucketAcl", "GetBucketAcl"],
        "forgets public grants",
        "ACLs are refused where the owner owns all objects or public ones are blocked, and shown where not",
        "s3_settings::public_acls_are_off_then_blocked_then_shown",
    ),
    row(
        &["PutAccountPublicAccessBlock", "GetAccountPublicAccessBlock"],
        "has no S3 Control",
        "the account's switches hold over those of every bucket",
        "s3_policy::the_accounts_switches_hold_for_every_bucket",
    ),
];
