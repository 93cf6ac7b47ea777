//! The policy editor: keys in, text and remarks out, without wizard or
//! account.

use aisec_tui::app::policy::{Editor, Effect, Event};
use aisec_tui::app::{Key, Keymap, Size};
use aisec_tui::policy::PolicyKind;
use aisec_tui::policy::lint::Severity;
use aisec_tui::tui::policy_area::PolicyArea;

/// A policy with a wrong action on line 7, and one that is said twice.
const FAULTY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "s3:GetObjekt",
        "s3:GetObject",
        "s3:GetObject"
      ],
      "Resource": "arn:aws:s3:::patients/*"
    }
  ]
}"#;

/// An editor at its text area.
struct Desk {
    editor: Editor,
    area: PolicyArea,
    keymap: Keymap,
}

impl Desk {
    fn open(text: &str) -> Self {
        let composed = text.to_owned();
        let mut desk = Self {
            editor: Editor::open(
                "role",
                "Role policy",
                PolicyKind::Identity,
                composed,
                text.to_owned(),
            ),
            area: PolicyArea::default(),
            keymap: Keymap::default(),
        };
        desk.take(vec![Effect::Area(aisec_tui::app::policy::Stroke::Open(
            text.to_owned(),
        ))]);
        desk
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let Effect::Area(stroke) = effect;
            let Event::Edited {
                text,
                cursor,
                selection,
            } = self.area.take(stroke);
            self.editor.edited(text, cursor, selection, Size::default());
        }
    }

    fn press(&mut self, names: &str) -> &mut Self {
        for name in names.split_whitespace() {
            let key = Key::parse(name).expect("a key's name");
            let effects = match self.keymap.action(self.editor.context(), key) {
                Some(action) => self.editor.act(action),
                None => self.editor.typed(key, Size::default()),
            };
            self.take(effects);
        }
        self
    }

    fn type_in(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            let effects = self.editor.typed(Key::char(c), Size::default());
            self.take(effects);
        }
        self
    }

    /// The words below the text.
    fn words(&self) -> String {
        let lines = self.editor.margin().words(200, Some("ctrl-f"), Some("ctrl-n"));
        lines.iter().map(|l| l.text() + "\n").collect()
    }
}

#[test]
fn each_line_is_marked_with_its_worst_remark_and_the_cursors_line_is_told_in_full() {
    let mut desk = Desk::open(FAULTY);
    let margin = desk.editor.margin();
    assert_eq!(margin.mark(6).map(|m| m.severity), Some(Severity::Error));
    assert!(margin.mark(8).is_some() && margin.mark(1).is_none());
    assert!(desk.words().contains("Remarks on lines 7, 9"), "{}", desk.words());
    desk.press("ctrl-n");
    assert_eq!(desk.editor.cursor, (6, 8));
    assert!(desk.words().starts_with("✗ error, line 7: "), "{}", desk.words());
}

#[test]
fn the_next_remark_is_one_key_away_and_after_the_last_comes_the_first() {
    let mut desk = Desk::open(FAULTY);
    desk.press("ctrl-n ctrl-n");
    assert_eq!(desk.editor.cursor.0, 8);
    desk.press("ctrl-n");
    assert_eq!(desk.editor.cursor.0, 6);
    desk.press("ctrl-p");
    assert_eq!(desk.editor.cursor.0, 8);
}

#[test]
fn a_fix_is_applied_by_a_key_and_taken_back_by_one() {
    let mut desk = Desk::open(FAULTY);
    desk.press("ctrl-n ctrl-n");
    assert!(desk.words().contains("ctrl-f: "), "{}", desk.words());
    desk.press("ctrl-f");
    assert_eq!(
        desk.editor.text.matches("s3:GetObject\"").count(),
        1,
        "{}",
        desk.editor.text
    );
    assert!(
        desk.editor
            .notice
            .as_deref()
            .is_some_and(|n| n.starts_with("Fixed: "))
    );
    let fixed = desk.editor.text.clone();
    desk.press("ctrl-z");
    assert_eq!(desk.editor.text, FAULTY);
    desk.press("ctrl-y");
    assert_eq!(desk.editor.text, fixed);
}

#[test]
fn where_there_is_no_fix_the_key_says_so_and_changes_nothing() {
    let mut desk = Desk::open(FAULTY);
    desk.press("ctrl-f");
    assert_eq!(desk.editor.text, FAULTY);
    assert!(
        desk.words().contains("no remarks about this line"),
        "{}",
        desk.words()
    );
}

#[test]
fn what_was_composed_comes_back_as_one_change_that_can_be_undone() {
    let mut desk = Desk::open(FAULTY);
    desk.press("down down").type_in("oops").press("enter");
    let written = desk.editor.text.clone();
    assert!(desk.editor.is_changed());
    desk.press("ctrl-r");
    assert_eq!(desk.editor.text, FAULTY);
    desk.press("ctrl-z");
    assert_eq!(desk.editor.text, written);
    desk.press("ctrl-z ctrl-z ctrl-z ctrl-z ctrl-z");
    assert_eq!(desk.editor.text, FAULTY);
}

#[test]
fn the_text_scrolls_with_the_cursor_and_not_past_its_end() {
    let mut desk = Desk::open(&FAULTY.replace("\"s3:GetObjekt\",", &"\n".repeat(60)));
    let page = Size::default().policy_text();
    desk.press("pagedown");
    assert_eq!(desk.editor.cursor.0, page);
    assert_eq!(desk.editor.first.0, 1);
    desk.press("up");
    assert_eq!(desk.editor.first.0, 1, "the cursor moves on screen first");
    for _ in 0..20 {
        desk.press("pagedown");
    }
    let lines = desk.editor.text.lines().count();
    assert_eq!(desk.editor.cursor.0, lines - 1);
    assert_eq!(desk.editor.first.0, lines - page);
}

#[test]
fn lint_of_a_six_kilobyte_policy_does_not_hold_a_key_up() {
    let statement = r#"{"Effect":"Allow","Action":["s3:GetObject","kms:Decrypt"],"Resource":"arn:aws:s3:::patients/input/*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"cardiology"}}}"#;
    let all = vec![statement; 35].join(",\n");
    let text = format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{all}]}}");
    assert!(text.len() > 5500);
    let mut desk = Desk::open(&text);
    let began = std::time::Instant::now();
    desk.type_in("xxxxxxxxxx");
    // Ten keys in a debug build; a release build takes 1 ms for each.
    assert!(began.elapsed().as_millis() < 1500, "{:?}", began.elapsed());
}
