//! One resource opened: its fields, relations, findings and evidence.

use super::walk::Walk;
use aisec_tui::app::View;

#[test]
fn the_detail_pane_shows_fields_gaps_relations_findings_and_json() {
    let mut walk = Walk::small(120, 40);
    walk.press("3 G enter");
    let fields = walk.screen();
    assert!(fields.contains("bucket patients-raw"), "{fields}");
    assert!(fields.contains("aws:kms"), "{fields}");
    assert!(fields.contains("? denied s3:GetBucketLogging"), "{fields}");
    walk.press("l");
    let View::Detail(pane) = &walk.state.view else {
        panic!("the pane is open")
    };
    let findings = pane
        .lines
        .iter()
        .fold(String::new(), |all, line| all + &line.text() + "\n");
    for word in ["evidence", "wanted", "why", "fix", "framework", "UNKNOWN"] {
        assert!(findings.contains(word), "{word} is missing:\n{findings}");
    }
    let relations = walk.press("l").screen();
    assert!(relations.contains("is encrypted with"), "{relations}");
    assert!(relations.contains("is read by"), "{relations}");
    let json = walk.press("l").screen();
    assert!(json.contains("\"public_access_block\""), "{json}");
}

#[test]
fn relations_lead_to_other_resources_and_esc_leads_back() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("train-good");
    walk.press("enter enter l l");
    let View::Detail(pane) = &walk.state.view else {
        panic!("the pane is open")
    };
    let role = pane
        .lines
        .iter()
        .position(|l| l.text().contains("role/patient-trainer"));
    let role = role.expect("the job runs as its role");
    for _ in 0..role {
        walk.press("j");
    }
    walk.press("enter");
    assert!(
        walk.screen().contains("role patient-trainer"),
        "{}",
        walk.screen()
    );
    walk.press("esc");
    assert!(
        walk.screen().contains("training job train-good"),
        "{}",
        walk.screen()
    );
    walk.press("esc");
    assert!(matches!(walk.state.view, View::Table));
}

#[test]
fn a_search_in_the_detail_pane_goes_from_match_to_match() {
    let mut walk = Walk::small(120, 20);
    walk.press("5 /").type_in("train-bad");
    walk.press("enter enter l l l /").type_in("known");
    walk.press("enter");
    let cursor = |walk: &Walk| match &walk.state.view {
        View::Detail(pane) => (pane.cursor, pane.lines[pane.cursor].text()),
        _ => panic!("the pane is open"),
    };
    let (first, text) = cursor(&walk);
    assert!(text.contains("known"), "{text}");
    walk.press("n");
    let (second, text) = cursor(&walk);
    assert!(second > first && text.contains("known"), "{text}");
    walk.press("N");
    assert_eq!(cursor(&walk).0, first);
}

#[test]
fn evidence_is_one_key_away_from_a_row() {
    let mut walk = Walk::small(120, 40);
    walk.press("5 /").type_in("train-bad");
    let screen = walk.press("enter e").screen();
    assert!(screen.contains("FAIL"), "{screen}");
    assert!(screen.contains("VolumeKmsKeyId"), "{screen}");
}

#[test]
fn a_finding_opens_on_its_own_evidence() {
    let mut walk = Walk::small(120, 40);
    let title = walk
        .state
        .table()
        .selection()
        .map(|r| r.cell(0).to_owned())
        .expect("a finding");
    let screen = walk.press("enter").screen();
    let evidence = screen.find("evidence").expect("evidence on screen");
    let shown = screen
        .find(title.split('…').next().unwrap_or(&title))
        .expect("the finding's title");
    assert!(shown < evidence, "{screen}");
}

#[test]
fn findings_are_grouped_by_root_cause_and_a_cause_leads_to_its_findings() {
    let mut walk = Walk::small(120, 40);
    let causes = walk.press("R").screen();
    assert!(causes.contains("root causes"), "{causes}");
    assert!(causes.contains("does not hold"), "{causes}");
    walk.press("j enter");
    let one = walk.screen();
    assert!(one.contains("mends it") && one.contains("grouped by"), "{one}");
    let View::Detail(pane) = &walk.state.view else {
        panic!("the pane is open")
    };
    let finding = pane.lines.iter().position(|l| l.target.is_some());
    for _ in 0..finding.expect("a cause has findings") {
        walk.press("j");
    }
    let evidence = walk.press("enter").screen();
    assert!(evidence.contains("evidence"), "{evidence}");
    walk.press("esc esc R");
    assert!(matches!(walk.state.view, View::Table), "the same key leads back");
}
