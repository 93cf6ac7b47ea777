//! `policy` on the command line: files in, verdicts and exit codes out.

use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs it in a folder, with some standard input; gives the exit code, standard
/// output and standard error.
fn run(folder: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aisec-tui"))
        .env_clear()
        .current_dir(folder)
        .arg("policy")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // A command that does not read its input closes the pipe: no matter.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code().expect("a code"),
        text(output.stdout),
        text(output.stderr),
    )
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

const READ: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::clinic/*"}]}"#;
const WIDE: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Wide","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::clinic/*"}]}"#;

#[test]
fn lint_points_at_the_line_and_fails_on_what_aws_refuses() {
    let folder = folder(&[
        ("good.json", READ),
        ("bad.json", "{\n \"Statement\": [{\"Effect\": \"Permit\"}]\n}"),
    ]);
    let (code, out, _) = run(folder.path(), &["lint", "good.json"], "");
    assert_eq!((code, out.as_str()), (0, "good.json: nothing wrong\n"));
    let (code, out, _) = run(folder.path(), &["lint", "good.json", "bad.json"], "");
    assert_eq!(code, 1);
    assert!(out.contains("bad.json:2:") && out.contains(": error: "), "{out}");
    let (code, out, _) = run(
        folder.path(),
        &["lint", "-", "--kind", "key", "--format", "json"],
        READ,
    );
    let read: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (code, read[0]["kind"].as_str()),
        (1, Some("key_policy")),
        "a key policy names principals: {out}"
    );
    let (code, _, err) = run(folder.path(), &["lint", "none.json"], "");
    assert!(code == 2 && err.contains("none.json cannot be read"), "{err}");
}

#[test]
fn eval_answers_each_line_and_says_when_one_was_no_case() {
    let folder = folder(&[]);
    let case = |action: &str| {
        format!(
            r#"{{"id":7,"principal":"arn:aws:iam::111122223333:role/train","action":"{action}","resource":"arn:aws:s3:::clinic/a","identity":[{READ}]}}"#
        )
    };
    let (code, out, _) = run(
        folder.path(),
        &["eval"],
        &format!("{}\n\n{}\n", case("s3:GetObject"), case("s3:PutObject")),
    );
    let answers: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let results: Vec<_> = answers
        .iter()
        .map(|a| a["result"].as_str().expect("a result"))
        .collect();
    assert_eq!((code, results), (0, vec!["Allowed", "ImplicitlyDenied"]));
    assert_eq!(
        (&answers[0]["id"], &answers[0]["because"][0]["sid"]),
        (&Value::from(7), &Value::from("Read"))
    );
    let (code, out, _) = run(
        folder.path(),
        &["eval", "-"],
        &format!("no case\n{}\n", case("s3:GetObject")),
    );
    assert_eq!((code, out.lines().count()), (2, 2), "the rest is answered");
    assert!(out.starts_with(r#"{"id":null,"result":"Error""#), "{out}");
}

#[test]
fn compare_shows_a_request_and_fails_when_more_is_allowed() {
    let folder = folder(&[("read.json", READ), ("wide.json", WIDE), ("no.json", "{")]);
    let (code, out, _) = run(
        folder.path(),
        &["compare", "--old", "read.json", "--new", "wide.json"],
        "",
    );
    assert_eq!(code, 1);
    assert!(
        out.contains("does not: yes") && out.contains("statement Wide of wide.json"),
        "{out}"
    );
    assert!(
        out.contains("The old policy allows what the new one does not: no."),
        "{out}"
    );
    let (code, out, _) = run(
        folder.path(),
        &[
            "compare",
            "--old",
            "wide.json",
            "--new",
            "read.json",
            "--format",
            "json",
        ],
        "",
    );
    let read: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (code, read["new_allows_more"]["answer"].as_str()),
        (0, Some("no"))
    );
    let witness = &read["old_allows_more"]["request"];
    assert!(
        witness["action"]
            .as_str()
            .is_some_and(|a| a.starts_with("s3:") && a != "s3:GetObject"),
        "{out}"
    );
    let (code, _, err) = run(
        folder.path(),
        &["compare", "--old", "no.json", "--new", "read.json"],
        "",
    );
    assert!(code == 2 && err.contains("no.json:1:2"), "{err}");
}

#[test]
fn compare_answers_who_is_let_in_and_what_is_allowed() {
    let bucket = |principal: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"In","Effect":"Allow","Principal":{principal},"Action":"s3:GetObject","Resource":"arn:aws:s3:::clinic/*"}}]}}"#
        )
    };
    let (open, ours) = (bucket(r#""*""#), bucket(r#"{"AWS":"111122223333"}"#));
    let folder = folder(&[("open.json", &open), ("ours.json", &ours), ("read.json", READ)]);
    let ask = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        run(folder.path(), &words, "")
    };
    let (code, out, _) = ask("compare --new open.json --no-public-access");
    assert_eq!(code, 1);
    assert!(
        out.starts_with("The policy lets in the public: yes") && out.contains("statement In of open.json"),
        "{out}"
    );
    let (code, out, _) = ask("compare --new ours.json --no-public-access --no-others-than 111122223333");
    assert_eq!(
        (code, out.as_str()),
        (
            0,
            "The policy lets in the public: no.\nThe policy lets in others than these: no.\n"
        )
    );
    let (code, out, _) = ask("compare --new ours.json --no-others-than 444455556666 --format json");
    let read: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (code, read["access_by_others"]["answer"].as_str()),
        (1, Some("yes")),
        "{out}"
    );
    let (code, out, _) =
        ask("compare --new read.json --no-access-to s3:Get* --on arn:aws:s3:::clinic/secret");
    assert!(code == 1 && out.contains("s3:GetObject"), "{out}");
    let (code, out, _) = ask("compare --new read.json --no-access-to s3:* --on arn:aws:s3:::other/*");
    assert_eq!((code, out.as_str()), (0, "The policy allows that access: no.\n"));
    for (line, why) in [
        ("compare --new read.json", "required"),
        ("compare --new read.json --on arn:aws:s3:::clinic/*", "required"),
        ("compare --new read.json --no-access-to GetObject", "service:Name"),
        (
            "compare --new read.json --no-public-access",
            "read.json: a statement names no principal",
        ),
    ] {
        let (code, _, err) = ask(line);
        assert!(code == 2 && err.contains(why), "{line}: {err}");
    }
}

#[test]
fn minimise_prints_the_smaller_policy_and_refuses_to_go_by_nothing() {
    let record = r#"{"Records":[{"eventTime":"2026-02-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventCategory":"Data","userIdentity":{"arn":"arn:aws:iam::111122223333:user/anna"},"resources":[{"ARN":"arn:aws:s3:::clinic/a"}]}]}"#;
    let folder = folder(&[
        ("wide.json", WIDE),
        ("trail.json", record),
        ("text.json", "nothing"),
    ]);
    let (code, out, _) = run(
        folder.path(),
        &[
            "minimise",
            "wide.json",
            "--used",
            "trail.json",
            "--output",
            "small.json",
        ],
        "",
    );
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("Wide: s3:*: used of it: s3:GetObject"), "{out}");
    let small = std::fs::read_to_string(folder.path().join("small.json")).expect("written");
    assert!(
        small.contains("\"s3:GetObject\"") && !small.contains("s3:*"),
        "{small}"
    );
    let nobody = [
        "minimise",
        "wide.json",
        "--used",
        "trail.json",
        "--principal",
        "arn:aws:iam::1:user/x",
    ];
    let (code, _, err) = run(folder.path(), &nobody, "");
    assert!(code == 2 && err.contains("No record is left"), "{err}");
    let (code, _, err) = run(
        folder.path(),
        &["minimise", "wide.json", "--used", "text.json"],
        "",
    );
    assert!(
        code == 2 && err.contains("text.json: not CloudTrail records"),
        "{err}"
    );
}

#[test]
fn minimise_goes_by_last_accessed_data_too() {
    let data = r#"{"JobStatus":"COMPLETED","JobType":"ACTION_LEVEL","JobCreationDate":"2026-06-01T08:00:00+00:00","ServicesLastAccessed":[
        {"ServiceNamespace":"s3","LastAuthenticated":"2026-05-30T08:00:00+00:00","LastAuthenticatedEntity":"arn:aws:iam::111122223333:role/train",
         "TrackedActionsLastAccessed":[{"ActionName":"PutBucketTagging","LastAccessedTime":"2026-05-30T08:00:00+00:00"},{"ActionName":"DeleteBucket"}]}]}"#;
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject","s3:DeleteBucket","s3:PutBucketTagging"],"Resource":"*"}}"#;
    let cut = data.replacen('{', r#"{"IsTruncated":true,"Marker":"m","#, 1);
    let folder = folder(&[
        ("policy.json", policy),
        ("data.json", data),
        ("cut.json", &cut),
        ("wide.json", WIDE),
    ]);
    let ask = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        run(folder.path(), &words, "")
    };
    let (code, out, err) = ask("minimise policy.json --last-accessed data.json --format json");
    let read: Value = serde_json::from_str(&out).expect(&err);
    assert_eq!((code, &read["services_last_accessed"]), (0, &Value::from(1)));
    assert_eq!(
        read["policy"]["Statement"][0]["Action"],
        serde_json::json!(["s3:GetObject", "s3:PutBucketTagging"]),
        "{out}"
    );
    assert_eq!(read["removed"][0]["why"], "no attempt that AWS knows of used it");
    assert_eq!(
        read["kept_on_suspicion"][0]["why"],
        "AWS does not track it, and s3 was used"
    );
    let (code, out, _) = ask("minimise policy.json --last-accessed data.json");
    assert!(
        code == 0 && out.starts_with("last-accessed data of 1 services\n"),
        "{out}"
    );
    for (line, why) in [
        ("minimise policy.json", "required"),
        (
            "minimise policy.json --last-accessed cut.json",
            "the last page is missing",
        ),
        (
            "minimise policy.json --last-accessed wide.json",
            "not last-accessed data",
        ),
        (
            "minimise policy.json --last-accessed data.json --principal arn:aws:iam::1:user/x",
            "the data are of arn:aws:iam::111122223333:role/train",
        ),
    ] {
        let (code, _, err) = ask(line);
        assert!(code == 2 && err.contains(why), "{line}: {err}");
    }
}

#[test]
fn compose_writes_a_set_that_proves_and_says_why_each_statement_is_there() {
    let folder = folder(&[]);
    let fraud = "compose --name fraud --account 111122223333 --region us-east-1 --scenario fraud --stage prod \
        --persona training-job --persona auditor --output-dir set --format json";
    let fraud: Vec<&str> = fraud.split_whitespace().collect();
    let (code, out, err) = run(folder.path(), &fraud, "");
    let read: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &read["broken"]), (0, &Value::from(0)), "{err}");
    assert!(
        read["answered"].as_u64().is_some_and(|answered| answered > 50),
        "{out}"
    );
    let policies = read["policies"].as_array().expect("policies");
    for policy in policies {
        let name = policy["name"].as_str().expect("a name");
        let text = std::fs::read_to_string(folder.path().join(format!("set/{name}.json"))).expect("written");
        let written: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(written, policy["document"], "{name}");
        let reasons = policy["statements"].as_array().expect("statements");
        assert!(
            reasons
                .iter()
                .all(|s| s["why"].as_str().is_some_and(|why| why.len() > 10)),
            "{name}"
        );
    }
    let named = |name: &str| policies.iter().any(|p| p["name"] == name);
    assert!(named("permissions-training-job") && named("boundary-auditor") && !named("permissions-notebook"));
    let (code, _, err) = run(folder.path(), &["compose", "--name", "x", "--account", "7"], "");
    assert!(code == 2 && err.contains("twelve digits"), "{err}");
}

/// A saved inventory of one role that a user may pass to a training job.
fn saved() -> String {
    serde_json::json!({
        "account": "111122223333", "regions": ["us-east-1"], "gaps": [], "freshness": [],
        "resources": {}
    })
    .to_string()
}

#[test]
fn who_can_reads_a_saved_inventory_and_refuses_what_makes_no_question() {
    let folder = folder(&[("none.json", &saved()), ("bad.json", "[]")]);
    let ask = |arguments: &[&str]| {
        let (code, out, err) = run(folder.path(), &[&["who-can"][..], arguments].concat(), "");
        assert!(err.lines().count() <= 3, "{err}");
        (code, out, err)
    };
    let (code, out, _) = ask(&["s3:GetObject", "arn:aws:s3:::clinic", "--inventory", "none.json"]);
    assert_eq!(code, 0);
    assert!(out.contains("The inventory holds no user and no role."), "{out}");
    // The bucket is not in the inventory, so its policy may deny.
    assert!(out.contains("can, if"), "{out}");
    let (code, out, _) = ask(&[
        "s3:GetObject",
        "arn:aws:s3:::clinic",
        "--inventory",
        "none.json",
        "--format",
        "json",
    ]);
    let read: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (code, read["resource"].as_str()),
        (0, Some("arn:aws:s3:::clinic/*"))
    );
    for (arguments, why) in [
        (
            ["s3:Gibberish", "arn:aws:s3:::clinic", "none.json"],
            "is no action of AWS",
        ),
        (["s3:GetObject", "clinic", "none.json"], "is no ARN"),
        (["kms:Decrypt", "arn:aws:s3:::clinic", "none.json"], "is not on"),
        (["s3:GetObject", "clinic", "bad.json"], "not a saved inventory"),
        (["s3:GetObject", "clinic", "missing.json"], "cannot be read"),
    ] {
        let [action, resource, file] = arguments;
        let (code, _, err) = ask(&[action, resource, "--inventory", file]);
        assert!(code == 2 && err.contains(why), "{arguments:?}: {err}");
    }
    let (code, _, err) = ask(&["s3:GetObject", "clinic", "--max-hops", "0"]);
    assert!(code == 2 && err.contains("--max-hops"), "{err}");
}

#[test]
fn who_can_tells_the_demo_accounts_known_ways() {
    let folder = folder(&[]);
    let (code, out, err) = run(
        folder.path(),
        &[
            "who-can",
            "s3:GetObject",
            "cardio-training-data",
            "--demo",
            "--format",
            "json",
        ],
        "",
    );
    assert_eq!(code, 0, "{err}");
    let read: Value = serde_json::from_str(&out).expect("JSON");
    let ways = |name: &str| -> String {
        let principals = read["principals"].as_array().expect("a list");
        let found = principals.iter().find(|p| p["name"] == name);
        let path = found.map_or(&[][..], |p| p["path"].as_array().expect("a path"));
        let ways: Vec<&str> = path.iter().filter_map(|h| h["way"].as_str()).collect();
        ways.join(", ")
    };
    assert_eq!(ways("legacy-admin"), "act");
    assert_eq!(ways("ci-model-publisher"), "sagemaker-002, act");
    assert_eq!(ways("fraud-notebook-exec"), "sagemaker-002, act");
    assert_eq!(ways("anna.lindqvist"), "", "an auditor reads no data");
}
