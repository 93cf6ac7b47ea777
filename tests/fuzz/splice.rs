//! Nasty pieces put into the texts of a case.

use crate::dice::Dice;
use serde_json::Value;

/// What policies break on.
const PIECES: &[&str] = &[
    "",
    "*",
    "?",
    "**?*",
    "${",
    "}",
    "${}",
    "${*}",
    "${?}",
    "${$}",
    "${aws:username}",
    "${aws:username, 'a*'}",
    "${aws:PrincipalTag/team, ''}",
    "${s3:prefix, '${'}",
    ":",
    "::",
    "/",
    "arn:",
    "arn:aws:iam::111122223333:root",
    "arn:aws:sts::111122223333:assumed-role/ml/",
    "é",
    "İ",
    "\u{0}",
    "\u{fb01}",
    "-",
    "9223372036854775808",
    "1e309",
    "NaN",
    "0x1",
    "2026-02-30T00:00:00Z",
    "+14:00",
    "/33",
    "::ffff:10.0.0.5",
    "2001:db8::/129",
    "====",
    "true",
    "IfExists",
    "ForAnyValue:",
    "ForAllValues:",
    "Not",
];

/// Puts pieces into some of the texts of a case; the names of its members
/// stay, save those of conditions.
pub fn into(case: &mut Value, dice: &mut Dice<'_>) {
    match case {
        Value::String(text) => {
            if dice.percent(12) {
                splice(text, dice);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|v| into(v, dice)),
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                if name == "Condition" {
                    rename(value, dice);
                }
                if name != "Effect" && name != "Version" {
                    into(value, dice);
                }
            }
        }
        _ => {}
    }
}

fn splice(text: &mut String, dice: &mut Dice<'_>) {
    let mut start = dice.below(text.len() + 1);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (start + dice.below(4)).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.replace_range(start..end.max(start), dice.pick(PIECES));
}

/// Operators and keys are names of members: they are written anew.
fn rename(block: &mut Value, dice: &mut Dice<'_>) {
    let Value::Object(operators) = block else { return };
    let old = std::mem::take(operators);
    for (mut operator, mut keys) in old {
        if dice.percent(6) {
            splice(&mut operator, dice);
        }
        if let Value::Object(inner) = &mut keys {
            let known = std::mem::take(inner);
            for (mut key, values) in known {
                if dice.percent(6) {
                    splice(&mut key, dice);
                }
                inner.insert(key, values);
            }
        }
        operators.insert(operator, keys);
    }
}
