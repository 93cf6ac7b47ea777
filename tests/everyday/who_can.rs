//! The screen that says who can do an action on a resource.

use super::app::Walk;
use aisec_tui::app::reach::{Event as Answer, Stage};
use aisec_tui::app::{Context, Effect, Event, Size, View};
use aisec_tui::policy::catalogue;
use aisec_tui::posture::reach::actions_on;

/// On the bucket of patients' data.
fn on_bucket() -> Walk {
    let mut walk = Walk::small(80, 24);
    walk.press("3 G");
    walk
}

fn stage(walk: &Walk) -> &Stage {
    match &walk.state.view {
        View::Reach(pane) => &pane.stage,
        other => panic!("{other:?}"),
    }
}

#[test]
fn from_a_row_to_who_can_and_to_each_hop_and_back() {
    let mut walk = on_bucket();
    let screen = walk.press("w").screen();
    assert!(screen.contains("who can … on bucket patients-raw"), "{screen}");
    assert!(screen.contains("▸ s3:GetObject"), "{screen}");
    let screen = walk.press("enter").screen();
    assert!(
        screen.contains("who can s3:GetObject on bucket patients-raw"),
        "{screen}"
    );
    assert!(
        screen.contains("can, if"),
        "a policy of the roles was not read: {screen}"
    );
    let screen = walk.press("j enter").screen();
    assert!(screen.contains("▼ arn:aws:s3:::patients-raw/any"), "{screen}");
    assert!(screen.contains("inline policy work"), "{screen}");
    walk.press("esc");
    assert!(matches!(stage(&walk), Stage::Answer(answered) if answered.path.is_none()));
    walk.press("esc");
    assert!(matches!(walk.state.view, View::Table));
}

#[test]
fn an_action_is_found_by_typing_or_typed_in_full() {
    let mut walk = on_bucket();
    let screen = walk.press("w").type_in("lifecycle").screen();
    assert!(screen.contains("▸ s3:GetLifecycleConfiguration"), "{screen}");
    walk.press("tab enter");
    assert!(
        walk.screen()
            .contains("who can s3:GetLifecycleConfiguration on bucket")
    );
    let screen = walk.press("w").type_in("kms:Decrypt").press("enter").screen();
    assert!(screen.contains("is not on"), "{screen}");
    walk.press("w").type_in("nothing").press("enter");
    assert_eq!(
        walk.state.context(),
        Context::WhoCanAction,
        "no such action is asked"
    );
}

#[test]
fn an_answer_to_an_older_question_is_nothing_and_leaving_ends_it() {
    let mut walk = on_bucket();
    walk.press("w enter");
    let before = walk.screen();
    walk.event(Event::Reach(Box::new(Answer {
        number: 0,
        answer: Err("too late".to_owned()),
    })));
    assert_eq!(walk.screen(), before);
    walk.press("esc w");
    walk.event(Event::Reach(Box::new(Answer {
        number: 1,
        answer: Err("too late".to_owned()),
    })));
    assert!(matches!(stage(&walk), Stage::Choose(_)));
}

#[test]
fn the_principal_is_copied_and_a_new_size_breaks_the_lines_anew() {
    let mut walk = on_bucket();
    walk.press("w enter y");
    let copied = walk
        .effects
        .iter()
        .any(|e| matches!(e, Effect::Copy { text, .. } if text.starts_with("arn:aws:iam::")));
    assert!(copied, "{:?}", walk.effects);
    walk.press("enter");
    for width in [40, 60, 200] {
        walk.event(Event::Resize(Size { width, height: 24 }));
        assert!(
            walk.screen()
                .lines()
                .all(|l| l.chars().count() <= usize::from(width))
        );
    }
}

#[test]
fn a_row_that_is_no_resource_says_why_it_cannot_be_asked() {
    let mut walk = Walk::small(80, 24);
    walk.press("9 g w");
    assert!(
        walk.screen().contains("this row is no resource that was read"),
        "{}",
        walk.screen()
    );
}

#[test]
fn the_account_read_anew_marks_the_answer_as_old() {
    let mut walk = on_bucket();
    walk.press("w enter");
    assert!(!walk.screen().contains("was read since"));
    walk.event(Event::Observed(super::app::small_account()));
    assert!(
        walk.screen().contains("the account was read since"),
        "{}",
        walk.screen()
    );
}

#[test]
fn every_kind_of_resource_has_actions_that_aws_knows() {
    for (arn, action) in [
        ("arn:aws:s3:::data", "s3:GetObject"),
        ("arn:aws:kms:us-east-1:111122223333:key/1", "kms:Decrypt"),
        ("arn:aws:iam::111122223333:role/r", "sts:AssumeRole"),
        ("arn:aws:iam::111122223333:user/u", "iam:CreateAccessKey"),
        (
            "arn:aws:sagemaker:us-east-1:111122223333:endpoint/e",
            "sagemaker:InvokeEndpoint",
        ),
    ] {
        let found = actions_on(arn);
        assert!(found.iter().any(|a| a == action), "{arn}: {found:?}");
        assert!(found.iter().all(|a| catalogue::action(a).is_some()));
    }
}

#[test]
fn what_is_offered_first_is_on_the_resource() {
    for keys in ["2 g", "3 g", "4 g", "5 g", "6 g"] {
        let mut walk = Walk::small(80, 24);
        walk.press(keys).press("w");
        let View::Reach(pane) = &walk.state.view else {
            panic!("{keys}")
        };
        let Stage::Choose(choice) = &pane.stage else {
            panic!("{keys}")
        };
        let resource = pane.resource.as_ref().expect("a resource");
        let on = actions_on(resource.as_str());
        for (action, _) in choice.matches().filter(|(_, offered)| *offered) {
            assert!(on.iter().any(|a| a == action), "{action} is not on {resource}");
        }
    }
}

#[test]
fn the_attack_paths_are_listed_told_and_turned_to_what_to_mend() {
    let mut walk = Walk::small(80, 24);
    walk.press("3 W");
    assert_eq!(walk.state.context(), Context::AttackPaths);
    let screen = walk.screen();
    assert!(screen.contains("‹ attack paths"), "{screen}");
    assert!(screen.contains(" Paths   Mend first "), "{screen}");
    walk.press("tab");
    let screen = walk.screen();
    assert!(screen.contains("Of the paths that go by"), "{screen}");
    walk.press("tab esc");
    assert!(matches!(walk.state.view, View::Table));
}
