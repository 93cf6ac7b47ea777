//! Cases weighted to the corners: most statements nearly fit the request.

use super::conditions;
use super::dice::Dice;
use serde_json::{Map, Value, json};

pub const A: &str = "111122223333";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/ml/s1";

/// Who asks, and who is not asking but may be named.
const PRINCIPALS: &[&str] = &[
    "arn:aws:iam::111122223333:user/bob",
    "arn:aws:iam::111122223333:user/team/bob",
    "arn:aws:iam::111122223333:role/ml",
    "arn:aws:iam::111122223333:role/ml",
    SESSION,
    SESSION,
    SESSION,
    "arn:aws:sts::111122223333:assumed-role/other/s1",
    "arn:aws:sts::111122223333:federated-user/feda",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::444455556666:role/x",
    "arn:aws:iam::444455556666:user/eve",
    "arn:aws:sts::444455556666:assumed-role/x/s2",
    "arn:aws:iam::444455556666:root",
    "sagemaker.amazonaws.com",
    "*",
];

/// Action, resource and its owner.
const TARGETS: &[(&str, &str)] = &[
    ("s3:GetObject", "arn:aws:s3:::data/k1"),
    ("s3:PutObject", "arn:aws:s3:::data/team/bob/k"),
    ("s3:ListBucket", "arn:aws:s3:::data"),
    ("s3:DeleteBucketPolicy", "arn:aws:s3:::data"),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1234abcd"),
    (
        "kms:CreateGrant",
        "arn:aws:kms:us-east-1:111122223333:key/1234abcd",
    ),
    ("kms:ListAliases", "*"),
    ("sts:AssumeRole", "arn:aws:iam::111122223333:role/target"),
    ("iam:PassRole", "arn:aws:iam::111122223333:role/target"),
    (
        "sagemaker:CreateTrainingJob",
        "arn:aws:sagemaker:us-east-1:111122223333:training-job/j",
    ),
    ("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q"),
    (
        "logs:PutLogEvents",
        "arn:aws:logs:us-east-1:111122223333:log-group:/aws/x:log-stream:s",
    ),
    (
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:a-b1C2d3",
    ),
];

