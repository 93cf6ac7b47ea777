//! The accounts that the reports are made of: the story of the embedded one,
//! one of which some things could not be read, and one whose every name is
//! hostile.

use super::super::posture::build;
use aisec_tui::inventory::{Inventory, Kind};
use serde_json::{Value, json};
use std::process::Command;
use std::sync::OnceLock;

/// Markup, cells, links, entities and what moves a cursor: all in one name.
const HOSTILE: &str = "</code></td><script>alert(1)</script>`|\\|<img src=x onerror=alert(2)>`\
                       [x](javascript:alert(3)) \" ' &lt; https://evil.example \u{1b}[2J\u{202e}\nnext\u{ffff}";

/// What is harmless between backticks, and there only.
const UNQUOTED: &str =
    "<script>alert(4)</script> [x](javascript:alert(5)) *_~ www.evil.example @all #1 <!-- ]]>";

/// What a person sees of the first.
pub const HOSTILE_SEEN: &str = "</code></td><script>alert(1)</script>`|\\|<img src=x onerror=alert(2)>`\
                            [x](javascript:alert(3)) \" ' &lt; https://evil.example \u{fffd}[2J\u{fffd} next";

pub fn scan(arguments: &[&str], code: i32) -> String {
    let home = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_aisec-tui"))
        .env_clear()
        .env("HOME", home.path())
        .arg("scan")
        .args(arguments)
        .output()
        .expect("the binary runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The same inventory in the three formats.
pub struct Told {
    pub inventory: String,
    pub json: Value,
    pub html: String,
    pub markdown: String,
}

pub fn told(inventory: String) -> Told {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("inventory.json");
    std::fs::write(&file, &inventory).expect("written");
    let file = file.to_str().expect("UTF-8");
    let scan = |format| scan(&["--inventory", file, "--format", format], 0);
    Told {
        json: serde_json::from_str(&scan("json")).expect("JSON"),
        html: scan("html"),
        markdown: scan("markdown"),
        inventory,
    }
}

/// The story of the embedded account.
pub fn story() -> &'static Told {
    static STORY: OnceLock<Told> = OnceLock::new();
    STORY.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("story.json");
        scan(&["--demo", "--save-inventory", file.to_str().expect("UTF-8")], 0);
        told(std::fs::read_to_string(file).expect("the inventory"))
    })
}

fn of(inventory: &Inventory) -> Told {
    told(serde_json::to_string(inventory).expect("JSON"))
}

/// An account of which some things could not be read.
pub fn half_read() -> Told {
    let mut inventory = build::inventory([
        build::good(Kind::KmsKey, "k-1"),
        build::unread(Kind::Bucket, "patients"),
        build::but(Kind::Role, "train", "inline = '<denied>'"),
        build::but(Kind::TrainingJob, "triage", "volume_kms_key = '<absent>'"),
    ]);
    inventory.add_gap(build::gap(Kind::Trail, "cloudtrail:DescribeTrails"));
    of(&inventory)
}

/// The story with a hostile text in every name, ARN, tag, Sid and error.
pub fn hostile() -> Told {
    let mut inventory: Value = serde_json::from_str(&story().inventory).expect("JSON");
    let resources = inventory["resources"].as_object_mut().expect("resources");
    let poisoned: serde_json::Map<String, Value> = std::mem::take(resources)
        .into_iter()
        .enumerate()
        .map(|(at, (arn, mut resource))| {
            let bad = if at % 2 == 0 { HOSTILE } else { UNQUOTED };
            let arn = arn + bad;
            resource["arn"] = json!(arn);
            resource["name"] = json!(format!("{}{bad}", resource["name"].as_str().unwrap_or("")));
            resource["tags"] = json!({ "known": { bad: bad, "classification": bad } });
            poison(&mut resource["detail"]);
            (arn, resource)
        })
        .collect();
    *resources = poisoned;
    inventory["gaps"] = json!([{
        "kind": "trail", "region": "us-east-1",
        "gap": { "operation": "cloudtrail:DescribeTrails", "kind": "denied", "message": HOSTILE },
    }]);
    told(inventory.to_string())
}

/// Names, descriptions and Sids of policies.
fn poison(detail: &mut Value) {
    match detail {
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| match value {
            Value::String(text) if ["name", "description", "algorithm"].contains(&name.as_str()) => {
                text.push_str(HOSTILE);
            }
            Value::String(text) if text.contains("\"Sid\":\"") => {
                let bad = serde_json::to_string(HOSTILE).expect("JSON");
                *text = text.replace("\"Sid\":\"", &format!("\"Sid\":\"{}", &bad[1..bad.len() - 1]));
            }
            other => poison(other),
        }),
        Value::Array(values) => values.iter_mut().for_each(poison),
        _ => {}
    }
}
