//! Condition operators, keys and their values.

use super::elements::SERVICES;
use super::{Candidate, Known, Spot};
use crate::policy::catalogue::{self, ConditionKey, KeyType};
use crate::policy::operator::{Base, Operator};

/// The services that use keys for their callers, as `kms:ViaService` has them.
const VIA: [&str; 10] = [
    "s3",
    "sagemaker",
    "bedrock",
    "kinesis",
    "firehose",
    "ec2",
    "ecr",
    "dynamodb",
    "secretsmanager",
    "logs",
];

pub(super) fn operators(spot: &Spot) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Base::names().map(|n| Candidate::new(n, "")).collect();
    let plain: Vec<&str> = Base::names().filter(|n| *n != "Null").collect();
    let with = |form: &dyn Fn(&str) -> String, note: &str| {
        plain
            .iter()
            .map(|n| Candidate::new(form(n), note))
            .collect::<Vec<_>>()
    };
    out.extend(with(
        &|n| format!("{n}IfExists"),
        "also if the request does not say",
    ));
    out.extend(with(&|n| format!("ForAnyValue:{n}"), "one value of several"));
    out.extend(with(
        &|n| format!("ForAllValues:{n}"),
        "every value; also if there is none",
    ));
    out.retain(|c| !spot.siblings.contains(&c.text));
    out
}

pub(super) fn keys(spot: &Spot, operator: &str) -> Vec<Candidate> {
    let base = Operator::parse(operator).map(|o| o.base);
    let mut found: Vec<(&ConditionKey, &str)> = Vec::new();
    for written in &spot.actions {
        let Some((prefix, name)) = written.split_once(':') else {
            continue;
        };
        let Some(service) = catalogue::service(prefix) else {
            continue;
        };
        for action in service.matching(name) {
            let of_resources = action
                .resources
                .iter()
                .filter_map(|needs| service.resources.get(usize::from(needs.resource)))
                .flat_map(|r| &r.keys);
            for number in action.keys.iter().chain(of_resources) {
                let Some(key) = service.keys.get(usize::from(*number)) else {
                    continue;
                };
                if !found.iter().any(|(k, _)| k.name.eq_ignore_ascii_case(key.name)) {
                    found.push((key, "of these actions"));
                }
            }
        }
    }
    for key in catalogue::global_keys() {
        if !found.iter().any(|(k, _)| k.name.eq_ignore_ascii_case(key.name)) {
            found.push((key, "global"));
        }
    }
    found
        .into_iter()
        .filter(|(key, _)| base.is_none_or(|base| compares(base, key.value)))
        .filter(|(key, _)| !spot.siblings.iter().any(|s| s.eq_ignore_ascii_case(key.name)))
        .map(|(key, of)| {
            let many = if key.many { ", a list" } else { "" };
            Candidate::of_form(key.name, format!("{}{many}, {of}", key.value.phrase()))
        })
        .collect()
}

/// Whether an operator compares values of a type.
fn compares(base: Base, value: KeyType) -> bool {
    let name = base.name();
    match value {
        _ if base == Base::Null => true,
        KeyType::String => name.starts_with("String"),
        KeyType::Arn => name.starts_with("String") || name.starts_with("Arn"),
        KeyType::Bool => base == Base::Bool,
        KeyType::Numeric => name.starts_with("Numeric"),
        KeyType::Date => name.starts_with("Date"),
        KeyType::Ip => name.ends_with("IpAddress"),
        KeyType::Binary => base == Base::BinaryEquals,
    }
}

pub(super) fn values(operator: &str, key: &str, known: &Known) -> Vec<Candidate> {
    let base = Operator::parse(operator).map(|o| o.base);
    let found = catalogue::key(key);
    if base == Some(Base::Null) {
        return vec![
            Candidate::new("true", "the request does not carry the key"),
            Candidate::new("false", "the request carries the key"),
        ];
    }
    if base == Some(Base::Bool) || found.is_some_and(|k| k.value == KeyType::Bool) {
        return vec![Candidate::new("true", ""), Candidate::new("false", "")];
    }
    let some = |text: &str, note: &str| match text {
        "" => Vec::new(),
        text => vec![Candidate::new(text, note)],
    };
    let lower = key.to_ascii_lowercase();
    match lower.as_str() {
        "aws:sourceaccount" | "aws:principalaccount" | "aws:resourceaccount" | "kms:calleraccount" => {
            some(&known.account, "this account")
        }
        "aws:requestedregion" => some(&known.region, "this Region"),
        "iam:passedtoservice" | "aws:principalservicename" => {
            SERVICES.iter().map(|s| Candidate::new(*s, "service")).collect()
        }
        "kms:viaservice" => {
            let region = if known.region.is_empty() {
                "*"
            } else {
                &known.region
            };
            VIA.iter()
                .map(|s| Candidate::new(format!("{s}.{region}.amazonaws.com"), "service"))
                .collect()
        }
        "s3:x-amz-server-side-encryption" => [
            ("aws:kms", "with a KMS key"),
            ("aws:kms:dsse", "twice, with a KMS key"),
            ("AES256", "with S3's own key"),
        ]
        .map(|(text, note)| Candidate::new(text, note))
        .to_vec(),
        "s3:tlsversion" => [("1.2", ""), ("1.3", "")]
            .map(|(t, n)| Candidate::new(t, n))
            .to_vec(),
        _ if found.is_some_and(|k| k.value == KeyType::Arn) => known
            .arns
            .iter()
            .map(|a| Candidate::new(a.as_str(), "exists"))
            .collect(),
        _ => Vec::new(),
    }
}
