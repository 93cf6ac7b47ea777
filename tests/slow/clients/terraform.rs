//! Terraform: `stack.tf` applied, planned again without a difference, destroyed.

use super::Served;
use crate::moto_server::source;
use std::env::{split_paths, var_os};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where providers lie in a mirror or a cache.
const PROVIDER: &str = "registry.terraform.io/hashicorp/aws";

/// The folders on this computer that hold an AWS provider: the one that
/// `AISEC_TUI_TERRAFORM_PLUGINS` names, or those that Terraform's own settings
/// and conventions name. Nothing is downloaded.
fn plugins() -> Vec<PathBuf> {
    let named = var_os("AISEC_TUI_TERRAFORM_PLUGINS").map(PathBuf::from);
    let folders = named.map_or_else(conventional, |folder| vec![folder]);
    folders
        .into_iter()
        .filter(|f| f.join(PROVIDER).is_dir())
        .collect()
}

/// The plugin cache, what the CLI configuration names, and the implied local
/// mirrors.
fn conventional() -> Vec<PathBuf> {
    let home = var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let mut folders: Vec<PathBuf> = var_os("TF_PLUGIN_CACHE_DIR")
        .map(PathBuf::from)
        .into_iter()
        .collect();
    let settings = var_os("TF_CLI_CONFIG_FILE").map_or_else(|| home.join(".terraformrc"), PathBuf::from);
    let settings = std::fs::read_to_string(settings).unwrap_or_default();
    folders.extend(settings.lines().filter_map(|line| {
        let (name, value) = line.split_once('=')?;
        let names_a_folder = matches!(name.trim(), "plugin_cache_dir" | "path");
        let folder = value
            .trim()
            .trim_matches('"')
            .replace("$HOME", &home.to_string_lossy());
        names_a_folder.then(|| PathBuf::from(folder))
    }));
    folders.push(home.join(".terraform.d/plugins"));
    folders.push(home.join(".terraform.d/plugin-cache"));
    let data_home = var_os("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from);
    let data = var_os("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    folders.extend(
        std::iter::once(data_home)
            .chain(split_paths(&data))
            .map(|folder| folder.join("terraform/plugins")),
    );
    folders
}

/// Says on the terminal why nothing is shown here: a test that passes is not
/// heard when it prints as usual.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "terraform: skipped: {why}");
}

/// Terraform in a folder, towards a served account.
pub(super) struct Terraform<'a> {
    served: &'a Served,
    folder: &'a Path,
}

impl<'a> Terraform<'a> {
    /// Terraform with an AWS provider, in a folder that holds what it is to
    /// work on; nothing, and why is said, where it is not installed.
    pub(super) fn begun(served: &'a Served, folder: &'a Path) -> Option<Self> {
        if Command::new("terraform").arg("version").output().is_err() {
            skipped("there is no terraform on the PATH");
            return None;
        }
        let plugins = plugins();
        if plugins.is_empty() {
            skipped("no folder with an AWS provider is known; name one with AISEC_TUI_TERRAFORM_PLUGINS");
            return None;
        }
        let terraform = Self { served, folder };
        let folders: Vec<String> = plugins
            .iter()
            .map(|f| format!("-plugin-dir={}", f.display()))
            .collect();
        let mut init = vec!["init", "-input=false", "-no-color"];
        init.extend(folders.iter().map(String::as_str));
        terraform.run(&init);
        Some(terraform)
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.served
            .command("terraform")
            .current_dir(self.folder)
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_VAR_endpoint", self.served.url())
            .args(arguments)
            .output()
            .expect("terraform runs")
    }

    /// Runs it and gives what it said; it must end well.
    pub(super) fn run(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "terraform {arguments:?}: {said}{complaint}"
        );
        said
    }
}

#[test]
fn a_stack_is_applied_without_drift_and_destroyed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy(source("clients/stack.tf"), folder.path().join("stack.tf")).expect("the stack is copied");
    let served = Served::start();
    let Some(terraform) = Terraform::begun(&served, folder.path()) else {
        return;
    };
    terraform.run(&["apply", "-auto-approve", "-input=false", "-no-color"]);
    let (key, endpoint) = (
        terraform.run(&["output", "-raw", "key"]),
        terraform.run(&["output", "-raw", "endpoint"]),
    );
    is_as_written(&served, &key, &endpoint);
    // 2 would say that there is something to change.
    terraform.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"]);
    terraform.run(&["destroy", "-auto-approve", "-input=false", "-no-color"]);
    is_gone(&served, &key, &endpoint);
}

/// Reads what was applied with another client.
fn is_as_written(served: &Served, key: &str, endpoint: &str) {
    let aws = |command: &str| {
        let words: Vec<&str> = command.split(' ').collect();
        served.aws(&words).expect("it is there")
    };
    let notebook = aws(
        "sagemaker describe-notebook-instance --notebook-instance-name cardiology-notebook \
         --query [KmsKeyId,DirectInternetAccess,RootAccess]",
    );
    assert_eq!(notebook, format!("{key} Disabled Disabled"));
    let encryption = aws("s3api get-bucket-encryption --bucket cardiology-records --query \
         ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.KMSMasterKeyID");
    assert_eq!(encryption, key);
    let rotation = format!("kms get-key-rotation-status --key-id {key} --query RotationPeriodInDays");
    assert_eq!(aws(&rotation), "180");
    let state = format!(
        "ec2 describe-vpc-endpoints --vpc-endpoint-ids {endpoint} --query \
         VpcEndpoints[].[State,PrivateDnsEnabled]"
    );
    assert_eq!(aws(&state), "available True");
}

/// Nothing of it is left but the key, which is on its way out.
fn is_gone(served: &Served, key: &str, endpoint: &str) {
    let state = [
        "kms",
        "describe-key",
        "--key-id",
        key,
        "--query",
        "KeyMetadata.KeyState",
    ];
    assert_eq!(served.aws(&state).as_deref(), Ok("PendingDeletion"));
    let endpoint = format!("ec2 describe-vpc-endpoints --vpc-endpoint-ids {endpoint}");
    for (command, code) in [
        ("s3api head-bucket --bucket cardiology-records", "404"),
        ("iam get-role --role-name cardiology-notebook", "NoSuchEntity"),
        (
            "sagemaker describe-notebook-instance --notebook-instance-name cardiology-notebook",
            "ValidationException",
        ),
        (endpoint.as_str(), "InvalidVpcEndpointId.NotFound"),
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let complaint = served.aws(&words).expect_err("it is gone");
        assert!(complaint.contains(&format!("({code})")), "{complaint}");
    }
}
