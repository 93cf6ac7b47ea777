//! What findings amount to: gaps, score, coverage, re-evaluation, frameworks.

use super::build::{self, NOW, REGION, but, good, inventory};
use aisec_tui::inventory::{Arn, Inventory, Kind, Timestamp};
use aisec_tui::posture::frameworks::Framework;
use aisec_tui::posture::{FixKind, Report, Severity, Status, checks, evaluate, evaluate_resources};
use serde_json::json;
use std::collections::BTreeSet;

const LATER: Timestamp = Timestamp(NOW.0 + 60);

fn account() -> Inventory {
    inventory([
        good(Kind::KmsKey, "k-1"),
        good(Kind::Bucket, "patients"),
        but(Kind::Bucket, "scratch", "versioning = '<absent>'"),
        but(Kind::TrainingJob, "triage", "volume_kms_key = '<absent>'"),
        but(Kind::Role, "train", "inline = '<denied>'"),
        good(Kind::Vpc, "vpc-1"),
        good(Kind::Trail, "all"),
    ])
}

fn status(report: &Report, check: &str, arn: &Arn) -> Option<Status> {
    let found = report.of_resource(arn).iter().find(|f| f.check.id == check);
    found.map(|f| f.status)
}

#[test]
fn a_training_job_without_a_volume_key_fails_with_the_field_named() {
    let report = evaluate(&account(), NOW);
    let arn = build::arn(Kind::TrainingJob, "triage");
    let failing: Vec<_> = report
        .of_resource(&arn)
        .iter()
        .filter(|f| f.status == Status::Fail)
        .collect();
    assert_eq!(failing.len(), 1);
    let evidence = &failing[0].evidence()[0];
    assert_eq!(
        evidence.field,
        "DescribeTrainingJob.ResourceConfig.VolumeKmsKeyId"
    );
    assert_eq!((&*evidence.value, evidence.wanted), ("not set", "a KMS key"));
    assert_eq!(report.worst(&arn), Some(Severity::High));
}

#[test]
fn a_kind_that_could_not_be_listed_is_unknown_for_each_of_its_checks_and_passes_none() {
    let mut inventory = inventory([]);
    inventory.add_gap(build::gap(Kind::TrainingJob, "sagemaker:ListTrainingJobs"));
    let report = evaluate(&inventory, NOW);
    let scope = Arn::new("arn:aws:sagemaker:us-east-1:111122223333:*");
    let about = report.of_resource(&scope);
    let checks: BTreeSet<&str> = about.iter().map(|f| f.check.id).collect();
    let expected: BTreeSet<&str> = checks::all()
        .filter(|c| c.kinds().any(|k| k == Kind::TrainingJob))
        .map(|c| c.id)
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(checks, expected);
    for finding in about {
        assert_eq!(finding.status, Status::Unknown);
        let reason = finding.reason().expect("an unknown has a reason");
        assert!(reason.contains("sagemaker:ListTrainingJobs denied"), "{reason}");
    }
}

#[test]
fn several_refused_listings_of_a_kind_make_one_finding_a_check() {
    let mut inventory = inventory([]);
    for (kind, operation) in [
        (Kind::Role, "iam:GetAccountAuthorizationDetails"),
        (Kind::Role, "iam:ListRoles"),
        (Kind::User, "iam:GetAccountAuthorizationDetails"),
    ] {
        inventory.add_gap(build::gap(kind, operation));
    }
    let report = evaluate(&inventory, NOW);
    let mut seen = BTreeSet::new();
    for finding in &report.findings {
        assert!(
            seen.insert((finding.resource().clone(), finding.check.id)),
            "{} twice about {}",
            finding.check.id,
            finding.resource()
        );
    }
    assert!(
        seen.iter()
            .any(|(arn, _)| arn.as_str() == "arn:aws:iam::111122223333:*")
    );
}

#[test]
fn an_account_of_which_nothing_was_read_scores_nothing() {
    let report = evaluate(&Inventory::default(), NOW);
    assert_eq!((report.score, report.coverage), (0, 0.0));
    let mut unread = Inventory::new(build::ACCOUNT.into(), vec![REGION.into()]);
    let report = evaluate(&unread, NOW);
    assert!(
        !report.findings.is_empty(),
        "the checks of a Region are unknown before anything is listed"
    );
    assert_eq!(report.counts.total.unknown, report.findings.len());
    assert_eq!((report.score, report.coverage), (0, 0.0));
    // A resource that was listed and nothing more: no check may pass on it.
    let blank = aisec_tui::inventory::detail::TrainingJob::default();
    let mut job = good(Kind::TrainingJob, "triage");
    job.detail = blank.into();
    unread.upsert(job);
    assert_eq!(evaluate(&unread, NOW).counts.total.pass, 0);
}

