//! The walk that a person does with the keyboard alone, through the whole app
//! over the embedded account.

use super::whole_app::{Setting, WholeApp};
use aisec_tui::app::View;
use aisec_tui::app::wizard::page::Page;
use std::fs;

/// From a table to the review of a healthcare stack of this name.
async fn to_review(app: &mut WholeApp, name: &str) {
    app.press("n").await.shows("What is the stack for?");
    app.press("pagedown").await;
    app.type_text(name).await;
    app.press("pagedown pagedown pagedown pagedown pagedown pagedown")
        .await;
    app.wait_for("posture after").await;
}

/// Confirms the plan on screen by its stack's name.
async fn confirm(app: &mut WholeApp, stack: &str) {
    app.press("a").await.shows(&format!("Type {stack} to apply"));
    app.type_text(stack).await;
    app.press("enter").await;
}

fn page(app: &WholeApp) -> Option<Page> {
    match &app.driver.state.view {
        View::Wizard(wizard) => Some(wizard.page),
        _ => None,
    }
}

#[tokio::test]
async fn from_a_finding_to_a_secure_stack_with_the_keyboard_alone() {
    let mut app = WholeApp::open(Setting::default()).await;
    app.shows("[DEMO]").shows("◆ critical");
    let score = app.score();

    // A finding and its evidence.
    app.press("g enter").await;
    app.shows("evidence").shows("value").shows("wanted").shows("fix");
    app.press("esc").await;

    // The pages.
    app.press("n").await.shows("What is the stack for?");
    app.press("pagedown").await.shows("What is it called");
    app.type_text("cardiology").await;
    app.press("pagedown").await;
    app.shows("cardiology-dev-data-123456789012");
    app.press("pagedown").await.shows("alias/cardiology-dev-data");
    app.press("pagedown").await.shows("cardiology-dev-exec");

    // A policy is broken and mended.
    app.press("down down enter").await;
    app.shows("● valid").shows("as composed");
    app.press("down down").await;
    app.type_text("oops").await;
    app.shows("✗ not valid").shows("✗ error, line 3").shows("edited");
    app.press("ctrl-r").await.shows("● valid").shows("as composed");
    app.type_text("x").await;
    app.press("ctrl-p").await;
    app.shows("✗ not valid").shows("✗ error, line ");
    app.press("ctrl-z").await.shows("● valid");
    app.press("esc pagedown").await.shows("Where does it run?");
    app.press("pagedown").await.shows("What runs in it?");

    // The review, the name, the apply.
    app.press("pagedown").await;
    app.wait_for("posture after").await;
    app.shows("plan for cardiology-dev").shows("kms:CreateKey");
    confirm(&mut app, "cardiology-dev").await;
    app.wait_while_time_flies("cardiology-dev stands").await;
    assert_eq!(page(&app), Some(Page::Done));

    // Back: the account was read again by itself.
    app.settle().await;
    assert!(app.score() > score, "{} is not above {score}", app.score());
    app.press("esc").await;
    app.shows(&format!("{}/100", app.score() / 1000));
    app.press("0").await;
    app.wait_for("✓ applied").await.shows("cardiology-dev");
    app.press("2 /").await;
    app.type_text("cardiology-dev").await;
    app.press("enter").await.shows("alias/cardiology-dev-data");
    app.press("3 /").await;
    app.type_text("cardiology-dev").await;
    app.press("enter").await;
    let buckets = app.driver.state.table().index.len();
    assert_eq!(buckets, 3, "{}", app.screen());
}

