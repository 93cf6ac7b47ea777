//! The requests that can make a difference between sets of policies: actions,
//! resources, principals and keys, one of each class.

use super::classes::{Class, Glob, classes};
use super::reading::{self, Said, statements};
use super::values::{self, Use, Values};
use crate::policy::evaluate::variable;
use crate::policy::operator::Operator;
use crate::policy::{Document, Principal, Select, catalogue, pattern};
use std::collections::{BTreeMap, BTreeSet};

/// The account of those whom no policy names.
const STRANGERS: &str = "999999999999";

/// One of each class.
#[derive(Debug)]
pub(super) struct Space {
    pub(super) actions: Vec<String>,
    pub(super) resources: Vec<String>,
    pub(super) principals: Vec<String>,
    keys: BTreeMap<String, Values>,
    /// Why some requests are not in here that might make a difference.
    pub(super) doubts: BTreeSet<String>,
}

/// What else parts actions and resources, besides the sets: what is asked about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'a> {
    pub(super) actions: &'a [String],
    pub(super) resources: &'a [String],
}

/// Keys that AWS derives from who asks.
const DERIVED: &[&str] = &[
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principaltype",
    "aws:username",
    "aws:principalisawsservice",
    "aws:principalservicename",
];

impl Space {
    /// The space of some sets.
    pub(super) fn of(sets: &[&[Document]], asked: Asked<'_>) -> Self {
        let all: Vec<Said<'_>> = sets.iter().flat_map(|set| statements(set)).collect();
        let mut doubts = BTreeSet::new();
        let uses = uses(&all);
        let keys: BTreeMap<String, Values> = uses
            .iter()
            .filter(|(key, _)| !DERIVED.contains(&key.as_str()))
            .map(|(key, uses)| (key.clone(), Values::of(key, uses)))
            .collect();
        let principals = principals(&all, &uses, &mut doubts);
        let mut space = Self {
            actions: actions(&all, asked.actions),
            resources: Vec::new(),
            principals,
            keys,
            doubts,
        };
        space.add_variable_keys(&all);
        space.resources = space.resources_of(&all, asked.resources);
        space
    }

    /// The values of a key; a key that no condition names is absent.
    pub(super) fn values(&self, key: &str) -> Option<&Values> {
        self.keys.get(key)
    }

