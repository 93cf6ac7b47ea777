//! What is a secret in a text, and what only looks like one.

use aisec_tui::inventory::SecretKind;
use aisec_tui::inventory::secrets::{in_setting, in_settings, in_text};

/// Texts that no scanner of this repository shall take for a secret of ours
/// are put together here.
fn made(parts: &[&str]) -> String {
    parts.concat()
}

fn kinds(text: &str) -> Vec<SecretKind> {
    in_text("it", text).into_iter().map(|s| s.kind).collect()
}

#[test]
fn tokens_are_known_by_their_issuers_forms() {
    let random = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bD1fG3hJ5";
    let cases = [
        (
            made(&["export K=", "AKIA", "Q3EGRV7TXH5KZ2WN"]),
            SecretKind::AwsAccessKey,
        ),
        (
            made(&["x ", "ASIA", "Q3EGRV7TXH5KZ2WN", " y"]),
            SecretKind::AwsAccessKey,
        ),
        (
            made(&["git clone https://", "ghp_", random, "@x"]),
            SecretKind::ServiceToken,
        ),
        (
            made(&["login('", "hf_", &random[..34], "')"]),
            SecretKind::ServiceToken,
        ),
        (
            made(&["curl -H 'x: ", "sk-ant-", random, random, "'"]),
            SecretKind::ServiceToken,
        ),
        (
            made(&["key ", "ABSK", random, random, random, "=="]),
            SecretKind::BedrockApiKey,
        ),
        (
            made(&["-----BEGIN RSA ", "PRIVATE KEY-----"]),
            SecretKind::PrivateKey,
        ),
        (
            made(&["eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0.", random]),
            SecretKind::WebToken,
        ),
        (
            made(&[
                "pip install -i https://ci:",
                "s3cr3t-Index-9",
                "@pypi.example.com/simple",
            ]),
            SecretKind::UrlPassword,
        ),
        (
            made(&["redis://:", "Kq8vT2mZ", "@cache:6379/0"]),
            SecretKind::UrlPassword,
        ),
    ];
    for (text, kind) in cases {
        assert_eq!(kinds(&text), [kind], "{text}");
    }
}

#[test]
fn assignments_are_known_by_their_names() {
    let secret_key = made(&["wJalrXUtnFEMI/K7MDENG+", "bPxRfiCYz9Qd2Lm0Xa"]);
    let cases = [
        ("DB_PASSWORD=correcthorse", SecretKind::Password),
        ("export PGPASSWORD='Corr3ct-Horse'", SecretKind::Password),
        ("password = \"tr0ub4dor\"", SecretKind::Password),
        ("  \"dbPassword\": \"tr0ub4dor&3\",", SecretKind::Password),
        ("mysql --user admin --password hunter22x", SecretKind::Password),
        ("redis_pass: Kq8vT2mZ", SecretKind::Password),
        (
            "WANDB_API_KEY=9f8e7d6c5b4a39281706f5e4d3c2b1a098765432",
            SecretKind::NamedSecret,
        ),
        ("client_secret: 'q8~Zt7vR2mX4kLp9WdYb'", SecretKind::NamedSecret),
        (
            "config[\"auth_token\"] = \"f3a9c81e7b2d40569e1f\"",
            SecretKind::NamedSecret,
        ),
    ];
    for (text, kind) in cases {
        assert_eq!(kinds(text), [kind], "{text}");
    }
    assert_eq!(
        kinds(&format!("aws_secret_access_key = {secret_key}")),
        [SecretKind::AwsSecretKey]
    );
}

