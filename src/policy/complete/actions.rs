//! Actions, from the catalogue.

use super::{Candidate, Spot};
use crate::policy::PolicyKind;
use crate::policy::catalogue::{self, Action, Service};

/// The services whose actions are offered before a prefix is typed: those of
/// AI workloads. To read all of them would hold the first key up.
const NEARBY: [&str; 12] = [
    "s3",
    "kms",
    "sagemaker",
    "bedrock",
    "iam",
    "sts",
    "logs",
    "ecr",
    "ec2",
    "kinesis",
    "cloudwatch",
    "secretsmanager",
];

pub(super) fn candidates(spot: &Spot, kind: PolicyKind) -> Vec<Candidate> {
    if let Some((prefix, _)) = spot.typed.split_once(':') {
        return catalogue::service(prefix).map_or_else(Vec::new, |service| of_service(service, spot));
    }
    let only = match kind {
        PolicyKind::Trust => Some("sts"),
        PolicyKind::KeyPolicy => Some("kms"),
        PolicyKind::BucketPolicy => Some("s3"),
        PolicyKind::Iot => Some("iot"),
        _ => None,
    };
    if let Some(service) = only.and_then(catalogue::service) {
        return of_service(service, spot);
    }
    let far = catalogue::prefixes().filter(|prefix| !NEARBY.contains(prefix));
    let mut out: Vec<Candidate> = NEARBY
        .into_iter()
        .chain(far)
        .map(|prefix| Candidate::new(format!("{prefix}:"), "service"))
        .collect();
    // With nothing typed a list of services is of more use than 2,000 actions.
    if spot.typed.len() > 1 {
        let mut near: Vec<&str> = spot
            .actions
            .iter()
            .filter_map(|a| Some(a.split_once(':')?.0))
            .chain(NEARBY)
            .collect();
        near.sort_unstable();
        near.dedup();
        let near = near.into_iter().filter_map(catalogue::service);
        out.extend(near.flat_map(|service| of_service(service, spot)));
    }
    out
}

fn of_service(service: &'static Service, spot: &Spot) -> Vec<Candidate> {
    service
        .actions
        .iter()
        .map(|action| {
            Candidate::new(
                format!("{}:{}", service.prefix, action.name),
                note(service, action),
            )
        })
        .filter(|c| !spot.actions.contains(&c.text))
        .collect()
}

/// Access level, and the resources that it takes.
fn note(service: &Service, action: &Action) -> String {
    let types: Vec<&str> = action
        .resources
        .iter()
        .filter_map(|needs| service.resources.get(usize::from(needs.resource)))
        .map(|r| r.name)
        .collect();
    match types.as_slice() {
        [] => format!("{}, on * only", action.level.word()),
        [one] => format!("{}, on {one}", action.level.word()),
        [one, two] => format!("{}, on {one} or {two}", action.level.word()),
        many => format!("{}, on {} kinds of resource", action.level.word(), many.len()),
    }
}
