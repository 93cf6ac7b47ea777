//! What data is at stake with each resource, and the severity that follows.

use super::build::{self, NOW, but, denied, good, inventory, with};
use aisec_tui::inventory::{Field, Inventory, Kind, Resource, Tags};
use aisec_tui::posture::index::Index;
use aisec_tui::posture::stakes::{Level, Stake, Stakes};
use aisec_tui::posture::{Report, Severity, Status, evaluate, evaluate_resources};

fn tagged(resource: Resource, tags: &[(&str, &str)]) -> Resource {
    let tags: Tags = tags
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    Resource {
        tags: Field::Known(tags),
        ..resource
    }
}

fn stake(inventory: &Inventory, kind: Kind, name: &str) -> Stake {
    let stakes = Stakes::new(&Index::new(inventory));
    let resource = inventory.get(&build::arn(kind, name)).expect("it is there");
    stakes.of(inventory, resource)
}

/// A bucket of patients, what reads it, and Macie, which found nothing yet.
fn clinic(tags: &[(&str, &str)]) -> Inventory {
    inventory([
        tagged(good(Kind::Bucket, "patients"), tags),
        good(Kind::Bucket, "models"),
        good(Kind::KmsKey, "k-1"),
        good(Kind::Role, "train"),
        good(Kind::TrainingJob, "triage"),
        but(
            Kind::Model,
            "triage",
            "containers = [{ model_data = 's3://models/triage/triage/output/model.tar.gz' }]",
        ),
        good(Kind::EndpointConfig, "triage-1"),
        good(Kind::Notebook, "desk"),
        but(Kind::AccessPoint, "door", "bucket = 'patients'"),
        good(Kind::MacieSession, "macie"),
    ])
}

#[test]
fn a_tag_states_the_class_of_data_in_the_spellings_of_the_field() {
    let cases = [
        ("data-classification", "phi", Level::Restricted),
        ("DataClassification", "Highly Confidential", Level::Restricted),
        ("acme:data_classification", "PCI-DSS", Level::Restricted),
        ("classification", "confidential", Level::Confidential),
        ("Sensitivity", "internal-use-only", Level::Internal),
        ("data-classification", "public", Level::Public),
        ("data-classification", "internal, pii", Level::Restricted),
        ("contains-phi", "true", Level::Restricted),
        ("contains-phi", "No", Level::NoneKnown),
        ("pci", "yes", Level::Restricted),
        ("team", "phi", Level::NoneKnown),
        ("data-classification", "tier 7", Level::NotKnown),
    ];
    for (name, value, level) in cases {
        let account = clinic(&[(name, value)]);
        let stake = stake(&account, Kind::Bucket, "patients");
        assert_eq!(stake.level, level, "{name}={value}");
        if level != Level::NoneKnown {
            assert!(
                stake.reasons[0].starts_with(&format!("tag {name}={value}")),
                "{stake:?}"
            );
        }
    }
}

#[test]
fn what_macie_found_is_told_with_its_count() {
    let found = "sensitive = { more = false, found = [
        { bucket = 'patients', category = 'PERSONAL_INFORMATION', kind = 'USA_SOCIAL_SECURITY_NUMBER', count = 1204, objects = 3 },
        { bucket = 'patients', category = 'PERSONAL_INFORMATION', kind = 'NAME', count = 9000, objects = 1 },
        { bucket = 'models', category = 'PERSONAL_INFORMATION', kind = 'NAME', count = 2, objects = 1 },
    ] }";
    let macie = but(Kind::MacieSession, "macie", &found.replace('\n', ""));
    let account = inventory([
        good(Kind::Bucket, "patients"),
        good(Kind::Bucket, "models"),
        macie,
    ]);
    let patients = stake(&account, Kind::Bucket, "patients");
    assert_eq!(patients.level, Level::Restricted);
    assert_eq!(
        patients.reasons,
        [
            "Macie found 1,204 × USA social security number in 3 objects",
            "Macie found 9,000 × name in 1 object",
        ]
    );
    assert_eq!(stake(&account, Kind::Bucket, "models").level, Level::Confidential);
}

