//! The policy editor: keys in, text and remarks out, without wizard or
//! account.

use aisec_tui::app::policy::editor::Composition;
use aisec_tui::app::policy::{Editor, Effect, Sheet, Stroke};
use aisec_tui::app::{Context, Key, Keymap, Size};
use aisec_tui::policy::PolicyKind;
use aisec_tui::policy::complete::Known;
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
        let composed = Composition {
            text: text.to_owned(),
            reasons: vec![("ReadInput".to_owned(), "training reads its input".to_owned())],
        };
        let known = Known {
            account: "123456789012".to_owned(),
            region: "eu-central-1".to_owned(),
            arns: vec!["arn:aws:s3:::patients".to_owned()],
            ..Known::default()
        };
        let kind = PolicyKind::Identity;
        let mut desk = Self {
            editor: Editor::open("role", "Role policy", kind, composed, text.to_owned(), known),
            area: PolicyArea::default(),
            keymap: Keymap::default(),
        };
        desk.take(vec![Effect::Area(Stroke::Open(text.to_owned()))]);
        desk
    }

    /// A policy that is only read.
    fn read(text: &str) -> Self {
        let mut desk = Self::open(text);
        desk.editor = Editor::read("inline", "inline", PolicyKind::Identity, text.to_owned());
        desk
    }

    /// The cursor at the `|` of a text.
    fn at(marked: &str) -> Self {
        let at = marked.find('|').expect("a cursor");
        let before = &marked[..at];
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let mut desk = Self::open(&marked.replacen('|', "", 1));
        desk.take(vec![Effect::Area(Stroke::MoveTo((line, column)))]);
        desk
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Area(stroke) = effect {
                let edited = self.area.take(stroke);
                self.editor.take(&edited, Size::default());
            }
        }
    }

    fn press(&mut self, names: &str) -> &mut Self {
        for name in names.split_whitespace() {
            self.key(Key::parse(name).expect("a key's name"));
        }
        self
    }

    fn key(&mut self, key: Key) {
        let effects = match self.keymap.action(self.editor.context(), key) {
            Some(action) => self.editor.act(action, Size::default()),
            None => self.editor.typed(key, Size::default()),
        };
        self.take(effects);
    }

    fn type_in(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.key(Key::char(c));
        }
        self
    }

    /// The words below the text.
    fn words(&self) -> String {
        let lines = self.editor.margin().words(200, Some("ctrl-f"), Some("ctrl-n"));
        lines.iter().map(|l| l.text() + "\n").collect()
    }

    /// What is suggested.
    fn suggested(&self) -> Vec<&str> {
        let list = self.editor.completion.as_ref();
        list.map_or_else(Vec::new, |l| {
            l.candidates().iter().map(|c| c.text.as_str()).collect()
        })
    }

    /// The sheet that lies over the text.
    fn sheet(&self) -> String {
        match &self.editor.sheet {
            Some(Sheet::Page(page)) => page.lines.iter().map(|l| l.text() + "\n").collect(),
            other => panic!("{other:?}"),
        }
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

const UNFINISHED: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": [|], "Resource": "*"}]
}"#;

