//! The account is followed: what is read again when, and what is said of it.

use super::account::{NOW, account, bucket, key, small_account};
use super::walk::Walk;
use crate::whole_app::{START, Setting, WholeApp, set_clock};
use aisec_tui::app::digest::DigestJob;
use aisec_tui::app::live::Class;
use aisec_tui::app::{self, Effect, Event, Observation};
use aisec_tui::inventory::{Arn, Detail, Kind, Resource, Timestamp};

fn open(demo: bool) -> Walk {
    let mut walk = Walk::start(120, 40);
    walk.event(Event::Connected(account(demo)));
    walk.event(Event::Observed(small_account()));
    walk.event(Event::RefreshFinished { calls: 42 });
    walk.state.notice = None;
    walk.effects.clear();
    walk
}

/// Time passes, and the timer that was asked for comes.
fn after(walk: &mut Walk, seconds: i64) -> Option<(Vec<Kind>, Vec<Kind>)> {
    walk.now = Timestamp(walk.now.0 + seconds);
    walk.effects.clear();
    walk.event(Event::Woke);
    walk.effects.iter().find_map(|effect| match effect {
        Effect::Follow { due, moving } => Some((due.clone(), moving.clone())),
        _ => None,
    })
}

#[test]
fn every_kind_belongs_to_one_class_and_identities_are_read_least_often() {
    let all: usize = Class::ALL.iter().map(|class| class.kinds().count()).sum();
    assert_eq!(all, Kind::ALL.len());
    assert!(Class::ALL.iter().all(|class| class.kinds().next().is_some()));
    let intervals: Vec<i64> = Class::ALL.iter().map(|class| class.interval(false)).collect();
    assert!(intervals.is_sorted(), "{intervals:?}");
    assert!(Class::ALL.iter().all(|class| class.interval(true) == 2));
}

#[test]
fn what_moves_is_read_each_minute_and_settings_each_ten() {
    let mut walk = open(false);
    assert!(after(&mut walk, 59).is_none(), "nothing is due yet");
    let (due, _) = after(&mut walk, 1).expect("something is due");
    assert!(due.contains(&Kind::TrainingJob), "{due:?}");
    assert!(
        !due.contains(&Kind::Bucket) && !due.contains(&Kind::Role),
        "{due:?}"
    );
    assert!(after(&mut walk, 60).is_none(), "one reading at a time");
    walk.event(Event::Followed { read: true });
    let (due, _) = after(&mut walk, 480).expect("something is due");
    assert!(
        due.contains(&Kind::Bucket) && !due.contains(&Kind::Role),
        "{due:?}"
    );
}

#[test]
fn a_followed_account_asks_to_be_woken_and_one_that_is_not_does_not() {
    let mut walk = open(true);
    let wakes = |walk: &Walk| walk.effects.iter().any(|e| matches!(e, Effect::WakeAt(_)));
    assert!(after(&mut walk, 2).is_some());
    walk.effects.clear();
    walk.event(Event::Followed { read: false });
    assert!(wakes(&walk));
    walk.press("L");
    assert_eq!(walk.notice(), "the account is not followed: r reads it again");
    assert!(after(&mut walk, 10).is_none());
    assert!(!wakes(&walk));
    walk.press("L");
    assert!(walk.effects.iter().any(|e| matches!(e, Effect::Follow { .. })));
}

#[test]
fn a_change_says_what_changed_which_findings_opened_and_draws_the_scores() {
    let mut walk = open(true);
    let before = walk.state.digest.report.score;
    assert!(!walk.screen().contains('▁'), "{}", walk.screen());
    walk.now = Timestamp(NOW.0 + 2);
    // Rotation is switched off, and the bucket's key taken away.
    let setting = |good: bool| {
        let data = bucket("patients-raw", good.then_some("1111"), "phi");
        [key("1111", "alias/patients", good), data].map(|r| Observation::Resource(Box::new(r)))
    };
    walk.event(Event::Observed(setting(false).into()));
    let after = walk.state.digest.report.score;
    assert!(after < before, "{after} {before}");
    let said = walk.notice();
    assert!(said.starts_with("2 changed · "), "{said}");
    assert!(said.ends_with(&format!("· score {before} → {after}")), "{said}");
    assert!(walk.screen().contains("█▁"), "{}", walk.screen());
    walk.press("m");
    let screen = walk.screen();
    assert!(
        screen.contains("kms.cmk_rotation_enabled on alias/patients"),
        "{screen}"
    );
    assert!(screen.contains("key/1111"), "{screen}");
    walk.press("esc");
    // And back again.
    walk.event(Event::Observed(setting(true).into()));
    let said = walk.notice();
    assert!(said.starts_with("2 changed · "), "{said}");
    assert!(
        said.ends_with(&format!(" closed · score {after} → {before}")),
        "{said}"
    );
}

