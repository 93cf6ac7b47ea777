//! Ways through a case: its documents, statements and conditions.

use serde_json::{Map, Value, json};

/// The slots of a case and the documents in each, at any level.
pub fn for_each_document(case: &mut Value, slots: &[&str], change: &mut impl FnMut(&mut Value)) {
    for slot in slots {
        match &mut case[*slot] {
            Value::Array(all) => for_each_listed(all, change),
            document @ Value::Object(_) => change(document),
            _ => {}
        }
    }
    // Looking up a slot that is absent has made it null.
    case.as_object_mut().expect("a case").retain(|_, v| !v.is_null());
}

fn for_each_listed(all: &mut [Value], change: &mut impl FnMut(&mut Value)) {
    for value in all {
        match value {
            Value::Array(inner) => for_each_listed(inner, change),
            document => change(document),
        }
    }
}

/// Changes every statement of these slots.
pub fn for_each_statement(
    case: &mut Value,
    slots: &[&str],
    change: &mut impl FnMut(&mut Map<String, Value>),
) {
    for_each_document(case, slots, &mut |document| match &mut document["Statement"] {
        Value::Array(all) => all
            .iter_mut()
            .filter_map(Value::as_object_mut)
            .for_each(&mut *change),
        Value::Object(one) => change(one),
        _ => {}
    });
}

/// Every slot.
pub const SLOTS: &[&str] = &[
    "identity",
    "resourcePolicy",
    "boundary",
    "session",
    "scps",
    "rcps",
    "vpce",
];

/// The other case, if it is another.
pub fn changed(case: &Value, other: Value) -> Option<Value> {
    (other != *case).then_some(other)
}

/// Changes the values of every condition whose operator is such.
pub fn with_values(
    case: &Value,
    is: impl Fn(&str) -> bool,
    change: impl Fn(&str) -> String,
) -> Option<Value> {
    let mut other = case.clone();
    for_each_statement(&mut other, SLOTS, &mut |s| {
        let Some(Value::Object(block)) = s.get_mut("Condition") else {
            return;
        };
        for (_, keys) in block.iter_mut().filter(|(operator, _)| is(operator)) {
            for (_, values) in keys.as_object_mut().expect("keys") {
                match values {
                    Value::Array(all) => all.iter_mut().for_each(|v| *v = changed_text(v, &change)),
                    one => *one = changed_text(one, &change),
                }
            }
        }
    });
    changed(case, other)
}

fn changed_text(value: &Value, change: impl Fn(&str) -> String) -> Value {
    value
        .as_str()
        .map_or_else(|| value.clone(), |text| change(text).into())
}

/// Makes a statement never hold where one of its conditions is such.
pub fn with_failing(case: &Value, fails: impl Fn(&str, &str, &[Value]) -> bool) -> Option<Value> {
    let mut other = case.clone();
    for_each_statement(&mut other, SLOTS, &mut |s| {
        let Some(Value::Object(block)) = s.get_mut("Condition") else {
            return;
        };
        let found = block.iter().any(|(operator, keys)| {
            let mut keys = keys.as_object().expect("keys").iter();
            keys.any(|(key, values)| {
                let values = values.as_array().cloned().unwrap_or_else(|| vec![values.clone()]);
                fails(operator, key, &values)
            })
        });
        if found {
            block.insert("Bool".into(), json!({"reading:never": "true"}));
        }
    });
    changed(case, other)
}

/// Whether the context has the key.
pub fn has(context: &Map<String, Value>, key: &str) -> bool {
    context.keys().any(|k| k.eq_ignore_ascii_case(key))
}
