//! Contexts and conditions over the same keys, so that they often meet.

use super::dice::Dice;
use serde_json::{Map, Value};

/// What a key holds.
#[derive(Clone, Copy, PartialEq)]
enum Type {
    Text,
    List,
    Bool,
    Number,
    Date,
    Address,
    Arn,
}

/// A key, its type, its values in requests, and others for policies.
const KEYS: &[(&str, Type, &[&str], &[&str])] = &[
    (
        "aws:SourceVpce",
        Type::Text,
        &["vpce-1", "vpce-2"],
        &["vpce-*", "VPCE-1", "${aws:username}"],
    ),
    (
        "aws:PrincipalTag/team",
        Type::Text,
        &["red", "blue"],
        &["r*", "?lue", "RED", "${aws:username}*"],
    ),
    (
        "aws:SourceAccount",
        Type::Text,
        &["111122223333", "444455556666"],
        &["1111*"],
    ),
    (
        "s3:prefix",
        Type::Text,
        &["bob/", "", "a*b"],
        &["${aws:username}/", "a${*}b", "${s3:prefix}", "b*"],
    ),
    ("aws:TagKeys", Type::List, &["a", "b", "c"], &["A", "?"]),
    ("aws:SecureTransport", Type::Bool, &["true", "false"], &["True"]),
    ("aws:MultiFactorAuthPresent", Type::Bool, &["true", "false"], &[]),
    (
        "aws:MultiFactorAuthAge",
        Type::Number,
        &["100", "3600", "4000"],
        &["3600.0", "-1"],
    ),
    ("s3:TlsVersion", Type::Number, &["1.1", "1.2", "1.3"], &["1.20"]),
    (
        "aws:CurrentTime",
        Type::Date,
        &["2026-01-01T00:00:00Z", "2024-05-01T12:30:00Z"],
        &[
            "2026-01-01",
            "2025-06-01T00:00:00+02:00",
            "2024-05-01T12:30:00.000Z",
            "1767225600",
        ],
    ),
    (
        "aws:SourceIp",
        Type::Address,
        &["10.0.0.5", "192.0.2.9", "2001:db8::1"],
        &[
            "10.0.0.0/8",
            "192.0.2.0/29",
            "0.0.0.0/0",
            "2001:db8::/32",
            "::/0",
            "192.0.2.9/32",
        ],
    ),
    (
        "aws:SourceArn",
        Type::Arn,
        &[
            "arn:aws:sagemaker:us-east-1:111122223333:training-job/j",
            "arn:aws:s3:::data",
        ],
        &[
            "arn:aws:sagemaker:*:111122223333:*",
            "arn:aws:s3:::d*",
            "arn:aws:sagemaker:us-east-1:*",
            "arn:aws:*:*:*:training-job/?",
        ],
    ),
    (
        "aws:PrincipalArn",
        Type::Arn,
        &[],
        &[
            "arn:aws:iam::111122223333:role/*",
            "arn:aws:iam::*:user/bob",
            "arn:aws:iam::111122223333:role/ml",
            "${aws:PrincipalArn}",
            "arn:aws:iam::${aws:SourceAccount}:role/ml",
        ],
    ),
];

/// The keys that AWS derives from the caller, and some of the others.
pub fn context(dice: &mut Dice, principal: &str) -> Value {
    let mut out = Map::new();
    for (key, of_type, values, _) in KEYS {
        if values.is_empty() || dice.percent(45) {
            continue;
        }
        let value = if *of_type == Type::List {
            let mut all = dice.some(values, 3);
            all.dedup();
            Value::from(all)
        } else {
            Value::from(dice.pick(values))
        };
        out.insert((*key).to_owned(), value);
    }
    if let Some(name) = principal.split(":user/").nth(1) {
        out.insert("aws:username".to_owned(), name.rsplit('/').next().into());
    }
    if let Some(arn) = principal_arn(principal) {
        out.insert("aws:PrincipalArn".to_owned(), arn.into());
    }
    Value::Object(out)
}

fn principal_arn(principal: &str) -> Option<String> {
    if !principal.starts_with("arn:") {
        return None;
    }
    let Some((account, session)) = principal.split_once(":assumed-role/") else {
        return Some(principal.to_owned());
    };
    let account = account.rsplit(':').next()?;
    let role = session.split('/').next()?;
    Some(format!("arn:aws:iam::{account}:role/{role}"))
}

/// A `Condition` block of up to three operators; often none.
pub fn block(dice: &mut Dice, deny: bool) -> Value {
    let mut out = Map::new();
    let count = if deny {
        dice.below(3)
    } else {
        dice.below(4).saturating_sub(1)
    };
    for _ in 0..count {
        let (key, of_type, values, others) = KEYS[dice.below(KEYS.len())];
        let operator = operator(dice, of_type);
        let wanted: Vec<&str> = if operator == "Null" {
            vec![dice.pick(&["true", "false"])]
        } else {
            let pool: Vec<&str> = values.iter().chain(others).copied().collect();
            dice.some(&pool, 2)
        };
        let key = if dice.percent(10) {
            key.to_uppercase()
        } else {
            key.to_owned()
        };
        let keys = out.entry(operator).or_insert_with(|| Value::Object(Map::new()));
        let value = match wanted.as_slice() {
            [one] => Value::from(*one),
            many => Value::from(many),
        };
        keys.as_object_mut().expect("just made").insert(key, value);
    }
    Value::Object(out)
}

fn operator(dice: &mut Dice, of_type: Type) -> String {
    if dice.percent(8) {
        return "Null".to_owned();
    }
    let texts = &[
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
    ];
    let base = match of_type {
        Type::Text | Type::List => dice.pick(texts),
        Type::Bool => dice.pick(&["Bool", "Bool", "StringEquals"]),
        Type::Number => dice.pick(&[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ]),
        Type::Date => dice.pick(&[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ]),
        Type::Address => dice.pick(&["IpAddress", "NotIpAddress"]),
        Type::Arn => dice.pick(&[
            "ArnEquals",
            "ArnLike",
            "ArnNotEquals",
            "ArnNotLike",
            "StringLike",
            "StringNotLike",
        ]),
    };
    let set = if of_type == Type::List && dice.percent(85) {
        dice.pick(&["ForAllValues:", "ForAnyValue:"])
    } else {
        ""
    };
    let if_exists = if dice.percent(18) { "IfExists" } else { "" };
    format!("{set}{base}{if_exists}")
}
