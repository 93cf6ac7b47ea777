//! The condition operators over the context of a request.

use super::{Context, value, variable};
use crate::policy::operator::{Base, Operator, SetQualifier};
use crate::policy::{Condition, Effect, Statement, pattern};
use std::cmp::Ordering;

/// Whether every condition of the statement holds.
///
/// An operator AWS does not know makes an `Allow` fail and a `Deny` hold: AWS
/// would refuse the document, so no verdict may rest on it.
pub fn all_hold(statement: &Statement, context: &Context, variables: bool) -> bool {
    statement
        .conditions
        .iter()
        .all(|condition| one_holds(condition, statement.effect, context, variables))
}

/// Whether one condition of a statement of this effect holds.
pub fn one_holds(condition: &Condition, effect: Effect, context: &Context, variables: bool) -> bool {
    if context.has_doubts() && is_unread(condition, context, variables) {
        return context.favours(effect);
    }
    match Operator::parse(&condition.operator) {
        Some(operator) => holds(operator, condition, context, variables),
        None => effect == Effect::Deny,
    }
}

/// Whether the context does not know what the condition is about.
pub fn is_unread(condition: &Condition, context: &Context, variables: bool) -> bool {
    context.is_unread(&condition.key)
        || (variables
            && Operator::parse(&condition.operator).is_some_and(|o| takes_variables(o.base))
            && condition.values.iter().any(|v| variable::is_unread(v, context)))
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
            Base::ArnEquals | Base::ArnLike | Base::ArnNotEquals | Base::ArnNotLike => {
                variable::matches_arn(&tokens, given)
            }
            _ => compare(base, &variable::text(&tokens), given),
        };
    }
    compare(base, wanted, given)
}

/// Whether variables are read in the values of the operator.
pub(super) fn takes_variables(base: Base) -> bool {
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
    match base {
        Base::StringEquals | Base::StringNotEquals => wanted == given,
        Base::BinaryEquals => value::binary(wanted) == value::binary(given),
        Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase => {
            value::equal_ignoring_case(wanted, given)
        }
        Base::StringLike | Base::StringNotLike => pattern::matches(wanted, given),
        Base::Bool | Base::Null => wanted.eq_ignore_ascii_case(given),
        Base::IpAddress | Base::NotIpAddress => value::in_range(wanted, given),
        Base::ArnEquals | Base::ArnLike | Base::ArnNotEquals | Base::ArnNotLike => {
            value::arn_matches(wanted, given)
        }
        numeric if is_numeric(numeric) => {
            let numbers = value::number(given).zip(value::number(wanted));
            numbers.is_some_and(|(g, w)| g.partial_cmp(&w).is_some_and(|o| orders(base, o)))
        }
        _ => {
            let dates = value::date(given).zip(value::date(wanted));
            dates.is_some_and(|(g, w)| orders(base, g.cmp(&w)))
        }
    }
}

/// Whether the operator compares numbers.
pub(super) fn is_numeric(base: Base) -> bool {
    matches!(
        base,
        Base::NumericEquals
            | Base::NumericNotEquals
            | Base::NumericLessThan
            | Base::NumericLessThanEquals
            | Base::NumericGreaterThan
            | Base::NumericGreaterThanEquals
    )
}

/// Whether a given value that stands so to the wanted one matches, by the
/// plain form of a numeric or date operator.
pub(super) fn orders(base: Base, given_to_wanted: Ordering) -> bool {
    match base {
        Base::NumericLessThan | Base::DateLessThan => given_to_wanted.is_lt(),
        Base::NumericLessThanEquals | Base::DateLessThanEquals => given_to_wanted.is_le(),
        Base::NumericGreaterThan | Base::DateGreaterThan => given_to_wanted.is_gt(),
        Base::NumericGreaterThanEquals | Base::DateGreaterThanEquals => given_to_wanted.is_ge(),
        _ => given_to_wanted.is_eq(),
    }
}
