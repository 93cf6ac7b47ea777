//! Every use of the key that a persona has, and the misuses that nobody has:
//! loose data, another bucket's objects, another key, a grant to a person.

use super::{may, may_not, session};
use crate::policy::compose::{KeyUse, Persona};
use crate::policy::evaluate::Request;
use crate::policy::prove::question::{Asking, Bearing};

const KEY: &[Bearing] = &[Bearing::Named("key")];

pub(super) fn ask(asking: &mut Asking<'_>, persona: Persona) {
    for each in persona.key_uses() {
        uses(asking, persona, *each);
    }
    if persona.key_uses().is_empty() {
        return;
    }
    let me = session(asking, persona);
    if !persona.key_uses().contains(&KeyUse::Objects) {
        let data = asking.through_s3(asking.kms(&me, "kms:Decrypt"), &asking.w.data_bucket);
        may_not(asking, persona, "decrypts the data", data, KEY);
    }
    for action in ["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom"] {
        let loose = asking.kms(&me, action);
        may_not(asking, persona, "uses the key on loose data", loose, KEY);
    }
    let mut other = asking.through_s3(asking.kms(&me, "kms:Decrypt"), &asking.w.data_bucket);
    other.resource = asking.other_key();
    may_not(
        asking,
        persona,
        "decrypts with another key",
        other,
        &[Bearing::TrustsAccount],
    );
    let foreign = asking.through_s3(asking.kms(&me, "kms:Decrypt"), "another-bucket");
    may_not(
        asking,
        persona,
        "decrypts another bucket's objects with the key",
        foreign,
        KEY,
    );
    let grant = asking
        .kms(&me, "kms:CreateGrant")
        .with("kms:GrantIsForAWSResource", "false");
    may_not(asking, persona, "grants the key to a person", grant, KEY);
}

/// The calls of a use, with what KMS is told about them.
fn calls(asking: &Asking<'_>, persona: Persona, each: KeyUse) -> Vec<(&'static str, Request)> {
    let w = asking.w;
    let me = session(asking, persona);
    let s3 = |action: &str, bucket: &str| asking.through_s3(asking.kms(&me, action), bucket);
    let via = |action: &str, service: &str| asking.kms(&me, action).with("kms:ViaService", w.via(service));
    match each {
        KeyUse::Objects => vec![
            ("decrypts objects", s3("kms:Decrypt", &w.data_bucket)),
            ("encrypts objects", s3("kms:GenerateDataKey", &w.output_bucket)),
        ],
        KeyUse::Results => vec![("decrypts results", s3("kms:Decrypt", &w.output_bucket))],
        KeyUse::Logs => w
            .log_bucket
            .iter()
            .map(|bucket| ("decrypts logs", s3("kms:Decrypt", bucket)))
            .collect(),
        KeyUse::Output => vec![("SageMaker encrypts its output", asking.kms(&me, "kms:Encrypt"))],
        KeyUse::Describe => vec![("SageMaker checks the key", asking.kms(&me, "kms:DescribeKey"))],
        KeyUse::Volumes => vec![(
            "its volume gets the key by a grant",
            asking
                .kms(&me, "kms:CreateGrant")
                .with("kms:GrantIsForAWSResource", "true"),
        )],
        KeyUse::NotebookVolume => [
            "kms:DescribeKey",
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
        ]
        .map(|action| ("SageMaker encrypts its notebook", via(action, "sagemaker")))
        .to_vec(),
        KeyUse::StreamRead if w.stream_arn.is_none() => Vec::new(),
        KeyUse::StreamRead => vec![("decrypts the stream's records", via("kms:Decrypt", "kinesis"))],
        KeyUse::StreamWrite => vec![(
            "the stream's records are encrypted",
            via("kms:GenerateDataKey", "kinesis"),
        )],
    }
}

fn uses(asking: &mut Asking<'_>, persona: Persona, each: KeyUse) {
    for (title, request) in calls(asking, persona, each) {
        may(asking, persona, title, request, KEY);
    }
}