#[tokio::test]
async fn a_policy_is_widened_by_hand_and_its_consequences_are_shown_before_it_is_kept() {
    let small = Setting {
        width: 80,
        height: 24,
        ..Setting::default()
    };
    let mut app = WholeApp::open(small).await;
    app.press("n pagedown").await;
    app.type_text("cardiology").await;
    app.press("pagedown pagedown pagedown down down down down enter")
        .await;
    app.shows("Permissions of cardiology-dev-exec").shows("● valid");

    // In words, then widened by a suggestion's star.
    app.press("down down down down ctrl-t").await;
    app.shows("Statement 1 of ").shows("Why").shows("In short");
    app.press("esc down down end left left").await;
    app.press(
        "backspace backspace backspace backspace backspace backspace backspace backspace backspace backspace",
    )
    .await;
    app.type_text("*").await;
    app.shows("edited");
    app.press("ctrl-g").await;
    app.wait_for("▲ yes").await.shows("the edited policy allows");
    app.press("q ctrl-l").await;
    app.wait_for("Allow and deny").await;
    app.wait_for("WANTED").await;
    app.press("n").await.shows("✗");
    app.press("esc ctrl-r").await.shows("as composed");

    // The review shows both for the whole set.
    app.press("esc pagedown pagedown pagedown").await;
    app.wait_for("posture after").await;
    app.press("p").await;
    app.wait_for("WANTED").await;
    app.press("esc c").await;
    app.wait_for("Every policy is as it was composed.").await;
    app.press("esc").await.shows("posture after");
}

#[tokio::test]
async fn the_policies_of_the_account_are_read_where_they_are_held() {
    let mut app = WholeApp::open(Setting::default()).await;
    app.press("6 /").await;
    app.type_text("exec").await;
    app.press("enter p").await.shows("read only");
    let text = app.screen();
    app.press("tab").await;
    assert_ne!(app.screen(), text, "the next of its policies");
    app.press("x").await.shows("In words");
    app.press("esc esc").await.shows("KIND");
    // From the pane of a key or a bucket too.
    app.press("2 enter p").await.shows("key policy of ");
    app.press("esc").await.shows("Fields");
    app.press("esc 5 g p").await.shows("has no policy");
    // Two that are marked.
    app.press("2 /").await;
    app.type_text("cardio").await;
    app.press("enter g space space c").await;
    app.wait_for("allows what").await;
}

#[tokio::test]
async fn the_fraud_stack_is_walked_to_its_end_in_a_small_terminal() {
    let small = Setting {
        width: 80,
        height: 24,
        ..Setting::default()
    };
    let mut app = WholeApp::open(small).await;
    let score = app.score();
    app.press("n right").await.shows("◉ Fraud detection");
    app.press("pagedown").await;
    app.type_text("cards").await;
    app.press("pagedown pagedown pagedown pagedown pagedown").await;
    app.shows("Stream").shows("■ yes");
    app.press("pagedown").await;
    app.wait_for("posture after").await;
    confirm(&mut app, "cards-dev").await;
    app.wait_while_time_flies("cards-dev stands").await;
    app.settle().await;
    assert!(app.score() > score, "{} is not above {score}", app.score());
    app.press("esc 8 /").await;
    app.type_text("cards-dev").await;
    app.press("enter").await.shows("stream");
}

#[tokio::test]
async fn answers_survive_leaving_the_wizard_and_the_end_of_the_session() {
    let mut app = WholeApp::open(Setting::default()).await;
    app.press("n right pagedown").await;
    app.type_text("ledger").await;
    app.press("pagedown").await.shows("ledger-dev-data");
    app.press("ctrl-x").await.shows("FINDING");
    app.press("n").await.shows("ledger-dev-data");
    // A tab's digit leaves it too, where no text is typed.
    app.press("pagedown 2").await.shows("ROTATION");
    app.press("n").await.shows("Which key encrypts it?");

    let mut next = app.again(Setting::default()).await;
    next.press("n").await;
    next.wait_for("Your answers from last time are filled in.").await;
    next.shows("◉ Fraud detection");
    next.press("pagedown").await.shows("ledger");
}

#[tokio::test]
async fn esc_goes_back_a_page_at_a_time_and_then_out() {
    let mut app = WholeApp::open(Setting::default()).await;
    to_review(&mut app, "cardiology").await;
    app.press("a").await.shows("Type cardiology-dev");
    app.type_text("card").await;
    app.press("enter").await.shows("or press esc");
    app.press("esc").await;
    assert_eq!(page(&app), Some(Page::Review));
    for before in Page::ALL[..7].iter().rev() {
        app.press("esc").await;
        assert_eq!(page(&app), Some(*before), "{}", app.screen());
    }
    app.press("esc").await;
    assert_eq!(page(&app), None);
    app.shows("FINDING");
}

