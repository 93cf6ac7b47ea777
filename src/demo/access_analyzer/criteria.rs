//! The filters of findings and of archive rules: `eq`, `neq`, `contains`,
//! `exists` over `resource`, `principal.AWS`, `condition.aws:PrincipalOrgID`.

use serde_json::Value;

/// The value at a path; only the first dot of `condition.aws:…` divides.
fn at<'v>(finding: &'v Value, path: &str) -> &'v Value {
    match path.split_once('.') {
        Some((outer, inner)) => &finding[outer][inner],
        None => &finding[path],
    }
}

/// Whether a filter takes a finding: every criterion must hold.
pub(super) fn takes(filter: &Value, finding: &Value) -> bool {
    filter.as_object().into_iter().flatten().all(|(path, criterion)| {
        let value = at(finding, path);
        let texts: Vec<String> = match value {
            Value::Array(items) => items.iter().map(shown).collect(),
            Value::Null => Vec::new(),
            other => vec![shown(other)],
        };
        let wanted = |operator: &str| -> Option<Vec<&str>> {
            let list = criterion[operator].as_array()?;
            Some(list.iter().filter_map(Value::as_str).collect())
        };
        let equal = |all: &[&str]| texts.iter().any(|text| all.contains(&text.as_str()));
        wanted("eq").is_none_or(|all| equal(&all))
            && wanted("neq").is_none_or(|all| !equal(&all))
            && wanted("contains").is_none_or(|all| {
                texts
                    .iter()
                    .any(|text| all.iter().any(|part| text.contains(part)))
            })
            && criterion["exists"]
                .as_bool()
                .is_none_or(|exists| exists != value.is_null())
    })
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