#[test]
fn a_change_is_asked_about_alone_and_the_report_is_that_of_asking_everything() {
    let mut walk = open(true);
    let data = bucket("patients-raw", None, "phi");
    let changes = [
        Observation::Resource(Box::new(key("2222", "alias/fraud", true))),
        Observation::Resource(Box::new(data)),
    ];
    for change in changes {
        let jobs = app::update(&mut walk.state, Event::Observed(vec![change]), NOW);
        let job = jobs.into_iter().find_map(|effect| match effect {
            Effect::Digest(job) => Some(job),
            _ => None,
        });
        let job = job.expect("the posture is worked out");
        assert_eq!(job.touched.as_ref().map(Vec::len), Some(1));
        let digest = job.run();
        let whole = DigestJob {
            touched: None,
            ..*job
        };
        assert_eq!(digest.report, whole.run().report);
        walk.event(Event::Digested(Box::new(digest)));
    }
}

#[test]
fn what_is_read_for_the_first_time_is_no_change() {
    let walk = open(true);
    let said: Vec<&str> = walk.state.messages.iter().map(|m| m.text.as_str()).collect();
    assert!(!said.iter().any(|text| text.contains("changed")), "{said:?}");
}

#[test]
fn a_tab_shows_when_its_own_kinds_were_read() {
    let mut walk = open(false);
    let (due, _) = after(&mut walk, 240).expect("something is due");
    assert!(!due.contains(&Kind::KmsKey), "{due:?}");
    walk.event(Event::Followed { read: true });
    let shown = |walk: &Walk| walk.state.shown_read_at().expect("it was read");
    walk.press("2");
    assert_eq!(shown(&walk), NOW, "keys");
    walk.press("5");
    assert_eq!(shown(&walk), walk.now, "jobs");
    walk.press("1");
    assert_eq!(shown(&walk), NOW, "the posture is as old as its oldest part");
}

/// Somebody else's client, without the product's interlock.
fn stranger(app: &WholeApp) -> aws_sdk_kms::Client {
    let keys = aws_sdk_kms::config::Credentials::new("AKIASTRANGER", "secret", None, None, "tests");
    let config = aws_sdk_kms::Config::builder()
        .behavior_version(aws_sdk_kms::config::BehaviorVersion::latest())
        .region(aws_sdk_kms::config::Region::new("us-east-1"))
        .credentials_provider(keys)
        .http_client(app.account.http_client())
        .build();
    aws_sdk_kms::Client::from_conf(config)
}

fn rotating_key(app: &WholeApp) -> Arn {
    let rotates = |resource: &&Resource| match &resource.detail {
        Detail::KmsKey(key) => key.rotation.known().is_some_and(|r| r.enabled),
        _ => false,
    };
    let keys = app.driver.state.inventory.iter();
    let here = |resource: &&Resource| resource.region.as_str() == "us-east-1";
    let found = keys.filter(rotates).find(here).expect("a key that rotates");
    found.arn.clone()
}

/// An interval passes and its timer comes.
async fn interval(app: &mut WholeApp, seconds: i64) {
    set_clock(Timestamp(START.0 + seconds));
    app.send(Event::Woke).await;
    app.wait("a look", |app| !app.driver.state.live.is_reading())
        .await;
    app.settle().await;
}

#[tokio::test]
async fn what_somebody_else_does_is_told_within_an_interval_and_nothing_is_read_meanwhile() {
    let mut app = WholeApp::open(Setting::default()).await;
    let asked = |app: &WholeApp| {
        let lists = app
            .account
            .calls()
            .newest_first(|made| made.operation == "ListKeys");
        lists.len()
    };
    let at_first = asked(&app);
    interval(&mut app, 2).await;
    assert_eq!(asked(&app), at_first, "nobody wrote: keys are not read again");

    let key = rotating_key(&app);
    let off = stranger(&app).disable_key_rotation().key_id(key.as_str());
    off.send().await.expect("rotation is switched off");
    interval(&mut app, 4).await;
    assert!(asked(&app) > at_first);
    let said = app.driver.state.messages.iter().map(|m| m.text.as_str());
    let said: Vec<&str> = said.collect();
    let of_key = format!("~ {key}");
    assert!(said.contains(&of_key.as_str()), "{said:?}");
    assert!(
        said.iter()
            .any(|text| text.contains("opened") && text.contains("kms.cmk_rotation_enabled")),
        "{said:?}"
    );
}
