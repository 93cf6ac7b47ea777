//! Failing findings, grouped by what mends them together.

use super::build::{NOW, but, good, inventory};
use aisec_tui::inventory::{Field, Inventory, Kind, Resource, Tags};
use aisec_tui::posture::roots::{RootCause, RootKind, root_causes};
use aisec_tui::posture::{Finding, Report, Status, evaluate};
use std::collections::BTreeSet;

fn grouped(account: &Inventory) -> (Report, Vec<RootCause>) {
    let report = evaluate(account, NOW);
    let causes = root_causes(&report.findings, account);
    (report, causes)
}

fn of<'c>(causes: &'c [RootCause], key: &str) -> &'c RootCause {
    let found = causes.iter().find(|c| c.key == key);
    found.unwrap_or_else(|| {
        let keys: Vec<&str> = causes.iter().map(|c| c.key.as_str()).collect();
        panic!("{key} is not among {keys:#?}")
    })
}

fn members<'r>(report: &'r Report, cause: &RootCause) -> Vec<(&'static str, &'r str)> {
    let findings = cause.findings.iter().map(|at| &report.findings[*at]);
    findings.map(|f| (f.check.id, f.resource_name())).collect()
}

fn tagged(resource: Resource, name: &str, value: &str) -> Resource {
    Resource {
        tags: Field::Known(Tags::from([(name.to_owned(), value.to_owned())])),
        ..resource
    }
}

const OPEN: &str = "policy_is_public = true
public_access_block = '<absent>'
policy = '{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::it/*\"}]}'";

#[test]
fn what_one_setting_of_the_account_would_close_is_one_cause() {
    let account = inventory([
        but(Kind::S3Account, "s3", "public_access_block = '<absent>'"),
        but(Kind::Bucket, "open", OPEN),
        but(Kind::Bucket, "wide", OPEN),
    ]);
    let (report, causes) = grouped(&account);
    let cause = of(&causes, "s3.account_level_public_access_blocks");
    assert_eq!(cause.kind, RootKind::Setting);
    let members: BTreeSet<_> = members(&report, cause).into_iter().collect();
    for name in ["open", "wide"] {
        for check in ["s3.bucket_public_access", "s3.bucket_policy_public_write_access"] {
            assert!(members.contains(&(check, name)), "{check} of {name}");
        }
    }
    assert!(members.contains(&("s3.account_level_public_access_blocks", "s3")));

    let mended = inventory([
        good(Kind::S3Account, "s3"),
        but(Kind::Bucket, "open", OPEN),
        but(Kind::Bucket, "wide", OPEN),
    ]);
    let after = evaluate(&mended, NOW);
    let fails = |check: &str, name: &str| {
        let mut all = after.findings.iter();
        all.any(|f| f.check.id == check && f.resource_name() == name && f.status == Status::Fail)
    };
    for (check, name) in members {
        assert!(!fails(check, name), "{check} of {name} is closed by the setting");
    }
}

#[test]
fn a_policy_that_several_roles_have_attached_is_one_cause() {
    let attached = "attached = [{ name = 'AmazonSageMakerFullAccess', arn = 'arn:aws:iam::aws:policy/AmazonSageMakerFullAccess' }]";
    let account = inventory(["train", "serve", "label"].map(|name| but(Kind::Role, name, attached)));
    let (report, causes) = grouped(&account);
    let cause = of(&causes, "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess");
    assert_eq!(cause.kind, RootKind::Shared);
    let roles: BTreeSet<&str> = members(&report, cause)
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    assert_eq!(roles, BTreeSet::from(["label", "serve", "train"]));
    assert!(
        cause.cause.contains("AmazonSageMakerFullAccess"),
        "{}",
        cause.cause
    );
}

