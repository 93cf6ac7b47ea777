//! The other readings: each turns a case into one that means, by AWS's
//! documentation, what the oracle takes the first to mean. `None` where the
//! reading changes nothing.
//!
//! `disagreements.toml` tells for each which rule of AWS stands against it.

use super::generate::A;
use super::walk::{SLOTS, changed, for_each_document, for_each_statement, has, with_failing, with_values};
use serde_json::{Map, Value, json};

/// A way to read a case that is not AWS's.
pub struct Reading {
    /// As in `disagreements.toml`.
    pub id: &'static str,
    /// The case as the oracle reads it.
    pub read: fn(&Value) -> Option<Value>,
}

/// Every reading.
pub const ALL: &[Reading] = &[
    Reading {
        id: "endpoint-principals",
        read: endpoint_principals,
    },
    Reading {
        id: "not-principal-account",
        read: not_principal,
    },
    Reading {
        id: "unresolved-variable",
        read: unresolved_variable,
    },
    Reading {
        id: "variable-in-arn-operator",
        read: variable_in_arn,
    },
    Reading {
        id: "no-arn-in-arn-operator",
        read: no_arn,
    },
    Reading {
        id: "variables-of-2008",
        read: variables_of_2008,
    },
    Reading {
        id: "unresolved-not-resource",
        read: unresolved_not_resource,
    },
    Reading {
        id: "epoch-seconds",
        read: epoch_seconds,
    },
    Reading {
        id: "range-of-every-address",
        read: every_address,
    },
    Reading {
        id: "address-of-the-other-family",
        read: other_family,
    },
    Reading {
        id: "any-value-if-exists",
        read: any_value_if_exists,
    },
    Reading {
        id: "arn-of-few-parts",
        read: few_parts,
    },
    Reading {
        id: "sign-in-equals",
        read: sign_in_equals,
    },
    Reading {
        id: "empty-value",
        read: empty_value,
    },
    Reading {
        id: "list-without-qualifier",
        read: list_without_qualifier,
    },
    Reading {
        id: "session-named-in-grant",
        read: session_named_in_grant,
    },
    Reading {
        id: "federated-user-without-session-policy",
        read: federated_user,
    },
    Reading {
        id: "no-trust-policy",
        read: no_trust_policy,
    },
    Reading {
        id: "root-overrules-bucket-policy",
        read: root_overrules,
    },
    Reading {
        id: "root-user",
        read: root_user,
    },
];

/// Principals of endpoint policies are passed over.
fn endpoint_principals(case: &Value) -> Option<Value> {
    let mut other = case.clone();
    for_each_statement(&mut other, &["vpce"], &mut |s| {
        s.remove("NotPrincipal");
        s.insert("Principal".into(), "*".into());
    });
    changed(case, other)
}

/// The account, or any one of the caller's names, spares it.
fn not_principal(case: &Value) -> Option<Value> {
    let principal = case["principal"].as_str()?;
    let account = principal.split(':').nth(4)?;
    let mut names = vec![
        principal.to_owned(),
        account.to_owned(),
        format!("arn:aws:iam::{account}:root"),
    ];
    names.extend(case["context"]["aws:PrincipalArn"].as_str().map(str::to_owned));
    let mut other = case.clone();
    for_each_statement(&mut other, &["resourcePolicy"], &mut |s| {
        let Some(listed) = s.get("NotPrincipal") else {
            return;
        };
        let text = listed.to_string();
        if names.iter().any(|name| text.contains(&format!("\"{name}\""))) {
            s.insert("NotPrincipal".into(), json!({"AWS": names}));
        }
    });
    changed(case, other)
}

/// A negated operator over a variable without a value fails.
fn unresolved_variable(case: &Value) -> Option<Value> {
    let context = case["context"].as_object()?.clone();
    let unresolved = |value: &Value| is_unresolved(value.as_str().unwrap_or_default(), &context);
    with_failing(case, |operator, key, values| {
        operator.contains("StringNot") && has(&context, key) && values.iter().any(unresolved)
    })
}

