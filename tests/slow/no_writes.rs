//! No write leaves without a confirmed plan: everything that can be pressed is
//! pressed over the embedded account, which keeps account of every call.

use super::whole_app::{SEED, START, Setting, WholeApp};
use aisec_tui::app::state::Reading;
use aisec_tui::app::{Action, Context, Key, Keymap, State, View};
use aisec_tui::aws::act::AwsActuator;
use aisec_tui::aws::collect;
use aisec_tui::aws::operations::{self, Class};
use aisec_tui::aws::session::ConnectOptions;
use aisec_tui::demo::calls::Made;
use aisec_tui::demo::{self, Account, Clock};
use aisec_tui::inventory::Region;
use aisec_tui::stack::planner::plan_knowing;
use aisec_tui::stack::{Blueprint, Scenario, Stage};
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::sync::Arc;

/// Whether the product's own table says that a call changes nothing. What is
/// not in the table counts as a write.
fn is_read(made: &Made) -> bool {
    let (service, operation) = match (made.service.as_str(), made.operation.as_str()) {
        // A call is kept under the name that it is signed with; S3 Control
        // signs as S3, calls about directory buckets sign as neither, and CloudTrail has a name of its own for one of its calls.
        ("s3express", "ListTagsForResource") => ("s3control", "ListTagsForResource"),
        ("s3express", operation) => ("s3", operation),
        ("access-analyzer", operation) => ("accessanalyzer", operation),
        ("monitoring", operation) => ("cloudwatch", operation),
        ("s3", "GetAccountPublicAccessBlock") => ("s3control", "GetPublicAccessBlock"),
        ("s3", operation) if operations::find("s3", operation).is_none() => ("s3control", operation),
        named => named,
    };
    operations::find(service, operation).is_some_and(|o| o.class == Class::Read)
}

fn writes(account: &Account) -> Vec<Arc<Made>> {
    account.calls().newest_first(|made| !is_read(made))
}

/// What was written by the story, before anybody pressed a key.
struct Seeded(HashSet<String>);

impl Seeded {
    fn of(account: &Account) -> Self {
        let seeded: HashSet<String> = writes(account).iter().map(|made| made.id.clone()).collect();
        assert!(seeded.len() > 100, "the log does not hold the story");
        Self(seeded)
    }

    /// Fails when anything was written since.
    #[track_caller]
    fn is_all(&self, account: &Account, after: &str) {
        let new: Vec<String> = writes(account)
            .into_iter()
            .filter(|made| !self.0.contains(&made.id))
            .map(|made| format!("{} {}", made.service, made.operation))
            .collect();
        assert!(new.is_empty(), "after {after}: {new:?}");
    }
}

/// The keys that lead from the posture tab to each screen, and the context
/// that is reached there.
const SCREENS: &[(&str, Context)] = &[
    ("1", Context::Table),
    ("2", Context::Table),
    ("3", Context::Table),
    ("4", Context::Table),
    ("5", Context::Table),
    ("6", Context::Table),
    ("7", Context::Table),
    ("8", Context::Table),
    ("9", Context::Table),
    ("0", Context::Table),
    ("1 enter", Context::Detail),
    ("3 enter l l", Context::Detail),
    ("3 w", Context::WhoCanAction),
    ("3 w enter", Context::WhoCan),
    ("3 W", Context::AttackPaths),
    ("2 /", Context::Filter),
    (":", Context::Palette),
    ("?", Context::Help),
    ("m", Context::Help),
    ("n", Context::Wizard),
    ("n pagedown", Context::WizardText),
    ("n pagedown c a r d pagedown", Context::WizardText),
    ("n pagedown c a r d pagedown pagedown", Context::Wizard),
    (
        "n pagedown c a r d pagedown pagedown pagedown",
        Context::WizardText,
    ),
    (
        "n pagedown c a r d pagedown pagedown pagedown down down enter",
        Context::WizardEditor,
    ),
    (
        "n pagedown c a r d pagedown pagedown pagedown down down enter down down down down down end left left tab",
        Context::Completion,
    ),
    (
        "n pagedown c a r d pagedown pagedown pagedown down down enter ctrl-t",
        Context::PolicySheet,
    ),
    ("6 / a g e n t - b enter p", Context::PolicyReader),
    (
        "n pagedown c a r d pagedown pagedown pagedown pagedown",
        Context::Wizard,
    ),
    (
        "n pagedown c a r d pagedown pagedown pagedown pagedown pagedown",
        Context::Wizard,
    ),
];

const REVIEW: &str = "n pagedown c a r d pagedown pagedown pagedown pagedown pagedown pagedown";

/// Every key that means something in one of the contexts, but for the copying of
/// an ARN: that goes to the clipboard of whoever runs the tests.
fn bound(keymap: &Keymap, contexts: &[Context]) -> Vec<Key> {
    let bindings = keymap.bindings().iter();
    let bindings = bindings.filter(|b| contexts.contains(&b.context) && b.action != Action::CopyArn);
    let mut keys: Vec<Key> = bindings.flat_map(|b| b.keys.clone()).collect();
    keys.retain(|key| *key != Key::char('y'));
    keys.sort();
    keys.dedup();
    keys
}