#[test]
fn typing_in_an_action_suggests_and_enter_takes_the_best() {
    let mut desk = Desk::at(UNFINISHED);
    desk.type_in("\"");
    assert_eq!(desk.suggested(), [""; 0], "nothing before something is typed");
    desk.type_in("s3:geto");
    assert_eq!(desk.editor.context(), Context::Completion);
    assert_eq!(desk.suggested()[0], "s3:GetObject");
    let before = desk.editor.text.clone();
    desk.press("enter");
    assert!(
        desk.editor.text.contains(r#""Action": ["s3:GetObject"]"#),
        "{}",
        desk.editor.text
    );
    assert!(desk.editor.is_valid() && desk.editor.completion.is_none());
    desk.press("ctrl-z");
    assert_eq!(desk.editor.text, before, "one key takes it back");
}

#[test]
fn a_few_letters_find_an_action_before_its_prefix_is_typed() {
    let mut desk = Desk::at(UNFINISHED);
    desk.type_in("\"passrole");
    assert_eq!(desk.suggested()[0], "iam:PassRole");
    desk.press("backspace backspace").type_in("xyz");
    assert_eq!(desk.suggested(), [""; 0]);
    assert_eq!(desk.editor.context(), Context::WizardEditor);
}

#[test]
fn a_prefix_that_is_taken_goes_on_with_its_actions() {
    let mut desk = Desk::at(UNFINISHED);
    desk.type_in("\"sagem").press("tab");
    assert!(
        desk.editor.text.contains("\"sagemaker:\""),
        "{}",
        desk.editor.text
    );
    assert!(desk.suggested().iter().all(|s| s.starts_with("sagemaker:")));
    desk.type_in("crtrjob").press("enter");
    assert!(
        desk.editor.text.contains("\"sagemaker:CreateTrainingJob\""),
        "{}",
        desk.editor.text
    );
}

#[test]
fn esc_declines_the_suggestions_until_another_string_is_begun() {
    let mut desk = Desk::at(UNFINISHED);
    desk.type_in("\"s3:g").press("esc");
    assert_eq!(desk.suggested(), [""; 0]);
    desk.type_in("et");
    assert_eq!(desk.suggested(), [""; 0], "still the same string");
    desk.type_in("Object\", \"kms:d");
    assert!(!desk.suggested().is_empty());
    desk.press("esc ctrl-o");
    assert!(!desk.suggested().is_empty(), "a key asks for them");
    desk.press("down down up down");
    assert_eq!(desk.editor.completion.as_ref().map(|c| c.selected), Some(2));
}

#[test]
fn a_resource_is_suggested_in_the_form_of_the_actions_and_its_blank_is_typed_over() {
    let marked = FAULTY.replace("\"arn:aws:s3:::patients/*\"", "\"|\"");
    let mut desk = Desk::at(&marked);
    desk.press("tab");
    assert_eq!(
        desk.suggested()[0],
        "arn:aws:s3:::patients/*",
        "what exists comes first"
    );
    desk.type_in("bucketname").press("enter");
    assert!(desk.editor.selection.is_some());
    desk.type_in("x");
    assert!(
        desk.editor.text.contains("\"arn:aws:s3:::x/ObjectName\""),
        "{}",
        desk.editor.text
    );
}

#[test]
fn an_element_brings_its_quotes_and_its_values_are_suggested_at_once() {
    let mut desk = Desk::at("{\"Statement\": [{|}]}");
    desk.type_in("\"eff").press("enter");
    assert!(
        desk.editor.text.contains("{\"Effect\": \"\"}"),
        "{}",
        desk.editor.text
    );
    assert_eq!(desk.suggested(), ["Allow", "Deny"]);
    desk.press("down enter");
    assert_eq!(desk.editor.text, "{\"Statement\": [{\"Effect\": \"Deny\"}]}");
}

#[test]
fn nothing_is_suggested_where_nothing_is_known() {
    let mut desk = Desk::at("{\"Statement\": [{\"Sid\": \"|\"}]}");
    desk.press("tab");
    assert!(desk.words().contains("Nothing is known"), "{}", desk.words());
    desk.type_in("Read");
    assert_eq!(desk.suggested(), [""; 0]);
}

#[test]
fn keys_that_move_the_cursor_or_take_back_suggest_nothing() {
    let mut desk = Desk::at(UNFINISHED);
    desk.type_in("\"s3:geto").press("left");
    assert_eq!(desk.suggested(), [""; 0]);
    desk.press("ctrl-z");
    assert_eq!(desk.suggested(), [""; 0]);
}

const TWO: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadInput",
      "Effect": "Allow",
      "Action": "s3:Get*",
      "Resource": "arn:aws:s3:::patients/*"
    },
    {
      "Effect": "Deny",
      "Action": "kms:*",
      "Resource": "*"
    }
  ]
}"#;

#[test]
fn the_statement_under_the_cursor_is_told_in_words_with_the_reason_it_was_composed_for() {
    let mut desk = Desk::open(TWO);
    desk.press("down down down down ctrl-t");
    assert_eq!(desk.editor.context(), Context::PolicySheet);
    let words = desk.sheet();
    for part in [
        "Statement 1 of 2: ReadInput  + Allow",
        "Why      training reads its input",
        "What     s3:Get*: ",
        " of Amazon S3: ",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("Statement 2"), "{words}");
    desk.press("tab");
    assert!(
        desk.sheet().contains("Statement 2 of 2  − Deny"),
        "{}",
        desk.sheet()
    );
    desk.press("tab");
    assert!(desk.sheet().contains("Statement 1") && desk.sheet().contains("Statement 2"));
    // Nothing reaches the text under the sheet.
    desk.type_in("zz").press("enter backspace");
    assert!(desk.editor.pasted("pasted").is_empty());
    desk.press("esc");
    assert_eq!(desk.editor.context(), Context::WizardEditor);
    assert_eq!(desk.editor.text, TWO);
}

#[test]
fn outside_of_all_statements_the_whole_policy_is_told_and_a_broken_one_says_so() {
    let mut desk = Desk::open(TWO);
    desk.press("ctrl-t");
    assert!(desk.sheet().contains("Statement 1") && desk.sheet().contains("Statement 2"));
    desk.press("esc").type_in("x").press("ctrl-t");
    assert!(
        desk.sheet().starts_with("? This cannot be told"),
        "{}",
        desk.sheet()
    );
}

#[test]
fn a_policy_that_is_read_is_walked_but_not_changed() {
    let mut desk = Desk::read(FAULTY);
    assert_eq!(desk.editor.context(), Context::PolicyReader);
    desk.press("j j right right")
        .type_in("zz")
        .press("delete backspace ctrl-y");
    assert_eq!(desk.editor.text, FAULTY);
    assert_eq!(desk.editor.cursor, (2, 2));
    desk.press("n");
    assert_eq!(desk.editor.cursor, (6, 8));
    desk.press("x");
    assert!(desk.sheet().contains("Statement 1 of 1"));
    desk.press("esc G pagedown end");
    assert_eq!(desk.editor.cursor, (13, 1));
}