#[test]
fn a_vpc_without_endpoints_is_one_cause_of_all_the_checks_that_miss_one() {
    let account = inventory([
        good(Kind::Vpc, "vpc-1"),
        good(Kind::Subnet, "subnet-1"),
        good(Kind::TrainingJob, "triage"),
        good(Kind::Instance, "i-1"),
    ]);
    let (report, causes) = grouped(&account);
    let cause = causes
        .iter()
        .find(|c| c.key.ends_with("#endpoints"))
        .expect("the VPC has no endpoint");
    let checks: BTreeSet<&str> = members(&report, cause).into_iter().map(|(id, _)| id).collect();
    assert!(checks.len() >= 2, "{checks:?}");
    assert!(checks.iter().all(|id| id.contains("endpoint")), "{checks:?}");
}

#[test]
fn what_a_stack_a_name_or_a_team_made_alike_is_one_cause() {
    let bare = "versioning = '<absent>'";
    let stack = "aws:cloudformation:stack-name";
    let account = inventory([
        tagged(but(Kind::Bucket, "one", bare), stack, "lake"),
        tagged(but(Kind::Bucket, "two", bare), stack, "lake"),
        but(Kind::Bucket, "raw-000001", bare),
        but(Kind::Bucket, "raw-000002", bare),
        but(Kind::Bucket, "raw-000003", bare),
        tagged(but(Kind::Bucket, "scans", bare), "team", "cardio"),
        tagged(but(Kind::Bucket, "echoes", bare), "Team", "cardio"),
        but(Kind::Bucket, "alone", bare),
    ]);
    let (report, causes) = grouped(&account);
    let id = "s3.bucket_object_versioning";
    let names = |key: &str| -> Vec<&str> {
        let cause = of(&causes, key);
        members(&report, cause)
            .into_iter()
            .map(|(_, name)| name)
            .collect()
    };
    assert_eq!(names(&format!("{id}#CloudFormation stack:lake")), ["one", "two"]);
    assert_eq!(
        names(&format!("{id}#all that are numbered after:raw-")),
        ["raw-000001", "raw-000002", "raw-000003"]
    );
    assert_eq!(names(&format!("{id}#team:cardio")), ["echoes", "scans"]);
    assert_eq!(names(id), ["alone"]);
    assert_eq!(of(&causes, id).kind, RootKind::Check);
}

#[test]
fn every_failing_finding_has_one_cause_and_nothing_else_has() {
    let account = inventory([
        but(Kind::S3Account, "s3", "public_access_block = '<absent>'"),
        but(Kind::Bucket, "open", OPEN),
        but(Kind::Bucket, "unread", "versioning = '<denied>'"),
        but(Kind::TrainingJob, "triage", "volume_kms_key = '<absent>'"),
        but(Kind::Role, "train", "inline = '<denied>'"),
        good(Kind::Vpc, "vpc-1"),
    ]);
    let (report, causes) = grouped(&account);
    let mut told: Vec<usize> = causes.iter().flat_map(|c| c.findings.clone()).collect();
    told.sort_unstable();
    let failing = |f: &Finding| f.status == Status::Fail;
    let wanted: Vec<usize> = (0..report.findings.len())
        .filter(|at| failing(&report.findings[*at]))
        .collect();
    assert_eq!(told, wanted);
}

#[test]
fn the_heaviest_cause_comes_first_whatever_the_order_of_the_findings() {
    let account = inventory([
        but(Kind::S3Account, "s3", "public_access_block = '<absent>'"),
        but(Kind::Bucket, "open", OPEN),
        but(Kind::Bucket, "wide", OPEN),
        but(Kind::Bucket, "plain", "versioning = '<absent>'"),
    ]);
    let (report, causes) = grouped(&account);
    assert!(causes.is_sorted_by(|a, b| a.weight >= b.weight));
    for cause in &causes {
        let findings = cause.findings.iter().map(|at| &report.findings[*at]);
        let weight: u64 = findings.clone().map(|f| f.severity().weight()).sum();
        assert_eq!(cause.weight, weight);
        assert_eq!(Some(cause.severity), findings.map(Finding::severity).max());
    }
    let mut turned = report.findings.clone();
    turned.reverse();
    let keys = |causes: &[RootCause]| -> Vec<String> { causes.iter().map(|c| c.key.clone()).collect() };
    assert_eq!(keys(&root_causes(&turned, &account)), keys(&causes));
}