#[test]
fn a_score_above_the_middle_says_that_macie_found_something() {
    let scored = |score: i64| {
        let set = format!("scores = [{{ bucket = 'patients', score = {score} }}]");
        let account = inventory([
            good(Kind::Bucket, "patients"),
            but(Kind::MacieSession, "macie", &set),
        ]);
        stake(&account, Kind::Bucket, "patients").level
    };
    assert_eq!(scored(83), Level::Confidential);
    assert_eq!(scored(1), Level::NoneKnown, "Macie looked and found nothing");
    for not_looked in [50, -1] {
        assert_eq!(scored(not_looked), Level::NotKnown);
    }
}

#[test]
fn what_could_not_be_read_is_not_known_and_never_none() {
    let refused = |macie: Resource, tags_denied: bool| {
        let mut bucket = good(Kind::Bucket, "patients");
        if tags_denied {
            bucket.tags = Field::Unknown(denied("s3:GetBucketTagging"));
        }
        stake(&inventory([bucket, macie]), Kind::Bucket, "patients")
    };
    let none = refused(good(Kind::MacieSession, "macie"), false);
    assert_eq!(none, Stake::default());
    for (macie, tags_denied, why) in [
        (good(Kind::MacieSession, "macie"), true, "s3:GetBucketTagging"),
        (
            but(Kind::MacieSession, "macie", "sensitive = '<denied>'"),
            false,
            "sensitive",
        ),
        (
            but(Kind::MacieSession, "macie", "scores = '<denied>'"),
            false,
            "scores",
        ),
        (
            but(
                Kind::MacieSession,
                "macie",
                "sensitive = { found = [], more = true }",
            ),
            false,
            "more findings than were read",
        ),
        (
            but(Kind::MacieSession, "macie", "locked_out = ['patients']"),
            false,
            "shuts Macie out",
        ),
    ] {
        let stake = refused(macie, tags_denied);
        assert_eq!(stake.level, Level::NotKnown, "{why}");
        assert!(stake.reasons[0].starts_with("not known: "), "{stake:?}");
        assert!(stake.reasons[0].contains(why), "{stake:?}");
    }
}

#[test]
fn a_job_whose_input_is_not_known_is_not_known() {
    let account = inventory([but(Kind::TrainingJob, "triage", "inputs = '<denied>'")]);
    assert_eq!(
        stake(&account, Kind::TrainingJob, "triage").level,
        Level::NotKnown
    );
    let account = inventory([good(Kind::TrainingJob, "triage")]);
    let elsewhere = stake(&account, Kind::TrainingJob, "triage");
    assert_eq!(
        elsewhere.level,
        Level::NotKnown,
        "the bucket is not in the inventory"
    );
    assert_eq!(
        elsewhere.reasons,
        ["not known: what is in patients, from which it reads"]
    );
}

#[test]
fn data_is_followed_to_what_reads_encrypts_makes_and_serves_it() {
    let account = clinic(&[("data-classification", "phi")]);
    let told = [
        (
            Kind::TrainingJob,
            "triage",
            "reads from patients, which holds restricted data (tag data-classification=phi)",
        ),
        (
            Kind::KmsKey,
            "k-1",
            "encrypts patients, which holds restricted data (tag data-classification=phi)",
        ),
        (
            Kind::AccessPoint,
            "door",
            "opens patients, which holds restricted data (tag data-classification=phi)",
        ),
        (
            Kind::Role,
            "train",
            "training job triage runs as it on restricted data",
        ),
        (
            Kind::Bucket,
            "models",
            "training job triage writes to it what it makes of restricted data",
        ),
        (
            Kind::Model,
            "triage",
            "training job triage made it from restricted data",
        ),
        (
            Kind::EndpointConfig,
            "triage-1",
            "serves model triage, which has to do with restricted data",
        ),
        (
            Kind::Notebook,
            "desk",
            "runs as role train, as workloads on restricted data do",
        ),
    ];
    for (kind, name, why) in told {
        let stake = stake(&account, kind, name);
        assert_eq!(stake.level, Level::Restricted, "{kind:?}");
        assert!(stake.reasons.iter().any(|r| r == why), "{why}: {stake:?}");
    }
}

