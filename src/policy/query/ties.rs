//! Whether what a document grants is tied to a condition, by the statement that
//! grants it or by one that denies everything else.

use super::breadth::{on_everything, selects_action};
use crate::policy::operator::{Base, Operator, SetQualifier};
use crate::policy::{Condition, Document, Effect, Statement, pattern};

/// What a request for an action must show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The condition keys that show it; one of them is enough.
    pub keys: &'static [&'static str],
    /// The values that are good; empty when any value is, as long as there is one.
    pub wanted: &'static [&'static str],
    /// The values that are bad.
    pub refused: &'static [&'static str],
}

impl Tie {
    /// A value must be given, whichever it is.
    pub const fn given(keys: &'static [&'static str]) -> Self {
        Self {
            keys,
            wanted: &[],
            refused: &[],
        }
    }

    /// One value must be given and the other must not.
    pub const fn choice(
        keys: &'static [&'static str],
        wanted: &'static [&'static str],
        refused: &'static [&'static str],
    ) -> Self {
        Self {
            keys,
            wanted,
            refused,
        }
    }

    fn is_about(&self, condition: &Condition) -> bool {
        self.keys.iter().any(|k| k.eq_ignore_ascii_case(&condition.key))
    }

    /// Whether a condition of an `Allow` lets through only requests that show
    /// it. A missing key satisfies `…IfExists` and `ForAllValues`: they tie
    /// nothing.
    fn holds_allow(&self, condition: &Condition) -> bool {
        let Some(operator) = Operator::parse(&condition.operator) else {
            return false;
        };
        if !self.is_about(condition) || condition.values.is_empty() {
            return false;
        }
        if operator.base == Base::Null {
            return self.wanted.is_empty() && all_are(condition, &["false"]);
        }
        let skips = operator.if_exists || operator.set == Some(SetQualifier::ForAllValues);
        if skips || !(operator.base.pins() || operator.base == Base::Bool) {
            return false;
        }
        if self.wanted.is_empty() {
            return condition.values.iter().all(|v| !pattern::is_any(v));
        }
        all_are(condition, self.wanted)
    }

    /// Whether a condition of a `Deny` takes in every request that does not
    /// show it, those without the key included.
    fn holds_deny(&self, condition: &Condition) -> bool {
        let Some(operator) = Operator::parse(&condition.operator) else {
            return false;
        };
        if !self.is_about(condition) || condition.values.is_empty() {
            return false;
        }
        match operator.base {
            Base::Null => self.wanted.is_empty() && all_are(condition, &["true"]),
            Base::Bool => operator.if_exists && covers_all(condition, self.refused),
            base if base.is_negated() => {
                operator.set != Some(SetQualifier::ForAnyValue)
                    && (self.wanted.is_empty() || all_are(condition, self.wanted))
            }
            // What is refused has a value whenever the action is called.
            base if base.pins() => {
                !self.refused.is_empty()
                    && !self.refused.contains(&"false")
                    && covers_all(condition, self.refused)
            }
            _ => false,
        }
    }
}

fn all_are(condition: &Condition, wanted: &[&str]) -> bool {
    condition
        .values
        .iter()
        .all(|v| wanted.iter().any(|w| w.eq_ignore_ascii_case(v)))
}

fn covers_all(condition: &Condition, refused: &[&str]) -> bool {
    !refused.is_empty()
        && refused
            .iter()
            .all(|r| condition.values.iter().any(|v| v.eq_ignore_ascii_case(r)))
}

/// The statements that grant an action without the tie; empty when the
/// document denies the action wherever the tie does not hold.
pub fn untied<'d>(document: &'d Document, action: &str, tie: Tie) -> Vec<&'d Statement> {
    let denied = document.statements.iter().any(|s| {
        s.effect == Effect::Deny
            && selects_action(s, action)
            && on_everything(s)
            && s.conditions.iter().all(|c| tie.holds_deny(c))
    });
    if denied {
        return Vec::new();
    }
    document
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && selects_action(s, action))
        .filter(|s| !s.conditions.iter().any(|c| tie.holds_allow(c)))
        .collect()
}
