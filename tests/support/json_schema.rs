//! JSON held against a schema: the keywords that the schemas of the fixtures
//! use. A keyword that is not known here is a fault of the test, never passed
//! over.

use regex::Regex;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::HashMap;

/// A schema and the patterns compiled so far.
pub struct Schema {
    root: Value,
    patterns: RefCell<HashMap<String, Regex>>,
}

impl Schema {
    /// Reads a schema.
    pub fn read(text: &str) -> Self {
        Self {
            root: serde_json::from_str(text).expect("a schema is JSON"),
            patterns: RefCell::default(),
        }
    }

    /// What is wrong with a value, each with the place where.
    pub fn faults(&self, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(&self.root, value, "", &mut faults);
        faults
    }

    /// What is wrong with a value that is to be of one definition.
    pub fn faults_as(&self, definition: &str, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(self.definition(definition), value, "", &mut faults);
        faults
    }

    fn definition(&self, name: &str) -> &Value {
        let found = &self.root["definitions"][name];
        assert!(found.is_object(), "the schema defines {name}");
        found
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
            if let Some(fault) = self.fault(schema, keyword, wanted, value, at, faults) {
                faults.push(format!("{at}: {fault}"));
            }
        }
    }

    /// What is wrong by one keyword; what is wrong further down goes to `faults`.
    fn fault(
        &self,
        schema: &Value,
        keyword: &str,
        wanted: &Value,
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) -> Option<String> {
        let text = value.as_str();
        let items = value.as_array();
        let members = value.as_object();
        let number = wanted.as_f64().unwrap_or(f64::NAN);
        let count = wanted.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let good = match keyword {
            "$comment" | "definitions" => true,
            "$ref" => {
                let path = wanted.as_str().expect("a reference is a text");
                let name = path.strip_prefix("#/definitions/").expect("a local reference");
                self.check(self.definition(name), value, at, faults);
                true
            }
            "type" => match wanted.as_str().expect("one type") {
                "string" => text.is_some(),
                "integer" => value.is_i64() || value.is_u64(),
                "number" => value.is_number(),
                "boolean" => value.is_boolean(),
                "array" => items.is_some(),
                "object" => members.is_some(),
                other => panic!("the type {other} is not known"),
            },
            "enum" => wanted.as_array().expect("an enum is an array").contains(value),
            "const" => wanted == value,
            "pattern" => text.is_none_or(|t| self.matches(wanted.as_str().expect("a pattern"), t)),
            "minLength" => text.is_none_or(|t| t.chars().count() >= count),
            "maxLength" => text.is_none_or(|t| t.chars().count() <= count),
            "minimum" => value.as_f64().is_none_or(|n| n >= number),
            "maximum" => value.as_f64().is_none_or(|n| n <= number),
            "minItems" => items.is_none_or(|i| i.len() >= count),
            "maxItems" => items.is_none_or(|i| i.len() <= count),
            "maxProperties" => members.is_none_or(|m| m.len() <= count),
            "uniqueItems" => {
                let twice = |i: &Vec<Value>| i.iter().enumerate().any(|(n, x)| i[..n].contains(x));
                !items.is_some_and(twice)
            }
            "items" => {
                for (n, item) in items.into_iter().flatten().enumerate() {
                    self.check(wanted, item, &format!("{at}[{n}]"), faults);
                }
                true
            }
            "required" => {
                let names = wanted.as_array().expect("names").iter().filter_map(Value::as_str);
                let missing: Vec<&str> = names
                    .filter(|n| members.is_some_and(|m| !m.contains_key(*n)))
                    .collect();
                if !missing.is_empty() {
                    return Some(format!("{} is missing", missing.join(", ")));
                }
                true
            }
            "properties" | "additionalProperties" | "propertyNames" => {
                for (name, member) in members.into_iter().flatten() {
                    let at = format!("{at}.{name}");
                    let known = &schema["properties"][name];
                    match keyword {
                        "properties" if known.is_object() => self.check(known, member, &at, faults),
                        "propertyNames" => self.check(wanted, &Value::from(name.as_str()), &at, faults),
                        "additionalProperties" if known.is_null() && wanted == false => {
                            faults.push(format!("{at}: there is no such member"));
                        }
                        "additionalProperties" if known.is_null() => self.check(wanted, member, &at, faults),
                        _ => {}
                    }
                }
                true
            }
            other => panic!("the keyword {other} is not known"),
        };
        (!good).then(|| format!("{keyword} {wanted}, but it is {value}"))
    }

    fn matches(&self, pattern: &str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns
            .entry(pattern.to_owned())
            .or_insert_with(|| Regex::new(pattern).expect("a pattern"));
        compiled.is_match(text)
    }
}
