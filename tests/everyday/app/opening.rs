//! From the first frame to an account that is read.

use super::account::{account, key};
use super::walk::Walk;
use aisec_tui::app::{Account, Effect, Event, Keymap, Observation, Options, Tab, Target};
use aisec_tui::inventory::{AccountId, Kind};

#[test]
fn the_screen_is_there_before_the_account_is_open() {
    let walk = Walk::start(80, 24);
    assert!(matches!(walk.effects[..], [Effect::Connect(Target::Configured)]));
    let screen = walk.screen();
    assert!(screen.contains("Opening the account"), "{screen}");
    assert!(screen.contains("1Posture"), "{screen}");
}

#[test]
fn an_account_that_cannot_be_opened_says_why_and_offers_the_demo() {
    let mut walk = Walk::start(80, 24);
    walk.event(Event::ConnectFailed("No AWS credentials were found.".to_owned()));
    walk.press("j");
    let screen = walk.screen();
    assert!(screen.contains("No AWS credentials were found."), "{screen}");
    assert!(screen.contains("d opens the embedded demo account"), "{screen}");
    walk.effects.clear();
    walk.press("d");
    assert!(
        matches!(walk.effects[..], [Effect::Connect(Target::Demo)]),
        "{:?}",
        walk.effects
    );
}

#[test]
fn an_open_account_is_read_at_once_and_again_on_r() {
    let mut walk = Walk::start(80, 24);
    walk.event(Event::Connected(account(false)));
    assert!(walk.effects.iter().any(|e| matches!(e, Effect::Refresh(None))));
    walk.press("r");
    assert_eq!(walk.notice(), "the account is being read already");
    walk.event(Event::RefreshFinished { calls: 1 });
    walk.effects.clear();
    walk.press("r");
    assert!(matches!(walk.effects[..], [Effect::Refresh(None)]));
}

#[test]
fn resources_show_as_they_come_before_the_reading_ends() {
    let mut walk = Walk::start(120, 40);
    walk.event(Event::Connected(account(false)));
    let one = Observation::Resource(Box::new(key("1111", "alias/patients", true)));
    walk.event(Event::Observed(vec![one]));
    walk.press("2");
    let screen = walk.screen();
    assert!(screen.contains("alias/patients"), "{screen}");
    assert!(screen.contains("reading, 1 so far"), "{screen}");
}

#[test]
fn another_account_never_shows_the_resources_of_the_one_before() {
    let mut walk = Walk::small(120, 40);
    walk.press("2");
    assert!(walk.screen().contains("alias/patients"));
    let other = Account {
        id: AccountId::new("999999999999"),
        ..account(false)
    };
    walk.event(Event::Connected(other));
    let screen = walk.screen();
    assert!(!screen.contains("alias/patients"), "{screen}");
    assert!(screen.contains("999999999999"), "{screen}");
}

#[test]
fn the_posture_strip_stays_on_every_screen() {
    let mut walk = Walk::small(120, 40);
    let report = walk.state.digest.report.clone();
    assert!(report.counts.total.fail > 0, "the account has something to say");
    let strip = format!("score {}/100", report.score);
    for keys in [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "0",
        "1 enter",
        "e",
        "?",
        "esc :",
        "esc m",
        "esc esc n",
    ] {
        let screen = walk.press(keys).screen();
        assert!(screen.contains(&strip), "after {keys}:\n{screen}");
        assert!(screen.contains("[DEMO]"), "after {keys}:\n{screen}");
    }
}

#[test]
fn read_only_is_said_on_screen() {
    let options = Options {
        read_only: true,
        has_demo: false,
    };
    let mut walk = Walk::start_with(options, Keymap::default(), 80, 24);
    walk.event(Event::Connected(account(false)));
    assert!(walk.screen().contains("[READ-ONLY]"));
    assert!(!walk.screen().contains("[DEMO]"));
}

#[test]
fn every_kind_of_resource_has_a_tab() {
    for kind in Kind::ALL {
        let shown = *kind == Kind::Bucket || Tab::ALL.iter().any(|t| t.kinds().contains(kind));
        assert!(shown, "{} is in no tab", kind.label());
    }
}
