//! Operators, values, and conditions that do not say what they seem to.

use super::{Page, Seat, Severity};
use crate::policy::evaluate::value;
use crate::policy::operator::{Base, Operator, SetQualifier};
use crate::policy::{Condition, Effect, pattern};
use std::net::IpAddr;

/// Global keys that have one value per request.
const SINGLE_VALUED: &[&str] = &[
    "aws:currenttime",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principaltype",
    "aws:requestedregion",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:securetransport",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "aws:username",
];

const ARN_KEYS: &[&str] = &["aws:principalarn", "aws:sourcearn", "aws:sourcevpcarn"];

pub(super) fn statement(page: &mut Page<'_>, seat: Seat<'_>) {
    let conditions = &seat.statement.conditions;
    for (at, condition) in conditions.iter().enumerate() {
        let twin = conditions[..at].iter().any(|other| {
            other.operator == condition.operator
                && other.key != condition.key
                && other.key.eq_ignore_ascii_case(&condition.key)
        });
        if twin {
            page.at_value(
                seat,
                &condition.key,
                Severity::Error,
                "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
                format!(
                    "the key {} stands twice under one operator: case does not count",
                    condition.key
                ),
            );
        }
        match Operator::parse(&condition.operator) {
            None => unknown(page, seat, condition),
            Some(operator) => {
                traps(page, seat, condition, operator);
                values(page, seat, condition, operator.base);
            }
        }
    }
    nulls(page, seat);
}

fn unknown(page: &mut Page<'_>, seat: Seat<'_>, condition: &Condition) {
    let operator = &condition.operator;
    let (code, message) = if operator.to_ascii_lowercase().ends_with("nullifexists") {
        (
            "NULL_WITH_IF_EXISTS",
            "Null asks whether the key exists: it takes no IfExists".to_owned(),
        )
    } else {
        (
            "INVALID_CONDITION_OPERATOR",
            format!("no condition operator is \"{operator}\""),
        )
    };
    page.at_value(seat, operator, Severity::Error, code, message);
}

fn traps(page: &mut Page<'_>, seat: Seat<'_>, condition: &Condition, operator: Operator) {
    let key = condition.key.to_ascii_lowercase();
    let for_all = operator.set == Some(SetQualifier::ForAllValues);
    if seat.statement.effect == Effect::Deny && operator.base.is_negated() && operator.if_exists {
        page.at_value(
            seat,
            &condition.operator,
            Severity::Warning,
            "AISEC_NEGATED_IF_EXISTS",
            format!(
                "IfExists changes nothing here: a negated operator holds for a missing {} anyway, so the Deny applies; \
                 add Null \"false\" to spare such requests",
                condition.key
            ),
        );
    }
    if for_all && SINGLE_VALUED.contains(&key.as_str()) {
        page.at_value(
            seat,
            &condition.operator,
            Severity::SecurityWarning,
            "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
            format!(
                "{} has one value; ForAllValues also holds when it is missing",
                condition.key
            ),
        );
    } else if for_all && seat.statement.effect == Effect::Allow && !is_demanded(seat, &key) {
        page.at_value(
            seat,
            &condition.operator,
            Severity::SecurityWarning,
            "AISEC_FORALLVALUES_WITHOUT_NULL",
            format!(
                "ForAllValues holds when {} is missing, so the Allow applies; add Null \"false\" for it",
                condition.key
            ),
        );
    }
    let like = matches!(operator.base, Base::StringLike | Base::StringNotLike);
    if like && ARN_KEYS.contains(&key.as_str()) && condition.values.iter().any(|v| pattern::is_wild(v)) {
        page.at_value(
            seat,
            &condition.operator,
            Severity::SecurityWarning,
            "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
            format!(
                "a wildcard of {} may reach over colons; use ArnLike for {}",
                condition.operator, condition.key
            ),
        );
    }
}

/// Whether the statement demands, by `Null` `false`, that the key is there.
fn is_demanded(seat: Seat<'_>, key: &str) -> bool {
    seat.statement.conditions.iter().any(|c| {
        c.operator.eq_ignore_ascii_case("Null")
            && c.key.eq_ignore_ascii_case(key)
            && c.values.iter().all(|v| v.eq_ignore_ascii_case("false"))
    })
}

/// `Deny` if `Null` for two keys: they are ANDed, so giving either one escapes.
fn nulls(page: &mut Page<'_>, seat: Seat<'_>) {
    let absent: Vec<&str> = seat
        .statement
        .conditions
        .iter()
        .filter(|c| {
            c.operator.eq_ignore_ascii_case("Null") && c.values.iter().any(|v| v.eq_ignore_ascii_case("true"))
        })
        .map(|c| c.key.as_str())
        .collect();
    if seat.statement.effect == Effect::Deny && absent.len() > 1 {
        page.at_value(
            seat,
            "Null",
            Severity::SecurityWarning,
            "AISEC_NULL_KEYS_ANDED",
            format!(
                "denies only if {} are all missing: giving one of them escapes; use a Deny for each",
                absent.join(" and ")
            ),
        );
    }
}

fn values(page: &mut Page<'_>, seat: Seat<'_>, condition: &Condition, base: Base) {
    for given in &condition.values {
        if given.contains("${") {
            continue;
        }
        let fault: Option<(Severity, &'static str, String)> = match base {
            Base::NumericEquals
            | Base::NumericNotEquals
            | Base::NumericLessThan
            | Base::NumericLessThanEquals
            | Base::NumericGreaterThan
            | Base::NumericGreaterThanEquals => value::number(given).is_none().then(|| {
                (
                    Severity::Warning,
                    "TYPE_MISMATCH_NUMBER",
                    format!("\"{given}\" is not a number"),
                )
            }),
            Base::DateEquals
            | Base::DateNotEquals
            | Base::DateLessThan
            | Base::DateLessThanEquals
            | Base::DateGreaterThan
            | Base::DateGreaterThanEquals => value::date(given).is_none().then(|| {
                (
                    Severity::Warning,
                    "TYPE_MISMATCH_DATE",
                    format!("\"{given}\" is not a date"),
                )
            }),
            Base::Bool | Base::Null => (!["true", "false"].contains(&given.to_ascii_lowercase().as_str()))
                .then(|| {
                    (
                        Severity::Warning,
                        "TYPE_MISMATCH_BOOLEAN",
                        format!("\"{given}\" is neither true nor false"),
                    )
                }),
            Base::IpAddress | Base::NotIpAddress => (!is_range(given)).then(|| {
                (
                    Severity::Error,
                    "TYPE_MISMATCH_IP_RANGE",
                    format!("\"{given}\" is no address or range"),
                )
            }),
            Base::StringEquals | Base::StringNotEquals => pattern::is_wild(given).then(|| {
                let message = format!(
                    "{} takes \"{given}\" by the letter; StringLike has wildcards",
                    condition.operator
                );
                (Severity::Warning, "WILDCARD_WITHOUT_LIKE_OPERATOR", message)
            }),
            _ => None,
        };
        if let Some((severity, code, message)) = fault {
            page.at_value(seat, given, severity, code, message);
        }
    }
}

fn is_range(text: &str) -> bool {
    let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let width = if address.is_ipv4() { 32 } else { 128 };
    bits.is_none_or(|b| b.parse::<u8>().is_ok_and(|b| b <= width))
}
