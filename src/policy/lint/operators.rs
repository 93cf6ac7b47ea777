//! Condition operators, and conditions that do not say what they seem to.

use super::Fix;
use super::page::{Clause, Page, Test, member_removal};
use crate::policy::catalogue::{self, AccessLevel, KeyType};
use crate::policy::operator::{Base, Operator, SetQualifier};
use crate::policy::pattern;

pub(super) fn check(page: &mut Page<'_>, clause: &Clause<'_>) {
    let mut unknown: Option<usize> = None;
    for test in &clause.tests {
        match test.meaning {
            // Once for all keys under it.
            None if unknown != Some(test.operator.name_span.start) => {
                unknown = Some(test.operator.name_span.start);
                no_such(page, clause, test);
            }
            None => {}
            Some(meaning) => {
                qualifier(page, clause, test, meaning);
                kind(page, clause, test, meaning);
                wildcard(page, clause, test, meaning);
                negated_if_exists(page, clause, test, meaning);
            }
        }
    }
    nulls(page, clause);
}

/// The fix that gives the operator another name, for all keys under it; none
/// if the condition has that operator already.
fn rename(clause: &Clause<'_>, test: &Test<'_>, name: &str) -> Option<Fix> {
    let taken = clause
        .tests
        .iter()
        .any(|t| t.operator.name.eq_ignore_ascii_case(name));
    (!taken).then(|| {
        Fix::new(
            format!("use {name}"),
            test.operator.name_span.clone(),
            format!("\"{name}\""),
        )
    })
}

fn no_such(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>) {
    let operator = &test.operator.name;
    let place = test.operator.name_span.clone();
    if operator.to_ascii_lowercase().ends_with("nullifexists") {
        page.report_fixable(
            clause,
            "NULL_WITH_IF_EXISTS",
            place,
            "Null asks whether the key exists: it takes no IfExists",
            rename(clause, test, "Null"),
        );
    } else {
        let message = format!("no condition operator is \"{operator}\"");
        page.report(clause, "INVALID_CONDITION_OPERATOR", place, message);
    }
}

fn qualifier(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>, meaning: Operator) {
    let key = &test.key.name;
    let place = test.operator.name_span.clone();
    let for_all = meaning.set == Some(SetQualifier::ForAllValues);
    match (meaning.set, test.known.map(|k| k.many)) {
        (Some(_), _) if meaning.base == Base::Null => page.report_fixable(
            clause,
            "NULL_WITH_QUALIFIER",
            place,
            "Null asks whether the key exists: a qualifier changes nothing",
            rename(clause, test, "Null"),
        ),
        (None, Some(true)) if meaning.base != Base::Null => {
            let message = format!("{key} has a list of values: say ForAnyValue: or ForAllValues:");
            page.report(clause, "MISSING_QUALIFIER", place, message);
        }
        (Some(_), Some(false)) if for_all => {
            let message = format!("{key} has one value; ForAllValues also holds when it is missing");
            page.report(clause, "FORALLVALUES_WITH_SINGLE_VALUED_KEY", place, message);
        }
        _ if for_all && clause.allows() && !is_demanded(clause, key) => {
            let message = format!(
                "ForAllValues holds when {key} is missing, so the Allow applies; add Null \"false\" for it"
            );
            page.report(clause, "AISEC_FORALLVALUES_WITHOUT_NULL", place, message);
        }
        _ => {}
    }
}

/// Whether the key is there in every request that the statement meets: by
/// `Null` `false`, or because such requests always have it.
fn is_demanded(clause: &Clause<'_>, key: &str) -> bool {
    let null = clause.tests.iter().any(|t| {
        t.meaning.is_some_and(|m| m.base == Base::Null)
            && t.is(key)
            && t.values.iter().all(|v| v.text.eq_ignore_ascii_case("false"))
    });
    // A grant has operations, a change of records has records, a tag that must
    // be given makes the list of keys.
    let tags = ["aws:TagKeys", "s3:RequestObjectTagKeys"]
        .iter()
        .any(|k| key.eq_ignore_ascii_case(k));
    let always = ["kms:GrantOperations", "route53:ChangeResourceRecordSets"]
        .iter()
        .any(|start| {
            key.get(..start.len())
                .is_some_and(|k| k.eq_ignore_ascii_case(start))
        });
    null || always || (tags && (names_a_tag(clause) || only_tags(clause)))
}