const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::data/*",
    "arn:aws:s3:::data/k?",
    "arn:aws:s3:::data",
    "arn:aws:s3:::Data/*",
    "arn:aws:s3:::data/team/${aws:username}/*",
    "arn:aws:s3:::data/team/${aws:PrincipalTag/team, 'bob'}/*",
    "arn:aws:s3:::data/${*}",
    "arn:aws:kms:*:111122223333:key/*",
    "arn:aws:kms:us-east-1:444455556666:key/*",
    "arn:aws:sagemaker:*:*:training-job/*",
    "arn:aws:logs:*:*:log-group:/aws/*",
    "arn:aws:iam::111122223333:role/t*t",
    "arn:*",
];

/// A case in the form that `policy eval` and the oracle read.
pub fn case(dice: &mut Dice, id: usize) -> Value {
    let principal = dice.pick(PRINCIPALS);
    let (action, resource) = TARGETS[dice.below(TARGETS.len())];
    let mut case = Map::new();
    case.insert("id".into(), id.into());
    case.insert("principal".into(), principal.into());
    case.insert("action".into(), action.into());
    case.insert("resource".into(), resource.into());
    case.insert("resourceAccount".into(), A.into());
    case.insert("context".into(), conditions::context(dice, principal));
    let own = principal.starts_with("arn:");
    let session = principal.contains(":assumed-role/") || principal.contains(":federated-user/");
    let rooted = action.starts_with("kms:") || action.starts_with("sts:");
    let target = Target { action, resource };
    if own && dice.percent(85) {
        let count = 1 + dice.below(2);
        case.insert("identity".into(), documents(dice, &target, Kind::Identity, count));
    }
    if dice.percent(if rooted { 92 } else { 60 }) {
        let kind = if action.starts_with("sts:") {
            Kind::Trust
        } else {
            Kind::Resource
        };
        case.insert("resourcePolicy".into(), document(dice, &target, kind));
    }
    if own && !principal.ends_with(":root") && dice.percent(15) {
        case.insert("boundary".into(), documents(dice, &target, Kind::Identity, 1));
    }
    if session && dice.percent(25) {
        case.insert("session".into(), document(dice, &target, Kind::Identity));
    }
    for (name, kind, chance) in [("scps", Kind::Scp, 15), ("rcps", Kind::Rcp, 10)] {
        if (own || kind == Kind::Rcp) && dice.percent(chance) {
            let levels: Vec<Value> = (0..=dice.below(2))
                .map(|_| documents(dice, &target, kind, 1))
                .collect();
            case.insert(name.into(), levels.into());
        }
    }
    if dice.percent(10) {
        case.insert("vpce".into(), documents(dice, &target, Kind::Endpoint, 1));
    }
    Value::Object(case)
}

struct Target {
    action: &'static str,
    resource: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Identity,
    Resource,
    Trust,
    Scp,
    Rcp,
    Endpoint,
}

fn documents(dice: &mut Dice, target: &Target, kind: Kind, count: usize) -> Value {
    (0..count).map(|_| document(dice, target, kind)).collect()
}

fn document(dice: &mut Dice, target: &Target, kind: Kind) -> Value {
    let count = 1 + dice.below(3);
    let statements: Vec<Value> = (0..count).map(|_| statement(dice, target, kind)).collect();
    match dice.below(20) {
        0 => json!({"Version": "2008-10-17", "Statement": statements}),
        1 => json!({"Statement": statements[0]}),
        _ => json!({"Version": "2012-10-17", "Statement": statements}),
    }
}

fn statement(dice: &mut Dice, target: &Target, kind: Kind) -> Value {
    let mut out = Map::new();
    let deny = kind == Kind::Rcp || dice.percent(20);
    out.insert("Effect".into(), if deny { "Deny" } else { "Allow" }.into());
    if matches!(kind, Kind::Resource | Kind::Trust | Kind::Rcp | Kind::Endpoint) {
        let (name, value) = principals(dice, kind, deny);
        out.insert(name.into(), value);
    }
    let not = |dice: &mut Dice, name: &str| {
        if dice.percent(8) {
            format!("Not{name}")
        } else {
            name.to_owned()
        }
    };
    let actions: Vec<String> = (0..=dice.below(2)).map(|_| action(dice, target)).collect();
    out.insert(not(dice, "Action"), one_or_many(actions));
    if kind != Kind::Trust {
        let resources: Vec<String> = (0..=dice.below(2))
            .map(|_| resource(dice, target, deny))
            .collect();
        out.insert(not(dice, "Resource"), one_or_many(resources));
    }
    let block = conditions::block(dice, deny);
    if block.as_object().is_some_and(|b| !b.is_empty()) {
        out.insert("Condition".into(), block);
    }
    Value::Object(out)
}

fn one_or_many(mut values: Vec<String>) -> Value {
    match values.len() {
        1 => values.remove(0).into(),
        _ => values.into(),
    }
}

fn action(dice: &mut Dice, target: &Target) -> String {
    let (service, name) = target.action.split_once(':').expect("service:Name");
    match dice.below(10) {
        0 | 1 => "*".to_owned(),
        2 => format!("{service}:*"),
        3 => format!("{service}:{}*", &name[..3]),
        4 => format!("{service}:?{}", &name[1..]),
        5 => target.action.to_lowercase(),
        6 => format!("{}:{name}", service.to_uppercase()),
        7 => dice
            .pick(&["s3:Get*", "kms:*", "sts:AssumeRole", "s3:List*", "sqs:*"])
            .to_owned(),
        _ => target.action.to_owned(),
    }
}

fn resource(dice: &mut Dice, target: &Target, deny: bool) -> String {
    let wide = if deny { 1 } else { 4 };
    if target.resource == "*" || dice.below(10) < wide {
        return "*".to_owned();
    }
    match dice.below(5) {
        0 => target.resource.to_owned(),
        1 => format!("{}*", &target.resource[..target.resource.len() - 1]),
        2 => format!("{}?", &target.resource[..target.resource.len() - 1]),
        _ => dice.pick(RESOURCES).to_owned(),
    }
}

fn principals(dice: &mut Dice, kind: Kind, deny: bool) -> (&'static str, Value) {
    if kind == Kind::Rcp || (kind == Kind::Endpoint && dice.percent(70)) {
        return ("Principal", "*".into());
    }
    let named = &[
        "*",
        A,
        "arn:aws:iam::111122223333:root",
        "444455556666",
        "arn:aws:iam::111122223333:role/ml",
        "arn:aws:iam::111122223333:user/bob",
        SESSION,
        "arn:aws:sts::111122223333:federated-user/feda",
        "arn:aws:iam::444455556666:role/x",
        "arn:aws:iam::444455556666:user/eve",
    ];
    if deny && kind == Kind::Resource && dice.percent(20) {
        let spared = dice.some(&named[1..], 3);
        return ("NotPrincipal", json!({"AWS": spared}));
    }
    let value = match dice.below(8) {
        0 => json!("*"),
        1 => json!({"Service": "sagemaker.amazonaws.com"}),
        2 => json!({"AWS": dice.pick(named), "Service": ["sagemaker.amazonaws.com", "s3.amazonaws.com"]}),
        _ => json!({"AWS": dice.some(named, 2)}),
    };
    ("Principal", value)
}
