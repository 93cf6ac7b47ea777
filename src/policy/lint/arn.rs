//! ARNs in Resource: shape, service, Region, account, and the forms that AWS documents.

use super::Fix;
use super::page::{Clause, Leaf, Page, quoted};
use crate::policy::catalogue;
use crate::policy::catalogue::form::{ArnParts, overlap, without_variables};
use crate::policy::{PolicyKind, pattern};

const PARTITIONS: &[&str] = &[
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-eusc",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
];

/// The first words of Region names, and the partition that has them.
const AREAS: &[(&str, &str)] = &[
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("us-iso-", "aws-iso"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
    ("cn-", "aws-cn"),
    ("us-", "aws"),
    ("eu-", "aws"),
    ("ap-", "aws"),
    ("sa-", "aws"),
    ("ca-", "aws"),
    ("af-", "aws"),
    ("me-", "aws"),
    ("il-", "aws"),
    ("mx-", "aws"),
];

/// Namespaces in which AWS owns some resources, whose ARNs have no account:
/// documents and public parameters of Systems Manager, managed views.
const OWNED_BY_AWS: &[&str] = &["resource-explorer-2", "ssm"];

/// What an ARN is found to be wrong in.
struct Fault {
    code: &'static str,
    message: String,
    /// The text that would be right, where only one is.
    instead: Option<String>,
}

impl Fault {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            instead: None,
        }
    }
}

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    for resource in &clause.resources {
        let Some(found) = wrong(page.kind, resource) else {
            continue;
        };
        let fix = found
            .instead
            .map(|text| Fix::new("write it so", resource.span.clone(), quoted(&text)));
        page.report_fixable(clause, found.code, resource.span.clone(), found.message, fix);
    }
}

fn wrong(kind: PolicyKind, resource: &Leaf<'_>) -> Option<Fault> {
    let text = resource.text;
    // What begins with `${…}` is not known until the request, or the stack.
    if pattern::is_any(text) || text.starts_with("${") {
        return None;
    }
    let plain = without_variables(text);
    if !plain.starts_with("arn:") {
        return match plain.strip_prefix("arn") {
            Some(rest) if rest.starts_with('*') => None,
            _ => Some(Fault::new(
                "INVALID_ARN_PREFIX",
                format!("\"{text}\" is not an ARN: it begins with \"arn:\""),
            )),
        };
    }
    let Some(parts) = ArnParts::split(&plain) else {
        // A wildcard at the end may stand for the parts that are missing.
        return if plain.ends_with('*') {
            None
        } else {
            Some(Fault::new(
                "MISSING_ARN_FIELD",
                format!("\"{text}\" lacks parts: arn:partition:service:region:account:resource"),
            ))
        };
    };
    place(&parts, text).or_else(|| namespace(kind, &parts, text))
}

/// Partition, Region and account by themselves.
fn place(parts: &ArnParts<'_>, text: &str) -> Option<Fault> {
    let open = |part: &str| part.is_empty() || pattern::is_wild(part);
    if !open(parts.partition) && !PARTITIONS.contains(&parts.partition) || parts.partition.is_empty() {
        return Some(Fault::new(
            "INVALID_PARTITION",
            format!("no partition is \"{}\"", parts.partition),
        ));
    }
    if !open(parts.region) {
        let Some(partition) = partition_of(parts.region) else {
            return Some(Fault::new(
                "INVALID_REGION",
                format!("no Region is \"{}\"", parts.region),
            ));
        };
        if !open(parts.partition) && partition != parts.partition {
            return Some(Fault::new(
                "INVALID_ARN_REGION",
                format!(
                    "{} is of the partition {partition}, not {}",
                    parts.region, parts.partition
                ),
            ));
        }
    }
    let account = parts.account;
    let known = open(account)
        || [
            "aws",
            "cloudfront",
            "aws-managed",
            "third-party",
            "aws-marketplace",
        ]
        .contains(&account)
        || (account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()));
    if !known {
        return Some(Fault::new(
            "INVALID_ARN_ACCOUNT",
            format!("\"{account}\" is not an account: twelve digits"),
        ));
    }
    if parts.resource.is_empty() {
        return Some(Fault::new(
            "INVALID_ARN_RESOURCE",
            format!("\"{text}\" names no resource"),
        ));
    }
    None
}

