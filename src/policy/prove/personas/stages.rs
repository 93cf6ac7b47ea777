//! Stages are apart: what a persona is at one it is not at another, and the
//! policies of either side alone would keep it out.

use super::{call, may_not, session};
use crate::policy::compose::{Composed, Persona, Stage, Workload, bucket_policy, shared_key_policy};
use crate::policy::prove::question::{Asking, Bearing, Exhibit};
use crate::policy::prove::read;
use std::sync::Arc;

/// A key of the other stage.
fn their_key(stage: Stage) -> &'static str {
    match stage {
        Stage::Dev => "key/0000000d-12ab-34cd-56ef-1234567890ab",
        Stage::Test => "key/0000000e-12ab-34cd-56ef-1234567890ab",
        Stage::Prod => "key/0000000f-12ab-34cd-56ef-1234567890ab",
    }
}

pub(super) fn ask(asking: &mut Asking<'_>, persona: Persona) {
    let Some(own) = asking.w.stage else { return };
    for stage in Stage::ALL.into_iter().filter(|s| *s != own) {
        let mut theirs = asking.w.at_stage(stage);
        theirs.key_arn = theirs.arn("kms", their_key(stage));
        data(asking, persona, &theirs);
        key(asking, persona, &theirs);
        for (title, action, resource) in [
            (
                "stops another stage's training",
                "sagemaker:StopTrainingJob",
                theirs.arn("sagemaker", &format!("training-job/{}-x", theirs.prefix())),
            ),
            (
                "replaces another stage's endpoint",
                "sagemaker:UpdateEndpoint",
                theirs.arn("sagemaker", &format!("endpoint/{}-x", theirs.prefix())),
            ),
            (
                "asks another stage's model",
                "sagemaker:InvokeEndpoint",
                theirs.arn("sagemaker", &format!("endpoint/{}-x", theirs.prefix())),
            ),
            (
                "passes another stage's role",
                "iam:PassRole",
                theirs.role_of(Persona::TrainingJob),
            ),
        ] {
            let request = call(asking, persona, action, resource);
            may_not(asking, persona, title, request, &[]);
        }
    }
}

fn data(asking: &mut Asking<'_>, persona: Persona, theirs: &Workload) {
    let me = session(asking, persona);
    for (bucket, folder) in [
        (&theirs.data_bucket, &theirs.data_prefix),
        (&theirs.output_bucket, &"output/".to_owned()),
    ] {
        let Some(policy) = given(theirs, bucket_policy(theirs, "their-bucket", bucket)) else {
            return;
        };
        let object = format!("{bucket}/{folder}x");
        for (title, action) in [
            ("reads another stage's data", "s3:GetObject"),
            ("changes another stage's data", "s3:PutObject"),
        ] {
            let request = asking.s3(&me, action, &object);
            may_not(asking, persona, title, request, std::slice::from_ref(&policy));
        }
    }
}

/// The other stage's key keeps the persona out even where its boundary is gone.
fn key(asking: &mut Asking<'_>, persona: Persona, theirs: &Workload) {
    let Some(policy) = given(theirs, shared_key_policy(theirs, &Persona::ALL)) else {
        return;
    };
    let mut decrypt = asking.through_s3(
        asking.kms(&session(asking, persona), "kms:Decrypt"),
        &theirs.data_bucket,
    );
    decrypt.resource.clone_from(&theirs.key_arn);
    let title = "decrypts another stage's data";
    may_not(
        asking,
        persona,
        title,
        decrypt.clone(),
        std::slice::from_ref(&policy),
    );
    asking.must_not(
        title,
        &[Bearing::Permissions(persona), Bearing::Administrator, policy],
        decrypt,
    );
}

/// A policy of the other stage, read; what was composed can be.
fn given(theirs: &Workload, policy: Composed) -> Option<Bearing> {
    let document = read(theirs, &policy).ok()?;
    Some(Bearing::Given(Arc::new(Exhibit { policy, document })))
}
