//! The journal's file: torn, damaged, locked, foreign, private.

use super::account::{Account, block_on, confirmed, plan, preset, run};
use aisec_tui::stack::{Cancel, Journal, JournalError, Scenario, apply};
use std::fs;
use std::path::{Path, PathBuf};

fn applied(directory: &Path) -> (Account, PathBuf) {
    let account = Account::default();
    block_on(async {
        let plan = plan(&account, &preset(Scenario::Blank)).await;
        run(&account, &plan, directory).await;
    });
    (account, directory.join("ward-dev.journal.jsonl"))
}

#[test]
fn a_torn_last_line_is_cut_off_and_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let (_, path) = applied(directory.path());
    let whole = fs::read_to_string(&path).expect("readable");
    fs::write(&path, format!("{whole}{{\"record\":\"inte")).expect("writable");
    let journal = Journal::open(directory.path(), "ward-dev").expect("a torn line is no damage");
    assert_eq!(journal.torn_tail(), Some("{\"record\":\"inte"));
    assert_eq!(journal.state().word(), "applied");
    drop(journal);
    assert_eq!(fs::read_to_string(&path).expect("readable"), whole);
}

#[test]
fn a_damaged_middle_is_refused_with_its_line() {
    let directory = tempfile::tempdir().expect("a directory");
    let (_, path) = applied(directory.path());
    let whole = fs::read_to_string(&path).expect("readable");
    let spoiled: Vec<String> = whole
        .lines()
        .enumerate()
        .map(|(n, l)| if n == 4 { l.replace('{', "") } else { l.to_owned() })
        .collect();
    fs::write(&path, spoiled.join("\n") + "\n").expect("writable");
    let error = Journal::open(directory.path(), "ward-dev").expect_err("it is damaged");
    assert!(matches!(error, JournalError::Damaged { line: 5, .. }), "{error}");
    assert!(
        error.to_string().contains("what exists is found by its tags"),
        "{error}"
    );
}

#[test]
fn two_runs_of_one_stack_cannot_overlap() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = Journal::open(directory.path(), "ward-dev").expect("a journal");
    let error = Journal::open(directory.path(), "ward-dev").expect_err("it is in use");
    let owner = std::process::id().to_string();
    assert!(
        matches!(&error, JournalError::Locked { owner: o, .. } if *o == owner),
        "{error}"
    );
    drop(first);
    Journal::open(directory.path(), "ward-dev").expect("it is free again");
}

#[cfg(unix)]
#[test]
fn the_files_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().expect("a directory");
    let inner = directory.path().join("stacks");
    drop(Journal::open(&inner, "ward-dev").expect("a journal"));
    for (path, mode) in [
        (inner.clone(), 0o700),
        (inner.join("ward-dev.journal.jsonl"), 0o600),
        (inner.join("ward-dev.lock"), 0o600),
    ] {
        let actual = fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(actual, mode, "{}", path.display());
    }
}

#[test]
fn a_place_where_nothing_can_be_written_is_an_error_before_anything_is_applied() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("file");
    fs::write(&file, "").expect("writable");
    let error = Journal::open(&file.join("below"), "ward-dev").expect_err("a file is no directory");
    assert!(
        error.to_string().contains("nothing is applied without one"),
        "{error}"
    );
    assert!(matches!(
        Journal::open(directory.path(), "../escape"),
        Err(JournalError::Name(_))
    ));
}

#[test]
fn stacks_are_listed_with_what_their_journals_say() {
    let directory = tempfile::tempdir().expect("a directory");
    applied(directory.path());
    drop(Journal::open(directory.path(), "another").expect("a journal"));
    let listed = Journal::list(directory.path()).expect("readable");
    let words: Vec<(String, &str)> = listed
        .into_iter()
        .map(|e| (e.stack, e.state.expect("readable").word()))
        .collect();
    assert_eq!(
        words,
        [
            ("another".to_owned(), "empty"),
            ("ward-dev".to_owned(), "applied")
        ]
    );
    assert!(
        Journal::list(&directory.path().join("nowhere"))
            .expect("none")
            .is_empty()
    );
}

#[test]
fn a_plan_for_another_account_is_not_written_over_a_stack_that_exists() {
    let directory = tempfile::tempdir().expect("a directory");
    let (account, _) = applied(directory.path());
    block_on(async {
        let mut plan = plan(&account, &preset(Scenario::Blank)).await;
        plan.account = "444455556666".into();
        let mut journal = Journal::open(directory.path(), "ward-dev").expect("a journal");
        let calls = account.calls().len();
        let error = apply(
            &confirmed(&plan),
            &mut journal,
            &account,
            &mut |_| {},
            &Cancel::new(),
        )
        .await
        .expect_err("it is another account");
        assert!(error.to_string().contains("444455556666"), "{error}");
        assert_eq!(account.calls().len(), calls);
    });
}

#[test]
fn the_bytes_of_an_uploaded_file_are_not_in_the_journal() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("patients.csv");
    fs::write(&file, "name,diagnosis-of-a-patient").expect("writable");
    let account = Account::default();
    let mut blueprint = preset(Scenario::Blank);
    blueprint.data.upload = Some(file.display().to_string());
    block_on(async {
        let plan = plan(&account, &blueprint).await;
        run(&account, &plan, directory.path()).await;
    });
    let text = fs::read_to_string(directory.path().join("ward-dev.journal.jsonl")).expect("readable");
    assert!(text.contains("train/patients.csv"));
    assert!(!text.contains("diagnosis-of-a-patient"));
}