/// Whether the text has a variable without a default whose key is missing.
fn is_unresolved(text: &str, context: &Map<String, Value>) -> bool {
    let names = text.split("${").skip(1).filter_map(|rest| rest.split('}').next());
    names
        .filter(|name| name.contains(':') && !name.contains(','))
        .any(|name| !has(context, name))
}

/// No variable is read in an operator for ARNs.
fn variable_in_arn(case: &Value) -> Option<Value> {
    with_values(
        case,
        |operator| operator.contains("Arn"),
        |text| text.replace("${", "$<"),
    )
}

/// A negated operator for ARNs fails on a value that is no ARN.
fn no_arn(case: &Value) -> Option<Value> {
    let no_arn = |value: &Value| value.as_str().is_some_and(|text| text.split(':').count() < 6);
    with_failing(case, |operator, _, values| {
        operator.contains("ArnNot") && values.iter().any(no_arn)
    })
}

/// A statement whose `NotResource` has a variable without a value never holds.
fn unresolved_not_resource(case: &Value) -> Option<Value> {
    let context = case["context"].as_object()?;
    let mut other = case.clone();
    for_each_statement(&mut other, SLOTS, &mut |s| {
        let text = s.get("NotResource").map(Value::to_string).unwrap_or_default();
        if is_unresolved(&text, context) {
            s.insert("Condition".into(), json!({"Bool": {"reading:never": "true"}}));
        }
    });
    changed(case, other)
}

/// Variables are read whatever the version.
fn variables_of_2008(case: &Value) -> Option<Value> {
    let mut other = case.clone();
    for_each_document(&mut other, SLOTS, &mut |document| {
        if document.to_string().contains("${") {
            document["Version"] = "2012-10-17".into();
        }
    });
    changed(case, other)
}

/// Epoch seconds are taken for milliseconds.
fn epoch_seconds(case: &Value) -> Option<Value> {
    let text = case
        .to_string()
        .replace("\"1767225600\"", "\"1970-01-21T10:53:45.600Z\"");
    changed(case, serde_json::from_str(&text).expect("still JSON"))
}

/// `0.0.0.0/0` holds no address but that one.
fn every_address(case: &Value) -> Option<Value> {
    let text = case.to_string().replace("\"0.0.0.0/0\"", "\"0.0.0.0/32\"");
    changed(case, serde_json::from_str(&text).expect("still JSON"))
}

/// A single address of the policy makes `NotIpAddress` fail where the request
/// comes from the other family.
fn other_family(case: &Value) -> Option<Value> {
    let from = case["context"]["aws:SourceIp"].as_str()?.contains(':');
    let other = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        !text.contains('/') && text.contains(':') != from
    };
    with_failing(case, |operator, _, values| {
        operator.contains("NotIpAddress") && values.iter().any(other)
    })
}

/// `ForAnyValue:…IfExists` fails on a missing key.
fn any_value_if_exists(case: &Value) -> Option<Value> {
    let context = case["context"].as_object()?;
    with_failing(case, |operator, key, _| {
        operator.starts_with("ForAnyValue:") && operator.ends_with("IfExists") && !has(context, key)
    })
}

/// `${*}` is no star in an operator without wildcards.
fn sign_in_equals(case: &Value) -> Option<Value> {
    let equal = |operator: &str| operator.contains("String") && !operator.contains("Like");
    with_values(case, equal, |text| text.replace("${*}", "$<*>"))
}

/// A variable whose key is there with an empty value has none.
fn empty_value(case: &Value) -> Option<Value> {
    if case["context"]["s3:prefix"] != "" {
        return None;
    }
    let text = case.to_string().replace("${s3:prefix}", "${reading:absent}");
    changed(case, serde_json::from_str(&text).expect("still JSON"))
}

