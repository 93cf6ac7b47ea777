//! The two sides of every use of the key: what the role's policy says, and
//! what the key's policy says. Both are needed: the key lets the account's
//! policies decide, for these roles only. So a role that is deleted and made
//! again keeps its access, and the key can be made before the roles.
//!
//! Sources: KMS Developer Guide, "Key policies" (the account principal), "AWS
//! KMS condition keys"; S3 User Guide, "Using server-side encryption with AWS
//! KMS keys" (the encryption context is the object's ARN, or the bucket's).

use super::{Composed, KeyUse, Persona, Workload, composed, key_uses};
use crate::policy::PolicyKind;
use crate::policy::compose::clause::Clause;
use crate::policy::compose::keys::without_role;
use crate::policy::compose::permissions::{
    key_describe, key_for_notebook, key_for_output, key_grant, key_through_kinesis, key_through_s3,
};

/// What the role's own policy says.
pub(super) fn permission(w: &Workload, each: KeyUse) -> Clause {
    match each {
        KeyUse::Objects => key_through_s3(w, &["kms:Decrypt", "kms:GenerateDataKey"]),
        KeyUse::Results | KeyUse::Logs => key_through_s3(w, &["kms:Decrypt"]),
        KeyUse::Output => key_for_output(w),
        KeyUse::Describe => key_describe(w),
        KeyUse::Volumes => key_grant(w),
        KeyUse::NotebookVolume => key_for_notebook(w),
        KeyUse::StreamRead => key_through_kinesis(w, &["kms:Decrypt"]),
        KeyUse::StreamWrite => key_through_kinesis(w, &["kms:GenerateDataKey"]),
    }
}

/// The statements by which an operator uses the key.
const OPERATOR: [&str; 2] = ["OperatorUsesThroughS3", "OperatorGrantsToAwsResources"];

/// The key's policy: who administers it, the services that use it, and one
/// statement for each use that a persona has.
pub(super) fn key_policy(w: &Workload, personas: &[Persona]) -> Composed {
    let mut clauses = without_role(w);
    if w.operator_is_account() {
        clauses.retain(|clause| !OPERATOR.contains(&clause.sid));
    }
    for each in KeyUse::ALL {
        let roles: Vec<String> = personas
            .iter()
            .filter(|p| key_uses(w, **p).any(|used| used == each))
            .map(|p| w.role_of(*p))
            .collect();
        if let Some(clause) = key_side(w, each).filter(|_| !roles.is_empty()) {
            clauses.push(
                clause
                    .aws(w.iam("root"))
                    .on_any()
                    .when("ArnEquals", "aws:PrincipalArn", roles),
            );
        }
    }
    composed(PolicyKind::KeyPolicy, "key", clauses)
}

/// What the key's policy says of a use, or nothing: every policy of the
/// account may look at the key by the statement of its administration.
fn key_side(w: &Workload, each: KeyUse) -> Option<Clause> {
    let decrypt = ["kms:Decrypt"];
    let clause = match each {
        KeyUse::Describe => return None,
        KeyUse::Objects => Clause::allow(
            "RolesUseObjects",
            "these roles encrypt and decrypt objects of the two buckets, through S3 only",
            &["kms:Decrypt", "kms:GenerateDataKey"],
        ),
        KeyUse::Results => Clause::allow(
            "PeopleReadResults",
            "people read results, and the data only through jobs and notebooks",
            &decrypt,
        ),
        KeyUse::Logs => Clause::allow(
            "AuditorsReadLogs",
            "who audits reads the log bucket and no data",
            &decrypt,
        ),
        KeyUse::Output => Clause::allow(
            "JobsEncryptOutput",
            "SageMaker encrypts the output; the call has no encryption context to hold it to",
            &["kms:Encrypt"],
        ),
        KeyUse::Volumes => Clause::allow(
            "RolesGrantToAwsResources",
            "volumes use the key through grants; a grant to anything else is refused",
            &["kms:CreateGrant"],
        ),
        KeyUse::NotebookVolume => Clause::allow(
            "NotebooksUseVolumes",
            "SageMaker encrypts the notebook's volume on the role's behalf",
            &[
                "kms:Decrypt",
                "kms:GenerateDataKey",
                "kms:GenerateDataKeyWithoutPlaintext",
            ],
        ),
        KeyUse::StreamRead => Clause::allow("JobsReadStream", "jobs read the stream's records", &decrypt),
        KeyUse::StreamWrite => Clause::allow(
            "IngestWritesStream",
            "the stream's records are encrypted as they are written",
            &["kms:GenerateDataKey"],
        ),
    };
    Some(held(w, each, clause))
}

/// Holds a use to the service it goes through, and to what it is for.
fn held(w: &Workload, each: KeyUse, clause: Clause) -> Clause {
    let via = |service: &str| ("StringEquals", "kms:ViaService", [w.via(service)]);
    let (operator, key, values) = match each {
        KeyUse::Objects => return of_buckets(w, clause, &[&w.data_bucket, &w.output_bucket]),
        KeyUse::Results => return of_buckets(w, clause, &[&w.output_bucket]),
        KeyUse::Logs => return of_buckets(w, clause, w.log_bucket.as_slice()),
        KeyUse::Output | KeyUse::Describe => return clause,
        KeyUse::Volumes => ("Bool", "kms:GrantIsForAWSResource", ["true".to_owned()]),
        KeyUse::NotebookVolume => via("sagemaker"),
        KeyUse::StreamRead | KeyUse::StreamWrite => via("kinesis"),
    };
    clause.when(operator, key, values)
}

fn of_buckets(w: &Workload, clause: Clause, buckets: &[impl AsRef<str>]) -> Clause {
    let contexts: Vec<String> = buckets
        .iter()
        .map(AsRef::as_ref)
        .flat_map(|b| [w.s3(b), w.s3(&format!("{b}/*"))])
        .collect();
    clause.when("StringEquals", "kms:ViaService", [w.via("s3")]).when(
        "StringLike",
        "kms:EncryptionContext:aws:s3:arn",
        contexts,
    )
}
