//! Runs: apply, verify, plan again, destroy; and what AWS does in between.

use super::account::{
    ACCOUNT, Account, Fault, account_id, block_on, confirmed, plan, preset, region, run, writes,
};
use aisec_tui::stack::{
    ActErrorKind, Cancel, DestroyPlan, Journal, Outcome, ProgressEvent, Scenario, Spec, Verdict, apply,
    destroy, verify,
};
use std::path::Path;

async fn take_back(account: &Account, directory: &Path, purge: bool) -> Outcome {
    let mut journal = Journal::open(directory, "ward-dev").expect("a journal");
    let confirmed = DestroyPlan::of(journal.state())
        .expect("there is a plan")
        .confirm("ward-dev", purge)
        .expect("the name is right");
    destroy(&confirmed, &mut journal, account, &mut |_| {}, &Cancel::new())
        .await
        .expect("the journal can be written")
}

#[test]
fn a_stack_is_made_verified_unchanged_and_destroyed_without_a_trace() {
    for scenario in Scenario::ALL {
        let account = Account::default();
        let directory = tempfile::tempdir().expect("a directory");
        block_on(async {
            let first = plan(&account, &preset(scenario)).await;
            let (outcome, seen) = run(&account, &first, directory.path()).await;
            assert!(outcome.is_complete(), "{outcome:?}");
            assert_eq!(account.calls().len(), writes(&first), "one call a step");
            let verified = seen.iter().filter(|p| p.event == ProgressEvent::Verified).count();
            assert_eq!(verified, first.steps.len());
            assert!(seen.iter().all(|p| p.total == first.steps.len()));

            let state = Journal::read(directory.path(), "ward-dev").expect("readable");
            let state = state.expect("there");
            let checks = verify(&state, &account).await;
            assert_eq!(checks.len(), first.steps.len());
            assert!(
                checks.iter().all(|c| c.verdict == Verdict::AsWanted),
                "{checks:?}"
            );

            let second = plan(&account, &preset(scenario)).await;
            assert!(second.summary().is_unchanged(), "{}", second.summary());
            assert_eq!(second.summary().none, first.steps.len());

            let outcome = take_back(&account, directory.path(), false).await;
            assert!(outcome.is_complete(), "{outcome:?}");
            assert_eq!(account.things(), Vec::<String>::new());
            let last = account.undone().pop();
            assert_eq!(last.as_deref(), Some("key data-key"), "the key goes last");
        });
    }
}

#[test]
fn a_fault_that_passes_is_waited_out_by_the_schedule_and_told() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    let fault = Fault::Refuse(ActErrorKind::Retry, "Could not assume role: it is not there yet");
    account.fault("sagemaker:CreateTrainingJob", &vec![fault; 5]);
    block_on(async {
        let plan = plan(&account, &preset(Scenario::Healthcare)).await;
        let (outcome, seen) = run(&account, &plan, directory.path()).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        let waits: Vec<(u32, u64)> = seen
            .iter()
            .filter_map(|p| match &p.event {
                ProgressEvent::Waiting {
                    attempt, millis, of, ..
                } => {
                    assert_eq!((*of, p.step.as_str()), (26, "training-job"));
                    Some((*attempt, *millis))
                }
                _ => None,
            })
            .collect();
        assert_eq!(waits, [(1, 250), (2, 500), (3, 1000), (4, 2000), (5, 2000)]);
        assert_eq!(account.waited(), 5750);
    });
}

#[test]
fn a_fault_that_does_not_pass_ends_the_run_after_26_tries_and_resume_goes_on() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    let fault = Fault::Refuse(ActErrorKind::Retry, "Throttling");
    account.fault("iam:CreateRole", &vec![fault; 26]);
    block_on(async {
        let plan = plan(&account, &preset(Scenario::Blank)).await;
        let (outcome, _) = run(&account, &plan, directory.path()).await;
        assert_eq!(outcome.failed.as_ref().map(|f| f.0.as_str()), Some("exec-role"));
        assert_eq!(outcome.exit_code(), 4);
        assert_eq!(outcome.done.len() + 1 + outcome.remaining.len(), plan.steps.len());
        let (outcome, _) = run(&account, &plan, directory.path()).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        assert_eq!(account.calls().len(), writes(&plan));
    });
}

#[test]
fn a_refusal_stops_the_run_and_nothing_later_is_called() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    account.fault(
        "kms:PutKeyPolicy",
        &[Fault::Refuse(ActErrorKind::Denied, "AccessDeniedException")],
    );
    block_on(async {
        let plan = plan(&account, &preset(Scenario::Blank)).await;
        let (outcome, _) = run(&account, &plan, directory.path()).await;
        let (step, error) = outcome.failed.expect("it failed");
        assert_eq!(
            (step.as_str(), error.kind),
            ("data-key-policy", ActErrorKind::Denied)
        );
        assert_eq!(account.waited(), 0, "a refusal is not waited out");
        assert_eq!(account.things().len(), outcome.done.len());
    });
}

#[test]
fn a_lost_answer_is_reconciled_and_nothing_is_made_twice() {
    for operation in [
        "kms:CreateKey",
        "s3:CreateBucket",
        "iam:CreateRole",
        "ec2:CreateVpc",
        "ec2:CreateVpcEndpoint",
    ] {
        let account = Account::default();
        let directory = tempfile::tempdir().expect("a directory");
        account.fault(operation, &[Fault::LoseAnswer]);
        block_on(async {
            let plan = plan(&account, &preset(Scenario::Blank)).await;
            let (outcome, _) = run(&account, &plan, directory.path()).await;
            assert!(outcome.is_complete(), "{operation}: {outcome:?}");
            assert_eq!(account.calls().len(), writes(&plan), "{operation}");
        });
    }
}