/// Whether a condition demands a tag of the request.
fn names_a_tag(clause: &Clause<'_>) -> bool {
    clause.tests.iter().any(|t| {
        let of_request = t.begins("aws:RequestTag/") || t.begins("s3:RequestObjectTag/");
        let held = t
            .meaning
            .is_some_and(|m| !m.if_exists && m.set.is_none() && !m.base.is_negated() && m.base != Base::Null);
        of_request && held
    })
}

/// Whether all the statement allows is to tag, which cannot be done without tags.
fn only_tags(clause: &Clause<'_>) -> bool {
    !clause.actions.is_empty()
        && !clause.statement.action.is_negated()
        && clause
            .actions
            .iter()
            .all(|a| catalogue::action(a.text).is_some_and(|known| known.level == AccessLevel::Tagging))
}

/// An operator of one type on a key of another.
fn kind(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>, meaning: Operator) {
    let Some(known) = test.known else { return };
    let base = meaning.base;
    let place = test.operator.name_span.clone();
    let fits = match base {
        Base::Null => true,
        Base::Bool => matches!(known.value, KeyType::Bool | KeyType::String),
        Base::BinaryEquals => matches!(known.value, KeyType::Binary | KeyType::String),
        Base::IpAddress | Base::NotIpAddress => matches!(known.value, KeyType::Ip | KeyType::String),
        _ if is_numeric(base) => !matches!(known.value, KeyType::Bool | KeyType::Ip | KeyType::Arn),
        _ if is_date(base) => matches!(known.value, KeyType::Date | KeyType::Numeric | KeyType::String),
        // Text compared with text: AWS gives every other value as text too,
        // but an address range is not read as one.
        _ => known.value != KeyType::Ip && !(is_arn(base) && known.value == KeyType::Bool),
    };
    if !fits {
        let message = format!(
            "{} does not go with {}, which is {}",
            test.operator.name,
            test.key.name,
            known.value.phrase()
        );
        page.report(clause, "TYPE_MISMATCH", place, message);
        return;
    }
    let like = matches!(base, Base::StringLike | Base::StringNotLike);
    let wild = test
        .values
        .iter()
        .any(|v| pattern::is_wild(v.text) && !pattern::is_any(v.text));
    if like && known.value == KeyType::Arn && wild {
        let message = format!(
            "a wildcard of {} may reach over colons; use ArnLike for {}",
            test.operator.name, test.key.name
        );
        let fix = arn_like(clause, test);
        page.report_fixable(
            clause,
            "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
            place,
            message,
            fix,
        );
    }
}

/// `ArnLike` for `StringLike` where both can only match the same: the operator
/// has this key alone, and every value has the six parts of an ARN.
fn arn_like(clause: &Clause<'_>, test: &Test<'_>) -> Option<Fix> {
    let alone = test.operator.value.members().is_some_and(|m| m.len() == 1);
    let whole = test
        .values
        .iter()
        .all(|v| v.text.starts_with("arn:") && v.text.splitn(6, ':').count() == 6);
    if !alone || !whole {
        return None;
    }
    rename(clause, test, &test.operator.name.replacen("String", "Arn", 1))
}