#[test]
fn references_placeholders_and_examples_are_no_secrets() {
    let innocent = [
        "DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString)",
        "DB_PASSWORD=${DB_PASSWORD:-}",
        "password = os.environ['DB_PASSWORD']",
        "password=args.password",
        "connect(user=user, password=password)",
        "def login(user, password: str = None):",
        "password: {{resolve:secretsmanager:prod/db:SecretString:password}}",
        "password = \"<your password>\"",
        "password: '********'",
        "PASSWORD_FILE=/run/secrets/db",
        "db_secret_arn = \"arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf\"",
        "DB_SECRET=prod-database-credentials-2",
        "SECRET_NAME=prod/rds/main",
        "api_key = getpass()",
        "if password == \"tr0ub4dor\" || token != expected",
        "pad_token = '<|endoftext|>'",
        "tokenizer.eos_token=\"abcdefgh12345678\"",
        "max_tokens=4096 next_token=abcdefgh12345678ijkl",
        "aws_access_key_id=AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "kms_key=arn:aws:kms:us-east-1:111122223333:key/0d2f4a61-8f4b-4a5e-9d5e-3f6a1b2c3d4e",
        "SSH_PRIVATE_KEY=/home/ec2-user/.ssh/id_rsa",
        "pip install https://files.pythonhosted.org/packages/ab/cd/risk-1.0.tar.gz",
        "git clone git@github.com:example/risk.git",
        "docker run 111122223333.dkr.ecr.us-east-1.amazonaws.com/risk@sha256:9f8e7d6c5b4a",
        "s3://models/task-sk-1234/hf_model/ghp_notes.txt",
        "echo 'the password must not be written here: ask the vault'",
        "Authorization: Bearer $TOKEN",
        "AKIA is how an access key id begins",
        "",
    ];
    for text in innocent {
        assert_eq!(kinds(text), [], "{text}");
    }
}

#[test]
fn a_secret_says_where_it_stands_and_never_what_it_is() {
    let token = made(&["hf_", "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bD1fG3h"]);
    let script = format!("#!/bin/bash\nset -e\nexport HF_TOKEN={token}\nDB_PASSWORD=correcthorse\n");
    let found = in_text("OnStart", &script);
    let words: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "service token (OnStart line 3, HF_TOKEN)",
            "password (OnStart line 4, DB_PASSWORD)"
        ]
    );
    assert!(
        !serde_json::to_string(&found)
            .expect("secrets are JSON")
            .contains("horse")
    );
}

#[test]
fn settings_are_read_by_name_by_shape_and_within() {
    let token = made(&["hf_", "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bD1fG3h"]);
    assert_eq!(
        in_setting("token", &format!("\"{token}\"")),
        Some(SecretKind::ServiceToken)
    );
    assert_eq!(
        in_setting("MYSQL_PASSWORD", "correcthorse"),
        Some(SecretKind::Password)
    );
    assert_eq!(
        in_setting("SETTINGS", "{\"host\": \"db\", \"password\": \"tr0ub4dor\"}"),
        Some(SecretKind::Password)
    );
    let innocent = [
        (
            "sagemaker_submit_directory",
            "\"s3://code/training/sourcedir.tar.gz\"",
        ),
        ("eos_token", "</s>"),
        ("tokens_per_sample", "512"),
        ("MODEL_CACHE_ROOT", "/opt/ml/model"),
        ("SAGEMAKER_PROGRAM", "train.py"),
        ("learning_rate", "0.0001"),
        ("HF_TASK", "text-classification"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "{{resolve:ssm-secure:/prod/db}}"),
        ("DB_PASSWORD", "prompt()"),
    ];
    for (name, value) in innocent {
        assert_eq!(in_setting(name, value), None, "{name}");
    }
    let found = in_settings(
        "Environment",
        [
            ("Z_PASSWORD", "correcthorse"),
            ("A_PASSWORD", "batterystaple"),
            ("REGION", "us-east-1"),
        ],
    );
    let places: Vec<&str> = found.iter().map(|s| s.place.as_str()).collect();
    assert_eq!(places, ["Environment A_PASSWORD", "Environment Z_PASSWORD"]);
}

#[test]
fn a_text_without_end_or_shape_is_read_in_bounds() {
    let many = "DB_PASSWORD=correcthorse\n".repeat(100);
    assert_eq!(in_text("it", &many).len(), 20);
    let long = format!("{}é DB_PASSWORD=correcthorse", "x".repeat(16 * 1024 - 1));
    assert_eq!(kinds(&long), []);
    for hostile in [
        "password",
        "password=",
        "password='",
        "://@",
        "://:@",
        "=\"",
        "eyJ.eyJ.",
        "--password ",
        "é=é:é",
    ] {
        assert_eq!(kinds(hostile), [], "{hostile}");
    }
}