#[test]
fn cancelling_stops_after_the_current_step_and_applying_again_goes_on() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    block_on(async {
        let plan = plan(&account, &preset(Scenario::Blank)).await;
        let mut journal = Journal::open(directory.path(), "ward-dev").expect("a journal");
        let cancel = Cancel::new();
        let wish = cancel.clone();
        let outcome = apply(
            &confirmed(&plan),
            &mut journal,
            &account,
            &mut |p| {
                if p.index == 3 {
                    wish.cancel();
                }
            },
            &cancel,
        )
        .await
        .expect("the journal can be written");
        assert!(outcome.cancelled);
        assert_eq!(outcome.done.len(), 3);
        assert_eq!(journal.state().word(), "unfinished");
        drop(journal);
        let (outcome, _) = run(&account, &plan, directory.path()).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        assert_eq!(account.calls().len(), writes(&plan));
    });
}

#[test]
fn what_has_gone_or_changed_since_is_found_by_verify() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    block_on(async {
        let plan = plan(&account, &preset(Scenario::Blank)).await;
        run(&account, &plan, directory.path()).await;
        account.take("s3:PutPublicAccessBlock data-bucket-public-access");
        account.put(Spec::PutRolePolicy {
            role: "ward-dev-exec".to_owned(),
            name: "workload".to_owned(),
            policy: "{}".to_owned(),
        });
        let state = Journal::read(directory.path(), "ward-dev").expect("readable");
        let checks = verify(&state.expect("there"), &account).await;
        let off: Vec<(&str, &Verdict)> = checks
            .iter()
            .filter(|c| c.verdict != Verdict::AsWanted)
            .map(|c| (c.step.as_str(), &c.verdict))
            .collect();
        assert_eq!(off.len(), 2, "{off:?}");
        assert!(matches!(off[0], ("exec-role-policy", Verdict::Differs(d)) if d[0].field == "policy"));
        assert_eq!(off[1], ("data-bucket-public-access", &Verdict::Missing));
    });
}

#[test]
fn destroying_takes_the_stacks_name_and_leaves_what_was_adopted() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    let bucket = format!("ward-dev-data-{ACCOUNT}");
    account.put(Spec::CreateBucket {
        bucket: bucket.clone(),
        region: region().to_string(),
    });
    block_on(async {
        let mut blueprint = preset(Scenario::Blank);
        blueprint.adopt = true;
        let plan = plan(&account, &blueprint).await;
        let (outcome, _) = run(&account, &plan, directory.path()).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        let state = Journal::read(directory.path(), "ward-dev").expect("readable");
        let takes = DestroyPlan::of(&state.expect("there")).expect("there is a plan");
        assert_eq!(takes.left, ["data-bucket"]);
        assert!(takes.clone().confirm("ward", false).is_err());
        assert!(takes.confirm("", true).is_err());
        let outcome = take_back(&account, directory.path(), true).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        assert!(account.things().contains(&format!("bucket {bucket}")));
        assert!(account.undone().iter().all(|u| !u.contains(&bucket)));
    });
}

#[test]
fn a_bucket_with_objects_stops_destruction_before_its_key_until_purged() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    block_on(async {
        let plan = plan(&account, &preset(Scenario::Blank)).await;
        run(&account, &plan, directory.path()).await;
        account.put(Spec::PutObject {
            bucket: format!("ward-dev-models-{ACCOUNT}"),
            key: "output/model.tar.gz".to_owned(),
            path: String::new(),
            sha256: String::new(),
            bytes: 1,
            key_arn: String::new(),
            tags: std::collections::BTreeMap::new(),
        });
        let outcome = take_back(&account, directory.path(), false).await;
        let (step, error) = outcome.failed.expect("it is not empty");
        assert_eq!(
            (step.as_str(), error.message.as_str()),
            ("models-bucket", "BucketNotEmpty")
        );
        assert!(account.things().contains(&"key data-key".to_owned()));
        let outcome = take_back(&account, directory.path(), true).await;
        assert!(outcome.is_complete(), "{outcome:?}");
        assert_eq!(account.things(), Vec::<String>::new());
        let state = Journal::read(directory.path(), "ward-dev").expect("readable");
        assert_eq!(state.expect("there").word(), "destroyed");
    });
}

#[test]
fn a_file_is_uploaded_with_the_digest_that_was_confirmed() {
    let account = Account::default();
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("patients.csv");
    std::fs::write(&file, "abc").expect("writable");
    let mut blueprint = preset(Scenario::Healthcare);
    blueprint.data.upload = Some(file.display().to_string());
    let plan = block_on(plan(&account, &blueprint));
    let Spec::PutObject {
        key, sha256, bytes, ..
    } = &plan.step("upload").expect("it uploads").spec
    else {
        panic!("it is an upload")
    };
    assert_eq!((key.as_str(), *bytes), ("train/patients.csv", 3));
    assert_eq!(
        sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert!(
        plan.step("training-job")
            .expect("it trains")
            .needs
            .contains(&"upload".to_owned())
    );
    std::fs::remove_file(&file).expect("removable");
    let error = block_on(aisec_tui::stack::make_plan(
        &blueprint,
        &account_id(),
        super::account::NOW,
        &account,
    ))
    .expect_err("the file is gone");
    assert!(error.to_string().contains("data.upload"), "{error}");
}
