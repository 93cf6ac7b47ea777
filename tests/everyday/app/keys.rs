//! What keys do: the palette, the help, the keymap, leaving.

use super::account::{ACCOUNT, REGION};
use super::walk::Walk;
use aisec_tui::app::{self, Context, Effect, Event, Key, Keymap, Overlay, Tab};

#[test]
fn y_copies_the_arn_or_every_marked_one_without_control_characters() {
    let mut walk = Walk::small(120, 40);
    walk.press("2 y");
    let copied = |walk: &Walk| match walk.effects.last() {
        Some(Effect::Copy { text, count }) => (text.clone(), *count),
        other => panic!("nothing was copied: {other:?}"),
    };
    assert_eq!(
        copied(&walk),
        (format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/2222"), 1)
    );
    walk.press("space space y");
    let (text, count) = copied(&walk);
    assert_eq!((text.lines().count(), count), (2, 2));
    walk.press("9 /").type_in("iot");
    walk.press("enter y");
    assert_eq!(walk.notice(), "this row has no ARN");
}

#[test]
fn the_palette_finds_an_action_by_a_few_letters_and_does_it() {
    let mut walk = Walk::small(120, 40);
    walk.press(":").type_in("bucket");
    assert!(walk.screen().contains("show-buckets"), "{}", walk.screen());
    walk.press("enter");
    assert_eq!(walk.state.tab, Tab::Buckets);
}

#[test]
fn an_action_that_cannot_be_done_says_why() {
    let mut walk = Walk::small(120, 40);
    walk.press(":").type_in("open-demo");
    let screen = walk.screen();
    assert!(
        screen.contains("not now: the embedded account is open already"),
        "{screen}"
    );
    walk.press("enter");
    assert_eq!(walk.notice(), "the embedded account is open already");
    assert!(walk.effects.is_empty());
}

#[test]
fn the_help_lists_every_binding() {
    let keymap = Keymap::default();
    let lines: Vec<String> = app::help::lines(&keymap, 120)
        .iter()
        .map(app::detail::Line::text)
        .collect();
    let text = lines.join("\n");
    for binding in keymap.bindings() {
        let (name, words) = (format!(" {}", binding.action.name()), &binding.description);
        let keys: Vec<String> = binding.keys.iter().map(Key::to_string).collect();
        let whole = |l: &&String| l.ends_with(&name) && l.contains(words) && l.contains(&keys.join(", "));
        assert!(
            lines.iter().any(|l| whole(&l)),
            "{name} ({keys:?}) is missing:\n{text}"
        );
    }
}

#[test]
fn the_help_scrolls_to_its_end_on_a_small_screen() {
    let mut walk = Walk::small(80, 24);
    walk.press("? G");
    assert!(walk.screen().contains("○ low"), "{}", walk.screen());
    walk.press("esc");
    assert!(matches!(walk.state.overlay, Overlay::None));
}

#[test]
fn the_embedded_keymap_has_no_conflicts_and_binds_every_tab() {
    let keymap = Keymap::default();
    assert_eq!(keymap.conflicts(), []);
    for tab in Tab::ALL {
        let bound = keymap
            .bindings()
            .iter()
            .any(|b| b.action.tab() == Some(tab) && !b.keys.is_empty());
        assert!(bound, "{} has no key", tab.title());
    }
}

#[test]
fn a_users_keymap_replaces_keys_and_its_conflicts_are_said() {
    let text = r#"
        [[bind]]
        context = "table"
        keys = ["x"]
        action = "sort"
        [[bind]]
        context = "table"
        keys = ["x", "o"]
        action = "open"
    "#;
    let keymap = Keymap::with_overrides(text).expect("a good keymap");
    assert_eq!(keymap.action(Context::Table, Key::char('s')), None);
    assert_eq!(
        keymap.action(Context::Table, Key::char('o')),
        Some(app::Action::Open)
    );
    let said: Vec<String> = keymap.conflicts().iter().map(ToString::to_string).collect();
    assert_eq!(said, [r#"table: "x" means both open and sort; open wins"#]);
    let wrong =
        Keymap::with_overrides("[[bind]]\ncontext = \"table\"\nkeys = [\"hyper-x\"]\naction = \"open\"");
    assert!(wrong.expect_err("no such key").to_string().contains("hyper-x"));
}

#[test]
fn q_leaves_at_once_when_nothing_is_being_applied() {
    let mut walk = Walk::small(80, 24);
    walk.press("q");
    assert!(matches!(walk.effects[..], [Effect::Quit]));
}

/// Every key of every context, on every screen, in an account that can be
/// written: none may ask for a write.
#[test]
fn no_key_on_any_screen_asks_for_a_write_without_a_confirmed_review() {
    let keymap = Keymap::default();
    let mut keys: Vec<Key> = keymap.bindings().iter().flat_map(|b| b.keys.clone()).collect();
    keys.extend((' '..='~').map(Key::char));
    keys.sort();
    keys.dedup();
    let screens = [
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
        "2 enter",
        "2 enter l",
        "1 enter",
        ":",
        "?",
        "m",
        "2 /",
        "n",
    ];
    let mut pressed = 0;
    for screen in screens {
        let mut there = Walk::small(80, 24);
        there.press(screen);
        for first in &keys {
            let mut walk = there.clone();
            walk.event(Event::Key(*first));
            for second in [Key::char('y'), Key::parse("enter").expect("enter")] {
                walk.event(Event::Key(second));
                pressed += 1;
            }
            let writes: Vec<&Effect> = walk.effects.iter().filter(|e| e.writes()).collect();
            assert!(writes.is_empty(), "{screen} then {first}: {writes:?}");
        }
    }
    assert!(pressed > 3000, "only {pressed} keys were pressed");
}
