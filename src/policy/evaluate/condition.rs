//! The condition operators over the context of a request.

use super::{Context, value, variable};
use crate::policy::operator::{Base, Operator, SetQualifier};
use crate::policy::{Condition, Effect, Statement, pattern};

/// Whether every condition of the statement holds.
///
/// An operator AWS does not know makes an `Allow` fail and a `Deny` hold: AWS
/// would refuse the document, so no verdict may rest on it.
pub fn all_hold(statement: &Statement, context: &Context, variables: bool) -> bool {
    statement
        .conditions
        .iter()
        .all(|condition| match Operator::parse(&condition.operator) {
            Some(operator) => holds(operator, condition, context, variables),
            None => statement.effect == Effect::Deny,
        })
}

fn holds(operator: Operator, condition: &Condition, context: &Context, variables: bool) -> bool {
    let present = context.get(&condition.key);
    if operator.base == Base::Null {
        return condition
            .values
            .iter()
            .any(|v| v.eq_ignore_ascii_case(if present.is_some() { "false" } else { "true" }));
    }
    let Some(given) = present else {
        // A missing key: `ForAllValues` and `IfExists` hold, `ForAnyValue`
        // does not, and otherwise only the negated operators do.
        return operator.if_exists
            || match operator.set {
                Some(SetQualifier::ForAllValues) => true,
                Some(SetQualifier::ForAnyValue) => false,
                None => operator.base.is_negated(),
            };
    };
    let matched = |given: &String| {
        condition
            .values
            .iter()
            .any(|wanted| matches(operator.base, wanted, given, context, variables))
    };
    let negated = operator.base.is_negated();
    match operator.set {
        Some(SetQualifier::ForAllValues) => given.iter().all(|g| matched(g) != negated),
        Some(SetQualifier::ForAnyValue) => given.iter().any(|g| matched(g) != negated),
        // Without a qualifier a negated operator is the denial of the plain one.
        None => given.iter().any(matched) != negated,
    }
}

/// Whether one value of the request matches one value of the policy, by the
/// plain form of the operator.
fn matches(base: Base, wanted: &str, given: &str, context: &Context, variables: bool) -> bool {
    if variables && variable::has_variables(wanted) && takes_variables(base) {
        let Some(tokens) = variable::resolve(wanted, context) else {
            return false;
        };
        return match base {
            Base::StringLike | Base::StringNotLike => variable::matches(&tokens, given),
            _ => compare(base, &variable::text(&tokens), given),
        };
    }
    compare(base, wanted, given)
}

fn takes_variables(base: Base) -> bool {
    matches!(
        base,
        Base::StringEquals
            | Base::StringNotEquals
            | Base::StringEqualsIgnoreCase
            | Base::StringNotEqualsIgnoreCase
            | Base::StringLike
            | Base::StringNotLike
            | Base::ArnEquals
            | Base::ArnNotEquals
            | Base::ArnLike
            | Base::ArnNotLike
    )
}

fn compare(base: Base, wanted: &str, given: &str) -> bool {
    let numbers = |test: fn(f64, f64) -> bool| matches!((value::number(given), value::number(wanted)), (Some(g), Some(w)) if test(g, w));
    let dates = |test: fn(i64, i64) -> bool| matches!((value::date(given), value::date(wanted)), (Some(g), Some(w)) if test(g, w));
    match base {
        Base::StringEquals | Base::StringNotEquals | Base::BinaryEquals => wanted == given,
        Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase => {
            wanted.to_lowercase() == given.to_lowercase()
        }
        Base::StringLike | Base::StringNotLike => pattern::matches(wanted, given),
        Base::NumericEquals | Base::NumericNotEquals => numbers(|g, w| g.total_cmp(&w).is_eq()),
        Base::NumericLessThan => numbers(|g, w| g < w),
        Base::NumericLessThanEquals => numbers(|g, w| g <= w),
        Base::NumericGreaterThan => numbers(|g, w| g > w),
        Base::NumericGreaterThanEquals => numbers(|g, w| g >= w),
        Base::DateEquals | Base::DateNotEquals => dates(|g, w| g == w),
        Base::DateLessThan => dates(|g, w| g < w),
        Base::DateLessThanEquals => dates(|g, w| g <= w),
        Base::DateGreaterThan => dates(|g, w| g > w),
        Base::DateGreaterThanEquals => dates(|g, w| g >= w),
        Base::Bool | Base::Null => wanted.eq_ignore_ascii_case(given),
        Base::IpAddress | Base::NotIpAddress => value::in_range(wanted, given),
        Base::ArnEquals | Base::ArnLike | Base::ArnNotEquals | Base::ArnNotLike => {
            value::arn_matches(wanted, given)
        }
    }
}