    /// Keys that stand in resources as variables and in no condition.
    fn add_variable_keys(&mut self, all: &[Said<'_>]) {
        for key in all.iter().flat_map(Said::variable_keys) {
            self.doubts.insert(format!(
                "`${{{key}}}` stands for what cannot be listed: some values were tried"
            ));
            if !DERIVED.contains(&key.as_str()) {
                self.keys
                    .entry(key.clone())
                    .or_insert_with(|| Values::of(&key, &[]));
            }
        }
    }

    fn resources_of(&mut self, all: &[Said<'_>], asked: &[String]) -> Vec<String> {
        let mut globs: Vec<Glob> = asked.iter().map(|p| Glob::like(p)).collect();
        for said in all {
            for pattern in said.statement.resource.as_ref().map_or(&[][..], Select::patterns) {
                if said.variables && variable::has_variables(pattern) {
                    globs.extend(self.filled(pattern).iter().map(|p| Glob::like(p)));
                } else {
                    globs.push(Glob::like(pattern));
                }
            }
        }
        globs.dedup();
        let found = ["arn:aws:?*:*:*:?*", "arn:?*:?*:*:*:?*", "?*"]
            .iter()
            .find_map(|shape| classes(&globs, Some(&Glob::like(shape))));
        if let Some(found) = found {
            let mut texts: Vec<String> = found.into_iter().map(|class| class.text).collect();
            // What no ARN of this partition matches may still be matched.
            if let Some(rest) = classes(&globs, Some(&Glob::like("?*"))) {
                texts.extend(rest.into_iter().map(|class| class.text));
            }
            return texts;
        }
        self.doubts
            .insert("there are too many resources to tell apart".to_owned());
        let plain = globs.iter().enumerate().filter_map(|(at, _)| {
            let alone = classes(&globs[at..=at], Some(&Glob::like("arn:?*:?*:*:*:?*")))?;
            alone.into_iter().find(|c| c.matched[0]).map(|c| c.text)
        });
        plain.collect()
    }

    /// A pattern with each value of its variables that is tried.
    fn filled(&self, pattern: &str) -> Vec<String> {
        let key = reading::variable_keys(pattern)
            .into_iter()
            .next()
            .unwrap_or_default();
        let tried: Vec<String> = match self.keys.get(&key) {
            Some(values) => values.choices.iter().filter_map(|v| v.first().cloned()).collect(),
            None if key == "aws:username" => vec!["anna".to_owned()],
            None => vec!["x".to_owned()],
        };
        tried.iter().map(|value| fill(pattern, value)).collect()
    }
}

/// A pattern in which every variable has the value.
fn fill(pattern: &str, value: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((_, behind)) = after.split_once('}') else {
            return out;
        };
        out.push_str(value);
        rest = behind;
    }
    out + rest
}

fn uses<'p>(all: &[Said<'p>]) -> BTreeMap<String, Vec<Use<'p>>> {
    let mut uses: BTreeMap<String, Vec<Use<'p>>> = BTreeMap::new();
    for said in all {
        for condition in &said.statement.conditions {
            let Some(operator) = Operator::parse(&condition.operator) else {
                continue;
            };
            uses.entry(condition.key.to_ascii_lowercase())
                .or_default()
                .push(Use {
                    operator,
                    wanted: &condition.values,
                    variables: said.variables,
                });
        }
    }
    uses
}

