//! On which resource an action is asked: the one that is meant, or, for what
//! does not exist yet and for objects in a bucket, one that the principal's
//! own statements name.

use super::library::Library;
use super::principal::Principal;
use crate::policy::catalogue;
use crate::policy::evaluate::variable::{self, Part};
use crate::policy::{Select, pattern};

/// The most resources that are tried for one question.
const MOST_TRIED: usize = 48;

/// What stands for a name of which nothing is said.
const ANY: &str = "any";

/// Where new things are made.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) partition: String,
    pub(super) account: String,
    pub(super) regions: Vec<String>,
}

impl Ground {
    /// The patterns of the resources that an action is on; `*` for actions
    /// that have none.
    pub(super) fn of_action(&self, action: &str) -> Vec<String> {
        let Some(form) = form_of(action) else {
            return vec!["*".to_owned()];
        };
        let placed = form
            .replace("${Partition}", &self.partition)
            .replace("${Account}", &self.account);
        if !placed.contains("${Region}") || self.regions.is_empty() {
            return vec![starred(&placed)];
        }
        let regions = self.regions.iter();
        regions
            .map(|region| starred(&placed.replace("${Region}", region)))
            .collect()
    }

    /// An ARN that a pattern matches.
    pub(super) fn one_of(&self, wanted: &str) -> Option<String> {
        let mut parts = wanted.splitn(6, ':');
        let (arn, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        if arn != "arn" || pattern::is_wild(service) {
            return None;
        }
        let or = |part: &str, default: &str| {
            if pattern::is_wild(part) {
                default.to_owned()
            } else {
                part.to_owned()
            }
        };
        let here = self.regions.first().map_or("us-east-1", String::as_str);
        Some(format!(
            "arn:{}:{service}:{}:{}:{}",
            or(partition, &self.partition),
            or(region, here),
            or(account, &self.account),
            resource.replace('*', ANY).replace('?', "x")
        ))
    }

    /// The resources within the wanted patterns on which a principal may be
    /// allowed the action: one of no particular name, and those that its own
    /// statements and the resource's policy speak of.
    pub(super) fn within(
        &self,
        wanted: &[String],
        action: &str,
        principal: &Principal,
        besides: &[String],
        library: &Library,
    ) -> Vec<String> {
        if wanted.iter().all(|w| !pattern::is_wild(w) || w == "*") {
            return wanted.to_vec();
        }
        let mut tried: Vec<String> = wanted.iter().filter_map(|w| self.one_of(w)).collect();
        let mut add = |named: &str| {
            let Some(one) = self.one_of(named) else { return };
            if tried.len() < MOST_TRIED
                && !tried.contains(&one)
                && wanted.iter().any(|w| pattern::matches(w, &one))
            {
                tried.push(one);
            }
        };
        for paper in &principal.identity {
            let document = library.get(paper.document);
            for at in library.granting(paper.document, action).iter() {
                if let Some(Select::Only(patterns)) = &document.statements[*at].resource {
                    for named in patterns {
                        add(&filled(named, principal));
                    }
                }
            }
        }
        for named in besides {
            add(named);
        }
        tried
    }
}

/// The form of the ARNs that an action is on: of the type that its name
/// speaks of, else of one that must be named, else of the first.
fn form_of(action: &str) -> Option<&'static str> {
    let service = catalogue::service(action.split(':').next()?)?;
    let found = catalogue::action(action)?;
    let squeezed = |text: &str| text.to_ascii_lowercase().replace('-', "");
    let name = squeezed(found.name);
    let types = found.resources.iter().filter_map(|needs| {
        let kind = service.resources.get(usize::from(needs.resource))?;
        let rank = if name.contains(&squeezed(kind.name)) {
            // The longest name: an endpoint configuration is no endpoint.
            (0, usize::MAX - kind.name.len())
        } else {
            (if needs.required { 1 } else { 2 }, 0)
        };
        Some((rank, kind.arn))
    });
    types.min_by_key(|(rank, _)| *rank).map(|(_, arn)| arn)
}

/// Whether one of the resource types of an action has ARNs like this one.
pub(super) fn is_on(action: &str, arn: &str) -> bool {
    let service = action.split(':').next().and_then(catalogue::service);
    let needs = catalogue::action(action).map_or(&[][..], |a| &a.resources);
    needs.iter().any(|needs| {
        let kind = service.and_then(|s| s.resources.get(usize::from(needs.resource)));
        let parts = catalogue::form::ArnParts::split(arn);
        kind.and_then(|k| k.form.as_ref())
            .zip(parts)
            .is_some_and(|(form, arn)| {
                form.namespace == arn.namespace && catalogue::form::overlap(arn.resource, form.resource)
            })
    })
}

/// A documented form with a star for each part that varies.
pub(super) fn starred(form: &str) -> String {
    catalogue::form::without_variables(form).into_owned()
}

/// A pattern with the values that the principal's requests carry.
fn filled(named: &str, principal: &Principal) -> String {
    if !variable::has_variables(named) {
        return named.to_owned();
    }
    let parts = variable::parts(named).map(|part| match part {
        Part::Plain(text) | Part::Sign(text) => text,
        Part::Key { key, default } => match principal.context.get(key) {
            Some([value]) => value.as_str(),
            _ => default.unwrap_or(ANY),
        },
    });
    parts.collect()
}
