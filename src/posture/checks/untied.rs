//! IAM: what may be started or called without the conditions that keep it
//! safe: jobs outside a VPC, Bedrock by a key that never expires.

use super::escalation::{inline, managed, of_role};
use crate::policy::Document;
use crate::policy::query::{Tie, untied};
use crate::posture::check::{Check, Fix, Judge, Reads};
use crate::posture::policies::statement_names;
use crate::posture::severity::Severity;

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "iam.sagemaker_create_without_conditions",
        title: "A policy starts SageMaker jobs in a VPC, isolated and encrypted only",
        severity: Severity::Medium,
        why: "What IAM does not demand, somebody forgets: one job outside the VPC carries the training set to \
              the internet.",
        fix: Fix::by_hand(
            "Tie the Create actions to sagemaker:VpcSubnets, sagemaker:NetworkIsolation and sagemaker:VolumeKmsKey, or deny them where one is missing.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[
            Judge::ManagedPolicy(|context, _, policy| managed(context, policy, TIED_JOBS, jobs)),
            Judge::Role(|context, _, role| of_role(context, role, TIED_JOBS, jobs)),
            Judge::User(|context, _, user| inline(context, &user.inline, TIED_JOBS, jobs)),
            Judge::Group(|context, _, group| inline(context, &group.inline, TIED_JOBS, jobs)),
        ],
    },
    Check {
        id: "iam.bedrock_long_term_api_key",
        title: "A policy lets Bedrock be called with short-term API keys only",
        severity: Severity::High,
        why: "A long-term Bedrock API key is one string that calls models for months without IAM's signature: \
              in a notebook or a repository it is what LLM-jackers look for.",
        fix: Fix::by_hand(
            "Set bedrock:BearerTokenType to SHORT_TERM on bedrock:CallWithBearerToken, or deny it for LONG_TERM.",
        ),
        prowler: &[],
        security_hub: &[],
        reads: Reads::Itself,
        judges: &[
            Judge::ManagedPolicy(|context, _, policy| managed(context, policy, SHORT_TERM, bearer)),
            Judge::Role(|context, _, role| of_role(context, role, SHORT_TERM, bearer)),
            Judge::User(|context, _, user| inline(context, &user.inline, SHORT_TERM, bearer)),
            Judge::Group(|context, _, group| inline(context, &group.inline, SHORT_TERM, bearer)),
        ],
    },
];

const TIED_JOBS: &str = "VpcSubnets, NetworkIsolation and VolumeKmsKey demanded of Create*Job";
const SHORT_TERM: &str = "bedrock:CallWithBearerToken for SHORT_TERM only";

const VPC: (&str, Tie) = (
    "VpcSubnets",
    Tie::given(&["sagemaker:VpcSubnets", "sagemaker:VpcSecurityGroupIds"]),
);
const ISOLATION: (&str, Tie) = (
    "NetworkIsolation",
    Tie::choice(&["sagemaker:NetworkIsolation"], &["true"], &["false"]),
);
// The service authorization reference writes both names.
const VOLUME: (&str, Tie) = (
    "VolumeKmsKey",
    Tie::given(&["sagemaker:VolumeKmsKey", "sagemaker:VolumeKmsKeyArn"]),
);
const TOKEN: Tie = Tie::choice(&["bedrock:BearerTokenType"], &["SHORT_TERM"], &["LONG_TERM"]);

/// The actions that start containers of the caller's, and the conditions that
/// AWS checks for each.
const JOBS: &[(&str, &[(&str, Tie)])] = &[
    ("CreateTrainingJob", &[VPC, ISOLATION, VOLUME]),
    ("CreateProcessingJob", &[VPC, ISOLATION, VOLUME]),
    ("CreateHyperParameterTuningJob", &[VPC, ISOLATION, VOLUME]),
    ("CreateAutoMLJob", &[VPC, VOLUME]),
    ("CreateAutoMLJobV2", &[VPC, VOLUME]),
    ("CreateTransformJob", &[VOLUME]),
];

fn jobs(document: &Document) -> Option<String> {
    let lacks = JOBS.iter().filter_map(|(name, ties)| {
        let action = format!("sagemaker:{name}");
        let missing: Vec<&str> = ties
            .iter()
            .filter(|(_, tie)| !untied(document, &action, *tie).is_empty())
            .map(|(key, _)| *key)
            .collect();
        (!missing.is_empty()).then(|| format!("{name} without {}", missing.join(", ")))
    });
    let lacks: Vec<String> = lacks.collect();
    (!lacks.is_empty()).then(|| lacks.join("; "))
}

fn bearer(document: &Document) -> Option<String> {
    let found = untied(document, "bedrock:CallWithBearerToken", TOKEN);
    (!found.is_empty()).then(|| statement_names(document, &found))
}
