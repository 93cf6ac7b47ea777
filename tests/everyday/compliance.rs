//! The frameworks on screen: from all of them to the resource that is open, and
//! back.

use super::app::Walk;

/// Goes down to the first line that Enter leads on from, below the cursor.
fn down_to(walk: &mut Walk, text: &str) {
    walk.press(&format!(
        "/ {} enter",
        text.split("")
            .filter(|c| !c.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    ));
    let screen = walk.screen();
    let at = screen.lines().find(|l| l.contains('▸')).unwrap_or("");
    assert!(at.contains(text), "{text} is not under the cursor:\n{screen}");
}

#[test]
fn one_goes_from_the_frameworks_to_a_requirement_to_the_finding_and_back() {
    let mut walk = Walk::small(120, 60);
    walk.press("C");
    assert!(
        walk.screen()
            .contains("Requirements met, of those that checks decide.")
    );
    down_to(&mut walk, "HIPAA");
    walk.press("enter");
    assert!(
        walk.screen()
            .contains("HIPAA Security Rule, 45 CFR part 164, version 2013"),
        "{}",
        walk.screen()
    );
    down_to(&mut walk, "164.312(a)(2)(iv)");
    walk.press("enter");
    let screen = walk.screen();
    assert!(
        screen.contains("HIPAA 164.312(a)(2)(iv)") && screen.contains("Encryption at rest"),
        "{screen}"
    );
    assert!(screen.contains("our own mapping: to be confirmed"), "{screen}");
    down_to(&mut walk, "patients-raw");
    walk.press("enter");
    let screen = walk.screen();
    assert!(
        screen.contains("evidence") && screen.contains(" Findings "),
        "{screen}"
    );
    walk.press("esc");
    assert!(
        walk.screen().contains("HIPAA 164.312(a)(2)(iv)"),
        "{}",
        walk.screen()
    );
    walk.press("esc esc");
    assert!(walk.screen().contains("compliance"), "{}", walk.screen());
}

#[test]
fn what_no_check_can_say_is_said_plainly() {
    let mut walk = Walk::small(100, 30);
    walk.press("C");
    down_to(&mut walk, "HIPAA");
    walk.press("enter");
    down_to(&mut walk, "164.308(a)(5)(ii)(B)");
    let screen = walk.screen();
    let at = screen.lines().find(|l| l.contains('▸')).expect("a cursor");
    assert!(at.contains("· by hand") && at.contains('-'), "{at}");
    walk.press("enter");
    assert!(walk.screen().contains("by hand  "), "{}", walk.screen());
}
