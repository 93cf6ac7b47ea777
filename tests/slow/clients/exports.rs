//! A stack handed over: what other tools say of `stack export`, and what the
//! product says of what they made by it.

use super::Served;
use super::terraform::Terraform;
use crate::moto_server::{python, source};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const SCENARIOS: [&str; 5] = ["healthcare", "fraud", "inference", "pipeline", "blank"];

/// The product in a folder of its own, towards a served account.
struct Hands<'a> {
    served: &'a Served,
    folder: &'a Path,
}

impl Hands<'_> {
    /// Runs it and gives what it said; it must end well.
    fn run(&self, arguments: &[&str]) -> String {
        let output = self
            .served
            .command(env!("CARGO_BIN_EXE_aisec-tui"))
            .env("AISEC_TUI_DATA_DIR", self.folder.join("journals"))
            .args(arguments)
            .output()
            .expect("the binary runs");
        assert!(
            output.status.success(),
            "{arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The blueprint of a scenario's preset.
    fn preset(&self, scenario: &str) -> String {
        let path = self.folder.join(format!("{scenario}.toml"));
        let path = path.to_str().expect("UTF-8").to_owned();
        self.run(&[
            "stack",
            "new",
            "--scenario",
            scenario,
            "--name",
            scenario,
            "-o",
            &path,
        ]);
        path
    }

    /// A blueprint that asks for every kind of step, with a file to upload.
    fn everything(&self) -> String {
        let upload = self.folder.join("it's data.csv");
        std::fs::write(&upload, "id,age\n1,50\n").expect("a file");
        let text = std::fs::read_to_string(source("clients/everything.toml")).expect("the blueprint");
        let path = self.folder.join("everything.toml");
        let text = text.replace("UPLOAD", upload.to_str().expect("UTF-8"));
        std::fs::write(&path, text).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    }

    fn export(&self, blueprint: &str, format: &str, file: &str) -> PathBuf {
        let path = self.folder.join(file);
        let to = path.to_str().expect("UTF-8");
        self.run(&["stack", "export", blueprint, "--format", format, "--output", to]);
        path
    }

    /// The steps that the product would still do.
    fn open(&self, blueprint: &str) -> Vec<String> {
        let said = self.run(&["stack", "plan", blueprint, "--format", "json"]);
        let plan: Value = serde_json::from_str(&said).expect("a plan is JSON");
        let steps = plan["plan"]["steps"].as_array().expect("a plan has steps");
        assert!(!steps.is_empty());
        steps
            .iter()
            .filter(|step| step["action"] != "none")
            .map(|step| step["id"].as_str().expect("an id").to_owned())
            .collect()
    }
}

/// A folder with Terraform's working files for what the product exports.
fn blank_main(folder: &Path) {
    let wanted =
        "terraform {\n  required_providers {\n    aws = {\n      source = \"hashicorp/aws\"\n    }\n  }\n}\n";
    std::fs::write(folder.join("main.tf"), wanted).expect("a file");
}

#[test]
fn terraform_accepts_the_hcl_of_every_preset() {
    let (served, folder) = (Served::start(), tempfile::tempdir().expect("a folder"));
    let hands = Hands {
        served: &served,
        folder: folder.path(),
    };
    blank_main(folder.path());
    let Some(terraform) = Terraform::begun(&served, folder.path()) else {
        return;
    };
    let mut blueprints = SCENARIOS.map(|s| hands.preset(s)).to_vec();
    blueprints.push(hands.everything());
    for blueprint in blueprints {
        hands.export(&blueprint, "terraform", "main.tf");
        terraform.run(&["fmt", "-check", "-diff", "-no-color"]);
        terraform.run(&["validate", "-no-color"]);
    }
}

#[test]
fn terraform_takes_over_an_applied_stack_and_has_nothing_to_change() {
    let (served, folder) = (Served::start(), tempfile::tempdir().expect("a folder"));
    let hands = Hands {
        served: &served,
        folder: folder.path(),
    };
    blank_main(folder.path());
    let Some(terraform) = Terraform::begun(&served, folder.path()) else {
        return;
    };
    let mut blueprints = SCENARIOS.map(|s| hands.preset(s)).to_vec();
    blueprints.push(hands.everything());
    for blueprint in &blueprints {
        hands.run(&["stack", "apply", "--yes", blueprint]);
        let main = hands.export(blueprint, "terraform", "main.tf");
        let written = std::fs::read_to_string(main).expect("a file");
        let imports = written.matches("\nimport {\n").count();
        let resources = written.matches("\nresource \"").count();
        assert_eq!(imports, resources, "{blueprint}: each resource is imported");
        let plan = terraform.run(&["plan", "-input=false", "-no-color"]);
        let wanted = format!("Plan: {imports} to import, 0 to add, 0 to change, 0 to destroy.");
        assert!(plan.contains(&wanted), "{blueprint}: {plan}");
    }
    // The last is taken over for good; 2 would say that something is left.
    terraform.run(&["apply", "-auto-approve", "-input=false", "-no-color"]);
    terraform.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"]);
    let last = blueprints.last().expect("there are some");
    assert_eq!(
        hands.open(last),
        [""; 0],
        "the product still finds all as it wants it"
    );
}

#[test]
fn what_terraform_makes_is_what_the_blueprint_wants() {
    let (served, folder) = (Served::start(), tempfile::tempdir().expect("a folder"));
    let hands = Hands {
        served: &served,
        folder: folder.path(),
    };
    blank_main(folder.path());
    let Some(terraform) = Terraform::begun(&served, folder.path()) else {
        return;
    };
    let blueprint = hands.everything();
    hands.export(&blueprint, "terraform", "main.tf");
    terraform.run(&["apply", "-auto-approve", "-input=false", "-no-color"]);
    assert_eq!(hands.open(&blueprint), ["training-job"]);
    // What Terraform has no resource for is its output.
    let request = terraform.run(&["output", "-raw", "training_job_request"]);
    let call = ["sagemaker", "create-training-job", "--cli-input-json", &request];
    served.aws(&call).expect("the request is one");
    assert_eq!(hands.open(&blueprint), [""; 0]);
}

#[test]
fn the_script_makes_what_the_blueprint_wants() {
    let (served, folder) = (Served::start(), tempfile::tempdir().expect("a folder"));
    let hands = Hands {
        served: &served,
        folder: folder.path(),
    };
    let blueprint = hands.everything();
    let script = hands.export(&blueprint, "cli", "stack.sh");
    let aws = python().parent().expect("the clients' folder").to_owned();
    let path = std::env::var("PATH").expect("a PATH");
    let run = || {
        served
            .command("bash")
            .arg(&script)
            .env("PATH", format!("{}:{path}", aws.display()))
            .output()
            .expect("bash runs")
    };
    let output = run();
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    assert_eq!(complaint, "");
    assert_eq!(hands.open(&blueprint), [""; 0]);
    // It looks for nothing: a second run stops at the first name that is taken.
    let again = run();
    let complaint = String::from_utf8_lossy(&again.stderr);
    assert!(
        !again.status.success() && complaint.contains("AlreadyExists"),
        "{complaint}"
    );
}

#[test]
fn cfn_lint_accepts_the_template_of_every_preset() {
    let (served, folder) = (Served::start(), tempfile::tempdir().expect("a folder"));
    let hands = Hands {
        served: &served,
        folder: folder.path(),
    };
    let mut blueprints: Vec<(&str, String)> = SCENARIOS.map(|s| (s, hands.preset(s))).to_vec();
    blueprints.push(("everything", hands.everything()));
    for (name, blueprint) in blueprints {
        let template = hands.export(&blueprint, "cloudformation", &format!("{name}.yaml"));
        let output = Command::new(python().with_file_name("cfn-lint"))
            .args(["--include-checks", "I", "--regions", "us-east-1", "--template"])
            .arg(&template)
            .output()
            .expect("cfn-lint runs");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.is_empty(), "{name}: {said}");
    }
}