#[test]
fn no_check_passes_on_a_resource_of_which_no_field_was_read() {
    for kind in Kind::ALL {
        let resource = build::unread(*kind, "blank");
        // What a listing alone tells is enough for these.
        let report = evaluate(&inventory([resource.clone()]), NOW);
        let passed: Vec<&str> = report
            .of_resource(&resource.arn)
            .iter()
            .filter(|f| f.status == Status::Pass)
            .map(|f| f.check.id)
            .collect();
        assert!(passed.is_empty(), "{}: {passed:?}", kind.label());
    }
}

#[test]
fn the_score_weighs_by_severity_and_unknown_does_not_count_as_pass() {
    let of = |resource| {
        let mut report = evaluate(&inventory([resource]), NOW);
        report
            .findings
            .retain(|f| f.check.id == "kinesis.stream_encrypted_at_rest");
        Report::new(report.findings)
    };
    let (pass, fail, unknown) = (
        of(good(Kind::KinesisStream, "s")),
        of(but(Kind::KinesisStream, "s", "encryption = 'NONE'")),
        of(but(Kind::KinesisStream, "s", "encryption = '<denied>'")),
    );
    assert_eq!((pass.score, pass.coverage), (100, 1.0));
    assert_eq!((fail.score, fail.coverage), (0, 1.0));
    assert_eq!((unknown.score, unknown.coverage), (0, 0.0));
    // Critical passes (20), medium fails (3), high is unknown (8): 20 of 31.
    let mut mixed = unknown.findings;
    let report = evaluate(&inventory([good(Kind::AccountSummary, "root")]), NOW);
    mixed.extend(
        report
            .findings
            .into_iter()
            .find(|f| f.check.id == "iam.root_mfa_enabled"),
    );
    let report = evaluate(
        &inventory([but(Kind::MacieSession, "m", "status = 'PAUSED'")]),
        NOW,
    );
    mixed.extend(
        report
            .findings
            .into_iter()
            .find(|f| f.check.id == "macie.is_enabled"),
    );
    let mixed = Report::new(mixed);
    assert_eq!(mixed.score, 64);
    assert!((mixed.coverage - 2.0 / 3.0).abs() < 1e-9);
    assert_eq!(mixed.counts.severity(Severity::High).unknown, 1);
    assert_eq!(mixed.counts.severity(Severity::Medium).fail, 1);
    assert_eq!(mixed.counts.severity(Severity::Critical).pass, 1);
    assert_eq!(mixed.counts.total.all(), 3);
}

#[test]
fn a_change_evaluated_alone_gives_the_report_of_the_whole() {
    let before = account();
    let first = evaluate(&before, NOW);
    let mut after = before.clone();
    after.upsert(good(Kind::TrainingJob, "triage"));
    after.upsert(good(Kind::FlowLog, "fl-1"));
    after.remove(&build::arn(Kind::Bucket, "scratch"));
    after.remove(&build::arn(Kind::Trail, "all"));
    let touched = [
        build::arn(Kind::TrainingJob, "triage"),
        build::arn(Kind::FlowLog, "fl-1"),
        build::arn(Kind::Bucket, "scratch"),
        build::arn(Kind::Trail, "all"),
    ];
    let changes = evaluate_resources(&after, &touched, LATER);
    let merged = first.clone().merged(changes);
    let mut whole = evaluate(&after, LATER);
    whole.keep_first_seen(&first);
    assert_eq!(merged.findings.len(), whole.findings.len());
    for (a, b) in merged.findings.iter().zip(&whole.findings) {
        assert_eq!(a, b);
    }
    assert_eq!((merged.score, &merged.counts), (whole.score, &whole.counts));
    let vpc = build::arn(Kind::Vpc, "vpc-1");
    assert_eq!(status(&first, "vpc.flow_logs_enabled", &vpc), Some(Status::Fail));
    assert_eq!(status(&merged, "vpc.flow_logs_enabled", &vpc), Some(Status::Pass));
}

#[test]
fn an_outcome_that_stays_keeps_the_time_it_was_first_seen() {
    let first = evaluate(&account(), NOW);
    let mut after = account();
    after.upsert(good(Kind::TrainingJob, "triage"));
    let mut second = evaluate(&after, LATER);
    second.keep_first_seen(&first);
    let seen = |check: &str, arn: &Arn| {
        let found = second.of_resource(arn).iter().find(|f| f.check.id == check);
        found.map(|f| f.first_seen)
    };
    let job = build::arn(Kind::TrainingJob, "triage");
    let volume = "sagemaker.training_jobs_volume_and_output_encryption_enabled";
    assert_eq!(seen(volume, &job), Some(LATER));
    let bucket = build::arn(Kind::Bucket, "scratch");
    assert_eq!(seen("s3.bucket_object_versioning", &bucket), Some(NOW));
}

