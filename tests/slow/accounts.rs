//! A scan of every account of an organization, in one run.

use crate::moto_server::Moto;
use crate::support::stdout;
use serde_json::{Value, json};

#[test]
fn every_account_is_read_through_its_role_and_one_that_cannot_be_is_named() {
    let moto = Moto::start();
    let made: Value = serde_json::from_str(&moto.script("seed_organization.py", &[])).expect("JSON");
    let data = tempfile::tempdir().expect("a folder");
    let scan = |more: &[&str], exit: i32| {
        let mut command = moto.aisec(data.path());
        command.args(["scan", "--organization-role", "Audit"]).args(more);
        stdout(&command.output().expect("the binary runs"), exit)
    };
    // Not every account was read: the code says so.
    let report: Value = serde_json::from_str(&scan(&["--format", "json"], 3)).expect("JSON");
    let accounts = report["accounts"].as_array().expect("a list of accounts");
    assert_eq!(accounts.len(), 4, "{accounts:#?}");
    let of = |name: &str| {
        let found = accounts.iter().find(|a| a["account"] == made[name]);
        found.unwrap_or_else(|| panic!("{name} is not in {accounts:#?}"))
    };
    assert_eq!(of("closed")["failed"], "the account is closed or suspended");
    assert_eq!(of("closed")["score"], Value::Null);
    let rotation = |name: &str| -> Vec<&Value> {
        let findings = report["findings"].as_array().expect("findings").iter();
        let of_key = findings.filter(|f| f["check"] == "kms.cmk_rotation_enabled");
        of_key
            .filter(|f| f["account"] == made[name])
            .map(|f| &f["status"])
            .collect()
    };
    assert_eq!(rotation("careless"), [&json!("FAIL")]);
    assert_eq!(rotation("careful"), [&json!("PASS")]);
    let table = scan(&["--account", made["closed"].as_str().expect("a number")], 3);
    assert!(
        table.contains("closed: not read: the account is closed"),
        "{table}"
    );
    let careful = ["--account", made["careful"].as_str().expect("a number")];
    let table = scan(&careful, 0);
    assert!(table.contains("careful: ") && table.contains("score"), "{table}");
    let _ = scan(&["--account", "999999999999"], 2);
}
