//! Condition keys: whether AWS has them, and whether they mean anything here.

use super::page::{Clause, Leaf, Page, Test};
use crate::policy::catalogue::{self, Service};
use crate::policy::operator::{Base, SetQualifier};
use crate::policy::{PolicyKind, pattern};

/// Families of keys that need the tag's key after a slash.
const TAG_FAMILIES: &[&str] = &["requesttag", "resourcetag", "principaltag"];

/// Keys that the caller writes as they please.
const UNTRUSTWORTHY: &[&str] = &["aws:Referer", "aws:UserAgent"];

/// Keys about the owner of the resource: a policy on the resource knows it.
const OF_THE_RESOURCE: &[&str] = &[
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "s3:ResourceAccount",
];

/// Keys of the caller's session: they come with every request.
const OF_SESSIONS: &[&str] = &[
    "ec2:RoleDelivery",
    "ec2:SourceInstanceARN",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "identitystore:UserId",
    "lambda:SourceFunctionArn",
    "ssm:SourceInstanceARN",
];

/// The service whose keys its own guide documents for more actions than the
/// Service Authorization Reference does (AWS Marketplace Buyer Guide,
/// "Controlling access to subscriptions").
const OF_MARKETPLACE: &str = "aws-marketplace";

/// Keys about the owner of an endpoint, which only some services fill in.
const OF_ENDPOINT_OWNERS: &[&str] = &["aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"];

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    for (at, test) in clause.tests.iter().enumerate() {
        twin(page, clause, &clause.tests[..at], test);
        if let Some((code, message)) = wrong(test) {
            page.report(clause, code, test.key.name_span.clone(), message);
            continue;
        }
        disputed(page, clause, test);
        meaningless(page, clause, test);
        unsupported(page, clause, test);
    }
}

