//! Text from elsewhere, and a screen without colour.

use super::account::{ACCOUNT, REGION, arn, known, training};
use super::walk::Walk;
use aisec_tui::app::{Effect, Event, Observation, Tab};
use aisec_tui::inventory::Arn;
use ratatui::style::Modifier;

#[test]
fn hostile_names_reach_neither_the_screen_nor_the_clipboard() {
    let hostile = "evil\u{1b}]0;title\u{7}\u{1b}[2J\u{202e}gpj.exe\u{200b}\u{9b}31m\r\nnext";
    let mut walk = Walk::small(120, 40);
    let mut job = training("x", &arn("iam", "role/patient-trainer"), false);
    job.name = hostile.to_owned();
    job.arn = Arn::new(format!(
        "arn:aws:sagemaker:{REGION}:{ACCOUNT}:training-job/{hostile}"
    ));
    job.tags = known([(hostile.to_owned(), hostile.to_owned())].into());
    walk.event(Event::Observed(vec![Observation::Resource(Box::new(job))]));
    walk.event(Event::ConnectFailed(hostile.to_owned()));
    for keys in ["5 /", "enter enter", "l", "l", "l", "m", "esc y"] {
        walk.press(keys);
        if keys == "5 /" {
            walk.type_in("evil");
        }
        let bad = |c: char| c.is_control() || ['\u{202e}', '\u{200b}'].contains(&c);
        for cell in &walk.buffer().content {
            assert!(
                !cell.symbol().chars().any(bad),
                "after {keys}: {:?}",
                cell.symbol()
            );
        }
    }
    let Some(Effect::Copy { text, .. }) = walk.effects.last() else {
        panic!("nothing was copied: {:?}", walk.effects)
    };
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

#[test]
fn a_name_of_a_megabyte_stays_within_its_cell() {
    let mut walk = Walk::small(80, 24);
    let mut job = training("x", &arn("iam", "role/patient-trainer"), false);
    job.name = "long ".repeat(200_000);
    walk.event(Event::Observed(vec![Observation::Resource(Box::new(job))]));
    walk.press("5 /").type_in("long");
    let row = walk.press("enter").screen();
    assert!(row.contains('…'), "{row}");
    let longest = walk.state.table().rows.iter().map(|r| r.text().len()).max();
    assert!(longest < Some(6_000), "{longest:?}");
    walk.press("enter G l G l G");
    assert!(walk.screen().contains("JSON"));
}

#[test]
fn pasted_text_is_not_a_burst_of_commands() {
    let mut walk = Walk::small(80, 24);
    walk.event(Event::Paste("qqq\n2".to_owned()));
    assert!(walk.effects.is_empty());
    assert_eq!(walk.state.tab, Tab::Posture);
    walk.press("5 /");
    walk.event(Event::Paste("train-\nbad".to_owned()));
    assert_eq!(walk.state.table().filter, "train- bad");
}

#[test]
fn the_selected_row_is_told_without_colour() {
    for keys in ["1", "2", "3", "4", "5", "6", "7", "8", "9"] {
        let mut walk = Walk::small(80, 24);
        walk.press(keys);
        let buffer = walk.buffer();
        let reversed = |y: u16| (0..80).all(|x| buffer[(x, y)].modifier.contains(Modifier::REVERSED));
        let marked: Vec<u16> = (3..23).filter(|y| buffer[(0, *y)].symbol() == "▸").collect();
        assert_eq!(marked.len(), 1, "tab {keys}: one cursor");
        assert!(reversed(marked[0]), "tab {keys}: the row is reversed");
        let coloured = buffer
            .content
            .iter()
            .any(|c| c.fg != ratatui::style::Color::Reset || c.bg != ratatui::style::Color::Reset);
        assert!(!coloured, "tab {keys}: mono has no colour");
    }
}
