//! boto3: the trips of `boto3/*.py`, each file on an account of its own.

use super::Served;
use crate::moto_server::{python, source};

/// Runs a file of trips; each kind has its line.
fn trips(file: &str) {
    let served = Served::start();
    let output = served
        .command(python())
        .arg(source("clients/boto3").join(file))
        .output()
        .expect("python runs");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let failed: Vec<&str> = said.lines().filter(|l| !l.starts_with("ok ")).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(
        output.status.success() && !said.is_empty(),
        "{file}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

macro_rules! boto3 {
    ($($test:ident: $file:literal,)*) => {
        $(#[test]
        fn $test() {
            trips($file);
        })*
    };
}

boto3! {
    keys_go_round: "kms.py",
    buckets_and_objects_go_round: "s3.py",
    identities_go_round: "iam.py",
    networks_go_round: "ec2.py",
    notebooks_jobs_and_endpoints_go_round: "sagemaker.py",
    trails_alarms_and_detectors_go_round: "watch.py",
    macie_guardrails_streams_and_devices_go_round: "data.py",
}
