//! The buckets (logs first, since the others log to it), each guarded at
//! once, and the upload of the training data.

use super::{Build, Words};
use crate::stack::upload::Upload;
use crate::stack::{Spec, controls, policies};

const GROUP: &str = "buckets";

pub(super) fn buckets(build: &mut Build<'_>) {
    let (b, account) = (build.blueprint, build.account);
    let logs = b.logs_bucket(account);
    bucket(build, "logs", &logs, "access logs");
    let data = b.data_bucket(account);
    bucket(build, "data", &data, "training data");
    logging(build, "data", &data, &logs);
    let models = b.models_bucket(account);
    bucket(build, "models", &models, "models and other output");
    logging(build, "models", &models, &logs);
}

fn bucket(build: &mut Build<'_>, short: &str, bucket: &str, holds: &str) {
    let id = format!("{short}-bucket");
    build.push(
        Words {
            id: &id,
            group: GROUP,
            title: format!("Create the bucket {bucket}"),
            why: "Data, models and logs are kept apart so that no role needs all of them.",
            controls: controls::NONE,
        },
        Spec::CreateBucket {
            bucket: bucket.to_owned(),
            region: build.blueprint.region.to_string(),
        },
        &[],
    );
    let tags = build.tags(&id);
    setting(
        build,
        &id,
        "tags",
        format!("Tag {bucket}"),
        "The tags say whose it is; without them the stack would not take it for its own.",
        controls::NONE,
        Spec::PutBucketTagging {
            bucket: bucket.to_owned(),
            tags,
        },
    );
    guards(build, short, &id, bucket, holds);
}

fn guards(build: &mut Build<'_>, short: &str, id: &str, bucket: &str, holds: &str) {
    let b = build.blueprint;
    setting(
        build,
        id,
        "public-access",
        format!("Block public access to {bucket}"),
        "No ACL or policy, of today or tomorrow, opens it to the world.",
        controls::PUBLIC_ACCESS,
        Spec::PutPublicAccessBlock {
            bucket: bucket.to_owned(),
        },
    );
    setting(
        build,
        id,
        "encryption",
        format!("Encrypt {holds} with the data key"),
        "What is written without a key named gets the stack's key, with a bucket key to save calls.",
        controls::ENCRYPTION,
        Spec::PutBucketEncryption {
            bucket: bucket.to_owned(),
            key_arn: policies::key_arn(b),
        },
    );
    if b.data.versioning {
        setting(
            build,
            id,
            "versioning",
            format!("Keep old versions in {bucket}"),
            "What is overwritten or deleted can be had back.",
            controls::VERSIONING,
            Spec::PutBucketVersioning {
                bucket: bucket.to_owned(),
            },
        );
    }
    let policy = policies::text(b, build.account, &format!("bucket-{short}"));
    setting(
        build,
        id,
        "policy",
        format!("Refuse plain HTTP and other keys in {bucket}"),
        "A policy that denies cannot be opened by one that allows.",
        controls::TLS_ONLY,
        Spec::PutBucketPolicy {
            bucket: bucket.to_owned(),
            policy,
        },
    );
}

fn logging(build: &mut Build<'_>, short: &str, bucket: &str, logs: &str) {
    build.push(
        Words {
            id: &format!("{short}-bucket-logging"),
            group: GROUP,
            title: format!("Log every access to {bucket}"),
            why: "Who read what, when and from where, kept in the logs bucket.",
            controls: controls::ACCESS_LOGS,
        },
        Spec::PutBucketLogging {
            bucket: bucket.to_owned(),
            target_bucket: logs.to_owned(),
            prefix: format!("{short}/"),
        },
        &[&format!("{short}-bucket"), "logs-bucket-policy"],
    );
}

fn setting(
    build: &mut Build<'_>,
    resource: &str,
    what: &str,
    title: String,
    why: &str,
    controls: &[&str],
    spec: Spec,
) {
    build.push(
        Words {
            id: &format!("{resource}-{what}"),
            group: GROUP,
            title,
            why,
            controls,
        },
        spec,
        &[resource],
    );
}

pub(super) fn upload(build: &mut Build<'_>, upload: &Upload) {
    let b = build.blueprint;
    let Some(key) = b.upload_key() else { return };
    let after = build.present(&[
        "data-bucket",
        "data-bucket-encryption",
        "data-bucket-versioning",
        "data-bucket-policy",
        "data-key-policy",
    ]);
    build.push(
        Words {
            id: "upload",
            group: "data",
            title: format!("Upload {key} ({} bytes)", upload.bytes),
            why: "Encrypted with the data key, checked by its SHA-256, never over something that is there.",
            controls: controls::ENCRYPTION,
        },
        Spec::PutObject {
            bucket: b.data_bucket(build.account),
            key,
            path: upload.path.clone(),
            sha256: upload.sha256.clone(),
            bytes: upload.bytes,
            key_arn: policies::key_arn(b),
            tags: build.tags("upload"),
        },
        &after,
    );
}
