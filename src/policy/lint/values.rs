//! Condition values: whether they are of the operator's type, and how much they let through.

use super::Fix;
use super::page::{Clause, Page, Test, quoted};
use crate::policy::catalogue::form::ArnParts;
use crate::policy::evaluate::value;
use crate::policy::json::{Json, Value};
use crate::policy::operator::Base;
use crate::policy::pattern;
use base64::Engine as _;

/// Keys that say who calls, or on whose behalf: a loose value lets others in.
const WHO_OR_WHENCE: &[&str] = &[
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "token.actions.githubusercontent.com:sub",
];

/// Keys whose values are the ARN of a KMS key.
const KMS_KEYS: &[&str] = &["s3:x-amz-server-side-encryption-aws-kms-key-id"];

/// A wildcard after fewer letters than this says next to nothing: Access
/// Analyzer asks for six.
const LEAST_LITERAL: usize = 6;

/// Whether the key of a test says who calls, or whence.
pub(super) fn says_who_or_whence(test: &Test<'_>) -> bool {
    WHO_OR_WHENCE.iter().any(|k| test.is(k))
}

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    for test in &clause.tests {
        mixed(page, clause, test);
        let Some(meaning) = test.meaning else { continue };
        several(page, clause, test, meaning.base);
        for given in test.values.iter().filter(|v| !v.text.contains("${")) {
            if let Some((code, message)) = mistyped(test, meaning.base, given.text)
                .or_else(|| misshaped(test, meaning.base, given.text))
                .or_else(|| loose(clause, test, meaning.base, given.text))
            {
                page.report(clause, code, given.span.clone(), message);
            }
        }
    }
}

/// Values of several JSON types under one key.
fn mixed(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>) {
    let kinds: Vec<&str> = test.key.value.elements().iter().map(Json::kind).collect();
    if kinds.iter().any(|k| *k != kinds[0]) && !matches!(test.key.value.value, Value::Object(_)) {
        let message = format!(
            "the values of {} are of several types: write all as strings",
            test.key.name
        );
        let place = test.key.value.span.clone();
        let texts: Vec<String> = test.values.iter().map(|v| quoted(v.text)).collect();
        // AWS reads a number as the text that it is written with.
        let fix = (texts.len() == kinds.len()).then(|| {
            Fix::new(
                "write all as strings",
                place.clone(),
                format!("[{}]", texts.join(", ")),
            )
        });
        page.report_fixable(clause, "INVALID_CONDITION_DATA_TYPE", place, message, fix);
    }
}

/// Several values where one says all.
fn several(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>, base: Base) {
    if test.values.len() < 2 {
        return;
    }
    let place = test.key.value.span.clone();
    let extreme = match base {
        Base::Bool | Base::Null => {
            let message = format!("{} takes one value, true or false", test.operator.name);
            page.report(clause, "INVALID_CONDITION_MULTIPLE_BOOLEAN", place, message);
            return;
        }
        Base::NumericLessThan | Base::NumericLessThanEquals => "greatest",
        Base::NumericGreaterThan | Base::NumericGreaterThanEquals => "least",
        _ => return,
    };
    let numbers: Option<Vec<(f64, &str)>> = test
        .values
        .iter()
        .map(|v| Some((v.text.parse().ok()?, v.text)))
        .collect();
    let counts = numbers.and_then(|all| {
        let order = |a: &(f64, &str), b: &(f64, &str)| a.0.total_cmp(&b.0);
        if extreme == "greatest" {
            all.into_iter().max_by(order)
        } else {
            all.into_iter().min_by(order)
        }
    });
    let fix = counts.map(|(_, text)| Fix::new(format!("keep {text}"), place.clone(), quoted(text)));
    let message = format!("only the {extreme} of these numbers counts");
    page.report_fixable(clause, "REDUNDANT_CONDITION_VALUE_NUM", place, message, fix);
}