/// One action of each class: where AWS has one, its own, and those first; what
/// AWS has not (yet) comes last.
fn actions(all: &[Said<'_>], asked: &[String]) -> Vec<String> {
    let patterns = all.iter().flat_map(|said| said.statement.action.patterns());
    let patterns: BTreeSet<&String> = patterns.chain(asked).collect();
    let globs: Vec<Glob> = patterns.iter().map(|p| Glob::action(p)).collect();
    let found = classes(&globs, Some(&Glob::like("?*:?*"))).unwrap_or_default();
    let named = |class: &Class| named_action(class, &patterns);
    let (known, unknown): (Vec<_>, Vec<_>) = found
        .iter()
        .map(|class| (named(class), class))
        .partition(|(name, _)| name.is_some());
    let known = known.into_iter().filter_map(|(name, _)| name);
    known
        .chain(unknown.into_iter().map(|(_, class)| class.text.clone()))
        .collect()
}

/// An action of AWS's catalogue that matches the same patterns.
fn named_action(class: &Class, patterns: &BTreeSet<&String>) -> Option<String> {
    let prefix = class.text.split(':').next().unwrap_or_default();
    // A service that no pattern names stands for every such service.
    let services = [prefix, "ec2", "s3", "iam", "sagemaker", "sts"];
    let same = |name: &str| {
        let matched = patterns.iter().map(|p| pattern::matches_ignoring_case(p, name));
        matched.eq(class.matched.iter().copied())
    };
    services.iter().find_map(|prefix| {
        let actions = &catalogue::service(prefix)?.actions;
        let names = actions.iter().map(|action| format!("{prefix}:{}", action.name));
        names.into_iter().find(|name| same(name))
    })
}

/// ARNs of the resource types that an action can be held to.
pub(super) fn named_resources(action: &str) -> impl Iterator<Item = String> {
    let service = action.split(':').next().and_then(catalogue::service);
    let needs = catalogue::action(action).map_or(&[][..], |action| &action.resources);
    needs.iter().filter_map(move |needs| {
        let kind = service?.resources.get(usize::from(needs.resource))?;
        let placed = kind
            .arn
            .replace("${Partition}", "aws")
            .replace("${Region}", "us-east-1");
        Some(fill(&placed.replace("${Account}", STRANGERS), "example"))
    })
}

/// Whom the statements and the conditions on who asks tell apart.
fn principals(
    all: &[Said<'_>],
    uses: &BTreeMap<String, Vec<Use<'_>>>,
    doubts: &mut BTreeSet<String>,
) -> Vec<String> {
    let mut out = BTreeSet::new();
    let mut accounts = BTreeSet::from([STRANGERS.to_owned()]);
    let elements: Vec<_> = all
        .iter()
        .filter_map(|said| said.statement.principal.as_ref())
        .collect();
    for principal in elements.iter().flat_map(|element| element.principals()) {
        match principal {
            Principal::Everyone => {}
            Principal::Aws(value) if value == "*" => {}
            Principal::Aws(value) => {
                accounts.extend(account_of(value));
                if value.starts_with("arn:") {
                    out.insert(value.clone());
                }
            }
            Principal::Service(value) | Principal::Federated(value) => {
                out.insert(value.clone());
            }
            Principal::CanonicalUser(value) => {
                doubts.insert(format!(
                    "whose account the canonical user {value} is cannot be told"
                ));
            }
        }
    }
    if !elements.is_empty() {
        out.extend(["*".to_owned(), "unnamed.amazonaws.com".to_owned()]);
    }
    let asked: Vec<&str> = DERIVED
        .iter()
        .copied()
        .filter(|key| uses.contains_key(*key))
        .collect();
    if asked.len() > 1 {
        doubts.insert(format!(
            "conditions on {} bear on one another",
            asked.join(" and ")
        ));
    }
    if let Some(uses) = uses.get("aws:principalaccount") {
        accounts.extend(uses.iter().flat_map(|u| u.wanted.iter().cloned()));
    }
    if let Some(uses) = uses.get("aws:principalarn") {
        let globs: Vec<Glob> = uses.iter().flat_map(values::globs).collect();
        for shape in [
            "arn:aws:iam::????????????:role/?*",
            "arn:aws:iam::????????????:user/?*",
        ] {
            match classes(&globs, Some(&Glob::like(shape))) {
                Some(found) => out.extend(found.into_iter().map(|class| class.text)),
                None => _ = doubts.insert("there are too many principals to tell apart".to_owned()),
            }
        }
    }
    for account in accounts.iter().filter(|a| a.len() == 12) {
        out.insert(format!("arn:aws:iam::{account}:role/unnamed"));
        if uses.contains_key("aws:principaltype") || elements.is_empty() {
            out.insert(format!("arn:aws:iam::{account}:root"));
        }
        if uses.contains_key("aws:principaltype")
            || all
                .iter()
                .any(|s| s.variable_keys().iter().any(|k| k == "aws:username"))
        {
            out.insert(format!("arn:aws:iam::{account}:user/anna"));
        }
    }
    for name in uses
        .get("aws:username")
        .into_iter()
        .flatten()
        .flat_map(|u| u.wanted)
    {
        out.insert(format!(
            "arn:aws:iam::{STRANGERS}:user/{}",
            name.replace(['*', '?'], "x")
        ));
        out.insert(format!("arn:aws:iam::{STRANGERS}:user/unnamed"));
    }
    for name in uses
        .get("aws:principalservicename")
        .into_iter()
        .flatten()
        .flat_map(|u| u.wanted)
    {
        out.insert(name.clone());
    }
    if uses.contains_key("aws:principalisawsservice") {
        out.insert("unnamed.amazonaws.com".to_owned());
    }
    out.into_iter().collect()
}

/// The account of an ARN or of a bare account id.
fn account_of(value: &str) -> Option<String> {
    let account = value.split(':').nth(4).unwrap_or(value);
    (account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())).then(|| account.to_owned())
}
