//! Attack paths: who gets to what is at stake, and what to mend first.

use super::account::{ACCOUNT, Build, account, allow, role_arn, sagemaker, trusts};
use aisec_tui::inventory::detail::MacieJob;
use aisec_tui::inventory::{Arn, Field};
use aisec_tui::posture::reach::{AttackPath, AttackPaths, Rank, Reach, Stake};
use serde_json::json;

fn paths(account: &Build) -> AttackPaths {
    Reach::new(&account.0).attack_paths(5)
}

/// `who: way, way → prize`.
fn words(all: &AttackPaths, path: &AttackPath) -> String {
    let ways: Vec<&str> = all.hops_of(path).map(|h| h.way.as_str()).collect();
    let prize = all.prize_of(path);
    format!(
        "{}: {} → {} {}",
        path.name,
        ways.join(", "),
        prize.stake.word(),
        prize.name
    )
}

fn told(all: &AttackPaths) -> Vec<String> {
    all.paths.iter().map(|p| words(all, p)).collect()
}

/// Data that Macie looks into, and a role of a workload that reads it.
fn clinic() -> Build {
    let job = MacieJob {
        buckets: Field::Known(vec!["training-data".to_owned()]),
        ..MacieJob::default()
    };
    let arn = format!("arn:aws:macie2:us-east-1:{ACCOUNT}:classification-job/weekly");
    account()
        .data()
        .bucket("scratch", Field::Known(None))
        .put(&arn, "weekly", job)
        .role("trainer", &sagemaker(), &[allow(&["s3:GetObject"], "*")])
}

fn runs_jobs() -> serde_json::Value {
    allow(&["iam:PassRole", "sagemaker:CreateTrainingJob"], "*")
}

#[test]
fn a_person_who_passes_a_role_gets_the_role_and_its_data() {
    let account = clinic()
        .user("analyst", &[runs_jobs()])
        .user(
            "reader",
            &[allow(&["s3:GetObject"], "arn:aws:s3:::training-data/*")],
        )
        .user("nobody", &[]);
    let all = paths(&account);
    let stakes: Vec<(Stake, &str)> = all.prizes.iter().map(|p| (p.stake, p.name.as_str())).collect();
    assert_eq!(
        stakes,
        [
            (Stake::Dataset, "training-data"),
            (Stake::ExecutionRole, "trainer")
        ],
        "what nobody looks at is not at stake"
    );
    assert_eq!(
        told(&all),
        [
            "analyst: sagemaker-002 → execution role trainer",
            "analyst: sagemaker-002, act → dataset training-data",
        ],
        "what a user may do itself is access"
    );
    assert!(all.paths.iter().all(|p| p.escalates && p.answer == Rank::Yes));
}

#[test]
fn the_statement_that_closes_most_paths_comes_first() {
    let account = clinic()
        .role("second", &sagemaker(), &[])
        .user("analyst", &[runs_jobs()])
        .user(
            "opener",
            &[allow(&["sagemaker:CreatePresignedNotebookInstanceUrl"], "*")],
        )
        .notebook("lab", "trainer");
    let all = paths(&account);
    // The analyst: two roles and the data; the opener: one role and the data.
    assert_eq!(all.paths.len(), 5, "{:?}", told(&all));
    let remedies: Vec<(&str, usize, usize, usize)> = all
        .remedies
        .iter()
        .map(|r| (r.statement.as_str(), r.steps, r.paths.len(), r.closes))
        .collect();
    assert_eq!(
        remedies,
        [
            ("statement 1 of inline policy own-0 of analyst", 2, 3, 3),
            ("statement 1 of inline policy own-0 of opener", 1, 2, 2),
        ]
    );
}

#[test]
fn a_statement_that_another_way_goes_round_closes_nothing() {
    let middle = |name: &str| allow(&["sts:AssumeRole"], &role_arn(name));
    let account = clinic()
        .role("left", &trusts("AWS", ACCOUNT), &[runs_jobs()])
        .role("right", &trusts("AWS", ACCOUNT), &[runs_jobs()])
        .user("anna", &[middle("left"), middle("right")]);
    let all = paths(&account);
    assert!(all.paths.iter().all(|p| p.hops.len() >= 2 && p.name == "anna"));
    let closes: Vec<usize> = all.remedies.iter().map(|r| r.closes).collect();
    assert!(
        !closes.is_empty() && closes.iter().all(|c| *c == 0),
        "{:?}",
        all.remedies
    );
}

#[test]
fn those_outside_attack_keys_models_and_roles_too() {
    let open = json!([{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "kms:Decrypt", "Resource": "*"}]);
    let account = clinic()
        .key(open, Vec::new())
        .bucket("models", Field::Known(None))
        .model("scores", "trainer", "s3://models/scores/model.tar.gz")
        .role(
            "vendor",
            &trusts("AWS", "444455556666"),
            &[allow(&["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::models/*")],
        );
    let all = paths(&account);
    let mut found = told(&all);
    found.sort();
    assert_eq!(
        found,
        [
            "444455556666: act → key alias/training",
            "444455556666: assume, act → model scores",
            "444455556666: assume, s3-model-artifact → execution role trainer",
            "444455556666: assume, s3-model-artifact, act → dataset training-data",
        ]
    );
    assert!(
        all.paths.iter().all(|p| p.answer == Rank::If),
        "the other account has its say"
    );
    assert_eq!(all.by_stake()[&Stake::Model], 1);
    assert!(
        all.prizes
            .iter()
            .any(|p| Arn::new(p.arn.as_str()).service() == "sagemaker")
    );
}

#[test]
fn numbers_of_steps_and_prizes_hold_together() {
    let all = paths(&clinic().user("analyst", &[runs_jobs()]));
    for path in &all.paths {
        assert_eq!(all.hops_of(path).count(), path.hops.len());
        let last = all.hops_of(path).last().expect("a step");
        assert!(last.to.contains(&all.prize_of(path).name) || last.to.contains("training-data"));
    }
    for remedy in &all.remedies {
        assert!(remedy.closes <= remedy.paths.len() && remedy.hop < all.hops.len());
    }
    let text = serde_json::to_string(&all).expect("JSON");
    assert!(text.contains("\"statement\"") && text.contains("\"execution-role\""));
}
