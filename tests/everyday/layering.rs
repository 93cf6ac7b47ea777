//! The floors of the house: a room may use only rooms on floors below it.

use std::fs;
use std::path::{Path, PathBuf};

const FLOORS: &[(&str, u8)] = &[
    ("policy", 0),
    ("inventory", 0),
    ("posture", 1),
    ("stack", 2),
    ("triage", 2),
    ("app", 3),
    ("aws", 3),
    ("tui", 4),
    ("demo", 4),
    ("cli", 5),
];

fn floor(room: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, floor)| *floor)
}

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a readable source folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// The rooms named in `crate::room` paths of a source text, and outside crates
/// that are forbidden below a floor.
fn rooms_named(text: &str) -> Vec<&str> {
    text.match_indices("crate::")
        .map(|(at, found)| {
            let rest = &text[at + found.len()..];
            rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .next()
                .unwrap_or("")
        })
        .collect()
}

fn each_source(mut visit: impl FnMut(&str, &Path, &str)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (room, _) in FLOORS {
        let dir = root.join(room);
        let mut files = Vec::new();
        if dir.is_dir() {
            sources(&dir, &mut files);
        }
        for file in files {
            let text = fs::read_to_string(&file).expect("readable source");
            visit(room, &file, &text);
        }
    }
}

#[test]
fn a_room_uses_only_rooms_on_floors_below_it() {
    let mut faults = Vec::new();
    each_source(|room, file, text| {
        let own = floor(room).expect("every room has a floor");
        for named in rooms_named(text) {
            let Some(other) = floor(named) else { continue };
            // The embedded account is a client of the AWS room only.
            let allowed = named == room || (other < own && !(room == "demo" && named == "app"));
            if !allowed {
                faults.push(format!("{} ({room}) uses crate::{named}", file.display()));
            }
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_aws_and_demo_rooms_name_the_sdk_and_only_tui_and_cli_name_the_terminal() {
    let mut faults = Vec::new();
    each_source(|room, file, text| {
        if text.contains("aws_sdk_") && !["aws", "demo"].contains(&room) {
            faults.push(format!("{} names aws_sdk_*", file.display()));
        }
        let terminal = text.contains("use ratatui") || text.contains("use crossterm");
        if terminal && !["tui", "cli"].contains(&room) {
            faults.push(format!("{} names the terminal", file.display()));
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_lower_floors_read_no_clock() {
    let mut faults = Vec::new();
    each_source(|room, file, text| {
        let clock = ["SystemTime::now", "Instant::now", "now_utc()"]
            .iter()
            .any(|c| text.contains(c));
        if clock && floor(room).is_some_and(|f| f <= 2 || room == "app") {
            faults.push(format!("{} reads the clock", file.display()));
        }
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