/// A key of many values matches nothing without `ForAllValues` or `ForAnyValue`.
fn list_without_qualifier(case: &Value) -> Option<Value> {
    let given = case["context"]["aws:TagKeys"].as_array()?;
    with_failing(case, |operator, key, _| {
        !given.is_empty()
            && key.eq_ignore_ascii_case("aws:TagKeys")
            && operator != "Null"
            && !operator.contains(':')
    })
}

/// A resource control policy's statement with an ARN of fewer than six parts
/// does not hold for it, neither by `Resource` nor by `NotResource`.
fn few_parts(case: &Value) -> Option<Value> {
    let mut other = case.clone();
    for_each_statement(&mut other, &["rcps"], &mut |s| {
        if let Some(value) = s.get_mut("Resource") {
            let text = value.to_string().replace("\"arn:*\"", "\"none\"");
            *value = serde_json::from_str(&text).expect("still JSON");
        }
        if s.get("NotResource")
            .is_some_and(|v| v.to_string().contains("\"arn:*\""))
        {
            s.insert("Condition".into(), json!({"Bool": {"reading:never": "true"}}));
        }
    });
    changed(case, other)
}

/// A session policy must allow even what is granted to the session itself or
/// to everyone: as an organisation policy must.
fn session_named_in_grant(case: &Value) -> Option<Value> {
    let mut other = case.clone();
    let session = other.as_object_mut()?.remove("session")?;
    let levels = other.as_object_mut()?.entry("scps").or_insert_with(|| json!([]));
    levels.as_array_mut()?.push(json!([session]));
    if case["principal"].as_str()?.contains(":federated-user/") {
        other["session"] = anything();
    }
    Some(other)
}

fn anything() -> Value {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
}

/// A federated user needs no session policy.
fn federated_user(case: &Value) -> Option<Value> {
    let federated = case["principal"].as_str()?.contains(":federated-user/");
    if !federated || case.get("session").is_some() {
        return None;
    }
    let mut other = case.clone();
    other["session"] = anything();
    Some(other)
}

/// A role whose trust policy is not given trusts its account.
fn no_trust_policy(case: &Value) -> Option<Value> {
    if !case["action"].as_str()?.starts_with("sts:") || case.get("resourcePolicy").is_some() {
        return None;
    }
    let mut other = case.clone();
    other["resourcePolicy"] =
        json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": A}, "Action": "*"}});
    Some(other)
}

/// The root user is bound by the bucket policy even for calls about it: as by
/// a resource control policy.
fn root_overrules(case: &Value) -> Option<Value> {
    let about = case["action"].as_str()?.ends_with("BucketPolicy");
    if !about || !case["principal"].as_str()?.ends_with(":root") {
        return None;
    }
    let mut denials = case.get("resourcePolicy")?.clone();
    if let Value::Array(all) = &mut denials["Statement"] {
        all.retain(|s| s["Effect"] == "Deny");
    }
    let mut other = case.clone();
    let levels = other.as_object_mut()?.entry("rcps").or_insert_with(|| json!([]));
    levels.as_array_mut()?.push(json!([denials]));
    Some(other)
}

/// The root user is a user like any other.
fn root_user(case: &Value) -> Option<Value> {
    let account = case["principal"].as_str()?.strip_suffix(":root")?;
    let mut other = case.clone();
    other["principal"] = format!("{account}:user/root").into();
    Some(not_principal(&other).unwrap_or(other))
}

#[test]
fn every_reading_is_explained_in_the_list_and_no_other() {
    let list: toml::Table = include_str!("disagreements.toml").parse().expect("a table");
    let listed: Vec<&str> = list["disagreement"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| {
            let told = ["oracle", "aws", "source"]
                .iter()
                .all(|field| entry[*field].as_str().is_some());
            assert!(told, "{entry}");
            entry["id"].as_str().expect("an id")
        })
        .collect();
    let mut known: Vec<&str> = ALL.iter().map(|reading| reading.id).collect();
    let mut listed = listed;
    known.sort_unstable();
    listed.sort_unstable();
    assert_eq!(known, listed);
}