/// The partition of a Region; `None` for what is not shaped as one.
fn partition_of(region: &str) -> Option<&'static str> {
    let (_, partition) = AREAS.iter().find(|(area, _)| region.starts_with(area))?;
    let mut words = region.rsplit('-');
    let number = words.next().unwrap_or_default();
    let direction = words.next().unwrap_or_default();
    let directed = ["north", "south", "east", "west", "central"]
        .iter()
        .any(|d| direction.starts_with(d) || direction.ends_with(d))
        || region.starts_with("eusc-");
    (number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()) && directed).then_some(*partition)
}

/// The service, and the forms of its resources.
fn namespace(kind: PolicyKind, parts: &ArnParts<'_>, text: &str) -> Option<Fault> {
    let name = parts.namespace;
    if pattern::is_wild(name) || name.is_empty() {
        return None;
    }
    let services = catalogue::services_of_namespace(name);
    if services.is_empty() && catalogue::service(name).is_none_or(|s| s.prefix != name) {
        let small = name.to_ascii_lowercase();
        if small != name && !catalogue::services_of_namespace(&small).is_empty() {
            return Some(Fault {
                code: "INVALID_ARN_SERVICE_CASE",
                message: format!("the service of an ARN is in small letters: \"{small}\""),
                instead: Some(text.replacen(name, &small, 1)),
            });
        }
        return Some(Fault::new(
            "INVALID_SERVICE",
            format!("no service's ARNs have \"{name}\""),
        ));
    }
    let wanted = match kind {
        PolicyKind::BucketPolicy => Some("s3"),
        PolicyKind::KeyPolicy => Some("kms"),
        PolicyKind::Iot => Some("iot"),
        _ => None,
    };
    if let Some(wanted) = wanted.filter(|w| !name.starts_with(w)) {
        return Some(Fault::new(
            "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
            format!("this policy speaks of {wanted} resources, not of \"{text}\""),
        ));
    }
    forms(services, parts, text)
}

/// Whether some resource type of the services has such ARNs, and whether they
/// carry a Region and an account.
fn forms(services: &[&str], parts: &ArnParts<'_>, text: &str) -> Option<Fault> {
    let types = services
        .iter()
        .filter_map(|s| catalogue::service(s))
        .flat_map(|s| &s.resources);
    let (mut some, mut anywhere) = (false, false);
    let mut fitting: Vec<&ArnParts<'_>> = Vec::new();
    for form in types.filter_map(|t| t.form.as_ref()) {
        some = true;
        // Backup's recovery points have ARNs in every service's namespace.
        anywhere |= form.namespace.contains('$');
        if form.namespace == parts.namespace && overlap(parts.resource, form.resource) {
            fitting.push(form);
        }
    }
    if !some || anywhere {
        return None;
    }
    if fitting.is_empty() {
        return Some(Fault::new(
            "INVALID_ARN_RESOURCE",
            format!(
                "no resource of {} has an ARN of the form \"{text}\"",
                parts.namespace
            ),
        ));
    }
    let all = |part: fn(&ArnParts<'_>) -> bool| fitting.iter().all(|form| part(form));
    if parts.region.is_empty() && all(|f| !f.region.is_empty()) {
        return Some(Fault::new(
            "MISSING_ARN_REGION",
            format!("\"{text}\" lacks the Region"),
        ));
    }
    let by_aws = OWNED_BY_AWS.contains(&parts.namespace);
    if parts.account.is_empty() && !by_aws && all(|f| !f.account.is_empty()) {
        return Some(Fault::new(
            "MISSING_ARN_ACCOUNT",
            format!("\"{text}\" lacks the account"),
        ));
    }
    if !parts.region.is_empty() && !pattern::is_wild(parts.region) && all(|f| f.region.is_empty()) {
        return Some(without(
            "ARN_REGION_NOT_ALLOWED",
            text,
            parts.region,
            "has no Region in its ARN",
        ));
    }
    if !parts.account.is_empty() && !pattern::is_wild(parts.account) && all(|f| f.account.is_empty()) {
        return Some(without(
            "ARN_ACCOUNT_NOT_ALLOWED",
            text,
            parts.account,
            "has no account in its ARN",
        ));
    }
    None
}

/// The fault of a part that must be left out.
fn without(code: &'static str, text: &str, part: &str, what: &str) -> Fault {
    let instead = text.replacen(&format!(":{part}:"), "::", 1);
    Fault {
        code,
        message: format!("such a resource {what}: \"{instead}\""),
        instead: Some(instead),
    }
}
