//! Who outside the account a resource policy lets in, and on what terms.

use crate::policy::operator::{Base, Operator, SetQualifier};
use crate::policy::{Condition, Document, Effect, Principal, PrincipalElement, Select, Statement, pattern};

/// Keys whose fixed values make a statement for everyone non-public: the list
/// of S3's "The meaning of public", with the keys other services add to it.
/// Lower case, as keys are compared.
const FENCES: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:userid",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "elasticfilesystem:accesspointarn",
    "sns:endpoint",
];

/// Keys that tie a service principal to the account or resource it acts for.
const SOURCES: &[&str] = &[
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    // The forms AWS documents for key policies of logs and trails.
    "kms:encryptioncontext:aws:logs:arn",
    "kms:encryptioncontext:aws:cloudtrail:arn",
    "kms:calleraccount",
    "sts:externalid",
];

/// Services that assume a role only for a resource made in its own account
/// with `iam:PassRole`, and send no source context.
const WITHOUT_SOURCE_CONTEXT: &[&str] = &[
    "ec2.amazonaws.com",
    "ec2.amazonaws.com.cn",
    "lambda.amazonaws.com",
];

/// The statements that let anyone in: `Allow` for `*` (or for all but some)
/// with no condition that fixes who or whence.
///
/// Follows S3's definition: the value must have no wildcard (an ARN may have
/// one after its account), an address range must not be wider than /8 (IPv4)
/// or /32 (IPv6). Denies are not taken into account.
pub fn public_statements(document: &Document) -> Vec<&Statement> {
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow)
        .filter(|s| s.principal.as_ref().is_some_and(PrincipalElement::is_everyone))
        .filter(|s| !is_restricted(s))
        .collect()
}

/// Whether a condition of the statement fixes who may use it, or whence.
pub fn is_restricted(statement: &Statement) -> bool {
    statement.conditions.iter().any(|c| fixes(c, FENCES))
}

/// Whether the condition demands one of fixed values of one of the keys.
fn fixes(condition: &Condition, keys: &[&str]) -> bool {
    let key = condition.key.to_ascii_lowercase();
    if !keys.contains(&key.as_str()) || condition.values.is_empty() {
        return false;
    }
    let Some(operator) = Operator::parse(&condition.operator) else {
        return false;
    };
    // A missing key satisfies `…IfExists` and `ForAllValues`.
    if operator.if_exists || operator.set == Some(SetQualifier::ForAllValues) {
        return false;
    }
    if key == "aws:principalisawsservice" {
        return condition.values.iter().all(|v| v.eq_ignore_ascii_case("true"));
    }
    if !operator.base.pins() {
        return false;
    }
    condition.values.iter().all(|value| is_fixed_for(&key, value))
}

/// Whether the value of a key, which is in lower case, is narrow enough to say
/// who or whence.
fn is_fixed_for(key: &str, value: &str) -> bool {
    match key {
        "aws:sourceip" => !is_wide_range(value),
        "kms:encryptioncontext:aws:logs:arn" | "kms:encryptioncontext:aws:cloudtrail:arn" => {
            has_fixed_account(value)
        }
        // `AROA…:*`: every session of one role.
        "aws:userid" => is_fixed(value.strip_suffix(":*").unwrap_or(value)),
        _ => is_fixed(value) || has_fixed_account(value),
    }
}

/// The values of a condition that say who or whence, whatever its operator
/// does with them: a denial of all but these is as good a fence as a grant to
/// these. None if the key says neither. That somebody is no AWS service says
/// nothing of who it is.
pub(in crate::policy) fn fence_values(condition: &Condition) -> impl Iterator<Item = &str> {
    let key = condition.key.to_ascii_lowercase();
    let is_fence = FENCES.contains(&key.as_str()) && key != "aws:principalisawsservice";
    let values = condition.values.iter().map(String::as_str);
    values.filter(move |value| is_fence && is_fixed_for(&key, value))
}

fn is_fixed(value: &str) -> bool {
    !value.is_empty() && !pattern::is_wild(value) && !value.contains("${")
}

/// An ARN with wildcards only after a literal account id, or an organisation
/// path with a literal organisation id.
fn has_fixed_account(value: &str) -> bool {
    if value.starts_with("o-") {
        return value.split('/').next().is_some_and(is_fixed) && value.contains('/');
    }
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    let [arn, _, _, _, account, _] = parts.as_slice() else {
        return false;
    };
    *arn == "arn" && account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())
}

fn is_wide_range(cidr: &str) -> bool {
    let (address, bits) = match cidr.split_once('/') {
        Some((address, bits)) => (address, bits.parse::<u8>().ok()),
        None => (cidr, Some(128)),
    };
    let Some(bits) = bits else { return true };
    match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(_)) => bits < 8,
        Ok(std::net::IpAddr::V6(_)) => bits < 32,
        Err(_) => true,
    }
}

/// The principals of other accounts (ids, ARNs, canonical users) that `Allow`
/// statements name, and for everyone-statements the other accounts and
/// organisations that their conditions let in. Sorted, each once. A public
/// statement is answered by [`public_statements`], not here.
pub fn outside_principals(document: &Document, account: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for statement in document.statements.iter().filter(|s| s.effect == Effect::Allow) {
        let Some(element) = &statement.principal else {
            continue;
        };
        if element.is_everyone() {
            out.extend(outside_condition_values(statement, account));
            continue;
        }
        for principal in element.principals() {
            match principal {
                Principal::Aws(value) if is_outside(value, account) => out.push(value.clone()),
                Principal::CanonicalUser(value) => out.push(value.clone()),
                _ => {}
            }
        }
    }
    out.sort();
    out.dedup();
    out
}