fn is_numeric(base: Base) -> bool {
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

fn is_date(base: Base) -> bool {
    matches!(
        base,
        Base::DateEquals
            | Base::DateNotEquals
            | Base::DateLessThan
            | Base::DateLessThanEquals
            | Base::DateGreaterThan
            | Base::DateGreaterThanEquals
    )
}

fn is_arn(base: Base) -> bool {
    matches!(
        base,
        Base::ArnEquals | Base::ArnLike | Base::ArnNotEquals | Base::ArnNotLike
    )
}

/// A value that is only a star: the condition asks whether the key is there,
/// or nothing at all.
fn wildcard(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>, meaning: Operator) {
    let only_stars = !test.values.is_empty() && test.values.iter().any(|v| pattern::is_any(v.text));
    if !only_stars || !meaning.base.takes_wildcards() {
        return;
    }
    let key = &test.key.name;
    let place = test.operator.name_span.clone();
    let any = meaning.set == Some(SetQualifier::ForAnyValue);
    let all = meaning.set == Some(SetQualifier::ForAllValues);
    match meaning.base.is_negated() {
        false if meaning.if_exists || all => {
            let message = format!("this holds whatever {key} is, and without it: leave it out");
            let fix = member_removal(&test.operator.value, key, "leave the key out");
            page.report_fixable(
                clause,
                "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
                place,
                message,
                fix,
            );
        }
        false => {
            let message = format!("this only asks whether {key} is there: Null \"false\" says so");
            let fix = as_null(page.text, clause, test, "false");
            page.report_fixable(clause, "EQUIVALENT_TO_NULL_FALSE", place, message, fix);
        }
        true if any => {
            let message = format!("no value of {key} can hold: the statement never applies");
            page.report(
                clause,
                "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
                place,
                message,
            );
        }
        true => {
            let message = format!("this only asks whether {key} is missing: Null \"true\" says so");
            let fix = as_null(page.text, clause, test, "true");
            page.report_fixable(clause, "EQUIVALENT_TO_NULL_TRUE", place, message, fix);
        }
    }
}

/// The whole operator rewritten as `Null`, if it has this key alone and the
/// condition has no `Null` yet.
fn as_null(source: &str, clause: &Clause<'_>, test: &Test<'_>, value: &str) -> Option<Fix> {
    let alone = test.operator.value.members().is_some_and(|m| m.len() == 1);
    let taken = clause
        .tests
        .iter()
        .any(|t| t.meaning.is_some_and(|m| m.base == Base::Null));
    if !alone || taken {
        return None;
    }
    let key = source.get(test.key.name_span.clone())?;
    let span = test.operator.name_span.start..test.operator.value.span.end;
    Some(Fix::new(
        "use Null",
        span,
        format!("\"Null\": {{ {key}: \"{value}\" }}"),
    ))
}

fn negated_if_exists(page: &mut Page<'_>, clause: &Clause<'_>, test: &Test<'_>, meaning: Operator) {
    // ForAnyValue fails without the key, and IfExists lets it hold after all.
    let any = meaning.set == Some(SetQualifier::ForAnyValue);
    if clause.allows() || !meaning.base.is_negated() || !meaning.if_exists || any {
        return;
    }
    let message = format!(
        "IfExists changes nothing here: a negated operator holds for a missing {} anyway, so the Deny applies; \
         add Null \"false\" to spare such requests",
        test.key.name
    );
    let name = &test.operator.name;
    let fix = rename(clause, test, &name[..name.len() - "IfExists".len()]);
    let place = test.operator.name_span.clone();
    page.report_fixable(clause, "AISEC_NEGATED_IF_EXISTS", place, message, fix);
}

/// `Deny` if `Null` for two keys: they are ANDed, so giving either one escapes.
fn nulls(page: &mut Page<'_>, clause: &Clause<'_>) {
    let absent: Vec<&Test<'_>> = clause
        .tests
        .iter()
        .filter(|t| {
            t.meaning.is_some_and(|m| m.base == Base::Null)
                && t.values.iter().any(|v| v.text.eq_ignore_ascii_case("true"))
        })
        .collect();
    if clause.allows() || absent.len() < 2 {
        return;
    }
    let names: Vec<&str> = absent.iter().map(|t| t.key.name.as_str()).collect();
    let message = format!(
        "denies only if {} are all missing: giving one of them escapes; use a Deny for each",
        names.join(" and ")
    );
    let place = absent[0].operator.name_span.clone();
    page.report(clause, "AISEC_NULL_KEYS_ANDED", place, message);
}