#[test]
fn a_finding_is_written_as_the_command_line_promises() {
    let report = evaluate(&account(), NOW);
    let arn = build::arn(Kind::Bucket, "scratch");
    let finding = report
        .of_resource(&arn)
        .iter()
        .find(|f| f.check.id == "s3.bucket_object_versioning");
    let written = serde_json::to_value(finding.expect("it is there")).expect("a finding is JSON");
    assert_eq!(written["check"], "s3.bucket_object_versioning");
    assert_eq!(written["status"], "FAIL");
    assert_eq!(written["severity"], "medium");
    assert_eq!(written["resource"], "arn:aws:s3:::scratch");
    assert_eq!(written["resource_type"], "bucket");
    assert_eq!(written["region"], REGION);
    assert_eq!(written["account"], build::ACCOUNT);
    assert_eq!(
        written["evidence"],
        json!([{ "field": "GetBucketVersioning.Status", "value": "not set", "wanted": "Enabled" }])
    );
    assert_eq!(written["frameworks"]["PCI DSS 4.0"], json!(["10.3.4"]));
    assert_eq!(written["first_seen"], NOW.rfc3339());
    assert!(
        written["remediation"]
            .as_str()
            .is_some_and(|r| r.contains("versioning"))
    );
    assert_eq!(written["reason"], json!(null));
}

#[test]
fn every_check_can_be_read_by_itself() {
    let mut ids = BTreeSet::new();
    for check in checks::all() {
        assert!(ids.insert(check.id), "{} is there twice", check.id);
        assert!(
            check.id.contains('.') && !check.title.is_empty() && check.why.len() > 40,
            "{}",
            check.id
        );
        assert!(check.fix.words.len() > 20, "{}", check.id);
        assert!(
            !check.requirements().is_empty(),
            "{} answers for no requirement",
            check.id
        );
        let written = serde_json::to_value(check).expect("a check is JSON");
        assert_eq!(written["id"], check.id);
        assert_eq!(written["service"], check.id.split('.').next().expect("a service"));
    }
    assert!(ids.len() >= 272, "{}", ids.len());
    let rotation = checks::find("kms.cmk_rotation_enabled").expect("the check is there");
    assert_eq!(rotation.fix.kind, Some(FixKind::EnableKeyRotation));
}

#[test]
fn a_mapping_of_our_own_is_marked_as_inferred() {
    let check = checks::find("sagemaker.training_jobs_volume_and_output_encryption_enabled")
        .expect("the check is there");
    let requirements = check.requirements();
    let of = |framework| requirements.iter().find(|r| r.framework == framework);
    let hipaa = of(Framework::Hipaa).expect("HIPAA is mapped");
    assert_eq!((hipaa.id, hipaa.inferred), ("164.312(a)(2)(iv)", true));
    assert_eq!(hipaa.to_string(), "HIPAA ~164.312(a)(2)(iv)");
    let aisf = of(Framework::Aisf).expect("AISF is mapped");
    assert_eq!((aisf.id, aisf.inferred), ("AISF-INFRA-05", false));
    let written = serde_json::to_value(check).expect("a check is JSON");
    assert_eq!(
        written["frameworks_inferred"]["HIPAA"],
        json!(["164.312(a)(2)(iv)"])
    );
    assert_eq!(written["frameworks_inferred"].get("AISF"), None);
    assert_eq!(Framework::find("pci"), Some(Framework::PciDss));
    assert_eq!(Framework::find("nonesuch"), None);
}

#[test]
fn the_checks_set_out_with_are_all_there_under_prowlers_ids_and_security_hubs() {
    let list = include_str!("../fixtures/checks.tsv").lines();
    let rows: Vec<Vec<&str>> = list
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), 272);
    for row in rows {
        let ids = |text: &str| -> BTreeSet<String> {
            let ids = text.split(',').filter(|id| !id.is_empty());
            ids.map(str::to_owned).collect()
        };
        let check = checks::find(row[0]).unwrap_or_else(|| panic!("{} is missing", row[0]));
        let has = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(has(check.prowler), ids(row[1]), "{}", row[0]);
        assert_eq!(has(check.security_hub), ids(row[2]), "{}", row[0]);
    }
}