#[test]
fn data_is_followed_two_steps_and_no_further() {
    let next = "inputs = ['s3://models/triage']\nrole = 'arn:aws:iam::111122223333:role/other'";
    let mut account = clinic(&[("data-classification", "phi")]);
    account.upsert(but(Kind::ProcessingJob, "distil", next));
    account.upsert(good(Kind::Role, "other"));
    assert_eq!(stake(&account, Kind::Bucket, "models").level, Level::Restricted);
    assert_eq!(
        stake(&account, Kind::ProcessingJob, "distil").level,
        Level::NoneKnown
    );
    assert_eq!(stake(&account, Kind::Role, "other").level, Level::NoneKnown);
}

#[test]
fn a_role_of_many_jobs_keeps_a_few_reasons_and_counts_the_rest() {
    let mut account = clinic(&[("data-classification", "phi")]);
    for number in 0..20 {
        account.upsert(with(
            Kind::TrainingJob,
            &format!("run-{number:02}"),
            &toml::Table::new(),
        ));
    }
    let role = stake(&account, Kind::Role, "train");
    assert_eq!(role.reasons.len(), 5);
    assert_eq!(role.reasons[4], "and 17 more resources");
}

#[test]
fn the_public_and_the_unclassified_raise_nothing() {
    for tags in [&[("data-classification", "public")][..], &[]] {
        let account = clinic(tags);
        let stakes = Stakes::new(&Index::new(&account));
        assert!(stakes.iter().all(|(_, level)| level <= Level::Public));
        assert_eq!(stake(&account, Kind::Role, "train").level, Level::NoneKnown);
    }
}

const VERSIONS: &str = "s3.bucket_object_versioning";

fn severities(report: &Report, name: &str) -> Vec<(Status, Severity)> {
    let all = report.findings.iter();
    all.filter(|f| f.check.id == VERSIONS && f.resource_name() == name)
        .map(|f| (f.status, f.severity()))
        .collect()
}

#[test]
fn restricted_data_makes_every_verdict_about_a_resource_one_step_more_severe() {
    let phi = &[("data-classification", "phi")][..];
    let account = inventory([
        tagged(good(Kind::Bucket, "kept"), phi),
        tagged(but(Kind::Bucket, "lost", "versioning = '<absent>'"), phi),
        tagged(but(Kind::Bucket, "unread", "versioning = '<denied>'"), phi),
        tagged(
            good(Kind::Bucket, "plain"),
            &[("data-classification", "internal")],
        ),
    ]);
    let report = evaluate(&account, NOW);
    for (name, status, severity) in [
        ("kept", Status::Pass, Severity::High),
        ("lost", Status::Fail, Severity::High),
        ("unread", Status::Unknown, Severity::High),
        ("plain", Status::Pass, Severity::Medium),
    ] {
        assert_eq!(severities(&report, name), [(status, severity)], "{name}");
    }
}

#[test]
fn severity_rises_by_one_step_and_never_falls() {
    let steps = [
        (Severity::Informational, Severity::Informational),
        (Severity::Low, Severity::Medium),
        (Severity::Medium, Severity::High),
        (Severity::High, Severity::Critical),
        (Severity::Critical, Severity::Critical),
    ];
    for (own, raised) in steps {
        assert_eq!(Level::Restricted.weighed(own), raised);
        for level in [
            Level::NoneKnown,
            Level::NotKnown,
            Level::Internal,
            Level::Confidential,
        ] {
            assert_eq!(level.weighed(own), own);
        }
    }
}

#[test]
fn a_bucket_that_turns_out_to_be_restricted_raises_what_reads_it_without_asking_it_again() {
    let before = clinic(&[]);
    let first = evaluate(&before, NOW);
    let after = clinic(&[("data-classification", "phi")]);
    let touched = [build::arn(Kind::Bucket, "patients")];
    let merged = first.merged(evaluate_resources(&after, &touched, NOW));
    let whole = evaluate(&after, NOW);
    assert_eq!(merged.findings, whole.findings);
    assert_eq!((merged.score, &merged.counts), (whole.score, &whole.counts));
    let back = merged.merged(evaluate_resources(&before, &touched, NOW));
    assert_eq!(back.findings, evaluate(&before, NOW).findings);
}
