//! Conditions with their operators and values already read.

use super::super::condition::{is_numeric, orders, takes_variables};
use super::super::request::KeyName;
use super::super::{Context, value};
use super::text::{How, Text};
use crate::policy::operator::{Base, Operator, SetQualifier};
use crate::policy::{self, Effect};
use value::IpRange;

/// One operator and key, made ready.
#[derive(Clone, Debug)]
pub struct Condition {
    key: KeyName,
    set: Option<SetQualifier>,
    if_exists: bool,
    negated: bool,
    effect: Effect,
    test: Test,
}

/// The values, by what they are compared as. A value that cannot be read as
/// such matches nothing, so it is not kept.
#[derive(Clone, Debug)]
enum Test {
    Texts(Vec<Text>, How),
    WithoutCase(Vec<Text>),
    Numbers(Vec<f64>, Base),
    Dates(Vec<i64>, Base),
    Bools(Vec<Box<str>>),
    Binary(Vec<Vec<u8>>),
    Ranges(Vec<IpRange>),
    Null {
        present: bool,
        absent: bool,
    },
    /// An operator that AWS does not know.
    Unknown(bool),
}

impl Condition {
    /// Makes a condition of a statement of this effect ready.
    pub fn of(condition: &policy::Condition, effect: Effect, variables: bool) -> Self {
        let key = KeyName::of(&condition.key);
        let Some(operator) = Operator::parse(&condition.operator) else {
            return Self {
                key,
                set: None,
                if_exists: false,
                negated: false,
                effect,
                test: Test::Unknown(effect == Effect::Deny),
            };
        };
        Self {
            key,
            set: operator.set,
            if_exists: operator.if_exists,
            negated: operator.base.is_negated(),
            effect,
            test: Test::of(operator.base, &condition.values, variables),
        }
    }

    fn is_unread(&self, context: &Context) -> bool {
        context.is_unread_named(&self.key)
            || match &self.test {
                Test::Texts(all, _) | Test::WithoutCase(all) => all.iter().any(|t| t.is_unread(context)),
                _ => false,
            }
    }

    /// Whether it holds.
    pub fn holds(&self, context: &Context) -> bool {
        if context.has_doubts() && self.is_unread(context) {
            return context.favours(self.effect);
        }
        let present = match &self.test {
            Test::Unknown(verdict) => return *verdict,
            Test::Null { present, absent } => {
                return if context.get_named(&self.key).is_some() {
                    *present
                } else {
                    *absent
                };
            }
            _ => context.get_named(&self.key),
        };
        let Some(given) = present else {
            return self.if_exists
                || match self.set {
                    Some(SetQualifier::ForAllValues) => true,
                    Some(SetQualifier::ForAnyValue) => false,
                    None => self.negated,
                };
        };
        let matched = |given: &String| self.test.matches(given, context);
        match self.set {
            Some(SetQualifier::ForAllValues) => given.iter().all(|g| matched(g) != self.negated),
            Some(SetQualifier::ForAnyValue) => given.iter().any(|g| matched(g) != self.negated),
            None => given.iter().any(matched) != self.negated,
        }
    }
}

impl Test {
    fn of(base: Base, values: &[String], variables: bool) -> Self {
        let texts = |how| {
            let variables = variables && takes_variables(base);
            values.iter().map(|v| Text::of(v, how, variables)).collect()
        };
        match base {
            Base::StringEquals | Base::StringNotEquals => Self::Texts(texts(How::Equal), How::Equal),
            Base::StringEqualsIgnoreCase | Base::StringNotEqualsIgnoreCase => {
                Self::WithoutCase(texts(How::Equal))
            }
            Base::StringLike | Base::StringNotLike => Self::Texts(texts(How::Like), How::Like),
            Base::ArnEquals | Base::ArnLike | Base::ArnNotEquals | Base::ArnNotLike => {
                Self::Texts(texts(How::Arn), How::Arn)
            }
            Base::Bool => Self::Bools(values.iter().map(|v| v.as_str().into()).collect()),
            Base::BinaryEquals => Self::Binary(values.iter().map(|v| value::binary(v)).collect()),
            Base::IpAddress | Base::NotIpAddress => {
                Self::Ranges(values.iter().filter_map(|v| IpRange::parse(v)).collect())
            }
            Base::Null => {
                let any = |word: &str| values.iter().any(|v| v.eq_ignore_ascii_case(word));
                Self::Null {
                    present: any("false"),
                    absent: any("true"),
                }
            }
            base if is_numeric(base) => {
                Self::Numbers(values.iter().filter_map(|v| value::number(v)).collect(), base)
            }
            base => Self::Dates(values.iter().filter_map(|v| value::date(v)).collect(), base),
        }
    }

    fn matches(&self, given: &str, context: &Context) -> bool {
        match self {
            Self::Texts(all, how) => all.iter().any(|t| t.matches(given, *how, context)),
            Self::WithoutCase(all) => all.iter().any(|t| same_without_case(t, given, context)),
            Self::Numbers(all, base) => value::number(given).is_some_and(|g| {
                let ordered = |w: &f64| g.partial_cmp(w).is_some_and(|o| orders(*base, o));
                all.iter().any(ordered)
            }),
            Self::Dates(all, base) => {
                value::date(given).is_some_and(|g| all.iter().any(|w| orders(*base, g.cmp(w))))
            }
            Self::Bools(all) => all.iter().any(|w| w.eq_ignore_ascii_case(given)),
            Self::Binary(all) => {
                let given = value::binary(given);
                all.contains(&given)
            }
            Self::Ranges(all) => given
                .parse()
                .is_ok_and(|address| all.iter().any(|range| range.contains(address))),
            Self::Null { .. } | Self::Unknown(_) => false,
        }
    }
}

fn same_without_case(wanted: &Text, given: &str, context: &Context) -> bool {
    match wanted {
        Text::Exact(wanted) => value::equal_ignoring_case(wanted, given),
        wanted => wanted
            .put_together(context)
            .is_some_and(|wanted| value::equal_ignoring_case(&wanted, given)),
    }
}
