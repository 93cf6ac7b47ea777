//! A blueprint as steps: one AWS call each, in an order that respects what
//! each needs. Nothing is observed here; every step says `create`.
//!
//! - `keys`: the data key, its rotation, alias and policy
//! - `storage`: buckets, their guards, the upload
//! - `identity`: the execution role
//! - `network`: the VPC and its endpoints
//! - `workload`: stream, training job, model and endpoint

mod identity;
mod keys;
mod network;
mod storage;
mod workload;

use super::blueprint::Blueprint;
use super::spec::Tags;
use super::upload::Upload;
use super::{Action, Outputs, Spec, Step, reference};
use crate::inventory::AccountId;

/// The steps of a blueprint. `upload` is the digest of the file that it names.
pub fn desired(blueprint: &Blueprint, account: &AccountId, upload: Option<&Upload>) -> Vec<Step> {
    let mut build = Build {
        blueprint,
        account,
        steps: Vec::new(),
    };
    keys::key(&mut build);
    identity::role(&mut build);
    keys::final_policy(&mut build);
    storage::buckets(&mut build);
    network::network(&mut build);
    if let Some(upload) = upload {
        storage::upload(&mut build, upload);
    }
    workload::workload(&mut build);
    build.steps
}

/// The steps so far, and what they are made from.
struct Build<'a> {
    blueprint: &'a Blueprint,
    account: &'a AccountId,
    steps: Vec<Step>,
}

/// What is said about a step, beside its call.
struct Words<'a> {
    id: &'a str,
    group: &'a str,
    title: String,
    why: &'a str,
    controls: &'a [&'a str],
}

impl Build<'_> {
    /// The tags of everything that a step makes. No run id among them: the
    /// same blueprint must always say the same.
    fn tags(&self, step: &str) -> Tags {
        [
            ("aisec:stack", self.blueprint.stack()),
            ("aisec:scenario", self.blueprint.scenario.word().to_owned()),
            ("aisec:stage", self.blueprint.stage.word().to_owned()),
            ("aisec:step", step.to_owned()),
        ]
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v))
        .collect()
    }

    /// Adds a step. `after` names what it waits for beside what it refers to;
    /// a setting's resource comes first.
    fn push(&mut self, words: Words<'_>, spec: Spec, after: &[&str]) {
        let mut needs: Vec<String> = after.iter().map(|&s| s.to_owned()).collect();
        for step in reference::steps_referred_to(&spec) {
            if !needs.contains(&step) {
                needs.push(step);
            }
        }
        self.steps.push(Step {
            id: words.id.to_owned(),
            group: words.group.to_owned(),
            title: words.title,
            why: words.why.to_owned(),
            iam_actions: spec.iam_actions().iter().map(|&a| a.to_owned()).collect(),
            spec,
            needs,
            action: Action::Create,
            differences: Vec::new(),
            known: Outputs::new(),
            controls: words.controls.iter().map(|&c| c.to_owned()).collect(),
        });
    }

    fn has(&self, step: &str) -> bool {
        self.steps.iter().any(|s| s.id == step)
    }

    /// Those of the named steps that the plan has.
    fn present<'s>(&self, steps: &[&'s str]) -> Vec<&'s str> {
        steps.iter().copied().filter(|s| self.has(s)).collect()
    }
}