/// Goes back to a screen that was seen before, without what happened since.
fn return_to(app: &mut WholeApp, seen: &State) {
    app.driver.state = seen.clone();
}

fn under_way() -> Reading {
    Reading {
        since: START,
        resources: 0,
        again: false,
    }
}

#[tokio::test]
async fn no_binding_of_any_screen_writes() {
    let mut app = WholeApp::open(Setting::default()).await;
    let seeded = Seeded::of(&app.account);
    let posture = app.driver.state.clone();
    let mut contexts = HashSet::new();
    for (way, context) in SCREENS {
        return_to(&mut app, &posture);
        let _ = fs::remove_file(app.folder().join("wizard-draft.toml"));
        app.press(way).await;
        assert_eq!(app.driver.state.context(), *context, "{way}:\n{}", app.screen());
        contexts.insert(*context);
        let mut there = app.driver.state.clone();
        if *way != "1" {
            // Reading the account again is tried once, not at every screen.
            there.reading = Some(under_way());
        }
        // A key that is bound elsewhere only does nothing here, or is text.
        for key in bound(&app.driver.state.keymap, &[*context, Context::Global]) {
            return_to(&mut app, &there);
            app.press(&format!("{key} enter")).await;
        }
        seeded.is_all(&app.account, way);
    }
    // These two come with a plan and its apply; the next test is there.
    contexts.extend([Context::WizardReview, Context::WizardRun, Context::Question]);
    let without_global = Context::ALL.iter().filter(|c| **c != Context::Global);
    assert_eq!(
        contexts.len(),
        without_global.count(),
        "a context has no screen here"
    );
    return_to(&mut app, &posture);
    app.settle().await;
    seeded.is_all(&app.account, "all of it");
}

#[tokio::test]
async fn a_review_that_is_not_confirmed_writes_nothing_whatever_is_pressed() {
    let mut app = WholeApp::open(Setting::default()).await;
    let seeded = Seeded::of(&app.account);
    let keys = bound(&app.driver.state.keymap, Context::ALL);
    app.press(REVIEW).await;
    app.wait_for("posture after").await;
    let mut review = app.driver.state.clone();
    review.reading = Some(under_way());
    for way in ["", "a c a r d - d e"] {
        return_to(&mut app, &review);
        app.press(way).await;
        let there = app.driver.state.clone();
        for key in &keys {
            return_to(&mut app, &there);
            app.press(&format!("{key} enter")).await;
        }
        seeded.is_all(&app.account, &format!("the review and {way}"));
    }
    review.reading = None;
    return_to(&mut app, &review);
    // The same log does see a plan that is confirmed.
    app.press("a c a r d - d e v enter").await;
    app.wait_while_time_flies("card-dev stands").await;
    assert!(writes(&app.account).len() > seeded.0.len());
}

/// A small generator of numbers: the same walk for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

#[tokio::test]
async fn a_monkey_writes_nothing() {
    let mut app = WholeApp::open(Setting::default()).await;
    let seeded = Seeded::of(&app.account);
    let mut keys = bound(&app.driver.state.keymap, Context::ALL);
    keys.extend((' '..='~').filter(|c| *c != 'y').map(Key::char));
    app.driver.state.reading = Some(under_way());
    let mut dice = Dice(0x5eed_0001);
    let mut views = HashSet::new();
    let posture = app.driver.state.clone();
    let policies = "6 / a g e n t - b enter p";
    for way in ["1", "1 enter", "3 w enter", policies, "n", "n pagedown"] {
        return_to(&mut app, &posture);
        app.press(way).await;
        for _ in 0..150 {
            views.insert(match app.driver.state.view {
                View::Table => "table",
                View::Detail(_) => "detail",
                View::Reach(_) => "who can",
                View::Policy { .. } => "policy",
                View::Wizard(_) => "wizard",
            });
            let key = keys[dice.below(keys.len())];
            app.press(&key.to_string()).await;
        }
    }
    assert_eq!(views.len(), 5, "the monkey saw only {views:?}");
    seeded.is_all(&app.account, "the monkey");
}

#[tokio::test]
async fn a_scan_and_a_plan_only_read() {
    let account = Account::with_story(SEED, Clock::manual(START)).await;
    let account = account.expect("the story can be told");
    let seeded = Seeded::of(&account);
    let session = demo::connect(&account, ConnectOptions::default())
        .await
        .expect("a session");
    let (inventory, calls) = collect::inventory(&session, None).await;
    assert!(inventory.len() > 100 && calls > 100);
    for scenario in Scenario::ALL {
        let blueprint = Blueprint::preset(scenario, "ward", Stage::Dev, &Region::from("us-east-1"));
        let actuator = AwsActuator {
            session: session.clone(),
            region: blueprint.region.clone(),
        };
        let plan = plan_knowing(&blueprint, session.account(), START, &actuator, &BTreeSet::new()).await;
        assert!(plan.expect("a plan").writes().count() > 5);
    }
    seeded.is_all(&account, "scan and plan");
}