fn outside_condition_values(statement: &Statement, account: &str) -> Vec<String> {
    const WHO: &[&str] = &[
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
    ];
    // One key that fixes our own account keeps all others out.
    let named: Vec<&Condition> = statement.conditions.iter().filter(|c| fixes(c, WHO)).collect();
    let ours = |c: &&Condition| c.values.iter().all(|v| !is_outside(v, account));
    if named.iter().any(ours) {
        return Vec::new();
    }
    named
        .iter()
        .flat_map(|c| c.values.iter().filter(|v| is_outside(v, account)).cloned())
        .collect()
}

/// Whether an account id, an ARN or an organisation is not the account. Unique
/// ids (`AROA…`) are what is left of deleted principals: nobody.
fn is_outside(value: &str, account: &str) -> bool {
    if value.bytes().all(|b| b.is_ascii_digit()) {
        return value != account;
    }
    if value.starts_with("o-") {
        return true;
    }
    value.starts_with("arn:") && value.split(':').nth(4).is_some_and(|a| a != account)
}

/// Whether the policy refuses plain HTTP to everyone, for the bucket and for
/// its objects: `Deny` `s3:*` where `aws:SecureTransport` is `false`, with no
/// other condition that would narrow it.
pub fn denies_insecure_transport(document: &Document) -> bool {
    let (mut bucket, mut objects) = (false, false);
    for statement in &document.statements {
        if !is_transport_denial(statement) {
            continue;
        }
        for resource in statement.resource.iter().flat_map(Select::patterns) {
            if pattern::is_any(resource) {
                return true;
            }
            let Some(name) = resource.split(":s3:::").nth(1) else {
                continue;
            };
            match name.split_once('/') {
                Some((_, "*")) => objects = true,
                Some(_) => {}
                None => {
                    bucket = true;
                    objects |= name.ends_with('*');
                }
            }
        }
    }
    bucket && objects
}

fn is_transport_denial(statement: &Statement) -> bool {
    let everyone = matches!(
        &statement.principal,
        Some(PrincipalElement::Only(principals)) if principals.iter().any(Principal::is_everyone)
    );
    let all_of_s3 = !statement.action.is_negated()
        && statement
            .action
            .patterns()
            .iter()
            .any(|a| pattern::covers(a, "s3:*"));
    let [condition] = statement.conditions.as_slice() else {
        return false;
    };
    let operator = Operator::parse(&condition.operator);
    statement.effect == Effect::Deny
        && everyone
        && all_of_s3
        && !statement.resource.as_ref().is_some_and(Select::is_negated)
        && operator.is_some_and(|o| o.base == Base::Bool)
        && condition.key.eq_ignore_ascii_case("aws:SecureTransport")
        && condition.values.iter().any(|v| v.eq_ignore_ascii_case("false"))
}

/// The service principals that are let in without `aws:SourceAccount`,
/// `aws:SourceArn` or an organisation key: anyone who can make the service act
/// comes in through it (the confused deputy). Sorted, each once.
pub fn service_trust_without_source(document: &Document) -> Vec<String> {
    let mut out: Vec<String> = document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && !s.conditions.iter().any(|c| fixes(c, SOURCES)))
        .filter_map(|s| s.principal.as_ref())
        .flat_map(PrincipalElement::principals)
        .filter_map(|p| match p {
            Principal::Service(name) if !WITHOUT_SOURCE_CONTEXT.contains(&name.as_str()) => {
                Some(name.clone())
            }
            _ => None,
        })
        .collect();
    out.sort();
    out.dedup();
    out
}

/// The service principals that are let in under some condition, none of which
/// fixes the account (or organisation) that the service acts for: a source ARN
/// without an account, an external id, a tag. `None` when no service is let in
/// under a condition; those without any are
/// [`service_trust_without_source`]'s. Sorted, each once.
pub fn service_trust_without_account(document: &Document) -> Option<Vec<String>> {
    let mut out: Option<Vec<String>> = None;
    let conditional = |s: &&Statement| s.effect == Effect::Allow && !s.conditions.is_empty();
    for statement in document.statements.iter().filter(conditional) {
        let bound = statement.conditions.iter().any(fixes_source_account);
        let element = statement.principal.as_ref();
        for principal in element.map_or(&[][..], PrincipalElement::principals) {
            if let Principal::Service(name) = principal
                && !WITHOUT_SOURCE_CONTEXT.contains(&name.as_str())
            {
                let found = out.get_or_insert_with(Vec::new);
                if !bound {
                    found.push(name.clone());
                }
            }
        }
    }
    if let Some(found) = &mut out {
        found.sort();
        found.dedup();
    }
    out
}

/// Whether the condition fixes the account or organisation of the source. A
/// bucket's ARN names no account.
fn fixes_source_account(condition: &Condition) -> bool {
    const WHOSE: &[&str] = &[
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
    ];
    fixes(condition, WHOSE)
        || (fixes(condition, &["aws:sourcearn"]) && condition.values.iter().all(|v| has_fixed_account(v)))
}
