//! Names of elements and their fixed values; principals.

use super::{Candidate, Known, Spot};
use crate::policy::PolicyKind;

/// Services that call for AI workloads, by their principals.
pub(super) const SERVICES: &[&str] = &[
    "sagemaker.amazonaws.com",
    "bedrock.amazonaws.com",
    "lambda.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "states.amazonaws.com",
    "glue.amazonaws.com",
    "firehose.amazonaws.com",
    "kinesisanalytics.amazonaws.com",
    "iot.amazonaws.com",
    "events.amazonaws.com",
    "scheduler.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
    "logging.s3.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
    "macie.amazonaws.com",
    "s3.amazonaws.com",
    "sns.amazonaws.com",
    "sqs.amazonaws.com",
    "codebuild.amazonaws.com",
    "cloudformation.amazonaws.com",
    "apigateway.amazonaws.com",
];

fn fresh(spot: &Spot, all: &[(&str, &str)]) -> Vec<Candidate> {
    all.iter()
        .filter(|(name, _)| spot.siblings.iter().all(|s| s != name))
        .map(|(name, note)| Candidate::new(*name, *note))
        .collect()
}

pub(super) fn of_document(spot: &Spot) -> Vec<Candidate> {
    let all = [
        ("Version", "of the policy language"),
        ("Statement", "the statements"),
        ("Id", "a name for the document"),
    ];
    fresh(spot, &all)
}

pub(super) fn of_statement(spot: &Spot, kind: PolicyKind) -> Vec<Candidate> {
    let has = |name: &str| spot.siblings.iter().any(|s| s == name);
    let mut all = vec![("Sid", "a name for the statement"), ("Effect", "Allow or Deny")];
    if kind.needs_principal() && !has("Principal") && !has("NotPrincipal") {
        all.push(("Principal", "who"));
        all.push(("NotPrincipal", "everyone but these; mostly for Deny"));
    }
    if !has("Action") && !has("NotAction") {
        all.push(("Action", "what is done"));
        all.push(("NotAction", "everything but these"));
    }
    if kind != PolicyKind::Trust && !has("Resource") && !has("NotResource") {
        all.push(("Resource", "what it is done to"));
        all.push(("NotResource", "everything but these"));
    }
    all.push(("Condition", "when it applies"));
    fresh(spot, &all)
}

pub(super) fn principal_types(spot: &Spot) -> Vec<Candidate> {
    let all = [
        ("AWS", "accounts, roles, users"),
        ("Service", "an AWS service"),
        ("Federated", "an identity provider"),
        ("CanonicalUser", "an S3 account by its canonical id"),
    ];
    fresh(spot, &all)
}

pub(super) fn versions() -> Vec<Candidate> {
    vec![
        Candidate::new("2012-10-17", "the current version, with variables"),
        Candidate::new("2008-10-17", "the old version, without variables"),
    ]
}

pub(super) fn effects() -> Vec<Candidate> {
    vec![
        Candidate::new("Allow", "grants"),
        Candidate::new("Deny", "forbids, whatever else grants"),
    ]
}

pub(super) fn principals(of: &str, known: &Known) -> Vec<Candidate> {
    match of {
        "Service" => SERVICES.iter().map(|s| Candidate::new(*s, "service")).collect(),
        "AWS" => {
            let mut out = Vec::new();
            if !known.account.is_empty() {
                let root = format!("arn:{}:iam::{}:root", known.partition(), known.account);
                out.push(Candidate::new(root, "this account, by its own policies"));
            }
            let people = |a: &&String| a.contains(":iam::") && (a.contains(":role/") || a.contains(":user/"));
            let people = known.arns.iter().filter(people);
            out.extend(people.map(|a| Candidate::new(a.as_str(), "exists")));
            out
        }
        "" => vec![Candidate::new("*", "everyone, also without credentials")],
        _ => Vec::new(),
    }
}

impl Known {
    /// The partition, `aws` if it is not known.
    pub(super) fn partition(&self) -> &str {
        if self.partition.is_empty() {
            "aws"
        } else {
            &self.partition
        }
    }
}
