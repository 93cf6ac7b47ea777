//! ARNs, in the forms that the statement's actions take.

use super::{Candidate, Known, Spot};
use crate::policy::PolicyKind;
use crate::policy::catalogue::form::{ArnParts, overlap};
use crate::policy::catalogue::{self, Action, ResourceType, Service};

/// The most ARNs of the account that are offered.
const EXISTING: usize = 500;

pub(super) fn candidates(spot: &Spot, kind: PolicyKind, known: &Known) -> Vec<Candidate> {
    if kind == PolicyKind::KeyPolicy {
        return vec![Candidate::new("*", "the key that the policy belongs to")];
    }
    let mut types: Vec<(&Service, &ResourceType)> = Vec::new();
    let mut only_any = false;
    for written in &spot.actions {
        let Some((prefix, name)) = written.split_once(':') else {
            continue;
        };
        let Some(service) = catalogue::service(prefix) else {
            continue;
        };
        for action in service.matching(name) {
            only_any |= action.resources.is_empty();
            for found in resources(service, action) {
                if !types.iter().any(|(_, t)| t.arn == found.arn) {
                    types.push((service, found));
                }
            }
        }
    }
    // The plainest forms first: a bucket before its access points.
    types.sort_by_key(|(service, kind)| {
        let order = spot.actions.iter().position(|a| a.starts_with(service.prefix));
        (order, kind.arn.len())
    });
    let mut out = Vec::new();
    if only_any {
        out.push(Candidate::new("*", "actions here take no other resource"));
    }
    out.extend(existing(spot, known, &types));
    let is_bucket_policy = kind == PolicyKind::BucketPolicy;
    let forms = types
        .iter()
        .filter(|(_, t)| !is_bucket_policy || t.arn.contains(":s3:::"));
    out.extend(forms.map(|(service, t)| form(service, t, known)));
    out
}

fn resources<'s>(service: &'s Service, action: &'s Action) -> impl Iterator<Item = &'s ResourceType> {
    let number = |needs: &catalogue::Needs| usize::from(needs.resource);
    action
        .resources
        .iter()
        .filter_map(move |needs| service.resources.get(number(needs)))
}

/// What exists, or is named elsewhere in the document, and is of a type that
/// the actions take.
fn existing(spot: &Spot, known: &Known, types: &[(&Service, &ResourceType)]) -> Vec<Candidate> {
    let told = spot.resources.iter().map(|r| (r, "named in this document"));
    let exists = known.arns.iter().map(|a| (a, "exists"));
    let mut out: Vec<Candidate> = Vec::new();
    for (arn, note) in told.chain(exists) {
        let Some(parts) = ArnParts::split(arn) else {
            continue;
        };
        // What is in a bucket has no ARN in an inventory.
        let objects = format!("{arn}/*");
        let has_objects = parts.namespace == "s3" && parts.account.is_empty() && !arn.contains(['/', '*']);
        if has_objects
            && let Some(inside) = ArnParts::split(&objects)
            && types.iter().any(|(_, t)| takes(t, &inside))
            && out.iter().all(|c| c.text != objects)
        {
            out.push(Candidate::new(objects.as_str(), "every object of the bucket"));
        }
        let Some((_, kind)) = types.iter().find(|(_, t)| takes(t, &parts)) else {
            continue;
        };
        if out.iter().all(|c| c.text != *arn) {
            out.push(Candidate::new(arn.as_str(), format!("{}, {note}", kind.name)));
        }
        if out.len() >= EXISTING {
            break;
        }
    }
    out
}

fn takes(kind: &ResourceType, parts: &ArnParts<'_>) -> bool {
    kind.form.as_ref().is_some_and(|form| {
        form.namespace == parts.namespace
            && form.region.is_empty() == parts.region.is_empty()
            && overlap(parts.resource, form.resource)
    })
}

/// The form of a type, with what is known filled in.
fn form(service: &Service, kind: &ResourceType, known: &Known) -> Candidate {
    let fill = |form: String, name: &str, value: &str| {
        if value.is_empty() {
            form
        } else {
            form.replace(&format!("${{{name}}}"), value)
        }
    };
    let mut form = fill(kind.arn.to_owned(), "Partition", known.partition());
    form = fill(form, "Region", &known.region);
    form = fill(form, "Account", &known.account);
    Candidate::of_form(&form, format!("{} of {}", kind.name, service.name))
}