type Found = Option<(&'static str, String)>;

fn mistyped(test: &Test<'_>, base: Base, given: &str) -> Found {
    match base {
        Base::NumericEquals
        | Base::NumericNotEquals
        | Base::NumericLessThan
        | Base::NumericLessThanEquals
        | Base::NumericGreaterThan
        | Base::NumericGreaterThanEquals => value::number(given)
            .is_none()
            .then(|| ("TYPE_MISMATCH_NUMBER", format!("\"{given}\" is not a number"))),
        Base::DateEquals
        | Base::DateNotEquals
        | Base::DateLessThan
        | Base::DateLessThanEquals
        | Base::DateGreaterThan
        | Base::DateGreaterThanEquals => date(given),
        Base::Bool | Base::Null => {
            (!["true", "false"].contains(&given.to_ascii_lowercase().as_str())).then(|| {
                (
                    "TYPE_MISMATCH_BOOLEAN",
                    format!("\"{given}\" is neither true nor false"),
                )
            })
        }
        Base::BinaryEquals => base64::engine::general_purpose::STANDARD
            .decode(given)
            .is_err()
            .then(|| ("TYPE_MISMATCH_STRING", format!("\"{given}\" is not base64"))),
        Base::StringEquals | Base::StringNotEquals if pattern::is_wild(given) => Some((
            "WILDCARD_WITHOUT_LIKE_OPERATOR",
            format!(
                "{} takes \"{given}\" by the letter; StringLike has wildcards",
                test.operator.name
            ),
        )),
        _ => None,
    }
}

fn date(given: &str) -> Found {
    if value::date(given).is_none() {
        return Some(("TYPE_MISMATCH_DATE", format!("\"{given}\" is not a date")));
    }
    // Seconds and days look alike: 20300101 is the 23rd of August 1970.
    (given.bytes().all(|b| b.is_ascii_digit())).then(|| {
        (
            "INVALID_DATE_VALUE",
            format!("\"{given}\" is read as seconds since 1970: write YYYY-MM-DDThh:mm:ssZ"),
        )
    })
}

/// Values of keys that have a form of their own.
fn misshaped(test: &Test<'_>, base: Base, given: &str) -> Found {
    if base == Base::Null || pattern::is_wild(given) {
        return None;
    }
    let id = |prefix: &str| {
        given
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    if test.is("aws:SourceVpc") && !id("vpc-") {
        return Some((
            "INVALID_VPC_FORMAT",
            format!("\"{given}\" is not the id of a VPC: vpc-…"),
        ));
    }
    if test.is("aws:SourceVpce") && !id("vpce-") {
        return Some((
            "INVALID_VPCE_FORMAT",
            format!("\"{given}\" is not the id of a VPC endpoint: vpce-…"),
        ));
    }
    let of_kms = KMS_KEYS.iter().any(|k| test.is(k)) || is_kms_key_of_sagemaker(test);
    if of_kms && !(given.starts_with("arn:") && given.contains(":kms:") && given.contains(":key/")) {
        return Some((
            "INVALID_KMS_KEY_VALUE",
            format!("\"{given}\" is not the ARN of a key: arn:aws:kms:region:account:key/id"),
        ));
    }
    None
}

fn is_kms_key_of_sagemaker(test: &Test<'_>) -> bool {
    let name = test.key.name.to_ascii_lowercase();
    name.starts_with("sagemaker:") && (name.ends_with("kmskey") || name.ends_with("kmskeyarn"))
}

/// A wildcard that lets nearly everything through.
fn loose(clause: &Clause<'_>, test: &Test<'_>, base: Base, given: &str) -> Found {
    if !clause.allows() || !base.takes_wildcards() || base.is_negated() || !says_who_or_whence(test) {
        return None;
    }
    let literal = given.find(['*', '?'])?;
    // A wildcard for one part of an ARN is weighed with account and resource.
    let told = match ArnParts::split(given) {
        Some(parts) => [parts.account, parts.resource]
            .iter()
            .map(|part| part.bytes().filter(|b| !b"*?".contains(b)).count())
            .sum(),
        None => literal,
    };
    (!pattern::is_any(given) && told < LEAST_LITERAL).then(|| {
        (
            "WILDCARD_USAGE_TOO_PERMISSIVE",
            format!("\"{given}\" holds {} to next to nothing", test.key.name),
        )
    })
}