fn twin(page: &mut Page<'_>, clause: &Clause<'_>, before: &[Test<'_>], test: &Test<'_>) {
    let twice = before.iter().any(|other| {
        other.operator.name_span == test.operator.name_span
            && other.key.name != test.key.name
            && other.is(&test.key.name)
    });
    if twice {
        let message = format!(
            "the key {} stands twice under one operator: case does not count",
            test.key.name
        );
        let place = test.key.name_span.clone();
        page.report(clause, "DUPLICATE_KEYS_WITH_DIFFERENT_CASE", place, message);
    }
}

/// Why AWS has no such key.
fn wrong(test: &Test<'_>) -> Option<(&'static str, String)> {
    let key = test.key.name.as_str();
    let Some((prefix, name)) = key
        .split_once(':')
        .filter(|(p, n)| !p.is_empty() && !n.is_empty() && !key.contains(' '))
    else {
        let message = format!("\"{key}\" is not a condition key: service:key, e.g. aws:SourceVpce");
        return Some(("INVALID_CONDITION_KEY_FORMAT", message));
    };
    let (family, tag) = name.split_once('/').unwrap_or((name, ""));
    if TAG_FAMILIES.contains(&family.to_ascii_lowercase().as_str()) && tag.is_empty() {
        let message = format!("{key} names no tag: {prefix}:{family}/the-tag");
        return Some(("MISSING_TAG_KEY_IN_CONDITION", message));
    }
    if prefix.eq_ignore_ascii_case("aws") {
        return global(test, name);
    }
    if test.known.is_some() {
        return None;
    }
    // Keys of an identity provider begin with its host.
    if prefix.contains('.') || catalogue::is_key_prefix(prefix) {
        return None;
    }
    let message = match catalogue::service(prefix) {
        Some(service) => format!("{} has no condition key \"{key}\"", service.name),
        None => format!("no service of AWS has the prefix \"{prefix}\""),
    };
    Some(("INVALID_SERVICE_CONDITION_KEY", message))
}

fn global(test: &Test<'_>, name: &str) -> Option<(&'static str, String)> {
    let key = &test.key.name;
    if name.eq_ignore_ascii_case("arn") {
        let message = "aws:ARN is no key: aws:PrincipalArn is who calls, aws:SourceArn on whose behalf";
        return Some(("UNSUPPORTED_GLOBAL_CONDITION_KEY", message.to_owned()));
    }
    if name.eq_ignore_ascii_case("SourceOwner") {
        let message = "aws:SourceOwner is outdated: aws:SourceAccount takes its place";
        return Some(("DEPRECATED_GLOBAL_CONDITION_KEY", message.to_owned()));
    }
    test.known.is_none().then(|| {
        (
            "INVALID_GLOBAL_CONDITION_KEY",
            format!("AWS has no global key {key}"),
        )
    })
}

/// SageMaker's user guide and the Service Authorization Reference give some
/// keys different names (`VolumeKmsKey`, `VolumeKmsKeyArn`).
fn disputed(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>) {
    let longer = format!("{}Arn", test.key.name);
    if test.begins("sagemaker:")
        && test.key.name.to_ascii_lowercase().ends_with("kmskey")
        && catalogue::key(&longer).is_some()
    {
        let message = format!(
            "AWS's sources disagree on this name: its reference of actions says {longer}, its user guide {}; try it before you rely on it",
            test.key.name
        );
        let place = test.key.name_span.clone();
        page.report(clause, "AISEC_CONDITION_KEY_NAME_DISPUTED", place, message);
    }
}

/// Keys that exist and do not do here what they seem to.
fn meaningless(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>) {
    let key = &test.key.name;
    let place = test.key.name_span.clone();
    let base = test.meaning.map(|m| m.base);
    let negated = base.is_some_and(Base::is_negated);
    let among = |keys: &[&str]| keys.iter().any(|k| test.is(k));
    if among(UNTRUSTWORTHY) && negated != clause.allows() && base != Some(Base::Null) {
        page.report(
            clause,
            "UNTRUSTWORTHY_CONDITION_KEY",
            place.clone(),
            format!("the caller writes {key} as they please: it keeps nobody out"),
        );
    }
    let networks = [
        "aws:SourceVpc",
        "aws:SourceVpcArn",
        "aws:SourceVpce",
        "aws:VpceAccount",
    ];
    if test.is("aws:VpcSourceIp") && !networks.iter().any(|n| clause.tests_key(n)) {
        page.report(
            clause,
            "MISSING_PAIRED_CONDITION_KEYS",
            place.clone(),
            "an address within a VPC may be anyone's VPC: add aws:SourceVpc",
        );
    }
    let on_a_resource = matches!(
        page.kind,
        PolicyKind::BucketPolicy | PolicyKind::KeyPolicy | PolicyKind::ResourcePolicy | PolicyKind::Trust
    );
    // Against a variable it compares the caller with the owner, which means something.
    let against_caller = test.values.iter().any(|v| v.text.contains("${"));
    if among(OF_THE_RESOURCE) && on_a_resource && !against_caller {
        page.report(
            clause,
            "IRRELEVANT_CONDITION_KEY_IN_POLICY",
            place.clone(),
            format!("{key} is always this resource's own: the key belongs in identity and endpoint policies"),
        );
    }
    let every_service =
        clause.statement.action.is_negated() || clause.actions.iter().any(|a| pattern::is_any(a.text));
    if among(OF_ENDPOINT_OWNERS) && negated && !clause.allows() && every_service {
        page.report(
            clause,
            "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES",
            place,
            format!("not every service fills in {key}: name the services, or the Deny meets all others"),
        );
    }
}

/// A key of a service that some of the named actions never have: a condition
/// on it cannot hold for them.
fn unsupported(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>) {
    let Some(meaning) = test.meaning else { return };
    let must_be_there = !meaning.base.is_negated()
        && meaning.base != Base::Null
        && !meaning.if_exists
        && meaning.set != Some(SetQualifier::ForAllValues);
    let Some((prefix, _)) = test.key.name.split_once(':') else {
        return;
    };
    let unreferenced = OF_SESSIONS.iter().any(|k| test.is(k)) || OF_MARKETPLACE.eq_ignore_ascii_case(prefix);
    if !must_be_there || clause.statement.action.is_negated() || unreferenced {
        return;
    }
    let Some(service) = catalogue::service(prefix).filter(|s| s.attaches(&test.key.name)) else {
        return;
    };
    let named: Vec<(&Leaf<'_>, bool)> = clause
        .actions
        .iter()
        .filter_map(|leaf| {
            let (_, name) = leaf
                .text
                .split_once(':')
                .filter(|(p, _)| p.eq_ignore_ascii_case(prefix))?;
            Some((leaf, has_key(service, service.action(name)?, &test.key.name)))
        })
        .collect();
    // Where none of them has the key, AWS's reference may have forgotten it:
    // policies that AWS writes rely on some such.
    if !named.iter().any(|(_, has)| *has) {
        return;
    }
    for (action, _) in named.iter().filter(|(_, has)| !has) {
        let message = format!(
            "{} has no {} (AWS's reference): the condition never holds for it; move it to a statement of its own",
            action.text, test.key.name
        );
        let place = action.span.clone();
        page.report(clause, "UNSUPPORTED_ACTION_FOR_CONDITION_KEY", place, message);
    }
}

fn has_key(service: &Service, action: &catalogue::Action, key: &str) -> bool {
    service.supports(action, key) || service.supports(action, &format!("{key}Arn"))
}