#[tokio::test]
async fn a_policy_with_errors_keeps_its_page() {
    let mut app = WholeApp::open(Setting::default()).await;
    app.press("n pagedown").await;
    app.type_text("cardiology").await;
    app.press("pagedown pagedown pagedown down down enter").await;
    app.type_text("}").await;
    app.press("esc").await.shows("1 error");
    app.press("pagedown").await.shows("expected value at line 1");
    assert_eq!(page(&app), Some(Page::Identities));
    app.press("enter ctrl-r esc pagedown").await;
    assert_eq!(page(&app), Some(Page::Network));
}

#[tokio::test]
async fn a_read_only_session_plans_and_refuses_to_apply() {
    let reading = Setting {
        read_only: true,
        ..Setting::default()
    };
    let mut app = WholeApp::open(reading).await;
    app.shows("[READ-ONLY]");
    to_review(&mut app, "cardiology").await;
    app.press("a").await.shows("This session is read-only");
    app.type_text("cardiology-dev").await;
    app.press("enter").await;
    assert_eq!(page(&app), Some(Page::Review));
}

#[tokio::test]
async fn a_bucket_that_exists_stops_the_plan_in_plain_words() {
    let mut app = WholeApp::open(Setting::default()).await;
    app.press("n pagedown").await;
    app.type_text("cardiology").await;
    app.press("pagedown").await;
    app.type_text("cardio-dicom-raw").await;
    app.press("pagedown pagedown pagedown pagedown pagedown").await;
    app.wait_for("There is no plan").await;
    app.shows("cardio-dicom-raw");
    assert!(app.driver.state.stacks.is_empty());
}

#[tokio::test]
async fn an_apply_that_was_stopped_is_planned_again_and_goes_on() {
    let mut app = WholeApp::open(Setting::default()).await;
    to_review(&mut app, "cardiology").await;
    confirm(&mut app, "cardiology-dev").await;
    app.press("ctrl-k").await;
    app.wait_while_time_flies("Stopped as you asked").await;
    app.settle().await;
    app.press("esc 0").await;
    app.wait_for("unfinished").await;
    app.press("n a").await;
    app.wait_for("posture after").await;
    confirm(&mut app, "cardiology-dev").await;
    app.wait_while_time_flies("cardiology-dev stands").await;
    app.settle().await;
    app.press("esc 3 /").await;
    app.type_text("cardiology-dev").await;
    app.press("enter").await;
    assert_eq!(app.driver.state.table().index.len(), 3, "{}", app.screen());
}

#[tokio::test]
async fn what_is_kept_on_disk_is_readable_by_its_owner_only_and_holds_no_secret() {
    let mut app = WholeApp::open(Setting::default()).await;
    to_review(&mut app, "cardiology").await;
    let draft = fs::read_to_string(app.folder().join("wizard-draft.toml")).expect("a draft");
    assert!(draft.contains("name = \"cardiology\""), "{draft}");
    confirm(&mut app, "cardiology-dev").await;
    app.wait_while_time_flies("cardiology-dev stands").await;
    app.settle().await;
    let mut names = Vec::new();
    for entry in fs::read_dir(app.folder()).expect("the folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = entry.metadata().expect("its data").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{name} is {mode:o}");
        }
        let text = fs::read_to_string(entry.path())
            .unwrap_or_default()
            .to_lowercase();
        for secret in ["secretaccesskey", "sessiontoken", "x-amz-signature"] {
            assert!(!text.contains(secret), "{name} holds {secret}");
        }
        names.push(name);
    }
    assert!(names.contains(&"cardiology-dev.toml".to_owned()), "{names:?}");
    assert!(!names.contains(&"wizard-draft.toml".to_owned()), "{names:?}");
}
